"""How recorded sound is sealed: AES-256-GCM frame by frame, so that every frame stands fast the moment it is written.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", CRYPTO 2015). A spool file is

    header    magic 8 | recording 16 | segment u32 | started u64 | rate u32 | frame limit u32 | salt 32 | previous 32
    its tag   16 bytes: GCM over the header alone, counter 0
    frames    payload length u32 | last u8 | ciphertext | tag 16      with counters 1, 2, 3 ...

all big-endian. Key and nonce prefix come by HKDF-SHA256 from the recording's key and the file's random salt, so no two
files share them. The magic tells whether the key is the recording's own, kept in the vault (`DICTSPL2`): destroying
that key makes every copy of the file worthless; or the vault's common one (`DICTSPL1`): then destroying the header does
it. The nonce is prefix 7 | counter u32 | last u8: the counter only grows, and a file is never opened for writing again,
so no nonce is used twice. Additional data is the whole header and the frame's own lead. What is changed, moved,
repeated, or taken from another file does not open; a file cut short lacks the frame with `last`.

`previous` ties a file that carries on after a crash to the one before it (`Tail.link`), zeros in the first.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace

from dictate.errors import DictateError

COMMON_KEY_MAGIC = b"DICTSPL1"
OWN_KEY_MAGIC = b"DICTSPL2"
TAG_BYTES = 16
SALT_BYTES = 32
NO_PREVIOUS = bytes(32)
_INFO = b"dictate sealed spool 1"
_FIELDS = struct.Struct(">8s16sIQII32s32s")
_LEAD = struct.Struct(">IB")
_NONCE = struct.Struct(">7sIB")
HEADER_BYTES = _FIELDS.size + TAG_BYTES
LEAD_BYTES = _LEAD.size
_COUNTER_LIMIT = 2**32 - 1


class SpoolUnreadable(DictateError):
    """A spool file is not one, is damaged in its head, or was sealed with another key."""


class SoundShredded(SpoolUnreadable):
    """The recording's key was destroyed: what may be left of its files is noise."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands open at the head of a spool file.

    `recording` is 16 random bytes that the files of one recording share; `segment` numbers them from 0. `started` is
    Unix time in whole seconds; `rate` is in Hz; no frame holds more than `limit` bytes. `own_key` tells which key.
    """

    recording: bytes
    segment: int
    started: int
    rate: int
    limit: int
    salt: bytes
    previous: bytes = NO_PREVIOUS
    own_key: bool = False

    def packed(self) -> bytes:
        """Its bytes, without the tag."""
        magic = OWN_KEY_MAGIC if self.own_key else COMMON_KEY_MAGIC
        return _FIELDS.pack(
            magic, self.recording, self.segment, self.started, self.rate, self.limit, self.salt, self.previous
        )

    @classmethod
    def parsed(cls, data: bytes) -> Header:
        """The header in the first bytes of a file, not yet authenticated. Raises SpoolUnreadable."""
        if len(data) < HEADER_BYTES or not data.startswith((COMMON_KEY_MAGIC, OWN_KEY_MAGIC)):
            raise SpoolUnreadable("Filen är ingen inspelning från det här programmet, eller så är dess början skadad.")
        magic, *fields = _FIELDS.unpack_from(data)
        return replace(cls(*fields), own_key=magic == OWN_KEY_MAGIC)


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands open before each frame: the length of its payload in bytes, and whether it is the last."""

    length: int
    last: bool

    @classmethod
    def parsed(cls, data: bytes) -> Lead:
        """From `LEAD_BYTES` bytes, not yet authenticated."""
        length, last = _LEAD.unpack(data)
        return cls(length, bool(last))

    @property
    def frame_bytes(self) -> int:
        """The length of the whole frame in the file."""
        return LEAD_BYTES + self.length + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the readable part of a file ends: the number of its frames, and the tag of the last of them."""

    frames: int
    tag: bytes

    def link(self, header: bytes) -> bytes:
        """What the next file keeps, so that no file between, and no end of this one, can be taken away unseen."""
        return hashlib.sha256(header + self.frames.to_bytes(4, "big") + self.tag).digest()


class Seal:
    """Seals and opens the frames of one file."""

    def __init__(self, header: Header, key: bytes) -> None:
        """`key` is the recording's own or the common one: 32 bytes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derived = HKDF(SHA256(), 32 + 7, header.salt, _INFO).derive(key)
        self._cipher = AESGCM(derived[:32])
        self._prefix = derived[32:]
        self._header = header.packed()

    def head(self) -> bytes:
        """The header with its tag, as the file begins."""
        return self._header + self._cipher.encrypt(self._nonce(0, False), b"", self._header)

    def check_head(self, data: bytes) -> None:
        """Raises SpoolUnreadable when the header was changed, or sealed with another key."""
        from cryptography.exceptions import InvalidTag

        try:
            self._cipher.decrypt(self._nonce(0, False), data[len(self._header) : HEADER_BYTES], self._header)
        except InvalidTag as error:
            raise SpoolUnreadable(
                "Inspelningen går inte att öppna med din nyckel, eller så är dess början skadad. Kontakta IT; "
                "ingenting är raderat."
            ) from error

    def frame(self, counter: int, payload: bytes, last: bool) -> bytes:
        """The sealed frame with its lead. A counter may be used once, from 1 up; the caller counts."""
        if not 0 < counter <= _COUNTER_LIMIT:
            raise ValueError(f"frame counter {counter} is out of range")
        lead = _LEAD.pack(len(payload), last)
        return lead + self._cipher.encrypt(self._nonce(counter, last), payload, self._header + lead)

    def opened(self, counter: int, frame: bytes) -> bytes | None:
        """The payload of a whole frame with its lead; None when it is not what was sealed in that place."""
        from cryptography.exceptions import InvalidTag

        lead = frame[:LEAD_BYTES]
        nonce = self._nonce(counter, Lead.parsed(lead).last)
        try:
            return self._cipher.decrypt(nonce, frame[LEAD_BYTES:], self._header + lead)
        except InvalidTag:
            return None

    def _nonce(self, counter: int, last: bool) -> bytes:
        return _NONCE.pack(self._prefix, counter, last)
