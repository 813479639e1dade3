"""The published documents as pages."""
