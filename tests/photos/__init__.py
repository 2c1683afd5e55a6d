"""Drawn labels: a generator of photographs of packs, with the truth about every entry beside them."""
