"""Lines of photos to one text: broken names joined, several photos stitched."""

import numpy as np
import pytest

from checker import load_knowledge
from checker.matching.matcher import matcher_for
from checker.photo.model import Line
from checker.photo.stitch import stitched
from checker.photo.text import joined

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
    (["Aqua, Butylene Glycol", "DicaprylatelDicaprate, Urea"], "Aqua, Butylene Glycol DicaprylatelDicaprate, Urea"),
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
