"""Photos of a pack: what is read. The labels are drawn, everything else is real."""

import io
import threading

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from checker.photo.photos import is_busy, read_photos
from checker.photo.pictures import as_jpeg
from tests.photos.draw import FONTS, KINDS, OWN_FONT, Setting, draw, settings
from tests.photos.lists import lists
from tests.photos.plain import BLAND, PLAIN, inci, plain_read

WAYS = {
    "as it is": {},
    "two columns": {"columns": 2, "width": 76},
    "capitals, six points": {"capitals": True, "points": 6},
    "hyphens at line ends": {"hyphens": True, "width": 34},
    "curved": {"curve": 2.0, "width": 48},
    "on its side": {"turn": 90},
    "upside down": {"turn": 180},
    "tilted": {"tilt": 8},
    "light on dark": {"ink": (222, 218, 208), "paper": (40, 44, 58)},
    "a whole back panel": {"panel": True, "width": 50},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_legible_list_is_read_in_its_order(way):
    drawn = draw(lists()[6], Setting(**way), seed=5)
    assert all(drawn.legible)
    assert inci(read_photos([("drawn.jpg", drawn.picture)]).text) == inci(drawn.text)


def test_a_row_of_stars_is_no_obstacle():
    """Such a line has no letter that could be more or less certain."""
    pack = Image.open(io.BytesIO(PLAIN.picture))
    font = ImageFont.truetype(FONTS[OWN_FONT], 40)
    ImageDraw.Draw(pack).text((60, pack.height - 70), "***********", font=font, fill="black")
    photo = read_photos([("ruled.jpg", as_jpeg(np.array(pack)))])
    assert any(not any(letter.isalnum() for letter in line.text) for line in photo.lines)
    assert inci(photo.text) == inci(PLAIN.text)


def test_every_character_of_the_text_belongs_to_its_line():
    photo = plain_read()
    assert photo.text.split() == PLAIN.text.split()
    for part in photo.spans:
        assert photo.text[part.start : part.end] in photo.lines[part.line].text
    assert sum(part.end - part.start for part in photo.spans) >= len("".join(photo.text.split()))


def test_the_generator_gives_the_same_picture_again():
    assert draw(BLAND, Setting(points=9, width=40), seed=1).picture == PLAIN.picture
    assert draw(BLAND, Setting(points=9, width=40), seed=2).picture != PLAIN.picture


def test_every_kind_of_damage_is_in_both_halves():
    work, report = settings("work"), settings("report")
    assert {kind for kind, _ in work} == {kind for kind, _ in report} == set(KINDS)
    assert {setting for _, setting in work}.isdisjoint(setting for _, setting in report)


def test_two_photos_of_one_label_give_its_list():
    drawn = draw(lists()[7], Setting(points=8), seed=3)
    whole = Image.open(io.BytesIO(drawn.picture))
    wide, high = whole.size
    parts = [whole.crop((0, 0, wide, int(high * 0.65))), whole.crop((0, int(high * 0.4), wide, high))]
    photo = read_photos([(f"{n}.jpg", as_jpeg(np.array(part))) for n, part in enumerate(parts)])
    assert inci(photo.text) == inci(drawn.text)


def test_two_at_once_are_read_one_after_the_other():
    texts, busy = [], []
    threads = [
        threading.Thread(target=lambda: texts.append(read_photos([("p", PLAIN.picture)]).text)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        busy.append(is_busy())
        threads[0].join(0.005)
        threads[1].join(0.005)
    assert texts[0] == texts[1]
    assert any(busy)
    assert not is_busy()
