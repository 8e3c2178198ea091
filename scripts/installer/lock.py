"""One installation at a time in one place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer.errors import InstallError


@contextmanager
def alone(prefix: Path) -> Iterator[None]:
    """Holds the place; the system lets go of it whatever happens to us. Raises InstallError when it is held."""
    try:
        prefix.mkdir(parents=True, exist_ok=True)
        handle = os.open(prefix / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InstallError(
            f"Det går inte att skriva i {prefix}. Installera för bara den här användaren, eller som administratör."
        ) from error
    try:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InstallError("En annan installation pågår redan. Vänta tills den är klar.") from error
        yield
    finally:
        os.close(handle)
