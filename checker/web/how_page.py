"""The page that says how it works: rules, phases, limits, figures, sources."""

from __future__ import annotations

import streamlit as st


def show() -> None:
    """Draw the page."""
    st.title("How it works")
