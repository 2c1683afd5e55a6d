"""A shelf judged by several processes: the same judgements in the same order, also where one of them fails."""

from datetime import date

import pytest

from checker import HealingPlan, check_label, load_knowledge
from checker.clinic import judge as judging
from checker.clinic.model import Formula, Product, Shelved
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.rows import hash_of
from checker.model import Use

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


@pytest.mark.parametrize("others", ["work", "fail", "answer nothing"])
def test_judgements_are_the_same_however_many_processes_share_them(others, monkeypatch, tmp_path):
    ours = load_knowledge()
    both = read_protocol(EMPTY + "level,fragrance,,,leave_on,caution,\n", "House", ours).over(ours)
    judging._reader.cache_clear()
    alone = judging.judge(SHELF, ours, both)
    judging._reader.cache_clear()
    monkeypatch.setattr(judging, "FEWEST", 5)
    monkeypatch.setattr(judging.os, "cpu_count", lambda: 3)
    if others != "work":
        stand_in = tmp_path / "python"
        stand_in.write_text("#!/bin/sh\nexit " + ("1" if others == "fail" else "0") + "\n")
        stand_in.chmod(0o755)
        monkeypatch.setattr(judging.sys, "executable", str(stand_in))
    assert judging.judge(SHELF, ours, both) == alone
    # What others read is not remembered here; where they failed it was read here.
    read_here = len(judging._reader(ours).listed)
    assert (read_here < len(SHELF)) is (others == "work")


def test_a_judgement_is_what_the_checker_says():
    ours = load_knowledge()
    for product, judged in zip(SHELF[:5], judging.judge(SHELF[:5], ours, ours), strict=True):
        plan = HealingPlan(use=product.product.use)
        report = check_label(product.formula.text, plan, product.product.title)
        assert report.by_phase == judged.by_phase
