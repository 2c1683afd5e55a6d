"""The answers are what docs/answer.schema.json and docs/batch.schema.json say, and every field of them is described there."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from checker import Checker, HealingPlan, check_label
from checker.batch.columns import ANSWERS
from checker.clinic.protocol import read_protocol
from tests.batches import PLAN
from tests.benchmarks.accuracy import gold
from tests.cases import rows

DOCS = Path(__file__).parents[1] / "docs"
ANSWER, BATCH = (json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8")) for name in ("answer", "batch"))
PROTOCOL = "rule,about,treatment,phase,use,value,note\nlevel,Niacinamide,,early_repair,,avoid,\n"
TEXTS = {
    "a list": "Aqua, Glycerin 5%, Retionl, Xyzzy, Parfum (Limonene)",
    "nothing": "",
    "no list": "Our best cream. Loved by many.",
    "a kit": "Cleanser: Aqua, Glycerin, Parfum. Toner: Aqua, Panthenol, Alcohol Denat.",
    "a drug": "Active: Tretinoin 0.05%. Inactive: Aqua, Glycerin, Cetyl Alcohol",
    "what may be in it": "Aqua, Mica, Squalane. May contain: CI 77491, CI 77492",
    "a name beside the list": "With retinol! Ingredients: Aqua, Glycerin, Squalane, Panthenol, Allantoin",
    "a claim": "Exfoliating scrub. Ingredients: Aqua, Glycerin, Squalane",
    "one name": "retinol",
    "a question": "can I use vitamin c",
}


def problems(schema: dict, answer: object) -> list[str]:
    return [error.message for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(answer)]


@pytest.mark.parametrize("schema", [ANSWER, BATCH], ids=["answer", "batch"])
def test_the_schemas_are_schemas(schema):
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_answer_is_what_the_schema_says(text):
    plans = (PLAN, HealingPlan(), HealingPlan("rf", 20, "rinse_off", allergies=("nuts",), still_irritated=True))
    for plan in plans:
        answer = check_label(text, plan, name="Peel").to_dict()
        assert problems(ANSWER, json.loads(json.dumps(answer))) == []
        assert set(answer) <= set(ANSWER["properties"])
        for entry in answer["entries"]:
            assert set(entry) == set(ANSWER["$defs"]["entry"]["properties"])


def test_an_answer_with_dates_and_a_protocol_is_what_the_schema_says():
    plan = HealingPlan.since(date(2026, 11, 20), date(2026, 11, 22), treatment="standard")
    answer = check_label("Aqua, Niacinamide, Parfum", plan, protocol=read_protocol(PROTOCOL, "House")).to_dict()
    assert (answer["free_from"], problems(ANSWER, answer)) == ("2026-12-04", [])
    assert answer["changed_by_protocol"]


def test_every_annotated_label_and_every_reading_case_is_what_the_schema_says():
    texts = [label["text"] for label in gold()] + [case["text"] for case in rows("reading.csv")]
    assert [problem for text in texts for problem in problems(ANSWER, check_label(text, PLAN).to_dict())] == []


def test_the_schema_finds_what_is_wrong():
    answer = check_label("Aqua, Parfum", PLAN).to_dict()
    assert problems(ANSWER, {**answer, "verdict": "perfect"})
    assert problems(ANSWER, {name: value for name, value in answer.items() if name != "entries"})


def test_the_answers_of_a_table_are_what_the_schema_says():
    assert [name for name in BATCH["properties"] if name in ANSWERS] == list(ANSWERS)
    judged = Checker(PLAN).table(pa.table({"ingredients": [*TEXTS.values(), None]}))
    assert [problem for row in judged.select(ANSWERS).to_pylist() for problem in problems(BATCH, row)] == []
