"""The words and weights of a detector, which lie in a TOML file beside its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from redaction.wordlists import load


@dataclass(frozen=True, slots=True)
class DetectorData:
    """What `redaction/detectors/<name>.toml` holds; it is read when something is first asked for."""

    name: str

    def words(self, key: str, table: str = "words") -> frozenset[str]:
        """The words under `key` of `table`, as they are written there."""
        return _words(self.name, table, key)

    def weight(self, key: str) -> float:
        """What that evidence weighs: 0 to 1 for a finding, -1 to 0 against it."""
        return float(self.table("weights")[key])

    def table(self, name: str) -> Mapping[str, Any]:
        """The whole table `name`."""
        table: Mapping[str, Any] = load(f"detectors/{self.name}")[name]
        return table


@cache
def _words(name: str, table: str, key: str) -> frozenset[str]:
    return frozenset(load(f"detectors/{name}")[table][key].split())


@cache
def function_words() -> frozenset[str]:
    """Small words that are no part of a name or an address on the net."""
    return frozenset(load("detectors/common")["function_words"].split())
