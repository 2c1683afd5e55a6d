"""The pages, one file each: they ask the checker and show its answers with Streamlit.

Web is a front on top of all other folders, and the only one that imports Streamlit. A page decides nothing about
ingredients. `*_page` is a page, `*_look` its HTML, and `frame` the frame around all pages.
"""
