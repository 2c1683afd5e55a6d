"""The sentences of a shelf: of its page, its sheet of paper, its calendar and its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from checker.answer import wording
from checker.answer.advice import case_of_report, shortly
from checker.answer.sheet import Paper
from checker.model.plan import HealingPlan
from checker.model.report import Report
from checker.model.terms import Role, Use, Verdict
from checker.shelf.routine import ROUTINE_ROLES, DayRange, Routine, Standing

TITLE = "My skin care after microneedling"
LEAD = "See which products you can use on which day, and take the plan with you."
EMPTY = "Your shelf is empty. Add a product, or try the sample shelf."
KEPT = "Your shelf is kept only in this tab. Nothing is stored; when you close the tab, it is gone."

STANDINGS = {
    Standing.NOW: "No known problem",
    Standing.WITH_CARE: "With care",
    Standing.LATER: "Not yet",
    Standing.NOT_WHILE_HEALING: "Not while your skin heals",
    Standing.ASK: "Ask your clinic first",
    Standing.CANNOT_TELL: "Cannot tell",
}
#: What care means; each product says until when.
WITH_CARE = "With care: use a little, not on raw spots, and stop if it stings for more than a minute"
#: What each pile of products means, for its heading.
PILES = {
    Standing.NOW: "No known problem now",
    Standing.WITH_CARE: WITH_CARE,
    Standing.LATER: "Not yet",
    Standing.NOT_WHILE_HEALING: "Not while your skin heals",
    Standing.ASK: "Ask your clinic first",
    Standing.CANNOT_TELL: "Cannot tell: part of the list could not be read",
}
OPEN_NOW = "No known problem, but ask first: use only what your clinic gave you"
NEEDS = {
    Role.HUMECTANT: "Attracts water",
    Role.BARRIER_LIPID: "Rebuilds the barrier",
    Role.OCCLUSIVE: "Locks moisture in",
}
_LOOK_FOR = {
    Role.HUMECTANT: "glycerin or hyaluronic acid",
    Role.BARRIER_LIPID: "ceramides or cholesterol",
    Role.OCCLUSIVE: "petroleum jelly",
}
SUN_TITLE = "Sun protection"
#: What the signs in the bars mean, by the tone they are drawn in.
BARS = {
    "stop": "not yet",
    "care": "with care",
    "calm": "no known problem",
    "neutral": "cannot tell",
    "ask": "ask first",
}
LACKING = "Not covered by these products now"
CALL = (
    "Call your clinic today: fever, spreading or hotter redness after day 2, pus, blisters or sores, eye pain, strong "
    "swelling. Trouble breathing or fainting: call the emergency number now."
)


def unnamed(number: int) -> str:
    """A product without a name."""
    return f"Product {number}"


def sheet_lead(plan: HealingPlan, today: date) -> list[str]:
    """Under the sheet's title: the treatment and the day it was made for."""
    treated = f", {wording.long_date(plan.treated_on)} {plan.treated_on.year}" if plan.treated_on else ""
    lines = [
        f"{wording.TREATMENTS[plan.treatment]}{treated}.",
        f"Made on {wording.long_date(today)} {today.year}, day {plan.day} after the treatment.",
    ]
    lines += ["My skin heals slowly: the dates count that in."] if plan.slow_healing else []
    lines += ["My skin is still irritated: every date is a minimum."] if plan.still_irritated else []
    lines += [f"My allergies: {', '.join(plan.allergies)}."] if plan.allergies else []
    return lines


def plan_line(plan: HealingPlan) -> str:
    """The plan on one line.

    >>> plan_line(HealingPlan(treatment="standard", day=2, treated_on=date(2026, 11, 20)))
    'Day 2 · medium needles · treated on Fri 20 November'
    """
    parts = [*wording.plan_summary(plan).split(" · ")[:2]]
    parts += [f"treated on {wording.long_date(plan.treated_on)}"] if plan.treated_on else ["date not known"]
    return " · ".join(parts)


def in_short(report: Report) -> str:
    """What to do with one product, in one line."""
    return shortly(case_of_report(report))


def because_of(report: Report, kind: Standing) -> str:
    """The one or two names that decide, as printed; a claim of the pack comes first."""
    is_allergy = any(finding.allergy for finding in report.binding)
    if kind in (Standing.NOW, Standing.CANNOT_TELL, Standing.ASK) or not report.deciding or is_allergy:
        return ""
    return f"Because of {' and '.join(map(_one_line, report.deciding[:2]))}."


def pile_title(kind: Standing, open_channels: bool) -> str:
    """The heading of a pile; while the channels are open no list alone is enough."""
    return OPEN_NOW if kind is Standing.NOW and open_channels else PILES[kind]


def days_title(days: DayRange, treated_on: date | None) -> str:
    """The title of a range of days.

    >>> days_title(DayRange(2, 6, False, {}), date(2026, 11, 20))
    'Sun 22 to Thu 26 November (days 2 to 6)'
    >>> days_title(DayRange(28, 28, False, {}), None)
    'From day 28'
    """
    counted = f"day {days.first}" if days.first == days.last else f"days {days.first} to {days.last}"
    if treated_on is None:
        return f"From day {days.first}" if days.last == 28 else counted.capitalize()
    first, last = (treated_on + timedelta(days=day) for day in (days.first, days.last))
    if days.last == 28:
        return f"From {wording.long_date(first)} (day {days.first})"
    begin = wording.long_date(first)
    if first.month == last.month:
        begin = begin.rsplit(" ", 1)[0]
    return (
        f"{begin} to {wording.long_date(last)} ({counted})"
        if first != last
        else f"{wording.long_date(last)} ({counted})"
    )


def days_lines(days: DayRange) -> list[tuple[Standing, str]]:
    """The lines of a range of days, one for each standing."""
    titles = {**STANDINGS, Standing.NOW: "Ask, then use" if days.open_channels else "No known problem"}
    titles |= {Standing.NOT_WHILE_HEALING: "Not yet"}
    return [(kind, f"{titles[kind]}: {', '.join(names)}") for kind, names in days.names.items()]


def needs(routine: Routine) -> list[tuple[str, bool, str]]:
    """What the whole routine has and lacks on the day asked: what for, whether it is there, and by which product."""
    lacking = routine.lacks()
    lines = []
    for role in ROUTINE_ROLES:
        if role in lacking:
            waiting = _waiting(routine, role)
            lines.append(
                (
                    NEEDS[role],
                    False,
                    waiting or f"None of your products does this right now. Look for {_LOOK_FOR[role]}.",
                )
            )
        else:
            lines.append((NEEDS[role], True, ", ".join(routine.items[place].name for place in routine.has(role))))
    return [*lines, _sun(routine)]


def _waiting(routine: Routine, role: Role) -> str:
    """The products that would bring a role but wait."""
    names = [
        item.name
        for place, (item, report) in enumerate(zip(routine.items, routine.reports, strict=True))
        if report.hydration[role] and routine.standing(place) in (Standing.LATER, Standing.NOT_WHILE_HEALING)
    ]
    return f"Only in what has to wait ({', '.join(names)}). Until then look for {_LOOK_FOR[role]}." if names else ""


def _sun(routine: Routine) -> tuple[str, bool, str]:
    found = routine.sunscreens()
    usable = [place for kind in (Standing.NOW, Standing.WITH_CARE) for place in found.get(kind, ())]
    if usable:
        names = ", ".join(routine.items[place].name for place in usable)
        return SUN_TITLE, True, f"{names}. {wording.SUN}"
    if any(found.values()):
        names = ", ".join(routine.items[place].name for places in found.values() for place in places)
        return SUN_TITLE, False, f"Not yet with {names}. {wording.SUN}"
    return SUN_TITLE, False, f"No product here is marked as sunscreen. {wording.SUN}"


def returns(name: str, verdict: Verdict, report: Report) -> str:
    """The title of a calendar day on which a product comes back."""
    calm = "if your skin is calm, " if report.plan.still_irritated else ""
    words = "no known problem" if verdict is Verdict.NO_KNOWN_PROBLEM else "with care"
    return f"{_one_line(name)}: {calm}{words} from today"


def returns_note(report: Report) -> str:
    """The text of a calendar day: why it waited, and what comes first."""
    return "\n".join([*wording.reasons(report), wording.RESTART_DAYS, wording.DISCLAIMER])


def no_calendar(routine: Routine) -> str:
    """Why there is no calendar file."""
    if routine.plan.treated_on is None:
        return "For real dates and a calendar, enter the date of treatment above."
    if any(kind in routine.piles() for kind in (Standing.ASK, Standing.NOT_WHILE_HEALING, Standing.CANNOT_TELL)):
        return "No product has a date to come back on, so there is nothing for the calendar."
    return "Nothing on your shelf has to wait, so there is nothing for the calendar."


def uses(use: Use) -> str:
    """A use as a few words with a capital."""
    words = wording.USES[use]
    return words[:1].upper() + words[1:]


def left_off(names: Sequence[str]) -> str:
    """What a sheet had no room for."""
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return f"No room on this page for {len(names)} more: {shown}. Print the table for all."


def link_note(length: int) -> str:
    """What a link carries."""
    return (
        f"This link ({length:,} characters) holds your whole shelf: products, treatment, date and allergies. Whoever has "
        "it can read them. Nothing is stored on the server."
    )


def link_too_long(length: int, limit: int) -> str:
    """A shelf that no link can carry."""
    return (
        f"This shelf makes a link of {length:,} characters; many apps cut links above {limit:,}. Remove a product or "
        "shorten the pasted texts to their lists. The PDF and the table have no such limit."
    )


LINK_BROKEN = "This link cannot be read: it is cut off or changed. Copy it again from where it was made."
LINK_OTHER_VERSION = "This link was made by another version of this page. Make it again there."
LINK_OPENED = "This shelf came with the link you opened."


def shelf_full(limit: int) -> str:
    """One product too many."""
    return f"A shelf holds at most {limit} products. Remove one first; for whole catalogues use the Batch page."


def too_long(name: str, limit: int) -> str:
    """A list that is too long to keep."""
    return f"“{name}” has more than {limit:,} characters. Paste only its ingredient list."


TODAY = "today is in it"
NEEDS_TITLE = "What your routine has, and what it lacks"
DAYS_TITLE = "Your routine by day"
DOUBTS_TITLE = "Please look at these names"
DOUBTS_NEXT = "Compare them with the pack. You can correct the list under “Change or remove a product”."
TAKE_TITLE = "Save or share"
TABLE_HELP = "A table for any spreadsheet. You can put it back on your shelf with “Add from a file”."
ADD_TITLE = "Add a product"
TRY_SAMPLE = "Try the sample shelf"
CALENDAR = "Calendar"
TABLE = "Table"
MAKE_LINK = "Make a link"
NAME = "Name of the product"
LIST = "Its ingredient list"
LIST_HINT = "Aqua, Glycerin, …"
ADD = "Add to my shelf"
FROM_FILE = "Add from a file"
CHANGE = "Change or remove a product"
WHICH = "Which product?"
SAVE = "Save"
REMOVE = "Remove"
EMPTY_IT = "Empty the shelf"
PAPERS = {Paper.A4: "PDF, A4", Paper.LETTER: "PDF, Letter"}
FILE_LABEL = "A table with a column of ingredients, or a text file with one list"


def scale_day(on: date | None, day: int) -> str:
    """A mark of the scale: a date where it is known.

    >>> scale_day(date(2026, 11, 27), 7), scale_day(None, 7)
    ('27 Nov', 'day 7')
    """
    return f"{on.day} {wording.long_date(on).rsplit(' ', 1)[1][:3]}" if on else f"day {day}"


def frame_means(day: int) -> str:
    """What the frame in the bars marks."""
    return f"The frame marks today, day {day}."


def day_range(first: int, last: int) -> str:
    """Days in a row, as words."""
    return f"on day {first}" if first == last else f"from day {first} to {last}"


def bar_label(name: str, days: str, today: int) -> str:
    """A product's bar in words, for people who use a screen reader."""
    return f"{_one_line(name)}: {days}. Today is day {today}."


def need_title(title: str, there: bool) -> str:
    """What the routine has, or lacks."""
    return title if there else f"{title}: missing now"


def file_problem(name: str, problem: str) -> str:
    """A file that could not be put on the shelf."""
    return f"“{name}”: {problem} Give a table with a column of ingredients, or a text file with one product's list."


def wrong_rows(lines: Sequence[str]) -> str:
    """Lines of a table that do not fit its header."""
    shown = ", ".join(lines[:5])
    return f"line {shown} does not fit the header (quotes or separators)."


NO_LIST_GIVEN = "Paste the ingredient list of the product, or choose a file."
NOTHING_IN_FILE = "No ingredient list is in this file."


def added(count: int) -> str:
    """What was put on the shelf."""
    return "Added to your shelf." if count == 1 else f"{count} products added to your shelf."


def _one_line(text: str) -> str:
    return " ".join(text.split())
