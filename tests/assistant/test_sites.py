"""Where an insurer's chat may be shown: the file, the settings beside it, and what happens to bad ones."""

from __future__ import annotations

import os

import pytest

from assistant.errors import BadSettings
from assistant.sites import Site, Sites
from tests.conftest import CORPUS

HOME = "https://www.bb.example"
FILE = f'[bb]\norigins = ["{HOME}"]\naccent = "#8a2a5b"\n'


@pytest.fixture
def corpus(tmp_path):
    """A corpus folder whose file names the sites of "bb"."""
    write(tmp_path, FILE)
    return tmp_path


def write(corpus, text):
    """Writes the file and gives it a time of its own, however coarse the clock of the file system is."""
    path = corpus / "sites.toml"
    later = path.stat().st_mtime_ns + 1_000_000_000 if path.exists() else 1_000_000_000
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(later, later))


def test_a_site_is_what_the_file_says(corpus):
    assert Sites(corpus, {}).of("bb") == Site(origins=(HOME,), accent="#8a2a5b")


def test_an_insurer_that_the_file_does_not_name_is_shown_here_only(corpus):
    assert Sites(corpus, {}).of("other") == Site(origins=(), accent=None)


def test_a_corpus_without_the_file_names_no_site(tmp_path):
    assert Sites(tmp_path, {}).insurers_at(HOME) == frozenset()


@pytest.mark.parametrize(
    "origin",
    [
        "www.bb.example",
        "https://www.bb.example/",
        "https://www.bb.example/chat",
        "https://*.bb.example",
        "https://user@bb.example",
        "https://bb.example https://evil.example",
        "https://bb.example;script-src",
        "https://bb.example,evil.example",
        "https://bb.example'",
        "https://bbé.example",
        "ftp://bb.example",
        "null",
        "*",
        "",
        "https://",
    ],
)
def test_what_is_no_single_origin_is_refused_in_the_file_and_in_the_settings(tmp_path, origin):
    with pytest.raises(BadSettings):
        Sites(tmp_path, {"bb": (origin,)})
    write(tmp_path, f'[bb]\norigins = ["{origin}"]\n')
    with pytest.raises(BadSettings):
        Sites(tmp_path, {})


@pytest.mark.parametrize(
    "text", ["[bb", "[bb]\ncolour = 1\n", '[bb]\naccent = "red"\n', "bb = 1\n", '[bb]\norigins = "x"\n']
)
def test_a_damaged_file_stops_the_start_and_is_named(tmp_path, text):
    write(tmp_path, text)
    with pytest.raises(BadSettings) as caught:
        Sites(tmp_path, {})
    assert "sites.toml" in caught.value.detail("en")


def test_an_origin_is_known_whatever_its_case(corpus):
    assert Sites(corpus, {}).insurers_at("HTTPS://WWW.BB.example") == {"bb"}


@pytest.mark.parametrize("stranger", ["http://www.bb.example", f"{HOME}:8443", "https://bb.example", "null", ""])
def test_another_scheme_port_or_host_is_a_stranger(corpus, stranger):
    assert Sites(corpus, {}).insurers_at(stranger) == frozenset()


def test_one_origin_may_show_several_insurers(corpus):
    assert Sites(corpus, {"cc": (HOME,)}).insurers_at(HOME) == {"bb", "cc"}


def test_origins_of_the_settings_are_added_to_those_of_the_file(corpus):
    sites = Sites(corpus, {"bb": ("https://staging.bb.example",)})
    assert sites.of("bb") == Site(origins=(HOME, "https://staging.bb.example"), accent="#8a2a5b")


def test_a_changed_file_is_followed_while_the_service_runs(corpus):
    sites = Sites(corpus, {})
    write(corpus, '[bb]\norigins = ["https://new.bb.example"]\n')
    assert sites.of("bb").origins == ("https://new.bb.example",)


def test_a_file_that_goes_takes_its_sites_with_it(corpus):
    sites = Sites(corpus, {"bb": ("https://staging.bb.example",)})
    (corpus / "sites.toml").unlink()
    assert sites.of("bb") == Site(origins=("https://staging.bb.example",))


def test_a_file_damaged_while_the_service_runs_keeps_what_was_known(corpus):
    sites = Sites(corpus, {})
    write(corpus, "[bb")
    assert sites.of("bb").origins == (HOME,)


def test_a_file_mended_after_damage_is_followed_again(corpus):
    sites = Sites(corpus, {})
    write(corpus, "[bb")
    sites.of("bb")
    write(corpus, "[bb]\n")
    assert sites.of("bb").origins == ()


def test_the_corpus_names_sites_that_are_understood():
    assert Sites(CORPUS, {}).of("mgen").origins
