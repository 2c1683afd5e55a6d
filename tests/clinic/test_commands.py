"""`python -m checker clinic`: what is typed, what comes back, what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from checker.cli import main
from checker.clinic.protocol import EMPTY

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """`run("list", code=0)` runs a command on a store of its own, signed by Ana, and returns what it printed."""
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.db'}")
    monkeypatch.setenv("CHECKER_WHO", "Ana")

    def command(*arguments: str, code: int = 0, given: str | None = None) -> str:
        result = CliRunner().invoke(main, ["clinic", *map(str, arguments)], input=given)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return command


def shelf(run, *arguments: str) -> dict:
    return {one["product"]["name"]: one for one in json.loads(run("list", "--format", "json", *arguments))}


def test_vet_sign_change_and_sign_again(run):
    assert "Not decided yet" in run("add", "Petrolatum, Ceramide NP, Glycerin", "--name", "Balm", "--brand", "Brand")
    run("add", "-", "--name", "Cream", "--use", "rinse_off", given="Aqua, Glycerin, Parfum")
    run("decide", "1", "recommended", "--reason", "bland", "--expires", "2099-01-31")
    assert shelf(run, "--attention").keys() == {"Cream"}
    run("add", "Petrolatum, Glycerin, Parfum", "--name", "Balm", "--brand", "Brand", "--batch", "L2")
    assert shelf(run, "--attention")["Balm"]["attention"] == ["formula_changed"]
    assert "formula_changed" in run("recheck", "--format", "json", code=1)
    shown = run("show", "1")
    for told in ("gone: Ceramide NP", "new: Parfum", "Recommended: bland (Ana, ", "until 31 January 2099"):
        assert told in shown
    run("decide", "1", "recommended_from", "--from-day", "7")
    run("decide", "2", "ask_first")
    assert shelf(run, "--attention") == {}
    run("recheck")
    assert shelf(run, "--decision", "recommended_from").keys() == {"Balm"}
    assert shelf(run, "--search", "crea").keys() == {"Cream"}
    assert shelf(run, "--verdict", "avoid", "--treatment", "standard", "--day", "2").keys() == {"Balm"}
    assert shelf(run, "--verdict", "avoid", "--treatment", "standard", "--day", "20") == {}


def test_a_new_protocol_moves_verdicts_and_both_are_shown(run, tmp_path):
    run("add", "Aqua, Glycerin, Parfum", "--name", "Cream")
    run("decide", "1", "not_while_healing")
    rules = tmp_path / "house.csv"
    rules.write_text(EMPTY + "level,fragrance,,,leave_on,ok,\n")
    assert "is saved: 1 judged, 1 with another verdict." in run("protocol", rules)
    assert run("protocol") == rules.read_text()
    moved = shelf(run, "--attention")["Cream"]
    assert (moved["before"]["early_repair"], moved["by_phase"]["early_repair"]) == ("avoid", "no_known_problem")
    assert moved["protocol"]["name"] == "house"
    rules.write_text(EMPTY + "level,fragranse,,,leave_on,ok,\n")
    assert 'house.csv, line 2, about: "fragranse" is not in' in run("protocol", rules, code=2)


def test_export_and_import_give_an_equal_store(run, tmp_path, monkeypatch):
    run("add", "Aqua, Glycerin, Parfum", "--name", "Cream")
    run("decide", "1", "ask_first")
    run("export", tmp_path / "all.jsonl")
    assert "already there" in run("export", tmp_path / "all.jsonl", code=2)
    assert "empty one" in run("import", tmp_path / "all.jsonl", code=2)
    run("backup", tmp_path / "copy.db")
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    run("import", tmp_path / "all.jsonl")
    assert run("export", "-") == (tmp_path / "all.jsonl").read_text()
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path / 'copy.db'}")
    assert run("export", "-") == (tmp_path / "all.jsonl").read_text()


def test_a_table_is_imported_and_what_was_refused_is_said(run, tmp_path):
    table = tmp_path / "in.csv"
    table.write_text('name,ingredients,decision\nBalm,"Petrolatum, Glycerin",recommended\nNobody,,ask_first\n')
    assert "Row 3 (Nobody) was refused: it is not on the shelf" in run("import", table, code=1)
    assert shelf(run, "--day", "20")["Balm"]["verdict"] == "no_known_problem"


def test_a_page_is_handed_out(run, tmp_path):
    run("details", "--name", "Skin & Co", "--phone", "+49 30 1")
    assert "nothing to hand out" in run("handout", "-o", tmp_path / "x.pdf", "--treated-on", "2026-11-20", code=2)
    run("add", "Petrolatum, Ceramide NP, Glycerin", "--name", "Balm")
    run("decide", "1", "recommended")
    own = tmp_path / "My toner.txt"
    own.write_text("Aqua, Glycerin, Glycolic Acid")
    run(
        "handout", "-o", tmp_path / "page.pdf", "--treated-on", "2026-11-20", "--today", "2026-11-22", "--own", own,
        "--treatment", "standard", "--language", "de",
    )  # fmt: skip
    pages = PdfReader(tmp_path / "page.pdf").pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert all(told in text for told in ("Skin & Co", "+49 30 1", "Balm", "My toner"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "9"), "no product number 9"),
        (("decide", "9", "recommended"), "no product number 9"),
        (("add", " ", "--name", "X"), "list is needed"),
        (("add", "Aqua", "--name", " "), "needs a name"),
        (("add", "Aqua", "--name", "X", "--who", " "), "Say who you are"),
        (("import", "/no/such/file"), "No such file"),
        (("import", str(ROOT / "app.py")), "column of ingredients"),
        (("handout", "-o", "x.pdf", "--treated-on", "2999-01-01"), "lies after today"),
        (("list", "--day", "-1"), "before the treatment"),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments, says):
    assert says in run(*arguments, code=2)


def test_a_decision_on_what_was_saved_meanwhile_is_refused(run):
    run("add", "Aqua, Glycerin", "--name", "Cream")
    run("decide", "1", "ask_first", "--who", "Ben")
    assert "saved by Ben meanwhile" in run("decide", "1", "recommended", "--seen", "1", code=2)


def test_a_check_imports_neither_database_nor_tables():
    code = "import sys, checker.cli; print([m for m in ('sqlalchemy', 'alembic', 'pandas', 'streamlit') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout == "[]\n"


def test_the_store_is_upgraded_by_a_command_of_its_own(run, tmp_path):
    assert "newest layout" in run("upgrade")
    assert (tmp_path / "clinic.db").exists()


def test_the_address_of_the_database_may_stand_in_a_file(run, tmp_path, monkeypatch):
    monkeypatch.delenv("CHECKER_DATABASE_URL")
    monkeypatch.setenv("CHECKER_DATABASE_URL_FILE", str(tmp_path / "secret"))
    assert "cannot be read" in run("list", code=2)
    (tmp_path / "secret").write_text(f"sqlite:///{tmp_path / 'other.db'}\n", encoding="utf-8")
    run("upgrade")
    assert (tmp_path / "other.db").exists()


def test_a_data_folder_that_cannot_be_made_is_named_with_the_way_out(run, monkeypatch):
    monkeypatch.delenv("CHECKER_DATABASE_URL")
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/none")
    said = run("list", code=2)
    assert all(words in said for words in ("/proc/none/needling-checker", "XDG_DATA_HOME", "CHECKER_DATABASE_URL"))
