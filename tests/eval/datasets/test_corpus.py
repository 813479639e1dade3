"""What data sets know of a deployment's corpus: its texts, and its insurers however people write their names."""

import pytest

from eval.datasets.corpus import read_insurers
from eval.errors import BadDataset
from tests.eval.datasets.writing import TEXTS, write_corpus


@pytest.fixture
def insurers(tmp_path):
    return read_insurers(write_corpus(tmp_path))


def test_texts_are_those_that_spans_count_in(insurers):
    assert insurers.texts == TEXTS
    assert insurers.names == {"fern": "Mutuelle Fougère", "moss": "Mutuelle Mousse"}


@pytest.mark.parametrize("written", ["fern", "FERN", "Mutuelle Fougère", "mutuelle-fougere"])
def test_an_insurer_is_known_by_every_name_however_it_is_typed(insurers, written):
    assert insurers.called(written) == "fern"
    assert insurers.named(f"Et chez {written}, alors ?")


@pytest.mark.parametrize("written", ["", "fernand", "mutuelle"])
def test_other_words_are_no_insurer(insurers, written):
    assert insurers.called(written) is None
    assert not insurers.named(f"Et chez {written}, alors ?")


def test_a_folder_that_is_no_corpus_is_refused(tmp_path):
    with pytest.raises(BadDataset, match=r"insurers\.toml: no such file"):
        read_insurers(tmp_path)
