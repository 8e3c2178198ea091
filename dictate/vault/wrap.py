"""The vault's data key, wrapped: each way in (key store, passphrase, recovery key, file) seals the same 32 bytes.

A way's secret goes through HKDF-SHA256 (RFC 5869) with the vault's id as salt and the way's name as info; the result
seals the data key by AES-256-GCM with the way's open part as additional data. A passphrase is first stretched by
Argon2id (RFC 9106) with the salt and the parameters that stand in the open part. A changed passphrase rewrites its wrap
and nothing else.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal, get_args

from dictate.vault.keys import KEY_BYTES

Way = Literal["keystore", "passphrase", "recovery", "file"]
WAYS: tuple[Way, ...] = get_args(Way)

SALT_BYTES = 16
_NONCE_BYTES = 12
_SEALED_BYTES = KEY_BYTES + 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """How hard a passphrase is stretched by Argon2id: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def weaker_than(self, other: Stretch) -> bool:
        """Whether `other` costs a guesser more, in memory or in memory times passes."""
        mine, others = self.memory_kib * self.passes, other.memory_kib * other.passes
        return self.memory_kib < other.memory_kib or mine < others

    @property
    def sane(self) -> bool:
        """Whether it can be done here: a changed file must not make the program ask for all memory."""
        return 8 * self.lanes <= self.memory_kib <= 1 << 20 and 1 <= self.passes <= 64 and 1 <= self.lanes <= 16


# The second recommended choice of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes. 0.43 s on two shared cores.
PRESENT = Stretch(64 * 1024, 3, 4)


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key sealed for one way in. `salt` and `stretch` are a passphrase's; nothing in it is secret."""

    way: Way
    nonce: bytes
    sealed: bytes
    salt: bytes = b""
    stretch: Stretch | None = None

    @property
    def well_formed(self) -> bool:
        """Whether its parts can be what they should; asks nothing of any secret."""
        passphrase = self.way == "passphrase"
        stretched = self.stretch is not None and self.stretch.sane and len(self.salt) == SALT_BYTES
        plain = self.stretch is None and not self.salt
        sizes = len(self.nonce) == _NONCE_BYTES and len(self.sealed) == _SEALED_BYTES
        return sizes and (stretched if passphrase else plain)


def wrapped(vault_id: str, way: Way, secret: bytes, data_key: bytes, stretch: Stretch = PRESENT) -> Wrap:
    """The data key sealed with the secret of that way, under a new nonce and, for a passphrase, a new salt."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = secrets.token_bytes(SALT_BYTES) if way == "passphrase" else b""
    draft = Wrap(way, secrets.token_bytes(_NONCE_BYTES), b"", salt, stretch if salt else None)
    sealed = AESGCM(_key(vault_id, draft, secret)).encrypt(draft.nonce, data_key, _open_part(vault_id, draft))
    return Wrap(way, draft.nonce, sealed, draft.salt, draft.stretch)


def unwrapped(vault_id: str, wrap: Wrap, secret: bytes) -> bytes | None:
    """The data key, or None where the secret is not the one or the wrap was changed: which of them can't be told."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_key(vault_id, wrap, secret)).decrypt(wrap.nonce, wrap.sealed, _open_part(vault_id, wrap))
    except InvalidTag:
        return None


def passphrase_bytes(passphrase: str) -> bytes:
    """A passphrase as bytes, the same however the keyboard composed its letters (Unicode NFC, as in RFC 8265)."""
    return unicodedata.normalize("NFC", passphrase.strip()).encode()


def _key(vault_id: str, wrap: Wrap, secret: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    if wrap.stretch is not None:
        secret = _stretched(secret, wrap.salt, wrap.stretch)
    return HKDF(SHA256(), 32, bytes.fromhex(vault_id), b"dictate vault wrap 1 " + wrap.way.encode()).derive(secret)


def _stretched(secret: bytes, salt: bytes, stretch: Stretch) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, salt, stretch.passes, stretch.memory_kib, stretch.lanes, KEY_BYTES, Type.ID)


def _open_part(vault_id: str, wrap: Wrap) -> bytes:
    """What stands open beside the sealed key, in one fixed form."""
    stretch = wrap.stretch
    named: list[Any] = ["dictate.vault/1", vault_id, wrap.way, wrap.salt.hex()]
    named += [stretch.memory_kib, stretch.passes, stretch.lanes] if stretch else []
    return json.dumps(named).encode()
