"""The sentences of a clinic's shelf: its protocol, its page, its command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checker.answer import wording
from checker.clinic.access import Why
from checker.clinic.difference import Change
from checker.clinic.model import Advice, Concern, Decision, Shelved
from checker.model.report import Report
from checker.model.terms import Level, Phase, Verdict

#: In which direction a protocol moved our judgement.
DIRECTIONS = {True: "stricter", False: "milder"}
ADVICE = {
    Advice.RECOMMENDED: "Recommended",
    Advice.RECOMMENDED_FROM: "Recommended from a day",
    Advice.NOT_WHILE_HEALING: "Not while healing",
    Advice.ASK_FIRST: "Ask first",
}
NOT_DECIDED = "Not decided yet"
CHANGES = {Change.KEPT: "as before", Change.ADDED: "new", Change.REMOVED: "gone", Change.MOVED: "moved"}


def rule_of(protocol: str) -> str:
    """Why an entry is judged otherwise than our tables say."""
    return f"the clinic's protocol {protocol} sets this level"


def protocol_applied(name: str, version: str, ours: Report, theirs: Report, changes: int) -> list[str]:
    """Which protocol an answer follows, and what we say without it."""
    said = f"Here the clinic has its own rules: {name}, version {version}."
    if ours.timeline == theirs.timeline:
        return [
            f"{said} It changes {_entries(changes)} and no verdict." if changes else f"{said} It changes nothing here."
        ]
    whither = whither_moved(ours.verdict, theirs.verdict)
    moved = f"It makes the verdict {whither}." if whither else "The verdict of this day is the same."
    return [
        f"{said} {moved}",
        f"Without the protocol: {ours.advice}",
    ]


def own_note(note: str) -> str:
    """What the clinic says of a product that it gives."""
    return f"The clinic's own note: {note}"


def whither_moved(ours: Verdict, theirs: Verdict) -> str:
    """The direction in which a verdict moved; empty where it did not."""
    return "" if ours is theirs else DIRECTIONS[theirs.rank > ours.rank]


def _entries(count: int) -> str:
    return "one entry" if count == 1 else f"{count} entries"


def on(day: date) -> str:
    """A date with its year: decisions hold for longer than one.

    >>> on(date(2027, 3, 1))
    '1 March 2027'
    """
    return f"{wording.long_date(day).split(' ', 1)[1]} {day.year}"


def decided(decision: Decision) -> str:
    """A decision in one line."""
    if decision.verdict is Advice.RECOMMENDED_FROM:
        return f"Recommended from day {decision.from_day}"
    return ADVICE[decision.verdict]


def concern(concern: Concern, shelved: Shelved) -> str:
    """Why a product needs attention."""
    if concern is Concern.EXPIRED and shelved.decision:
        return f"The decision of {shelved.decision.who} held until {_expires(shelved.decision)}. Sign again."
    if concern is Concern.FORMULA_CHANGED:
        return f"The list on the pack has changed (seen on {on(shelved.formula.seen_on)}). Look at it and sign again."
    if concern is Concern.VERDICT_MOVED and shelved.before and shelved.judgement:
        return f"Our verdict has changed: {moved(shelved)}. Look at it and sign again."
    return "Nobody has decided on it yet."


def _expires(decision: Decision) -> str:
    return on(decision.expires_on) if decision.expires_on else ""


def moved(shelved: Shelved) -> str:
    """Old and new verdict of the phases in which they differ."""
    if not shelved.before or not shelved.judgement:
        return ""
    pairs = zip(Phase, shelved.before.by_phase, shelved.judgement.by_phase, strict=True)
    return "; ".join(
        f"{wording.PHASES[phase]}: {wording.VERDICTS[old]} → {wording.VERDICTS[new]}"
        for phase, old, new in pairs
        if old is not new
    )


# --- the page ----------------------------------------------------------------------------------------------------

TITLE = "Our shelf"
LEAD = "What we vetted, on which list, who signed, and what has changed since."
CLOSED = {
    Why.NOT_CONFIGURED: (
        "This shelf is closed. It is open on the clinic's own machine; for others it needs sign-in, which is not set up here."
    ),
    Why.NOT_SIGNED_IN: "This shelf is closed. Sign in to see it.",
    Why.WRONG_AUDIENCE: "Your sign-in is for another application. Sign out, then sign in here.",
    Why.RUN_OUT: "Your sign-in has run out. Sign out, then sign in again.",
    Why.NOT_VERIFIED: "Your e-mail address is not verified by your provider. Ask whoever runs this page.",
    Why.FAILED: "Your sign-in failed. Sign in again.",
    Why.NOT_LISTED: "You are not on this clinic's list. Ask whoever runs this page.",
}
READ_ONLY = "You may read this shelf, but not sign or change anything."
SIGN_IN, SIGN_OUT = "Sign in", "Sign out"
YOUR_NAME = "Your name, for the signature"
NAME_FIRST = "Give your name above: every change carries one."
SECTIONS = {
    "attention": "Needs attention", "shelf": "Shelf", "vet": "Vet a product", "handout": "Hand out", "import": "Import, export",
    "protocol": "Protocol",
}  # fmt: skip
SECTION = "What to do"
ALL_IN_ORDER = "Everything is in order: each product is decided, on its newest list, with today's knowledge."
NOTHING_YET = "The shelf is empty. Vet a product, or import a table."
SEARCH, SEARCH_HINT = "Search", "Brand, name or barcode"
WITH_VERDICT, WITH_DECISION, WITH_CONCERN = "Verdict", "Decision", "Attention"
ON_DAY, TREATMENT = "Day after treatment", "Treatment"
ANY = "any"
CONCERNS = {
    Concern.VERDICT_MOVED: "our verdict moved",
    Concern.FORMULA_CHANGED: "list changed",
    Concern.EXPIRED: "decision expired",
    Concern.UNDECIDED: "not decided",
}
COLUMNS = ("Product", "Verdict that day", "Decision", "Attention", "Signed by", "Holds until", "Barcode", "Nr.")
LOOK, CHOOSE = "Look", "Choose what it is for your patients, then sign."
OPEN, OPEN_HINT = "Open a product", "Choose one of those found"
BACK = "Back to the shelf"
BRAND, NAME, USE, BARCODE, BATCH = "Brand", "Name", "The product …", "Barcode", "Batch code on the pack"
LIST, LIST_HINT = "Ingredient list", "Paste it from the pack: Aqua, Glycerin, …"
CHECK, LATER = "See the verdict", "Put on the shelf, decide later"
DECISION, FROM_DAY, REASON, EXPIRES = "For our patients this is", "From day", "Why", "Holds until"
SIGN = "Sign"
SAVE = "Save"
NEW_LIST, NOTE_LIST = "The pack shows another list", "Note the new list"
DETAILS_OF = "Brand, name, use, barcode"
HISTORY, DECISIONS, JOURNAL = "Lists seen", "Decisions", "Journal"
SAME_LIST = "It is the list that is here already."
PUT, SIGNED, SAVED, NOTED = "On the shelf.", "Signed.", "Saved.", "Noted. Now sign again."
MINE, THEIRS = "Yours, not saved", "On the shelf now"
MEANWHILE = "To save yours over it, press the button again."
#: What a product has, as it is called where two savings stand side by side.
CELLS = {
    "brand": BRAND, "name": NAME, "use": USE, "barcode": BARCODE, "text": LIST, "verdict": DECISION, "from_day": FROM_DAY,
    "reason": REASON, "expires_on": EXPIRES, "who": COLUMNS[4],
}  # fmt: skip
OLD_AND_NEW = ("Phase", "When it was signed", "Now")
UPLOAD, IMPORT = "A table of products (CSV, XLSX)", "Import"
EXPORT = "Export the whole store"
EXPORT_HELP = "JSON Lines with every list, decision and the journal. `clinic import` reads it into an empty store."
OUR_DETAILS, CLINIC_NAME, PHONE, LOGO = "Our clinic", "Name of the clinic", "Phone number to call", "Logo (PNG, JPEG)"
PROTOCOL_NAME = "Name of the protocol"
PROTOCOL_HELP = (
    "One rule a row: level (group or ingredient, phase, use, ok, caution or avoid), first_day (treatment, phase, day), note, "
    "given (a product that you always give). Empty phase or use means all."
)
PROTOCOL_SAVE, PROTOCOL_FILE = "Check and save", "Or load a CSV from your spreadsheet"
PROTOCOL_TAKE = "Download as CSV"
TREATED_ON, LANGUAGE, PAPER = "Date of treatment", "Language", "Paper"
PRODUCTS = "Products on the page"
OWN_NAME, OWN_LIST, ONE_MORE = "The patient's own product", "Its list", "Another of the patient's own"
MAKE, TAKE = "Make the page", "Download the PDF"
KEPT_NOTHING = "Nothing of the patient is stored: the page is made and forgotten."
CHECKING = "Judging the shelf with a new edition …"


def signed_in_as(who: str) -> str:
    """Who is signed in."""
    return f"Signed in as {who}."


def protocol_line(name: str, version: str, edition: str) -> str:
    """Which protocol and edition judge this shelf."""
    return (
        f"Judged with edition {edition} and the protocol {name}, version {version}."
        if name
        else f"Judged with edition {edition}."
    )


def formula_line(number: int, seen_on: date, seen_by: str, batch_code: str) -> str:
    """When, by whom and on which batch a list was seen."""
    batch = f", batch {batch_code}" if batch_code else ""
    return f"List {number}, seen on {on(seen_on)} by {seen_by}{batch}"


def decision_line(decision: Decision) -> str:
    """A decision with who signed it, when, and until when it holds."""
    until = f", until {on(decision.expires_on)}" if decision.expires_on else ""
    why = f": {decision.reason}" if decision.reason else ""
    return f"{decided(decision)}{why} ({decision.who}, {on(decision.when.date())}{until})"


def imported(added: int, changed: int, same: int, signed: int) -> str:
    """What became of a table."""
    return f"{added} new, {changed} with a changed list, {same} as before, {signed} signed."


def refused_line(line: int, what: str, why: str) -> str:
    """A row that was refused."""
    return f"Row {line}{f' ({what})' if what else ''} was refused: {why}."


def protocol_saved(version: str, formulas: int, count: int) -> str:
    """What a new protocol did."""
    return f"Version {version} is saved: {_judged(formulas, count)}."


def rechecked(edition: str, formulas: int, count: int) -> str:
    """What a re-check did; what was judged with this edition already is not judged again."""
    return f"Edition {edition}: {_judged(formulas, count) if formulas else 'nothing new to judge'}."


def _judged(formulas: int, count: int) -> str:
    return f"{formulas:,} judged, {count:,} with another verdict"


def found_line(count: int, total: int) -> str:
    """How many products are shown."""
    return f"{count:,} of {total:,} products."


def first_of(count: int, total: int) -> str:
    """That only the most pressing ones are shown."""
    return (
        f"The {count} most pressing of {total:,} are shown. The shelf has all of them, under its filter for attention."
    )


def changed_line(change: Mapping[str, str]) -> str:
    """What the protocol changed in our judgement of a name, and in which direction."""
    ours, theirs = (wording.LEVELS[Level(change[whose])] for whose in ("ours", "theirs"))
    return f"{change['printed']}: ours “{ours}”, our protocol “{theirs}” ({change['direction']})."
