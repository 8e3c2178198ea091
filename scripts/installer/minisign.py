"""Public keys and signatures in minisign's format (https://jedisct1.github.io/minisign/), checked offline.

A signature is four lines: an untrusted comment; base64 of "ED", the key's number (8 bytes) and the signature of the
file's BLAKE2b-512; a trusted comment; base64 of a signature over the first signature and that comment.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

from installer import ed25519
from installer.errors import BundleRefused, InstallError

_TRUSTED = "trusted comment: "


@dataclass(frozen=True, slots=True)
class PublicKey:
    """IT's public key: `number` tells keys apart, `key` are the 32 bytes of Ed25519."""

    number: bytes
    key: bytes

    @property
    def text(self) -> str:
        """The key on one line, as minisign prints it."""
        return base64.b64encode(b"Ed" + self.number + self.key).decode()


def public_key(given: str) -> PublicKey:
    """The key in a file of minisign's, or the base64 line itself. Raises InstallError."""
    path = Path(given)
    try:
        lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else [given]
        raw = next(decoded for line in lines if line.strip() and len(decoded := _decoded(line.strip())) == 42)
    except (OSError, UnicodeDecodeError, StopIteration) as error:
        raise InstallError(
            f"{given} är ingen publik nyckel. Ange filen eller raden som IT fick när nyckeln gjordes."
        ) from error
    if raw[:2] != b"Ed":
        raise InstallError(f"{given} är en nyckel av ett annat slag. Gör en med: bundle.py keygen")
    return PublicKey(raw[2:10], raw[10:])


def trusted_comment(content: bytes, signature: str, key: PublicKey) -> str:
    """The comment that is signed with `content`. Raises BundleRefused unless the signature is whole and `key`'s."""
    lines = signature.replace("\r\n", "\n").split("\n")
    if len(lines) < 4 or not lines[2].startswith(_TRUSTED):
        raise BundleRefused("Paketets signatur är skadad. Hämta paketet på nytt från IT.")
    raw, comment, overall = _decoded(lines[1]), lines[2].removeprefix(_TRUSTED), _decoded(lines[3])
    if len(raw) != 74 or raw[:2] != b"ED" or len(overall) != 64:
        raise BundleRefused("Paketets signatur är skadad. Hämta paketet på nytt från IT.")
    if raw[2:10] != key.number:
        raise BundleRefused("Paketet är signerat med en annan nyckel än er. Installera bara paket från er egen IT.")
    if not ed25519.verify(key.key, hashlib.blake2b(content).digest(), raw[10:]):
        raise BundleRefused("Paketets förteckning är ändrad efter att IT signerade den. Hämta paketet på nytt från IT.")
    if not ed25519.verify(key.key, raw[10:] + comment.encode(), overall):
        raise BundleRefused("Paketets signatur är ändrad. Hämta paketet på nytt från IT.")
    return comment


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return b""
