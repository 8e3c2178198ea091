"""Keys and signatures in minisign's format, made with `cryptography`: what `minisign -V` and our installer check."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bundling.errors import BundleError

_SCRYPT = (1 << 15, 8, 1)
"""N, r, p of a new key's passphrase: 32 MB and 0.1 s. A key of minisign's own (1 GB) is read too."""


@dataclass(frozen=True, slots=True)
class SignKey:
    """`number` tells keys apart; `seed` is the secret, 32 bytes. Never printed."""

    number: bytes
    seed: bytes

    def __repr__(self) -> str:
        return f"SignKey({self.number.hex()})"

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key as `cryptography` uses it."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self.private.public_key().public_bytes_raw()


def new_key() -> SignKey:
    """A fresh key."""
    return SignKey(secrets.token_bytes(8), secrets.token_bytes(32))


def public_text(key: SignKey) -> str:
    """The file of the public half."""
    number = f"{int.from_bytes(key.number, 'little'):016X}"
    encoded = base64.b64encode(b"Ed" + key.number + key.public).decode()
    return f"untrusted comment: minisign public key {number}\n{encoded}\n"


def secret_text(key: SignKey, passphrase: str = "") -> str:
    """The file of the secret half, under a passphrase unless that is empty."""
    secret = key.number + key.seed + key.public
    whole = secret + hashlib.blake2b(b"Ed" + secret, digest_size=32).digest()
    head = b"Ed" + (b"Sc" if passphrase else b"\0\0") + b"B2"
    salt, limits = bytes(32), bytes(16)
    if passphrase:
        salt = secrets.token_bytes(32)
        n, r, p = _SCRYPT
        # libsodium derives N, r, p from an operations limit and a memory limit; these two give ours.
        limits = (4 * n * r * p).to_bytes(8, "little") + (n * r * 128).to_bytes(8, "little")
        whole = _under(passphrase, salt, limits, whole)
    encoded = base64.b64encode(head + salt + limits + whole).decode()
    return f"untrusted comment: minisign encrypted secret key\n{encoded}\n"


def read_secret(path: Path, passphrase: str = "") -> SignKey:
    """The key in a file of ours or of minisign's. Raises BundleError."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        raw = base64.b64decode(lines[1], validate=True)
    except (OSError, ValueError, IndexError) as error:
        raise BundleError(f"Signeringsnyckeln {path} kan inte läsas. Gör en med: bundle.py keygen") from error
    if len(raw) != 158 or raw[:2] != b"Ed" or raw[4:6] != b"B2":
        raise BundleError(f"{path} är ingen signeringsnyckel. Gör en med: bundle.py keygen")
    salt, limits, whole = raw[6:38], raw[38:54], raw[54:]
    locked = raw[2:4] == b"Sc"
    if locked:
        whole = _under(passphrase, salt, limits, whole)
    secret, checksum = whole[:72], whole[72:]
    # minisign leaves the checksum of a key without a passphrase empty; the public half below tells as much.
    if locked and hashlib.blake2b(b"Ed" + secret, digest_size=32).digest() != checksum:
        raise BundleError("Lösenfrasen öppnar inte signeringsnyckeln, eller så är filen skadad.")
    key = SignKey(secret[:8], secret[8:40])
    if key.public != secret[40:]:
        raise BundleError(f"Signeringsnyckeln {path} är skadad.")
    return key


def needs_passphrase(path: Path) -> bool:
    """Whether the secret key in the file lies under a passphrase."""
    try:
        return base64.b64decode(path.read_text(encoding="utf-8").splitlines()[1])[2:4] == b"Sc"
    except (OSError, ValueError, IndexError):
        return False


def write_keys(folder: Path, passphrase: str) -> SignKey:
    """Makes a key and writes `bundle.key` (0600) and `bundle.pub`. Raises BundleError rather than replace one."""
    key, secret = new_key(), folder / "bundle.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secret_text(key, passphrase))
    except FileExistsError as error:
        raise BundleError(f"{secret} finns redan. Flytta den först; en signeringsnyckel skrivs aldrig över.") from error
    (folder / "bundle.pub").write_text(public_text(key), encoding="utf-8")
    return key


def signature_text(content: bytes, comment: str, key: SignKey) -> str:
    """The signature of `content` as minisign writes it; the same for the same content, comment and key."""
    signature = key.private.sign(hashlib.blake2b(content).digest())
    first = base64.b64encode(b"ED" + key.number + signature).decode()
    overall = base64.b64encode(key.private.sign(signature + comment.encode())).decode()
    return f"untrusted comment: signature of a Dictate bundle\n{first}\ntrusted comment: {comment}\n{overall}\n"


def _under(passphrase: str, salt: bytes, limits: bytes, data: bytes) -> bytes:
    """The data XORed with a stream from the passphrase: locks and unlocks."""
    n, r, p = _parameters(int.from_bytes(limits[:8], "little"), int.from_bytes(limits[8:], "little"))
    stream = Scrypt(salt=salt, length=len(data), n=n, r=r, p=p).derive(passphrase.encode())
    return bytes(left ^ right for left, right in zip(data, stream, strict=True))


def _parameters(operations: int, memory: int) -> tuple[int, int, int]:
    """N, r, p as libsodium picks them (crypto_pwhash_scryptsalsa208sha256, `pickparams`)."""
    operations, r = max(operations, 32768), 8
    if operations < memory // 32:
        n = _power_above(operations // (r * 4))
        return n, r, 1
    n = _power_above(memory // (r * 128))
    return n, r, min(operations // 4 // n, 0x3FFFFFFF) // r


def _power_above(limit: int) -> int:
    """The first power of two above half of the limit, as libsodium's loop stops."""
    exponent = 1
    while exponent < 63 and (1 << exponent) <= limit // 2:
        exponent += 1
    return 1 << exponent
