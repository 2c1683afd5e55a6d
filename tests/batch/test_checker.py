"""One object for whoever checks more than once: frames of every kind, Arrow batches, other engines, all with equal answers."""

import datetime
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from checker import Checker, HealingPlan, answers_schema, check_label, check_table
from checker.batch.columns import ANSWERS, BatchError
from checker.batch.run import Options, run_batch
from checker.batch.typed import KINDS
from tests.batches import DAY_2, PLAN, made
from tests.extras import module

CHECKER = Checker(PLAN)


def typed_table(rows: int = 300) -> pa.Table:
    """A table with a column of every type that a warehouse has, some cells of it empty."""
    lines = made(rows)
    day = datetime.datetime(2026, 11, 1)
    return pa.table(
        {
            "sku": pa.array([None if n % 7 == 0 else n for n in range(rows)], pa.int64()),
            "price": pa.array([float(n) if n % 2 else n / 3 for n in range(rows)]),
            "seen_at": pa.array([day + datetime.timedelta(hours=n) for n in range(rows)], pa.timestamp("us", tz="UTC")),
            "made_on": pa.array([day.date() if n % 3 else None for n in range(rows)]),
            "tags": pa.array([["a", "b"][: n % 3] for n in range(rows)], pa.list_(pa.string())),
            "in_stock": pa.array([n % 2 == 0 for n in range(rows)]),
            "name": [line[1] for line in lines],
            "ingredients": [line[2] if n % 11 else None for n, line in enumerate(lines)],
        }
    )


def test_a_text_is_checked_as_by_check_label():
    assert CHECKER.check("Aqua, Parfum", "Balm") == check_label("Aqua, Parfum", PLAN, "Balm")


def test_the_kinds_name_columns_of_the_answers_only():
    assert set(KINDS) <= set(ANSWERS)


def test_arrow_answers_have_types_and_own_columns_are_untouched():
    table = typed_table()
    judged = CHECKER.table(table)
    assert judged.schema == answers_schema(table.schema)
    assert judged.select(table.schema.names).equals(table)
    kinds = {name: str(judged.schema.field(name).type) for name in ANSWERS}
    assert {kind for name, kind in kinds.items() if name not in KINDS} == {"string"}
    assert (kinds["entries"], kinds["unread_share"], kinds["ask_clinic"]) == ("int64", "double", "bool")
    first = CHECKER.table(pa.table({"ingredients": ["Aqua, Parfum, Retinol", None]})).to_pylist()
    assert (first[0]["avoid"], first[0]["entries"], first[0]["problem"]) == (["Parfum", "Retinol"], 3, None)
    assert (first[1]["avoid"], first[1]["unread_share"], first[1]["problem"]) == ([], 0.0, "no ingredient list")


def test_every_frame_gets_the_same_answers():
    table = typed_table()
    judged = CHECKER.table(table).select(ANSWERS).to_pylist()
    assert CHECKER.table(table.to_batches()[0]).select(ANSWERS).to_pylist() == judged
    in_pandas = CHECKER.table(table.to_pandas())
    assert [
        {name: None if cell is pd.NA else cell for name, cell in row.items()} for row in in_pandas[list(ANSWERS)].to_dict("records")
    ] == judged  # fmt: skip
    pd.testing.assert_frame_equal(in_pandas[table.schema.names], table.to_pandas())
    polars = module("polars")
    frame = polars.from_arrow(table)
    in_polars = CHECKER.table(frame)
    assert in_polars.select(ANSWERS).to_dicts() == judged
    assert in_polars.select(table.schema.names).equals(frame)


def test_a_pandas_frame_keeps_its_index_and_its_order():
    frame = pd.DataFrame({"Inhaltsstoffe": ["Squalane", "Aqua, Parfum", None], "sku": ["1", "2", "3"]}, index=[7, 8, 9])
    judged = check_table(frame, PLAN)
    assert judged["verdict"].tolist() == ["no_known_problem", "avoid", "cannot_tell"]
    assert judged.index.tolist() == [7, 8, 9]
    assert list(judged.columns) == ["Inhaltsstoffe", "sku", *ANSWERS]


@pytest.mark.parametrize(
    "kind", [pa.table, pd.DataFrame, lambda cells: module("polars").DataFrame(cells)], ids=["Arrow", "pandas", "Polars"]
)
def test_a_list_of_names_in_a_cell_is_a_list(kind):
    judged = CHECKER.table(kind({"ingredients": [["Aqua", "1,2-Hexanediol", "Parfum"], None, []]}))
    cells = judged["entries"].to_pylist() if isinstance(judged, pa.Table) else judged["entries"].to_list()
    assert cells == [3, 0, 0]


def test_a_name_clash_and_an_empty_table_are_fine():
    judged = CHECKER.table(pa.table({"ingredients": pa.array([], pa.string()), "verdict": pa.array([], pa.int64())}))
    assert (judged.num_rows, judged.schema.field("verdict").type, "checker_verdict" in judged.schema.names) == (
        0,
        pa.int64(),
        True,
    )


@pytest.mark.parametrize("given", [{"ingredients": []}, [["Aqua"]], "Aqua"], ids=["dict", "list", "text"])
def test_what_is_no_frame_is_said(given):
    with pytest.raises(BatchError, match="cannot be checked"):
        CHECKER.table(given)


def test_a_checker_travels_as_its_plan():
    there = pickle.loads(pickle.dumps(Checker(PLAN, {"ingredients": "what"})))
    assert (there.plan, there.columns) == (PLAN, {"ingredients": "what"})


def test_batches_give_what_the_table_gives():
    table = typed_table()
    judged = list(CHECKER.batches(table.to_batches(max_chunksize=7)))
    assert pa.Table.from_batches(judged).equals(CHECKER.table(table))


def test_checkers_of_one_plan_share_what_they_learnt():
    """500 rows in 50 calls cost hardly more than in one: names, judges and plans are kept from call to call."""
    table = pa.table({"ingredients": [line[2] for line in made(500, seed=9)]})
    whole, parts = Checker(HealingPlan("deep", 3)), [Checker(HealingPlan("deep", 3)) for _ in range(50)]
    expected = whole.table(table)
    from checker.batch.cells import shared_cells

    known = shared_cells(HealingPlan("deep", 3))
    judged = [checker.table(table.slice(10 * n, 10)) for n, checker in enumerate(parts)]
    assert pa.concat_tables(judged).equals(expected)
    assert shared_cells(HealingPlan("deep", 3)) is known


# --- Parquet in, Parquet out -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    """A typed Parquet file, and its answers as the engine of this machine writes them."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "in").mkdir()
    pq.write_table(typed_table(), folder / "in" / "in.parquet")
    run_batch(folder / "in" / "in.parquet", folder / "out.parquet", Options(PLAN), jobs=2)
    return folder


def test_parquet_keeps_own_columns_and_gives_answers_with_types(parquet):
    table, judged = typed_table(), pq.read_table(parquet / "out.parquet")
    assert judged.select(table.schema.names).equals(table)
    assert judged.equals(CHECKER.table(table))


def test_json_lines_keep_numbers_dates_and_lists(parquet):
    run_batch(parquet / "in" / "in.parquet", parquet / "out.jsonl", Options(PLAN))
    run_batch(parquet / "out.jsonl", parquet / "again.jsonl", Options(PLAN, {"ingredients": "problem"}))
    row = json.loads((parquet / "out.jsonl").read_text(encoding="utf-8").split("\n")[5])["row"]
    assert (row["sku"], row["price"], row["tags"], row["made_on"], row["seen_at"]) == (
        5,
        5.0,
        ["a", "b"],
        "2026-11-01",
        "2026-11-01T05:00:00+00:00",
    )
    again = json.loads((parquet / "again.jsonl").read_text(encoding="utf-8").split("\n")[5])["row"]
    assert again["row"] == row


def test_dask_gives_the_same_file(parquet):
    module("distributed")
    # In a process of its own, because dask leaves sockets to the collector.
    command = [sys.executable, "-m", "checker", "batch", str(parquet / "in"), "-o", str(parquet / "dask"), *DAY_2]
    ended = subprocess.run([*command, "--engine", "dask"], capture_output=True, text=True, timeout=600)
    assert ended.returncode == 1, ended.stderr  # Some rows have no list.
    (part,) = (parquet / "dask").glob("*.parquet")
    assert part.read_bytes() == (parquet / "out.parquet").read_bytes()


def example(engine: str) -> str:
    """The code that docs/engines.md shows for an engine."""
    docs = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- {engine} -->\n```python\n(.*?)```", docs, re.S)[1]


SPARK = """
import sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
# Spark's own default (INT96) does not say that times are UTC.
spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
spark.conf.set("spark.sql.session.timeZone", "UTC")
table = spark.read.parquet(sys.argv[1]).repartition(3)
{example}
judged.write.parquet(sys.argv[2])
"""


def test_spark_gives_the_same_answers(parquet):
    module("pyspark", program="java")
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.getcwd(),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [
        sys.executable,
        "-c",
        SPARK.format(example=example("spark")),
        str(parquet / "in" / "in.parquet"),
        str(parquet / "spark"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert ended.returncode == 0, ended.stderr[-3000:]
    # The rows of a cluster come in any order.
    judged = sorted(pq.read_table(parquet / "spark").to_pylist(), key=lambda row: row["price"])
    wanted = sorted(pq.read_table(parquet / "out.parquet").to_pylist(), key=lambda row: row["price"])
    assert judged == wanted


@pytest.fixture
def shown(parquet):
    """What the examples take as given: a checker, a file, and a connection where DuckDB is there."""
    return {"checker": CHECKER, "path": parquet / "in" / "in.parquet"}


def test_duckdb_gives_the_same_answers(parquet, shown):
    connection = module("duckdb").connect()
    connection.sql("SET TimeZone = 'UTC'")
    shown["connection"] = connection
    exec(example("duckdb table"), shown)
    wanted = pq.read_table(parquet / "out.parquet")
    assert shown["judged"].to_pylist() == wanted.to_pylist()
    connection.register("judged", shown["judged"])
    counted = dict(connection.sql("SELECT verdict, count(*) FROM judged GROUP BY ALL").fetchall())
    verdicts = wanted["verdict"].to_pylist()
    assert counted == {verdict: verdicts.count(verdict) for verdict in set(verdicts)}


def test_duckdb_asks_for_one_column_by_a_function(parquet, shown):
    shown |= {"connection": module("duckdb").connect(), "pa": pa}
    exec(example("duckdb function"), shown)
    asked = shown["connection"].sql(f"SELECT healing_verdict(ingredients) FROM '{shown['path']}'").fetchall()
    assert [verdict for (verdict,) in asked] == pq.read_table(parquet / "out.parquet")["verdict"].to_pylist()


def test_polars_gives_the_same_answers(parquet, shown):
    module("polars")
    exec(example("polars"), shown)
    exec(example("polars lazy"), shown)
    wanted = pq.read_table(parquet / "out.parquet").to_pylist()
    assert shown["judged"].to_dicts() == wanted
    assert shown["verdicts"]["verdict"].to_list() == [row["verdict"] for row in wanted]
