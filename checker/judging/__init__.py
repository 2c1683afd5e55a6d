"""Judges the matches of a label: `Judge.judge(matches)` gives each entry its `Judgement`, a level in each phase of healing.

Judging comes after matching and before answer. It knows no ingredient by name: levels are rows of groups.csv, exceptions
rows of context_rules.csv, days rows of phases.csv. Here stands only how these rows are applied. One judge serves all
fronts.

- `places`    where each entry stands in its list: early, or after the 1 % line.
- `rules`     whether a context rule holds for an entry.
- `judge`     the levels of each entry: by allergy, context rule, place, or its group alone.
- `timeline`  from the levels of all entries to the verdict, its dates, and the findings that decide.

*Base* means a group's levels for the use, before any place or rule changes them.
"""
