"""Measures the product: data sets in, figures with their settings out."""
