"""What the organisation decides about the vault: the part `[vault]` of the policy file.

[vault]
key = "keystore"               # only the system's; "passphrase": only that; "file": a key file will do
min_passphrase_length = 14     # characters
idle_minutes = 10              # the screens lock after at most so long
sound_at_export = true         # sound is destroyed when its note has gone to the case system
sound_days = 30                # ... and no note's sound is kept longer than this
note_days = 90                 # the text of an exported note goes after so long
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Literal

from dictate.errors import DictateError

KeyRule = Literal["any", "keystore", "passphrase", "file"]

SHORTEST_PASSPHRASE = 8
"""Below this no policy may go."""
WARNED_DAYS = 7
"""How long before its time is up the user is told that something will go."""


class BadRule(DictateError):
    """A rule that is unknown or has a value that it can't have; `key` names it."""

    def __init__(self, key: str, fault: str) -> None:
        super().__init__(f"{key} {fault}")
        self.key = key


class WeakPassphrase(DictateError):
    """A passphrase that the rules refuse."""


@dataclass(frozen=True, slots=True)
class VaultRules:
    """The rules, as they are without a policy: nothing goes by itself but the sound of what was exported."""

    key: KeyRule = "any"
    """"any": the key store where there is one, else a passphrase or, if the user chooses, a key file."""
    min_passphrase_length: int = 12
    idle_minutes: int = 0
    """The longest time without a key press before the screens lock, 0 where the user's own setting stands alone."""
    sound_at_export: bool = True
    sound_days: int = 0
    """Days that the sound of a note is kept at most, 0 for no limit."""
    note_days: int = 0
    """Days that the text of an exported note is kept, 0 for no limit."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> VaultRules:
        """The rules of the policy's part `[vault]`. Raises BadRule for an unknown key or a wrong value."""
        known = {field.name: field for field in fields(cls)}
        for key, value in table.items():
            if key not in known:
                raise BadRule(key, "är okänd.")
            if key == "key":
                if value not in ("keystore", "passphrase", "file"):
                    raise BadRule(key, 'ska vara "keystore", "passphrase" eller "file".')
            elif key == "sound_at_export":
                if not isinstance(value, bool):
                    raise BadRule(key, "ska vara true eller false.")
            elif isinstance(value, bool) or not isinstance(value, int) or not _lowest(key) <= value <= 36500:
                raise BadRule(key, f"ska vara ett heltal, minst {_lowest(key)}.")
        return cls(**table)

    def check_passphrase(self, passphrase: str) -> None:
        """Raises WeakPassphrase with what is wrong; length is what counts, kinds of characters are not asked for."""
        said = " ".join(passphrase.split())
        if len(said) < self.min_passphrase_length:
            raise WeakPassphrase(
                f"Lösenfrasen är för kort: minst {self.min_passphrase_length} tecken. Några ord i följd är lätta att "
                "minnas."
            )
        if len(set(said.casefold())) < 5 or said.isdigit() or _is_a_run(said):
            raise WeakPassphrase("Lösenfrasen är för lätt att gissa. Välj några ord som inte hör ihop.")

    def idle_s(self, own_minutes: int) -> float:
        """Seconds without a key press before the screens lock, 0 for never; the stricter of policy and user."""
        stated = [minutes for minutes in (self.idle_minutes, own_minutes) if minutes > 0]
        return 60.0 * min(stated, default=0)


def _lowest(key: str) -> int:
    return {"min_passphrase_length": SHORTEST_PASSPHRASE}.get(key, 0)


def _is_a_run(text: str) -> bool:
    """Whether every character follows the one before it in the alphabet or in numbers: "12345678"."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1 and abs(steps.pop()) <= 1
