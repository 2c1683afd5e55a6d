"""Misprints: every name of the knowledge damaged, and names that are absent; what is right, wrong, unread, harmful."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

from checker.knowledge.load import Knowledge, load_knowledge
from checker.matching.matcher import Matcher
from checker.model.findings import Reading
from checker.model.names import fold
from checker.model.terms import How

COSING = Path(__file__).parents[3] / "shared" / "vocabulary" / "cosing_names.csv"
#: So many absent names are drawn from the knowledge, and so many from the Commission's list.
ABSENT = 2_500
SCANNED = (("rn", "m"), ("m", "rn"), ("l", "I"), ("l", "1"), ("i", "l"), ("o", "0"), ("O", "0"), ("c", "e"), ("e", "c"))


def one_edit(name: str, draw: random.Random) -> str:
    """One letter exchanged, lost, added or swapped with the next."""
    at = draw.choice([place for place, sign in enumerate(name) if sign.isalpha()])
    letter = draw.choice(ascii_lowercase)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return draw.choice(
        [name[:at] + letter + name[at + 1 :], name[:at] + name[at + 1 :], name[:at] + letter + name[at:], swapped]
    )


def two_edits(name: str, draw: random.Random) -> str:
    return one_edit(one_edit(name, draw), draw)


def scanned(name: str, draw: random.Random) -> str:
    """One typical error of a scan: letters confused, a space lost or put in."""
    damages = [
        name[:at] + wrong + name[at + len(right) :]
        for right, wrong in SCANNED
        for at in range(len(name))
        if name.startswith(right, at)
    ]
    damages += [name[:at] + name[at + 1 :] for at, sign in enumerate(name) if sign == " "]
    damages += [name[:at] + " " + name[at:] for at in range(2, len(name) - 1) if name[at - 1 : at + 1].isalpha()]
    return draw.choice(damages)


def _is_letter(sign: str) -> bool:
    """Whether a sign is a letter of an alphabet; signs of East Asian scripts are syllables or words."""
    return sign.isalpha() and sign < "\u3000"


def run(arguments: list[str]) -> None:
    """Print the three damages over all names of six letters or more, then the absent names."""
    knowledge = load_knowledge()
    matcher = Matcher(knowledge)
    names = [
        name
        for name in knowledge.names.values()
        if sum(map(_is_letter, name.printed)) >= 6 and fold(name.printed) not in knowledge.ambiguous
    ]
    if arguments:
        names = random.Random(1).sample(names, int(arguments[0]))
    for title, damage in (
        ("one random edit", one_edit),
        ("two random edits", two_edits),
        ("a scanning error", scanned),
    ):
        _damaged(title, damage, names, matcher, knowledge)
    _absent(knowledge)


def _damaged(
    title: str, damage: Callable[[str, random.Random], str], names: list, matcher: Matcher, knowledge: Knowledge
) -> None:
    draw = random.Random(20261122)
    counts: Counter[str] = Counter()
    harmful = []
    for name in names:
        form = damage(name.printed, draw)
        reading = matcher.read(form, False)
        own = knowledge.group_of(name.ingredient)
        if reading.how is How.UNREAD:
            counts["unread"] += 1
        elif reading.ingredient is name.ingredient:
            counts["right ingredient"] += 1
        elif reading.group is not None and reading.group.id == own.id:
            counts["right group"] += 1
        elif fold(form) in knowledge.names:
            counts["spells another name"] += 1
        elif reading.group is not None and reading.group.concern[0] >= own.concern[0]:
            counts["wrong, stricter" if reading.how is How.FAMILY else "wrong, another ingredient"] += 1
        else:
            counts["harmful"] += 1
            harmful.append(
                f"  {name.printed} ({own.id}) as {form!r} -> {reading.how.value} {reading.group.id if reading.group else None}"
            )
    print(
        f"{title}, {len(names)} names: " + ", ".join(f"{what} {n / len(names):.2%}" for what, n in counts.most_common())
    )
    print("\n".join(harmful[:25]))


def _without(inci: str) -> Reading:
    """What an ingredient is read as by a knowledge that lacks all its names."""
    knowledge = load_knowledge()
    names = {key: name for key, name in knowledge.names.items() if name.ingredient.inci != inci}
    return Matcher(replace(knowledge, names=names)).read(inci, False)


def _absent(knowledge: Knowledge) -> None:
    """Names taken out alone with their other names, and the Commission's names that the knowledge lacks: `ABSENT` of each."""
    draw = random.Random(5)
    taken = draw.sample(sorted(knowledge.ingredients), ABSENT)
    with ProcessPoolExecutor() as pool:
        read = list(zip(taken, pool.map(_without, taken, chunksize=25), strict=True))
    if COSING.exists():
        whole = Matcher(knowledge)
        with COSING.open(encoding="utf-8") as file:
            missing = [
                row["inci_name"] for row in csv.DictReader(file) if fold(row["inci_name"]) not in knowledge.names
            ]
        read += [(name, whole.read(name, False)) for name in draw.sample(sorted(missing), ABSENT)]
    counts: Counter[str] = Counter()
    for name, reading in read:
        kind = (
            "pulled onto another"
            if reading.how in (How.REPAIRED, How.PART, How.OTHER_NAME, How.EXACT)
            else reading.how.value
        )
        own = knowledge.ingredients.get(name)
        concern = knowledge.group_of(own).concern[0] if own else 0
        milder = reading.group is not None and reading.group.concern[0] < concern
        counts[kind] += 1
        if milder:
            counts[f"{kind}, harmfully"] += 1
            print(
                f"  absent {name!r} -> {reading.how.value} {reading.ingredient.inci if reading.ingredient else reading.group.id}"
            )
    print(f"{len(read)} absent names: " + ", ".join(f"{what} {n / len(read):.2%}" for what, n in counts.most_common()))
