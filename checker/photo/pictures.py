"""Opens a photo: checks the file, gives its pixels upright and without EXIF, and reads a barcode in them."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from checker.photo import wording as words
from checker.photo.model import MOST_BYTES, PhotoError, Pixels

#: The formats of cameras and web pages.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
#: A picture of more pixels is no photo from a phone.
MOST_PIXELS = 60_000_000
#: Photos are read at up to 12 megapixels; more takes time and reads no more letters.
READ_PIXELS = 12_000_000
#: A picture with a side of fewer pixels than this has no readable print.
LEAST_SIDE = 40


def open_picture(raw: bytes, name: str = "") -> Pixels:
    """The pixels of a photo (JPEG, PNG, WebP, HEIC), upright; nothing else of the file is kept.

    Raises `PhotoError` for any other file, and for one that is damaged, animated, too small or too large. The size is
    checked before anything is unpacked.

    >>> open_picture(b"Aqua, Glycerin", "label.jpg")
    Traceback (most recent call last):
        ...
    checker.photo.model.PhotoError: label.jpg is no photo that can be read. Give a JPEG, PNG, WebP or HEIC file.
    """
    name = name or words.THE_FILE
    if len(raw) > MOST_BYTES:
        raise PhotoError(words.TOO_MANY_BYTES.format(name=name, most=MOST_BYTES // 1_000_000))
    _know_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(raw), formats=(*FORMATS, "GIF"))
    except Image.DecompressionBombError:
        raise PhotoError(words.TOO_MANY_PIXELS.format(name=name, most=MOST_PIXELS // 1_000_000)) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PhotoError(words.NO_PHOTO.format(name=name)) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise PhotoError(words.TOO_MANY_PIXELS.format(name=name, most=MOST_PIXELS // 1_000_000))
    if picture.format == "GIF" or (getattr(picture, "n_frames", 1) > 1 and picture.format != "HEIF"):
        raise PhotoError(words.MOVES.format(name=name))
    if min(picture.size) < LEAST_SIDE:
        raise PhotoError(words.TOO_SMALL.format(name=name, width=picture.width, height=picture.height))
    try:
        picture.draft("RGB", _fitting(picture.size, READ_PIXELS))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            clear = upright.convert("RGBA")
            upright = Image.new("RGBA", clear.size, "white")
            upright.alpha_composite(clear)
        upright = upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        raise PhotoError(words.DAMAGED.format(name=name)) from None
    if upright.width * upright.height > READ_PIXELS * 1.02:
        upright = upright.resize(_fitting(upright.size, READ_PIXELS), Image.Resampling.BOX)
    return np.array(upright)


def as_jpeg(pixels: Pixels, longest: int = 1600) -> bytes:
    """A picture as a JPEG file without EXIF, its longest side at most `longest` pixels."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((longest, longest))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def read_barcode(pixels: Pixels) -> str:
    """The digits of the EAN or UPC barcode in a picture; empty if there is none."""
    import zxingcpp

    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.EANUPC]))
    return found[0].text if found else ""


def _fitting(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """The size of the same shape with at most `pixels` pixels."""
    shrink = min(1.0, (pixels / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))


def _know_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
