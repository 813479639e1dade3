"""The end of what is kept: purge, the marketing-objection list, export and erasure of one person's requests."""
