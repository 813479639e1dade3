"""Topics go by names that a reader understands."""

from __future__ import annotations

import pytest

from eval.report.topics import topic_and_id, topic_name


@pytest.mark.parametrize(
    ("topic", "name", "both"),
    [
        ("ssn", "the social security number", "the social security number (ssn)"),
        ("_small_talk", "small talk", "small talk (_small_talk)"),
        ("of_another_bank", "of another bank", "of another bank"),
        ("", "no topic", "no topic"),
        (None, "no topic", "no topic"),
    ],
)
def test_a_topic_goes_by_its_label_and_an_unknown_one_by_its_id(topic, name, both):
    assert (topic_name(topic), topic_and_id(topic)) == (name, both)
