"""Requests as the desk files them, for the letters' tests."""

from __future__ import annotations

import datetime as dt

from assistant.requests.records import (
    Identity,
    IdentityDemand,
    Mandate,
    Passage,
    Person,
    PersonalFile,
    PostalAddress,
    Recipient,
    Request,
    RequesterRole,
    RequestType,
)

CAMILLE = Person(
    given_names="Camille",
    family_name="Martin",
    birth_date=dt.date(1980, 5, 1),
    email="camille.martin@example.org",
    phone="+33612345678",
    address=PostalAddress(("12 rue des Lilas", "Appartement 4"), "75012", "Paris"),
    member_number="A1234567",
)
LEA = Person("Léa", "Martin", dt.date(2015, 3, 14), member_number="A1234567-02")
DEMAND = "Toute demande devra être accompagnée d'une copie d'un titre d'identité signé."
WHERE = "Écrivez à la Mutuelle d’Essai, 6B avenue Joseph Rollo, 78320 La Verrière."
NAMES = {"insurer_name": "Essai", "legal_name": "Mutuelle d’Essai"}

ANSWERS: dict[RequestType, dict[str, str | tuple[str, ...]]] = {
    "access": {"scope": "some", "which": "mes décomptes", "period": "depuis 2020", "copy": "paper"},
    "rectification": {"wrong": "3 rue des Roses\n75011 Paris", "right": "12 rue des Lilas"},
    "erasure": {"scope": "some", "which": "mes courriels", "minor": "no"},
    "restriction": {"case": "legal_claims", "which": "mon adresse"},
    "portability": {
        "to": "recipient",
        "recipient_name": "Autre Mutuelle",
        "recipient_contact": "portabilite@autre.example",
        "format": "json",
    },
    "objection": {"situation": "Un proche travaille chez vous."},
    "marketing_objection": {"channels": ("email", "sms")},
    "automated_decision": {"decision": "le refus du 3 mai 2026", "review": "yes"},
    "withdraw_consent": {"consent": "la lettre d’information"},
    "post_mortem": {"wish": "communicate", "communicate_to": "Maître Petit, notaire"},
}
"""What a member answered to each type's questions."""


def passage(quote: str) -> Passage:
    """A passage of a policy in French."""
    return Passage("essai", "privacy-policy", "undated-1", "Vos droits", 0, len(quote), quote, "fr")


POST = Recipient(
    "post",
    "Mutuelle d’Essai – 6B avenue Joseph Rollo – 78320 La Verrière",
    ("Mutuelle d’Essai", "6B avenue Joseph Rollo", "78320 La Verrière"),
    passage=passage(WHERE),
    **NAMES,
)
EMAIL = Recipient("email", "dpo@essai.example", role="dpo", **NAMES)
FORM = Recipient("form", "https://essai.example/contact", **NAMES)
NOWHERE = Recipient("none", "", **NAMES)
DOCUMENT = IdentityDemand("document", signed=True, passage=passage(DEMAND))
NO_DEMAND = IdentityDemand("none", signed=False)


def file_of(
    role: RequesterRole = "self", *types: RequestType, details: str = "", **changes: object
) -> PersonalFile:
    """What Camille files for herself, or for Léa in another role."""
    mandate = Mandate("accès", "tous ses contrats", "jusqu’au 31 décembre 2027", "Léa Martin", "representative")
    answers = {one: dict(ANSWERS[one]) for one in types}
    if "post_mortem" in answers:
        answers["post_mortem"]["capacity"] = "heir" if role == "heir" else "oneself"
    return PersonalFile(
        subject=CAMILLE if role == "self" else LEA,
        requester=None if role == "self" else CAMILLE,
        role=role,
        link="mère" if role in {"parent", "heir"} else "",
        mandate=mandate if role == "representative" else None,
        answers=answers,
        details=details,
        **changes,  # type: ignore[arg-type]
    )


def request(
    *types: RequestType,
    role: RequesterRole = "self",
    recipient: Recipient = POST,
    demand: IdentityDemand = NO_DEMAND,
    details: str = "",
    file: PersonalFile | None = None,
) -> Request:
    """A request filed online on Sunday 22 November 2026, due on Tuesday 22 December."""
    return Request(
        reference="MD-7K3F-92QX-LM4T",
        insurer="essai",
        state="received",
        language="fr",
        types=types,
        received_through="online",
        received_on=dt.date(2026, 11, 22),
        recorded_at=dt.datetime(2026, 11, 22, 13, 5, tzinfo=dt.UTC),
        holiday_region="metropole",
        recipient=recipient,
        file=file or file_of(role, *types, details=details),
        identity=Identity(demand=demand),
    )
