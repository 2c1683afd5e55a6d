"""The law of the form word: a word of a product's form, or a percentage, beside a name never makes an answer milder.

    python -m tests.matching.form_law            # every name that waits, each with twelve words and six percentages
    python -m tests.matching.form_law --sample 5000 --seed 7

A name that is known as a whole with the word ("Lemon Seed Oil") stays that name, and a limit that a row gives for a
percentage counts.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache

from checker import HealingPlan, check_label
from checker.knowledge.load import Knowledge, load_knowledge
from checker.knowledge.tables import Faults, read
from checker.matching.matcher import matcher_for
from checker.model.paths import data_folder
from checker.model.terms import Level, Verdict

PERCENTS = ("{name} 0.1%", "{name} 5%", "10% {name}", "{name} (20 %)", "{name} 2% {form}", "1% {name} {form}")
PLACES = ("{name} {form}", "{form} {name}", "{name} {form} {other}")
FORMS_PER_NAME = 12
PLAN = HealingPlan(treatment="standard", day=2)


def form_words() -> list[str]:
    """The words of forms.csv."""
    return [row["text"] for row in read(data_folder() / "forms.csv", ("text",), Faults())]


def waiting_names(knowledge: Knowledge) -> list[str]:
    """The printed names of all ingredients, and all their other names, that are to be avoided in some phase."""
    known = [*knowledge.names.values(), *knowledge.plants.values()]
    waiting = (name.printed for name in known if Level.AVOID in knowledge.group_of(name.ingredient).leave_on)
    return sorted({*waiting, *(key for key, meanings in knowledge.ambiguous.items() if _waits(meanings, knowledge))})


def _waits(meanings, knowledge: Knowledge) -> bool:
    return any(Level.AVOID in knowledge.group_of(meaning.ingredient).leave_on for meaning in meanings)


@lru_cache(maxsize=100_000)
def verdicts(text: str) -> tuple[Verdict, ...]:
    """The verdicts of a text in the five phases."""
    return check_label(text, PLAN).by_phase


def is_milder(name: str, text: str) -> bool:
    """Whether a text that holds a name is judged milder than the name, in some phase."""
    pairs = zip(verdicts(name), check_label(text, PLAN).by_phase, strict=True)
    return any(with_form.rank < alone.rank for alone, with_form in pairs)


def is_allowed(name: str, text: str) -> bool:
    """Whether the whole text is a known name, or a row has a limit for the percentage of what it names."""
    matcher = matcher_for(load_knowledge())
    if matcher.exact.read(text, False) is not None:
        return True
    if "%" not in text or (ingredient := matcher.read(name, True).ingredient) is None:
        return False
    rules = (
        *matcher.knowledge.rules.get(ingredient.group, ()),
        *matcher.knowledge.rules.get(ingredient.inci, ()),
    )
    return any(rule.percent_at_least is not None or rule.percent_at_most is not None for rule in rules)


def sample(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many names, each with a text that holds it beside a word of form or a percentage."""
    draw = random.Random(seed)
    names, forms = waiting_names(load_knowledge()), form_words()
    for _ in range(count):
        name = draw.choice(names)
        pattern = draw.choice((*PLACES, *PERCENTS)) if draw.random() < 0.5 else PLACES[0]
        yield name, pattern.format(name=name, form=draw.choice(forms), other=draw.choice(forms))


def milder(cases: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cases that break the law."""
    return [case for case in cases if is_milder(*case) and not is_allowed(*case)]


def _all_of(name: str) -> tuple[int, list[tuple[str, str]]]:
    """Of one name: the texts with each percentage and with words of form drawn by the name, and those that are milder."""
    draw = random.Random(name)
    drawn = [pattern.format(name=name, form=form, other="serum") for pattern, form in _with_forms(draw)]
    texts = [*drawn, *(pattern.format(name=name, form=draw.choice(form_words_kept())) for pattern in PERCENTS)]
    return len(texts), milder((name, text) for text in texts)


def _with_forms(draw: random.Random) -> list[tuple[str, str]]:
    return [(draw.choice(PLACES), form) for form in draw.sample(form_words_kept(), FORMS_PER_NAME)]


@lru_cache(maxsize=1)
def form_words_kept() -> list[str]:
    """The words of forms.csv, read once."""
    return form_words()


def run() -> None:
    """Print the figure, and every case that breaks the law."""
    parser = argparse.ArgumentParser(prog="python -m tests.matching.form_law")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=int, default=1, help="only every Nth name")
    asked = parser.parse_args()
    if asked.sample:
        broken, count = milder(sample(asked.sample, asked.seed)), asked.sample
    else:
        names = waiting_names(load_knowledge())[:: asked.every]
        broken, count = [], 0
        with ProcessPoolExecutor() as pool:
            for texts, found in pool.map(_all_of, names, chunksize=20):
                count += texts
                broken += found
    for name, text in broken:
        print(f"{name}\t{text}")
    print(f"{len(broken)} of {count} texts are milder than the name they hold")
    print(Counter(text.removeprefix(name).strip() for name, text in broken).most_common(20))


if __name__ == "__main__":
    run()
