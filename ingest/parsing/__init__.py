"""One file per published format: text in, canonical text with its structure out."""
