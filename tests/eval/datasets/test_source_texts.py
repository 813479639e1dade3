"""The texts that data sets bring along are ingested as they are, under ids that a manifest accepts."""

import re

import pytest
from pydantic import TypeAdapter

from eval.datasets.faults import Place
from eval.datasets.source_texts import content_version, file_text, safe_ids, source_text
from eval.errors import BadDataset
from ingest.entries import InsurerId
from ingest.sources import read_file

PLACE = Place("data.json", 3)
ODD = [
    "# Titre\r\nDeux  espaces\u00a0!\r\n",
    "\ufeffAvec marque",
    "Sans fin de ligne",
    "a\u2028b\x0cc\x85d\t\n\n\n e",
]


@pytest.mark.parametrize("text", ODD)
def test_a_text_comes_out_of_ingestion_as_it_went_in(tmp_path, text):
    source = source_text("fern", "policy", "Politique", text, PLACE)
    path = tmp_path / "policy.txt"
    path.write_bytes(source.text.encode())
    assert read_file(path)[1].text == source.text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><body><p>Vos données</p></body></html>", "would be ingested as another format"),
        (" \n", "is empty"),
        ("a\x00b", "is a binary file"),
        ("{\\rtf1 Vos données}", "is RTF"),
        ("\ud800", "surrogates not allowed"),
    ],
)
def test_a_text_that_ingestion_would_change_or_refuse_is_a_fault(text, said):
    with pytest.raises(BadDataset, match=rf"^data\.json, line 3: the text 'Politique' .*{said}"):
        source_text("fern", "policy", "Politique", text, PLACE)


def test_the_language_of_a_text_is_found():
    english = "We keep your personal data for ten years after the end of the contract."
    french = "Nous gardons vos données personnelles dix ans après la fin du contrat."
    assert source_text("fern", "policy", "", english, PLACE).languages == ("en",)
    assert source_text("fern", "policy", "", french, PLACE).languages == ("fr",)
    menu = "Updated on 5 November. Versions: see all the earlier versions of this page in the archive. " * 12
    assert source_text("fern", "policy", "", menu + french * 60, PLACE).languages == ("fr",)


def test_a_title_is_one_line_and_never_empty():
    assert source_text("fern", "policy", " Une\n politique ", "x", PLACE).title == "Une politique"
    assert source_text("fern", "policy", " ", "x", PLACE).title == "policy"


def test_ids_are_safe_readable_and_all_different():
    names = [
        "To Do List with Reminder, Day Planner, and so on",
        "Été",
        "été",
        "ETE!",
        "a" * 60,
        "a" * 61,
        "law",
        "??",
    ]
    found = safe_ids(names)
    assert list(found) == names
    assert list(found.values()) == [
        "to-do-list-with-reminder-day-planner-and",
        "ete",
        "ete-2",
        "ete-3",
        "a" * 40,
        "a" * 38 + "-2",
        "law-2",
        "text",
    ]
    assert [TypeAdapter(InsurerId).validate_python(id) for id in found.values()] == list(found.values())


def test_a_name_that_comes_twice_has_one_id():
    assert safe_ids(["a", "b", "a"]) == {"a": "a", "b": "b"}


def test_a_file_is_read_as_ingestion_reads_it(tmp_path):
    path = tmp_path / "policy.md"
    path.write_bytes("\ufeff# Titre\r\n".encode())
    assert file_text(path) == "\ufeff# Titre\r\n"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(BadDataset, match=r"policy\.md is not UTF-8 at byte 3"):
        file_text(path)


def test_a_version_follows_the_content(tmp_path):
    path = tmp_path / "data"
    path.write_text("a")
    first = content_version(path)
    path.write_text("b")
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert content_version(path) != first
