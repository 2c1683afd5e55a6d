"""A packet goes out and comes back: what it holds, what a wrong sheet is told, and what a signature counts for."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from checker import load_knowledge
from checker.knowledge import load
from checker.model.signed import signed
from checker.review import wording
from checker.review.decisions import decisions_of, share_decided
from checker.review.packet import packet_of
from checker.review.packet_file import FIRST_ROW, to_pdf, to_xlsx
from checker.review.read_back import Review, ReviewError, merged, read_packet, read_reviews, signed_of, to_csv

KNOWLEDGE = load_knowledge()
TEXTS = [
    "Aqua, Glycerin, Parfum, Limonene",
    "Aqua, Glycerin, Cetearyl Alcohol, Retinol, Phenoxyethanol",
    "Aqua, Glycerin, Panthenol",
    "Aqua, Lactic Acid 10%, Glycolic Acid, Alcohol Denat.",
]
DECISIONS = decisions_of(TEXTS, KNOWLEDGE)
ROWS = packet_of(DECISIONS, TEXTS, KNOWLEDGE)
TODAY = date(2026, 11, 30)
ANSWER, CHANGED, COMMENT = (wording.COLUMNS.index(name) + 1 for name in ("agree or change", "changed to", "comment"))


@pytest.fixture
def sheet(tmp_path):
    """A packet with cells filled in: what -> (answer, changed to, comment), and cells overwritten by column."""

    def fill(answers, overwrite=None) -> Path:
        path = tmp_path / "packet.xlsx"
        path.write_bytes(to_xlsx(ROWS, KNOWLEDGE))
        book = openpyxl.load_workbook(path)
        for number, row in enumerate(ROWS, start=FIRST_ROW):
            for column, cell in zip((ANSWER, CHANGED, COMMENT), answers.get(row.what, ()), strict=False):
                book.worksheets[0].cell(number, column).value = cell
            for name, cell in (overwrite or {}).get(row.what, {}).items():
                book.worksheets[0].cell(number, wording.COLUMNS.index(name) + 1).value = cell
        book.save(path)
        return path

    return fill


def taken(path, reviewer="A. Noor", earlier=()):
    return read_packet(path, reviewer, "dermatologist", KNOWLEDGE, earlier, TODAY)


def test_a_packet_has_groups_then_phases_then_rules_with_names_from_the_labels():
    kinds = [row.what.partition(":")[0] for row in ROWS]
    assert kinds == sorted(kinds, key=("group", "phase", "rule").index)
    assert {"group", "phase", "rule"} == set(kinds)
    fragrance = next(row for row in ROWS if row.what == "group:fragrance")
    assert fragrance.names == ("Parfum",)
    assert fragrance.says.startswith("stays on: avoid avoid avoid caution ok; rinsed off:")
    assert all(row.reason and row.evidence for row in ROWS)


def test_all_rows_of_a_packet_decide_every_verdict():
    assert share_decided(DECISIONS, {row.what for row in ROWS}) == 1.0
    assert share_decided(DECISIONS, set()) == 0.0


def test_a_packet_goes_out_and_comes_back(sheet):
    path = sheet(
        {
            "group:fragrance": ("agree", None, "often seen"),
            "group:retinoid_cosmetic": ("change", "avoid avoid caution caution ok", "after ten days"),
            "phase:standard:rebuilding": ("change", "day 4"),
        }
    )
    found = taken(path)
    assert sorted((r.what, r.agreed, r.changed_to) for r in found.reviews) == [
        ("group:fragrance", "yes", ""),
        ("group:retinoid_cosmetic", "no", "avoid avoid caution caution ok"),
        ("phase:standard:rebuilding", "no", "day 4"),
    ]
    assert len(found.proposals) == 2
    assert "now day 3; proposed day 4" in found.proposals[-1]
    assert found.reviews[0].edition == KNOWLEDGE.edition


def test_reviews_are_written_and_read_as_they_are(sheet, tmp_path):
    reviews = list(taken(sheet({"group:fragrance": ("agree", None, 'says "yes", always')})).reviews)
    path = tmp_path / "reviews.csv"
    path.write_text(to_csv(reviews), encoding="utf-8", newline="")
    assert read_reviews(path) == reviews
    assert read_reviews(tmp_path / "none.csv") == []


@pytest.mark.parametrize(
    ("answers", "overwrite", "said"),
    [
        ({"group:fragrance": ("yes",)}, {}, "“yes” is no answer"),
        ({"group:fragrance": ("change",)}, {}, "a change needs what you would say"),
        ({"group:fragrance": ("agree", "ok ok ok ok ok")}, {}, "an agreement has nothing there"),
        ({"group:fragrance": ("change", "avoid avoid fine ok ok")}, {}, "cannot be a change here: write five levels"),
        ({"phase:standard:rebuilding": ("change", "soon")}, {}, "write a day"),
        ({"group:fragrance": (None, None, "hm")}, {}, "“” is no answer"),
        ({"group:fragrance": ("agree",)}, {"group:fragrance": {"what": "group:perfume"}}, "no row “group:perfume”"),
        ({"group:fragrance": ("agree",)}, {"group:fragrance": {"says now": "stays on: ok"}}, "no longer says"),
        (
            {"group:fragrance": ("agree",), "group:aha": ("agree",)},
            {
                "group:aha": {
                    "what": "group:fragrance",
                    "says now": next(r.says for r in ROWS if r.what == "group:fragrance"),
                }
            },
            "stands in the sheet twice",
        ),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row(sheet, answers, overwrite, said):
    numbers = {row.what: number for number, row in enumerate(ROWS, start=FIRST_ROW)}
    with pytest.raises(ReviewError) as refused:
        taken(sheet(answers, overwrite))
    (line,) = str(refused.value).splitlines()[1:]
    assert said in line
    assert line.partition(":")[0] in {f"row {numbers[what]}" for what in answers}


def test_every_fault_is_told_at_once(sheet):
    with pytest.raises(ReviewError) as refused:
        taken(sheet({"group:fragrance": ("yes",), "group:aha": ("no",)}))
    assert len(str(refused.value).splitlines()) == 3


def test_another_file_is_no_packet(tmp_path):
    other = tmp_path / "list.xlsx"
    other.write_text("Aqua", encoding="utf-8")
    with pytest.raises(ReviewError, match="is no sheet of a packet"):
        taken(other)


def test_a_second_reviewer_who_differs_is_listed_and_the_row_is_not_signed(sheet):
    first = taken(sheet({"group:fragrance": ("agree",), "group:aha": ("agree",)})).reviews
    second = taken(sheet({"group:fragrance": ("change", "avoid avoid caution ok ok")}), "B. Lund", first)
    (line,) = second.differences
    assert "A. Noor said agree" in line
    both = merged(first, second.reviews)
    assert len(both) == 3
    assert signed_of(both, DECISIONS)["share"] < signed_of(first, DECISIONS)["share"]


def test_a_reviewer_who_reads_again_replaces_what_was_said_before(sheet):
    first = taken(sheet({"group:fragrance": ("agree",)})).reviews
    again = taken(sheet({"group:fragrance": ("change", "avoid avoid caution ok ok")}), earlier=first)
    assert again.differences == ()
    assert [review.agreed for review in merged(first, again.reviews)] == ["no"]


def test_the_share_that_is_signed_follows_the_decisions():
    def agreed(*whats):
        return [Review(what, "e", "A. Noor", "nurse", "2026-11-30", "yes", "", "") for what in whats]

    assert signed_of([], DECISIONS) == {"share": 0.0, "by": []}
    some = signed_of(agreed("group:fragrance"), DECISIONS)
    assert 0 < some["share"] < 1
    assert signed_of(agreed(*(row.what for row in ROWS)), DECISIONS) == {"share": 1.0, "by": ["A. Noor, nurse"]}


def test_a_signature_does_not_change_the_edition(tmp_path):
    (tmp_path / "groups.csv").write_text("group", encoding="utf-8")
    before = load._digest(tmp_path)
    (tmp_path / "reviews.csv").write_text("what", encoding="utf-8")
    assert load._digest(tmp_path) == before


def test_nobody_has_signed_and_this_is_said():
    assert set(signed()) == {"share", "by"}
    assert wording.signed({"share": 0.0, "by": []}) == "No clinician has signed a row yet."


def test_the_packet_on_paper_has_a_page():
    assert to_pdf(ROWS[:5], KNOWLEDGE).startswith(b"%PDF")
