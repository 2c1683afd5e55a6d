"""Makes a calendar file (iCalendar, RFC 5545) of the days on which products come back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from checker.shelf import wording as wording_shelf
from checker.shelf.routine import Item, Routine

#: This program's name in its calendar entries. It must never change, so that a new file updates the old entries.
_SIGNED = "needling-checker"


def to_ics(routine: Routine, made: datetime | None = None) -> bytes:
    """The calendar file: one all-day entry, without a time zone, for each day on which a product comes back.

    A product has the same identity in every file, so that a calendar updates its day instead of adding a second one.
    `made` is the time of making, with its time zone; without it, now. Without a treatment date the calendar is empty.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{_SIGNED}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", wording_shelf.TITLE)
    stamp = (made or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    counts: dict[str, int] = {}
    for place, day, verdict in routine.returns():
        on = routine.date_of(day)
        if on is None:
            continue
        item, report = routine.items[place], routine.reports[place]
        event = Event()
        event.add("uid", _identity(item, verdict.value, counts))
        event.add("dtstamp", stamp)
        # Later files outrank earlier ones, so that a moved date moves in the calendar too.
        event.add("sequence", int(stamp.timestamp()) // 60 % 2**31)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", _plain(wording_shelf.returns(item.name, verdict, report)))
        event.add("description", _plain(wording_shelf.returns_note(report)))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _identity(item: Item, kind: str, counts: dict[str, int]) -> str:
    """The same for the same product and kind of day; the second of two equal products gets a number (by `counts`)."""
    digest = hashlib.sha256("\0".join((item.name, item.text, item.use.value)).encode("utf-8", "replace")).hexdigest()
    word = f"{digest[:24]}-{kind}"
    counts[word] = counts.get(word, 0) + 1
    return f"{word}{'' if counts[word] == 1 else f'-{counts[word]}'}@{_SIGNED}"


def _plain(text: str) -> str:
    """Text without control characters, which a calendar line may not hold; line breaks stay."""
    kept = "".join(sign for sign in text if sign == "\n" or (sign.isprintable() or sign == " "))
    return kept.encode("utf-8", errors="replace").decode("utf-8")
