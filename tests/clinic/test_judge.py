"""A shelf judged by the batch engine, alone or by several processes: the same judgements in the same order."""

from datetime import date

import pytest

from checker import HealingPlan, check_label, load_knowledge
from checker.clinic import judge as judging
from checker.clinic.model import Advice, Formula, Product, Shelved
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.rows import hash_of
from checker.clinic.shelf import recheck, rules_of
from checker.clinic.store import NewProduct, Store
from checker.model.terms import Use

LISTS = (
    "Aqua, Glycerin, Parfum",
    "Petrolatum, Ceramide NP",
    "Aqua, Retinol, Squalane",
    "Our best cream ever.",
    "Aqua, Xyzzyl",
)


def shelved(number: int, text: str) -> Shelved:
    product = Product(number, "Brand", f"Product {number}", tuple(Use)[number % 2])
    return Shelved(product, Formula(number, number, text, hash_of(text), date(2026, 11, 22), "Ana"))


#: No two lists are alike, so that each is read for the first time.
SHELF = [shelved(n, f"{LISTS[n % len(LISTS)]}, Polysorbate {n}") for n in range(1, 41)]


@pytest.fixture
def on_all_cores(monkeypatch):
    monkeypatch.setattr(judging, "FEWEST", 7)
    monkeypatch.setattr(judging.os, "cpu_count", lambda: 3)
    # The test's own runner may have threads.
    monkeypatch.setattr(judging.threading, "active_count", lambda: 1)


def test_judgements_are_the_same_however_many_processes_share_them(request):
    ours = load_knowledge()
    both = read_protocol(EMPTY + "level,fragrance,,,leave_on,caution,\n", "House", ours).applied_to(ours)
    alone = judging.judge(SHELF, both)
    assert [judged.formula_id for judged in alone] == [shelved.formula.id for shelved in SHELF]
    request.getfixturevalue("on_all_cores")
    assert judging.judge(SHELF, both) == alone


@pytest.mark.usefixtures("on_all_cores")
def test_a_store_goes_on_after_a_recheck_on_all_cores(url):
    store = Store.open(url)
    store.add_all([NewProduct("", s.product.name, s.formula.text) for s in SHELF], "Ana")
    for done in (recheck(store, rules_of(store)), recheck(store, rules_of(store))):
        assert done.moved == 0
    assert all(s.judgement for s in store.shelf())
    assert store.sign(store.shelf()[0], Advice.ASK_FIRST, "Ana").decision.who == "Ana"
    store.engine.dispose()


def test_a_judgement_is_what_the_checker_says():
    ours = load_knowledge()
    for product, judged in zip(SHELF[:5], judging.judge(SHELF[:5], ours), strict=True):
        plan = HealingPlan(use=product.product.use)
        report = check_label(product.formula.text, plan, product.product.title)
        assert report.by_phase == judged.by_phase
