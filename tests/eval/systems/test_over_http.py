"""A deployment is asked over HTTP, and what is not its contract is an error that says so."""

import pytest

from eval.errors import BadReply
from eval.observations import Cited, Retrieved
from eval.runs.runner import run
from eval.systems.over_http import OverHttp
from tests.eval.runs.systems import KEY, TEXT, case, dataset
from tests.eval.systems.deployment import CHAT, TEXTS, Deployment, deployed


def answered(asked, **replies):
    """What is observed of a case, and what the deployment was sent."""
    with deployed(**replies) as server, OverHttp(server.url) as system:
        return system.answer(asked, 5), server.sent


def test_a_reply_is_observed_with_its_citations_passages_and_request_type():
    seen, _ = answered(case("a"))
    assert (seen.outcome, seen.answer, seen.language) == ("answered", "Cinq ans [1]", "fr")
    assert (seen.request_type, seen.notices, seen.suggestions) == ("access", ("old",), ("Et après ?",))
    assert seen.citations == (Cited(1, KEY, "undated-00000000", 0, 37, TEXT[0:37], "Durées"),)
    assert seen.retrieved == (Retrieved(KEY, 0, 37, 2.5, TEXT[0:37], "Durées"),)
    assert seen.milliseconds > 0


def test_earlier_messages_are_sent_first_in_the_same_conversation():
    _, sent = answered(case("a", history=("Bonjour", "Mes données"), question="Et après ?"))
    chats = [(body["question"], body["conversation_id"]) for path, body in sent if path == "/v1/chat"]
    assert chats == [("Bonjour", None), ("Mes données", "0123456789"), ("Et après ?", "0123456789")]


def test_a_case_without_an_outcome_only_searches():
    seen, sent = answered(case("a", outcome=None))
    assert sent == [("/v1/search", {"insurer": "fern", "query": "Question a ?", "limit": 5})]
    assert seen.retrieved[0].text == TEXT[0:37]


def test_nothing_is_searched_where_the_reply_is_about_no_insurer():
    seen, sent = answered(case("a", insurer=None), chat=(200, {**CHAT, "insurer": None}))
    assert [path for path, _ in sent] == ["/v1/chat"]
    assert seen.retrieved == ()


HOST = r"127\.0\.0\.1:\d+"
DOUBT = rf"; is {HOST} a deployment of mesdroits\?$"
GARBAGE = {
    "not JSON": (
        (200, b"<html>"),
        "not the contract: the reply: Invalid JSON.*" + DOUBT,
    ),
    "not UTF-8": ((200, b'{"answer": "\xff"}'), "not the contract"),
    "nothing": ((200, b""), "not the contract"),
    "a list": ((200, []), "not the contract: the reply"),
    "a missing field": ((200, {key: CHAT[key] for key in CHAT if key != "answer"}), "answer: Field required"),
    "a wrong type": ((200, {**CHAT, "answer": 3}), "answer: Input should be a valid string"),
    "an unknown outcome": ((200, {**CHAT, "outcome": "maybe"}), "outcome: Input should be"),
    "a problem": (
        (503, {"detail": "index missing"}),
        rf'HTTP 503 from {HOST}: \{{"detail": "index missing"\}}$',
    ),
    "an error page": (
        (502, b"Bad gateway"),
        rf"HTTP 502 from {HOST}: Bad gateway" + DOUBT,
    ),
}


@pytest.mark.parametrize(("reply", "said"), GARBAGE.values(), ids=GARBAGE)
def test_a_reply_that_is_not_the_contract_is_an_error_that_says_what_is_wrong(reply, said):
    with pytest.raises(BadReply, match=said):
        answered(case("a"), chat=reply)


def test_a_deployment_that_limits_questions_is_asked_again_when_it_says():
    waited = []
    with deployed() as server, OverHttp(server.url, wait=waited.append) as system:
        server.pauses = [2, 0]
        seen = system.answer(case("a"), 5)
    assert (seen.outcome, waited) == ("answered", [2, 1])


@pytest.mark.parametrize("pauses", [[61], [30, 30, 1], ["Mon, 23 Nov 2026 10:00:00 GMT"]], ids=str)
def test_a_deployment_that_goes_on_refusing_questions_is_an_error(pauses):
    waited = []
    with deployed() as server, OverHttp(server.url, wait=waited.append) as system:
        server.pauses = pauses
        with pytest.raises(BadReply, match="HTTP 429"):
            system.answer(case("a"), 5)
    assert sum(waited) <= 60


def test_a_deployment_that_is_not_there_is_an_error():
    with Deployment({}) as server:
        url = server.url
    with OverHttp(url) as system, pytest.raises(BadReply, match=r"/v1/insurers: no reply from 127\.0\.0\.1:"):
        system.about()


def test_a_deployment_tells_its_host_and_its_texts_in_service_and_no_password():
    with deployed(replies=TEXTS) as server, OverHttp(server.url) as system:
        about = system.about()
    assert about == {
        "kind": "over HTTP",
        "host": f"127.0.0.1:{server.server_port}",
        "texts": {KEY: {"version": "undated-00000000", "sha256": "a"}},
    }


def test_a_run_over_garbage_is_finished_with_every_case_failed(tmp_path):
    replies = {**TEXTS, "/v1/insurers/fern/documents": (200, {"documents": []})}
    data = dataset(case("a", gold=()), case("b", gold=()), texts={})
    with deployed(chat=(200, b"oops"), replies=replies) as server, OverHttp(server.url) as system:
        made = run(data, system, tmp_path / "run")
    assert [one.outcome for one in made.observations] == ["failed", "failed"]
    assert "BadReply: /v1/chat: not the contract" in made.observations[0].error
