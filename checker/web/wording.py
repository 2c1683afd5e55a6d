"""Every sentence of the pages that no other answer uses: headings, labels, help and what went wrong."""

from __future__ import annotations

from datetime import date

from checker.answer import wording
from checker.model.terms import Level, Treatment, Verdict

# --- all pages -------------------------------------------------------------------------------------------------

OUR_FAULT = "Something went wrong on our side. Your text was not stored. Reload the page and try again."
FAULTY_TABLES = "Our tables have faults. The person who runs this page can list them with `python -m checker data`."

# --- check -----------------------------------------------------------------------------------------------------

CHECK_TITLE = "Can I use this yet?"
CHECK_LEAD = (
    "Paste a product's ingredients. We'll tell you whether it's OK for your skin after microneedling, and if not, from "
    "which day."
)
PASTE = "Ingredient list"
PASTE_HINT = "Aqua, Glycerin, …"
CHECK = "Check"
SAMPLE_BUTTON = "Try a sample"
ANOTHER = "Check another product"
HOW_TREATED = "How were you treated?"
TREATED_ON = "Date of treatment"
TREATED_ON_HELP = "Leave it empty if you do not know it. We then judge for day 1, the day after."
PRODUCT_USE = "The product …"
MORE = "More about you and the product"
PRODUCT_NAME = "Product name"
PRODUCT_NAME_HELP = "A name such as “peeling serum” can change the answer."
SLOW = "My skin heals slowly (eczema, rosacea, diabetes, weak immune system)"
IRRITATED = "My skin is still red, flaking or tender"
FROM_CLINIC = "My clinic gave me or recommended this product"
ALLERGIES = "My allergies (separate with commas)"
NOT_STORED = "What you paste is not stored. It is gone when you close the page."
KEEP = "Keep as printed"

TREATMENTS_EXPLAINED = {
    Treatment.SUPERFICIAL: "A home roller or stamp, or a light treatment in a studio.",
    Treatment.STANDARD: "The usual treatment, for glow, pores and fine lines.",
    Treatment.DEEP: "Mostly for scars, done by a doctor or nurse.",
    Treatment.RF: "Needles that also heat the skin. You may see a grid pattern for days.",
    Treatment.UNKNOWN: "We'll assume deep needling, to be careful. Your clinic can tell you.",
}

ANYTHING_WRONG = "Is something wrong right now?"
CALL = "Contact your clinic"
CALL_LEAD = "Don't rely on this app. How urgent it is depends on your signs."
AGAIN = "None of these? Switch the question off to go back to the check."
ALREADY = "I already used it"

BECAUSE = "Because of"
AGAINST_DRYNESS = "For dry skin"
PLEASE_LOOK = "Did we read this right?"
PLEASE_LOOK_HELP = "The answer follows what you tap. Tap again to undo."
MORE_TO_LOOK_AT = "{count} more names could not be read. You find them in the text, with a dotted line."
PRODUCTS = "Products in the text"
UNNAMED = "Without a name"
YOUR_TEXT = "Your text"
YOUR_TEXT_HELP = "Tap a name to see why."
ALL_ENTRIES = "All {count} ingredients"
FIRST_ENTRIES = "The first {count} are listed here. All of them were checked."
LEFT_OUT_HEADING = "Left out of the text ({count})"
NOTES = "Notes, sources and limits"
EDITION = "Edition {edition}"
COLUMNS = ("No.", "On the pack", "Now", "What it is and why", "Evidence and sources")
READ_AS = "read as {name}, {how}"
NOT_READ = "Could not be read, so nothing is known about it."
CHANGED_BY = "{rule}"
STILL_UNREAD = "“{printed}” could not be read. Did you mean …"
WHICH_ONE = "“{printed}” has several meanings. Which one?"
REPAIRED = "The pack says “{printed}”. Did you mean {inci}?"
CONFIRM = "Yes, {inci}"

TODAY = "today"
TREATED = "treated"
HEALED = "healed"
BAND = {
    Verdict.AVOID: "not yet",
    Verdict.CAUTION: "with care",
    Verdict.NO_KNOWN_PROBLEM: "no known problem",
    Verdict.CANNOT_TELL: "cannot tell",
}
KEY = {Level.AVOID: "not yet", Level.CAUTION: "with care", Level.OK: "no known problem", None: "not read or not judged"}


def too_long(length: int, longest: int) -> str:
    """A text that is far longer than any list."""
    return (
        f"This text has {length:,} characters. An ingredient list is shorter than {longest:,}. "
        "Paste only the part that starts with “Ingredients” or “Aqua”."
    )


def timeline_in_words(runs: list[tuple[int, int, Verdict]], today: int) -> str:
    """The timeline for those who hear it.

    >>> timeline_in_words([(0, 6, Verdict.AVOID), (7, 28, Verdict.NO_KNOWN_PROBLEM)], 2)
    'Day 0 to 6: not yet. From day 7: no known problem. Today is day 2.'
    """
    said = [
        f"From day {first}: {BAND[verdict]}." if last == runs[-1][1] else f"Day {first} to {last}: {BAND[verdict]}."
        for first, last, verdict in runs
    ]
    return " ".join([*said, f"Today is day {today}."])


def short_date(on: date) -> str:
    """A day and month.

    >>> short_date(date(2026, 12, 5))
    '5 Dec'
    """
    return f"{on.day} {wording.long_date(on).split()[2][:3]}"


def full_date(on: date) -> str:
    """A day, month and year.

    >>> full_date(date(2026, 11, 22))
    '22 November 2026'
    """
    return f"{on.day} {wording.long_date(on).split()[2]} {on.year}"


# --- ingredients -----------------------------------------------------------------------------------------------

INGREDIENTS_TITLE = "Ingredients"
INGREDIENTS_LEAD = "Look up any ingredient. Small typos are fine."
SEARCH = "Name of an ingredient"
SEARCH_HINT = "Retinol, shea butter, E300 …"
TRY_ONE = "For example:"
EXAMPLES = ("Glycerin", "Retinol", "Parfum", "Panthenol", "Salicylic Acid", "Cetearyl Alcohol")
NOT_KNOWN = "We don't know “{printed}”. Did you mean …"
ALSO_FOUND = "Names with “{text}” in them:"
LEVELS = "By day after the treatment"
LEVELS_AFTER = "The days are those after {treatment}. Say on the check page how you were treated, and they follow."
AFTER_NEEDLES = {
    Treatment.SUPERFICIAL: "fine needles",
    Treatment.STANDARD: "medium needles",
    Treatment.DEEP: "deep needles",
    Treatment.RF: "needles with radio frequency",
    Treatment.UNKNOWN: "deep needles; with finer ones they come earlier",
}
AFTER_LINE_HELP = (
    "Behind some names, such as a preservative, everything is at most 1 % of the product. So a place late in the list "
    "means there is little of it."
)
OTHER_NAMES = "Also printed as"
LOOK_ALIKES = "Not the same as"
LOOK_ALIKES_HELP = "These names look alike. They are other things."
OTHERWISE = "When another level counts"
SOURCES = "Sources"
RELATIVES = "In the same group"
AND_MORE = "and {count} more"
LINK = "Link to this entry"
GROUP_LINE = "{title} · {role}"
ROLES = {
    "irritant": "can irritate",
    "exfoliant": "peels",
    "sensitiser": "can cause allergy",
    "photosensitiser": "can make skin react to the sun",
    "penetration_risk": "little known on needled skin",
    "neutral": "does little by itself",
}
CLINIC_ONLY = "Only your clinic can judge this one. Ask there first."
READ_THUS = "You typed “{typed}”. We know it {how}."


def role(value: str) -> str:
    """What a group does, in plain words."""
    helping = {each.value: words for each, words in wording.ROLES.items()}
    return ROLES.get(value) or helping[value]


# --- how it works ----------------------------------------------------------------------------------------------

HOW_TITLE = "How it works"
HOW_LEAD = "What this checker knows, how it judges, how often it is right, and what it cannot do."
WHAT_HAPPENS = "What happens to your text"
STEPS = (
    (
        "It finds the list.",
        "Shop talk, headings and batch codes are set aside. You can see what was left out, and why.",
    ),
    (
        "It reads each name.",
        "It knows about {ingredients:,} names and {others:,} more ways to print them. A small misprint is mended and "
        "shown to you. If two names are equally near, the one of more concern counts.",
    ),
    (
        "It judges each one.",
        "Each name belongs to one of {groups} groups. A group has a level for each phase of healing: no known "
        "problem, with care, or not yet. Its place in the list counts too, since the first names are the largest part.",
    ),
    ("The strictest one decides.", "One “not yet” is enough. The answer names the one or two that decide."),
)
ANSWERS = "What the answers mean"
ANSWERS_EXPLAINED = {
    Verdict.AVOID: "At least one ingredient is better left off for now. You get the day it can come back.",
    Verdict.CAUTION: "Use a little, not on raw spots, and stop if it stings. Or wait: you get the day. Names we could not read count too.",
    Verdict.NO_KNOWN_PROBLEM: "All names were read, and none is a known problem now. It is no promise.",
    Verdict.CANNOT_TELL: "There is no list, or too much of it was not read. We would rather say so than guess.",
}
PHASES_HEADING = "The phases of healing"
PHASES_LEAD = (
    "Skin heals in steps. The day each step starts depends on the depth. The days are common practice, not trial "
    "results: clinics differ. How long the channels stay open is not settled: studies say from 2 hours to about 60. What "
    "your clinic told you comes first."
)
BASES = "What these days rest on, and where studies disagree"
BASIS_OF = " ({treatments})"
BASIS_OF_ALL = " (any needles)"
PHASE_COLUMN = "Phase"
DAY_COLUMN = "from day {day}"
EVIDENCE_HEADING = "How sure we are"
EVIDENCE_EXPLAINED = {
    "A": "Trials or expert groups speak for it. Most trials are small.",
    "B": "There are case reports, laboratory work, or studies on other skin.",
    "C": "Clinics commonly do it this way. Nobody has tested it well.",
}
EVIDENCE_COUNT = "{count} of {total} groups."
EVIDENCE_BY_CONVENTION = "For {count} groups no study was found: they rest on conventions of this table, and say so."
EVIDENCE_OF_PHASES = (
    "The letter grades what is said of an ingredient on needled skin. What was tested after laser, or with a clinic's own "
    "solution, counts for less here. The days of the phases have letters of their own, and most are C: they are what "
    "clinics commonly do."
)
FIGURES = "How often it is right"
FIGURES_LEAD = (
    "Measured on {labels} labels, on {date}. Each was read and marked before the program saw it, and kept apart for "
    "this count."
)
FIGURES_MISSING = "The figures are not part of this copy. README has them."
FIGURES_COLUMNS = ("Labels", "Names read right (F1)", "Right group", "Concern found", "Concern by mistake")
FIGURES_KINDS = {
    "all": "all",
    "us_retail": "US shops",
    "asian": "Asian brands",
    "organic": "organic brands",
    "other_language": "not in English, many of them scans",
    "nasty": "the hardest ones",
}
FIGURES_REASSURED = {
    0: "None of these labels got “no known problem” while it held an ingredient of concern.",
    1: "One of these labels got “no known problem” though it held an ingredient of concern.",
}
FIGURES_REASSURED_MANY = "{count} of these labels got “no known problem” though they held an ingredient of concern."
FIGURES_LIMIT = (
    "The groups were mostly looked up in our own tables. So these figures say how well names are read, not if a rule "
    "is right."
)
LIMITS = "What it cannot do"
LIMITS_LISTED = (
    "It does not see how much of each thing is in the product, or how acidic it is. It guesses from the place in the list.",
    "It does not see germs, dirt or age. It does not know your skin or how deep you were treated.",
    "It says nothing on what may be put on before or while the skin is needled. That is for your clinic.",
    "A name known only by its pattern is judged by the pattern. A name it does not know is named, never passed over.",
    "Lists change. Check the pack you hold.",
    "Ask your doctor first if you have eczema, rosacea, active acne, cold sores, diabetes, a metal allergy or a weak "
    "immune system. Ask too if you are pregnant, if your scars grow thick, or if you took isotretinoin in the last 6 "
    "months.",
)
STORED = "What is stored"
STORED_EXPLAINED = (
    "Nothing. What you paste is in memory while the page is open, and gone when you close it. It is not written to a "
    "file or a log, and no other visitor sees it. The page loads nothing from other servers, counts no visits and sets "
    "no advertising cookies."
)
SOURCES_LEAD = (
    "{total} sources. {read} were read in full, of {abstract_read} the abstract was read, and {from_memory} are cited "
    "from memory and still to be looked up. A source from memory may be wrong in detail."
)
SOURCES_BY_STATUS = {
    "read": "Read in full",
    "abstract_read": "Abstract read",
    "from_memory": "From memory, still to be looked up",
}
EDITION_HEADING = "Edition"
EDITION_EXPLAINED = "The tables you see are edition {edition}. Each answer names its edition."
