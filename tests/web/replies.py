"""Replies for tests of how they are shown, a hostile one among them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.reply import Channel, Citation, Handoff, Identity, Notice, Quote, Reply
from assistant.web.answers.markup import AnswerLinks
from ingest.records import Document, Span

NAMES = {"bb": "Mutuelle B&B", "cc": "Caisse C"}
LINKS = AnswerLinks(ask="/chat/bb", feedback="/chat/bb/feedback", target=None)
TEXT = (
    "# Vos droits\n\n"
    "Pour toute demande, écrivez à **dpo@example.org**, par courrier simple.\n\n"
    "La réponse est donnée en un mois :\n- par e-mail ;\n\n- par courrier.\n\n"
    "Вашите данни се пазят една година.\n"
)
LAW_TEXT = "# [fr] RGPD, article 12\n## [deadline] Délai\nUn mois.\n"


def document(**changes: object) -> Document:
    """A policy in French and Bulgarian."""
    known = Document(
        insurer="bb",
        id="policy",
        version="2017-10-01-abc",
        title="Politique de confidentialité",
        text=TEXT,
        sha256="",
        languages=("fr", "bg"),
        date=dt.date(2017, 10, 1),
        origin="",
        machine_translated=False,
    )
    return replace(known, **changes)


def cited(marker: int, part: str, language: str = "fr", section: str = "Vos droits", **changes: object) -> Citation:
    """A citation of the first place where `part` stands."""
    source = document(**changes)
    start = source.text.index(part)
    return Citation(marker, Quote(source, Span(start, start + len(part)), section, language))


POLICY = cited(1, "écrivez à **dpo@example.org**")
LAW = cited(2, "Un mois.", section="RGPD, article 12", insurer="law", text=LAW_TEXT, date=None)
HANDOFF = Handoff(
    request_type="access",
    request_types=("access",),
    basis=("RGPD, article 15",),
    channels=(Channel("email", "dpo@example.org", 1), Channel("post", "1 rue X\n75000 Paris", 1)),
    identity=Identity(True, "", 1),
    answer_due=dt.date(2026, 12, 22),
    url="/requests/new?insurer=bb&type=access&lang=fr&for=heir",
)


def reply(**changes: object) -> Reply:
    """An answer with a passage of the policy and a rule of the law."""
    known = Reply(
        conversation_id="c1",
        message_id="m1",
        insurer="bb",
        language="fr",
        outcome="answered",
        answer="La politique dit : « écrivez à **dpo@example.org** » [1]\nLa loi : « Un mois. » [2]",
        citations=(POLICY, LAW),
    )
    return replace(known, **changes)


def hostile_reply(hostile: str) -> Reply:
    """A reply with this in every field that could hold it."""
    text = f"avant {hostile} après"
    citation = cited(1, hostile, language=hostile, section=hostile, insurer="bb", text=text, title=hostile)
    other = cited(2, hostile, text=text, insurer=hostile, version=hostile, languages=(hostile,))
    block = Handoff(
        request_type="access",
        request_types=("access", "erasure"),
        basis=(hostile, hostile),
        channels=tuple(Channel(kind, hostile, 1) for kind in ("email", "post", "form", "phone")),
        identity=Identity(True, hostile, 1),
        answer_due=dt.date(2026, 12, 22),
        url=hostile,
    )
    return Reply(
        conversation_id=hostile,
        message_id=hostile,
        insurer="bb",
        language="fr",
        outcome="answered",
        answer=f"{hostile} « {hostile} » [1] [2]\n– {hostile}",
        citations=(citation, other),
        handoff=block,
        notices=(Notice("conflict", hostile), Notice(hostile, hostile)),
        suggestions=(hostile,),
    )
