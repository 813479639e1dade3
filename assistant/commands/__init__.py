"""The commands of `mesdroits requests` and `mesdroits users`."""
