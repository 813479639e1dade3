"""Yes/no questions are recognised, and answered only where the policy is clear."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from assistant.answering.polarity import Verdict, proposition_asked, propositions, verdict
from ingest.build import parse_document
from ingest.sources import read_corpus, read_document
from tests.conftest import CORPUS

SOLD = "data_sold"
ABROAD = "sent_outside_the_eu"

QUESTIONS = {
    "data_sold": [
        "vous vendez mes données ?",
        "vs vendez nos infos ??",
        "Do you sell my data?",
        "mon mail a été revendu ?",
    ],
    "sent_outside_the_eu": [
        "Mes données sortent-elles de l'Union européenne ?",
        "does my data leave the EU",
        "transfert hors ue ?",
    ],
    "not_sent_outside_the_eu": ["mes données restent-elles en Europe ?", "does my data stay in the EU"],
    "shared_with_the_employer": [
        "vous communiquez mes infos à mon employeur ?",
        "is my data shared with my employer?",
    ],
    "passed_on_for_advertising": [
        "donnez-vous mon mail à des partenaires commerciaux ?",
        "do you share my data with advertisers",
    ],
    "used_for_marketing": ["mes données servent à de la prospection ?", "is my data used for marketing"],
    "marketing_can_be_refused": [
        "puis-je refuser la publicité ?",
        "jpeux stopper la pub ?",
        "can I opt out of marketing",
    ],
    "not_marketing_can_be_refused": ["suis-je obligé de recevoir de la pub ?"],
    "calls_recorded": ["mes appels sont-ils enregistrés ?", "do you record calls"],
    "decisions_automated": ["Y a-t-il des décisions automatisées ?", "do you take automated decisions"],
    "profiling_done": ["faites-vous du profilage ?", "do you profile members"],
    "cookies_used": ["votre site utilise des cookies ?", "do you use cookies", "ya des cookis sur le site"],
    "cookies_can_be_refused": ["Est-ce que je peux refuser les cookies ?", "can I reject cookies"],
    "not_cookies_can_be_refused": ["suis-je obligé d'accepter les cookies ?", "do I have to accept cookies"],
    "health_data_processed": ["traitez-vous des données de santé ?", "do you process health data"],
    "social_security_number_used": ["utilisez-vous mon numéro de sécu ?", "do you use my social security number"],
    "bank_details_held": ["gardez-vous mes coordonnées bancaires ?", "do you store my bank details"],
    "consent_can_be_withdrawn": ["Puis-je retirer mon consentement ?", "can I withdraw my consent"],
    "right_of_access": ["puis-je consulter mes données ?", "ai-je un droit d'accès ?", "can I see my data"],
    "right_to_rectification": ["puis-je faire corriger mes données ?", "can I have my data corrected"],
    "right_to_erasure": [
        "ai-je le droit à l'oubli ?",
        "puis-je demander la suppression de mes données",
        "can I ask you to delete my data",
    ],
    "right_to_portability": ["ai-je un droit à la portabilité ?", "do I have a right to data portability"],
    "right_to_object": ["ai-je un droit d'opposition ?", "can I object to the processing of my data"],
    "right_to_restriction": ["puis-je demander la limitation du traitement ?", "do I have a right to restriction"],
    "instructions_after_death_possible": ["puis-je laisser des directives après ma mort ?"],
    "proof_of_identity_required": ["faut-il joindre une pièce d'identité ?", "do I need to send proof of identity"],
    "requests_free_of_charge": ["exercer ses droits est-il gratuit ?", "is it free to exercise my rights"],
    "not_requests_free_of_charge": ["faut-il payer pour exercer ses droits ?", "do I have to pay for a copy"],
    "complaint_to_the_authority_possible": [
        "puis-je porter plainte auprès de la CNIL ?",
        "can I complain to the CNIL",
    ],
    "data_encrypted": ["mes données sont-elles chiffrées ?", "is my data encrypted"],
    "data_protected": ["mes données sont-elles bien protégées ?", "is my data secure"],
    "officer_appointed": ["avez-vous un DPO ?", "is there a data protection officer"],
    "data_of_minors_collected": ["collectez-vous des données de mineurs ?", "do you collect data about children"],
    "data_hosted_in_france": ["mes données sont-elles hébergées en France ?", "are your servers in France"],
    "data_hosted_in_the_eu": ["mes données sont stockées dans l'UE ?", "is my data hosted in the EU"],
    "service_providers_used": ["avez-vous recours à des sous-traitants ?", "do you use service providers"],
    "policy_may_change": ["la politique peut-elle changer ?", "can you change this policy"],
    "members_told_of_changes": ["me prévenez-vous si vous changez la politique ?", "will you notify me of changes"],
    "used_for_statistics": ["faites-vous des statistiques avec mes données ?", "is my data used for statistics"],
    "used_for_research": ["mes données servent-elles à la recherche ?", "is my data used for research"],
    "location_collected": ["me géolocalisez-vous ?", "do you collect my location data"],
    "links_to_other_sites": [
        "y a-t-il des liens vers d'autres sites ?",
        "does the site contain links to other websites",
    ],
    "some_fields_compulsory": ["y a-t-il des champs obligatoires ?", "are there mandatory fields"],
    "connections_logged": ["enregistrez-vous mon adresse IP ?", "do you collect my IP address"],
    "answered_within_a_month": ["répondez-vous sous un mois ?", "do you reply within one month"],
    "disclosed_to_authorities": [
        "transmettez-vous des données aux autorités ?",
        "do you share data with authorities",
    ],
}


@pytest.mark.parametrize(
    ("expected", "question"), [(name, one) for name, asked in QUESTIONS.items() for one in asked]
)
def test_a_proposition_is_recognised_in_french_and_english(expected, question):
    assert proposition_asked(question, {}) == expected


def test_every_proposition_has_a_question_here():
    assert set(propositions()) <= set(QUESTIONS)


@pytest.mark.parametrize(
    "question",
    [
        "à qui vendez-vous mes données ?",
        "how do I withdraw my consent",
        "mes données de santé sont-elles vendues à des laboratoires ?",
        "puis-je retirer une ordonnance du dossier ?",
        "la police peut-elle voir mes données ?",
        "can the tax office see my data",
        "les cookies collectent-ils des données personnelles ?",
        "mon numéro de sécu est-il chiffré ?",
        "mon employeur vous transmet-il des données ?",
        "faut-il mon accord pour un transfert hors d'Europe ?",
        "bonjour",
        "",
    ],
)
def test_what_asks_anything_else_or_more_is_left_alone(question):
    assert proposition_asked(question, {}) is None


def test_a_long_story_asks_more_than_one_thing():
    assert proposition_asked("vous vendez mes données ? " + "oui " * 40, {}) is None


def test_a_negative_question_asks_the_same_unless_it_waits_for_agreement():
    assert proposition_asked("vous ne vendez pas mes données ?", {}) == SOLD
    assert proposition_asked("vous ne vendez pas mes données, c'est vrai ?", {}) is None
    assert proposition_asked("vous ne vendez jamais mes données ?", {}) is None
    assert proposition_asked("puis-je ne pas accepter les cookies ?", {}) is None


def test_the_topic_decides_between_propositions_and_can_rule_one_out():
    question = "vous transmettez mes données à des partenaires commerciaux hors UE ?"
    assert (
        proposition_asked("c'est gratuit ?", {"refusal_fees": 0.8, "marketing": 0.1}) == "requests_free_of_charge"
    )
    assert proposition_asked("c'est gratuit ?", {"_out_of_scope": 0.9, "refusal_fees": 0.02}) is None
    assert proposition_asked(question, {}) is None


@pytest.mark.parametrize(
    ("proposition", "sentence", "holds"),
    [
        (SOLD, "Nous ne vendons jamais vos données.", False),
        (SOLD, "En aucun cas vos données ne seront vendues à des tiers.", False),
        (SOLD, "Vos données sont vendues à nos partenaires.", True),
        (SOLD, "We do not sell your personal data.", False),
        (SOLD, "We may sell your personal data to brokers.", True),
        (SOLD, "Vos données ne sont pas vendues mais peuvent être transférées hors de l'Union européenne.", False),
        (ABROAD, "Vos données ne sont pas vendues mais peuvent être transférées hors de l'Union européenne.", True),
        (ABROAD, "Aucun transfert de données hors de l'Union européenne n'est réalisé.", False),
        (ABROAD, "Vos données ne sont pas transférées en dehors de l’Union européenne.", False),
        (ABROAD, "Your data may be transferred outside the European Union.", True),
        ("shared_with_the_employer", "Aucune donnée de remboursement n'est communiquée à votre employeur.", False),
        ("calls_recorded", "Les appels téléphoniques peuvent être enregistrés afin d'améliorer la qualité.", True),
        ("calls_recorded", "Nous n'enregistrons pas vos appels.", False),
        ("decisions_automated", "Aucune décision n'est prise sur le fondement d'un traitement automatisé.", False),
        ("profiling_done", "La mutuelle ne réalise aucun profilage.", False),
        ("cookies_used", "Ce site dépose des cookies de mesure d'audience.", True),
        ("cookies_used", "Notre site n'utilise pas de cookies.", False),
        ("cookies_can_be_refused", "Vous pouvez refuser les cookies depuis le bandeau.", True),
        ("not_cookies_can_be_refused", "Vous pouvez refuser les cookies depuis le bandeau.", False),
        ("health_data_processed", "La mutuelle ne collecte aucune donnée de santé.", False),
        ("used_for_marketing", "Vos données ne sont jamais utilisées à des fins commerciales.", False),
        ("requests_free_of_charge", "L'exercice de vos droits est gratuit.", True),
        ("not_requests_free_of_charge", "L'exercice de vos droits est gratuit.", False),
        ("data_hosted_in_france", "Vos données sont hébergées en France.", True),
        ("members_told_of_changes", "Vous serez informé de toute modification de la présente politique.", True),
        ("answered_within_a_month", "Nous répondons à votre demande dans un délai d'un mois.", True),
    ],
)
def test_a_clear_sentence_gives_a_verdict(proposition, sentence, holds):
    assert verdict(proposition, [sentence]) == Verdict(proposition, holds, 0)


@pytest.mark.parametrize(
    ("proposition", "sentence"),
    [
        (SOLD, "Nous ne vendons pas vos données, sauf accord de votre part."),
        (SOLD, "We never sell your data unless you agree."),
        (SOLD, "Nos prestataires ne peuvent pas vendre vos données."),
        (SOLD, "Nous ne vendons pas de lunettes."),
        (SOLD, "Les règles sur les données personnelles valent dans les pays où la société vend ses produits."),
        (
            ABROAD,
            "Dans les cas où nous transférons vos données hors de l'Union européenne, un contrat les protège.",
        ),
        (
            "data_hosted_in_the_eu",
            "Dans la mesure du possible, vos données sont hébergées dans l'Union européenne.",
        ),
        ("consent_can_be_withdrawn", "Vous pouvez retirer votre consentement aux cookies à tout moment."),
        ("location_collected", "Nous utilisons des cookies de localisation."),
        (SOLD, "Vendons-nous vos données ?"),
        (ABROAD, "Vos données ne sont pas transférées hors de l'Union européenne, à l'exception du Maroc."),
        (ABROAD, "Si vos données sont transférées hors de l'Union européenne, des garanties sont prises."),
        (ABROAD, "En cas de transfert hors de l'Union européenne, vos données sont protégées."),
        (ABROAD, "Vos données sont hébergées dans l'Union européenne."),
        (ABROAD, "Vos données ne sont pas transférées en dehors de la France."),
        (
            "passed_on_for_advertising",
            "Vos données sont transmises à nos partenaires commerciaux avec votre consentement.",
        ),
        ("decisions_automated", "Vous avez le droit de ne pas faire l'objet d'une décision automatisée."),
        ("profiling_done", "Aucune décision n'est fondée sur le profilage."),
        ("used_for_marketing", "Nous n'utilisons pas les cookies à des fins commerciales."),
        ("right_to_erasure", "Vous pouvez exercer votre droit de suppression des données inexactes."),
        ("right_to_object", "Le droit d'opposition est exclu pour le régime obligatoire."),
        ("right_of_access", "Nos agents ont des droits d'accès aux applications selon leur fonction."),
        ("requests_free_of_charge", "Inscrivez-vous gratuitement sur Bloctel pour exercer ce droit."),
        ("members_told_of_changes", "Les modifications substantielles de la politique vous sont notifiées."),
        (
            "proof_of_identity_required",
            "En cas de doute, une demande doit être accompagnée d'une pièce d'identité.",
        ),
    ],
)
def test_a_condition_or_another_matter_gives_none(proposition, sentence):
    assert verdict(proposition, [sentence]) is None


def test_the_first_sentence_that_says_so_is_named():
    said = [
        "Vos données sont protégées.",
        "Nous ne vendons jamais vos données.",
        "Vos données ne sont pas vendues.",
    ]
    assert verdict(SOLD, said) == Verdict(SOLD, False, 1)


def test_sentences_that_contradict_each_other_give_none():
    assert verdict(SOLD, ["Nous ne vendons jamais vos données.", "Vos données sont vendues à des tiers."]) is None
    assert verdict(SOLD, ["Nous ne vendons jamais vos données.", "Vos données sont vendues, sauf refus."]) is None


def test_silence_gives_none():
    assert verdict(SOLD, []) is None
    assert verdict(SOLD, ["La mutuelle protège vos données."]) is None


def test_an_unknown_proposition_is_an_error():
    with pytest.raises(KeyError):
        verdict("moon_is_cheese", ["Vos données."])


def test_topics_of_propositions_exist():
    topics, table = (
        tomllib.loads((files("assistant") / "data" / name).read_text(encoding="utf-8"))
        for name in ("topics.toml", "polarity.toml")
    )
    named = {topic for one in table["proposition"].values() for topic in one["topics"]}
    assert named <= set(topics["topic"])


# What each policy says, read by a person. A proposition that is not named has no verdict: the policy is silent,
# makes it depend on something, or says it in words too damaged to rely on.
SAID = {
    "mese": {
        "data_sold": False,
        "marketing_can_be_refused": True,
        "cookies_used": True,
        "cookies_can_be_refused": True,
        "social_security_number_used": True,
        "bank_details_held": True,
        "complaint_to_the_authority_possible": True,
        "data_protected": True,
        "officer_appointed": True,
        "service_providers_used": True,
        "policy_may_change": True,
        "location_collected": True,
        "links_to_other_sites": True,
        "some_fields_compulsory": True,
        "connections_logged": True,
        "disclosed_to_authorities": True,
    },
    "sem": {
        "sent_outside_the_eu": True,
        "used_for_marketing": True,
        "cookies_used": True,
        "right_of_access": True,
        "right_to_rectification": True,
        "proof_of_identity_required": True,
        "data_protected": True,
        "service_providers_used": True,
        "policy_may_change": True,
        "used_for_statistics": True,
        "location_collected": True,
        "links_to_other_sites": True,
        "some_fields_compulsory": True,
        "connections_logged": True,
        "disclosed_to_authorities": True,
    },
    "mieux-etre": {
        "data_sold": False,
        "decisions_automated": False,
        "cookies_used": True,
        "health_data_processed": True,
        "social_security_number_used": True,
        "bank_details_held": True,
        "right_of_access": True,
        "right_to_rectification": True,
        "right_to_erasure": True,
        "right_to_portability": True,
        "instructions_after_death_possible": True,
        "proof_of_identity_required": True,
        "complaint_to_the_authority_possible": True,
        "data_protected": True,
        "officer_appointed": True,
        "policy_may_change": True,
        "connections_logged": True,
    },
    "mgen": {
        "cookies_used": True,
        "health_data_processed": True,
        "social_security_number_used": True,
        "consent_can_be_withdrawn": True,
        "right_of_access": True,
        "right_to_portability": True,
        "right_to_restriction": True,
        "complaint_to_the_authority_possible": True,
        "policy_may_change": True,
        "used_for_statistics": True,
        "disclosed_to_authorities": True,
    },
    "mhr": {
        "marketing_can_be_refused": True,
        "cookies_used": True,
        "cookies_can_be_refused": True,
        "social_security_number_used": True,
        "bank_details_held": True,
        "right_of_access": True,
        "right_to_rectification": True,
        "right_to_portability": True,
        "instructions_after_death_possible": True,
        "complaint_to_the_authority_possible": True,
        "data_protected": True,
        "policy_may_change": True,
        "connections_logged": True,
        "disclosed_to_authorities": True,
    },
}


@pytest.fixture(scope="module")
def sentences():
    """The sentences of each published policy."""
    found = {}
    for insurer in read_corpus(CORPUS).insurer:
        found[insurer.id] = [
            parsed.sentence_text(sentence)
            for entry in insurer.document
            for parsed in [parse_document(read_document(CORPUS, insurer, entry))]
            for passage in parsed.passages
            for sentence in passage.sentences
        ]
    return found


@pytest.mark.parametrize("insurer", SAID)
def test_verdicts_on_a_published_policy_are_those_of_a_reader(insurer, sentences):
    given = {name: one.holds for name in propositions() if (one := verdict(name, sentences[insurer]))}
    assert given == SAID[insurer]
