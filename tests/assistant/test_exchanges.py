"""What the server remembers of a conversation for the pages and for feedback."""

from __future__ import annotations

from dataclasses import replace

from assistant.exchanges import EXCHANGES, Exchange, Exchanges
from assistant.reply import Reply

REPLY = Reply("conversation-1", "message-1", "bb", "fr", "answered", "Oui.")


def exchange(number, conversation="conversation-1"):
    return Exchange(
        f"Question {number} ?", replace(REPLY, conversation_id=conversation, message_id=f"{conversation}/{number}")
    )


def test_a_conversation_is_given_back_in_its_order():
    exchanges = Exchanges(10, 30)
    for number in range(3):
        exchanges.remember(exchange(number))
    assert [one.question for one in exchanges.conversation("conversation-1")] == [
        "Question 0 ?",
        "Question 1 ?",
        "Question 2 ?",
    ]


def test_one_conversation_knows_nothing_of_another():
    exchanges = Exchanges(10, 30)
    exchanges.remember(exchange(1))
    exchanges.remember(exchange(1, "conversation-2"))
    assert exchanges.conversation("conversation-2") == (exchange(1, "conversation-2"),)
    assert exchanges.conversation("conversation-3") == ()


def test_an_answer_is_found_by_its_message():
    exchanges = Exchanges(10, 30)
    exchanges.remember(exchange(1))
    exchanges.remember(exchange(2))
    assert exchanges.exchange("conversation-1/2") == exchange(2)
    assert exchanges.exchange("conversation-1/3") is None


def test_the_oldest_exchange_goes_when_a_conversation_grows_long():
    exchanges = Exchanges(10, 30)
    for number in range(EXCHANGES + 1):
        exchanges.remember(exchange(number))
    assert len(exchanges.conversation("conversation-1")) == EXCHANGES
    assert exchanges.exchange("conversation-1/0") is None


def test_the_oldest_conversation_goes_when_there_are_too_many():
    exchanges = Exchanges(1, 30)
    exchanges.remember(exchange(1))
    exchanges.remember(exchange(1, "conversation-2"))
    assert exchanges.conversation("conversation-1") == ()
    assert exchanges.exchange("conversation-1/1") is None
