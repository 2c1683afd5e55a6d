"""A clinician signs what the answers rest on: a packet of rows to read, what came back, and the share that is signed.

- `decisions`   which rows decide the verdicts of a file of labels.
- `packet`      the rows of a packet, the most deciding first: groups, then phases, then context rules.
- `packet_file` a packet as a sheet (XLSX) or on paper (PDF).
- `read_back`   a sheet that came back: checked, and written to data/reviews.csv.
- `wording`     the sentences of the packet and of its faults.
"""
