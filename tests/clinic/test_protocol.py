"""A clinic's protocol: read with its faults, laid over ours, and both kept."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import HealingPlan, check_label, load_knowledge
from checker.batch.cells import Cells
from checker.batch.columns import ANSWERS, Task
from checker.cli import main
from checker.clinic.protocol import EMPTY, ProtocolError, decoded, read_protocol
from checker.model.terms import Level, Treatment, Use, Verdict

CREAM = "Aqua, Glycerin, Petrolatum, Ceramide NP, Phenoxyethanol, Parfum"
DAY_2 = HealingPlan(treatment="standard", day=2)


def protocol(*rows: str, name: str = "House"):
    return read_protocol(EMPTY + "\n".join(rows) + "\n", name)


def test_an_empty_protocol_changes_nothing_and_is_named():
    report, plain = check_label(CREAM, DAY_2, protocol=protocol()), check_label(CREAM, DAY_2)
    assert report.verdict is plain.verdict
    assert report.timeline == plain.timeline
    assert report.changed_by_protocol == ()
    assert report.to_dict()["protocol"] == {"name": "House", "version": protocol().version}
    assert report.notes[0].startswith(f"Here the clinic has its own rules: House, version {protocol().version}")


@pytest.mark.parametrize(
    ("row", "plan", "verdict", "changed"),
    [
        ("level,fragrance,,early_repair,leave_on,ok,", DAY_2, "no_known_problem", ("Parfum", "avoid", "ok", "milder")),
        ("level,fragrance,,,,caution,", DAY_2, "caution", ("Parfum", "avoid", "caution", "milder")),
        ("level,Parfum,,,,caution,", DAY_2, "caution", ("Parfum", "avoid", "caution", "milder")),
        ("level,fragrance,,rebuilding,leave_on,ok,", DAY_2, "avoid", None),
        ("level,fragrance,,,rinse_off,ok,", DAY_2, "avoid", None),
        ("level,petrolatum,,,,avoid,", DAY_2, "avoid", ("Petrolatum", "ok", "avoid", "stricter")),
        ("level,fragrance,,,leave_on,ok,", HealingPlan(day=2, use=Use.MASK), "no_known_problem", ("Parfum", "avoid", "ok", "milder")),
    ],
)  # fmt: skip
def test_a_level_counts_in_its_phase_and_use_only_and_ours_is_kept(row, plan, verdict, changed):
    report = check_label(CREAM, plan, protocol=protocol(row))
    assert report.verdict.value == verdict
    expected = [dict(zip(("printed", "ours", "theirs", "direction"), changed, strict=True))] if changed else []
    assert report.to_dict()["changed_by_protocol"] == expected
    if changed:
        finding = next(f for f in report.findings if f.match.entry.printed == changed[0])
        assert finding.rule == "the clinic's protocol House sets this level"


def test_an_ingredient_goes_before_its_group():
    both = protocol("level,Linalool,,,,ok,", "level,fragrance_allergen,,,,avoid,")
    report = check_label("Aqua, Glycerin, Squalane, Linalool, Limonene", DAY_2, protocol=both)
    assert [f.level for f in report.findings[-2:]] == [Level.OK, Level.AVOID]


def test_an_allergy_stays_an_allergy():
    plan = HealingPlan(treatment="standard", day=2, allergies=("fragrance",))
    assert check_label(CREAM, plan, protocol=protocol("level,fragrance,,,,ok,")).verdict is Verdict.AVOID


def test_the_day_on_which_a_phase_begins_can_be_moved():
    later = protocol("first_day,,standard,settling,,10,", "first_day,,standard,healed,,20,")
    ours, theirs = check_label(CREAM, DAY_2), check_label(CREAM, DAY_2, protocol=later)
    assert (ours.with_care_from_day, ours.free_from_day) == (7, 14)
    assert (theirs.with_care_from_day, theirs.free_from_day) == (10, 20)
    assert "(day 7)" in " ".join(theirs.notes) or "day 7" in " ".join(theirs.notes)
    assert check_label(CREAM, HealingPlan(treatment="deep", day=2), protocol=later).timeline == check_label(
        CREAM, HealingPlan(treatment="deep", day=2)
    ).timeline  # fmt: skip


def test_notes_and_products_that_are_always_given():
    own = protocol('note,fragrance,,,,,"Ask Ben, always"', "given,Brand Balm,,,,,Twice a day")
    report = check_label(CREAM, DAY_2, name="BRAND  balm", protocol=own)
    assert report.plan.from_clinic
    assert "Ask Ben, always" in report.notes
    assert report.notes[0] == "The clinic's own note: Twice a day"
    assert not check_label(CREAM, DAY_2, name="Another", protocol=own).plan.from_clinic


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("lever,fragrance,,,,ok,", "House.csv, line 2, rule: 'lever' is not allowed"),
        ("level,fragranse,,,,ok,", 'did you mean "fragrance"?'),
        ("level,fragrance,,,,fine,", "line 2, value: 'fine' is not allowed"),
        ("level,fragrance,,tomorrow,,ok,", "line 2, phase: 'tomorrow' is not allowed"),
        ("level,fragrance,,,mask,ok,", "line 2, use: 'mask' is not allowed"),
        ("level,fragrance,deep,,,ok,", "line 2, treatment: levels hold for every treatment"),
        ("level,fragrance,,,,ok,\nlevel,fragrance,,healed,,avoid,", "line 3, value: another row says ok"),
        ("level,fragrance,,,,ok", "line 2, row: it has 6 cells"),
        ("first_day,,standard,settling,,soon,", "'soon' is not a whole number"),
        ("first_day,,standard,settling,,,", "'' is no day"),
        ("first_day,,standard,settling,,99,", "'99' is no day"),
        ("first_day,,standard,open_channels,,1,", "open from the treatment on"),
        ("first_day,,standard,rebuilding,,9,", "settling would begin on day 7, rebuilding on 9"),
        ("note,fragrance,,,,,", "line 2, note: it is empty"),
        ("given,,,,,,", "no product is named"),
        ('level,"fragrance,,,,ok,', "cannot be read as CSV"),
    ],
)
def test_a_fault_is_said_with_file_line_cell_and_remedy(row, says):
    with pytest.raises(ProtocolError, match="The protocol has") as told:
        protocol(row)
    assert says in str(told.value)
    assert "To mend it:" in str(told.value)
    assert "data/House" not in str(told.value)


def test_all_faults_are_said_at_once():
    with pytest.raises(ProtocolError, match="The protocol has 2 faults"):
        protocol("level,fragranse,,,,ok,", "given,,,,,,")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_that_is_no_protocol_is_told_its_header(text):
    with pytest.raises(ProtocolError, match=r"columns are missing.*rule,about,treatment"):
        read_protocol(text, "House")


def test_the_version_follows_the_content_alone():
    row = "level,fragrance,,,leave_on,ok,"
    first = protocol(row)
    assert protocol(row, name="Other").version == first.version
    assert protocol(row, "").version == first.version
    assert protocol(row.replace("ok", "caution")).version != first.version
    semicolons = read_protocol((EMPTY + row).replace(",", ";").replace("\n", "\r\n"), "House")
    assert (semicolons.version, semicolons.levels) == (first.version, first.levels)
    assert decoded((EMPTY + row).encode("utf-8-sig")) == EMPTY + row
    assert decoded("Crème".encode("cp1252")) == "Crème"


def test_the_edition_names_knowledge_and_protocol():
    ours, own = load_knowledge(), protocol("level,fragrance,,,,ok,")
    assert own.applied_to(ours).edition.split("+")[0] == ours.edition.split("+")[0]
    assert (
        len(
            {
                ours.edition,
                own.applied_to(ours).edition,
                protocol("level,fragrance,,,,caution,").applied_to(ours).edition,
            }
        )
        == 3
    )
    assert check_label(CREAM, DAY_2, protocol=own).edition == own.applied_to(ours).edition


@pytest.mark.parametrize("treatment", Treatment)
def test_a_batch_answers_as_a_check_does(treatment):
    own = protocol(
        "level,fragrance,,,leave_on,caution,", "level,Petrolatum,,rebuilding,,avoid,", "first_day,,standard,healed,,20,"
    )
    plan = HealingPlan(treatment=treatment, day=4)
    quick = Cells(plan, own.applied_to(load_knowledge()))
    cells = dict(zip(ANSWERS, quick.answers([Task(CREAM)])[0], strict=True))
    report = check_label(CREAM, plan, protocol=own)
    assert (cells["verdict"], cells["edition"]) == (report.verdict.value, report.edition)
    assert cells["free_from_day"] == ("" if report.free_from_day is None else str(report.free_from_day))


def test_the_example_in_the_docs_is_a_protocol():
    readme = (Path(__file__).parents[2] / "docs" / "clinic.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(rule,.*?)```", readme, re.S)[1]
    assert len(read_protocol(example, "docs").given) == 1


def test_a_check_follows_a_protocol_in_a_file(tmp_path):
    rules = tmp_path / "House.csv"
    rules.write_text(EMPTY + "level,fragrance,,,,ok,\n")
    arguments = ["check", CREAM, "--treatment", "standard", "--day", "2", "--format", "json", "--protocol", str(rules)]
    answer = CliRunner().invoke(main, arguments)
    assert (answer.exit_code, json.loads(answer.stdout)["protocol"]["name"]) == (0, "House")
    rules.write_text(EMPTY + "level,fragranse,,,,ok,\n")
    assert "House.csv, line 2, about" in CliRunner().invoke(main, arguments).stderr
    assert "cannot be read" in CliRunner().invoke(main, [*arguments, "--protocol", "/no/such.csv"]).stderr
