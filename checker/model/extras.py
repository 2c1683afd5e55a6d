"""The extras of an installation: which libraries each brings, and what to say where one is missing."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

DISTRIBUTION = "needling-checker"
#: By extra: who needs it, as a sentence begins, and the modules that it brings.
EXTRAS = {
    "batch": ("Reading tables needs", ("charset_normalizer", "openpyxl", "pyarrow", "xlsxwriter")),
    "clinic": ("A clinic's shelf needs", ("alembic", "babel", "fpdf", "PIL", "pyarrow", "sqlalchemy")),
    "page": ("The page needs", ("icalendar", "pandas", "sqlalchemy", "streamlit")),
    "photo": ("Reading photos needs", ("cv2", "onnxruntime", "pillow_heif", "rapidocr", "zxingcpp")),
    "dask": ("The engine dask needs", ("distributed", "pyarrow")),
}


class MissingExtraError(ImportError):
    """Libraries that are not installed; the text is one line with the command that adds them."""


@cache
def _found(extra: str) -> bool:
    return is_there(extra)


def is_there(extra: str) -> bool:
    """Whether the libraries of an extra are installed; nothing is loaded."""
    return all(find_spec(module) is not None for module in EXTRAS[extra][1])


def how_to_add(extra: str) -> str:
    """What is missing and the command that adds it; it serves a clone (`pip install -e`) and a wheel alike.

    >>> how_to_add("photo")
    "Reading photos needs some more libraries. Add them with: pip install 'needling-checker[photo]'"
    """
    return f"{EXTRAS[extra][0]} some more libraries. Add them with: pip install '{DISTRIBUTION}[{extra}]'"


def needed(extra: str) -> None:
    """Raise `MissingExtraError` where a library of the extra is not installed; looked up once a process."""
    if not _found(extra):
        raise MissingExtraError(how_to_add(extra))
