"""What a member is told before filing: each way to write, what the policy excludes, the proof it asks for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from assistant.errors import NotFilable
from assistant.law import load_law
from assistant.requests.proposal.proposing import propose
from assistant.requests.records import REQUEST_TYPES
from ingest.entries import FactEntry
from tests.assistant.requests.policies import CORPUS, published, written

TODAY = dt.date(2026, 11, 22)
LISTED = (
    "## Vos droits\n\nVous disposez d'un droit d'accès, de rectification, d'effacement, de limitation, "
    "d'opposition et de portabilité.\n\n"
)
E_MAIL = "Pour exercer vos droits, écrivez à dpo@tilleuls.fr."


def added(kind, evidence, **fields):
    """A fact that a person adds to a policy."""
    return FactEntry(action="add", kind=kind, evidence=evidence, **fields)


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


@pytest.fixture(scope="module")
def proposed(law):
    def of(policy, *types, role="self", language="fr", today=TODAY):
        index = published(policy) if isinstance(policy, str) else policy
        return propose(index, law, types or ("access",), role, language, today)

    return of


def codes(proposal):
    return [one.code for one in proposal.warnings]


def warned(proposal, code):
    return [one for one in proposal.warnings if one.code == code]


def recipients(proposal):
    return [one.recipient for one in proposal.choices]


class TestThePublishedPolicies:
    def test_three_addresses_by_post_the_one_for_everybody_first(self, proposed):
        found = recipients(proposed("mgen"))
        assert [one.kind for one in found] == ["post", "post", "post"]
        assert [one.audience for one in found] == ["", "membres et les membres fournis", "membres du Mgén Filia"]
        assert found[0].lines == ("MGEN Gestion CNIL", "6B Avenue Joseph Rollo", "78320 La Verrière")
        assert found[2].lines == ("MGEN Efficiency Healthcare CNIL", "BP 34363", "34196 Montpellier cedex 5")

    def test_an_address_of_a_translation_is_never_offered(self, proposed):
        assert not any(re.search("[А-я]", one.value) for one in recipients(proposed("mgen")))

    def test_who_has_another_address_is_told_with_the_passage(self, proposed):
        told = warned(proposed("mgen"), "audience_address")
        assert "34196 Montpellier cedex 5" in told[1].text
        assert "Pour les membres du Mgén Filia" in told[1].passage.quote

    def test_an_address_written_in_two_ways_is_shown_in_both(self, proposed):
        (told,) = warned(proposed("mgen"), "conflicting_address")
        assert "6B Avenue Joseph Rollo" in told.text
        assert "6B Boulevard Joseph Rollo" in told.text

    def test_a_right_that_the_policy_excludes_is_told_first_with_the_passage(self, proposed):
        told = proposed("mgen", "objection").warnings[0]
        assert told.code == "excluded"
        assert "le droit de s'opposer aux USAGERS UTILISATEURS est exclu" in told.passage.quote

    def test_an_exclusion_is_not_told_for_another_right(self, proposed):
        assert "excluded" not in codes(proposed("mgen", "access"))

    def test_a_policy_older_than_the_gdpr_is_said_to_be(self, proposed):
        (told,) = warned(proposed("mgen"), "old_policy")
        assert "1er octobre 2017" in told.text

    def test_an_undated_policy_is_said_to_be(self, proposed):
        assert codes(proposed("mese"))[-1] == "undated_policy"

    def test_e_mail_comes_before_post(self, proposed):
        found = recipients(proposed("mese"))
        assert [one.kind for one in found] == ["email", "post"]
        assert found[0].value == "fr-rgpd@mese.se.com"
        assert found[1].lines == ("Mutuelle d'Entreprises Schneider", "Electric", "DPO", "38050 Grenoble Cedex 9")

    def test_a_signed_identity_copy_is_asked_for_where_the_policy_demands_it(self, proposed):
        demand = proposed("sem").identity
        assert (demand.proof, demand.signed) == ("document", True)
        assert demand.passage.quote.endswith("accompagnée d’une copie d’un titre d’identité signé.")
        assert "jamais par ce service" in demand.text

    def test_the_address_for_rights_is_in_lines(self, proposed):
        (only,) = recipients(proposed("sem"))
        assert only.lines == (
            "SMEREP-SEM",
            "Service Informatique et libertés",
            "16 boulevard du Général Leclerc",
            "92115 Clichy Cedex",
        )

    def test_complaints_channels_stand_in_with_a_notice(self, proposed):
        proposal = proposed("mhr")
        assert [(one.kind, one.role) for one in recipients(proposal)] == [
            ("post", "complaint"),
            ("form", "complaint"),
        ]
        assert recipients(proposal)[0].lines == (
            "Mutuelle de l'hôtellerie restauration",
            "(MHR)",
            "87 rue la Boétie",
            "75008 Paris",
        )
        assert "réclamations" in warned(proposal, "no_rights_channel")[0].text

    def test_the_member_area_is_another_way_to_refuse_marketing(self, proposed):
        (told,) = warned(proposed("mhr", "marketing_objection"), "other_channel")
        assert "votre espace adhérent" in told.passage.quote
        assert not warned(proposed("mhr", "erasure"), "other_channel")

    def test_the_officer_is_written_to_by_e_mail(self, proposed):
        first = recipients(proposed("mieux-etre"))[0]
        assert (first.insurer_name, first.legal_name) == ("Mutuelle Mieux-Être", "Mutuelle Mieux-Être")
        assert (first.kind, first.value, first.role) == ("email", "dpo@mieux-etre.fr", "rights")

    @pytest.mark.parametrize(
        ("role", "types", "words"),
        [
            ("self", ("access",), "La personne concernée peut exercer ses droits"),
            ("representative", ("access",), "La personne concernée peut exercer ses droits"),
            ("self", ("access", "post_mortem"), "La personne concernée peut exercer ses droits"),
            ("self", ("post_mortem",), "donner des directives particulières"),
            ("heir", ("access",), "de l'existence de la succession"),
            ("heir", ("objection",), "du décès et de leur ordre de succession"),
        ],
    )
    def test_the_proof_is_the_one_asked_of_this_person(self, proposed, role, types, words):
        demand = proposed("mieux-etre", *types, role=role).identity
        assert demand.proof == "statement"
        assert words in demand.passage.quote

    def test_a_silent_policy_leaves_the_number_or_a_code(self, proposed):
        demand = proposed("mhr").identity
        assert (demand.proof, demand.passage) == ("none", None)
        assert "numéro d’adhérent" in demand.text

    @pytest.mark.parametrize(
        ("insurer", "forgotten"),
        [
            ("mese", ["automated_decision", "post_mortem", "withdraw_consent"]),
            ("sem", ["automated_decision", "portability", "post_mortem", "withdraw_consent"]),
            ("mgen", ["automated_decision"]),
            ("mhr", ["automated_decision"]),
            ("mieux-etre", ["automated_decision"]),
        ],
    )
    def test_a_right_that_the_policy_forgets_is_given_by_the_law(self, proposed, insurer, forgotten):
        found = [one for one in REQUEST_TYPES if "not_granted" in codes(proposed(insurer, one))]
        assert sorted(found) == forgotten

    @pytest.mark.parametrize("insurer", ["mese", "sem", "mgen", "mhr", "mieux-etre"])
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_every_passage_is_an_exact_slice_of_its_document(self, proposed, law, insurer, language):
        proposal = proposed(insurer, *REQUEST_TYPES, language=language)
        passages = [proposal.identity.passage, *(one.passage for one in proposal.warnings)]
        passages += [one.passage for one in recipients(proposal)]
        texts = {one.document.version: one.document.text for one in published(insurer).release.release.documents}
        texts |= {version: document.text for version, document in law.documents.items()}
        for one in filter(None, passages):
            assert texts[one.version][one.start : one.end] == one.quote


class TestWaysToWrite:
    def test_without_any_the_proposal_says_so_and_makes_none_up(self, proposed):
        proposal = proposed(written(LISTED))
        (only,) = recipients(proposal)
        assert (only.kind, only.value, only.legal_name) == ("none", "", "Mutuelle des Tilleuls de France")
        assert "no_channel" in codes(proposal)

    def test_without_any_the_age_of_the_policy_is_told_all_the_same(self, proposed):
        assert codes(proposed(written(LISTED, date=None)))[-1] == "undated_policy"

    def test_a_form_alone_is_offered_by_its_words(self, proposed):
        policy = written(LISTED + "Pour exercer vos droits, utilisez le formulaire de contact « Mes données ».")
        (only,) = recipients(proposed(policy))
        assert (only.kind, only.value) == ("form", "formulaire de contact « Mes données »")

    def test_a_form_with_a_link_is_offered_by_its_address(self, proposed):
        link = "[formulaire](https://www.tilleuls.fr/mes-droits)"
        (only,) = recipients(proposed(written(LISTED + f"Pour exercer vos droits, utilisez ce {link}.")))
        assert (only.kind, only.value) == ("form", "https://www.tilleuls.fr/mes-droits")

    def test_the_member_area_is_offered_where_there_is_nothing_else(self, proposed):
        (only,) = recipients(proposed(written(LISTED + "Exercez vos droits depuis votre espace adhérent.")))
        assert (only.kind, only.value) == ("form", "espace adhérent")

    def test_a_hidden_e_mail_is_told_and_not_guessed(self, proposed):
        address = "Mutuelle des Tilleuls - 3 rue des Lilas - 75011 Paris"
        policy = written(
            LISTED + f"Pour exercer vos droits, écrivez à [email protected] ou par courrier à {address}."
        )
        proposal = proposed(policy)
        assert [one.kind for one in recipients(proposal)] == ["post"]
        assert "[email protected]" in warned(proposal, "hidden_email")[0].passage.quote

    def test_an_e_mail_that_is_none_is_not_offered_and_told(self, proposed):
        policy = written(LISTED + "Pour exercer vos droits, écrivez à dpo@-tilleuls.fr.")
        proposal = proposed(policy)
        assert [one.kind for one in recipients(proposal)] == ["none"]
        assert "dpo@-tilleuls.fr" in warned(proposal, "invalid_email")[0].text

    def test_of_two_mentions_the_one_on_rights_is_shown(self, proposed):
        policy = written("Une version en anglais peut être demandée à dpo@tilleuls.fr.\n\n" + LISTED + E_MAIL)
        assert recipients(proposed(policy))[0].passage.quote == E_MAIL

    def test_an_address_that_a_link_gives_away_is_not_hidden(self, proposed):
        policy = written(LISTED + "Exercez vos droits à l'adresse [[email protected]](mailto:dpo@tilleuls.fr).")
        proposal = proposed(policy)
        assert [one.value for one in recipients(proposal)] == ["dpo@tilleuls.fr"]
        assert "hidden_email" not in codes(proposal)

    def test_the_officer_stands_in_where_rights_have_no_address(self, proposed):
        policy = written(LISTED + "Notre délégué à la protection des données : dpd@tilleuls.fr.")
        assert recipients(proposed(policy))[0].value == "dpd@tilleuls.fr"

    def test_an_address_for_complaints_is_left_out_where_there_is_one_for_rights(self, proposed):
        policy = written(f"{LISTED}{E_MAIL}\n\n## Réclamations\n\nPour toute réclamation : plaintes@tilleuls.fr.")
        assert [one.value for one in recipients(proposed(policy))] == ["dpo@tilleuls.fr"]

    def test_an_address_for_everything_else_is_not_offered(self, proposed):
        policy = written(LISTED + "## Contact\n\nPour vos remboursements, écrivez à sante@tilleuls.fr.")
        assert [one.kind for one in recipients(proposed(policy))] == ["none"]

    def test_an_e_mail_for_some_members_comes_after_the_one_for_all(self, proposed):
        policy = written(LISTED + f"{E_MAIL}\n\nPour les adhérents de Lyon, exercez vos droits à lyon@tilleuls.fr.")
        assert [one.value for one in recipients(proposed(policy))] == ["dpo@tilleuls.fr", "lyon@tilleuls.fr"]

    def test_post_for_everybody_comes_before_an_e_mail_for_some(self, proposed):
        post = "Pour exercer vos droits, écrivez à Mutuelle des Tilleuls - 3 rue des Lilas - 75011 Paris."
        policy = written(f"{LISTED}{post}\n\nPour les adhérents de Lyon, exercez vos droits à lyon@tilleuls.fr.")
        assert [one.kind for one in recipients(proposed(policy))] == ["post", "email"]

    def test_an_e_mail_given_to_some_and_to_all_is_for_all(self, proposed):
        lyon = "Pour les adhérents de Lyon, exercez vos droits à dpo@tilleuls.fr."
        (only,) = recipients(proposed(written(f"{LISTED}{lyon}\n\n{E_MAIL}")))
        assert only.audience == ""

    def test_an_e_mail_that_a_person_has_found_out_is_offered(self, proposed):
        found_out = added("email", "[email protected]", role="rights", normalised="dpo@tilleuls.fr")
        policy = written(LISTED + "Pour exercer vos droits, écrivez à [email protected].", found_out)
        proposal = proposed(policy)
        assert [one.value for one in recipients(proposal)] == ["dpo@tilleuls.fr"]
        assert "hidden_email" not in codes(proposal)

    def test_a_form_at_half_an_address_is_not_offered_by_it(self, proposed):
        half = added("web", "www.mes-droits.tilleuls-", role="rights", normalised="mes-droits.tilleuls-")
        policy = written(LISTED + "Exercez vos droits sur www.mes-droits.tilleuls- ou par formulaire.", half)
        assert "www.mes-droits.tilleuls-" not in [one.value for one in recipients(proposed(policy))]

    def test_an_address_without_a_name_goes_to_the_legal_name(self, proposed):
        policy = written(LISTED + "Pour exercer vos droits, écrivez au 28, rue Fortuny 75017 Paris.")
        (only,) = recipients(proposed(policy))
        assert only.lines == ("Mutuelle des Tilleuls de France", "28, rue Fortuny", "75017 Paris")

    def test_an_id_stays_when_the_rest_of_the_policy_changes(self, proposed):
        one, other = (proposed(written(LISTED + more + E_MAIL)) for more in ("", "Elle est gratuite.\n\n"))
        assert one.choices[0].id == other.choices[0].id

    def test_ids_tell_choices_apart(self, proposed):
        ids = [one.id for one in proposed("mgen").choices]
        assert len(set(ids)) == len(ids)


class TestRights:
    @pytest.mark.parametrize("types", [("complaint",), ("access", "complaint"), ("everything",)])
    def test_what_cannot_be_filed_with_an_insurer_is_refused(self, law, types):
        with pytest.raises(NotFilable):
            propose(published("mese"), law, types, "self", "fr", TODAY)

    def test_no_type_at_all_is_refused(self, law):
        with pytest.raises(NotFilable):
            propose(published("mese"), law, (), "self", "fr", TODAY)

    def test_a_policy_that_lists_no_rights_forgets_none(self, proposed):
        assert "not_granted" not in codes(proposed(written(E_MAIL), *REQUEST_TYPES))

    def test_an_excluded_right_is_not_called_forgotten_too(self, proposed):
        words = "Nous ne réexaminons pas les décisions de nos machines"
        exclusion = added("exclusion", words, role="automated_decision", normalised="automated_decision")
        told = codes(proposed(written(f"{LISTED}{E_MAIL} {words}.", exclusion), "automated_decision"))
        assert "excluded" in told
        assert "not_granted" not in told

    def test_a_forgotten_right_is_named_with_its_article(self, proposed):
        (told,) = warned(proposed("sem", "portability", language="en"), "not_granted")
        assert "Right to portability" in told.text
        assert "GDPR, Article 20" in told.text

    def test_granting_objection_grants_objection_to_marketing(self, proposed):
        assert "not_granted" not in codes(proposed(written(LISTED + E_MAIL), "marketing_objection"))

    def test_what_lists_forget_is_not_held_against_heirs(self, proposed):
        assert "not_granted" not in codes(proposed("sem", "portability", role="heir"))

    def test_saying_how_to_refuse_marketing_grants_the_right(self, proposed):
        out = "Nos lettres s'arrêtent sur simple appel"
        optout = added("marketing_optout", out, normalised="optout")
        policy = written(LISTED.replace("d'opposition ", "") + f"{E_MAIL} {out}.", optout)
        assert "not_granted" in codes(proposed(policy, "objection"))
        assert "not_granted" not in codes(proposed(policy, "marketing_objection"))

    def test_two_other_ways_are_enough(self, proposed):
        outs = [f"Vous pouvez refuser nos offres par {one}." for one in ("téléphone", "SMS", "courrier")]
        facts = [added("marketing_optout", one[:-1], normalised="optout") for one in outs]
        policy = written(f"{LISTED}{E_MAIL} {' '.join(outs)}", *facts)
        told = warned(proposed(policy, "marketing_objection"), "other_channel")
        assert [one.passage.quote for one in told] == outs[:2]

    def test_one_statement_is_shown_once(self, proposed):
        out = "Refusez nos offres par SMS ou refusez nos appels par téléphone."
        parts = ("Refusez nos offres par SMS", "refusez nos appels par téléphone")
        facts = [added("marketing_optout", one, normalised="optout") for one in parts]
        policy = written(f"{LISTED}{E_MAIL} {out}", *facts)
        assert len(warned(proposed(policy, "marketing_objection"), "other_channel")) == 1

    def test_an_address_for_marketing_is_another_way(self, proposed):
        said = "Notre service commercial répond à offres@tilleuls.fr."
        marketing = added("email", "offres@tilleuls.fr", role="marketing", normalised="offres@tilleuls.fr")
        policy = written(f"{LISTED}{E_MAIL}\n\n{said}", marketing)
        (told,) = warned(proposed(policy, "marketing_objection"), "other_channel")
        assert told.passage.quote == said

    def test_the_authority_is_no_other_way(self, proposed):
        own = "Vos directives sur vos données après votre décès se déposent ici ou auprès de la CNIL (www.cnil.fr)."
        policy = written(f"{LISTED}{E_MAIL} {own}", added("post_mortem", own[:-1], normalised="post_mortem"))
        assert "other_channel" not in codes(proposed(policy, "post_mortem"))

    def test_of_a_very_long_statement_only_the_words_are_shown(self, proposed):
        words = "nous ne réexaminons rien"
        long = f"Pour {', pour '.join(['la gestion du régime obligatoire'] * 25)}, {words}."
        policy = written(
            f"{LISTED}{E_MAIL}\n\n{long}", added("exclusion", words, role="restriction", normalised="restriction")
        )
        (told,) = warned(proposed(policy, "restriction"), "excluded")
        assert told.passage.quote == words

    def test_directives_after_death_can_have_a_way_of_their_own(self, proposed):
        own = "Vous pouvez donner des directives sur vos données après votre décès en écrivant à fin@tilleuls.fr."
        (told,) = warned(proposed(written(f"{LISTED}{E_MAIL} {own}"), "post_mortem"), "other_channel")
        assert told.passage.quote == own

    def test_erasure_is_limited_by_the_law(self, proposed):
        (told,) = warned(proposed("mese", "erasure"), "erasure_limits")
        assert (told.passage.insurer, told.passage.document) == ("law", "gdpr-17")

    def test_a_law_is_quoted_in_the_language_of_the_member(self, proposed):
        (told,) = warned(proposed("mese", "erasure", language="en"), "erasure_limits")
        assert told.passage.language == "en"

    def test_each_right_rests_on_its_article(self, proposed):
        assert proposed("mese", *REQUEST_TYPES).basis == {
            "access": "RGPD, article 15",
            "rectification": "RGPD, article 16",
            "erasure": "RGPD, article 17",
            "restriction": "RGPD, article 18",
            "portability": "RGPD, article 20",
            "objection": "RGPD, article 21, § 1",
            "marketing_objection": "RGPD, article 21, § 2 et 3",
            "automated_decision": "RGPD, article 22",
            "withdraw_consent": "RGPD, article 7, § 3",
            "post_mortem": "Loi Informatique et Libertés du 6 janvier 1978, article 85, I",
        }

    def test_a_child_s_data_are_erased_under_the_french_act_too(self, proposed):
        basis = proposed("mese", "access", "erasure", role="parent").basis
        assert basis["access"] == "RGPD, article 15"
        assert basis["erasure"].endswith("article 51, II")

    def test_heirs_act_under_the_french_act(self, proposed):
        assert proposed("mese", "access", role="heir").basis["access"].endswith("article 85, II")

    def test_types_come_once_and_in_one_order(self, proposed):
        assert proposed("mese", "erasure", "access", "erasure").types == ("access", "erasure")


class TestDates:
    def test_the_answer_is_due_a_month_later(self, proposed):
        assert proposed("mese", today=dt.date(2026, 3, 5)).answer_due == dt.date(2026, 4, 7)

    def test_holidays_are_those_of_the_insurer_s_region(self, proposed):
        received = dt.date(2026, 11, 26)
        assert proposed(written(E_MAIL), today=received).answer_due == dt.date(2026, 12, 28)
        good_friday = dt.date(2027, 2, 26)
        assert proposed(written(E_MAIL), today=good_friday).answer_due == dt.date(2027, 3, 26)
        alsace = written(E_MAIL, region="alsace-moselle")
        assert proposed(alsace, today=good_friday).answer_due == dt.date(2027, 3, 30)
