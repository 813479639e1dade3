"""The HTML report says what was understood, shows what was set aside, and lets nothing of a document act."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from ingest.archive import Archive
from ingest.build import ingest as run
from ingest.outcomes import IngestReport, InsurerReport, in_percent, uncovered
from ingest.parsing.lines import reading_form
from ingest.published import read_published
from ingest.releases import ReleaseStore
from ingest.report import write_report
from ingest.sources import read_corpus
from ingest.summary import quoted, set_aside, tree_of

pytestmark = pytest.mark.integration  # each test builds indexes

TODAY = dt.date(2026, 11, 22)
HOSTILE = "<script>alert('x')</script>"
VOID = {"meta", "br", "link", "img", "input"}


class Structure(HTMLParser):
    """The elements of a page: those left open, the ids, the links."""

    def __init__(self, html):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def written(corpus, tmp_path, embedder):
    """The report on the corpus, optionally of one insurer."""

    def report(only=None):
        path = tmp_path / "report.html"
        outcome = run(corpus.folder, tmp_path / "var", embedder, only=only)
        write_report(path, tmp_path / "var", outcome, TODAY)
        return path.read_text(encoding="utf-8")

    return report


def words(html):
    """What a reader sees of a page, white space folded."""
    body = html[html.index("<body") :]
    return " ".join(re.sub(r"<[^>]+>", "", body).split())


def test_a_fact_is_shown_with_the_statement_and_the_evidence_marked(written):
    assert "par courrier à <mark>Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon</mark>." in written()


def test_each_insurer_of_the_ingestion_has_its_part(written):
    html = written()
    assert {"fern", "heath"} <= set(Structure(html).ids)
    assert "heath" not in Structure(written("fern")).ids


def test_unchanged_releases_are_reported_like_new_ones(written):
    first, second = words(written()), words(written())
    assert second == first.replace("mis à jour", "inchangé")


def test_a_silence_is_said_as_such(written):
    said = words(written())
    assert "Téléphone muet muet" in said
    assert "rien dans ce document sur" in said


def test_a_refused_document_appears_with_its_reason_and_what_still_serves(corpus, written):
    written()
    corpus.file("fern").write_bytes(b"")
    said = words(written())
    assert "Document refusé." in said
    assert "is empty; replace it with the published text" in said
    assert "La version précédente, décrite ci-dessous, reste en service." in said


def test_an_insurer_that_was_never_published_appears_with_its_reason(corpus, written):
    corpus.file("fern").write_bytes(b"")
    said = words(written())
    assert "fern refusé rien n’est en service" in said
    assert "Aucune version n’est en service pour cet assureur." in said


def test_what_changed_since_the_version_before_is_shown(corpus, tmp_path, written):
    written()
    data = tmp_path / "var"
    entry = read_corpus(corpus.folder).insurer[0]
    new = served(data, "fern")
    text = new.document.text.replace("deux cookies", "trois cookies")
    old = replace(new, document=replace(new.document, version="undated-11111111", sha256="1" * 64, text=text))
    shutil.rmtree(data / "archive", ignore_errors=True)
    archive = Archive(data)
    archive.record(entry, old, None, dt.date(2026, 1, 1))
    archive.record(entry, new, old, dt.date(2026, 2, 1))
    path = tmp_path / "report.html"
    write_report(path, data, IngestReport((InsurerReport("fern", "unchanged"),)), TODAY)
    html = path.read_text(encoding="utf-8")
    assert "depuis la version undated-11111111" in html
    assert "<del>trois</del> <ins>deux</ins>" in html
    assert "<dt>Changée le</dt><dd>1er février 2026</dd>" in html


def served(data, insurer):
    return read_published(ReleaseStore(data).current(insurer)).release.documents[0]


def test_a_damaged_archive_of_one_insurer_is_said_and_the_others_are_reported(tmp_path, written):
    written()
    (tmp_path / "var" / "archive" / "fern" / "policy" / "history.json").write_text("{", encoding="utf-8")
    path = tmp_path / "report.html"
    outcome = IngestReport(tuple(InsurerReport(one, "unchanged") for one in ("fern", "heath")))
    write_report(path, tmp_path / "var", outcome, TODAY)
    html = path.read_text(encoding="utf-8")
    assert words(html).count("Archive illisible") == 1
    assert {"fern", "heath"} <= set(Structure(html).ids)


def test_text_that_was_not_understood_is_listed_and_never_rounded_away(tmp_path, written):
    written()
    release = ReleaseStore(tmp_path / "var").current("fern") / "release.json"
    published = json.loads(release.read_text(encoding="utf-8"))
    missing = published["release"]["documents"][0]["passages"].pop()
    release.write_text(json.dumps(published), encoding="utf-8")
    (piece,) = uncovered(served(tmp_path / "var", "fern"))
    assert [piece.start, piece.end] == [missing["spans"][0]["start"], missing["spans"][-1]["end"]]
    path = tmp_path / "report.html"
    write_report(path, tmp_path / "var", IngestReport((InsurerReport("fern", "unchanged"),)), TODAY)
    said = unescape(words(path.read_text(encoding="utf-8")))
    assert f"Texte non expliqué (1) {served(tmp_path / 'var', 'fern').document.slice(piece)}" in said


@pytest.mark.parametrize(("share", "shown"), [(1.0, "100.0"), (0.9996, "99.9"), (0.9, "90.0"), (0.0, "0.0")])
def test_a_share_is_rounded_down(share, shown):
    assert in_percent(share) == shown


def test_hostile_text_stays_text(corpus, written):
    corpus.entries["fern"]["text"] += f"\n3. {HOSTILE}\n\nÉcrivez à {HOSTILE} x@fern.example.\n"
    corpus.write()
    html = written()
    assert HOSTILE not in html
    assert "script" not in Structure(html).tags


def test_the_file_is_whole_and_needs_nothing_else(written):
    structure = Structure(written())
    assert structure.open == []
    assert all(link.startswith("#") for link in structure.links)
    assert {link[1:] for link in structure.links} <= set(structure.ids)
    assert len(structure.ids) == len(set(structure.ids))


def test_the_page_is_in_french_and_its_headings_go_down_one_by_one(written):
    html = written()
    assert '<html lang="fr">' in html
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_tree_has_the_headings_below_one_another(policies):
    (top,) = tree_of(policies["mgen"])
    assert top.title == "Politique de confidentialité MGEN"
    assert "Article 9 – Vos droits" in [branch.title for branch in top.branches]


def test_every_passage_is_counted_once_in_the_tree(policies):
    def count(branches):
        return sum(branch.passages + count(branch.branches) for branch in branches)

    assert {name: count(tree_of(one)) for name, one in policies.items()} == {
        name: len(one.passages) for name, one in policies.items()
    }


def test_what_was_set_aside_is_shown(policies):
    aside = dict(set_aside(policies["mieux-etre"]))
    assert any("PREAMBULE" in text for text in aside["contents"])


def test_a_quote_is_the_statement_around_the_evidence(policies):
    for parsed in policies.values():
        for fact in parsed.facts:
            before, evidence, after = quoted(parsed, fact)
            assert evidence == reading_form(parsed.document.slice(fact.evidence))
            assert len(before) + len(after) <= 400


def test_many_insurers_stand_in_several_tables(corpus, written):
    for number in range(4):
        entry = {"name": f"Mousses {number}", "alias": f"mousse {number}", "text": corpus.entries["fern"]["text"]}
        corpus.entries[f"moss-{number}"] = entry
    corpus.write()
    assert written().count("<caption>") == 2
