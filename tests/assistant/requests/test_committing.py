"""Filing is one transaction: what fails within it leaves nothing, whoever fails."""

from __future__ import annotations

import pytest

from assistant.errors import NotAllowed
from assistant.requests.committing import committed
from assistant.requests.desk import MEMBER
from assistant.requests.mail.mailing import Mailroom
from assistant.requests.means import Means
from assistant.requests.records import Actor
from assistant.requests.retention.finding import Sought, found
from tests.assistant.desk_by_hand import Clock
from tests.assistant.requests.office_by_hand import DPO, MAIL, a_form, contents, desk_over


class OutOfPaper(Mailroom):
    """A mailroom that writes no receipt, once the letter to the insurer is written."""

    def receipt(self, *_others):
        raise RuntimeError("half-way")


@pytest.fixture
def desk(engine):
    return desk_over(engine, **MAIL)


@pytest.fixture
def commit(desk):
    """Files a draft with this mailroom."""

    def done(mail, draft, actor=MEMBER):
        means = Means(desk.settings, desk.store, desk.keys, mail, Clock())
        return committed(means, draft.request, draft.checked.file, "k", "f" * 64, actor)

    return done


def test_a_receipt_that_cannot_be_written_leaves_nothing(desk, commit):
    form = a_form(
        types=["erasure", "marketing_objection"],
        answers={"erasure": {"scope": "everything"}, "marketing_objection": {"channels": ["all"]}},
        receipt_by_email=True,
    )
    draft, before = desk.draft(form, "fr"), contents(desk.store)
    with pytest.raises(RuntimeError):
        commit(OutOfPaper("droits@service.example", None), draft)
    assert contents(desk.store) == before
    request, sent = commit(Mailroom("droits@service.example", None), draft)
    assert (desk.kept(request.reference), sent) == (request, True)
    kept = contents(desk.store)
    assert (len(kept["requests"]), len(kept["messages"]), len(kept["audit"])) == (1, 2, 1)
    assert kept["marketing_objections"]


def test_two_children_of_a_parent_are_no_likeness_and_both_are_found_by_the_parent(desk):
    mother = {"given_names": "Anne", "family_name": "Roy", "email": "anne@example.org"}

    def filed(child):
        subject = {
            "given_names": child,
            "family_name": "Roy",
            "birth_date": "2018-03-01",
            "email": "",
            "member_number": "",
        }
        form = a_form(subject=subject, role="parent", requester=mother, link="mère", confirmed=True)
        return desk.file(form, "fr").request

    children = [filed("Léo"), filed("Zoé")]
    assert [one.duplicate_of for one in children] == [None, None]
    sought = Sought(email="Anne@example.org")
    assert set(found(desk.store, desk.keys, DPO, sought).to_look_into) == {one.reference for one in children}


def test_who_may_not_file_leaves_nothing(desk, commit):
    draft, before = desk.draft(a_form(), "fr"), contents(desk.store)
    with pytest.raises(NotAllowed):
        commit(None, draft, Actor("ali", "agent", frozenset({"fougeres"})))
    assert contents(desk.store) == before


def test_every_request_gets_a_reference_of_its_own(desk, commit):
    draft = desk.draft(a_form(), "fr")
    first, _ = commit(None, draft)
    means = Means(desk.settings, desk.store, desk.keys, None, Clock())
    second, _ = committed(means, draft.request, draft.checked.file, None, "f" * 64, MEMBER)
    assert first.reference != second.reference
    assert second.duplicate_of == first.reference
