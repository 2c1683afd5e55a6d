"""The names of many products judged together: each is judged once for all places and company the rules tell apart.

The judging is that of `judging`. A name whose group no place and no context rule changes is judged once for a use and the
claims on the pack; one that its place changes, once for each kind of place; one that its company changes, once for each
kind of company. What is remembered has a number; what a chunk of rows needs to know of it stands in columns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import DTypeLike, NDArray

from checker import judging, timeline
from checker.allergies import Allergy
from checker.batch.place import SECTIONS, Company, Numbers, company, places, prefix
from checker.batch.stretch import Name
from checker.judging import Context, Place
from checker.knowledge import Knowledge
from checker.model import ContextRule, Finding, Group
from checker.terms import HELPING_ROLES, How, Level, Phase, Section, Use

#: Names, and ways in which names stand, that are remembered; when there are more, all are forgotten.
REMEMBERED = 200_000
PHASES = tuple(Phase)
#: The bit of a name that is not judged.
UNSURE = 1 << 2 * len(PHASES)
_BITS = {Level.OK: 0, Level.CAUTION: 1, Level.AVOID: 1 << len(PHASES)}
_SECTION = {section: number for number, section in enumerate(SECTIONS)}
#: The bits of a place: whether it counts, is behind the 1 % line, is in the first half, and how long the list is.
_COUNTS, _AFTER_LINE, _FIRST_HALF, _LENGTH = 1, 2, 4, 8
#: What is known of a name as judged. `levels` has bits: caution in each phase, avoid in each phase; 0 where it is ok in
#: all, `UNSURE` where it is not judged. `strictness` is its rank among those that decide, in each phase, the strictest
#: first. `may_help`: it works against dryness where it is ok; `asks`: only a clinician can judge it; `optional`: it stands
#: under "may contain".
JUDGED = np.dtype(
    [
        ("levels", np.int32), ("strictness", np.int32, len(PHASES)), ("section", np.int8), ("may_help", np.bool_),
        ("asks", np.bool_), ("unread", np.bool_), ("optional", np.bool_),
    ]
)  # fmt: skip


class Growing:
    """A table of numbers that grows by rows."""

    def __init__(self, kind: DTypeLike) -> None:
        self.rows = np.zeros(1_000, kind)
        self.count = 0

    def add(self, row: tuple[object, ...]) -> int:
        """Add a row and give its number."""
        if self.count == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        self.rows[self.count] = row
        self.count += 1
        return self.count - 1


class Judge:
    """Judges names for one use and one set of claims, and remembers how."""

    def __init__(
        self, knowledge: Knowledge, use: Use, claims: frozenset[str], allergies: Sequence[Allergy] = ()
    ) -> None:
        self._knowledge = knowledge
        self._use = use
        self._claims = claims
        self._allergies = allergies
        self._alone = Context((), (), use, claims)
        rules = [rule for of_target in knowledge.rules.values() for rule in of_target]
        within = [group.early_within for group in knowledge.groups.values()]
        #: Beyond this rank, and from this length of list on, no row of the tables looks closer.
        self._last_rank = max([n for n in (*within, *(rule.rank_at_most for rule in rules)) if n], default=0)
        self._long = max([rule.list_at_least or 0 for rule in rules], default=0)
        #: The tags that rules look for in the company of an entry, and how many entries with one are needed.
        self._tags = sorted(frozenset().union(*map(judging.company_of, rules)))
        self._needed = [(rule.target, rule.members_at_least) for rule in rules if rule.members_at_least is not None]
        #: What the rules look at in a name, wherever it stands. Sets of tags are columns of yes and no: its own; those it
        #: looks for around it and before it; whether it looks for each of the numbers needed. `answers` and `ranks`
        #: (by rank) are what of a place counts, `judged` its number as judged wherever it stands, or -1.
        kinds, needed = len(self._tags), len(self._needed)
        self._kind_of_name = np.dtype(
            [
                ("section", np.int8), ("prefix", np.uint64), ("marks", np.bool_), ("tags", np.bool_, kinds),
                ("looks_for", np.bool_, 2 * kinds + needed), ("answers", np.int32),
                ("ranks", np.int8, self._last_rank + 2), ("judged", np.int32),
            ]
        )  # fmt: skip
        self._forget()

    def _forget(self) -> None:
        self._number: dict[Name, int] = {}
        self._names: list[Name] = []
        self._of_names = Growing(self._kind_of_name)
        #: As judged at a place of a kind, among company of a kind.
        self._placed: dict[bytes, int] = {}
        self._judged: dict[tuple[int, tuple[Level | None, ...]], int] = {}
        self.findings: list[Finding] = []
        #: Their names as printed, and printed in one line.
        self.printed: list[str] = []
        self.flat: list[str] = []
        self._of_findings = Growing(JUDGED)

    @property
    def remembered(self) -> int:
        """How many names, and ways in which they stand, are remembered."""
        return len(self._number) + len(self._placed)

    @property
    def judged(self) -> NDArray[np.void]:
        """What is known of the names as judged, by their numbers (rows of `JUDGED`)."""
        return self._of_findings.rows

    def numbers(self, products: Sequence[Sequence[Name]]) -> Numbers:
        """The names of products, in the order of their lists, as judged: numbers of `judged` and `findings`."""
        if self.remembered > REMEMBERED:
            self._forget()
        names = list(chain.from_iterable(products))
        known = list(map(self._number.get, names))
        if None in known:
            known = [self._learn(name) if number is None else number for name, number in zip(names, known, strict=True)]
        codes = np.fromiter(known, np.int64, len(known))
        of_names = self._of_names.rows[codes]
        numbers: Numbers = of_names["judged"].astype(np.int64)
        waiting = np.flatnonzero(numbers < 0)
        if len(waiting):
            numbers[waiting] = self._place(products, codes, of_names, waiting)
        return numbers

    def _place(
        self, products: Sequence[Sequence[Name]], codes: Numbers, of_names: NDArray[np.void], waiting: Numbers
    ) -> list[int]:
        """The numbers of those names that wait for their place, as judged there."""
        lengths = np.array(list(map(len, products)))
        product = np.repeat(np.arange(len(products)), lengths)
        position = np.arange(len(codes)) - (np.cumsum(lengths) - lengths)[product] + 1
        stand = places(
            product, of_names["section"], of_names["marks"], of_names["prefix"],
            lambda at: judging.key_in_order(self._names[codes[at]].match),
        )  # fmt: skip
        around = company(product, position, of_names["tags"], len(products))
        own, of_product, position = of_names[waiting], product[waiting], position[waiting]
        rank, length, after_line, counts = (
            of[waiting] for of in (stand.rank, stand.length, stand.after_line, stand.counts)
        )
        answers = _COUNTS * counts + _AFTER_LINE * after_line + _FIRST_HALF * (2 * rank <= length + 1)
        answers += _LENGTH * np.minimum(length, self._long)
        ranks = own["ranks"][np.arange(len(own)), np.minimum(rank, self._last_rank + 1)]
        seen = self._seen(around, of_product, position, own["tags"]) & own["looks_for"]
        kind = np.stack([codes[waiting], answers & own["answers"], ranks], axis=1).astype(np.int32)
        ways = np.hstack([kind.view(np.uint8), np.packbits(seen, axis=1)])
        keys: list[bytes] = ways.view(f"S{ways.shape[1]}").ravel().tolist()
        numbers = list(map(self._placed.get, keys))
        for at, number in enumerate(numbers):
            if number is None and (number := self._placed.get(keys[at])) is None:
                place = Place(int(position[at]), int(rank[at]), int(length[at]), bool(after_line[at]), bool(counts[at]))
                context = self._context(products[of_product[at]]) if own["looks_for"][at].any() else self._alone
                number = self._placed[keys[at]] = self._as_judged(int(codes[waiting[at]]), place, context)
            numbers[at] = number
        return numbers  # type: ignore[return-value]

    def _seen(self, around: Company, product: Numbers, position: Numbers, tags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """What each name finds in its company: tags around it, tags before it, the numbers needed."""
        count = around.count[product]
        enough = [count[:, self._tags.index(tag)] >= needed for tag, needed in self._needed]
        return np.hstack(
            [around.around(product, tags), around.before(product, position), *(e[:, None] for e in enough)]
        )

    def _context(self, names: Sequence[Name]) -> Context:
        tags = [judging.tags_of(name.match) for name in names]
        return Context(tags, range(1, len(tags) + 1), self._use, self._claims)

    def _learn(self, name: Name) -> int:
        if name in self._number:
            return self._number[name]
        match, group = name.match, name.match.group
        rules = [
            rule
            for rule in judging.rules_for(match, self._knowledge)
            if judging.may_hold(rule, match.entry, self._use, self._claims)
        ]
        moves = rules or (
            group and (group.early_leave_on or group.early_rinse_off or group.late_leave_on or group.late_rinse_off)
        )
        stays = not moves or match.entry.section is Section.MAY_CONTAIN
        answers, ranks = self._ways_to_stand(group, rules)
        looks_for = [
            *self._among(tag for rule in rules for tag in rule.together_with | rule.without),
            *self._among(tag for rule in rules for tag in rule.preceded_by),
            *(
                (target, needed) in [(rule.target, rule.members_at_least) for rule in rules]
                for target, needed in self._needed
            ),
        ]
        number = self._number[name] = len(self._names)
        self._names.append(name)
        row = (
            _SECTION[match.entry.section],
            prefix(judging.key_in_order(match)),
            judging.is_marker(match, self._use),
            self._among(judging.tags_of(match)),
            looks_for,
            answers,
            ranks,
            self._as_judged(number, _NOWHERE, self._alone) if stays else -1,
        )
        self._of_names.add(row)
        return number

    def _among(self, tags: Iterable[str]) -> list[bool]:
        wanted = frozenset(tags)
        return [tag in wanted for tag in self._tags]

    def _ways_to_stand(self, group: Group | None, rules: Sequence[ContextRule]) -> tuple[int, list[int]]:
        """The bits of a place that a group, its rules and the groups these name look at, and the ranks they tell apart."""
        groups = [g for g in (group, *(self._knowledge.groups.get(rule.judge_as) for rule in rules)) if g]
        last = {n for n in (*(g.early_within for g in groups), *(rule.rank_at_most for rule in rules)) if n}
        first_half = any(g.first_half for g in groups) or any(rule.first_half for rule in rules)
        length = -_LENGTH if any(rule.list_at_least for rule in rules) else 0  # All bits from that of the length on.
        told_apart = sorted(last)
        by_rank = [len(told_apart) - bisect_left(told_apart, rank) for rank in range(self._last_rank + 1)]
        return length | _FIRST_HALF * first_half | _COUNTS | _AFTER_LINE, [*by_rank, 0]

    def _as_judged(self, name: int, place: Place, context: Context) -> int:
        """The number of a name as judged at a place among others; one for all places where it is judged alike."""
        match = self._names[name].match
        group = match.group
        finding = judging.judge(
            match, judging.tags_of(match), place, context, self._knowledge, self._allergies, today=0
        )
        key = name, finding.by_phase
        number = self._judged.get(key)
        if number is None:
            levels = sum(_BITS[level] << at for at, level in enumerate(finding.by_phase) if level)
            row = (
                UNSURE if finding.level is None else levels,
                [_packed(timeline.strictness(finding, phase)) for phase in PHASES],
                _SECTION[match.entry.section],
                group is not None and group.role in HELPING_ROLES and self._use is not Use.RINSE_OFF,
                finding.ask_clinic,
                match.how is How.UNREAD,
                match.entry.section is Section.MAY_CONTAIN,
            )
            number = self._judged[key] = self._of_findings.add(row)
            self.findings.append(finding)
            self.printed.append(match.entry.printed)
            self.flat.append(self._names[name].flat)
        return number


_NOWHERE = Place(0, 0, 0, False, False)


def _packed(strictness: tuple[bool, bool, list[int]]) -> int:
    """What findings are ordered by, as one number."""
    not_allergy, optional, levels = strictness
    number = 2 * not_allergy + optional
    for level in levels:
        number = 4 * number + 2 + level
    return number
