"""The command `batch`: arguments, files and exit codes of a run over a whole table."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from checker.knowledge.load import load_knowledge
from checker.knowledge.tables import KnowledgeError
from checker.model.extras import needed
from checker.model.plan import HealingPlan, PlanError
from checker.model.terms import Treatment, Use


class Cannot(click.ClickException):
    """A command that could not run: what, where, what next."""

    exit_code = 2


@click.command()
@click.argument("source")
@click.option(
    "-o", "--output", required=True, type=click.Path(), help="Where to write: .csv, .tsv, .xlsx, .parquet or .jsonl."
)
@click.option("--treatment", default="unknown", metavar="|".join(Treatment), help="How the skin was needled.")
@click.option("--day", type=int, default=1, show_default=True, help="Days since the treatment.")
@click.option("--use", default="leave_on", metavar="|".join(Use), help="How the products are used.")
@click.option("--ingredients", help="The column of ingredient lists, where it has an unusual name.")
@click.option("--name-column", "name", help="The column of product names.")
@click.option(
    "--column",
    "others",
    multiple=True,
    metavar="ROLE=COLUMN",
    help="The column of another role: brand, identifier, treatment, day or use; may be given several times.",
)
@click.option("--encoding", help="The encoding of the file, where the guess is wrong.")
@click.option("--separator", help="The separator of the file, where the guess is wrong.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes work; all cores where not given.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--force", is_flag=True, help="Replace an existing result.")
@click.option("--raw", is_flag=True, help="Leave cells that a spreadsheet would run as formulas as they are.")
@click.option(
    "--engine", type=click.Choice(["here", "dask"]), default="here", help="dask: the files of a folder, on its workers."
)
@click.option("--scheduler", help="The address of a dask scheduler; without it, one is started here.")
def batch(
    source: str,
    output: str,
    treatment: str,
    day: int,
    use: str,
    ingredients: str | None,
    name: str | None,
    others: tuple[str, ...],
    encoding: str | None,
    separator: str | None,
    jobs: int | None,
    resume: bool,
    force: bool,
    raw: bool,
    engine: str,
    scheduler: str | None,
) -> None:
    """Check a whole table: SOURCE is a CSV, XLSX, Parquet or JSON Lines file, a folder of them, or - for standard input.

    A folder becomes a folder of Parquet, a part for a file.

    Exit code 0: every row was answered. 1: some rows have a problem. 2: could not run.
    """  # fmt: skip
    needed("dask" if engine == "dask" else "batch")
    # Imported here: a check needs no processes and no tables.
    from checker.batch.columns import ROLES, BatchError
    from checker.batch.folders import run_folder
    from checker.batch.run import Options, run_batch
    from checker.batch.watch import watched

    try:
        plan = HealingPlan(treatment=treatment, day=day, use=use)  # type: ignore[arg-type]
        load_knowledge()
    except (PlanError, KnowledgeError) as error:
        raise Cannot(str(error)) from None
    columns = {role: column for role, _, column in (other.partition("=") for other in others)}
    columns |= {role: column for role, column in (("ingredients", ingredients), ("name", name)) if column}
    if wrong := [role for role in columns if role not in ROLES]:
        raise Cannot(f"--column: there is no role {wrong[0]!r}. Choose one of: {', '.join(ROLES)}.")
    options = Options(plan, columns, encoding, separator, raw)
    is_folder = engine == "dask" or (source != "-" and Path(source).is_dir())
    cores = jobs or os.cpu_count() or 1
    try:
        with watched(sys.stderr) as progress:
            if is_folder:
                refused = {"--resume": resume, "--force": force, "--raw": raw, "--jobs": jobs and scheduler}
                _refuse([option for option, is_given in refused.items() if is_given])
                tally = run_folder(
                    Path(source), Path(output), options, jobs=cores, engine=engine, scheduler=scheduler, say=_say,
                    progress=progress,
                )  # fmt: skip
            else:
                table = sys.stdin.buffer if source == "-" else Path(source)
                tally = run_batch(
                    table, Path(output), options, jobs=cores, resume=resume, force=force, say=_say, progress=progress
                )
    except BatchError as error:
        raise Cannot(str(error)) from None
    except KeyboardInterrupt:
        kept = "Nothing is left of it." if is_folder else "What was done is kept: go on with --resume."
        raise Cannot(f"Stopped. {kept}") from None
    for what, count in tally.lines():
        click.echo(f"{what}: {count}", err=True)
    click.echo(f"{tally.rows} rows written to {output}, {tally.problems} of them with a problem.", err=True)
    sys.exit(1 if tally.problems else 0)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _refuse(options: list[str]) -> None:
    if options:
        raise Cannot(
            f"{' and '.join(options)} cannot be had with a folder: it is written whole and never replaced, its cells "
            "stay as they are, and a scheduler has its own workers. Leave it away."
        )
