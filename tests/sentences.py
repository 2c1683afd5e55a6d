"""Every sentence that can be shown, and how easily it reads."""

import ast
import re
from functools import cache
from pathlib import Path

from checker import load_knowledge
from checker.model.names import fold

ROOT = Path(__file__).parents[1]


def of_code() -> list[tuple[str, str]]:
    """Every text in the code but docstrings: sentences live in the wording rooms, and errors beside what they are about."""
    return [(path.name, text) for path in [ROOT / "app.py", *(ROOT / "checker").rglob("*.py")] for text in texts(path)]


def of_wording() -> list[tuple[str, str]]:
    """The texts of the rooms that hold sentences."""
    return [(path.name, text) for path in (ROOT / "checker").rglob("wording*.py") for text in texts(path)]


def of_tables() -> list[tuple[str, str]]:
    """The cells of the knowledge that people read."""
    knowledge = load_knowledge()
    found = []
    for group in knowledge.groups.values():
        found += [(f"groups.csv {group.id}", text) for text in (group.title, group.reason, group.restart_note)]
    found += [(f"ingredients.csv {i.inci}", i.note) for i in knowledge.ingredients.values()]
    for rules in knowledge.rules.values():
        found += [(f"context_rules.csv {rule.order}", text) for rule in rules for text in (rule.message, rule.why)]
    for rows in knowledge.phases.values():
        found += [
            (f"phases.csv {row.treatment}", text)
            for row in rows
            for text in (row.title, row.what, row.only_if, row.basis)
        ]
    found += [(f"sources.csv {source.id}", source.citation) for source in knowledge.sources.values() if source.show]
    return [(where, text) for where, text in found if text]


def texts(path: Path) -> list[str]:
    """The texts of a module without its docstrings; the parts of an f-string are joined, an ellipsis for each value."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            found.append("".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values))
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return found + [node.value for node in constants if id(node) not in skipped]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text: school years, so that 6 to 7 is an age of about 12.

    Long words that stand in INCI names are left out: the person has them on the pack before them.
    """
    sentences = [part for part in re.split(r"[.!?:;]+(?:\s|$)", text) if re.search(r"[a-z]{2}", part)]
    words = [word for word in re.findall(r"[A-Za-z'’]+", text) if syllables(word) < 3 or fold(word) not in names()]
    if not words or not sentences:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels.

    >>> [syllables(word) for word in ("skin", "judged", "irritate", "treatment", "little")]
    [1, 1, 3, 2, 2]
    """
    word = re.sub(r"(?<![aeioutdl])e[ds]?$|(?<=[aeioul])(?<!l)e$", "", word.lower())
    word = re.sub(r"(?<=[aeiouy][td])es?$", "", word)
    return max(len(re.findall(r"[aeiouy]+", word)) + len(re.findall(r"i[ae](?=[rn])", word)), 1)


@cache
def names() -> frozenset[str]:
    """Every word that stands in an INCI name."""
    return frozenset(word for name in load_knowledge().ingredients for word in fold(name).split())
