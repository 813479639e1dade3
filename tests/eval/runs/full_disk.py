"""A disk that takes no more, as far as one process can have it: no file may grow."""

from __future__ import annotations

import resource
from contextlib import contextmanager


@contextmanager
def full_disk(size=0):
    """Until the block ends no file of this process may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
