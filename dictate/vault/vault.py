"""The vault of one data folder: its key while it is open, and its store.

One random data key opens the store. It lies wrapped in `vault.json`, once for each way in (see `wrap` and `ways`): the
system's key store, a passphrase, a recovery key, or a key file where the rules allow that. Data folders of the first
versions hold the data key itself in `notes.key`; it becomes the wrapped one at the first opening, and nothing is
encrypted anew.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dictate.errors import DictateError
from dictate.vault import failures, header
from dictate.vault.audit import Event, Fact
from dictate.vault.folder import changing_keys, secure
from dictate.vault.header import Header
from dictate.vault.key_store import KeyStore
from dictate.vault.keys import NotSetUp, VaultLocked
from dictate.vault.rules import VaultRules
from dictate.vault.sound_keys import SoundKeys
from dictate.vault.store import Store
from dictate.vault.ways import DATABASE, KEY_FILE, Found, Ways
from dictate.vault.wrap import PRESENT, Stretch, Way

Asks = Literal["", "unlock", "set_up"]
"""What the user must do before the notes can be shown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the vault stands, for whoever asks: nothing of it is secret.

    `ways` are the ways in, empty before there is a vault; `stretch` is the passphrase's; `key_file` is whether a key
    lies open in the folder; `whole` whether the header and its copy are both there; `failures` are wrong tries in a
    row; `key_store` is the name of the system's key store, "" where there is none.
    """

    ways: tuple[Way, ...]
    locked: bool
    key_file: bool
    stretch: Stretch | None
    whole: bool
    failures: int
    key_store: str
    rules: VaultRules


class Vault:
    """The key and the store of one data folder. Any thread may call any method."""

    def __init__(
        self,
        folder: Path,
        rules: VaultRules | None = None,
        key_store: KeyStore | None = None,
        policy: str = "",
        stretch: Stretch = PRESENT,
        ask: Callable[[], str] | None = None,
    ) -> None:
        """Opens nothing yet. `policy` is the SHA-256 of the organisation's policy file, "" where there is none.

        `ask` asks the user for what unlocks it, for programs without an unlock screen; without it `key` raises.
        """
        self._ask = ask
        self.folder = folder
        self.ways = Ways(folder, rules or VaultRules(), key_store or KeyStore(), stretch)
        self.sound_keys = SoundKeys(self.key, lambda: self.store.sound_keys)
        self._policy = policy
        self._key: bytearray | None = None
        self._way: Way = "file"
        self._store: Store | None = None
        self._shut = False
        self._lock = threading.RLock()

    # -- what is asked of it --------------------------------------------------------------------------------------

    def key(self) -> bytes:
        """The data key. Without the user's help it comes from the key store or the key file.

        Raises VaultLocked where the user must unlock, NotSetUp where the rules ask for a way in that is not there yet,
        WrongKey, HeaderDamaged, FolderUnsafe or FolderUnwritable.
        """
        with self._lock:
            if self._key is None:
                if self._shut:
                    raise VaultLocked
                secure(self.folder)
                try:
                    self._remember(self.ways.by_machine())
                except VaultLocked:
                    if self._ask is None:
                        raise
                    typed = self._ask()
                    self.wait_out()
                    self._remember(self.ways.by_user(typed))
            assert self._key is not None
            return bytes(self._key)

    @property
    def store(self) -> Store:
        """The open store. Raises what `key` raises, or StoreUnusable."""
        with self._lock:
            if self._store is None:
                store = Store(self.folder / DATABASE, self)
                try:
                    self._opened(store)
                except BaseException:
                    store.close()
                    raise
                self._store = store
            return self._store

    @property
    def is_open(self) -> bool:
        """Whether the key is in memory."""
        return self._key is not None

    def asks(self) -> Asks:
        """What the user must do first: nothing in the common case. Raises what `key` raises besides that."""
        with self._lock:
            if self._key is not None or self._shut:
                return "unlock" if self._shut else ""
            secure(self.folder)
            rule = self.ways.rules.key
            if self.ways.untouched and rule in ("any", "passphrase"):
                return "" if rule == "any" and self.ways.key_store.available() else "set_up"
            try:
                self._remember(self.ways.by_machine())
            except VaultLocked:
                return "unlock"
            except NotSetUp:
                if rule == "passphrase":
                    return "set_up"
                raise
            return ""

    def standing(self) -> Standing:
        """How it stands. Raises HeaderDamaged."""
        kept = header.read(self.folder)
        phrase = kept.wrap("passphrase") if kept else None
        return Standing(
            tuple(one.way for one in kept.wraps) if kept else (),
            self._shut,
            (self.folder / KEY_FILE).exists(),
            phrase.stretch if phrase else None,
            kept is None or header.is_whole(self.folder),
            self.ways.tries.failures,
            self.ways.key_store.name,
            self.ways.rules,
        )

    # -- what the user does ---------------------------------------------------------------------------------------

    def set_up(self, way: Way, passphrase: str = "") -> str:
        """Makes the vault, or moves the key of one that is open to another way in; no note is touched.

        Gives the recovery key, to be shown once, when there was none and the way is a passphrase; else "". Raises
        WeakPassphrase, KeyStoreUnusable, NotSetUp for a way that the rules forbid, or what `key` raises.
        """
        with self._lock:
            self.ways.refuse(way)
            if way == "passphrase":
                self.ways.rules.check_passphrase(passphrase)
            secure(self.folder)
            with changing_keys(self.folder):
                kept = header.read(self.folder)
                key = bytes(self._key) if self._key is not None else self.ways.existing(kept)
                made, shown = self.ways.with_way(kept or Header.new(), way, passphrase, key)
                self.ways.write(made)
            self.ways.forget(kept, made)
            self._remember(Found(way, key))
            store = self.store  # a new one says itself that it was made
            if kept is not None:
                store.audit.add("key_moved", way=way)
            return shown

    def wait_out(self) -> None:
        """Waits as long as failed tries demand: for a program that makes one try and ends."""
        time.sleep(self.ways.tries.wait_s)

    def unlock(self, typed: str = "") -> None:
        """Opens it with a passphrase or a recovery key, or, with nothing typed, with the key store or the key file.

        Raises TooSoon, WrongKey, MistypedRecoveryKey, or what `key` and `store` raise; it is then as locked as before.
        """
        with self._lock:
            if typed:
                found = self.ways.by_user(typed)
            else:
                secure(self.folder)
                found = self.ways.by_machine()
            was = self._shut
            self._remember(found)
            if found.way == "passphrase":
                self._strengthen(typed)
            try:
                _ = self.store
            except BaseException:
                self._key, self._shut = None, was
                raise
            if found.way == "passphrase" and self.ways.rules.key == "keystore":
                self.set_up("keystore")  # the rule came after the passphrase

    def lock(self) -> None:
        """Closes the store and drops the keys, as well as Python can: copies of them may stay in memory for a while."""
        with self._lock:
            store, self._store = self._store, None
            if store is not None:
                with contextlib.suppress(DictateError):
                    store.audit.add("locked")
                store.close()
            self.sound_keys.forget()
            if self._key is not None:
                self._key[:] = bytes(len(self._key))
                self._key = None
            self._shut = True

    def close(self) -> None:
        """Closes the store; the vault can be used again."""
        with self._lock:
            store, self._store = self._store, None
            if store is not None:
                store.close()

    def change_passphrase(self, typed: str, new: str) -> None:
        """Another passphrase in place of the one that is typed; the recovery key may be typed in its place.

        Only the wrap is written anew. Raises WeakPassphrase, TooSoon, WrongKey or MistypedRecoveryKey.
        """
        with self._lock:
            self.ways.refuse("passphrase")
            self.ways.rules.check_passphrase(new)
            found = self.ways.by_user(typed)
            with changing_keys(self.folder):
                self.ways.write(self.ways.with_passphrase(self.ways.header(), new, found.key))
            self._remember(found)
            self.store.audit.add("passphrase_changed")

    def new_recovery_key(self) -> str:
        """A recovery key in place of the one before, as it is printed. Raises what `key` raises."""
        with self._lock:
            key = self.key()
            with changing_keys(self.folder):
                made, shown = self.ways.with_recovery(self.ways.header(), key)
                self.ways.write(made)
            self.store.audit.add("recovery_key_made")
            return shown

    # -- once it is open ------------------------------------------------------------------------------------------

    def _remember(self, found: Found) -> None:
        self._way, self._key, self._shut = found.way, bytearray(found.key), False

    def _opened(self, store: Store) -> None:
        """Merges what was remembered while it was closed, and tells the trail; `store` has just been opened."""
        self._merge_failures(store)
        told: list[tuple[Event, dict[str, Fact]]] = [("unlocked", {"way": self._way})]
        if store.facts.get("policy") != self._policy:
            told.insert(0, ("policy_changed", {"sha256": self._policy or "ingen"}))
        if not store.audit.begun:
            told.insert(0, ("vault_made", {"way": self._way}))
        store.audit.add_all(told, lambda: store.facts.keep("policy", self._policy))
        kept = header.read(self.folder)
        if kept is None:
            return
        with contextlib.suppress(OSError, DictateError):
            if not header.is_whole(self.folder):
                with changing_keys(self.folder):
                    header.write(self.folder, kept)
            if kept.wrap("file") is None:  # a kill came between the new way in and the end of the old one
                self.ways.key_file.destroy()

    def _merge_failures(self, store: Store) -> None:
        """Failed tries since the last opening go to the trail, and a new file begins."""
        expected = int(store.facts.get("failures_generation") or 0)
        merged = int(store.facts.get("failures_merged") or 0)
        key = self.key()
        kept = failures.read(self.folder, key, expected)
        if expected and kept.state == "whole" and not kept.lines and kept.generation == expected:
            return
        new = kept.lines[merged if kept.generation < expected else 0 :]
        told: list[tuple[Event, dict[str, Fact]]] = [("unlock_failed", {"at": one.at, "way": one.way}) for one in new]
        if expected and kept.state != "whole":
            said = "saknas" if kept.state == "missing" else "är ändrad"
            told.append(("trail_damaged", {"fault": f"Filen {failures.NAME} med misslyckade försök {said}."}))

        def also() -> None:
            store.facts.keep("failures_generation", str(expected + 1))
            store.facts.keep("failures_merged", str(len(kept.lines)))

        with contextlib.suppress(OSError, DictateError), changing_keys(self.folder):
            store.audit.add_all(told, also)
            failures.start(self.folder, key, expected + 1)

    def _strengthen(self, typed: str) -> None:
        """A passphrase that was stretched less than the program now does is wrapped anew."""
        wrap = self.ways.header().wrap("passphrase")
        if wrap is not None and wrap.stretch is not None and wrap.stretch.weaker_than(self.ways.stretch):
            with contextlib.suppress(DictateError), changing_keys(self.folder):
                self.ways.write(self.ways.with_passphrase(self.ways.header(), typed, self.key()))
