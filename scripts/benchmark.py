"""Figures of this machine: start-up, speech beside plain faster-whisper, the search for personal data beside Presidio.

    python scripts/benchmark.py [start] [speech] [scan] [curve] [screens] [dictation] [keys] [redaction] [vault]
                                [--audio FILE...] [--rounds N] [--news FILE] [--manifest FILE] [--whisper-cpp PYTHON]

`start`, `speech`, `scan`, `curve` and `screens` are run when none is named. `dictation` needs a virtual microphone;
`redaction` installs its peer at the first run, which takes the network and some minutes. Whatever is compared runs in
turn, A B A B, each in a process of its own, so that a machine whose speed drifts hurts both alike. Without --audio the
shipped sample dictation is used; with --manifest `speech` reads its clips and counts wrong and invented words too.
PYTHON is one that has pywhispercpp: whisper.cpp then reads the same, with the same weights.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
from pathlib import Path

from benchmark_peers import speech, spread

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SAMPLE = ROOT / "dictate" / "sample" / "dictation.opus"
NOTES = ROOT / "tests" / "data" / "notes"
PARTS = ("start", "speech", "scan", "curve", "screens")
# Those with a file of their own: `benchmark_X.py` with a function `X(rounds)`.
OWN_FILES = ("screens", "dictation", "keys", "redaction", "vault")
# Those that listen, and the file of each; they read the clips of --manifest, save those that have their own.
LISTENED = {
    "robust": "benchmark_speech",
    "doubt": "benchmark_speech",
    "names": "benchmark_speech",
    "wait": "benchmark_speech",
    "cures": "benchmark_cures",
}
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


def start(rounds: int) -> None:
    """Seconds from calling a command to its end."""
    for command in (["dictate", "--help"], ["redaction", "--help"]):
        took = []
        for _ in range(rounds + 1):
            began = time.perf_counter()
            subprocess.run([str(BIN / command[0]), *command[1:]], check=True, stdout=subprocess.DEVNULL)
            took.append(time.perf_counter() - began)
        print(f"{' '.join(command):<20} {spread(took[1:])}")


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
    parser.add_argument("--whisper-cpp", type=Path, help="a Python that has pywhispercpp")
    options = parser.parse_args()
    parts = options.parts or PARTS
    if "start" in parts:
        start(options.rounds)
    if "speech" in parts:
        speech(options.audio, options.rounds, options.manifest, options.whisper_cpp)
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
            if options.manifest is None and part not in ("names", "wait"):
                parser.error(f"{part} needs --manifest FILE")
            more = (options.rounds,) if part in ("cures", "wait") else ()
            getattr(importlib.import_module(LISTENED[part]), part)(options.manifest, *more)


if __name__ == "__main__":
    main()
