"""A language model words an answer; what it may not say, and what happens when it fails."""

from __future__ import annotations

import pytest

from assistant.answering.generative import SENTENCES, Writer
from assistant.language_model.failures import ModelFailed
from assistant.reply import Partial, Reply
from tests.scripted_model import ScriptedModel, excerpts, passages

pytestmark = pytest.mark.integration
INSURER = "mese"
ASKED = "qui reçoit mes données ?"


@pytest.fixture
def worded(engine, embedder):
    """An engine whose model says this; with the model."""

    def worded(**says):
        model = ScriptedModel(says)
        made = engine.without_model()
        made.writer = Writer(model, embedder, 20.0)
        return made, model

    return worded


def sentence(prompt, number=1):
    """The longest of the sentences of a passage that is short enough to be said."""
    lines = [one.strip() for line in passages(prompt)[number].split("\n") for one in line.split(". ")]
    return max((one for one in lines if 5 <= len(one.split()) <= 40), key=len).rstrip(".;:") + "."


def verbatim(prompt):
    yield f"[1] {sentence(prompt)}\n"


def steps(engine, question=ASKED, insurer=INSURER, **more):
    *before, reply = engine.steps(insurer, question, **more)
    assert isinstance(reply, Reply)
    return [one for one in before if isinstance(one, Partial)], reply


def without_times(reply):
    return (reply.outcome, reply.answer, reply.citations, reply.handoff, reply.notices, reply.suggestions)


def test_a_sentence_of_a_passage_is_shown_with_its_proof(worded):
    engine, model = worded(answer=verbatim)
    _, reply = steps(engine)
    said = sentence(model.prompts[-1][1])
    first = reply.answer.split("\n")[0]
    assert first.startswith(said[:-1])
    assert first.endswith("[1]")
    assert any(word in reply.citations[0].quote.text for word in said.split())
    assert [one.code for one in reply.notices].count("generated") == 1
    assert (reply.generation.model, reply.generation.shown, reply.generation.failure) == ("scripted:model", 1, None)
    assert (reply.generation.input_tokens, reply.generation.output_tokens) == (100, 10)


def test_what_is_streamed_is_how_the_answer_begins(worded):
    engine, _ = worded(answer=lambda prompt: [*verbatim(prompt), "[2] ", sentence(prompt, 2), "\n"])
    pieces, reply = steps(engine)
    assert pieces
    assert reply.answer.startswith("".join(piece.text for piece in pieces))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Je ne sais pas.\n",
        "[9] Nous vendons vos données.\n",
        "Nous vendons vos données.\n",
        "[1] Vos données sont conservées 47 ans au Pérou.\n",
        "[1]\n[1] \n[1] {0}\n",
        "\x00\n[1] <script>alert(1)</script>\n",
        "[1] Nous partageons vos donn\ud83des avec des prestataires.\n",
    ],
)
def test_an_answer_none_of_whose_sentences_passes_is_the_one_without_a_model(worded, engine, said):
    worded_engine, _ = worded(answer=lambda _: [said])
    assert without_times(worded_engine.ask(INSURER, ASKED)) == without_times(
        engine.without_model().ask(INSURER, ASKED)
    )


@pytest.mark.parametrize("reason", ["busy", "timeout", "truncated", "refused", "malformed"])
def test_a_failure_leaves_the_answer_without_a_model(worded, engine, reason):
    worded_engine, _ = worded(answer=lambda _: [ModelFailed(reason)])
    reply = worded_engine.ask(INSURER, ASKED)
    assert without_times(reply) == without_times(engine.without_model().ask(INSURER, ASKED))
    assert reply.generation.failure == reason


def test_a_sentence_before_a_failure_stays_and_one_cut_off_is_not_shown(worded):
    engine, model = worded(
        answer=lambda prompt: [*verbatim(prompt), "[2] La mutuelle vend ", ModelFailed("truncated")]
    )
    reply = engine.ask(INSURER, ASKED)
    assert reply.answer.startswith(sentence(model.prompts[-1][1])[:-1])
    assert "vend " not in reply.answer.split("\n")[0]
    assert (reply.generation.shown, reply.generation.failure) == (1, "truncated")


@pytest.mark.parametrize(
    "question", ["comment exercer mes droits ?", "quelle est la capitale de la France ?", "supprimez mes données"]
)
def test_a_model_has_no_say_in_the_way_to_file_a_request_or_in_a_refusal(worded, question):
    engine, model = worded(answer=verbatim)
    reply = engine.ask(INSURER, question)
    assert model.prompts == []
    assert reply.generation is None


def test_no_more_sentences_are_shown_than_people_read(worded):
    def many(prompt):
        for number in passages(prompt):
            for line in passages(prompt)[number].split("\n"):
                yield f"[{number}] {line}\n"

    engine, model = worded(answer=many)
    reply = engine.ask(INSURER, ASKED)
    assert reply.generation.shown <= SENTENCES
    assert all(one.closed for one in model.replies)


def test_a_sentence_is_said_once(worded):
    engine, _ = worded(answer=lambda prompt: [*verbatim(prompt)] * 3)
    reply = engine.ask(INSURER, ASKED)
    assert reply.generation.shown == 1


def test_a_follow_up_is_written_out_in_words_of_both_messages(worded):
    engine, model = worded(follow_up=lambda _: ["Le réassureur garde mes données ?"])
    first = engine.ask(INSURER, "mes données vont-elles au réassureur ?")
    reply = engine.ask(INSURER, "et lui, il les garde ?", conversation_id=first.conversation_id)
    (asked,) = [prompt for purpose, prompt in model.prompts if purpose == "follow_up"]
    assert "mes données vont-elles au réassureur ?" in asked
    assert "et lui, il les garde ?" in asked
    assert reply.generation.rewritten == reply.trace.understood.text == "Le réassureur garde mes données ?"


def test_a_follow_up_written_out_with_words_of_its_own_is_not_used(worded):
    engine, model = worded(follow_up=lambda _: ["Le réassureur suisse garde mes données ?"])
    first = engine.ask(INSURER, "mes données vont-elles au réassureur ?")
    reply = engine.ask(INSURER, "et lui, il les garde ?", conversation_id=first.conversation_id)
    assert "follow_up" in [purpose for purpose, _ in model.prompts]
    assert "suisse" not in reply.trace.understood.text
    assert reply.generation.rewritten is None


def test_a_foreign_quote_is_followed_by_its_translation(worded):
    def translation(prompt):
        for number, text in excerpts(prompt).items():
            yield f"[{number}] {text}\n"

    engine, model = worded(gloss=translation)
    reply = engine.ask(INSURER, "who receives my data?")
    assert [purpose for purpose, _ in model.prompts].count("gloss") == 1
    assert reply.generation.glosses == 0, "French is no translation into English"
    assert reply.generation.dropped


def test_a_prompt_holds_this_insurer_s_text_and_nothing_personal(worded):
    engine, model = worded(answer=verbatim)
    engine.ask(INSURER, "qui reçoit mes données ? mon e-mail est jeanne.martin@exemple.fr, tél. 06 12 34 56 78")
    policy = " ".join(engine.releases.index(INSURER).release.release.documents[0].document.text.split())
    (_, prompt), *_ = model.prompts
    assert "jeanne.martin" not in prompt
    assert "12 34 56" not in prompt
    for text in passages(prompt).values():
        assert all(" ".join(line.split()) in policy for line in text.split("\n"))
