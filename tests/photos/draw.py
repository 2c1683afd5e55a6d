"""Draw an ingredient list as a photograph of a pack would show it, from a setting and a seed.

The list is set in a font at 300 dpi on a pack of one colour, then bent, turned, blurred, lit and compressed. Beside the
picture stand the boxes of every entry and whether a person could read it there (`Drawn.legible`).
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

DPI = 300
#: Where Debian's fonts-liberation, fonts-dejavu, fonts-roboto-unhinted and fonts-inter put their files, and our own font.
FONTS = {
    "Liberation Sans": "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "Liberation Sans Bold": "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "Liberation Serif": "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "Liberation Mono": "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
    "DejaVu Sans Condensed": str(Path(__file__).parents[2] / "checker/answer/fonts/DejaVuSansCondensed.ttf"),
    "DejaVu Serif": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "Roboto Condensed": "/usr/share/fonts/truetype/roboto/unhinted/RobotoCondensed-Regular.ttf",
    "Inter": "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
}
#: The one font that needs no package.
OWN_FONT = "DejaVu Sans Condensed"


@dataclass(frozen=True)
class Setting:
    """How a label is printed and photographed; the defaults are an even, sharp photo of dark print."""

    font: str = OWN_FONT
    points: float = 8
    #: Characters a line.
    width: int = 60
    columns: int = 1
    capitals: bool = False
    hyphens: bool = False
    #: Degrees: turned by quarters, and tilted by a little.
    turn: int = 0
    tilt: float = 0
    #: How far the middle of a line hangs below its ends, in line heights.
    curve: float = 0
    #: Radius of the blur, in x-heights.
    blur: float = 0
    #: Standard deviation of the noise, of 255 grey levels.
    noise: float = 4
    ink: tuple[int, int, int] = (38, 36, 40)
    paper: tuple[int, int, int] = (226, 222, 214)
    #: How many patches of glare, each a few lines high.
    glare: int = 0
    jpeg: int = 90
    #: The rest of a back panel around the list: brand, how to use, maker, lot.
    panel: bool = False
    #: Seen from one side and from below: how much shorter the far edges are, as a share.
    lean: float = 0
    #: How much darker the pack is where the shadow of a hand falls on it, as a share.
    shadow: float = 0
    #: Standard deviation of the paper's grain, of 255 grey levels; it is coarser than the noise of a camera.
    grain: float = 0
    #: A wooden table around the pack.
    table: bool = False


@dataclass(frozen=True)
class Drawn:
    """A picture (JPEG bytes), the text drawn on it, and for each entry its boxes (x, y of four corners) and legibility."""

    picture: bytes
    text: str
    entries: tuple[str, ...]
    boxes: tuple[np.ndarray, ...]
    legible: tuple[bool, ...]


#: A word of the page: the entry it belongs to (None for the heading), its text, left, top, right, bottom.
_Word = tuple[int | None, str, float, float, float, float]


def draw(entries: tuple[str, ...], setting: Setting, seed: int) -> Drawn:
    """Draw a list of printed names; the same arguments give the same picture."""
    chance = random.Random(seed)
    if setting.capitals:
        entries = tuple(name.upper() for name in entries)
    font = _font(setting.font, round(setting.points * DPI / 72))
    height = 1.25 * sum(font.getmetrics()) / 1.15
    words, size = _laid_out(entries, setting, font, height)
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    for _, text, left, top, _, _ in words:
        pen.text((left, top), text, font=font, fill=255)
    boxes = [_corners(left, top, right, bottom) for _, _, left, top, right, bottom in words]
    mask, boxes = _bent(mask, boxes, setting.curve * height)
    mask, boxes = _turned(mask, boxes, setting)
    mask, boxes, pack = _leaning(mask, boxes, setting)
    if setting.blur:
        mask = mask.filter(ImageFilter.GaussianBlur(setting.blur * 0.5 * setting.points * DPI / 72))
    ink = np.asarray(mask, np.float32)[..., None] / 255
    light = _light(mask.size, chance) * _shadow(mask.size, setting.shadow, seed)
    paper = np.array(setting.paper) + setting.grain * _grain(mask.size, 3, seed)
    if setting.table:
        paper = np.where(pack[..., None] > 0, paper, np.array([112, 82, 58]) + 16 * _grain(mask.size, 40, seed + 1))
    picture = (paper * (1 - ink) + np.array(setting.ink) * ink) * light
    glare = _glare(mask.size, setting.glare, height, boxes, chance)[..., None]
    picture = picture * (1 - glare) + 255 * glare
    grain = np.random.default_rng(seed).normal(0, setting.noise, picture.shape[:2])[..., None]
    picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=setting.jpeg)
    # Print blurred over a quarter of its x-height, or less than five times as strong as the noise, is not legible.
    contrast = abs(np.mean(setting.paper) - np.mean(setting.ink))
    legible = [
        not any(_covered(glare, box) for (of, *_), box in zip(words, boxes, strict=True) if of == number)
        and contrast > 5 * setting.noise
        and setting.blur <= 0.25
        for number in range(len(entries))
    ]
    of_entry = [
        np.array([box for (of, *_), box in zip(words, boxes, strict=True) if of == number])
        for number in range(len(entries))
    ]
    return Drawn(file.getvalue(), "Ingredients: " + ", ".join(entries) + ".", entries, tuple(of_entry), tuple(legible))


def _corners(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[name], size)


def _laid_out(
    entries: tuple[str, ...], setting: Setting, font: ImageFont.FreeTypeFont, height: float
) -> tuple[list[_Word], tuple[int, int]]:
    """The words of the list on their lines, and the size of the page."""
    column = setting.width * font.getlength("abcdefghijklmnopqrstuvwxyz ") / 27 / setting.columns
    space, margin, gutter = font.getlength(" "), 2.5 * height, 2.2 * height
    before = ["VALENTINE & ROSE", "Night Balm", "", "Smooth over clean skin every evening.", "Keep away from eyes.", ""]
    lines: list[list[tuple[int | None, str]]] = [
        [(None, word) for word in line.split()] for line in before if setting.panel
    ]
    lines.append([(None, "Ingredients:")])
    used = font.getlength("Ingredients:")
    for number, name in enumerate(entries):
        printed = name + ("," if number < len(entries) - 1 else ".")
        for word in printed.split(" "):
            wide = font.getlength(word)
            cut = _hyphenated(word, column - used - space, font) if setting.hyphens else None
            if used + space + wide > column and cut:
                lines[-1].append((number, cut[0]))
                lines.append([])
                word, used = cut[1], 0.0
                wide = font.getlength(word)
            elif used + space + wide > column and lines[-1]:
                lines.append([])
                used = 0.0
            lines[-1].append((number, word))
            used += (space if used else 0) + wide
    after = ["", "Made in France. 50 ml e 1.7 fl. oz.", "V&R Labs, 12 Rue des Lilas, Lyon", "LOT 4523A  EXP 03/2027"]
    lines += [[(None, word) for word in line.split()] for line in after if setting.panel]
    rows = -(-len(lines) // setting.columns)
    words: list[_Word] = []
    for index, line in enumerate(lines):
        left = margin + (index // rows) * (column + gutter)
        top = margin + (index % rows) * height
        for number, word in line:
            right = left + font.getlength(word)
            words.append((number, word, left, top, right, top + height * 0.92))
            left = right + space
    wide = max(right for *_, right, _ in words) + margin
    return words, (round(wide), round(2 * margin + rows * height))


def _hyphenated(word: str, room: float, font: ImageFont.FreeTypeFont) -> tuple[str, str] | None:
    """A long word cut at the end of a line, letters on both sides of the hyphen."""
    for cut in range(len(word) - 3, 2, -1):
        if word[cut - 1].isalpha() and word[cut].isalpha() and font.getlength(word[:cut] + "-") <= room:
            return word[:cut] + "-", word[cut:]
    return None


def _bent(mask: Image.Image, boxes: list[np.ndarray], sag: float) -> tuple[Image.Image, list[np.ndarray]]:
    """Lines hang down in the middle as on a bottle seen from above: a parabola."""
    if not sag:
        return mask, boxes
    source = np.asarray(mask)
    pad = int(abs(sag)) + 1
    high, wide = source.shape[0] + 2 * pad, source.shape[1]
    middle = wide / 2

    def drop(x):
        return sag * (1 - ((x - middle) / middle) ** 2)

    columns = np.arange(wide)
    rows = np.arange(high)[:, None] - pad - drop(columns)[None, :]
    low = np.clip(np.floor(rows).astype(int), 0, source.shape[0] - 1)
    above = np.clip(low + 1, 0, source.shape[0] - 1)
    share = np.clip(rows - low, 0, 1)
    inside = (rows >= 0) & (rows < source.shape[0])
    bent = np.where(inside, source[low, columns] * (1 - share) + source[above, columns] * share, 0)
    moved = [box + np.stack([np.zeros(4), pad + drop(box[:, 0])], axis=1) for box in boxes]
    return Image.fromarray(bent.astype(np.uint8)), moved


def _turned(mask: Image.Image, boxes: list[np.ndarray], setting: Setting) -> tuple[Image.Image, list[np.ndarray]]:
    """The page tilted and turned against the clock, all of it inside the picture."""
    angle = setting.turn + setting.tilt
    if not angle:
        return mask, boxes
    turned = mask.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    before, after = np.array(mask.size) / 2, np.array(turned.size) / 2
    radians = np.deg2rad(-angle)
    matrix = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    return turned, [(box - before) @ matrix.T + after for box in boxes]


def _leaning(
    mask: Image.Image, boxes: list[np.ndarray], setting: Setting
) -> tuple[Image.Image, list[np.ndarray], np.ndarray]:
    """The page as seen from one side and from below, with room around it for a table; and where the page is (255)."""
    wide, high = mask.size
    room = round(0.12 * wide) if setting.table else 0
    page = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    short = setting.lean / 2 * np.array([wide, high])
    seen = page + room + np.array([[0, 0], [-short[0] / 2, short[1]], [0, -short[1]], [short[0], 0]], np.float32)
    if not (setting.lean or room):
        return mask, boxes, np.full((high, wide), 255, np.uint8)
    how = cv2.getPerspectiveTransform(page, seen.astype(np.float32))
    size = wide + 2 * room, high + 2 * room
    leaning = cv2.warpPerspective(np.asarray(mask), how, size, flags=cv2.INTER_CUBIC)
    pack = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), how, size)
    moved = [cv2.perspectiveTransform(box[None].astype(np.float32), how)[0].astype(float) for box in boxes]
    return Image.fromarray(leaning), moved, pack


def _shadow(size: tuple[int, int], depth: float, seed: int) -> np.ndarray:
    """The soft-edged shadow of a hand or a phone: everything beyond a slanting line."""
    x, y = np.linspace(-1, 1, size[0])[None, :], np.linspace(-1, 1, size[1])[:, None]
    angle = random.Random(seed).uniform(0, 2 * np.pi)
    beyond = 1 / (1 + np.exp(-12 * (x * np.cos(angle) + y * np.sin(angle) - 0.2)))
    return (1 - depth * beyond)[..., None]


def _grain(size: tuple[int, int], coarse: int, seed: int) -> np.ndarray:
    """Unevenness of about one grey level, in specks of so many pixels."""
    few = (
        np.random.default_rng(seed + 7).normal(0, 1, (size[1] // coarse + 2, size[0] // coarse + 2)).astype(np.float32)
    )
    return cv2.resize(few, size, interpolation=cv2.INTER_CUBIC)[..., None]


def _light(size: tuple[int, int], chance: random.Random) -> np.ndarray:
    """Light that falls off to one side, as in a bathroom."""
    across, down = chance.uniform(-0.1, 0.1), chance.uniform(-0.1, 0.1)
    x, y = np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1])
    return (1 + across * x[None, :] + down * y[:, None])[..., None] * 0.97


def _glare(
    size: tuple[int, int], patches: int, height: float, boxes: list[np.ndarray], chance: random.Random
) -> np.ndarray:
    """How much of each pixel is washed out (0-1): soft-edged ellipses over the text."""
    x, y = np.arange(size[0])[None, :], np.arange(size[1])[:, None]
    washed = np.zeros((size[1], size[0]))
    for _ in range(patches):
        at = chance.choice(boxes).mean(axis=0)
        wide, high = chance.uniform(3, 7) * height, chance.uniform(1.2, 2.5) * height
        away = ((x - at[0]) / wide) ** 2 + ((y - at[1]) / high) ** 2
        washed = np.maximum(washed, np.clip(1.6 - away, 0, 1))
    return washed


def _covered(glare: np.ndarray, box: np.ndarray) -> bool:
    """Whether glare leaves less than half the contrast on a tenth of a word's box."""
    (left, top), (right, bottom) = box.min(axis=0).astype(int), box.max(axis=0).astype(int) + 1
    part = glare[max(top, 0) : bottom, max(left, 0) : right]
    return bool(part.size) and float((part > 0.5).mean()) > 0.1


# --- the settings measured ---------------------------------------------------------------------------------------------

_PALE = {"ink": (128, 124, 122), "paper": (196, 192, 186)}
_DARK = {"ink": (222, 218, 208), "paper": (40, 44, 58)}
#: Each kind of damage with its ways.
KINDS: dict[str, tuple[dict, ...]] = {
    "none": ({"points": 7}, {"points": 9}),
    "5 to 6 points": ({"points": 5}, {"points": 6}),
    "10 to 12 points": ({"points": 10, "width": 44}, {"points": 12, "width": 38}),
    "two columns": ({"columns": 2, "width": 72}, {"columns": 2, "width": 90, "points": 6}),
    "capitals": ({"capitals": True}, {"capitals": True, "points": 6, "width": 76}),
    "hyphenated": ({"hyphens": True, "width": 42}, {"hyphens": True, "width": 34, "points": 7}),
    "curved": ({"curve": 1.4}, {"curve": 3, "width": 48}),
    "turned": ({"turn": 90}, {"turn": 180}, {"turn": 270}),
    "tilted": ({"tilt": 4}, {"tilt": -8}, {"tilt": 8}, {"tilt": -3}),
    "blurred": ({"blur": 0.18}, {"blur": 0.24}),
    "noisy": ({"noise": 22}, {"noise": 34}),
    "low contrast": (_PALE, {**_PALE, "ink": (158, 154, 150)}),
    "light on dark": (_DARK, {**_DARK, "points": 6}),
    "JPEG quality 40": ({"jpeg": 40, "points": 6}, {"jpeg": 40, "points": 5}),
    "whole back panel": ({"panel": True, "points": 7}, {"panel": True, "points": 6, "hyphens": True, "width": 50}),
    "several at once": (
        {"tilt": 7, "blur": 0.18, "noise": 14, "jpeg": 40, "points": 6},
        {"turn": 90, "tilt": -4, "curve": 1.0, "capitals": True, "jpeg": 40},
        {"columns": 2, "width": 80, "tilt": 3, "noise": 10, **_DARK},
    ),
    "glare": ({"glare": 1}, {"glare": 2}),
}


#: What a real photo adds, drawn apart from the halves and measured apart; nothing is tuned on it.
LIFELIKE: dict[str, tuple[dict, ...]] = {
    "seen from the side": ({"lean": 0.12}, {"lean": 0.24}),
    "in a shadow": ({"shadow": 0.35}, {"shadow": 0.55}),
    "coarse paper": ({"grain": 6}, {"grain": 12}),
    "on a table": ({"table": True, "panel": True}, {"table": True, "tilt": 5}),
    "all of these": (
        {"lean": 0.15, "shadow": 0.4, "grain": 6, "table": True, "panel": True, "tilt": 3, "jpeg": 70, "blur": 0.06},
        {"lean": 0.1, "shadow": 0.3, "grain": 5, "table": True, "curve": 1.5, "width": 46, "jpeg": 70, "blur": 0.06},
    ),
}


def settings(half: str) -> list[tuple[str, Setting]]:
    """The settings of one half, "work" or "report": each kind of damage in eight fonts, dealt out by turns.

    The halves share no pair of a way and a font; sizes and angles of the report half are shifted as well.
    "lifelike" is neither: what real photos add, in every font.
    """
    if half == "lifelike":
        return [
            (kind, Setting(**{"font": font, **ways[number % 2]}))
            for kind, ways in LIFELIKE.items()
            for number, font in enumerate(FONTS)
        ]
    found = []
    for offset, (kind, ways) in enumerate(KINDS.items()):
        for number, font in enumerate(FONTS):
            way = ways[(number // 2) % len(ways)]
            if (number + offset) % 2 == (half == "report"):
                setting = Setting(**{"font": font, **way})
                if half == "report":
                    tilt = setting.tilt * 0.9 if setting.tilt else 0
                    setting = replace(setting, tilt=tilt, width=setting.width + 5)
                found.append((kind, setting))
    return found
