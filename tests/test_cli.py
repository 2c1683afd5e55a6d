"""The command line: exit codes, formats, and a clear word for every wrong input."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from checker.cli import main

DAY_2 = ("--treatment", "standard", "--day", "2")


def run(*arguments: str, given: bytes | str | None = None):
    return CliRunner().invoke(main, list(arguments), input=given)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Aqua, Glycerin, Petrolatum, Ceramide NP", 0),
        ("Aqua, Glycerin, Parfum", 1),
        ("Zinc Oxide, Iron Oxides, Aqua, Glycerin, Retinyl Palmitate", 1),
        ("", 2),
        ("Xyzol Qwert, Blorp Zzyx", 2),
    ],
)
def test_exit_codes(text, code):
    assert run("check", text, *DAY_2).exit_code == code


def test_a_file_and_standard_input_answer_like_an_argument(tmp_path):
    text = "Aqua, Glycerin, Parfum"
    file = tmp_path / "label.txt"
    file.write_text(text, encoding="utf-8")
    answers = [run("check", text, *DAY_2), run("check", "-f", str(file), *DAY_2), run("check", "-", *DAY_2, given=text)]
    assert len({answer.stdout for answer in answers}) == 1


def test_json_is_the_contract():
    answer = json.loads(run("check", "Aqua, Glycerin, Parfum (Fragrance)", *DAY_2, "--format", "json").stdout)
    assert (answer["verdict"], answer["phase"], answer["with_care_from_day"], answer["free_from_day"]) == (
        "avoid",
        "early_repair",
        7,
        14,
    )
    parfum = answer["entries"][2]
    assert {key: parfum[key] for key in ("printed", "start", "end", "position", "section", "how", "inci", "group", "role", "level", "evidence")} == {
        "printed": "Parfum (Fragrance)", "start": 16, "end": 34, "position": 3, "section": "declared", "how": "part",
        "inci": "Parfum", "group": "fragrance", "role": "sensitiser", "level": "avoid", "evidence": "B",
    }  # fmt: skip
    assert list(answer) == [
        "verdict", "phase", "name", "claims", "source", "confirmed", "plan", "with_care_from_day", "free_from_day",
        "with_care_from", "free_from", "timeline", "entries", "products", "helps", "binding", "hydration", "ask_clinic",
        "unread", "unread_share", "products_in_text", "one_percent_line", "left_out", "mentioned", "bound_by_claim", "sorted", "signed", "protocol",
        "changed_by_protocol", "advice",
        "notes", "edition", "disclaimer",
    ]  # fmt: skip
    assert len(answer["timeline"]) == 29


def test_markdown_escapes_what_was_pasted():
    printed = run("check", "Aqua, Glycerin, <script>alert(1)</script> | *Oil*", *DAY_2, "--format", "markdown").stdout
    assert "<script>" not in printed


def test_text_is_without_colour_codes_outside_a_terminal():
    assert "\x1b[" not in run("check", "Aqua, Parfum", *DAY_2).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "Aqua", "--day", "-1"), "Give a day from 0"),
        (("check", "Aqua", "--treatment", "laser"), "Choose one of: superficial"),
        (("check", "Aqua", "--use", "soap"), "Choose one of: leave_on"),
        (("check", "Aqua", "--treated-on", "2999-01-01"), "lies after today"),
        (("check", "Aqua", "--treated-on", "01.02.2026"), "Write it as 2026-11-22"),
        (("check", "Aqua", "--treated-on", "2026-11-01", "--day", "3"), "give one of them"),
        (("check", "Aqua", "--today", "2026-11-01"), "--today needs --treated-on"),
        (("check", "-f", "no-such-file.txt"), "cannot be read"),
        (("check", "Aqua", "-f", "label.txt"), "give one of them"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_wrong_input_is_told_with_what_to_do(arguments, said):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"Aqua, Glycerin, " * 70_000,
        bytes(range(256)) * 100,
        b"\x00\x01\x02PNG",
        "Aqua, Crème, Glycerin".encode("cp1252"),
        "Aqua, Glycerin".encode("utf-16"),
        ("(" * 5000 + "Aqua" + ")" * 5000).encode(),
        ", ".join(f"Name{n}" for n in range(10_000)).encode(),
        b"<script>alert(1)</script>, <b>Aqua</b>",
    ],
    ids=["empty", "1 MB", "all bytes", "binary", "cp1252", "utf-16", "5000 brackets", "10000 names", "script"],
)
def test_strange_input_gets_an_answer_and_never_a_traceback(given):
    answer = run("check", "-", *DAY_2, given=given)
    assert answer.exit_code in (0, 1, 2)
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert answer.output.strip()


def test_half_a_surrogate_pair_is_answered():
    answer = run("check", "Aqua, \ud800Glycerin, Parfum", *DAY_2, "--format", "json")
    assert json.loads(answer.stdout)["verdict"] == "avoid"


def test_dates_are_shown_where_the_treatment_date_is_known():
    printed = run(
        "check", "Aqua, Parfum", "--treatment", "standard", "--treated-on", "2026-11-20", "--today", "2026-11-22"
    ).stdout
    assert "from Fri 4 December (day 14) there is no known problem" in printed


def test_lookup_explains_by_any_name():
    answer = run("lookup", "vitamin b3")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Niacinamide")
    assert "Source " in answer.stdout


def test_lookup_of_an_unknown_name_says_so():
    answer = run("lookup", "qwertyuiop")
    assert answer.exit_code == 2
    assert "We don't know" in answer.stdout
    near = run("lookup", "Sodium Hyluronxte Quat")
    assert near.exit_code == 2
    assert near.stdout.strip().endswith("did you mean Sodium Hyaluronate?")


def test_data_counts_what_it_knows():
    answer = run("data")
    assert answer.exit_code == 0
    assert "no faults" in answer.stdout


def test_every_command_has_help():
    for command in main.commands.values():
        assert command.help


def test_the_command_starts_without_pandas_and_streamlit():
    script = "import sys, checker.cli; print([m for m in ('pandas', 'streamlit', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
