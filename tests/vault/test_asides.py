"""What is no note is kept encrypted too, and is gone when it is taken away."""

from __future__ import annotations

from pathlib import Path

from dictate.vault.keys import KeyFile
from dictate.vault.store import Store

NOW = "2026-03-16T10:15:00+01:00"


def test_a_text_that_is_no_note_outlives_the_program_and_is_not_readable_on_the_disk(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "notes.key")
    with Store(tmp_path / "notes.db", keys) as store:
        store.asides.keep("text", "", "Möte med Elsa Ek", NOW)
        store.asides.keep("text", "", "Möte med Elsa Ek och mormor", NOW)
        store.asides.keep("meeting", "b", "senare", NOW)
    with Store(tmp_path / "notes.db", keys) as store:
        assert store.asides.get("text") == "Möte med Elsa Ek och mormor"
        assert store.asides.of("meeting") == {"b": "senare"}
        assert all(b"Elsa" not in path.read_bytes() for path in tmp_path.iterdir())
        store.asides.remove("text")
        store.asides.remove("text")
        assert store.asides.get("text") == ""


def test_the_list_tells_how_many_checks_are_not_met(tmp_path: Path) -> None:
    with Store(tmp_path / "notes.db", KeyFile(tmp_path / "notes.key")) as store:
        store.save("n", "journalanteckning", "{}", 2, NOW, remarks=3)
        assert [(entry.undecided, entry.remarks) for entry in store.entries()] == [(2, 3)]
        store.save("n", "journalanteckning", "{}", 0, NOW)
        assert [(entry.undecided, entry.remarks) for entry in store.entries()] == [(0, 0)]
