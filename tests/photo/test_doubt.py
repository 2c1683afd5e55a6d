"""Photos of a pack: what is doubted and marked, and what an answer to a photo says."""

import io

import numpy as np
import pytest
from PIL import Image

from checker import HealingPlan, check_label
from checker.model.terms import Verdict
from checker.photo.doubt import name_doubts
from checker.photo.model import Why
from checker.photo.photos import read_photos
from checker.photo.pictures import as_jpeg
from checker.photo.show import all_doubts, marked
from tests.photos.draw import Setting, draw
from tests.photos.lists import lists
from tests.photos.plain import BLAND, PLAIN, inci, plain_read

LATE = HealingPlan(treatment="superficial", day=20)


def test_a_clear_photo_raises_no_doubt():
    photo = plain_read()
    assert all_doubts(photo, check_label(photo.text)) == ()


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


def test_marks_change_the_picture_only_around_the_print():
    photo = plain_read()
    doubts = name_doubts(photo, check_label(photo.text.replace("Squalane", "Sqxxlane")))
    picture = marked(photo, 0, doubts)
    changed = np.argwhere((picture != photo.pictures[0]).any(axis=2))
    corners = np.concatenate([line.box for line in photo.lines])
    assert len(changed)
    assert (changed[:, ::-1] >= corners.min(axis=0) - 80).all()
    assert (changed[:, ::-1] <= corners.max(axis=0) + 80).all()


def test_nobody_confirmed_means_with_care_at_best():
    photo = plain_read()
    seen = check_label(photo.text, LATE, source="photo", confirmed=True)
    unseen = check_label(photo.text, LATE, source="photo", confirmed=False)
    assert (seen.verdict, unseen.verdict) == (Verdict.NO_KNOWN_PROBLEM, Verdict.CAUTION)
    assert (unseen.to_dict()["source"], unseen.to_dict()["confirmed"]) == ("photo", False)
    assert any("nobody has compared" in note for note in unseen.notes)
    assert not any("nobody has compared" in note for note in seen.notes)


def test_a_concern_stays_one_whether_confirmed_or_not():
    verdicts = {check_label("Aqua, Retinol, Parfum", source="photo", confirmed=c).verdict for c in (True, False)}
    assert verdicts == {Verdict.AVOID}
