"""A flipped bit, a cut or a blank in any file of the data folder is detected, and the rest still opens."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.spool_reader import SpoolReader
from dictate.errors import DictateError
from dictate.vault.store import StoreUnusable
from dictate.vault.vault import Vault
from tests.attack import marks
from tests.attack.test_folder_tricks import NOW, record
from tests.vault.backends import QUICK, none

PHRASE = "fyra fåglar på taket"
Damage = Callable[[bytes, random.Random], bytes]


def flipped(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def blanked(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes(min(512, len(content) - at)) + content[at + 512 :]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a passphrase, thirty notes, two recordings and a failed unlock that waits to be told."""
    made = tmp_path_factory.mktemp("damage") / "data"
    vault = Vault(made, key_store=none(), stretch=QUICK)
    vault.set_up("passphrase", PHRASE)
    for number in range(30):
        vault.store.save(f"n{number}", "journalanteckning", marks.WORDS[0] * 100, 0, NOW)
    for _ in range(2):
        record(vault)
    vault.close()
    other = Vault(made, key_store=none(), stretch=QUICK)
    with pytest.raises(DictateError):
        other.unlock("fel lösenfras här")
    return made


def answers(folder: Path) -> list[str]:
    """What the program says of the folder: sentences of what is wrong. Raises AssertionError for silent damage."""
    said: list[str] = []
    vault = Vault(folder, key_store=none(), stretch=QUICK)
    try:
        standing = vault.standing()
        if not standing.whole:
            said.append("the header is mended")
        if vault.ways.tries.wait_s > 0:
            said.append("many tries are waited out")
            (folder / "vault.tries").unlink()
            vault = Vault(folder, key_store=none(), stretch=QUICK)
        vault.unlock(PHRASE)
        store = vault.store
        said += [fault.sentence for fault in store.audit.verify()]
        assert len(store.entries()) == 30
        assert all(store.body(f"n{number}") == marks.WORDS[0] * 100 for number in range(30))
    except DictateError as error:
        said.append(str(error))
    if vault.is_open:
        for path in sorted((folder / "sound").iterdir()):
            try:
                reader = SpoolReader(folder / "sound", path.name[:32], vault.sound_keys)
                heard = reader.samples()
                if reader.damaged or not reader.ended:
                    said.append(reader.warning or "")
                assert np.allclose(heard, marks.sound(0.5)[: len(heard)], atol=1e-4), "wrong sound is heard"
            except DictateError as error:
                said.append(str(error))
    vault.close()
    return said


def tries(folder: Path, tmp_path: Path, damage: Damage, rng: random.Random) -> dict[str, list[str]]:
    """What is said after the damage, by the name of the damaged file."""
    result = {}
    for number, path in enumerate(sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size)):
        copied = tmp_path / str(number)
        shutil.copytree(folder, copied)
        hit = copied / path.relative_to(folder)
        before = hit.read_bytes()
        changed = damage(before, rng)
        hit.write_bytes(changed)
        said = answers(copied)
        # What is stuffing (spaces, ends of lines) or a page that nothing uses can be damaged without any harm.
        result[path.name] = said if changed != before else ["nothing changed"]
        shutil.rmtree(copied)
    return result


@pytest.mark.parametrize("damage", [flipped, cut, blanked])
@pytest.mark.parametrize("seed", [1, 2])
def test_damage_in_any_file_is_detected_or_does_no_harm_and_the_rest_opens(
    folder: Path, tmp_path: Path, damage: Damage, seed: int
) -> None:
    said = tries(folder, tmp_path, damage, random.Random(seed))
    assert all(said[name] for name in said if name.endswith(".spool")), said
    assert said["vault.audit"], said
    assert said["vault.json"], said
    assert said["vault.json.copy"], said
    assert said["vault.failures"], said
    for name, sentences in said.items():  # one damaged file costs no other
        opens = all("anteckningarna går inte" not in one for one in sentences)
        assert opens or name == "notes.db", (name, sentences)


def test_a_damaged_store_says_so_and_not_that_the_key_is_wrong(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(folder, copied)
    content = (copied / "notes.db").read_bytes()
    (copied / "notes.db").write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    vault = Vault(copied, key_store=none(), stretch=QUICK)
    with pytest.raises(StoreUnusable, match="skadad, så anteckningarna går inte att läsa; nyckeln är den rätta"):
        vault.unlock(PHRASE)
    assert not vault.is_open
