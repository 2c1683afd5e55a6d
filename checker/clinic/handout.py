"""Makes the page that a clinic hands out: piles of products with their dates, what to do, and when to call.

`recommended` and `own` put a product into its pile; `handout` makes a PDF of one page from them. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from gettext import NullTranslations as Words

from checker.answer.sheet import Letterhead, Line, Paper, Paragraph, Pile, Sheet, Tone, one_line
from checker.answer.sheet_pdf import to_pdf
from checker.clinic import wording_handout as wording
from checker.clinic.logo import fitted
from checker.clinic.model import Advice, Clinic, Decision
from checker.clinic.translations import Language, full_date, plain_date, short_date, translations
from checker.judging.timeline import phase_rows
from checker.knowledge.load import load_knowledge
from checker.model.plan import LAST_DAY, HealingPlan, PlanError
from checker.model.report import Report
from checker.model.terms import Phase
from checker.shelf.routine import Standing, standing

#: Nobody reads advice below this size (points); products that do not fit at this size are left off by name.
SMALLEST = 8.0
#: The most notes of the clinic on the page, and the most characters of one.
MOST_NOTES, LONGEST_NOTE = 5, 200
_LONGEST_PHONE, _LONGEST_PROTOCOL = 40, 80


class Where(StrEnum):
    """The pile a product lies in; the order is that of the page."""

    NOW = "now"
    FROM_DATE = "from_date"
    NOT_WHILE_HEALING = "not_while_healing"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Placed:
    """A product in its pile. Days count from the treatment."""

    name: str
    where: Where
    #: The day from which it can be used, with `Where.FROM_DATE`.
    day: int | None = None
    #: It is used with care at first, and as usual from a later day where there is one.
    with_care: bool = False
    usual_from: int | None = None
    #: The printed names that decide.
    because: tuple[str, ...] = ()
    #: Part of its list was not understood.
    unread: bool = False
    #: The patient's own product, which the clinic has not vetted.
    own: bool = False
    #: Names of concern that only the text around its list gives.
    mentioned: tuple[str, ...] = ()


def recommended(name: str, report: Report, decision: Decision) -> Placed:
    """A product of the clinic's shelf, placed by the decision on its present formula and by the report on that formula.

    A signed day, "not while healing" and "ask first" stand as signed: what the clinic says comes first. A recommendation
    without a day takes its days from the report, with the clinic's protocol in it; what only a clinician can judge, a
    list that was not understood and an expired decision go to "ask us first".
    """
    today = min(report.plan.day, LAST_DAY)
    made_on = report.date_of(report.plan.day)
    if decision.verdict is Advice.ASK_FIRST or (made_on and decision.expired(made_on)):
        return Placed(name, Where.ASK)
    if decision.verdict is Advice.NOT_WHILE_HEALING:
        return Placed(name, Where.NOT_WHILE_HEALING)
    if decision.verdict is Advice.RECOMMENDED_FROM and decision.from_day is not None:
        later = decision.from_day > today
        return Placed(name, Where.FROM_DATE, decision.from_day) if later else Placed(name, Where.NOW)
    return _placed(name, report, today)


def own(name: str, report: Report) -> Placed:
    """A product that the patient brought, placed by the report on its pasted list.

    While the needle channels are open only what the clinic gave or named is used, so it waits at least until they close.

    >>> from checker import check_label
    >>> plan = HealingPlan(treatment="standard", day=0, treated_on=date(2026, 11, 20))
    >>> own("Balm", check_label("Petrolatum, Ceramide NP", plan)).day
    1
    """
    closed = next(day.day for day in report.timeline if day.phase is not Phase.OPEN_CHANNELS)
    placed = _placed(name, report, max(closed, min(report.plan.day, LAST_DAY)), own=True)
    if placed.where is Where.NOW and report.plan.day < closed:
        return replace(placed, where=Where.FROM_DATE, day=closed)
    return placed


def _placed(name: str, report: Report, day: int, own: bool = False) -> Placed:
    """A product as its report has it on a day, and what its text mentions outside the list."""
    mentioned = tuple(mention.ingredient.inci for mention in report.only_mentioned)
    return replace(_by_report(name, report, day, own), mentioned=mentioned)


def _by_report(name: str, report: Report, day: int, own: bool) -> Placed:
    stand = standing(report, day)
    care, free = report.with_care_from_day, report.free_from_day
    deciding = report.deciding
    if stand is Standing.ASK or (stand is Standing.LATER and care is None):
        asked = tuple(dict.fromkeys(f.match.entry.printed for f in report.findings if f.ask_clinic))
        return Placed(name, Where.ASK, because=asked[:2] or deciding, own=own)
    if stand is Standing.CANNOT_TELL:
        return Placed(name, Where.ASK, unread=True, own=own)
    if stand is Standing.NOT_WHILE_HEALING:
        return Placed(name, Where.NOT_WHILE_HEALING, because=deciding, own=own)
    if stand is Standing.LATER:
        return Placed(name, Where.FROM_DATE, care, care != free, free if care != free else None, own=own)
    later = free if free is not None and free > day else None
    return Placed(name, Where.NOW, with_care=stand is Standing.WITH_CARE, usual_from=later, own=own)


def handout(
    clinic: Clinic,
    products: Sequence[Placed],
    plan: HealingPlan,
    language: Language,
    paper: Paper,
    *,
    edition: str,
    protocol: str = "",
    notes: Sequence[str] = (),
    phases: Mapping[Phase, int] | None = None,
) -> bytes:
    """The page as a PDF: A4 or Letter, in one of four languages.

    `plan` names the treatment, its date and the day on which the page is made; `edition` and `protocol` (its name and
    version) stand at the foot, `notes` of the clinic's own beside the advice, as they are. `phases` are the first days
    of the phases where the clinic's protocol has its own. Notes without room are counted on the page. Raises
    `PlanError` where the plan has no treatment date, and `LogoError` for a logo that cannot be drawn.

    >>> plan = HealingPlan(treatment="standard", day=0, treated_on=date(2026, 11, 20))
    >>> page = handout(
    ...     Clinic("Skin clinic", "01234 567890"), [Placed("Balm", Where.NOW)], plan, Language.FR, Paper.A4, edition="2026-11-24"
    ... )
    >>> page[:5]
    b'%PDF-'
    """
    if plan.treated_on is None:
        raise PlanError(
            "A handout needs the date of the treatment, because all its dates count from it. Give the date."
        )
    phone = one_line(clinic.phone, _LONGEST_PHONE)
    words = translations(language)
    page = _Page(words, language, plan.treated_on)
    days = phases or {row.phase: row.from_day for row in phase_rows(plan, load_knowledge().phases[plan.treatment])}
    made_on = page.on(plan.day)
    foot = [wording.own(words)] if any(product.own for product in products) else []
    foot += [wording.limits(words)]
    foot += [wording.edition(words, edition, one_line(protocol, _LONGEST_PROTOCOL), full_date(made_on, language))]
    sheet = Sheet(
        wording.title(words),
        (
            f"{wording.treatment(words, plan.treatment)} · {full_date(plan.treated_on, language)}",
            wording.earliest(words),
        ),
        tuple(page.piles(products)),
        today=None,
        key=(),
        foot=tuple(foot),
        letterhead=Letterhead(
            clinic.name,
            wording.phone_line(words, phone) if phone else "",
            fitted(clinic.logo) if clinic.logo else None,
        ),
        columns=(
            tuple(page.to_do(plan.day, days, notes)),
            tuple(page.when_to_call(phone)),
        ),
        smallest=SMALLEST,
        language=language.value,
    )
    return to_pdf(sheet, paper, partial(wording.left_off, words))


_PILES: Mapping[Where, tuple[Callable[[Words], str], str, Tone]] = {
    Where.NOW: (wording.now, "✓", Tone.CALM),
    Where.FROM_DATE: (wording.from_date, "△", Tone.CARE),
    Where.NOT_WHILE_HEALING: (wording.not_while_healing, "✕", Tone.STOP),
    Where.ASK: (wording.ask, "☎", Tone.ASK),
}


@dataclass(frozen=True, slots=True)
class _Page:
    """The words of one handout: a language and the date from which its days count."""

    words: Words
    language: Language
    treated_on: date

    def on(self, day: int) -> date:
        return self.treated_on + timedelta(days=day)

    def short(self, day: int) -> str:
        return short_date(self.on(day), self.language)

    def plain(self, day: int) -> str:
        return plain_date(self.on(day), self.language)

    def piles(self, products: Sequence[Placed]) -> list[Pile]:
        """The piles that have products, those with dates by date."""
        made = []
        for where, (title, sign, tone) in _PILES.items():
            lying = sorted((p for p in products if p.where is where), key=lambda product: product.day or 0)
            lines = tuple(Line(f"* {p.name}" if p.own else p.name, self.note(p)) for p in lying)
            made += [Pile(title(self.words), sign, tone, lines)] if lines else []
        return made

    def note(self, product: Placed) -> str:
        """What is said of a product beside its name; what only the text around its list names comes first."""
        said = [self._days(product)]
        if product.mentioned and not product.because:
            said.insert(0, wording.because(self.words, product.mentioned))
        return "; ".join(filter(None, said))

    def _days(self, product: Placed) -> str:
        later = "" if product.usual_from is None else self.short(product.usual_from)
        if product.where is Where.NOW:
            return wording.with_care(self.words, later) if product.with_care else ""
        if product.where is Where.FROM_DATE and product.day is not None:
            on = self.short(product.day)
            return wording.back_with_care(self.words, on, later) if product.with_care else wording.back(self.words, on)
        if product.unread:
            return wording.unread(self.words)
        return wording.because(self.words, product.because) if product.because else ""

    def to_do(self, today: int, days: Mapping[Phase, int], notes: Sequence[str]) -> list[Paragraph]:
        """The advice that still applies, the clinic's notes, and what is usual."""
        repair, rebuilding, settling = (days[p] for p in (Phase.EARLY_REPAIR, Phase.REBUILDING, Phase.SETTLING))
        points = [
            *([wording.at_first(self.words, self.plain(repair))] if today < repair else []),
            wording.plain_care(self.words, self.plain(repair)),
            *([wording.make_up(self.words, self.plain(rebuilding))] if today < rebuilding else []),
            *([wording.no_actives(self.words, self.plain(settling))] if today < settling else []),
            wording.bring_back(self.words),
            wording.prescribed(self.words),
            wording.too_early(self.words),
        ]
        noted = [Paragraph(wording.notes(self.words), self.shown(notes))] if any(map(str.strip, notes)) else []
        usual = Paragraph(*wording.usual(self.words), Tone.CALM)
        return [Paragraph(wording.what_to_do(self.words), tuple(points)), *noted, usual]

    def shown(self, notes: Sequence[str]) -> tuple[str, ...]:
        """The clinic's notes that fit, each once, and how many do not fit."""
        own_notes = list(dict.fromkeys(one_line(note, LONGEST_NOTE) for note in notes if note.strip()))
        more = len(own_notes) - MOST_NOTES
        return (*own_notes[:MOST_NOTES], *([wording.more_notes(self.words, more)] if more > 0 else []))

    def when_to_call(self, phone: str) -> list[Paragraph]:
        """What to watch for, the most urgent first."""
        return [
            Paragraph(*wording.emergency(self.words), Tone.STOP),
            Paragraph(*wording.today(self.words, phone), Tone.STOP),
            Paragraph(*wording.soon(self.words), Tone.CARE),
        ]
