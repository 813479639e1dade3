"""A checked form becomes a draft; digests find a person's requests again without keeping who it is."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import BadForm
from assistant.requests.filing import digests_of, drafted, fingerprint, person_digests
from assistant.requests.intake.checking import checked
from assistant.requests.keys import Keys
from assistant.requests.proposal.proposing import propose
from assistant.requests.records import Person, PersonalFile
from tests.assistant.desk_by_hand import NOW
from tests.assistant.requests.office_by_hand import AGENT, a_form, law, policy
from tests.assistant.requests.policies import published

BIRTH = dt.date(1980, 2, 29)


@pytest.fixture(scope="module")
def keys():
    return Keys(b"a secret of the tests, long enough for them")


def draft(form, index=None, now=NOW, actor=None, region="metropole"):
    found = checked(form, now.date())
    proposal = propose(index or policy(form.insurer), law(), found.types, form.role, "fr", now.date())
    return drafted(form, found, proposal, region, now, actor), proposal


class TestADraft:
    def test_it_goes_to_the_first_way_unless_another_is_chosen(self):
        index = published("mgen")
        by_default, proposal = draft(a_form("mgen"), index)
        assert by_default.recipient == proposal.choices[0].recipient
        chosen, _ = draft(a_form("mgen", recipient=proposal.choices[2].id), index)
        assert chosen.recipient == proposal.choices[2].recipient != by_default.recipient

    def test_a_way_that_the_policy_does_not_give_is_refused(self):
        elsewhere = propose(published("mese"), law(), ["erasure"], "self", "fr", NOW.date()).choices[0].id
        with pytest.raises(BadForm) as refused:
            draft(a_form(recipient=elsewhere))
        assert [(one.field, one.code) for one in refused.value.faults] == [("recipient", "unknown_recipient")]

    def test_who_answers_and_what_proof_they_want_are_kept_with_it(self):
        request, proposal = draft(a_form())
        assert request.recipient.insurer_name == "Tilleuls"
        assert request.recipient.legal_name == "Mutuelle des Tilleuls de France"
        assert request.identity.demand == proposal.identity

    def test_even_where_the_policy_gives_no_way_the_insurer_is_named(self):
        request, _ = draft(a_form("ajoncs"))
        assert (request.recipient.kind, request.recipient.insurer_name) == ("none", "Tilleuls")

    def test_a_member_files_today_and_online_whatever_the_form_says(self):
        request, _ = draft(a_form(received_through="post", received_on="2026-01-05"))
        assert (request.received_through, request.received_on, request.filed_by) == ("online", NOW.date(), None)

    def test_an_agent_says_how_and_when_it_arrived(self):
        request, _ = draft(a_form(received_through="counter", received_on="2026-01-05"), actor=AGENT)
        assert (request.received_through, request.filed_by) == ("counter", "zoe")
        assert request.received_on == dt.date(2026, 1, 5)

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_it_keeps_the_language_and_the_region_that_count(self, language):
        request, _ = draft(a_form(language=language), region="alsace-moselle")
        assert (request.language, request.holiday_region) == (language, "alsace-moselle")

    def test_it_has_neither_a_reference_nor_a_state_of_its_own(self):
        request, _ = draft(a_form())
        assert (request.reference, request.state, request.revision) == ("", "draft", 0)
        assert request.recorded_at == NOW


class TestTheFingerprint:
    def test_the_same_form_has_the_same_one_confirmed_or_not(self, keys):
        assert fingerprint(a_form(), keys) == fingerprint(a_form(confirmed=False), keys)

    @pytest.mark.parametrize(
        "changes",
        [
            {"details": "Autre."},
            {"types": ["access"]},
            {"subject": {"email": "lou@example.org"}},
            {"recipient": "x"},
            {"receipt_by_email": True},
            {"received_on": "2026-03-01"},
            {"insurer": "fougeres"},
        ],
    )
    def test_any_other_form_has_another(self, keys, changes):
        assert fingerprint(a_form(), keys) != fingerprint(a_form(**changes), keys)

    def test_it_means_nothing_without_the_key(self, keys):
        assert fingerprint(a_form(), keys) != fingerprint(a_form(), Keys(b"another secret, as long as the first"))


class TestDigests:
    def of(self, keys, insurer="tilleuls", **known):
        return digests_of(insurer, keys, **known)

    def test_each_thing_that_is_known_gives_one(self, keys):
        known = {"email": "a@example.org", "member_number": "12", "name": "Chloé Roy", "birth_date": BIRTH}
        every = self.of(keys, **known)
        assert len(every) == 3
        assert self.of(keys, email="a@example.org") < every
        assert self.of(keys, member_number="12") < every
        assert self.of(keys, name="Chloé Roy", birth_date=BIRTH) < every

    def test_nothing_known_gives_none(self, keys):
        assert self.of(keys) == frozenset()

    @pytest.mark.parametrize("known", [{"name": "Chloé Roy"}, {"birth_date": BIRTH}])
    def test_a_name_counts_with_its_birth_date_only(self, keys, known):
        assert self.of(keys, **known) == frozenset()

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"email": "A@Example.org"}, {"email": "a@example.org"}),
            ({"member_number": "12 34-ab"}, {"member_number": "1234AB"}),
            (
                {"name": "Chloé d’Aubigné", "birth_date": BIRTH},
                {"name": "D'AUBIGNE CHLOE", "birth_date": BIRTH},
            ),
        ],
    )
    def test_two_spellings_are_one(self, keys, one, other):
        assert self.of(keys, **one) == self.of(keys, **other)

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Chloé Roi", "birth_date": BIRTH},
            {"name": "Chloé Roy", "birth_date": BIRTH + dt.timedelta(days=1)},
        ],
    )
    def test_another_name_or_day_is_another_person(self, keys, other):
        assert not self.of(keys, name="Chloé Roy", birth_date=BIRTH) & self.of(keys, **other)

    def test_one_number_never_passes_for_another_kind(self, keys):
        assert not self.of(keys, email="1234") & self.of(keys, member_number="1234")

    def test_two_insurers_cannot_compare_what_they_hold(self, keys):
        assert not self.of(keys, "tilleuls", email="a@example.org") & self.of(
            keys, "fougeres", email="a@example.org"
        )

    def test_whose_data_it_is_counts_not_who_files(self, keys):
        child = Person("Lou", "Roy", dt.date(2015, 6, 1))
        parent = Person("Ana", "Roy", BIRTH, "ana@example.org")
        found = person_digests("tilleuls", PersonalFile(child, requester=parent, role="parent"), keys)
        assert found == self.of(keys, name="Lou Roy", birth_date=dt.date(2015, 6, 1))

    def test_nothing_of_the_person_can_be_read_in_one(self, keys):
        (digest,) = self.of(keys, email="chloe@example.org")
        assert len(digest) == 64
        assert set(digest) <= set("0123456789abcdef")
