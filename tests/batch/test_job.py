"""A batch run beside a page: real processes, real files, and what strangers upload."""

import csv
import gzip
import io
import os
import subprocess
import sys
import time
import zipfile

import openpyxl
import pyarrow.parquet
import pytest

from checker import HealingPlan
from checker.batch import job, job_process
from checker.batch.columns import BatchError
from checker.batch.job import RESULT, SPREADSHEET, VIEW, Job, JobError
from checker.batch.run import Options, run_batch

PLAN = HealingPlan(treatment="standard", day=2)
TABLE = (
    "EAN,name,ingredients\n"
    '001,Balm,"Petrolatum, Ceramide NP"\n'
    '002,=1+1,"Aqua, Glycerin, Parfum"\n'
    "003,Empty,\n"
    "004,Ragged,Aqua,Glycerin,Parfum\n"
)


@pytest.fixture
def jobs():
    """`jobs(raw)` makes a job; all are closed in the end."""
    made = []

    def make(raw: bytes | str, name: str = "table.csv") -> Job:
        made.append(Job(io.BytesIO(raw.encode() if isinstance(raw, str) else raw), name))
        return made[-1]

    yield make
    for one in made:
        one.close()


def finished(one: Job) -> job.State:
    preview = one.look()
    one.start(PLAN, preview.columns, preview.rows)
    return ended(one)


def ended(one: Job) -> job.State:
    for _ in range(600):
        if (state := one.state()).stage in ("done", "failed"):
            return state
        time.sleep(0.1)
    raise AssertionError(state)


def test_a_table_is_shown_before_it_is_judged(jobs):
    preview = jobs(TABLE).look()
    assert preview.header == ("EAN", "name", "ingredients")
    assert preview.columns == {"ingredients": "ingredients", "name": "name", "identifier": "EAN"}
    assert preview.first[0] == ("001", "Balm", "Petrolatum, Ceramide NP")
    assert preview.rows == 4


def test_the_result_is_that_of_the_command_line(jobs, tmp_path):
    one = jobs(TABLE)
    state = finished(one)
    (tmp_path / "in.csv").write_text(TABLE, encoding="utf-8")
    tally = run_batch(tmp_path / "in.csv", tmp_path / "out.csv", Options(PLAN))
    assert (one.folder / RESULT).read_bytes() == (tmp_path / "out.csv").read_bytes()
    assert (state.stage, state.rows, state.problems) == ("done", tally.rows, tally.problems) == ("done", 4, 2)
    assert state.verdicts == dict(tally.verdicts)
    assert state.reasons[0] == ("Parfum", 1)


def test_the_files_hold_every_row_and_no_formula(jobs):
    one = jobs(TABLE)
    finished(one)
    sheet = openpyxl.load_workbook(one.folder / SPREADSHEET)["results"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["Balm", "'=1+1", "Empty", "Ragged"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    view = pyarrow.parquet.read_table(one.folder / VIEW).to_pylist()
    assert [row["row"] for row in view] == [1, 2, 3, 4]
    assert [row["verdict"] for row in view] == ["no_known_problem", "avoid", "cannot_tell", "cannot_tell"]
    assert (view[1]["with_care_from_day"], view[1]["free_from_day"]) == (7, 14)
    assert "too many" in view[3]["problem"]


def test_a_chosen_column_is_judged(jobs):
    one = jobs('name,ingredients,other\nBalm,"Aqua, Glycerin","Aqua, Parfum"\n')
    preview = one.look()
    one.start(PLAN, {**preview.columns, "ingredients": "other"}, preview.rows)
    assert ended(one).verdicts == {"avoid": 1}


def test_a_table_without_a_column_of_ingredients_can_still_be_chosen_from(jobs):
    assert jobs("colour,price\nred,5\n").look().columns == {}


def test_a_cell_that_no_spreadsheet_holds_leaves_the_csv(jobs):
    one = jobs('name,ingredients\nLong,"' + "Aqua, " * 6_000 + '"\n')
    state = finished(one)
    assert state.stage == "done"
    assert "No XLSX" in state.no_spreadsheet
    assert not (one.folder / SPREADSHEET).exists()
    assert (one.folder / RESULT).exists()


def zip_bomb() -> bytes:
    """A spreadsheet of a few megabytes that says it unpacks to more than the limit."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(job_process.LARGEST_UNPACKED // 2**24 + 1):
            member.write(b" " * 2**24)
    return packed.getvalue()


def gzip_bomb() -> bytes:
    return b"".join([gzip.compress(b"a,b\n" * 2**22)] * (job_process.LARGEST_UNPACKED // 2**24 + 1))


@pytest.mark.parametrize("bomb", [zip_bomb, gzip_bomb])
def test_a_bomb_is_refused_before_it_is_unpacked(jobs, bomb):
    raw = bomb()
    assert len(raw) < 20_000_000
    with pytest.raises(JobError, match="unpacks to more than 1,000 MB"):
        jobs(raw).look()


def test_what_is_unpacked_is_measured_up_to_the_limit_only(tmp_path):
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(b"x" * 1000))
    job_process.check_unpacked(packed, most=1000)
    with pytest.raises(BatchError, match="unpacks"):
        job_process.check_unpacked(packed, most=999)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The table is empty"),
        (b"PK\x03\x04 no spreadsheet", "broken or cut off"),
        (gzip.compress(b"name,ingredients\nBalm,Aqua\n" * 500)[:-20], "broken or cut off"),
        (b"PAR1 no parquet", "cannot be read as Parquet"),
        (b'"a\n', "quotes are not closed"),
    ],
    ids=["empty", "spreadsheet", "gzip", "parquet", "quotes"],
)
def test_a_table_that_cannot_be_read_says_what_to_do(jobs, raw, said):
    one = jobs(raw)
    with pytest.raises(JobError, match=said) as refused:
        one.look()
    assert str(one.folder) not in str(refused.value)


def test_too_many_rows_are_refused(jobs, monkeypatch, tmp_path):
    monkeypatch.setattr(job_process, "MOST_ROWS", 2)
    (tmp_path / job.INPUT).write_text(TABLE, encoding="utf-8")
    job_process.main("look", tmp_path)
    assert "more than 2 rows" in job.read(tmp_path / job.LOOK)["error"]


def test_a_closed_job_leaves_nothing(jobs):
    one = jobs("name,ingredients\n" + "Balm,Aqua\n" * 200_000)
    preview = one.look()
    one.start(PLAN, preview.columns, preview.rows)
    while one.state().stage in ("starting", "waiting"):
        time.sleep(0.05)
    process = one._run.process
    one.close()
    assert process.poll() is not None
    for _ in range(100):
        if not one.folder.exists():
            break
        time.sleep(0.05)
    assert not one.folder.exists()


def test_a_run_whose_process_dies_says_so(jobs):
    one = jobs("name,ingredients\n" + "Balm,Aqua\n" * 200_000)
    preview = one.look()
    one.start(PLAN, preview.columns, preview.rows)
    while one._run.process is None:
        time.sleep(0.02)
    job._kill(one._run.process)
    state = ended(one)
    assert state.stage == "failed"
    assert "ended before it was done" in state.error


def test_a_job_that_nobody_looks_at_is_closed_and_others_are_kept(jobs):
    left, kept = jobs(TABLE), jobs(TABLE)
    left.touched -= job.LEASE + 1
    job.sweep(time.monotonic())
    assert (left.folder.exists(), kept.folder.exists()) == (False, True)


def test_a_forgotten_job_removes_its_folder():
    one = Job(io.BytesIO(b"a"), "a.csv")
    folder = one.folder
    del one
    assert not folder.exists()


def test_further_runs_wait_for_their_turn(jobs):
    several = [jobs("name,ingredients\n" + "Balm,Aqua\n" * 20_000) for _ in range(job.RUNS_AT_ONCE + 1)]
    for one in several:
        one.start(PLAN, {"ingredients": "ingredients"}, 20_000)
        time.sleep(0.2)
    assert several[-1].state().stage == "waiting"
    several[0].close()
    for _ in range(200):
        if several[-1].state().stage not in ("starting", "waiting"):
            break
        time.sleep(0.1)
    assert several[-1].state().stage in ("running", "writing", "done")


def test_a_killed_servers_folders_are_removed_by_the_next(tmp_path):
    """The first server is killed outright; the second one's first job finds what it left."""
    script = "import io, sys; from checker.batch.job import Job; job = Job(io.BytesIO(b'a'), 'a'); print(job.folder, flush=True); "
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    first = subprocess.Popen(
        [sys.executable, "-c", script + "input()"], env=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    left = first.stdout.readline().strip()
    first.kill()
    first.wait()
    assert os.path.exists(left)
    subprocess.run([sys.executable, "-c", script], env=place, check=True, stdout=subprocess.DEVNULL)
    assert not os.path.exists(left)


def test_the_low_priority_is_kept_to(jobs):
    if not hasattr(os, "getpriority"):
        pytest.skip("this system has no priorities")
    one = jobs("name,ingredients\n" + "Balm,Aqua\n" * 200_000)
    one.start(PLAN, {"ingredients": "ingredients"}, 200_000)
    while one.state().stage != "running":
        time.sleep(0.05)
    assert os.getpriority(os.PRIO_PROCESS, one._run.process.pid) >= 10


def test_the_csv_can_be_read_back(jobs):
    one = jobs(TABLE)
    finished(one)
    with (one.folder / RESULT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["no_known_problem", "avoid", "cannot_tell", "cannot_tell"]
