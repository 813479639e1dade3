"""The receipt tells the member what was filed, what is left to do, when the answer is due and what comes after."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from assistant.requests.letters.receipt import receipt_pdf, receipt_text
from tests.assistant.requests.letters.made import (
    CAMILLE,
    DOCUMENT,
    EMAIL,
    FORM,
    NOWHERE,
    POST,
    WHERE,
    file_of,
    request,
)
from tests.assistant.requests.letters.printed import flat, fonts, opened, tags, words
from tests.conftest import CORPUS

COMPLAINTS = replace(EMAIL, role="complaint", value="reclamation@essai.example")


def receipt(recipient=POST, *, sent=False, role="self", demand=None, **changes):
    filed = request("erasure", recipient=recipient, role=role, **({"demand": demand} if demand else {}))
    return receipt_text(replace(filed, **changes), "fr", sent_by_email=sent)


def steps(text):
    part = text.split("Ce qu’il vous reste à faire\n")[1].split("\n\n")[0]
    return [line.removeprefix("– ") for line in part.splitlines()]


def test_a_receipt_says_what_was_filed_when_and_when_the_answer_is_due():
    text = receipt(role="parent")
    facts = (
        "Référence : MD-7K3F-92QX-LM4T",
        "Assureur : Essai – Mutuelle d’Essai",
        "Déposée le : 22 novembre 2026",
        "Par : Camille Martin",
        "Au sujet des données de : Léa Martin",
        "Réponse due au plus tard le : 22 décembre 2026",
        "Effacement (article 17 du RGPD et article 51, II, de la loi du 6 janvier 1978)",
        "Données à effacer : mes courriels",
    )
    assert [one for one in facts if one not in text] == []


def test_a_request_by_post_still_has_to_be_printed_signed_and_posted_to_the_address_of_the_policy():
    text = receipt(demand=DOCUMENT)
    assert steps(text) == [
        "Imprimez la lettre (version française) et signez-la.",
        "Joignez : copie signée de la pièce d’identité de Camille Martin.",
        "Postez-la, de préférence en recommandé avec avis de réception, et gardez la preuve d’envoi.",
        "N’envoyez ces documents qu’à Essai : ce service n’en reçoit et n’en conserve aucun.",
    ]
    assert "Mutuelle d’Essai, 6B avenue Joseph Rollo, 78320 La Verrière" in text
    assert f"D’après sa politique :\n« {WHERE.replace('’', chr(39))} »" in text


def test_a_request_sent_by_the_service_leaves_nothing_to_do():
    text = receipt(EMAIL, sent=True)
    assert "envoie votre demande par e-mail à dpo@essai.example" in text
    assert steps(text) == ["Rien pour le moment : attendez la réponse."]


def test_documents_follow_an_email_that_the_service_sends():
    assert steps(receipt(EMAIL, sent=True, role="heir")) == [
        "Demandez d’abord à Essai, à l’adresse dpo@essai.example et en citant la référence, par quel moyen sûr"
        " transmettre des documents : un e-mail ordinaire n’en est pas un. Puis envoyez par ce moyen : acte de"
        " décès de Léa Martin ; preuve de la qualité d’héritier de Camille Martin et de son lien avec Léa Martin"
        " (acte de notoriété ou attestation des héritiers, par exemple).",
        "N’envoyez ces documents qu’à Essai : ce service n’en reçoit et n’en conserve aucun.",
    ]


def test_without_a_mail_server_the_member_sends_the_email():
    text = receipt(EMAIL)
    assert "ce service n’envoie pas d’e-mail" in text
    assert steps(text)[0].startswith(
        "Envoyez le texte de la demande (version française) par e-mail à dpo@essai.example"
    )
    with_document = steps(receipt(EMAIL, demand=DOCUMENT))
    assert with_document[0] == steps(text)[0]
    assert "un e-mail ordinaire n’en est pas un" in with_document[1]


def test_a_form_is_filled_with_the_text_of_the_request():
    text = receipt(FORM)
    assert "https://essai.example/contact" in text
    assert steps(text)[0].startswith("Copiez le texte de la demande (version française) dans le formulaire")


def test_a_policy_without_any_way_is_said_and_leaves_nothing_to_do():
    text = receipt(NOWHERE)
    assert "Sa politique n’indique aucun moyen d’exercer ses droits." in text
    assert steps(text) == ["Rien pour le moment : attendez la réponse."]


def test_a_channel_for_complaints_is_said_to_be_one():
    assert "La politique donne cette adresse pour les réclamations ; elle n’en donne aucune" in receipt(
        COMPLAINTS, sent=True
    )


@pytest.mark.parametrize("through", ["post", "email", "counter"])
def test_a_request_that_reached_the_insurer_by_itself_leaves_nothing_to_do(through):
    text = receipt(received_through=through)
    assert "Essai l’a déjà reçue" in text
    assert steps(text) == ["Rien pour le moment : attendez la réponse."]


def test_the_period_counts_from_the_day_of_filing_and_not_from_the_letter():
    text = receipt()
    assert (
        "Cette demande a été déposée le 22 novembre 2026 sur le service en ligne proposé par Essai. Le délai d’un"
        " mois court de ce jour-là, même si une lettre ou un e-mail arrive plus tard." in text
    )
    assert "due au plus tard le 22 décembre 2026 (article 12, paragraphe 3, du RGPD)" in text


def test_the_due_date_moves_past_holidays_as_the_law_says():
    march = request("erasure").received_on.replace(year=2026, month=3, day=5)
    assert "Réponse due au plus tard le : 7 avril 2026" in receipt(received_on=march)


def test_an_heir_is_promised_nothing_under_the_gdpr():
    text = receipt(role="heir")
    assert "RGPD" not in text
    assert "réclamation à la CNIL : en ligne" in text
    assert "saisir le juge." in text


def test_an_objection_to_marketing_takes_effect_at_once():
    text = receipt_text(request("marketing_objection"), "fr", sent_by_email=False)
    assert "prend effet dès maintenant ; vous n’avez pas à la motiver" in text


def test_a_request_is_followed_with_its_reference_and_a_code():
    filed = request("erasure")
    text = receipt_text(filed, "fr", sent_by_email=False, tracking_url="https://droits.example/suivi")
    assert "demandez un code" in text
    assert "Page de suivi : https://droits.example/suivi" in text
    silent = replace(filed, file=replace(file_of("self", "erasure"), subject=replace(CAMILLE, email=None)))
    assert "demandez un code" not in receipt_text(silent, "fr", sent_by_email=False)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_receipt_names_the_authority_at_its_address_and_the_court(language):
    text = receipt_text(request("erasure"), language, sent_by_email=False)
    authority = tomllib.loads((CORPUS / "law" / "authority.toml").read_text(encoding="utf-8"))
    complaints = authority["complaints"]
    expected = [complaints["addressee"], ", ".join(authority["address"]["lines"])]
    expected += [complaints["url"].removeprefix("https://"), "77", "79"]
    assert [one for one in expected if one not in text] == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("recipient", [POST, EMAIL, FORM, NOWHERE], ids=lambda one: one.kind)
def test_the_printed_receipt_says_the_same_as_its_text(recipient, language):
    filed = request("access", "erasure", recipient=recipient, demand=DOCUMENT, details="Merci *beaucoup* #panic().")
    printed = words(receipt_pdf(filed, language, sent_by_email=False))
    lines = [
        flat(line).removeprefix("– ") for line in receipt_text(filed, language, sent_by_email=False).splitlines()
    ]
    assert [line for line in lines if line and line not in printed] == []


def test_a_printed_receipt_can_be_read_aloud_and_carries_its_fonts():
    pdf = receipt_pdf(request("erasure"), "en", sent_by_email=False)
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert tags(pdf).count("/H1") == 1
    assert tags(pdf).count("/H2") == 6
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in fonts(pdf))
    assert opened(pdf).metadata.title == "Receipt MD-7K3F-92QX-LM4T"


def test_the_same_request_gives_the_same_receipt_to_the_byte():
    filed = request("erasure")
    assert receipt_pdf(filed, "fr", sent_by_email=False) == receipt_pdf(filed, "fr", sent_by_email=False)
