"""Batches: pandas frames, and folders of files over several processes (dask)."""

import os
import subprocess
import sys

import pandas as pd
import pytest

from checker import check_table
from checker.batch.columns import ANSWERS, BatchError
from checker.batch.frame import check_folder
from checker.batch.run import Options, run_batch
from tests.batches import PLAN, made, table, write


def test_a_frame_gets_the_same_answers():
    frame = pd.DataFrame({"Inhaltsstoffe": ["Squalane", "Aqua, Parfum", None], "sku": ["1", "2", "3"]}, index=[7, 8, 9])
    judged = check_table(frame, PLAN)
    assert judged["verdict"].tolist() == ["no_known_problem", "avoid", "cannot_tell"]
    assert judged.index.tolist() == [7, 8, 9]
    assert list(judged.columns) == ["Inhaltsstoffe", "sku", *ANSWERS]


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
