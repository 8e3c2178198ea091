"""A destroyed recording can't be heard by anybody, with every key of the vault at hand; a kill never parts the two."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from dictate.audio.recovery import recoverable
from dictate.audio.seal import HEADER_BYTES, Header, SoundShredded, SpoolUnreadable
from dictate.audio.spool import Spool
from dictate.audio.spool_reader import SpoolReader
from dictate.sounds import Sounds
from dictate.vault.keys import KeyFile
from dictate.vault.schema import backup_of
from dictate.vault.vault import Vault
from tests.vault.backends import QUICK, none

SAID = np.linspace(-0.5, 0.5, 16_000, dtype=np.float32)
_PAGE, _RESERVED, _FRAME_HEAD, _WAL_HEAD = 4096, 80, 24, 32


def opened(folder: Path) -> tuple[Vault, Sounds]:
    vault = Vault(folder, key_store=none(), stretch=QUICK)
    return vault, Sounds(folder / "sound", vault.sound_keys, lambda: vault.store)


def record(vault: Vault) -> str:
    vault.sound_keys.make_ready()
    spool = Spool(vault.folder / "sound", vault.sound_keys)
    spool.add(SAID)
    spool.finish()
    return spool.recording


def pages_in_clear(folder: Path, key: bytes) -> bytes:
    """Every page of the database and its log as whoever has the key can read it, free pages and old versions too.

    SQLCipher 4: AES-256-CBC, 16 bytes of IV and 64 of HMAC at the end of each page, 16 bytes of salt before the first.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def decrypted(page: bytes, first: bool) -> bytes:
        iv = page[_PAGE - _RESERVED : _PAGE - _RESERVED + 16]
        body = page[16 if first else 0 : _PAGE - _RESERVED]
        opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        return opener.update(body) + opener.finalize()

    data = (folder / "notes.db").read_bytes()
    found = [decrypted(data[at : at + _PAGE], at == 0) for at in range(0, len(data), _PAGE)]
    log = folder / "notes.db-wal"
    frames = log.read_bytes()[_WAL_HEAD:] if log.exists() else b""
    for at in range(0, len(frames), _FRAME_HEAD + _PAGE):
        first = frames[at : at + 4] == b"\0\0\0\1"
        page = frames[at + _FRAME_HEAD : at + _FRAME_HEAD + _PAGE]
        if len(page) == _PAGE:
            found.append(decrypted(page, first))
    return b"".join(found)


def test_the_key_of_a_destroyed_recording_is_nowhere_in_the_database_or_its_log(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    for number in range(30):  # neighbours in its page
        vault.store.sound_keys.make()
        vault.store.save(f"n{number}", "journalanteckning", "x" * 3000, 0, "2026-03-16T10:00:00+01:00")
    recording = record(vault)
    secret = vault.store.sound_keys.of(recording)
    assert secret in pages_in_clear(tmp_path, vault.key())
    copies = [path.read_bytes() for path in (tmp_path / "sound").iterdir()]
    sounds.shred(recording)
    assert secret not in pages_in_clear(tmp_path, vault.key())
    assert not list((tmp_path / "sound").iterdir())
    # Even a copy of the file that was taken before, put back beside the open vault, is noise.
    (tmp_path / "sound" / f"{recording}-000.spool").write_bytes(copies[0])
    with pytest.raises(SoundShredded):
        SpoolReader(tmp_path / "sound", recording, vault.sound_keys)
    with pytest.raises(SpoolUnreadable):
        SpoolReader(tmp_path / "sound", recording, KeyFile(tmp_path / "notes.key"))


def test_a_destroyed_key_is_emptied_in_the_copies_from_before_a_change_of_tables(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    recording = record(vault)
    copy = backup_of(tmp_path / "notes.db", 5)
    with sqlcipher.connect(str(copy)) as other:
        other.execute(f"PRAGMA key = \"x'{vault.key().hex()}'\"")
        vault.store._db.backup(other)
        kept = other.execute("SELECT key FROM sound_key WHERE recording = ?", (recording,)).fetchall()
        assert kept[0][0]
    other.close()
    sounds.shred(recording)
    with sqlcipher.connect(str(copy)) as other:
        other.execute(f"PRAGMA key = \"x'{vault.key().hex()}'\"")
        assert other.execute("SELECT key FROM sound_key WHERE recording = ?", (recording,)).fetchall() == [(None,)]
    other.close()


def test_a_kill_between_key_and_files_leaves_noise_that_is_cleared_away(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    recording = record(vault)
    vault.store.sound_keys.destroy([recording])
    assert sounds.unfinished() == ()
    assert sounds.clear_away() == 1
    assert not list((tmp_path / "sound").iterdir())
    assert sounds.clear_away() == 0


def test_a_recording_is_never_without_its_key_wherever_the_program_is_killed(tmp_path: Path) -> None:
    """The key is committed before the first byte of the file: a second program can open it at once."""
    vault, _ = opened(tmp_path)
    vault.sound_keys.make_ready()
    spool = Spool(tmp_path / "sound", vault.sound_keys)
    spool.add(SAID)
    spool.flush()
    head = next((tmp_path / "sound").iterdir()).read_bytes()[:HEADER_BYTES]
    assert Header.parsed(head).own_key
    other, _ = opened(tmp_path)
    heard = SpoolReader(tmp_path / "sound", spool.recording, other.sound_keys).samples()
    assert np.allclose(heard, SAID, atol=1e-4)
    spool.close()


def test_a_busy_database_delays_no_recording_and_costs_no_sound(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    _ = vault.store
    other, _ = opened(tmp_path)
    other.store._rows("BEGIN IMMEDIATE")
    spool = Spool(tmp_path / "sound", vault.sound_keys)
    spool.add(SAID)
    spool.finish()
    head = next((tmp_path / "sound").iterdir()).read_bytes()[:HEADER_BYTES]
    assert not Header.parsed(head).own_key, "it waited for the database"
    other.store._rows("COMMIT")
    assert np.allclose(sounds.recorded(spool.recording)._reader.samples(), SAID, atol=1e-4)
    sounds.shred(spool.recording)
    with pytest.raises(SoundShredded):
        vault.store.sound_keys.of(spool.recording)


def test_each_recording_has_a_key_of_its_own_without_anything_being_made_ready(tmp_path: Path) -> None:
    vault, _ = opened(tmp_path)
    _ = vault.store
    names = [Spool(tmp_path / "sound", vault.sound_keys).recording for _ in range(3)]
    assert len({vault.store.sound_keys.of(name) for name in names}) == 3


def test_a_recording_of_the_first_versions_still_opens_and_goes_on(tmp_path: Path) -> None:
    old = Spool(tmp_path / "sound", KeyFile(tmp_path / "notes.key"))
    old.add(SAID)
    old.flush()
    old.close()
    vault, sounds = opened(tmp_path)
    (found,) = sounds.unfinished()
    assert found.duration_s == 1.0
    going_on = Spool.carry_on(tmp_path / "sound", vault.sound_keys, old.recording)
    going_on.add(SAID)
    going_on.finish()
    assert SpoolReader(tmp_path / "sound", old.recording, vault.sound_keys).check() == 2.0


def test_a_recording_with_its_own_key_goes_on_under_the_same_key(tmp_path: Path) -> None:
    vault, _ = opened(tmp_path)
    vault.sound_keys.make_ready()
    first = Spool(tmp_path / "sound", vault.sound_keys)
    first.add(SAID)
    first.flush()
    first.close()
    again, _ = opened(tmp_path)
    going_on = Spool.carry_on(tmp_path / "sound", again.sound_keys, first.recording)
    going_on.add(SAID)
    going_on.finish()
    reader = SpoolReader(tmp_path / "sound", first.recording, again.sound_keys)
    assert (reader.check(), reader.own_key, reader.warning) == (2.0, True, None)


def test_a_recording_under_way_outlives_the_lock_and_can_be_read_back(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    vault.sound_keys.make_ready()
    spool = Spool(tmp_path / "sound", vault.sound_keys)
    spool.add(SAID)
    vault.lock()
    spool.add(SAID)
    spool.finish()
    assert SpoolReader(tmp_path / "sound", spool.recording, spool.keys).check() == 2.0
    vault.unlock()
    (found,) = sounds.unfinished()
    assert (found.duration_s, found.ended) == (2.0, True)


def test_keys_that_no_recording_came_to_use_go_after_a_day_and_others_stay(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    recording = record(vault)
    vault.store.sound_keys.make()
    sounds.clear_away()
    count = "SELECT count(*) FROM sound_key"
    before = vault.store._rows(count)[0][0]
    vault.store._rows("UPDATE sound_key SET at = '2026-01-01T00:00:00+00:00'")
    assert sounds.clear_away() >= 1
    assert vault.store._rows(count)[0][0] < before
    assert vault.store.sound_keys.of(recording)
    assert recoverable(tmp_path / "sound", vault.sound_keys, ())[0].recording == recording


def test_a_file_whose_key_row_is_missing_is_told_and_never_cleared_away(tmp_path: Path) -> None:
    vault, sounds = opened(tmp_path)
    recording = record(vault)
    vault.store._rows("DELETE FROM sound_key WHERE recording = ?", recording)
    (found,) = sounds.unfinished()
    assert found.problem
    sounds.clear_away()
    assert len(list((tmp_path / "sound").iterdir())) == 1


def test_the_key_in_advance_is_made_once_however_many_ask(tmp_path: Path) -> None:
    vault, _ = opened(tmp_path)
    _ = vault.store
    threads = [threading.Thread(target=vault.sound_keys.begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    vault.sound_keys.make_ready()
    names = {vault.sound_keys.begin().recording for _ in range(3)}
    assert len(names) == 3
