"""Tells people the answer: `render` turns a `Report` into text or Markdown; every sentence comes from `wording`.

Answer comes after judging. It decides nothing: levels, verdicts and dates are in the report already. `check` uses it for
the notes of a report, the command line for text and Markdown, the pages for single sentences.

- `wording`    the sentences about a report, and the words for levels, phases and treatments.
- `advice`     what to do with the product and until when (sentences in `wording_advice`).
- `reasons`    which reasons are told: each group once.
- `notes`      the notes of a report: defaults taken, what could not be read, what the pack claims.
- `render`     a report as plain text for a terminal, or as Markdown.
- `lookup`     one ingredient or group explained.
- `sheet`      what stands on a printed page (`Sheet`); `sheet_pdf` draws it as PDF. Shelf and clinic fill it in.
- `fonts/`     the fonts of the PDF; `locale/` the sentences of a clinic's handout in other languages.
"""
