"""Photos of a pack: what is read, what is doubted, what is refused. The labels are drawn, everything else is real."""

import io
import json
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image, ImageDraw

from checker import HealingPlan, check_label, load_knowledge
from checker.cli import main
from checker.matching import matcher_for
from checker.model import Verdict
from checker.photo import PhotoError, is_busy, read_photos
from checker.photo.doubt import name_doubts
from checker.photo.model import Line, Why
from checker.photo.pictures import as_jpeg, open_picture, read_barcode
from checker.photo.stitch import stitched
from checker.photo.text import joined
from checker.photo.told import all_doubts, marked
from tests.photos.draw import KINDS, Setting, draw
from tests.photos.lists import lists

ROOT = Path(__file__).parents[1]
BLAND = ("Aqua", "Glycerin", "Petrolatum", "Squalane", "Panthenol", "Ceramide NP", "Sodium Hyaluronate", "Allantoin")
LATE = HealingPlan(treatment="superficial", day=20)
PLAIN = draw(BLAND, Setting(points=9, width=40), seed=1)


def inci(text: str) -> list[str | None]:
    return [f.match.ingredient.inci if f.match.ingredient else None for f in check_label(text).findings]


@pytest.fixture(scope="module")
def plain():
    return read_photos([("plain.jpg", PLAIN.picture)])


# --- reading -----------------------------------------------------------------------------------------------------------

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


def test_every_character_of_the_text_belongs_to_its_line(plain):
    assert plain.text.split() == PLAIN.text.split()
    for part in plain.stretches:
        assert plain.text[part.start : part.end] in plain.lines[part.line].text
    assert sum(part.end - part.start for part in plain.stretches) >= len("".join(plain.text.split()))


def test_the_generator_gives_the_same_picture_again():
    assert draw(BLAND, Setting(points=9, width=40), seed=1).picture == PLAIN.picture
    assert draw(BLAND, Setting(points=9, width=40), seed=2).picture != PLAIN.picture


def test_every_kind_of_damage_is_in_both_halves():
    from tests.photos.draw import settings

    work, report = settings("work"), settings("report")
    assert {kind for kind, _ in work} == {kind for kind, _ in report} == set(KINDS)
    assert {setting for _, setting in work}.isdisjoint(setting for _, setting in report)


# --- text --------------------------------------------------------------------------------------------------------------

LINE_ENDS = [
    (["Aqua, Niacin-", "amide, Urea"], "Aqua, Niacinamide, Urea"),
    (["Aqua, PEG-", "100 Stearate"], "Aqua, PEG-100 Stearate"),
    (["Aqua, Sodium", "Hyaluronate"], "Aqua, Sodium Hyaluronate"),
    (["Aqua, Phenoxy", "ethanol, Urea"], "Aqua, Phenoxyethanol, Urea"),
    (["Aqua, Sodium", "Hyalur0nate"], "Aqua, Sodium Hyalur0nate"),
    (["Ingredients: Butyrospermum", "Parkii Butter"], "Ingredients: Butyrospermum Parkii Butter"),
    (["Aqua, Glycerin,", "Urea"], "Aqua, Glycerin,\nUrea"),
    (["GLYCERIN, DIMETHI-", "CONE"], "GLYCERIN, DIMETHICONE"),
    (["Aqua, Glycerin", "Made in France"], "Aqua, Glycerin\nMade in France"),
    (["Glycerin, Xyzzyl-", "oxid"], "Glycerin, Xyzzyloxid"),
]


def lines_of(texts, left=0.0, photo=0):
    """Lines of these texts, all of one width, one below the other."""
    box = np.array([[left, 0], [left + 400, 0], [left + 400, 20], [left, 20]], np.float32)
    return [Line(text, box + np.float32([0, 25 * n]), photo=photo) for n, text in enumerate(texts)]


@pytest.mark.parametrize(("texts", "expected"), LINE_ENDS)
def test_names_broken_at_the_end_of_a_line_are_joined_as_they_are_known(texts, expected):
    assert joined(lines_of(texts), matcher_for(load_knowledge()))[0] == expected


def test_photos_from_above_and_below_share_lines():
    one = ["Aqua, Glycerin, Niacinamide, Urea,", "Panthenol, Squalane, Betaine, Allantoin,", "Petrolatum, Ceramide NP,"]
    two = ["Panthenol, Squa1ane, Betaine, Allantoin,", "Petrolatum, Ceramide NP,", "Lactic Acid, Parfum"]
    both = stitched([lines_of(one), lines_of(two, photo=1)])
    assert [line.text for line in both.lines] == [*one, two[2]]
    assert both.apart == ()
    assert len(stitched([lines_of(two), lines_of(one, photo=1)]).lines) == 4


def test_photos_around_a_bottle_share_the_middle_of_each_line():
    left = ["Aqua, Glycerin, Niacinam", "Panthenol, Squalane, Bet", "Petrolatum, Ceramide N"]
    right = ["cerin, Niacinamide, Urea,", "Squalane, Betaine, Allantoin,", "Ceramide NP, Parfum"]
    for photos in ([left, right], [right, left]):
        both = stitched([lines_of(texts, photo=n) for n, texts in enumerate(photos)])
        text, _ = joined(both.lines, matcher_for(load_knowledge()), both.beside)
        assert " ".join(text.split()) == (
            "Aqua, Glycerin, Niacinamide, Urea, Panthenol, Squalane, Betaine, Allantoin, Petrolatum, Ceramide NP, Parfum"
        )


def test_photos_without_a_common_line_are_kept_and_said():
    both = stitched([lines_of(["Aqua, Glycerin,", "Urea"]), lines_of(["Panthenol,", "Lactic Acid"], photo=1)])
    assert [line.text for line in both.lines] == ["Aqua, Glycerin,", "Urea", "Panthenol,", "Lactic Acid"]
    assert both.apart == (1,)


def test_two_photos_of_one_label_give_its_list():
    drawn = draw(lists()[7], Setting(points=8), seed=3)
    whole = Image.open(io.BytesIO(drawn.picture))
    wide, high = whole.size
    parts = [whole.crop((0, 0, wide, int(high * 0.65))), whole.crop((0, int(high * 0.4), wide, high))]
    photo = read_photos([(f"{n}.jpg", as_jpeg(np.array(part))) for n, part in enumerate(parts)])
    assert inci(photo.text) == inci(drawn.text)


# --- doubt -------------------------------------------------------------------------------------------------------------


def test_a_clear_photo_raises_no_doubt(plain):
    assert all_doubts(plain, check_label(plain.text)) == ()


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_glare_in_the_print_is_marked_where_names_are_lost(seed):
    drawn = draw(lists()[6], Setting(glare=2), seed=seed)
    photo = read_photos([("glare.jpg", drawn.picture)])
    glare = [doubt.box for doubt in photo.doubts if doubt.why is Why.GLARE]
    read = inci(photo.text)
    lost = [n for n, name in enumerate(inci(drawn.text)) if name not in read and not drawn.legible[n]]
    assert lost
    for n in lost:
        assert any(_holds(patch, box.mean(axis=0)) for patch in glare for box in drawn.boxes[n])


def _holds(box, at) -> bool:
    return bool((box.min(axis=0) <= at).all() and (at <= box.max(axis=0)).all())


def test_a_name_read_with_doubt_marks_its_line():
    drawn = draw((*BLAND[:6], "Retionl", *BLAND[6:]), Setting(points=9, width=40), seed=6)
    photo = read_photos([("drawn.jpg", drawn.picture)])
    doubts = name_doubts(photo, check_label(photo.text))
    assert [doubt.why for doubt in doubts] == [Why.NAME]
    assert _holds(doubts[0].box, drawn.boxes[6][0].mean(axis=0))


def test_a_list_that_ends_with_a_comma_is_doubted():
    cut = Image.open(io.BytesIO(PLAIN.picture))
    top = np.array(cut.crop((0, 0, cut.width, int(PLAIN.boxes[2][..., 1].max()) + 4)))
    photo = read_photos([("cut.jpg", as_jpeg(top))])
    assert photo.text.endswith(",")
    assert Why.OPEN_END in {doubt.why for doubt in photo.doubts}


def test_marks_change_the_picture_only_around_the_print(plain):
    doubts = name_doubts(plain, check_label(plain.text.replace("Squalane", "Sqxxlane")))
    picture = marked(plain, 0, doubts)
    changed = np.argwhere((picture != plain.pictures[0]).any(axis=2))
    corners = np.concatenate([line.box for line in plain.lines])
    assert len(changed)
    assert (changed[:, ::-1] >= corners.min(axis=0) - 80).all()
    assert (changed[:, ::-1] <= corners.max(axis=0) + 80).all()


def test_nobody_confirmed_means_with_care_at_best(plain):
    seen = check_label(plain.text, LATE, source="photo", confirmed=True)
    unseen = check_label(plain.text, LATE, source="photo", confirmed=False)
    assert (seen.verdict, unseen.verdict) == (Verdict.NO_KNOWN_PROBLEM, Verdict.CAUTION)
    assert (unseen.to_dict()["source"], unseen.to_dict()["confirmed"]) == ("photo", False)
    assert any("nobody has compared" in note for note in unseen.notes)
    assert not any("nobody has compared" in note for note in seen.notes)


def test_a_concern_stays_one_whether_confirmed_or_not():
    verdicts = {check_label("Aqua, Retinol, Parfum", source="photo", confirmed=c).verdict for c in (True, False)}
    assert verdicts == {Verdict.AVOID}


# --- files -------------------------------------------------------------------------------------------------------------


def saved(picture: Image.Image, form: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


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
    barcode = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    stripes = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(barcode, scale=3))).convert("RGB")
    pack = Image.open(io.BytesIO(PLAIN.picture))
    both = Image.new("RGB", (max(pack.width, stripes.width), pack.height + stripes.height + 40), "white")
    both.paste(pack, (0, 0))
    both.paste(stripes, (20, pack.height + 20))
    photo = read_photos([("pack.png", saved(both, "PNG"))])
    assert photo.barcode == "4006381333931"
    assert read_barcode(open_picture(PLAIN.picture)) == ""


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


# --- command line ------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pack.jpg"
    path.write_bytes(PLAIN.picture)
    return str(path)


def test_the_command_prints_the_text_and_what_to_compare(file):
    result = CliRunner().invoke(main, ["photo", file])
    assert result.exit_code == 0
    assert result.stdout.split() == PLAIN.text.split()
    assert "compare" in result.stderr.lower()


def test_the_command_prints_json(file):
    told = json.loads(CliRunner().invoke(main, ["photo", file, "--format", "json"]).stdout)
    assert told["text"].split() == PLAIN.text.split()
    assert (told["source"], told["confirmed"], told["barcode"], told["doubts"]) == ("photo", False, None, [])
    assert " ".join(line["text"] for line in told["lines"]).split() == told["text"].split()
    assert all(len(line["box"]) == 4 and 0 <= line["certainty"] <= 1 for line in told["lines"])


def test_checking_a_photo_says_what_to_compare_and_is_never_fully_calm(file):
    result = CliRunner().invoke(main, ["check", "--photo", file, "--treatment", "superficial", "--day", "20"])
    assert result.exit_code == 1
    assert "With care" in result.stdout
    assert "Compare the text with the pack first" in result.stdout


def test_mistakes_on_the_command_line_are_answered(tmp_path, file):
    wrong = tmp_path / "text.jpg"
    wrong.write_text("Aqua")
    for arguments, said in (
        (["photo", str(wrong)], "text.jpg is no photo"),
        (["photo", str(tmp_path / "none.jpg")], "cannot be read"),
        (["check", "Aqua", "--photo", file], "give one of them"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, said in result.stderr) == (2, True), result.output


def python(code: str, *before: str) -> subprocess.CompletedProcess:
    return subprocess.run([*before, sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_without_the_extra_one_line_says_how_to_get_it(file):
    result = python(
        f"import sys; sys.modules['rapidocr'] = None; from checker.cli import main; main(['photo', {file!r}])"
    )
    assert result.returncode == 2
    assert (
        result.stderr.strip()
        == 'Error: Reading photos needs some more libraries. Add them with: pip install ".[photo]"'
    )


def test_a_check_without_photo_loads_nothing_of_it():
    result = python(
        "import atexit, sys; heavy = {'cv2', 'numpy', 'onnxruntime', 'rapidocr', 'PIL'};"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules))));"
        "from checker.cli import main; main(['check', 'Aqua, Glycerin'])"
    )
    assert result.stdout.strip().endswith("[]")


#: No socket may be opened, and in a network of its own there is nowhere to go either.
OFFLINE = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from checker.cli import main
main(["check", "--photo", {file!r}])
"""


def test_a_photo_is_read_without_any_network(file):
    own_network = ["unshare", "--map-root-user", "--net"]
    possible = subprocess.run([*own_network, "true"], capture_output=True).returncode == 0
    result = python(OFFLINE.format(file=file), *(own_network if possible else []))
    assert result.returncode == 1, result.stderr
    assert "Sodium Hyaluronate" in result.stdout
