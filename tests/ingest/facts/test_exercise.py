"""What it takes to exercise a right: the proof of identity, and how soon an answer is promised."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (role, value)."""

    def read(text, kind):
        return [(fact.role, fact.value) for fact in parsed_of(text).facts if fact.kind == kind]

    return read


REQUIRED = [
    (
        "Vous pouvez exercer vos droits, à condition de justifier de votre identité.",
        "à condition de justifier de votre identité",
    ),
    (
        "Toute demande est accompagnée d'une copie de votre pièce d'identité.",
        "Toute demande est accompagnée d'une copie de votre pièce d'identité",
    ),
    ("Pour exercer vos droits, joignez un justificatif d'identité.", "joignez un justificatif d'identité"),
    (
        "Pour exercer vos droits, écrivez-nous en joignant une copie recto-verso de votre carte d'identité.",
        "en joignant une copie recto-verso de votre carte d'identité",
    ),
    (
        "Votre demande doit préciser votre nom et être signée, avec la photocopie d'un titre d'identité.",
        "avec la photocopie d'un titre d'identité",
    ),
    ("To exercise your rights, send a proof of identity.", "send a proof of identity"),
]


@pytest.mark.parametrize(("sentence", "clause"), REQUIRED)
def test_the_proof_of_identity_is_quoted_from_its_clause(facts, sentence, clause):
    assert facts(f"1. Droits\n\n{sentence}", "identity") == [("required", clause)]


IN_DOUBT = [
    "En cas de doute raisonnable sur votre identité, nous vous demanderons une copie de votre pièce d'identité.",
    "Nous pourrons vous demander un justificatif d'identité pour traiter votre demande.",
    "Une pièce d'identité peut vous être demandée pour l'exercice de vos droits.",
    "Un justificatif d'identité pourra être exigé à l'appui de votre demande de droit d'accès.",
    "If we have reasonable doubts, we may request a proof of identity before we answer your request.",
]


@pytest.mark.parametrize("sentence", IN_DOUBT)
def test_a_proof_that_is_only_asked_in_case_of_doubt_is_told_apart(facts, sentence):
    assert [role for role, _ in facts(f"1. Droits\n\n{sentence}", "identity")] == ["if_doubt"]


def test_directives_on_data_kept_after_death_need_a_proof_of_identity(facts):
    sentence = (
        "Vous pouvez donner des directives relatives à la conservation de vos données, à condition de justifier de"
        " votre identité lors de la demande."
    )
    assert facts(f"1. Droits\n\n{sentence}", "identity") == [
        ("required", "à condition de justifier de votre identité lors de la demande")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "La copie de votre pièce d'identité jointe à votre demande est conservée un an.",
        "Nous collectons votre nom, votre adresse et certains justificatifs d'identité.",
        "Les pièces d'identité sont demandées lors de la souscription, afin de lutter contre la fraude.",
        "Vos données servent à prévenir l'usurpation d'identité.",
    ],
)
def test_a_document_that_is_kept_or_collected_is_not_asked_for(facts, sentence):
    assert facts(f"1. Données\n\n{sentence}", "identity") == []


PROMISES = [
    ("Nous répondons à votre demande dans un délai d'un mois.", [("", "P1M")]),
    ("La mutuelle répond à toute demande sous 30 jours.", [("", "P30D")]),
    ("Une réponse vous sera adressée dans le mois suivant votre demande, soit 30 jours.", [("", "P30D")]),
    (
        "Nous répondons à votre demande dans un délai d'un (1) mois, prolongé de deux mois si elle est complexe.",
        [("", "P1M"), ("extension", "P2M")],
    ),
    (
        "Nous répondons à votre demande dans un délai d'un mois. Ce délai peut être porté à trois mois.",
        [("", "P1M"), ("extension", "P3M")],
    ),
    ("Votre demande sera traitée dans un délai maximum de quinze jours ouvrés.", [("", "P15D")]),
    (
        "Votre demande sera traitée sous 30 jours, ce délai pouvant être prolongé de 60 jours.",
        [("", "P30D"), ("extension", "P60D")],
    ),
    ("We respond to your request within one month.", [("", "P1M")]),
]


@pytest.mark.parametrize(("sentence", "promise"), PROMISES)
def test_the_period_of_a_promised_answer_is_a_response_time(parsed_of, sentence, promise):
    found = parsed_of(f"1. Exercer vos droits\n\n{sentence}").facts
    assert [(one.role, one.normalised) for one in found if one.kind == "response_time"] == promise


def test_a_delay_given_in_a_list_belongs_to_the_promise_that_introduces_it(parsed_of):
    text = (
        "1. Droits\n\nNous répondons aux demandes d'exercice des droits dans un délai :\n\n- d'un mois ;\n"
        "- de trois mois si la demande est complexe."
    )
    found = [one for one in parsed_of(text).facts if one.kind == "response_time"]
    assert [(one.role, one.normalised) for one in found] == [("", "P1M"), ("extension", "P3M")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Les demandes de remboursement sont gardées trois mois.",
        "Les réponses à vos demandes sont conservées pendant trois ans.",
        "En l'absence de réponse dans un délai d'un mois, vous pouvez saisir la CNIL.",
        "Votre demande d'adhésion prend effet le premier jour du mois.",
    ],
)
def test_another_period_is_no_promise(facts, sentence):
    assert facts(f"1. Durée\n\n{sentence}", "response_time") == []
