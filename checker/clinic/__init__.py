"""A clinic's shelf: what it vetted on which formula, who signed, its own rules, and what patients are handed."""
