"""A pause of Python's search for garbage while many objects are made that are all kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Make many lasting objects without walking through them again and again, which costs more the more there are.

    >>> with no_search_for_garbage():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
