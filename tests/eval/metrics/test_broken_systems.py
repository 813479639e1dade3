"""Systems broken on purpose, each made from a good one, each caught by the metric that is there for it."""

from dataclasses import replace

import pytest

from eval.cases import Case, GoldSpan
from eval.metrics.aggregate import summary
from eval.metrics.scores import score
from eval.observations import Cited, Observation, Retrieved

PASSAGES = {
    "retention": "Vos données sont conservées pendant cinq ans après la fin du contrat.",
    "recipients": "Elles sont transmises à nos réassureurs et à la caisse primaire.",
    "contact": "Écrivez au délégué : dpo@mutuelle.example, en joignant une pièce d'identité.",
    "cookies": "Le site dépose des traceurs de mesure d'audience pendant treize mois.",
}
FACTS = {
    "retention": "cinq ans",
    "recipients": "réassureurs",
    "contact": "pièce d'identité",
    "cookies": "treize mois",
}
INSURERS = ("fougeres", "bruyeres")
TEXTS = {f"{insurer}/privacy": f"# {insurer}\n" + "\n".join(PASSAGES.values()) for insurer in INSURERS}
TOPICS = list(PASSAGES)


def span(insurer, topic):
    document = f"{insurer}/privacy"
    start = TEXTS[document].index(PASSAGES[topic])
    return GoldSpan(document, start, start + len(PASSAGES[topic]))


def cited(insurer, topic):
    place = span(insurer, topic)
    return Cited(1, place.document, "v1", place.start, place.end, PASSAGES[topic])


def ranked(insurer, topic):
    spans = [span(insurer, one) for one in sorted(TOPICS, key=lambda one: one != topic)]
    return tuple(Retrieved(one.document, one.start, one.end, 1.0) for one in spans)


def asked(insurer, topic):
    return Case(
        f"{insurer}-{topic}",
        insurer,
        topic,
        "fr",
        outcome="answered",
        topic=topic,
        facts=((FACTS[topic],),),
        gold=(span(insurer, topic),),
    )


def unanswerable(insurer, outcome):
    return Case(f"{insurer}-{outcome}", insurer, outcome, "fr", outcome=outcome)


def answered(case, insurer, topic):
    answer = f"La politique dit : « {PASSAGES[topic]} » [1]"
    return Observation(
        case.id, "answered", answer, "fr", (cited(insurer, topic),), ranked(insurer, topic), milliseconds=5.0
    )


def refused(case, outcome):
    return Observation(case.id, outcome, "La politique n'en dit rien.", "fr", milliseconds=5.0)


CASES = [asked(insurer, topic) for insurer in INSURERS for topic in TOPICS] + [
    unanswerable(insurer, outcome) for insurer in INSURERS for outcome in ("policy_silent", "out_of_scope")
]


def good(case):
    return answered(case, case.insurer, case.topic) if case.topic else refused(case, case.outcome)


def shifted(case):
    """Every citation moved to the next passage, quote and place alike."""
    if not case.topic:
        return good(case)
    following = TOPICS[(TOPICS.index(case.topic) + 1) % len(TOPICS)]
    return replace(good(case), citations=(cited(case.insurer, following),))


def always_refusing(case):
    return refused(case, "policy_silent")


def always_answering(case):
    return answered(case, case.insurer, case.topic or "retention")


def from_the_wrong_insurer(case):
    other = next(insurer for insurer in INSURERS if insurer != case.insurer)
    return answered(case, other, case.topic) if case.topic else good(case)


@pytest.fixture
def figures():
    """The figures of a system over all cases, by metric."""

    def of(system):
        scores = [score(case, system(case), TEXTS) for case in CASES]
        return {name: found.mean for name, found in summary(scores, [case.insurer for case in CASES]).items()}

    return of


def test_the_good_system_is_right_in_everything(figures):
    found = figures(good)
    perfect = (
        "correct",
        "outcome",
        "fact_recall",
        "verbatim",
        "citation_recall",
        "citation_precision",
        "gold_cited",
    )
    assert {name: found[name] for name in perfect} == dict.fromkeys(perfect, 1.0)
    harmful = ("false_refusal", "false_answer", "foreign_citation")
    assert {name: found[name] for name in harmful} == dict.fromkeys(harmful, 0.0)


def test_citations_shifted_by_one_passage_are_verbatim_and_support_nothing(figures):
    found = figures(shifted)
    assert found["verbatim"] == 1.0
    assert (found["citation_recall"], found["citation_precision"], found["gold_cited"]) == (0.0, 0.0, 0.0)


def test_always_refusing_is_caught_as_false_refusals(figures):
    found = figures(always_refusing)
    assert (found["false_refusal"], found["false_answer"]) == (1.0, 0.0)
    assert found["correct"] == 2 / 12  # the two questions that the policies are silent on


def test_always_answering_is_caught_as_false_answers(figures):
    found = figures(always_answering)
    assert (found["false_answer"], found["false_refusal"]) == (1.0, 0.0)
    assert found["correct"] == 8 / 12


def test_answering_from_the_wrong_insurer_is_caught_as_foreign_citations(figures):
    found = figures(from_the_wrong_insurer)
    assert found["foreign_citation"] == 8 / 12
    assert (found["verbatim"], found["citation_recall"], found["fact_recall"]) == (1.0, 1.0, 1.0)
    assert (found["correct"], found["gold_cited"], found["document_mismatch_5"]) == (4 / 12, 0.0, 1.0)
