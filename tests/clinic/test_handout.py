"""The page that a clinic hands out: where products are placed, and the page as a reader sees it."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from checker import HealingPlan, check_label, load_knowledge
from checker.answer.sheet import Paper
from checker.clinic import wording_handout
from checker.clinic.handout import LONGEST_NOTE, MOST_NOTES, SMALLEST, Placed, Where, handout, own, recommended
from checker.clinic.logo import LONGEST_SIDE, MOST_BYTES, LogoError, fitted
from checker.clinic.model import Advice, Clinic, Decision
from checker.clinic.translations import Language, short_date, translations
from checker.model.plan import PlanError
from checker.model.terms import Phase

TREATED = date(2026, 11, 20)
PLAN = HealingPlan(treatment="standard", day=0, treated_on=TREATED)
CLINIC = Clinic("Praxis am Markt", "+49 30 1234567")
BALM, TONER, DRUG = "Petrolatum, Ceramide NP", "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid", "Aqua, Tretinoin"


def page(*products, clinic=CLINIC, plan=PLAN, language=Language.EN, paper=Paper.A4, **others):
    return handout(clinic, products, plan, language, paper, edition="2026-11-24+3f2c", **others)


def printed(raw: bytes) -> str:
    reader = PdfReader(io.BytesIO(raw))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


# --- where a product is placed ---------------------------------------------------------------------------------


def report(text: str, day: int = 0):
    return check_label(text, replace(PLAN, day=day))


def decision(advice: Advice, from_day: int | None = None, expires_on: date | None = None) -> Decision:
    return Decision(1, 1, 1, advice, from_day, "", "Nurse", datetime(2026, 11, 1, tzinfo=UTC), expires_on)


@pytest.mark.parametrize(
    ("text", "day", "signed", "where", "first"),
    [
        (BALM, 0, decision(Advice.RECOMMENDED), Where.NOW, None),
        (TONER, 0, decision(Advice.RECOMMENDED), Where.FROM_DATE, 7),
        (TONER, 20, decision(Advice.RECOMMENDED), Where.NOW, None),
        (TONER, 0, decision(Advice.RECOMMENDED_FROM, 10), Where.FROM_DATE, 10),
        (BALM, 0, decision(Advice.RECOMMENDED_FROM, 3), Where.FROM_DATE, 3),
        (BALM, 3, decision(Advice.RECOMMENDED_FROM, 3), Where.NOW, None),
        (BALM, 0, decision(Advice.NOT_WHILE_HEALING), Where.NOT_WHILE_HEALING, None),
        (BALM, 0, decision(Advice.ASK_FIRST), Where.ASK, None),
        (DRUG, 2, decision(Advice.RECOMMENDED), Where.ASK, None),
        ("no list at all", 2, decision(Advice.RECOMMENDED), Where.ASK, None),
        (BALM, 0, decision(Advice.RECOMMENDED, expires_on=date(2026, 11, 19)), Where.ASK, None),
        (BALM, 0, decision(Advice.RECOMMENDED, expires_on=TREATED), Where.NOW, None),
        (BALM, 0, None, Where.FROM_DATE, 1),
        (BALM, 1, None, Where.NOW, None),
        (TONER, 0, None, Where.FROM_DATE, 7),
        (DRUG, 0, None, Where.ASK, None),
        ("Aqua, Xyzabcol, Qwertzol, Glycerin", 2, None, Where.ASK, None),
    ],
)
def test_a_product_lies_in_its_pile(text, day, signed, where, first):
    placed = recommended("P", report(text, day), signed) if signed else own("P", report(text, day))
    assert (placed.where, placed.day, placed.own) == (where, first, signed is None)


def test_a_drug_is_asked_about_by_name():
    assert own("P", report(DRUG, 2)).because == ("Tretinoin",)


@given(
    st.sampled_from([BALM, TONER, DRUG, "", "Aqua, Niacinamide, Parfum", "Aqua, Retinol"]),
    st.integers(0, 40),
    st.sampled_from(["superficial", "standard", "deep", "rf", "unknown"]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_nothing_of_the_patients_own_is_for_now_that_a_check_would_not_let_pass(text, day, treatment, slow):
    plan = HealingPlan(treatment=treatment, day=day, treated_on=TREATED, slow_healing=slow)
    asked = check_label(text, plan)
    placed = own("P", asked)
    if placed.where is Where.NOW:
        assert asked.phase is not Phase.OPEN_CHANNELS
        assert asked.verdict in ("no_known_problem", "caution")
    if placed.where is Where.FROM_DATE:
        assert placed.day > day
        assert asked.timeline[placed.day].verdict in ("no_known_problem", "caution")


# --- the page --------------------------------------------------------------------------------------------------

PRODUCTS = (
    Placed("Balm", Where.NOW),
    Placed("Cream", Where.NOW, with_care=True, usual_from=7),
    Placed("Later serum", Where.FROM_DATE, 14),
    Placed("Own sunscreen", Where.FROM_DATE, 1, with_care=True, usual_from=7, own=True),
    Placed("Scented oil", Where.NOT_WHILE_HEALING, because=("Parfum",)),
    Placed("Prescription", Where.ASK, because=("Tretinoin",), own=True),
    Placed("Riddle", Where.ASK, unread=True, own=True),
)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ("Now", "Not while your skin heals", "Ask us first", "Friday, 20 November 2026", "from Fri 4 Dec", "shade")),
        (Language.FR, ("Maintenant", "Pas tant que votre peau guérit", "Demandez-nous", "vendredi 20 novembre 2026", "dès le ven. 4 déc.", "ombre")),
        (Language.DE, ("Jetzt", "Nicht, solange Ihre Haut heilt", "Fragen Sie uns", "Freitag, 20. November 2026", "ab Fr., 4. Dez.", "Schatten")),
        (Language.ES, ("Ahora", "No mientras su piel se cura", "Pregúntenos", "viernes, 20 de noviembre de 2026", "desde el vie, 4 dic", "sombra")),
    ],
)  # fmt: skip
def test_the_page_says_what_when_and_whom_to_call(language, said, paper):
    raw = page(*PRODUCTS, language=language, paper=paper, protocol="House rules 3", notes=("Come back on day 7",))
    text = printed(raw)
    names = tuple(product.name for product in PRODUCTS)
    for words in (
        *said,
        *names,
        CLINIC.name,
        CLINIC.phone,
        "112",
        "2026-11-24+3f2c",
        "House rules 3",
        "Come back on day 7",
    ):
        assert words in text
    reader = PdfReader(io.BytesIO(raw))
    assert reader.trailer["/Root"]["/Lang"] == language.value
    width = {Paper.A4: 595, Paper.LETTER: 612}[paper]
    assert round(reader.pages[0].mediabox.width) == width


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", Language)
def test_a_date_is_not_broken_at_the_end_of_a_line(language, paper):
    later = [Placed("Serum", Where.FROM_DATE, day, with_care=True, usual_from=day + 7) for day in range(1, 14)]
    lines = PdfReader(io.BytesIO(page(*later, language=language, paper=paper))).pages[0].extract_text().splitlines()
    for day in range(1, 21):
        on = short_date(TREATED + timedelta(days=day), language).replace("\xa0", " ")
        assert any(on in line.replace("\xa0", " ") for line in lines), on


def test_the_patients_own_products_are_marked():
    assert "* Own sunscreen" in printed(page(*PRODUCTS))
    assert "judged by its ingredient list alone" not in printed(page(Placed("Balm", Where.NOW)))


def test_dates_stand_in_order():
    late, early = Placed("Oil", Where.FROM_DATE, 14), Placed("Gel", Where.FROM_DATE, 2)
    text = printed(page(late, early))
    assert text.index("Gel") < text.index("Oil")


def test_advice_that_lies_behind_is_left_out():
    first, last = printed(page()), printed(page(plan=replace(PLAN, day=20)))
    for words in ("Before 21 November", "Make-up: from 23 November", "Before 27 November"):
        assert words in first
        assert words not in last
    assert "Made on Thursday, 10 December 2026" in last


def test_the_clinics_own_phases_are_followed():
    days = {row.phase: row.from_day + 1 for row in load_knowledge().phases[PLAN.treatment]}
    assert "Before 22 November" in printed(page(phases=days))


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [12, 40, 200])
def test_many_products_leave_the_advice_whole_and_are_counted(count, language, paper):
    kinds = list(Where)
    products = [
        Placed(f"N{n:03d}X", kinds[n % 4], 9 if kinds[n % 4] is Where.FROM_DATE else None) for n in range(count)
    ]
    text = printed(page(*products, language=language, paper=paper))
    left_off = re.search(r"(\d+) (?:more products|autres produits|weitere Produkte|productos más)", text)
    listed = text[: left_off.start()] if left_off else text
    missing = [product.name for product in products if product.name not in listed]
    assert len(missing) == (int(left_off.group(1)) if left_off else 0)
    assert left_off or count < 40 or not missing
    waiting = [p.name for p in products if p.where is Where.NOT_WHILE_HEALING]
    assert count > 40 or not set(waiting) & set(missing)
    for words in wording_handout.today(translations(language), CLINIC.phone)[1]:
        assert " ".join(words.split()) in text


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", Language)
def test_the_fullest_page_stays_on_its_paper(language, paper):
    clinic = Clinic("Zentrum für Dermatologie " * 20, "+49 " * 20, picture())
    products = [
        Placed("A very long name " * 9, where, 7, because=("Parfum " * 30,), own=True) for where in list(Where) * 10
    ]
    notes = [f"{n} " + "word " * (LONGEST_NOTE // 5) for n in range(MOST_NOTES + 1)]
    raw = page(*products, clinic=clinic, language=language, paper=paper, notes=notes, protocol="rules " * 50)
    places = []
    PdfReader(io.BytesIO(raw)).pages[0].extract_text(
        visitor_text=lambda text, _c, m, _f, _s: places.append((m[5], text))
    )
    assert len(places) > 50
    assert [text for height, text in places if height < 35 and text.strip()] == []


def test_notes_without_room_are_counted():
    text = printed(page(notes=[f"note {n}" for n in range(MOST_NOTES + 2)] + ["note 0", " ", "x" * 300]))
    assert f"note {MOST_NOTES - 1} " in text
    assert f"note {MOST_NOTES} " not in text
    assert "No room for 3 more notes" in text
    assert "x..." in printed(page(notes=["x" * (LONGEST_NOTE + 1)]))
    assert "Our own advice" not in printed(page(notes=["", " "]))


def test_the_smallest_text_can_be_read():
    sizes = set()
    reader = PdfReader(io.BytesIO(page(*(Placed(f"Product {n}", Where.NOT_WHILE_HEALING) for n in range(60)))))
    reader.pages[0].extract_text(visitor_text=lambda _t, _c, _m, _f, size: sizes.add(size))
    assert min(size for size in sizes if size > 1) >= SMALLEST * 0.82 - 0.01


NAMES = [
    ("資生堂 クリーム", "資生堂 クリーム"), ("라로슈포제", "라로슈포제"), ("Crème №5 “Ø”", "Crème №5 “Ø”"), ("Вода", "Вода"),
    ("<b>x</b> **y** {date} %s [l](m)", "<b>x</b> **y** {date} %s [l](m)"), ("\u202eevil\x00\ud800", "evil"), ("a\nb\tc", "a b c"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_names_are_shown_as_text(name, shown):
    text = printed(page(Placed(name, Where.NOW), clinic=Clinic(name, "12"), notes=(name,), protocol=name))
    assert text.count(shown) == 4


@given(name=st.text(max_size=300), phone=st.text(max_size=60), language=st.sampled_from(Language))
@settings(max_examples=15, deadline=None)
def test_no_name_breaks_the_page(name, phone, language):
    text = printed(page(Placed(name, Where.ASK, because=(name,)), clinic=Clinic(name, phone), language=language))
    assert "2026-11-24+3f2c" in text


def test_a_page_needs_the_date_of_treatment():
    with pytest.raises(PlanError, match="date of the treatment"):
        page(plan=HealingPlan(treatment="standard", day=0))


# --- the logo --------------------------------------------------------------------------------------------------


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), mode: str = "RGBA", **others) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **others)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw", [picture(), picture("JPEG", mode="RGB"), picture(mode="P"), picture(mode="L"), picture("JPEG", mode="CMYK")]
)
def test_a_logo_stands_on_the_page(raw):
    reader = PdfReader(io.BytesIO(page(clinic=replace(CLINIC, logo=raw))))
    assert len(reader.pages[0].images) == 1


def test_a_logo_is_written_anew_and_made_small():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = fitted(picture("JPEG", (3000, 1000), "RGB", exif=exif))
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, max(shown.size), shown.mode) == ("PNG", LONGEST_SIDE, "RGB")
    assert b"taken at home" not in kept


def test_what_is_seen_through_is_white():
    with Image.open(io.BytesIO(fitted(picture(mode="LA", size=(2, 2))))) as shown:
        assert shown.mode == "RGB"
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(fitted(clear.getvalue()))) as shown:
        assert shown.getpixel((0, 0)) == (255, 255, 255)


BROKEN = {
    "empty": b"",
    "text": b"<svg onload='x'/>",
    "gif": picture("GIF", mode="P"),
    "cut off": picture(size=(200, 200), mode="RGB")[:120],
    "cut JPEG": picture("JPEG", (400, 400), "RGB")[:500],
    "changed": picture()[:60] + b"\x00\x01\x02" + picture()[63:],
    "heavy": b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES),
    "vast": picture(size=(9000, 9000), mode="1"),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_a_logo_that_cannot_be_used_is_refused_with_a_sentence(raw):
    with pytest.raises(LogoError, match=r"^The logo .*Save it .*\.$"):
        fitted(raw)
    if raw:
        with pytest.raises(LogoError):
            page(clinic=replace(CLINIC, logo=raw))
