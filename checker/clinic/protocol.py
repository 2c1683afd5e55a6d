"""Reads a clinic's protocol: its own rules in place of ours, as CSV that it edits in a spreadsheet or on the page.

Columns (any order, comma or semicolon between): `rule, about, treatment, phase, use, value, note`.

| rule | what a row says | cells |
| --- | --- | --- |
| level | a level for a group or an ingredient | about, value (ok, caution, avoid); phase and use, empty for all |
| first_day | the day on which a phase begins | treatment, phase, value (0 to 28) |
| note | the clinic's own words on a group or an ingredient | about, note |
| given | a product that the clinic always gives | about (its name), note |

Every row may have a `note`. A group is named by its id, an ingredient by any of its names. The version is the first
digits of the content's SHA-256, so the same rules have the same version wherever they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from checker.clinic import wording as wording_clinic
from checker.knowledge import encodings
from checker.knowledge.load import Knowledge, load_knowledge
from checker.knowledge.overlay import OURS, Overlay, OwnLevels
from checker.knowledge.tables import Faults, Row
from checker.model.names import fold
from checker.model.plan import LAST_DAY, HealingPlan
from checker.model.report import Report
from checker.model.rows import PhaseRow
from checker.model.terms import Level, Phase, Treatment, Use

COLUMNS = ("rule", "about", "treatment", "phase", "use", "value", "note")
RULES = ("level", "first_day", "note", "given")
#: What a new protocol begins with.
EMPTY = ",".join(COLUMNS) + "\n"
_PHASES = tuple(Phase)
_USES = (Use.LEAVE_ON, Use.RINSE_OFF)


class ProtocolError(Exception):
    """A protocol with faults; the message lists all of them by line and cell, and how to mend them."""


@dataclass(frozen=True)
class Protocol:
    """A protocol as read; `text` is kept so that it can be edited and compared.

    >>> rules = "rule,about,treatment,phase,use,value,note\\nlevel,fragrance,,,leave_on,avoid,Never with us\\n"
    >>> read_protocol(rules, "House").version
    'f3f13fda'
    """

    name: str
    version: str
    text: str
    levels: tuple[tuple[str, Use, OwnLevels], ...] = ()
    first_days: tuple[tuple[Treatment, Phase, int], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    #: Products that the clinic always gives: the key of the name, and the note.
    given: tuple[tuple[str, str], ...] = ()

    def applied_to(self, knowledge: Knowledge) -> Knowledge:
        """Our knowledge as this protocol changes it; its edition names both."""
        return _applied(self, knowledge)

    def plan(self, plan: HealingPlan, name: str) -> HealingPlan:
        """The plan for a product; a product that the clinic always gives counts as from the clinic."""
        return replace(plan, from_clinic=True) if fold(name) in dict(self.given) else plan

    def note_on(self, name: str) -> str:
        """The clinic's note on a product that it always gives."""
        return dict(self.given).get(fold(name), "")

    def explained(self, ours: Report, theirs: Report) -> Report:
        """The answer by the protocol, with the protocol's name and version and what it changed in our answer."""
        changed = tuple(changes(ours, theirs))
        said = wording_clinic.protocol_applied(self.name, self.version, ours, theirs, len(changed))
        own = [wording_clinic.own_note(note)] if (note := self.note_on(theirs.name)) else []
        return replace(
            theirs,
            protocol={"name": self.name, "version": self.version},
            changed_by_protocol=changed,
            notes=(*own, *said, *theirs.notes),
        )


def read_protocol(text: str, name: str, knowledge: Knowledge | None = None) -> Protocol:
    """A protocol from CSV text. Raises `ProtocolError` listing every fault."""
    knowledge = knowledge or load_knowledge()
    faults = Faults()
    rows = _rows(text, name, faults)
    levels: dict[tuple[str, Use], OwnLevels] = {}
    first_days: dict[tuple[Treatment, Phase], int] = {}
    notes: dict[str, str] = {}
    given: dict[str, str] = {}
    for row in rows:
        match row.choice("rule", RULES):
            case "level":
                _read_level(row, knowledge, levels, notes)
            case "first_day":
                _read_first_day(row, first_days)
            case "note":
                if not row["note"]:
                    row.fault("note", "it is empty", "write the note, or remove the row")
                _add_note(row, _about(row, knowledge), notes)
            case "given":
                if not fold(row["about"]):
                    row.fault("about", "no product is named", "write the product's name as it stands on the pack")
                given[fold(row["about"])] = row["note"]
    _check_order(first_days, knowledge, name, faults)
    if faults.found:
        count = f"{len(faults.found)} fault{'s' if len(faults.found) > 1 else ''}"
        found = "\n".join(fault.removeprefix("data/") for fault in faults.found)
        raise ProtocolError(f"The protocol has {count}:\n{found}")
    content = json.dumps([[row[column] for column in COLUMNS] for row in rows])
    return Protocol(
        name=name,
        version=hashlib.sha256(content.encode()).hexdigest()[:8],
        text=text,
        levels=tuple((about, use, own) for (about, use), own in levels.items()),
        first_days=tuple((treatment, phase, day) for (treatment, phase), day in first_days.items()),
        notes=tuple(notes.items()),
        given=tuple(given.items()),
    )


def decoded(raw: bytes) -> str:
    """The text of a protocol's file, in UTF-8 or in what older spreadsheets write."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode(encodings.guess(raw), errors="replace")


def changes(ours: Report, theirs: Report) -> Iterable[Mapping[str, str]]:
    """The entries whose level on the day asked the protocol changed: printed, ours, theirs, and the direction."""
    for our, their in zip(ours.findings, theirs.findings, strict=True):
        if our.level is not their.level and our.level is not None and their.level is not None:
            yield {
                "printed": our.match.entry.printed,
                "ours": our.level.value,
                "theirs": their.level.value,
                "direction": wording_clinic.DIRECTIONS[their.level.rank > our.level.rank],
            }


@lru_cache(maxsize=4)
def _applied(protocol: Protocol, knowledge: Knowledge) -> Knowledge:
    days = {(treatment, phase): day for treatment, phase, day in protocol.first_days}
    date, _, digest = knowledge.edition.partition("+")
    both = hashlib.sha256(f"{digest} {protocol.version}".encode()).hexdigest()[:4]
    return replace(
        knowledge,
        overlay=Overlay(
            wording_clinic.rule_of(protocol.name),
            {(about, use): levels for about, use, levels in protocol.levels},
            dict(protocol.notes),
        ),
        phases={t: _moved(rows, days) for t, rows in knowledge.phases.items()},
        edition=f"{date}+{both}",
        under=knowledge.under or knowledge,
    )


def _moved(rows: tuple[PhaseRow, ...], days: Mapping[tuple[Treatment, Phase], int]) -> tuple[PhaseRow, ...]:
    return tuple(replace(row, from_day=days.get((row.treatment, row.phase), row.from_day)) for row in rows)


# --- rows --------------------------------------------------------------------------------------------------------


def _rows(text: str, name: str, faults: Faults) -> list[Row]:
    """The rows of the CSV, with empty ones left out; spreadsheets of some languages put semicolons between cells."""
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    file = f"{name}.csv"
    try:
        cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        faults.add(file, 1, "file", f"it cannot be read as CSV ({error})", "close every quote")
        return []
    header = [cell.strip().casefold() for cell in cells[0]] if cells else []
    if missing := [column for column in COLUMNS if column not in header]:
        faults.add(
            file, 1, "header", f"columns are missing: {', '.join(missing)}", f"let the first line be {EMPTY.strip()}"
        )
        return []
    places = {column: place for place, column in enumerate(header)}
    rows = []
    for number, row in enumerate(cells[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == len(header):
            rows.append(Row(row, places, file, number, faults))
        else:
            faults.add(
                file, number, "row", f"it has {len(row)} cells, the header {len(header)}", "quote cells with a comma"
            )
    return rows


def _about(row: Row, knowledge: Knowledge) -> str:
    """The group id or INCI name that a row is about."""
    about = row["about"]
    if about in knowledge.groups:
        return about
    if name := knowledge.names.get(fold(about)):
        return name.ingredient.inci
    row.known("about", [*knowledge.groups, *knowledge.ingredients], "our groups (data/groups.csv) and ingredients")
    return about


def _read_level(
    row: Row, knowledge: Knowledge, levels: dict[tuple[str, Use], OwnLevels], notes: dict[str, str]
) -> None:
    about = _about(row, knowledge)
    if row["treatment"]:
        row.fault("treatment", "levels hold for every treatment", "leave it empty, or move a phase with first_day")
    level = Level(row.choice("value", tuple(Level)))
    phase, use = row.choice("phase", ("", *Phase)), row.choice("use", ("", *_USES))
    phases = [Phase(phase)] if phase else list(Phase)
    for used in [Use(use)] if use else _USES:
        own = list(levels.get((about, used), OURS))
        for one in phases:
            known = own[_PHASES.index(one)]
            if known is not None and known is not level:
                row.fault("value", f"another row says {known} for {about}, {one}, {used}", "remove one of the two rows")
            own[_PHASES.index(one)] = level
        levels[about, used] = (own[0], own[1], own[2], own[3], own[4])
    _add_note(row, about, notes)


def _read_first_day(row: Row, first_days: dict[tuple[Treatment, Phase], int]) -> None:
    treatment, phase = Treatment(row.choice("treatment", tuple(Treatment))), Phase(row.choice("phase", tuple(Phase)))
    day = row.whole_number("value")
    if row["value"] == "" or (day is not None and day > LAST_DAY):
        row.fault("value", f"{row['value']!r} is no day", f"write a day from 0 to {LAST_DAY}")
    if phase is Phase.OPEN_CHANNELS and day:
        row.fault("value", "the channels are open from the treatment on", "write 0, or remove the row")
    if first_days.get((treatment, phase), day) != day:
        row.fault("value", "another row gives this phase another day", "remove one of the two rows")
    first_days[treatment, phase] = day or 0


def _check_order(
    first_days: Mapping[tuple[Treatment, Phase], int], knowledge: Knowledge, name: str, faults: Faults
) -> None:
    """Check that each phase begins later than the one before, with our days and the clinic's together."""
    for treatment in {treatment for treatment, _ in first_days}:
        rows = _moved(knowledge.phases[treatment], first_days)
        for before, after in pairwise(rows):
            if after.from_day <= before.from_day:
                problem = f"{treatment}: {after.phase} would begin on day {after.from_day}, {before.phase} on {before.from_day}"
                faults.add(f"{name}.csv", 1, "first_day", problem, "let each phase begin later than the one before it")


def _add_note(row: Row, about: str, notes: dict[str, str]) -> None:
    if row["note"]:
        notes[about] = row["note"] if about not in notes else f"{notes[about]} {row['note']}"
