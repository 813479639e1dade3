"""What becomes of the fields of a posted request form."""

from __future__ import annotations

import pytest

from assistant.errors import BadForm
from assistant.web.filing.form_data import request_form


def form(**fields):
    """A form of these fields; "__" stands for a dot."""
    shape = {"insurer": "tilleuls", "type": "erasure", "role": "self"} | fields
    return request_form(
        {name.replace("__", "."): [given] if isinstance(given, str) else given for name, given in shape.items()}
    )


class TestTheForm:
    def test_fields_of_no_form_are_left_alone(self):
        assert form(utm_source="x", subject__given_names="Chloé").subject.given_names == "Chloé"

    def test_a_question_not_asked_has_no_answer(self):
        whole = form(answers__erasure__scope="everything", answers__erasure__which="Mes appels")
        part = form(answers__erasure__scope="some", answers__erasure__which="Mes appels")
        assert whole.answers == {"erasure": {"scope": "everything"}}
        assert part.answers == {"erasure": {"scope": "some", "which": "Mes appels"}}

    def test_several_choices_are_a_list_and_one_is_one(self):
        given = form(
            type=["marketing_objection", "erasure"],
            answers__marketing_objection__channels=["email", "sms"],
            answers__erasure__scope=["everything", "some"],
        )
        assert given.answers["marketing_objection"] == {"channels": ["email", "sms"]}
        assert given.answers["erasure"] == {"scope": "everything"}

    def test_answers_to_other_types_are_left_alone(self):
        assert form(answers__access__scope="everything").answers == {"erasure": {}}

    @pytest.mark.parametrize("role", ["self", "parent", "heir"])
    def test_only_a_representative_states_a_mandate(self, role):
        assert form(role=role, mandate__right="x", mandate__recipient="subject").mandate is None

    def test_only_who_asks_for_another_is_somebody_else(self):
        assert form(requester__given_names="Zoé").requester is None
        assert form(role="heir", requester__given_names="Zoé").requester.given_names == "Zoé"

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("role", {"role": "neighbour"}),
            ("reply_by", {"reply_by": "pigeon"}),
            ("mandate.recipient", {"role": "representative"}),
        ],
    )
    def test_a_choice_that_was_not_offered_is_a_fault(self, field, fields):
        with pytest.raises(BadForm) as refused:
            form(**fields)
        assert [(one.field, one.code) for one in refused.value.faults] == [(field, "unknown_choice")]

    @pytest.mark.parametrize(("typed", "country"), [({}, "FR"), ({"subject__country": "BE"}, "BE")])
    def test_the_country_is_france_unless_another_is_typed(self, typed, country):
        assert form(**typed).subject.country == country

    @pytest.mark.parametrize(("typed", "kept"), [("en", "en"), ("fr", "fr"), ("xx", "fr"), ("", "fr")])
    def test_the_request_is_in_french_or_english(self, typed, kept):
        assert form(lang=typed).language == kept

    def test_only_a_ticked_box_confirms(self):
        assert form(confirmed="1").confirmed
        assert not form(confirmed="").confirmed
        assert not form().confirmed
