"""Names in Korean, Chinese and Japanese: put together from their parts, never repaired, never made milder."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import check_label
from checker.knowledge.load import load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.names import fold
from checker.model.terms import How

KNOWLEDGE = load_knowledge()
MATCHER = matcher_for(KNOWLEDGE)
CASES = Path(__file__).parents[1] / "cases" / "eastern_names.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    NAMES = [tuple(row) for row in csv.reader(file)][1:]


@pytest.mark.parametrize(("printed", "inci"), [row[1:] for row in NAMES], ids=[row[1] for row in NAMES])
def test_a_name_is_judged_like_its_inci_name(printed, inci):
    read, meant = MATCHER.read(printed, False), MATCHER.read(inci, False)
    assert read.group is not None, f"{printed} is {read.how}"
    assert read.group is meant.group


MADE = [
    ("소듐하이알루로네이트크로스폴리머", "Sodium Hyaluronate Crosspolymer"),
    ("아크릴레이트/C10-30알킬아크릴레이트크로스폴리머", "Acrylates/C10-30 Alkyl Acrylate Crosspolymer"),
    ("하이드로제네이티드폴리(C6-14올레핀)", "Hydrogenated Poly(C6-14 Olefin)"),
    ("병풀꽃/잎/줄기추출물", "Centella Asiatica Flower/Leaf/Stem Extract"),
    ("ステアリン酸PEG-75", "PEG-75 Stearate"),
    ("トリイソステアリン酸ＰＥＧ－２０グリセリル", "PEG-20 Glyceryl Triisostearate"),
    ("ＰＥＧー９ポリジメチルシロキシエチルジメチコン", "PEG-9 Polydimethylsiloxyethyl Dimethicone"),
    ("（ジメチコン／ビニルジメチコン）クロスポリマー", "Dimethicone/Vinyl Dimethicone Crosspolymer"),
    ("ペンテト酸５Ｎａ", "Pentasodium Pentetate"),
    ("聚甘油-10肉豆蔻酸酯", "Polyglyceryl-10 Myristate"),
    ("鲸蜡基 PEG/PPG-10/1 聚二甲基硅氧烷", "Cetyl PEG/PPG-10/1 Dimethicone"),
    ("4- 萜品醇", "4-Terpineol"),
]


@pytest.mark.parametrize(("printed", "inci"), MADE, ids=[row[0] for row in MADE])
def test_parts_make_the_inci_name(printed, inci):
    read = MATCHER.read(printed, False)
    assert (read.how, read.ingredient.inci if read.ingredient else None) == (How.PART, inci)


@pytest.mark.parametrize(
    "printed", ["소듐하이알루로네이드", "蛇胆提取物", "人工麝香", "글리세랑", "ヒアルロソ酸Ｎａ", "없는식물잎추출물"]
)
def test_an_unknown_part_leaves_the_name_unread(printed):
    assert MATCHER.read(printed, False).how is How.UNREAD


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("필리핀오렌지껍질오일", "essential_oil"),
        ("ラベンダー油", "essential_oil"),
        ("依兰花油", "essential_oil"),
        ("라즈베리향료", "fragrance"),
        ("プラセンタエキス", "growth_factor_exosome"),
        ("하이드록시피나콜론레티노에이트", "retinoid_cosmetic"),
    ],
)
def test_oils_scents_and_drugs_stay_on_the_strict_side(printed, group):
    read = MATCHER.read(printed, False)
    assert read.group is not None
    assert read.group.concern >= KNOWLEDGE.groups[group].concern


SIGNS = "산화유기물액정수ーアイウエオ水酸钠油基甲乙"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 30), st.sampled_from(SIGNS))
def test_a_sign_exchanged_is_another_substance_and_never_a_misprint(row, at, sign):
    printed = row[1]
    at %= len(printed)
    spoilt = printed[:at] + sign + printed[at + 1 :]
    if not spoilt.isascii() and spoilt != printed:
        assert MATCHER.read(spoilt, False).how is not How.REPAIRED


def test_abbreviations_mean_one_thing_on_an_eastern_label():
    printed = {f.match.entry.printed: f.match for f in check_label("水、ＰＧ、TEA、グリセリン").findings}
    assert printed["ＰＧ"].ingredient.inci == "Propylene Glycol"
    assert printed["TEA"].ingredient.inci == "Triethanolamine"
    latin = {f.match.entry.printed: f.match for f in check_label("Aqua, PG, TEA, Glycerin").findings}
    assert latin["PG"].how is How.AMBIGUOUS


def test_a_part_that_is_a_name_by_itself_is_no_milder_in_a_longer_one():
    milder = []
    for part, meanings in KNOWLEDGE.name_parts.items():
        name = KNOWLEDGE.names.get(part)
        known = [KNOWLEDGE.names[key] for key in (fold(inci) for inci, _ in meanings) if key in KNOWLEDGE.names]
        if name and known and max(map(_concern, known)) < _concern(name):
            milder.append((part, name.ingredient.inci, [other.ingredient.inci for other in known]))
    assert not milder


def _concern(name):
    return KNOWLEDGE.group_of(name.ingredient).concern
