"""Batches: tables in, however hostile, in every format and encoding; which columns are meant."""

import gzip
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from checker.batch.columns import find_columns
from checker.batch.run import Options, run_batch
from tests.batches import DAY_2, PLAN, batch, made, table, write
from tests.cases import rows


@pytest.mark.parametrize("case", rows("hostile_tables.csv"), ids=lambda case: case["case"])
def test_a_hostile_table_gives_the_right_rows_or_a_clear_error(case, tmp_path):
    source, target = tmp_path / case["file"], tmp_path / "out.csv"
    source.write_bytes(case["content"].encode().decode("unicode_escape").encode())
    answer = batch(str(source), "-o", str(target), *DAY_2)
    if case["verdicts"] == "error":
        assert answer.exit_code == 2
        assert case["problems"] in answer.stderr
        return
    found = table(target)
    wanted = [verdict.strip() for verdict in case["verdicts"].split("|")] if case["verdicts"] else []
    assert [row["verdict"] for row in found] == wanted
    said = [part.strip() for part in case["problems"].split("|")] if wanted else []
    assert all(
        part in row["problem"] and bool(part) == bool(row["problem"]) for part, row in zip(said, found, strict=True)
    )
    assert answer.exit_code == (1 if any(said) else 0)


def formats(folder: Path) -> list[Path]:
    """The same table in every format that is read."""
    frame = pd.DataFrame(made(20), columns=["ean", "name", "ingredients"])
    frame.to_csv(folder / "a.csv", index=False)
    (folder / "b.csv.gz").write_bytes(gzip.compress((folder / "a.csv").read_bytes()))
    frame.to_csv(folder / "c.tsv", index=False, sep="\t")
    (folder / "d.csv").write_bytes((folder / "a.csv").read_text(encoding="utf-8").encode("utf-16"))
    frame.to_parquet(folder / "e.parquet")
    frame.to_json(folder / "f.jsonl", orient="records", lines=True, force_ascii=False)
    frame.to_excel(folder / "g.xlsx", index=False)
    (folder / "h.csv").write_bytes((folder / "g.xlsx").read_bytes())
    return sorted(folder.iterdir())


def test_every_format_is_read_by_what_it_holds(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    answers = []
    for source in formats(folder):
        run_batch(source, tmp_path / "out.csv", Options(PLAN), force=True)
        answers.append([(row["ean"], row["verdict"]) for row in table(tmp_path / "out.csv")])
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == 20


def test_merged_and_formula_cells_of_a_spreadsheet_are_read_by_their_values(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "in.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ean", "name", "ingredients"])
        sheet.merge_range(1, 1, 2, 1, "Duo")
        sheet.write(1, 0, 42)
        sheet.write(1, 2, "Squalane")
        sheet.write_formula(2, 2, '="Par"&"fum"', value="Parfum")
    run_batch(tmp_path / "in.xlsx", tmp_path / "out.csv", Options(PLAN))
    found = [(row["ean"], row["name"], row["verdict"]) for row in table(tmp_path / "out.csv")]
    assert found == [("42", "Duo", "no_known_problem"), ("", "", "avoid")]


def test_windows_text_is_read_and_said(tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes('nom,ingrédients\nCrème,"Aqua, Glycérine"\n'.encode("cp1252"))
    answer = batch(str(source), "-o", str(tmp_path / "out.csv"), *DAY_2)
    assert "Windows-1252" in answer.stderr
    assert table(tmp_path / "out.csv")[0]["nom"] == "Crème"


def test_a_row_with_bad_bytes_is_said_and_the_others_are_judged(tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes("name,ingredients\nCrème,Squalane\n".encode() + b"Cr\xe8me,Squalane\n")
    assert batch(str(source), "-o", str(tmp_path / "out.csv"), *DAY_2).exit_code == 1
    assert [bool(row["problem"]) for row in table(tmp_path / "out.csv")] == [False, True]


def test_a_cell_of_10_mb_is_said(tmp_path):
    source = write(tmp_path / "in.csv", [["1", "A", "Aqua, " * 1_700_000], ["2", "B", "Squalane"]])
    run_batch(source, tmp_path / "out.csv", Options(PLAN))
    assert [bool(row["problem"]) for row in table(tmp_path / "out.csv")] == [True, False]


def test_standard_input_is_read(tmp_path):
    answer = batch("-", "-o", str(tmp_path / "out.csv"), *DAY_2, given=b"ingredients\nSqualane\n")
    assert answer.exit_code == 0
    assert [row["verdict"] for row in table(tmp_path / "out.csv")] == ["no_known_problem"]


def test_columns_of_unusual_names_are_given_by_role(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("what,when\nParfum,20\n", encoding="utf-8")
    assert batch(str(source), "-o", str(target), *DAY_2, "--ingredients", "what", "--column", "day=when").exit_code == 0
    assert [row["day"] for row in table(target)] == ["20"]


def test_the_columns_are_found_in_six_languages():
    for header in (
        ["Ingrédients"],
        ["INHALTSSTOFFE"],
        ["ingredientes"],
        ["ingredienti"],
        ["ingrediënten"],
        ["Skład"],
        ["ingredients_text"],
    ):
        assert find_columns(header) == {"ingredients": 0}
