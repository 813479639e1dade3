"""The statutory layer: every rule the product refers to exists, in both languages, as an exact slice."""

from __future__ import annotations

import tomllib

import pytest

from assistant.law import LAW, load_law, sections_of
from ingest.errors import CorpusError
from tests.conftest import CORPUS, ROOT


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


def test_every_rule_that_a_topic_or_an_action_refers_to_exists(law):
    table = tomllib.loads((ROOT / "assistant/data/law.toml").read_text(encoding="utf-8"))
    for rules in (*table["topic"].values(), *table["action"].values()):
        for rule in rules:
            for language in ("fr", "en"):
                assert law.rule(rule, language).language == language


def test_a_rule_is_a_slice_of_its_document_and_names_its_article(law):
    rule = law.rule("gdpr-12.deadline", "en")
    assert rule.document.insurer == LAW
    assert "one month" in rule.document.slice(rule.span)
    assert rule.section.startswith("GDPR, Article 12")


def test_the_sections_of_a_law_document_are_its_headings(law):
    document = law.rule("gdpr-12.deadline", "fr").document
    for section in sections_of(document):
        assert document.slice(section.heading).startswith("#")


def test_a_corpus_without_law_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="corpus_dir"):
        load_law(tmp_path)
