"""Filing for whoever calls: the form of members, for agents of the insurer only, and the reference to read out."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.accounts.accounts import Accounts
from assistant.accounts.sessions import Sessions
from assistant.protection.rate_limits import RateLimits
from assistant.requests.casework import QueueFilter
from assistant.requests.records import Actor
from assistant.web.console.filing import form_address
from assistant.web.filing import desk as desk_pages
from tests.assistant.desk_by_hand import NOW
from tests.web.filing_by_hand import _view, desk_over, post, posted
from tests.web.page_text import elements

EVERYBODY = Actor("x", "administrator", None)
CALL = {"received_through": "phone", "received_on": "2026-03-02"}


@pytest.fixture
def desk(tmp_path):
    return desk_over(tmp_path)


@pytest.fixture
def sessions(desk):
    return Sessions(desk.store, desk.keys, desk.settings, lambda: NOW)


@pytest.fixture
def signed(desk, sessions):
    def sign_in(role="agent", insurer="tilleuls"):
        Accounts(desk.store, desk.keys, lambda: NOW).add("zoe", role, [insurer])
        return sessions.begin("zoe")

    return sign_in


@pytest.fixture
def browse(desk, sessions):
    engine = SimpleNamespace(insurer=_view, insurers=lambda: [_view("fougeres"), _view("tilleuls")])
    app = FastAPI()
    app.include_router(desk_pages.router(engine, desk, sessions, RateLimits(desk.settings)))

    def browser(signed=None):
        cookies = {"mesdroits_session": signed.cookie} if signed else {}
        return TestClient(app, follow_redirects=False, cookies=cookies)

    return browser


def given(signed, **changes):
    return posted("erasure", **changes) | CALL | {"csrf": signed.csrf}


def filings(desk):
    return desk.queue(EVERYBODY, QueueFilter())


def test_the_form_s_address_says_what_was_asked_and_nothing_personal():
    address = form_address("mgen", ["access", "erasure"], "parent", "fr")
    assert address == "/desk/new?insurer=mgen&type=access&type=erasure&for=parent&lang=fr"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(browse):
    answer = browse().get("/desk/new?insurer=tilleuls")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?next=%2Fdesk%2Fnew%3Finsurer%3Dtilleuls",
    )


def test_an_evaluator_files_nothing(browse, signed):
    assert browse(signed("evaluator")).get("/desk/new").status_code == 403


def test_the_form_asks_how_the_request_arrived(browse, signed):
    page = browse(signed()).get("/desk/new?insurer=tilleuls&type=erasure")
    names = {one.get("name") for one in elements(page.text, "input")}
    assert {"received_through", "received_on", "csrf", "answers.erasure.scope"} <= names


def test_an_agent_chooses_among_their_own_insurers(browse, signed):
    page = browse(signed()).get("/desk/new")
    assert [one["value"] for one in elements(page.text, "option")] == ["", "tilleuls"]


@pytest.mark.parametrize("path", ["/desk/review", "/desk"])
def test_nothing_is_done_with_an_insurer_out_of_reach(browse, signed, desk, path):
    one = signed(insurer="fougeres")
    assert post(browse(one), path, given(one, confirmed="1")).status_code == 403
    assert filings(desk) == []


def test_a_form_that_was_not_made_for_the_session_is_refused(browse, signed, desk):
    one = signed()
    assert post(browse(one), "/desk", given(one, confirmed="1") | {"csrf": "x"}).status_code == 403
    assert filings(desk) == []


def test_the_check_shows_the_letter_and_how_it_arrived(browse, signed):
    one = signed()
    page = post(browse(one), "/desk/review", given(one)).text
    assert "2 mars 2026, par téléphone" in page
    assert "J’ai relu la demande à la personne" in page
    assert '<pre class="letter"' in page


def test_a_wrong_day_of_receipt_is_said_at_its_field(browse, signed):
    one = signed()
    answer = post(browse(one), "/desk/review", given(one) | {"received_on": "2026-03-09"})
    assert answer.status_code == 422
    assert 'id="received_on-error"' in answer.text


def test_a_double_click_files_once_and_gives_the_reference_and_the_due_date(browse, signed, desk):
    one = signed()
    first, second = (post(browse(one), "/desk", given(one, confirmed="1")) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    (line,) = filings(desk)
    assert (line.request.filed_by, line.request.received_through) == ("zoe", "phone")
    page = browse(one).get(first.headers["location"]).text
    assert line.request.reference in page
    assert "au plus tard le 2 avril 2026" in page


def test_papers_are_for_those_within_reach(browse, signed, desk):
    one = signed()
    place = post(browse(one), "/desk", given(one, confirmed="1")).headers["location"]
    reference = place.partition("?")[0].rpartition("/")[2]
    paper = browse(one).get(f"/desk/requests/{reference}/letter.pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["cache-control"] == "no-store"
    assert browse().get(f"/desk/requests/{reference}/letter.pdf").status_code == 303
    Accounts(desk.store, desk.keys, lambda: NOW).revoke("zoe")
    assert browse(one).get(f"/desk/requests/{reference}/letter.pdf").status_code == 303


def test_the_queue_as_a_file_holds_the_view_that_is_looked_at(browse, signed):
    one = signed()
    post(browse(one), "/desk", given(one, confirmed="1"))
    assert "MD-" in browse(one).get("/desk/queue.csv?view=unassigned").text
    assert "MD-" not in browse(one).get("/desk/queue.csv?view=mine").text


def test_the_queue_as_a_file_names_nobody(browse, signed):
    one = signed()
    post(browse(one), "/desk", given(one, confirmed="1"))
    table = browse(one).get("/desk/queue.csv").text
    assert "MD-" in table
    assert "Aubign" not in table
