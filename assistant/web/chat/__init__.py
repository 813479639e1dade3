"""The members' chat."""
