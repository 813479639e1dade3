"""The corpus is read as it is published, and a wrong entry is refused with the file, the key and the fix."""

import datetime as dt
import hashlib

import pytest

from ingest.errors import CorpusError
from ingest.sources import MAX_DOCUMENT_BYTES, read_corpus, read_document

PUBLISHED = {
    "mese": "822c925c3f152cb80886ef10eb2dc0e93f90f0ffd650b62821ec1e2cce3ebf0e",
    "mgen": "be3ab998a5cf1cb6c8347f683b833d27b423901c0233b26acd73cbb9628312a4",
    "mhr": "02b8492fe277715eeb9c9c4a104abf09150a3b0d9fdc6e7cce1ec57b1e378f97",
    "mieux-etre": "c6e194e78d72a583b7b1d3013576cabba0c36633bc1bc7ddf1fed79ef153f9f8",
    "sem": "908f326ed11580a80ea6a3a5035e37971f838cc24389fcbf986171a93cdc8c10",
}
ENTRY = """
[[insurer]]
id = "fern"
name = "Fougères"
legal_name = "Mutuelle des Fougères"
siren = "443963988"

[[insurer.document]]
id = "policy"
title = "Politique"
file = "policy.txt"
languages = ["fr"]
date = 2022-04-01
origin = "invented"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "policy.txt").write_text("Nos règles.\n", encoding="utf-8")
    return tmp_path


def read(folder, manifest=ENTRY):
    """The first document of a corpus with this manifest."""
    (folder / "insurers.toml").write_text(manifest, encoding="utf-8")
    insurer = read_corpus(folder).insurer[0]
    return read_document(folder, insurer, insurer.document[0])


def refusal(folder, manifest=ENTRY):
    with pytest.raises(CorpusError) as caught:
        read(folder, manifest)
    return str(caught.value)


def test_the_corpus_names_the_five_insurers(corpus_dir):
    assert {entry.id for entry in read_corpus(corpus_dir).insurer} == set(PUBLISHED)


@pytest.mark.parametrize("insurer", PUBLISHED)
def test_a_policy_is_stored_byte_for_byte_as_it_was_received(corpus_dir, insurer):
    raw = (corpus_dir / "policies" / insurer / "privacy-policy.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == PUBLISHED[insurer]


@pytest.mark.parametrize("insurer", PUBLISHED)
def test_the_canonical_text_encodes_to_the_bytes_of_the_file(policies, insurer):
    document = policies[insurer].document
    assert hashlib.sha256(document.text.encode("utf-8")).hexdigest() == PUBLISHED[insurer]


@pytest.mark.parametrize("insurer", PUBLISHED)
def test_a_document_records_the_hash_of_its_file(policies, insurer):
    assert policies[insurer].document.sha256 == PUBLISHED[insurer]


def test_a_version_is_the_date_and_the_start_of_the_hash(policies):
    assert policies["mgen"].document.version == "2017-10-01-be3ab998"


def test_a_document_without_a_date_has_an_undated_version(policies):
    assert policies["sem"].document.version == "undated-908f326e"


def test_only_the_mgen_policy_is_said_to_be_machine_translated(policies):
    assert [insurer for insurer, parsed in policies.items() if parsed.document.machine_translated] == ["mgen"]


def test_a_date_of_the_manifest_is_read_as_a_date(folder):
    assert read(folder).date == dt.date(2022, 4, 1)


def test_undated_means_no_date(folder):
    assert read(folder, ENTRY.replace("2022-04-01", '"undated"')).date is None


def test_a_byte_order_mark_stays_in_the_text(folder):
    (folder / "policy.txt").write_bytes(b"\xef\xbb\xbfNos r\xc3\xa8gles.")
    assert read(folder).text == "\ufeffNos règles."


def test_windows_line_ends_stay_in_the_text(folder):
    (folder / "policy.txt").write_bytes(b"Un.\r\nDeux.\r\n")
    assert read(folder).text == "Un.\r\nDeux.\r\n"


WRONG_ENTRIES = {
    "an unknown key": (
        'siren = "443963988"',
        'sirene = "443963988"',
        ("insurer fern", "sirene", "unknown key; remove"),
    ),
    "a missing key": (
        'legal_name = "Mutuelle des Fougères"\n',
        "",
        ("insurer fern", "legal_name", "missing; add it"),
    ),
    "a missing document": (
        ENTRY[ENTRY.index("[[insurer.document]]") :],
        "",
        ("insurer fern", "document", "add it"),
    ),
    "a wrong SIREN": ("443963988", "443963989", ("insurer fern", "siren", "9 digits", "443963989")),
    "a SIREN with a letter": ("443963988", "44396398A", ("insurer fern", "siren", "9 digits", "44396398A")),
    "a date in words": (
        "2022-04-01",
        '"avril 2022"',
        ("document policy", "date", "such as 2022-04-01", "avril 2022"),
    ),
    "a date that does not exist": (
        "2022-04-01",
        '"2022-04-31"',
        ("document policy", "date", "such as 2022-04-01", "2022-04-31"),
    ),
    "the id of the statutory layer": ('id = "fern"', 'id = "law"', ("insurer law", "id", "choose another id")),
    "an id with spaces": ('id = "fern"', 'id = "La Fern"', ("insurer La Fern", "id", "[a-z0-9]")),
    "an empty name": ('name = "Fougères"', 'name = ""', ("insurer fern", "name", "at least 1 character")),
    "a site without a scheme": (
        'siren = "443963988"',
        'site = "www.fern.example"',
        ("insurer fern", "site", "https?://", "www.fern.example"),
    ),
    "an unknown holiday region": (
        'siren = "443963988"',
        'holiday_region = "bretagne"',
        ("insurer fern", "holiday_region", "metropole", "alsace-moselle", "bretagne"),
    ),
    "no language": ('languages = ["fr"]', "languages = []", ("document policy", "languages", "at least 1 item")),
    "an unknown key of a document": (
        'origin = "invented"',
        'origin = "invented"\nauthor = "x"',
        ("document policy", "author", "unknown key; remove"),
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_ENTRIES.values(), ids=WRONG_ENTRIES)
def test_a_wrong_entry_is_refused_with_the_file_the_key_and_the_fix(folder, old, new, said):
    assert old in ENTRY
    message = refusal(folder, ENTRY.replace(old, new))
    assert all(part in message for part in (str(folder / "insurers.toml"), *said)), message


def test_every_wrong_key_is_reported_at_once(folder):
    message = refusal(folder, ENTRY.replace("443963988", "1").replace("2022-04-01", '"soon"'))
    assert len(message.splitlines()) == 2


def test_a_name_that_two_insurers_share_is_refused(folder):
    message = refusal(folder, ENTRY + ENTRY.replace('id = "fern"', 'id = "moss"'))
    assert "of moss is empty or another insurer's; change it" in message


def test_two_documents_with_one_id_are_refused(folder):
    message = refusal(folder, ENTRY + ENTRY[ENTRY.index("[[insurer.document]]") :])
    assert "two entries share the document of fern id policy; rename one" in message


def test_an_empty_manifest_is_refused(folder):
    assert "insurer: the key is missing; add it" in refusal(folder, "")


def test_a_manifest_that_is_not_toml_is_refused_with_the_line(folder):
    message = refusal(folder, '[[insurer]]\nid = "fern\n')
    assert str(folder / "insurers.toml") in message
    assert "not valid TOML" in message
    assert "line 2" in message


def test_a_manifest_that_is_not_utf8_is_refused_with_the_byte(folder):
    (folder / "insurers.toml").write_bytes(b'name = "Foug\xe8res"')
    with pytest.raises(CorpusError, match=r"insurers\.toml: not UTF-8 at byte 12; save the file as UTF-8"):
        read_corpus(folder)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"insurers\.toml: no such file; point corpus_dir at the folder"):
        read_corpus(tmp_path)


def test_a_manifest_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "insurers.toml").mkdir()
    with pytest.raises(CorpusError, match=r"insurers\.toml"):
        read_corpus(tmp_path)


WRONG_FILES = {
    "empty": (b"", "is empty; replace it with the published text"),
    "blank": (b" \n\t\r\n", "is empty; replace it with the published text"),
    "binary": (b"%PDF-1.7\x00\x01", "is a binary file, not a text; convert it to UTF-8 text"),
    "UTF-16": ("Nos règles.".encode("utf-16"), "is a binary file, not a text; convert it to UTF-8 text"),
    "Latin-1": ("Nos règles.".encode("latin-1"), "is not UTF-8 at byte 5; convert it"),
    "too large": (b"a" * (MAX_DOCUMENT_BYTES + 1), f"has {MAX_DOCUMENT_BYTES + 1} bytes, the limit is"),
}


@pytest.mark.parametrize(("raw", "said"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_file_is_refused_with_its_path_its_entry_and_the_fix(folder, raw, said):
    (folder / "policy.txt").write_bytes(raw)
    message = refusal(folder)
    assert message.startswith(f"{folder / 'insurers.toml'}: insurer fern, document policy, key file: ")
    assert f"{folder / 'policy.txt'} {said}" in message


def test_a_missing_file_is_refused(folder):
    (folder / "policy.txt").unlink()
    assert f"key file: {folder / 'policy.txt'} does not exist; correct the path or add the file" in refusal(folder)


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/passwd", "link.txt"])
def test_a_file_outside_the_corpus_is_refused(tmp_path, path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    message = refusal(corpus, ENTRY.replace('"policy.txt"', f'"{path}"'))
    assert f"key file: {path} lies outside the corpus; move it below {corpus}" in message


@pytest.mark.parametrize("languages", ['["fr", "xx"]', '["french"]', '["fr", ""]'])
def test_an_unknown_language_is_refused(folder, languages):
    message = refusal(folder, ENTRY.replace('["fr"]', languages))
    assert all(part in message for part in ("insurers.toml", "document policy", "languages")), message


BRIDGE = "The bridge was opened in 1887 and carries the railway over the estuary on seventeen arches. " * 20


def test_a_text_that_is_no_policy_is_refused_by_its_words(folder):
    (folder / "policy.txt").write_text(BRIDGE, encoding="utf-8")
    assert "is a page of another kind" in refusal(folder, ENTRY.replace('["fr"]', '["en"]'))


def test_a_text_in_another_language_is_refused(folder):
    (folder / "policy.txt").write_text(BRIDGE, encoding="utf-8")
    assert 'is in another language ("en")' in refusal(folder)


def test_a_document_that_a_person_confirmed_is_read_whatever_it_looks_like(folder):
    (folder / "policy.txt").write_text(BRIDGE, encoding="utf-8")
    assert read(folder, f"{ENTRY}kind_confirmed = true\n").text == BRIDGE


def test_a_confirmed_document_that_cannot_be_read_is_refused_all_the_same(folder):
    (folder / "policy.txt").write_bytes(b"%PDF-1.7\x00\x01")
    assert "is a binary file" in refusal(folder, f"{ENTRY}kind_confirmed = true\n")
