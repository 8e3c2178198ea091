"""Failed unlocks are remembered while the vault is closed, and merged into the audit trail when it opens.

The file is forward-secure (Bellare and Yee, "Forward-security in private-key cryptography", CT-RSA 2003): each line is
authenticated by a key that is then replaced by its own hash and forgotten. The vault alone knows the first key, so it
can check every line and that the key now standing in the file is the one after the last line; whoever takes a line away
or changes one can't make the chain fit again. The file tells when and by which way in, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dictate.vault.header import put_whole

NAME = "vault.failures"
_LARGEST = 4_000_000

State = Literal["whole", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A try that failed: when (ISO 8601, UTC) and which way in."""

    at: str
    way: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file held, and whether it is as it was written. `generation` tells one merge from the next."""

    generation: int
    lines: tuple[Failed, ...]
    state: State


def start(folder: Path, data_key: bytes, generation: int) -> None:
    """A new, empty file for the time until the next unlock. Raises OSError."""
    _write(folder / NAME, generation, _first_key(data_key, generation), [])


def add(folder: Path, failed: Failed) -> None:
    """Appends a failed try, without any key of the vault. A folder that takes nothing gets nothing."""
    path = folder / NAME
    table = _table(path)
    if table is None:
        return  # never started, or taken away: the vault will tell of that when it opens
    with contextlib.suppress(OSError, KeyError, TypeError, ValueError):
        key = bytes.fromhex(table["key"])
        line = {"at": failed.at, "way": failed.way}
        mac = _mac(key, line)
        _write(path, table["generation"], _next_key(key), [*table["lines"], {**line, "mac": mac}])


def read(folder: Path, data_key: bytes, generation: int) -> Kept:
    """What was kept since the last unlock, checked. `generation` is the one that the vault expects.

    A program killed between the merge and the new file leaves the file of the generation before: that is whole too.
    """
    path = folder / NAME
    if not path.exists():
        return Kept(generation, (), "missing")
    table = _table(path)
    if table is None or table.get("generation") not in (generation, generation - 1):
        return Kept(generation, (), "changed")
    found, state = int(table["generation"]), "whole"
    key, lines = _first_key(data_key, found), []
    try:
        for line in table["lines"]:
            said = {"at": str(line["at"]), "way": str(line["way"])}
            if not hmac.compare_digest(str(line["mac"]), _mac(key, said)):
                state = "changed"
                break
            lines.append(Failed(said["at"], said["way"]))
            key = _next_key(key)
        if not hmac.compare_digest(str(table["key"]), key.hex()):
            state = "changed"
    except (KeyError, TypeError):
        state = "changed"
    return Kept(found, tuple(lines), "whole" if state == "whole" else "changed")


def _table(path: Path) -> dict[str, Any] | None:
    try:
        table = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    return table if isinstance(table, dict) and isinstance(table.get("lines"), list) else None


def _write(path: Path, generation: int, key: bytes, lines: list[Any]) -> None:
    table = {"generation": generation, "key": key.hex(), "lines": lines}
    put_whole(path, json.dumps(table).encode())


def _first_key(data_key: bytes, generation: int) -> bytes:
    return hmac.digest(data_key, b"dictate failed unlocks 1 %d" % generation, "sha256")


def _next_key(key: bytes) -> bytes:
    return hashlib.sha256(b"dictate next " + key).digest()


def _mac(key: bytes, line: dict[str, str]) -> str:
    return hmac.digest(key, json.dumps(line, sort_keys=True).encode(), "sha256").hex()
