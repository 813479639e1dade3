"""Pages for those who work here: signing in, out, and their account."""
