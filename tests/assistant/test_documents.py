"""A document is found in every version that was ever published, and each version says when it was in service."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from assistant.documents import Documents
from assistant.errors import InsurerUnavailable, UnknownDocument, UnknownInsurer
from assistant.law import Law
from ingest.archive import Archive
from ingest.build import parse_document
from ingest.entries import DocumentEntry, InsurerEntry
from ingest.records import Document

FIRST, SECOND = dt.date(2026, 1, 10), dt.date(2026, 3, 1)
ENTRY = InsurerEntry(
    id="fern",
    name="Fougères",
    legal_name="Fougères",
    document=(DocumentEntry(id="policy", title="P", file="p.txt", languages=("fr",), date=None, origin="x"),),
)


def parsed(version, text):
    document = Document(
        insurer="fern",
        id="policy",
        version=version,
        title="Politique",
        text=text,
        sha256=version,
        languages=("fr",),
        date=None,
        origin="invented",
        machine_translated=False,
    )
    return parse_document(document)


OLD = parsed("undated-0000000a", "1. Vos droits\n\nÉcrivez au 3 rue du Bois, 69001 Lyon.\n")
NEW = parsed("undated-0000000b", "1. Vos droits\n\nÉcrivez au 5 rue du Bois, 69001 Lyon.\n")


@dataclass
class Served:
    """What is in service, by insurer."""

    documents: dict[str, tuple] = field(default_factory=dict)

    def ids(self):
        return sorted(self.documents)

    def index(self, insurer):
        if insurer not in self.documents:
            raise UnknownInsurer(insurer=insurer, known="")
        release = SimpleNamespace(documents=self.documents[insurer])
        return SimpleNamespace(release=SimpleNamespace(insurer=ENTRY, release=release))


@pytest.fixture
def archive(tmp_path):
    archive = Archive(tmp_path)
    archive.record(ENTRY, OLD, None, FIRST)
    archive.record(ENTRY, NEW, OLD, SECOND)
    return archive


@pytest.fixture
def documents(archive):
    return Documents(archive, Served({"fern": (NEW,)}), Law({}, {}))


def test_the_current_version_comes_from_what_is_in_service(documents):
    view = documents.one("fern", NEW.document.version)
    assert (view.text, view.current, view.replaced_on) == (NEW.document.text, True, None)


def test_an_earlier_version_is_served_and_says_when_it_was_replaced(documents):
    view = documents.one("fern", OLD.document.version)
    assert (view.text, view.current, view.replaced_on) == (OLD.document.text, False, SECOND)
    assert [section.title for section in view.sections] == ["1. Vos droits"]


def test_the_documents_of_an_insurer_no_longer_served_stay_citable(archive):
    view = Documents(archive, Served(), Law({}, {})).one("fern", NEW.document.version)
    assert (view.insurer_name, view.text, view.current) == ("Fougères", NEW.document.text, False)


@pytest.mark.parametrize("version", ["undated-0000000c", "../policy/history", "history"])
def test_an_unknown_version_is_refused(documents, version):
    with pytest.raises(UnknownDocument):
        documents.one("fern", version)


@pytest.mark.parametrize("insurer", ["moss", "..", ""])
def test_an_unknown_insurer_is_refused(documents, insurer):
    with pytest.raises(UnknownInsurer):
        documents.one(insurer, NEW.document.version)
    with pytest.raises(UnknownInsurer):
        documents.versions(insurer)


def test_the_versions_are_listed_the_current_one_first(documents):
    listed = documents.versions("fern")
    assert [(one.version, one.current, one.since, one.changed_on, one.replaced_on) for one in listed] == [
        (NEW.document.version, True, SECOND, SECOND, None),
        (OLD.document.version, False, FIRST, None, SECOND),
    ]


def test_a_version_in_service_since_before_versions_were_kept_is_listed_without_dates(tmp_path):
    (one,) = Documents(Archive(tmp_path), Served({"fern": (NEW,)}), Law({}, {})).versions("fern")
    assert (one.version, one.current, one.since) == (NEW.document.version, True, None)


def test_after_a_return_to_an_earlier_text_that_one_is_current_again(archive):
    archive.record(ENTRY, OLD, NEW, dt.date(2026, 5, 1))
    back = Documents(archive, Served({"fern": (OLD,)}), Law({}, {})).versions("fern")
    assert [(one.version, one.current) for one in back] == [
        (OLD.document.version, True),
        (NEW.document.version, False),
    ]


def test_a_damaged_archive_is_unavailable_not_unknown(archive, documents):
    (archive.root / "fern" / "policy" / "history.json").write_text("{", encoding="utf-8")
    with pytest.raises(InsurerUnavailable):
        documents.one("fern", OLD.document.version)


class Damaged(Served):
    """An insurer with a release that cannot be loaded."""

    def ids(self):
        return ["fern"]

    def index(self, insurer):
        raise InsurerUnavailable(insurer=insurer)


def test_archived_versions_stay_citable_while_the_index_cannot_be_loaded(archive):
    view = Documents(archive, Damaged(), Law({}, {})).one("fern", OLD.document.version)
    assert (view.text, view.current, view.replaced_on) == (OLD.document.text, False, SECOND)


def test_a_version_that_is_not_archived_is_unavailable_while_the_index_cannot_be_loaded(archive):
    with pytest.raises(InsurerUnavailable):
        Documents(archive, Damaged(), Law({}, {})).one("fern", "undated-0000000c")


def test_what_a_version_changed_is_told(documents):
    changes = documents.changes("fern", "policy", NEW.document.version)
    assert {change.kind for change in changes.passages} == {"altered"}
    assert replace(changes, passages=(), facts=()).old_version == OLD.document.version
