"""What people read exists in French and in English, with the same blanks to fill."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

import assistant
from assistant.catalogue import LANGUAGES, keys, long_date, message

MESSAGES = Path(assistant.__file__).parent / "messages"
TEMPLATES = Path(assistant.__file__).parent / "web" / "templates"
FILES = sorted({path.name.split(".")[0] for path in MESSAGES.iterdir()})
BLANK = re.compile(r"\{(\w+)\}")


def test_every_catalogue_exists_in_every_language():
    assert {path.name for path in MESSAGES.iterdir()} == {
        f"{name}.{one}.toml" for name in FILES for one in LANGUAGES
    }


@pytest.mark.parametrize("name", FILES)
def test_a_catalogue_has_the_same_keys_in_both_languages(name):
    of = {language: {key for key in keys(language) if key.startswith(f"{name}.")} for language in LANGUAGES}
    assert of["fr"] == of["en"]


@pytest.mark.parametrize("key", sorted(keys("fr")))
def test_a_message_has_the_same_blanks_in_both_languages(key):
    french, english = (sorted(set(BLANK.findall(message(language, key)))) for language in LANGUAGES)
    assert french == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty(language):
    assert [key for key in keys(language) if not message(language, key).strip()] == []


@pytest.mark.parametrize("name", FILES)
def test_messages_stand_in_the_same_order_in_both_languages(name):
    french, english = (
        list(tomllib.loads((MESSAGES / f"{name}.{language}.toml").read_text(encoding="utf-8")))
        for language in LANGUAGES
    )
    assert french == english


def test_every_word_of_the_pages_is_used():
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*TEMPLATES.iterdir(), *TEMPLATES.parent.rglob("*.py")]
    )
    built = re.compile(
        r"web\.(outcome|contact|request|console_column|console_score)_|web\.(months|date|date_first)$"
    )
    unused = {key for key in keys("fr") if key.startswith("web.") and not re.search(rf"[\"']{key[4:]}[\"']", code)}
    assert {key for key in unused if not built.match(key)} == set()


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", dt.date(2017, 10, 1), "1er octobre 2017"),
        ("fr", dt.date(2026, 12, 22), "22 décembre 2026"),
        ("en", dt.date(2017, 10, 1), "1 October 2017"),
    ],
)
def test_dates_are_in_words(language, day, words):
    assert long_date(language, day) == words
