"""Prepares a clinic's logo: a PNG or JPEG is checked, made small and written again."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5_000_000
#: The most pixels of a logo as given, and the most on a side as kept, which is enough for 46 mm in print.
MOST_PIXELS, LONGEST_SIDE = 40_000_000, 800


class LogoError(ValueError):
    """A logo that cannot be used; the message says how to mend it."""


def fitted(raw: bytes) -> bytes:
    """The logo on white, at most 800 pixels a side, as a new PNG: nothing but its pixels is kept.

    Raises `LogoError` for what is no PNG or JPEG, is cut off, or is too large.

    >>> fitted(b"GIF89a")
    Traceback (most recent call last):
        ...
    checker.clinic.logo.LogoError: The logo is no PNG or JPEG picture, or it is broken. Save it anew as PNG and try again.
    """
    if len(raw) > MOST_BYTES:
        raise LogoError(
            f"The logo has {len(raw) / 1e6:.1f} MB; at most {MOST_BYTES // 1_000_000} MB are taken. Save it smaller."
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of very many pixels before the size below is looked at.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise LogoError(
                f"The logo has {picture.width} x {picture.height} pixels. Save it with at most {LONGEST_SIDE} a side."
            )
        shown = ImageOps.exif_transpose(picture).convert("RGBA")
    except LogoError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise LogoError(
            "The logo is no PNG or JPEG picture, or it is broken. Save it anew as PNG and try again."
        ) from error
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGBA", shown.size, "white")
    paper.alpha_composite(shown)
    out = io.BytesIO()
    paper.convert("RGB").save(out, "PNG")
    return out.getvalue()
