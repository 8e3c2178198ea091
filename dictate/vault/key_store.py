"""The operating system's key store: Credential Locker (DPAPI), Keychain, Secret Service or KWallet, through `keyring`.

A key store may hang: no D-Bus, a daemon that does not answer, a dialogue that nobody sees. Every call therefore runs in
a thread of its own and is given up after a time. Key stores that keep secrets in an open file are not taken.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any

from dictate.vault.keys import KEY_BYTES

SERVICE = "Dictate"
# Where keyring's own backends live that are the system's; `fail`, `null` and files in clear are none.
_SYSTEMS = ("Windows", "macOS", "SecretService", "kwallet", "libsecret")
_PROBE_S = 3.0
# The system may ask the user to unlock the key store.
_ANSWER_S = 20.0


class KeyStore:
    """The key store of this user's session; every method gives up after some seconds and says None or False."""

    def __init__(self, backend: Any = None) -> None:
        """`backend` is a keyring backend to use whatever the system has; None looks for the system's."""
        self._backend = backend
        self._looked = backend is not None

    @property
    def name(self) -> str:
        """What the key store is called, "" where there is none."""
        backend = self._found()
        return str(getattr(backend, "name", "") or type(backend).__name__) if backend is not None else ""

    def available(self) -> bool:
        """Whether there is a key store that answers."""
        backend = self._found()
        return backend is not None and _in_time(lambda: (backend.get_password(SERVICE, "probe"), True)[1]) is True

    def get(self, vault_id: str) -> bytes | None:
        """The secret kept for that vault, None where there is none to be had."""
        backend = self._found()
        if backend is None:
            return None
        kept = _in_time(lambda: backend.get_password(SERVICE, vault_id))
        try:
            secret = base64.b64decode(kept, validate=True) if isinstance(kept, str) else b""
        except ValueError:
            return None
        return secret if len(secret) == KEY_BYTES else None

    def put(self, vault_id: str, secret: bytes) -> bool:
        """Keeps the secret; True only when it was read back and is the same."""
        backend = self._found()
        if backend is None:
            return False
        kept = base64.b64encode(secret).decode()
        if _in_time(lambda: (backend.set_password(SERVICE, vault_id, kept), True)[1]) is not True:
            return False
        return self.get(vault_id) == secret

    def remove(self, vault_id: str) -> None:
        """Takes the secret away; nothing happens when there is none."""
        backend = self._found()
        if backend is not None:
            _in_time(lambda: backend.delete_password(SERVICE, vault_id))

    def _found(self) -> Any:
        if not self._looked:
            self._looked = True
            self._backend = _in_time(_system_backend, _PROBE_S)
        return self._backend


def _system_backend() -> Any:
    """The backend that keyring prefers here, if it is one of the system's."""
    import keyring

    preferred = keyring.get_keyring()
    for backend in getattr(preferred, "backends", [preferred]):
        package, _, module = type(backend).__module__.rpartition(".")
        if package == "keyring.backends" and module in _SYSTEMS:
            return backend
    return None


def _in_time(work: Callable[[], Any], seconds: float = _ANSWER_S) -> Any:
    """What the work gives; None where it fails or takes longer. Its thread is left to itself then."""
    given: list[Any] = []

    def run() -> None:
        try:
            given.append(work())
        except Exception:  # whatever a backend raises means that the key is not to be had there
            given.append(None)

    thread = threading.Thread(target=run, daemon=True, name="key-store")
    thread.start()
    thread.join(seconds)
    return given[0] if given else None
