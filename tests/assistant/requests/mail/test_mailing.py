"""What e-mails say: to the insurer the letter, in French; to the member nothing that others should not see."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from assistant.catalogue import keys
from assistant.requests.mail.mailing import Mailroom
from assistant.requests.records import Extension, Person, Recipient
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
NOTICES = ("identity_asked", "clarification_asked", "extended", "answered")
LETTER = "Madame, Monsieur,\n\nJe demande {l’effacement} de mes données.\n\nCamille Durand"
EXTENSION = Extension("complexity", "Archives de 1998 à relire", dt.date(2026, 7, 1), dt.date(2026, 7, 1))
mailroom = Mailroom(SENDER, PAGE)


def to_member(filed):
    """One e-mail of each kind that a member gets about a request."""
    filed = replace(filed, extension=EXTENSION)
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


def test_an_insurer_is_told_to_write_by_post_to_a_member_without_email():
    filed = request()
    subject = Person("Camille", "Durand")
    sent = mailroom.to_insurer(replace(filed, file=replace(filed.file, subject=subject)), LETTER, NOW)
    assert sent.reply_to is None
    assert "par courrier" in sent.body


def test_nothing_is_mailed_to_an_insurer_that_wants_post():
    with pytest.raises(ValueError, match="post"):
        mailroom.to_insurer(request(recipient=Recipient("post", "1 rue du Lac")), LETTER, NOW)


def test_an_email_to_a_representative_goes_to_the_representative():
    filed = request()
    file = replace(filed.file, requester=Person("Dominique", "Martin", email="d.martin@example.com"))
    assert mailroom.code(replace(filed, file=file), "ABCD2345", "fr", NOW).recipient == "d.martin@example.com"


@pytest.mark.parametrize("file", [None, replace(request().file, subject=Person("Camille", "Durand"))])
def test_a_member_without_email_gets_none(file):
    assert to_member(request(file=file)) == [None] * 6


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
    assert [PAGE in sent.body for sent in to_member(request(language=language))] == [True, False, *[True] * 4]


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


@pytest.mark.parametrize(
    ("kind", "through", "sent", "words"),
    [
        ("email", "online", True, "Nous transmettons votre demande"),
        ("post", "online", False, "imprimer la lettre, la signer"),
        ("form", "online", False, "transmettre vous-même"),
        ("none", "phone", False, "transmettre vous-même"),
        ("email", "online", False, "transmettre vous-même"),
        ("post", "counter", False, "déjà entre les mains"),
    ],
)
def test_a_receipt_says_what_is_left_to_do(kind, through, sent, words):
    filed = request(recipient=Recipient(kind, "x"), received_through=through)
    steps = ("Nous transmettons", "imprimer la lettre", "transmettre vous-même", "déjà entre les mains")
    body = mailroom.receipt(filed, "Assurance", DUE, sent, NOW).body
    assert words in body
    assert sum(one in body for one in steps) == 1


def test_an_extension_is_told_with_its_reason_and_the_new_date():
    filed = request(extension=EXTENSION)
    body = mailroom.notice(filed, "extended", "Assurance", dt.date(2026, 9, 22), NOW).body
    assert "en raison de la complexité de la demande" in body
    assert "22 septembre 2026" in body
    number = replace(filed, extension=replace(EXTENSION, reason="number"))
    assert "nombre de demandes" in mailroom.notice(number, "extended", "Assurance", DUE, NOW).body


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
    said |= {"insurer.reply_email", "insurer.reply_post", "extended.reason_complexity", "extended.reason_number"}
    said |= {f"receipt.step_{one}" for one in ("sent", "received", "post", "other")}
    assert {one.removeprefix("mail.") for one in keys("fr") if one.startswith("mail.")} == said
