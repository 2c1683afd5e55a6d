"""A clinic's own shelf: products it has vetted, with signed decisions, its own rules, and a page for its patients.

Clinic is a front above `check`, `batch` and `shelf`; `check` does not know it. A clinic's rules (its *protocol*) reach
`check` as an argument, and only this folder uses SQL.

- `model`        the nouns: product, formula (one printed list), decision, judgement.
- `store`        what the clinic keeps, one transaction for each verb; `schema`, `rows`, `opening`, `migrations/` serve it.
- `protocol`     the clinic's own levels, days and notes, and how they change our knowledge.
- `shelf`        what the checker says of each product, and which need attention; `judge` judges many at a time.
- `difference`   what changed between two formulas.
- `handout`      the page for a patient; `handing_out` fills it from the shelf; `translations`, `wording_handout`, `logo`.
- `table`, `transfer`   products from a spreadsheet; a whole store exported and restored.
- `access`       who may read and who may sign.
- `commands`, `wording`   the command line, and the sentences of all but the handout.
"""
