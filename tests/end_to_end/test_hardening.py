"""Wrong origins, keys, roles and insurers get nothing; too much of anything is refused, on every route there is."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from assistant.protection.bounded_bodies import LIMIT_KB
from assistant.protection.limited_routes import limited_deed
from assistant.web.staff.cookie import COOKIE
from assistant.wiring import build_sessions
from tests.assistant.desk_by_hand import form
from tests.end_to_end.requests_site import PAGE, Site, posted
from tests.web.fake_engine import VERSION

pytestmark = pytest.mark.integration  # each installation has its own database

TILLEULS, GROUP, EVIL = "https://tilleuls.example", "https://group.example", "https://evil.example"
ORIGINS = {"tilleuls": (TILLEULS, GROUP), "fougeres": (GROUP,)}
CHAT, SEARCH = {"insurer": "fougeres", "question": "Mes droits ?"}, {"insurer": "fougeres", "query": "droits"}
OPINION = {"message_id": "m-none-such", "useful": True}
POLICY_OR_PERSON = re.compile(r"Écrivez|dpo@|Seconde|Aubign|chloe@|12345678|Fougeres|MD-\w{4}-", re.IGNORECASE)


class Guarded(Site):
    """An installation with sites of insurers, a filed request, and keys."""

    def __init__(self, folder, **settings) -> None:
        super().__init__(folder, site_origins=ORIGINS, **settings)

    def at(self, address, **headers):
        """The browser or program at an address of the network."""
        return TestClient(self.app, client=(address, 1), headers=headers, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Guarded(tmp_path_factory.mktemp("guarded"))
    site.reference = site.filed()
    yield site
    site.close()


def key(site, role, *insurers):
    return {"Authorization": f"Bearer {site.token(role, *insurers)}"}


def refused(response, *statuses):
    assert response.status_code in statuses, (response.status_code, response.text)
    assert not POLICY_OR_PERSON.search(response.text), response.text


ASKING = [
    ("POST", "/v1/chat", CHAT),
    ("POST", "/v1/chat/stream", CHAT),
    ("POST", "/v1/search", SEARCH),
]
COMPLETION = (
    "POST",
    "/v1/chat/completions",
    {"model": "mesdroits-fougeres", "messages": [{"role": "user", "content": "x"}]},
)
READING = [
    ("GET", "/v1/insurers/fougeres", None),
    ("GET", "/v1/insurers/fougeres/facts", None),
    ("GET", "/v1/insurers/fougeres/documents", None),
    ("GET", f"/v1/insurers/fougeres/documents/{VERSION}", None),
]
PRIVATE = [
    ("GET", "/v1/queue", None),
    ("GET", "/v1/queue/export", None),
    ("GET", "/v1/queue/undelivered", None),
    ("GET", "/v1/queue/{}", None),
    ("POST", "/v1/queue/{}/start", {}),
    ("POST", "/v1/queue", form()),
    ("GET", "/v1/requests/{}", None),
    ("GET", "/v1/requests/{}/letter.pdf", None),
    ("GET", "/v1/requests/{}/receipt.pdf", None),
    ("POST", "/v1/requests/{}/reply", {"text": "x"}),
    ("POST", "/v1/requests/{}/withdrawal", {}),
]


def send(client, call, reference="", **headers):
    method, path, body = call
    return client.request(method, path.format(reference), json=body, headers=headers)


@pytest.mark.parametrize("origin", [EVIL, "null", "http://tilleuls.example"])
@pytest.mark.parametrize(
    "call", [*ASKING, COMPLETION, *READING, *PRIVATE, ("POST", "/v1/feedback", OPINION)], ids=str
)
def test_a_page_of_a_stranger_gets_nothing(site, call, origin):
    response = send(site.client(), call, site.reference, Origin=origin)
    refused(response, 403)
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("call", [*ASKING, *READING, *PRIVATE], ids=str)
def test_a_page_of_one_insurer_gets_nothing_of_another(site, call):
    refused(send(site.client(), call, site.reference, Origin=TILLEULS), 403)


@pytest.mark.parametrize("call", ASKING, ids=str)
def test_a_key_reaches_its_insurers_only(site, call):
    refused(send(site.client(), call, **key(site, "program", "tilleuls")), 403)
    refused(send(site.client(), call, **key(site, "agent", "tilleuls")), 403)


@pytest.mark.parametrize("call", [*ASKING, COMPLETION, *PRIVATE, ("POST", "/v1/feedback", OPINION)], ids=str)
@pytest.mark.parametrize("token", ["wrong", "", "é", "a" * 5_000])
def test_a_wrong_key_is_no_key(site, call, token):
    value = f"Bearer {token}".encode()
    refused(send(site.client(), call, site.reference, Authorization=value), 401, 403)


@pytest.mark.parametrize("role", ["program", "evaluator"])
@pytest.mark.parametrize("call", PRIVATE, ids=str)
def test_roles_that_reach_no_request(site, call, role):
    refused(send(site.client(), call, site.reference, **key(site, role)), 401, 403, 404)


@pytest.mark.parametrize("call", [one for one in PRIVATE if "/v1/queue/{}" in one[1]], ids=str)
def test_an_agent_of_another_insurer_reaches_no_request(site, call):
    refused(send(site.client(), call, site.reference, **key(site, "agent", "fougeres")), 404)


def test_a_model_beyond_a_site_or_a_key_is_as_if_there_were_none(site):
    for headers in ({"Origin": TILLEULS}, key(site, "program", "tilleuls")):
        response = send(site.client(), COMPLETION, **headers)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "model_not_found")
        models = site.client().get("/v1/models", headers=headers).json()["data"]
        assert [one["id"] for one in models] == ["mesdroits-tilleuls", "mesdroits"]


def test_a_site_of_one_insurer_need_not_name_it(site):
    asked = {"question": "Mes droits ?"}
    response = site.client(Origin=TILLEULS).post("/v1/chat", json=asked)
    assert (response.status_code, response.json()["insurer"]) == (200, "tilleuls")
    assert response.headers["access-control-allow-origin"] == TILLEULS
    refused(site.client(Origin=GROUP).post("/v1/chat", json=asked), 403)


def test_a_key_of_several_insurers_has_to_name_one(site):
    client = site.client(**key(site, "program", "tilleuls", "fougeres"))
    refused(client.post("/v1/chat", json={"question": "x"}), 403)
    assert client.post("/v1/chat", json=CHAT).status_code == 200


def test_a_site_is_shown_its_insurers_only(site):
    known = [
        {one["id"] for one in site.client(**headers).get("/v1/insurers").json()["insurers"]}
        for headers in ({}, {"Origin": TILLEULS}, {"Origin": GROUP})
    ]
    assert known == [{"tilleuls", "fougeres"}, {"tilleuls"}, {"tilleuls", "fougeres"}]


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    site = Guarded(tmp_path_factory.mktemp("strict"), chat_key_required=True)
    yield site
    site.close()


class TestWhereKeysAreRequired:
    @pytest.mark.parametrize("call", [*ASKING, COMPLETION], ids=str)
    def test_a_program_without_one_gets_nothing(self, strict, call):
        refused(send(strict.client(), call), 401)
        refused(send(strict.client(), call, **{"Sec-Fetch-Site": "cross-site"}), 401)

    @pytest.mark.parametrize("call", [*ASKING, COMPLETION], ids=str)
    def test_pages_of_ours_and_of_insurers_and_who_has_one_are_served(self, strict, call):
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": GROUP}, key(strict, "program", "fougeres")):
            assert send(strict.client(), call, **headers).status_code == 200


class TestLimits:
    @pytest.fixture
    def limited(self, tmp_path):
        few = {"questions_per_minute": 2, "insurer_questions_per_minute": 5, "filings_per_hour": 1}
        site = Guarded(tmp_path, sign_ins_per_minute=2, **few)
        yield site
        site.close()

    @pytest.mark.parametrize("call", [*ASKING, COMPLETION], ids=str)
    def test_a_client_that_asks_too_often_waits_and_another_does_not(self, limited, call):
        first, other = limited.at("203.0.113.1"), limited.at("203.0.113.2")
        assert [send(first, call).status_code for _ in range(3)] == [200, 200, 429]
        assert send(other, call).status_code == 200

    def test_the_refusal_says_when_to_come_back_in_the_callers_language(self, limited):
        client = limited.at("203.0.113.1", **{"Accept-Language": "en"})
        response = [client.post("/v1/chat", json=CHAT) for _ in range(3)][-1]
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["title"] == "too_many_requests"
        assert f"in {response.headers['retry-after']} seconds" in response.json()["detail"]
        assert 0 < int(response.headers["retry-after"]) <= 60

    def test_all_ways_to_ask_count_together(self, limited):
        client = limited.at("203.0.113.1")
        send(client, ASKING[0])
        send(client, ASKING[2])
        page = posted(client, "/chat/fougeres?lang=fr", {"question": "Mes droits ?"})
        assert (page.status_code, "Mes droits ?" in page.text) == (429, True)  # what was typed is kept
        assert "retry-after" in page.headers
        streamed = client.post("/chat/fougeres/stream", json={"question": "Mes droits ?"})
        assert (streamed.status_code, streamed.json()["title"]) == (429, "too_many_requests")

    def test_many_clients_together_exhaust_one_insurer(self, limited):
        asked = [send(limited.at(f"203.0.113.{number}"), ASKING[0]).status_code for number in range(6)]
        assert asked == [200] * 5 + [429]
        other = limited.at("203.0.113.9").post("/v1/chat", json=CHAT | {"insurer": "tilleuls"})
        assert other.status_code == 200

    def test_a_forged_address_helps_nobody(self, limited):
        client = limited.at("203.0.113.1")
        asked = [
            send(client, ASKING[0], **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
            for number in range(3)
        ]
        assert asked == [200, 200, 429]

    def test_a_key_counts_as_a_client_of_its_own_wherever_it_is_used(self, limited):
        for number in (1, 2):
            send(limited.at(f"203.0.113.{number}"), ASKING[0], **key(limited, "program", "fougeres"))
        third = send(limited.at("203.0.113.3"), ASKING[0], **key(limited, "program", "fougeres"))
        assert third.status_code == 429
        assert send(limited.at("203.0.113.1"), ASKING[0]).status_code == 200

    @pytest.mark.parametrize(("path", "values"), [("/requests", PAGE), ("/requests/track", {"reference": "x"})])
    def test_filing_too_often_gets_a_page_that_says_when(self, limited, path, values):
        posted(limited.at("203.0.113.1"), path, values)
        response = posted(limited.at("203.0.113.1"), f"{path}?lang=en", values)
        assert response.status_code == 429
        assert response.headers["content-type"].startswith("text/html")
        assert int(response.headers["retry-after"]) > 3_000
        assert response.headers["cache-control"] == "no-store"
        assert "Try again in" in response.text
        assert posted(limited.at("203.0.113.2"), path, values).status_code != 429

    def test_signing_in_too_often(self, limited):
        wrong = {"name": "nobody", "password": "wrong password of nobody"}
        tried = [posted(limited.at("203.0.113.1"), "/sign-in", wrong).status_code for _ in range(3)]
        assert tried == [403, 403, 429]

    def test_a_call_centre_signs_in_behind_one_address(self, limited):
        client = limited.at("203.0.113.1")
        names = [{"name": f"agent-{number}", "password": "wrong password"} for number in range(61)]
        assert [posted(client, "/sign-in", one).status_code for one in names] == [403] * 60 + [429]

    @pytest.mark.parametrize("call", [ASKING[0], PRIVATE[0], PRIVATE[3]], ids=str)
    def test_wrong_keys_count_against_the_client_and_leave_right_ones_alone(self, limited, call):
        client = limited.at("203.0.113.1")
        wrong = [send(client, call, "MD-1", Authorization=f"Bearer wrong-{one}").status_code for one in range(3)]
        assert wrong == [401, 401, 429]
        assert send(client, PRIVATE[0], **key(limited, "agent", "fougeres")).status_code == 200
        assert send(client, ASKING[0]).status_code == 429

    def test_agents_at_the_desk_are_limited_each_and_not_by_their_address(self, limited):
        sessions, client = build_sessions(limited.desk), limited.at("203.0.113.1")
        told = []
        for name, forms in (("a", 31), ("b", 1)):
            limited.accounts.add(name, "agent", ["tilleuls"])
            signed = sessions.begin(name)
            client.cookies.set(COOKIE, signed.cookie)
            told += [posted(client, "/desk/choice", {"csrf": signed.csrf}).status_code for _ in range(forms)]
        assert told == [200] * 30 + [429, 200]


@pytest.mark.parametrize("origin", [EVIL, TILLEULS])
@pytest.mark.parametrize("path", ["/chat/stream", "/chat/fougeres/stream"])
def test_a_page_of_another_site_cannot_ask_in_its_visitors_name(site, path, origin):
    """Without a preflight, which is refused, browsers send no JSON for another site's page."""
    client = site.client(Origin=origin)
    assert "access-control-allow-origin" not in client.options(path).headers
    for kind in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        refused(client.post(path, content=b'{"question": "Mes droits ?"}', headers=kind), 422)


def test_a_conversation_of_one_insurer_shows_nothing_on_the_page_of_another(site):
    client = site.client()
    begun = client.post("/v1/chat", json={"insurer": "tilleuls", "question": "Secret de Tilleuls ?"}).json()
    asked = {"question": "Mes droits ?", "conversation_id": begun["conversation_id"]}
    page = posted(client, "/chat/fougeres?lang=fr", asked)
    assert (page.status_code, page.text.count("<article")) == (200, 1)
    streamed = client.post("/chat/fougeres/stream", json=asked).text
    for text in (page.text, streamed):
        assert "Secret de Tilleuls" not in text
        assert "/documents/tilleuls" not in text


def routes_of(routes, prefix=""):
    """Every method and path that the application answers, routers within routers included."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes, prefix + route.include_context.prefix)
        elif getattr(route, "methods", None):
            yield from ((method, prefix + route.path) for method in route.methods)


def writing_routes(site):
    found = sorted({one for one in routes_of(site.app.routes) if one[0] not in ("GET", "HEAD", "OPTIONS")})
    assert len(found) > 35
    return found


def test_no_route_takes_more_than_a_form_can_hold(site):
    for method, path in [*writing_routes(site), ("POST", "/console/gradio_api/queue/join"), ("POST", "/nowhere")]:
        address = re.sub(r"\{\w+\}", "x", path)
        for body in (b"a" * (LIMIT_KB * 1_000 + 1), iter([b"a" * 100_000] * 3)):
            response = site.client().request(method, address, content=body)
            assert response.status_code == 413, (method, path)
            assert response.headers["cache-control"] == "no-store"


def test_every_route_that_writes_is_limited_or_asks_who_it_is(site):
    asks_who = re.compile(
        r"/v1/queue.*|/v1/requests/\{reference\}/(reply|withdrawal)|/requests/followed/.+|/sign-out|/account.*|/desk.*"
    )
    counted_inside = re.compile(
        r"/|/v1/(chat|chat/stream|chat/completions|search)|/chat/(stream|\{insurer\}|\{insurer\}/stream)"
    )
    for method, path in writing_routes(site):
        known = asks_who.fullmatch(path) or counted_inside.fullmatch(path)
        assert known or limited_deed(method, path), (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/chat/fougeres", "/nowhere", "/static/base.css", "/healthz", "/metrics", "/v1/insurers", "/v1/queue",
        "/requests/new", "/requests/track", "/sign-in", f"/documents/fougeres/{VERSION}", "/console/",
    ],
)  # fmt: skip
def test_every_reply_is_fenced_in(site, path):
    headers = site.client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert "camera=()" in headers["permissions-policy"]
    assert "default-src" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "path", ["//v1/queue", "/v1//queue", "/%2e%2e/v1/queue", "/v1%2fqueue", "/v1/queue/", "/V1/queue"]
)
def test_another_way_to_write_a_path_opens_nothing(site, path):
    refused(site.client().get(path), 307, 401, 404)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_method_that_no_route_has_is_refused(site, method):
    for path in ("/v1/chat", "/v1/queue", "/requests", "/"):
        assert site.client(**{"X-HTTP-Method-Override": "POST"}).request(method, path).status_code == 405
