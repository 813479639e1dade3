"""What `docs/screenshots.py` runs: the service, the browser, and the screens of members and of staff."""
