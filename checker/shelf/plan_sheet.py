"""Lays out a routine to take along: as a printed page, and as a table."""

from __future__ import annotations

import csv
import io
from datetime import date

from checker.answer import wording
from checker.answer.sheet import Line, Pile, Sheet, Tone
from checker.batch.writing import harmless
from checker.shelf import wording as wording_shelf
from checker.shelf.routine import Routine, Standing

TONES = {
    Standing.NOW: Tone.CALM,
    Standing.WITH_CARE: Tone.CARE,
    Standing.LATER: Tone.STOP,
    Standing.NOT_WHILE_HEALING: Tone.STOP,
    Standing.ASK: Tone.ASK,
    Standing.CANNOT_TELL: Tone.NEUTRAL,
}
SIGNS = {
    Standing.NOW: "✓",
    Standing.WITH_CARE: "△",
    Standing.LATER: "✕",
    Standing.NOT_WHILE_HEALING: "✕",
    Standing.ASK: "☎",
    Standing.CANNOT_TELL: "?",
}
COLUMNS = (
    "product", "use", "today", "with care from", "with care from day", "no known problem from", "no known problem from day",
    "because of", "ask your clinic", "could not be read", "ingredients",
)  # fmt: skip


def plan_sheet(routine: Routine, today: date) -> Sheet:
    """The printed page: products in piles by their standing today, each with its days, and what the routine lacks."""
    opened = bool(routine.day_ranges()) and routine.day_ranges()[0].open_channels
    piles = tuple(
        Pile(
            wording_shelf.pile_title(kind, opened),
            SIGNS[kind],
            TONES[kind],
            tuple(_line(routine, place, kind) for place in places),
        )
        for kind, places in routine.piles().items()
    )
    lacking = tuple(f"{title}: {words}" for title, there, words in wording_shelf.needs(routine) if not there)
    notes = ((wording_shelf.LACKING, lacking),) if lacking else ((wording_shelf.SUN_TITLE, (wording.SUN,)),)
    shown = dict.fromkeys(tone for pile in piles for line in pile.lines for tone in line.days)
    key = tuple((tone, wording_shelf.BARS[tone.value]) for tone in Tone if tone in shown)
    foot = (wording_shelf.CALL, wording.RESTART_DAYS, wording.DISCLAIMER, *_edition(routine))
    return Sheet(
        wording_shelf.TITLE,
        tuple(wording_shelf.sheet_lead(routine.plan, today)),
        piles,
        routine.today,
        key,
        notes,
        foot,
    )


def _line(routine: Routine, place: int, kind: Standing) -> Line:
    report = routine.reports[place]
    said = (wording_shelf.in_short(report), wording_shelf.because_of(report, kind))
    return Line(
        routine.items[place].name,
        " ".join(filter(None, said)),
        tuple(TONES[routine.standing(place, day.day)] for day in report.timeline),
    )


def _edition(routine: Routine) -> tuple[str, ...]:
    return (f"Edition {routine.reports[0].edition}",) if routine.reports else ()


def to_csv(routine: Routine) -> str:
    """The plan as CSV, one row for each product; no spreadsheet runs a cell of it as a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for place, (item, report) in enumerate(zip(routine.items, routine.reports, strict=True)):
        days = (report.with_care_from_day, report.free_from_day)
        dates = [str(report.date_of(day) or "") for day in days]
        cells = (
            item.name, item.use.value, wording_shelf.STANDINGS[routine.standing(place)],
            dates[0], "" if days[0] is None else str(days[0]), dates[1], "" if days[1] is None else str(days[1]),
            "; ".join(report.deciding), "yes" if report.ask_clinic else "no",
            "; ".join(report.unread), item.text,
        )  # fmt: skip
        table.writerow([harmless(" ".join(cell.split())) for cell in cells])
    return out.getvalue()
