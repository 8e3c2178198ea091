"""Kills across every phase: `python -m tests.attack.kills_everywhere FOLDER COUNT SEED` prints a table as JSON.

One process loads the program once and forks a child for each kill, so that a kill costs some tenths of a second. Each
phase first runs to its end once. What a child promised (a document written, a note saved, a sound ended) it tells
through a pipe, and all of that must be there afterwards. The moments to kill are drawn from the promises told and the
time between two of them, so that they come in the midst of the work on a slow machine too.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dictate import beginning
from dictate.audio.seal import SoundShredded
from dictate.audio.spool_files import recordings, segment_path
from dictate.audio.spool_reader import SpoolReader, stillborn
from dictate.journal.note_json import from_json
from dictate.vault.leftovers import remove
from tests.attack import marks
from tests.attack.phases import OLDER, PHASES, PHRASES, Place, catalogue, make_older, prepare

_LONGEST_S = 120.0


def run(folder: Path, count: int, seed: int) -> dict[str, dict[str, Any]]:
    """For each phase: kills, how many came before its end, faults (sentences), seconds of a whole run."""
    rng, heavy = random.Random(seed), loaded()
    table: dict[str, dict[str, Any]] = {}
    for phase in PHASES:
        base = folder / f"base-{phase}"
        _in_child(lambda base=base, phase=phase: _base(Place(base, heavy), phase))
        promises, seconds = _whole(base, folder / "whole", phase, heavy)
        table[phase] = {"kills": 0, "midway": 0, "faults": [], "promises": promises, "seconds": seconds}
    for number in range(count):
        phase = list(PHASES)[number % len(PHASES)]
        _kill(folder, phase, table[phase], heavy, rng.uniform(0, 1.05))
        (folder / "table.json").write_text(json.dumps(table))  # a long run can be looked at while it runs
    return table


def _kill(folder: Path, phase: str, row: dict[str, Any], heavy: dict[str, Any], share: float) -> None:
    """One kill after that share of the phase's promises; the first folder with a fault is kept to be looked at."""
    copied = folder / "copy"
    shutil.copytree(folder / f"base-{phase}", copied)
    promises, part = divmod(share * int(row["promises"]), 1)
    after = part * float(row["seconds"]) / int(row["promises"])
    told, ended = killed(Place(copied, heavy), phase, int(promises), after)
    row["kills"] += 1
    row["midway"] += not ended
    said = _in_child(lambda: faults(Place(copied, heavy), told))
    row["faults"] += [f"{one} ({after:.3f} s after {promises:.0f} promises, told {told[-2:]})" for one in said]
    if said and not (folder / "kept").exists():
        shutil.copytree(copied, folder / "kept")
    shutil.rmtree(copied)


def loaded() -> dict[str, Any]:
    """What every child needs, loaded once: the word lists and models, and the libraries imported."""
    import docx  # noqa: F401
    from argon2 import low_level  # noqa: F401
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: F401

    from dictate.application import Application
    from dictate.settings import Folders, Settings

    application = Application(Folders(Path("/nowhere"), Path("/nowhere")), Settings())
    beginning.from_text(application, "Barnet mår bra.", "journalanteckning")
    return {"classifier": application.classifier, "scanner": application.scanner}


def _base(place: Place, phase: str) -> list[str]:
    prepare(place)
    if phase == "migrate":
        make_older(place)
    return []


def _whole(base: Path, copied: Path, phase: str, heavy: dict[str, Any]) -> tuple[int, float]:
    """What the phase promises, and the seconds that it takes, when nobody kills it."""
    shutil.copytree(base, copied)
    began = time.monotonic()
    told, ended = killed(Place(copied, heavy), phase, 0, _LONGEST_S)
    taken = time.monotonic() - began
    assert ended, f"{phase} does not run to its end"
    shutil.rmtree(copied)
    return len(told), taken


def killed(place: Place, phase: str, promises: int, after_s: float) -> tuple[list[str], bool]:
    """Runs the phase in a child and kills it so many seconds after the last of so many promises (0: after its start).

    Gives what it told, and whether it had ended by then.
    """
    hears, tells = os.pipe()
    child = os.fork()
    if not child:
        os.close(hears)
        status = 1
        try:
            with (place.folder.parent / "child.err").open("w") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
            PHASES[phase](place, lambda what: os.write(tells, f"{what}\n".encode()))
            status = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)
    os.close(tells)
    text, ended = b"", False
    while not ended and text.count(b"\n") < promises:
        piece = os.read(hears, 65_536)
        text, ended = text + piece, not piece
    until = time.monotonic() + after_s
    while not ended and (left := until - time.monotonic()) > 0:
        if select.select([hears], [], [], left)[0]:
            piece = os.read(hears, 65_536)
            text, ended = text + piece, not piece
    os.kill(child, signal.SIGKILL)
    while piece := os.read(hears, 65_536):
        text += piece
    os.close(hears)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise RuntimeError((place.folder.parent / "child.err").read_text())
    return text.decode().splitlines(), not os.WIFSIGNALED(status)


def _in_child(work: Any) -> list[str]:
    """What the work gives, done in a child, so that nothing of it is left in this process."""
    hears, tells = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = work()
        except BaseException:
            said = [traceback.format_exc()]
        with os.fdopen(tells, "w") as out:
            json.dump(said, out)
        os._exit(0)
    os.close(tells)
    with os.fdopen(hears) as told:
        said = json.load(told)
    os.waitpid(child, 0)
    return list(said)


def faults(place: Place, told: list[str]) -> list[str]:
    """Every promise that does not hold after the kill, as sentences."""
    return list(_faults(place, [line.split() for line in told]))


def _faults(place: Place, told: list[list[str]]) -> Iterator[str]:
    data, application = place.folder / "data", place.application
    # First, as the killed program left it: nothing in clear, but the documents themselves.
    whole = [path for path in place.out.iterdir() if path.suffix in (".docx", ".txt", ".json")]
    for leak in marks.found([place.folder], (*marks.forms(), *marks.sound_forms(marks.sound())), whole):
        yield f"leak: {leak}"
    yield from _documents(place, told)
    if application.vault.asks() == "unlock":
        said = [int(parts[1]) for parts in told if parts[0] == "phrase"]
        tried = [PHRASES[said[-1]], PHRASES[1 - said[-1]]] if said else list(PHRASES)
        if not any(_opens(application.vault, phrase) for phrase in tried):
            yield "loss: no passphrase opens the vault"
            return
    store = application.store
    if damage := store.audit.verify():
        yield f"loss: the trail is broken: {damage}"
    removed = {parts[1] for parts in told if parts[0] in ("removed", "removing")}
    notes = {entry.id: from_json(store.body(entry.id)) for entry in store.entries()}
    gone = {parts[1] for parts in told if parts[0] == "removed"}
    if gone & set(notes):
        yield "loss: a removed note is back"
    if len(set(notes) | removed) < 3 + sum(parts[0] == "note" for parts in told):
        yield f"loss: {len(notes)} notes are left"
    for parts in told:
        if parts[0] == "note" and parts[1] not in notes:
            yield "loss: a saved note is gone"
        if parts[0] == "history" and len(notes[parts[1]].history) < int(parts[2]) - 1:  # the last one may be undone
            yield "loss: an edit is gone"
    yield from _sounds(place, {parts[1] for parts in told if parts[0] == "sound"})
    yield from _others(place, told, data)


def _opens(vault: Any, phrase: str) -> bool:
    from dictate.vault.keys import WrongKey

    try:
        vault.unlock(phrase)
    except WrongKey:
        return False
    return True


def _documents(place: Place, told: list[list[str]]) -> Iterator[str]:
    for parts in told:
        if parts[0] == "document" and not (place.out / parts[1]).exists():
            yield f"loss: {parts[1]} was exported and is gone"
    for path in place.out.iterdir():
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() or b"w:sectPr" not in archive.read("word/document.xml"):
                    yield f"loss: {path.name} is half a document"
        elif path.suffix == ".json":
            from_json(path.read_bytes())
        elif path.suffix == ".txt" and not all(word in path.read_text("utf-8") for word in marks.WORDS):
            yield f"loss: {path.name} is half a text"


def _sounds(place: Place, ended: set[str]) -> Iterator[str]:
    """No key without sound and no sound without key that the program does not know of and clear away itself."""
    application, folder = place.application, place.folder / "data" / "sound"
    application.sounds.clear_away()
    there, store = set(recordings(folder)), application.store
    for name in there:
        if stillborn(segment_path(folder, name, 0)):  # killed before its first byte: there is no sound to lose
            if name in ended | store.recordings():
                yield "loss: a recording that ended has no sound"
            continue
        seconds = SpoolReader(folder, name, application.keys).check()  # raises where there is no key
        if name in ended and seconds < 1.99:
            yield f"loss: {seconds} of 2 s of sound"
    noted = store.recordings()
    for name in noted - there:
        try:
            store.sound_keys.of(name)
            yield "loss: a note's sound is gone and its key is not destroyed"
        except SoundShredded:
            pass
    unused = {str(row[0]) for row in store._rows("SELECT recording FROM sound_key WHERE key IS NOT NULL")} - there
    if len(unused) > 7:  # made in advance, one for each recording; the program takes them away after a day
        yield f"loss: {len(unused)} keys without sound"


def _others(place: Place, told: list[list[str]], data: Path) -> Iterator[str]:
    from dictate.settings import read_settings
    from dictate.speech.models import model_folder, verify_model
    from dictate.vault.leftovers import leftovers

    written = [int(parts[1]) for parts in told if parts[0] == "setting"]
    found = read_settings(data / "settings.toml").author.name
    if written and found not in (f"Vera {written[-1]}", f"Vera {written[-1] + 1}"):
        yield f"loss: the setting is {found!r} after {written[-1]}"
    if written and len(place.application.unit_words.words()) not in (written[-1] + 1, written[-1] + 2):
        yield f"loss: {len(place.application.unit_words.words())} words after {written[-1] + 1}"
    if model_folder(catalogue(), data, "liten").exists():
        verify_model(catalogue(), data, "liten")
    remove(leftovers(data, now=time.time() + 7200))
    known = {
        "notes.db", "notes.db-wal", "notes.db-shm", "notes.key", "sound", "models", "vault.json", "vault.json.copy",
        "vault.audit", "vault.failures", "vault.tries", ".vault.lock", "settings.toml",
        f"notes.db.version-{OLDER}",
    }  # fmt: skip
    for path in data.iterdir():
        if path.name not in known and not path.name.startswith(".settings.toml."):  # a draft, replaced at once
            yield f"leftover: {path.name}"


if __name__ == "__main__":
    os.nice(5)
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
