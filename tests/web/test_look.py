"""Pieces of the pages: colours that can be read, text that stays text, days that add up."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import HealingPlan, check_label
from checker.web import look, style

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PLAN = HealingPlan(treatment="standard", day=2)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ["stop", "care", "calm", "neutral"])
def test_text_of_each_role_reaches_the_contrast_for_text(theme, role):
    colours, page = style.COLOURS[theme], CONFIG["theme"][theme]["backgroundColor"]
    assert contrast(colours[role], colours[f"{role}-tint"]) >= 4.5
    assert contrast(colours["quiet"], colours[f"{role}-tint"]) >= 4.5
    assert contrast(colours[role], page) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_quiet_text_links_and_tips_reach_it_too(theme):
    colours, page = style.COLOURS[theme], CONFIG["theme"][theme]["backgroundColor"]
    assert min(contrast(colours[name], page) for name in ("quiet", "link")) >= 4.5
    assert contrast(colours["tip"], colours["tip-text"]) >= 4.5


@settings(deadline=None)
@given(st.text(alphabet="<>&\"'ab,()\u202e\u2066 \n", max_size=60))
def test_nothing_pasted_becomes_markup(text):
    pasted = f"Aqua, {text}, Glycerin"
    answer = look.pasted(pasted, check_label(pasted, PLAN))
    inside = answer
    for tag in ("mark", "span", "div", "b", "u", "br"):
        inside = inside.replace(f"</{tag}>", "").replace(f"<{tag} ", "").replace(f"<{tag}>", "")
    assert "<" not in inside
    assert "\u202e" not in answer


@settings(deadline=None)
@given(st.sampled_from(["Aqua, Parfum", "Aqua, Glycerin", "Aqua, Retinol, Zorblax", ""]), st.integers(0, 60))
def test_the_bands_cover_the_days_once(text, day):
    report = check_label(text, HealingPlan(treatment="standard", day=day))
    runs = look.runs(report.timeline)
    days = [day for first, last, _ in runs for day in range(first, last + 1)]
    assert days == list(range(29))
    assert ("ck-today" in look.timeline(report.timeline, day)) == (day <= 28)


def test_the_timeline_names_dates_where_the_treatment_date_is_known():
    report = check_label("Aqua, Parfum", PLAN)
    drawn = look.timeline(report.timeline, 2, date(2026, 11, 20))
    assert [words in drawn for words in ("treated 20 Nov", "healed 4 Dec", "18 Dec")] == [True, True, True]
