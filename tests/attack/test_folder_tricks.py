"""Links, pipes, folders, open rights, other owners among the program's files: refused or mended, never hung."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.audio.seal import SpoolUnreadable
from dictate.audio.spool import Spool
from dictate.audio.spool_files import CommonKey
from dictate.audio.spool_reader import SpoolReader
from dictate.errors import DictateError
from dictate.settings import SettingsInvalid, read_settings, write_setting
from dictate.sounds import Sounds
from dictate.vault.folder import FolderUnsafe
from dictate.vault.vault import Vault
from tests.attack import marks
from tests.vault.backends import QUICK, none

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, pipes and modes as POSIX has them")

NOW = "2026-03-16T10:00:00+01:00"
FILES = ("notes.db", "notes.key", "vault.json", "vault.json.copy", "vault.audit", "vault.failures", "vault.tries")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with a note and a recording."""
    made = tmp_path / "data"
    vault = opened(made)
    vault.store.save("n1", "journalanteckning", marks.WORDS[0], 0, NOW)
    record(vault)
    vault.close()
    (made / "vault.tries").write_text('{"failures": 1}')
    return made


def opened(folder: Path) -> Vault:
    return Vault(folder, key_store=none(), stretch=QUICK)


def record(vault: Vault) -> str:
    vault.sound_keys.make_ready()
    spool = Spool(vault.folder / "sound", vault.sound_keys)
    spool.add(marks.sound(0.5))
    spool.finish()
    return spool.recording


def test_a_link_among_the_programs_files_is_refused_and_its_target_untouched(folder: Path) -> None:
    target = folder.parent / "somebody-elses"
    for name in FILES:
        real = (folder / name).read_bytes()
        target.write_bytes(real)
        (folder / name).unlink()
        (folder / name).symlink_to(target)
        with pytest.raises(FolderUnsafe, match="länk"):
            _ = opened(folder).store
        assert target.read_bytes() == real
        (folder / name).unlink()
        (folder / name).write_bytes(real)
    sound = folder / "sound"
    sound.rename(folder.parent / "sound-elsewhere")
    sound.symlink_to(folder.parent / "sound-elsewhere")
    with pytest.raises(FolderUnsafe, match="länk"):
        _ = opened(folder).store


def test_a_pipe_or_folder_in_place_of_a_file_is_a_sentence_and_is_never_waited_for(folder: Path) -> None:
    makers: tuple[Callable[[Path], object], ...] = (os.mkfifo, os.mkdir)
    for name in FILES:
        real = (folder / name).read_bytes()
        for make in makers:
            (folder / name).unlink()
            make(folder / name)
            with pytest.raises(FolderUnsafe, match="vanlig fil"):
                _ = opened(folder).store
            (folder / name).rmdir() if make is os.mkdir else (folder / name).unlink()
            (folder / name).write_bytes(real)
    assert opened(folder).store.body("n1") == marks.WORDS[0]


def test_a_pipe_for_the_settings_or_a_recording_is_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "settings.toml")
    with pytest.raises(SettingsInvalid):
        read_settings(folder / "settings.toml")
    with pytest.raises(SettingsInvalid):
        write_setting(folder / "settings.toml", "theme", "nord")
    os.mkfifo(folder / "sound" / f"{'0' * 32}-000.spool")
    with pytest.raises(FolderUnsafe):
        _ = opened(folder).store


def test_open_rights_and_umask_are_narrowed_to_the_owner(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    before = os.umask(0)
    try:
        vault = opened(folder)
        vault.store.save("n2", "journalanteckning", "{}", 0, NOW)
        record(vault)
        vault.set_up("passphrase", "fyra fåglar på taket")
        rights = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
        vault.close()
    finally:
        os.umask(before)
    assert {path.name: oct(mode) for path, mode in rights.items() if mode & 0o077} == {}
    assert rights[folder] == 0o700
    assert rights[folder / "notes.db"] == 0o600


def test_a_folder_of_somebody_elses_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.chmod(0o777)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(FolderUnsafe, match="tillhör någon annan"):
        _ = opened(folder).store
    with pytest.raises(FolderUnsafe, match="tillhör någon annan"):
        opened(folder).asks()


def test_a_hard_link_to_a_destroyed_sound_or_key_keeps_nothing(folder: Path) -> None:
    vault = opened(folder)
    recording = record(vault)
    path = folder / "sound" / f"{recording}-000.spool"
    os.link(path, folder.parent / "kept.spool")
    os.link(folder / "notes.key", folder.parent / "kept.key")
    key = (folder / "notes.key").read_bytes()
    Sounds(folder / "sound", vault.sound_keys, lambda: vault.store).shred(recording)
    vault.set_up("passphrase", "fyra fåglar på taket")
    vault.close()
    assert (folder.parent / "kept.spool").read_bytes() == b""
    assert (folder.parent / "kept.key").read_bytes() != key


def test_files_of_recordings_exchanged_with_each_other_are_not_taken_for_one_another(folder: Path) -> None:
    vault = opened(folder)
    names = [record(vault), record(vault)]
    one, two = (folder / "sound" / f"{name}-000.spool" for name in names)
    one.rename(folder / "aside")
    two.rename(one)
    (folder / "aside").rename(two)
    for name in names:
        with pytest.raises(DictateError):
            SpoolReader(folder / "sound", name, vault.sound_keys).check()
    vault.close()


def test_a_recording_of_another_vault_does_not_open_here(folder: Path, tmp_path: Path) -> None:
    class Other(CommonKey):
        def key(self) -> bytes:
            return b"another vault's key, 32 bytes lo"

    spool = Spool(tmp_path / "other", Other())
    spool.add(marks.sound(0.5))
    spool.finish()
    path = next((tmp_path / "other").iterdir())
    path.rename(folder / "sound" / path.name)
    vault = opened(folder)
    with pytest.raises(SpoolUnreadable):
        SpoolReader(folder / "sound", spool.recording, vault.sound_keys)
    assert vault.store.body("n1") == marks.WORDS[0]
    vault.close()


def test_a_store_put_in_from_another_vault_is_told_from_a_wrong_key(folder: Path, tmp_path: Path) -> None:
    opened(tmp_path / "other").store.close()
    (folder / "notes.db").write_bytes((tmp_path / "other" / "notes.db").read_bytes())
    with pytest.raises(DictateError, match="nyckeln är den rätta"):
        _ = opened(folder).store
