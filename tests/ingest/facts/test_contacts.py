"""How to reach the organisation: every way a policy writes an address, a number or a form, and what it is for."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (role, normalised)."""

    def read(text, kind):
        found = [one for one in parsed_of(text).facts if one.kind == kind]
        return list(dict.fromkeys((one.role, one.normalised) for one in found))

    return read


ROLES = [
    ("Vous pouvez exercer vos droits à l'adresse {}.", "rights"),
    ("L'ensemble de ces droits peut être exercé par mail : {}.", "rights"),
    ("Vous disposez d'un droit d'accès et d'opposition, en écrivant à {}.", "rights"),
    ("Adressez votre demande relative à vos données personnelles à {}.", "rights"),
    ("Pour les exercer, il vous suffit d'écrire à {}.", "rights"),
    ("Pour accéder à vos données ou les faire rectifier, contactez-nous : {}.", "rights"),
    ("You can exercise your rights at {}.", "rights"),
    ("Requests about your personal data can be sent to {}.", "rights"),
    ("Le DPO peut être contacté à l'adresse {}.", "dpo"),
    ("Notre déléguée à la protection des données répond à toute question : {}.", "dpo"),
    ("Our Data Protection Officer can be reached at {}.", "dpo"),
    ("Vous pouvez déposer une réclamation à l'adresse {}.", "complaint"),
    ("En cas de mécontentement, écrivez au service Réclamations : {}.", "complaint"),
    ("Pour ne plus recevoir nos offres, écrivez à {}.", "marketing"),
    ("Désabonnez-vous de la newsletter en écrivant à {}.", "marketing"),
    ("Pour toute question commerciale, écrivez à {}.", "general"),
    ("Vous pouvez saisir la Commission nationale de l'informatique et des libertés à {}.", "authority"),
    ("You may complain to the supervisory authority: {}.", "authority"),
]


@pytest.mark.parametrize(("sentence", "role"), ROLES)
def test_a_contact_has_the_role_its_sentence_gives_it(facts, sentence, role):
    text = "1. Contact\n\n" + sentence.format("contact@exemple.fr")
    assert facts(text, "email") == [(role, "contact@exemple.fr")]


def test_a_contact_in_a_list_has_the_role_of_the_introduction(facts):
    text = (
        "1. Contact\n\nVous pouvez exercer vos droits :\n\n- par mail : a@exemple.fr ;\n"
        "- auprès du DPO : b@exemple.fr ;\n- par courrier : Fougères, 3 rue du Bois, 69001 Lyon"
    )
    assert facts(text, "email") == [("rights", "a@exemple.fr"), ("rights", "b@exemple.fr")]
    assert facts(text, "address") == [("rights", "3 rue du bois 69001 lyon")]


def test_a_bare_contact_below_a_title_about_exercising_rights_is_for_rights(facts):
    text = "1. Comment exercer vos droits ?\n\nÉcrivez à notre délégué : dpo@exemple.fr."
    assert facts(text, "email") == [("rights", "dpo@exemple.fr")]


def test_the_appointment_of_the_officer_below_that_title_is_about_the_officer(facts):
    text = (
        "1. L'exercice de vos droits\n\nLa mutuelle a nommé un délégué à la protection des données, désigné auprès"
        " de la CNIL, que vous pouvez contacter à l'adresse dpo@exemple.fr."
    )
    assert facts(text, "email") == [("dpo", "dpo@exemple.fr")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous pouvez exercer vos droits puis saisir la CNIL (www.cnil.fr).",
        "En cas de réclamation sur l'exercice de vos droits, saisissez la CNIL en ligne : https://www.cnil.fr/fr/plaintes.",
        "Vous pouvez exercer vos droits ou contacter la [CNIL](https://www.cnil.fr/fr/plaintes).",
    ],
)
def test_the_authority_is_never_a_way_to_exercise_rights(facts, sentence):
    assert [role for role, _ in facts(f"1. Droits\n\n{sentence}", "web")] == ["authority"]


def test_the_supervisor_of_insurers_is_an_authority_too(facts):
    text = "1. Qui\n\nLa mutuelle est contrôlée par l'ACPR, 4 place de Budapest, CS 92459, 75436 Paris Cedex 09."
    assert [role for role, _ in facts(text, "address")] == ["authority"]


EMAILS = [
    ("Écrivez à a.b-c@mail.exemple.fr.", "a.b-c@mail.exemple.fr"),
    ("Écrivez à DPO@Exemple.FR, merci.", "dpo@exemple.fr"),
    ("Écrivez-nous : [dpo@exemple.fr](mailto:dpo@exemple.fr).", "dpo@exemple.fr"),
    ("Écrivez à [notre délégué](mailto:dpo@exemple.fr?subject=RGPD).", "dpo@exemple.fr"),
    ("Écrivez à dpo[at]exemple.fr.", "dpo@exemple.fr"),
    ("Écrivez à dpo (arobase) exemple (point) fr.", "dpo@exemple.fr"),
    ("Écrivez à vie\\_privee@exemple.fr.", "vie_privee@exemple.fr"),
]


@pytest.mark.parametrize(("sentence", "address"), EMAILS)
def test_an_email_address_is_read_however_it_is_written(facts, sentence, address):
    assert [one for _, one in facts(f"1. Contact\n\n{sentence}", "email")] == [address]


@pytest.mark.parametrize(
    "words",
    [
        "[email protected]",
        "[adresse masquée]",
        "(adresse e-mail masquée)",
        "l'adresse e-mail protégée contre les robots",
        "[\\[email protected\\]](https://exemple.fr/cdn-cgi/l/email-protection)",
    ],
)
def test_an_address_that_the_site_hides_is_said_to_be_hidden_and_never_invented(facts, words):
    text = f"1. Droits\n\nExercez vos droits en écrivant à {words}."
    assert facts(text, "hidden_email") == [("rights", "")]
    assert facts(text, "email") == []


@pytest.mark.parametrize("words", ["[données protégées]", "[section masquée]", "(adresse IP masquée)"])
def test_other_words_between_brackets_hide_no_address(facts, words):
    assert facts(f"1. Droits\n\nExercez vos droits en écrivant à la mutuelle {words}.", "hidden_email") == []


PHONES = [
    ("Appelez le 01 44 93 11 00 en semaine.", "+33144931100"),
    ("Tél. : 01.44.93.11.00", "+33144931100"),
    ("Téléphone : +33 (0)1 44 93 11 00.", "+33144931100"),
    ("Un conseiller vous répond au 09 69 39 99 99 (appel non surtaxé).", "+33969399999"),
    ("Par téléphone au 36 39 (service gratuit).", "3639"),
]


@pytest.mark.parametrize(("sentence", "number"), PHONES)
def test_a_phone_number_is_normalised(facts, sentence, number):
    assert [one for _, one in facts(f"1. Contact\n\n{sentence}", "phone")] == [number]


@pytest.mark.parametrize(
    "sentence",
    [
        "La mutuelle porte le numéro SIREN 775 659 907 au répertoire.",
        "Boréal, RCS Nanterre 351 058 151, TVA FR 69 351 058 151.",
        "Déclaration numéro 1759610 du 12 mars 2014.",
        "Écrivez au 3 rue du Bois, 69001 Lyon.",
        "Fax : 01 44 93 11 01",
    ],
)
def test_a_number_of_another_kind_is_no_phone_number(facts, sentence):
    assert facts(f"1. Qui\n\n{sentence}", "phone") == []


WEBS = [
    ("Consultez notre site https://www.exemple.fr/Contact/.", "exemple.fr/contact"),
    ("Consultez le site www.exemple.fr, à tout moment.", "exemple.fr"),
    ("Rendez-vous sur le site exemple.fr.", "exemple.fr"),
    ("Écrivez-nous avec [notre formulaire](https://www.exemple.fr/contact).", "exemple.fr/contact"),
    ("Le formulaire de contact est accessible [ici](https://www.exemple.fr/contact).", "exemple.fr/contact"),
]


@pytest.mark.parametrize(("sentence", "address"), WEBS)
def test_a_web_address_is_read_from_the_text_or_from_a_link_to_a_form(facts, sentence, address):
    assert [one for _, one in facts(f"1. Contact\n\n{sentence}", "web")] == [address]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lisez nos [conditions](https://www.exemple.fr/cgu).",
        "Vous acceptez [les cookies](#cookies).",
        "Écrivez à dpo@exemple.fr.",
    ],
)
def test_other_links_are_no_way_to_reach_the_organisation(facts, sentence):
    assert facts(f"1. Contact\n\n{sentence}", "web") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Nos partenaires publicitaires sont Nimbus (https://www.nimbus.com/privacy) et Zéphyr.",
        "Pour Firefox, consultez l'aide du navigateur : https://support.mozilla.org/fr/kb/cookies.",
        "Le site est hébergé par Nuage SAS : www.nuage.com.",
    ],
)
def test_the_site_of_somebody_else_is_not_the_organisation_s(facts, sentence):
    text = f"1. Contact\n\nLa mutuelle des Fougères répond à dpo@fougeres.fr.\n\n2. Cookies\n\n{sentence}"
    assert [role for role, _ in facts(text, "web")] == ["processor"]


FORMS = [
    (
        "Vous pouvez déposer une réclamation au moyen du formulaire de contact.",
        ("complaint", "formulaire de contact"),
    ),
    ("Exercez vos droits via le formulaire dédié.", ("rights", "formulaire dedie")),
    ("Exercez vos droits via notre formulaire « Mes données ».", ("rights", "formulaire mes donnees")),
    ("You can exercise your rights through our online form.", ("rights", "online form")),
]


@pytest.mark.parametrize(("sentence", "form"), FORMS)
def test_a_form_that_is_a_way_to_write_is_a_channel(facts, sentence, form):
    assert facts(f"1. Contact\n\n{sentence}", "form") == [form]


@pytest.mark.parametrize(
    "sentence",
    [
        "Les données obligatoires sont signalées dans les formulaires de collecte.",
        "Nous collectons les données saisies dans le formulaire d'adhésion.",
    ],
)
def test_a_form_that_collects_data_is_no_channel(facts, sentence):
    assert facts(f"1. Données\n\n{sentence}", "form") == []


AREAS = [
    ("Vous pouvez modifier vos données depuis votre espace adhérent.", "rights"),
    ("Exercez vos droits en vous connectant à votre Espace Client.", "rights"),
    ("Gérez vos préférences de communication commerciale dans votre compte client.", "marketing"),
    ("Vous pouvez choisir le mode d'envoi de vos documents dans la rubrique « Mon compte ».", "general"),
    ("You can update your personal data in your online account.", "rights"),
]


@pytest.mark.parametrize(("sentence", "role"), AREAS)
def test_the_member_s_space_is_a_way_to_act(facts, sentence, role):
    assert facts(f"1. Contact\n\n{sentence}", "member_area") == [(role, "member-area")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous utilisons des cookies sur votre espace personnel.",
        "Lors de la création de votre compte, nous collectons votre nom.",
        "Modifiez la confidentialité depuis votre profil Facebook et vos réseaux sociaux.",
    ],
)
def test_the_member_s_space_is_not_always_a_way_to_act(facts, sentence):
    assert facts(f"1. Données\n\n{sentence}", "member_area") == []


AUDIENCES = [
    ("Pour les membres de la Bruyère, exercez vos droits à a@exemple.fr.", "membres de la Bruyère"),
    ("Vous êtes adhérent : écrivez à a@exemple.fr.", "adhérent"),
    ("Si vous êtes candidat à un emploi, écrivez à a@exemple.fr.", "candidat à un emploi"),
    ("Pour toute question, écrivez à a@exemple.fr.", ""),
    ("Pour exercer vos droits, écrivez à a@exemple.fr.", ""),
]


@pytest.mark.parametrize(("sentence", "audience"), AUDIENCES)
def test_a_contact_says_for_whom_it_is(parsed_of, sentence, audience):
    (fact,) = [one for one in parsed_of(f"1. Droits\n\n{sentence}").facts if one.kind == "email"]
    assert fact.audience == audience


def test_an_address_abroad_has_its_role_and_a_french_one_stays_french(facts):
    text = (
        "1. Contact\n\nVous pouvez exercer vos droits par courrier à Fern Ltd, PO Box 12, London W1A 1AB. "
        "Notre siège est situé 3 rue du Bois, 69001 Lyon."
    )
    assert facts(text, "address") == [
        ("rights", "po box 12 w1a 1ab london"),
        ("general", "3 rue du bois 69001 lyon"),
    ]


def test_an_address_that_serves_for_rights_serves_for_them_where_only_its_name_speaks(facts):
    text = (
        "1. Vos droits\n\nVous pouvez exercer vos droits à l'adresse dpo@exemple.fr.\n\n2. Nous joindre\n\n"
        "Plusieurs moyens existent.\n\nE-mail : dpo@exemple.fr"
    )
    assert facts(text, "email") == [("rights", "dpo@exemple.fr")]


def test_it_stays_the_officer_s_where_words_say_so(facts):
    text = (
        "1. Vos droits\n\nVous pouvez exercer vos droits à l'adresse dpo@exemple.fr.\n\n2. Le délégué\n\n"
        "Nous avons nommé un délégué à la protection des données : dpo@exemple.fr."
    )
    assert ("dpo", "dpo@exemple.fr") in facts(text, "email")


def test_the_member_s_space_of_a_section_on_exercising_rights_is_for_rights(facts):
    text = (
        "1. J'exerce mes droits en ligne\n\nAu sein du menu Réglages de votre compte utilisateur, vous pouvez :\n\n"
        "- tout."
    )
    assert facts(text, "member_area") == [("rights", "member-area")]


def test_a_form_may_be_named_by_its_capitals(facts):
    text = "1. Contact\n\nVous pouvez exercer vos droits sur le formulaire Allô Fougères accessible en ligne."
    assert facts(text, "form") == [("rights", "formulaire allo fougeres")]


def test_a_link_below_a_title_on_the_authority_leads_to_it(facts):
    text = (
        "1. Contacter l'autorité de contrôle\n\nSi vous vivez en Irlande, cliquez "
        "[ici](https://www.dataprotection.ie/en/contact)."
    )
    assert facts(text, "web") == [("authority", "dataprotection.ie/en/contact")]
