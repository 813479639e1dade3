"""What people read exists in French and in English, with the same blanks to fill."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

import assistant
from assistant.catalogue import LANGUAGES, keys, long_date, message
from assistant.web.documents.markup import Words

MESSAGES = Path(assistant.__file__).parent / "messages"
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


@pytest.mark.parametrize("name", FILES)
def test_messages_have_the_same_blanks_in_both_languages(name):
    french, english = (
        {key: set(BLANK.findall(message(language, key))) for key in keys("fr") if key.startswith(f"{name}.")}
        for language in LANGUAGES
    )
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


@pytest.mark.parametrize("name", ["web", "reply", "document", "account", "console", "console_desk", "widget"])
def test_every_word_of_the_pages_is_used(name):
    """A key stands in the code whole, or begins with what the code puts before a value, as in f"outcome_{…}"."""
    files = [one for kind in ("*.py", "*.html") for one in MESSAGES.parent.rglob(kind)]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    whole = {*re.findall(r"[\"']([\w.]+)[\"']", code), *Words.__dataclass_fields__}
    begun = tuple(re.findall(r"[\"']([\w.]+[._])(?:\{|[\"'] ~)", code))
    own = [key for key in keys("fr") if key.startswith(f"{name}.")]
    assert own
    # Calls give a key with the name of its catalogue or, where the catalogue is chosen before, without it.
    asked = {key: (key, key.removeprefix(f"{name}.")) for key in own}
    assert [key for key in own if not any(one in whole or one.startswith(begun) for one in asked[key])] == []


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
