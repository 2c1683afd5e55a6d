"""Reads photos of a pack: `photos.read_photos` gives a `PhotoText`, the text and what to compare with the pack.

Photo is a front above `check`: the text it reads is checked like a pasted one. Everything happens on this machine and
nothing is stored. It needs the extra `photo`. Nothing is imported here, so that the sentences of this folder can be read
without loading numpy.

- `photos`     the way in: reads the photos of one pack, in the order below.
- `pictures`   opens a file: its pixels, upright, and the barcode in them.
- `read`       finds and reads the lines of print; `order` sorts them as a person reads.
- `stitch`     joins the lines of several photos of one pack.
- `text`       joins lines to one text; a name broken over two lines becomes whole.
- `doubt`      finds places that need a second look: unsure lines, glare, print that was not read.
- `show`       gives the doubts as sentences, as plain data, and drawn into the picture.
- `model`, `wording`   the nouns, and the sentences.
"""
