"""The store keeps notes, encrypted, and says plainly when it can't."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from dictate.vault.folder import FolderUnsafe
from dictate.vault.keys import KEY_BYTES, KeyFile, WrongKey
from dictate.vault.store import Store, StoreUnusable

NOW = "2026-03-16T10:00:00+01:00"
LATER = "2026-03-16T11:00:00+01:00"


def open_store(folder: Path) -> Store:
    return Store(folder / "notes.db", KeyFile(folder / "key"))


def test_a_saved_note_is_there_after_the_program_was_closed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save("n1", "journalanteckning", '{"text": "Hembesök"}', 2, NOW)
    with open_store(tmp_path) as store:
        assert store.body("n1") == '{"text": "Hembesök"}'
        (entry,) = store.entries()
        assert (entry.undecided, entry.created_at, entry.exported_at) == (2, NOW, "")


def test_saving_again_keeps_when_the_note_was_made_and_lists_the_latest_first(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save("n1", "journalanteckning", "{}", 2, NOW)
        store.save("n2", "journalanteckning", "{}", 0, NOW)
        store.save("n1", "journalanteckning", '{"a": 1}', 1, LATER)
        store.mark_exported("n1", LATER)
        first, second = store.entries()
        assert (first.id, first.created_at, first.changed_at, first.exported_at) == ("n1", NOW, LATER, LATER)
        assert second.id == "n2"


def test_nothing_of_a_note_can_be_read_on_disk(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save("n1", "journalanteckning", "Kvittrande Sjöfågel", 0, NOW)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    store.close()
    on_disk += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in ("Kvittrande", "Sjöfågel", "journalanteckning"):
        assert word.encode() not in on_disk
        assert word.encode("utf-16-le") not in on_disk


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes; the profile folder protects the file there")
def test_key_and_store_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    open_store(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_another_key_is_refused_and_destroys_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save("n1", "journalanteckning", "{}", 0, NOW)
    right = (tmp_path / "key").read_bytes()
    (tmp_path / "key").write_bytes(bytes(KEY_BYTES))
    with pytest.raises(WrongKey, match="ingenting är raderat"):
        open_store(tmp_path)
    (tmp_path / "key").write_bytes(right)
    with open_store(tmp_path) as store:
        assert store.body("n1") == "{}"


def test_a_cut_key_file_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(WrongKey, match="skadad"):
        open_store(tmp_path)


def test_a_removed_note_is_gone(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save("n1", "journalanteckning", "{}", 0, NOW)
        store.remove("n1")
        assert store.entries() == ()
        with pytest.raises(KeyError):
            store.body("n1")


def test_a_folder_in_the_way_is_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.db").mkdir()
    with pytest.raises(FolderUnsafe, match="vanlig fil"):
        open_store(tmp_path)


def test_a_note_knows_the_recording_it_was_dictated_in_until_it_is_removed(tmp_path: Path) -> None:
    with Store(tmp_path / "notes.db", KeyFile(tmp_path / "key")) as store:
        store.save("n1", "journalanteckning", "{}", 0, NOW)
        store.keep_recording("n1", "ab" * 16)
        assert store.recording_of("n1") == "ab" * 16
        assert store.recording_of("n2") == ""
        assert store.recordings() == {"ab" * 16}
        store.remove("n1")
        assert not store.recordings()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells how much memory is kept out of swap")
def test_the_memory_of_the_database_is_kept_out_of_swap(tmp_path: Path) -> None:
    script = """
import re, sys
from pathlib import Path
from dictate.vault.keys import KeyFile
from dictate.vault.store import Store
def locked():
    return int(re.search(r"VmLck:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
before = locked()
with Store(Path(sys.argv[1]) / "notes.db", KeyFile(Path(sys.argv[1]) / "key")) as store:
    store.save("n", "journalanteckning", "x" * 50_000, 0, "2026-03-16T10:15:00+01:00")
    store.body("n")
    print(before, locked())
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    before, after = map(int, done.stdout.split())
    assert after > before


def test_the_store_closes_when_no_thread_is_in_it(tmp_path: Path) -> None:
    slow = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 20000) SELECT count(*) FROM c"

    def ask(store: Store) -> None:
        with suppress(StoreUnusable):
            while True:
                store._rows(slow)

    for _ in range(5):
        store = Store(tmp_path / "notes.db", KeyFile(tmp_path / "key"))
        asking = [threading.Thread(target=ask, args=(store,)) for _ in range(2)]
        for thread in asking:
            thread.start()
        time.sleep(0.02)
        store.close()
        for thread in asking:
            thread.join()  # told that the store is closed; a database closed under a thread ends the whole process
