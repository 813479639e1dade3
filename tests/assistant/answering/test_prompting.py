"""What a model is told: instructions of ours in its language, and texts that cannot leave their delimiters."""

from __future__ import annotations

import re

import pytest

from assistant.answering.prompting import Text, messages
from assistant.catalogue import LANGUAGES

TASKS = ("answer", "gloss", "follow_up")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_instructions_in_each_language_without_their_version(task, language):
    system, _ = messages(task, language, [])
    assert len(system.text) > 100
    assert "version:" not in system.text


def test_the_instructions_of_the_languages_differ():
    assert messages("answer", "fr", [])[0].text != messages("answer", "en", [])[0].text


def test_texts_stand_between_delimiters_with_number_and_section():
    _, user = messages("answer", "fr", [Text("question", "Qui ?"), Text("passage", "Nous.", 2, 'A "b" <c>')])
    nonce = re.match(r"<question-(\w{12})>\n", user.text)[1]
    assert user.text == (
        f"<question-{nonce}>\nQui ?\n</question-{nonce}>\n"
        f'<passage-{nonce} number="2" section=\'A "b" &lt;c&gt;\'>\nNous.\n</passage-{nonce}>'
    )


def test_delimiters_are_drawn_for_each_request():
    drawn = {messages("answer", "fr", [Text("question", "Qui ?")])[1].text for _ in range(50)}
    assert len(drawn) == 50
