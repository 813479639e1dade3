"""Each period during which data are kept, with what it is the period of and from when it runs."""

import pytest


@pytest.fixture
def kept(parsed_of):
    """(normalised, subject, from) of each retention period of an invented policy."""

    def read(text, kind="retention"):
        found = [fact for fact in parsed_of(text).facts if fact.kind == kind]
        return [(fact.normalised, fact.subject, dict(fact.details).get("from", "")) for fact in found]

    return read


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Vos données de santé sont conservées pendant cinq (5) ans à compter de la fin du contrat.",
            ("P5Y", "Vos données de santé", "à compter de la fin du contrat"),
        ),
        ("Nous conservons vos factures pendant dix ans.", ("P10Y", "vos factures", "")),
        (
            "Les candidatures non retenues sont détruites après 24 mois.",
            ("P24M", "Les candidatures non retenues", ""),
        ),
        ("Les comptes inactifs depuis plus de 2 ans sont supprimés.", ("P2Y", "Les comptes inactifs", "")),
        ("Toute pièce d'identité reçue est conservée un an.", ("P1Y", "Toute pièce d'identité reçue", "")),
        ("Les sauvegardes sont gardées trente jours glissants.", ("P30D", "Les sauvegardes", "")),
        (
            "We keep your claims data for ten (10) years after the end of your contract.",
            ("P10Y", "your claims data", "after the end of your contract"),
        ),
        ("Telephone recordings are deleted after 6 months.", ("P6M", "Telephone recordings", "")),
        ("La durée de conservation des journaux est de douze mois.", ("P12M", "journaux", "")),
    ],
)
def test_a_sentence_says_what_is_kept_how_long_and_from_when(kept, sentence, expected):
    assert kept(f"1. Sécurité\n\n{sentence}") == [expected]


def test_each_period_of_a_sentence_has_its_own_subject(kept):
    text = (
        "1. Durées\n\nVos données sont conservées trois ans pour les prospects, cinq ans pour les adhérents "
        "et les pièces comptables dix ans."
    )
    assert [one[:2] for one in kept(text)] == [
        ("P3Y", "les prospects"),
        ("P5Y", "les adhérents"),
        ("P10Y", "les pièces comptables"),
    ]


def test_archiving_goes_on_with_the_subject_of_the_first_period(kept):
    text = (
        "1. Durées\n\nLes contrats sont conservés cinq ans à compter de la résiliation, puis archivés "
        "pendant dix ans."
    )
    assert [one[:2] for one in kept(text)] == [("P5Y", "Les contrats"), ("P10Y", "Les contrats")]


def test_a_list_item_is_labelled_by_its_first_words(kept):
    text = (
        "1. Durées\n\nNous conservons :\n\n- vos données de prospect : 3 ans à compter du dernier contact ;\n"
        "- les données de gestion : durée du contrat augmentée de 5 ans ;\n- les documents comptables "
        "pendant 10 ans."
    )
    assert kept(text) == [
        ("P3Y", "vos données de prospect", "à compter du dernier contact"),
        ("P5Y", "les données de gestion", ""),
        ("P10Y", "les documents comptables", ""),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| Finalité | Base légale | Durée de conservation |\n|---|---|---|\n"
        "| Prospection | | 3 ans après le dernier contact |\n| Contrats | contrat | 5 ans (10 ans en cas de "
        "litige) |",
        "Finalité\tBase légale\tDurée de conservation\nProspection\tintérêt\t3 ans après le dernier contact\n"
        "Contrats\tcontrat\t5 ans (10 ans en cas de litige)",
    ],
)
def test_a_table_row_is_the_period_of_its_purpose(kept, table):
    assert kept(f"1. Durées\n\n{table}\n") == [
        ("P3Y", "Prospection", "après le dernier contact"),
        ("P5Y", "Contrats", ""),
        ("P10Y", "Contrats", ""),
    ]


def test_a_column_of_starting_points_is_told_with_the_period(kept):
    text = (
        "1. Durées\n\nDonnées\tDurée\tPoint de départ\nProspects\t3 ans\tdernier contact\nSinistres\t10 "
        "ans\tclôture\n"
    )
    assert kept(text) == [("P3Y", "Prospects", "dernier contact"), ("P10Y", "Sinistres", "clôture")]


def test_a_bare_duration_takes_the_title_as_its_subject(kept):
    text = "1. Gestion des sinistres\n\nDurée de conservation : 5 ans à compter de la clôture du dossier."
    assert kept(text) == [("P5Y", "Gestion des sinistres", "à compter de la clôture du dossier")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous répondons à votre demande dans un délai d'un mois, prolongé de deux mois si nécessaire.",
        "Vos données seront supprimées dans un délai de 30 jours suivant votre demande.",
        "Votre mot de passe est renouvelé tous les 90 jours.",
        "Vous disposez de 14 jours pour vous rétracter.",
        "Vous pouvez résilier après 1 an, avec un préavis de deux mois.",
        "La violation est notifiée à la CNIL dans les 72 heures.",
        "Les données sont conservées jusqu'à vos 18 ans.",
        "Les données sont conservées pendant la durée du contrat, conformément à la loi du 6 janvier 1978.",
        "Le délai de prescription est de deux ans.",
        "We will reply to your request within one month.",
    ],
)
def test_another_period_is_not_how_long_data_are_kept(kept, sentence):
    assert kept(f"1. Vos droits\n\n{sentence}") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Les cookies de mesure d'audience expirent au bout de 13 mois.", ["P13M"]),
        ("Votre choix est mémorisé pendant six mois.", ["P6M"]),
        ("Cookies last up to two years.", ["P2Y"]),
    ],
)
def test_the_life_of_a_cookie_or_of_a_choice_is_a_cookie_period(kept, sentence, expected):
    text = f"1. Cookies\n\n{sentence}"
    assert [one[0] for one in kept(text, "cookie_period")] == expected
    assert kept(text) == []


def test_other_data_in_a_section_on_cookies_are_kept_like_any_data(kept):
    text = "1. Cookies\n\nLes courriels que vous nous adressez sont conservés trois mois."
    assert [one[0] for one in kept(text)] == ["P3M"]


def test_a_table_of_cookies_gives_their_names(kept):
    text = "1. Cookies\n\n| Nom | Finalité | Durée |\n|---|---|---|\n| panier | achat | 24 heures |\n"
    assert kept(text, "cookie_period") == [("PT24H", "panier", "")]
