"""The recovery key: 32 random bytes that a person can print, read aloud and type.

It is written in base32 (RFC 4648), which has no 0, 1, 8 or 9, in fourteen groups of four; the last four characters are
a checksum, so that a slip of the pen is told from a wrong key before anything is tried.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from dictate.errors import DictateError
from dictate.vault.keys import KEY_BYTES

_KEY_CHARACTERS = 52
_CHECK_CHARACTERS = 4
_GROUP = 4
# What is easily written for a letter that base32 has.
_MEANT = str.maketrans({"0": "O", "1": "I", "8": "B"})


class MistypedRecoveryKey(DictateError):
    """A recovery key that can't be one: too short, too long, or its checksum does not fit."""

    def __init__(self) -> None:
        super().__init__("Återställningsnyckeln är felskriven. Jämför med papperet: fjorton grupper om fyra tecken.")


def new_recovery_key() -> str:
    """A new one, as it is printed: "ABCD-EFGH-..."."""
    return written(secrets.token_bytes(KEY_BYTES))


def written(key: bytes) -> str:
    """32 bytes as they are printed."""
    text = base64.b32encode(key).decode().rstrip("=")
    whole = text + _checksum(text)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def understood(typed: str) -> bytes:
    """The 32 bytes of what was typed, whatever the spaces, dashes and case. Raises MistypedRecoveryKey."""
    text = "".join(character for character in typed.upper() if character.isalnum()).translate(_MEANT)
    key, check = text[:_KEY_CHARACTERS], text[_KEY_CHARACTERS:]
    if len(key) != _KEY_CHARACTERS or check != _checksum(key):
        raise MistypedRecoveryKey
    try:
        raw = base64.b32decode(key + "=" * (-len(key) % 8))
    except ValueError as error:
        raise MistypedRecoveryKey from error
    return raw


def looks_like_one(typed: str) -> bool:
    """Whether it was meant as a recovery key rather than as a passphrase: groups of four, or all of it in one piece."""
    groups = typed.replace("-", " ").split()
    in_groups = len(groups) >= 8 and sum(len(group) == _GROUP for group in groups) >= len(groups) - 1
    return in_groups or (len(groups) == 1 and len(groups[0]) == _KEY_CHARACTERS + _CHECK_CHARACTERS)


def _checksum(text: str) -> str:
    digest = hashlib.sha256(b"dictate recovery key 1 " + text.encode()).digest()
    return base64.b32encode(digest).decode()[:_CHECK_CHARACTERS]
