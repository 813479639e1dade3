"""What a form may hold, what is taken out of it, and what it is refused for."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from dataclasses import asdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.catalogue import LANGUAGES
from assistant.errors import BadForm, NotFilable
from assistant.masking import PLACEHOLDERS
from assistant.requests.intake.checking import carried, checked
from assistant.requests.intake.form import MandateForm, PersonForm, RequestForm
from assistant.requests.intake.questions import questions
from assistant.requests.records import REQUEST_TYPES, Mandate, PostalAddress

TODAY = dt.date(2026, 11, 23)
NIR = "1 85 05 78 006 084 91"
NIR_DIGITS = "185057800608491"
BARE_NIR = re.compile(r"(?<![0-9])1850578006084(?:91)?(?![0-9])")
CARD = "4111 1111 1111 1111"
IBAN = "FR76 3000 6000 0112 3456 7890 189"
ADULT = {"given_names": "Jeanne", "family_name": "Martin", "email": "jeanne.martin@exemple.fr"}
CHILD = {"given_names": "Léo", "family_name": "Martin", "birth_date": "12/05/2015"}
HOME = {"street": "12 rue de l’Église\nBât. B", "postcode": "69003", "town": "Lyon"}
MANDATE = {"right": "accès", "scope": "tout", "duration": "un an", "principal": "Paul Martin"}
ANSWERS = {
    "access": {"scope": "everything", "copy": "electronic"},
    "rectification": {"wrong": "Nom : Martn", "right": "Nom : Martin"},
    "erasure": {"scope": "everything"},
    "restriction": {"case": "accuracy"},
    "portability": {"to": "me", "format": "json"},
    "objection": {"situation": "Je suis connue du public."},
    "marketing_objection": {"channels": ["email"]},
    "automated_decision": {"decision": "Le refus de mon adhésion", "review": "yes"},
    "withdraw_consent": {"consent": "La lettre d’information"},
    "post_mortem": {"capacity": "oneself", "wish": "erase"},
}


def form(types=("erasure",), subject=None, answers=None, **fields):
    whole = {"insurer": "une-mutuelle", "types": list(types), "subject": {**ADULT, **(subject or {})}}
    whole["answers"] = {one: ANSWERS[one] for one in types if one in ANSWERS} if answers is None else answers
    return RequestForm(**{**whole, **fields})


def subject(**fields):
    return checked(form(subject=fields), TODAY).file.subject


def faults(one):
    with pytest.raises(BadForm) as refused:
        checked(one, TODAY)
    return {(fault.field, fault.code) for fault in refused.value.faults}


def strings(value):
    """Every string in a structure of mappings and sequences."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in inner for text in strings(one)]


# --- what is accepted ---


@pytest.mark.parametrize("type_", REQUEST_TYPES)
def test_each_type_is_accepted_with_its_answers(type_):
    found = checked(form([type_]), TODAY)
    assert found.types == (type_,)
    assert set(found.file.answers[type_]) == set(ANSWERS[type_])


def test_several_types_are_recorded_in_one_order():
    assert checked(form(["objection", "access", "erasure"]), TODAY).types == ("access", "erasure", "objection")


@pytest.mark.parametrize(
    "name",
    [
        "Jean-Noël",
        "N’Guyen",
        "O'Brien",
        "D.",
        "Łukasz",
        "Ægir",
        "محمد",
        "李小龙",
        "Θεόδωρος",
        "Nguyễn Thị",
        "नरेन्द्र",
        "مهدی‌زاده",
    ],
)
def test_names_are_written_in_any_script(name):
    assert subject(family_name=name).family_name == unicodedata.normalize("NFC", name)


def test_names_are_composed_and_evenly_spaced():
    assert subject(given_names="  Zoe\u0308\u00a0 Anne ").given_names == "Zoë Anne"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jeanne.Martin+x@Exemple.FR", "Jeanne.Martin+x@exemple.fr"),
        ("contact@mutuelle-générale.fr", "contact@xn--mutuelle-gnrale-knbb.fr"),
        (" a@b.fr ", "a@b.fr"),
    ],
)
def test_an_email_address_is_one_that_every_server_can_reach(typed, kept):
    assert subject(email=typed).email == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6.12.34.56.78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+32 2 555 12 12", "+3225551212"),
        ("０６１２３４５６７８", "+33612345678"),
    ],
)
def test_a_telephone_number_is_kept_in_its_international_form(typed, kept):
    assert subject(phone=typed).phone == kept


@pytest.mark.parametrize("typed", ["1980-03-01", "01/03/1980", "1/3/1980", "01.03.1980", "01-03-1980", "1 3 1980"])
def test_a_birth_date_is_day_month_year_or_iso(typed):
    assert subject(birth_date=typed).birth_date == dt.date(1980, 3, 1)


def test_somebody_born_120_years_ago_is_still_a_member():
    assert subject(birth_date="24/11/1905").birth_date == dt.date(1905, 11, 24)


def test_an_address_is_kept_line_by_line():
    assert subject(**HOME).address == PostalAddress(("12 rue de l’Église", "Bât. B"), "69003", "Lyon")


def test_an_address_abroad_has_the_postcode_of_its_country_or_none():
    abroad = {"street": "1 Rue de la Loi", "town": "Bruxelles", "country": "be"}
    assert subject(**abroad, postcode="b-1000").address == PostalAddress(
        ("1 Rue de la Loi",), "B-1000", "Bruxelles", "BE"
    )
    assert subject(**abroad).address.postcode == ""


def test_a_member_number_may_have_letters_and_separators():
    assert subject(member_number="MG-12/34.56 B").member_number == "MG-12/34.56 B"


def test_a_parent_acts_for_a_child_with_the_link_stated():
    found = checked(form(subject={**CHILD, "email": ""}, role="parent", requester=ADULT, link="mère"), TODAY).file
    assert (found.correspondent.name, found.subject.name, found.link) == ("Jeanne Martin", "Léo Martin", "mère")


def test_a_representative_states_the_mandate():
    found = checked(form(role="representative", requester=ADULT, mandate=MANDATE), TODAY).file
    assert found.mandate == Mandate("accès", "tout", "un an", "Paul Martin", "subject")


def test_an_heir_states_the_link():
    heir = {"post_mortem": {"capacity": "heir", "wish": "communicate"}}
    found = checked(form(["post_mortem"], role="heir", requester=ADULT, link="fille", answers=heir), TODAY).file
    assert (found.role, found.link) == ("heir", "fille")


def test_an_empty_requester_and_mandate_say_nothing():
    found = checked(form(requester=PersonForm(), mandate=MandateForm()), TODAY).file
    assert (found.requester, found.mandate) == (None, None)


def test_all_channels_stand_for_each():
    answers = {"marketing_objection": {"channels": ["post", "all"]}}
    found = checked(form(["marketing_objection"], answers=answers), TODAY).file
    assert found.answers["marketing_objection"]["channels"] == ("all",)


def test_channels_come_in_the_order_of_the_form():
    answers = {"marketing_objection": {"channels": ["sms", "email"]}}
    found = checked(form(["marketing_objection"], answers=answers), TODAY).file
    assert found.answers["marketing_objection"]["channels"] == ("email", "sms")


def test_blank_answers_are_no_answers():
    answers = {"access": {**ANSWERS["access"], "which": " ", "period": ""}, "objection": {"situation": ""}}
    assert checked(form(["access"], answers=answers), TODAY).file.answers == {"access": ANSWERS["access"]}


def test_a_request_received_earlier_by_post_is_accepted():
    assert checked(form(received_on=dt.date(2018, 5, 25), received_through="post"), TODAY)


# --- what is taken out of free text ---


def test_details_lose_social_security_and_card_numbers_and_nothing_else():
    details = f"Mon numéro {NIR}, ma carte {CARD},\n\tmon IBAN {IBAN}, tél. 06 12 34 56 78 🙂"
    found = checked(form(details=details), TODAY)
    assert found.file.details == details.replace(NIR, PLACEHOLDERS["nir"]).replace(CARD, PLACEHOLDERS["card"])
    assert found.removed == ("nir", "card")


def test_answers_lose_them_too():
    answers = {"rectification": {"wrong": f"sécu {NIR}", "right": "sécu absente"}}
    found = checked(form(["rectification"], answers=answers), TODAY)
    assert found.file.answers["rectification"]["wrong"] == f"sécu {PLACEHOLDERS['nir']}"
    assert found.removed == ("nir",)


def test_details_lose_what_cannot_be_seen_and_keep_their_lines():
    typed = "un\u202e deux\u2066\x00\x1b\r\ntrois\u200b\ufeff\u2028quatre\tcinq 👨\u200d👩\u200d👧"
    assert checked(form(details=typed), TODAY).file.details == "un deux\ntrois\nquatre\tcinq 👨\u200d👩\u200d👧"


@pytest.mark.parametrize("borne", ["\u0300", "\u0300\u0301", "\u20e3", "\u200d"])
def test_a_digit_keeps_no_accent_that_would_part_a_longer_number(borne):
    typed = f"dossier {NIR_DIGITS}{borne}0, en été"
    assert checked(form(details=typed), TODAY).file.details == f"dossier {NIR_DIGITS}0, en été"


def test_an_answer_on_one_line_stays_on_one_line():
    answers = {"access": {**ANSWERS["access"], "period": "2023\r\nBcc: a@b.fr"}}
    assert checked(form(["access"], answers=answers), TODAY).file.answers["access"]["period"] == "2023 Bcc: a@b.fr"


def test_invisible_words_are_no_answer():
    answers = {"objection": {"situation": "\u200b\u202e"}}
    assert faults(form(["objection"], answers=answers)) == {("answers.objection.situation", "missing")}


# --- what is refused ---


@pytest.mark.parametrize("name", ["given_names", "family_name"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        (" \u00a0", "missing"),
        ("Jean\r\nBcc: x@y.fr", "one_line"),
        ("Jean\n", "one_line"),
        ("Jean\u2028Paul", "one_line"),
        ("Bcc: x", "bad_name"),
        ("jean@exemple", "bad_name"),
        ("https://exemple.fr", "bad_name"),
        ("Louis XVI 2", "bad_name"),
        ("Jean 🙂", "bad_name"),
        ("<b>Jean</b>", "bad_name"),
        ("-", "bad_name"),
        ("\u0301Jean", "bad_name"),
        ("Jean" + "\u0335" * 5, "bad_name"),
        ("Je\u200dan", "bad_name"),
        ("مهدی\u200c", "bad_name"),
        ("Jean\u202enitraM", "hidden_characters"),
        ("Jean\u2067", "hidden_characters"),
        ("Je\u200ban", "hidden_characters"),
        ("Jean\x00", "hidden_characters"),
        ("Jean\x1b[31m", "hidden_characters"),
        ("\u3164", "hidden_characters"),
        ("J" * 101, "too_long"),
        ("J" * 1_000_000, "too_long"),
        (NIR, "social_security_number"),
    ],
)
def test_what_is_no_name_is_refused(name, typed, code):
    assert faults(form(subject={name: typed})) == {(f"subject.{name}", code)}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a@b.fr, c@d.fr", "two_emails"),
        ("a@b.fr;c@d.fr", "two_emails"),
        ("a@b.fr c@d.fr", "two_emails"),
        ("a@b.fr\nBcc: c@d.fr", "one_line"),
        ("a@b.fr\r\n", "one_line"),
        ("Jeanne <a@b.fr>", "bad_email"),
        ("a@b.fr,", "bad_email"),
        ('"a b"@c.fr', "bad_email"),
        ("a@[127.0.0.1]", "bad_email"),
        ("a@localhost", "bad_email"),
        ("jeanne.exemple.fr", "bad_email"),
        ("jérôme@exemple.fr", "bad_email"),
        ("🙂@exemple.fr", "bad_email"),
        ("a\u202e@b.fr", "hidden_characters"),
        ("a\u00ad@b.fr", "hidden_characters"),
        ("a" * 250 + "@b.fr", "too_long"),
        (f"{NIR_DIGITS}@b.fr", "social_security_number"),
    ],
)
def test_what_is_not_exactly_one_email_address_is_refused(typed, code):
    assert faults(form(subject={"email": typed})) == {("subject.email", code)}


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("phone", "12", "bad_phone"),
        ("phone", "06 12 34 56 78 90", "bad_phone"),
        ("phone", "appelez-moi", "bad_phone"),
        ("phone", "06 12 34 56 78; 06 12 34 56 79", "bad_phone"),
        ("phone", "06 12 34 56 78\n", "one_line"),
        ("phone", NIR, "social_security_number"),
        ("birth_date", "24/11/2026", "date_in_future"),
        ("birth_date", "2030-01-01", "date_in_future"),
        ("birth_date", "22/11/1905", "date_too_old"),
        ("birth_date", "31/02/1980", "bad_date"),
        ("birth_date", "0000-01-01", "bad_date"),
        ("birth_date", "mars 1980", "bad_date"),
        ("birth_date", "12/05/80", "bad_date"),
        ("birth_date", NIR, "social_security_number"),
        ("member_number", NIR, "social_security_number"),
        ("member_number", NIR_DIGITS, "social_security_number"),
        ("member_number", "2-85.05/2A 006 084", "social_security_number"),
        ("member_number", "１８５０５７８００６０８４", "social_security_number"),
        ("member_number", "n°12345", "bad_member_number"),
        ("member_number", "12🙂34", "bad_member_number"),
        ("member_number", "1" * 31, "too_long"),
    ],
)
def test_a_field_of_a_person_that_is_wrong_is_refused(field, typed, code):
    assert faults(form(subject={field: typed})) == {(f"subject.{field}", code)}


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("street", "12 rue X\r\nBcc: c@d.fr", "bad_address"),
        ("street", "a\nb\nc\nd\ne", "too_many_lines"),
        ("street", "r" * 39, "too_long"),
        ("street", "r" * 1_000_000, "too_long"),
        ("street", "rue\u202eX", "hidden_characters"),
        ("street", "12 rue X 🙂", "bad_address"),
        ("street", NIR, "social_security_number"),
        ("street", "1 85 05 78\n006 084 91", "social_security_number"),
        ("street", "", "missing"),
        ("town", "Lyon\nBcc: c@d.fr", "one_line"),
        ("town", "Bcc: c", "bad_address"),
        ("town", "L" * 33, "too_long"),
        ("town", NIR, "social_security_number"),
        ("town", "", "missing"),
        ("postcode", "6900", "bad_postcode"),
        ("postcode", "2A004", "bad_postcode"),
        ("postcode", "", "missing"),
        ("postcode", NIR, "social_security_number"),
        ("country", "FRANCE", "bad_country"),
        ("country", "ZZ", "bad_country"),
        ("country", "", "missing"),
    ],
)
def test_an_address_that_cannot_be_printed_is_refused(field, typed, code):
    assert faults(form(subject={**HOME, field: typed})) == {(f"subject.{field}", code)}


def test_a_foreign_postcode_has_letters_and_digits_only():
    abroad = {**HOME, "country": "DE", "postcode": "10*117"}
    assert faults(form(subject=abroad)) == {("subject.postcode", "bad_foreign_postcode")}


@pytest.mark.parametrize("field", ["right", "scope", "duration", "principal"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "missing"), (NIR, "social_security_number"), ("a\nb", "one_line"), ("x" * 201, "too_long")],
)
def test_a_mandate_is_stated_whole_line_by_line(field, typed, code):
    one = form(role="representative", requester=ADULT, mandate={**MANDATE, field: typed})
    assert faults(one) == {(f"mandate.{field}", code)}


@pytest.mark.parametrize("role", ["parent", "heir"])
def test_a_parent_or_heir_gives_their_name_and_the_link(role):
    one = form(subject=CHILD, role=role)
    missing = {("requester.given_names", "missing"), ("requester.family_name", "missing"), ("link", "missing")}
    assert faults(one) == missing | {("requester.email", "email_for_reply")}


@pytest.mark.parametrize(
    ("born", "code"),
    [("", "child_birth_date"), ("23/11/2008", "child_of_age"), ("31/02/2015", "bad_date")],
)
def test_a_parent_acts_for_a_minor_only(born, code):
    one = form(subject={**CHILD, "birth_date": born}, role="parent", requester=ADULT, link="père")
    assert faults(one) == {("subject.birth_date", code)}


def test_a_child_is_a_minor_until_the_eighteenth_birthday():
    child = {**CHILD, "birth_date": "24/11/2008"}
    assert checked(form(subject=child, role="parent", requester=ADULT, link="père"), TODAY)


def test_who_acts_for_themselves_has_no_requester_link_or_mandate():
    one = form(requester={"phone": "06 12 34 56 78"}, link="moi", mandate={"scope": "tout"})
    assert {field for field, code in faults(one) if code == "not_for_role"} == {
        "requester.phone",
        "link",
        "mandate.scope",
    }


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"reply_by": "email"}, ("subject.email", "email_for_reply")),
        ({"reply_by": "post"}, ("subject.street", "address_for_reply")),
        ({"reply_by": "post", "receipt_by_email": True}, ("subject.email", "email_for_receipt")),
    ],
)
def test_the_answer_must_be_able_to_reach_its_reader(fields, fault):
    home = HOME if fault[1] == "email_for_receipt" else {}
    assert faults(form(subject={"email": "", **home}, **fields)) == {fault}


def test_the_answer_goes_to_the_requester_where_there_is_one():
    parent = {**ADULT, "email": ""}
    one = form(subject={**CHILD, **HOME}, role="parent", requester=parent, link="mère", reply_by="post")
    assert faults(one) == {("requester.street", "address_for_reply")}


def test_an_email_that_is_wrong_is_not_also_missing():
    assert faults(form(subject={"email": "a@"})) == {("subject.email", "bad_email")}


@pytest.mark.parametrize(
    ("types", "code"),
    [([], "no_type"), (["erasure", "magie"], "unknown_type"), (["erasure", "erasure"], "repeated_type")],
)
def test_types_are_known_and_named_once(types, code):
    assert faults(form(types)) == {("types", code)}


def test_a_complaint_is_no_request_to_an_insurer():
    with pytest.raises(NotFilable):
        checked(form(["erasure", "complaint"], subject={"email": "?"}), TODAY)


@pytest.mark.parametrize("type_", REQUEST_TYPES)
def test_what_a_type_requires_must_be_answered(type_):
    always = {(one.path, "missing") for one in questions(type_) if one.required and not one.depends}
    assert faults(form([type_], answers={})) == always


@pytest.mark.parametrize(
    ("type_", "answers", "fault"),
    [
        ("erasure", {"scope": "some"}, ("answers.erasure.which", "missing")),
        ("erasure", {"scope": "everything", "which": "tout"}, ("answers.erasure.which", "answer_not_asked")),
        ("erasure", {"scope": "nothing"}, ("answers.erasure.scope", "bad_choice")),
        ("erasure", {"scope": ["everything"]}, ("answers.erasure.scope", "bad_choice")),
        ("erasure", {"scope": "everything", "reason": "x"}, ("answers", "unknown_answer")),
        ("portability", {"to": "me", "format": "pdf"}, ("answers.portability.format", "bad_choice")),
        ("objection", {"situation": "x" * 4001}, ("answers.objection.situation", "too_long")),
        ("objection", {"situation": ["x"]}, ("answers.objection.situation", "bad_choice")),
        ("marketing_objection", {"channels": ["fax"]}, ("answers.marketing_objection.channels", "bad_choice")),
        ("marketing_objection", {"channels": ["email"], "reason": "x"}, ("answers", "unknown_answer")),
        (
            "post_mortem",
            {"capacity": "heir", "wish": "keep"},
            ("answers.post_mortem.capacity", "role_and_capacity"),
        ),
    ],
)
def test_an_answer_out_of_place_is_refused(type_, answers, fault):
    assert faults(form([type_], answers={type_: answers})) == {fault}


def test_portability_to_somebody_else_needs_their_name_and_address():
    answers = {"portability": {"to": "recipient", "format": "csv"}}
    assert faults(form(["portability"], answers=answers)) == {
        ("answers.portability.recipient_name", "missing"),
        ("answers.portability.recipient_contact", "missing"),
    }


def test_an_answer_about_a_type_not_asked_for_is_refused():
    assert faults(form(answers=ANSWERS)) == {("answers", "unknown_answer")}


def test_an_heir_does_not_decide_about_their_own_data():
    one = form(["post_mortem"], role="heir", requester=ADULT, link="fille")
    assert faults(one) == {("answers.post_mortem.capacity", "role_and_capacity")}


def test_a_marketing_objection_takes_no_reason():
    assert faults(form(["marketing_objection"], details="trop de publicité")) == {("details", "no_reason_needed")}
    assert checked(form(["marketing_objection", "erasure"], details="tout"), TODAY).file.details == "tout"


@pytest.mark.parametrize(
    ("channels", "contact"),
    [
        (["email"], {"email": "a@b.fr"}),
        (["sms"], {"phone": "0612345678"}),
        (["phone", "email"], {"phone": "0612345678"}),
        (["post"], HOME),
        (["all"], HOME),
    ],
)
def test_a_marketing_objection_needs_a_contact_on_one_of_its_channels(channels, contact):
    answers = {"marketing_objection": {"channels": channels}}
    post = {"role": "representative", "requester": {**ADULT}, "mandate": MANDATE}
    post["requester"]["email"] = ""
    bare = {"subject": {"email": ""}, "answers": answers, "reply_by": "email"}
    codes = {code for _, code in faults(form(["marketing_objection"], **{**bare, **post}))}
    assert codes == {"email_for_reply", "no_contact_for_channel"}
    reached = form(["marketing_objection"], **{**bare, **post, "subject": {"email": "", **contact}})
    assert {code for _, code in faults(reached)} == {"email_for_reply"}


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2026, 11, 24), "received_in_future"), (dt.date(2018, 5, 24), "received_too_early")],
)
def test_a_day_of_receipt_lies_between_the_gdpr_and_today(day, code):
    assert faults(form(received_on=day, received_through="post")) == {("received_on", code)}


def test_a_megabyte_of_details_is_refused_with_the_limit_and_the_length():
    with pytest.raises(BadForm) as refused:
        checked(form(details="é" * 1_000_000), TODAY)
    (fault,) = refused.value.faults
    assert fault.text("fr") == "Ce texte est trop long : 1000000 caractères, pour 4000 au plus. Raccourcissez-le."
    assert fault.text("en") == "This text is too long: 1000000 characters, for 4000 at most. Please shorten it."


def test_4000_characters_of_details_are_accepted_whatever_ends_their_lines():
    assert len(checked(form(details="x" * 3998 + "\r\nx"), TODAY).file.details) == 4000


def test_every_fault_is_said_at_once_in_both_languages():
    one = form(
        ["access", "magie"],
        subject={"given_names": "", "email": "a@b.fr,c@d.fr", "birth_date": "24/11/2026", "postcode": "1"},
        answers={"access": {"scope": "some"}},
        link="x",
        details="x" * 4001,
        received_on=dt.date(2027, 1, 1),
    )
    assert faults(one) == {
        ("types", "unknown_type"),
        ("subject.given_names", "missing"),
        ("subject.email", "two_emails"),
        ("subject.birth_date", "date_in_future"),
        ("subject.street", "missing"),
        ("subject.postcode", "bad_postcode"),
        ("subject.town", "missing"),
        ("answers.access.which", "missing"),
        ("answers.access.copy", "missing"),
        ("link", "not_for_role"),
        ("details", "too_long"),
        ("received_on", "received_in_future"),
    }
    with pytest.raises(BadForm) as refused:
        checked(one, TODAY)
    assert all(fault.text(language) for fault in refused.value.faults for language in LANGUAGES)


def test_a_refusal_repeats_nothing_personal():
    with pytest.raises(BadForm) as refused:
        checked(form(subject={"email": "secret@", "phone": "secret", "member_number": NIR}), TODAY)
    said = f"{refused.value!r} {refused.value.faults} {[one.text('fr') for one in refused.value.faults]}"
    assert "secret" not in said
    assert NIR not in said


# --- what is carried over from the chat ---


def test_the_form_is_prefilled_with_what_was_said():
    said = (
        f"Supprimez tout. Née le 12/05/1985, adhérente n° MG-123456, jeanne@exemple.fr, 06 12 34 56 78, sécu {NIR},"
        f" carte {CARD}, IBAN {IBAN}"
    )
    details = said.replace(NIR, PLACEHOLDERS["nir"]).replace(CARD, PLACEHOLDERS["card"])
    assert carried(said) == {
        "email": "jeanne@exemple.fr",
        "phone": "06 12 34 56 78",
        "birth_date": "12/05/1985",
        "member_number": "MG-123456",
        "details": details,
    }


def test_the_first_of_each_that_is_right_is_carried():
    said = "+32 2 555 12 12 puis 06 12 34 56 78 ; a (at) b, c@d.fr, e@f.fr ; né le 31/02/1980"
    found = carried(said)
    assert (found["phone"], found["email"], "birth_date" in found) == ("+32 2 555 12 12", "c@d.fr", False)


def test_nothing_said_prefills_nothing():
    assert carried(" \u200b") == {}


# --- whatever is typed ---

HEADER = [
    "\r\nBcc: a@b.fr",
    "a@b.fr,c@d.fr",
    "\u202e",
    "\u2066",
    "\x00",
    "\ud7ff",
    "🙂",
    "é",
    "\u0301",
    "12/05/1985",
]
TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from([*HEADER, "Jeanne", " ", "06 12 34 56 78", "a@b.fr", "69003", "FR", NIR, CARD, "\n"])
    ).map("".join),
    st.sampled_from(["Jeanne", "a@b.fr", "12 rue X", "69003", "Lyon", "FR", "some", "everything", "all", "heir"]),
)
APART = TYPED.filter(lambda text: not re.search(r"@\S*\d\s*\d|\dFR\d", text))
"""What is typed, but for numbers that begin inside an e-mail address or an account number."""
PEOPLE = st.builds(PersonForm, **dict.fromkeys(PersonForm.model_fields, TYPED))
FORMS = st.builds(
    RequestForm,
    insurer=st.just("une-mutuelle"),
    types=st.lists(st.sampled_from(REQUEST_TYPES), min_size=1, max_size=3, unique=True),
    role=st.sampled_from(["self", "parent", "representative", "heir"]),
    subject=st.one_of(PEOPLE, st.just(PersonForm(**ADULT))),
    requester=st.one_of(st.none(), PEOPLE, st.just(PersonForm(**ADULT))),
    link=TYPED,
    mandate=st.one_of(
        st.none(), st.builds(MandateForm, **dict.fromkeys(["right", "scope", "duration", "principal"], TYPED))
    ),
    answers=st.dictionaries(
        st.one_of(st.sampled_from(REQUEST_TYPES), TYPED),
        st.dictionaries(TYPED, st.one_of(TYPED, st.lists(TYPED, max_size=3)), max_size=3),
        max_size=2,
    ),
    details=TYPED,
    reply_by=st.sampled_from(["email", "post"]),
    receipt_by_email=st.booleans(),
    recipient=TYPED.map(lambda text: text[:100]),
    received_on=st.one_of(st.none(), st.dates()),
)


def run_together(text: str) -> str:
    """The text without what people put between the digits of one number."""
    return re.sub(r"(?<=\d)[\s._/:,;-]{1,3}(?=\d)", "", text)


def without_number(text: str) -> bool:
    """Whether the digits of a text, whatever stands between them, are no social-security number."""
    return not BARE_NIR.search(re.sub(r"\D", "", text))


@settings(max_examples=150, deadline=None)
@given(FORMS)
def test_a_form_is_accepted_or_refused_with_reasons_whatever_is_typed(typed):
    try:
        said = [checked(typed, TODAY).types]
    except BadForm as refused:
        said = [fault.text(language) for fault in refused.faults for language in LANGUAGES]
    assert said
    assert all(said)


@settings(max_examples=150, deadline=None)
@given(st.lists(APART, min_size=8, max_size=8))
def test_what_is_accepted_has_no_hidden_character_no_second_line_and_no_social_security_number(typed):
    parts = ["given_names", "family_name", "email", "phone", "birth_date", "member_number"]
    answers = {
        "rectification": {"wrong": typed[6], "right": typed[7]},
        "access": {**ANSWERS["access"], "period": typed[7]},
    }
    for field, text in zip(parts, typed, strict=False):
        try:
            found = checked(
                form(["access", "rectification"], subject={field: text}, details=typed[6], answers=answers), TODAY
            )
        except BadForm:
            continue
        for one in strings(asdict(found.file)):
            allowed = "\n\t\u200c\u200d"
            assert not [x for x in one if unicodedata.category(x) in ("Cc", "Cf", "Cs", "Co") and x not in allowed]
            assert not BARE_NIR.search(run_together(one))
        person, period = asdict(found.file.subject), found.file.answers["access"].get("period", "")
        assert not [one for one in [*strings(person), period] if "\n" in one or "\t" in one]


@settings(max_examples=150, deadline=None)
@given(
    *[APART.filter(without_number)] * 2,
    st.sampled_from([NIR, NIR_DIGITS, "1.85.05.78.006.084", "185 0578 006-084"]),
)
@example("", f"{NIR_DIGITS}\u03000", NIR)
@example("", "\u030000/0", "1.85.05.78.006.084")
@example("\u00bc", "\u00bc", "1.85.05.78.006.084")
def test_what_is_carried_over_never_has_a_social_security_number(before, after, number):
    said = json.dumps(carried(f"{before} ; {number} ; {after}"))
    assert not BARE_NIR.search(run_together(said))
