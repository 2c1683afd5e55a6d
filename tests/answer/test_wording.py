"""Words that no answer uses, and sentences that must be there."""

import re
from datetime import date

import pytest

from checker import HealingPlan, check_label, load_knowledge
from checker.answer import wording
from tests import sentences
from tests.cases import rows

RULES = rows("forbidden_words.csv")
FORBIDDEN = re.compile(rf"\b(?:{'|'.join(re.escape(r['text']) for r in RULES if r['rule'] == 'forbidden')})\b", re.I)
ALLOWED = [(re.escape(r["text"]).replace("…", "[^”]*"), r["where"]) for r in RULES if r["rule"] == "allowed"]
KNOWLEDGE = load_knowledge()
#: School years: 6 to 7 is an age of about 12.
GRADE_ON_AVERAGE, GRADE_OF_ONE = 6, 9


def refused(where: str, text: str) -> list[str]:
    """The forbidden words of a text, the allowed contexts set aside."""
    for context, only_in in ALLOWED:
        if where.startswith(only_in):
            text = re.sub(context, " ", text, flags=re.I)
    return FORBIDDEN.findall(text)


def test_no_sentence_uses_a_forbidden_word():
    shown = [*sentences.of_code(), *sentences.of_tables()]
    assert [(where, text) for where, text in shown if refused(where, text)] == []


@pytest.mark.parametrize("word", [row["text"] for row in RULES if row["rule"] == "forbidden"])
def test_a_forbidden_word_is_refused_wherever_it_stands(word):
    assert refused("groups.csv", f"This is {word.upper()}, they say.")


@pytest.mark.parametrize("row", [row for row in RULES if row["rule"] == "allowed"], ids=lambda row: row["text"])
def test_an_allowed_context_is_allowed_there_only(row):
    quoted = row["text"].replace("…", "a safe cream")
    assert refused(row["where"] or "groups.csv", f"It says {quoted} here.") == []
    assert refused(row["where"] or "groups.csv", f"It says {quoted} and is safe.") == ["safe"]


def test_sentences_are_for_readers_of_twelve():
    read = [
        (sentences.grade(text), where, text)
        for where, text in [*sentences.of_wording(), *sentences.of_tables()]
        if len(text.split()) >= 6 and text.rstrip()[-1] in ".?!" and not where.startswith(("sources", "ingredients"))
    ]
    assert sum(grade for grade, _, _ in read) / len(read) < GRADE_ON_AVERAGE
    assert [entry for entry in read if entry[0] > GRADE_OF_ONE] == []


def test_every_group_has_a_reason_of_one_to_three_sentences():
    for group in KNOWLEDGE.groups.values():
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", group.reason)) <= 4, group.id
        assert len(group.reason) <= 330, group.id


def report(text: str, **plan):
    return check_label(text, HealingPlan(treatment="standard", **plan))


def test_a_drug_says_ask_and_never_stop_or_start():
    answer = report("Aqua, Tretinoin", day=2)
    assert wording.headline(answer) == "Not yet, ask first"
    shown = " ".join([*wording.reasons(answer), answer.advice]).lower()
    assert not re.search(r"\b(stop|start)\b", shown)


def test_a_date_is_written_in_english_whatever_the_machine_speaks():
    assert wording.long_date(date(2026, 12, 5)) == "Sat 5 December"


def test_a_rinsed_off_product_is_not_praised_for_humectants():
    answer = report("Aqua, Glycerin, Decyl Glucoside", day=2, use="rinse_off")
    assert answer.helps == ()
    assert "gentle" in wording.hydration(answer)[0]
