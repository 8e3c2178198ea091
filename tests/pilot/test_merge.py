from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dictate.pilot.merge import KeysInvalid, NothingToMerge, find_files, merge, read_keys
from dictate.pilot.pilot_file import PilotFileRefused, sign
from tests.pilot.samples import KEY, a_file, hexes

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two persons' files."""
    files = tmp_path / "filer"
    files.mkdir()
    (files / "a.json").write_bytes(sign(a_file(), KEY))
    (files / "b.json").write_bytes(sign(a_file(file_id=hexes(3), user=hexes(4)), OTHER_KEY))
    return files


def test_files_and_folders_are_joined_in_any_order(folder: Path) -> None:
    one = merge(find_files([folder]))
    other = merge(find_files([folder / "b.json", folder / "a.json", folder]))
    for pilot in (one, other):
        assert pilot.files == 2
        assert pilot.municipalities == ("Exempelkommun",)
        assert pilot.tables.execute("SELECT count(*) FROM notes").fetchone() == (4,)
    same = "SELECT * FROM notes ORDER BY ALL"
    assert one.tables.execute(same).fetchall() == other.tables.execute(same).fetchall()


def test_every_value_of_a_file_reaches_the_tables(folder: Path) -> None:
    tables = merge([folder / "a.json"]).tables
    columns = "way, template, typing_s, words, days_to_note, child_met, childs_voice"
    assert tables.execute(f"SELECT {columns} FROM notes").fetchall() == [
        ("typed", "journalanteckning", 1500, 310, 3, 1, 0),
        ("dictated", "journalanteckning", 0, 350, 0, 1, 1),
    ]
    assert tables.execute("SELECT period, day, variable, minutes FROM minutes ORDER BY ALL").fetchall() == [
        ("after", 1, "indirekt-tid", 150),
        ("before", 1, "barntid", 10),
        ("before", 1, "indirekt-tid", 200),
    ]
    assert tables.execute("SELECT period, question, answer FROM answers ORDER BY ALL").fetchall() == [
        ("after", "lattare", 4),
        ("after", "snabbare", 5),
        ("before", "lattare", 2),
    ]
    assert tables.execute("SELECT question, answer FROM families").fetchall() == [("lyssnad-pa", 5)]
    assert tables.execute("SELECT question, answer, files FROM reviews ORDER BY ALL").fetchall() == [
        ("barnet_traffat", "ja", 6),
        ("barnet_traffat", "nej", 1),
    ]
    assert tables.execute("SELECT municipality, unit, role FROM persons").fetchall() == [
        ("Exempelkommun", "Barn och familj", "socialsekreterare")
    ]


def test_no_pseudonym_key_or_id_reaches_the_tables(folder: Path) -> None:
    tables = merge(find_files([folder])).tables
    names = [row[0] for row in tables.execute("SELECT table_name FROM information_schema.tables").fetchall()]
    assert len(names) == 6
    everything = " ".join(str(tables.execute(f"FROM {name}").fetchall()) for name in names)
    data = json.loads((folder / "a.json").read_text())
    for secret in (data["user"], data["file_id"], data["public_key"], data["notes"][0]["id"]):
        assert secret not in everything


def test_of_two_files_of_a_person_the_newest_counts(folder: Path) -> None:
    newer = a_file(file_id=hexes(5), number=2, made_on=date(2026, 4, 3), notes=a_file().notes[1:])
    (folder / "c.json").write_bytes(sign(newer, KEY))
    pilot = merge(find_files([folder]))
    assert (pilot.files, pilot.superseded, pilot.lost_notes) == (2, 1, 1)
    assert pilot.made_on == date(2026, 4, 3)
    assert pilot.tables.execute("SELECT count(*) FROM notes").fetchone() == (3,)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("kopia.json", sign(a_file(), KEY), "kopia"),
        (
            "andrad.json",
            sign(a_file(file_id=hexes(7), number=2), KEY).replace(b'"words":310', b'"words":31'),
            "ändrats",
        ),
        ("framling.json", sign(a_file(file_id=hexes(8), number=2), OTHER_KEY), "annan dator"),
        ("dubbel.json", sign(a_file(file_id=hexes(9), user=hexes(99), number=2), KEY), "annan person"),
        ("tom.json", b"", "tom"),
    ],
)
def test_a_file_that_may_not_count_stops_the_merge_or_is_left_out(
    folder: Path, name: str, content: bytes, fault: str
) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(PilotFileRefused, match=fault) as refused:
        merge(find_files([folder]))
    assert refused.value.name in (name, "a.json") if name == "kopia.json" else refused.value.name == name
    left = merge(find_files([folder]), leave_out=True)
    assert left.files == 2
    assert len(left.refused) == 1
    assert left.tables.execute("SELECT count(*) FROM notes").fetchone() == (4,)


def test_several_refused_files_are_counted_in_one_sentence(folder: Path) -> None:
    (folder / "tom.json").write_bytes(b"")
    (folder / "trasig.json").write_bytes(b"{")
    with pytest.raises(PilotFileRefused, match=r"tom\.json .*och 1 fil till"):
        merge(find_files([folder]))


def test_with_a_list_of_keys_files_of_other_laptops_are_refused(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "nycklar.txt"
    known = json.loads((folder / "a.json").read_text())["public_key"]
    listed.write_text(f"# Exempelkommun\n{known}  # dator 12\n\n", encoding="utf-8")
    with pytest.raises(PilotFileRefused, match=r"b\.json .*nyckellistan"):
        merge(find_files([folder]), read_keys(listed))
    assert merge([folder / "a.json"], read_keys(listed)).known_keys


@pytest.mark.parametrize(
    "content", [b"", b"# tom\n", b"inte en nyckel\n", b"\xff\xfe", b"AAAA\n", "nyckelåäö\n".encode()]
)
def test_a_list_that_holds_no_keys_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nycklar.txt"
    path.write_bytes(content)
    with pytest.raises(KeysInvalid, match=r"nycklar\.txt"):
        read_keys(path)


def test_nothing_to_merge_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingToMerge, match="inga mätfiler"):
        find_files([tmp_path])
    with pytest.raises(NothingToMerge, match="finns inte"):
        find_files([tmp_path / "saknas.json"])
    (tmp_path / "tom.json").write_bytes(b"")
    with pytest.raises(NothingToMerge, match="Ingen av filerna"):
        merge(find_files([tmp_path]), leave_out=True)


def test_a_forged_first_file_cannot_take_a_persons_place_with_a_known_key(folder: Path) -> None:
    """With the list of keys a stranger's file with a lower number is refused, and the person's own counts."""
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    forged = replace(a_file(), file_id=hexes(50), made_on=date(2026, 1, 1))
    (folder / "forged.json").write_bytes(sign(forged, stranger))
    known = frozenset(json.loads((folder / name).read_text())["public_key"] for name in ("a.json", "b.json"))
    pilot = merge(find_files([folder]), known, leave_out=True)
    assert (pilot.files, [one.name for one in pilot.refused]) == (2, ["forged.json"])
