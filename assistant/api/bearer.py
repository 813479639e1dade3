"""The token of an Authorization header: of an account, of a member who follows a request, or of a receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import NotSignedIn

_scheme = HTTPBearer(auto_error=False)


def _token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]) -> str:
    """Raises NotSignedIn where no bearer token came."""
    if credentials is None or not credentials.credentials:
        raise NotSignedIn
    return credentials.credentials


BearerToken = Annotated[str, Depends(_token)]
