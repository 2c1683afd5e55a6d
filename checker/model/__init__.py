"""The nouns that all stages share: frozen dataclasses, tuples and enums that are passed on and do nothing.

The model is the lowest layer and imports nothing of the other folders. In the order of the flow:

- `terms`     the words with fixed values: level, verdict, phase, treatment, use, section, how, role.
- `plan`      `HealingPlan`: when and how someone was treated, and how the product is used.
- `label`     `Label` and its entries: what reading makes of a pasted text.
- `rows`      the rows of the knowledge's tables: groups, ingredients, context rules, phases, sources.
- `findings`  `Reading` (what a name stands for), `Match` (entry and reading), `Judgement` (levels), `Finding` (all of it).
- `report`    `Report`, the whole answer, and its JSON.

Three helpers that every stage needs are here too: `names` makes comparison keys (`fold`), `paths` finds data files,
`collector` pauses Python's garbage collector.
"""
