"""The kinds of facts there are; `docs/facts.md` defines each."""

from __future__ import annotations

FACT_KINDS = (
    "controller",
    "siren",
    "address",
    "email",
    "hidden_email",
    "phone",
    "web",
    "form",
    "member_area",
    "purpose",
    "legal_basis",
    "data_category",
    "nir",
    "health",
    "recipient",
    "processor",
    "host",
    "transfer",
    "retention",
    "right",
    "exclusion",
    "identity",
    "response_time",
    "post_mortem",
    "automated_decision",
    "authority",
    "cookie_period",
    "marketing_optout",
    "version_date",
)
"""In the order in which people read them: who, why, what, to whom, how long, rights, the rest."""
