"""Every version that was ever published can be opened again, with the days it was in service."""

from __future__ import annotations

import datetime as dt
import errno
from dataclasses import replace

import pytest

from ingest.archive import Archive, keep_versions
from ingest.build import ingest as run
from ingest.build import parse_document
from ingest.errors import CorpusError, IndexFault
from ingest.releases import ReleaseStore
from ingest.sources import read_corpus, read_document

pytestmark = pytest.mark.integration  # each test builds indexes

FIRST, SECOND, THIRD = dt.date(2026, 1, 10), dt.date(2026, 3, 1), dt.date(2026, 6, 5)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "var")


@pytest.fixture
def insurer(corpus):
    return read_corpus(corpus.folder).insurer[0]


@pytest.fixture
def published(corpus, insurer):
    """The policy of the first insurer with other words, parsed."""

    def parsed(old="", new=""):
        corpus.entries["fern"]["text"] = corpus.entries["fern"]["text"].replace(old, new)
        corpus.write()
        return parse_document(read_document(corpus.folder, insurer, insurer.document[0]))

    return parsed


def days(archive):
    (history,) = archive.histories("fern")
    return [(one.since, one.replaced_on) for one in history.versions]


def test_a_first_version_has_no_changes_and_no_earlier_version(archive, insurer, published):
    policy = published()
    assert archive.record(insurer, policy, None, FIRST) is None
    assert days(archive) == [(FIRST, None)]
    assert archive.changes("fern", "policy", policy.document.version) is None


def test_recording_a_version_again_changes_nothing(archive, insurer, published):
    archive.record(insurer, published(), None, FIRST)
    archive.record(insurer, published(), None, SECOND)
    assert days(archive) == [(FIRST, None)]


def test_a_new_version_ends_the_service_of_the_one_before(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    new = published("deux cookies", "trois cookies")
    archive.record(insurer, new, old, SECOND)
    assert days(archive) == [(FIRST, SECOND), (SECOND, None)]
    (history,) = archive.histories("fern")
    assert [history.changed_on(one.version) for one in history.versions] == [None, SECOND]


def test_an_earlier_version_is_found_as_it_was_read(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    archive.record(insurer, published("deux cookies", "trois cookies"), old, SECOND)
    history, found = archive.find("fern", old.document.version)
    assert found == old
    assert history.name == "Mutuelle des Fougères"


def test_what_changed_is_kept_with_the_version(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    new = published("deux cookies", "trois cookies")
    told = archive.record(insurer, new, old, SECOND)
    assert told == archive.changes("fern", "policy", new.document.version)
    assert [one.kind for one in told.passages] == ["altered"]


def test_a_version_from_before_there_was_an_archive_is_kept_when_it_is_replaced(archive, insurer, published):
    old = published()
    archive.record(insurer, published("deux cookies", "trois cookies"), old, SECOND)
    assert days(archive) == [(None, SECOND), (SECOND, None)]
    assert archive.find("fern", old.document.version)[1] == old


def test_without_the_previous_release_changes_are_told_from_the_archive(archive, insurer, published):
    archive.record(insurer, published(), None, FIRST)
    told = archive.record(insurer, published("deux cookies", "trois cookies"), None, SECOND)
    assert [one.kind for one in told.passages] == ["altered"]


def test_other_facts_in_the_same_text_are_told_and_make_no_version(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    told = archive.record(insurer, replace(old, facts=()), old, SECOND)
    assert {one.kind for one in told.facts} == {"removed"}
    assert days(archive) == [(FIRST, None)]


def test_a_version_that_comes_back_is_the_latest_again(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    new = published("deux cookies", "trois cookies")
    archive.record(insurer, new, old, SECOND)
    archive.record(insurer, old, new, THIRD)
    assert days(archive) == [(SECOND, THIRD), (THIRD, None)]


def test_the_same_file_read_differently_does_not_count_as_a_change_of_the_policy(archive, insurer, published):
    old = published()
    archive.record(insurer, old, None, FIRST)
    read_again = replace(old, document=replace(old.document, version="undated-12345678"))
    archive.record(insurer, read_again, old, SECOND)
    (history,) = archive.histories("fern")
    assert history.changed_on("undated-12345678") is None


@pytest.mark.parametrize("insurer_id", ["..", "fern/..", "", "moss", "FERN"])
def test_nothing_but_an_insurer_of_the_archive_is_looked_up(archive, insurer, published, insurer_id):
    policy = published()
    archive.record(insurer, policy, None, FIRST)
    assert archive.find(insurer_id, policy.document.version) is None


@pytest.mark.parametrize("version", ["history", "undated-00000000", "../fern", "*"])
def test_nothing_but_a_version_of_the_archive_is_found(archive, insurer, published, version):
    archive.record(insurer, published(), None, FIRST)
    assert archive.find("fern", version) is None


def test_a_damaged_archive_is_named(archive, insurer, published):
    archive.record(insurer, published(), None, FIRST)
    path = archive.root / "fern" / "policy" / "history.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(IndexFault, match=r"history\.json: unreadable"):
        archive.histories("fern")


def change_the_cookies(corpus):
    corpus.entries["fern"]["text"] = corpus.entries["fern"]["text"].replace("deux cookies", "trois cookies")
    corpus.write()


def test_an_ingestion_archives_what_it_replaces_and_says_what_changed(corpus, data_dir, embedder):
    change_the_cookies(corpus)
    fern = run(corpus.folder, data_dir, embedder).insurers[0]
    assert [one.kind for one in fern.changes[0].passages] == ["altered"]
    (history,) = Archive(data_dir).histories("fern")
    assert Archive(data_dir).find("fern", history.versions[0].version) is not None


def test_an_unchanged_insurer_has_no_changes_to_say(corpus, data_dir, embedder):
    change_the_cookies(corpus)
    run(corpus.folder, data_dir, embedder)
    assert run(corpus.folder, data_dir, embedder).insurers[0].changes == ()


def served_versions(data_dir):
    (history,) = Archive(data_dir).histories("fern")
    return [one.version for one in history.versions], [one.replaced_on is None for one in history.versions]


@pytest.fixture
def without_room(monkeypatch):
    """A disk that is full when the release is put into service."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ReleaseStore, "publish", full)
        yield


@pytest.mark.usefixtures("without_room")
def test_a_release_that_cannot_be_put_into_service_leaves_the_history_as_it_was(corpus, data_dir, embedder):
    before = served_versions(data_dir)
    change_the_cookies(corpus)
    assert run(corpus.folder, data_dir, embedder).insurers[0].status == "refused"
    assert served_versions(data_dir) == before


def test_a_history_that_lacks_the_served_version_is_completed_by_the_next_ingestion(corpus, data_dir, embedder):
    path = data_dir / "archive" / "fern" / "policy" / "history.json"
    before = path.read_bytes()
    change_the_cookies(corpus)
    run(corpus.folder, data_dir, embedder)
    after = path.read_bytes()
    path.write_bytes(before)
    assert run(corpus.folder, data_dir, embedder).insurers[0].status == "unchanged"
    assert path.read_bytes() == after


def test_a_lost_history_is_written_again_by_the_next_ingestion(corpus, data_dir, embedder):
    path = data_dir / "archive" / "fern" / "policy" / "history.json"
    before = path.read_bytes()
    path.unlink()
    run(corpus.folder, data_dir, embedder)
    assert path.read_bytes() == before


def test_a_damaged_history_does_not_hold_up_an_unchanged_insurer(corpus, data_dir, embedder):
    path = data_dir / "archive" / "fern" / "policy" / "history.json"
    path.write_bytes(b"{")
    assert run(corpus.folder, data_dir, embedder).insurers[0].status == "unchanged"
    assert path.read_bytes() == b"{"


def test_a_version_the_manifest_calls_replaced_is_in_service_again_when_it_is_published(
    archive, corpus, with_earlier
):
    parsed = parse_document(read_document(corpus.folder, with_earlier, with_earlier.document[0]))
    entry = with_earlier.document[0]
    earlier = [(parsed, FIRST)]
    archive.commit(archive.prepare(with_earlier, parsed, None, SECOND, earlier))
    assert archive.latest("fern") == {entry.id: parsed.document.version}


def test_the_archive_survives_the_insurer(corpus, data_dir, embedder):
    version = Archive(data_dir).histories("heath")[0].versions[0].version
    del corpus.entries["heath"]
    corpus.write()
    run(corpus.folder, data_dir, embedder)
    assert Archive(data_dir).find("heath", version) is not None


EARLIER = """
[[insurer.document.earlier]]
file = "old.txt"
date = 2020-05-01
origin = "invented"
replaced = 2021-02-03
"""


@pytest.fixture
def with_earlier(corpus):
    """The manifest with one insurer whose policy has an earlier version."""
    text = corpus.manifest.read_text(encoding="utf-8")
    corpus.manifest.write_text(text[: text.index('[[insurer]]\nid = "heath"')] + EARLIER, encoding="utf-8")
    (corpus.folder / "old.txt").write_text("1. Vos droits\n\nÉcrivez-nous.\n", encoding="utf-8")
    return read_corpus(corpus.folder).insurer[0]


def kept(archive, corpus, insurer, parsed, parse=parse_document):
    successions = keep_versions(archive, corpus.folder, insurer, [parsed], [], parse, SECOND)
    for one in successions:
        archive.commit(one)
    return [one.changes for one in successions]


def test_an_earlier_version_of_the_manifest_is_citable_with_the_day_it_was_replaced(archive, corpus, with_earlier):
    parsed = parse_document(read_document(corpus.folder, with_earlier, with_earlier.document[0]))
    (told,) = kept(archive, corpus, with_earlier, parsed)
    assert days(archive) == [(None, dt.date(2021, 2, 3)), (dt.date(2021, 2, 3), None)]
    assert told.old_version.startswith("2020-05-01-")
    assert archive.find("fern", told.old_version)[1].document.text == "1. Vos droits\n\nÉcrivez-nous.\n"


def test_an_earlier_version_named_later_stands_before_the_current_one(archive, insurer, corpus, with_earlier):
    parsed = parse_document(read_document(corpus.folder, with_earlier, with_earlier.document[0]))
    archive.record(insurer, parsed, None, FIRST)
    kept(archive, corpus, with_earlier, parsed)
    (history,) = archive.histories("fern")
    assert history.versions[-1].version == parsed.document.version


def test_an_earlier_file_is_parsed_once(archive, corpus, with_earlier):
    parsed = parse_document(read_document(corpus.folder, with_earlier, with_earlier.document[0]))
    seen = []
    for _ in range(2):
        kept(
            archive,
            corpus,
            with_earlier,
            parsed,
            lambda document: seen.append(document) or parse_document(document),
        )
    assert len(seen) == 1


def test_a_missing_earlier_file_is_refused_with_its_path(archive, corpus, with_earlier):
    parsed = parse_document(read_document(corpus.folder, with_earlier, with_earlier.document[0]))
    (corpus.folder / "old.txt").unlink()
    with pytest.raises(CorpusError, match=r"old\.txt does not exist"):
        kept(archive, corpus, with_earlier, parsed)
