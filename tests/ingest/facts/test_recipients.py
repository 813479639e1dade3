"""To whom data go: one fact for each list item or member of an enumeration; companies that process them."""

import pytest


@pytest.fixture
def named(parsed_of):
    """The values of one kind in an invented policy."""
    return lambda text, kind="recipient": [fact.value for fact in parsed_of(text).facts if fact.kind == kind]


def test_list_items_after_an_introduction_are_recipients_without_their_article(named):
    text = (
        "1. Destinataires\n\nDans la limite de leurs attributions, vos données sont communiquées :\n\n"
        "- aux personnels habilités de la mutuelle ;\n- à nos délégataires de gestion, nos réassureurs et "
        "coassureurs ;\n"
        "- aux professionnels de santé (opticiens, dentistes…) avec lesquels nous travaillons ;\n- à l'ACPR "
        "et à TRACFIN."
    )
    assert named(text) == [
        "personnels habilités de la mutuelle",
        "délégataires de gestion",
        "réassureurs",
        "coassureurs",
        "professionnels de santé (opticiens, dentistes…)",
        "ACPR",
        "TRACFIN",
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Les destinataires de vos données sont les services internes, les courtiers et les autorités de "
            "contrôle.",
            ["services internes", "courtiers", "autorités de contrôle"],
        ),
        (
            "Vos données sont transmises aux autorités judiciaires, policières ou administratives compétentes.",
            ["autorités judiciaires, policières ou administratives compétentes"],
        ),
        (
            "Elles sont communiquées à votre employeur ainsi qu'aux organismes complémentaires, pour la "
            "lutte contre la fraude.",
            ["employeur", "organismes complémentaires"],
        ),
        ("Vos données ne sont transmises qu'à nos prestataires de paiement.", ["prestataires de paiement"]),
        (
            "Nous pouvons transmettre vos données à l'Autorité de contrôle prudentiel et de résolution.",
            ["Autorité de contrôle prudentiel et de résolution"],
        ),
        (
            "Nos conseillers, gestionnaires et médecins-conseils ont accès à vos données.",
            ["conseillers", "gestionnaires", "médecins-conseils"],
        ),
        (
            "We may share your personal data with our service providers, our reinsurers and public authorities.",
            ["service providers", "reinsurers", "public authorities"],
        ),
        ("Destinataires : services de gestion, experts.", ["services de gestion", "experts"]),
    ],
)
def test_members_of_an_enumeration_are_recipients(named, sentence, expected):
    assert named(f"1. Qui reçoit vos données ?\n\n{sentence}") == expected


def test_names_after_a_label_of_data_are_recipients(named):
    text = (
        "1. Destinataires\n\nLes destinataires sont :\n\n- données d'identité : Alpha, BTA (Beta "
        "Assistance), Gamma ;"
    )
    assert named(text) == ["Alpha", "BTA (Beta Assistance)", "Gamma"]


def test_the_column_of_recipients_is_read(named):
    text = "1. Traitements\n\n| Traitement | Destinataires |\n|---|---|\n| Soins | Caisses primaires, opticiens |\n"
    assert named(text) == ["Caisses primaires", "opticiens"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vos données ne sont jamais vendues à des tiers.",
        "Nous nous engageons à ne pas communiquer vos données à des organismes tiers.",
        "Les données que vous communiquez à la mutuelle sont obligatoires.",
        "Vos données sont destinées à vous informer de nos offres.",
        "Vos données peuvent être transmises aux destinataires suivants.",
        "Data are transferred to the United States.",
    ],
)
def test_what_names_nobody_who_receives_data_gives_no_recipient(named, sentence):
    assert named(f"1. Vos données\n\n{sentence}") == []


def test_the_right_to_portability_names_no_recipient(named):
    assert named("1. Vos droits\n\nVos données peuvent être transmises à un autre organisme.") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("L'envoi de nos courriels est confié à la société Routalis.", ["Routalis"]),
        ("Notre prestataire Nuagix héberge vos données.", ["Nuagix"]),
        ("Nos sous-traitants traitent vos données pour notre compte.", []),
        ("Notre prestataire Comptix est responsable de traitement de vos données.", []),
    ],
)
def test_a_company_that_processes_data_for_the_controller_is_a_processor(named, sentence, expected):
    assert named(f"1. Prestataires\n\n{sentence}", "processor") == expected


def test_listed_companies_are_processors(named):
    text = (
        "1. Prestataires\n\nNos sous-traitants sont :\n\n- Alpha Services (hébergement) ;\n- Betalys : "
        "tiers payant."
    )
    assert named(text, "processor") == ["Alpha Services", "Betalys"]
