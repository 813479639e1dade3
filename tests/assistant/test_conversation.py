"""Conversations are remembered in memory, within bounds."""

from __future__ import annotations

from assistant.conversation import Conversations, Turn


def test_the_last_turn_is_remembered():
    conversations = Conversations(limit=10, minutes=5)
    conversations.remember("c1", Turn("a", None, "fr"))
    conversations.remember("c1", Turn("b", "waiting?", "en"))
    assert conversations.last("c1") == Turn("b", "waiting?", "en")


def test_an_unknown_conversation_has_no_turn():
    conversations = Conversations(limit=10, minutes=5)
    assert conversations.last("nobody") is None
    assert conversations.last(None) is None


def test_no_more_conversations_are_kept_than_the_limit():
    conversations = Conversations(limit=2, minutes=5)
    for name in ("c1", "c2", "c3"):
        conversations.remember(name, Turn("a", None, "fr"))
    assert [name for name in ("c1", "c2", "c3") if conversations.last(name)] == ["c2", "c3"]


def test_ids_do_not_repeat():
    assert len({Conversations.new_id() for _ in range(1_000)}) == 1_000
