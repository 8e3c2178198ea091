"""The keys of a batch: one secret of 32 bytes, from the vault or a key file, and what is derived from it.

Each use has its own key by HKDF-SHA256 (RFC 5869), so that none can be taken for another's.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path
from typing import Protocol

from dictate.batch.errors import KeyFileUnusable
from dictate.vault.keys import KeyFile


class BatchKeys(Protocol):
    """Where the secret and the keys of sealed recordings come from: the vault's `SoundKeys`, or a `KeyFile`."""

    def key(self) -> bytes:
        """The secret, 32 bytes."""
        ...

    def of(self, recording: str, own_key: bool) -> bytes:
        """The key that a sealed recording was sealed with. Raises SpoolUnreadable or SoundShredded."""
        ...


def key_file(path: Path, *, make: bool) -> KeyFile:
    """The keys in a key file that only its owner may read; with `make` a missing one is made.

    Raises KeyFileUnusable, or WrongKey for a file that holds something else.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise KeyFileUnusable(f"Nyckelfilen {path} är en länk eller mapp. Ange själva filen.")
    if not path.exists() and not make:
        raise KeyFileUnusable(f"Nyckelfilen {path} finns inte. Utan den går kön inte att öppna; kontakta IT.")
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnusable(f"Nyckelfilen {path} kan läsas av andra på datorn. Kör: chmod 600 {path}")
    file = KeyFile(path)
    file.key()
    return file


def queue_key(secret: bytes) -> bytes:
    """The key of the queue's database."""
    return _derived(secret, b"dictate batch queue 1")


def result_key(secret: bytes) -> bytes:
    """The key that results are sealed with."""
    return _derived(secret, b"dictate batch result 1")


def result_name(secret: bytes, digest: str) -> str:
    """What a recording's result is called: 32 hexadecimal digits that say nothing to whoever lacks the secret.

    `digest` is the recording's SHA-256; without the secret nobody can tell from a name which known file was done.
    """
    return hmac.new(_derived(secret, b"dictate batch name 1"), digest.encode(), hashlib.sha256).hexdigest()[:32]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, None, purpose).derive(secret)
