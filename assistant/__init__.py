"""Online: a question becomes an answer, an answer becomes a request."""
