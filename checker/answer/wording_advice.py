"""The sentences of advice: what to do with a product, and until when. `advice` decides which of them are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from checker.answer.wording import VERDICTS, long_date
from checker.model.plan import LAST_DAY
from checker.model.terms import Use, Verdict


class Who(Enum):
    """Whose word decides: that of the list, or another that comes first."""

    LIST = "list"
    ALLERGY = "allergy"
    CLINIC = "clinic"
    PRESCRIBER = "prescriber"


@dataclass(frozen=True, slots=True)
class When:
    """Says days as people do: as dates where the treatment date is known, else as days after the treatment.

    >>> When(2, None, False).until(7), When(2, date(2026, 11, 27), False).until(7)
    ('until day 7 after your treatment', 'until Fri 4 December (day 7)')
    >>> When(2, None, True).until(7)
    'until your skin is calm, and at least until day 7 after your treatment'
    """

    today: int
    treated_on: date | None
    irritated: bool

    def until(self, day: int) -> str:
        """The end of waiting."""
        on = f"{self._day(day)}{'' if self.treated_on else ' after your treatment'}"
        return f"until your skin is calm, and at least until {on}" if self.irritated else f"until {on}"

    def again(self, day: int) -> str:
        """A later day in the same breath."""
        return self._day(day)

    def _day(self, day: int) -> str:
        if self.treated_on is None:
            return f"day {day}"
        return f"{long_date(self.treated_on + timedelta(days=day))} (day {day})"


#: By use.
INSTEAD = {
    "leave_on": "use a plain cream without scent",
    "rinse_off": "wash with lukewarm water",
    "mask": "do without a mask",
    "sunscreen": "stay in the shade and wear a hat",
    "makeup": "leave make-up off",
    "wipe": "wash with lukewarm water",
}
GENTLY = {
    "leave_on": "use a little, not on raw spots, and stop if it stings for more than a minute",
    "rinse_off": "use a little, do not rub, and rinse it off at once if it stings",
    "mask": "put on a thin layer, not on raw spots, and rinse it off if it stings for more than a minute",
    "sunscreen": "try a little first, not on raw spots; if it stings for more than a minute, wash it off and wear a hat",
    "makeup": "use a thin layer, not on raw spots, and take it off if it stings for more than a minute",
    "wipe": "press it on and do not rub, not on raw spots, and rinse your face if it stings",
}
IF_IT_STINGS = {"rinse_off": "Rinse it off at once if it stings.", "wipe": "Rinse your face if it stings."}
STOP_IF_IT_STINGS = "Stop if it stings for more than a minute."


def lead(verdict: Verdict, who: Who, is_open: bool) -> str:
    """The first words, which a card has as its heading.

    >>> lead(Verdict.AVOID, Who.PRESCRIBER, False), lead(Verdict.NO_KNOWN_PROBLEM, Who.LIST, True)
    ('Not yet, ask first', 'No known problem, but ask first')
    """
    if who is Who.ALLERGY:
        return "Not for you"
    if who is Who.CLINIC:
        return "Your clinic first"
    if who is Who.PRESCRIBER:
        return f"{VERDICTS[verdict]}, ask first"
    but = ", but ask first" if verdict is Verdict.NO_KNOWN_PROBLEM and is_open else ""
    return VERDICTS[verdict] + but


def joined(lines: Iterable[str]) -> str:
    """Sentences in a row; the first goes on behind the first words, so it begins small.

    >>> joined(["Skip it.", "Use water."])
    'skip it. Use water.'
    """
    text = " ".join(line for line in lines if line)
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """A text that stands by itself."""
    return text[:1].upper() + text[1:]


def in_a_row(names: Sequence[str], most: int = 2) -> str:
    """Names with "and" between, the rest as a number.

    >>> in_a_row(["Parfum"]), in_a_row(["Parfum", "Retinol"]), in_a_row(["Parfum", "Retinol", "Limonene"])
    ('Parfum', 'Parfum and Retinol', 'Parfum, Retinol and 1 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(names)


def quoted(names: Sequence[str]) -> list[str]:
    """Names as printed, in quotes."""
    return [f"“{name}”" for name in names]


# --- whose word comes first ------------------------------------------------------------------------------------


def has_allergy(name: str) -> str:
    """The product has what the person is allergic to."""
    return f"It has {name}, which you named as an allergy. Do not use it."


def unknown_allergies(typed: Sequence[str]) -> str:
    """Allergies that could not be read."""
    what, them = ("allergies", "them") if len(typed) > 1 else ("allergy", "it")
    return (
        f"We do not know the {what} {in_a_row(quoted(typed))}, so we did not look for {them}. "
        f"Check the spelling, or look for {them} on the pack before you use it."
    )


def follow_clinic(verdict: Verdict, names: Sequence[str]) -> str:
    """The clinic gave or named the product."""
    if verdict is Verdict.NO_KNOWN_PROBLEM:
        return "Use it as they told you. We know no problem with it today."
    why = f", because of {in_a_row(names)}" if names else ""
    return f"If they told you to use it now, do as they said. If you are not sure, ask them first{why}."


def ask_prescriber(name: str) -> str:
    """Only a prescriber or the clinic can judge it: never a date, never stop or start."""
    return f"Your prescriber or clinic decides when you can use it, because it has {name}. Call them before you use it."


# --- not yet ---------------------------------------------------------------------------------------------------


def skip(until: str) -> str:
    """How long to wait."""
    return f"Skip it {until}."


def instead(use: Use, is_open: bool) -> str:
    """What to do until then; while the needle channels are open the clinic's own products come first."""
    if is_open and use is Use.LEAVE_ON:
        return "Until then, use only what your clinic gave you."
    return f"Until then, {INSTEAD[use]}."


def no_problem_after() -> str:
    """The end of waiting is the end of all care."""
    return "After that there is no known problem."


def little_after(use: Use, free: str) -> str:
    """Between the first day with care and the first free day; `free` is empty where there is none."""
    how = "be gentle with it" if use in ("rinse_off", "wipe") else "use only a little"
    return f"After that {how}; from {free} there is no known problem." if free else f"After that {how}."


def free_from(day: str) -> str:
    """The first free day."""
    return f"From {day} there is no known problem."


def leave_off(today: int, names: Sequence[str]) -> str:
    """No day within the timeline comes."""
    other = f"choose a product without {in_a_row(names)}" if names else "choose another product"
    if today >= LAST_DAY:
        return f"Leave it off and {other}."
    return f"Leave it off for at least {LAST_DAY} days after your treatment, and {other}."


def look_for_shade(names: Sequence[str]) -> str:
    """Only shades that the product may contain decide."""
    return (
        f"It depends on your shade. {in_a_row(names)} stands under “may contain”: ask the shop or maker if your shade has "
        "it. If it does, or you cannot find out, leave it off."
    )


def pack_says(claim: str) -> str:
    """The pack's own words decide."""
    return f"The pack says “{claim}”, and that takes skin off."


# --- with care -------------------------------------------------------------------------------------------------


def gently(use: Use, is_open: bool, is_doubted: bool, until: str, names: Sequence[str]) -> str:
    """How to use it with care, or the simplest way: to wait, or to take another product where no free day comes.

    `is_doubted`: something has to be looked at first, which may change the answer.
    """
    first = "After that " if is_open else "If the answer stays the same, " if is_doubted else ""
    other = f"wait {until}" if until else f"choose a product without {in_a_row(names)}" if names else "choose another"
    return sentence(f"{first}{GENTLY[use]}. Or simply {other}.")


def only_from_clinic(until: str) -> str:
    """While the needle channels are open."""
    return f"Use only what your clinic gave you {until}."


# --- no known problem ------------------------------------------------------------------------------------------


def go_on(use: Use, today: int) -> str:
    """Nothing speaks against it."""
    return f"You can go on using it today (day {today}). {IF_IT_STINGS.get(use, STOP_IF_IT_STINGS)}"


def then_go_on(use: Use) -> str:
    """Nothing speaks against it once the needle channels are closed."""
    return f"After that you can use this. {IF_IT_STINGS.get(use, STOP_IF_IT_STINGS)}"


# --- doubts ----------------------------------------------------------------------------------------------------


def compare_photo() -> str:
    """A photo's text that nobody has compared with the pack."""
    return "Compare the text with the pack before you use it: a photo can lose a line."


def paste_the_rest() -> str:
    """A list that is cut off."""
    return "The list is cut off. Paste the whole list before you use it."


def also_named(names: Sequence[str]) -> str:
    """Names of concern that only the text around the list gives."""
    return f"The text also names {in_a_row(names)}, but the list does not. Look on the pack if it is in there."


def unread_names(names: Sequence[str]) -> str:
    """Names that were not read."""
    return f"We could not read {in_a_row(quoted(names))}. Compare the spelling with the pack, and correct it here."


def not_judged(names: Sequence[str]) -> str:
    """Names that are known, but not what they do to healing skin."""
    return f"We know the name {in_a_row(names)}, but not what it does to healing skin."


# --- cannot tell -----------------------------------------------------------------------------------------------


def find_list() -> str:
    """A text without a list."""
    return (
        "We need the full list from the pack. It starts with “Ingredients” or “Aqua”. Paste it here before you use it."
    )


def compare_unread(names: Sequence[str]) -> str:
    """Too much of the list was not read."""
    what = f"We could not read {in_a_row(quoted(names))}" if names else "We could not read enough of the list"
    return (
        f"{what}. Compare the spelling with the pack, where the list starts with “Ingredients” or “Aqua”. "
        "Leave it off until we can read it."
    )


def named_so_skip(names: Sequence[str], until: str, has_list: bool) -> str:
    """A text that names something of concern outside a list, or without one."""
    skipped = f"skip it at least {until}" if until else "leave it off until you have asked your clinic"
    return f"{'The text also' if has_list else 'The text'} names {in_a_row(names)}, so {skipped}."


def already_used(until: str, is_allergy: bool) -> str:
    """What to do when it was used too early."""
    again = f" and do not use it again {until}" if until else " and do not use it again for now"
    call = " Call the emergency number if your face or throat swells or you cannot breathe well." if is_allergy else ""
    return (
        f"Rinse it off with lukewarm water{again}. Most of the time nothing happens. Call your clinic if it keeps "
        f"burning, or if your skin swells or the redness spreads.{call}"
    )
