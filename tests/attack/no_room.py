"""A full disk and a read-only one in every phase: `unshare -rm python -m tests.attack.no_room FOLDER MODEL`.

All that a user has (the program's data, documents, temporary files) lies on one small disk. Each phase runs in a child
of its own, as the command line would run it, on a disk without room, with some, and that may not be written to. Then
there is room again: everything is as it was, and what was refused can be done. Prints a table as JSON. It needs to be
allowed to mount.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dictate import beginning
from dictate.errors import DictateError
from dictate.journal.note_json import from_json
from dictate.settings import read_settings
from dictate.text_blocks import TextBlock
from redaction.lexicon import Lexicon, Person
from tests.attack.kills_everywhere import _documents, _opens, _sounds, loaded
from tests.attack.phases import PHRASES, TEXT, Place, catalogue, prepare

ROOT = Path(__file__).parents[2]
SIZE = 6_000_000
STATES: dict[str, int | None] = {"full": 0, "read-only": None, "64 kB left": 65_536, "256 kB left": 262_144}
"""Bytes that are left; None for a disk that may only be read. The first two are the short form."""

Phase = Callable[[Place], object]


def command(*arguments: str, typed: str = "") -> Phase:
    """A command of the program with what is typed to it; FOLDER stands for the user's folder."""

    def run(place: Place) -> None:
        from dictate.cli import main

        reads, writes = os.pipe()
        os.write(writes, typed.encode())
        os.close(writes)
        os.dup2(reads, 0)
        sys.stdin = os.fdopen(0)
        sys.argv = ["dictate", *(one.replace("FOLDER", str(place.folder)) for one in arguments)]
        main()

    return run


def add_model(place: Place) -> None:
    from dictate.speech.models import add_model

    add_model(catalogue(), place.folder / "data", "liten", place.model)


def add_speakers(place: Place) -> None:
    from dictate.speech import speakers_model
    from dictate.speech.catalogue import ModelFile
    from dictate.speech.model_files import digest

    handed = place.model / "model.bin"  # stands for the real one, whose digest it has here
    found = digest(handed)
    name = speakers_model.FILE.name
    speakers_model.FILE = ModelFile(name, found.bytes, found.sha256, speakers_model.FILE.parts)
    speakers_model.add_speakers(place.folder / "data", handed)


def setting(place: Place) -> None:
    place.application.choose("author.name", "Vera Ny")


def text_block(place: Place) -> None:
    place.application.text_blocks.save(TextBlock(("avslut",), "Insatsen avslutas."), None)


def new_note(place: Place) -> None:
    beginning.from_text(place.application, TEXT * 4, "journalanteckning").save()


def edit(place: Place) -> None:
    application = place.application
    session = beginning.from_store(application, application.entries()[0].id)
    session.edit(session.note.sentences[0].id, "Ändrat. " * 600)
    session.decide_all("role")


def new_case(place: Place) -> None:
    people = Lexicon(tuple(Person(f"Påhittad {number}", "barnet") for number in range(400)))
    place.application.save_case("Ärendet", people)


def draft(place: Place) -> None:
    place.application.store.asides.keep("draft", "paste", TEXT * 100, "2026-03-16T10:00:00+01:00")


def trail(place: Place) -> None:
    for _ in range(300):
        place.application.store.audit.add("recovered", note="20260316-101500-3f9a")


def shred(place: Place) -> None:
    application = place.application
    for recording in sorted(application.store.recordings()):
        application.sounds.shred(recording)


def remove(place: Place) -> None:
    place.application.remove_note(place.application.entries()[0].id)


def export(place: Place) -> None:
    application = place.application
    session = beginning.from_store(application, application.entries()[0].id)
    session.decide_all("keep")
    session.export(place.out / "ut.docx", unattended=True)


def first_start(place: Place) -> None:
    new = replace(place, folder=place.folder / "ny")
    _ = new.application.store


PHASES: dict[str, Phase] = {
    "first start": first_start,
    "settings": setting,
    "text block": text_block,
    "word": command("words", "add", "Lunagården"),
    "words from a file": command("words", "import", "FOLDER/ord.txt"),
    "words to a file": command("words", "export", "FOLDER/ord-ut.txt"),
    "model": add_model,
    "voices": add_speakers,
    "new note": new_note,
    "edit": edit,
    "case": new_case,
    "draft": draft,
    "trail": trail,
    "trail checked": command("vault", "audit", "--verify"),
    "export": export,
    "export of a file": command("export", "FOLDER/note.json", "--out", "FOLDER/documents/fil.docx"),
    "structure": command("structure", "FOLDER/text.txt"),
    "transcribe": command("transcribe", "FOLDER/in/tyst.flac"),
    "run": command("run", "FOLDER/in/tyst.flac", "--decide", "keep", "--out", "FOLDER/documents/ljud.docx"),
    "batch": command("batch", "FOLDER/in", "--out", "FOLDER/batch", "--key-file", "FOLDER/batch.key", "--workers", "1"),
    "shred": shred,
    "remove": remove,
    "purge": command("vault", "purge", "--yes"),
    "passphrase": command("vault", "init", "--passphrase", typed=f"{PHRASES[0]}\n"),
    "recovery key": command("vault", "recovery"),
    "pilot set up": command("pilot", "setup", "--start", "2026-03-16"),
    "time": command("pilot", "register", "administration"),
    "pilot file": command("pilot", "export", "--out", "FOLDER/pilot.json", "--yes"),
}


def run(folder: Path, model: Path, states: Mapping[str, int | None] = STATES) -> dict[str, dict[str, Any]]:
    """For each phase: what it answered in each state of the disk ("" done, else its sentence), and faults."""
    heavy, base, disk = loaded(), folder / "base", folder / "disk"
    _base(Place(base, heavy))
    disk.mkdir()
    table: dict[str, dict[str, Any]] = {}
    for phase, work in PHASES.items():
        row: dict[str, Any] = {"answers": {}, "faults": []}
        for state, room in states.items():
            with _disk(disk, base, model) as filler:
                _take(filler, disk, room)
                place = Place(disk, heavy)
                status, said = _child(place, work)
                row["answers"][state] = said.strip() if status else ""
                row["faults"] += [f"{state}: {one}" for one in _unplain(status, said)]
                _give(filler, disk)
                again = bool(status) and room is not None  # what the full disk refused, the read-only one did too
                row["faults"] += [f"{state}: {one}" for one in _after(place, work, again=again)]
        table[phase] = row
        (folder / "table.json").write_text(json.dumps(table))
    return table


def _base(place: Place) -> None:
    """A vault with notes and sound and what the phases read; made in a child, so that nothing of it stays open here."""

    def make(_: Place) -> None:
        prepare(place)
        application = place.application
        application.choose("author.name", "Vera Exempel")
        application.unit_words.add("Navigatorn")
        application.choose("pilot.enabled", "true")
        application.choose("pilot.start", "2026-03-16")
        application.choose("pilot.municipality", "Exempelkommun")
        session = beginning.from_text(application, "Barnet mår bra.", "journalanteckning")
        session.set_field("kontaktform", "hembesök")
        session.decide_all("keep")
        session.export(place.folder / "note.json", unattended=True)
        (place.folder / "text.txt").write_text(TEXT, encoding="utf-8")
        (place.folder / "ord.txt").write_text("Lunagården\nFREDA\n", encoding="utf-8")
        (place.folder / "tmp").mkdir()
        (place.folder / "in").mkdir()
        shutil.copy(ROOT / "tests" / "data" / "silent" / "silent-01.flac", place.folder / "in" / "tyst.flac")
        application.vault.close()

    status, said = _child(place, make)
    assert status == 0, said


class _disk:  # noqa: N801 - used as a function
    """A new small disk with a copy of the base on it, the speech model beside; gives where a filler may lie."""

    def __init__(self, disk: Path, base: Path, model: Path) -> None:
        self._disk, self._base, self._model = disk, base, model

    def __enter__(self) -> Path:
        _mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(self._disk))
        shutil.copytree(self._base, self._disk, dirs_exist_ok=True)
        seen = self._disk / "data" / "models" / self._model.name
        seen.mkdir(parents=True)
        _mount("--bind", str(self._model), str(seen))
        return self._disk / "filler"

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--recursive", str(self._disk)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _take(filler: Path, disk: Path, room: int | None) -> None:
    if room is None:
        _mount("-o", "remount,ro", str(disk))
        return
    free = os.statvfs(disk)
    with filler.open("wb", buffering=0) as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - room)))


def _give(filler: Path, disk: Path) -> None:
    _mount("-o", "remount,rw", str(disk))
    filler.unlink(missing_ok=True)


def _child(place: Place, work: Phase) -> tuple[int, str]:
    """How the work ended, and what it said on stderr: as the command line ends, and says it."""
    said, printed = place.folder.parent / "child.err", place.folder.parent / "child.out"
    child = os.fork()
    if not child:
        for number, path in ((1, printed), (2, said)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        home = {"HOME": place.folder, "TMPDIR": place.folder / "tmp", "DICTATE_DATA": place.folder / "data"}
        os.environ.update({name: str(path) for name, path in home.items()})
        status = 0
        try:
            work(place)
        except DictateError as error:
            print(error, file=sys.stderr)
            status = 1
        except SystemExit as end:
            status = int(end.code or 0)
        except BaseException:
            traceback.print_exc()
            status = 3
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.read_text("utf-8", "replace")


def _unplain(status: int, said: str) -> Iterator[str]:
    """What is wrong with an answer: done, or status 1 and one Swedish sentence that says more than that it failed."""
    lines = said.strip().splitlines()
    if status not in (0, 1):
        yield f"status {status}: {said[-600:]}"
    elif status and (len(lines) != 1 or not lines[0].endswith(".") or "oväntat" in lines[0] or "Errno" in lines[0]):
        yield f"no plain sentence: {said[-600:]}"


def _after(place: Place, work: Phase, *, again: bool) -> list[str]:
    """What is lost once there is room, or still can't be done."""
    status, said = _child(place, lambda place: print("\n".join(_lost(place)), file=sys.stderr))
    found = [line for line in said.splitlines() if line] if not status else [f"status {status}: {said[-900:]}"]
    if again:
        status, said = _child(place, work)
        found += [f"not even with room: {said[-600:]}"] if status else []
        status, said = _child(place, lambda place: print("\n".join(_lost(place)), file=sys.stderr))
        found += [f"after it was done: {line}" for line in said.splitlines() if line]
    return found


def _lost(place: Place) -> Iterator[str]:
    data, application = place.folder / "data", place.application
    if application.vault.asks() == "unlock" and not _opens(application.vault, PHRASES[0]):
        yield "no passphrase opens the vault"
        return
    store = application.store
    if damage := store.audit.verify():
        yield f"the trail is broken: {damage}"
    notes = [from_json(store.body(entry.id)) for entry in store.entries()]
    removed = sum(line.event == "removed" for line in store.audit.lines())
    if len(notes) < 3 - removed or any(not note.source for note in notes):
        yield f"{len(notes)} notes are left"
    if "Navigatorn" not in application.unit_words.words():
        yield "the words are gone"
    if read_settings(data / "settings.toml").author.name not in ("Vera Exempel", "Vera Ny"):
        yield "the settings are gone"
    yield from _sounds(place, set())
    yield from _documents(place, [])
    for path in (*place.out.iterdir(), *data.iterdir()):
        if path.name.endswith(".part") or path.name.startswith((".settings", ".textblock", ".vocabulary")):
            yield f"half a file is left: {path.name}"


if __name__ == "__main__":
    short = "--short" in sys.argv
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), dict(list(STATES.items())[: 2 if short else None]))))
