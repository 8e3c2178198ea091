"""Cases are kept encrypted, remember what was decided about their own people, and go away whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.vault.cases import Case, Remembered, new_case_id
from dictate.vault.keys import KeyFile
from dictate.vault.store import Store
from redaction.lexicon import Lexicon, Person, Place

NOW = "2026-03-16T10:00:00+01:00"
LATER = "2026-03-16T11:00:00+01:00"
PEOPLE = Lexicon((Person("Kvittra Sjöfågel", "barnet", ("Kvitt",)),), (Place("Fågelskolan", "ORGANISATION"),), True)
CASE = Case("c1", "Familjen i Fågelsjö", PEOPLE)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "notes.db", KeyFile(tmp_path / "key"))
    made.cases.save(CASE, NOW)
    return made


def test_a_case_comes_back_as_it_was_saved(store: Store, tmp_path: Path) -> None:
    store.close()
    with Store(tmp_path / "notes.db", KeyFile(tmp_path / "key")) as again:
        assert again.cases.all() == (CASE,)
        assert again.cases.get("c1") == CASE


def test_the_case_changed_last_stands_first(store: Store) -> None:
    store.cases.save(Case("c2", "Andra"), NOW)
    store.cases.save(Case("c1", "Omdöpt", PEOPLE), LATER)
    assert [one.title for one in store.cases.all()] == ["Omdöpt", "Andra"]


def test_nothing_of_a_case_can_be_read_on_disk(store: Store, tmp_path: Path) -> None:
    store.cases.keep_export("n1", "journalanteckning", "c1", ["Kvittra gungade högst."], NOW)
    store.cases.remember("c1", "n1", [Remembered("PERSON", "Kvittra Sjöfågel", "role", "barnet")], NOW)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    store.close()
    on_disk += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in ("Kvittra", "Sjöfågel", "Fågelskolan", "Familjen", "gungade"):
        assert word.encode() not in on_disk
        assert word.encode("utf-16-le") not in on_disk


def test_an_id_tells_nothing_and_is_never_the_same() -> None:
    assert len({new_case_id() for _ in range(100)}) == 100


def test_a_note_belongs_to_one_case_and_is_listed_with_its_title(store: Store) -> None:
    store.save("n1", "journalanteckning", "{}", 0, NOW, "c1")
    assert store.cases.of_note("n1") == CASE
    assert store.entries()[0].case == "Familjen i Fågelsjö"
    store.save("n1", "journalanteckning", "{}", 0, LATER)
    assert store.cases.of_note("n1") is None


def test_a_removed_case_takes_everything_along_but_its_notes(store: Store) -> None:
    store.save("n1", "journalanteckning", "{}", 0, NOW, "c1")
    store.cases.keep_export("n1", "journalanteckning", "c1", ["Hon gungade."], NOW)
    store.cases.remember("c1", "n1", [Remembered("PERSON", "Kvittra Sjöfågel", "mask")], NOW)
    store.cases.remove("c1")
    assert store.cases.all() == ()
    assert store.body("n1") == "{}"
    assert store.cases.of_note("n1") is None
    assert store.cases.earlier_exports("c1") == ()
    assert store.cases.remembered("c1") == ()
    with pytest.raises(KeyError):
        store.cases.get("c1")


def test_a_note_saved_after_its_case_was_removed_belongs_to_none(store: Store) -> None:
    store.cases.remove("c1")
    store.save("n1", "journalanteckning", "{}", 0, NOW, "c1")
    store.cases.keep_export("n1", "journalanteckning", "c1", ["Hon gungade."], NOW)
    store.cases.remember("c1", "n1", [Remembered("PERSON", "Kvittra Sjöfågel", "mask")], NOW)
    assert store.cases.of_note("n1") is None
    assert store.cases.earlier_exports("c1") == ()


def test_the_latest_note_says_what_is_remembered(store: Store) -> None:
    child, school = Remembered("PERSON", "Kvittra", "role", "barnet"), Remembered("ORGANISATION", "Fågelskolan", "mask")
    store.cases.remember("c1", "n1", [child, school], NOW)
    store.cases.remember("c1", "n2", [Remembered("PERSON", "Kvittra", "keep")], LATER)
    assert set(store.cases.remembered("c1")) == {Remembered("PERSON", "Kvittra", "keep"), school}
    assert set(store.cases.remembered("c1", besides="n2")) == {child, school}
    store.cases.remember("c1", "n2", [], LATER)
    assert set(store.cases.remembered("c1")) == {child, school}


def test_what_left_is_kept_by_case_and_once_for_each_note(store: Store) -> None:
    store.cases.keep_export("n1", "journalanteckning", "c1", ["Ett två tre.", "", "Fyra\nfem."], NOW)
    store.cases.keep_export("n1", "journalanteckning", "c1", ["Ett två.", "Tre."], LATER)
    assert store.cases.earlier_exports("c1") == ("Ett två.\nTre.",)
    assert store.cases.earlier_exports("c1", besides="n1") == ()
    assert store.cases.earlier_exports("c2") == ()


def test_the_median_length_is_that_of_the_notes_of_the_template_that_left(store: Store) -> None:
    assert store.cases.median_words("journalanteckning") == 0
    for number, words in enumerate((10, 20, 90)):
        store.cases.keep_export(f"n{number}", "journalanteckning", "", ["ord " * words], NOW)
    store.cases.keep_export("n9", "sip-mote", "", ["ord " * 500], NOW)
    assert store.cases.median_words("journalanteckning") == 20
    assert store.cases.median_words("journalanteckning", besides="n2") == 15
