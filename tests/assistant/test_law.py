"""The statutory layer: every rule the product refers to exists, in both languages, as an exact slice."""

from __future__ import annotations

import re
import tomllib

import pytest

from assistant.law import LAW, load_law, sections_of
from ingest.errors import CorpusError
from tests.conftest import CORPUS, ROOT

LANGUAGES = ("fr", "en")
MOST_WORDS = 55
MOST_RULES = 2
WITHOUT_RULE = {"policy_meta"}
"""Topics on which no law says anything: none requires a policy to carry a date or a version."""

STATED = {
    "gdpr-5.storage": ("5, § 1, e", "5(1)(e)"),
    "gdpr-6.bases": ("six bases", "six bases"),
    "gdpr-7.withdraw": ("à tout moment", "at any time"),
    "gdpr-8.age": ("15 ans", "15"),
    "gdpr-9.health": ("interdit en principe", "forbidden in principle"),
    "gdpr-12.deadline": ("un mois", "one month"),
    "gdpr-12.extension": ("avant la fin du premier mois", "before the first month ends"),
    "gdpr-12.free": ("ne coûte rien", "costs nothing"),
    "gdpr-12.identity": ("douter", "doubt"),
    "gdpr-12.refusal": ("CNIL", "CNIL"),
    "gdpr-12.rights": ("même si la politique les oublie", "even if the policy leaves them out"),
    "gdpr-13.details": ("13, § 2, a", "13(2)(a)"),
    "gdpr-14.information": ("d'où elles viennent", "where they come from"),
    "gdpr-14.timing": ("un mois au plus", "one month at most"),
    "gdpr-15.copy": ("gratuite", "free"),
    "gdpr-16.rectification": ("inexactes", "inaccurate"),
    "gdpr-17.erasure": ("17, § 1", "17(1)"),
    "gdpr-17.limits": ("obligation légale", "legal duty"),
    "gdpr-18.restriction": ("quatre cas", "four cases"),
    "gdpr-19.notification": ("prévient chacun", "tells everyone"),
    "gdpr-20.portability": ("qu'un ordinateur sait relire", "a computer can read"),
    "gdpr-20.conditions": ("votre accord ou sur un contrat", "your consent or on a contract"),
    "gdpr-21.objection": ("situation particulière", "particular situation"),
    "gdpr-21.marketing": ("sans aucune raison", "no reason to give"),
    "gdpr-22.automated": ("22, § 1", "22(1)"),
    "gdpr-22.human": ("22, § 3", "22(3)"),
    "gdpr-26.joint": ("26, § 1", "26(1)"),
    "gdpr-28.processor": ("contrat", "contract"),
    "gdpr-32.security": ("adaptées aux risques", "suited to the risks"),
    "gdpr-33.authority": ("72 heures", "72 hours"),
    "gdpr-34.person": ("risque élevé", "high risk"),
    "gdpr-37.published": ("publie ses coordonnées", "publishes the officer's contact details"),
    "gdpr-38.contact": ("38, § 4", "38(4)"),
    "gdpr-39.tasks": ("39, § 1", "39(1)"),
    "gdpr-44.transfers": ("Espace économique européen", "European Economic Area"),
    "gdpr-45.adequacy": ("45, § 1", "45(1)"),
    "gdpr-46.safeguards": ("clauses types", "standard clauses"),
    "gdpr-49.exceptions": ("49, § 1", "49(1)"),
    "gdpr-77.complaint": ("https://www.cnil.fr", "https://www.cnil.fr"),
    "gdpr-77.first-step": ("n'impose pas", "does not oblige"),
    "gdpr-82.compensation": ("réparation", "compensation"),
    "loi-1978-30.nir": ("décret", "decree"),
    "loi-1978-45.consent": ("15 ans", "age of 15"),
    "loi-1978-51.minors": ("51, II", "51, II"),
    "loi-1978-82.trackers": ("obtient votre accord", "gets your consent"),
    "loi-1978-85.directives": ("85, I", "85, I"),
    "loi-1978-85.heirs": ("héritiers", "heirs"),
    "csp-l1110-4.secrecy": ("secret", "secrecy"),
}
"""What the rules of each article the product answers from must say, in French and in English."""


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


@pytest.fixture(scope="module")
def table():
    return tomllib.loads((ROOT / "assistant/data/law.toml").read_text(encoding="utf-8"))


def text_of(rule):
    return rule.document.slice(rule.span)


def test_every_rule_that_a_topic_or_an_action_refers_to_exists(law, table):
    for rules in (*table["topic"].values(), *table["action"].values()):
        assert 0 < len(rules) <= MOST_RULES
        assert len(rules) == len(set(rules))
        for rule in rules:
            for language in LANGUAGES:
                assert law.rule(rule, language).language == language


def test_every_topic_that_the_law_speaks_of_has_a_rule(table):
    bank = tomllib.loads((ROOT / "assistant/data/topics.toml").read_text(encoding="utf-8"))["topic"]
    subjects = {topic for topic in bank if not topic.startswith("_")}
    assert set(table["topic"]) == subjects - WITHOUT_RULE


def test_every_type_of_request_has_a_rule(table):
    types = tomllib.loads((ROOT / "assistant/data/actions.toml").read_text(encoding="utf-8"))["action"]
    assert set(table["action"]) == set(types) - {"none"}


def test_both_languages_hold_the_same_rules(law):
    french, english = ({name for name, language in law.rules if language == one} for one in LANGUAGES)
    assert french == english


@pytest.mark.parametrize("name", STATED)
def test_an_article_that_answers_members_states_its_point(law, name):
    for language, words in zip(LANGUAGES, STATED[name], strict=True):
        assert words in text_of(law.rule(name, language))


def test_a_rule_is_short(law):
    for name, rule in law.rules.items():
        assert len(text_of(rule).split()) <= MOST_WORDS, name


def test_a_rule_names_the_article_it_comes_from(law):
    for name, rule in law.rules.items():
        heading = re.search(r"[Aa]rticle ((?:[LR]\. )?\d[\d-]*)", rule.section)
        assert heading, rule.section
        assert re.search(rf"[Aa]rticle {re.escape(heading[1])}(?!\d)", text_of(rule)), name


def test_the_languages_of_a_rule_cite_the_same_places(law):
    for name, language in law.rules:
        if language == "fr":
            assert cited(law.rule(name, "fr")) == cited(law.rule(name, "en")), name


def cited(rule):
    """The numbers of the articles that a rule cites."""
    found = re.findall(r"[Aa]rticle ((?:[LR]\. )?\d[\d-]*)", text_of(rule))
    return set(found)


def test_the_table_of_the_readme_lists_every_article_with_its_rules(law):
    readme = (CORPUS / "law/README.md").read_text(encoding="utf-8")
    listed = {
        f"{file}.{rule}"
        for file, rules in re.findall(r"^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \|", readme, re.MULTILINE)
        for rule in re.findall(r"`([\w-]+)`", rules)
    }
    assert listed == {name for name, _ in law.rules}


def test_a_rule_is_a_slice_of_its_document_and_names_its_article(law):
    rule = law.rule("gdpr-12.deadline", "en")
    assert rule.document.insurer == LAW
    assert "one month" in text_of(rule)
    assert rule.section.startswith("GDPR, Article 12")


def test_the_sections_of_a_law_document_are_its_headings(law):
    document = law.rule("gdpr-12.deadline", "fr").document
    for section in sections_of(document):
        assert document.slice(section.heading).startswith("#")


def test_a_corpus_without_law_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="corpus_dir"):
        load_law(tmp_path)
