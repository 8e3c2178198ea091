"""The audit trail: what was done with notes and keys, never what they say. Each line is tied to the one before.

A line's hash is SHA-256 over the hash before it and the line itself, so that a changed or removed line breaks the
chain. The head (number and hash of the last line) is authenticated by a key of the vault and kept twice: in the store
and in `vault.audit` beside it. The file outside shows that lines were cut off the end or an older store was put back.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from dictate.vault.header import put_whole
from dictate.vault.rows import Rows, Transaction

NAME = "vault.audit"

Event = Literal[
    "vault_made", "unlocked", "unlock_failed", "locked", "passphrase_changed", "recovery_key_made", "key_moved",
    "created", "recovered", "exported", "shredded", "removed", "purged", "policy_changed", "trail_damaged",
    "network_refused",
]  # fmt: skip
Fact = int | str | bool

_BEFORE_THE_FIRST = hashlib.sha256(b"dictate audit trail 1").hexdigest()
_HEAD = "audit_head"
_LONGEST_HEAD = 200
"""Bytes: the number of a line, a hash and a code of 64 hexadecimal digits each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, when (ISO 8601, UTC), what, and counts that tell nothing of any note's content."""

    seq: int
    at: str
    event: str
    facts: Mapping[str, Fact]
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the trail: after which line (0 for the beginning), and a plain Swedish sentence."""

    seq: int
    sentence: str


class Audit:
    """The trail of one store."""

    def __init__(self, rows: Rows, transaction: Transaction, anchor: Path, data_key: bytes) -> None:
        """`anchor` is the file outside the store that keeps the head too."""
        self._rows = rows
        self._transaction = transaction
        self._anchor = anchor
        self._key = hmac.digest(data_key, b"dictate audit head 1", "sha256")

    def add(self, event: Event, **facts: Fact) -> None:
        """Appends a line, on the disk when this returns. Raises StoreUnusable."""
        self.add_all([(event, facts)])

    def add_all(self, told: Sequence[tuple[Event, Mapping[str, Fact]]], also: Callable[[], None] | None = None) -> None:
        """Appends the lines, and does what `also` writes in the same transaction. Raises StoreUnusable."""
        with self._transaction():
            seq, last = self._last()
            # Told in the trail itself, since the new head would hide it.
            if fault := self._head_fault(seq, last) or (self._anchor_fault(seq) if seq else None):
                seq, last = self._append(seq, last, "trail_damaged", {"fault": fault.sentence})
            for event, facts in told:
                seq, last = self._append(seq, last, event, facts)
            if also is not None:
                also()
            head = self._sealed_head(seq, last)
            self._rows("INSERT OR REPLACE INTO vault_fact VALUES (?, ?)", _HEAD, head)
        # After the transaction: the file may lag behind a killed program, but never run ahead of the store.
        with contextlib.suppress(OSError):
            put_whole(self._anchor, head.encode())

    @property
    def begun(self) -> bool:
        """Whether there is any line."""
        return self._last()[0] > 0

    def lines(self) -> tuple[Line, ...]:
        """All of it, the oldest first."""
        rows = self._rows("SELECT seq, at, event, facts, hash FROM audit ORDER BY seq")
        return tuple(Line(int(seq), at, event, _facts(facts), hashed) for seq, at, event, facts, hashed in rows)

    def verify(self) -> tuple[Fault, ...]:
        """What is wrong with the trail; empty when every line stands as it was written."""
        faults: list[Fault] = []
        seq, last = 0, _BEFORE_THE_FIRST
        for number, at, event, facts, hashed in self._rows(
            "SELECT seq, at, event, facts, hash FROM audit ORDER BY seq"
        ):
            if number != seq + 1:
                gone = number - seq - 1
                rows = "1 rad" if gone == 1 else f"{gone} rader"
                faults.append(Fault(seq, f"{rows} saknas efter rad {seq}."))
            elif hashed != _hash(last, number, at, event, facts):
                faults.append(Fault(number, f"Rad {number} är ändrad, eller så är en rad före den utbytt."))
            elif event == "trail_damaged":
                faults.append(Fault(number - 1, f"Rad {number} berättar om en skada före den: {_said(facts)}"))
            seq, last = int(number), str(hashed)
        ends = (self._head_fault(seq, last), self._anchor_fault(seq) if seq else None)
        return (*faults, *(fault for fault in ends if fault is not None))

    def _append(self, seq: int, last: str, event: Event, facts: Mapping[str, Fact]) -> tuple[int, str]:
        at, text = datetime.now(UTC).isoformat(timespec="seconds"), json.dumps(dict(facts), sort_keys=True)
        hashed = _hash(last, seq + 1, at, event, text)
        self._rows("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", seq + 1, at, event, text, hashed)
        return seq + 1, hashed

    def _last(self) -> tuple[int, str]:
        rows = self._rows("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, _BEFORE_THE_FIRST)

    def _sealed_head(self, seq: int, last: str) -> str:
        mac = hmac.digest(self._key, f"{seq} {last}".encode(), "sha256").hex()
        return f"{seq} {last} {mac}"

    def _head_fault(self, seq: int, last: str) -> Fault | None:
        kept = self._rows("SELECT value FROM vault_fact WHERE name = ?", _HEAD)
        if (not seq and not kept) or (kept and kept[0][0] == self._sealed_head(seq, last)):
            return None
        return Fault(seq, f"Rader i slutet är borttagna eller tillagda utan programmet; sista raden är nu {seq}.")

    def _anchor_fault(self, seq: int) -> Fault | None:
        """What the file outside says against the store that has `seq` lines."""
        try:
            text = _outside(self._anchor)
        except FileNotFoundError:
            # Between the very first line and its file a program may be killed.
            return Fault(seq, f"Filen {NAME}, som visar om spåret är avkortat, saknas.") if seq > 1 else None
        parts = text.split(" ")
        if len(parts) != 3 or not parts[0].isdigit() or self._sealed_head(int(parts[0]), parts[1]) != text:
            return Fault(seq, f"Filen {NAME}, som visar om spåret är avkortat, är ändrad.")
        told = int(parts[0])
        if told > seq:
            return Fault(seq, f"Spåret slutar på rad {seq}, men det har haft {told} rader: slutet är borttaget.")
        rows = self._rows("SELECT hash FROM audit WHERE seq = ?", told)
        if not rows or rows[0][0] != parts[1]:
            return Fault(told, f"Rad {told} är inte den som stod där: spåret är utbytt.")
        return None


def is_of_this_key(anchor: Path, data_key: bytes) -> bool:
    """Whether the file outside the store was written with that key: then the key is the vault's."""
    try:
        seq, last, mac = _outside(anchor).split(" ")
    except (FileNotFoundError, ValueError):
        return False
    key = hmac.digest(data_key, b"dictate audit head 1", "sha256")
    return hmac.compare_digest(mac, hmac.digest(key, f"{seq} {last}".encode(), "sha256").hex())


def _outside(anchor: Path) -> str:
    """What the file outside says, "" where it can't be read or is longer than any head. Raises FileNotFoundError."""
    try:
        with anchor.open("rb") as file:
            head = file.read(_LONGEST_HEAD + 1)
        return head.decode("ascii") if len(head) <= _LONGEST_HEAD else ""
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError):
        return ""


def _hash(last: str, seq: int, at: str, event: str, facts: str) -> str:
    return hashlib.sha256(f"{last}\n{json.dumps([seq, at, event, facts])}".encode()).hexdigest()


def _said(facts: str) -> str:
    return str(_facts(facts).get("fault", ""))


def _facts(text: str) -> Mapping[str, Fact]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
