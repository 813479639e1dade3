"""The desk, on both databases: what is filed and by whom, what is done to it, and what a failure leaves behind."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event

from assistant.errors import (
    BadCode,
    BadForm,
    IdempotencyConflict,
    NotAllowed,
    NotFilable,
    StoreUnavailable,
    TransitionRefused,
    UnknownInsurer,
    UnknownRequest,
)
from assistant.requests.actions import (
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    MarkDuplicate,
    Purge,
    Redirect,
    Start,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.casework import QueueFilter
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import RequestDesk
from assistant.requests.records import Actor
from assistant.requests.retention.purging import is_objected
from assistant.requests.store.audit import verify
from assistant.requests.store.database import open_database
from assistant.requests.store.tables import MessageRow
from assistant.requests.tracking.tokens import Tokens
from tests.assistant.desk_by_hand import NOW, Clock, give_up
from tests.assistant.requests.office_by_hand import (
    AGENT,
    DPO,
    ELSEWHERE,
    EVERYWHERE,
    MAIL,
    a_form,
    contents,
    desk_over,
    emails,
    follow,
    notices,
    policy,
    trail,
)
from tests.assistant.requests.smtp_server import free_port

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

DAY, MINUTE, SECOND = dt.timedelta(days=1), dt.timedelta(minutes=1), dt.timedelta(seconds=1)
UNKNOWN = "MD-0000-0000-0000-0000"
MEMBERS_ADDRESS, INSURERS_ADDRESS = "chloe@example.org", "dpo@tilleuls.fr"
MARKETING = {
    "types": ["marketing_objection"],
    "answers": {"marketing_objection": {"channels": ["email"]}},
    "details": "",
}
NIR = "2 80 02 75 116 001 43"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(engine, clock):
    """A desk that sends e-mail."""
    return desk_over(engine, clock, **MAIL)


@pytest.fixture
def silent_desk(engine, clock):
    """A desk without a mail server."""
    return desk_over(engine, clock)


def file(desk, insurer="tilleuls", key=None, actor=None, **changes):
    return desk.file(a_form(insurer, **changes), "fr", key, actor)


def filed(desk, *actions, actor=AGENT, **changes):
    """The reference of a request with which the actor did these things."""
    reference = file(desk, **changes).request.reference
    for action in actions:
        desk.act(actor, reference, action)
    return reference


def nothing_but_itself(desk, act, error):
    """Runs what must be refused; every table is afterwards as it was."""
    before = contents(desk.store)
    with pytest.raises(error) as refused:
        act()
    assert contents(desk.store) == before
    return refused.value


class TestFiling:
    def test_nothing_is_kept_without_a_confirmation(self, desk):
        refused = nothing_but_itself(desk, lambda: file(desk, confirmed=False), BadForm)
        assert [(one.field, one.code) for one in refused.faults] == [("confirmed", "unconfirmed")]

    def test_a_draft_shows_what_would_be_filed_and_keeps_nothing(self, desk):
        before = contents(desk.store)
        draft = desk.draft(a_form(confirmed=False), "fr")
        assert (draft.request.state, draft.request.reference) == ("draft", "")
        assert draft.request.recipient == draft.proposal.choices[0].recipient
        assert contents(desk.store) == before

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"types": ["complaint"]}, NotFilable),
            ({"types": []}, BadForm),
            ({"insurer": "chenes"}, UnknownInsurer),
            ({"recipient": "made-up"}, BadForm),
        ],
    )
    def test_a_form_that_is_refused_leaves_nothing(self, desk, changes, error):
        nothing_but_itself(desk, lambda: file(desk, **changes), error)

    def test_a_request_is_kept_with_all_that_the_law_wants_recorded(self, desk):
        reference = file(
            desk, "sem", types=["access"], answers={"access": {"scope": "everything", "copy": "paper"}}
        )
        kept = desk.kept(reference.request.reference)
        document = policy("sem").release.release.documents[0].document
        passage, demand = kept.recipient.passage, kept.identity.demand
        assert kept == reference.request
        assert kept.recipient.kind == "post"
        assert document.text[passage.start : passage.end] == passage.quote
        assert kept.recipient.insurer_name == policy("sem").release.insurer.name
        assert kept.recipient.legal_name == policy("sem").release.insurer.legal_name
        assert (demand.proof, demand.signed) == ("document", True)
        assert document.text[demand.passage.start : demand.passage.end] == demand.passage.quote
        assert (kept.state, kept.received_through, kept.filed_by) == ("received", "online", None)
        assert (kept.received_on, due_dates(kept).original) == (dt.date(2026, 3, 5), dt.date(2026, 4, 7))
        assert trail(desk, kept.reference) == [("member", "file", "draft", "received", None)]

    def test_the_day_of_receipt_is_the_day_in_paris(self, desk, clock):
        clock.at = dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC)
        assert file(desk).request.received_on == dt.date(2026, 3, 5)

    def test_every_acknowledged_request_is_in_a_trail_that_holds(self, desk):
        for insurer in ("tilleuls", "tilleuls", "fougeres", "houx", "ajoncs"):
            file(desk, insurer)
        with desk.store.reading() as reading:
            assert verify(reading, desk.keys) == []

    def test_a_policy_that_gives_no_channel_does_not_keep_it_from_the_insurers_team(self, desk):
        kept = file(desk, "ajoncs").request
        assert kept.recipient.kind == "none"
        assert [one.request for one in desk.queue(EVERYWHERE, QueueFilter(insurer="ajoncs"))] == [kept]

    def test_without_policies_nothing_can_be_filed(self, desk):
        bare = RequestDesk(desk.settings, desk.store, desk.keys)
        nothing_but_itself(bare, lambda: file(bare), UnknownInsurer)

    def test_the_outbox_is_woken_after_the_commit(self, desk):
        seen = []
        desk.wake = lambda: seen.append(len(desk.queue(AGENT, QueueFilter())))
        file(desk)
        assert seen == [1]


class TestTheSameFormAgain:
    def test_under_its_key_it_is_the_same_request(self, desk):
        first = file(desk, key="k", receipt_by_email=True)
        kept = contents(desk.store)
        again = file(desk, key="k", receipt_by_email=True)
        assert (first.created, again.created) == (True, False)
        assert again.request == first.request
        assert again.sent_by_email
        assert contents(desk.store) == kept

    def test_it_stays_the_same_when_the_policy_has_gone_meanwhile(self, desk):
        first = file(desk, key="k")
        bare = RequestDesk(desk.settings, desk.store, desk.keys)
        assert file(bare, key="k").request == first.request

    @pytest.mark.parametrize("changes", [{"details": "Autre chose."}, {"types": ["access"]}, {"language": "en"}])
    def test_another_form_under_the_key_is_a_conflict(self, desk, changes):
        file(desk, key="k")
        nothing_but_itself(desk, lambda: file(desk, key="k", **changes), IdempotencyConflict)

    def test_a_key_that_two_insurers_got_is_two_requests(self, desk):
        first, second = file(desk, key="k"), file(desk, "fougeres", key="k")
        assert (first.created, second.created) == (True, True)
        assert first.request.reference != second.request.reference

    def test_sent_by_several_at_once_it_is_filed_once(self, engine):
        desk = desk_over(engine, policies=all_at_once(6), **MAIL)
        done = together(6, lambda: file(desk, key="k", receipt_by_email=True))
        assert len({one.request.reference for one in done}) == 1
        assert sorted(one.created for one in done) == [False] * 5 + [True]
        (reference,) = {one.request.reference for one in done}
        assert emails(desk, reference) == [("receipt", MEMBERS_ADDRESS), ("to_insurer", INSURERS_ADDRESS)]
        assert [line[1] for line in trail(desk, reference)] == ["file"]

    def test_several_at_once_without_a_key_are_several_that_know_of_each_other(self, engine):
        desk = desk_over(engine, policies=all_at_once(4))
        done = [one.request for one in together(4, lambda: file(desk))]
        kept = [desk.kept(one.reference) for one in done]
        assert kept == done
        assert sum(one.duplicate_of is None for one in kept) == 1


def all_at_once(count):
    """Policies that each of so many threads gets once all have asked: nobody has written anything yet."""
    asked, here = threading.Barrier(count), threading.local()

    def wanted(insurer):
        if not hasattr(here, "asked"):
            here.asked = True
            asked.wait(60)
        return policy(insurer)

    return wanted


def together(count, act):
    """What each of so many threads got."""
    with ThreadPoolExecutor(count) as pool:
        return [one.result() for one in [pool.submit(act) for _ in range(count)]]


class TestALikeness:
    def test_it_is_filed_linked_and_recorded(self, desk):
        first = file(desk).request
        second = file(desk, details="Encore une fois.").request
        assert (second.state, second.duplicate_of) == ("received", first.reference)
        assert desk.kept(second.reference) == second
        assert trail(desk, second.reference) == [
            ("member", "file", "draft", "received", None),
            ("service", "likeness", "received", "received", f"like {first.reference}"),
        ]
        assert [kind for kind, _ in emails(desk, second.reference)] == ["to_insurer"]

    @pytest.mark.parametrize(
        "subject",
        [
            {"member_number": "", "given_names": "Autre", "email": "CHLOE@example.org"},
            {"email": "autre@example.org", "given_names": "Autre"},
            {"email": "autre@example.org", "member_number": "", "given_names": "CHLOE", "family_name": "D'AUBIGNE"},
        ],
    )
    def test_one_thing_in_common_is_enough(self, desk, subject):
        first = file(desk).request
        assert file(desk, subject=subject).request.duplicate_of == first.reference

    @pytest.mark.parametrize(
        "changes",
        [
            {"subject": {"email": "lou@example.org", "member_number": "999", "family_name": "Martin"}},
            {"types": ["access"], "answers": {"access": {"scope": "everything", "copy": "paper"}}},
            {"insurer": "fougeres"},
        ],
    )
    def test_another_person_right_or_insurer_is_no_likeness(self, desk, changes):
        file(desk)
        second = file(desk, **changes).request
        assert second.duplicate_of is None
        assert len(trail(desk, second.reference)) == 1

    def test_one_right_in_common_is_enough(self, desk):
        first = file(desk).request
        both = {"access": {"scope": "everything", "copy": "paper"}, "erasure": {"scope": "everything"}}
        assert file(desk, types=["access", "erasure"], answers=both).request.duplicate_of == first.reference

    def test_a_request_that_is_over_is_no_likeness(self, desk):
        filed(desk, Withdraw("Au téléphone."))
        assert file(desk).request.duplicate_of is None

    def test_the_oldest_one_is_linked(self, desk, clock):
        first = file(desk).request
        clock.at += MINUTE
        file(desk)
        clock.at += MINUTE
        assert file(desk).request.duplicate_of == first.reference


class TestEmails:
    def test_a_request_by_email_goes_to_the_address_of_the_policy(self, desk):
        done = file(desk)
        assert done.sent_by_email
        assert emails(desk, done.request.reference) == [("to_insurer", INSURERS_ADDRESS)]
        (message,) = desk.case(AGENT, done.request.reference).messages
        assert desk.letter_text(done.request, "fr").strip() in message.body
        assert message.reply_to == MEMBERS_ADDRESS

    @pytest.mark.parametrize("insurer", ["houx", "ajoncs"])
    def test_another_channel_gets_no_email(self, desk, insurer):
        done = file(desk, insurer)
        assert not done.sent_by_email
        assert emails(desk, done.request.reference) == []

    @pytest.mark.parametrize(
        ("through", "sent"),
        [("phone", True), ("post", False), ("email", False), ("counter", False)],
    )
    def test_what_the_insurer_has_in_its_hands_is_not_sent_to_it(self, desk, through, sent):
        done = file(desk, actor=AGENT, received_through=through)
        assert done.sent_by_email is sent
        assert emails(desk, done.request.reference) == ([("to_insurer", INSURERS_ADDRESS)] if sent else [])

    @pytest.mark.parametrize("insurer", ["tilleuls", "houx"])
    @pytest.mark.parametrize("wanted", [True, False])
    def test_a_receipt_goes_to_whoever_wants_one(self, desk, insurer, wanted):
        done = file(desk, insurer, receipt_by_email=wanted)
        assert (("receipt", MEMBERS_ADDRESS) in emails(desk, done.request.reference)) is wanted

    def test_a_representative_gets_the_receipt_in_place_of_the_subject(self, desk):
        requester = {"given_names": "Ana", "family_name": "Roy", "email": "ana@example.org"}
        mandate = {"right": "effacement", "scope": "tout", "duration": "un an", "principal": "Chloé d’Aubigné"}
        done = file(
            desk, "houx", role="representative", requester=requester, mandate=mandate, receipt_by_email=True
        )
        assert emails(desk, done.request.reference) == [("receipt", "ana@example.org")]

    def test_without_a_mail_server_there_are_none(self, silent_desk):
        done = file(silent_desk, receipt_by_email=True)
        reference = done.request.reference
        for action in (AskIdentity("Homonyme."), VerifyIdentity("callback"), Answer("satisfied")):
            silent_desk.act(AGENT, reference, action)
        silent_desk.send_code(reference, "fr")
        assert (done.sent_by_email, done.by_code, done.tracking_url) == (False, False, None)
        assert emails(silent_desk, reference) == []

    def test_a_receipt_says_that_it_was_sent_only_where_it_was(self, engine, silent_desk):
        token = file(silent_desk).receipt_token
        assert not desk_over(engine, Clock(), **MAIL).receipt(token).sent_by_email

    def test_an_email_that_will_not_leave_any_more_counts_as_none(self, desk):
        done = file(desk)
        with desk.store.writing() as writing:
            (message,) = writing.messages(done.request.reference)
            writing.session.get(MessageRow, message.id).delivery = "cancelled"
        assert not desk.receipt(done.receipt_token).sent_by_email

    @pytest.mark.parametrize(
        ("before", "action", "subject"),
        [
            ([], AskIdentity("Homonyme."), "Votre identité doit être confirmée"),
            ([Start()], AskClarification("Quelle période ?"), None),
            ([Start()], Extend("complexity", "Trois dossiers.", NOW.date()), None),
            ([Start()], Answer("satisfied"), None),
        ],
    )
    def test_the_member_hears_of_what_is_asked_put_off_or_answered(self, desk, before, action, subject):
        reference = filed(desk, *before, actor=DPO)
        assert notices(desk, reference) == []
        desk.act(DPO, reference, action)
        (notice,) = notices(desk, reference)
        assert notice.recipient == MEMBERS_ADDRESS
        assert reference in notice.subject
        assert notice.subject.startswith(subject or "")
        assert not any(words in notice.body for words in ("Homonyme", "Quelle période", "Trois dossiers"))

    def test_an_extension_tells_the_new_date(self, desk):
        reference = filed(desk, Extend("number", "Trois dossiers.", NOW.date()), actor=DPO)
        (notice,) = notices(desk, reference)
        assert "5 juin 2026" in notice.body

    def test_nobody_hears_of_what_stays_within_the_team(self, desk):
        actions = (Assign("zoe"), Start(), VerifyIdentity("callback"))
        assert notices(desk, filed(desk, *actions)) == []

    def test_who_has_no_email_is_written_none(self, desk):
        person = {"email": ""}
        reference = filed(desk, AskIdentity("Homonyme."), subject=person, reply_by="post")
        assert notices(desk, reference) == []

    @pytest.mark.parametrize("public_url", [None, "https://droits.example"])
    def test_the_address_of_the_tracking_page_is_given_where_it_is_known(self, engine, clock, public_url):
        done = file(desk_over(engine, clock, public_url=public_url, **MAIL))
        assert done.tracking_url == (public_url and "https://droits.example/requests/track")
        assert done.by_code

    def test_what_an_action_has_to_say_is_sent_at_once(self, desk):
        reference = filed(desk)
        woken = []
        desk.wake = lambda: woken.append(len(notices(desk, reference)))
        desk.act(AGENT, reference, AskIdentity("Homonyme."))
        assert woken == [1]


class TestRefusals:
    @pytest.mark.parametrize(
        ("before", "actor", "action", "reason"),
        [
            ([], AGENT, Extend("complexity", "Trois dossiers.", NOW.date()), "not_allowed"),
            ([Start()], AGENT, Answer("refused", "Non.", remedies_stated=True), "not_allowed"),
            ([], AGENT, Answer("satisfied"), "state_received"),
            ([], AGENT, Close(), "state_received"),
            ([], AGENT, Clarify("2025."), "nothing_asked"),
            ([], AGENT, Assign(" "), "assignee_missing"),
            ([], AGENT, AskIdentity(" "), "doubt_missing"),
            ([Start()], DPO, Answer("refused", "Non."), "remedies_missing"),
            ([], DPO, Extend("complexity", "Trois dossiers.", NOW.date() + DAY), "informed_in_future"),
            ([AskIdentity("Homonyme.")], AGENT, Answer("satisfied"), "identity_awaited"),
            ([], AGENT, MarkDuplicate(UNKNOWN), "other_reference_unknown"),
            ([], AGENT, MarkDuplicate(""), "other_reference_missing"),
            ([Redirect("Caisse")], AGENT, Withdraw("Par téléphone."), "state_redirected"),
            ([], AGENT, Purge(), "not_allowed"),
            ([Withdraw("Au téléphone.")], EVERYWHERE, Purge(), "purge_too_early"),
        ],
    )
    def test_one_is_recorded_with_its_reason_and_changes_nothing_else(self, desk, before, actor, action, reason):
        reference = filed(desk, *before)
        kept, lines, tables = desk.kept(reference), trail(desk, reference), contents(desk.store)
        desk.wake = lambda: pytest.fail("there is nothing to send")
        with pytest.raises(NotAllowed if reason == "not_allowed" else TransitionRefused) as refused:
            desk.act(actor, reference, action)
        assert getattr(refused.value, "reason", refused.value.code) == reason
        assert desk.kept(reference) == kept
        ((who, what, was, stays, why),) = trail(desk, reference)[len(lines) :]
        assert (who, was, stays, why) == (actor.name, kept.state, kept.state, reason)
        assert what.endswith(" refused")
        audited = ("audit", "audit_heads", "requests")  # the request keeps the number of its last line
        assert {name: rows for name, rows in contents(desk.store).items() if name not in audited} == {
            name: rows for name, rows in tables.items() if name not in audited
        }
        with desk.store.reading() as reading:
            assert verify(reading, desk.keys) == []

    @pytest.mark.parametrize("role", ["member", "evaluator", "program"])
    def test_who_works_on_no_request_is_refused_before_any_is_looked_up(self, desk, role):
        reference = filed(desk)
        before = contents(desk.store)
        for one in (reference, UNKNOWN):
            with pytest.raises(NotAllowed):
                desk.act(Actor(role, role, None), one, Start())
        assert contents(desk.store) == before

    def test_an_extension_after_the_due_date_is_refused(self, desk, clock):
        reference = filed(desk)
        clock.at = dt.datetime(2026, 4, 7, 23, 30, tzinfo=dt.UTC)  # it is the 8th in Paris
        with pytest.raises(TransitionRefused) as refused:
            desk.act(DPO, reference, Extend("complexity", "Trois dossiers.", dt.date(2026, 4, 7)))
        assert refused.value.reason == "extension_too_late"
        assert trail(desk, reference)[-1][1::3] == ("extend refused", "extension_too_late")

    @pytest.mark.parametrize(
        "action", [Start(), Withdraw("Au téléphone."), MarkDuplicate(UNKNOWN), AskIdentity("Homonyme.")]
    )
    def test_what_is_out_of_reach_is_as_unknown_as_what_is_not_there(self, desk, action):
        reference = filed(desk)
        elsewhere = nothing_but_itself(desk, lambda: desk.act(ELSEWHERE, reference, action), UnknownRequest)
        nowhere = nothing_but_itself(desk, lambda: desk.act(ELSEWHERE, UNKNOWN, action), UnknownRequest)
        assert str(elsewhere) == str(nowhere)

    def test_the_case_of_another_insurer_is_unknown(self, desk):
        reference = filed(desk)
        with pytest.raises(UnknownRequest):
            desk.case(ELSEWHERE, reference)


class TestWords:
    @pytest.mark.parametrize(
        ("before", "action"),
        [
            ([Start(), AskClarification("Quand ?")], Clarify(f"Mon numéro : {NIR}.")),
            ([], Withdraw(f"Je suis le {NIR}.")),
            ([], AskIdentity(f"Le {NIR} ne va pas.")),
            ([Start()], AskClarification(f"Êtes-vous le {NIR} ?")),
            ([Start()], Answer("satisfied", f"Effacé : {NIR}.")),
            ([], Redirect(f"Caisse du {NIR}")),
        ],
    )
    def test_a_social_security_number_is_kept_nowhere(self, desk, before, action):
        reference = filed(desk, *before)
        desk.act(AGENT, reference, action)
        kept = repr(contents(desk.store))
        assert NIR not in kept
        assert NIR.replace(" ", "") not in kept

    def test_characters_that_disguise_something_are_taken_out(self, desk, clock):
        reference = filed(desk, Start(), AskClarification("Quand ?"))
        clock.at += SECOND
        desk.act(AGENT, reference, Clarify("Depuis\u202e 2020\x00\x1b[31m, voilà."))
        assert [one.text for one in desk.case(AGENT, reference).notes][-1] == "Depuis 2020[31m, voilà."

    def test_a_megabyte_is_refused(self, desk):
        reference = filed(desk, Start(), AskClarification("Quand ?"))
        refused = nothing_but_itself(
            desk, lambda: desk.member_acts(follow_token(desk, reference), Clarify("a" * 1_000_000)), BadForm
        )
        assert [(one.field, one.code) for one in refused.faults] == [("text", "too_long")]


def follow_token(desk, reference):
    """A tracking token as the desk signs it, without a trace in the store."""
    return Tokens(desk.keys, lambda: NOW).tracking(reference)


class TestMarkingADuplicate:
    def test_the_other_request_may_be_typed_in_any_way(self, desk):
        first, second = filed(desk), filed(desk)
        typed = first.lower().replace("-", " ")
        after = desk.act(AGENT, second, MarkDuplicate(typed))
        assert (after.state, after.duplicate_of) == ("duplicate", first)
        assert trail(desk, second)[-1] == ("zoe", "mark_duplicate", "received", "duplicate", first)

    def test_a_request_of_another_insurer_is_unknown(self, desk):
        other, mine = filed(desk, insurer="fougeres"), filed(desk)
        with pytest.raises(TransitionRefused) as refused:
            desk.act(Actor("ops", "dpo", None), mine, MarkDuplicate(other))
        assert refused.value.reason == "other_reference_unknown"

    def test_no_request_is_its_own_duplicate(self, desk):
        reference = filed(desk)
        with pytest.raises(TransitionRefused) as refused:
            desk.act(AGENT, reference, MarkDuplicate(reference))
        assert refused.value.reason == "duplicate_of_itself"


class TestFilingForAMember:
    def test_it_counts_from_the_day_of_the_call(self, desk):
        done = file(desk, actor=AGENT, received_through="phone", received_on="2026-02-27")
        kept = desk.kept(done.request.reference)
        assert (kept.received_on, kept.received_through, kept.filed_by) == (dt.date(2026, 2, 27), "phone", "zoe")
        assert due_dates(kept).original == dt.date(2026, 3, 27)
        assert kept.recorded_at == NOW
        assert trail(desk, kept.reference) == [("zoe", "file", "draft", "received", None)]

    def test_without_a_day_it_counts_from_today(self, desk):
        assert file(desk, actor=AGENT, received_through="phone").request.received_on == dt.date(2026, 3, 5)

    def test_an_agent_files_with_no_other_insurer(self, desk):
        nothing_but_itself(desk, lambda: file(desk, "fougeres", actor=AGENT), NotAllowed)

    def test_not_even_what_was_filed_there_under_the_key(self, desk):
        file(desk, "fougeres", key="k")
        nothing_but_itself(desk, lambda: file(desk, "fougeres", key="k", actor=AGENT), NotAllowed)

    def test_nobody_files_in_the_name_of_the_service(self, desk):
        nothing_but_itself(
            desk, lambda: file(desk, actor=Actor("service", "system", None), received_through="phone"), NotAllowed
        )

    def test_an_agent_says_how_it_arrived(self, desk):
        nothing_but_itself(desk, lambda: file(desk, actor=AGENT), BadForm)

    def test_whoever_called_may_have_given_no_way_to_answer(self, desk):
        done = file(desk, actor=AGENT, received_through="phone", subject={"email": "", "phone": "06 12 34 56 78"})
        assert done.request.file.subject.email is None

    def test_a_member_says_neither_how_nor_when_it_arrived(self, desk):
        kept = file(desk, received_through="post", received_on="2026-01-05").request
        assert (kept.received_through, kept.received_on) == ("online", dt.date(2026, 3, 5))
        assert kept.filed_by is None


class TestTheReceipt:
    def test_its_token_is_good_for_a_day(self, desk, clock):
        done = file(desk)
        clock.at += DAY
        assert desk.receipt(done.receipt_token) == replace(done, created=False, receipt_token=ANY_TOKEN)
        clock.at += SECOND
        with pytest.raises(UnknownRequest):
            desk.receipt(done.receipt_token)

    @pytest.mark.parametrize("token", ["", "made.up.token", "é"])
    def test_a_token_that_is_none_opens_nothing(self, desk, token):
        with pytest.raises(UnknownRequest):
            desk.receipt(token)

    def test_neither_token_opens_what_the_other_does(self, desk):
        done = file(desk)
        with pytest.raises(BadCode):
            desk.followed(done.receipt_token)
        with pytest.raises(UnknownRequest):
            desk.receipt(follow(desk, done.request.reference))

    def test_what_is_purged_has_no_receipt_any_more(self, desk, clock):
        reference = filed(desk, Withdraw("Au téléphone."))
        clock.at += 6 * 365 * DAY
        desk.act(EVERYWHERE, reference, Purge())
        with pytest.raises(UnknownRequest):
            desk.filed(reference)
        assert desk.kept(reference).state == "purged"


class Anything:
    def __eq__(self, other):
        return True

    __hash__ = None


ANY_TOKEN = Anything()


class TestAMemberActs:
    def test_an_answer_brings_the_work_on_and_is_kept(self, desk, clock):
        reference = filed(desk, Start(), AskClarification("Quelle période ?"))
        clock.at += MINUTE
        after = desk.member_acts(follow(desk, reference), Clarify("L’année 2025."))
        assert after.state == "in_progress"
        assert [(one.author, one.role, one.text) for one in desk.case(AGENT, reference).notes] == [
            ("zoe", "agent", "Quelle période ?"),
            ("member", "member", "L’année 2025."),
        ]
        assert trail(desk, reference)[-1][:2] == ("member", "clarify")

    def test_a_member_withdraws_once(self, desk):
        reference = filed(desk)
        token = follow(desk, reference)
        assert desk.member_acts(token, Withdraw("C’est réglé.")).state == "withdrawn"
        with pytest.raises(TransitionRefused) as refused:
            desk.member_acts(token, Withdraw("Par téléphone."))
        assert refused.value.reason == "state_withdrawn"
        assert [line[1] for line in trail(desk, reference)[-2:]] == ["withdraw", "withdraw refused"]

    def test_a_reply_to_what_is_closed_is_refused_and_recorded(self, desk):
        reference = filed(desk, Start(), Answer("satisfied"), Close())
        with pytest.raises(TransitionRefused):
            desk.member_acts(follow(desk, reference), Clarify("Attendez !"))
        assert trail(desk, reference)[-1] == ("member", "clarify refused", "closed", "closed", "state_closed")

    def test_a_session_lasts_half_an_hour(self, desk, clock):
        reference = filed(desk)
        token = follow(desk, reference)
        clock.at += 30 * MINUTE
        assert desk.followed(token).line.request.reference == reference
        clock.at += SECOND
        for act in (lambda: desk.followed(token), lambda: desk.member_acts(token, Withdraw("Par téléphone."))):
            with pytest.raises(BadCode):
                act()
        assert desk.kept(reference).state == "received"


class TestUndelivered:
    def test_an_email_that_was_given_up_on_is_seen_and_sent_again(self, desk):
        reference = filed(desk)
        lost = give_up(desk, reference)
        assert [one.id for one in desk.undelivered(AGENT)] == [lost]
        assert desk.case(AGENT, reference).line.undelivered == 1
        woken = []
        desk.wake = lambda: woken.append(True)
        desk.send_again(AGENT, lost)
        assert desk.undelivered(AGENT) == []
        assert [one.delivery for one in desk.case(AGENT, reference).messages] == ["waiting"]
        assert woken == [True]

    def test_another_insurers_agent_neither_sees_nor_sends_it(self, desk):
        lost = give_up(desk, filed(desk))
        assert desk.undelivered(ELSEWHERE) == []
        nothing_but_itself(desk, lambda: desk.send_again(ELSEWHERE, lost), UnknownRequest)

    def test_only_what_was_given_up_on_is_sent_again(self, desk):
        (message,) = desk.case(AGENT, filed(desk)).messages
        nothing_but_itself(desk, lambda: desk.send_again(AGENT, message.id), UnknownRequest)


class TestMarketingObjections:
    def test_one_is_in_the_list_as_soon_as_it_is_filed(self, desk):
        file(desk, **MARKETING)
        with desk.store.reading() as reading:
            assert is_objected(reading, desk.keys, "tilleuls", "email", MEMBERS_ADDRESS)
            assert not is_objected(reading, desk.keys, "fougeres", "email", MEMBERS_ADDRESS)


class TestAFailure:
    @pytest.mark.parametrize(
        "table", ["requests", "request_contacts", "audit", "audit_heads", "messages", "marketing_objections"]
    )
    def test_one_half_way_leaves_nothing_of_the_filing(self, desk, engine, table):
        refused = failing_at(engine, f"INSERT INTO {table} ")
        woken = []
        desk.wake = lambda: woken.append(True)
        form = {**MARKETING, "receipt_by_email": True}
        nothing_but_itself(desk, lambda: file(desk, key="k", **form), Broken)
        assert woken == []
        event.remove(engine, "before_cursor_execute", refused)
        assert file(desk, key="k", **form).created

    @pytest.mark.parametrize("table", ["audit", "messages"])
    def test_one_half_way_leaves_nothing_of_an_action(self, desk, engine, table):
        reference = filed(desk)
        refused = failing_at(engine, f"INSERT INTO {table} ")
        nothing_but_itself(desk, lambda: desk.act(AGENT, reference, AskIdentity("Homonyme.")), Broken)
        event.remove(engine, "before_cursor_execute", refused)
        assert desk.act(AGENT, reference, AskIdentity("Homonyme.")).state == "identity_requested"

    def test_a_store_that_takes_no_more_files_nothing_and_says_so(self, tmp_path, migrated_file):
        path = tmp_path / "requests.sqlite3"
        path.write_bytes(migrated_file.read_bytes())
        engine = open_database(f"sqlite:///{path}", tmp_path)

        @event.listens_for(engine, "connect")
        def read_only(connection, _record):
            connection.execute("PRAGMA query_only=ON")

        desk = desk_over(engine, **MAIL)
        woken = []
        desk.wake = lambda: woken.append(True)
        refused = nothing_but_itself(desk, lambda: file(desk), StoreUnavailable)
        assert "rien n'a été déposé" in refused.detail("fr")
        assert "nothing was filed" in refused.detail("en")
        assert woken == []
        engine.dispose()

    def test_a_database_that_is_out_of_reach_files_nothing_and_says_so(self, tmp_path):
        engine = open_database(f"postgresql://nobody@127.0.0.1:{free_port()}/requests", tmp_path)
        desk = desk_over(engine)
        token = Tokens(desk.keys, lambda: NOW).tracking(UNKNOWN)
        for act in (
            lambda: file(desk),
            lambda: file(desk, key="k"),
            lambda: desk.queue(AGENT, QueueFilter()),
            lambda: desk.act(AGENT, UNKNOWN, Start()),
            lambda: desk.member_acts(token, Withdraw("Par téléphone.")),
            lambda: desk.send_code(UNKNOWN, "fr"),
            lambda: desk.open_session(UNKNOWN, "ABCD2345"),
        ):
            with pytest.raises(StoreUnavailable) as refused:
                act()
            assert MEMBERS_ADDRESS not in str(refused.value)


class Broken(Exception):
    """A statement that did not go through."""


def failing_at(engine, beginning):
    """Lets no statement through that begins like this; the listener, to be removed."""

    def refuse(_connection, _cursor, statement, *_others):
        if statement.startswith(beginning):
            raise Broken

    event.listen(engine, "before_cursor_execute", refuse)
    return refuse
