"""Files to pixels: what is refused, what is kept of a picture, the barcode in it."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from checker import HealingPlan, check_label
from checker.model.terms import Verdict
from checker.photo.model import PhotoError
from checker.photo.photos import read_photos
from checker.photo.pictures import as_jpeg, open_picture, read_barcode
from tests.photos.draw import Setting, draw
from tests.photos.plain import PLAIN, plain_with_barcode, saved

LATE = HealingPlan(treatment="superficial", day=20)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says to be so large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def face() -> Image.Image:
    picture = Image.new("RGB", (900, 1200), (120, 140, 150))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((200, 200, 700, 900), fill=(224, 182, 152))
    for x in (330, 500):
        pen.ellipse((x, 430, x + 80, 470), fill=(250, 250, 250))
        pen.ellipse((x + 25, 435, x + 55, 465), fill=(60, 40, 30))
    pen.arc((350, 600, 560, 760), 20, 160, fill=(150, 60, 60), width=18)
    return picture


FRAMES = [Image.new("RGB", (200, 200), colour) for colour in ("white", "grey")]
NO_PHOTOS = {
    "a text called .jpg": (b"Aqua, Glycerin", "JPEG, PNG, WebP or HEIC"),
    "an empty file": (b"", "JPEG, PNG, WebP or HEIC"),
    "a PDF": (b"%PDF-1.7\n%abc", "JPEG, PNG, WebP or HEIC"),
    "a JPEG cut off": (PLAIN.picture[: len(PLAIN.picture) // 2], "cut off or broken"),
    "a PNG bomb": (png_of(30_000, 30_000), "megapixels"),
    "a large PNG with nothing in it": (png_of(5_000, 5_000), "cut off or broken"),
    "a moving GIF": (saved(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]), "moving"),
    "a moving WebP": (saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]), "moving"),
    "a dot": (saved(Image.new("RGB", (9, 9)), "PNG"), "closer"),
    "an even wall": (saved(Image.new("RGB", (900, 900), "grey"), "JPEG"), "No print"),
    "a selfie": (saved(face(), "JPEG"), "No print"),
}


@pytest.mark.parametrize(("raw", "said"), NO_PHOTOS.values(), ids=NO_PHOTOS.keys())
def test_what_is_no_photo_of_a_label_is_said_in_a_sentence(raw, said):
    with pytest.raises(PhotoError, match=said) as refused:
        read_photos([("label.jpg", raw)])
    assert str(refused.value).count("\n") == 0


def test_a_food_label_gets_no_calm_answer():
    food = (
        "Sugar",
        "palm oil",
        "hazelnuts",
        "skimmed milk powder",
        "fat-reduced cocoa",
        "emulsifier: lecithins",
        "vanillin",
    )
    photo = read_photos([("food.jpg", draw(food, Setting(points=9, width=44), seed=8).picture)])
    report = check_label(photo.text, LATE, source="photo", confirmed=True)
    assert report.verdict is not Verdict.NO_KNOWN_PROBLEM
    assert "hazelnuts" in report.unread


def test_place_and_time_are_dropped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    pixels = open_picture(saved(Image.new("RGB", (200, 100), "white"), "JPEG", exif=exif))
    assert pixels.shape == (200, 100, 3)
    assert not Image.open(io.BytesIO(as_jpeg(pixels))).getexif()


def test_every_kind_of_picture_gives_the_same_pixels():
    picture = Image.open(io.BytesIO(PLAIN.picture))
    pillow_heif.register_heif_opener()
    through = picture.convert("RGBA")
    for raw in (
        saved(picture, "PNG"),
        saved(picture, "WEBP", lossless=True),
        saved(through, "PNG"),
        saved(picture, "HEIF", quality=95),
    ):
        assert np.abs(open_picture(raw).astype(int) - np.array(picture)).mean() < 4


def test_a_see_through_picture_stands_on_white():
    pixels = open_picture(saved(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG"))
    assert (pixels == 255).all()


def test_a_barcode_is_read():
    photo = read_photos([("pack.png", saved(plain_with_barcode("4006381333931"), "PNG"))])
    assert photo.barcode == "4006381333931"
    assert read_barcode(open_picture(PLAIN.picture)) == ""
