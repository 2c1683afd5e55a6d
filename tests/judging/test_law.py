"""The law of the left-out as a property: a name of concern, joined into a list in any way, is an entry or mentioned.

`LAW_EXAMPLES=200000 pytest tests/judging/test_law.py` tries that many texts, other ones each time; else it is 2,000, the same in every run.
"""

import os

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests import law

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "2000"))
SLOW = settings(
    max_examples=EXAMPLES, deadline=None, derandomize="LAW_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], database=None,
)  # fmt: skip


@SLOW
@given(st.sampled_from(law.lists()), st.sampled_from(law.names()), st.sampled_from(law.joins()), st.floats(0, 0.999))
@example("Aqua, Glycerin, Panthenol", "Retinol", "{before}, {name} [] {behind}", 0.5)
@example("Aqua, Glycerin, Panthenol", "Parfum", "{list}, {name} Night Cream: Water, Glycerin, Panthenol", 0.5)
def test_no_name_of_concern_is_lost(text, name, join, at):
    joined = law.joined(text, name, join, at)
    assume(joined is not None)
    assert law.lost(joined) == ""
