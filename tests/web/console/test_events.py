"""The events of the page as a program posts them that minds nothing of what the page hides."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.requests.intake.form import RequestForm
from assistant.wiring import build_accounts
from tests.assistant.desk_by_hand import Clock, form
from tests.web.fake_engine import FakeEngine
from tests.web.filing_by_hand import _view, desk_over

pytestmark = pytest.mark.integration
PASSWORD = "un mot de passe assez long"
ACCOUNTS = {
    "agent": ("agent", "tilleuls"),
    "agent-elsewhere": ("agent", "fougeres"),
    "supervisor": ("supervisor", "tilleuls"),
    "evaluator": ("evaluator", "tilleuls"),
}
CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)


@dataclass
class Console:
    """The page of somebody who signed in, and its events by what triggers them."""

    client: TestClient
    name: str

    def __post_init__(self) -> None:
        self.config = json.loads(CONFIG.search(self.client.get("/console/").text)[1])

    def post(self, component: int, event: str, *data: Any) -> dict[str, Any]:
        """What the server says in the end of an event with these values."""
        called = next(one for one in self.config["dependencies"] if [component, event] in one["targets"])
        values = [*data, *[None] * (len(called["inputs"]) - len(data))]
        session = f"{self.name}{component}"
        joined = {"data": values, "fn_index": called["id"], "session_hash": session}
        assert self.client.post("/console/gradio_api/queue/join", json=joined).status_code == 200
        with self.client.stream("GET", f"/console/gradio_api/queue/data?session_hash={session}") as stream:
            said = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
        return next(one for one in said if one["msg"] == "process_completed")

    def tab(self, name: str) -> int:
        """The component of the tab of this id."""
        return self._component("tabitem", id=name)

    def button(self, label: str) -> int:
        """The button of this text."""
        return self._component("button", value=label)

    def _component(self, kind: str, **props: str) -> int:
        return next(
            one["id"]
            for one in self.config["components"]
            if one["type"] == kind and props.items() <= one["props"].items()
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = desk_over(tmp_path_factory.mktemp("events"), Clock(), console=True)
    accounts = build_accounts(desk)
    for name, (role, insurer) in ACCOUNTS.items():
        accounts.add(name, role, [insurer])
        accounts.set_password(name, PASSWORD)
    return desk


@pytest.fixture(scope="module")
def reference(desk):
    return desk.file(RequestForm.model_validate(form()), "fr").request.reference


@pytest.fixture(scope="module")
def client(desk):
    engine = FakeEngine()
    engine.insurers = lambda: [_view("fougeres"), _view("tilleuls")]
    engine.insurer = _view
    with TestClient(create_app(desk.settings, engine, desk), base_url="http://console.test") as client:
        yield client


@pytest.fixture
def console(client):
    """Signs an account in and opens the console."""

    def open_console(name: str) -> Console:
        client.cookies.clear()
        page = client.get("/sign-in").text
        given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        client.post("/sign-in", data={**given, "name": name, "password": PASSWORD}, follow_redirects=False)
        return Console(client, name)

    return open_console


def refused(said):
    return not said["success"] and "data" not in said["output"]


@pytest.mark.parametrize(
    ("name", "tab"),
    [("evaluator", "queue"), ("agent", "flagged"), ("agent", "evaluation"), ("supervisor", "evaluation")],
)
def test_the_tab_of_another_role_gives_nothing(console, name, tab):
    page = console(name)
    assert refused(page.post(page.tab(tab), "select"))


@pytest.mark.parametrize(
    ("name", "tab"), [("agent", "queue"), ("supervisor", "flagged"), ("evaluator", "evaluation")]
)
def test_the_tab_of_one_s_own_role_gives_what_it_holds(console, name, tab):
    page = console(name)
    assert page.post(page.tab(tab), "select")["success"]


@pytest.mark.parametrize("name", ["evaluator", "agent-elsewhere"])
def test_a_request_out_of_reach_is_not_opened_by_its_reference(console, reference, name):
    page = console(name)
    said = page.post(page.button("Ouvrir"), "click", reference)
    assert refused(said)
    assert "Aubign" not in json.dumps(said, ensure_ascii=False)


def test_an_agent_opens_a_request_by_its_reference(console, reference):
    page = console("agent")
    assert "Aubign" in json.dumps(page.post(page.button("Ouvrir"), "click", reference), ensure_ascii=False)


def test_an_insurer_out_of_reach_is_not_asked(console):
    page = console("agent")
    assert refused(page.post(page.button("Demander"), "click", "fougeres", "Qui est le délégué ?"))


def test_settings_are_not_tried_by_agents(console):
    page = console("agent")
    assert refused(page.post(page.button("Essayer"), "click", "tilleuls", "Qui est le délégué ?"))


def test_an_action_on_a_request_out_of_reach_changes_nothing(console, desk, reference):
    page = console("agent-elsewhere")
    assert refused(page.post(page.button("Confirmer\u00a0: Commencer à traiter"), "click", reference, 1))
    with desk.store.reading() as reading:
        assert reading.find(reference).state == "received"
