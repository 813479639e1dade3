"""What only a title states: a period in the section on keeping data, a right in the section on rights."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (normalised, subject, value)."""

    def read(text, kind):
        found = [fact for fact in parsed_of(text).facts if fact.kind == kind]
        return [(fact.normalised, fact.subject, fact.value) for fact in found]

    return read


def test_a_title_that_is_a_period_says_how_long_the_data_below_it_are_kept(facts):
    text = (
        "# Conservation de vos données\n\nVos données sont effacées ensuite.\n\n## 3 ans\n\n"
        "Votre nom et votre adresse.\n\n"
        "## 10 ans\n\nVos factures et vos paiements.\n"
    )
    assert facts(text, "retention") == [
        ("P3Y", "Votre nom et votre adresse", "3 ans"),
        ("P10Y", "Vos factures et vos paiements", "10 ans"),
    ]


def test_the_titles_below_it_name_the_data(facts):
    text = (
        "# Conservation de vos données\n\nVoici les durées.\n\n## 3 ans\n\n"
        "### Contacts\n\nVotre nom et votre adresse.\n\n"
        "### Appareils\n\nLe modèle et la langue.\n"
    )
    assert facts(text, "retention") == [("P3Y", "Contacts, Appareils", "3 ans")]


def test_a_line_lost_between_sections_keeps_its_period_when_it_says_from_when(parsed_of):
    text = "# Durées de conservation\n\n## Dossiers : 5 ans à compter de la clôture du compte\n\nVoir le tableau.\n"
    (fact,) = [one for one in parsed_of(text).facts if one.kind == "retention"]
    assert (fact.normalised, fact.subject) == ("P5Y", "Dossiers")
    assert dict(fact.details)["from"] == "à compter de la clôture du compte"


def test_a_title_about_the_memory_of_a_cookie_gives_a_cookie_period(facts):
    text = "# Conservation des cookies\n\nVoici les durées.\n\n## 13 mois\n\nMesure d'audience\n"
    assert facts(text, "cookie_period") == [("P13M", "Mesure d'audience", "13 mois")]


@pytest.mark.parametrize(
    "text",
    [
        "# Nos engagements\n\nNous existons.\n\n## 30 ans\n\nNous fêtons notre anniversaire.\n",
        "# Conservation\n\nVoici.\n\n## 30 ans de confiance\n\nNous fêtons notre anniversaire.\n",
    ],
)
def test_another_period_in_a_title_is_not_how_long_data_are_kept(facts, text):
    assert facts(text, "retention") == []


def test_a_period_that_the_text_below_repeats_is_told_once(facts):
    text = "# Conservation\n\nVoici.\n\n## 3 ans\n\nVos contacts sont conservés 3 ans.\n"
    assert facts(text, "retention") == [("P3Y", "Vos contacts", "3 ans")]


def test_a_right_that_only_a_title_names_is_granted(facts):
    text = (
        "# Vos droits\n\nVoici ce que vous pouvez nous demander.\n\n## Portabilité\n\n"
        "Un fichier structuré vous est remis.\n\n## Droit d'accès\n\nVous disposez d'un droit d'accès.\n"
    )
    assert sorted(one[0] for one in facts(text, "right")) == ["access", "portability"]


def test_a_title_elsewhere_names_no_right(facts):
    assert facts("# Sécurité\n\nVoici.\n\n## Accès aux locaux\n\nUn badge ouvre la porte.\n", "right") == []
