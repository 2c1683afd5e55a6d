"""The tables of data/ as one `Knowledge`: `load_knowledge()` reads, checks and indexes them, or stops with every fault.

Knowledge comes before matching, which asks it for names. It applies no rule itself.

- `tables`     CSV files to rows; a cell is asked for what it must be (a choice, a number, levels), and a fault is noted.
- `rows`       rows to the nouns of `model`: sources, groups, names, rules, phases, claims.
- `patterns`   how the names of a family of ingredients are built; `needed`: what a name must contain to follow one.
- `names`      the known names, of which objects are made when they are asked for.
- `cache`      keeps what was checked and indexed from one start to the next.
- `load`       puts it all together.
- `overlay`    a clinic's own levels, laid on ours.
- `inventory`  a list of names that the user loads: read, but judged by naming patterns only; `encodings` guesses how it is coded.

A *key* is a printed name as it is compared (`model.names.fold`): "1,2-Hexanediol" has the key "1 2 hexanediol". *Concern* is
how strict a group is over all phases. A value is *kept* when it is plain and lies in the cache.
"""
