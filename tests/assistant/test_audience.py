"""For whom a message is written."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from assistant.audience import audience_of
from assistant.catalogue import LANGUAGES, message
from assistant.examples import read_labelled

AUDIENCES = ("heir", "representative", "minor", "beneficiary")
MOST_WORDS = 35
LEAST_PRECISION = 0.85
LEAST_RECALL = 0.9


@pytest.mark.parametrize(
    "question",
    [
        "Comment exercer mes droits ?",
        "L'adhérent demande la liste des destinataires, je réponds quoi ?",
        "The caller wants to know how long we keep her file.",
        "Ma fille m'a dit que vous vendiez mes données, c'est vrai ?",
        "Mon fils me dit que j'ai le droit de tout effacer.",
        "my son told me I can ask for my file",
        "Who writes to me on your behalf?",
        "Un de vos partenaires m'a appelé. A partner of yours?",
        "J'ai signé un mandat SEPA, gardez-vous mon RIB ?",
        "C'est un incident mineur ou une vraie fuite ?",
        "Is it a minor change to the policy?",
        "The deadline is dead simple, is it not?",
        "Votre lien est mort.",
        "Je suis mort de rire avec vos délais",
        "j'ai attendu 12 ans pour avoir une réponse",
        "Vous gardez mes données 5 ans ou 10 ans ?",
        "Are my records passed on to third parties?",
        "My late payment is on file, for how long?",
        "Is it mandatory to give my phone number?",
        "I am 15 days late, can I still complain?",
        "Do you use data about real estate?",
        "Mon mari et moi voulons savoir où sont nos données",
        "Quels sont les bénéficiaires de mes données ?",
        "Who is your legal representative in the EU?",
        "My employer is the policyholder, does it see my data?",
        "Comme pour ma sœur, vous allez me demander une pièce d'identité ?",
        "Mr Durand is on the line, he is 82 and wants his file erased",
    ],
)
def test_the_member_is_nobody_else(question):
    assert audience_of(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Quand je serai mort, que deviennent mes données ?",
        "Qui peut demander mes données après ma mort ?",
        "une fois que je ne serai plus là, mes enfants auront-ils accès à mon dossier ?",
        "Si je meurs demain, ma femme peut-elle tout supprimer ?",
        "jserai plus la un jour, mes donnees elles deviennent koi",
        "Mes héritiers pourront-ils lire mon dossier ?",
        "What happens to my data when I die?",
        "After I'm gone, can my son close my account?",
        "Can my heirs see my claims?",
    ],
)
def test_members_who_speak_of_their_own_death_are_members(question):
    assert audience_of(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Mon père est décédé en mars, comment avoir son dossier ?",
        "ma mere e mort vs garder ses donnee cb de temp",
        "mon mari est dcd, comment fermer son compte",
        "Je suis veuve, que faites-vous du dossier de mon mari ?",
        "Veuf depuis peu, je veux arrêter les courriers à son nom",
        "Le dossier de feu mon oncle, qui peut le demander ?",
        "Notaire chargé de la succession de Mme Aubert, je demande ses données",
        "L'héritier d'une adhérente demande une copie",
        "Nous avons perdu maman cet été",
        "Que deviennent les données d'un défunt ?",
        "My late husband still gets your letters",
        "The member passed away, can her daughter get the file?",
        "my dad died last week, delete his stuff",
        "I am the executor of the estate of my aunt",
        "How do I close a deceased person's account?",
        "Mon père n'est plus de ce monde, effacez son dossier",
        "we buried dad last month and you still send him letters",
    ],
)
def test_the_dead_leave_heirs(question):
    assert audience_of(question) == "heir"


@pytest.mark.parametrize(
    "question",
    [
        "Je suis la tutrice de mon frère, comment demander ses données ?",
        "Monsieur est sous curatelle, qui signe ?",
        "J'ai une procuration, ça suffit ?",
        "Quelles pièces demander à un mandataire ?",
        "Avec une habilitation familiale, puis-je demander le dossier ?",
        "Je suis avocat et j'écris pour ma cliente.",
        "Je suis aidante, je m'occupe des papiers de ma mère",
        "c moi ki gere les papié, c'est moi qui gère tout pour papa",
        "Je veux accéder aux données à la place de mon oncle qui ne peut plus écrire",
        "Puis-je faire la demande pour quelqu'un d'autre ?",
        "I'm writing on behalf of my mother",
        "I hold a power of attorney for my uncle",
        "Her carer wants a copy of the file",
        "I look after my dad's paperwork, can I ask for his records?",
        "A solicitor acting for the member wants the file",
        "Une voisine âgée m'a demandé de vous écrire pour elle",
        "My mum has dementia. Can I ask for her file?",
    ],
)
def test_who_acts_for_an_adult_is_a_representative(question):
    assert audience_of(question) == "representative"


@pytest.mark.parametrize(
    "question",
    [
        "Comment voir les données de mon fils de 12 ans ?",
        "Ma fille mineure est sur mon contrat, qui consent ?",
        "mn fils a 9ans vs avé koi sur lui",
        "Mon ado peut-il demander ses données lui-même ?",
        "Le dossier d'une pupille de l'État, qui y accède ?",
        "Vous protégez mieux les données des enfants ?",
        "Faut-il l'accord des deux parents ?",
        "J'ai 16 ans, je peux demander mon dossier moi-même ?",
        "Delete my kid's records",
        "What do you keep about my 9-year-old?",
        "The caller's daughter is under 15, who consents?",
        "Are minors' data kept longer?",
        "À quel âge un jeune peut-il exercer ses droits seul ?",
        "My step-daughter, 11, is on our plan. What do you keep?",
    ],
)
def test_parents_write_about_a_minor(question):
    assert audience_of(question) == "minor"


@pytest.mark.parametrize(
    "question",
    [
        "Ma femme est sur mon contrat, que savez-vous d'elle ?",
        "Que faites-vous des données de mon conjoint ?",
        "Je suis ayant droit, ai-je les mêmes droits ?",
        "Mon ex-mari voit-il encore mes remboursements ?",
        "Je suis sur la mutuelle de mon père, il voit tout ?",
        "Ma fille de 24 ans est sur mon contrat, puis-je avoir son dossier ?",
        "Le dossier de mon fils majeur, j'y ai droit ?",
        "What do you hold about my wife?",
        "I'm on my husband's plan, can he see my claims?",
        "What rights does a dependant have?",
        "Can I get my 22-year-old daughter's data?",
        "Je suis l'épouse de l'adhérent, ai-je un droit d'accès ?",
        "My wife never agreed to you having her data",
    ],
)
def test_adults_on_the_contract_are_beneficiaries(question):
    assert audience_of(question) == "beneficiary"


@pytest.mark.parametrize(
    ("question", "audience"),
    [
        ("J'étais la tutrice de ma tante, elle est décédée hier", "heir"),
        ("Mon mari est décédé, et après ma mort, qui décidera ?", "heir"),
        ("Je suis le tuteur d'un enfant de 9 ans", "representative"),
        ("J'ai une procuration de ma femme", "representative"),
        ("Ma fille de 8 ans est sur le contrat de mon mari", "minor"),
    ],
)
def test_of_two_audiences_the_one_with_the_stricter_proof_counts(question, audience):
    assert audience_of(question) == audience


@pytest.mark.parametrize("question", ["", "   ", "?!", "😀", "1234"])
def test_a_message_without_words_is_for_the_member(question):
    assert audience_of(question) is None


def test_accents_capitals_and_apostrophes_change_nothing():
    written = ("Le dossier de l’HÉRITIÈRE", "le dossier de l'heritiere", "le dossier de l heritiere")
    assert {audience_of(one) for one in written} == {"heir"}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_calibration_messages_are_told_apart(audience):
    raw = (files("assistant") / "data" / "calibration.tsv").read_text(encoding="utf-8")
    pairs = Counter((one.audience, audience_of(one.text)) for one in read_labelled(raw))
    right = pairs[audience, audience]
    assert right >= LEAST_PRECISION * sum(n for (_, found), n in pairs.items() if found == audience)
    assert right >= LEAST_RECALL * sum(n for (expected, _), n in pairs.items() if expected == audience)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_audience_is_told_what_to_add_in_few_words(audience, language):
    assert 0 < len(message(language, f"answer.audience.{audience}").split()) <= MOST_WORDS
