"""Finds the checker's files that are not code: packaged with it, or else beside it in the repository.

A wheel carries data, figures and the page inside the package; a clone (and an editable install of it) has them at the top.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """The folder of a kind of files.

    >>> folder("data").joinpath("groups.csv").exists()
    True
    """
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def data_folder() -> Path:
    """The knowledge's tables."""
    return folder("data")


def figures() -> Path:
    """The figures of the accuracy benchmark, which the page quotes."""
    return folder("docs") / "accuracy.json"


def page() -> Path:
    """The page's front door, which Streamlit runs; its settings stand in `.streamlit` beside it.

    >>> page().with_name(".streamlit").joinpath("config.toml").exists()
    True
    """
    packaged = PACKAGE / "page" / "app.py"
    return packaged if packaged.exists() else PACKAGE.parent / "app.py"


def fonts() -> Path:
    """The fonts of a sheet of paper."""
    return folder("answer/fonts")


def languages() -> Path:
    """The sentences of the handout in other languages."""
    return folder("answer/locale")


def page_file(name: str) -> str:
    """The text of a style sheet of the page."""
    return (folder("web") / name).read_text(encoding="utf-8")
