"""Personal identifiers never leave the message they were typed in; nothing else changes."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import nir

from assistant.masking import PLACEHOLDERS, Masked, identifiers, mask, mask_only
from tests.conftest import ROOT

NIR, IBAN, EMAIL, PHONE, CARD, BIRTH, MEMBER, NUMBER = PLACEHOLDERS.values()

SENTENCES = [
    "Bonjour, voici : {}, merci de l'effacer sous 12 mois",
    "mon identifiant {} est-il conservé 5 ans après le 31/12/2023 ?",
    "est ce que «\u00a0{}\u00a0» figure chez vous 🙂 (article 15 du RGPD)",
    "please delete {} from your records before 3 March 2026",
    "{}",
]
BIRTH_SENTENCES = [
    "je suis né le {} à Lyon",
    "Née Martin le {}, adhérente depuis 1998",
    "date de naissance : {}",
    "DDN {} svp",
    "I was born on {} in Nantes",
    "DOB: {}, what do you hold?",
    "{} est ma date de naissance",
]
MEMBER_SENTENCES = [
    "mon numéro d'adhérent est le {} et mon contrat court depuis 2019",
    "adhérente n° {}",
    "contrat santé n°{}, 12 mois",
    "dossier {} svp",
    "N° sociétaire : {}",
    "matricule {}",
    "my member number is {}",
    "policy number: {} since 2019",
    "caller asks status, ref {}",
]


@st.composite
def nirs(draw):
    department = draw(st.sampled_from(["01", "13", "2A", "2B", "2b", "69", "75", "97"]))
    born = f"{draw(st.sampled_from('12'))}{draw(st.integers(0, 99)):02}{draw(st.integers(1, 12)):02}"
    rest = f"{draw(st.integers(1, 999)):03}{draw(st.integers(1, 999)):03}"
    key = nir.calc_check_digits(f"{born}{department.upper()}{rest}")
    groups = [born[0], born[1:3], born[3:], department, rest[:3], rest[3:], key]
    return draw(separators()).join(groups[: draw(st.sampled_from([6, 7]))])


@st.composite
def ibans(draw):
    country, length = draw(st.sampled_from([("FR", 23), ("DE", 18), ("BE", 12), ("LU", 16)]))
    account = "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=length, max_size=length)))
    number = country + iban.calc_check_digits(f"{country}00{account}") + account
    written = draw(st.sampled_from(["", " ", "-"])).join(re.findall(".{1,4}", number))
    return draw(st.sampled_from([written, written.lower()]))


@st.composite
def cards(draw):
    digits = draw(st.sampled_from(["4970", "5131", "4111"])) + f"{draw(st.integers(0, 10**11 - 1)):011}"
    return draw(separators()).join(re.findall("....", digits + luhn.calc_check_digit(digits)))


@st.composite
def phones(draw):
    first, rest = draw(st.integers(1, 9)), [f"{draw(st.integers(0, 99)):02}" for _ in range(4)]
    start = draw(st.sampled_from(["0{}", "+33{}", "+33 {}", "0033{}", "0033 {}", "+33 (0){}"])).format(first)
    return draw(separators()).join([start, *rest])


def emails():
    local = st.from_regex(r"[a-z0-9é]{1,12}([._+-][a-zA-Z0-9]{1,12}){0,3}", fullmatch=True)
    at = st.sampled_from(["@", " @ ", " (at) ", "(arobase)", " arobase ", "[at]"])
    return st.builds("{}{}{}".format, local, at, st.sampled_from(["gmail.com", "orange.fr", "laposte point net"]))


def separators():
    return st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", " - ", "\u2011"])


def birth_dates():
    months = ("janvier", "février", "mars", "avril", "mai", "juin", "July", "August", "September", "octobre")
    day, month, year = st.integers(1, 28), st.integers(1, 12), st.integers(1930, 2025)
    return st.one_of(
        st.builds("{:02}{}{:02}{}{}".format, day, st.just("/"), month, st.just("/"), year),
        st.builds("{:02}.{:02}.{}".format, day, month, year),
        st.builds("{} {} {}".format, day, month, year),
        st.builds("{:02}/{:02}/{:02}".format, day, month, st.integers(0, 99)),
        st.builds("{:02}{:02}{}".format, day, month, year),
        st.builds("{2}-{1:02}-{0:02}".format, day, month, year),
        st.builds("{} {} {}".format, day, st.sampled_from(months), year),
        st.builds("{} {}, {}".format, st.sampled_from(months), day, year),
    )


def member_numbers():
    return st.one_of(
        st.integers(10_000, 99_999_999).map(str),
        st.builds("{}{}".format, st.sampled_from(["A", "MG", "HX-", "SAN/"]), st.integers(1000, 9_999_999)),
        st.builds("{}{}".format, st.integers(1000, 9_999_999), st.sampled_from(["M", "-B", "XY"])),
        st.builds("{:03} {:03}".format, st.integers(100, 999), st.integers(100, 999)),
    )


@pytest.mark.parametrize(
    ("kind", "identifiers", "sentences"),
    [
        ("nir", nirs(), SENTENCES),
        ("iban", ibans(), SENTENCES),
        ("card", cards(), SENTENCES),
        ("phone", phones(), SENTENCES),
        ("email", emails(), SENTENCES),
        ("birth_date", birth_dates(), BIRTH_SENTENCES),
        ("member_number", member_numbers(), MEMBER_SENTENCES),
        ("number", st.sampled_from(["900000001", "900 000 001", "9000-0000-01", "192.168.100.200"]), SENTENCES),
    ],
)
def test_an_identifier_gives_way_to_its_word_and_nothing_else_changes(kind, identifiers, sentences):
    @given(identifiers, st.sampled_from(sentences))
    def check(identifier, sentence):
        assert mask(sentence.format(identifier)) == Masked(sentence.format(PLACEHOLDERS[kind]), (kind,))

    check()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("nir 1 85 05 78 006 084 36, 36 ans", f"nir {NIR}, 36 ans"),
        ("sécu 1850578006084 pendant 12 mois", f"sécu {NIR} pendant 12 mois"),
        ("sécu １８５０５７８００６０８４９１", f"sécu {NIR}"),
        ("IBAN FR76 3000 6000 0112 3456 7890 188 merci", f"IBAN {IBAN} merci"),
        ("IBAN FR76 9999 8888 7777 et", f"IBAN {IBAN} et"),
        ("IBAN GB29 NWBK 6016 1331 9268 19 please", f"IBAN {IBAN} please"),
        ("mon RIB 30006 00001 12345678901 89", f"mon RIB {IBAN}"),
        ("30006 00001 1234567890A 12", IBAN),
        ("jean point dupont arobase gmail point com, merci", f"{EMAIL}, merci"),
        ("c'est jean.dupont (at) gmail.com ?", f"c'est {EMAIL} ?"),
        ("jean.dupont[at]gmail[dot]com.", f"{EMAIL}."),
        ("write to jean.dupont at gmail dot com", f"write to {EMAIL}"),
        ("jean @ gmail . com", EMAIL),
        ("jean.dupont@gmail, merci", f"{EMAIL}, merci"),
        ("tel 06/12/34/56/78", f"tel {PHONE}"),
        ("tel 061 234 5678", f"tel {PHONE}"),
        ("au 06 12 34 56 78 heures de bureau", f"au {PHONE} heures de bureau"),
        ("call +44 20 7946 0958 12 months", f"call {PHONE} 12 months"),
        ("06 ١٢ 34 56 78", PHONE),
        ("je suis né à Lyon le 1er janvier 1970", f"je suis né à Lyon le {BIRTH}"),
        ("je suis ne le 3 mai 1960", f"je suis ne le {BIRTH}"),
        ("ne\u0301e le 3 mai 1960", f"ne\u0301e le {BIRTH}"),
        ("née le 9 août, un amour", f"née le {BIRTH}, un amour"),
        ("née Martin, 06 12 34 56 78", f"née Martin, {PHONE}"),
        ("dates de naissance : 12/05/2010, 03/04/2012 et 06/07/2014.", f"dates de naissance : {BIRTH}."),
        ("née le 4 mai et non le 5 avril", f"née le {BIRTH}"),
        ("née le 12/05/1985 au lieu du 21/05/1985, corrigez", f"née le {BIRTH}, corrigez"),
        ("sécu 2 85 05 78 006 084 (91) merci", f"sécu {NIR} merci"),
        ("date de naissance demandée : 12/05/1985", f"date de naissance demandée : {BIRTH}"),
        ("sécu 2850578006084 clé 91.", f"sécu {NIR}."),
        ("dossier n° AB 123456", f"dossier n° {MEMBER}"),
        ("file 2023/45678", f"file {MEMBER}"),
        ("0612345678 1850578006084 91", f"{PHONE} {NIR}"),
        ("contrat 12345, 775671993", f"contrat {MEMBER}, {NUMBER}"),
    ],
)
def test_ways_of_writing_an_identifier(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "mon dossier de 2019 chez vous : 12 mois ou 5 ans ?",
        "contrat 2024-2025, contrat 2000e, contrat de 12 345 €",
        "article 15, art. R. 115-1, 40-1 et articles 15, 16 et 17, articles 12 13 14 15 16",
        "réf. 2016/679, RGPD 2016/679, loi n° 78-17 du 6 janvier 1978, décret n° 2019-536",
        "case C-154/21",
        "1 234 567 890 euros et 1 234 567,89 €",
        "adhérent à 69003 Lyon depuis 1998",
        "CNIL, TSA 80715 – 75334 Paris Cedex 07",
        "appelez le 3639 ou le 39 39",
        "SIREN 775 671 993, RCS Paris 775671993, siret 775 671 993 00012",
        "immatriculée au RCS de Nanterre sous le numéro 775 671 993",
        "du 01/01/2024 au 31/12/2024 puis 01-01-2025 - 03-03-2025",
        "01/2024 - 12/2024, 2018 2019 2020",
        "ma demande du 12/05/2024, réponse avant le 12 juin 2024 ?",
        "je ne veux plus rien après le 12/05/2024",
        "ma date de naissance envoyée le 3 mars 2026",
        "mes enfants nés en 2010 et 2012",
        "ref 8841, réclamation numéro 4521",
        "look at our site, 1 000 personnes @ Paris",
        "",
    ],
)
def test_what_identifies_nobody_stays(text):
    assert mask(text) == Masked(text, ())


def test_kinds_come_in_order_of_first_appearance():
    masked = mask("a.b@c.fr, contrat 1234567, 06 12 34 56 78, d@e.fr, né le 12/05/1985")
    assert masked.kinds == ("email", "member_number", "phone", "birth_date")


@pytest.mark.integration
def test_the_questions_inside_the_subject_hold_one_birthday_and_no_other_identifier():
    files = sorted((ROOT / "assistant" / "data" / "questions").glob("[!_]*.tsv"))
    texts = [row["text"] for file in files for row in csv.DictReader(file.open(encoding="utf-8"), delimiter="\t")]
    assert len(texts) > 1000
    changed = [text for text in texts if mask(text).text != text and "née le 9 août" not in text]
    assert changed == []


PIECES = ["0", "12", "1985", "06", "+33", "FR76", "né le", "contrat n°", "siren", " ", ".", "-", "/", "@", "a", "€"]
PIECES += [
    "mai",
    "ans",
    "arobase",
    "point",
    "[numéro]",
    "[IBAN",
    "]",
    "\u0301",
    "\u200b",
    "\u00a0",
    "٣",
    "①",
    "\ue000",
]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_masking_twice_changes_nothing_and_no_long_number_is_left(text):
    masked = mask(text)
    assert mask(masked.text) == masked
    assert not re.search(r"(?<![0-9€])[0-9]{10,}(?![0-9])", masked.text) or re.search("siren", text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_text_around_stays_as_it_was_typed(before, after):
    assert mask(f"{before}\n— {NIR}, —\n{after}").text == f"{mask(before).text}\n— {NIR}, —\n{mask(after).text}"


NEVER_KEPT = frozenset({"nir", "card"})


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sécu 1 85 05 78 006 084 91, a.b@c.fr, 06 12 34 56 78", f"sécu {NIR}, a.b@c.fr, 06 12 34 56 78"),
        ("carte 4970 1012 3456 7890 et 4111 1111 1111 1111", f"carte 4970 1012 3456 7890 et {CARD}"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN FR76 3000 6000 0112 3456 7890 189"),
        ("née le 12/05/1985, contrat 1234567", "née le 12/05/1985, contrat 1234567"),
        ("écrivez à 1850578006084@exemple.fr", f"écrivez à {NIR}"),
    ],
)
def test_only_the_kinds_asked_for_are_masked(text, masked):
    assert mask_only(text, NEVER_KEPT).text == masked


def test_the_kinds_of_a_partial_masking_are_those_asked_for():
    assert mask_only(f"{EMAIL} 1 85 05 78 006 084 91 06 12 34 56 78", NEVER_KEPT).kinds == ("nir",)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_masking_some_kinds_twice_changes_nothing(text):
    masked = mask_only(text, NEVER_KEPT)
    assert mask_only(masked.text, NEVER_KEPT) == masked


@given(nirs(), emails(), phones())
def test_identifiers_are_given_as_they_were_typed(number, email, phone):
    text = f"né le 12/05/1985, sécu {number}, {email}, tél. {phone}, contrat 1234567"
    assert identifiers(text) == (
        ("birth_date", "12/05/1985"),
        ("nir", number),
        ("email", email),
        ("phone", phone),
        ("member_number", "1234567"),
    )


def test_what_is_masked_already_is_no_identifier():
    assert identifiers(mask("né le 12/05/1985, a.b@c.fr").text) == ()
