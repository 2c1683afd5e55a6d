"""The ingredients page: search the knowledge by any name and read one entry."""

from __future__ import annotations

import streamlit as st


def show() -> None:
    """Draw the page."""
    st.title("Ingredients")
