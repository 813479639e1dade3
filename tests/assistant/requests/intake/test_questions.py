"""What each type of request asks, and in which words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import assistant
from assistant.catalogue import LANGUAGES, keys, message
from assistant.requests.intake.form import MandateForm, PersonForm, RequestForm
from assistant.requests.intake.questions import field_label, questions, takes_details
from assistant.requests.records import REQUEST_TYPES, RequesterRole

ALL = [question for type_ in REQUEST_TYPES for question in questions(type_)]
FIELDS = [
    *(
        name
        for name in RequestForm.model_fields
        if name not in ("insurer", "language", "subject", "requester", "mandate")
    ),
    *(f"{who}.{name}" for who in ("subject", "requester") for name in PersonForm.model_fields),
    *(f"mandate.{name}" for name in MandateForm.model_fields),
]


def named(type_):
    return {question.name: question for question in questions(type_)}


def required(type_):
    return {question.name for question in questions(type_) if question.required}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_option_has_its_words(language):
    for question in ALL:
        assert question.label(language)
        assert all(question.option_label(option, language) for option in question.options)


def test_no_word_of_a_question_is_left_without_its_question():
    asked = {f"form.question.{one.type}.{one.name}" for one in ALL}
    options = {f"form.option.{one.type}.{one.name}.{option}" for one in ALL for option in one.options}
    people = ("form.option.role.", "form.option.reply_by.", "form.option.mandate.")
    written = {key for key in keys("fr") if key.startswith(("form.question.", "form.option."))}
    assert {key for key in written if not key.startswith(people)} == asked | options
    hints = {key.replace("form.hint.", "form.") for key in keys("fr") if key.startswith("form.hint.question.")}
    assert hints <= asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_form_and_every_role_has_its_words(language):
    assert all(field_label(path, language) for path in [*FIELDS, *(one.path for one in ALL)])
    for role in RequesterRole.__args__:
        assert message(language, f"form.option.role.{role}")
        assert message(language, f"form.hint.role.{role}")
        assert message(language, f"form.section.subject.{role}")
    assert all(message(language, f"form.type.{type_}") for type_ in REQUEST_TYPES)


def test_every_fault_that_can_be_found_has_its_words_and_no_other_has():
    found = set()
    for path in Path(assistant.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = {"Wrong": 0, "fault": 1, "Fault": 1}.get(name, len(node.args))
                found |= {arg.value for arg in node.args[at : at + 1] if isinstance(arg, ast.Constant)}
    assert {key.removeprefix("form.fault.") for key in keys("fr") if key.startswith("form.fault.")} == found


def test_a_question_depends_on_an_earlier_choice_of_its_type():
    for question in ALL:
        if question.depends:
            names = list(named(question.type))
            choice = named(question.type)[question.depends.question]
            assert names.index(choice.name) < names.index(question.name)
            assert set(question.depends.options) <= set(choice.options)


def test_only_choices_have_options():
    assert all(bool(one.options) == (one.kind in ("choice", "choices")) for one in ALL)


def test_which_data_is_asked_only_of_those_who_do_not_want_everything():
    which = named("erasure")["which"]
    assert which.asked({"scope": "some"})
    assert not which.asked({"scope": "everything"})
    assert not which.asked({})


def test_a_marketing_objection_leaves_no_room_for_a_reason():
    assert [(one.name, one.kind) for one in questions("marketing_objection")] == [("channels", "choices")]
    assert not takes_details(["marketing_objection"])
    assert takes_details(["marketing_objection", "access"])


def test_restriction_has_the_four_cases_of_article_18():
    assert named("restriction")["case"].options == ("accuracy", "unlawful", "legal_claims", "objection")


@pytest.mark.parametrize("language", LANGUAGES)
def test_portability_asks_to_whom_and_says_that_a_pdf_will_not_do(language):
    assert {"to", "recipient_name", "recipient_contact", "format"} == required("portability")
    assert named("portability")["format"].options == ("csv", "json", "xml")
    assert "PDF" in named("portability")["format"].hint(language)


def test_what_must_be_said_for_each_type():
    assert {type_: required(type_) for type_ in REQUEST_TYPES} == {
        "access": {"scope", "which", "copy"},
        "rectification": {"wrong", "right"},
        "erasure": {"scope", "which"},
        "restriction": {"case"},
        "portability": {"to", "recipient_name", "recipient_contact", "format"},
        "objection": {"situation"},
        "marketing_objection": {"channels"},
        "automated_decision": {"decision", "review"},
        "withdraw_consent": {"consent"},
        "post_mortem": {"capacity", "wish"},
    }


def test_a_question_without_a_hint_has_an_empty_one():
    assert named("rectification")["right"].hint("fr") == ""
