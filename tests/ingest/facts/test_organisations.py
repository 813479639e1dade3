"""Who answers for the data, under which number, who hosts them, and of when the policy is."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (role, value)."""

    def read(text, kind):
        return [(fact.role, fact.value) for fact in parsed_of(text).facts if fact.kind == kind]

    return read


CONTROLLERS = [
    ("La Mutuelle des Fougères est responsable du traitement de vos données.", "Mutuelle des Fougères"),
    ("Le responsable de traitement est la société Boréal Assurances SA, sise à Lyon.", "Boréal Assurances SA"),
    ("Responsable de traitement : Boréal, 3 rue du Bois, 69001 Lyon.", "Boréal"),
    ("Boréal traite vos données en qualité de responsable de traitement.", "Boréal"),
    ("Vos données sont collectées par Boréal, responsable de traitement.", "Boréal"),
    ("En tant que responsable de traitement, Boréal assure la sécurité de vos données.", "Boréal"),
    (
        "La Société des Voyageurs (SDV), enregistrée sous le numéro SIREN 775 659 907, est une mutuelle. Elle est"
        " responsable de traitement.",
        "Société des Voyageurs (SDV)",
    ),
    ("Vos données sont traitées par Zéphyr Mutuelle, en tant que responsable de traitement.", "Zéphyr Mutuelle"),
    ("Fern Ltd is the data controller of your personal data.", "Fern Ltd"),
    ("The data controller is Fern Ltd.", "Fern Ltd"),
]


@pytest.mark.parametrize(("sentence", "name"), CONTROLLERS)
def test_the_organisation_that_is_responsible_is_named(facts, sentence, name):
    assert facts(f"1. Qui\n\n{sentence}", "controller") == [("", name)]


def test_failing_any_such_statement_the_publisher_stands_for_it(facts):
    text = "1. Nous\n\nLe site est édité par la société Boréal, RCS Lyon 775 659 907."
    assert facts(text, "controller") == [("", "Boréal")]


def test_two_organisations_of_the_section_on_the_controller_are_both_named(parsed_of):
    text = (
        "1. Identité du responsable de traitement\n\nBoréal, mutuelle enregistrée sous le numéro SIREN 775 685 399."
        "\n\nZéphyr, union enregistrée sous le numéro SIREN 441 921 962."
    )
    found = [one for one in parsed_of(text).facts if one.kind == "controller"]
    assert [(one.value, dict(one.details)["siren"]) for one in found] == [
        ("Boréal", "775685399"),
        ("Zéphyr", "441921962"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Qui est responsable du traitement ?",
        "Vous serez informé de l'identité du responsable de traitement.",
        "Notre partenaire Zéphyr est responsable de traitement pour ses cookies.",
    ],
)
def test_a_sentence_that_names_no_controller_gives_none(facts, sentence):
    assert facts(f"1. Qui\n\n{sentence}", "controller") == []


SIRENS = [
    ("Boréal, immatriculée au RCS de Nanterre sous le numéro 351 058 151.", ("controller", "351 058 151")),
    ("Mutuelle immatriculée au répertoire SIRENE sous le n° SIREN 775 659 907.", ("controller", "775 659 907")),
    ("Boréal, 351058151 RCS Nanterre, au capital de 30 000 euros.", ("controller", "351058151")),
    ("SIRET : 351 058 151 00123.", ("controller", "351 058 151")),
    ("Hébergeur du site : Nuage SAS, RCS Lille 424 761 419.", ("other", "424 761 419")),
]


@pytest.mark.parametrize(("sentence", "siren"), SIRENS)
def test_a_registration_number_is_found_with_whose_it_is(facts, sentence, siren):
    assert facts(f"1. Qui\n\n{sentence}", "siren") == [siren]


@pytest.mark.parametrize(
    "sentence",
    [
        "SIREN 351 058 152",
        "TVA FR 69 351 058 151",
        "Société au capital de 351 058 151 euros.",
        "Autorisation unique n° 351 058 151.",
    ],
)
def test_a_number_without_a_right_check_digit_or_of_another_kind_is_no_siren(facts, sentence):
    assert facts(f"1. Qui\n\n{sentence}", "siren") == []


HOSTS = [
    ("Le site est hébergé par la société Nuage SAS, 2 rue Kellermann, 59100 Roubaix.", "Nuage SAS"),
    ("Hébergeur : Nuage, Roubaix.", "Nuage"),
    ("Vos données sont hébergées en France chez Nuage.", "Nuage"),
    ("The website is hosted by Nuage Ltd.", "Nuage Ltd"),
]


@pytest.mark.parametrize(("sentence", "name"), HOSTS)
def test_the_host_is_named(facts, sentence, name):
    assert facts(f"1. Hébergement\n\n{sentence}", "host") == [("", name)]


def test_hosting_without_a_name_names_no_host(facts):
    assert facts("1. Hébergement\n\nVos données sont hébergées par un prestataire certifié.", "host") == []


DATES = [
    ("Dernière mise à jour : avril 2022", "updated", "2022-04"),
    ("Mise à jour le 12.03.2023", "updated", "2023-03-12"),
    ("La présente politique a été modifiée le 1er juin 2021.", "updated", "2021-06-01"),
    ("Politique en vigueur au 25 mai 2018", "effective", "2018-05-25"),
    ("Date d'entrée en vigueur : 01/10/2017", "effective", "2017-10-01"),
    ("Version du 01/06/2021", "version", "2021-06-01"),
    ("La présente version est datée du 30 juin 2021", "version", "2021-06-30"),
    ("Last updated: May 25, 2018", "updated", "2018-05-25"),
    ("This policy is effective as of 1 March 2020.", "effective", "2020-03-01"),
]


@pytest.mark.parametrize(("sentence", "role", "date"), DATES)
def test_the_date_of_the_policy_is_read_with_what_it_is_the_date_of(parsed_of, sentence, role, date):
    found = parsed_of(f"1. Divers\n\nNous répondons à tous.\n\n{sentence}\n\nMerci.").facts
    assert [(one.role, one.normalised) for one in found if one.kind == "version_date"] == [(role, date)]


@pytest.mark.parametrize("title", ["Politique de confidentialité – Avril 2022", "Mise à jour du 05/04/2022"])
def test_a_title_may_state_the_date(parsed_of, title):
    found = parsed_of(f"# {title}\n\n## 1. Objet\n\nNous protégeons vos données.").facts
    assert [one.normalised[:7] for one in found if one.kind == "version_date"] == ["2022-04"]


@pytest.mark.parametrize(
    "sentence",
    [
        "La loi du 6 janvier 1978 a été modifiée le 20 juin 2018.",
        "Le RGPD est entré en vigueur le 25 mai 2018.",
        "Le règlement (UE) 2016/679 du 27 avril 2016, applicable depuis le 25 mai 2018.",
        "La version précédente de cette politique date du 12 mars 2019.",
        "Votre contrat prend effet le 1er janvier 2024, après validation de votre dossier.",
        "Version du 31/02/2022",
    ],
)
def test_the_date_of_a_law_or_of_something_else_is_not_the_policy_s(parsed_of, sentence):
    found = parsed_of(f"1. Divers\n\n{sentence}").facts
    assert [one for one in found if one.kind == "version_date"] == []


SPEAKERS = [
    ("Chez Boréal, nous protégeons votre vie privée.", "Boréal"),
    ("Bienvenue sur la politique de confidentialité de Boréal.", "Boréal"),
    ("Les mots « nous », « notre » désignent la société Boréal.", "Boréal"),
    ("Nous sommes Boréal.", "Boréal"),
    ("La société Boréal (ci-après « l'Assureur ») attache du prix à vos données.", "Boréal"),
]


@pytest.mark.parametrize(("sentence", "name"), SPEAKERS)
def test_failing_a_publisher_whoever_speaks_stands_for_the_controller(facts, sentence, name):
    assert facts(f"1. Introduction\n\n{sentence}", "controller") == [("", name)]


def test_the_controller_may_be_named_in_the_next_sentence(facts):
    text = (
        "1. Introduction\n\nLe responsable du traitement est la personne qui fixe les objectifs. Pour le site, il "
        "s'agit de Boréal, société immatriculée au RCS de Lyon."
    )
    assert facts(text, "controller") == [("", "Boréal")]


def test_a_partner_that_is_presented_is_not_the_controller(facts):
    text = "1. Introduction\n\nNotre partenaire Zéphyr (ci-après « le Vendeur ») vend des livres."
    assert facts(text, "controller") == []


def test_the_policy_of_somebody_else_names_no_controller(facts):
    text = "1. Introduction\n\nConsultez aussi la politique de confidentialité de Zéphyr."
    assert facts(text, "controller") == []
