"""The page's front door: navigation only. Start it with `streamlit run app.py`."""

import streamlit as st

from checker.web import check_page

st.set_page_config(page_title="Ingredient check after microneedling", page_icon="🧴", layout="wide")
st.navigation([st.Page(check_page.show, title="Check", url_path="check", default=True)], position="hidden").run()
