"""A clinic's shelf of 10,000 products: reading it beside a plain count of its rows, re-checking it beside plain checks."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from checker import HealingPlan, check_label, load_knowledge
from checker.clinic import schema
from checker.clinic.handing_out import hand_out
from checker.clinic.model import Advice, Clinic
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.shelf import recheck, rules_of
from checker.clinic.store import NewProduct, Store
from checker.web import clinic_page
from tests.benchmarks import tables

#: So many plain checks give the time of one.
CHECKS = 300
#: And so many counts that of one.
COUNTS = 200


class Took(NamedTuple):
    """Seconds that passed, seconds of computing in all processes (of a busy machine the better measure), and the outcome."""

    passed: float
    computing: float
    outcome: Any

    def __str__(self) -> str:
        return f"{self.passed:.2f} s ({self.computing:.2f} s computing)"


def timed(what: Callable[[], Any]) -> Took:
    """How long something takes."""
    start, before = time.perf_counter(), sum(os.times()[:4])
    outcome = what()
    return Took(time.perf_counter() - start, sum(os.times()[:4]) - before, outcome)


def in_a_server(what: Callable[[], Any]) -> Any:
    """The outcome in a process with several threads."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(what).result()


def new_protocol(store: Store, level: str) -> None:
    """A protocol after which all has to be judged again."""
    rules = EMPTY + f"level,fragrance,,,leave_on,{level},\n"
    store.save_protocol("Benchmark", read_protocol(rules, "Benchmark").version, rules, "Benchmark")


def shelf_page() -> None:
    """The page with the shelf in it, as a visitor on the machine itself has it."""
    from checker.clinic.access import Access, May, Why
    from checker.clinic.opening import default_url
    from checker.web import clinic_page, gate

    clinic_page._show(gate.the_store(default_url()), Access(May.SIGN, Why.ON_THIS_MACHINE))


def opened() -> AppTest:
    """The shelf of a new visitor."""
    visitor = AppTest.from_function(shelf_page, default_timeout=120)
    visitor.session_state["clinic section"] = "shelf"
    found = visitor.run()
    assert not found.exception
    return found


def run(arguments: list[str]) -> None:
    """Print the times on SQLite with 10,000 products (or the number given) and their ratios."""
    count = int(arguments[0]) if arguments else 10_000
    assert clinic_page.show  # A server has its pages loaded before anybody opens one.
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "products.csv")
        tables.make(table, count)
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        os.environ["CHECKER_DATABASE_URL"] = f"sqlite:///{folder}/clinic.db"
        store = Store.open()
        news = [NewProduct("Brand", row["name"], row["ingredients"][:20_000], barcode=row["ean"]) for row in rows]
        adding = timed(lambda: store.add_all(news, "Benchmark"))
        rechecked = {"judged the first time, on all cores": timed(lambda: recheck(store, rules_of(store)))}
        for level, how in (
            ("ok", "re-checked by a server that has just started"),
            ("caution", "re-checked by a server"),
        ):
            new_protocol(store, level)
            rechecked[how] = timed(lambda: in_a_server(lambda: recheck(store, rules_of(store))))
        reading = timed(store.shelf)
        with store.engine.connect() as connection:
            asked = select(func.count()).select_from(schema.product)
            counting = timed(lambda: [connection.execute(asked).scalar() for _ in range(COUNTS)])
        shelf, knowledge, plan = reading.outcome, load_knowledge(), HealingPlan()
        checking = timed(lambda: [check_label(s.formula.text, plan, knowledge=knowledge) for s in shelf[:CHECKS]])
        paging = timed(opened)
        again_paging = timed(opened)
        chosen = [store.sign(s, Advice.RECOMMENDED, "Benchmark") for s in shelf[:20]]
        plan = HealingPlan.since(date(2026, 11, 20), date(2026, 11, 22), treatment="standard")
        own = rules_of(store)
        printing = timed(lambda: hand_out(Clinic("Skin & Co"), chosen, [], plan, own))
    plain, count_once = checking.computing / CHECKS * count, counting.passed / COUNTS
    print(f"{count} products added: {adding}")
    print(f"page of the shelf: {paging}; for the next visitor: {again_paging}; a handout of 20: {printing}")
    print(
        f"shelf read: {reading}, {reading.computing / count_once:.0f} times a plain count ({count_once * 1000:.2f} ms)"
    )
    for how, took in rechecked.items():
        times = took.computing / plain
        print(f"{how}: {took}, {took.outcome.moved} moved; {times:.2f} times as many plain checks ({plain:.1f} s)")
