"""The sentences about a report. Plain words, second person, present tense; no answer says that something is safe.

Functions return text without layout; `render` and the pages put it into lines, Markdown or HTML. A front's own sentences
stand in the `wording` module of its folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from checker.answer.reasons import Told, told
from checker.model.findings import ClaimFloor, Finding
from checker.model.plan import HealingPlan
from checker.model.report import Report
from checker.model.rows import PhaseRow, Source
from checker.model.terms import How, Level, Phase, Role, Treatment, Use, Verdict

DISCLAIMER = (
    "This checker compares an ingredient list with published knowledge and common aftercare practice. It does not know "
    "your skin, how deep you were treated or how the product was made. It is not medical advice. What your clinic told "
    "you comes first. If something feels wrong, contact them; do not wait for an app."
)
RESTART_DAYS = (
    "The days are common practice, not trial results: clinics differ, for acids and retinoids from 5 to 14 days."
)

VERDICTS = {
    Verdict.AVOID: "Not yet",
    Verdict.CAUTION: "With care",
    Verdict.NO_KNOWN_PROBLEM: "No known problem",
    Verdict.CANNOT_TELL: "Cannot tell",
}
ICONS = {Verdict.AVOID: "✕", Verdict.CAUTION: "△", Verdict.NO_KNOWN_PROBLEM: "✓", Verdict.CANNOT_TELL: "?"}
LEVELS = {
    Level.AVOID: "not yet",
    Level.CAUTION: "with care",
    Level.OK: "no known problem",
    None: "not judged",
}
TREATMENTS = {
    Treatment.SUPERFICIAL: "Microneedling up to 0.3 mm (home roller, cosmetic)",
    Treatment.STANDARD: "Microneedling over 0.3 to 1.0 mm",
    Treatment.DEEP: "Microneedling over 1.0 mm (medical)",
    Treatment.RF: "Radio-frequency microneedling",
    Treatment.UNKNOWN: "I don't know how deep",
}
NEEDLES = {
    Treatment.SUPERFICIAL: "Fine needles, up to 0.3 mm",
    Treatment.STANDARD: "Medium needles, over 0.3 to 1.0 mm",
    Treatment.DEEP: "Deep needles, over 1.0 mm",
    Treatment.RF: "Needles with radio frequency (RF)",
    Treatment.UNKNOWN: "I don't know",
}
USES = {
    Use.LEAVE_ON: "stays on the skin (cream, serum, toner)",
    Use.RINSE_OFF: "is rinsed off (cleanser)",
    Use.MASK: "mask",
    Use.SUNSCREEN: "sunscreen",
    Use.MAKEUP: "make-up",
    Use.WIPE: "is wiped on and stays (micellar water, wipes)",
}
STAYS_ON, RINSED_OFF = "stays on", "rinsed off"
AMONG_THE_FIRST = "stays on, among the first {count}"
AFTER_THE_LINE = "stays on, late in the list"
PHASES = {
    Phase.OPEN_CHANNELS: "needle channels open",
    Phase.EARLY_REPAIR: "channels closing",
    Phase.REBUILDING: "new skin forming",
    Phase.SETTLING: "skin settling",
    Phase.HEALED: "healed",
}
#: Where no treatment is named.
DEEP_DAYS = "after deep needling; after finer needles the days come earlier"
#: What a place in the list says of the amount, by the rule of the judge.
PLACES = {
    "early in the list": "It is high on the list, so there is probably a lot of it.",
    "after the 1 % line": "It is late in the list, so there is probably only a little of it.",
}
#: Said of a group none of whose sources is a study, a rule or a practice that was read.
BY_CONVENTION = "No study was found: it is a convention of this table."
EVIDENCE = {"A": "good evidence", "B": "plausible, case reports", "C": "common practice"}
SOURCE_STATUS = {
    "read": "read in full",
    "abstract_read": "abstract read",
    "from_memory": "cited from memory, still to be verified",
}
ROLES = {
    Role.HUMECTANT: "attracts water",
    Role.EMOLLIENT: "softens",
    Role.OCCLUSIVE: "locks moisture in",
    Role.BARRIER_LIPID: "rebuilds the barrier",
    Role.SOOTHING: "soothes",
}
HOW = {
    How.EXACT: "as printed",
    How.OTHER_NAME: "by another name for it",
    How.PART: "by one of the names in it",
    How.FAMILY: "from the pattern of its name",
    How.INVENTORY: "from your own list of names, not judged",
    How.REPAIRED: "with a spelling mistake mended",
    How.AMBIGUOUS: "one of several meanings",
    How.UNREAD: "not read",
    How.CONFIRMED: "confirmed by you",
}
LEFT_OUT = {
    "marketing": "marketing before the list",
    "disclaimer": "text after the list",
    "prose": "sentences, no ingredients",
    "heading": "a heading",
    "product name": "a product's name, no ingredient",
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
    "Normal, and nothing to worry about: redness like sunburn for 1 to 3 days, tightness, dryness, fine flaking from day 2 to 7, "
    "pinpoint marks, slight swelling on day 1, a few small spots."
)
SUN = "From day 1, shade, a hat and an unscented mineral sunscreen protect healing skin best."
NOT_A_LIST = (
    "This does not look like an ingredient list. On most packs it starts with “Ingredients” or “Aqua”. Paste that part."
)
NOTHING_PASTED = "Paste the ingredient list first. It usually starts with “Aqua” or “Water”."


def headline(report: Report) -> str:
    """The answer in a few words: the first words of the advice."""
    return report.advice.partition(": ")[0]


def to_do(report: Report) -> str:
    """What to do, and until when: the advice without its first words."""
    text = report.advice.partition(": ")[2]
    return text[:1].upper() + text[1:]


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


def day_spans(rows: Sequence[PhaseRow]) -> list[str]:
    """The days of each phase of a treatment, in words.

    >>> from checker import load_knowledge
    >>> day_spans(load_knowledge().phases[Treatment.STANDARD])
    ['day 0', 'days 1 to 2', 'days 3 to 6', 'days 7 to 13', 'from day 14']
    """
    spans = []
    for row, following in pairwise(rows):
        last = following.from_day - 1
        spans.append(f"day {last}" if last <= row.from_day else f"days {row.from_day} to {last}")
    return [*spans, f"from day {rows[-1].from_day}"]


def named_without_list(names: Sequence[str]) -> str:
    """Names of concern in a text that holds no list."""
    return f"This isn't an ingredient list, but it names {_in_a_row(names)}. Look for the full list on the pack."


def _in_a_row(names: Sequence[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def reasons(report: Report) -> list[str]:
    """Why: the pack's own words where they decide, two reasons at most, and how many more there are."""
    claim = [claim_because(report.bound_by_claim)] if report.bound_by_claim else []
    reasons, more = told(report)
    rest = [and_more(more, report.verdict)] if more else []
    return claim + [because(reason) for reason in reasons] + rest


def because(reason: Told) -> str:
    """Why one entry decides, with the strength of the evidence."""
    name, why, evidence = deciding(reason.finding)
    colon = ":" if reason.finding.match.how is not How.UNREAD else ""
    return f"{name}{like_it(reason.others)}{colon} {why}{f' ({evidence})' if evidence else ''}"


def like_it(count: int) -> str:
    """How many more names of the same kind there are, behind a name."""
    return f" (and {count} more like it)" if count else ""


def and_more(count: int, verdict: Verdict) -> str:
    """How many more names are as strict as those told."""
    what = "to wait for" if verdict is Verdict.AVOID else "to take care with"
    return f"And {count} more {what}."


def claim_because(bound: ClaimFloor) -> str:
    """Why the pack's own words decide, with the strength of the evidence."""
    name, why, evidence = claim_deciding(bound)
    return f"{name}: {why} ({evidence})"


def claim_deciding(bound: ClaimFloor) -> tuple[str, str, str]:
    """The pack's own words, why they decide, and the strength of the evidence."""
    return f"“{bound.claimed.text}”", bound.judgement.reason, EVIDENCE[bound.judgement.evidence]


def deciding(finding: Finding) -> tuple[str, str, str]:
    """An entry that decides, in three parts: its name, why in plain words, and the strength of the evidence."""
    match = finding.match
    if match.how is How.UNREAD:
        return f"“{match.entry.printed}”", f"could not be read{did_you_mean(match.near) or '.'}", ""
    if finding.level is None:
        return _named(finding), "is a known name, but we do not know what it does to healing skin.", ""
    allergy = "You named it as an allergy." if finding.allergy else ""
    place = rule_says(finding.rule) if finding.rule and not finding.allergy else ""
    own_note = match.group is not None and finding.level is Level.AVOID and not finding.judged_as
    note = match.group.restart_note if match.group and own_note and not finding.ask_clinic else ""
    ask = "Ask your clinic." if finding.ask_clinic and "clinic" not in finding.reason.lower() else ""
    why = " ".join(part for part in (allergy, finding.reason, place, note, ask) if part)
    return _named(finding), _full_stop(why), EVIDENCE.get(finding.evidence, "")


def rule_says(rule: str) -> str:
    """Why an entry is judged differently here, as a sentence.

    >>> rule_says("early in the list")
    'It is high on the list, so there is probably a lot of it.'
    """
    said = PLACES.get(rule, rule)
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _full_stop(text: str) -> str:
    return text.replace("..", ".")


def _named(finding: Finding) -> str:
    """The printed name with the plain name of what it is."""
    printed, group = finding.match.entry.printed, finding.match.group
    return f"{printed} - {group.title}" if group else printed


def did_you_mean(near: Sequence[str]) -> str:
    """The names that an unread one may mean, as a question; empty if there are none."""
    return f"; did you mean {' or '.join(near)}?" if near else ""


def questions(report: Report) -> list[str]:
    """What a person should look at: repaired names, names with several meanings, names that were not read."""
    lines = []
    for finding in report.findings:
        match = finding.match
        if match.how is How.REPAIRED and match.ingredient:
            lines.append(f"The pack says “{match.entry.printed}”. Did you mean {match.ingredient.inci}?")
        elif match.how is How.AMBIGUOUS:
            lines.append(
                f"“{match.entry.printed}” can mean {' or '.join(match.near)}; judged as the one of more concern."
            )
    unread = [f for f in report.findings if f.match.how is How.UNREAD]
    if unread:
        listed = [f"“{f.match.entry.printed}”{did_you_mean(f.match.near)}" for f in unread]
        lines.append(f"Could not read {len(unread)} of {len(report.findings)}: {'; '.join(listed)}")
    return lines


def hydration(report: Report) -> list[str]:
    """What the product does against dryness, and what it lacks."""
    if report.plan.use is Use.RINSE_OFF:
        return ["A cleanser should be gentle above all: what keeps skin moist is washed away."]
    found = {role: names for role, names in report.hydration.items() if names}
    if not report.findings:
        return []
    lines = [f"{ROLES[role].capitalize()}: {_with_places(report, names)}." for role, names in found.items()]
    lacking = [role for role in (Role.HUMECTANT, Role.OCCLUSIVE, Role.BARRIER_LIPID) if role not in found]
    if lacking:
        lines.append(f"Missing: something that {' or that '.join(ROLES[role] for role in lacking)}.")
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


def plan_summary(plan: HealingPlan) -> str:
    """The plan in one short line, for the button that changes it.

    >>> plan_summary(HealingPlan(treatment="standard", day=2))
    'Day 2 · medium needles · stays on the skin'
    >>> plan_summary(HealingPlan())
    'Day 1, no date given · depth not known · stays on the skin'
    """
    treatment = (
        "depth not known" if plan.treatment is Treatment.UNKNOWN else _small(NEEDLES[plan.treatment].partition(",")[0])
    )
    no_date = ", no date given" if plan == HealingPlan(plan.treatment, use=plan.use) else ""
    return f"Day {plan.day}{no_date} · {treatment} · {USES[plan.use].partition(' (')[0]}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def not_known(name: str, near: Sequence[str]) -> str:
    """A name that is not in the knowledge."""
    return f"We don't know “{name}”{did_you_mean(near) or '. Try the name as printed on the pack.'}"


def source_line(source: Source) -> str:
    """A source with its status: whether it was read."""
    address = f" {source.address}" if source.address else ""
    return f"Source {source.id} ({SOURCE_STATUS[source.status]}): {source.citation}.{address}".replace("..", ".")
