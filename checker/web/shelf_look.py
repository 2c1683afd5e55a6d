"""How a shelf looks: piles of products with a bar each, what they lack, and the days; whatever was typed is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from checker.answer.sheet import Tone
from checker.model.paths import page_file
from checker.model.plan import LAST_DAY
from checker.shelf import wording as wording_shelf
from checker.shelf.plan_sheet import SIGNS, TONES
from checker.shelf.routine import Routine, Standing
from checker.web.look import icon, shown

#: The class of style.css that a tone is drawn in; what is asked about is neutral, with a sign of its own.
_CLASS = {
    Tone.STOP: "ck-stop",
    Tone.CARE: "ck-care",
    Tone.CALM: "ck-calm",
    Tone.NEUTRAL: "ck-neutral",
    Tone.ASK: "ck-neutral",
}
_DAYS = LAST_DAY + 1
#: A band of fewer days has no room for its words; one of fewer than the second has none on a phone.
_WORDS_FROM, _ROOM_FROM = 6, 11


@cache
def style() -> str:
    """The style sheet of the shelf, as HTML."""
    return f"<style>{page_file('shelf.css')}</style>"


def piles(routine: Routine) -> str:
    """The products in piles as they stand today, each with its days as a bar, all on one scale."""
    parts = [_scale(routine)]
    opened = routine.day_ranges()[0].open_channels
    for kind, places in routine.piles().items():
        title = f"{_sign(kind)} {shown(wording_shelf.pile_title(kind, opened))}"
        rows = "".join(_row(routine, place, kind) for place in places)
        parts.append(f'<section class="sh-pile {_CLASS[TONES[kind]]}"><h2>{title}</h2>{rows}</section>')
    return "".join(parts)


def _sign(kind: Standing) -> str:
    """The icon of a standing; what is asked about has a telephone."""
    role = _CLASS[TONES[kind]].removeprefix("ck-")
    return f'<span aria-hidden="true">{SIGNS[kind]}</span>' if kind is Standing.ASK else icon(role)


def _scale(routine: Routine) -> str:
    days = range(0, _DAYS, 7)
    marks = "".join(
        f'<span style="left:{day / LAST_DAY:.1%}">{shown(wording_shelf.scale_day(routine.date_of(day), day))}</span>'
        for day in days
    )
    frame = shown(wording_shelf.frame_means(routine.plan.day)) if routine.plan.day <= LAST_DAY else ""
    return f'<div class="sh-scale" aria-hidden="true">{marks}</div><p class="ck-quiet">{frame}</p>'


def _row(routine: Routine, place: int, kind: Standing) -> str:
    report = routine.reports[place]
    said = " ".join(filter(None, (wording_shelf.in_short(report), wording_shelf.because_of(report, kind))))
    note = f"<p>{shown(said)}</p>" if said else ""
    return f'<div class="sh-row"><h3>{shown(routine.items[place].name)}</h3>{_bar(routine, place)}{note}</div>'


def _bar(routine: Routine, place: int) -> str:
    """The days as bands of equal standing; the label tells a listener the same."""
    bands = list(_bands(routine, place))
    told = "; ".join(
        f"{wording_shelf.BARS[tone.value]} {wording_shelf.day_range(first, last)}" for tone, first, last in bands
    )
    drawn = "".join(_band(tone, first, last, routine.today) for tone, first, last in bands)
    now = routine.today
    in_sight = routine.plan.day <= LAST_DAY
    mark = f'<div class="sh-now" style="left:{now / _DAYS:.2%};width:{1 / _DAYS:.2%}"></div>' if in_sight else ""
    label = shown(wording_shelf.bar_label(routine.items[place].name, told, routine.plan.day))
    return (
        f'<div class="sh-bar" role="img" aria-label="{label}"><div class="ck-band" aria-hidden="true">'
        f"{drawn}</div>{mark}</div>"
    )


def _band(tone: Tone, first: int, last: int, today: int) -> str:
    """Days of one tone: their sign and, where there is room, its words, clear of the frame around today."""
    length = last - first + 1
    sign = next(SIGNS[kind] for kind, own in TONES.items() if own is tone)
    inner = f"<i>{sign}<em> {shown(wording_shelf.BARS[tone.value])}</em></i>" if length > 1 else ""
    names = [_CLASS[tone], *(["sh-short"] if length < _WORDS_FROM else ["sh-middle"] if length < _ROOM_FROM else [])]
    if first <= today <= last:
        names.append("sh-end" if today - first <= last - today else "sh-start")
    return f'<span class="{" ".join(names)}" style="flex:{length} 1 0">{inner}</span>'


def _bands(routine: Routine, place: int) -> Iterator[tuple[Tone, int, int]]:
    """Days of the same tone in a row: tone, first and last day."""
    for tone, days in groupby(range(_DAYS), key=lambda day: TONES[routine.standing(place, day)]):
        run = list(days)
        yield tone, run[0], run[-1]


def needs(routine: Routine) -> str:
    """What the routine has and lacks, a line each, with its sign."""
    lines = []
    for title, there, words in wording_shelf.needs(routine):
        sign, role = ("✓", "ck-calm") if there else ("○", "ck-care")
        lines.append(
            f'<li class="{role}"><b><span aria-hidden="true">{sign}</span> '
            f"{shown(wording_shelf.need_title(title, there))}</b><br>{shown(words)}</li>"
        )
    return f'<ul class="sh-needs">{"".join(lines)}</ul>'


def by_day(routine: Routine) -> str:
    """The routine by day, one range of days after another."""
    items = []
    for days in routine.day_ranges():
        title = shown(wording_shelf.days_title(days, routine.plan.treated_on))
        today = f' <span class="sh-today">{wording_shelf.TODAY}</span>' if days.first == routine.plan.day else ""
        lines = []
        for kind, text in wording_shelf.days_lines(days):
            head, _, names = text.partition(": ")
            lines.append(
                f'<li class="{_CLASS[TONES[kind]]}"><b><span aria-hidden="true">{SIGNS[kind]}</span> {shown(head)}:</b> '
                f"{shown(names)}</li>"
            )
        items.append(f"<li><h3>{title}{today}</h3><ul>{''.join(lines)}</ul></li>")
    return f'<ol class="sh-days">{"".join(items)}</ol>'
