"""Hostile files of every kind that is read: a value or a plain sentence, soon, and never a traceback or a bomb."""

from __future__ import annotations

import io
import json
import tempfile
import time
import wave
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate import beginning
from dictate.audio.decode import AudioError, Recording
from dictate.export.docx import LetterheadInvalid, Sender, to_docx
from dictate.journal.render import Reading
from dictate.shipped import shipped
from dictate.text_files import TextUnreadable, read_text
from scripts.fuzz import NASTY, READERS, _stated, seeds

_QUICK = [name for name in READERS if name not in ("text", "letterhead", "sound")]
_EMPTY = Reading("Hembesök", (), (), False)
_NOW = datetime(2026, 3, 16, tzinfo=UTC)


def answer(target: str, data: bytes) -> str:
    """What the reader says: "" for a value. Anything but a value or a sentence comes through as it is."""
    with tempfile.TemporaryDirectory() as folder:
        began, answered = time.process_time(), ""
        try:
            READERS[target](data, Path(folder))
        except _stated() as error:
            answered = str(error)
        assert time.process_time() - began < 20
        return answered


@pytest.mark.parametrize("target", _QUICK)
def test_nested_endless_and_foreign_input_is_a_value_or_a_sentence(target: str) -> None:
    for data in (*NASTY, b"[" * 100_000, b"a = " + b"[" * 100_000, b'{"a":' * 100_000):
        sentence = answer(target, data)
        assert not set(sentence) & {"\x00", "\x1b", "\u202e"}, (target, sentence)


@pytest.mark.parametrize("target", ["settings", "policy", "template", "catalogue", "text_blocks", "pilot_variables"])
def test_a_table_with_a_name_of_thousands_of_parts_costs_no_time(target: str) -> None:
    deep = b"[" + b"a." * 20_000 + b"b]\n" + b"".join(b"k%d = 1\n" % number for number in range(8_000))
    began = time.process_time()
    assert answer(target, deep).endswith(".")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("target", _QUICK)
@settings(max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_and_any_change_of_a_good_file_are_a_value_or_a_sentence(target: str, data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(sorted(seeds(target), key=len)))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    answer(target, good[:start] + data.draw(st.binary(max_size=40)) + good[end:])


def wave_file(path: Path, *, says: int, holds: int) -> Path:
    """A WAV whose head claims `says` bytes of sound where it has `holds`."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\x01\x00" * (holds // 2))
    content = bytearray(made.getvalue())
    content[40:44] = says.to_bytes(4, "little")
    path.write_bytes(content)
    return path


def test_a_sound_file_that_lies_about_its_length_gives_what_it_has(tmp_path: Path) -> None:
    recording = Recording(wave_file(tmp_path / "long.wav", says=0xFFFFFFF0, holds=32_000))
    assert sum(len(block) for block in recording.blocks()) <= 16_100


def test_a_gigabyte_of_nothing_is_refused_or_read_in_little_memory(tmp_path: Path) -> None:
    hole = tmp_path / "hole.wav"
    with hole.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(AudioError):
        Recording(hole)
    with pytest.raises(TextUnreadable, match="för stor"):
        read_text(hole)
    (tmp_path / "hole.docx").hardlink_to(hole)
    with pytest.raises(LetterheadInvalid):
        to_docx(_EMPTY, tmp_path / "hole.docx", Sender(), _NOW)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
def test_an_endless_file_is_refused() -> None:
    with pytest.raises(TextUnreadable, match="för stor"):
        read_text(Path("/dev/zero"))


def letterhead(path: Path, name: str, content: bytes) -> Path:
    """The shipped letterhead with one member in place of its own."""
    shipped_one = shipped("templates") / "letterhead.docx"
    with zipfile.ZipFile(shipped_one) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member in whole.namelist():
            made.writestr(member, content if member == name else whole.read(member))
        if name not in whole.namelist():
            made.writestr(name, content)
    return path


def test_a_zip_bomb_in_the_letterhead_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = letterhead(tmp_path / "bomb.docx", "word/media/image1.png", b"\0" * 60_000_000)
    assert bomb.stat().st_size < 1_000_000
    began = time.process_time()
    with pytest.raises(LetterheadInvalid, match="för stort"):
        to_docx(_EMPTY, bomb, Sender(), _NOW)
    assert time.process_time() - began < 2


def test_entities_in_the_letterhead_neither_grow_nor_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Kvittergard")
    with zipfile.ZipFile(shipped("templates") / "letterhead.docx") as whole:
        document = whole.read("word/document.xml")
        core = whole.read("docProps/core.xml")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kinds = (f'<!ENTITY l0 "{"ha" * 50}">{laughs}', f'<!ENTITY l9 SYSTEM "{secret.as_uri()}">')
    for kind in kinds:
        for name, content in (("word/document.xml", document), ("docProps/core.xml", core)):
            head, _, rest = content.partition(b"?>")
            at = rest.find(b">") + 1 if not rest.lstrip().startswith(b"<?") else 0
            evil = head + b"?><!DOCTYPE x [" + kind.encode() + b"]>" + rest[:at] + b"&l9;" + rest[at:]
            path = letterhead(tmp_path / "laughs.docx", name, evil)
            began = time.process_time()
            try:
                made = to_docx(_EMPTY, path, Sender(), _NOW)
            except LetterheadInvalid:
                continue
            finally:
                assert time.process_time() - began < 5
            with zipfile.ZipFile(io.BytesIO(made)) as archive:
                everything = b"".join(archive.read(member) for member in archive.namelist())
            assert len(everything) < 2_000_000
            assert b"Kvittergard" not in everything


def test_a_path_in_the_names_of_the_letterhead_leads_nowhere(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    evil = letterhead(inner / "path.docx", "../../outside.xml", b"<x/>")
    to_docx(_EMPTY, evil, Sender(), _NOW)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"path.docx"}


def test_a_note_with_control_characters_and_formulas_leaves_as_plain_text(application, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    hostile = "Barnet \x1b]0;rubrik\x07sa \x00 =1+1 \u202etxt.exe\u202c <w:p/> &amp; \ufffe \x9b31m. Vi ses."
    session = beginning.from_text(application, hostile, "journalanteckning")
    session.decide_all("keep")
    for kind in ("docx", "txt", "json"):
        path = tmp_path / f"ut.{kind}"
        session.export(path, unattended=True)
        content = path.read_bytes()
        if kind == "docx":
            with zipfile.ZipFile(path) as archive:
                content = archive.read("word/document.xml")
                assert b"w:fldSimple" not in content
        elif kind == "json":
            content = json.loads(content)["sentences"][0]["text"].encode()
        assert not set(content) & {0x00, 0x1B, 0x07}, kind
