"""The statutory layer says the same things in both languages, in short paragraphs that can be cited."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

LAW = Path(__file__).parents[2] / "corpus" / "law"
ARTICLES = sorted(path for path in LAW.glob("*.md") if path.name != "README.md")

TITLE = re.compile(r"# \[(?P<language>fr|en)\] \S.*, [Aa]rticle (?P<number>(?:[LR]\. )?\d+(?:-\d+)*) – \S.*\S")
RULE = re.compile(r"## \[(?P<id>[a-z]+(?:-[a-z]+)*)\] \S.*\S")
MOST_WORDS = 55

EXPECTED_RULES = {
    "gdpr-2": {"scope"},
    "gdpr-4": {"personal-data", "controller"},
    "gdpr-5": {"storage", "purpose", "minimisation", "confidentiality"},
    "gdpr-6": {"bases", "legal-duty", "sharing"},
    "gdpr-7": {"withdraw"},
    "gdpr-8": {"age"},
    "gdpr-9": {"health", "secrecy"},
    "gdpr-12": {"deadline", "extension", "free", "identity", "refusal", "rights", "facilitation", "representative"},
    "gdpr-13": {"information", "details", "mandatory", "new-purpose", "recording"},
    "gdpr-14": {"information", "timing", "relatives"},
    "gdpr-15": {"access", "recipients", "copy"},
    "gdpr-16": {"rectification"},
    "gdpr-17": {"erasure", "limits"},
    "gdpr-18": {"restriction"},
    "gdpr-19": {"notification"},
    "gdpr-20": {"portability", "conditions"},
    "gdpr-21": {"objection", "marketing", "research"},
    "gdpr-22": {"automated", "human"},
    "gdpr-26": {"joint"},
    "gdpr-28": {"processor", "chain"},
    "gdpr-32": {"security", "staff"},
    "gdpr-33": {"authority"},
    "gdpr-34": {"person"},
    "gdpr-37": {"published"},
    "gdpr-38": {"contact"},
    "gdpr-39": {"tasks"},
    "gdpr-44": {"transfers", "location"},
    "gdpr-45": {"adequacy"},
    "gdpr-46": {"safeguards"},
    "gdpr-47": {"group"},
    "gdpr-48": {"foreign"},
    "gdpr-49": {"exceptions"},
    "gdpr-77": {"complaint", "first-step"},
    "gdpr-82": {"compensation"},
    "gdpr-89": {"research"},
    "loi-1978-30": {"nir"},
    "loi-1978-45": {"consent"},
    "loi-1978-51": {"minors"},
    "loi-1978-82": {"trackers", "refusal", "duration"},
    "loi-1978-85": {"directives", "heirs"},
    "csp-l1110-4": {"secrecy"},
    "csp-l1111-8": {"sale"},
    "csp-r4127-104": {"adviser"},
    "cpce-l34-5": {"electronic"},
    "conso-l223-1": {"phone"},
    "ai-act-50": {"assistant"},
}


class Line(NamedTuple):
    """One line of an article: the language and rule it stands under, and its text."""

    language: str
    rule: str
    text: str


def paragraphs(path):
    language = rule = ""
    for text in path.read_text(encoding="utf-8").splitlines():
        if title := TITLE.fullmatch(text):
            language, rule = title["language"], ""
        elif heading := RULE.fullmatch(text):
            rule = heading["id"]
        else:
            yield Line(language, rule, text)


def rules(path, language):
    return [line.rule for line in paragraphs(path) if line.language == language]


def test_every_article_has_its_file():
    assert {path.stem for path in ARTICLES} == set(EXPECTED_RULES)


@pytest.fixture(params=ARTICLES, ids=lambda path: path.stem)
def article(request):
    return request.param


def test_every_heading_is_well_formed(article):
    for text in article.read_text(encoding="utf-8").splitlines():
        if text.startswith("#"):
            assert TITLE.fullmatch(text) or RULE.fullmatch(text), text


def test_titles_are_french_then_english_and_name_the_article_of_the_file(article):
    titles = [TITLE.fullmatch(text) for text in article.read_text(encoding="utf-8").splitlines()]
    found = [(title["language"], title["number"]) for title in titles if title]
    assert [language for language, _ in found] == ["fr", "en"]
    for _, number in found:
        assert article.stem.endswith("-" + number.replace(". ", "").lower())


def test_both_languages_hold_the_same_rules_in_the_same_order(article):
    french = rules(article, "fr")
    assert french == rules(article, "en")
    assert len(french) == len(set(french))
    assert set(french) >= EXPECTED_RULES[article.stem]


def test_every_heading_is_followed_by_its_one_paragraph(article):
    kinds = "".join(
        "T" if TITLE.fullmatch(text) else "R" if RULE.fullmatch(text) else "p"
        for text in article.read_text(encoding="utf-8").splitlines()
    )
    assert re.fullmatch(r"(T(Rp)+){2}", kinds)


def test_paragraphs_are_short_finished_sentences(article):
    for line in paragraphs(article):
        assert 0 < len(line.text.split()) <= MOST_WORDS, line
        assert line.text == line.text.strip(), line
        assert line.text.endswith("."), line


def test_the_authority_can_be_reached_and_its_facts_are_dated():
    authority = tomllib.loads((LAW / "authority.toml").read_text(encoding="utf-8"))
    assert authority["name"].keys() == {"fr", "en"}
    assert authority["site"] == "https://www.cnil.fr"
    assert authority["complaints"]["url"].startswith("https://www.cnil.fr/")
    assert authority["address"]["lines"] == ["3 place de Fontenoy", "TSA 80715", "75334 Paris Cedex 07"]
    assert authority["phone"] == "01 53 73 22 22"
    assert authority["source"]
    assert isinstance(authority["as_of"], date)
