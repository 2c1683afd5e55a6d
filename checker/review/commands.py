"""The commands of a review: a packet for a clinician, and reading it back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from checker.knowledge.load import Knowledge, load_knowledge
from checker.knowledge.tables import KnowledgeError
from checker.model.paths import PACKAGE
from checker.review import wording
from checker.review.decisions import decisions_of, labels_of, share_decided
from checker.review.packet import packet_of
from checker.review.packet_file import to_pdf, to_xlsx
from checker.review.read_back import ReviewError, merged, read_packet, read_reviews, write_reviews

#: The annotated labels of the repository; a wheel does not carry them.
GOLD = PACKAGE.parent / "tests" / "gold" / "gold.jsonl"
#: The rows that a clinician signs in an hour.
IN_AN_HOUR = 60
_WRITERS = {".xlsx": to_xlsx, ".pdf": to_pdf}


@click.group()
def review() -> None:
    """A clinician reads and signs what the answers rest on."""


@review.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False), help="Where to write: .xlsx or .pdf.")
@click.option("--labels", type=click.Path(dir_okay=False), help="A file of labels in place of the annotated ones.")
def packet(output: str, labels: str | None) -> None:
    """Write the rows that decide most verdicts, to agree to or to change."""
    writer = _WRITERS.get(Path(output).suffix.lower())
    if writer is None:
        raise click.ClickException(wording.WRONG_ENDING)
    texts, knowledge = _labels(labels), _knowledge()
    decisions = decisions_of(texts, knowledge)
    rows = packet_of(decisions, texts, knowledge)
    Path(output).write_bytes(writer(rows, knowledge))
    share = share_decided(decisions, {row.what for row in rows[:IN_AN_HOUR]})
    click.echo(wording.written(len(rows), output, IN_AN_HOUR, share, len(decisions)))


@review.command("read")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--reviewer", required=True, help="Who reviewed.")
@click.option("--profession", required=True, help="As what: dermatologist, nurse ...")
@click.option("--labels", type=click.Path(dir_okay=False), help="A file of labels in place of the annotated ones.")
def read_command(path: str, reviewer: str, profession: str, labels: str | None) -> None:
    """Check a sheet that came back, and write data/reviews.csv. Changes are listed as proposals; no table is changed."""
    knowledge = _knowledge()
    earlier = read_reviews()
    try:
        found = read_packet(Path(path), reviewer, profession, knowledge, earlier, date.today())
    except ReviewError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    signed = write_reviews(merged(earlier, found.reviews), decisions_of(_labels(labels), knowledge))
    click.echo("\n".join([wording.read(len(found.reviews)), *found.proposals, *found.differences]))
    click.echo(wording.signed(signed))


def _labels(path: str | None) -> list[str]:
    file = Path(path) if path else GOLD
    if not file.exists():
        raise click.ClickException(wording.NO_LABELS)
    return labels_of(file)


def _knowledge() -> Knowledge:
    try:
        return load_knowledge()
    except KnowledgeError as error:
        raise click.ClickException(str(error)) from None
