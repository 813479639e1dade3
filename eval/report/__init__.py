"""What a run means, for people."""
