"""E-mails of requests: written, kept in the outbox, sent."""
