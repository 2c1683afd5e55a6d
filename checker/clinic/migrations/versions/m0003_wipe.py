"""The use `wipe` may stand in a product and a judgement. No column changes: words of uses always had room for it.

The layout has a number of its own all the same, so that a program which does not know the word says that the store is
newer, and does not stop over a product.
"""

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Nothing to build."""
