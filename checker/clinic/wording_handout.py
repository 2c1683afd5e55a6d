"""Every sentence of the handout, in English, with its translation looked up.

Each function takes the `words` of a language (`translations.translations`). What to do, what is usual and when to call
follow the clinical reference (sections 1.3, 5 and 6); the clinic speaks, so "we" and "us" are the clinic.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations as Words

from checker.model.terms import Treatment


def title(words: Words) -> str:
    """The heading of the page."""
    return words.gettext("Your skin care after microneedling")


def treatment(words: Words, kind: Treatment) -> str:
    """What was done."""
    return {
        Treatment.SUPERFICIAL: words.gettext("Microneedling up to 0.3 mm"),
        Treatment.STANDARD: words.gettext("Microneedling over 0.3 to 1.0 mm"),
        Treatment.DEEP: words.gettext("Microneedling over 1.0 mm"),
        Treatment.RF: words.gettext("Microneedling with radio frequency"),
        Treatment.UNKNOWN: words.gettext("Microneedling"),
    }[kind]


def earliest(words: Words) -> str:
    """What holds for every date, and whose word comes first."""
    return words.gettext(
        "Every date is the earliest day. Wait longer while your skin is red, flaking, sore or has crusts. What we told "
        "you comes first."
    )


# --- the piles -------------------------------------------------------------------------------------------------


def now(words: Words) -> str:
    """The heading of what can be used."""
    return words.gettext("Now")


def from_date(words: Words) -> str:
    """The heading of what comes back."""
    return words.gettext("Later, from the date shown")


def not_while_healing(words: Words) -> str:
    """The heading of what has no date."""
    return words.gettext("Not while your skin heals")


def ask(words: Words) -> str:
    """The heading of what the clinic decides."""
    return words.gettext("Ask us first")


def with_care(words: Words, usual: str = "") -> str:
    """A product that can be used with care, to the day (if any) from which it is as usual."""
    return words.gettext("with care; as usual from {date}").format(date=usual) if usual else words.gettext("with care")


def back(words: Words, on: str) -> str:
    """A product that comes back on a date."""
    return words.gettext("from {date}").format(date=on)


def back_with_care(words: Words, on: str, usual: str = "") -> str:
    """A product that comes back with care, to the day (if any) from which it is as usual."""
    if usual:
        return words.gettext("with care from {date}; as usual from {later}").format(date=on, later=usual)
    return words.gettext("with care from {date}").format(date=on)


def because(words: Words, names: Sequence[str]) -> str:
    """The printed names that decide."""
    return words.gettext("because of: {names}").format(names=", ".join(names))


def unread(words: Words) -> str:
    """A product whose list was not understood."""
    return words.gettext("its list could not be read in full")


def own(words: Words) -> str:
    """What the star before a name means."""
    return words.gettext("* Your own product, judged by its ingredient list alone.")


def left_off(words: Words, names: Sequence[str]) -> str:
    """What the page had no room for."""
    shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return words.ngettext(
        "No room on this page for {count} more product ({names}). Ask us about it.",
        "No room on this page for {count} more products ({names}). Ask us about them.",
        len(names),
    ).format(count=len(names), names=shown)


# --- what to do ------------------------------------------------------------------------------------------------


def what_to_do(words: Words) -> str:
    """The heading of the advice."""
    return words.gettext("What to do")


def at_first(words: Words, until: str) -> str:
    """While the needle channels are open."""
    return words.gettext(
        "Before {date}: use only what we gave you or named. Wash with lukewarm water. No make-up. Against the sun: shade "
        "and a hat."
    ).format(date=until)


def plain_care(words: Words, since: str) -> str:
    """From early repair on."""
    return words.gettext(
        "From {date}: a mild cleanser and a plain cream without scent. Every morning a mineral sunscreen without scent, "
        "SPF 30 to 50, for at least four weeks. Keep to the shade and wear a hat."
    ).format(date=since)


def make_up(words: Words, since: str) -> str:
    """When rebuilding begins."""
    return words.gettext("Make-up: from {date} at the earliest.").format(date=since)


def no_actives(words: Words, until: str) -> str:
    """Until the skin settles."""
    return words.gettext("Before {date}: no acids, no retinol, no scrubs, no scent.").format(date=until)


def bring_back(words: Words) -> str:
    """How products come back."""
    return words.gettext(
        "Bring products back one at a time. “With care” means: try a little near the jaw first and wait one or two days. "
        "Rinse off what burns for more than a few minutes."
    )


def prescribed(words: Words) -> str:
    """Drugs: ask."""
    return words.gettext(
        "A cream or medicine for the skin on prescription: ask us before you put it on. Do not change your treatment on "
        "your own."
    )


def too_early(words: Words) -> str:
    """Someone used what should wait."""
    return words.gettext(
        "Used something too early? Rinse with lukewarm water and watch your skin. Most of the time nothing happens. Call "
        "us if it keeps burning, swells or spreads."
    )


# --- what to watch for -----------------------------------------------------------------------------------------


def usual(words: Words) -> tuple[str, tuple[str, ...]]:
    """What is no reason to worry: a heading and its points."""
    return words.gettext("Usual, and no reason to worry"), (
        words.gettext("redness like sunburn for 1 to 3 days, slight swelling on day 1"),
        words.gettext("tight, dry skin; fine flaking from day 2 to 7"),
        words.gettext("marks like pinpricks, a few small spots"),
    )


def emergency(words: Words) -> tuple[str, tuple[str, ...]]:
    """When to call the emergency number."""
    return words.gettext("Call the emergency number now (Europe 112, North America 911)"), (
        words.gettext("trouble breathing, a swelling tongue or throat, eyes swelling shut, or fainting"),
        words.gettext("confusion, a racing heart or breath, a purple rash that does not fade when pressed"),
        words.gettext("you feel very ill"),
    )


def today(words: Words, phone: str) -> tuple[str, tuple[str, ...]]:
    """When to call the clinic the same day."""
    heading = words.gettext("Call us today: {phone}").format(phone=phone) if phone else words.gettext("Call us today")
    return heading, (
        words.gettext("fever of 38 °C (100.4 °F) or more, or chills"),
        words.gettext("redness that spreads, or gets hotter and more painful after day 2"),
        words.gettext("pus, yellow crusts, a bad smell, red streaks or swollen glands"),
        words.gettext("groups of blisters or painful sores, above all near the lips or eyes"),
        words.gettext("blisters, grey or black areas, or open, weeping skin"),
        words.gettext("eye pain, changed sight, strong or one-sided swelling"),
    )


def soon(words: Words) -> tuple[str, tuple[str, ...]]:
    """When to call the clinic within a day or two."""
    return words.gettext("Call us within a day or two"), (
        words.gettext("an itchy rash beyond the treated area, or one that returns with a product"),
        words.gettext("redness still strong after 7 days (10 after radio frequency)"),
        words.gettext("bumps or lumps, also weeks later; new dark or light patches; raised scars; numb skin or dents"),
    )


# --- around them -----------------------------------------------------------------------------------------------


def notes(words: Words) -> str:
    """The heading of the clinic's own notes."""
    return words.gettext("Our own advice")


def more_notes(words: Words, count: int) -> str:
    """The clinic's notes that have no room."""
    return words.ngettext(
        "No room for {count} more note. Ask us about it.", "No room for {count} more notes. Ask us about them.", count
    ).format(count=count)


def phone_line(words: Words, phone: str) -> str:
    """The clinic's telephone number, below its name."""
    return words.gettext("Phone {phone}").format(phone=phone)


def limits(words: Words) -> str:
    """What the page is and is not."""
    return words.gettext(
        "This page compares ingredient lists with published knowledge and common practice; the days are practice, not "
        "trial results. It does not know your skin and takes no doctor's place. Makers change their lists: check your pack."
    )


def edition(words: Words, number: str, protocol: str, made_on: str) -> str:
    """What the page rests on."""
    return words.gettext(
        "Edition {edition} · Protocol: {protocol} · Made on {date} · Nothing about you was stored."
    ).format(edition=number, protocol=protocol or words.gettext("none"), date=made_on)
