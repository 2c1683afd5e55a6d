"""A folder of tables in, a folder of Parquet out: each file is a batch run of its own, on this machine's cores or on dask's workers.

The result grows in a hidden folder beside its place and is renamed when it is whole, with `_SUCCESS` in it. A file that
a lost worker had in hand is judged again by another one. Subfolders (`country=de/`) stay, and so do their parts of the data.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from logging import CRITICAL
from pathlib import Path
from typing import Any

from checker.batch.columns import BatchError, find_columns
from checker.batch.reading import open_table
from checker.batch.run import Options, Tally, run_batch

#: Files of a folder that are tables, by their endings; each may be packed (.gz).
ENDINGS = (".csv", ".tsv", ".parquet", ".parq", ".jsonl", ".ndjson", ".xlsx")
#: What runs a function over many files and yields the results in the order of the files.
Map = Callable[[Callable[["_Part"], tuple[Tally, str]], Sequence["_Part"]], Iterable[tuple[Tally, str]]]


@dataclass(frozen=True)
class _Part:
    """One file of the folder, and the part that answers it."""

    source: Path
    target: Path
    options: Options
    #: Where it is written first: a lost worker's attempt is in nobody's way.
    attempts: Path
    jobs: int = 1


def run_folder(
    source: Path,
    target: Path,
    options: Options,
    *,
    jobs: int = 1,
    engine: str = "here",
    scheduler: str | None = None,
    say: Callable[[str], None] = lambda line: None,
    progress: Callable[[Tally, float | None], None] = lambda tally, fraction: None,
) -> Tally:
    """Judge every table of a folder and write a folder of Parquet, a part for a file, numbered in the files' order.

    `engine` is "here" (`jobs` processes) or "dask" (the workers of a `scheduler`, else `jobs` of its own). Raises `BatchError`
    for a folder without tables, a file that is damaged or has other columns than the first, or a result that is there
    already; nothing is left of a run that failed.
    """
    if target.exists():
        raise BatchError(f"{target} is already there. Choose another name, or remove the folder first.")
    files = tables_in(source)
    if not files:
        raise BatchError(f"{source} holds no table. Tables end with {', '.join(ENDINGS)}, or one of these and .gz.")
    _check_alike(files, options)
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise BatchError(
            f"{target.parent} cannot be written ({error.strerror}). Check the name and the rights."
        ) from None
    digits = max(5, len(str(len(files))))
    # Fewer files than cores: one after the other, each on all of them.
    shared = jobs if engine == "here" and len(files) < jobs else 1
    parts = [
        _Part(
            file,
            aside / file.relative_to(source).parent / f"part-{number:0{digits}}-{_stem(file)}.parquet",
            options,
            aside / ".attempts",
            shared,
        )
        for number, file in enumerate(files)
    ]
    tally, said = Tally(), set[str]()
    try:
        with _dask(scheduler, jobs) if engine == "dask" else _here(1 if shared > 1 else jobs) as over:
            for done, (of_part, line) in enumerate(over(_judge, parts), start=1):
                tally.add_all(of_part)
                progress(tally, done / len(parts))
                if line and line not in said:
                    said.add(line)
                    say(line)
        shutil.rmtree(aside / ".attempts", ignore_errors=True)
        (aside / "_SUCCESS").touch()
        # As open to others as a folder made in the usual way.
        umask = os.umask(0)
        os.umask(umask)
        aside.chmod(0o777 & ~umask)
        aside.rename(target)
    except BrokenProcessPool:
        raise BatchError("A process ended before it was done: it may need more memory. Try fewer --jobs.") from None
    except OSError as error:
        raise BatchError(f"{error.strerror or error} ({error.filename or target}). Mend it and start again.") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tally


def tables_in(folder: Path) -> list[Path]:
    """The tables of a folder and its subfolders, numbers in their names in the order of numbers; hidden ones are left out."""
    found = [
        path
        for path in folder.rglob("*")
        if path.name.lower().removesuffix(".gz").endswith(ENDINGS)
        and path.is_file()
        and not any(name.startswith((".", "_")) for name in path.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda path: _in_order(path.relative_to(folder).as_posix()))


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(text), "") if text.isdecimal() else (-1, text) for text in re.split(r"(\d+)", name)]


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").rsplit(".", 1)[0]


def _check_alike(files: Sequence[Path], options: Options) -> None:
    """Every file can be opened and has the columns of the first one, whatever their order. Raises `BatchError` naming it."""
    first: Mapping[str, Any] = {}
    for file in files:
        with open_table(file, options.encoding, options.separator) as table:
            if file is files[0]:
                find_columns(table.header, options.columns)
            columns = dict(
                zip(table.header, table.typed.schema.types if table.typed else [None] * len(table.header), strict=True)
            )
        first = first or columns
        if differing := sorted(first.keys() ^ columns.keys()):
            raise BatchError(
                f"{file} has other columns than {files[0]}: {', '.join(differing)}. Put it into a folder of its own."
            )
        for name, type_ in columns.items():
            if type_ != first[name] and None not in (type_, first[name]):
                raise BatchError(
                    f"{file} has another type than {files[0]} in {name!r}: {type_}, not {first[name]}. Write it with the same types."
                )


def _judge(part: _Part) -> tuple[Tally, str]:
    """Judge a file; its tally, and what was said about it."""
    for folder in (part.target.parent, part.attempts):
        folder.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    with tempfile.TemporaryDirectory(dir=part.attempts) as attempt:
        try:
            tally = run_batch(
                part.source, Path(attempt) / "part.parquet", part.options, jobs=part.jobs, say=said.append
            )
        except BatchError as error:
            where = str(part.source)
            raise BatchError(str(error) if where in str(error) else f"{where}: {error}") from None
        os.replace(Path(attempt) / "part.parquet", part.target)
    return tally, " ".join(said)


@contextmanager
def _here(jobs: int) -> Iterator[Map]:
    if jobs == 1:
        yield map
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield pool.map


@contextmanager
def _dask(scheduler: str | None, jobs: int) -> Iterator[Map]:
    from distributed import Client, KilledWorker

    # A worker's own word about a fault is a traceback; what it raised is said in one line at the end.
    ours = {"n_workers": jobs, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": CRITICAL}
    workers = {"address": scheduler} if scheduler else ours
    with Client(**workers) as client:  # type: ignore[no-untyped-call]
        try:
            yield lambda work, parts: (future.result() for future in client.map(work, parts, pure=False))
        except KilledWorker as error:
            raise BatchError(f"dask gave a file up, on which one worker after the other ended ({error}).") from None
