"""How a batch looks: bars of verdicts and reasons, a preview, rows with a problem; whatever stands in a table is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from checker.answer import wording
from checker.batch import wording as wording_batch
from checker.model.paths import page_file
from checker.model.terms import Verdict
from checker.web.look import shown

_CLASS = {
    Verdict.AVOID: "ck-stop",
    Verdict.CAUTION: "ck-care",
    Verdict.NO_KNOWN_PROBLEM: "ck-calm",
    Verdict.CANNOT_TELL: "ck-neutral",
}
_SHOWN_SIGNS = 150


@cache
def style() -> str:
    """The style sheet of the batch page, as HTML."""
    return f"<style>{page_file('batch.css')}</style>"


def verdicts(counts: Mapping[str, int]) -> str:
    """How often each verdict came out; sign and words stand beside each bar."""
    rows = [
        (f"{wording.ICONS[verdict]} {wording.VERDICTS[verdict]}", counts.get(verdict.value, 0), _CLASS[verdict])
        for verdict in wording_batch.VERDICTS
    ]
    return _bars(rows, sum(counts.values()))


def names(counts: Sequence[tuple[str, int]]) -> str:
    """How often names came out."""
    return _bars([(name[:_SHOWN_SIGNS], count, "") for name, count in counts], None)


def _bars(rows: Sequence[tuple[str, int, str]], total: int | None) -> str:
    """A bar a row; with a total the share stands behind the count."""
    longest = max((count for _, count, _ in rows), default=0) or 1
    parts = []
    for label, count, role in rows:
        share = f" ({count / total:.0%})" if total else ""
        parts.append(
            f'<div class="bt-line"><dt class="{role}">{shown(label)}</dt>'
            f'<dd class="bt-drawn" aria-hidden="true"><div class="bt-bar {role}" style="width:{count / longest:.1%}"></div></dd>'
            f'<dd class="bt-count">{count:,}{share}</dd></div>'
        )
    return f'<dl class="bt-bars">{"".join(parts)}</dl>'


def preview(rows: Sequence[tuple[str, str, str]]) -> str:
    """The first rows: name, what was found in them, the beginning of their list."""
    items = [
        f"<li><b>{shown(name or '-')}</b> ({shown(found)})<br><span>{shown(_cut(text))}</span></li>"
        for name, found, text in rows
    ]
    return f'<ul class="bt-preview">{"".join(items)}</ul>'


def problems(rows: Sequence[tuple[int, str, str]]) -> str:
    """Rows with a problem: number, name, problem."""
    items = [
        f"<li><b>{wording_batch.COLUMN_TITLES['row']} {number}</b> <span>{shown(name)}</span><br>{shown(_cut(problem))}</li>"
        for number, name, problem in rows
    ]
    return f'<ul class="bt-preview">{"".join(items)}</ul>'


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_SIGNS else line[:_SHOWN_SIGNS].rstrip() + " ..."
