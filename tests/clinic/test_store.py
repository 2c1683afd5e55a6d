"""The clinic's store, on SQLite and on a real PostgreSQL: nothing lost, everything journalled."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DatabaseError

from checker.clinic import opening, schema
from checker.clinic.model import Advice, Clinic, Judged
from checker.clinic.opening import StoreError, open_engine, writing
from checker.clinic.rows import plain_row
from checker.clinic.store import ConflictError, NewProduct, Store
from checker.model.terms import Use, Verdict

BALM = NewProduct("Brand", "Balm", "Petrolatum, Ceramide NP", barcode="4006381333931", batch_code="L1")
FINE, WAIT = (Verdict.NO_KNOWN_PROBLEM,) * 5, (Verdict.AVOID,) * 5


@pytest.fixture
def store(url):
    opened = Store.open(url)
    yield opened
    opened.engine.dispose()


def rows_of(store: Store) -> dict[tuple[str, int], dict]:
    """Every row of the store, as the journal writes it."""
    found = {}
    with store.engine.connect() as connection:
        for table in schema.KEPT:
            for row in connection.execute(select(table)):
                found[table.name, row.id] = plain_row(row._asdict())
    return {key: row for key, row in found.items() if key[0] != "journal"}


def told_by_journal(store: Store) -> dict[tuple[str, int], dict]:
    """Every row as the journal says it must be now; each change has to begin where the last one ended."""
    told: dict[tuple[str, int], dict] = {}
    for entry in store.journal():
        assert entry.who
        if entry.of_table:
            key = entry.of_table, entry.row
            assert told.get(key) == entry.before
            told[key] = entry.after
    return told


# --- what is put in comes out ------------------------------------------------------------------------------------


def test_a_product_is_vetted_and_signed(store):
    shelved = store.add(BALM, "Ana")
    assert (shelved.product.title, shelved.product.version, shelved.formula.seen_by) == ("Brand Balm", 1, "Ana")
    store.save_judgements([Judged(shelved.formula.id, Use.LEAVE_ON, FINE, "")], "2026+aaaa", of_all=1, moved=0)
    signed = store.sign(
        store.product(shelved.product.id), Advice.RECOMMENDED_FROM, "Ben", from_day=3, reason="bland",
        expires_on=date(2027, 1, 31),
    )  # fmt: skip
    assert signed.decision.verdict is Advice.RECOMMENDED_FROM
    assert (signed.decision.from_day, signed.decision.who, signed.decision.formula_id) == (3, "Ben", shelved.formula.id)
    assert not signed.decision.expired(date(2027, 1, 31))
    assert signed.decision.expired(date(2027, 2, 1))
    assert (signed.judgement.by_phase, signed.before) == (FINE, signed.judgement)
    assert signed.product.version == 2
    assert store.shelf() == [signed]
    assert store.checked_edition() == "2026+aaaa"


def test_a_changed_formula_needs_a_new_decision(store):
    signed = store.sign(store.add(BALM, "Ana"), Advice.RECOMMENDED, "Ana")
    assert store.add_formula(signed, "Petrolatum,\n Ceramide NP", "Ana").formula == signed.formula
    changed = store.add_formula(signed, "Petrolatum, Ceramide NP, Parfum", "Ben", date(2026, 11, 20), "L2")
    assert changed.formula_changed
    assert [formula.batch_code for formula in store.formulas(signed.product.id)] == ["L1", "L2"]
    again = store.sign(changed, Advice.NOT_WHILE_HEALING, "Ben")
    assert not again.formula_changed
    assert [d.verdict for d in store.decisions(signed.product.id)] == [Advice.RECOMMENDED, Advice.NOT_WHILE_HEALING]


def test_a_verdict_that_moved_is_seen_until_it_is_signed(store):
    def judge(by_phase):
        store.save_judgements([Judged(signed.formula.id, Use.LEAVE_ON, by_phase, "Parfum")], "e", 1, 0)
        return store.product(signed.product.id)

    signed = store.add(BALM, "Ana")
    signed = store.sign(judge(FINE), Advice.RECOMMENDED, "Ana")
    assert not signed.verdict_moved
    moved = judge(WAIT)
    assert moved.verdict_moved
    assert (moved.before.by_phase, moved.judgement.by_phase) == (FINE, WAIT)
    assert not judge(FINE).verdict_moved
    assert not store.sign(judge(WAIT), Advice.ASK_FIRST, "Ana").verdict_moved


def test_the_clinic_and_its_protocols_are_kept(store):
    assert store.clinic() == Clinic("")
    for name in ("Skin", "Skin & Co"):
        store.save_clinic(Clinic(name, "+49 30 1", b"\x89PNG\x00"), "Ana")
    assert store.clinic() == Clinic("Skin & Co", "+49 30 1", b"\x89PNG\x00")
    store.save_protocol("house", "1234", "rule\n", "Ana")
    assert store.protocol().name == "house"
    store.save_protocol("house", "", "", "Ana")
    assert store.protocol() is None


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (lambda s: s.add(BALM, " "), "Say who you are"),
        (lambda s: s.add(replace(BALM, text=" "), "Ana"), "list is needed"),
        (lambda s: s.add(replace(BALM, name=""), "Ana"), "needs a name"),
        (lambda s: s.add(replace(BALM, text="a" * 1_000_000), "Ana"), "1,000,000 letters"),
        (lambda s: s.add(replace(BALM, brand="b" * 400), "Ana"), "at most 300"),
        (lambda s: s.product(99), "no product number 99"),
        (lambda s: s.add_all([BALM, replace(BALM, name="Other")], "Ana"), "4006381333931 stands for two"),
        (lambda s: s.sign(s.add(BALM, "Ana"), Advice.RECOMMENDED_FROM, "Ana"), "needs that day"),
        (lambda s: s.sign(s.add(BALM, "Ana"), Advice.RECOMMENDED, "Ana", from_day=3), "leave it away"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(store, what, says):
    with pytest.raises(StoreError, match=says):
        what(store)
    assert told_by_journal(store) == rows_of(store)


def test_a_barcode_stands_for_one_product(store):
    balm, other = store.add(BALM, "Ana"), store.add(replace(BALM, name="Other", barcode=""), "Ana")
    store.add(replace(BALM, name="A third without a barcode", barcode=""), "Ana")
    with pytest.raises(StoreError, match=r"already that of Brand Balm \(number 1\)"):
        store.save(replace(other.product, barcode=BALM.barcode), "Ana")
    with pytest.raises(StoreError, match="already that of Brand Balm"):
        store.add(BALM, "Ana")
    assert store.product(other.product.id) == other
    assert store.product(balm.product.id) == balm


@given(brand=st.text(max_size=60), name=st.text(min_size=1, max_size=60), text_=st.text(min_size=1, max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_kept_or_refused(store, brand, name, text_):
    try:
        shelved = store.add(NewProduct(brand, name, text_), "Zoë \x00 \ud800")
    except StoreError:
        return
    assert store.product(shelved.product.id) == shelved
    assert store.add_formula(shelved, text_, "Ana") == shelved


# --- two people, and a killed process ----------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["save", "formula", "sign"])
def test_the_second_of_two_who_save_is_told_and_nothing_is_lost(store, change):
    seen = store.add(BALM, "Ana")
    store.save(replace(seen.product, name="Balm of Ana"), "Ana")
    second = {
        "save": lambda: store.save(replace(seen.product, name="Balm of Ben"), "Ben"),
        "formula": lambda: store.add_formula(seen, "Squalane, Balm of Ben", "Ben"),
        "sign": lambda: store.sign(seen, Advice.ASK_FIRST, "Ben", reason="Balm of Ben"),
    }[change]
    with pytest.raises(ConflictError, match="saved by Ana meanwhile") as told:
        second()
    assert told.value.theirs.product.name == "Balm of Ana"
    assert "Balm of Ben" in told.value.mine.values() or "Squalane, Balm of Ben" in told.value.mine.values()
    refused = store.journal()[-1]
    assert refused.what.startswith("refused: ")
    assert "Balm of Ben" in str(refused.after)
    assert told_by_journal(store) == rows_of(store)


def test_of_many_who_save_at_once_one_wins_and_all_others_are_told(url):
    store = Store.open(url)
    seen = store.add(BALM, "Ana")
    start, outcomes = threading.Barrier(6), []

    def save(number: int) -> None:
        own = Store.open(url)
        start.wait()
        try:
            outcomes.append(own.save(replace(seen.product, name=f"Name {number}"), f"Person {number}").product.name)
        except ConflictError as conflict:
            outcomes.append(conflict)
        own.engine.dispose()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(won) == 1
    assert len(outcomes) == 6
    assert {conflict.theirs.product.name for conflict in outcomes if not isinstance(conflict, str)} == set(won)
    assert sum(entry.what.startswith("refused") for entry in store.journal()) == 5
    assert told_by_journal(store) == rows_of(store)


WRITER = """
    import sys
    from checker.clinic.model import Advice
    from checker.clinic.store import NewProduct, Store
    store = Store.open(sys.argv[1])
    print("ready", flush=True)
    for number in range(500):
        shelved = store.add(NewProduct("Brand", f"Product {number}", "Aqua, Glycerin"), "Ana")
        print("added", shelved.product.id, flush=True)
        store.sign(shelved, Advice.RECOMMENDED, "Ana")
        print("signed", shelved.product.id, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_there_and_nothing_is_half_there(url):
    store = Store.open(url)
    command = [sys.executable, "-c", textwrap.dedent(WRITER), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
        said = [writer.stdout.readline() for _ in range(301)]
        os.kill(writer.pid, signal.SIGKILL)
        said += writer.stdout.readlines()
    said = [line.split() for line in said if line.endswith("\n")]
    again = Store.open(url)
    there = {shelved.product.id: shelved for shelved in again.shelf()}
    acknowledged = [(what, int(*number)) for what, *number in said if number]
    assert len(acknowledged) >= 300
    for what, number in acknowledged:
        assert there[number].formula.text == "Aqua, Glycerin"
        assert what == "added" or there[number].decision is not None
    assert len(acknowledged) <= len(there) + sum(s.decision is not None for s in there.values()) < 1000
    assert told_by_journal(again) == rows_of(again)
    assert again.add(BALM, "Ana").product.id > max(there)
    store.engine.dispose()
    again.engine.dispose()


# --- journal and layout ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["UPDATE journal SET who = 'x'", "DELETE FROM journal"])
def test_the_database_itself_refuses_to_change_the_journal(store, change):
    store.add(BALM, "Ana")
    with pytest.raises(DatabaseError, match="only grows"), writing(store.engine) as connection:
        connection.execute(text(change))
    assert store.journal()[0].who == "Ana"


def test_the_tables_are_those_that_the_migrations_build(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    folder = Path(opening.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [schema.NEWEST]


def older(url: str, layout: str) -> None:
    """A store as an earlier layout left it, with a product."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
    engine = opening._engine(url)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, layout)
        connection.execute(
            text("INSERT INTO product (brand, name, use, barcode, version) VALUES ('B', 'Old', 'leave_on', '', 1)")
        )
        connection.execute(
            text(
                "INSERT INTO formula (product_id, text, hash, seen_on, seen_by, batch_code) VALUES (1, 'Aqua', 'x', '2026-01-01', 'A', '')"
            )
        )
    engine.dispose()


@pytest.mark.parametrize("layout", ["0001", "0002"])
def test_an_older_store_is_upgraded_and_a_file_is_copied_aside_first(url, layout):
    older(url, layout)
    store = Store.open(url)
    assert store.shelf()[0].product.name == "Old"
    assert store.protocol() is None
    assert store.add(replace(BALM, use=Use.WIPE), "Ana").product.use is Use.WIPE
    if store.engine.dialect.name == "sqlite":
        (aside,) = Path(store.engine.url.database).parent.glob(f"*-layout-{layout}-*.db")
        copy = create_engine(f"sqlite:///{aside}")
        assert ("protocol" in inspect(copy).get_table_names()) is (layout > "0001")
        with copy.connect() as connection:
            assert connection.execute(text("SELECT name FROM product")).scalar() == "Old"


def test_a_wipe_is_shelved_and_judged(store):
    shelved = store.add(replace(BALM, use=Use.WIPE), "Ana")
    store.save_judgements([Judged(shelved.formula.id, Use.WIPE, FINE, "")], "2026+aaaa", of_all=1, moved=0)
    found = store.product(shelved.product.id)
    assert (found.product.use, found.judgement.use) == (Use.WIPE, Use.WIPE)


def test_a_newer_store_is_refused_and_left_alone(store, url):
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version of this program \(layout 9999"):
        Store.open(url)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_many_may_open_an_empty_store_at_once(new_url):
    url, failures = new_url(), []

    def open_one() -> None:
        try:
            open_engine(url).dispose()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Store.open(url).shelf() == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "cannot be used"),
        ("mysql+nothing://here/there", "cannot be used"),
        ("sqlite:////no/such/folder/clinic.db", "cannot be reached"),
        ("postgresql+psycopg://clinic@/none?host=/no/such/folder", "cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_said_with_what_to_do(url, says):
    with pytest.raises(StoreError, match=says):
        Store.open(url)


def test_a_backup_is_a_whole_store(store, tmp_path):
    store.add(BALM, "Ana")
    target = tmp_path / "copy.db"
    if store.engine.dialect.name != "sqlite":
        with pytest.raises(StoreError, match="pg_dump"):
            store.backup(target)
        return
    store.backup(target)
    assert Store.open(f"sqlite:///{target}").shelf() == store.shelf()
    with pytest.raises(StoreError, match="already there"):
        store.backup(target)
