"""Settings are checked: unknown names and values out of bounds are refused with their name."""

from __future__ import annotations

import pytest

from assistant.errors import BadSettings
from assistant.settings import load_settings


def test_a_variable_sets_a_value(monkeypatch):
    monkeypatch.setenv("MESDROITS_PORT", "9000")
    monkeypatch.setenv("MESDROITS_RETRIEVAL__DENSE", "2.5")
    settings = load_settings()
    assert (settings.port, settings.retrieval.dense) == (9000, 2.5)


def test_an_unknown_variable_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("MESDROITS_PROT", "9000")
    with pytest.raises(BadSettings, match="MESDROITS_PROT"):
        load_settings()


def test_an_unknown_nested_variable_is_refused(monkeypatch):
    monkeypatch.setenv("MESDROITS_RETRIEVAL__DENS", "2")
    with pytest.raises(BadSettings, match=r"retrieval\.dens"):
        load_settings()


def test_a_value_out_of_bounds_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("MESDROITS_PORT", "70000")
    with pytest.raises(BadSettings, match="port"):
        load_settings()


def test_a_file_gives_values_that_the_environment_overrides(monkeypatch, tmp_path):
    path = tmp_path / "mesdroits.toml"
    path.write_text("port = 7000\nconversations = 5\n", encoding="utf-8")
    monkeypatch.setenv("MESDROITS_SETTINGS", str(path))
    monkeypatch.setenv("MESDROITS_PORT", "7001")
    settings = load_settings()
    assert (settings.port, settings.conversations) == (7001, 5)


def test_an_unknown_key_of_the_file_is_refused(monkeypatch, tmp_path):
    path = tmp_path / "mesdroits.toml"
    path.write_text("prot = 7000\n", encoding="utf-8")
    monkeypatch.setenv("MESDROITS_SETTINGS", str(path))
    with pytest.raises(BadSettings, match="prot"):
        load_settings()


def test_a_missing_file_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("MESDROITS_SETTINGS", str(tmp_path / "none.toml"))
    with pytest.raises(BadSettings, match=r"none\.toml"):
        load_settings()
