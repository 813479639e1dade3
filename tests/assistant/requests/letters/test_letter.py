"""The letter says what was asked, for whom and on what basis, and arrives where it is addressed."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest

from assistant.requests.intake.questions import questions
from assistant.requests.letters.letter import letter_pdf, letter_text
from assistant.requests.letters.wishes import UNSAID, wishes
from assistant.requests.proposal.basis import basis_of
from assistant.requests.records import REQUEST_TYPES, IdentityDemand, PostalAddress, Recipient
from tests.assistant.requests.letters.made import (
    CAMILLE,
    DEMAND,
    DOCUMENT,
    EMAIL,
    FORM,
    LEA,
    NAMES,
    NOWHERE,
    POST,
    file_of,
    passage,
    request,
)
from tests.assistant.requests.letters.printed import flat, fonts, opened, tags, words

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

ARTICLES = {
    "access": ("article 15 du RGPD", "Article 15 GDPR"),
    "rectification": ("article 16 du RGPD", "Article 16 GDPR"),
    "erasure": ("article 17 du RGPD", "Article 17 GDPR"),
    "restriction": ("article 18 du RGPD", "Article 18 GDPR"),
    "portability": ("article 20 du RGPD", "Article 20 GDPR"),
    "objection": ("article 21, paragraphe 1, du RGPD", "Article 21(1) GDPR"),
    "marketing_objection": ("article 21, paragraphes 2 et 3, du RGPD", "Article 21(2) and (3) GDPR"),
    "automated_decision": ("article 22 du RGPD", "Article 22 GDPR"),
    "withdraw_consent": ("article 7, paragraphe 3, du RGPD", "Article 7(3) GDPR"),
    "post_mortem": ("article 85, I, de la loi", "Article 85, I of the French Act"),
}
HEIR = ("article 85, II, de la loi", "Article 85, II of the French Act")
SAID = {
    "access": ("mes décomptes", "depuis 2020", "sur papier"),
    "rectification": ("3 rue des Roses", "75011 Paris", "exacte : 12 rue des Lilas"),
    "erasure": ("mes courriels",),
    "restriction": ("Cas c)", "droits en justice", "mon adresse"),
    "portability": ("Autre Mutuelle", "portabilite@autre.example", "Format souhaité : JSON"),
    "objection": ("Un proche travaille chez vous.",),
    "marketing_objection": ("visés : e-mail, SMS", "n’a pas à être motivée"),
    "automated_decision": ("le refus du 3 mai 2026", "qu’une personne réexamine"),
    "withdraw_consent": ("la lettre d’information",),
    "post_mortem": ("les communiquer", "Maître Petit, notaire"),
}
ROLES = ("self", "parent", "representative", "heir")
EVERY_TYPE = tuple(REQUEST_TYPES)
# What a DL window always shows of a sheet folded in three, in mm from the left and the top (see letter.typ).
LEFT, RIGHT, TOP, BOTTOM = 100, 190, 55, 79
MM = 72 / 25.4


@pytest.mark.parametrize("language", [0, 1], ids=["fr", "en"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("type_", REQUEST_TYPES)
def test_a_letter_rests_on_the_article_of_its_type_and_on_no_other(type_, role, language):
    text = flat(letter_text(request(type_, role=role), ("fr", "en")[language]))
    named = {one for one in REQUEST_TYPES if ARTICLES[one][language] in text}
    assert named == (set() if role == "heir" else {type_})
    assert (HEIR[language] in text) == (role == "heir")


@pytest.mark.parametrize("type_", REQUEST_TYPES)
def test_a_letter_holds_every_answer_of_its_type_and_of_no_other(type_):
    everything = file_of("self", *EVERY_TYPE)
    text = flat(letter_text(request(type_, file=everything), "fr"))
    assert [one for one in SAID[type_] if one not in text] == []
    others = [one for other in REQUEST_TYPES if other != type_ for one in SAID[other]]
    assert [one for one in others if one in text] == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("type_", REQUEST_TYPES)
def test_every_option_that_can_be_chosen_is_said_in_the_letter(type_, language):
    for question in questions(type_):
        for option in question.options:
            answer = (option,) if question.kind == "choices" else option
            file = replace(file_of(), answers={type_: {question.name: answer}})
            (wish,) = wishes(file, (type_,), language)
            assert len(wish.answers) == ((type_, question.name, option) not in UNSAID)


def test_several_rights_are_numbered_and_all_named_in_the_subject():
    text = letter_text(request("access", "erasure", "marketing_objection"), "fr")
    subject = text.splitlines()[0]
    assert subject == (
        "Objet : données personnelles – accès aux données (article 15 du RGPD) ; effacement (article 17 du RGPD) ;"
        " opposition à la prospection (article 21, paragraphes 2 et 3, du RGPD)"
    )
    numbered = [line for line in text.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert numbered == ["1. Accès aux données", "2. Effacement", "3. Opposition à la prospection"]


def test_a_letter_says_when_the_answer_is_due_and_on_what_conditions():
    text = letter_text(request("access"), "fr")
    assert "déposée le 22 novembre 2026 sur le service en ligne proposé par Essai." in text
    assert "soit au plus tard le 22 décembre 2026" in text
    assert "article 12, paragraphe 3" in text
    assert "gratuite (article 12, paragraphe 5)" in text
    assert (
        "Tout refus, même partiel, doit être motivé et mentionner la réclamation possible auprès de la CNIL et le"
        " recours juridictionnel (article 12, paragraphe 4)." in text
    )


def test_what_a_parent_asks_for_a_child_is_asked_in_the_childs_name():
    text = letter_text(request("erasure", role="parent"), "fr")
    assert "au nom de Léa Martin, enfant mineur" in text
    assert "Mon lien avec cette personne : mère." in text
    assert "effacer les données à caractère personnel de Léa Martin" in text
    assert "article 17 du RGPD et article 51, II, de la loi du 6 janvier 1978" in text
    assert "livret de famille" in text


def test_data_collected_from_a_minor_are_erased_under_the_french_act_too():
    file = replace(file_of(), answers={"erasure": {"scope": "everything", "minor": "yes"}})
    text = letter_text(request("erasure", file=file), "fr")
    assert text.count("51, II") == 2
    assert "51, II" not in letter_text(request("erasure"), "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("minor", ["yes", "no"])
@pytest.mark.parametrize("role", ROLES)
def test_a_letter_and_the_pages_before_it_rest_on_the_same_articles(role, minor, language):
    answers = {"erasure": {"scope": "everything", "minor": minor}}
    text = letter_text(request("erasure", file=replace(file_of(role), answers=answers)), language)
    basis = basis_of("erasure", role, language, answers)
    for number in ("17", "51, II", "85, II"):
        assert (number in basis) == (number in text.split("MD-7K3F")[0])
    assert ("51, II" in basis) == ("51, II" in text)


def test_a_letter_names_the_controller():
    assert "dont Mutuelle d’Essai est responsable du traitement." in letter_text(request("access"), "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_does_not_want_a_review_is_not_made_to_say_so(language):
    answers = {"automated_decision": {"decision": "le refus du 3 mai 2026", "review": "no"}}
    (wish,) = wishes(replace(file_of(), answers=answers), ("automated_decision",), language)
    assert len(wish.answers) == 1
    assert wish.name in {"contestation d’une décision automatisée", "challenge to an automated decision"}


def test_a_representative_states_the_mandate_and_encloses_it():
    text = letter_text(request("access", role="representative"), "fr")
    stated = (
        "donné par : Léa Martin",
        "droit exercé : accès",
        "étendue : tous ses contrats",
        "durée : jusqu’au 31 décembre 2027",
        "réponse à adresser au mandataire : Camille Martin",
        "habilite Camille Martin à agir pour Léa Martin",
    )
    assert [one for one in stated if one not in text] == []


def test_the_answer_goes_to_the_person_represented_where_the_mandate_says_so():
    file = file_of("representative", "access")
    assert file.mandate
    file = replace(file, mandate=replace(file.mandate, recipient="subject"))
    assert "Je vous prie de répondre à Léa Martin, aux coordonnées" in letter_text(
        request("access", file=file), "fr"
    )


def test_an_heir_proves_the_death_and_the_link_and_invokes_no_right_under_the_gdpr():
    text = letter_text(request("post_mortem", "access", role="heir"), "fr")
    assert "héritier ou héritière de Léa Martin" in text
    assert "Acte de décès de Léa Martin" in text
    assert "Preuve de la qualité d’héritier de Camille Martin" in text
    assert "RGPD" not in text


def test_an_answer_by_post_goes_to_the_address_on_file():
    text = letter_text(request("access", file=file_of("self", "access", reply_by="post")), "fr")
    assert (
        "par courrier à Camille Martin, à l’adresse suivante : 12 rue des Lilas, Appartement 4, 75012 Paris."
        in text
    )


def test_an_address_abroad_ends_with_its_country_in_capitals():
    abroad = replace(CAMILLE, address=PostalAddress(("Rue Haute 1",), "1000", "Bruxelles", "BE"))
    text = letter_text(request("access", file=replace(file_of("self", "access"), subject=abroad)), "fr")
    assert "1000 Bruxelles\nBELGIQUE" in text


def test_an_identity_document_is_enclosed_only_where_the_policy_asks_for_one_with_its_words():
    asked = letter_text(request("access", demand=DOCUMENT), "fr")
    assert f"« {DEMAND} »" in asked
    assert "– Copie signée de la pièce d’identité de Camille Martin" in asked
    unasked = letter_text(request("access"), "fr")
    assert "Copie" not in unasked.split("salutations")[1]
    assert "Pièces" not in unasked


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_no_letter_speaks_of_a_social_security_number(role, language):
    text = letter_text(request(*EVERY_TYPE, role=role, demand=DOCUMENT), language).lower()
    assert [one for one in ("sécurité sociale", "social security", "social-security", "nir ") if one in text] == []


@pytest.mark.parametrize("recipient", [EMAIL, FORM, NOWHERE, POST], ids=lambda one: one.kind)
def test_the_text_of_a_letter_starts_with_its_subject_and_says_the_same_on_every_channel(recipient):
    text = letter_text(request("erasure", recipient=recipient), "fr")
    assert text.startswith(
        "Objet : données personnelles – effacement (article 17 du RGPD)\n\nRéf. : MD-7K3F-92QX-LM4T"
    )
    assert text == letter_text(request("erasure"), "fr")
    assert "Camille Martin\n12 rue des Lilas" in text


def test_documents_that_an_email_cannot_carry_are_announced_with_a_question_for_a_safe_way():
    text = letter_text(request("erasure", recipient=EMAIL, demand=DOCUMENT), "fr")
    assert "par le moyen sûr que je vous prie de m’indiquer\n– Copie signée" in text


def test_a_policy_that_asks_for_proof_is_answered_with_what_the_letter_holds():
    demand = IdentityDemand("statement", signed=False, passage=passage(DEMAND))
    mine, heirs = (letter_text(request("access", role=role, demand=demand), "fr") for role in ("self", "heir"))
    assert "Les éléments donnés plus haut permettent de justifier de l’identité." in mine
    assert (
        "Les pièces et les éléments donnés plus haut permettent de justifier de l’identité et de la qualité"
        in heirs
    )


def test_an_english_letter_says_that_it_is_a_reading_copy():
    assert letter_text(request("access"), "en").startswith("Reading copy: send the French one.")
    assert words(letter_pdf(request("access"), "en")).startswith("Reading copy: send the French one.")
    assert "copie de lecture" not in letter_text(request("access"), "fr").lower()


def test_nothing_can_be_written_from_a_purged_request():
    with pytest.raises(ValueError, match="MD-7K3F-92QX-LM4T is purged"):
        letter_text(replace(request("access"), file=None), "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_the_printed_letter_says_the_same_as_its_text(role, language):
    whole = request(*EVERY_TYPE, role=role, demand=DOCUMENT, details="Merci de faire vite.")
    printed = words(letter_pdf(whole, language))
    lines = [flat(line).removeprefix("– ") for line in letter_text(whole, language).splitlines() if line]
    assert [line for line in lines if line not in printed] == []


def test_a_printed_letter_can_be_read_aloud():
    pdf = letter_pdf(request("access", "erasure", demand=DOCUMENT, details="Merci."), "fr")
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid:part>1<" in pdf
    found = tags(pdf)
    assert found.count("/H1") == 1
    assert found.count("/H2") == 3
    assert {"/P", "/L", "/LI", "/BlockQuote"} <= set(found)


def test_a_printed_letter_names_its_title_and_its_author():
    details = opened(letter_pdf(request("access"), "fr")).metadata
    assert details.title == "Demande d’exercice de droits MD-7K3F-92QX-LM4T"
    assert details.author == "Camille Martin"


def test_every_font_of_a_printed_letter_is_embedded():
    found = fonts(letter_pdf(request(*EVERY_TYPE, details="مرحبا Ж"), "fr"))
    assert len(found) >= 3
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in found)


LONGEST = Recipient(
    "post",
    "-",
    (
        "Mutuelle Interprofessionnelle d’Essai",
        "Délégué à la protection des données",
        "Immeuble Le Grand Carré, bâtiment B 12",
        "146 boulevard du Maréchal de Lattre",
        "TSA 12345",
        "63967 Clermont-Ferrand Cedex 9",
    ),
    **NAMES,
)


@pytest.mark.parametrize("recipient", [POST, LONGEST], ids=["short", "longest"])
def test_the_address_shows_whole_in_the_window_and_nothing_else_does(recipient):
    far = replace(
        CAMILLE,
        family_name="de Saint-Martin de la Tour-d’Auvergne-Lauraguais",
        address=PostalAddress(("Résidence des Très Grands Lilas Blancs",) * 4, "1000", "Bruxelles", "BE"),
    )
    pdf = letter_pdf(
        request("access", recipient=recipient, file=replace(file_of("self", "access"), subject=far)), "fr"
    )
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        page = read.pages[0]
        window = page.crop((LEFT * MM, TOP * MM, RIGHT * MM, BOTTOM * MM), strict=True)
        shown = window.extract_text().splitlines()
    assert shown == list(recipient.lines)


@pytest.mark.parametrize("size", [39, 44])
def test_wide_words_stay_on_the_sheet(size):
    wide = replace(CAMILLE, family_name="W" * size, email=f"{'w' * size}@example.org")
    pdf = letter_pdf(
        request("access", details="W" * size, file=replace(file_of("self", "access"), subject=wide)), "fr"
    )
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        assert max(one["x1"] for page in read.pages for one in page.chars) <= 210 * MM - 15 * MM
        assert read.pages[0].crop((25 * MM, 15 * MM, 90 * MM, 60 * MM)).extract_text().count("W") == size


def test_long_details_run_over_the_page_and_lose_nothing():
    details = " ".join(f"mot{number}" for number in range(600))[:4_000]
    pdf = letter_pdf(request("access", details=details), "fr")
    assert len(opened(pdf).pages) >= 2
    assert details in words(pdf)
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        assert all(one["x1"] <= page.width - 15 * MM for page in read.pages for one in page.chars)
        assert all(one["bottom"] <= page.height - 5 * MM for page in read.pages for one in page.chars)


def test_a_word_of_many_lines_stays_on_the_sheet_whole():
    pdf = letter_pdf(request("access", details="abcdefghij" * 60), "fr")
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        chars = [one for page in read.pages for one in page.chars]
    assert max(one["x1"] for one in chars) <= 210 * MM - 15 * MM
    assert "abcdefghij" * 60 in "".join(one["text"] for one in chars)


HOSTILE = '#panic("x") #eval("1+1") *bold* _it_ $x^2$ \\ `raw` = Title @ref <label> // note /* */ [a] \\u{41}'


def test_what_members_write_is_printed_as_written_and_never_run():
    pdf = letter_pdf(request("access", details=HOSTILE), "fr")
    assert HOSTILE in words(pdf)
    assert tags(pdf).count("/H1") == 1
    assert "/Link" not in tags(pdf)


@pytest.mark.parametrize("field", ["given_names", "member_number", "email"])
def test_markup_in_any_personal_field_is_inert(field):
    file = replace(file_of("self", "access"), subject=replace(CAMILLE, **{field: "#panic() *a*"}))
    assert "#panic() *a*" in words(letter_pdf(request("access", file=file), "fr"))


def test_characters_that_no_font_has_are_marked_in_print_and_kept_in_the_text():
    exotic = request("access", details="Je m’appelle 山田 🎉, ou مرحبا Ж ő.")
    printed = words(letter_pdf(exotic, "fr"))
    assert "Je m’appelle □□ □, ou" in printed
    assert "Ж ő." in printed
    assert "Le signe □ remplace un caractère" in printed
    assert "山田 🎉" in letter_text(exotic, "fr")
    assert "□" not in words(letter_pdf(request("access"), "fr"))


@pytest.mark.parametrize(
    "details",
    ["👩‍👩‍👧 👍🏽 🇫🇷", "שָׁלוֹם हिन्दी ไท่ย 한국어", "\x07\x1b\u200b\u202e\ufeff\ufffe\ue000", "\U000e0041\U0002a6d6"],
    ids=["emoji", "scripts", "controls", "planes"],
)  # fmt: skip
def test_no_character_makes_a_letter_fail(details):
    assert opened(letter_pdf(request("access", details=details), "fr")).pages


def test_a_mark_that_no_font_sets_takes_nothing_but_itself():
    printed = words(letter_pdf(request("access", details="ej\u0486 a je \u1ab0q q\u1ab0 fin"), "fr"))
    assert "ej□ a je □q q□ fin" in printed
    assert "Je vous adresse cette demande" in printed


def test_the_same_request_gives_the_same_letter_to_the_byte():
    once = request("access", "erasure", details="Merci 🎉.", demand=DOCUMENT)
    assert letter_pdf(once, "fr") == letter_pdf(once, "fr")


def test_a_short_letter_fits_on_one_page():
    assert len(opened(letter_pdf(request("erasure", demand=DOCUMENT), "fr")).pages) == 1
    assert LEA.name not in letter_text(request("erasure"), "fr")
