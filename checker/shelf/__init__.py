"""Several products of one person on one timeline: `check_routine(items, plan)` gives a `Routine`.

Shelf is a front above `check` and `batch`: each product is checked by itself, and this folder only puts the reports side
by side. Nothing is stored.

- `routine`        the products with their reports: what to do with each on a day (its *standing*), what is missing.
- `shelf_file`     products from a table or a text file.
- `link`           the shelf packed into an address, and back.
- `plan_sheet`     the routine as a printed page and as a table; `calendar_file` the days on which products come back.
- `wording`        the sentences of all of these.
"""
