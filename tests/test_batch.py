"""Batches: hostile tables, every format, answers equal to `check`, and runs that are killed."""

import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import HealingPlan, check_table, load_knowledge
from checker.batch import plain
from checker.batch import quick as quick_room
from checker.batch.columns import ANSWERS, BatchError, Task, answer, find_columns
from checker.batch.frame import check_folder
from checker.batch.quick import Quick
from checker.batch.run import Options, run_batch
from checker.cli import main
from checker.model import Treatment, Use
from tests.benchmarks.accuracy import gold
from tests.benchmarks.batch import TROUBLES, batch_command, with_commas
from tests.cases import rows

PLAN = HealingPlan(treatment="standard", day=2)
DAY_2 = ("--treatment", "standard", "--day", "2", "--jobs", "1")
NAMES = sorted(name for name in load_knowledge().ingredients if "," not in name)

QUICK = Quick(PLAN)


def batch(*arguments: str, given: bytes | None = None):
    return CliRunner().invoke(main, ["batch", *arguments], input=given)


def table(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(count: int, seed: int = 1) -> list[list[str]]:
    draw = random.Random(seed)
    return [[f"{n:05}", f"Product {n}", ", ".join(draw.sample(NAMES, draw.randint(3, 25)))] for n in range(count)]


def write(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["ean", "name", "ingredients"], *lines])
    return path


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


def mixed(count: int, seed: int = 1) -> list[list[str]]:
    """Rows with every trouble, treatment, day and use, and names that claim something."""
    draw = random.Random(seed)
    printed = [entry["printed"] for label in gold() for entry in label["entries"]]
    rows = []
    for number in range(count):
        listed = list(dict.fromkeys(draw.choices(printed, k=draw.randint(3, 45)) + draw.sample(NAMES, 2)))
        text = draw.choice((with_commas, with_commas, *TROUBLES))(listed)
        name = draw.choice(("Cream", "Exfoliating Peel", "Acne Gel", "Scrub", "Peel-off mask", "Gentle, not a scrub"))
        treatment, use = draw.choice(("", *Treatment)), draw.choice(("", *Use))
        rows.append([f"{number:05}", name, text, treatment, draw.choice(("", "0", "3", "8", "14", "30")), use])
    return rows


def test_the_answers_equal_those_of_check_on_2000_rows(tmp_path):
    header = ["ean", "name", "ingredients", "treatment", "day", "use"]
    lines = mixed(2000)
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    run_batch(tmp_path / "in.csv", tmp_path / "out.csv", Options(PLAN, raw=True), jobs=2)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        _, *answered = csv.reader(file)
    for line, cells in zip(lines, answered, strict=True):
        assert cells == [*line, *from_report(*line[1:])]


def from_report(name: str, text: str, treatment: str = "", day: str = "", use: str = "") -> list[str]:
    """The cells of an answer, made from the whole report."""
    return answer(Task(text, name, treatment, day, use), PLAN)[0]


TORN = ("Parfum (Limonene", "Linalool)", "1", "2-Hexanediol", "Isononyl", "Isononanoate", "Oil", "Free", "may", "contain",
        "Natural", "Glycerin*", ".*Organic", "ingredients: Aqua", "Retionl", "Xyzzy", "Wheat Flour", "5%", "Mica...", "",
        "Aqua. Contains", "See more", "Water\\Aqua", "Parfum)", "Niacinamide 10%", "a b: c", "<b>Urea</b>")  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    listed=st.lists(st.sampled_from((*NAMES[:400], *TORN, *TORN, *TORN)), min_size=1, max_size=24),
    separator=st.sampled_from((", ", ", ", ",", " • ", "; ", " - ", "\n")),
    trouble=st.sampled_from((None, None, *TROUBLES)),
    day=st.sampled_from(("0", "2", "9", "20")),
)
def test_remembered_stretches_are_read_and_judged_as_by_check(listed, separator, trouble, day):
    text = trouble(listed) if trouble and len(listed) > 3 else separator.join(listed)
    assert QUICK.answer(Task(text, "Peel", day=day)) == from_report("Peel", text, day=day)


def test_every_annotated_label_is_answered_as_by_check():
    for label in gold():
        assert QUICK.answer(Task(label["text"])) == from_report("", label["text"]), label["id"]


def test_the_options_of_a_plan_count_in_a_table():
    plan = HealingPlan("deep", 9, slow_healing=True, still_irritated=True, allergies=("nuts", "Panthenol", "xyzzy"))
    quick = Quick(plan)
    for _, name, text, *_ in mixed(60, seed=2):
        assert quick.answer(Task(text, name)) == answer(Task(text, name), plan)[0]


def test_what_is_remembered_stays_bounded(monkeypatch):
    monkeypatch.setattr(plain, "REMEMBERED", 40)
    monkeypatch.setattr(quick_room, "REMEMBERED", 40)
    quick = Quick(PLAN)
    for _, name, text, *plan in mixed(60, seed=3):
        assert quick.answer(Task(text, name, *plan)) == from_report(name, text, *plan)


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


def test_a_result_named_tsv_is_separated_by_tabs(tmp_path):
    run_batch(write(tmp_path / "in.csv", made(3)), tmp_path / "out.tsv", Options(PLAN))
    with (tmp_path / "out.tsv").open(encoding="utf-8", newline="") as file:
        assert [row["ean"] for row in csv.DictReader(file, delimiter="\t")] == ["00000", "00001", "00002"]


def test_columns_of_unusual_names_are_given_by_role(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("what,when\nParfum,20\n", encoding="utf-8")
    assert batch(str(source), "-o", str(target), *DAY_2, "--ingredients", "what", "--column", "day=when").exit_code == 0
    assert [row["day"] for row in table(target)] == ["20"]


def test_standard_input_that_was_not_kept_is_not_gone_on_with(tmp_path):
    answer = batch("-", "-o", str(tmp_path / "out.csv"), *DAY_2, "--resume", given=b"ingredients\nSqualane\n")
    assert (answer.exit_code, "was not kept" in answer.stderr) == (2, True)


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing.csv", "-o", "out.csv"), "cannot be read"),
        (("in.csv", "-o", "out.docx"), "Choose one of these endings"),
        (("in.csv", "-o", "in.csv"), "--force"),
        (("in.csv", "-o", "out.csv", "--ingredients", "list"), "The columns are: ean, name, ingredients"),
        (("in.csv", "-o", "out.csv", "--encoding", "klingon"), "no encoding called"),
        (("in.csv", "-o", "out.csv", "--column", "colour=name"), "no role 'colour'"),
        (("in.csv", "-o", "out", "--engine", "dask", "--resume", "--force"), "--resume and --force cannot be had"),
        (("in.csv", "-o", "out", "--engine", "dask", "--scheduler", "tcp://x:1"), "--jobs cannot be had"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_run_is_told_with_what_to_do(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in.csv", [["1", "A", "Squalane"]])
    answer = batch(*arguments, *DAY_2)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_a_spreadsheet_that_cannot_hold_a_cell_says_so_before_starting(tmp_path):
    source = write(tmp_path / "in.csv", [["1", "A" * 40_000, "Squalane"]])
    with pytest.raises(BatchError, match="32,767"):
        run_batch(source, tmp_path / "out.xlsx", Options(PLAN))


@pytest.mark.parametrize(("ending", "size"), [("csv", 20_000), ("jsonl", 6000), ("xlsx", 3000)])
def test_a_run_killed_at_ten_moments_goes_on_to_the_same_result(ending, size, tmp_path):
    source = write(tmp_path / "in.csv", made(size))
    whole, killed = tmp_path / f"whole.{ending}", tmp_path / f"killed.{ending}"
    run_batch(source, whole, Options(PLAN), jobs=2)
    command = batch_command(source, killed, "--jobs", "2")
    journal = killed.with_name(killed.name + ".journal")
    draw = random.Random(ending)
    kills = 0
    while kills < 10 and not killed.exists():
        run = subprocess.Popen([*command, "--resume"], stderr=subprocess.DEVNULL, start_new_session=True)
        # Some die while they load, some right behind a line of the journal, most in between.
        noted = journal.stat().st_size if journal.exists() else 0
        behind_a_line = kills % 3 == 2
        until = time.monotonic() + (20 if behind_a_line else draw.uniform(0.1, 1.0))
        while time.monotonic() < until and run.poll() is None:
            if behind_a_line and journal.exists() and journal.stat().st_size > noted:
                break
            time.sleep(0.005)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            kills += 1
        run.wait()
    assert kills >= (3 if ending == "xlsx" else 5)
    if not killed.exists():
        assert subprocess.run([*command, "--resume"], stderr=subprocess.DEVNULL, check=False).returncode in (0, 1)
    if ending == "xlsx":
        both = [
            list(openpyxl.load_workbook(path)[sheet].values)
            for sheet in ("results", "summary")
            for path in (whole, killed)
        ]
        assert both[0] == both[1]
        assert both[2] == both[3]
    else:
        assert killed.read_bytes() == whole.read_bytes()


def test_resuming_where_nothing_was_done_starts_from_the_beginning(tmp_path):
    source = write(tmp_path / "in.csv", made(3))
    answer = batch(str(source), "-o", str(tmp_path / "out.csv"), *DAY_2, "--resume")
    assert answer.exit_code == 0
    assert "from the beginning" in answer.stderr
    assert len(table(tmp_path / "out.csv")) == 3


def test_a_changed_input_is_not_gone_on_with(tmp_path):
    source = write(tmp_path / "in.csv", made(10))
    target = tmp_path / "out.csv"
    (tmp_path / "out.csv.journal").write_text('{"input": "1 2", "rows": 5, "size": 10}\n', encoding="utf-8")
    with pytest.raises(BatchError, match="the input"):
        run_batch(source, target, Options(PLAN), resume=True)


def test_a_full_disk_stops_the_run_with_a_clear_error(tmp_path):
    source = write(tmp_path / "in.csv", made(600))
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    script = f"{limit}; from checker.cli import main; main()"
    arguments = ["batch", str(source), "-o", str(tmp_path / "out.csv"), *DAY_2]
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_frame_gets_the_same_answers():
    frame = pd.DataFrame({"Inhaltsstoffe": ["Squalane", "Aqua, Parfum", None], "sku": ["1", "2", "3"]}, index=[7, 8, 9])
    judged = check_table(frame, PLAN)
    assert judged["verdict"].tolist() == ["no_known_problem", "avoid", "cannot_tell"]
    assert judged.index.tolist() == [7, 8, 9]
    assert list(judged.columns) == ["Inhaltsstoffe", "sku", *ANSWERS]


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


def test_a_folder_that_is_already_there_is_not_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(BatchError, match="already there"):
        check_folder(tmp_path, tmp_path / "out", PLAN)


def test_dask_reads_files_of_another_encoding_and_separator(tmp_path):
    pytest.importorskip("dask.distributed", reason="dask is an extra: pip install 'needling-checker[dask]'")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes("nom;ingrédients\nCrème;Aqua, Glycérine\n".encode("cp1252"))
    command = [sys.executable, "-m", "checker", "batch", str(folder), "-o", str(tmp_path / "out"), "--engine", "dask"]
    options = ["--jobs", "1", "--encoding", "cp1252", "--separator", ";"]
    subprocess.run([*command, *options], capture_output=True, check=True)
    judged = pd.read_parquet(tmp_path / "out")
    assert (judged["nom"].tolist(), judged["entries"].tolist()) == (["Crème"], ["2"])


def test_dask_gives_the_same_rows_over_a_folder_of_files(tmp_path):
    pytest.importorskip("dask.distributed", reason="dask is an extra: pip install 'needling-checker[dask]'")
    folder = tmp_path / "in"
    folder.mkdir()
    lines = made(60)
    for number in range(3):
        frame = pd.DataFrame(lines[20 * number : 20 * number + 20], columns=["ean", "name", "ingredients"])
        frame.to_parquet(folder / f"{number}.parquet")
    script = (
        "from dask.distributed import LocalCluster; from pathlib import Path; from checker import HealingPlan; import sys\n"
        "from checker.batch.frame import check_folder\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:\n"
        "        plan = HealingPlan(treatment='standard', day=2)\n"
        "        print(check_folder(Path(sys.argv[1]), Path(sys.argv[2]), plan, scheduler=cluster.scheduler_address))\n"
    )
    program = tmp_path / "program.py"
    program.write_text(script, encoding="utf-8")
    command = [sys.executable, str(program), str(folder), str(tmp_path / "out")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    assert done.stdout.strip().endswith("60")
    judged = pd.read_parquet(tmp_path / "out")
    source = write(tmp_path / "in.csv", lines)
    run_batch(source, tmp_path / "out.csv", Options(PLAN))
    assert judged.sort_values("ean")["verdict"].tolist() == [row["verdict"] for row in table(tmp_path / "out.csv")]
