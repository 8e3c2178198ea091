"""Key stores for the tests: one that keeps, and ones that fail as real ones do."""

from __future__ import annotations

import threading

from dictate.vault.key_store import KeyStore
from dictate.vault.wrap import Stretch

QUICK = Stretch(64, 1, 1)
"""Argon2id as cheap as it may be, so that tests don't wait."""


class Kept:
    """A key store in memory, as the system's looks through keyring."""

    name = "the tests' own"

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.secrets.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.secrets[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.secrets[service, name]


class Forgets(Kept):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, name: str, secret: str) -> None:
        return


class Locked(Kept):
    """Refuses as a locked collection does."""

    def get_password(self, service: str, name: str) -> str | None:
        raise RuntimeError("Failed to unlock the collection!")


class Hangs(Kept):
    """Waits for a dialogue that nobody sees."""

    def get_password(self, service: str, name: str) -> str | None:
        threading.Event().wait()
        return None


def none() -> KeyStore:
    """No key store at all."""
    return KeyStore(Locked())
