"""An ingestion does what changed and nothing else, and never takes a working release out of service."""

import multiprocessing
import shutil

import pytest

import ingest.build
from ingest.build import Plan
from ingest.build import ingest as run
from ingest.errors import CorpusError, IndexFault, IngestError
from ingest.index import load_release, write_release
from ingest.loaded import LoadedRelease
from ingest.published import passage_text, sentence_texts
from ingest.releases import ReleaseStore
from ingest.sources import read_corpus

pytestmark = pytest.mark.integration  # each test builds indexes


def statuses(report):
    return {one.insurer: one.status for one in report.insurers}


def embedded(report):
    return {one.insurer: one.embedded for one in report.insurers}


@pytest.fixture
def releases(store):
    """The current release folder of each insurer before the ingestion under test."""
    return {insurer: store.current(insurer) for insurer in store.insurers()}


def test_a_first_ingestion_publishes_every_insurer(corpus, tmp_path, embedder):
    report = run(corpus.folder, tmp_path / "new", embedder)
    assert statuses(report) == {"fern": "published", "heath": "published"}


def test_a_release_holds_exactly_what_was_parsed(store):
    loaded = load_release(store.current("fern"))
    loaded.close()
    (parsed,) = loaded.release.documents
    assert parsed == ingest.build.parse_document(parsed.document)


def test_a_release_holds_the_text_of_the_file(corpus, store):
    loaded = load_release(store.current("fern"))
    loaded.close()
    assert loaded.release.documents[0].document.text == corpus.file("fern").read_text(encoding="utf-8")


def test_a_release_names_its_model(store, embedder):
    loaded = load_release(store.current("fern"))
    loaded.close()
    assert (loaded.release.model, loaded.release.dimension) == (embedder.name, embedder.dimension)


def test_the_report_counts_what_was_understood(corpus, tmp_path, embedder):
    fern = run(corpus.folder, tmp_path / "new", embedder).insurers[0]
    assert (fern.documents, fern.sections, fern.passages, fern.languages, fern.coverage) == (1, 2, 2, ("fr",), 1.0)


def test_the_report_counts_the_texts_that_were_embedded(corpus, tmp_path, embedder):
    fern = run(corpus.folder, tmp_path / "new", embedder).insurers[0]
    # Two passages, and the three sentences in them.
    assert fern.embedded == 2 + 3


def test_progress_reaches_the_number_of_texts(corpus, tmp_path, embedder):
    told = []
    run(corpus.folder, tmp_path / "new", embedder, only="fern", progress=lambda *step: told.append(step))
    assert told[-1] == ("fern", 5, 5)


def test_an_unchanged_corpus_is_left_alone(corpus, data_dir, embedder):
    assert set(statuses(run(corpus.folder, data_dir, embedder)).values()) == {"unchanged"}


def test_an_unchanged_corpus_embeds_nothing(corpus, data_dir, embedder):
    run(corpus.folder, data_dir, embedder)
    assert embedder.langchain.embedded == []


def test_an_unchanged_corpus_keeps_its_release_folders(corpus, data_dir, store, releases, embedder):
    run(corpus.folder, data_dir, embedder)
    assert {insurer: store.current(insurer) for insurer in store.insurers()} == releases


def test_an_unchanged_insurer_reports_what_it_serves(corpus, data_dir, embedder):
    fern = run(corpus.folder, data_dir, embedder).insurers[0]
    assert (fern.sections, fern.passages, fern.embedded) == (2, 2, 0)


def test_a_new_alias_publishes_the_insurer_again_without_embedding(corpus, data_dir, embedder):
    corpus.entries["fern"]["alias"] = "la fougère"
    corpus.write()
    report = run(corpus.folder, data_dir, embedder)
    assert statuses(report) == {"fern": "published", "heath": "unchanged"}
    assert embedded(report) == {"fern": 0, "heath": 0}


def test_a_new_alias_is_served(corpus, data_dir, store, embedder):
    corpus.entries["fern"]["alias"] = "la fougère"
    corpus.write()
    run(corpus.folder, data_dir, embedder)
    loaded = load_release(store.current("fern"))
    loaded.close()
    assert loaded.insurer.aliases == ("la fougère",)


def change_the_cookies(corpus):
    corpus.entries["fern"]["text"] = corpus.entries["fern"]["text"].replace("deux cookies", "trois cookies")
    corpus.write()


def test_a_changed_paragraph_embeds_that_paragraph_only(corpus, data_dir, embedder):
    change_the_cookies(corpus)
    report = run(corpus.folder, data_dir, embedder)
    assert embedded(report) == {"fern": 2, "heath": 0}  # the passage and its only sentence
    assert all("trois cookies" in text for text in embedder.langchain.embedded)


def test_a_changed_document_leaves_the_other_insurers_alone(corpus, data_dir, store, releases, embedder):
    change_the_cookies(corpus)
    run(corpus.folder, data_dir, embedder)
    assert store.current("heath") == releases["heath"]
    assert store.current("fern") != releases["fern"]


def test_vectors_taken_over_are_those_a_full_build_gives(corpus, data_dir, store, embedder):
    change_the_cookies(corpus)
    run(corpus.folder, data_dir, embedder)
    loaded = load_release(store.current("fern"))
    loaded.close()
    for identifier, passage in loaded.passages.items():
        first, last = loaded.sentence_offsets[identifier]
        expected = embedder.passages(sentence_texts(loaded.documents[identifier], passage))
        assert loaded.sentence_vectors[first:last] == pytest.approx(expected, abs=1e-6)


def test_a_rebuild_embeds_everything_again(corpus, data_dir, embedder):
    assert embedded(run(corpus.folder, data_dir, embedder, rebuild=True))["fern"] == 5


def test_another_model_embeds_everything_again(corpus, data_dir, another_model):
    report = run(corpus.folder, data_dir, another_model)
    assert embedded(report)["fern"] == 5


def test_one_insurer_can_be_ingested_alone(corpus, data_dir, store, releases, embedder):
    report = run(corpus.folder, data_dir, embedder, only="fern", rebuild=True)
    assert statuses(report) == {"fern": "published"}
    assert store.current("heath") == releases["heath"]


def test_an_unknown_insurer_is_refused_by_its_name(corpus, data_dir, embedder):
    with pytest.raises(CorpusError, match=r"insurers\.toml: no insurer 'moss'; add it or correct the id"):
        run(corpus.folder, data_dir, embedder, only="moss")


def test_an_insurer_taken_out_of_the_corpus_is_retired(corpus, data_dir, store, embedder):
    del corpus.entries["heath"]
    corpus.write()
    assert statuses(run(corpus.folder, data_dir, embedder)) == {"fern": "unchanged", "heath": "retired"}
    assert store.insurers() == ["fern"]


def test_an_insurer_added_to_the_corpus_costs_that_insurer_only(corpus, data_dir, embedder):
    corpus.entries["moss"] = {"name": "Mutuelle des Mousses", "alias": "mousses", "text": "Nous ne gardons rien.\n"}
    corpus.write()
    assert statuses(run(corpus.folder, data_dir, embedder)) == {
        "fern": "unchanged",
        "heath": "unchanged",
        "moss": "published",
    }


REFUSED = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "binary": lambda path: path.write_bytes(b"\x00\x01"),
    "not UTF-8": lambda path: path.write_bytes(b"r\xe8gles"),
    "without words": lambda path: path.write_text("-----\n\n*****\n", encoding="utf-8"),
}


@pytest.mark.parametrize("spoil", REFUSED.values(), ids=REFUSED)
def test_a_wrong_document_leaves_the_previous_release_in_service(
    corpus, data_dir, store, releases, embedder, spoil
):
    spoil(corpus.file("fern"))
    report = run(corpus.folder, data_dir, embedder)
    assert statuses(report)["fern"] == "refused"
    assert store.current("fern") == releases["fern"]
    load_release(store.current("fern")).close()


def test_a_wrong_document_does_not_stop_the_others(corpus, data_dir, embedder):
    corpus.entries["heath"]["text"] += "\nUne règle de plus.\n"
    corpus.write()
    corpus.file("fern").write_bytes(b"")
    assert statuses(run(corpus.folder, data_dir, embedder)) == {"fern": "refused", "heath": "published"}


def test_a_refusal_says_why(corpus, data_dir, embedder):
    corpus.file("fern").unlink()
    report = run(corpus.folder, data_dir, embedder)
    assert report.failed
    assert "insurer fern, document policy, key file" in report.insurers[0].detail


def test_a_wrong_manifest_changes_nothing(corpus, data_dir, store, releases, embedder):
    corpus.manifest.write_text("[[insurer]", encoding="utf-8")
    with pytest.raises(CorpusError):
        run(corpus.folder, data_dir, embedder)
    assert {insurer: store.current(insurer) for insurer in store.insurers()} == releases


DAMAGES = {
    "release.json": lambda at: (at / "release.json").write_bytes(b"{"),
    "chroma": lambda at: shutil.rmtree(at / "chroma"),
    "embeddings": lambda at: (at / "embeddings.npz").write_bytes(b"PK"),
    "all of it": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_release_is_built_again_by_the_next_ingestion(corpus, data_dir, store, embedder, damage):
    damage(store.current("fern"))
    assert statuses(run(corpus.folder, data_dir, embedder)) == {"fern": "published", "heath": "unchanged"}
    load_release(store.current("fern")).close()


def test_only_the_last_two_releases_are_kept(corpus, data_dir, store, embedder):
    kept = [store.current("fern")]
    for _ in range(3):
        run(corpus.folder, data_dir, embedder, only="fern", rebuild=True)
        kept.append(store.current("fern"))
    assert sorted(path for path in (store.root / "fern").iterdir() if path.is_dir()) == kept[-2:]


@pytest.fixture
def without_self_search(monkeypatch):
    """A nearest-neighbour search that loses the first passage, as a broken vector index would."""
    search = LoadedRelease.nearest
    monkeypatch.setattr(LoadedRelease, "nearest", lambda self, *asked: dict(list(search(self, *asked).items())[1:]))


@pytest.mark.usefixtures("without_self_search")
def test_a_release_that_fails_its_self_check_is_not_published(corpus, data_dir, store, releases, embedder):
    change_the_cookies(corpus)
    report = run(corpus.folder, data_dir, embedder, only="fern")
    assert statuses(report) == {"fern": "refused"}
    assert store.current("fern") == releases["fern"]


def test_many_passages_with_the_same_text_are_no_fault_of_the_index(corpus, tmp_path, embedder):
    corpus.entries["fern"]["text"] += "\n| Partage | Refus |\n|---|---|\n" + "| Oui | Non |\n" * 8
    corpus.write()
    fern = run(corpus.folder, tmp_path / "new", embedder, only="fern").insurers[0]
    assert (fern.detail, fern.status, fern.passages) == ("", "published", 2 + 8)


def prepared(corpus, data_dir, embedder):
    """A release of the first insurer with a changed paragraph, on the point of being published."""
    change_the_cookies(corpus)
    plan = Plan(corpus.folder, data_dir, ingest.build._marks(embedder), rebuild=False, chroma_url=None)
    understood = ingest.build.understand(plan, read_corpus(corpus.folder).insurer[0])
    return plan, ingest.build.embed(plan, understood, embedder, lambda *_: None)


def test_a_release_whose_worker_died_while_writing_it_is_published_when_tried_again(
    corpus, data_dir, store, embedder
):
    plan, ready = prepared(corpus, data_dir, embedder)
    release = ready.published.release
    write_release(store.stage("fern", release.id), ready.published, ready.embeddings)
    assert ingest.build.publish(plan, ready).status == "published"
    assert store.current("fern").name == release.id


def test_a_release_whose_worker_died_before_it_was_put_into_service_is_published_when_tried_again(
    corpus, data_dir, store, embedder
):
    plan, ready = prepared(corpus, data_dir, embedder)
    staged = store.stage("fern", ready.published.release.id)
    write_release(staged, ready.published, ready.embeddings)
    staged.rename(staged.with_name(ready.published.release.id))
    assert ingest.build.publish(plan, ready).status == "published"
    load_release(store.current("fern")).close()


def test_a_release_whose_worker_died_once_it_was_served_stays_in_service(corpus, data_dir, store, embedder):
    plan, ready = prepared(corpus, data_dir, embedder)
    ingest.build.publish(plan, ready)
    assert ingest.build.publish(plan, ready).status == "published"
    load_release(store.current("fern")).close()


def test_two_entries_with_one_id_are_told_whatever_the_folder_is_called(corpus, tmp_path, embedder):
    folder = tmp_path / "100 % santé"
    shutil.copytree(corpus.folder, folder)
    manifest = folder / "insurers.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8") * 2, encoding="utf-8")
    fern = run(folder, tmp_path / "new", embedder).insurers[0]
    assert "100 % santé/insurers.toml: two entries share the insurer id fern" in fern.detail


def test_a_data_folder_that_is_a_file_is_named(corpus, tmp_path, embedder):
    (tmp_path / "var").write_text("", encoding="utf-8")
    with pytest.raises(IngestError, match=r"var: cannot be written \(File exists\)"):
        run(corpus.folder, tmp_path / "var", embedder)


def hold(folder, ready, done):
    with ingest.build._alone(folder):
        ready.set()
        done.wait()


@pytest.fixture
def another_ingestion(data_dir):
    """Another process is in the middle of an ingestion."""
    spawn = multiprocessing.get_context("fork")
    ready, done = spawn.Event(), spawn.Event()
    process = spawn.Process(target=hold, args=(data_dir, ready, done))
    process.start()
    ready.wait(10)
    yield
    done.set()
    process.join(10)


@pytest.mark.usefixtures("another_ingestion")
def test_a_second_ingestion_at_the_same_time_is_refused(corpus, data_dir, embedder):
    with pytest.raises(IndexFault, match=r"another ingestion is writing to .*; wait for it to finish"):
        run(corpus.folder, data_dir, embedder)


def test_a_failed_ingestion_does_not_lock_the_next_one_out(corpus, data_dir, embedder):
    corpus.file("fern").unlink()
    run(corpus.folder, data_dir, embedder)
    corpus.write()
    assert statuses(run(corpus.folder, data_dir, embedder))["fern"] == "unchanged"


def test_a_passage_is_never_embedded_twice(corpus, tmp_path, embedder):
    corpus.entries["fern"]["text"] = "Une règle.\n\n1. Objet\n\nUne règle.\n\n2. Droits\n\nUne règle.\n"
    corpus.write()
    run(corpus.folder, tmp_path / "new", embedder, only="fern")
    assert len(embedder.langchain.embedded) == len(set(embedder.langchain.embedded))


def test_what_an_interrupted_build_left_is_cleared_even_when_nothing_changed(corpus, data_dir, store, embedder):
    store.stage("fern", "interrupted")
    run(corpus.folder, data_dir, embedder)
    assert list(store.root.glob("*/.staging-*")) == []


def test_passages_are_embedded_with_their_heading(corpus, tmp_path, embedder):
    run(corpus.folder, tmp_path / "new", embedder, only="fern")
    loaded = load_release(ReleaseStore(tmp_path / "new").current("fern"))
    loaded.close()
    texts = {passage_text(loaded.documents[one], passage) for one, passage in loaded.passages.items()}
    assert texts <= set(embedder.langchain.embedded)


def test_two_insurers_with_one_id_are_refused_and_the_others_ingested(corpus, data_dir, store, releases, embedder):
    corpus.entries["heath"]["text"] += "\nUne règle de plus.\n"
    corpus.write()
    manifest = corpus.manifest.read_text(encoding="utf-8")
    fern = manifest[: manifest.index("[[insurer]]", 1)]
    corpus.manifest.write_text(manifest + "\n" + fern, encoding="utf-8")
    report = run(corpus.folder, data_dir, embedder)
    assert statuses(report) == {"fern": "refused", "heath": "published"}
    assert "insurers.toml: two entries share the insurer id fern; rename one" in report.insurers[0].detail
    assert store.current("fern") == releases["fern"]
