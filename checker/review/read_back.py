"""Reads a sheet that a clinician filled in: every fault with its row, or rows of reviews.csv, proposals and differences."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from checker.knowledge.load import Knowledge
from checker.model.paths import data_folder
from checker.model.signed import signed_file
from checker.review import wording
from checker.review.decisions import Decision, share_decided
from checker.review.packet import levels_from, says_of
from checker.review.packet_file import FIRST_ROW

_RULES_JUDGE_AS = ("base", "early", "late")


class ReviewError(Exception):
    """A sheet that cannot be taken: all its faults, each with its row."""


@dataclass(frozen=True, slots=True)
class Review:
    """A row of reviews.csv: what a clinician said of a row of the tables."""

    what: str
    edition: str
    reviewer: str
    profession: str
    date: str
    #: "yes", or "no" where another level, day or group is proposed in `changed_to`.
    agreed: str
    changed_to: str
    comment: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says: its reviews, its changes as proposals, and where another reviewer differs."""

    reviews: tuple[Review, ...]
    proposals: tuple[str, ...]
    differences: tuple[str, ...]


def read_reviews(path: Path | None = None) -> list[Review]:
    """The reviews so far."""
    path = path or data_folder() / "reviews.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Review(**row) for row in csv.DictReader(file)]


def read_packet(
    path: Path, reviewer: str, profession: str, knowledge: Knowledge, earlier: Sequence[Review], today: date
) -> Reading:
    """What a sheet says. Raises `ReviewError` with every fault."""
    if not (reviewer.strip() and profession.strip()):
        raise ReviewError(wording.NO_NAME)
    faults: list[str] = []
    reviews: dict[str, Review] = {}
    proposals, differences = [], []
    for number, cells in _answered(path):
        what, says = cells["what"], says_of(cells["what"], knowledge)
        fault = _fault(cells, says, knowledge) or (wording.twice(what) if what in reviews else "")
        if fault:
            faults.append(wording.at_row(number, fault))
            continue
        agreed = "yes" if cells["agree or change"].casefold() == wording.AGREE else "no"
        own = Review(
            what, knowledge.edition, reviewer.strip(), profession.strip(), today.isoformat(), agreed,
            cells["changed to"], cells["comment"],
        )  # fmt: skip
        reviews[what] = own
        if agreed == "no":
            proposals.append(wording.proposal(number, what, says or "", own.changed_to))
        differences += [
            wording.differs(number, what, other.reviewer, _said(other), _said(own))
            for other in earlier
            if other.what == what and other.reviewer != own.reviewer and _said(other) != _said(own)
        ]
    if faults:
        raise ReviewError("\n".join([wording.REFUSED.format(file=path.name), *faults]))
    return Reading(tuple(reviews.values()), tuple(proposals), tuple(differences))


def _said(review: Review) -> str:
    return wording.AGREE if review.agreed == "yes" else f"{wording.CHANGE} to {review.changed_to}"


def _answered(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet that were answered, with their numbers as a spreadsheet shows them."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, openpyxl.utils.exceptions.InvalidFileException):
        raise ReviewError(wording.NOT_READABLE.format(file=path.name)) from None
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    header = [str(cell or "") for cell in rows[FIRST_ROW - 2]] if len(rows) >= FIRST_ROW - 1 else []
    if tuple(header[: len(wording.COLUMNS)]) != wording.COLUMNS:
        raise ReviewError(wording.NOT_READABLE.format(file=path.name))
    for number, values in enumerate(rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        texts = [" ".join(str("" if value is None else value).split()) for value in values]
        cells = dict(zip(wording.COLUMNS, texts, strict=False))
        if any(cells.get(column) for column in ("agree or change", "changed to", "comment")):
            yield number, cells


def _fault(cells: dict[str, str], says: str | None, knowledge: Knowledge) -> str:
    """What is wrong with an answered row; empty where nothing is."""
    what, answer, changed = cells["what"], cells["agree or change"].casefold(), cells["changed to"]
    if says is None:
        return wording.unknown_row(what)
    if " ".join(says.split()) != cells["says now"]:
        return wording.moved(what)
    if answer not in (wording.AGREE, wording.CHANGE):
        return wording.wrong_answer(cells["agree or change"])
    if bool(changed) != (answer == wording.CHANGE):
        return wording.nothing_to_change(what)
    kind = what.partition(":")[0]
    if changed and not _can_be(kind, changed, knowledge):
        return wording.wrong_change(changed, kind)
    return ""


def _can_be(kind: str, changed: str, knowledge: Knowledge) -> bool:
    if kind == "group":
        return all(levels_from(part) for part in changed.split(";"))
    if kind == "phase":
        return changed.removeprefix("day ").isdecimal()
    return changed in knowledge.groups or changed in _RULES_JUDGE_AS


def merged(earlier: Sequence[Review], new: Sequence[Review]) -> list[Review]:
    """The reviews with new ones in place of what the same reviewer said of the same row before."""
    again = {(review.what, review.reviewer) for review in new}
    return [*(review for review in earlier if (review.what, review.reviewer) not in again), *new]


def to_csv(reviews: Sequence[Review]) -> str:
    """The reviews as reviews.csv holds them."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, [field.name for field in fields(Review)], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(review) for review in reviews)
    return out.getvalue()


def write_reviews(reviews: Sequence[Review], decisions: Sequence[Decision]) -> dict[str, object]:
    """Write data/reviews.csv and the share that is signed; returns that share with the reviewers.

    A row counts as signed when at least one reviewer agreed and none proposed a change.
    """
    (data_folder() / "reviews.csv").write_text(to_csv(reviews), encoding="utf-8", newline="")
    found = signed_of(reviews, decisions)
    signed_file().write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def signed_of(reviews: Sequence[Review], decisions: Sequence[Decision]) -> dict[str, object]:
    """The share of decisions that rest on rows all reviewers agreed to, and who agreed."""
    refused = {review.what for review in reviews if review.agreed != "yes"}
    agreed = {review.what for review in reviews} - refused
    by = dict.fromkeys(f"{review.reviewer}, {review.profession}" for review in reviews if review.what in agreed)
    return {"share": round(share_decided(decisions, agreed), 4), "by": list(by)}
