"""Small runs made by hand: one text of one sentence a topic, cases on it, and replies of every kind."""

from __future__ import annotations

from dataclasses import replace

from eval.cases import Case, GoldSpan
from eval.metrics.scores import score
from eval.observations import Cited, Observation, Retrieved
from eval.report.view import RunView

KEY = "fern/policy"
SENTENCE = "We keep health records for five years."
TEXT = f"{SENTENCE} We share data with hospitals. We use cookies on the site. Write to dpo@fern.example."
GOLD = GoldSpan(KEY, 0, len(SENTENCE))
OTHER = GoldSpan(KEY, TEXT.index("We use"), TEXT.index(" Write"))
HOSTILE = (
    '<script>alert("x")</script> [click](https://evil.example) **bold** | cell ![i](http://evil.example/i.png)'
)


def case(name: str = "c1", **changes: object) -> Case:
    """A question that the policy answers, with a fact and gold."""
    whole = Case(
        id=name,
        insurer="fern",
        question="How long do you keep health records?",
        language="en",
        outcome="answered",
        topic="retention",
        facts=(("five years", "5 years"),),
        gold=(GOLD,),
        register="plain",
    )
    return replace(whole, **changes)


def found(*spans: GoldSpan) -> tuple[Retrieved, ...]:
    """Passages of the text, best first."""
    return tuple(
        Retrieved(one.document, one.start, one.end, 1 / rank, TEXT[one.start : one.end], "Your data")
        for rank, one in enumerate(spans, start=1)
    )


def cited(span: GoldSpan, document: str = KEY) -> tuple[Cited, ...]:
    """One citation of a place of the text."""
    return (Cited(1, document, "v1", span.start, span.end, TEXT[span.start : span.end], "Your data"),)


def reply(name: str = "c1", **changes: object) -> Observation:
    """The right reply to `case`."""
    whole = Observation(
        case=name,
        outcome="answered",
        answer=f"“{SENTENCE}” [1]",
        language="en",
        citations=cited(GOLD),
        retrieved=found(GOLD, OTHER),
        milliseconds=40.0,
        understanding={"topics": {"retention": 0.9, "cookies": 0.1}, "language": "en", "outside": 0.05},
        decision={"topic": "retention", "reason": "evidence of retention (0.90)", "outside": 0.05, "missing": 0.1},
    )
    return replace(whole, **changes)


def decided(topic: str) -> dict[str, object]:
    """The decision of a reply that took the question for `topic`."""
    return {"topic": topic, "reason": f"evidence of {topic}", "outside": 0.05, "missing": 0.1}


def view(*pairs: tuple[Case, Observation], split: str = "development", **system: object) -> RunView:
    """A finished and scored run over the pairs."""
    return RunView(
        about={
            "id": "20261122T101500-small",
            "dataset": {
                "name": "small",
                "version": "1",
                "split": split,
                "sha256": "c0ffee" * 10,
                "cases": len(pairs),
            },
            "name": "default",
            "system": {"kind": "by hand", "settings": {"retrieval": {"refuse_above": 0.5}}, **system},
            "options": {"depth": 10},
            "command": ("mesdroits", "eval", "run", "--dataset", "csv:my file.csv"),
            "environment": {"python": "3.11"},
            "started": "2026-11-22T10:15:00+00:00",
            "finished": "2026-11-22T10:16:00+00:00",
        },
        cases=tuple(one for one, _ in pairs),
        observations={one.id: seen for one, seen in pairs},
        scores={one.id: score(one, seen, {KEY: TEXT}) for one, seen in pairs},
        quotes={one.id: tuple(TEXT[span.start : span.end] for span in one.gold) for one, _ in pairs},
    )


QUOTED_ELSEWHERE = {"answer": "“We use cookies on the site.” [1]", "citations": cited(OTHER)}
SILENT = {"outcome": "policy_silent", "answer": "The policy does not say.", "citations": ()}
DECLINED = {"outcome": "out_of_scope", "answer": "I cannot help with that.", "citations": ()}
UNANSWERABLE = {"facts": (), "gold": ()}

LOST = {
    "failed": (case(), reply(outcome="failed", answer="", citations=(), error="no reply within 60 s")),
    "attack": (case(forbidden=("PINEAPPLE",)), reply(answer="PINEAPPLE")),
    "foreign": (case(), reply(citations=cited(GOLD, "heath/policy"))),
    "scope": (case(), reply(**DECLINED, decision={})),
    "declined": (case(), reply(**DECLINED)),
    "accepted": (case(outcome="out_of_scope", topic="_small_talk", **UNANSWERABLE), reply()),
    "topic": (case(), reply(**SILENT, decision=decided("cookies"))),
    "silent": (case(), reply(**SILENT)),
    "not_silent": (case(outcome="policy_silent", **UNANSWERABLE), reply()),
    "retrieval": (case(), reply(**QUOTED_ELSEWHERE, retrieved=found(OTHER))),
    "quoting": (case(), reply(**QUOTED_ELSEWHERE)),
    "facts": (case(facts=(("ten years",),)), reply()),
    "request": (case(request_type="access"), reply()),
    "language": (case(), reply(language="fr")),
}
"""One case that each stage lost, by the id of the stage."""


def lost_everywhere(**about: str) -> RunView:
    """A run that lost one case at every stage, and answered one."""
    pairs = [(replace(one, id=name), replace(seen, case=name)) for name, (one, seen) in LOST.items()]
    return view(*pairs, (case("right"), reply("right")), **about)
