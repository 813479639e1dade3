"""Measures, as pure functions of what was expected and what was observed."""
