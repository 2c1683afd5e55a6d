"""Packs a shelf into an address, as compressed JSON in letters that an address may hold. Nothing is stored anywhere.

An address may come from anybody. So it is measured before it is unpacked, unpacked up to a limit, and every field is
checked.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from checker.model.plan import HealingPlan, PlanError
from checker.model.terms import Use
from checker.shelf import wording as wording_shelf
from checker.shelf.routine import LONGEST_LIST, LONGEST_NAME, MOST_PRODUCTS, Item

#: Browsers accept more, but servers on the way and chat programs cut longer addresses.
LONGEST_LINK = 8_000
#: The most bytes to which a shelf may unpack.
LARGEST_SHELF = 400_000
_VERSION = 1
_OPTIONS = ("slow_healing", "still_irritated")
_MOST_ALLERGIES = 50


class LinkError(ValueError):
    """A link that cannot be made or read, with what to do."""


def pack(items: Sequence[Item], plan: HealingPlan) -> str:
    """The shelf as letters, digits, `-` and `_`. Raises `LinkError` when it is too long for an address.

    >>> word = pack([Item("Balm", "Petrolatum")], HealingPlan(treatment="rf", treated_on=date(2026, 11, 20)))
    >>> items, plan = unpack(word, today=date(2026, 11, 22))
    >>> items[0].name, plan.treatment.value, plan.day
    ('Balm', 'rf', 2)
    """
    shelf = {
        "v": _VERSION,
        "treatment": plan.treatment.value,
        "treated_on": plan.treated_on.isoformat() if plan.treated_on else None,
        "day": plan.day,
        "options": [name for name in _OPTIONS if getattr(plan, name)],
        "allergies": list(plan.allergies),
        "items": [[item.name, item.use.value, item.text] for item in items],
    }
    text = json.dumps(shelf, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")
    packed = base64.urlsafe_b64encode(zlib.compress(text, 9)).decode("ascii").rstrip("=")
    if len(packed) > LONGEST_LINK:
        raise LinkError(wording_shelf.link_too_long(len(packed), LONGEST_LINK))
    return packed


def unpack(word: str, today: date) -> tuple[tuple[Item, ...], HealingPlan]:
    """The products and the plan in a packed shelf; the day is counted to today where the treatment date is known.

    Raises `LinkError` for anything else: other text, a part of a link, too much of anything.

    >>> unpack("nonsense!", today=date(2026, 11, 22))
    Traceback (most recent call last):
        ...
    checker.shelf.link.LinkError: This link cannot be read: it is cut off or changed. Copy it again from where it was made.
    """
    if len(word) > LONGEST_LINK:
        raise LinkError(wording_shelf.link_too_long(len(word), LONGEST_LINK))
    try:
        packed = base64.b64decode(word.encode("ascii") + b"=" * (-len(word) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, LARGEST_SHELF)
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("more than one shelf, or a part of one")
        shelf = json.loads(text)
        if not isinstance(shelf, dict):
            raise ValueError("no shelf")
        if shelf.get("v") != _VERSION:
            raise LinkError(wording_shelf.LINK_OTHER_VERSION)
        return _items(shelf["items"]), _plan(shelf, today)
    except LinkError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, zlib.error, binascii.Error):
        # `PlanError` and the errors of JSON and of Unicode are kinds of ValueError.
        raise LinkError(wording_shelf.LINK_BROKEN) from None


def _items(rows: Any) -> tuple[Item, ...]:
    if not isinstance(rows, list) or len(rows) > MOST_PRODUCTS:
        raise ValueError("too many products")
    return tuple(
        Item(_text(name, LONGEST_NAME), _text(text, LONGEST_LIST), Use(_text(use, 20))) for name, use, text in rows
    )


def _plan(shelf: dict[str, Any], today: date) -> HealingPlan:
    options = {name: True for name in _OPTIONS if name in shelf["options"]}
    if len(shelf["allergies"]) > _MOST_ALLERGIES:
        raise ValueError("too many allergies")
    words: dict[str, Any] = {
        "treatment": _text(shelf["treatment"], 20),
        "allergies": tuple(_text(name, LONGEST_NAME) for name in shelf["allergies"]),
        **options,
    }
    if shelf["treated_on"] is None:
        return HealingPlan(day=shelf["day"], **words)
    treated_on = date.fromisoformat(_text(shelf["treated_on"], 10))
    if (today - treated_on).days > 3650:
        raise PlanError("too long ago")
    return HealingPlan.since(treated_on, today, **words)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("no text, or too much of it")
    return value
