"""The command line: arguments, files and exit codes. Everything else is done by the folders below it.

`check` exits with 0 for no known problem, 1 for avoid or caution, 2 for cannot tell or could not run.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from checker import __version__
from checker.answer import render
from checker.answer.lookup import counted, explain
from checker.batch.commands import Cannot, batch
from checker.batch.coverage import HALVES, CoverageError, measure
from checker.check import check_label
from checker.knowledge import encodings
from checker.knowledge import inventory as vocabulary
from checker.knowledge.load import Knowledge, load_knowledge
from checker.knowledge.tables import KnowledgeError
from checker.model import paths
from checker.model.extras import MissingExtraError, needed
from checker.model.plan import HealingPlan, PlanError
from checker.model.report import Report
from checker.model.signed import signed
from checker.model.terms import Treatment, Use, Verdict
from checker.review import wording as wording_review

if TYPE_CHECKING:  # A clinic's store and photos bring libraries that take a second to load.
    from checker.clinic.protocol import Protocol
    from checker.photo.model import PhotoText

EXIT_CODES = {Verdict.NO_KNOWN_PROBLEM: 0, Verdict.CAUTION: 1, Verdict.AVOID: 1, Verdict.CANNOT_TELL: 2}
#: More than this is no label; a whole catalogue belongs to the batch.
LONGEST_TEXT = 20_000_000


class _Commands(click.Group):
    """The commands; one whose libraries are not installed says in one line how to add them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except MissingExtraError as missing:
            raise Cannot(str(missing)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="needling-checker %(version)s")
def main() -> None:
    """Check skincare ingredient lists for skin that is healing after microneedling."""


main.add_command(batch)


@main.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", "path", type=click.Path(dir_okay=False, allow_dash=True), help="Read the text from a file."
)
@click.option("--photo", "photos", multiple=True, metavar="FILE", help="Read a photo of the pack; several are joined.")
@click.option("--name", default="", help="The product's name; claims such as “peeling” in it count.")
@click.option("--treatment", default="unknown", metavar="|".join(Treatment), help="How the skin was needled.")
@click.option("--day", type=int, help="Days since the treatment (0 is the day itself).")
@click.option("--treated-on", metavar="DATE", help="The day of treatment, as 2026-11-22.")
@click.option("--today", metavar="DATE", help="The day to judge for, instead of today.")
@click.option("--use", default="leave_on", metavar="|".join(Use), help="How the product is used.")
@click.option("--slow-healing", is_flag=True, help="Your skin heals slowly: one phase of patience more.")
@click.option("--still-irritated", is_flag=True, help="Your skin is still red, flaking or tender.")
@click.option("--from-clinic", is_flag=True, help="Your clinic gave or named the product.")
@click.option("--allergy", "allergies", multiple=True, metavar="NAME", help="An allergy; may be given several times.")
@click.option("--protocol", "rules", type=click.Path(dir_okay=False), help="A clinic's own rules over ours, as CSV.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text")
def check(
    text: str | None,
    path: str | None,
    photos: tuple[str, ...],
    name: str,
    rules: str | None,
    form: str,
    **plan_words: Any,
) -> None:
    """Check an ingredient list: TEXT, a file (-f FILE), standard input (-), or a photo of the pack (--photo FILE).

    Exit code 0: no known problem. 1: avoid or caution. 2: cannot tell, or could not run.
    """
    plan = _plan(**plan_words)
    if photos and (text is not None or path is not None):
        raise Cannot("A photo and a text were both given: give one of them.")
    ours: dict[str, Any] = {"protocol": _protocol(rules) if rules else None, "knowledge": _knowledge()}
    if photos:
        read = _read_photos(photos)
        report = check_label(read.text, plan, name or read.barcode, source="photo", confirmed=False, **ours)
        click.echo("\n".join(_doubts(read, report)), err=True)
    else:
        report = check_label(_read_input(text, path), plan, name, **ours)
    click.echo(_laid_out(report, form))
    if report.verdict is Verdict.CANNOT_TELL:
        click.echo(_printable(report.advice), err=True)
    sys.exit(EXIT_CODES[report.verdict])


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def photo(files: tuple[str, ...], form: str) -> None:
    """Read the print in photos of one pack, for checking or correcting: the text, and what to compare with the pack.

    Exit code 0: text was read. 2: none, or could not run.
    """
    read = _read_photos(files)
    report = check_label(read.text, knowledge=_knowledge(), source="photo", confirmed=False)
    if form == "json":
        from checker.photo.show import as_dict

        click.echo(json.dumps(as_dict(read, report), ensure_ascii=True, indent=2))
        return
    click.echo(_printable(read.text))
    click.echo("\n".join(_doubts(read, report)), err=True)


@main.command()
@click.argument("name")
def lookup(name: str) -> None:
    """Explain one ingredient: its group, its levels by phase, why, and on what evidence."""
    lines = explain(name, _knowledge())
    click.echo("\n".join(lines))
    sys.exit(0 if len(lines) > 1 else 2)


@main.command()
@click.option("--coverage", type=click.Path(dir_okay=False), help="Measure how much of a file of labels is read.")
@click.option("--half", type=click.Choice(HALVES), help="Only one half of that file, by the labels' ids.")
def data(coverage: str | None, half: str | None) -> None:
    """Check the knowledge's tables and count what is in them."""
    knowledge = _knowledge()
    click.echo(f"Edition {knowledge.edition}: no faults.")
    click.echo("\n".join(counted(knowledge)))
    click.echo(f"\n{wording_review.signed(signed())}")
    if coverage:
        try:
            found = measure(Path(coverage), knowledge, half)
        except CoverageError as error:
            raise Cannot(str(error)) from None
        click.echo(
            f"\n{coverage}: {found.texts} texts, {found.read} of {found.entries} entries read ({found.share:.2%})"
        )
        counts = ", ".join(f"{count} {verdict}" for verdict, count in found.verdicts.most_common())
        click.echo(f"Day 1: {counts}. Not understood, whatever the day: {found.not_understood}.")
        for name, count in found.unread.most_common(30):
            click.echo(f"{count:>6}  {name}")


@main.command("clinic", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def clinic_commands(arguments: tuple[str, ...]) -> None:
    """A clinic's shelf: vet products, sign decisions, hand out a page; `clinic --help` tells more."""
    needed("clinic")
    # Imported here: a check needs no database.
    from checker.clinic.commands import clinic

    clinic.main(arguments, prog_name="needling-checker clinic")


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--address", help="Listen on this address instead of this machine's own (127.0.0.1); 0.0.0.0 is all.")
@click.option("--port", type=int, help="Listen on this port instead of 8501.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def page(address: str | None, port: int | None, options: tuple[str, ...]) -> None:
    """Start the page, at http://127.0.0.1:8501. OPTIONS are Streamlit's own, such as --server.baseUrlPath=skin."""
    needed("page")
    own = (("--server.address", address), ("--server.port", port))
    asked = [f"{option}={value}" for option, value in own if value is not None]
    sys.argv = ["streamlit", "run", str(paths.page()), *asked, *options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


@main.command("review", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def review_commands(arguments: tuple[str, ...]) -> None:
    """A clinician reads and signs what the answers rest on; `review --help` tells more."""
    # Imported here: a check needs no packet.
    from checker.review.commands import review

    review.main(arguments, prog_name="python -m checker review")


@main.group("vocabulary")
def vocabulary_commands() -> None:
    """A larger inventory of names of your own: read, and judged only by their naming pattern."""


@vocabulary_commands.command("add")
@click.argument("path", type=click.Path(dir_okay=False))
def add_vocabulary(path: str) -> None:
    """Load the names of a CSV file, such as the Commission's CosIng export."""
    try:
        added = vocabulary.add(Path(path))
    except vocabulary.VocabularyError as error:
        raise Cannot(str(error)) from None
    click.echo(f"{added.name}: {added.names} names loaded. `vocabulary remove {added.name}` takes them away.")


@vocabulary_commands.command("list")
def list_vocabulary() -> None:
    """List the loaded inventories."""
    for inventory in vocabulary.listed():
        click.echo(f"{inventory.name}: {inventory.names} names, added on {inventory.added}")
    if not vocabulary.listed():
        click.echo("No inventory is loaded. `vocabulary add FILE` loads one.")


@vocabulary_commands.command("remove")
@click.argument("name")
def remove_vocabulary(name: str) -> None:
    """Take a loaded inventory away."""
    try:
        vocabulary.remove(name)
    except vocabulary.VocabularyError as error:
        raise Cannot(str(error)) from None
    click.echo(f"{name}: removed.")


def _read_photos(paths: tuple[str, ...]) -> PhotoText:
    needed("photo")
    from checker.photo.model import PhotoError
    from checker.photo.photos import read_photos

    try:
        return read_photos([(Path(path).name, Path(path).read_bytes()) for path in paths], _knowledge())
    except OSError as error:
        raise Cannot(f"{error.filename} cannot be read ({error.strerror}). Check the name and the rights.") from None
    except PhotoError as error:
        raise Cannot(str(error)) from None


def _doubts(read: PhotoText, report: Report) -> list[str]:
    from checker.photo.show import doubts_in_words

    return [_printable(line) for line in doubts_in_words(read, report)]


def _plan(
    treatment: str, day: int | None, treated_on: str | None, today: str | None, use: str, **options: Any
) -> HealingPlan:
    if treated_on is None:
        if today is not None:
            raise Cannot("--today needs --treated-on: give the day of treatment as well, or --day alone.")
        given = {} if day is None else {"day": day}
        return _plan_or_stop(HealingPlan, treatment=treatment, use=use, **given, **options)
    if day is not None:
        raise Cannot("--day and --treated-on both say when it is: give one of them.")
    on, now = _date("--treated-on", treated_on), _date("--today", today) if today else date.today()
    return _plan_or_stop(HealingPlan.since, treated_on=on, today=now, treatment=treatment, use=use, **options)


def _plan_or_stop(make: Any, **words: Any) -> HealingPlan:
    try:
        plan: HealingPlan = make(**words)
    except PlanError as error:
        raise Cannot(str(error)) from None
    return plan


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Cannot(f"{option} {text!r} is not a date. Write it as 2026-11-22.") from None


def _read_input(text: str | None, path: str | None) -> str:
    if text is not None and path is not None:
        raise Cannot("A text and a file were both given: give one of them.")
    if path is None and text not in (None, "-"):
        return str(text)
    if path is None and text is None and sys.stdin.isatty():
        raise Cannot('No text: give it in quotes ("Aqua, Glycerin"), as a file (-f FILE), or on standard input (-).')
    if path in (None, "-"):
        return _decoded(sys.stdin.buffer, "standard input")
    try:
        with Path(str(path)).open("rb") as file:
            return _decoded(file, str(path))
    except OSError as error:
        raise Cannot(f"{path} cannot be read ({error.strerror}). Check the name and the rights.") from None


def _decoded(file: IO[bytes], where: str) -> str:
    raw = file.read(LONGEST_TEXT + 1)
    if len(raw) > LONGEST_TEXT:
        raise Cannot(f"{where} holds more than {LONGEST_TEXT // 1_000_000} MB: give one product's text.")
    for encoding in ("utf-8-sig", *(["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else [])):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\x00" in raw and not encodings.is_utf_16(raw):
        raise Cannot(f"{where} is no text (it holds binary data). Give the ingredient list as text.")
    found = encodings.guess(raw)
    click.echo(f"{where} is not UTF-8; read as {encodings.title(found)}.", err=True)
    return raw.decode(found, errors="replace")


def _laid_out(report: Report, form: str) -> str:
    if form == "json":
        # Escaped, so that half a surrogate pair pasted by accident can be printed anywhere.
        return json.dumps(report.to_dict(), ensure_ascii=True, indent=2)
    if form == "markdown":
        return _printable(render.as_markdown(report))
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    paint = (lambda text, colour: click.style(text, fg=colour, bold=True)) if colours else render.plain
    return _printable(render.as_text(report, paint))


def _printable(text: str) -> str:
    """Text that any stream can take: a lone surrogate becomes a question mark."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _protocol(path: str) -> Protocol:
    from checker.clinic.protocol import ProtocolError, decoded, read_protocol

    try:
        return read_protocol(decoded(Path(path).read_bytes()), Path(path).stem, _knowledge())
    except OSError as error:
        raise Cannot(f"{path} cannot be read ({error.strerror}). Check the name and the rights.") from None
    except ProtocolError as error:
        raise Cannot(str(error)) from None


def _knowledge() -> Knowledge:
    try:
        return load_knowledge()
    except KnowledgeError as error:
        raise Cannot(str(error)) from None
