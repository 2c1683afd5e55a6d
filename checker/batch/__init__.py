"""Checks tables: `run_batch` streams a file of products and writes it again with an answer beside each row.

Batch is a front above `check`. Its answers come from the same reader and judge as a single check. No row is lost, and a
run that was killed can go on.

- `reading`      opens a table (CSV, XLSX, Parquet, JSON Lines) and yields its rows; `columns` finds the columns by name.
- `cells`        the answer of a row, as cells.
- `run`          a whole run: rows through all cores, in order, with a journal to resume from.
- `writing`      the result: a growing part, then CSV, XLSX, Parquet or JSON Lines.
- `frame`        the same for pandas frames and, with dask, for folders of files.
- `job`          a run beside a page, in its own process (`job_process`); `watch` shows a run on a terminal.
- `coverage`     how much of a file of labels can be read. `wording` has the sentences of the batch page.
"""
