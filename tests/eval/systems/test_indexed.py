"""Texts that a data set brings along are indexed once, policies or not."""

import pytest

from assistant.settings import Settings
from eval.cases import Case, Dataset, GoldSpan, SourceText
from eval.errors import BadDataset
from eval.runs.runner import run
from eval.systems.in_process import InProcess
from eval.systems.indexed import indexed_engine

pytestmark = pytest.mark.integration

HONEY = (
    "Honey is made by bees from the nectar of flowers. A hive may give thirty kilograms of it in a good summer.\n"
)
BRIDGE = "The bridge was opened in 1887. It carries the railway over the estuary on seventeen arches of granite.\n"


def brought_along(**texts):
    """A retrieval data set over one collection of documents."""
    sources = tuple(SourceText("library", name, name.title(), text, ("en",)) for name, text in texts.items())
    gold = (GoldSpan("library/honey", 0, 49),)
    return Dataset(
        name="small",
        version="1",
        split="all",
        cases=(Case("q1", "library", "Who makes honey?", "en", gold=gold),),
        texts={one.key: one.text for one in sources},
        sources=sources,
    )


def test_the_documents_of_a_collection_are_searched_together(embedder, data_dir, tmp_path):
    data = brought_along(honey=HONEY, bridge=BRIDGE)
    engine = indexed_engine(data, Settings(data_dir=data_dir), tmp_path / "indexes", embedder)
    made = run(data, InProcess(engine), tmp_path / "run")
    assert {one.document for one in made.observations[0].retrieved} == {"library/honey", "library/bridge"}
    assert made.observations[0].retrieved[0].document == "library/honey"


def test_texts_that_were_indexed_are_not_embedded_again(embedder, data_dir, tmp_path):
    data, told = brought_along(honey=HONEY), []
    for _ in range(2):
        indexed_engine(data, Settings(data_dir=data_dir), tmp_path, embedder, lambda *one: told.append(one))
    first = len(told)
    indexed_engine(data, Settings(data_dir=data_dir), tmp_path, embedder, lambda *one: told.append(one))
    assert first > 0
    assert len(told) == first


def test_a_text_that_cannot_be_ingested_is_refused_with_its_name(embedder, data_dir, tmp_path):
    with pytest.raises(BadDataset, match=r"small: .*document honey.*is empty"):
        indexed_engine(brought_along(honey="  "), Settings(data_dir=data_dir), tmp_path, embedder)


def test_an_id_that_names_no_folder_is_refused(embedder, data_dir, tmp_path):
    with pytest.raises(BadDataset, match=r"small: .*id"):
        indexed_engine(brought_along(**{"../honey": HONEY}), Settings(data_dir=data_dir), tmp_path, embedder)
