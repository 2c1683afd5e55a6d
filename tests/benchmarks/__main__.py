"""`python -m tests.benchmarks [speed|accuracy [FILE]|spelling [N]|scaling [SIZE]|page|batch [ROWS ...]|clinic [PRODUCTS]|kits|photo [HALF]]`: all measures that README quotes."""

import sys

from tests.benchmarks import accuracy, batch, clinic, kits, page, photo, scaling, speed, spelling

BENCHMARKS = {
    "speed": speed.run,
    "accuracy": accuracy.run,
    "spelling": spelling.run,
    "scaling": scaling.run,
    "page": page.run,
    "batch": batch.run,
    "clinic": clinic.run,
    "kits": kits.run,
    "photo": photo.run,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:] or ["speed"]
    if name not in BENCHMARKS:
        sys.exit(f"No benchmark called {name!r}. Choose from: {', '.join(BENCHMARKS)}.")
    BENCHMARKS[name](arguments)
