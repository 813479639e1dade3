"""Where releases are published: one current release an insurer, found cheaply and replaced in one step."""

import os
import time

import pytest

from ingest.errors import NoRelease
from ingest.releases import ReleaseStore

pytestmark = pytest.mark.integration  # over indexes that are really built

OLD = 1_000_000_000


@pytest.fixture
def folder(store):
    return store.current("fern")


def publish(store, insurer, release):
    staged = store.stage(insurer, release)
    (staged / "release.json").write_text("{}", encoding="utf-8")
    return store.publish(insurer, staged)


def at_rest(store):
    """The folder as it looks when nothing has been published for a while."""
    os.utime(store.root, (OLD, OLD))


def test_insurers_are_those_with_a_current_release(store):
    (store.root / "moss" / ".staging-1").mkdir(parents=True)
    assert store.insurers() == ["fern", "heath"]


def test_an_empty_data_folder_has_no_insurers(tmp_path):
    assert ReleaseStore(tmp_path).insurers() == []


def test_a_retired_insurer_leaves_nothing_behind(store):
    store.retire("fern")
    assert store.insurers() == ["heath"]
    assert not (store.root / "fern").exists()


def test_a_staged_release_is_not_served(store, folder):
    store.stage("fern", "next")
    assert store.current("fern") == folder


def test_a_sweep_clears_what_an_interrupted_build_left(store):
    store.stage("fern", "interrupted")
    store.sweep()
    store.stage("fern", "next")
    assert [path.name for path in (store.root / "fern").glob(".staging-*")] == [".staging-next"]


def test_an_insurer_published_for_the_first_time_is_listed(store):
    at_rest(store)
    assert store.insurers() == ["fern", "heath"]
    publish(store, "moss", "1")
    assert store.insurers() == ["fern", "heath", "moss"]


def test_an_insurer_is_listed_once_its_first_build_ends(store):
    staged = store.stage("moss", "1")
    at_rest(store)
    assert store.insurers() == ["fern", "heath"]
    store.publish("moss", staged)
    assert store.insurers() == ["fern", "heath", "moss"]


def test_a_retired_insurer_is_no_longer_listed(store):
    at_rest(store)
    store.insurers()
    store.retire("fern")
    assert store.insurers() == ["heath"]


def test_a_thousand_insurers_are_listed_faster_than_a_question_is_embedded(tmp_path):
    store = ReleaseStore(tmp_path)
    for number in range(1_000):
        (store.root / f"insurer-{number:04}").mkdir(parents=True)
        (store.root / f"insurer-{number:04}" / "current").write_text("1", encoding="utf-8")
    at_rest(store)
    store.insurers()
    started = time.perf_counter()
    for _ in range(100):
        assert len(store.insurers()) == 1_000
    assert (time.perf_counter() - started) / 100 < 0.009


def test_the_release_before_the_current_one_is_kept(store, folder):
    publish(store, "fern", "9")
    assert store.previous("fern") == folder


def test_a_release_that_was_never_put_into_service_is_not_the_one_before(store):
    first = publish(store, "moss", "1")
    publish(store, "moss", "2")
    staged = store.stage("moss", "3")
    staged.rename(staged.with_name("3"))
    assert store.previous("moss") == first


def test_a_release_is_staged_again_over_what_an_earlier_attempt_left(store):
    (store.stage("fern", "next") / "release.json").write_text("{", encoding="utf-8")
    assert list(store.stage("fern", "next").iterdir()) == []


def test_a_first_release_has_none_before_it(store):
    with pytest.raises(NoRelease, match="before the current release"):
        store.previous("fern")


def test_what_cannot_be_discarded_is_offered_again(store):
    kept = []
    stubborn = ReleaseStore(store.root.parent, kept.append)
    stubborn.retire("fern")
    assert stubborn.insurers() == ["heath"]
    stubborn.sweep()
    assert len(kept) == 2
    assert kept[0] == kept[1]
