"""Hostile files against everything that reads one, guided by coverage: no traceback, no hang, no bomb.

    pip install --target /tmp/fuzzing atheris
    PYTHONPATH=/tmp/fuzzing python scripts/fuzz.py [--seconds 120] [--keep FOLDER] [TARGET ...]

Each target runs in a process of its own with at most 2 GB and 20 s a file. What a reader may answer is a value or one
of the program's own errors; anything else is written to FOLDER (the input, and the traceback beside it) and counted.
Prints one line a target; exit status 1 when anything was found. atheris is no dependency of the program or its tests.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

Reader = Callable[[bytes, Path], object]
"""Is given the bytes and an empty folder of its own."""


def _note(data: bytes, folder: Path) -> object:
    from dictate.journal.note_json import from_json, to_json

    note = from_json(data)
    return from_json(to_json(note)) == note or _broken("a note is not read as it was written")


def _case(data: bytes, folder: Path) -> object:
    from redaction.lexicon import Lexicon

    lexicon = Lexicon.from_json(data.decode("utf-8", "replace"))
    return Lexicon.from_json(lexicon.to_json()) == lexicon or _broken("a case is not read as it was written")


def _template(data: bytes, folder: Path) -> object:
    from dictate.journal.template_file import read_template

    return read_template(_file(folder / "mall.toml", data))


def _policy(data: bytes, folder: Path) -> object:
    from dictate.policy import read_policy

    return read_policy(_file(folder / "policy.toml", data))


def _settings(data: bytes, folder: Path) -> object:
    from dictate.settings import read_settings, write_setting

    path = _file(folder / "settings.toml", data)
    read_settings(path)
    write_setting(path, "author.name", data[:40].decode("utf-8", "replace"))
    return read_settings(path)


def _text_blocks(data: bytes, folder: Path) -> object:
    from dictate.text_blocks import TextBlocks

    return TextBlocks(_file(folder / "textblock.toml", data), lambda _text: ()).all()


def _vocabulary(data: bytes, folder: Path) -> object:
    from dictate.speech.vocabulary import read_vocabulary

    return read_vocabulary(_file(folder / "vocabulary.txt", data))


def _catalogue(data: bytes, folder: Path) -> object:
    from dictate.speech.catalogue import load_catalogue

    return load_catalogue(_file(folder / "catalogue.toml", data))


def _pilot_file(data: bytes, folder: Path) -> object:
    from dictate.pilot.pilot_file import as_file, parse

    return as_file(parse(data, "mätning.json"))


def _pilot_variables(data: bytes, folder: Path) -> object:
    from dictate.pilot.survey import load_forms
    from dictate.pilot.variables import load_variables

    _file(folder / "variables.toml", data)
    _file(folder / "survey.toml", data)
    with suppress(_stated()):
        load_variables("socialsekreterare", (folder,))
    return load_forms((folder,))


def _vault_files(data: bytes, folder: Path) -> object:
    from dictate.vault import failures, header
    from dictate.vault.tries import Tries

    for name in (header.NAME, failures.NAME, "vault.tries"):
        _file(folder / name, data)
    failures.read(folder, bytes(32), 1)
    failures.add(folder, failures.Failed("2026-03-16T10:00:00+00:00", "passphrase"))
    _ = Tries(folder).wait_s
    return header.read(folder)


def _spool(data: bytes, folder: Path) -> object:
    from dictate.audio.recovery import recoverable, shred
    from dictate.audio.spool_files import CommonKey
    from dictate.audio.spool_reader import SpoolReader

    class Zeros(CommonKey):
        def key(self) -> bytes:
            return bytes(32)

    recording = data[8:24].hex().ljust(32, "0")
    _file(folder / f"{recording}-000.spool", data)
    recoverable(folder, Zeros(), ())
    try:
        return SpoolReader(folder, recording, Zeros()).check()
    finally:
        shred(folder, recording)


def _sound(data: bytes, folder: Path) -> object:
    from dictate.audio.decode import Recording

    heard = 0
    for block in Recording(_file(folder / "ljud.wav", data)).blocks():
        heard += len(block)
        if heard > 400 * 16_000 * max(1, len(data) // 1000):
            _broken("a small file becomes hours of sound")
    return heard


def _letterhead(data: bytes, folder: Path) -> object:
    """The bytes choose a member of the shipped letterhead and what stands in its place; or are the whole file."""
    from dictate.export.docx import Sender, to_docx
    from dictate.journal.render import Reading
    from dictate.shipped import shipped

    path = folder / "letterhead.docx"
    if data[:1] == b"P":
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(shipped("templates") / "letterhead.docx") as whole, zipfile.ZipFile(path, "w") as made:
            names = whole.namelist()
            changed = names[data[0] % len(names)] if data else ""
            for name in names:
                made.writestr(name, _mutated(whole.read(name), data[1:]) if name == changed else whole.read(name))
    return to_docx(Reading("Hembesök", (), (), False), path, Sender(), datetime(2026, 3, 16, tzinfo=UTC))


def _mutated(content: bytes, data: bytes) -> bytes:
    """Bytes of `content` replaced, cut or doubled where the data says."""
    rng = random.Random(data)
    made = bytearray(content)
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(made) or 1)
        piece = data[: rng.randrange(len(data) + 1)] or b"<x>"
        made[at : at + rng.choice((0, 1, len(piece), 400))] = rng.choice((piece, made[at : at + 300]))
    return bytes(made)


def _text(data: bytes, folder: Path) -> object:
    from dictate.journal.classifier import section_model
    from dictate.journal.note_json import from_json, to_json
    from dictate.journal.section import shared_sections
    from dictate.journal.sentences import from_text
    from dictate.journal.structure import structure
    from dictate.journal.template_file import load_template

    template = load_template("journalanteckning")
    spoken = from_text(data.decode("utf-8", "replace"), template.headings(shared_sections()))
    note = structure(spoken, template, section_model(), "20260316-101500-3f9a")
    return from_json(to_json(note))


READERS: dict[str, Reader] = {
    "note": _note, "case": _case, "template": _template, "policy": _policy, "settings": _settings,
    "text_blocks": _text_blocks, "vocabulary": _vocabulary, "catalogue": _catalogue, "pilot_file": _pilot_file,
    "pilot_variables": _pilot_variables, "vault_files": _vault_files, "spool": _spool, "sound": _sound,
    "letterhead": _letterhead, "text": _text,
}  # fmt: skip


NASTY = (
    b"[" * 15_000, b'{"a":' * 3_000, b"a = " + b"[" * 15_000, b"a = " + b"{b=" * 4_000, b"[" + b"a." * 7_000 + b"b]",
    b"[" + b"a." * 4_000 + b"b]\n" + b"".join(b"k%d = 1\n" % number for number in range(1_500)),
    b"a = 1e999999", b"a = " + b"9" * 10_000, b'{"schema": ' + b"9" * 10_000 + b"}", b"\x00" * 40,
    '{"people": [{"name": "\x1b]0;x\x07\u202etxt.exe"}]}'.encode(), '["\x1b[31m\u202e"]\na = 1'.encode(),
    b'{"schema": "\\u001b[2J", "people": "\\ud800"}', b"\xff\xfe[\x00", b'title = "\\u001b[31m"', b"=1+1\n@SUM(A1)",
)  # fmt: skip


def seeds(target: str) -> Iterable[bytes]:
    """Sound files to begin from: the shipped ones, and what the tests keep."""
    places = {
        "template": ["templates/*.toml"], "policy": ["docs/policy.toml", "redaction/policy.toml"],
        "catalogue": ["models/catalogue.toml"], "letterhead": ["templates/letterhead.docx"],
        "pilot_variables": ["dictate/pilot/*.toml"], "case": ["dictate/sample/case.json", "tests/data/**/*case*.json"],
        "note": ["tests/data/**/*note*.json"], "sound": ["tests/data/**/*.wav", "tests/data/**/*.opus"],
        "pilot_file": ["tests/data/**/*.dictate-pilot", "tests/data/**/*pilot*.json"],
        "text": ["dictate/sample/reference.txt"],
    }  # fmt: skip
    for pattern in places.get(target, []):
        for path in list(ROOT.glob(pattern))[:20]:
            if path.stat().st_size < 200_000:
                yield path.read_bytes()
    yield from NASTY
    yield from {
        "settings": [b'theme = "nord"\n[author]\nname = "Vera"\n[pilot]\nenabled = true\n'],
        "text_blocks": [b'[[block]]\nsay = ["vidare"]\ntext = "Vi ses igen."\n'],
        "vault_files": [_a_header(), b'{"failures": 3}', b'{"generation": 1, "key": "00", "lines": []}'],
        "spool": [_a_recording()],
        "sound": [_a_wave()],
        "note": [_a_note()],
        "letterhead": [bytes([number, 1, 2]) for number in range(20)],
    }.get(target, [b"a"])


def _a_header() -> bytes:
    from dictate.vault.header import Header, _packed
    from dictate.vault.wrap import Stretch, wrapped

    made = Header.new()
    return _packed(made.with_wrap(wrapped(made.id, "passphrase", b"x", bytes(32), Stretch(64, 1, 1))))


def _a_recording() -> bytes:
    import numpy as np

    from dictate.audio.spool import Spool
    from dictate.audio.spool_files import CommonKey

    class Zeros(CommonKey):
        def key(self) -> bytes:
            return bytes(32)

    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder), Zeros())
        spool.add(np.linspace(-1, 1, 8000, dtype=np.float32))
        spool.finish()
        return next(Path(folder).iterdir()).read_bytes()


def _a_wave() -> bytes:
    import wave

    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(range(256)) * 8)
    return made.getvalue()


def _a_note() -> bytes:
    from dictate.journal.classifier import section_model
    from dictate.journal.note_json import to_json
    from dictate.journal.section import shared_sections
    from dictate.journal.sentences import from_text
    from dictate.journal.structure import structure
    from dictate.journal.template_file import load_template

    template = load_template("journalanteckning")
    spoken = from_text("Barnet mår bra. Vi bokade ett nytt möte.", template.headings(shared_sections()))
    return to_json(structure(spoken, template, section_model(), "20260316-101500-3f9a")).encode()


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _broken(what: str) -> object:
    raise AssertionError(what)


def _stated() -> tuple[type[Exception], ...]:
    from dictate.errors import DictateError
    from redaction import errors

    own = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    return (DictateError, *own)


def _fuzz(target: str, seconds: int, keep: Path) -> None:
    """Runs one target in this process until the time is over; never returns."""
    import atheris

    with atheris.instrument_imports(include=["dictate", "redaction", "json", "tomllib"]):
        stated = _stated()
        reader = READERS[target]
        with tempfile.TemporaryDirectory(dir=_memory()) as warm, suppress(stated):  # what it imports is instrumented
            for seed in seeds(target):
                with suppress(stated):
                    reader(seed, Path(warm))
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=_memory()))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds(target)):
        (corpus / str(number)).write_bytes(seed)
    place = folder / "place"
    place.mkdir()
    known: set[str] = set()

    def one(data: bytes) -> None:
        try:
            reader(data, place)
        except stated as error:
            sentence = str(error)
            if "\x1b" in sentence or "\x00" in sentence:
                _found(keep, target, data, f"a control character reaches the screen: {sentence!r}", known)
        except Exception:
            _found(keep, target, data, traceback.format_exc(), known)
        if strangers := [path for path in folder.iterdir() if path not in (corpus, place)]:
            _found(keep, target, data, f"written outside its folder: {strangers}", known)

    limits = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000", "-verbosity=0"]
    limits += ["-print_final_stats=1", f"-artifact_prefix={keep}/{target}-"]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


def _found(keep: Path, target: str, data: bytes, said: str, known: set[str]) -> None:
    """Keeps the first input for each place that fails."""
    at = "\n".join(said.splitlines()[-3:])[:200]
    if at in known:
        return
    known.add(at)
    (keep / f"{target}-{len(known)}.input").write_bytes(data)
    (keep / f"{target}-{len(known)}.txt").write_text(said, encoding="utf-8", errors="backslashreplace")


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def main() -> int:
    """Runs each target asked for in a process of its own."""
    parser = argparse.ArgumentParser(description="Coverage-guided hostile files against everything that reads one.")
    parser.add_argument("targets", nargs="*", choices=[*READERS, []], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-found")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    if asked.here:
        _fuzz(asked.targets[0], asked.seconds, asked.keep)
    failed = False
    for target in asked.targets or READERS:
        command = [sys.executable, __file__, target, "--here", f"--seconds={asked.seconds}", f"--keep={asked.keep}"]
        done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"})
        said = done.stderr.decode("utf-8", "replace")
        tries = [line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line]
        found = sorted(path.name for path in asked.keep.glob(f"{target}-*") if path.suffix != ".txt")
        failed = failed or bool(found) or done.returncode != 0 or not tries
        word = "FAIL" if found or done.returncode or not tries else "ok  "
        print(f"{word} {target}: {tries[0] if tries else said[-400:]} files, {len(found)} found {found}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
