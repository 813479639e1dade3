"""How to reach an insurer, the proof it asks for, how soon it answers: each with the words that say so."""

import pytest

ADDRESS = "Fougères, 3 rue du Bois, 69001 Lyon"


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (role, value)."""

    def read(text, kind):
        return [(fact.role, fact.value) for fact in parsed_of(text).facts if fact.kind == kind]

    return read


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Vous pouvez exercer vos droits à l'adresse {}.", "rights"),
        ("L'ensemble de ces droits peut être exercé par mail : {}.", "rights"),
        ("You can exercise your rights at {}.", "rights"),
        ("Le DPO peut être contacté à l'adresse {}.", "dpo"),
        ("Vous pouvez déposer une réclamation à l'adresse {}.", "complaint"),
        ("Pour toute question commerciale, écrivez à {}.", "general"),
        ("Vous pouvez saisir la Commission nationale de l'informatique et des libertés à {}.", "authority"),
    ],
)
def test_a_contact_has_the_role_its_sentence_gives_it(facts, sentence, role):
    assert facts("1. Contact\n\n" + sentence.format("contact@exemple.fr"), "email") == [
        (role, "contact@exemple.fr")
    ]


def test_a_contact_in_a_list_has_the_role_of_the_introduction(facts):
    text = (
        "1. Contact\n\nVous pouvez exercer vos droits :\n\n- par mail : a@exemple.fr ;\n- par courrier : " + ADDRESS
    )
    assert facts(text, "email") == [("rights", "a@exemple.fr")]
    assert facts(text, "address") == [("rights", ADDRESS)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous pouvez exercer vos droits puis saisir la CNIL (www.cnil.fr).",
        "En cas de réclamation sur l'exercice de vos droits, saisissez la CNIL en ligne : https://www.cnil.fr/fr/plaintes.",
    ],
)
def test_the_authority_is_never_a_way_to_exercise_rights(facts, sentence):
    assert [role for role, _ in facts(f"1. Droits\n\n{sentence}", "web")] == ["authority"]


def test_an_email_address_ends_before_the_full_stop(facts):
    assert facts("1. Contact\n\nÉcrivez à a.b-c@mail.exemple.fr.", "email") == [
        ("general", "a.b-c@mail.exemple.fr")
    ]


def test_a_phone_number_is_normalised(parsed_of):
    (fact,) = parsed_of("1. Contact\n\nAppelez le 01 44 93 11 00 en semaine.").facts
    assert (fact.kind, fact.value, fact.normalised) == ("phone", "01 44 93 11 00", "+33144931100")


def test_a_siren_is_not_a_phone_number(facts):
    assert facts("1. Qui\n\nLa mutuelle porte le numéro SIREN 775 659 907 au répertoire.", "phone") == []


def test_a_complaint_form_is_a_channel(facts):
    text = "1. Réclamation\n\nVous pouvez déposer une réclamation au moyen du formulaire de contact."
    assert facts(text, "form") == [("complaint", "formulaire de contact")]


IDENTITY = [
    (
        "Vous pouvez exercer vos droits, à condition de justifier de votre identité.",
        "à condition de justifier de votre identité.",
    ),
    ("Toute demande est accompagnée d'une copie de votre pièce d'identité.", None),
    ("Pour exercer vos droits, joignez un justificatif d'identité.", "joignez un justificatif d'identité."),
    ("To exercise your rights, send a proof of identity.", "send a proof of identity."),
]


@pytest.mark.parametrize(("sentence", "clause"), IDENTITY)
def test_the_proof_of_identity_is_quoted_from_its_clause(facts, sentence, clause):
    assert facts(f"1. Droits\n\n{sentence}", "identity") == [("", clause or sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "La copie de votre pièce d'identité jointe à votre demande est conservée un an.",
        "Nous collectons votre nom, votre adresse et certains justificatifs d'identité.",
    ],
)
def test_a_document_that_is_kept_or_collected_is_not_asked_for(facts, sentence):
    assert facts(f"1. Données\n\n{sentence}", "identity") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous répondons à votre demande dans un délai d'un mois.",
        "La mutuelle répond à toute demande sous 30 jours.",
        "We respond to your request within one month.",
    ],
)
def test_a_promised_delay_is_a_response_time(facts, sentence):
    assert facts(f"1. Droits\n\n{sentence}", "response_time") == [("", sentence)]


def test_a_delay_given_in_a_list_is_quoted_with_what_introduces_it(facts):
    text = (
        "Nous répondons aux demandes dans un délai :\n\n- d'un mois ;\n- de trois mois si la demande est complexe."
    )
    ((_, value),) = facts(f"1. Droits\n\n{text}", "response_time")
    assert value == " ".join(text.split())


def test_a_retention_period_is_not_a_response_time(facts):
    assert facts("1. Durée\n\nLes demandes de remboursement sont gardées trois mois.", "response_time") == []


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


def test_evidence_is_an_exact_slice_of_the_document(policies):
    for parsed in policies.values():
        for fact in parsed.facts:
            evidence = parsed.document.slice(fact.evidence).replace("**", "")
            assert " ".join(evidence.split()) == fact.value


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
        ("web", "general", "www.bloctel.gouv.fr"),
        ("address", "rights", "Mutuelle Mieux-Être – 171 avenue Ledru-Rollin – 75544 Paris cedex 11"),
        ("email", "rights", "dpo@mieux-etre.fr"),
        ("web", "authority", "https://www.cnil.fr/fr/plaintes"),
        (
            "address",
            "authority",
            "Commission nationale de l'informatique et des libertés – Service des plaintes – 3 Place de Fontenoy"
            " – TSA80715 – 75334 PARIS CEDEX 07",
        ),
        ("web", "general", "https://www.mieux-etre.fr/"),
    },
    "mgen": {
        ("web", "general", "www.mgen.fr"),
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


@pytest.mark.parametrize(
    "insurer",
    [
        "mese",
        "sem",
        pytest.param("mieux-etre", marks=pytest.mark.xfail(strict=True, reason="the recipient is cut short")),
        "mgen",
        pytest.param("mhr", marks=pytest.mark.xfail(strict=True, reason="the recipient is cut short")),
    ],
)
def test_a_policy_has_exactly_the_contacts_a_reader_finds(policies, insurer):
    assert contacts(policies[insurer]) == CONTACTS[insurer]


@pytest.mark.parametrize("insurer", CONTACTS)
def test_every_contact_a_reader_finds_is_there_with_its_role(policies, insurer):
    found = contacts(policies[insurer])
    for kind, role, value in CONTACTS[insurer]:
        assert any((kind, role) == one[:2] and value.endswith(one[2]) for one in found), value


@pytest.mark.parametrize("insurer", CONTACTS)
def test_no_contact_of_the_authority_is_a_channel_of_the_insurer(policies, insurer):
    channels = [one for one in policies[insurer].facts if one.role in {"rights", "dpo", "complaint", "general"}]
    assert not any(sign in one.value for one in channels for sign in ("cnil.fr", "Fontenoy", "plaintes"))


IDENTITY_IN_POLICIES = {
    "mese": [],
    "sem": [
        "la SEM doit s’assurer de l’identité de l‘utilisateur avant de répondre à sa demande.",
        "toute demande tendant à l’exercice de ces droits devra être accompagnée d’une copie d’un titre d’identité"
        " signé.",
    ],
    "mieux-etre": ["à condition de justifier de son identité"],
    "mgen": [
        "justifiant de votre identité et d'un motif légitime, lorsque requis par la loi.",
        "придружена от копие от документ за самоличност, на хартиен носител на следния адрес",
    ],
    "mhr": [],
}


@pytest.mark.parametrize("insurer", IDENTITY_IN_POLICIES)
def test_a_policy_asks_for_the_proof_of_identity_a_reader_finds(policies, insurer):
    assert [one.value for one in policies[insurer].facts if one.kind == "identity"] == IDENTITY_IN_POLICIES[insurer]


@pytest.mark.xfail(
    strict=True, reason="« оправдаващи самоличността ви » is not among the words for a proof of identity"
)
def test_the_mgen_policy_asks_for_identity_with_directives_after_death(policies):
    assert any("оправдаващи самоличността" in one.value for one in policies["mgen"].facts if one.kind == "identity")


def test_mieux_etre_promises_an_answer_within_one_or_three_months(policies):
    (fact,) = [one for one in policies["mieux-etre"].facts if one.kind == "response_time"]
    assert fact.value == (
        "Mutuelle Mieux-Être s'engage à répondre aux demandes d'exercice des droits dans les meilleurs délais et au"
        " maximum dans un délai : - D'un (1) mois à compter de la réception de la demande ; - ou - De trois"
        " (3) mois lorsqu'il s'agit d'une demande complexe."
    )


@pytest.mark.parametrize("insurer", ["mese", "sem", "mgen", "mhr"])
def test_a_policy_that_promises_no_delay_has_no_response_time(policies, insurer):
    assert not [one for one in policies[insurer].facts if one.kind == "response_time"]


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


def test_mgen_excludes_objection_to_the_compulsory_insurance(policies):
    (fact,) = [one for one in policies["mgen"].facts if one.kind == "exclusion"]
    assert (fact.role, "le droit de s'opposer aux USAGERS UTILISATEURS est exclu" in fact.value) == (
        "objection",
        True,
    )


@pytest.mark.parametrize("insurer", ["mese", "sem", "mieux-etre", "mhr"])
def test_the_other_policies_exclude_no_right(policies, insurer):
    assert not [one for one in policies[insurer].facts if one.kind == "exclusion"]
