"""Where data go outside the European Union, under which safeguard, or that they do not leave it."""

import pytest


@pytest.fixture
def transfers(parsed_of):
    """(role, normalised, safeguard) of each transfer of an invented policy."""

    def read(text):
        found = [fact for fact in parsed_of(text).facts if fact.kind == "transfer"]
        return [(fact.role, fact.normalised, dict(fact.details).get("safeguard", "")) for fact in found]

    return read


def test_a_country_is_told_with_the_safeguard_of_the_next_sentence(transfers):
    text = (
        "1. Transferts\n\nVos données peuvent être transférées vers des prestataires situés aux États-Unis "
        "et en Tunisie. "
        "Ces flux sont encadrés par les clauses contractuelles types de la Commission européenne."
    )
    assert transfers(text) == [("country", "US", "sccs"), ("country", "TN", "sccs")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le transfert vers le Royaume-Uni repose sur une décision d'adéquation.", ("country", "GB", "adequacy")),
        ("Le centre d'appels est situé à l'île Maurice et accède à vos données.", ("country", "MU", "")),
        ("Les données sont hébergées aux USA (Data Privacy Framework).", ("country", "US", "dpf")),
        ("Notre sous-traitant, la société américaine Nuagix, accède à vos données.", ("country", "US", "")),
        (
            "Vos données vont vers un prestataire établi à MONACO, avec votre consentement.",
            ("country", "MC", "consent"),
        ),
        ("Des données sont transférées au Maroc, pays sans niveau de protection adéquat.", ("country", "MA", "")),
        (
            "Your data may be transferred to India under binding corporate rules.",
            ("country", "IN", "bcr"),
        ),
        ("Certains sous-traitants sont établis hors de l'Espace économique européen.", ("outside", "outside", "")),
        ("Vos données peuvent être transférées vers des pays tiers.", ("outside", "outside", "")),
        ("Aucune donnée n'est transférée en dehors de l'Union européenne.", ("none", "none", "")),
        ("Vos données ne font pas l'objet d'un transfert hors UE.", ("none", "none", "")),
        (
            "Lorsque des traitements sont réalisés dans un pays non membre de l'Union, nous veillons.",
            ("outside", "outside", ""),
        ),
        ("Nous n'effectuons aucun transfert hors de l'Union européenne.", ("none", "none", "")),
        ("We do not transfer your data outside the European Union.", ("none", "none", "")),
    ],
)
def test_a_sentence_says_where_data_go(transfers, sentence, expected):
    assert transfers(f"1. Vos données\n\n{sentence}") == [expected]


def test_a_safeguard_belongs_to_the_clause_that_names_it(transfers):
    text = (
        "1. Transferts\n\nLe transfert vers le Canada repose sur une décision d'adéquation ; celui vers "
        "l'Inde repose "
        "sur des règles d'entreprise contraignantes."
    )
    assert transfers(text) == [("country", "CA", "adequacy"), ("country", "IN", "bcr")]


def test_list_items_under_a_transfer_name_countries(transfers):
    text = (
        "1. Transferts hors de l'Union\n\nDes sous-traitants ont accès à vos données :\n\n- la relation "
        "client au Maroc ;\n"
        "- l'archivage en Irlande."
    )
    assert transfers(text) == [("country", "MA", "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "La société Alpha, dont le siège est situé Mountain View, CA 94043, USA, édite le site.",
        "Votre contrat vous couvre en Suisse et au Maroc lors de vos voyages.",
        "Les données sont stockées sur des serveurs situés en Allemagne et en Norvège.",
        "Nous vous informons sur les points suivants : toute intention de transfert hors de l'Union européenne.",
        "Vous pouvez vous opposer au traitement de vos données.",
        "Vos données sont hébergées exclusivement en France.",
        "Vos données ne sont stockées que sur des serveurs situés dans l'Union européenne.",
    ],
)
def test_a_place_to_which_no_data_go_is_no_transfer(transfers, sentence):
    assert transfers(f"1. Informations\n\n{sentence}") == []
