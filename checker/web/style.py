"""Colours for both themes and the style sheet of all pages."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from checker.model.paths import page_file

#: Per theme: text and tint of the four roles (4.5:1 and more on tint and page), then lines, quiet text, links, tips.
COLOURS = {
    "light": {
        "stop": "#8a1c1c", "stop-tint": "#fcebe8", "care": "#6b4700", "care-tint": "#fff3d1",
        "calm": "#0b5345", "calm-tint": "#e4f3ee", "neutral": "#33415c", "neutral-tint": "#e9edf5",
        "line": "#d5dede", "quiet": "#50605f", "link": "#0b6b6b", "tip": "#1d2b2b", "tip-text": "#ffffff",
    },
    "dark": {
        "stop": "#ffb4ab", "stop-tint": "#3d1b19", "care": "#ffd98a", "care-tint": "#382c0c",
        "calm": "#9be0cd", "calm-tint": "#0f3a31", "neutral": "#c3d0ea", "neutral-tint": "#263149",
        "line": "#334141", "quiet": "#a9bcba", "link": "#7fd1c8", "tip": "#eef4f3", "tip-text": "#142020",
    },
}  # fmt: skip

#: The shapes of the icons, drawn on 24 by 24: a cross, a triangle, a check mark, a question mark.
_SHAPES = {
    "stop": "<path d='m6 6 12 12M18 6 6 18'/>",
    "care": "<path d='M12 4 2.8 20h18.4L12 4z'/><path d='M12 10.5v4M12 17.2v.1'/>",
    "calm": "<path d='m5 12.5 4.6 4.6L19 7.5'/>",
    "neutral": "<circle cx='12' cy='12' r='9'/><path d='M9.6 9.4a2.5 2.5 0 1 1 3.4 2.5c-.7.3-1 .8-1 1.6M12 16.7v.1'/>",
}
_DRAWN = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='black' stroke-width='2.3' "
    "stroke-linecap='round' stroke-linejoin='round'>{shape}</svg>"
)


def sheet(theme: str | None) -> str:
    """The style sheet of a theme, as HTML; any other word than "dark" is the light one.

    >>> "--ck-stop: #8a1c1c" in sheet("light")
    True
    """
    colours = COLOURS["dark" if theme == "dark" else "light"]
    variables = "; ".join(f"--ck-{name}: {colour}" for name, colour in colours.items())
    return f"<style>:root {{ {variables} }}\n{_rules()}</style>"


@cache
def _rules() -> str:
    icons = [
        f'.ck-icon-{role} {{ mask-image: url("data:image/svg+xml,{quote(_DRAWN.format(shape=shape))}") }}'
        for role, shape in _SHAPES.items()
    ]
    return "\n".join([page_file("style.css"), *icons])
