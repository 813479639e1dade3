"""From ranked passages to a reply whose every claim quotes its source."""
