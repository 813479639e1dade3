"""How a member follows a request: reference, code, token."""
