"""The secret of an installation, and the keys made of it: one a purpose, so that none can stand in for another."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import BadSettings
from assistant.settings import Settings
from ingest.files import sync_folder

_FILE = "secret.key"
_SHORTEST = 32
_LABEL = b"mesdroits/1/"


@dataclass(frozen=True)
class Keys:
    """Keys derived from a secret of at least 32 bytes."""

    _secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self._secret) < _SHORTEST:
            raise ValueError(f"a secret has at least {_SHORTEST} bytes")

    def derived(self, purpose: str) -> bytes:
        """The key of a purpose, 32 bytes: HMAC-SHA256 of its label (as in NIST SP 800-108)."""
        return hmac.digest(self._secret, _LABEL + purpose.encode(), "sha256")

    def digest(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 of the text under the key of a purpose, as 64 hex digits."""
        return hmac.new(self.derived(purpose), text.encode(), hashlib.sha256).hexdigest()


def load_keys(settings: Settings) -> Keys:
    """The keys of the settings' secret, else of the data folder's, which is made at the first start.

    Raises BadSettings where that file is too short or cannot be read or made.
    """
    if settings.secret_key:
        return Keys(settings.secret_key.get_secret_value().encode())
    path = settings.data_dir / _FILE
    try:
        if not path.exists():
            _make(path)
        return Keys(path.read_bytes().strip())
    except OSError as error:
        raise BadSettings(faults=f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BadSettings(faults=f"{path}: {error}") from error


def _make(path: Path) -> None:
    """Writes a new secret unless another process is faster: a link appears whole, and replaces nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{_FILE}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
        sync_folder(path.parent)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
