"""How well questions are understood, on questions kept apart from everything that the product learns from."""
