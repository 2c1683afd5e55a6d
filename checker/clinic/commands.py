"""`python -m checker clinic ...`: the shelf on the command line. It imports the database's libraries only when it runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from checker.answer import wording
from checker.answer.sheet import Paper
from checker.clinic import handing_out, shelf, transfer
from checker.clinic import wording as wording_clinic
from checker.clinic.difference import Change, differences
from checker.clinic.logo import LogoError, fitted
from checker.clinic.model import Advice, Clinic, Shelved
from checker.clinic.opening import StoreError
from checker.clinic.protocol import ProtocolError, decoded, read_protocol
from checker.clinic.rows import plain_cell
from checker.clinic.store import NewProduct, Store
from checker.clinic.table import import_table
from checker.clinic.translations import Language
from checker.knowledge.tables import KnowledgeError
from checker.model.plan import HealingPlan, PlanError
from checker.model.terms import Phase, Treatment, Use, Verdict
from checker.shelf.routine import Item


def _one_of(words: type[StrEnum], *more: str) -> click.Choice[str]:
    """The words of an enum as a person types them."""
    return click.Choice([*(word.value for word in words), *more])


_DATE = click.DateTime(["%Y-%m-%d"])
_who = click.option(
    "--who", required=True, envvar="CHECKER_WHO", help="Your name: every change is signed (or CHECKER_WHO)."
)
_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
_treatment = click.option(
    "--treatment", default="unknown", metavar="|".join(Treatment), help="How the skin was needled."
)


class _Cannot(click.ClickException):
    """The command could not run: what, where, what next."""

    exit_code = 2


@contextmanager
def _opened() -> Iterator[Store]:
    """The store; what it cannot do is said without a traceback."""
    try:
        store = Store.open()
        try:
            yield store
        finally:
            store.engine.dispose()
    except (StoreError, ProtocolError, KnowledgeError, PlanError, LogoError) as error:
        raise _Cannot(str(error)) from None
    except OSError as error:
        raise _Cannot(f"{error.filename}: {error.strerror}. Check the name and the rights.") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def clinic() -> None:
    """A clinic's shelf: products, their formulas, signed decisions, and a page for patients.

    The store is a file in your data folder, or the database that CHECKER_DATABASE_URL names.
    """


@clinic.command()
@click.argument("text")
@click.option("--name", required=True, help="The product's name.")
@click.option("--brand", default="", help="Its brand.")
@click.option("--use", default="leave_on", type=_one_of(Use), help="How it is used.")
@click.option("--barcode", default="", help="Its barcode (EAN).")
@click.option("--batch", "batch_code", default="", help="The batch code on the pack.")
@_who
@_format
def add(text: str, name: str, brand: str, use: str, barcode: str, batch_code: str, who: str, form: str) -> None:
    """Put a product on the shelf, or note a new formula of one that is there. TEXT is its list; - reads standard input."""
    text = sys.stdin.read() if text == "-" else text
    with _opened() as store:
        there = [s for s in store.shelf() if (s.product.brand, s.product.name) == (brand, name) and name]
        if there:
            store.add_formula(there[0], text, who, batch_code=batch_code)
            number = there[0].product.id
        else:
            number = store.add(NewProduct(brand, name, text, Use(use), barcode, batch_code), who).product.id
        rules = shelf.rules_of(store)
        shelf.recheck(store, rules)
        _print([store.product(number)], form, HealingPlan(), rules)


@clinic.command()
def upgrade() -> None:
    """Make or upgrade the store now, before a new version serves it; opening it does the same."""
    with _opened() as store:
        click.echo(f"The store is at its newest layout: {store.engine.url.render_as_string()}")


@clinic.command("list")
@click.option("--search", default="", help="Part of a brand, name or barcode.")
@click.option("--verdict", type=_one_of(Verdict), help="What the checker says on the day.")
@click.option("--decision", type=_one_of(Advice, "none"), help="What was decided; none: nothing yet.")
@click.option("--attention", is_flag=True, help="Only products that need attention.")
@click.option("--day", type=int, default=1, show_default=True, help="Days since the treatment.")
@_treatment
@_format
def list_products(
    search: str, verdict: str | None, decision: str | None, attention: bool, day: int, treatment: str, form: str
) -> None:
    """List the shelf: number, product, what the checker says on the day, what was decided, what needs attention."""
    with _opened() as store:
        plan = HealingPlan(treatment=treatment, day=day)  # type: ignore[arg-type]
        rules = shelf.rules_of(store)
        phase = shelf.phase_of(plan, rules.both)
        found = [
            s
            for s in store.shelf()
            if search.casefold() in f"{s.product.title} {s.product.barcode}".casefold()
            and verdict in (None, shelf.verdict_in(s.judgement, phase))
            and decision in (None, s.decision.verdict if s.decision else "none")
            and (not attention or shelf.concerns(s, date.today()))
        ]
        _print(found, form, plan, rules)


@clinic.command()
@click.argument("number", type=int)
@_format
def show(number: int, form: str) -> None:
    """Show a product: its formulas and what changed between them, its decisions, its journal."""
    with _opened() as store:
        shelved, rules = store.product(number), shelf.rules_of(store)
        formulas, decisions = store.formulas(number), store.decisions(number)
        changed = [
            [
                {"change": change.change.value, "name": change.printed}
                for change in differences(old.text, new.text, HealingPlan(use=shelved.product.use), rules.both)
                if change.change is not Change.KEPT
            ]
            for old, new in pairwise(formulas)
        ]
        if form == "json":
            _print_json(
                _as_data(shelved, HealingPlan(), rules)
                | {
                    "formulas": [_plain(formula) for formula in formulas],
                    "differences": changed,
                    "decisions": [_plain(decision) for decision in decisions],
                    "journal": [_plain(entry) for entry in store.journal("product", number)],
                }
            )
            return
        _print([shelved], form, HealingPlan(), rules)
        for at, formula in enumerate(formulas):
            said = wording_clinic.formula_line(at + 1, formula.seen_on, formula.seen_by, formula.batch_code)
            click.echo(f"\n{said}")
            for change in changed[at - 1] if at else []:
                click.echo(f"  {wording_clinic.CHANGES[Change(change['change'])]}: {change['name']}")
            click.echo(f"  {formula.text}" if at in (0, len(formulas) - 1) else "")
        for decision in decisions:
            click.echo(f"\n{wording_clinic.decision_line(decision)}")


@clinic.command()
@click.argument("number", type=int)
@click.argument("verdict", type=_one_of(Advice))
@click.option("--from-day", type=int, help="With recommended_from: days since the treatment.")
@click.option("--reason", default="", help="Why.")
@click.option("--expires", type=_DATE, metavar="DATE", help="The last day on which the decision holds.")
@click.option("--seen", type=int, metavar="VERSION", help="The version you looked at; refused if it was saved since.")
@_who
@_format
def decide(
    number: int, verdict: str, from_day: int | None, reason: str, expires: Any, seen: int | None, who: str, form: str
) -> None:
    """Sign a decision on the newest formula of a product."""
    with _opened() as store:
        shelved = store.product(number)
        if seen is not None:
            shelved = replace(shelved, product=replace(shelved.product, version=seen))
        last_day = expires.date() if expires else None
        signed = store.sign(shelved, Advice(verdict), who, from_day=from_day, reason=reason, expires_on=last_day)
        _print([signed], form, HealingPlan(), shelf.rules_of(store))


@clinic.command()
@_format
def recheck(form: str) -> None:
    """Judge the shelf with today's knowledge and protocol, and list what needs attention. Exit code 1: something does."""
    with _opened() as store:
        rules = shelf.rules_of(store)
        done = shelf.recheck(store, rules)
        needy = [s for s in store.shelf() if shelf.concerns(s, date.today())]
        if form == "json":
            _print_json({**_plain(done), "attention": [_as_data(s, HealingPlan(), rules) for s in needy]})
        else:
            click.echo(wording_clinic.rechecked(done.edition, done.formulas, done.moved))
            _print(needy, form, HealingPlan(), rules)
    sys.exit(1 if needy else 0)


@clinic.command("import")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@_who
@_format
def import_file(path: Path, who: str, form: str) -> None:
    """Import a table of products (CSV, XLSX), or an export into an empty store. Exit code 1: some rows were refused."""
    with _opened() as store:
        with path.open("rb") as file:
            start = file.readline(10_000).decode("utf-8", errors="replace")
        refused: Sequence[transfer.Refused]
        if transfer.is_export(start):
            with path.open(encoding="utf-8", newline="\n") as lines:
                restored = transfer.restore(store, lines)
            counts, refused = restored.taken, restored.refused
        else:
            done = import_table(store, path, who)
            shelf.recheck(store, shelf.rules_of(store))
            counts = {"added": done.added, "changed": done.changed, "same": done.same, "signed": done.signed}
            refused = done.refused
    if form == "json":
        _print_json({"taken": counts, "refused": [_plain(one) for one in refused]})
    else:
        click.echo(", ".join(f"{what}: {count}" for what, count in counts.items()))
        for one in refused:
            click.echo(wording_clinic.refused_line(one.line, one.what, one.why), err=True)
    sys.exit(1 if refused else 0)


@clinic.command("export")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
def export_file(path: Path) -> None:
    """Write the whole store as JSON Lines, journal included; - writes to standard output."""
    with _opened() as store:
        if str(path) == "-":
            for line in transfer.export(store):
                click.echo(line, nl=False)
            return
        if path.exists():
            raise _Cannot(f"{path} is already there. Give another name.")
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(transfer.export(store))
    click.echo(f"{path} written.", err=True)


@clinic.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path) -> None:
    """Copy the whole store into a file (SQLite), also while others work with it."""
    with _opened() as store:
        store.backup(path)
    click.echo(f"{path} written.", err=True)


@clinic.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--name", default="", help="How the protocol is called; the file's name where none is given.")
@click.option("--who", default="", envvar="CHECKER_WHO", help="Your name, where you save one.")
def protocol(path: Path | None, name: str, who: str) -> None:
    """Print the clinic's protocol as CSV, or save the one in a file."""
    with _opened() as store:
        if path is None:
            stored = store.protocol()
            click.echo(stored.text if stored else "", nl=False)
            return
        text = decoded(path.read_bytes())
        read = read_protocol(text, name or path.stem)
        store.save_protocol(read.name, read.version, text, who)
        done = shelf.recheck(store, shelf.rules_of(store))
    click.echo(wording_clinic.protocol_saved(read.version, done.formulas, done.moved))


@clinic.command()
@click.option("--name", required=True, help="The clinic's name, as patients know it.")
@click.option("--phone", default="", help="The number to call.")
@click.option("--logo", type=click.Path(dir_okay=False, path_type=Path), help="A PNG or JPEG.")
@_who
def details(name: str, phone: str, logo: Path | None, who: str) -> None:
    """Save what stands at the head of a handout."""
    with _opened() as store:
        picture = fitted(logo.read_bytes()) if logo else store.clinic().logo
        store.save_clinic(Clinic(name, phone, picture), who)


@clinic.command()
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PDF."
)
@click.option("--treated-on", required=True, type=_DATE, metavar="DATE", help="The day of treatment.")
@click.option("--today", type=_DATE, metavar="DATE", help="The day on which the page is handed out, instead of today.")
@click.option(
    "--product",
    "numbers",
    type=int,
    multiple=True,
    help="A product by its number; all recommended where none is given.",
)
@click.option(
    "--own",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="A text file with a list of the patient's own.",
)
@click.option("--language", type=_one_of(Language), default="en")
@click.option("--paper", type=_one_of(Paper), default="a4")
@_treatment
def handout(
    output: Path, treated_on: Any, today: Any, numbers: tuple[int, ...], own: tuple[Path, ...], language: str, paper: str,
    treatment: str,
) -> None:  # fmt: skip
    """Write the page for a patient as PDF. Nothing of the patient is kept."""
    with _opened() as store:
        on = today.date() if today else date.today()
        plan = HealingPlan.since(treated_on.date(), on, treatment=treatment)
        chosen = [store.product(number) for number in numbers] or handing_out.usual(store.shelf())
        brought = [Item(path.stem, decoded(path.read_bytes())) for path in own]
        page = handing_out.hand_out(
            store.clinic(), chosen, brought, plan, shelf.rules_of(store), Language(language), Paper(paper)
        )
        output.write_bytes(page)
    click.echo(f"{output} written.", err=True)


# --- printing ----------------------------------------------------------------------------------------------------


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: plain_cell(getattr(value, field.name)) for field in fields(value)}


def _as_data(shelved: Shelved, plan: HealingPlan, rules: shelf.Rules) -> dict[str, Any]:
    judgement, before = shelved.judgement, shelved.before if shelved.verdict_moved else None
    return {
        "product": _plain(shelved.product),
        "formula": _plain(shelved.formula),
        "decision": _plain(shelved.decision) if shelved.decision else None,
        "verdict": shelf.verdict_in(judgement, shelf.phase_of(plan, rules.both)).value,
        "by_phase": dict(zip(Phase, judgement.by_phase, strict=True)) if judgement else None,
        "before": dict(zip(Phase, before.by_phase, strict=True)) if before else None,
        "attention": [concern.value for concern in shelf.concerns(shelved, date.today())],
        "edition": rules.edition,
        "protocol": {"name": rules.protocol.name, "version": rules.protocol.version} if rules.protocol else None,
    }


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=True, indent=2))


def _print(found: Sequence[Shelved], form: str, plan: HealingPlan, rules: shelf.Rules) -> None:
    if form == "json":
        _print_json([_as_data(s, plan, rules) for s in found])
        return
    phase = shelf.phase_of(plan, rules.both)
    for shelved in found:
        said = shelf.verdict_in(shelved.judgement, phase)
        decided = wording_clinic.decided(shelved.decision) if shelved.decision else wording_clinic.NOT_DECIDED
        verdict = f"{wording.ICONS[said]} {wording.VERDICTS[said]:<17}"
        click.echo(f"{shelved.product.id:>5}  {verdict}  {shelved.product.title}  |  {decided}")
        for concern in shelf.concerns(shelved, date.today()):
            click.echo(f"       ! {wording_clinic.concern(concern, shelved)}")
