"""The statutory layer says the same things in both languages, in short paragraphs that can be cited."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

LAW = Path(__file__).parents[2] / "corpus" / "law"
ARTICLES = sorted(path for path in LAW.glob("*.md") if path.name != "README.md")

TITLE = re.compile(r"# \[(?P<language>fr|en)\] \S.*, [Aa]rticle (?P<number>\d+) – \S.*\S")
RULE = re.compile(r"## \[(?P<id>[a-z]+(?:-[a-z]+)*)\] \S.*\S")
MOST_WORDS = 60

EXPECTED_RULES = {
    "gdpr-7": {"withdraw"},
    "gdpr-12": {"deadline", "extension", "free", "identity", "refusal"},
    "gdpr-13": {"information"},
    "gdpr-14": {"information"},
    "gdpr-15": {"access"},
    "gdpr-16": {"rectification"},
    "gdpr-17": {"erasure", "limits"},
    "gdpr-18": {"restriction"},
    "gdpr-19": {"notification"},
    "gdpr-20": {"portability"},
    "gdpr-21": {"objection", "marketing"},
    "gdpr-22": {"automated"},
    "gdpr-77": {"complaint"},
    "gdpr-82": {"compensation"},
    "loi-1978-51": {"minors"},
    "loi-1978-85": {"directives", "heirs"},
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
    number = article.stem.rsplit("-", 1)[1]
    assert found == [("fr", number), ("en", number)]


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
