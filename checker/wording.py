"""Every sentence that a person reads. Plain words, second person, present tense; no answer says that something is safe.

Functions take nouns and return text; layout (lines, Markdown, pages) is made elsewhere from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker import wording_photo
from checker.allergies import Allergy
from checker.model import Finding, HealingPlan, Report, Source
from checker.terms import How, Level, Phase, Role, Treatment, Use, Verdict

DISCLAIMER = (
    "This checker compares an ingredient list with published knowledge and common aftercare practice. It does not know "
    "your skin, how deep you were treated or how the product was made. It is not medical advice. What your clinic told "
    "you comes first. If something feels wrong, contact them; do not wait for an app."
)
RESTART_DAYS = (
    "The days are common practice, not trial results: clinics differ, for acids and retinoids from 5 to 14 days."
)

VERDICTS = {
    Verdict.AVOID: "Wait with this one",
    Verdict.CAUTION: "With care",
    Verdict.NO_KNOWN_PROBLEM: "No known problem",
    Verdict.CANNOT_TELL: "Cannot tell",
}
ICONS = {Verdict.AVOID: "✕", Verdict.CAUTION: "△", Verdict.NO_KNOWN_PROBLEM: "✓", Verdict.CANNOT_TELL: "?"}
LEVELS = {Level.AVOID: "wait", Level.CAUTION: "with care", Level.OK: "fine", None: "not judged"}
TREATMENTS = {
    Treatment.SUPERFICIAL: "Microneedling up to 0.3 mm (home roller, cosmetic)",
    Treatment.STANDARD: "Microneedling over 0.3 to 1.0 mm",
    Treatment.DEEP: "Microneedling over 1.0 mm (medical)",
    Treatment.RF: "Radio-frequency microneedling",
    Treatment.UNKNOWN: "I don't know how deep",
}
USES = {
    Use.LEAVE_ON: "stays on the skin (cream, serum, toner)",
    Use.RINSE_OFF: "is rinsed off (cleanser)",
    Use.MASK: "mask",
    Use.SUNSCREEN: "sunscreen",
    Use.MAKEUP: "make-up",
}
STAYS_ON, RINSED_OFF = "stays on", "rinsed off"
AMONG_THE_FIRST = "stays on, among the first {count}"
AFTER_THE_LINE = "stays on, after the 1 % line"
PHASES = {
    Phase.OPEN_CHANNELS: "open channels",
    Phase.EARLY_REPAIR: "early repair",
    Phase.REBUILDING: "rebuilding",
    Phase.SETTLING: "settling",
    Phase.HEALED: "healed",
}
EVIDENCE = {"A": "good evidence", "B": "plausible, case reports", "C": "common practice"}
SOURCE_STATUS = {
    "read": "read in full",
    "abstract_read": "abstract read",
    "from_memory": "cited from memory, still to be verified",
}
ROLES = {
    Role.HUMECTANT: "draws water",
    Role.EMOLLIENT: "softens",
    Role.OCCLUSIVE: "seals water in",
    Role.BARRIER_LIPID: "rebuilds the barrier",
    Role.SOOTHING: "soothes",
}
HOW = {
    How.EXACT: "by its INCI name",
    How.OTHER_NAME: "by another of its names",
    How.PART: "by a part of the printed name",
    How.FAMILY: "by its naming pattern",
    How.INVENTORY: "known from your inventory, not judged",
    How.REPAIRED: "with the spelling repaired",
    How.AMBIGUOUS: "one of several meanings",
    How.UNREAD: "not read",
    How.CONFIRMED: "confirmed by you",
}
LEFT_OUT = {
    "marketing": "marketing before the list",
    "disclaimer": "text after the list",
    "prose": "sentences, no ingredients",
    "heading": "a heading",
    "code": "a batch or article code",
    "footnote": "what a footnote mark means",
    "remark": "a remark, no ingredient",
    "food": "the list of a food",
    "repeated list": "the same list again",
}

#: When to call somebody (clinical reference 6.3), from the most urgent to the least.
RED_FLAGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Call the emergency number now",
        (
            "trouble breathing, a swelling tongue or throat, eyes swelling shut, or fainting",
            "confusion, a racing heart or breath, a purple rash that does not fade when pressed, or feeling very ill",
        ),
    ),
    (
        "Call your clinic today",
        (
            "fever of 38 °C or more, or chills",
            "redness that spreads, or gets hotter and more painful after day 2",
            "pus, yellow crusts, a bad smell, red streaks or swollen glands",
            "grouped blisters or painful sores, above all near the lips or eyes",
            "blisters, grey or black areas, or open, weeping skin",
            "eye pain, changed sight, or strong or one-sided swelling",
        ),
    ),
    (
        "Call your clinic within a day or two",
        (
            "an itchy rash beyond the treated area, or one that returns with a product",
            "redness still strong after 7 days (10 after radio frequency)",
            "bumps or lumps, also weeks later; new dark or light patches; raised scars; numbness or dents",
        ),
    ),
)
NORMAL = (
    "Usual, and no reason to worry: redness like sunburn for 1 to 3 days, tightness, dryness, fine flaking from day 2 to 7, "
    "pinpoint marks, slight swelling on day 1, a few small spots."
)
ALREADY_USED = (
    "Already used it? Rinse with lukewarm water, leave it, watch the skin. Most of the time nothing happens. Call your "
    "clinic if it keeps burning, swells or spreads."
)
SUN = "Whatever the sunscreen: from day 1 shade, a hat and a mineral filter without scent protect healing skin."
NOT_A_LIST = (
    "This does not look like an ingredient list. On most packs it starts with “Ingredients” or “Aqua”. Paste that part."
)
NOTHING_PASTED = (
    "Nothing was pasted. Paste the ingredient list of the product; it usually starts with “Aqua” or “Water”."
)


def headline(report: Report) -> str:
    """The answer in a few words."""
    words = VERDICTS[report.verdict]
    if report.verdict is Verdict.NO_KNOWN_PROBLEM and report.phase is Phase.OPEN_CHANNELS:
        return f"{words} found, but ask first"
    if report.ask_clinic:
        return f"{words} - ask your clinic first"
    return words


def day_of(report: Report, day: int) -> str:
    """A day as a date where the treatment date is known, else as a number of days.

    Weekday and month are written out in English whatever the machine's language is.
    """
    on = report.date_of(day)
    return f"{long_date(on)} (day {day})" if on else f"day {day}"


def long_date(on: date) -> str:
    """A date as people say it.

    >>> long_date(date(2026, 12, 5))
    'Sat 5 December'
    """
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[on.weekday()]
    month = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )[on.month - 1]  # fmt: skip
    return f"{weekday} {on.day} {month}"


def dates(report: Report) -> list[str]:
    """When the product can come back, a line each."""
    free, care, today = report.free_from_day, report.with_care_from_day, report.plan.day
    when = "When your skin is calm, not before" if report.plan.still_irritated else ""
    lines = []
    if free is not None and free > today:
        lines.append(
            f"{when} {day_of(report, free)}: fine again." if when else f"Fine again from {day_of(report, free)}."
        )
    if care is not None and care > today and care != free:
        lines.append(
            f"{when} {day_of(report, care)}: with care." if when else f"With care from {day_of(report, care)}."
        )
    if report.verdict in (Verdict.AVOID, Verdict.CAUTION) and not lines:
        lines.append(_no_date(report))
    elif care is None and report.ask_clinic:
        lines.append("How soon with care: your clinic decides.")
    if report.verdict is Verdict.NO_KNOWN_PROBLEM and report.phase is Phase.OPEN_CHANNELS:
        lines.append("Until early repair begins use only what your clinic gave or named.")
    return lines


def _no_date(report: Report) -> str:
    if any(finding.allergy for finding in report.findings):
        return "You entered an allergy to it: there is no date on which it becomes fine."
    if report.ask_clinic:
        return "When: your clinic decides."
    if not report.confirmed:
        return wording_photo.COMPARE_FIRST
    if report.free_from_day is not None and report.free_from_day <= report.plan.day:
        return "Only shades that the product may contain decide here: look which of them is in yours."
    if report.unread or any(finding.level is None for finding in report.findings):
        return "No date: part of the list could not be judged."
    if report.verdict is Verdict.AVOID:
        return "Within 28 days no day comes on which it is fine: choose a product without it."
    return "It stays with care through the 28 days: a product without it is the better choice."


def reasons(report: Report) -> list[str]:
    """Why, at most two lines."""
    return [because(finding) for finding in report.binding]


def because(finding: Finding) -> str:
    """Why one entry decides, with the strength of the evidence."""
    name, why, evidence = deciding(finding)
    return f"{name}{':' if finding.match.how is not How.UNREAD else ''} {why}{f' ({evidence})' if evidence else ''}"


def deciding(finding: Finding) -> tuple[str, str, str]:
    """An entry that decides, in three parts: its name, why in plain words, and the strength of the evidence."""
    match = finding.match
    if match.how is How.UNREAD:
        return f"“{match.entry.printed}”", f"could not be read{_did_you_mean(match.near) or '.'}", ""
    if finding.level is None:
        return _named(finding), "known, not judged.", ""
    allergy = "You entered it as an allergy." if finding.allergy else ""
    place = f"Here judged so because: {finding.rule}." if finding.rule and not finding.allergy else ""
    own_note = match.group is not None and finding.level is Level.AVOID and not finding.judged_as
    note = match.group.restart_note if match.group and own_note and not finding.ask_clinic else ""
    ask = "Ask your clinic." if finding.ask_clinic and "clinic" not in finding.reason.lower() else ""
    why = " ".join(part for part in (allergy, finding.reason, place, note, ask) if part)
    return _named(finding), _full_stop(why), EVIDENCE.get(finding.evidence, "")


def _full_stop(text: str) -> str:
    return text.replace("..", ".")


def _named(finding: Finding) -> str:
    """The printed name with the plain name of what it is."""
    printed, group = finding.match.entry.printed, finding.match.group
    return f"{printed} - {group.title}" if group else printed


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""


def questions(report: Report) -> list[str]:
    """Readings that a person should look at: repairs, names of several meanings, names that were not read."""
    lines = []
    for finding in report.findings:
        match = finding.match
        if match.how is How.REPAIRED and match.ingredient:
            lines.append(f"We read “{match.entry.printed}” as {match.ingredient.inci}. Right?")
        elif match.how is How.AMBIGUOUS:
            lines.append(
                f"“{match.entry.printed}” can mean {' or '.join(match.near)}; judged as the one of more concern."
            )
    unread = [f for f in report.findings if f.match.how is How.UNREAD]
    if unread:
        listed = [f"“{f.match.entry.printed}”{_did_you_mean(f.match.near)}" for f in unread]
        lines.append(f"Could not read {len(unread)} of {len(report.findings)}: {'; '.join(listed)}")
    return lines


def hydration(report: Report) -> list[str]:
    """What the product does against dryness, and what it lacks."""
    if report.plan.use is Use.RINSE_OFF:
        return ["A product that is rinsed off should above all be gentle: what draws water goes down the drain."]
    found = {role: names for role, names in report.hydration.items() if names}
    if not report.findings:
        return []
    lines = [f"{ROLES[role].capitalize()}: {_with_places(report, names)}." for role, names in found.items()]
    lacking = [role for role in (Role.HUMECTANT, Role.OCCLUSIVE, Role.BARRIER_LIPID) if role not in found]
    if lacking:
        lines.append(f"Not in it: something that {' or that '.join(ROLES[role] for role in lacking)}.")
    return lines


def _with_places(report: Report, names: Sequence[str], most: int = 6) -> str:
    place = {f.match.entry.printed: f.match.entry.position for f in reversed(report.findings)}
    shown = ", ".join(f"{name} ({ordinal(place[name])})" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd ...

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def plan_line(plan: HealingPlan) -> str:
    """The plan on one line."""
    treated = f", treated on {long_date(plan.treated_on)}" if plan.treated_on else ""
    extras = [
        text for text, on in (("slow healing", plan.slow_healing), ("still irritated", plan.still_irritated)) if on
    ]
    return "; ".join(
        [f"Day {plan.day} after: {TREATMENTS[plan.treatment]}{treated}", f"product {USES[plan.use]}", *extras]
    )


# --- notes of a report -----------------------------------------------------------------------------------------


def default_notes(plan: HealingPlan) -> list[str]:
    """Which defaults the answer took."""
    notes = []
    if plan.treatment is Treatment.UNKNOWN:
        notes.append("Treatment not named: judged as a deep one. Naming it may bring a milder answer.")
    if plan == HealingPlan(treatment=plan.treatment, use=plan.use, allergies=plan.allergies):
        notes.append("No day given: judged for day 1 after the treatment.")
    if plan.use is Use.LEAVE_ON:
        notes.append("Judged as a product that stays on the skin.")
    return notes


def option_notes(plan: HealingPlan, only_if: str) -> list[str]:
    """What the options of the plan mean."""
    notes = []
    if plan.from_clinic:
        notes.append(
            "Your clinic gave or named this product: its instruction comes first, what follows is for your talk."
        )
    if plan.slow_healing:
        notes.append("Slow healing: each phase is taken to begin when the next one usually would.")
    if plan.still_irritated:
        condition = f", and only if {only_if}" if only_if else ""
        notes.append(f"Your skin is still irritated: every date is a minimum{condition}.")
    return notes


def several_products(count: int) -> str:
    """A text with several lists."""
    return f"The text holds {count} products; each is judged, and the strictest decides."


LIST_IS_CUT = "The list is cut off: what is missing cannot be judged, so the answer is at best “with care”."
ALPHABETICAL = "The list is in alphabetical order, so places in it say nothing about amounts."
MANY_CAUTIONS = "Several ingredients ask for care: a simpler product would be wiser now."


def allergy_notes(allergies: Sequence[Allergy]) -> list[str]:
    """Allergies that were not read, first of all, and those read with a repaired spelling."""
    notes = [
        f"Your allergy “{allergy.typed}” could not be read, so it was not looked for{_did_you_mean(allergy.near) or '.'}"
        for allergy in allergies
        if not allergy.targets
    ]
    return notes + [
        f"We read your allergy “{allergy.typed}” as {allergy.read_as}. Right?"
        for allergy in allergies
        if allergy.read_as
    ]


def concern_in_prose(names: Sequence[str]) -> str:
    """Names of concern in a text that holds no list."""
    return f"The text is no ingredient list, but it names {', '.join(names)}: look for the list on the pack."


def claims_found(claims: Sequence[str]) -> str:
    """Claims that change how ingredients are judged."""
    return f"The pack claims: {', '.join(claim.replace('_', ' ') for claim in claims)}. That can make an ingredient count more."


def cannot_tell_next(report: Report) -> str:
    """What to do when no answer is possible."""
    if not report.findings:
        return report.notes[0] if report.notes else NOT_A_LIST
    return (
        f"Cannot tell: {len(report.unread)} of {len(report.findings)} names were not read. Compare them with the pack."
    )


def not_known(name: str, near: Sequence[str]) -> str:
    """A name that is not in the knowledge."""
    return f"“{name}” is not known{_did_you_mean(near) or '. Try its INCI name, as the pack prints it.'}"


def source_line(source: Source) -> str:
    """A source with its status: whether it was read."""
    address = f" {source.address}" if source.address else ""
    return f"Source {source.id} ({SOURCE_STATUS[source.status]}): {source.citation}.{address}".replace("..", ".")
