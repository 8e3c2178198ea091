"""`vault.json`: the ways into the vault, each as the wrapped data key. It holds no secret.

The file is written whole or not at all, and twice: losing it would lose every note, so `vault.json.copy` says the same.
A checksum tells damage from a wrong passphrase without asking anything of the secret.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dictate.audio.spool_files import sync, sync_folder
from dictate.errors import DictateError
from dictate.vault.wrap import WAYS, Stretch, Way, Wrap

NAME = "vault.json"
COPY = "vault.json.copy"
_SCHEMA = "dictate.vault/1"
_LARGEST = 65_536


class HeaderDamaged(DictateError):
    """Neither the header nor its copy can be read."""


@dataclass(frozen=True, slots=True)
class Header:
    """`id` is 32 random hexadecimal digits; `wraps` has at most one for each way."""

    id: str
    wraps: tuple[Wrap, ...] = ()

    @classmethod
    def new(cls) -> Header:
        """A header of a new vault, without any way in yet."""
        return cls(secrets.token_hex(16))

    def wrap(self, way: Way) -> Wrap | None:
        """The wrap of that way, None where the vault is not opened so."""
        return next((one for one in self.wraps if one.way == way), None)

    def with_wrap(self, wrap: Wrap) -> Header:
        """With that wrap in place of the one of the same way."""
        return replace(self, wraps=(*(one for one in self.wraps if one.way != wrap.way), wrap))

    def only(self, *ways: Way) -> Header:
        """With no other ways in than those."""
        return replace(self, wraps=tuple(one for one in self.wraps if one.way in ways))


def read(folder: Path) -> Header | None:
    """The header in the folder, None where there is none. Raises HeaderDamaged when neither file is whole."""
    texts = [_text(folder / name) for name in (NAME, COPY)]
    if texts == [None, None]:
        return None
    for text in texts:
        header = _parsed(text) if text is not None else None
        if header is not None:
            return header
    raise HeaderDamaged(
        f"Filen {NAME} är skadad, så anteckningarna går inte att öppna. Återställ den från en säkerhetskopia eller "
        "kontakta IT; ingenting är raderat."
    )


def is_whole(folder: Path) -> bool:
    """Whether header and copy are there and say the same."""
    texts = [_text(folder / name) for name in (NAME, COPY)]
    return texts[0] is not None and texts[0] == texts[1] and _parsed(texts[0]) is not None


def write(folder: Path, header: Header) -> None:
    """Puts the header in place, then its copy; each by one rename. Raises OSError."""
    for name in (NAME, COPY):
        put_whole(folder / name, _packed(header))


def put_whole(path: Path, data: bytes) -> None:
    """Writes a file of 0600 so that at every moment either the old or the new one is there, whole. Raises OSError."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            sync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _text(path: Path) -> str | None:
    """What stands in the file; None where there is none, "" where it can't be read."""
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= _LARGEST else ""
    except (FileNotFoundError, NotADirectoryError):
        return None  # at that moment: whether it is there now, put there by another program, says nothing of it
    except (OSError, UnicodeDecodeError):
        return ""


def _packed(header: Header) -> bytes:
    body = {"schema": _SCHEMA, "id": header.id, "wraps": [_as_table(one) for one in header.wraps]}
    return (json.dumps({**body, "checksum": _checksum(body)}, indent=1) + "\n").encode()


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _as_table(wrap: Wrap) -> dict[str, Any]:
    table: dict[str, Any] = {"way": wrap.way, "nonce": wrap.nonce.hex(), "sealed": wrap.sealed.hex()}
    if wrap.stretch is not None:
        stretch = wrap.stretch
        table |= {"salt": wrap.salt.hex(), "argon2id": [stretch.memory_kib, stretch.passes, stretch.lanes]}
    return table


def _parsed(text: str) -> Header | None:
    """The header, None where the text is not a whole one."""
    try:
        body = json.loads(text)
        checksum = body.pop("checksum")
        header = Header(body["id"], tuple(_wrap(one) for one in body["wraps"]))
        sound = body["schema"] == _SCHEMA and len(bytes.fromhex(header.id)) == 16 and checksum == _checksum(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    ways = [one.way for one in header.wraps]
    known = len(set(ways)) == len(ways) and set(ways) <= set(WAYS)
    return header if sound and known and all(one.well_formed for one in header.wraps) else None


def _wrap(table: dict[str, Any]) -> Wrap:
    numbers = table.get("argon2id")
    stretch = Stretch(*(int(number) for number in numbers)) if numbers is not None else None
    salt = bytes.fromhex(table.get("salt", ""))
    return Wrap(table["way"], bytes.fromhex(table["nonce"]), bytes.fromhex(table["sealed"]), salt, stretch)
