"""The sentences of a shelf: of its page, its sheet of paper, its calendar and its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from checker import wording, wording_pages
from checker.model import HealingPlan, Report
from checker.routine import ROUTINE_ROLES, Routine, Standing, Stretch
from checker.sheet import Paper
from checker.terms import Role, Use, Verdict

TITLE = "My skin care after microneedling"
LEAD = "Put your products side by side: see what you can use on which day, and take the plan along."
EMPTY = "Your shelf is empty. Add a product, or try the sample shelf."
KEPT = "Your shelf lives in this browser tab only. Nothing is stored; when you close the tab, it is gone."

STANDINGS = {
    Standing.NOW: "Now",
    Standing.WITH_CARE: "With care",
    Standing.LATER: "Later",
    Standing.NOT_WHILE_HEALING: "Not while your skin heals",
    Standing.ASK: "Ask your clinic first",
    Standing.CANNOT_TELL: "Cannot tell",
}
#: What each pile of products means, for its heading.
PILES = {
    Standing.NOW: "No known problem now",
    Standing.WITH_CARE: "With care",
    Standing.LATER: "Wait until its date",
    Standing.NOT_WHILE_HEALING: "Wait: no date within 28 days",
    Standing.ASK: "Ask your clinic first",
    Standing.CANNOT_TELL: "Cannot tell: part of the list could not be read",
}
OPEN_NOW = "No known problem found, but ask first: use only what your clinic gave or named"
NEEDS = {
    Role.HUMECTANT: "Draws water into the skin",
    Role.BARRIER_LIPID: "Rebuilds the barrier",
    Role.OCCLUSIVE: "Seals water in",
}
_LOOK_FOR = {
    Role.HUMECTANT: "glycerin or hyaluronic acid",
    Role.BARRIER_LIPID: "ceramides or cholesterol",
    Role.OCCLUSIVE: "petroleum jelly",
}
SUN_TITLE = "Keeps sun off"
#: What the signs in the bars mean, by the tone they are drawn in.
BARS = {"stop": "wait", "care": "with care", "calm": "no known problem", "neutral": "cannot tell", "ask": "ask first"}
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
    parts = [*wording_pages.plan_summary(plan).split(" · ")[:2]]
    parts += [f"treated on {wording.long_date(plan.treated_on)}"] if plan.treated_on else ["date not known"]
    return " · ".join(parts)


def in_short(report: Report, kind: Standing) -> str:
    """One product in one line: when it comes back, else why it cannot be said."""
    if kind is Standing.ASK:
        names = [f.match.entry.printed for f in report.findings if f.ask_clinic]
        return f"Ask about {' and '.join(_one_line(name) for name in dict.fromkeys(names[:2]))}."
    if kind is Standing.CANNOT_TELL:
        return wording.cannot_tell_next(report) if report.findings else wording.NOT_A_LIST
    return " ".join(wording.dates(report))


def because_of(report: Report, kind: Standing) -> str:
    """The one or two names that decide, as printed."""
    if kind in (Standing.NOW, Standing.CANNOT_TELL, Standing.ASK) or not report.binding:
        return ""
    return f"Because of {' and '.join(_one_line(f.match.entry.printed) for f in report.binding)}."


def pile_title(kind: Standing, open_channels: bool) -> str:
    """The heading of a pile; while the channels are open no list alone is enough."""
    return OPEN_NOW if kind is Standing.NOW and open_channels else PILES[kind]


def stretch_title(stretch: Stretch, treated_on: date | None) -> str:
    """The days of a stretch.

    >>> stretch_title(Stretch(2, 6, False, {}), date(2026, 11, 20))
    'Sun 22 to Thu 26 November (days 2 to 6)'
    >>> stretch_title(Stretch(28, 28, False, {}), None)
    'From day 28'
    """
    days = f"day {stretch.first}" if stretch.first == stretch.last else f"days {stretch.first} to {stretch.last}"
    if treated_on is None:
        return f"From day {stretch.first}" if stretch.last == 28 else days.capitalize()
    first, last = (treated_on + timedelta(days=day) for day in (stretch.first, stretch.last))
    if stretch.last == 28:
        return f"From {wording.long_date(first)} (day {stretch.first})"
    begin = wording.long_date(first)
    if first.month == last.month:
        begin = begin.rsplit(" ", 1)[0]
    return f"{begin} to {wording.long_date(last)} ({days})" if first != last else f"{wording.long_date(last)} ({days})"


def stretch_lines(stretch: Stretch) -> list[tuple[Standing, str]]:
    """What a stretch says, a line a standing."""
    titles = {**STANDINGS, Standing.NOW: "Ask, then use" if stretch.open_channels else "No known problem"}
    titles |= {Standing.LATER: "Wait", Standing.NOT_WHILE_HEALING: "Wait"}
    return [(kind, f"{titles[kind]}: {', '.join(names)}") for kind, names in stretch.names.items()]


def needs(routine: Routine) -> list[tuple[str, bool, str]]:
    """What the whole routine has and lacks on the day asked: what for, whether it is there, and by which product."""
    lacking = routine.lacks()
    lines = []
    for role in ROUTINE_ROLES:
        if role in lacking:
            waiting = _waiting(routine, role)
            lines.append(
                (NEEDS[role], False, waiting or f"Nothing on your shelf does this now. Look for {_LOOK_FOR[role]}.")
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
    words = "fine again" if verdict is Verdict.NO_KNOWN_PROBLEM else "with care"
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
TAKE_TITLE = "Take it along"
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
    """Days in a row, said aloud."""
    return f"on day {first}" if first == last else f"from day {first} to {last}"


def bar_label(name: str, told: str, today: int) -> str:
    """A product's bar for those who listen to the page."""
    return f"{_one_line(name)}: {told}. Today is day {today}."


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
