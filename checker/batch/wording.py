"""The sentences of the batch page and of its runs."""

from __future__ import annotations

from checker.model.terms import Verdict

TITLE = "Check a whole table"
LEAD = "A shop list, a clinic's stock, a study: upload a table, get it back with an answer beside every row."
UPLOAD = "A table with a column of ingredients: CSV, TSV, XLSX, Parquet or JSON Lines; .gz is fine too"
KEPT = (
    "Your table stays in a folder of this session only, which nobody else can open. It goes when you take another table, "
    "and about ten minutes after you close the page."
)
THE_TABLE = "The table"
NO_NAME = "no such column"
CHOOSE_INGREDIENTS = "No column of ingredients was found by its name. Choose it."
CHOOSE_COLUMN = "Choose it."
NOT_A_COLUMN = "In the first rows of this column no ingredient list was found. Is it the right one?"
TOO_SLOW = "This table takes too long to open. Export it as CSV, or use the command line."
TOO_LARGE = "This table needs more memory than this page gives it. Export it as CSV, or use the command line."
DIED = "The run ended before it was done: the table may need more memory than this page gives it. Use the command line."
BROKEN_PACKED = (
    "The table is packed, but cannot be unpacked: it is broken or cut off. Save it again, or export it as CSV."
)
GONE = "This table was removed. Upload it again."
WAITING = "Other tables are being checked. Yours begins as soon as one is done; keep this page open."
WRITING = "All rows are judged. Writing the files …"
STARTING = "Starting …"
OPENING = "Opening the table …"
INGREDIENTS = "Column of ingredients"
NAMES = "Column of names"
CHECK_ALL = "Check all rows"
ANOTHER = "Take another table"
DAYS = "Days since the treatment (0 is the day itself)"
PRODUCTS = "The products …"
STOP = "Stop and remove the table"
CSV = "Download CSV"
XLSX = "Download XLSX"
UNREAD = "Unrecognised names, most frequent first"
ONLY_ANSWERS = "Only these answers"
ONLY_WORD = "Filter by word"
ORDER = "Order"
ONLY_PROBLEMS = "Only rows with a problem"
FIRST_ROWS = "The first rows"
ANSWERS = "Answers"
REASONS = "What decides most often"
ALL_ROWS = "All rows"
COMMAND_LINE = "For larger tables: `python -m checker batch FILE -o FILE` has no such limits."
COLUMN_TITLES = {
    "row": "Row",
    "name": "Product",
    "verdict": "Answer",
    "advice": "What to do",
    "with_care_from_day": "With care from day",
    "free_from_day": "No known problem from day",
    "binding": "Because of",
    "bound_by_claim": "Because the pack says",
    "unread": "Could not read",
    "ask_clinic": "Ask your clinic",
    "problem": "Problem",
}
SORTS = {
    "row": "as in the table",
    "strictest": "strictest answer first",
    "latest": "latest day first",
    "name": "by name",
}
#: The order of the verdicts in charts and filters.
VERDICTS = (Verdict.AVOID, Verdict.CAUTION, Verdict.CANNOT_TELL, Verdict.NO_KNOWN_PROBLEM)


def rows_found(name: str, rows: int) -> str:
    """What was uploaded."""
    return f"“{name}”: {rows:,} {'row' if rows == 1 else 'rows'}."


def own_plan(columns: list[str]) -> str:
    """Columns of the table that change the plan of their row."""
    shown = " and ".join(f"“{column}”" for column in columns)
    return f"The table's own {'column' if len(columns) == 1 else 'columns'} {shown} change the plan of each row."


def names_read(count: int) -> str:
    """What was found in a row of the preview."""
    return "no list found" if not count else f"{count} {'name' if count == 1 else 'names'}"


def progress(rows: int, total: int) -> str:
    """How far a run is."""
    return f"{rows:,} of {total:,} rows judged"


def finished(rows: int, problems: int) -> str:
    """A run that is done."""
    if not problems:
        return f"Done: {rows:,} rows, each with an answer."
    return f"Done: {rows:,} rows; {problems:,} of them have a problem, shown below."


def shown(count: int, total: int, most: int) -> str:
    """How much of the result is in sight."""
    if count > most:
        return f"{count:,} of {total:,} rows match; the first {most:,} are shown. The downloads hold all rows."
    return f"{count:,} of {total:,} rows match."


def problem_rows(count: int, most: int) -> str:
    """The heading of the rows with a problem."""
    return f"Rows with a problem ({count:,})" + (
        f", the first {most}; the switch below shows all" if count > most else ""
    )


def too_many_rows(most: int) -> str:
    """A table with too many rows for a page."""
    return f"The table has more than {most:,} rows. Split it, or use the command line."


def unpacks_too_large(most: int) -> str:
    """A packed table that is too large."""
    return f"The table unpacks to more than {most // 1_000_000:,} MB. Export it as CSV, or use the command line."


def no_spreadsheet(rows: int, cell: int) -> str:
    """Why there is no spreadsheet."""
    return f"No XLSX: a spreadsheet holds {rows:,} rows and {cell:,} characters a cell, and this table has more. Take the CSV."


def our_fault(kind: str) -> str:
    """An error of ours."""
    return f"Something went wrong on our side ({kind}). Try the table as CSV, or use the command line."
