"""Batches: runs that are killed and resumed, and those that cannot run."""

import os
import random
import signal
import subprocess
import sys
import time

import openpyxl
import pytest

from checker.batch.columns import BatchError
from checker.batch.run import Options, run_batch
from tests.batches import DAY_2, PLAN, batch, made, table, write
from tests.benchmarks.batch import batch_command


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


def test_standard_input_that_was_not_kept_is_not_gone_on_with(tmp_path):
    answer = batch("-", "-o", str(tmp_path / "out.csv"), *DAY_2, "--resume", given=b"ingredients\nSqualane\n")
    assert (answer.exit_code, "was not kept" in answer.stderr) == (2, True)


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


def test_workers_that_are_no_copies_of_this_process_answer_the_same(tmp_path):
    source = write(tmp_path / "in.csv", made(1200))
    run_batch(source, tmp_path / "alone.csv", Options(PLAN))
    asked = "import multiprocessing; multiprocessing.set_start_method('spawn'); from checker.cli import main; main()"
    script = tmp_path / "batch.py"
    script.write_text(f"if __name__ == '__main__':\n    {asked}\n")
    options = ["--treatment", "standard", "--day", "2", "--jobs", "2"]
    command = [sys.executable, str(script), "batch", str(source), "-o", str(tmp_path / "spawned.csv"), *options]
    ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "spawned.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()
