"""Data sets: read, proved against the texts, varied and adapted from the formats of others."""
