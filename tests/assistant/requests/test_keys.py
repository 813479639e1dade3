"""One secret an installation, one key a purpose."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from assistant.errors import BadSettings
from assistant.requests.keys import Keys, load_keys
from assistant.settings import Settings


def test_each_purpose_has_a_key_of_its_own():
    keys = Keys(b"s" * 32)
    assert keys.derived("audit") != keys.derived("tokens")
    assert keys.digest("audit", "text") != keys.digest("tokens", "text")
    assert keys.digest("audit", "text") == Keys(b"s" * 32).digest("audit", "text")
    assert len(keys.digest("audit", "é")) == 64


def test_another_secret_gives_other_digests():
    assert Keys(b"s" * 32).digest("audit", "text") != Keys(b"t" * 32).digest("audit", "text")


def test_the_secret_is_not_shown():
    assert "ssss" not in repr(Keys(b"s" * 32))


def test_a_secret_of_the_settings_is_used(tmp_path):
    keys = load_keys(Settings(data_dir=tmp_path, secret_key="s" * 32))
    assert keys == Keys(b"s" * 32)
    assert not list(tmp_path.iterdir())


def test_without_one_a_secret_is_made_once_for_its_owner_only(tmp_path):
    settings = Settings(data_dir=tmp_path / "new")
    assert load_keys(settings) == load_keys(settings)
    [path] = settings.data_dir.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_installations_have_different_secrets(tmp_path):
    assert load_keys(Settings(data_dir=tmp_path / "a")) != load_keys(Settings(data_dir=tmp_path / "b"))


def test_starting_at_once_everybody_gets_the_same_secret(tmp_path):
    barrier = Barrier(8)

    def load(_):
        barrier.wait()
        return load_keys(Settings(data_dir=tmp_path))

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(load, range(8))
    assert all(one == first for one in others)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", [b"", b"too short"])
def test_a_damaged_secret_is_refused_rather_than_replaced(tmp_path, content):
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"secret\.key"):
        load_keys(Settings(data_dir=tmp_path))
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="file"):
        load_keys(Settings(data_dir=tmp_path / "file"))
