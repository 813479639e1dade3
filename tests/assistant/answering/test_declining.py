"""A reply without an answer says why, what is near, what the law says, and whom to turn to."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.decision import Decision
from assistant.answering.declining import human_line, outside_claims, silent_claims
from assistant.answering.grounding import supported
from assistant.answering.law_rules import rules_of
from assistant.answering.rights import procedure_of
from assistant.catalogue import LANGUAGES, message
from assistant.law import LAW, load_law
from ingest.sources import read_corpus
from tests.assistant.understood_by_hand import about, asking, ranked
from tests.conftest import CORPUS

OUTSIDE = ("_out_of_scope", "_account_specific", "_attack", "_small_talk")
INSURERS = ("mese", "sem", "mieux-etre", "mgen", "mhr")


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


@pytest.fixture
def silent(engine, law):
    """The claims where a policy is silent on a topic, and another may be near."""

    def silent(insurer, topic, near=None, share=0.2, language="fr"):
        index = engine.releases.index(insurer)
        asked = asking({topic: 0.7, near: share}, vector=about(index, near).vector) if near else about(index, topic)
        decision = Decision("policy_silent", topic, "")
        procedure = procedure_of(index)
        return silent_claims(asked, decision, ranked(index, asked), procedure, index, law, language)

    return silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_on_a_person_names_the_site_or_else_the_insurer(language):
    entry = next(one for one in read_corpus(CORPUS).insurer if one.site)
    assert str(entry.site) in human_line(entry, language)
    assert entry.name in human_line(entry, language)
    alone = human_line(entry.model_copy(update={"site": None}), language)
    assert alone == message(language, "answer.human_none", insurer=entry.name)


@pytest.mark.integration
class TestOutside:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("insurer", INSURERS)
    def test_each_class_has_its_own_words_that_name_the_insurer(self, engine, insurer, language):
        index = engine.releases.index(insurer)
        said = [outside_claims(Decision("out_of_scope", one, ""), index, language)[0].template for one in OUTSIDE]
        assert len(set(said)) == len(OUTSIDE)
        assert all(index.release.insurer.name in one for one in said)

    @pytest.mark.parametrize("kind", [one for one in OUTSIDE if one != "_small_talk"])
    def test_a_refusal_names_a_person_to_turn_to(self, engine, kind):
        index = engine.releases.index("mese")
        _, person = outside_claims(Decision("out_of_scope", kind, ""), index, "fr")
        assert person.template == human_line(index.release.insurer, "fr")

    def test_a_greeting_is_greeted(self, engine):
        index = engine.releases.index("mese")
        (found,) = outside_claims(Decision("out_of_scope", "_small_talk", ""), index, "fr")
        assert found.template.startswith("Bonjour")

    def test_nothing_of_it_needs_a_quote(self, engine):
        index = engine.releases.index("mhr")
        for kind in OUTSIDE:
            found = outside_claims(Decision("out_of_scope", kind, ""), index, "en")
            assert all(supported(claim, "mhr", "en") and not claim.quotes for claim in found)


@pytest.mark.integration
class TestSilence:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_topic_is_named_then_the_law_then_a_person(self, silent, engine, law, language):
        index = engine.releases.index("sem")
        named, ruled, person = silent("sem", "sale", language=language)
        label = index.bank.topics["sale"].label[language]
        assert named.template == message(language, "answer.silent", insurer="SEM", topic=label)
        rule = law.rule(rules_of("topic", "sale")[0], language)
        assert ruled.template == message(language, "answer.law", article=rule.section)
        assert ruled.quotes[0].insurer == LAW
        assert person.template == message(language, "answer.human_post")
        assert person.quotes[0].insurer == "sem"

    def test_what_the_policy_says_on_a_neighbouring_topic_is_quoted(self, silent, engine):
        index = engine.releases.index("mese")
        _, nearby, _, _ = silent("mese", "post_mortem", near="cookies")
        label = index.bank.topics["cookies"].label["fr"]
        assert nearby.template == message("fr", "answer.nearby", topic=label, language="français")
        assert index.bank.topics["cookies"].evidence.search(nearby.quotes[0].text)
        assert len(nearby.quotes[0].text) <= 320

    def test_a_neighbour_in_another_language_is_announced(self, silent):
        _, nearby, *_ = silent("mese", "post_mortem", near="cookies", language="en")
        assert ", in French: {0}" in nearby.template

    @pytest.mark.parametrize(("near", "share"), [("minors", 0.2), ("cookies", 0.01)])
    def test_a_topic_that_is_not_answered_or_hardly_meant_is_no_neighbour(self, silent, near, share):
        assert len(silent("mese", "post_mortem", near, share)) == 3

    @pytest.mark.parametrize("insurer", INSURERS)
    def test_the_person_is_reached_by_the_first_channel_of_the_policy(self, silent, engine, insurer):
        kind, _, quote = procedure_of(engine.releases.index(insurer)).channels[0]
        person = silent(insurer, "employer")[-1]
        assert person.template == message("fr", f"answer.human_{kind}")
        assert person.quotes == (quote,)

    def test_without_a_channel_the_person_is_the_insurer(self, engine, law):
        index = engine.releases.index("mese")
        procedure = dataclasses.replace(procedure_of(index), channels=())
        asked = about(index, "employer")
        decision = Decision("policy_silent", "employer", "")
        found = silent_claims(asked, decision, ranked(index, asked), procedure, index, law, "fr")
        assert found[-1].template == message("fr", "answer.human_none", insurer="MESE")
        assert all(supported(claim, "mese", "fr") for claim in found)
