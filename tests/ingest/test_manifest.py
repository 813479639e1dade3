"""A policy is added to the corpus by one command, and a refused one leaves no trace."""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing

import pytest

from ingest.build import parse_document
from ingest.entries import EarlierEntry
from ingest.errors import CorpusError, IngestError
from ingest.manifest import Wanted, policy_added
from ingest.sources import read_corpus, read_document

TODAY = dt.date(2026, 11, 22)
POLICY = """Politique de confidentialité de la mutuelle

1. Vos droits

Vous pouvez exercer vos droits par courrier à Mutuelle des Mousses, 3 rue du Bois, 69001 Lyon.
"""
ENGLISH = """Privacy policy of the mutual society

1. Your rights

You may exercise your rights of access and erasure by writing to Mutuelle des Mousses, 3 rue du Bois, 69001 Lyon.
We answer within one month of receiving your request, and we tell you why whenever we need more time than that.

2. Cookies

The site places two cookies to measure its audience. You can refuse them at any time without losing any service.
"""
NEXT = POLICY.replace("3 rue du Bois", "5 rue du Pré")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reçu.txt"
    path.write_text(POLICY, encoding="utf-8")
    return path


def add(corpus, wanted, parse=parse_document):
    with policy_added(corpus.folder, wanted, parse, TODAY) as new:
        return new


def moss(file, **fields):
    return Wanted("moss", file, **{"name": "Mutuelle des Mousses", **fields})


def entry_of(corpus, insurer):
    return next(one for one in read_corpus(corpus.folder).insurer if one.id == insurer)


def snapshot(corpus):
    """Every file and folder below the corpus with its content."""
    return {
        path.relative_to(corpus.folder): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in corpus.folder.rglob("*")
    }


def test_a_new_insurer_is_read_back_with_what_its_policy_says(corpus, file):
    assert add(corpus, moss(file, site="https://mousses.example"))
    entry = entry_of(corpus, "moss")
    document = entry.document[0]
    assert (entry.name, entry.site) == ("Mutuelle des Mousses", "https://mousses.example")
    assert (document.title, document.languages) == ("Politique de confidentialité de la mutuelle", ("fr",))
    assert document.origin == "reçu.txt, added 2026-11-22"


def test_the_file_is_copied_byte_for_byte(corpus, file):
    add(corpus, moss(file))
    copy = corpus.folder / "policies" / "moss" / "privacy-policy.txt"
    assert copy.read_bytes() == file.read_bytes()
    assert file.exists()


def test_what_stood_in_the_manifest_stays_to_the_character(corpus, file):
    before = "# Written by hand.\n\n" + corpus.manifest.read_text(encoding="utf-8")
    corpus.manifest.write_text(before, encoding="utf-8")
    add(corpus, moss(file))
    assert corpus.manifest.read_text(encoding="utf-8").startswith(before)


def test_a_new_version_keeps_comments_and_the_other_entries(corpus, file):
    text = corpus.manifest.read_text(encoding="utf-8").replace(
        'title = "Politique"', 'title = "Politique"  # short', 1
    )
    corpus.manifest.write_text(text, encoding="utf-8")
    add(corpus, Wanted("fern", file))
    after = corpus.manifest.read_text(encoding="utf-8")
    assert 'title = "Politique"  # short' in after
    assert after.endswith(text[text.index('[[insurer]]\nid = "heath"') :])


def test_a_new_version_keeps_the_one_before_as_an_earlier_one(corpus, file):
    old = read_document(corpus.folder, entry_of(corpus, "fern"), entry_of(corpus, "fern").document[0])
    add(corpus, Wanted("fern", file))
    insurer = entry_of(corpus, "fern")
    (earlier,) = insurer.document[0].earlier
    assert earlier.replaced == TODAY
    assert read_document(corpus.folder, insurer, insurer.document[0].as_published(earlier)) == old
    assert read_document(corpus.folder, insurer, insurer.document[0]).text == POLICY


def test_an_earlier_version_keeps_its_languages_and_whether_a_machine_translated_it(corpus, file):
    manifest = corpus.manifest.read_text(encoding="utf-8")
    marked = manifest.replace('date = "undated"', 'date = "undated"\nmachine_translated = true', 1)
    corpus.manifest.write_text(marked, encoding="utf-8")
    file.write_text(ENGLISH, encoding="utf-8")
    add(corpus, Wanted("fern", file))
    document = entry_of(corpus, "fern").document[0].model_copy(update={"machine_translated": False, "title": "New"})
    earlier = document.as_published(document.earlier[0])
    assert document.languages[0] == "en"
    assert (earlier.title, earlier.languages, earlier.machine_translated) == ("Politique", ("fr",), True)


def test_an_earlier_version_written_by_hand_may_leave_out_what_it_shares_with_the_one_in_service(corpus, file):
    add(corpus, Wanted("fern", file))
    document = entry_of(corpus, "fern").document[0]
    kept = EarlierEntry(file="old.txt", date=None, origin="x", replaced=TODAY)
    assert document.as_published(kept).languages == document.languages


def test_a_new_version_whose_addition_was_killed_before_the_manifest_is_still_new(corpus, file):
    """What a killed addition leaves: its files, and the manifest as it was."""
    add(corpus, moss(file))
    manifest = corpus.manifest.read_bytes()
    served = corpus.folder / entry_of(corpus, "moss").document[0].file
    file.write_text(NEXT, encoding="utf-8")
    add(corpus, Wanted("moss", file))
    corpus.manifest.write_bytes(manifest)
    if not served.exists():  # the file in service is removed after the manifest is written
        served.write_text(POLICY, encoding="utf-8")
    assert add(corpus, Wanted("moss", file))
    assert len(entry_of(corpus, "moss").document[0].earlier) == 1


def test_versions_add_up_oldest_first(corpus, file):
    add(corpus, moss(file))
    for text in (NEXT, NEXT.replace("Lyon", "Paris")):
        file.write_text(text, encoding="utf-8")
        add(corpus, Wanted("moss", file))
    insurer = entry_of(corpus, "moss")
    (document,) = insurer.document
    texts = [read_document(corpus.folder, insurer, document.as_published(one)).text for one in document.earlier]
    assert texts == [POLICY, NEXT]


def test_the_policy_in_service_given_again_changes_nothing(corpus, file):
    add(corpus, moss(file))
    before = snapshot(corpus)
    assert not add(corpus, Wanted("moss", file))
    assert snapshot(corpus) == before


def test_a_version_in_another_format_takes_the_place_of_the_file(corpus, file, tmp_path):
    add(corpus, moss(file))
    markdown = tmp_path / "policy.md"
    markdown.write_text(NEXT, encoding="utf-8")
    add(corpus, Wanted("moss", markdown))
    home = corpus.folder / "policies" / "moss"
    name = f"privacy-policy-{hashlib.sha256(NEXT.encode()).hexdigest()[:8]}.md"
    assert [path.name for path in home.iterdir() if path.is_file()] == [name]
    assert len(list((home / "earlier").iterdir())) == 1


def binary(path):
    path.write_bytes(b"\x00\x01" * 50)


REFUSED = {
    "a missing file": (lambda file: file.unlink(), {}, "does not exist"),
    "a binary file": (binary, {}, "binary"),
    "no passage": (lambda file: file.write_text("-----\n\n*****\n", encoding="utf-8"), {}, "no passage"),
    "another language": (
        lambda file: file.write_text(
            "Wir verarbeiten Ihre personenbezogenen Daten nur, soweit dies für den Vertrag erforderlich ist.\n" * 3,
            encoding="utf-8",
        ),
        {},
        "another language (de)",
    ),
    "no name": (lambda _: None, {"name": None}, "--name"),
    "a wrong id": (lambda _: None, {"insurer": "../Moss"}, "'../Moss' cannot be the id of an insurer"),
    "a path for an id": (lambda _: None, {"insurer": "/etc/moss"}, "'/etc/moss' cannot be the id of an insurer"),
    "the id of the statutory layer": (lambda _: None, {"insurer": "law"}, "choose another id"),
    "another insurer's name": (lambda _: None, {"name": "Mutuelle de la Bruyère"}, "another insurer's"),
    "another insurer's id": (lambda _: None, {"insurer": "fern"}, "'fern' is taken by Mutuelle des Fougères"),
    "a wrong site": (lambda _: None, {"site": "mousses.example"}, "site"),
}


@pytest.mark.parametrize(("spoil", "fields", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refused_policy_is_said_why_and_leaves_the_corpus_as_it_was(corpus, file, spoil, fields, said):
    before = snapshot(corpus)
    spoil(file)
    wanted = Wanted(**{"insurer": "moss", "file": file, "name": "Mutuelle des Mousses", **fields})
    with pytest.raises(CorpusError) as caught:
        add(corpus, wanted)
    assert said in str(caught.value)
    assert snapshot(corpus) == before


@pytest.mark.parametrize("insurer", ["moss", "fern"])
def test_a_policy_that_cannot_be_published_leaves_the_corpus_as_it_was(corpus, file, insurer):
    before = snapshot(corpus)
    wanted = moss(file) if insurer == "moss" else Wanted(insurer, file)
    with pytest.raises(KeyboardInterrupt):
        interrupt(corpus, wanted, before)
    assert snapshot(corpus) == before


def interrupt(corpus, wanted, before):
    """Stops an addition when its files are in the corpus already."""
    with policy_added(corpus.folder, wanted, parse_document, TODAY):
        assert snapshot(corpus) != before
        raise KeyboardInterrupt


def test_a_file_of_nobody_in_its_place_is_not_overwritten(corpus, file):
    target = corpus.folder / "policies" / "moss" / "privacy-policy.txt"
    target.parent.mkdir(parents=True)
    target.write_text("Autre texte.\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="exists with other content"):
        add(corpus, moss(file))
    assert target.read_text(encoding="utf-8") == "Autre texte.\n"


def test_a_file_already_in_its_place_can_be_added(corpus, file):
    target = corpus.folder / "policies" / "moss" / "privacy-policy.txt"
    target.parent.mkdir(parents=True)
    file.rename(target)
    add(corpus, moss(target))
    assert entry_of(corpus, "moss").document[0].file == "policies/moss/privacy-policy.txt"


def test_a_manifest_that_is_not_utf8_is_refused_with_the_byte(corpus, file):
    corpus.manifest.write_bytes(b'name = "Foug\xe8res"')
    with pytest.raises(CorpusError, match=r"insurers\.toml: not UTF-8 at byte 12"):
        add(corpus, moss(file))


def test_a_corpus_that_cannot_be_written_is_named(corpus, file):
    (corpus.folder / "policies").write_text("a file where the folder should be", encoding="utf-8")
    before = snapshot(corpus)
    with pytest.raises(IngestError, match=r"privacy-policy\.txt: cannot be written \("):
        add(corpus, moss(file))
    assert snapshot(corpus) == before


def test_a_fault_of_the_parser_refuses_the_policy_with_its_name(corpus, file):
    def faulty(document):
        raise ZeroDivisionError(document.id)

    before = snapshot(corpus)
    with pytest.raises(CorpusError, match=r"reçu\.txt: a fault of this program: ZeroDivisionError: privacy-policy"):
        add(corpus, moss(file), faulty)
    assert snapshot(corpus) == before


def add_numbered(folder, file, number):
    """Adds one insurer; run in a process of its own."""
    wanted = Wanted(f"moss-{number}", file, f"Mousses {number}")
    with policy_added(folder, wanted, parse_document, TODAY):
        pass


def test_additions_at_the_same_time_all_stay(corpus, file):
    spawn = multiprocessing.get_context("fork")
    processes = [spawn.Process(target=add_numbered, args=(corpus.folder, file, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert {one.id for one in read_corpus(corpus.folder).insurer} >= {f"moss-{number}" for number in range(4)}
