"""Facts of one policy that cannot all be right are kept, and shown as a conflict."""

import pytest


def test_two_streets_for_one_house_contradict_each_other(parsed_of):
    parsed = parsed_of(
        "1. Droits\n\nExercez vos droits à Fougères – 6B Avenue du Bois – 69001 Lyon.\n\n"
        "Ou bien exercez vos droits à Fougères – 6B Boulevard du Bois – 69001 Lyon."
    )
    (conflict,) = parsed.conflicts
    assert [fact.value for fact in conflict.facts] == [
        "Fougères – 6B Avenue du Bois – 69001 Lyon",
        "Fougères – 6B Boulevard du Bois – 69001 Lyon",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 Rue du Bois – 69001 Lyon", "3, rue du bois – 69001 LYON"),
        ("6 avenue Ledru-Rollin – 75011 Paris", "6 avenue Ledru Rollin – 75011 Paris"),
        ("3 rue du Bois – 69001 Lyon", "5 rue du Pré – 69001 Lyon"),
        ("BP 12 – 69001 Lyon", "BP 15 – 69001 Lyon"),
    ],
)
def test_two_spellings_or_two_places_do_not_contradict_each_other(parsed_of, one, other):
    parsed = parsed_of(f"1. Contact\n\nÉcrivez à Fougères – {one}.\n\nOu écrivez à Fougères – {other}.")
    assert parsed.conflicts == ()


def test_two_promised_delays_contradict_each_other(parsed_of):
    parsed = parsed_of(
        "1. Vos droits\n\nNous répondons à vos demandes dans un délai d'un mois.\n\n"
        "2. Exercice des droits\n\nNous répondons à vos demandes dans un délai de deux mois."
    )
    (conflict,) = parsed.conflicts
    assert [fact.normalised for fact in conflict.facts] == ["P1M", "P2M"]


@pytest.mark.parametrize("other", ["30 jours", "un mois, prolongé de deux mois en cas de complexité"])
def test_a_month_its_thirty_days_and_its_extension_agree(parsed_of, other):
    parsed = parsed_of(
        "1. Vos droits\n\nNous répondons à vos demandes dans un délai d'un mois.\n\n"
        f"2. Exercice des droits\n\nNous répondons à vos demandes dans un délai de {other}."
    )
    assert parsed.conflicts == ()


def test_two_dates_of_the_last_change_contradict_each_other(parsed_of):
    parsed = parsed_of("1. Objet\n\nDernière mise à jour : avril 2022\n\n2. Fin\n\nDernière mise à jour : mai 2023")
    (conflict,) = parsed.conflicts
    assert [fact.normalised for fact in conflict.facts] == ["2022-04", "2023-05"]


def test_a_month_and_a_day_of_it_agree(parsed_of):
    parsed = parsed_of("1. Objet\n\nMise à jour : avril 2022\n\n2. Fin\n\nMise à jour : 12 avril 2022")
    assert parsed.conflicts == ()
