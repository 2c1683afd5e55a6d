"""How a clinic's shelf looks: what moved, lists side by side, decisions, journal; whatever was typed is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from checker.answer import wording
from checker.clinic import wording as wording_clinic
from checker.clinic.difference import Change, NameChange
from checker.clinic.model import Decision, JournalRow, Shelved
from checker.model.paths import page_file
from checker.model.terms import Phase, Verdict
from checker.web.look import LEVEL_ROLE, ROLE, icon, shown

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "−", Change.MOVED: "↕", Change.KEPT: ""}


@cache
def style() -> str:
    """The style sheet of the clinic's pages, as HTML."""
    return f"<style>{page_file('clinic.css')}</style>"


def attention(shelved: Shelved, reasons: Sequence[str], title: str = "") -> str:
    """Why a product needs attention; where a verdict moved, old and new side by side."""
    lines = "".join(f"<li>{shown(reason)}</li>" for reason in reasons)
    table = moved(shelved) if shelved.verdict_moved else ""
    head = f"<h3>{shown(title)}</h3>" if title else ""
    return f'<div class="cl-need">{head}<ul>{lines}</ul>{table}</div>'


def moved(shelved: Shelved) -> str:
    """The verdicts when it was signed and those of now, phase by phase; what differs is marked."""
    if shelved.before is None or shelved.judgement is None:
        return ""
    head = "".join(f'<th scope="col">{title}</th>' for title in wording_clinic.OLD_AND_NEW)
    pairs = zip(Phase, shelved.before.by_phase, shelved.judgement.by_phase, strict=True)
    rows = "".join(
        f'<tr{"" if old is new else " class=cl-moved"}><th scope="row">{shown(wording.PHASES[phase])}</th>'
        f"<td>{verdict(old)}</td><td>{verdict(new)}</td></tr>"
        for phase, old, new in pairs
    )
    return f'<table class="cl-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def verdict(of: Verdict) -> str:
    """A verdict as a badge: icon and words."""
    return f'<span class="ck-badge ck-{ROLE[of]}">{icon(ROLE[of])} {wording.VERDICTS[of]}</span>'


def difference(changes: Sequence[NameChange]) -> str:
    """Two lists as one: names that came, went or moved are marked with sign, word and line; what they mean for skin too."""
    parts = []
    for name in changes:
        finding = name.new or name.old
        if finding is None or name.change is Change.KEPT:
            parts.append(f"<span>{shown(name.printed)}</span>")
            continue
        role = LEVEL_ROLE[finding.level]
        tag = {Change.ADDED: "ins", Change.REMOVED: "del", Change.MOVED: "em"}[name.change]
        said = f"{wording_clinic.CHANGES[name.change]}, {wording.LEVELS[finding.level]}"
        sign = f'<b aria-hidden="true">{_SIGNS[name.change]}</b>'
        parts.append(f'<{tag} class="ck-{role}">{sign} {shown(name.printed)} <small>({said})</small></{tag}>')
    return f'<p class="cl-diff">{", ".join(parts)}</p>'


def pasted_list(text: str) -> str:
    """A list as it was pasted."""
    return f'<p class="cl-diff">{shown(text)}</p>'


def decisions(found: Sequence[Decision]) -> str:
    """Decisions, the newest first."""
    lines = "".join(f"<li>{shown(wording_clinic.decision_line(decision))}</li>" for decision in reversed(found))
    return f'<div class="ck-text"><ul>{lines}</ul></div>'


def both(mine: Mapping[str, Any], theirs: Shelved) -> str:
    """What was not saved beside what is on the shelf now."""
    now = {
        "brand": theirs.product.brand, "name": theirs.product.name, "use": theirs.product.use,
        "barcode": theirs.product.barcode, "text": theirs.formula.text,
        **({"verdict": theirs.decision.verdict, "from_day": theirs.decision.from_day, "reason": theirs.decision.reason,
            "expires_on": theirs.decision.expires_on,
            "who": theirs.decision.who} if theirs.decision else {}),
    }  # fmt: skip
    told = [name for name in mine if name in wording_clinic.CELLS]
    head = f'<tr><td></td><th scope="col">{wording_clinic.MINE}</th><th scope="col">{wording_clinic.THEIRS}</th></tr>'
    rows = "".join(
        f'<tr{"" if _cell(mine[name]) == _cell(now.get(name)) else " class=cl-moved"}><th scope="row">{wording_clinic.CELLS[name]}</th>'
        f"<td>{_cell(mine[name])}</td><td>{_cell(now.get(name))}</td></tr>"
        for name in told
    )
    return f'<table class="cl-table cl-both"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _cell(value: Any) -> str:
    words: dict[Any, str] = {**wording_clinic.ADVICE, **wording.USES, None: ""}
    return shown(str(words.get(value, value)))


def journal(rows: Sequence[JournalRow]) -> str:
    """The journal, the newest first."""
    lines = "".join(
        f"<li>{row.at:%Y-%m-%d %H:%M} UTC, {shown(row.who)}: {shown(row.what)}</li>" for row in reversed(rows)
    )
    return f'<div class="ck-text"><ul>{lines}</ul></div>'
