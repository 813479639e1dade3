"""The facts of the five policies, as a careful reader finds them."""

import pytest

from ingest.records import Span
from ingest.views import view_of


def test_evidence_is_an_exact_slice_of_the_document(policies):
    for parsed in policies.values():
        for fact in parsed.facts:
            span = Span(fact.evidence.start, fact.evidence.end)
            assert " ".join(view_of(parsed.document.text, (span,)).text.split()) == fact.value


CONTACTS = {
    "mese": {
        ("web", "general", "www.mese.fr"),
        ("address", "general", "MESE - 4 Rue de l'Octant- 38130 Echirolles"),
        ("email", "rights", "fr-rgpd@mese.se.com"),
        ("address", "rights", "Mutuelle d'Entreprises Schneider Electric, DPO – 38050 Grenoble Cedex 9"),
        ("web", "authority", "www.cnil.fr"),
    },
    "sem": {
        ("address", "general", "28, rue Fortuny 75017 Paris"),
        ("web", "general", "www.mutuelle-sem.fr"),
        (
            "address",
            "rights",
            "SMEREP-SEM - Service Informatique et libertés - 16 boulevard du Général Leclerc - 92115 Clichy Cedex",
        ),
    },
    "mieux-etre": {
        ("email", "dpo", "dpo@mieux-etre.fr"),
        ("address", "dpo", "DPO, 171 avenue Ledru-Rollin, 75544 Paris Cedex 11"),
        ("web", "marketing", "www.bloctel.gouv.fr"),
        ("address", "rights", "Mutuelle Mieux-Être – 171 avenue Ledru-Rollin – 75544 Paris cedex 11"),
        ("email", "rights", "dpo@mieux-etre.fr"),
        ("web", "authority", "https://www.cnil.fr/fr/plaintes"),
        (
            "address",
            "authority",
            "Commission nationale de l'informatique et des libertés – Service des plaintes – 3 Place de Fontenoy"
            " – TSA80715 – 75334 PARIS CEDEX 07",
        ),
        ("web", "general", "https://www.mieux-etre.fr"),
    },
    "mgen": {
        ("web", "general", "www.mgen.fr"),
        ("web", "general", "mgen.fr"),
        (
            "web",
            "general",
            "https://www.legifrance.gouv.fr/affichTexte.do?cidTexte=JORFTEXT000030456681&categoryLien=id",
        ),
        ("address", "rights", "MGEN Gestion CNIL – 6B Avenue Joseph Rollo – 78320 La Verrière"),
        ("address", "rights", "Centre MGEN – Direction CNIL – 6B Boulevard Joseph Rollo – 78320 La Verrière"),
        ("address", "rights", "MGEN Efficiency Healthcare CNIL – BP 34363 – 34196 Montpellier cedex 5"),
        ("address", "rights", "MGEN CNIL Management 6Б Авеню на Йосиф Роло 78320 Навесът"),
        ("address", "rights", "MGEN Management CNIL 6Б Авеню на Йосиф Роло 78320 Навесът"),
    },
    "mhr": {
        ("form", "complaint", 'formulaire " Écrire à la mutuelle"'),
        (
            "address",
            "complaint",
            "Mutuelle de l'hôtellerie restauration (MHR) : 87 rue la Boétie 75008 Paris",
        ),
    },
}


def contacts(parsed):
    kinds = {"email", "phone", "web", "form", "address"}
    return {(one.kind, one.role, one.value) for one in parsed.facts if one.kind in kinds}


@pytest.mark.parametrize("insurer", CONTACTS)
def test_a_policy_has_exactly_the_contacts_a_reader_finds(policies, insurer):
    assert contacts(policies[insurer]) == CONTACTS[insurer]


@pytest.mark.parametrize("insurer", CONTACTS)
def test_no_contact_of_the_authority_is_a_channel_of_the_insurer(policies, insurer):
    channels = [one for one in policies[insurer].facts if one.role in {"rights", "dpo", "complaint", "general"}]
    assert not any(sign in one.value for one in channels for sign in ("cnil.fr", "Fontenoy", "plaintes"))


AUDIENCES = {
    "6b avenue joseph rollo 78320 la verriere": "",
    "6b boulevard joseph rollo 78320 la verriere": "membres et les membres fournis",
    "bp 34363 34196 montpellier cedex 5": "membres du Mgén Filia",
}


def test_the_mgen_policy_gives_an_address_to_each_audience(policies):
    found = {one.normalised: one.audience for one in policies["mgen"].facts if one.kind == "address"}
    assert {address: found[address] for address in AUDIENCES} == AUDIENCES


IDENTITY = {
    "mese": [],
    "sem": [
        "la SEM doit s'assurer de l'identité de l'utilisateur avant de répondre à sa demande",
        "toute demande tendant à l'exercice de ces droits devra être accompagnée d'une copie d'un titre d'identité"
        " signé",
    ],
    "mieux-etre": [
        "à condition de justifier de son identité lors de la demande",
        "s'il est nécessaire pour le règlement de la succession du défunt à condition de justifier de leur identité"
        " et de l'existence de la succession",
        "à condition de justifier de leur identité, du décès et de leur ordre de succession ou a minima de"
        " l'existence d'un lien de parenté",
        "à condition de justifier de son identité",
    ],
    "mgen": [
        "justifiant de votre identité et d'un motif légitime, lorsque requis par la loi",
        "оправдаващи самоличността ви за",
        "придружена от копие от документ за самоличност, на хартиен носител на следния адрес",
    ],
    "mhr": [],
}


@pytest.mark.parametrize("insurer", IDENTITY)
def test_a_policy_asks_for_the_proof_of_identity_a_reader_finds(policies, insurer):
    found = [(one.role, one.value) for one in policies[insurer].facts if one.kind == "identity"]
    assert found == [("required", clause) for clause in IDENTITY[insurer]]


def of(parsed, kind):
    """Kind by kind: (role, normalised), once each."""
    return {(one.role, one.normalised) for one in parsed.facts if one.kind == kind}


RESPONSE = {"mieux-etre": {("", "P1M"), ("extension", "P3M")}}
CONTROLLERS = {
    "mese": {("", "mese")},
    "sem": {("", "sem")},
    "mieux-etre": {("", "mutuelle mieux-etre")},
    "mgen": {("", "education mutuelle totale au niveau national (mgen)"), ("", "mgen union")},
    "mhr": {("", "mutuelle des assures sociaux")},
}
SIRENS = {
    "sem": {("controller", "443963988")},
    "mieux-etre": {("controller", "775659907")},
    "mgen": {("controller", "775685399"), ("controller", "441921962")},
    "mhr": {("controller", "329678205")},
}
DATES = {
    "mieux-etre": {("version", "2022-04")},
    "mgen": {("effective", "2017-10-01")},
    "mhr": {("version", "2021-06-30")},
}
AUTHORITIES = {"mese": {("", "cnil")}, "mieux-etre": {("", "cnil")}, "mhr": {("", "cnil")}}
AREAS = {"mese": {("general", "member-area")}, "mhr": {("marketing", "member-area")}}
EXCLUSIONS = {"mgen": {("objection", "objection")}}


@pytest.mark.parametrize("insurer", CONTACTS)
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("response_time", RESPONSE),
        ("controller", CONTROLLERS),
        ("siren", SIRENS),
        ("version_date", DATES),
        ("authority", AUTHORITIES),
        ("member_area", AREAS),
        ("exclusion", EXCLUSIONS),
        ("host", {}),
        ("phone", {}),
        ("hidden_email", {}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_policy_states_what_a_reader_finds_and_no_more(policies, insurer, kind, expected):
    assert of(policies[insurer], kind) == expected.get(insurer, set())


RIGHTS = {
    "mese": "access rectification portability erasure objection restriction complaint marketing_objection",
    "sem": "access rectification objection marketing_objection restriction erasure",
    "mieux-etre": "access rectification erasure restriction objection portability withdraw_consent complaint"
    " post_mortem",
    "mgen": "withdraw_consent access rectification erasure objection restriction portability complaint post_mortem",
    "mhr": "access rectification erasure objection marketing_objection post_mortem portability restriction"
    " complaint withdraw_consent",
}


@pytest.mark.parametrize("insurer", RIGHTS)
def test_a_policy_grants_the_rights_a_reader_finds(policies, insurer):
    assert {right for _, right in of(policies[insurer], "right")} == set(RIGHTS[insurer].split())


def test_the_mgen_policy_spells_its_street_in_three_ways(policies):
    (conflict,) = policies["mgen"].conflicts
    assert [fact.value for fact in conflict.facts] == [
        "MGEN Gestion CNIL – 6B Avenue Joseph Rollo – 78320 La Verrière",
        "Centre MGEN – Direction CNIL – 6B Boulevard Joseph Rollo – 78320 La Verrière",
        "MGEN CNIL Management 6Б Авеню на Йосиф Роло 78320 Навесът",
    ]


@pytest.mark.parametrize("insurer", ["mese", "sem", "mieux-etre", "mhr"])
def test_the_other_policies_do_not_contradict_themselves(policies, insurer):
    assert policies[insurer].conflicts == ()
