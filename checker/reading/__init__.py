"""Reads a pasted text: `read_label(text, gazetteer)` gives a `Label`, the entries of an ingredient list in text order.

Reading is the first stage of the flow; matching takes the entries next. Nothing of the text gets lost: what is no entry is
left out with a reason, and every entry knows where it stands in the pasted text. Reading knows no ingredient itself. The
*gazetteer* holds the names and phrases to look for, and the knowledge fills it in.

The steps, in order; `label` runs them:

1. `text`      makes the paste readable: entities, zero-width signs, separators of other scripts. Offsets stay true.
2. `scan`      finds known phrases and separators. The result is the *page*: the readable text with all that was found.
3. `blocks`    cuts the page at its headings ("Active:", "May contain") and disclaimers.
4. `segments`  cuts each block at its separators, and turns each segment into pieces; `inside` finds the names in a segment
               that holds several.
5. `passes`    decides what only neighbours can tell: names cut by a stray comma, praise, legends, second copies of a list.
6. `label`     turns pieces into entries, with section, position and percentage.

`claims` finds effects that the pack claims ("scrub") in the text around the list. `memo` remembers scans and segments,
because most names have stood on another label; `phrases`, `brackets` and `gazetteer` serve all steps.

Three words for a part of the text, from large to small. For "Active: Zinc Oxide 8%. Inactive: Aqua, Parfum (Limonene)":

- *block*: the text between two headings; here "Zinc Oxide 8%." and "Aqua, Parfum (Limonene)".
- *segment*: the text between two separators of a block; the second block has "Aqua" and "Parfum (Limonene)".
- *piece*: what a segment becomes, an entry or something left out; the last segment becomes "Parfum" and "Limonene".

A *span* is just a start and an end in a text.
"""
