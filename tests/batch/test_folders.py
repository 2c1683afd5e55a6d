"""Batches: folders of tables, on this machine's cores and on dask's workers."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from checker.batch.columns import BatchError
from checker.batch.folders import run_folder, tables_in
from checker.batch.run import Options, run_batch
from tests.batches import DAY_2, PLAN, batch, made

ENGINES = ("here", "dask")
HEADER = ["ean", "name", "ingredients"]


def a_folder(folder: Path, files: int = 12, rows: int = 5) -> Path:
    """A folder of Parquet files with typed columns, numbered without zeros in front."""
    folder.mkdir()
    lines = made(files * rows)
    for number in range(files):
        own = lines[rows * number : rows * (number + 1)]
        columns = {name: [line[place] for line in own] for place, name in enumerate(HEADER)}
        table = pa.table({**columns, "sku": list(range(rows * number, rows * (number + 1))), "price": [17.0] * rows})
        pq.write_table(table, folder / f"part.{number}.parquet")
    return folder


def run(source: Path, target: Path, engine: str):
    """What the command answers; dask in a process of its own, because it leaves sockets to the collector."""
    arguments = [str(source), "-o", str(target), *DAY_2, "--engine", engine]
    if engine == "here":
        return batch(*arguments)
    command = [sys.executable, "-m", "checker", "batch", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    return SimpleNamespace(exit_code=ended.returncode, stderr=ended.stderr, output=ended.stdout + ended.stderr)


def rows_of(folder: Path) -> list[dict]:
    return [
        row for path in sorted(folder.rglob("*.parquet")) for row in pq.read_table(path, partitioning=None).to_pylist()
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_folder_is_answered_as_its_files_are_in_their_order(tmp_path, engine):
    source = a_folder(tmp_path / "in")
    answer = run(source, tmp_path / "out", engine)
    assert answer.exit_code == 0, answer.output
    assert "60 rows written" in answer.stderr
    assert "verdict " in answer.stderr
    wanted = []
    for path in tables_in(source):
        run_batch(path, tmp_path / "one.parquet", Options(PLAN), force=True)
        wanted += pq.read_table(tmp_path / "one.parquet").to_pylist()
    assert rows_of(tmp_path / "out") == wanted
    assert [row["sku"] for row in wanted] == list(range(60))
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert (written[0], written[3], written[-1]) == (
        "_SUCCESS",
        "part-00002-part.2.parquet",
        "part-00011-part.11.parquet",
    )


def test_every_kind_of_table_of_a_folder_is_read_and_its_subfolders_stay(tmp_path):
    source = tmp_path / "in"
    for country in ("de", "fr"):
        (source / f"country={country}").mkdir(parents=True)
    text = "ean,name,ingredients\n1,A,Squalane\n2,B,\n"
    (source / "country=de" / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    (source / "country=de" / "_note.csv").write_text("left,out\n", encoding="utf-8")
    record = dict(zip(HEADER, ("3", "C", "Parfum"), strict=True))
    (source / "country=fr" / "b.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    pq.write_table(pa.table({name: ["4"] for name in HEADER}), source / "country=fr" / "c.parquet")
    answer = batch(str(source), "-o", str(tmp_path / "out"), *DAY_2)
    assert (answer.exit_code, "4 rows written" in answer.stderr, "2 of them with a problem" in answer.stderr) == (
        1,
        True,
        True,
    )
    judged = pq.read_table(tmp_path / "out").to_pylist()
    assert [(row["country"], row["ean"], row["verdict"]) for row in judged] == [
        ("de", "1", "no_known_problem"), ("de", "2", "cannot_tell"), ("fr", "3", "avoid"), ("fr", "4", "cannot_tell"),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PAR1 and then nothing of the kind", "part.3.parquet cannot be read as Parquet"),
        (b"ean,name\n1,A\n", "part.3.parquet has other columns than"),
        (b"", "part.3.parquet is empty"),
    ],
    ids=["damaged", "other columns", "empty"],
)
def test_a_file_that_cannot_be_judged_is_named_and_nothing_is_left(tmp_path, engine, content, said):
    source = a_folder(tmp_path / "in", files=4)
    (source / "part.3.parquet").write_bytes(content)
    answer = run(source, tmp_path / "out", engine)
    assert (answer.exit_code, said in answer.stderr) == (2, True), answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_breaks_off_amid_its_rows_is_named_and_nothing_is_left(tmp_path, engine):
    source = a_folder(tmp_path / "in", files=4)
    packed = gzip.compress(
        b"ean,name,ingredients,sku,price\n"
        + (b"1," + b"A" * 5000 + b",Squalane,1,2\n") * 300
        + os.urandom(2_000_000).hex("\n", 20).encode()
    )
    (source / "part.3.csv.gz").write_bytes(packed[: len(packed) // 2])
    answer = run(source, tmp_path / "out", engine)
    assert (answer.exit_code, "part.3.csv.gz" in answer.stderr, "Traceback" in answer.stderr) == (2, True, False)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_another_type_of_a_column_is_named(tmp_path):
    source = a_folder(tmp_path / "in", files=2)
    table = pq.read_table(source / "part.1.parquet")
    pq.write_table(table.set_column(4, "price", pa.array(["17"] * 5)), source / "part.1.parquet")
    with pytest.raises(BatchError, match=r"part\.1\.parquet has another type .* 'price': string, not double"):
        run_folder(source, tmp_path / "out", Options(PLAN))


def test_a_folder_that_is_already_there_is_not_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(BatchError, match="already there"):
        run_folder(a_folder(tmp_path / "in"), tmp_path / "out", Options(PLAN))


def test_files_of_another_encoding_and_separator_are_read(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.csv").write_bytes("nom;ingrédients\nCrème;Aqua, Glycérine\n".encode("cp1252"))
    answer = batch(str(source), "-o", str(tmp_path / "out"), *DAY_2, "--encoding", "cp1252", "--separator", ";")
    assert answer.exit_code == 0
    assert [(row["nom"], row["entries"]) for row in rows_of(tmp_path / "out")] == [("Crème", 2)]


def test_a_worker_that_is_killed_costs_nothing(tmp_path):
    source = a_folder(tmp_path / "in", files=16, rows=150)
    command = [
        sys.executable,
        "-m",
        "checker",
        "batch",
        str(source),
        "-o",
        str(tmp_path / "out"),
        "--engine",
        "dask",
        "--jobs",
        "2",
    ]
    started = subprocess.Popen([*command, "--treatment", "standard", "--day", "2"], stderr=subprocess.PIPE, text=True)
    killed = False
    while not killed and started.poll() is None:
        aside = [path for path in tmp_path.iterdir() if path.name.startswith(".out-")]
        # As soon as a worker has a file in hand: it is killed while it judges.
        if aside and list(aside[0].glob("part-*")) and (workers := _workers(started.pid)):
            os.kill(workers[-1], signal.SIGKILL)
            killed = True
        time.sleep(0.05)
    said = started.communicate()[1]
    assert (started.returncode, killed) == (0, True), said
    assert [row["sku"] for row in rows_of(tmp_path / "out")] == list(range(16 * 150))


def _workers(parent: int) -> list[int]:
    """The processes of dask's workers below a process, the oldest first; helpers of Python's own are left out."""
    found = []
    for child in _children(parent):
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"spawn_main" in command or b"forkserver" in command:
            found.append(child)
        found += _workers(child)
    return sorted(found)


def _children(parent: int) -> list[int]:
    try:
        return [
            int(child) for path in Path(f"/proc/{parent}/task").glob("*/children") for child in path.read_text().split()
        ]
    except OSError:
        return []
