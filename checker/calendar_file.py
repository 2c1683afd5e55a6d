"""The days on which products come back, as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from checker import wording_shelf
from checker.routine import Item, Routine

#: The name that this program signs its calendar entries with; it has to stay, so that a new file updates the old days.
_SIGNED = "needling-checker"


def to_ics(routine: Routine, made: datetime | None = None) -> bytes:
    """The calendar file: one all-day entry, without a time zone, for each day on which a product comes back.

    The same product keeps the same identity whenever the file is made, so that a calendar updates its day and adds no
    second one. `made` is the time of making (with its zone; now where none is given). A routine whose treatment date
    is not known has no dates, and its calendar is empty.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{_SIGNED}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", wording_shelf.TITLE)
    stamp = (made or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    seen: dict[str, int] = {}
    for place, day, verdict in routine.returns():
        on = routine.date_of(day)
        if on is None:
            continue
        item, report = routine.items[place], routine.reports[place]
        event = Event()
        event.add("uid", _identity(item, verdict.value, seen))
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


def _identity(item: Item, kind: str, seen: dict[str, int]) -> str:
    """The same for the same product and kind of day; two equal products of one shelf are told apart by their order."""
    digest = hashlib.sha256("\0".join((item.name, item.text, item.use.value)).encode("utf-8", "replace")).hexdigest()
    word = f"{digest[:24]}-{kind}"
    seen[word] = seen.get(word, 0) + 1
    return f"{word}{'' if seen[word] == 1 else f'-{seen[word]}'}@{_SIGNED}"


def _plain(text: str) -> str:
    """Text without control characters, which a calendar line may not hold; line breaks stay."""
    kept = "".join(sign for sign in text if sign == "\n" or (sign.isprintable() or sign == " "))
    return kept.encode("utf-8", errors="replace").decode("utf-8")
