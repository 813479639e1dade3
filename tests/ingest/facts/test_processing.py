"""Bases, purposes, categories of data, sensitive data and automated decisions."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states."""
    return lambda text, kind: [fact for fact in parsed_of(text).facts if fact.kind == kind]


def test_each_basis_is_told_once(facts):
    text = (
        "1. Bases légales\n\nNos traitements sont fondés sur l'exécution du contrat, sur nos obligations légales, "
        "sur l'intérêt légitime de la mutuelle ou sur votre consentement.\n\nNous traitons aussi avec votre "
        "consentement."
    )
    assert {fact.normalised: fact.value for fact in facts(text, "legal_basis")} == {
        "contract": "exécution du contrat",
        "legal_obligation": "obligations légales",
        "legitimate_interest": "intérêt légitime",
        "consent": "consentement",
    }


def test_the_column_of_bases_is_read(facts):
    text = "1. Traitements\n\n| Finalité | Base légale |\n|---|---|\n| Veille | Mission d'intérêt public |\n"
    assert [fact.normalised for fact in facts(text, "legal_basis")] == ["public_task"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous pouvez retirer votre consentement à tout moment.",
        "Si le traitement n'est pas nécessaire à l'exécution d'un contrat, vous pouvez vous y opposer.",
        "Nous respectons la loi n° 78-17 du 6 janvier 1978.",
    ],
)
def test_a_right_or_a_citation_is_no_basis(facts, sentence):
    assert facts(f"1. Généralités\n\n{sentence}", "legal_basis") == []


def test_purposes_are_list_items_and_members_of_an_enumeration(facts):
    text = (
        "1. Finalités\n\nVos données sont traitées pour les finalités suivantes :\n\n- la gestion du contrat ;\n"
        "- Pour répondre à vos demandes.\n\nElles servent aussi aux fins suivantes : la lutte contre la fraude, "
        "l'amélioration des produits et services."
    )
    assert [fact.value for fact in facts(text, "purpose")] == [
        "gestion du contrat",
        "répondre à vos demandes",
        "lutte contre la fraude",
        "amélioration des produits et services",
    ]


def test_each_verb_of_a_list_item_is_a_purpose(facts):
    text = (
        "1. Finalités\n\nVos données sont traitées afin de :\n\n"
        "- prévenir la fraude, évaluer les risques et gérer les contrats."
    )
    assert [fact.value for fact in facts(text, "purpose")] == [
        "prévenir la fraude",
        "évaluer les risques",
        "gérer les contrats",
    ]


def test_categories_are_list_items_with_their_examples(facts):
    text = (
        "1. Données collectées\n\nNous collectons les données suivantes :\n\n- votre identité : nom, prénom ;\n"
        "- des données bancaires (IBAN) ;\n- des informations de contact, telles que votre adresse."
    )
    assert [fact.value for fact in facts(text, "data_category")] == [
        "identité : nom, prénom",
        "données bancaires (IBAN)",
        "informations de contact, telles que votre adresse",
    ]


def test_categories_are_members_of_an_enumeration(facts):
    text = (
        "1. Collecte\n\nNous collectons des données telles que : le nom, l'adresse postale et électronique, "
        "le numéro de téléphone."
    )
    assert [fact.value for fact in facts(text, "data_category")] == [
        "nom",
        "adresse postale et électronique",
        "numéro de téléphone",
    ]


def test_recipients_are_no_category_of_data(facts):
    text = "1. Données\n\nLes données collectées sont destinées :\n\n- aux services internes."
    assert facts(text, "data_category") == []


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        ("Nous utilisons votre numéro de sécurité sociale.", "nir", [""]),
        ("Le numéro de sécurité sociale n'est pas utilisé.", "nir", []),
        ("Une personne est identifiable par référence à un numéro de sécurité sociale.", "nir", []),
        ("Nous traitons vos données de santé pour vous rembourser.", "health", ["used"]),
        ("La mutuelle ne collecte aucune donnée de santé.", "health", ["none"]),
        ("Le décret du 26 février 2018 régit l'hébergement de données de santé.", "health", []),
        ("La tarification repose sur un profilage.", "automated_decision", ["used"]),
        ("La mutuelle ne prend aucune décision entièrement automatisée.", "automated_decision", ["none"]),
        ("Vous avez le droit de ne pas faire l'objet d'une décision automatisée.", "automated_decision", []),
        ("Le profilage est défini à l'article 4 du règlement.", "automated_decision", []),
    ],
)
def test_sensitive_data_and_automated_decisions_are_used_or_not(facts, sentence, kind, expected):
    assert [fact.role for fact in facts(f"1. Vos données\n\n{sentence}", kind)] == expected


def test_a_list_of_what_the_policy_tells_states_nothing(facts):
    text = (
        "1. Information\n\nLa mutuelle informe sur les points suivants :\n\n- toute prise de décision "
        "automatisée ;\n"
        "- les destinataires des données ;\n- le détail des intérêts légitimes."
    )
    kinds = ("automated_decision", "recipient", "legal_basis", "transfer", "purpose", "data_category")
    assert [fact for kind in kinds for fact in facts(text, kind)] == []


@pytest.mark.parametrize(
    ("sentence", "purposes"),
    [
        (
            "Nous traitons vos données afin de tenir votre dossier, répondre à vos questions et voir la fraude.",
            ["tenir votre dossier", "répondre à vos questions", "voir la fraude"],
        ),
        ("Nous utilisons ces données à des fins statistiques.", ["fins statistiques"]),
        (
            "Vos données sont utilisées à des fins de mesure d'audience par notre prestataire.",
            ["mesure d'audience"],
        ),
        ("Nous collectons des données dans le but de livrer vos achats.", ["livrer vos achats"]),
        ("L'objectif de la collecte de vos données est de livrer vos achats.", ["livrer vos achats"]),
        ("Nous ne traitons jamais vos données afin de les vendre.", []),
        ("Vos données sont conservées et utilisées afin de respecter la loi.", []),
    ],
)
def test_prose_says_what_data_are_used_for(facts, sentence, purposes):
    assert [fact.value for fact in facts(f"1. Vos données\n\n{sentence}", "purpose")] == purposes


def test_a_general_purpose_that_closes_a_list_item_is_one_of_its_own(facts):
    text = (
        "1. Finalités\n\nVos données sont utilisées pour les finalités suivantes :\n\n"
        "- la tenue de votre dossier et, plus généralement, les missions de gestion prévues par le décret."
    )
    assert [fact.value for fact in facts(text, "purpose")] == ["tenue de votre dossier", "missions de gestion"]


def test_each_dash_of_a_cell_begins_a_purpose(facts):
    text = (
        "1. Traitements\n\n| Données | Finalités |\n|---|---|\n"
        "| Nom | - Vous identifier<br><br>- Livrer vos achats |\n"
    )
    assert [fact.value for fact in facts(text, "purpose")] == ["Vous identifier", "Livrer vos achats"]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("Nous pouvons collecter certaines données techniques.", ["données techniques"]),
        ("Nous ne collectons pas vos données bancaires.", []),
        (
            "Nous traitons vos coordonnées telles que votre adresse, date de naissance, ainsi que vos préférences.",
            ["adresse", "date de naissance", "préférences"],
        ),
        (
            "Nous collectons les données suivantes :\n\n- Données de santé (pour les assurés).\n- Nom (usuel).",
            ["Données de santé", "Nom (usuel)"],
        ),
        ("Le site utilise :\n\n- Des données de connexion : date, heure ;", ["données de connexion : date, heure"]),
    ],
)
def test_data_collected_are_named_in_prose_and_lists(facts, text, categories):
    assert [fact.value for fact in facts(f"1. Le site\n\n{text}", "data_category")] == categories


def test_a_column_on_how_long_data_are_kept_holds_no_category(facts):
    text = (
        "1. Tableau\n\n| Catégories de données | Durée de conservation de ces données |\n|---|---|\n"
        "| Adresse | Pendant le contrat |\n"
    )
    assert [fact.value for fact in facts(text, "data_category")] == ["Adresse"]
