"""Fits the weights of the ranking and of the decisions to labelled passages. Nothing here runs in the product."""
