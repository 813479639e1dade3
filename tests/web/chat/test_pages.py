"""The members' chat without script: what the page says, and what it does with a question that is posted."""

from __future__ import annotations

import json
from html import unescape

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.settings import Settings
from assistant.sites import Sites
from assistant.web.chat.room import ChatRoom
from tests.web.fake_engine import HOSTILE, NAME, FakeEngine, FakeInsurer, WritingEngine
from tests.web.page_text import elements, texts

QUESTION = "Comment exercer mes droits ?"
PAGES = ("/", "/chat/bb", "/chat/bb?embedded=1", "/chat/nobody")


def ask(client, question=QUESTION, path="/chat/bb?lang=fr", **values):
    return client.post(path, data={"question": question, **values})


def conversation_of(html: str) -> str:
    return str(elements(html, "input", name="conversation_id")[0]["value"])


def events(client, path="/chat/bb/stream", **body):
    reply = client.post(path, json={"question": QUESTION, "language": "fr"} | body)
    blocks = [block.split("\n", 1) for block in reply.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def answer_of(client, **body):
    return next(data for name, data in events(client, **body) if name == "answer")


@pytest.mark.parametrize("path", PAGES)
def test_every_chat_forbids_other_hosts_sniffing_and_referrers(client, path):
    headers = client.get(path).headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules["script-src"], rules["style-src"], rules["connect-src"]} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_an_insurer_may_show_its_chat_on_its_own_sites_only(tmp_path):
    settings = Settings(console=False, data_dir=tmp_path, site_origins={"bb": ("https://bb.example",)})
    with TestClient(create_app(settings, FakeEngine())) as client:
        framing = [
            client.get(path).headers["content-security-policy"].split("; ")[-1] for path in ("/chat/bb", "/")
        ]
    assert framing == ["frame-ancestors 'self' https://bb.example", "frame-ancestors 'self'"]


@pytest.mark.parametrize("path", PAGES)
def test_no_chat_sets_a_cookie(client, path):
    assert "set-cookie" not in client.get(path).headers
    assert "set-cookie" not in ask(client).headers


@pytest.mark.parametrize("path", PAGES)
def test_hostile_names_and_titles_stay_text(client, path):
    assert HOSTILE not in client.get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_no_chat_runs_inline_script_or_style(client, path):
    html = client.get(path).text
    scripts = elements(html, "script")
    assert all("src" in script or script["type"] == "application/json" for script in scripts)
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_chat_declares_the_language_it_is_asked_for(client, path, language):
    html = client.get(path, headers={"accept-language": language}).text
    assert elements(html, "html") == [{"lang": language}]


def test_a_site_that_is_not_an_address_is_no_link(client):
    links = elements(client.get("/chat/bb").text, "a")
    assert not any((link["href"] or "").startswith("javascript:") for link in links)


@pytest.mark.parametrize(("language", "words"), [("fr", "assistant automatisé"), ("en", "automated assistant")])
@pytest.mark.parametrize("path", PAGES)
def test_every_chat_says_that_it_is_a_machine(client, path, language, words):
    html = client.get(path, headers={"accept-language": language}).text
    assert words in texts(html, "div", **{"class": "assistant-notice"})[0]


def test_a_conversation_still_says_that_it_is_a_machine(client):
    assert "un assistant automatisé" in texts(ask(client).text, "div", **{"class": "assistant-notice"})[0]


@pytest.mark.parametrize(
    "words", ["numéro de sécurité sociale", f"{NAME} est responsable", "30 minutes", "dpo@example.org"]
)
def test_what_a_member_must_know_stands_before_the_question_field(client, words):
    html = client.get("/chat/bb?lang=fr").text
    assert words in texts(html, "section", **{"class": "privacy"})[0]
    assert html.index('class="privacy"') < html.index('id="question"')


def test_the_page_of_no_insurer_names_who_is_responsible_for_each(client):
    notice = texts(client.get("/?lang=fr").text, "section", **{"class": "privacy"})[0]
    assert NAME in notice
    assert "dpo@example.org" in notice


def test_a_person_is_in_reach_from_a_bar_that_is_always_there(client):
    html = client.get("/chat/bb?lang=fr").text
    assert {"href": "#contacts"} in elements(html, "a")
    assert "dpo@example.org" in texts(html, "section", id="contacts")[0]


def test_each_contact_leads_to_the_passage_that_gives_it(client):
    html = client.get("/chat/bb?lang=fr").text
    assert (
        elements(html, "a", **{"class": "quiet"})[0]["href"]
        == "/documents/bb/2017-10-01-abc?start=48&end=63&lang=fr#cited"
    )


def test_a_question_is_answered_without_script(client):
    html = ask(client).text
    assert QUESTION in texts(html, "span", **{"class": "said"})
    assert "dpo@example.org" in texts(html, "article")[0]


def test_the_last_answer_takes_the_focus(client):
    first_page = ask(client).text
    html = ask(client, "Et pour la suite ?", conversation_id=conversation_of(first_page)).text
    assert len(texts(html, "article")) == 2
    (last,) = elements(html, "div", id="last")
    assert last["tabindex"] == "-1"
    assert "autofocus" in last
    assert "Et pour la suite ?" in texts(html, "div", id="last")[0]


def test_a_question_that_cannot_be_answered_is_kept_with_what_is_wrong_at_its_field(client):
    refused = ask(client, "?")
    assert refused.status_code == 422
    assert texts(refused.text, "textarea", id="question")[0].strip() == "?"
    assert texts(refused.text, "p", id="question-error") != [""]
    assert elements(refused.text, "textarea", id="question")[0]["aria-invalid"] == "true"


def test_what_was_said_before_stays_when_a_question_is_refused(client):
    conversation = conversation_of(ask(client).text)
    assert len(texts(ask(client, "?", conversation_id=conversation).text, "article")) == 1


def test_a_forgotten_conversation_is_said_to_be(client):
    assert "a été effacée" in texts(ask(client, conversation_id="f" * 32).text, "p", role="status")[0]


def test_a_conversation_shows_nothing_that_was_said_about_another_insurer():
    engine = FakeEngine()
    said = engine.ask("bb", QUESTION)
    room = ChatRoom(engine, Sites(engine.settings.corpus_dir, {}), "fr", FakeInsurer(id="other"), fixed=True)
    assert room.exchanges(said.conversation_id) == []


def test_the_language_changes_and_the_conversation_and_the_draft_stay(client):
    conversation = conversation_of(ask(client).text)
    html = client.post("/chat/bb", data={"lang": "en", "conversation_id": conversation, "draft": "And then"}).text
    assert elements(html, "html") == [{"lang": "en"}]
    assert len(texts(html, "article")) == 1
    assert texts(html, "textarea", id="question")[0].strip() == "And then"


def test_no_conversation_is_named_in_an_address(client):
    html = ask(client).text
    addresses = [link["href"] for link in elements(html, "a")] + [form["action"] for form in elements(html, "form")]
    assert not any(conversation_of(html) in str(address) for address in addresses)


def test_without_insurer_the_member_is_asked_which_and_then_answered(client):
    html = ask(client, path="/?lang=fr").text
    assert elements(html, "article")[0]["class"] == "answer needs_clarification"
    choices = elements(html, "button", name="insurer")
    assert [choice["value"] for choice in choices] == ["bb"]
    answered = ask(client, path="/?lang=fr", insurer="bb", conversation_id=conversation_of(html)).text
    assert "dpo@example.org" in texts(answered, "article")[-1]
    assert elements(answered, "form", id="composer")[0]["action"] == "/chat/bb?lang=fr#last"


def test_the_insurer_of_an_address_cannot_be_changed_by_a_form(client):
    html = ask(client, insurer="nobody").text
    assert "dpo@example.org" in texts(html, "article")[0]


def test_the_insurer_of_an_address_cannot_be_changed_by_the_script(client):
    reply = client.post("/chat/bb/stream", json={"question": QUESTION, "insurer": "nobody"})
    assert reply.status_code == 422


def test_the_old_address_of_an_insurer_leads_to_its_chat(client):
    moved = client.get("/?insurer=bb&lang=en", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/chat/bb?lang=en")


def test_the_insurer_is_chosen_in_one_place_that_goes_with_the_question(client):
    html = client.get("/?lang=fr").text
    (chooser,) = elements(html, "select")
    assert (chooser["name"], chooser["form"]) == ("insurer", "composer")
    assert [one["href"] for one in elements(html, "a") if one["href"].startswith("/chat/")] == [
        "/chat/bb?lang=fr#contacts"
    ]
    assert "Mutuelle" in texts(ask(client, path="/?lang=fr", insurer="bb").text, "title")[0]


@pytest.mark.parametrize(("path", "type_"), [("/chat/bb?lang=fr", "data"), ("/chat/bb/stream", "json")])
def test_a_question_that_is_far_too_long_is_not_called_a_request(client, path, type_):
    headers = {"Accept-Language": "fr"}
    refused = client.post(path, headers=headers, **{type_: {"question": "a" * 300_000}})
    assert refused.status_code == 413
    assert "Rien n’a été enregistré" in unescape(refused.text)
    assert "Rien n’a été déposé" not in unescape(refused.text)


def test_an_unknown_insurer_is_said_and_the_others_are_offered(client):
    page = client.get("/chat/acme?lang=fr")
    assert page.status_code == 404
    assert "acme" in texts(page.text, "p", role="alert")[0]
    assert "bb" in [choice["value"] for choice in elements(page.text, "option")]


def test_the_widget_frame_opens_everything_elsewhere_and_knows_who_may_close_it(client):
    html = client.get("/chat/bb?embedded=1&lang=fr").text
    assert all(
        link["target"] == "_blank"
        for link in elements(html, "a")
        if not str(link["href"]).startswith(("#", "mailto:", "/chat/"))
    )
    assert "data-origins" in elements(html, "body")[0]
    assert elements(html, "form", id="composer")[0]["action"] == "/chat/bb?lang=fr&embedded=1#last"


def test_an_opinion_is_thanked_for_without_script(client):
    html = ask(client).text
    fields = {str(one["name"]): str(one["value"]) for one in elements(html, "input", type="hidden")}
    thanked = client.post("/chat/bb/feedback?lang=fr", data=fields | {"useful": "false", "reason": "wrong"})
    assert thanked.status_code == 200
    assert "Merci" in texts(thanked.text, "p", **{"class": "notice-done"})[0]
    assert len(texts(thanked.text, "article")) == 1


def test_an_opinion_on_a_forgotten_answer_is_refused_in_the_page(client):
    refused = client.post("/chat/bb/feedback?lang=fr", data={"message_id": "f" * 32, "useful": "true"})
    assert refused.status_code == 404
    assert len(texts(refused.text, "p", role="alert")) == 1


def test_the_stream_ends_with_the_answer_as_the_page_shows_it(client):
    names = [name for name, _ in events(client)]
    assert names[0] == "status"
    assert names[-1] == "answer"
    answer = answer_of(client)
    page = client.post("/chat/bb", data={"lang": "fr", "conversation_id": answer["conversation_id"]}).text
    assert answer["html"] in page


def written(tmp_path, *sentences, **body):
    """The events of an answer that is written in these sentences."""
    settings = Settings(console=False, data_dir=tmp_path)
    with TestClient(create_app(settings, WritingEngine(sentences=sentences))) as client:
        return events(client, **body)


def test_each_sentence_comes_with_those_before_it_and_then_the_whole_answer(tmp_path):
    told = written(tmp_path, "Un mois. [1]", " Par courrier. [1]")
    assert [name for name, _ in told] == ["status", "status", "sentence", "status", "sentence", "answer"]
    shown = [texts(data["html"], "p")[0] for name, data in told if name == "sentence"]
    assert shown == ["Un mois.\u00a0[1]", "Un mois.\u00a0[1] Par courrier.\u00a0[1]"]


def test_an_unfinished_answer_reads_as_the_finished_one_and_links_nowhere(tmp_path):
    *_, (_, sentence), (_, answer) = written(tmp_path, "Un mois. [1]")
    frame = {"class": "summary"}
    assert texts(sentence["html"], "div", **frame) == texts(answer["html"], "div", **frame) != []
    assert elements(sentence["html"], "a") == []


def test_the_words_that_we_wrote_ourselves_are_not_said_to_be_a_machine_s(tmp_path):
    told = written(tmp_path, "Oui, d'après la politique : « un mois » [1]", "\nEn bref, un mois. [1]")
    ours, both = (data["html"] for name, data in told if name == "sentence")
    assert "modèle de langage" not in ours
    assert texts(both, "div", **{"class": "summary"})[0].startswith("En bref, un mois.")


def test_a_sentence_says_the_language_that_it_is_written_in(tmp_path):
    told = written(tmp_path, "Un mois. [1]", language="en")
    assert [data["language"] for name, data in told if name == "sentence"] == ["fr"]


def test_a_sentence_is_never_markup(tmp_path):
    told = written(tmp_path, f"{HOSTILE} [1]")
    assert HOSTILE not in next(data["html"] for name, data in told if name == "sentence")


def test_the_script_waits_for_longer_than_a_language_model_may_take(tmp_path):
    settings = Settings(console=False, data_dir=tmp_path, llm_seconds=120)
    with TestClient(create_app(settings, FakeEngine(settings))) as client:
        (form,) = elements(client.get("/chat/bb").text, "form", id="composer")
    assert int(str(form["data-patience"])) > 120


def test_a_stream_says_what_is_wrong_with_a_question(client):
    assert [name for name, _ in events(client, question="?")][-1] == "error"


def test_nothing_of_an_answer_is_markup_of_somebody_else(client):
    assert HOSTILE not in answer_of(client, question=HOSTILE)["html"]
    assert HOSTILE in unescape(ask(client, HOSTILE).text)
    assert HOSTILE not in ask(client, HOSTILE).text


def test_a_form_of_another_site_is_refused(client):
    refused = client.post("/chat/bb", data={"question": QUESTION}, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403


@pytest.mark.parametrize("data", [None, {"question": QUESTION}])
def test_no_cache_keeps_a_chat(client, data):
    reply = client.post("/chat/bb", data=data) if data else client.get("/chat/bb")
    assert reply.headers["cache-control"] == "no-store"
