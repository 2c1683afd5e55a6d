"""Photos on the command line, without the extra and without a network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from checker.cli import main
from tests.photos.plain import PLAIN

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pack.jpg"
    path.write_bytes(PLAIN.picture)
    return str(path)


def test_the_command_prints_the_text_and_what_to_compare(file):
    result = CliRunner().invoke(main, ["photo", file])
    assert result.exit_code == 0
    assert result.stdout.split() == PLAIN.text.split()
    assert "compare" in result.stderr.lower()


def test_the_command_prints_json(file):
    told = json.loads(CliRunner().invoke(main, ["photo", file, "--format", "json"]).stdout)
    assert told["text"].split() == PLAIN.text.split()
    assert (told["source"], told["confirmed"], told["barcode"], told["doubts"]) == ("photo", False, None, [])
    assert " ".join(line["text"] for line in told["lines"]).split() == told["text"].split()
    assert all(len(line["box"]) == 4 and 0 <= line["certainty"] <= 1 for line in told["lines"])


def test_checking_a_photo_says_what_to_compare_and_is_never_fully_calm(file):
    result = CliRunner().invoke(main, ["check", "--photo", file, "--treatment", "superficial", "--day", "20"])
    assert result.exit_code == 1
    assert "With care" in result.stdout
    assert "Compare the text with the pack before you use it" in result.stdout


def test_mistakes_on_the_command_line_are_answered(tmp_path, file):
    wrong = tmp_path / "text.jpg"
    wrong.write_text("Aqua")
    for arguments, said in (
        (["photo", str(wrong)], "text.jpg is no photo"),
        (["photo", str(tmp_path / "none.jpg")], "cannot be read"),
        (["check", "Aqua", "--photo", file], "give one of them"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, said in result.stderr) == (2, True), result.output


def python(code: str, *before: str) -> subprocess.CompletedProcess:
    return subprocess.run([*before, sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_without_the_extra_one_line_says_how_to_get_it(file):
    result = python(
        f"import sys; sys.modules['rapidocr'] = None; from checker.cli import main; main(['photo', {file!r}])"
    )
    assert result.returncode == 2
    assert (
        result.stderr.strip()
        == "Error: Reading photos needs some more libraries. Add them with: pip install 'needling-checker[photo]'"
    )


def test_without_the_extra_the_page_says_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.get("file_uploader")
    assert [block.proto.body for block in page.get("html") if "[photo]" in block.proto.body] == [
        '<p class="ck-quiet">Reading photos needs some more libraries. Add them with: pip install &#x27;needling-checker[photo]&#x27;</p>'
    ]


def test_a_check_without_photo_loads_nothing_of_it():
    result = python(
        "import atexit, sys; heavy = {'cv2', 'numpy', 'onnxruntime', 'rapidocr', 'PIL'};"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules))));"
        "from checker.cli import main; main(['check', 'Aqua, Glycerin'])"
    )
    assert result.stdout.strip().endswith("[]")


#: No socket may be opened, and in a network of its own there is nowhere to go either.
OFFLINE = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from checker.cli import main
main(["check", "--photo", {file!r}])
"""


def test_a_photo_is_read_without_any_network(file):
    own_network = ["unshare", "--map-root-user", "--net"]
    possible = subprocess.run([*own_network, "true"], capture_output=True).returncode == 0
    result = python(OFFLINE.format(file=file), *(own_network if possible else []))
    assert result.returncode == 1, result.stderr
    assert "Sodium Hyaluronate" in result.stdout
