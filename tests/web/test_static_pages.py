"""The files that pages load: what is served, how long it is kept, and how much it weighs."""

from __future__ import annotations

import gzip
import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.catalogue import LANGUAGES, keys
from assistant.sites import Sites
from assistant.web import static_pages
from assistant.web.rendering import STATIC, static_url
from assistant.web.themes import theme_url

FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """One insurer with a colour, one with sites only."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "sites.toml").write_text('[bb]\naccent = "#8a2a5b"\n', encoding="utf-8")
    return Sites(folder, {"plain": ("https://plain.example",)})


@pytest.fixture(scope="module")
def files(sites):
    """An application of static files alone."""
    app = FastAPI()
    app.include_router(static_pages.router(sites))
    return TestClient(app)


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir() if path.is_file()))
def test_every_file_of_the_folder_is_served_under_its_type(files, name):
    kind = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}[name.rpartition(".")[2]]
    assert files.get(f"/static/{name}").headers["content-type"].startswith(kind)


def test_an_address_that_names_the_content_may_be_kept_for_good(files):
    assert files.get(static_url("base.css")).headers["cache-control"] == FOR_GOOD


@pytest.mark.parametrize("query", ["", "?v=000000000000"])
def test_an_address_that_does_not_is_asked_for_again_soon(files, query):
    assert files.get(f"/static/base.css{query}").headers["cache-control"] == "public, max-age=600"


@pytest.mark.parametrize("path", ["/static/base.css", "/widget.js", "/theme/bb.css"])
def test_whoever_has_the_content_is_not_sent_it_again(files, path):
    etag = files.get(path).headers["etag"]
    again = files.get(path, headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_whoever_has_older_content_is_sent_the_new(files):
    assert files.get("/widget.js", headers={"if-none-match": '"000000000000"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/..%2Frendering.py",
        "/static/%2e%2e/rendering.py",
        "/theme/plain.css",
        "/theme/nobody.css",
    ],
)
def test_nothing_else_is_served(files, path):
    assert files.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/static/base.css", "/favicon.ico", "/widget.js", "/theme/bb.css"])
def test_no_file_is_taken_for_another_type(files, path):
    assert files.get(path).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "policy"), [("/widget.js", "cross-origin"), ("/static/base.css", None), ("/theme/bb.css", None)]
)
def test_pages_of_other_hosts_are_given_the_widgets_script_alone(files, path, policy):
    assert files.get(path).headers.get("cross-origin-resource-policy") == policy


def test_the_widgets_script_is_kept_for_minutes_under_its_lasting_address(files):
    assert files.get("/widget.js").headers["cache-control"] == "public, max-age=600"


def test_the_widget_holds_every_word_of_its_catalogues_in_each_language(files):
    script = files.get("/widget.js").text
    words = json.loads(next(line for line in script.splitlines() if "const WORDS" in line).split(" = ")[1][:-1])
    held = {language: {f"widget.{word}" for word in words[language]} for language in words}
    assert held == {one: {key for key in keys(one) if key.startswith("widget.")} for one in LANGUAGES}


def test_the_widgets_script_weighs_at_most_6_kilobytes_compressed(files):
    assert len(gzip.compress(files.get("/widget.js").content)) <= 6_000


def test_an_insurers_theme_is_served_where_its_pages_look_for_it(files, sites):
    theme = files.get(theme_url("bb", sites.of("bb")))
    assert (theme.headers["cache-control"], "--accent: #8a2a5b" in theme.text) == (FOR_GOOD, True)


def test_a_theme_weighs_less_than_half_a_kilobyte(files):
    assert len(files.get("/theme/bb.css").content) < 512
