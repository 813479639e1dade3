"""Headings are recognised in every style that insurers use, and prose is never taken for one."""

import pytest

from ingest.parsing.text import parse_text

PROSE = "Vous pouvez écrire à la mutuelle quand vous le voulez."


def titles(text):
    return [section.title for section in parse_text(text)[0]]


def document(*headings, body=PROSE):
    return "Politique\n\n" + "\n\n".join(f"{heading}\n\n{body}" for heading in headings)


STYLES = {
    "numbered": ["1. Objet", "2. Les droits", "2.1 L'accès", "2.2 Le retrait"],
    "numbered with a dash": ["1- Objet", "2- Les droits"],
    "numbered questions": ["1 - Pourquoi ces données ?", "2 - Qui les lit ?"],
    "articles": ["Article 1 – Objet", "Article 2 – Vos droits"],
    "articles in another language": ["Член 10 – Данни", "Член 11 – Социални мрежи"],
    "questions": ["Quand traitons-nous des données ?", "Quels sont vos droits ?"],
    "number and letter": ["1 - A - Afin de répondre", "1 - B - Pour conclure un contrat"],
    "bold": ["**Objet**", "**Vos droits**"],
    "plain lines": ["Objet", "Transferts de données hors Union européenne"],
    "capitals": ["REGLES POUR LE TRAITEMENT", "DUREE DE CONSERVATION"],
    "letters": ["a) Analyse d'impact", "b) Le numéro de Sécurité sociale"],
    "roman numbers": ["I - Les données", "II - Les cookies"],
    "Markdown": ["# Objet", "## Vos droits"],
}


@pytest.mark.parametrize("headings", STYLES.values(), ids=STYLES)
def test_headings_of_every_style_are_found(headings):
    expected = [heading.strip("*# ") for heading in headings]
    assert titles(document(*headings)) == ["Politique", *expected]


def test_a_heading_may_stand_right_above_its_text():
    text = f"Politique\n\n1 - A - Répondre\n{PROSE}\n\n1 - B - Conclure\n{PROSE}"
    assert titles(text) == ["Politique", "1 - A - Répondre", "1 - B - Conclure"]


def test_an_underlined_line_is_a_heading():
    assert titles(f"Politique\n=========\n\n{PROSE}\n\nVos droits\n----------\n\n{PROSE}") == [
        "Politique",
        "Vos droits",
    ]


def test_a_decorated_line_is_a_heading_without_its_decoration():
    assert titles(document(":: Vie privée ::", "1. Objet"))[1] == "Vie privée"


NOT_HEADINGS = {
    "a sentence": "Vous disposez de droits.",
    "a numbered sentence": "2.1. La mutuelle est enregistrée sous un numéro.",
    "a numbered item": "2 - d'un droit de suppression",
    "an introduction": "Les données que nous collectons sont :",
    "a bullet": "• de la gestion des risques",
    "an address": "3 rue du Bois, 69001 Lyon",
    "a web address": "www.exemple.fr",
    "an email address": "dpo@exemple.fr",
    "a phone number": "Téléphone 01 44 93 11 00",
    "a clause": "Pour mieux connaître vos droits, rendez-vous sur le site",
    "a row": "Inexistant\tAucune incidence",
    "a date": "1 octobre 2017",
}


@pytest.mark.parametrize("line", NOT_HEADINGS.values(), ids=NOT_HEADINGS)
def test_a_line_of_prose_is_not_a_heading(line):
    assert titles(f"1. Objet\n\n{PROSE}\n\n{line}\n\n{PROSE}") == ["1. Objet"]


def test_one_article_alone_is_not_a_style():
    assert titles(f"Politique\n\n{PROSE}\n\nArticle 15 – du règlement s'applique, sans réserve.\n\n{PROSE}") == [
        "Politique"
    ]


def test_a_line_inside_a_paragraph_is_not_a_heading():
    assert titles(f"Politique\n\n{PROSE}\nVos droits\n{PROSE}") == ["Politique"]


def test_levels_follow_the_numbers():
    sections, _ = parse_text(document("1. Objet", "1.1 Cadre", "a) Analyse", "2. Droits"))
    assert [section.level for section in sections] == [0, 1, 2, 3, 1]


def test_a_path_runs_from_the_title_down_to_the_section():
    sections, _ = parse_text(document("1. Objet", "1.1 Cadre", "a) Analyse", "2. Droits"))
    assert [section.path for section in sections[3:]] == [
        ("Politique", "1. Objet", "1.1 Cadre", "a) Analyse"),
        ("Politique", "2. Droits"),
    ]


MIEUX_ETRE = [
    "POLITIQUE DE PROTECTION DES DONNEES A CARACTERE PERSONNEL",
    "1. PREAMBULE",
    "1.1 Cadre réglementaire",
    "1.2 Connaître Mutuelle Mieux-Être",
    "1.3 Objectifs de la politique",
    "1.4 Périmètre",
    "1.5 Modifications",
    "2. REGLES POUR LE TRAITEMENT DES DONNEES PERSONNELLES",
    "2.1 Rappel",
    "2.2 Collecte",
    "2.3 Les traitements",
    "a) Analyse d'impact",
    "b) Privacy by design et by default",
    "c) Finalités des traitements",
    "d) Le numéro de Sécurité sociale",
    "e) Les données de santé",
    "f) Les données sensibles",
    "2.4 Les destinataires des données personnelles",
    "2.5 La sécurité",
    "3. LES DROITS",
    "3.1 Les droits des personnes concernées",
    "3.2 Le profilage",
    "3.3 Consentement",
    "3.4 L'exercice de leurs droits par les personnes concernées",
    "3.5 Prise en charge d'une demande par Mutuelle Mieux-Être",
    "4. DUREE DE CONSERVATION DES DONNEES",
    "4.1 Règles générales",
    "4.2 Données de connexion et cookies",
    "4.3 Réseaux sociaux",
    "5. CONTROLE",
    "GLOSSAIRE",
]
MGEN = [
    "Politique de confidentialité MGEN",
    "préface",
    "Article 1 – Définitions. T",
    "Article 2 – Identité du responsable du traitement",
    "Article 3 – Formalités de la CNIL",
    "Article 4 – Collecte et traitement des données",
    "Article 5 – Objectifs du traitement",
    "Article 6 – Consentement",
    "Article 7 – Destinataires des données",
    "Article 8 – Délai de conservation",
    "Article 9 – Vos droits",
    "Член 10 – Данни за влизане и бисквитки",
    "Член 11 – Социални мрежи",
    "Член 12 – Сигурност",
    "Член 13 – Изменения",
]
SEM = [
    "Politique de confidentialité",
    "Politique de protection des données",
    "Identification",
    "Préambule",
    "Objet",
    "Quand traitons-nous des données ?",
    "Quelles catégories de données collectées traitons-nous ?",
    "Pour quelles finalités les données sont-elles collectées ?",
    "A qui sont-elles transmises ?",
    "Transferts de données hors Union européenne",
    "Quels sont vos droits ?",
    "Cookies et autre traceurs",
    "Quelles sont les mesures de sécurité mises en œuvre ?",
    "Sites appartenant à des tiers",
    "Mise à jour de la politique de protection des données",
]
MESE = [
    "POLITIQUE DE PROTECTION DES DONNEES PERSONNELLES DE LA MESE",
    "1- Pourquoi une Politique de protection des données ?",
    "2- Quelle est la portée de cette politique ? Qui est responsable du traitement des données ?",
    "3- Pourquoi recueillons-nous et utilisons-nous des informations personnelles ?",
    "4- Quels types d'informations personnelles traitons-nous ?",
    "5- Votre contenu",
    "6- Avec qui partageons-nous les informations personnelles ?",
    "7- Comment protégeons-nous vos informations personnelles ?",
    "8- Les sites Web tiers et les réseaux sociaux",
    "9- Quels sont vos droits ?",
    "Mention sur les cookies",
]
MHR = [
    "INTRODUCTION",
    "1 - Pourquoi traitons nous vos données ?",
    "1 - A - Afin de répondre à vos questions",
    "1 - B - Pour conclure et exécuter un contrat complémentaire santé",
    "1 - C - A des fins de communication",
    "1 - D - Aux fins d'utilisation de nos sites internet ou nos applications",
    "2 - Combien de temps conservons nous vos données ?",
    "3 - Qui peut accéder à vos données ?",
    "4 - Vos données sont elles sécurisées ?",
    "5 - Comment exercer vos droits ?",
    "6 - Pouvez vous retirer votre consentement ?",
    "7 - Comment déposer une réclamation",
    "II - Gestion des cookies et données non personnelles",
    "III - Espace adhérent",
]


@pytest.mark.parametrize(
    ("insurer", "expected"),
    [("mese", MESE), ("sem", SEM), ("mieux-etre", MIEUX_ETRE), ("mgen", MGEN)],
    ids=["mese", "sem", "mieux-etre", "mgen"],
)
def test_a_policy_has_exactly_the_sections_a_reader_sees(policies, insurer, expected):
    assert [section.title for section in policies[insurer].sections] == expected


def test_the_mhr_policy_has_every_numbered_section_in_order(policies):
    found = [section.title for section in policies["mhr"].sections]
    first = found.index(MHR[0])
    assert found[first : first + len(MHR)] == MHR


def test_the_first_part_of_the_mhr_policy_is_a_heading(policies):
    assert "Gestion et protection des données personnelles" in [one.title for one in policies["mhr"].sections]


def test_a_section_of_mieux_etre_knows_what_it_belongs_to(policies):
    section = next(one for one in policies["mieux-etre"].sections if one.title == "a) Analyse d'impact")
    assert section.path[1:] == (
        "2. REGLES POUR LE TRAITEMENT DES DONNEES PERSONNELLES",
        "2.3 Les traitements",
        "a) Analyse d'impact",
    )


MARKDOWN = {
    "an escaped number": ("## 1\\. Objet", "1. Objet"),
    "an escaped number without marks": ("1\\. Objet", "1. Objet"),
    "a link": ("## [Vos droits](https://a.example/droits)", "Vos droits"),
    "an underline": ("Vos droits\n==========", "Vos droits"),
    "a bold line": ("**Vos droits**", "Vos droits"),
}


@pytest.mark.parametrize(("heading", "title"), MARKDOWN.values(), ids=MARKDOWN)
def test_a_heading_of_markdown_reads_as_it_is_shown(heading, title):
    sections, _ = parse_text(f"Avant tout.\n\n{heading}\n\nVous pouvez écrire à la mutuelle.")
    assert [one.title for one in sections] == ["", title]


@pytest.mark.parametrize("line", ["[Nous écrire](mailto:dpo@a.example)", "1. Accès\n2. Rectification"])
def test_a_link_or_a_numbered_list_is_no_heading(line):
    sections, _ = parse_text(f"Vous pouvez agir de deux façons.\n\n{line}\n\nLa mutuelle répond.")
    assert [one.title for one in sections] == [""]
