"""From a printed name to an ingredient: `Matcher.match(entry)` gives a `Match` with how the name was read.

Matching comes after reading, which has cut a label into entries, and before judging. It knows no ingredient itself.

- `exact`      names that are known as printed: whole, with brackets, between slashes, beside a remark.
- `spelling`   which known names a misprint may mean. Only here are strings compared that are not equal (rapidfuzz).
- `transliteration` names printed in kana or Hangul, put together from known parts.
- `forms`      words of a product's form beside a name ("vitamin C serum"), which never make an answer milder.
- `telling`    words that stand in names of concern only, and so tell of an unknown name.
- `named`      the known names that a longer text mentions, and the words that deny them ("without perfume").
- `matcher`    tries the ways in order: exact, naming pattern, inventory, scan's confusions, misprint, a telling word.
- `allergies`  what a typed allergy stands for, by the same ways.

A name is *near* where few edits part it from a known one. A *remark* says something of an ingredient without being one
("organic"). A *scan* is a text read from a picture, with the confusions of such (0 and o, rn and m).
"""
