"""Measures, taken by `python -m tests.benchmarks`; timings are printed here and asserted nowhere."""
