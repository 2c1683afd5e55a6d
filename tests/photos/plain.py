"""One plain label, drawn and read, for the tests that ask something else than how well it is read."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import zxingcpp
from PIL import Image

from checker import check_label
from checker.photo.model import PhotoText
from checker.photo.photos import read_photos
from tests.photos.draw import Setting, draw

BLAND = ("Aqua", "Glycerin", "Petrolatum", "Squalane", "Panthenol", "Ceramide NP", "Sodium Hyaluronate", "Allantoin")
PLAIN = draw(BLAND, Setting(points=9, width=40), seed=1)


def plain_with_barcode(digits: str) -> Image.Image:
    """The plain label with a barcode below its print."""
    barcode = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    stripes = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(barcode, scale=3)))
    pack = Image.open(io.BytesIO(PLAIN.picture))
    both = Image.new("RGB", (max(pack.width, stripes.width), pack.height + stripes.height + 40), "white")
    both.paste(pack, (0, 0))
    both.paste(stripes, (20, pack.height + 20))
    return both


@cache
def plain_read() -> PhotoText:
    return read_photos([("plain.jpg", PLAIN.picture)])


def inci(text: str) -> list[str | None]:
    """The ingredients that the checker reads in a text, in its order."""
    return [f.match.ingredient.inci if f.match.ingredient else None for f in check_label(text).findings]


def saved(picture: Image.Image, form: str, **options) -> bytes:
    """A picture as a file of that form."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()
