"""The calendar file as a calendar reads it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from icalendar import Calendar

from checker import HealingPlan
from checker.shelf.calendar_file import to_ics
from checker.shelf.routine import Item, check_routine

TONER = Item("Toner", "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid")
BALM = Item("Balm", "Petrolatum, Ceramide NP")
TREATED = date(2026, 11, 20)


def file(*items, made=datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-8))), **plan):
    plan = {"treatment": "standard", **plan}
    return to_ics(check_routine(items, HealingPlan.since(TREATED, date(2026, 11, 22), **plan)), made)


def events(raw):
    return Calendar.from_ical(raw).walk("VEVENT")


def test_each_day_on_which_a_product_comes_back_is_an_all_day_entry():
    found = {event["SUMMARY"]: event.decoded("DTSTART") for event in events(file(TONER, BALM))}
    assert found == {
        "Toner: with care from today": date(2026, 11, 27),
        "Toner: no known problem from today": date(2026, 12, 4),
    }


def test_no_entry_has_a_time_or_a_zone():
    raw = file(TONER).decode()
    assert "TZID" not in raw
    assert all(type(event.decoded("DTSTART")) is date for event in events(raw))
    assert all(event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1) for event in events(raw))
    assert events(raw)[0].decoded("DTSTAMP") == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def test_the_same_product_keeps_its_identity_when_the_plan_changes():
    later = file(TONER, treatment="deep", made=datetime(2026, 11, 25, tzinfo=UTC))
    first = {str(event["UID"]): event["SEQUENCE"] for event in events(file(TONER))}
    second = {str(event["UID"]): event["SEQUENCE"] for event in events(later)}
    assert set(first) == set(second)
    assert all(second[uid] > first[uid] for uid in first)


def test_equal_products_are_told_apart():
    uids = [str(event["UID"]) for event in events(file(TONER, TONER))]
    assert len(set(uids)) == len(uids) == 4


def test_lines_are_folded_at_75_octets():
    raw = file(Item("크림 " * 40, TONER.text))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert ("크림 " * 40).strip() in str(events(raw)[0]["SUMMARY"])


@pytest.mark.parametrize("name", ["a\r\nBEGIN:VEVENT\r\nSUMMARY:x", "tab\tand\x00nul", "semi;colon,comma\\n", "\ud800"])
def test_a_name_cannot_break_the_file(name):
    raw = file(Item(name, TONER.text))
    assert len(events(raw)) == 2
    assert raw.count(b"BEGIN:VEVENT\r\n") == 2
    assert b"\x00" not in raw


def test_a_drug_and_an_irritated_skin_are_promised_nothing():
    assert events(file(Item("Prescription", "Aqua, Tretinoin, Stearic Acid"))) == []
    titles = [str(event["SUMMARY"]) for event in events(file(TONER, still_irritated=True))]
    assert titles
    assert all("if your skin is calm" in title for title in titles)


def test_without_a_treatment_date_the_calendar_is_empty():
    assert events(to_ics(check_routine([TONER], HealingPlan(treatment="standard", day=2)))) == []
