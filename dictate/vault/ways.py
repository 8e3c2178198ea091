"""The ways into a vault: finding the data key by each of them, and writing the header that opens by another.

Nothing here remembers a key; the open vault does (see `vault`).
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dictate.errors import DictateError
from dictate.vault import failures, header, recovery_key
from dictate.vault.folder import changing_keys, unwritable
from dictate.vault.header import Header
from dictate.vault.key_store import KeyStore
from dictate.vault.keys import KEY_BYTES, KeyFile, NotSetUp, VaultLocked, WrongKey
from dictate.vault.rules import VaultRules
from dictate.vault.tries import Tries
from dictate.vault.wrap import Stretch, Way, Wrap, passphrase_bytes, unwrapped, wrapped

DATABASE = "notes.db"
KEY_FILE = "notes.key"

_WRONG = "Det gick inte att låsa upp. Kontrollera det du skrev och försök igen. Ingenting är raderat."
_PASSPHRASE_FIRST = (
    "Organisationen kräver en lösenfras. Öppna programmet och välj en, eller kör: dictate vault init --passphrase"
)
_KEY_STORE_FIRST = "Organisationen kräver att nyckeln ligger i datorns nyckelring. Kör: dictate vault init --keystore"
_KEY_STORE_SILENT = (
    "Organisationen kräver datorns nyckelring, men den svarar inte. Logga in på datorn på vanligt sätt eller "
    "kontakta IT."
)
_KEY_STORE_LOST = (
    "Datorns nyckelring lämnar inte ut nyckeln till anteckningarna. Lås upp med återställningsnyckeln, eller "
    "kontakta IT."
)
_KEY_LOST = "Nyckeln till anteckningarna finns inte kvar, så de går inte att öppna. Kontakta IT; ingenting är raderat."


class KeyStoreUnusable(DictateError):
    """The system's key store is missing, does not answer, or does not keep what it is given."""

    def __init__(self) -> None:
        super().__init__("Datorns nyckelring svarar inte, så nyckeln kan inte läggas där. Kontakta IT.")


@dataclass(frozen=True, slots=True)
class Found:
    """The data key, and the way by which it was found."""

    way: Way
    key: bytes


class Ways:
    """The ways into the vault of one folder, under the organisation's rules."""

    def __init__(self, folder: Path, rules: VaultRules, key_store: KeyStore, stretch: Stretch) -> None:
        """`stretch` is how hard a passphrase is stretched from now on."""
        self.folder = folder
        self.rules = rules
        self.key_store = key_store
        self.stretch = stretch
        self.tries = Tries(folder)
        self.key_file = KeyFile(folder / KEY_FILE)
        self.file_unasked = True
        """Whether a new vault may get a key file without a question: not where there are screens to ask on."""

    @property
    def untouched(self) -> bool:
        """Whether the folder holds nothing of a vault yet."""
        names = (header.NAME, header.COPY, KEY_FILE, DATABASE)
        return not any((self.folder / name).exists() for name in names)

    def header(self) -> Header:
        """The header that must be there. Raises WrongKey or HeaderDamaged."""
        kept = header.read(self.folder)
        if kept is None:
            raise WrongKey(_gone(self.folder))
        return kept

    # -- finding the key ------------------------------------------------------------------------------------------

    def by_machine(self) -> Found:
        """The key without the user's help; where there is no vault yet, one is made, or the first versions' key moves.

        Raises VaultLocked, NotSetUp, WrongKey, HeaderDamaged or FolderUnwritable.
        """
        kept = header.read(self.folder)
        found = self._by_machine(kept) if kept is not None else self._begun()
        self.refuse(found.way)
        return found

    def existing(self, kept: Header | None) -> bytes:
        """The key that is there, whatever the rules say, or a new one where nothing is.

        Raises VaultLocked or WrongKey.
        """
        if kept is not None:
            return self._by_machine(kept).key
        if (self.folder / KEY_FILE).exists():
            return self.key_file.key()
        database = self.folder / DATABASE
        if database.exists() and database.stat().st_size:
            raise WrongKey(_gone(self.folder))
        return secrets.token_bytes(KEY_BYTES)

    def by_user(self, typed: str) -> Found:
        """The key by what was typed: a passphrase or a recovery key. Every failure that asked a secret says the same.

        Raises TooSoon, WrongKey or MistypedRecoveryKey.
        """
        kept = self.header()
        recovery = kept.wrap("recovery")
        wrap: Wrap | None = kept.wrap("passphrase")
        secret = passphrase_bytes(typed)
        if recovery is not None and (wrap is None or recovery_key.looks_like_one(typed)):
            wrap, secret = recovery, recovery_key.understood(typed)
        self.tries.begin()
        key = unwrapped(kept.id, wrap, secret) if wrap is not None else None
        if wrap is None or key is None:
            way = wrap.way if wrap is not None else "passphrase"
            with contextlib.suppress(DictateError), changing_keys(self.folder):
                now = datetime.now(UTC).isoformat(timespec="seconds")
                failures.add(self.folder, failures.Failed(now, way))
            raise WrongKey(_WRONG)
        self.tries.succeeded()
        return Found(wrap.way, key)

    def _by_machine(self, kept: Header) -> Found:
        """The key by the key store or the key file."""
        for wrap in kept.wraps:
            secret = self._machine_secret(kept, wrap.way)
            key = unwrapped(kept.id, wrap, secret) if secret else None
            if key is not None:
                return Found(wrap.way, key)
        if kept.wrap("passphrase"):
            raise VaultLocked
        if kept.wrap("recovery"):
            raise VaultLocked(_KEY_STORE_LOST)
        raise WrongKey(_KEY_LOST)

    def _machine_secret(self, kept: Header, way: Way) -> bytes | None:
        if way == "keystore":
            return self.key_store.get(kept.id)
        if way == "file" and (self.folder / KEY_FILE).exists():  # it is never made here
            return self.key_file.key()
        return None

    def _begun(self) -> Found:
        """A folder without header: a new vault, or one of the first versions whose key moves to a better place."""
        if self.rules.key == "passphrase":
            raise NotSetUp(_PASSPHRASE_FIRST)
        with changing_keys(self.folder):
            kept = header.read(self.folder)
            if kept is not None:  # another program has made it just now
                return self._by_machine(kept)
            key = self.existing(None)
            way: Way = "keystore"
            try:
                made, _ = self.with_way(Header.new(), way, "", key)
            except KeyStoreUnusable:
                if self.rules.key == "keystore":
                    raise NotSetUp(_KEY_STORE_SILENT) from None
                if self.rules.key == "any" and not self.file_unasked and not self.key_file.exists:
                    raise VaultLocked("Välj först hur anteckningarna ska låsas.") from None
                way = "file"
                made, _ = self.with_way(Header.new(), way, "", key)
            self.write(made)
        return Found(way, key)

    # -- other ways in --------------------------------------------------------------------------------------------

    def with_way(self, kept: Header, way: Way, passphrase: str, key: bytes) -> tuple[Header, str]:
        """The header with that way in and no other but recovery; the recovery key to show where one was made.

        Raises KeyStoreUnusable.
        """
        shown = ""
        if way == "keystore":
            secret = secrets.token_bytes(KEY_BYTES)
            if not self.key_store.put(kept.id, secret):
                raise KeyStoreUnusable
        elif way == "file":
            secret = self.key_file.key()
        else:
            secret = passphrase_bytes(passphrase)
        made = kept.only("recovery").with_wrap(wrapped(kept.id, way, secret, key, self.stretch))
        if way == "passphrase" and made.wrap("recovery") is None:
            made, shown = self.with_recovery(made, key)
        return made, shown

    def with_recovery(self, kept: Header, key: bytes) -> tuple[Header, str]:
        """The header with a new recovery key in place of the one before, and the key as it is printed."""
        shown = recovery_key.new_recovery_key()
        return kept.with_wrap(wrapped(kept.id, "recovery", recovery_key.understood(shown), key)), shown

    def with_passphrase(self, kept: Header, passphrase: str, key: bytes) -> Header:
        """The header with another passphrase; the other ways in stay."""
        return kept.with_wrap(wrapped(kept.id, "passphrase", passphrase_bytes(passphrase), key, self.stretch))

    def write(self, made: Header) -> None:
        """Puts the header in place. Raises FolderUnwritable."""
        try:
            header.write(self.folder, made)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def forget(self, before: Header | None, after: Header) -> None:
        """Takes away what opened the vault before and must not any more."""
        if before is not None and before.wrap("keystore") and not after.wrap("keystore"):
            self.key_store.remove(before.id)
        if after.wrap("file") is None:
            with contextlib.suppress(OSError):  # it is destroyed at the next opening
                self.key_file.destroy()

    def refuse(self, way: Way) -> None:
        """Raises NotSetUp for a way in that the rules don't have; a recovery key always opens."""
        rule = self.rules.key
        permitted: dict[str, tuple[Way, ...]] = {
            "any": ("keystore", "passphrase", "file"),
            "keystore": ("keystore",),
            "passphrase": ("passphrase",),
            "file": ("keystore", "passphrase", "file"),
        }
        if way != "recovery" and way not in permitted[rule]:
            raise NotSetUp(_PASSPHRASE_FIRST if rule == "passphrase" else _KEY_STORE_FIRST)


def _gone(folder: Path) -> str:
    return (
        f"Filen {header.NAME} med nycklarna saknas i {folder}, så anteckningarna går inte att öppna. Återställ den "
        "från en säkerhetskopia eller kontakta IT; ingenting är raderat."
    )
