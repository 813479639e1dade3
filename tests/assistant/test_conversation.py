"""Conversations are remembered in memory, within bounds."""

from __future__ import annotations

from assistant.conversation import TURNS, Conversations, Turn


def test_turns_are_remembered_the_latest_last():
    conversations = Conversations(limit=10, minutes=5)
    conversations.remember("c1", Turn("a", None, "fr"))
    conversations.remember("c1", Turn("b", "waiting?", "en"))
    assert conversations.recent("c1") == (Turn("a", None, "fr"), Turn("b", "waiting?", "en"))


def test_the_oldest_turn_of_a_long_conversation_goes():
    conversations = Conversations(limit=10, minutes=5)
    for place in range(TURNS + 1):
        conversations.remember("c1", Turn("a", None, "fr", question=str(place)))
    assert [turn.question for turn in conversations.recent("c1")] == ["1", "2", "3", "4"]


def test_conversations_do_not_see_each_other():
    conversations = Conversations(limit=10, minutes=5)
    conversations.remember("c1", Turn("a", None, "fr", question="mine"))
    conversations.remember("c2", Turn("b", None, "fr", question="theirs"))
    assert [turn.question for turn in conversations.recent("c1")] == ["mine"]


def test_an_unknown_conversation_has_no_turns():
    conversations = Conversations(limit=10, minutes=5)
    assert conversations.recent("nobody") == ()
    assert conversations.recent(None) == ()


def test_no_more_conversations_are_kept_than_the_limit():
    conversations = Conversations(limit=2, minutes=5)
    for name in ("c1", "c2", "c3"):
        conversations.remember(name, Turn("a", None, "fr"))
    assert [name for name in ("c1", "c2", "c3") if conversations.recent(name)] == ["c2", "c3"]


def test_a_conversation_is_forgotten_when_its_minutes_are_over():
    conversations = Conversations(limit=2, minutes=0)
    conversations.remember("c1", Turn("a", None, "fr"))
    assert conversations.recent("c1") == ()


def test_ids_do_not_repeat():
    assert len({Conversations.new_id() for _ in range(1_000)}) == 1_000
