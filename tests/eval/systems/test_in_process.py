"""The engine is asked as the API asks it, in process and over HTTP alike, and tells how a reply came about."""

import pytest

from eval.cases import Case
from eval.errors import NotComparable
from eval.runs.runner import run
from eval.systems.in_process import InProcess
from eval.systems.over_http import OverHttp
from tests.eval.runs.systems import case, dataset
from tests.eval.systems.served import served

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def system(engine):
    return InProcess(engine)


@pytest.fixture(scope="module")
def deployment(engine):
    """The address of a server over the same engine."""
    with served(engine) as address:
        yield address


@pytest.fixture(scope="module")
def policy(engine):
    """The first insurer and its policy."""
    view = engine.insurers()[0]
    return view.id, view.documents[0]


def question(insurer, text, **fields):
    return Case("a", insurer, text, "fr", **{"outcome": "answered", **fields})


def test_a_reply_has_its_passages_its_reading_and_its_decision(system, policy):
    insurer, document = policy
    seen = system.answer(question(insurer, "Combien de temps gardez-vous mes données ?"), 5)
    assert len(seen.retrieved) == 5
    assert all(one.text == document.text[one.start : one.end] for one in seen.retrieved)
    assert all(sum(one.features.values()) == pytest.approx(one.score, abs=1e-4) for one in seen.retrieved)
    assert len(seen.understanding["topics"]) == 8
    assert {"topic", "reason", "outside", "missing", "silent"} == set(seen.decision)
    assert seen.stages.keys() >= {"embedding", "retrieval", "answering"}
    assert seen.milliseconds >= sum(seen.stages.values())


def test_each_citation_is_the_words_of_its_document(system, policy):
    insurer, document = policy
    seen = system.answer(question(insurer, "Comment exercer mes droits ?"), 5)
    cited = [one for one in seen.citations if one.document == f"{insurer}/{document.id}"]
    assert cited
    assert all(one.quote == document.text[one.start : one.end] for one in cited)


def test_a_wish_to_act_has_the_request_type_that_the_member_sees(system, policy):
    seen = system.answer(question(policy[0], "Je veux que vous effaciez toutes mes données."), 5)
    assert seen.request_type == "erasure"


def test_an_earlier_message_decides_what_the_next_one_means(system, policy):
    wanted = case(
        "a", insurer=None, question=f"Je suis chez {policy[0]}", history=("Comment exercer mes droits ?",)
    )
    assert system.answer(wanted, 5).outcome == "answered"
    assert system.answer(case("a", insurer=None, question="Comment exercer mes droits ?"), 5).outcome == (
        "needs_clarification"
    )


def test_a_reply_that_looked_for_no_passage_shows_what_a_search_finds(system, policy):
    seen = system.answer(question(policy[0], "Как долго вы храните мои персональные данные?"), 5)
    assert (seen.outcome, seen.decision) == ("needs_clarification", {})
    assert len(seen.retrieved) == 5


def test_a_case_without_an_outcome_only_searches(system, policy):
    seen = system.answer(question(policy[0], "Combien de temps gardez-vous mes données ?", outcome=None), 3)
    assert (len(seen.retrieved), seen.answer, seen.citations) == (3, "", ())


def test_a_case_that_the_engine_refuses_is_failed_with_its_message(system, policy, tmp_path):
    data = dataset(case("a", insurer=policy[0], question="???", gold=()), texts={})
    assert "no word" in run(data, system, tmp_path / "run").failed[0].error


def test_a_run_tells_settings_model_texts_and_code(system, engine, policy, tmp_path):
    insurer, document = policy
    record = run(dataset(case("a", insurer=insurer, gold=()), texts={}), system, tmp_path / "run").record
    about = record.system
    assert about["texts"][f"{insurer}/{document.id}"] == {"version": document.version, "sha256": document.sha256}
    assert about["settings"]["retrieval"] == engine.settings.retrieval.model_dump()
    assert "data_dir" not in about["settings"]
    assert len(about["code"]["sha256"]) == 64
    assert about["embedding"][0]["dimension"] == 384
    assert {"numpy", "chromadb"} <= about["packages"].keys()


def test_over_http_the_same_question_gets_the_same_reply(system, deployment, policy):
    asked = question(policy[0], "Qui sont les destinataires de mes données ?")
    here = system.answer(asked, 5)
    with OverHttp(deployment) as remote:
        there = remote.answer(asked, 5)
    same = ("outcome", "answer", "language", "citations", "request_type", "suggestions", "notices")
    assert [getattr(there, name) for name in same] == [getattr(here, name) for name in same]
    assert [one.text for one in there.retrieved] == [one.text for one in here.retrieved]


def test_a_deployment_tells_the_same_texts_as_the_engine_behind_it(system, deployment):
    with OverHttp(deployment) as remote:
        assert remote.about()["texts"] == system.about()["texts"]


def test_a_deployment_with_another_text_is_refused(deployment, policy, tmp_path):
    insurer, document = policy
    other = dataset(case("a", insurer=insurer, gold=()), texts={f"{insurer}/{document.id}": document.text + " "})
    with OverHttp(deployment) as remote, pytest.raises(NotComparable, match="answers from another text of"):
        run(other, remote, tmp_path / "run")
