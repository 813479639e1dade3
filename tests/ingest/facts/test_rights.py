"""The rights that a policy grants, those it excludes, and what becomes of messages and of data after death."""

import pytest


@pytest.fixture
def facts(parsed_of):
    """The facts of one kind that an invented policy states, as (normalised, value)."""

    def read(text, kind):
        return [(fact.normalised, fact.value) for fact in parsed_of(text).facts if fact.kind == kind]

    return read


def test_an_enumeration_grants_each_of_its_rights(facts):
    sentence = (
        "Vous disposez d'un droit d'accès, de rectification, d'effacement, de limitation, de portabilité et"
        " d'opposition."
    )
    assert facts(f"1. Vos droits\n\n{sentence}", "right") == [
        ("access", "droit d'accès"),
        ("rectification", "de rectification"),
        ("erasure", "d'effacement"),
        ("restriction", "de limitation"),
        ("portability", "de portabilité"),
        ("objection", "d'opposition"),
    ]


def test_a_list_grants_each_of_its_rights(facts):
    text = (
        "1. Vos droits\n\nVous disposez des droits suivants :\n\n- droit de rectifier vos données ;\n"
        "- droit à la portabilité ;\n- droit de vous opposer à la prospection commerciale ;\n"
        "- droit de définir des directives sur le sort de vos données après votre décès ;\n"
        "- droit de retirer votre consentement à tout moment ;\n"
        "- droit d'introduire une réclamation auprès de la CNIL."
    )
    assert {right for right, _ in facts(text, "right")} == {
        "rectification",
        "portability",
        "marketing_objection",
        "post_mortem",
        "withdraw_consent",
        "complaint",
    }


def test_a_right_may_be_granted_by_what_one_may_do(facts):
    text = (
        "1. Your rights\n\nYou have the right to access your data, the right to rectification, the right to object"
        " and the right to withdraw your consent."
    )
    assert {right for right, _ in facts(text, "right")} == {
        "access",
        "rectification",
        "objection",
        "withdraw_consent",
    }


def test_the_listing_of_rights_is_preferred_to_an_incidental_mention(parsed_of):
    text = (
        "1. Collecte\n\nLa mutuelle s'engage à informer des conditions pour l'exercice de vos droits d'accès.\n\n"
        "2. Vos droits\n\nVous disposez d'un droit d'accès à vos données."
    )
    (fact,) = [one for one in parsed_of(text).facts if one.kind == "right"]
    assert fact.evidence.start > text.index("2. Vos droits")


@pytest.mark.parametrize(
    "sentence",
    [
        "Le contrôle d'accès aux locaux est assuré par badge.",
        "Nous pouvons supprimer votre compte en cas d'abus.",
        "La limitation de responsabilité de la mutuelle est prévue au contrat.",
        "Vous pouvez vous inscrire sur la liste d'opposition Bloctel.",
    ],
)
def test_the_same_words_are_no_right_elsewhere(facts, sentence):
    assert facts(f"1. Sécurité\n\n{sentence}", "right") == []


EXCLUSIONS = [
    ("Le droit d'opposition est exclu pour l'assurance obligatoire.", "objection"),
    ("Le droit à l'effacement ne s'applique pas aux données comptables.", "erasure"),
    ("Le droit à la portabilité ne peut pas être exercé sur les traitements manuels.", "portability"),
    ("Vous avez un droit d'effacement, sauf lorsque la loi impose la conservation.", "erasure"),
    ("The right to erasure does not apply to accounting data.", "erasure"),
]


@pytest.mark.parametrize(("sentence", "right"), EXCLUSIONS)
def test_a_right_that_cannot_be_exercised_is_quoted_with_its_sentence(facts, sentence, right):
    assert facts(f"1. Vos droits\n\n{sentence}", "exclusion") == [(right, sentence.rstrip("."))]


def test_a_right_whose_conditions_follow_in_the_next_sentence_is_excluded_there(facts):
    text = (
        "1. Vos droits\n\nVous avez un droit à la portabilité de vos données. Ce droit ne s'applique que lorsque le"
        " traitement est fondé sur un contrat."
    )
    assert [right for right, _ in facts(text, "exclusion")] == ["portability"]


def test_a_policy_that_grants_a_right_excludes_nothing(facts):
    assert facts("1. Vos droits\n\nVous disposez d'un droit d'opposition pour motif légitime.", "exclusion") == []


OPTOUTS = [
    "Vous pouvez vous désabonner de la newsletter en cliquant sur le lien de désinscription.",
    "Pour ne plus recevoir nos offres par SMS, envoyez STOP au 36111.",
    "Vous pouvez vous inscrire gratuitement sur Bloctel.",
    "You can unsubscribe from our marketing emails by clicking the link.",
]


@pytest.mark.parametrize("sentence", OPTOUTS)
def test_the_way_to_stop_commercial_messages_is_found(facts, sentence):
    assert [one for one, _ in facts(f"1. Prospection\n\n{sentence}", "marketing_optout")] == ["optout"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous avez le droit de vous opposer à la prospection commerciale.",
        "Nous vous envoyons des offres commerciales, sauf opposition de votre part.",
        "Vous pouvez refuser les cookies publicitaires depuis votre navigateur.",
    ],
)
def test_a_sentence_without_the_way_to_stop_them_is_not(facts, sentence):
    assert facts(f"1. Prospection\n\n{sentence}", "marketing_optout") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous pouvez définir des directives relatives au sort de vos données après votre décès.",
        "Vous pouvez nous faire part du sort que vous souhaitez réserver à vos données post-mortem.",
        "You may give instructions on your data after your death.",
    ],
)
def test_directives_after_death_are_quoted_with_their_sentence(facts, sentence):
    assert facts(f"1. Vos droits\n\n{sentence}", "post_mortem") == [("post_mortem", sentence.rstrip("."))]


def test_a_death_benefit_is_no_directive(facts):
    assert facts("1. Garanties\n\nLe capital décès est versé au conservateur du contrat.", "post_mortem") == []


AUTHORITIES = [
    ("Vous pouvez introduire une réclamation auprès de la CNIL.", "cnil"),
    (
        "Vous pouvez saisir la Commission Nationale de l'Informatique et des Libertés (CNIL) d'une plainte.",
        "cnil",
    ),
    (
        "Vous pouvez introduire une plainte auprès de l'Autorité de protection des données belge.",
        "autorite de protection des donnees belge",
    ),
]


@pytest.mark.parametrize(("sentence", "name"), AUTHORITIES)
def test_the_authority_to_complain_to_is_named(facts, sentence, name):
    assert [one for one, _ in facts(f"1. Vos droits\n\n{sentence}", "authority")] == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "Le traitement a été déclaré à la CNIL sous le numéro 1759610.",
        "Vous pouvez introduire une réclamation auprès de l'autorité de contrôle.",
    ],
)
def test_an_authority_is_named_only_where_one_may_complain_to_it(facts, sentence):
    assert facts(f"1. Vos droits\n\n{sentence}", "authority") == []


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Ce suivi repose sur votre consentement, que vous pouvez retirer à tout moment.", "withdraw_consent"),
        ("Votre accord est libre et vous pouvez à tout moment le révoquer.", "withdraw_consent"),
        ("Vous pouvez vous désabonner de nos communications.", "marketing_objection"),
        ("Vous pouvez choisir de ne plus recevoir nos messages.", "marketing_objection"),
        ("Vous pouvez refuser nos communications dans vos préférences.", "marketing_objection"),
        ("En matière de prospection, vous pouvez exercer votre droit d'opposition.", "marketing_objection"),
        ("Vous pouvez vous opposer à cette utilisation dans vos paramètres.", "objection"),
    ],
)
def test_a_right_may_be_granted_outside_the_section_on_rights(facts, sentence, right):
    assert [one[0] for one in facts(f"1. Nos traitements\n\n{sentence}", "right")] == [right]
