"""The page's front door: navigation only. Start it with `streamlit run app.py`."""

import streamlit as st

from checker.web import batch_page, check_page, clinic_page, gate, how_page, ingredients_page, shelf_page

#: One row a page, in the order of the navigation: module, title, path, icon.
PAGES = (
    (check_page, "Check", "check", ":material/search_check:"),
    (shelf_page, "My shelf", "shelf", ":material/shelves:"),
    (batch_page, "Batch", "batch", ":material/table_view:"),
    (clinic_page, "Clinic", "clinic", ":material/medical_services:"),
    (ingredients_page, "Ingredients", "ingredients", ":material/science:"),
    (how_page, "How it works", "how", ":material/menu_book:"),
)

st.set_page_config(page_title="Ingredient check after microneedling", page_icon="🧴", layout="wide")
page = st.navigation(
    [
        st.Page(module.show, title=title, url_path=path, icon=icon, default=module is check_page)
        for module, title, path, icon in PAGES
    ],
    position="top",
)
gate.run(page)
