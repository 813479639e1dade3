"""A form as typed becomes what a request records: what is asked, what is right, what has no place in it."""
