"""Bad input about requests over HTTP: the right status, the caller’s language, nothing half-filed."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assistant.desk_by_hand import NOW, code_sent, form
from tests.assistant.requests.conftest import (  # noqa: F401  (fixtures)
    BOTH,
    database_url,
    migrated_database,
    migrated_file,
    postgres_url,
)
from tests.end_to_end.requests_site import PAGE, UNKNOWN, Site, posted, words_of

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

JSON = {"Content-Type": "application/json"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def site(database_url, tmp_path):  # noqa: F811
    """An installation, on SQLite and on PostgreSQL."""
    site = Site(tmp_path, database_url)
    yield site
    site.close()


@pytest.fixture(scope="module", params=BOTH)
def shared(request, tmp_path_factory):
    """An installation for tests that do not mind what others filed."""
    postgres = request.param == "postgresql"
    site = Site(tmp_path_factory.mktemp("site"), request.getfixturevalue("postgres_url") if postgres else None)
    yield site
    site.close()


def subject(**changes):
    """A form whose subject is filled in otherwise."""
    return form(subject=form()["subject"] | changes)


def written_in(body, language):
    """The form in a language, unless that is what is wrong with it."""
    return body if body["language"] == "de" else body | {"language": language}


def refused(response, status, code):
    """The problem: named for programs, said for people, and without a stack trace."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json()["title"] == code
    assert "Traceback" not in response.text
    return response.json()


class TestAForm:
    @pytest.mark.parametrize(
        ("wrong", "field", "french", "english"),
        [
            (
                subject(given_names="Chloé\r\nBcc: x@example.org"),
                "subject.given_names",
                "une seule ligne",
                "single line",
            ),
            (subject(family_name="d’Aubigné\nSubject: x"), "subject.family_name", "une seule ligne", "single line"),
            (
                subject(email="a@example.org\r\nBcc: b@example.org"),
                "subject.email",
                "une seule ligne",
                "single line",
            ),
            (subject(street="12 rue des Lilas\nBcc: x@example.org"), "subject.street", "adresse", "address"),
            (subject(town="Paris\r\nBcc: x"), "subject.town", "une seule ligne", "single line"),
            (subject(member_number="1\r\n2"), "subject.member_number", "une seule ligne", "single line"),
            (
                subject(email="a@example.org, b@example.org"),
                "subject.email",
                "une seule adresse",
                "one e-mail address",
            ),
            (
                subject(email="a@example.org;b@example.org"),
                "subject.email",
                "une seule adresse",
                "one e-mail address",
            ),
            (subject(email="A <a@example.org>"), "subject.email", "e-mail", "e-mail"),
            (subject(given_names="Chlo\u202eé"), "subject.given_names", "invisibles", "invisible"),
            (subject(family_name="Au\u200fbigné"), "subject.family_name", "invisibles", "invisible"),
            (subject(email="chloe\u2066@example.org"), "subject.email", "invisibles", "invisible"),
            (subject(given_names="Chlo\x07é"), "subject.given_names", "invisibles", "invisible"),
            (subject(given_names="Chlo\x00é"), "subject.given_names", "invisibles", "invisible"),
            (subject(birth_date="2026-03-06"), "subject.birth_date", "avenir", "future"),
            (subject(birth_date="1880-01-01"), "subject.birth_date", "120", "120"),
            (subject(birth_date="1980-02-31"), "subject.birth_date", "date", "date"),
            (subject(member_number="2 80 02 75 116 001 91"), "subject.member_number", "sécurité sociale", "social"),
            (form(details="x" * 20_000), "details", "caractères", "characters"),
            (form(types=[]), "types", "demande", "request"),
            (form(types=["erasure", "refund"]), "types", "demande", "request"),
            (form(types=["erasure"] * 20), "types", "fois", "twice"),
            (form(recipient="elsewhere"), "recipient", "", ""),
            (form(recipient="../../etc/passwd"), "recipient", "", ""),
            (form(answers={"erasure": {"scope": "all of it"}}), "answers.erasure.scope", "", ""),
            (form(answers={"erasure": {"scope": ["everything"] * 9_000}}), "answers.erasure.scope", "", ""),
            (form(answers={"refund": {"scope": "x"}}), "answers", "", ""),
            (form(received_on="2026-03-06"), "received_on", "", ""),
            (form(confirmed=False), "confirmed", "relu", "agreement"),
        ],
    )
    def test_every_field_says_what_is_wrong_with_it(self, shared, wrong, field, french, english):
        details, count = [], shared.count()
        for language, words in (("fr", french), ("en", english)):
            response = shared.client().post("/v1/requests", json=wrong | {"language": language})
            faults = {one["field"]: one["detail"] for one in refused(response, 422, "bad_form")["errors"]}
            assert words in faults[field], faults
            details.append(faults[field])
        assert details[0] != details[1]
        assert shared.count() == count

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"{", 400, "bad_json"),
            (b'{"insurer": "\xff\xfe"}', 400, "bad_json"),
            (b"[" * 100_000 + b"]" * 100_000, 400, "bad_json"),
            (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400, "bad_json"),
            (b'{"insurer": ' + b"9" * 5_000 + b"}", 400, "bad_json"),
            (b"", 422, "bad_request"),
            (b"null", 422, "bad_request"),
            (b"[1, 2]", 422, "bad_request"),
            (b"NaN", 422, "bad_request"),
            (form(insurer=3), 422, "bad_request"),
            (form(types="erasure"), 422, "bad_request"),
            (form(types=[["erasure"]]), 422, "bad_request"),
            (form(types=["erasure"] * 1_000), 422, "bad_request"),
            (form(subject=[]), 422, "bad_request"),
            (form(subject={"nir": "2800275116001"}), 422, "bad_request"),
            (form(role="boss"), 422, "bad_request"),
            (form(language="de"), 422, "bad_request"),
            (form(received_on="yesterday"), 422, "bad_request"),
            (form(confirmed="surely"), 422, "bad_request"),
            (form(details="\ud800"), 422, "bad_request"),
            (form(types=["\ud800"]), 422, "bad_form"),
            (form(answers={"\ud800": {"x": "y"}}), 422, "bad_form"),
            (form(answers={"erasure": {"scope": "\ud800"}}), 422, "bad_form"),
            (form() | {"\ud800": 1}, 422, "bad_request"),
            (form("\ud800"), 422, "bad_request"),
            (form("x" * 101), 422, "bad_request"),
            (form("nobody"), 404, "unknown_insurer"),
            (form("../tilleuls"), 404, "unknown_insurer"),
            (form("til\x00leuls"), 404, "unknown_insurer"),
            (form(types=["complaint"]), 422, "not_filable"),
            (form(details="x" * 1_000_000), 413, "body_too_large"),
            (form(types=["erasure"] * 100_000), 413, "body_too_large"),
        ],
    )
    @pytest.mark.parametrize("path", ["/v1/requests", "/v1/requests/draft", "/v1/queue"])
    def test_a_body_that_no_form_has_is_refused(self, shared, path, body, status, code):
        spoken, count = [], shared.count()
        for language in ("fr", "en"):
            sent = body if isinstance(body, bytes) else as_json(written_in(body, language))
            client = shared.staff("agent", "tilleuls", language=language)
            response = client.post(path, content=sent, headers={**JSON, "Idempotency-Key": "k"})
            if path == "/v1/queue" and code == "unknown_insurer":  # an agent is told nothing of other insurers
                status, code = 403, "not_allowed"
            spoken.append(refused(response, status, code)["detail"])
        assert spoken[0] != spoken[1]
        assert shared.count() == count

    @pytest.mark.parametrize("key", ["", "k" * 201, "k" * 50_000, "clé".encode(), b"k\xff"])
    def test_a_key_that_is_none_is_refused(self, shared, key):
        count = shared.count()
        response = shared.client().post("/v1/requests", json=form(), headers={"Idempotency-Key": key})
        refused(response, 422, "bad_request")
        assert shared.count() == count


class TestTheSameRequestTwice:
    def test_under_its_key_it_is_filed_once_however_many_send_it_at_once(self, site):
        def send(_):
            return site.client().post("/v1/requests", json=form(), headers={"Idempotency-Key": "k"})

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(16)))
        assert {one.status_code for one in answers} == {200, 201}
        assert [one.status_code for one in answers].count(201) == 1
        assert len({one.json()["reference"] for one in answers}) == 1
        assert site.count() == 1

    def test_another_form_under_the_key_is_refused(self, site):
        for details, status in (("Un.", 201), ("Deux.", 409)):
            response = site.client().post(
                "/v1/requests", json=form(details=details), headers={"Idempotency-Key": "k"}
            )
            assert response.status_code == status
        refused(response, 409, "idempotency_conflict")
        assert site.count() == 1

    def test_without_a_key_it_is_linked_to_the_first_and_that_is_recorded(self, site):
        first, again = site.filed(), site.filed()
        case = site.staff("agent", "tilleuls").get(f"/v1/queue/{again}").json()
        assert case["request"]["duplicate_of"] == first
        assert ("system", "likeness", f"like {first}") in site.trail(again)

    def test_at_once_and_without_a_key_one_stays_the_first(self, site):
        with ThreadPoolExecutor(4) as pool:
            references = list(pool.map(lambda _: site.filed(), range(4)))
        agent = site.staff("agent", "tilleuls")
        linked = [agent.get(f"/v1/queue/{one}").json()["request"]["duplicate_of"] for one in references]
        assert linked.count(None) == 1
        assert set(linked) - {None} <= set(references)

    def test_a_confirmation_clicked_twice_files_once(self, site):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: posted(site.client(), "/requests", PAGE), range(6)))
        assert {one.status_code for one in answers} == {303}
        assert site.count() == 1


ANSWERED = (("start", {}), ("answer", {"outcome": "satisfied"}), ("close", {}))
EXTENSION = {"reason": "complexity", "justification": "Trois dossiers.", "informed_on": "2026-03-05"}


class TestWhatIsNotDue:
    @pytest.mark.parametrize(("language", "words"), [("fr", "ne change plus"), ("en", "is closed")])
    def test_a_reply_to_a_closed_request(self, site, language, words):
        reference = site.filed()
        member = site.member(reference, language)
        for action, body in ANSWERED:
            assert site.staff("dpo").post(f"/v1/queue/{reference}/{action}", json=body).status_code == 200
        response = member.post(f"/v1/requests/{reference}/reply", json={"text": "Voici."})
        assert words in refused(response, 409, "transition_refused")["detail"]
        assert site.trail(reference)[-1] == ("member", "clarify refused", "state_closed")

    def test_a_reply_to_a_closed_request_on_its_page(self, site):
        reference = site.filed()
        token = site.member(reference).headers["Authorization"].removeprefix("Bearer ")
        for action, body in ANSWERED:
            site.staff("dpo").post(f"/v1/queue/{reference}/{action}", json=body)
        visitor = site.client(Cookie=f"mesdroits_request={token}")
        page = posted(visitor, "/requests/followed/reply", {"text": "Voici.", "lang": "fr"})
        assert page.status_code == 409
        assert "ne change plus" in words_of(page)
        assert site.trail(reference)[-1] == ("member", "clarify refused", "state_closed")

    @pytest.mark.parametrize(("language", "words"), [("fr", "7 avril 2026"), ("en", "7 April 2026")])
    def test_an_extension_after_the_due_date(self, site, language, words):
        reference = site.filed()
        site.clock.at = NOW + 34 * DAY
        dpo = site.staff("dpo", "tilleuls", language=language)
        response = dpo.post(f"/v1/queue/{reference}/extend", json=EXTENSION)
        assert words in refused(response, 409, "transition_refused")["detail"]
        assert site.trail(reference)[-1] == ("dpo", "extend refused", "extension_too_late")
        assert dpo.get(f"/v1/queue/{reference}").json()["request"]["extension"] is None

    @pytest.mark.parametrize(
        ("action", "body"),
        [
            ("extend", EXTENSION),
            ("answer", {"outcome": "refused", "reasons": "Non.", "remedies_stated": True}),
            ("answer", {"outcome": "partly_refused", "reasons": "Non.", "remedies_stated": True}),
        ],
    )
    def test_what_only_a_data_protection_officer_does(self, site, action, body):
        reference = site.filed()
        site.staff("agent", "tilleuls").post(f"/v1/queue/{reference}/start", json={})
        for language in ("fr", "en"):
            agent = site.staff("agent", "tilleuls", language=language)
            refused(agent.post(f"/v1/queue/{reference}/{action}", json=body), 403, "not_allowed")
            assert site.trail(reference)[-1] == ("agent", f"{action} refused", "not_allowed")

    @pytest.mark.parametrize("day", ["2026-03-06", "9999-12-31", "0001-01-01"])
    def test_a_person_informed_on_another_day_than_can_be(self, site, day):
        reference = site.filed()
        response = site.staff("dpo").post(f"/v1/queue/{reference}/extend", json=EXTENSION | {"informed_on": day})
        refused(response, 409, "transition_refused")

    @pytest.mark.parametrize("text", ["", "  ", "\u200b"])
    def test_an_empty_reply(self, site, text):
        reference = site.filed()
        for action, body in (("start", {}), ("clarification/ask", {"question": "Quelle période ?"})):
            assert site.staff("dpo").post(f"/v1/queue/{reference}/{action}", json=body).status_code == 200
        response = site.member(reference).post(f"/v1/requests/{reference}/reply", json={"text": text})
        assert response.status_code in (409, 422), response.text
        assert site.trail(reference)[-1][1] != "clarify"


class TestTokens:
    def test_a_tracking_token_is_over_after_half_an_hour(self, site):
        reference = site.filed()
        member = site.member(reference)
        assert member.get(f"/v1/requests/{reference}").status_code == 200
        site.clock.at = NOW + dt.timedelta(minutes=31)
        refused(member.get(f"/v1/requests/{reference}"), 403, "bad_code")

    def test_a_receipt_is_over_after_a_day(self, site):
        address = posted(site.client(), "/requests", PAGE).headers["Location"]
        assert site.client().get(address).status_code == 200
        site.clock.at = NOW + DAY + dt.timedelta(seconds=1)
        page = site.client().get(address)
        assert page.status_code == 404
        assert "Aubigné" not in page.text

    def test_a_code_is_over_after_a_quarter_of_an_hour_or_five_tries(self, site):
        first, second = site.filed(), site.filed()
        for reference in (first, second):
            site.client().post(f"/v1/requests/{reference}/code")
        codes = {one: code_sent(site.desk, one) for one in (first, second)}
        for _ in range(5):
            wrong = site.client().post(f"/v1/requests/{first}/session", json={"code": "WRONGONE"})
            refused(wrong, 403, "bad_code")
        refused(site.client().post(f"/v1/requests/{first}/session", json={"code": codes[first]}), 403, "bad_code")
        site.clock.at = NOW + dt.timedelta(minutes=16)
        refused(site.client().post(f"/v1/requests/{second}/session", json={"code": codes[second]}), 403, "bad_code")

    def test_tokens_of_members_and_of_staff_open_nothing_of_each_other(self, site):
        reference = site.filed()
        member, agent = site.member(reference), site.staff("agent", "tilleuls")
        refused(member.get(f"/v1/queue/{reference}"), 401, "not_signed_in")
        refused(agent.get(f"/v1/requests/{reference}"), 403, "bad_code")

    @pytest.mark.parametrize("cookie", ["x", "é", '"', "a.b.c", "x" * 20_000])
    def test_a_cookie_that_is_no_token_opens_a_page_that_says_so(self, site, cookie):
        visitor = site.client("en", Cookie=f"mesdroits_request={cookie}".encode())
        page = visitor.get("/requests/followed")
        assert page.status_code == 403
        assert "code" in words_of(page)


STRANGE = [
    UNKNOWN,
    "x",
    "%20",
    "x%00y",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%ff%fe",
    "%0d%0aSet-Cookie:%20a=b",
    "%E2%80%AE",
    "%F0%9F%98%80",
    "a" * 3_000,
    "'%20OR%201=1--",
    "%25s%25n",
    "MD-%D9%A0%D9%A0",
]


@pytest.mark.parametrize("reference", STRANGE)
class TestReferences:
    def test_none_of_them_is_a_request_in_the_queue(self, shared, reference):
        dpo = shared.staff("dpo")
        for method, path in (("GET", ""), ("POST", "/start"), ("POST", "/close")):
            response = dpo.request(method, f"/v1/queue/{reference}{path}", json=None if method == "GET" else {})
            assert response.status_code in (404, 405), response.text
        assert dpo.post(f"/v1/queue/messages/{reference}/send-again").status_code == 404

    def test_none_of_them_is_the_twin_of_a_request(self, shared, reference):
        filed = shared.filed()
        response = shared.staff("dpo").post(f"/v1/queue/{filed}/duplicate", json={"of": reference[:200]})
        refused(response, 409, "transition_refused")

    def test_none_of_them_can_be_followed(self, shared, reference):
        client, member = shared.client(), shared.member(shared.filed())
        assert client.post(f"/v1/requests/{reference}/code").status_code in (202, 404, 405)
        assert client.post(f"/v1/requests/{reference}/session", json={"code": "\x00"}).status_code in (403, 404)
        assert member.get(f"/v1/requests/{reference}").status_code in (403, 404, 405)
        assert client.get(f"/requests/receipt/{reference}").status_code == 404
        assert posted(client, "/requests/track/code", {"reference": reference, "code": "x"}).status_code == 403
        assert posted(client, "/requests/track", {"reference": reference}).status_code == 200

    def test_none_of_them_filters_anything_but_nothing(self, shared, reference):
        shared.filed()
        for name in ("assigned_to", "insurer"):
            response = shared.staff("dpo").get(f"/v1/queue?{name}={reference}")
            assert response.status_code == 422 or response.json() == {"requests": []}


class TestPages:
    @pytest.mark.parametrize(
        ("changes", "status", "french", "english"),
        [
            ({"subject.given_names": "Chloé\r\nBcc: x@example.org"}, 422, "une seule ligne", "single line"),
            ({"subject.email": "a@example.org, b@example.org"}, 422, "une seule adresse", "one e-mail address"),
            ({"subject.birth_date": "06/03/2026"}, 422, "avenir", "future"),
            ({"subject.family_name": "\u202eéngibuA"}, 422, "invisibles", "invisible"),
            ({"details": "x" * 1_000_000}, 413, "256", "256"),
            ({"insurer": "../tilleuls"}, 404, "assureur", "insurer"),
            ({"insurer": "til\x00leuls"}, 404, "assureur", "insurer"),
            ({"reply_by": "pigeon"}, 422, "", ""),
            ({f"field{at}": "x" for at in range(300)}, 422, "", ""),
        ],
    )
    @pytest.mark.parametrize("path", ["/requests/review", "/requests"])
    def test_the_form_comes_back_and_says_what_is_wrong(self, shared, path, changes, status, french, english):
        count = shared.count()
        for language, words in (("fr", french), ("en", english)):
            page = posted(shared.client(language), path, PAGE | {"lang": language} | changes)
            assert page.status_code == status, words_of(page)
            assert page.headers["Content-Type"].startswith("text/html")
            assert words in words_of(page)
        assert shared.count() == count

    @pytest.mark.parametrize("key", ["k" * 201, "k" * 100_000, "k\x00", "\u202e", "é"])
    def test_a_key_that_no_page_made_breaks_nothing(self, shared, key):
        answers = [posted(shared.client(), "/requests", PAGE | {"key": key}).status_code for _ in range(2)]
        assert set(answers) <= {303, 422}

    @pytest.mark.parametrize("language", ["zz", "%00", "..", "fr%22%20x", "e" * 300])
    def test_a_language_that_nobody_speaks_reads_french(self, shared, language):
        address = posted(shared.client(), "/requests", PAGE).headers["Location"].partition("?")[0]
        for path in ("", "/letter.pdf", "/receipt.pdf"):
            assert shared.client().get(f"{address}{path}?lang={language}").status_code == 200


# Everything that follows is drawn by Hypothesis.

HARD = st.sampled_from(
    ["\x00", "\ud800", "\u202e", "\r\n", "\u2028", "=1+1", "../..", "é", "1" * 40, "2800275116001"]
)
TEXT = st.text(st.characters(), max_size=40) | HARD | st.lists(HARD, max_size=4).map("".join)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
TYPES = st.lists(
    st.sampled_from(["access", "erasure", "objection", "marketing_objection", "complaint"]) | TEXT, max_size=4
)


def mutated(base, values):
    """A form with some of its fields, at any depth, replaced."""
    deep = sorted(base["subject"])
    return st.builds(
        lambda top, inner, extra: base | {"subject": base["subject"] | inner} | top | extra,
        st.dictionaries(st.sampled_from(sorted(base)), values, max_size=3),
        st.dictionaries(st.sampled_from(deep), values, max_size=3),
        st.dictionaries(TEXT, values, max_size=1),
    )


FORMS = mutated(form(), TEXT | VALUE) | st.builds(lambda types: form(types=types), TYPES) | VALUE
BODIES = (
    st.dictionaries(
        st.sampled_from(
            [
                "to",
                "doubt",
                "method",
                "supplied_on",
                "question",
                "text",
                "reason",
                "justification",
                "informed_on",
                "outcome",
                "reasons",
                "remedies_stated",
                "note",
                "of",
            ]
        ),
        TEXT | VALUE | st.dates().map(str) | st.sampled_from(["complexity", "satisfied", "refused", "callback"]),
        max_size=4,
    )
    | VALUE
)
ACTIONS = st.sampled_from(
    [
        "assign",
        "start",
        "identity/ask",
        "identity/verify",
        "clarification/ask",
        "clarification/receive",
        "extend",
        "answer",
        "close",
        "withdraw",
        "duplicate",
        "redirect",
    ]
)
FUZZ = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def as_json(value):
    return json.dumps(value).encode()


def encoded(text):
    """As a browser would send it; what UTF-8 cannot hold, it replaces."""
    return text.encode("utf-8", "replace").decode()


def quoted(text):
    return "".join(f"%{one:02x}" for one in text.encode("utf-8", "replace")) or "%20"


def fine(response):
    """Whatever came in, the answer is one that was foreseen."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400 and response.content:
        kind = response.headers["Content-Type"]
        assert kind.startswith(("application/problem+json", "text/html")), kind
    return response


@pytest.mark.integration
class TestAnythingAtAll:
    @FUZZ
    @given(body=FORMS, path=st.sampled_from(["", "/draft"]), key=st.none() | st.binary(max_size=300))
    def test_forms(self, site, body, path, key):
        headers = JSON | ({"Idempotency-Key": key} if key is not None else {})
        client = site.client()
        fine(client.post(f"/v1/requests{path}", content=as_json(body), headers=headers))
        if not path:
            staff = site.staff("agent", "tilleuls")
            fine(staff.post("/v1/queue", content=as_json(body), headers=headers))

    @FUZZ
    @given(
        content=st.binary(max_size=400),
        path=st.sampled_from(["/v1/requests", "/v1/requests/x/session", "/v1/queue"]),
    )
    def test_bytes(self, site, content, path):
        fine(site.staff("dpo").post(path, content=content, headers=JSON))

    @FUZZ
    @given(action=ACTIONS, body=BODIES)
    def test_actions(self, site, action, body):
        if not hasattr(site, "fuzzed"):
            site.fuzzed = site.filed()
        for reference in (site.fuzzed, UNKNOWN):
            path = f"/v1/queue/{reference}/{action}"
            response = fine(site.staff("dpo").post(path, content=as_json(body), headers=JSON))
        if response.status_code == 200 and action in ("close", "withdraw", "redirect", "duplicate"):
            site.fuzzed = site.filed()

    @FUZZ
    @given(
        reference=TEXT,
        query=st.dictionaries(
            st.sampled_from(
                [
                    "insurer",
                    "type",
                    "state",
                    "due",
                    "assigned_to",
                    "soon_days",
                    "open_only",
                    "limit",
                    "format",
                    "personal",
                    "role",
                    "lang",
                ]
            ),
            TEXT | st.integers().map(str),
            max_size=4,
        ),
        token=st.binary(max_size=60),
    )
    def test_addresses(self, site, reference, query, token):
        member, staff = site.client(Authorization=b"Bearer " + token), site.staff("dpo")
        params = {name: encoded(value) for name, value in query.items()}
        where = quoted(reference)
        for path in ("/v1/queue", "/v1/queue/export", f"/v1/queue/{where}", "/v1/queue/undelivered"):
            fine(staff.get(path, params=params))
            assert member.get(path, params=params).status_code in (401, 404, 405)
        for path in (
            "/v1/requests/form",
            f"/v1/requests/{where}",
            f"/v1/requests/{where}/letter.pdf",
            "/requests/new",
            "/requests/track",
            f"/requests/receipt/{where}",
            f"/requests/receipt/{where}/letter.pdf",
            f"/requests/receipt/{where}/receipt.pdf",
            "/requests/followed",
            "/requests/followed/letter.pdf",
        ):
            fine(member.get(path, params=params))
        for path in ("code", "session", "reply", "withdrawal"):
            fine(member.post(f"/v1/requests/{where}/{path}", json={"code": encoded(reference)}))
        fine(staff.post(f"/v1/queue/messages/{where}/send-again"))

    @FUZZ
    @given(
        values=st.dictionaries(
            st.sampled_from([*PAGE, "said", "role_before", "text", "reference", "code"]) | TEXT.map(encoded),
            TEXT.map(encoded) | st.lists(TEXT.map(encoded), max_size=3),
            max_size=6,
        ),
        path=st.sampled_from(
            [
                "",
                "/new",
                "/review",
                "/edit",
                "/track",
                "/track/code",
                "/followed/reply",
                "/followed/withdrawal",
                "/followed/end",
            ]
        ),
    )
    def test_pages(self, site, values, path):
        fine(posted(site.client(), f"/requests{path}", PAGE | values))

    @FUZZ
    @given(
        said=st.lists(
            TEXT.map(encoded)
            | st.sampled_from(
                [
                    "né le 12/03/1980",
                    "chloe@example.org",
                    "06 12 34 56 78",
                    "+33612345678",
                    "2 80 02 75 116 001 91",
                    "FR76 3000 6000 0112 3456 7890 189",
                    "n° 12345678",
                    "31/02/2020",
                    "a@b@c.fr",
                ]
            ),
            max_size=6,
        ).map(" ".join)
    )
    def test_what_was_said_in_the_chat(self, site, said):
        page = fine(
            posted(site.client(), "/requests/new", {"insurer": "tilleuls", "type": "erasure", "said": said})
        )
        assert page.status_code == 200

    @settings(FUZZ, max_examples=50)
    @given(text=TEXT)
    def test_what_a_member_answers(self, site, text):
        if not hasattr(site, "asked"):
            site.asked = site.filed()
            site.asking = site.member(site.asked).headers["Authorization"]
            site.staff("dpo").post(f"/v1/queue/{site.asked}/start", json={})
        site.staff("dpo").post(f"/v1/queue/{site.asked}/clarification/ask", json={"question": "Quoi ?"})
        member = site.client(Authorization=site.asking, Cookie=f"mesdroits_request={site.asking[7:]}")
        fine(member.post(f"/v1/requests/{site.asked}/reply", content=as_json({"text": text}), headers=JSON))
        fine(posted(member, "/requests/followed/reply", {"text": encoded(text)}))
        fine(member.get(f"/v1/requests/{site.asked}"))
        fine(member.get("/requests/followed"))
