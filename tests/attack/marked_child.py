"""A program that works with marked words until it is killed: `python -m tests.attack.marked_child DATA DOCUMENTS`.

It writes one line to stdout for each step. What it logs goes to stderr, at the finest level.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from dictate import beginning
from dictate.application import Application
from dictate.audio.recorder import Recorder
from dictate.process import keep_memory_private
from dictate.settings import Folders, Settings
from dictate.words import Utterance, Word
from redaction.lexicon import Lexicon, Person
from tests.attack import marks
from tests.attack.phases import PHRASES, TEXT
from tests.fed_microphone import FedMicrophones


def main(data: Path, documents: Path) -> None:
    """Passphrase, case, spoken and pasted notes, sound, decisions, documents; over and over."""
    logging.basicConfig(level=logging.DEBUG)
    keep_memory_private()
    application = Application(Folders(data, data), Settings())
    if application.vault.ways.untouched:
        application.vault.set_up("passphrase", PHRASES[0])
    else:
        application.vault.wait_out()
        application.vault.unlock(PHRASES[0])
    for number in range(100):
        people = Lexicon(tuple(Person(word, "barnet") for word in marks.WORDS))
        case = application.save_case(f"Ärendet {marks.WORDS[0]}", people)
        _tell("case")
        source = FedMicrophones(iter([marks.sound()[at : at + 1200] for at in range(0, 30_000, 1200)]), speed=20)
        recorder = Recorder(source, data / "sound", application.keys, lambda _event: None)
        recorder.start()
        _tell("recording")
        source.over.wait(20)
        recorder.stop()
        words = [Word(0.1 * at, 0.1 * at + 0.1, word, 0.9) for at, word in enumerate(TEXT.split())]
        spoken = beginning.from_dictation(
            application, [Utterance(tuple(words))], "journalanteckning", recording=recorder.recording, case_id=case.id
        )
        _tell("spoken")
        application.store.asides.keep("draft", "1", TEXT, "2026-03-16T10:00:00+01:00")
        pasted = beginning.from_text(application, TEXT, "journalanteckning", case_id=case.id)
        pasted.save()
        _tell("pasted")
        for session, kind in ((spoken, "docx"), (pasted, "txt"), (pasted, "json"), (spoken, "txt")):
            session.edit(session.note.sentences[0].id, f"Också {marks.WORDS[1]} var med.")
            session.decide_all("keep")
            session.export(documents / f"{number}-{kind}.{kind}", unattended=True, replace=True)
            _tell(f"exported {kind}")
    threading.Event().wait()


def _tell(step: str) -> None:
    print(step, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
