"""What e-mails say: to the insurer the letter, in French; to the member nothing that others should not see."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import get_args

import pytest

from assistant.catalogue import keys
from assistant.requests.letters.enclosures import enclosures
from assistant.requests.letters.receipt import receipt_text
from assistant.requests.letters.steps import route, steps
from assistant.requests.mail.mailing import Mailroom, Notice
from assistant.requests.records import Extension, Identity, IdentityDemand, Mandate, Person, Recipient
from tests.assistant.requests.mail_by_hand import (
    INSURER_ADDRESS,
    MEMBER,
    NOW,
    REFERENCE,
    SENDER,
    request,
)

PAGE = "https://droits.example.org/requests/track"
DUE = dt.date(2026, 7, 22)
NOTICES = get_args(Notice)
LETTER = "Madame, Monsieur,\n\nJe demande {l’effacement} de mes données.\n\nCamille Durand"
EXTENSION = Extension("complexity", "Archives de 1998 à relire", dt.date(2026, 7, 1), dt.date(2026, 7, 1))
mailroom = Mailroom(SENDER, PAGE)


def to_member(filed):
    """One e-mail of each kind that a member gets about a request."""
    filed = replace(
        filed, extension=EXTENSION, duplicate_of="MD-1111-1111-1111-1111", redirected_to="Caisse d’Essai"
    )
    return [
        mailroom.receipt(filed, "Assurance", DUE, True, NOW),
        mailroom.code(filed, "ABCD2345", filed.language, NOW),
        *(mailroom.notice(filed, one, "Assurance", DUE, NOW) for one in NOTICES),
    ]


def test_the_letter_goes_to_the_insurer_and_the_answer_to_the_member():
    sent = mailroom.to_insurer(request(language="en"), LETTER, NOW)
    assert (sent.kind, sent.recipient, sent.reply_to, sent.language) == (
        "to_insurer",
        INSURER_ADDRESS,
        MEMBER,
        "fr",
    )
    assert sent.body.startswith(LETTER)
    assert "répondez à ce message" in sent.body


def test_an_insurer_is_told_to_write_as_the_letter_says_to_a_member_without_email():
    filed = request()
    subject = Person("Camille", "Durand")
    sent = mailroom.to_insurer(replace(filed, file=replace(filed.file, subject=subject)), LETTER, NOW)
    assert sent.reply_to is None
    assert "Écrivez à Camille Durand comme la lettre l’indique" in sent.body
    assert "répondez à ce message" not in sent.body


MANDATE = Mandate("effacement", "tous les contrats", "un an", "Camille Durand", "subject")
DOMINIQUE = Person("Dominique", "Martin", email="d.martin@example.com")


@pytest.mark.parametrize(
    ("recipient", "email", "reply_to", "words"),
    [
        ("subject", MEMBER, MEMBER, "Pour écrire à Camille Durand, répondez à ce message"),
        ("subject", None, None, "Écrivez à Camille Durand comme la lettre l’indique"),
        ("representative", MEMBER, DOMINIQUE.email, "Pour écrire à Dominique Martin, répondez à ce message"),
    ],
)
def test_the_answer_goes_to_whom_the_mandate_names(recipient, email, reply_to, words):
    """The receipt and the codes go to the representative all the same."""
    filed = request()
    file = replace(
        filed.file,
        subject=replace(filed.file.subject, email=email),
        requester=DOMINIQUE,
        role="representative",
        mandate=replace(MANDATE, recipient=recipient),
    )
    sent = mailroom.to_insurer(replace(filed, file=file), LETTER, NOW)
    assert sent.reply_to == reply_to
    assert words in sent.body
    assert {one.recipient for one in to_member(replace(filed, file=file))} == {DOMINIQUE.email}


def test_the_insurer_is_told_whose_service_writes():
    assert "par le service en ligne proposé par Assurance." in mailroom.to_insurer(request(), LETTER, NOW).body


def test_nothing_is_mailed_to_an_insurer_that_wants_post():
    with pytest.raises(ValueError, match="post"):
        mailroom.to_insurer(request(recipient=Recipient("post", "1 rue du Lac")), LETTER, NOW)


def test_an_email_to_a_representative_goes_to_the_representative():
    filed = request()
    file = replace(filed.file, requester=Person("Dominique", "Martin", email="d.martin@example.com"))
    assert mailroom.code(replace(filed, file=file), "ABCD2345", "fr", NOW).recipient == "d.martin@example.com"


@pytest.mark.parametrize("file", [None, replace(request().file, subject=Person("Camille", "Durand"))])
def test_a_member_without_email_gets_none(file):
    assert set(to_member(request(file=file))) == {None}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_emails_to_a_member_name_the_reference_and_nothing_else_that_is_personal(language):
    for sent in to_member(request(language=language)):
        assert sent.recipient == MEMBER
        assert REFERENCE in sent.subject
        assert not re.search("Camille|Durand|1980|Archives", sent.subject + sent.body), sent.kind


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_blank_is_left_in_an_email(language):
    filed = request(language=language)
    for sent in [*to_member(filed), mailroom.to_insurer(filed, "Madame,", NOW)]:
        assert not re.search(r"[{}]|None", sent.subject + sent.body), sent.body


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_email_to_a_member_but_the_code_shows_where_to_follow_the_request(language):
    assert [PAGE in sent.body for sent in to_member(request(language=language))] == [
        True,
        False,
        *[True for _ in NOTICES],
    ]


def test_without_an_address_of_its_own_the_service_names_the_reference_only():
    sent = Mailroom(SENDER, None).notice(request(), "answered", "Assurance", DUE, NOW)
    assert "http" not in sent.body.replace("https://www.cnil.fr/fr/plaintes", "")
    assert f"la référence {REFERENCE} sur la page de suivi" in sent.body


def test_a_receipt_says_what_was_asked_when_the_answer_is_due_and_what_to_do_after():
    body = mailroom.receipt(request(types=("erasure", "access")), "Assurance", DUE, True, NOW).body
    for words in (
        REFERENCE,
        "22 juin 2026",
        "22 juillet 2026",
        "– Droit à l’effacement\n– Droit d’accès\n",
        "CNIL",
    ):
        assert words in body


DOCUMENT = Identity(demand=IdentityDemand("document", signed=True))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("identity", [Identity(), DOCUMENT], ids=["nothing enclosed", "document"])
@pytest.mark.parametrize(
    ("kind", "through", "sent"),
    [
        ("email", "online", True),
        ("email", "online", False),
        ("email", "phone", True),
        ("post", "online", False),
        ("post", "counter", False),
        ("form", "online", False),
        ("none", "phone", False),
    ],
)
def test_a_receipt_by_email_leaves_the_member_the_same_to_do_as_the_receipt_itself(
    kind, through, sent, identity, language
):
    recipient = replace(request().recipient, kind=kind)
    filed = request(recipient=recipient, received_through=through, identity=identity, language=language)
    body = mailroom.receipt(filed, "Assurance", DUE, sent, NOW).body
    todo = steps(filed, filed.file, language, sent)
    printed = receipt_text(filed, language, sent_by_email=sent)
    assert (not todo) == ("Rien pour le moment" in body or "Nothing for now" in body)
    for words in (*todo, route(filed, language, sent)):
        assert words in body
        assert words in printed
    assert all(re.search(re.escape(one), body, re.IGNORECASE) for one in enclosures(filed, filed.file, language))


def test_a_receipt_of_an_heir_promises_nothing_under_the_gdpr():
    filed = request()
    heir = replace(filed.file, role="heir", requester=replace(DOMINIQUE), link="fils")
    body = mailroom.receipt(replace(filed, file=heir), "Assurance", DUE, True, NOW).body
    assert "La réponse est attendue au plus tard le 22 juillet 2026." in body
    assert not re.search("prolonger|RGPD|article", body)
    assert "cte de décès" in body


def test_an_extension_is_told_with_its_reason_and_the_new_date():
    filed = request(extension=EXTENSION)
    body = mailroom.notice(filed, "extended", "Assurance", dt.date(2026, 9, 22), NOW).body
    assert "en raison de la complexité de la demande" in body
    assert "22 septembre 2026" in body
    assert "comme le permet l’article 12, paragraphe 3, du RGPD" in body
    heir = replace(filed, file=replace(filed.file, role="heir", requester=DOMINIQUE))
    assert "RGPD" not in mailroom.notice(heir, "extended", "Assurance", DUE, NOW).body
    number = replace(filed, extension=replace(EXTENSION, reason="number"))
    assert "nombre de demandes" in mailroom.notice(number, "extended", "Assurance", DUE, NOW).body


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_member_learns_how_a_request_ended_without_an_answer_and_whom_to_turn_to(language):
    filed = request(language=language, duplicate_of="MD-1111-1111-1111-1111", redirected_to="Caisse d’Essai")
    told = {"withdrawn": REFERENCE, "duplicate": "MD-1111-1111-1111-1111", "redirected": "Caisse d’Essai"}
    for notice, words in told.items():
        body = mailroom.notice(filed, notice, "Assurance", DUE, NOW).body
        assert [
            one for one in (words, REFERENCE, "Assurance", "https://www.cnil.fr/fr/plaintes") if one not in body
        ] == []


def test_a_code_is_written_in_the_language_of_the_page_that_asked_for_it():
    sent = mailroom.code(request(language="fr"), "ABCD2345", "en", NOW)
    assert (sent.kind, sent.language) == ("code", "en")
    assert "ABCD2345" in sent.body
    assert "ABCD2345" not in sent.subject
    assert "valid for 15 minutes" in sent.body
    assert "after 5 wrong tries" in sent.body


def test_every_email_has_a_message_id_of_its_own_at_the_senders_domain():
    ids = [sent.message_id for _ in range(20) for sent in to_member(request())]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"<[0-9a-f]{32}@mesdroits\.example\.org>", one) for one in ids)


def test_every_word_of_the_catalogue_is_said():
    said = {"follow_page", "follow_no_page"} | {
        f"{text}.{part}" for text in ("insurer", "receipt", "code", *NOTICES) for part in ("subject", "body")
    }
    said |= {"insurer.reply_email", "insurer.reply_letter", "receipt.due", "receipt.due_heir"}
    said |= {"extended.basis", "extended.reason_complexity", "extended.reason_number"}
    assert {one.removeprefix("mail.") for one in keys("fr") if one.startswith("mail.")} == said
