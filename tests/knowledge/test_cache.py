"""What is kept from one start to the next: the same knowledge, whatever has become of the files."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from checker.knowledge.cache import Cache, cache_for
from checker.knowledge.load import load_knowledge
from checker.knowledge.names import ByLength, joined_by_length
from checker.matching.matcher import Matcher

ANSWER = """
from checker import check_label, load_knowledge
from checker.matching.matcher import matcher_for
knowledge = load_knowledge()
text = "Aqua, gly cerin, Glycerim, Parfun, Citrus Zorblax Peel Oil, Dimethicane Silyozte, Levomenthol 0il, Pisum Extract"
print(check_label(text).to_dict())
print([(key, *name) for key, name in knowledge.names.items()][::97])
print(matcher_for(knowledge).exact.begins("butylenegl"))
"""


def answer(cache) -> str:
    """What a process of its own answers with a cache folder."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", ANSWER]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_first_the_second_and_a_start_without_a_folder_answer_alike(tmp_path):
    first = answer(tmp_path / "new")
    assert any(file.name == "checked" for file in (tmp_path / "new").rglob("*"))
    assert answer(tmp_path / "new") == first
    (tmp_path / "no folder").write_text("a file stands where the folder would be made")
    assert answer(tmp_path / "no folder") == first


def test_a_damaged_file_is_made_anew(tmp_path):
    first = answer(tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 5
    for number, file in enumerate(files):
        content = file.read_bytes()
        file.write_bytes([b"", content[:-1], content[:50] + bytes([content[50] ^ 1]) + content[51:]][number % 3])
        assert Cache(file.parent).get(file.name) is None
    assert answer(tmp_path) == first
    assert all(Cache(file.parent).get(file.name) is not None for file in files)


@pytest.mark.parametrize("content", [b"", b"abc", b"\0" * 4, b"\0" * 100])
def test_what_is_no_kept_value_is_not_read(tmp_path, content):
    (tmp_path / "words").write_bytes(content)
    assert Cache(tmp_path).get("words") is None


def test_other_tables_have_another_cache():
    assert cache_for("a").folder != cache_for("b").folder
    assert cache_for("a").folder == cache_for("a").folder


def test_what_is_old_goes_when_something_new_is_kept(tmp_path):
    old, recent, file = tmp_path / "tables-old", tmp_path / "tables-recent", tmp_path / "keys-old"
    for folder in (old, recent):
        Cache(folder).put("words", ["aqua"])
    file.write_text("aqua")
    long_ago = time.time() - 40 * 86_400
    for path in (old, file):
        os.utime(path, (long_ago, long_ago))
    Cache(tmp_path / "tables-new").put("words", ["aqua"])
    assert {path.name for path in tmp_path.iterdir()} == {"tables-recent", "tables-new"}


def test_names_that_are_not_the_tables_own_take_nothing_from_the_cache():
    knowledge = load_knowledge()
    fewer = Matcher(replace(knowledge, names={key: name for key, name in knowledge.names.items() if key != "glycerin"}))
    assert "glycerin" in Matcher(knowledge).spelling.words
    assert Matcher(knowledge).knowledge.spaced_otherwise("gly cerin")
    assert not fewer.knowledge.spaced_otherwise("gly cerin")


def test_the_names_are_a_mapping_like_any_other():
    names = load_knowledge().names
    assert len(names) == len(list(names)) == len(dict(names))
    assert names["aqua"] is names["aqua"]
    assert names["aqua"].ingredient is names["water"].ingredient
    assert (names["aqua"].is_inci, names["water"].is_inci) == (True, False)
    assert "no such name" not in names
    assert names.get("no such name") is None


def test_texts_by_length_are_the_pairs_that_were_joined():
    pairs = [("aqua", "water"), ("urea", "urea"), ("mel", "honey"), ("peg8", "peg 8")]
    joined = ByLength(joined_by_length(pairs))
    assert [joined.get(text) for text, _ in pairs] == [meant for _, meant in pairs]
    assert list(joined.of(4)) == ["aqua", "urea", "peg8"]
    assert joined.get("a") is joined.get("") is joined.get("aloe") is None
