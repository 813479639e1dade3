"""Runs: asked, kept, resumed, scored, compared."""
