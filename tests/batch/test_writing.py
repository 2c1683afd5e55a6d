"""Batches: tables out, in every format, with the input's columns as they were and no formula that runs."""

import csv
import json

import openpyxl
import pandas as pd
import pytest

from checker.batch.columns import BatchError
from checker.batch.run import Options, run_batch
from tests.batches import PLAN, made, table, write


def test_identifiers_keep_their_zeros_and_formulas_are_made_harmless(tmp_path):
    source = write(tmp_path / "in.csv", [["00042", "=HYPERLINK(1)", "Squalane"]])
    run_batch(source, tmp_path / "out.csv", Options(PLAN))
    (row,) = table(tmp_path / "out.csv")
    assert (row["ean"], row["name"]) == ("00042", "'=HYPERLINK(1)")
    run_batch(source, tmp_path / "raw.csv", Options(PLAN, raw=True))
    assert table(tmp_path / "raw.csv")[0]["name"] == "=HYPERLINK(1)"


def test_parquet_keeps_cells_as_they_are(tmp_path):
    source = write(tmp_path / "in.csv", [["1", "=1+1", "Squalane"]])
    run_batch(source, tmp_path / "out.parquet", Options(PLAN))
    assert pd.read_parquet(tmp_path / "out.parquet")["name"].tolist() == ["=1+1"]


def test_columns_that_are_there_already_get_a_prefix(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("ingredients,verdict\nSqualane,mine\n", encoding="utf-8")
    run_batch(source, tmp_path / "out.csv", Options(PLAN))
    (row,) = table(tmp_path / "out.csv")
    assert (row["verdict"], row["checker_verdict"]) == ("mine", "no_known_problem")


def test_a_result_named_tsv_is_separated_by_tabs(tmp_path):
    run_batch(write(tmp_path / "in.csv", made(3)), tmp_path / "out.tsv", Options(PLAN))
    with (tmp_path / "out.tsv").open(encoding="utf-8", newline="") as file:
        assert [row["ean"] for row in csv.DictReader(file, delimiter="\t")] == ["00000", "00001", "00002"]


def test_every_format_is_written(tmp_path):
    source = write(tmp_path / "in.csv", made(20))
    verdicts = []
    for ending in ("csv", "xlsx", "parquet", "jsonl"):
        target = tmp_path / f"out.{ending}"
        run_batch(source, target, Options(PLAN))
        if ending == "csv":
            verdicts.append([row["verdict"] for row in table(target)])
        elif ending == "xlsx":
            book = openpyxl.load_workbook(target)
            header, *lines = book["results"].iter_rows(values_only=True)
            verdicts.append([line[header.index("verdict")] for line in lines])
            assert ("rows", "20") in list(book["summary"].iter_rows(values_only=True))
        elif ending == "parquet":
            verdicts.append(pd.read_parquet(target)["verdict"].tolist())
        else:
            verdicts.append(
                [json.loads(line)["report"]["verdict"] for line in target.read_text(encoding="utf-8").splitlines()]
            )
    assert all(verdict == verdicts[0] for verdict in verdicts)


def test_a_spreadsheet_that_cannot_hold_a_cell_says_so_before_starting(tmp_path):
    source = write(tmp_path / "in.csv", [["1", "A" * 40_000, "Squalane"]])
    with pytest.raises(BatchError, match="32,767"):
        run_batch(source, tmp_path / "out.xlsx", Options(PLAN))
