"""The vault's figures: unlocking by passphrase, opening 10 000 notes and finding one, sealing while recording.

Run by `scripts/benchmark.py vault`. The notes are as long as real ones; sealing is measured at speaking pace, as the
processor time of the recording's thread over the seconds that it took.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmark import spread

from dictate.audio.spool import Spool
from dictate.vault.key_store import KeyStore
from dictate.vault.vault import Vault

_NOTES = 10_000
_PHRASE = "fyra fåglar på taket"
_NOW = "2026-03-16T10:00:00+01:00"
_SPEAKING_S = 10.0


class _NoKeyStore:
    name = ""

    def get_password(self, *_: str) -> str:
        raise RuntimeError


def vault(rounds: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        _unlock(Path(folder) / "unlock", rounds)
        _find(Path(folder) / "notes", rounds)
        _seal(Path(folder) / "sound")


def _opened(folder: Path) -> Vault:
    return Vault(folder, key_store=KeyStore(_NoKeyStore()))


def _unlock(folder: Path, rounds: int) -> None:
    made = _opened(folder)
    made.set_up("passphrase", _PHRASE)
    stretch = made.standing().stretch
    made.close()
    took = []
    for _ in range(rounds + 1):
        closed = _opened(folder)
        began = time.perf_counter()
        closed.unlock(_PHRASE)
        _ = closed.store.entries()
        took.append(time.perf_counter() - began)
        closed.close()
    print(f"unlock by passphrase and open ({stretch}): {spread(took[1:])}")


def _find(folder: Path, rounds: int) -> None:
    made = _opened(folder)
    body = json.dumps({"sentences": ["Hembesök hos familjen, allt var lugnt och barnet lekte. "] * 60})
    store = made.store
    case_id = "0123456789abcdef"
    with store._transaction():
        store._rows('INSERT INTO "case" VALUES (?, ?, ?, ?, ?)', case_id, "Ett ärende", '{"people": []}', _NOW, _NOW)
        for number in range(_NOTES):
            store.save(f"20260316-{number:06d}", "journalanteckning", body, number % 5, _NOW, case_id)
    made.close()
    size = (folder / "notes.db").stat().st_size / 1e6
    took = []
    for number in range(rounds + 1):
        closed = _opened(folder)
        began = time.perf_counter()
        store = closed.store
        wanted = next(entry for entry in store.entries() if entry.id.endswith(f"{(number * 977) % _NOTES:06d}"))
        assert store.body(wanted.id) == body
        took.append(time.perf_counter() - began)
        closed.close()
    print(f"open {_NOTES} notes ({size:.0f} MB) by the key, list them and read one: {spread(took[1:])}")


def _seal(folder: Path) -> None:
    made = _opened(folder)
    made.sound_keys.make_ready()
    began = time.perf_counter()
    spool = Spool(folder / "sound", made.sound_keys)
    print(f"from the key press to a recording with its own key on the disk: {time.perf_counter() - began:.3f} s")
    block = np.random.default_rng(1).uniform(-0.5, 0.5, 1600).astype(np.float32)
    before, began = resource.getrusage(resource.RUSAGE_THREAD), time.perf_counter()
    for number in range(round(_SPEAKING_S * 10)):
        time.sleep(max(0.0, began + number * 0.1 - time.perf_counter()))
        spool.add(block)
    spool.finish()
    after, passed = resource.getrusage(resource.RUSAGE_THREAD), time.perf_counter() - began
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"sealing at speaking pace: {used / passed:.2%} of a core over {passed:.0f} s")
    made.close()
