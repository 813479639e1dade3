"""One answer as HTML: its words, quotes, sources and controls."""
