"""The tables: this knowledge's laws, and a clear error for every kind of fault."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from checker.answer.lookup import rests_on_convention
from checker.knowledge.load import load_knowledge
from checker.knowledge.tables import KnowledgeError
from checker.model.names import fold
from checker.model.paths import data_folder
from checker.model.terms import Level, Phase, Treatment

EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)
KNOWLEDGE = load_knowledge()


@pytest.fixture
def folder(tmp_path):
    """A small sound copy of the tables."""
    target = tmp_path / "data"
    shutil.copytree(data_folder(), target)
    rules = (target / "context_rules.csv").read_text(encoding="utf-8")
    named = {cell.strip() for row in csv.reader(rules.splitlines()) for cell in re.split(r"[|&]", "|".join(row))}
    keep = named | {"Aqua", "Glycerin", "Retinol", "Parfum"}
    for table, kept in (
        ("ingredients", lambda row: row["inci_name"] in keep),
        ("other_names", lambda row: False),
        ("lookalikes", lambda row: False),
        ("families", lambda row: False),
        ("bases", lambda row: False),
    ):
        rewrite(target / f"{table}.csv", kept)
    return target


def rewrite(path: Path, kept) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = [row for row in reader if kept(row)], reader.fieldnames
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def add(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_a_sound_copy_loads(folder):
    assert set(load_knowledge(folder).ingredients) >= {"Aqua", "Retinol"}


FAULTS = [
    ("ingredients", "GLYCERIN,humectant_polyol,,,,", "already a name of"),
    ("ingredients", "Squalane,squalan,,,,", 'did you mean "squalane"'),
    ("ingredients", "Squalane,squalane,,S999,,", "sources.csv"),
    ("ingredients", "Squalane,squalane,,,half,", "not a number"),
    ("ingredients", "Squalane,squalane", "cells"),
    ("other_names", "vit a,Retinl,common,", 'did you mean "Retinol"'),
    ("other_names", "Aqua!,Glycerin,common,", "already a name of"),
    ("other_names", "...,Glycerin,common,", "no letter"),
    ("groups", "x,X,acid,r,A,,no," + "ok ok ok ok ok,ok ok ok ok ok,,,,yes,,,no,", "irritant"),
    ("groups", "x,X,neutral,r,A,,no," + "ok ok ok,ok ok ok ok ok,,,,yes,,,no,", "five phases"),
    ("groups", "x,X,neutral,r,A,,no," + "ok ok ok ok fine,ok ok ok ok ok,,,,yes,,,no,", "five phases"),
    ("groups", "x,X,neutral,r,D,,no," + "ok ok ok ok ok,ok ok ok ok ok,,,,yes,,,no,", "A, B, C"),
    ("lookalikes", "Retinol,Retinl,x", "no known name"),
    ("families", "retin.*,retinoid_cosmetic,Squalane,Glycerin", "does not match"),
    ("families", "ret.*,retinoid_cosmetic,Retinol,Retard", "matches as well"),
    ("families", "ret(,retinoid_cosmetic,Retinol,", "regular expression"),
    ("context_rules", "999,aha,,,,,,no,,,,,,,,,,,,,,ahaa,,w,C,", 'did you mean "aha"'),
    ("context_rules", "999,aha,,lipstick,,,,no,,,,,,,,,,,,,,base,,w,C,", "uses of a product"),
    ("context_rules", "999,aha,,,,,,no,,,,,,polishing,,,,,,,,base,,w,C,", "claims.csv"),
    ("context_rules", "999,pha,,,,,,no,,,,,,,,,aha_or_ph_adjuster,,,,,base,,w,C,", "has such a rule itself"),
    ("context_rules", "999,pha,,,,,,no,,,,,,,,,,,,,,base,,w,B,", "has no source"),
    ("claims", "rub,en,scrub,,takes_skin", 'did you mean "takes_skin_off"'),
    ("phases", "standard,healed,30,,t,w,C,,b", "out of order"),
    ("phases", "standard,healed,30,,t,w,C,S999,b", "sources.csv"),
    ("phases", "standard,healed,30,,t,w,D,,b", "A, B, C"),
    ("headings", "stop,en,stops", "starts_list"),
    ("changes", "2026-11-30,groups,c,urea,maybe,r,", "done_otherwise"),
    ("changes", "2026-11-30,groups,c,urea,done,r,S999", "sources.csv"),
    ("bases", "Watr,yes", "ingredients.csv"),
]


@pytest.mark.parametrize(("table", "line", "said"), FAULTS, ids=[f"{t}: {line[:30]}" for t, line, _ in FAULTS])
def test_a_fault_is_told_with_file_line_and_remedy(folder, table, line, said):
    path = folder / f"{table}.csv"
    add(path, line)
    number = len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    assert f"data/{table}.csv, line {number}, " in str(error.value)
    assert said in str(error.value)
    assert "To mend it: " in str(error.value)


def test_all_faults_are_told_at_once(folder):
    add(folder / "ingredients.csv", "GLYCERIN,humectant_polyol,,,,")
    add(folder / "ingredients.csv", "Squalane,squalan,,,,")
    with pytest.raises(KnowledgeError, match="2 faults"):
        load_knowledge(folder)


def test_a_lookalike_that_is_also_a_synonym_is_refused(folder):
    add(folder / "other_names.csv", "vitamin a1,Retinol,common,")
    add(folder / "lookalikes.csv", "Vitamin A1,Retinol,x")
    with pytest.raises(KnowledgeError, match="both are names of"):
        load_knowledge(folder)


def test_a_missing_table_is_told(folder):
    (folder / "groups.csv").unlink()
    with pytest.raises(KnowledgeError, match=r"groups\.csv.*cannot be read"):
        load_knowledge(folder)


def test_a_missing_column_is_told(folder):
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("not_after", "unless", 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="columns are missing: not_after"):
        load_knowledge(folder)


def test_the_edition_changes_with_the_tables(folder):
    before = load_knowledge(folder).edition
    add(folder / "ingredients.csv", "Squalane,squalane,,,,")
    load_knowledge.cache_clear()
    assert load_knowledge(folder).edition != before


def test_the_first_days_are_those_of_the_clinical_reference():
    days = {treatment: [row.from_day for row in KNOWLEDGE.phases[treatment]] for treatment in Treatment}
    assert days == {
        "superficial": [0, 1, 2, 4, 7],
        "standard": [0, 1, 3, 7, 14],
        "deep": [0, 2, 4, 8, 14],
        "rf": [0, 2, 4, 10, 14],
        "unknown": [0, 2, 4, 8, 14],
    }


def test_every_first_day_says_what_it_rests_on():
    """No trial tested the days (so no A), and where studies disagree both sides are named."""
    for rows in KNOWLEDGE.phases.values():
        assert all(row.basis and row.sources and row.evidence in "BC" for row in rows)
        assert {"S01", "S03", "S04"} <= set(rows[0].sources)
        assert "Studies do not agree" in rows[0].basis


def test_the_markers_of_the_1_percent_line_are_exactly_those_of_the_reference():
    leave_on = {i.inci for i in KNOWLEDGE.ingredients.values() if i.marker_leave_on is not None}
    rinse_off = {i.inci for i in KNOWLEDGE.ingredients.values() if i.marker_rinse_off is not None}
    assert leave_on - rinse_off == {"Sodium Benzoate", "Potassium Benzoate"}
    assert {
        "Phenoxyethanol",
        "Potassium Sorbate",
        "Sodium Dehydroacetate",
        "Methylparaben",
        "Chlorphenesin",
    } <= rinse_off
    assert not {"Benzyl Alcohol", "Salicylic Acid", "Cetrimonium Chloride"} & leave_on


def is_concern(group) -> bool:
    return group.leave_on[EARLY_REPAIR] is not Level.OK


def test_no_neutral_family_matches_a_name_of_a_group_of_concern():
    neutral = [family for family in KNOWLEDGE.families if not is_concern(family.group)]
    concern = [(key, n) for key, n in KNOWLEDGE.names.items() if is_concern(KNOWLEDGE.group_of(n.ingredient))]
    swallowed = [
        (family.group.id, name.printed, name.ingredient.group)
        for family in neutral
        for key, name in concern
        if family.matches(key)
    ]
    assert swallowed == []


@pytest.mark.parametrize(
    "rule", [rule for rules in KNOWLEDGE.rules.values() for rule in rules], ids=lambda r: str(r.order)
)
def test_a_rule_says_why(rule):
    assert rule.why.endswith(".")


def test_every_shown_source_of_a_group_is_known_and_has_a_status():
    for group in KNOWLEDGE.groups.values():
        assert all(KNOWLEDGE.sources[source].status for source in group.sources)


def test_a_group_that_rests_on_conventions_only_is_graded_c():
    by_convention = [group for group in KNOWLEDGE.groups.values() if rests_on_convention(group, KNOWLEDGE)]
    assert by_convention
    assert {group.evidence for group in by_convention} == {"C"}


def test_a_source_that_speaks_of_fatty_alcohols_is_cited_for_them_alone():
    assert {g.id for g in KNOWLEDGE.groups.values() if "K16" in g.sources} == {"fatty_alcohol", "emollient_ester"}


def test_every_group_has_a_source():
    assert [group.id for group in KNOWLEDGE.groups.values() if not group.sources] == []


def test_names_are_found_by_their_key():
    assert KNOWLEDGE.names[fold("Vitamin B3")].ingredient.inci == "Niacinamide"


def test_no_pattern_cuts_one_word_in_all_ways():
    """Words repeated with a space that may lack between them are tried at every letter: minutes for one long word."""
    assert not [family.pattern for family in load_knowledge().families if r"\w+ ?){" in family.pattern]
    assert not [family.pattern for family in load_knowledge().families if r"\w+ ?)*" in family.pattern]
    assert not [family.pattern for family in load_knowledge().families if r"\w+ ?)+" in family.pattern]
