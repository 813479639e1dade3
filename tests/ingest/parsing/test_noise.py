"""What is on the page but is not the policy is recognised, kept in place, and nothing else is taken for it."""

import pytest

from ingest.parsing.text import parse_text

PROSE = "Vous pouvez écrire à la mutuelle quand vous le voulez."
PARTS = (
    "1. Objet\n\nLa présente politique dit ce que nous faisons.",
    "2. Droits\n\nVous pouvez consulter votre dossier.",
    "3. Cookies\n\nLe site en dépose quelques-uns.",
)
HEADER = "Politique de vie privée – avril 2022\n\nMutuelle des Fougères, SIREN 443 963 988"


def noise(text):
    return [(piece.kind, text[piece.span.start : piece.span.end]) for piece in parse_text(text)[1]]


CONTENTS = {
    "repeated titles": "Sommaire\n\n1. Objet\n2. Droits\n3. Cookies",
    "page numbers after tabs": "S O M M A I R E\n\n1. Objet\t4\n2. Droits\t5\na) Accès\t6",
    "page numbers after dots": "Table des matières\n\n1. Objet ..... 4\n2. Droits ..... 5\n3. Cookies ..... 6",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_a_table_of_contents_is_one_piece_of_noise(contents):
    assert noise("\n\n".join(["Politique", contents, *PARTS])) == [("contents", contents)]


MARKED = {
    "links": "# Sommaire\n\n- [Objet](#objet)\n- [Droits](#droits)\n- [Cookies](#cookies)",
    "items": "**Sommaire**\n\n- Objet\n- Droits\n- Cookies",
    "numbers": "Sommaire\n--------\n\n1. Objet\n2. Droits\n3. Cookies",
    "escaped numbers": "## Sommaire\n\n1\\. Objet\n\n2\\. Droits\n\n3\\. Cookies",
}


@pytest.mark.parametrize("contents", MARKED.values(), ids=MARKED)
def test_a_table_of_contents_in_markdown_is_noise(contents):
    parts = "\n\n".join(f"## {title}\n\n{PROSE}" for title in ("Objet", "Droits", "Cookies"))
    found = noise(f"{contents}\n\n{parts}")
    assert {kind for kind, _ in found} <= {"contents", "layout"}
    assert "Cookies" in found[-1][1]
    assert not any(PROSE in text for _, text in found)


def test_links_to_other_parts_of_the_page_are_contents_without_a_title():
    links = "1.  [1\\. Objet](#objet)\n2.  [2\\. Droits](#droits)\n3.  [3\\. Cookies](#cookies)"
    assert noise(f"{PROSE}\n\n{links}\n\n{PROSE}") == [("contents", links)]


def test_two_links_to_other_parts_of_the_page_are_kept():
    assert noise(f"{PROSE}\n\n- [Objet](#objet)\n- [Droits](#droits)\n\n{PROSE}") == []


def test_what_a_policy_repeats_under_its_headings_is_kept():
    parts = [f"## {title}\n\n{PROSE} {title}\n\n#### Identifiants\n\nNuméro de contrat" for title in "ABC"]
    assert noise("\n\n".join(parts)) == []


def test_a_table_of_contents_ends_before_the_first_heading():
    contents = "Sommaire\n\nObjet ....... 4\nDroits ....... 5\nCookies ....... 6"
    assert noise("\n\n".join([contents, *PARTS])) == [("contents", contents)]


def test_a_list_called_plan_without_entries_is_kept():
    assert noise(f"Plan\n\n{PROSE}") == []


def test_a_header_that_returns_three_times_is_noise_each_time():
    assert noise("\n\n".join(f"{part}\n\n{HEADER}" for part in PARTS)) == [("running-header", HEADER)] * 3


def test_a_header_whose_page_number_changes_is_still_the_same_header():
    pages = [f"{part}\n\n{HEADER}\nfeuillet {number}" for number, part in enumerate(PARTS, 7)]
    assert noise("\n\n".join(pages)) == [("running-header", f"{HEADER}\nfeuillet {number}") for number in (7, 8, 9)]


def test_two_lines_that_return_twice_are_kept():
    assert noise("\n\n".join(f"{part}\n\n{HEADER}" for part in PARTS[:2])) == []


def test_list_items_that_return_are_kept():
    items = "- Données d'identification\n- Vie personnelle"
    assert noise("\n\n".join(f"{part}\n\n{items}" for part in PARTS)) == []


def test_what_the_policy_repeats_under_each_purpose_is_kept():
    purposes = ("La gestion des contrats", "La prévention des fraudes", "Les statistiques")
    durations = (3, 5, 10)
    text = "\n\n".join(
        f"{purpose}\n\nBase légale : l'intérêt légitime de la mutuelle.\n\nConservation : {years} ans."
        for purpose, years in zip(purposes, durations, strict=True)
    )
    assert noise(text) == []


REPEATED = {
    "sentences": "Pour exercer ce droit, écrivez à la mutuelle.\n\nNous répondons sous un mois.",
    "an e-mail address": "Mutuelle des Fougères, 3 rue du Bois\n\nCourriel : dpo@fougeres.fr",
}


@pytest.mark.parametrize("closing", REPEATED.values(), ids=REPEATED)
def test_what_the_policy_says_under_each_right_is_kept(closing):
    rights = ("Accès", "Rectification", "Effacement", "Opposition")
    assert noise("\n\n".join(f"{right}\n\n{PROSE} {right}\n\n{closing}" for right in rights)) == []


@pytest.mark.parametrize("mark", ["¹", "[^1]"])
def test_a_footnote_that_is_called_is_noise(mark):
    colon = ":" if mark.startswith("[") else ""
    note = f"{mark}{colon} Elle est disponible en ligne."
    assert noise(f"La charte{mark} le dit.\n\n{note}\n\n{PROSE}") == [("footnote", note)]


def test_a_line_that_opens_with_a_mark_nobody_calls_is_kept():
    assert noise(f"La charte le dit.\n\n¹ Elle est disponible en ligne.\n\n{PROSE}") == []


@pytest.mark.parametrize(
    "line",
    [
        "Posts created 3192",
        "Articles similaires",
        "Retour en haut",
        "En savoir plus",
        "Back to top",
        "page 3 sur 9",
    ],
)
def test_what_a_web_page_leaves_is_noise(line):
    assert noise(f"{PROSE}\n\n{line}") == [("web-residue", line)]


def test_neighbouring_residue_is_one_piece():
    assert noise(f"{PROSE}\n\nArticles similaires\n\nRetour en haut") == [
        ("web-residue", "Articles similaires\n\nRetour en haut")
    ]


def test_a_sentence_that_mentions_residue_is_kept():
    assert noise("Cliquez sur « En savoir plus » pour lire la suite de la charte.") == []


@pytest.mark.parametrize("line", ["-----", "***", "------\t-----", "• • •"])
def test_a_line_of_signs_is_layout(line):
    assert noise(f"{PROSE}\n\n{line}\n\n{PROSE}") == [("layout", line)]


KINDS = {
    "mese": ["contents"],
    "sem": [],
    "mieux-etre": [
        "contents",
        "running-header",
        "layout",
        "footnote",
        "footnote",
        "footnote",
        "running-header",
        "running-header",
    ],
    "mgen": ["web-residue", "web-residue", "web-residue"],
}


@pytest.mark.parametrize("insurer", KINDS)
def test_a_policy_has_exactly_the_noise_a_reader_sees(policies, insurer):
    assert [piece.kind for piece in policies[insurer].noise] == KINDS[insurer]


def test_the_contents_of_mieux_etre_run_to_the_glossary_line(policies):
    parsed = policies["mieux-etre"]
    assert parsed.document.slice(parsed.noise[0].span).endswith("GLOSSAIRE\t13")


def test_the_contents_of_mese_end_with_the_cookie_line(policies):
    parsed = policies["mese"]
    assert parsed.document.slice(parsed.noise[0].span).endswith("Mention sur les cookies")


def test_the_web_page_around_the_mgen_policy_is_left_out(policies):
    parsed = policies["mgen"]
    residue = parsed.document.slice(parsed.noise[-1].span)
    assert residue.startswith("Posts created 3192")
    assert residue.endswith("Retour en haut")


def test_the_page_header_of_mieux_etre_is_in_no_passage(policies):
    parsed = policies["mieux-etre"]
    assert not any("Immatriculée au répertoire" in parsed.passage_text(one) for one in parsed.passages)
