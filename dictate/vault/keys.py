"""Where the store's key comes from."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from dictate.audio.spool_files import CommonKey
from dictate.errors import DictateError
from dictate.vault.folder import unwritable

KEY_BYTES = 32


class WrongKey(DictateError):
    """The key does not open the store, or the key itself is damaged or gone."""


class VaultLocked(DictateError):
    """The vault is locked: a passphrase or a word from the user opens it."""

    def __init__(self, sentence: str = "Anteckningarna är låsta. Lås upp först.") -> None:
        super().__init__(sentence)


class NotSetUp(DictateError):
    """There is no vault yet, and the rules leave no way to make one without the user."""


class KeySource(Protocol):
    """Gives the key of the store: 32 random bytes, the same at every call."""

    def key(self) -> bytes:
        """The key. Raises WrongKey where it can't be had."""
        ...


class KeyFile(CommonKey):
    """A key in a file that only its owner may read (mode 0600), in the data folder of an encrypted disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def key(self) -> bytes:
        """The key in the file, which is made at the first call.

        Raises WrongKey when the file holds something else, FolderUnwritable when it can't be made.
        """
        try:
            key = self._path.read_bytes()
        except FileNotFoundError:
            return self._make()
        except OSError as error:
            raise WrongKey(f"Nyckelfilen {self._path} kan inte läsas. Kontakta IT.") from error
        if len(key) != KEY_BYTES:
            raise WrongKey(f"Nyckelfilen {self._path} är skadad. Återställ den från säkerhetskopian eller kontakta IT.")
        return key

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return self._path.exists()

    def destroy(self) -> None:
        """Overwrites the key and takes the file away; nothing happens when there is none. Raises OSError."""
        if self._path.exists():
            with self._path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            self._path.unlink()

    def _make(self) -> bytes:
        """Writes a new key. Never over an old one: two programs started at once agree on the first that was written."""
        key = secrets.token_bytes(KEY_BYTES)
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._path)
            except FileExistsError:
                return self.key()
        except OSError as error:
            raise unwritable(self._path.parent, error) from error
        finally:
            with contextlib.suppress(OSError):  # a read-only disk refuses that too, also where there is no draft
                draft.unlink(missing_ok=True)
        return key
