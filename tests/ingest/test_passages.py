"""Passages are self-sufficient: a list stays with its introduction, and noise never breaks a sentence for good."""

import pytest

from ingest.passages import MAX_CHARACTERS

LONG_ITEMS = [
    f"- la gestion de l'opération numéro {number}, avec ses pièces et ses suites ;" for number in range(40)
]
HEADER = "Politique de vie privée – avril 2022\n\nMutuelle des Fougères, SIREN 443 963 988"


@pytest.fixture
def passages(parsed_of):
    """Kind and text of each passage of an invented policy."""

    def read(text):
        parsed = parsed_of(text)
        return [(one.kind, parsed.passage_text(one)) for one in parsed.passages]

    return read


@pytest.fixture
def sentences(parsed_of):
    def read(text):
        parsed = parsed_of(text)
        return [parsed.sentence_text(one) for passage in parsed.passages for one in passage.sentences]

    return read


LISTS = {
    "a colon": "Nous traitons :\n\n- votre nom ;\n- votre adresse.",
    "a blank line between items": "Nous traitons :\n\n- votre nom ;\n\n- votre adresse.",
    "no colon": "Vous pouvez déposer une réclamation\n\n- au moyen du formulaire\n\n- par courrier.",
    "bullets": "Nous traitons :\n\n  • votre nom ;\n  • votre adresse.",
    "numbered items": "Vous disposez :\n\n1 - d'un droit d'accès ;\n\n2 - d'un droit d'opposition.",
    "nested items": "Nous traitons :\n\n• les contrats, dont :\n  • leur suivi ;\n  • leur fin.",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_an_introduced_list_stays_with_its_introduction(passages, text):
    assert passages(f"1. Objet\n\n{text}") == [("list", text)]


def test_the_second_line_of_an_item_stays_with_the_item(sentences):
    text = "1. Droits\n\nÉcrivez :\n\n- soit par courrier :\nFougères, 3 rue du Bois\n- soit par courriel."
    assert sentences(text) == ["Écrivez :", "soit par courrier :\nFougères, 3 rue du Bois", "soit par courriel."]


def test_a_bullet_is_not_part_of_its_sentence(sentences):
    assert sentences("1. Objet\n\nNous traitons :\n\n• votre nom ;\n- votre adresse.")[1:] == [
        "votre nom ;",
        "votre adresse.",
    ]


def test_a_paragraph_after_a_list_is_a_passage_of_its_own(passages):
    found = passages("1. Objet\n\nNous traitons :\n\n- votre nom ;\n- votre adresse.\n\nElles sont gardées un an.")
    assert found[1:] == [("text", "Elles sont gardées un an.")]


def test_short_paragraphs_of_a_section_share_a_passage(passages):
    assert passages("1. Objet\n\nUne règle.\n\nUne autre règle.") == [("text", "Une règle.\n\nUne autre règle.")]


def test_two_sections_never_share_a_passage(passages):
    assert passages("1. Objet\n\nUne règle.\n\n2. Droits\n\nUne autre règle.") == [
        ("text", "Une règle."),
        ("text", "Une autre règle."),
    ]


def test_a_long_list_is_cut_below_the_largest_size(passages):
    found = passages("1. Objet\n\nNous traitons :\n\n" + "\n".join(LONG_ITEMS))
    assert max(len(text) for _, text in found) <= MAX_CHARACTERS


def test_a_long_list_is_cut_between_its_items(passages):
    found = passages("1. Objet\n\nNous traitons :\n\n" + "\n".join(LONG_ITEMS))
    assert "\n".join(text for _, text in found) == "Nous traitons :\n\n" + "\n".join(LONG_ITEMS)


def test_the_rest_of_a_long_list_remembers_its_introduction(parsed_of):
    parsed = parsed_of("1. Objet\n\nNous traitons :\n\n" + "\n".join(LONG_ITEMS))
    introductions = [one.introduction and parsed.document.slice(one.introduction) for one in parsed.passages]
    assert introductions == [None] + ["Nous traitons :"] * (len(introductions) - 1)


def test_the_rest_of_a_cut_list_remembers_the_last_sentence_of_its_introduction(parsed_of):
    parsed = parsed_of("1. Objet\n\nUne règle existe. Nous traitons :\n\n" + "\n".join(LONG_ITEMS))
    assert parsed.document.slice(parsed.passages[-1].introduction) == "Nous traitons :"


def test_the_rest_of_a_cut_list_remembers_the_item_that_it_is_part_of(parsed_of):
    nested = "\n".join(f"  {item}" for item in LONG_ITEMS)
    parsed = parsed_of(f"1. Objet\n\nNous traitons :\n\n- les contrats, dont :\n{nested}\n- la suite.")
    assert parsed.document.slice(parsed.passages[1].introduction) == "les contrats, dont :"


def test_lines_numbered_one_after_the_other_are_a_list(passages):
    text = "Vous avez des droits :\n\n1. Accès\n2. Rectification\n3. Opposition"
    assert passages(f"# Objet\n\n{text}") == [("list", text)]


def test_each_definition_of_a_glossary_is_a_passage(passages):
    text = "GLOSSAIRE\n\nCNIL : l'autorité de contrôle.\n\n**DPO** : le délégué à la protection des données."
    assert passages(f"1. Objet\n\nUn mot.\n\n{text}")[1:] == [
        ("definition", "CNIL : l'autorité de contrôle."),
        ("definition", "**DPO** : le délégué à la protection des données."),
    ]


def test_a_definition_in_a_list_is_a_passage(passages):
    text = "Article 1 – Définitions\n\n• COMPTE : l'espace.\n• SITE : le site.\n\nArticle 2 – Objet\n\nUn mot."
    assert [kind for kind, _ in passages(text)] == ["definition", "definition", "text"]


def test_a_table_becomes_passages_row_by_row(passages):
    rows = "Niveau\tIncidence\nFaible\tDes désagréments\nFort\tUne perte\nCritique\tUn décès"
    assert passages(f"1. Objet\n\nLes risques sont classés :\n\n{rows}") == [
        ("table", "Les risques sont classés :\n\nNiveau\tIncidence\nFaible\tDes désagréments"),
        ("table", "Fort\tUne perte"),
        ("table", "Critique\tUn décès"),
    ]


def test_each_row_below_the_first_is_introduced_by_the_header(parsed_of):
    table = "| Donnée | Durée |\n|---|---|\n| Contrat | 5 ans |\n| Cookie | 13 mois |\n| Compte | 3 ans |"
    parsed = parsed_of(f"1. Objet\n\n{table}")
    introductions = [one.introduction and parsed.document.slice(one.introduction) for one in parsed.passages]
    assert introductions == [None, "| Donnée | Durée |", "| Donnée | Durée |"]


def test_each_row_of_a_table_is_a_sentence(sentences):
    assert sentences("1. Objet\n\n| Niveau | Incidence |\n|---|---|\n| Faible | Des désagréments. Peu. |") == [
        "| Niveau | Incidence |",
        "| Faible | Des désagréments. Peu. |",
    ]


def test_a_long_table_remembers_its_header_row(parsed_of):
    rows = [f"Risque {number}\tUne incidence décrite en quelques mots bien pesés" for number in range(40)]
    parsed = parsed_of("1. Objet\n\nNiveau\tIncidence\n" + "\n".join(rows))
    assert {parsed.document.slice(one.introduction) for one in parsed.passages[1:]} == {"Niveau\tIncidence"}


@pytest.fixture
def interrupted(parsed_of):
    """A sentence that a page header cuts in two, in a policy where that header stands on three pages."""
    return parsed_of(
        "1. Objet\n\nLe numéro sert à relier jour après jour, sans exception, nos services de gestion\n\n"
        f"{HEADER}\n\net les caisses d'assurance.\n\n"
        f"2. Droits\n\nVous en avez.\n\n{HEADER}\n\n3. Cookies\n\nIl y en a.\n\n{HEADER}"
    )


def test_a_sentence_that_noise_interrupts_is_one_sentence(interrupted):
    (sentence,) = interrupted.passages[0].sentences
    assert interrupted.sentence_text(sentence) == (
        "Le numéro sert à relier jour après jour, sans exception, nos services de gestion"
        " et les caisses d'assurance."
    )


def test_a_sentence_that_noise_interrupts_keeps_two_exact_spans(interrupted):
    (sentence,) = interrupted.passages[0].sentences
    assert [interrupted.document.slice(span) for span in sentence.spans] == [
        "Le numéro sert à relier jour après jour, sans exception, nos services de gestion",
        "et les caisses d'assurance.",
    ]


def test_a_passage_that_noise_interrupts_has_the_header_in_its_hull_only(interrupted):
    passage = interrupted.passages[0]
    assert HEADER in interrupted.document.slice(passage.hull)
    assert HEADER not in interrupted.passage_text(passage)


def test_the_short_start_of_a_sentence_that_noise_interrupts_is_not_a_heading(parsed_of):
    parsed = parsed_of(
        f"1. Objet\n\nCe numéro relie nos services\n\n{HEADER}\n\net les caisses.\n\n"
        f"2. Droits\n\nVous en avez.\n\n{HEADER}\n\n3. Cookies\n\nIl y en a.\n\n{HEADER}"
    )
    assert parsed.passage_text(parsed.passages[0]) == "Ce numéro relie nos services et les caisses."


def test_a_passage_is_named_after_its_offsets(parsed_of):
    assert [one.id for one in parsed_of("1. Objet\n\nUne règle.").passages] == ["policy-10-20"]


def test_each_passage_has_its_own_language(parsed_of):
    text = (
        "1. Objet\n\nVous pouvez exercer vos droits par simple courrier.\n\n"
        "2. Droits\n\nТези права са лични, само заинтересованото лице може да направи искането."
    )
    assert [one.language for one in parsed_of(text, ("fr", "bg")).passages] == ["fr", "bg"]


def passage_with(parsed, words):
    return next(one for one in parsed.passages if words in parsed.passage_text(one))


def test_the_recipients_of_sem_data_are_one_passage(policies):
    passage = passage_with(policies["sem"], "aux services habilités de la SEM")
    assert len(passage.sentences) == 1 + 3  # the introduction and three recipients


def test_the_rights_of_mhr_members_are_one_passage(policies):
    passage = passage_with(policies["mhr"], "d'un droit d'accès et de rectification")
    assert len(passage.sentences) == 1 + 8  # the introduction and the rights numbered 1 to 8


def test_the_list_of_mieux_etre_that_a_page_header_breaks_is_whole(policies):
    parsed = policies["mieux-etre"]
    passage = passage_with(parsed, "La façon dont seront utilisées vos données")
    assert parsed.passage_text(passage).endswith("collecte et les raisons de cette collecte.")


def test_the_sentence_of_mieux_etre_that_a_footnote_breaks_is_whole(policies):
    parsed = policies["mieux-etre"]
    passage = passage_with(parsed, "NOEMIE")
    assert any(
        "entre les services de gestion et les différentes Caisses Primaires" in parsed.sentence_text(one)
        for one in passage.sentences
    )


def test_the_sentence_of_mese_that_a_page_break_cuts_is_whole(policies):
    parsed = policies["mese"]
    passage = passage_with(parsed, "Les utilisateurs\n\nautorisés")
    assert any(
        parsed.sentence_text(one).startswith("Les utilisateurs\n\nautorisés ont accès") for one in passage.sentences
    )


def test_the_mieux_etre_glossary_has_twelve_definitions(policies):
    definitions = [one for one in policies["mieux-etre"].passages if one.kind == "definition"]
    assert len(definitions) == 12


def test_the_risk_table_of_mieux_etre_has_a_passage_for_each_level(policies):
    tables = [one for one in policies["mieux-etre"].passages if one.kind == "table"]
    assert [len(one.sentences) for one in tables] == [1 + 1 + 1, 1, 1, 1, 1]  # introduction, header and first level


def test_the_mgen_policy_turns_bulgarian_within_article_9(policies):
    languages = [one.language for one in policies["mgen"].passages if one.section == "Article 9 – Vos droits"]
    turn = languages.index("bg")
    assert set(languages[:turn]) == {"fr"}
    assert set(languages[turn:]) == {"bg"}


@pytest.mark.parametrize("insurer", ["mese", "sem", "mieux-etre", "mgen", "mhr"])
def test_no_passage_of_a_policy_is_a_bare_heading(policies, insurer):
    parsed = policies[insurer]
    bare = [parsed.passage_text(one) for one in parsed.passages if len(parsed.passage_text(one)) < 40]
    assert bare == []
