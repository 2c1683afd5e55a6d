"""The words with fixed values that an answer is made of: levels, phases, treatments, uses, verdicts, sections, roles.

Other people's scripts read these values in an answer.
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """What one ingredient means for healing skin in one phase; the order is from mild to strict."""

    OK = "ok"
    CAUTION = "caution"
    AVOID = "avoid"

    @property
    def rank(self) -> int:
        """0 for ok, 1 for caution, 2 for avoid."""
        return _LEVEL_RANK[self]


_LEVEL_RANK = {level: rank for rank, level in enumerate(Level)}


class Phase(StrEnum):
    """A phase of healing; the order is that of healing."""

    OPEN_CHANNELS = "open_channels"
    EARLY_REPAIR = "early_repair"
    REBUILDING = "rebuilding"
    SETTLING = "settling"
    HEALED = "healed"


class Treatment(StrEnum):
    """How the skin was needled (needle depth); an unknown treatment is judged as a deep one."""

    SUPERFICIAL = "superficial"
    STANDARD = "standard"
    DEEP = "deep"
    RF = "rf"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """How a product is used. Masks, sunscreens, make-up and wipes stay on the skin and judge as leave-on products.

    A wipe is what is rubbed over the skin and not rinsed off: micellar water, cleansing wipes, pads.
    """

    LEAVE_ON = "leave_on"
    RINSE_OFF = "rinse_off"
    MASK = "mask"
    SUNSCREEN = "sunscreen"
    MAKEUP = "makeup"
    WIPE = "wipe"


class Verdict(StrEnum):
    """The answer for a product; the order is from mild to strict."""

    NO_KNOWN_PROBLEM = "no_known_problem"
    CAUTION = "caution"
    CANNOT_TELL = "cannot_tell"
    AVOID = "avoid"

    @property
    def rank(self) -> int:
        """0 for no known problem up to 3 for avoid."""
        return _VERDICT_RANK[self]


_VERDICT_RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Section(StrEnum):
    """The part of a list in which an entry stands."""

    DECLARED = "declared"
    ACTIVE = "active"
    MAY_CONTAIN = "may_contain"


class How(StrEnum):
    """How it was found what an entry stands for."""

    EXACT = "exact"
    OTHER_NAME = "other_name"
    PART = "part"
    FAMILY = "family"
    INVENTORY = "inventory"
    REPAIRED = "repaired"
    AMBIGUOUS = "ambiguous"
    UNREAD = "unread"
    CONFIRMED = "confirmed"


class Role(StrEnum):
    """What an ingredient group does to healing skin; the last five help it."""

    IRRITANT = "irritant"
    EXFOLIANT = "exfoliant"
    SENSITISER = "sensitiser"
    PHOTOSENSITISER = "photosensitiser"
    PENETRATION_RISK = "penetration_risk"
    NEUTRAL = "neutral"
    SOOTHING = "soothing"
    HUMECTANT = "humectant"
    EMOLLIENT = "emollient"
    OCCLUSIVE = "occlusive"
    BARRIER_LIPID = "barrier_lipid"


#: The roles that work against dryness, in the order in which the answer names them.
HELPING_ROLES = (Role.HUMECTANT, Role.EMOLLIENT, Role.OCCLUSIVE, Role.BARRIER_LIPID, Role.SOOTHING)
