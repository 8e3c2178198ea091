"""Figures of this machine: start-up, speech beside plain faster-whisper, the search for personal data beside Presidio.

    python scripts/benchmark.py [start] [speech] [scan] [curve] [screens] [dictation] [redaction] [vault]
                                [--audio FILE...] [--rounds N] [--news FILE]

`start`, `speech`, `scan`, `curve` and `screens` are run when none is named. `dictation` needs a virtual microphone;
`redaction` installs its peer at the first run, which takes the network and some minutes. Whatever is compared runs in
turn, A B A B, each in a process of its own, so that a machine whose speed drifts hurts both alike. Without --audio the
shipped sample dictation is used.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SAMPLE = ROOT / "dictate" / "sample" / "dictation.opus"
NOTES = ROOT / "tests" / "data" / "notes"
PARTS = ("start", "speech", "scan", "curve", "screens")
# Those with a file of their own: `benchmark_X.py` with a function `X(rounds)`.
OWN_FILES = ("screens", "dictation", "redaction", "vault")
# Those of `benchmark_speech.py`; they read the clips of --manifest, `names` makes its own.
LISTENED = ("robust", "doubt", "names")
_NOTE_WORDS = 1_000
_SIZES = (10_000, 100_000, 1_000_000)
# A note, and texts that make patterns start again and again without ever coming to an end.
_CURVES = {
    "note": "Hembesök den 14 april 2026 kl. 15.30 hos Elsa på Storgatan 4 tillsammans med mamman. Elsa visar sitt rum "
    "och berättar att hon trivs i skolan men att det ibland är svårt att somna. Mamman nås på 070-174 06 18. Nästa "
    "möte hålls i maj, mål T 1733-25 avvaktas. ",
    "digits": "1 2 3 4 ",
    "spoken": "noll sju ",
    "joined": "ab.cd-ef_",
    "mail": "a@b.",
    "dashes": "1-",
    "one word": "x",
}


def spread(values: list[float], unit: str = "s") -> str:
    """Median and range."""
    return f"{statistics.median(values):.2f} {unit} ({min(values):.2f}-{max(values):.2f}, n={len(values)})"


def start(rounds: int) -> None:
    """Seconds from calling a command to its end."""
    for command in (["dictate", "--help"], ["redaction", "--help"]):
        took = []
        for _ in range(rounds + 1):
            began = time.perf_counter()
            subprocess.run([str(BIN / command[0]), *command[1:]], check=True, stdout=subprocess.DEVNULL)
            took.append(time.perf_counter() - began)
        print(f"{' '.join(command):<20} {spread(took[1:])}")


def child(which: str, files: list[str]) -> dict[str, float]:
    """One measured run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", which, "--audio", *files], check=True, capture_output=True, text=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def ours(files: list[str]) -> dict[str, float]:
    """Load and transcribe with the program's own engine, as `dictate transcribe` does."""
    from dictate.application import Application
    from dictate.settings import Folders, Settings

    application = Application(Folders.of_this_user(), Settings())
    known = application.vocabulary()
    results = [application.recogniser.transcribe(Path(file), known) for file in files]
    return {
        "load_s": results[0].load_s,
        "transcribe_s": sum(result.transcribe_s for result in results),
        "sound_s": sum(result.duration_s for result in results),
    }


def plain(files: list[str]) -> dict[str, float]:
    """The same model and files with faster-whisper as its README shows it (beam 5, no voice detection)."""
    from dictate.network_guard import silence

    silence(os.environ)  # onnxruntime reports to its maker when it is loaded without being told not to
    from faster_whisper import WhisperModel

    from dictate.settings import Folders, Settings

    began = time.perf_counter()
    model = WhisperModel(
        str(Folders.of_this_user().models / Settings().model), device="cpu", compute_type="int8", local_files_only=True
    )
    loaded = time.perf_counter() - began
    took = sound = 0.0
    for file in files:
        began = time.perf_counter()
        segments, info = model.transcribe(file, language="sv", beam_size=5)
        for _ in segments:
            pass
        took += time.perf_counter() - began
        sound += info.duration
    return {"load_s": loaded, "transcribe_s": took, "sound_s": sound}


CHILDREN: dict[str, Callable[[list[str]], dict[str, float]]] = {"ours": ours, "plain": plain}


def speech(files: list[str], rounds: int) -> None:
    """Ours and plain faster-whisper in turn on the same files: load, speed, peak memory."""
    runs: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    for _ in range(rounds):
        for name, results in runs.items():
            results.append(child(name, files))
    sound = runs["plain"][0]["sound_s"]
    print(f"speech: {len(files)} files, {sound:.0f} s of sound")
    for name, results in runs.items():
        print(
            f"  {name:<6} load {spread([run['load_s'] for run in results])}; transcribe "
            f"{spread([run['transcribe_s'] for run in results])}; "
            f"peak memory {spread([run['peak_mb'] for run in results], 'MB')}"
        )
    ratios = [b["transcribe_s"] / a["transcribe_s"] for a, b in zip(runs["ours"], runs["plain"], strict=True)]
    print(f"  plain/ours, pair by pair: {spread(ratios, 'times')}")


def scan(rounds: int) -> None:
    """The search for personal data: load, and a note of 1 000 words."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from annotated import read_notes

    from redaction.scanner import Scanner

    began = time.perf_counter()
    scanner = Scanner()
    scanner.scan("Elsa nås på 070-174 06 18.")
    print(f"scan: load {time.perf_counter() - began:.2f} s")
    words = " ".join(note.text for note in read_notes(NOTES)).split()
    note = " ".join(words[:_NOTE_WORDS])
    took = []
    for _ in range(max(5, rounds)):
        began = time.perf_counter()
        found = scanner.scan(note)
        took.append(time.perf_counter() - began)
    print(f"  {_NOTE_WORDS} words, {len(found)} findings: {spread(took)}")


def curve() -> None:
    """Seconds of a scan for texts of 10 kB to 1 MB: a straight line, whatever the text is made of."""
    from redaction.scanner import Scanner

    scanner = Scanner()
    scanner.scan(_CURVES["note"])
    print("curve: one scan by size of the text")
    for name, unit in _CURVES.items():
        shown = []
        for size in _SIZES:
            text = (unit * (size // len(unit) + 1))[:size]
            began = time.perf_counter()
            scanner.scan(text)
            took = time.perf_counter() - began
            shown.append(f"{size // 1_000:>5} kB {took:6.2f} s ({took / size * 1e5:.2f} s/100 kB)")
        print(f"  {name:<9}" + "  ".join(shown))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, *OWN_FILES, *LISTENED, []], default=[])
    parser.add_argument("--audio", nargs="+", default=[str(SAMPLE)])
    parser.add_argument("--manifest", type=Path, help="clips with transcripts, see spoken_words.py")
    parser.add_argument("--news", type=Path, help="tokens and classes that the peer of `redaction` learns names from")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=list(CHILDREN), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        result = CHILDREN[options.child](options.audio)
        # ru_maxrss counts kilobytes on Linux and bytes on macOS.
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1e6 if sys.platform == "darwin" else 1e3
        )
        print(json.dumps(result))
        return
    parts = options.parts or PARTS
    if "start" in parts:
        start(options.rounds)
    if "speech" in parts:
        speech(options.audio, options.rounds)
    if "scan" in parts:
        scan(options.rounds)
    if "curve" in parts:
        curve()
    for part in parts:
        if part in OWN_FILES:
            module = importlib.import_module(f"benchmark_{part}")
            more = (options.news,) if part == "redaction" else ()
            getattr(module, part)(options.rounds, *more)
        if part in LISTENED:
            if options.manifest is None and part != "names":
                parser.error(f"{part} needs --manifest FILE")
            getattr(importlib.import_module("benchmark_speech"), part)(options.manifest)


if __name__ == "__main__":
    main()
