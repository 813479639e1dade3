"""The formal request of a data subject."""
