"""Control characters steer no terminal: what is typed or pasted loses them, and what lies stored is drawn without."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color

from dictate import beginning
from dictate.application import Application
from dictate.journal.note import Participant
from dictate.settings import read_settings
from dictate.text_blocks import TextBlock
from dictate.tui.plain_lines import PlainLines
from redaction.lexicon import Lexicon, Person
from tests.tui.terminal import Terminal

STEERS = ("\x1b]0;KAPAD\x07", "\x1b[31m", "\x9b5m", "\x00", "\u202e", "\u2066", "\u2028", "\x85", "\x7f")
HOSTILE = "Kvast" + "hilda".join(STEERS) + "slut"


def is_plain(text: str) -> bool:
    return not any(sign in text for sign in "\x1b\x07\x9b\x00\u202e\u2066\u2028\x85\x7f")


def test_what_is_written_or_pasted_into_a_note_is_one_plain_line(application: Application, tmp_path: Path) -> None:
    session = beginning.from_text(application, "Barnet mår bra. Vi ses.", "journalanteckning")
    session.edit(session.note.sentences[0].id, HOSTILE)
    session.add(HOSTILE, session.note.sentences[0].section)
    session.set_field("kontaktform", HOSTILE)
    session.set_field("deltagare", (Participant(HOSTILE, HOSTILE),))
    written = [*(one.text for one in session.note.sentences), repr(session.note.fields), repr(session.note.history)]
    assert all(is_plain(text) for text in written)
    assert "Kvast" in written[0]
    assert "\\x1b" not in repr(session.note)
    session.decide_all("keep")
    session.export(tmp_path / "ut.docx", unattended=True)
    with zipfile.ZipFile(tmp_path / "ut.docx") as document:
        assert is_plain(document.read("word/document.xml").decode())
        assert "Kvast" in document.read("word/document.xml").decode()


def test_names_of_cases_text_blocks_and_settings_are_plain_and_the_settings_still_open(
    application: Application,
) -> None:
    case = application.save_case(HOSTILE, Lexicon((Person(HOSTILE, "barnet"),)))
    kept = application.case(case.id)
    application.text_blocks.save(TextBlock((HOSTILE,), "Insatsen avslutas. " + "\x1b]0;insats\x07"))
    (block,) = application.text_blocks.own()
    for key in ("author.name", "author.title", "letterhead.unit"):
        application.choose(key, HOSTILE)
    settings = read_settings(application.folders.settings_file)
    shown = (case.title, kept.title, kept.lexicon.people[0].name, *block.names, block.text, settings.author.name)
    assert all(is_plain(text) for text in shown)
    assert settings.letterhead.unit == application.settings.letterhead.unit


@pytest.mark.parametrize("sign", [*"\x1b\x07\x00\x9b\u202e\u2066\u2028\x85\x7f\t\n"])
def test_a_drawn_line_keeps_its_width_and_loses_what_steers(sign: str) -> None:
    line = [Segment(f"före{sign}efter"), Segment("åäö · ●")]
    made = PlainLines().apply(line, Color(0, 0, 0))
    assert sign not in made[0].text
    assert Segment.get_line_length(made) == Segment.get_line_length(line)
    assert made[1] == line[1]


def test_what_an_older_version_or_another_hand_has_stored_steers_no_terminal(quiet: Application) -> None:
    case = quiet.save_case("Ärende", Lexicon())
    quiet.store.cases.save(replace(case, title=HOSTILE), "2026-03-16T10:00:00+01:00")
    session = beginning.from_text(quiet, "Barnet mår bra. Vi ses.", "journalanteckning", case_id=case.id)
    first = session.note.sentences[0]
    session.note = replace(session.note, sentences=(replace(first, text=HOSTILE), *session.note.sentences[1:]))
    session.save()
    quiet.store.asides.keep("draft", "paste", f"Utkast {HOSTILE}", "2026-03-16T10:00:00+01:00")
    quiet.vault.close()
    with Terminal(quiet.folders.data, (30, 100)) as terminal:
        terminal.until(lambda: "Journalanteckning" in terminal.text and "Kvast" in terminal.text)
        terminal.press("\r", "Vi ses")
        terminal.press("e", "Spara")
        terminal.press(f"\x1b[200~Inklistrat{HOSTILE}\x1b[201~", "Inklistrat")
        drawn = bytes(terminal.all)
    assert drawn.count(b"Kvasthilda") == 0, "a sign stands between"
    assert b"Kvast" in drawn
    assert b"\x1b]0;KAPAD" not in drawn
    assert not any(sign.encode() in drawn for sign in ("\x07hilda", "\x9b5m", "\u202e", "\u2066", "\u2028", "\x85"))
