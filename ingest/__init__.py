"""Offline: a published policy becomes an index release."""
