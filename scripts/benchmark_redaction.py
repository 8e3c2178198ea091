"""The search for personal data beside Microsoft Presidio: the same notes, the same training notes, A B A B.

Both are trained on our training notes alone, so that neither has seen the gold notes (the shipped model has: its
figures on folds stand in `models/names/CARD.md`). Our patterns for numbers and addresses were written with the gold
notes at hand and Presidio's were not: there the comparison flatters us. Presidio gets its Swedish recognisers and a
spaCy name model; an installed `sv_core_news_*` takes that model's place. Our notes teach it names as notes have them,
which nobody who installs Presidio has: with `--news` it learns from a corpus of news that all can fetch. It is
installed in an environment of its own under the user's cache folder; training its names takes from four minutes to a
quarter of an hour.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from annotated import Item, Note, read_notes, read_sentences  # noqa: E402
from redaction_scores import Score, report, score  # noqa: E402

from redaction.finding import Finding  # noqa: E402

GOLD = ROOT / "tests" / "data" / "notes"
OWN = ROOT / "models" / "training" / "notes"
SENTENCES = ROOT / "models" / "training" / "names.txt"
PEER = ROOT / "scripts" / "presidio_peer.py"
PACKAGES = ("presidio-analyzer", "spacy")
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}
# Presidio's kinds are not ours; what counts is what is covered, so any of our labels will do for its findings.
ANY_LABEL = "HANDLE"
_NEWS_LABELS = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORGANISATION"}
_NEWS_TOKENS = 60


def redaction(rounds: int, news: Path | None = None) -> None:
    """Prints recall, precision, false alarms and time of both; `news` is a corpus for the peer to learn names from."""
    cache = cache_folder()
    gold, own = read_notes(GOLD), [*read_notes(OWN), *read_sentences(SENTENCES)]
    sources = {"gold": _written(cache / "gold.json", gold), "own": _written(cache / "own.json", own)}
    names = _our_model(cache, sources["own"])
    python = _peer_environment(cache)
    model = _peer_model(cache, python, _news(cache / "news.json", news) if news else sources["own"])
    commands = {
        "ours": [sys.executable, __file__, "--child", str(sources["gold"]), str(names)],
        "presidio": [str(python), str(PEER), "run", str(sources["gold"]), model],
    }
    runs: dict[str, list[dict]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, results in runs.items():
            done = subprocess.run(commands[name], check=True, capture_output=True, text=True, env=ONE_THREAD)
            results.append(json.loads(done.stdout.splitlines()[-1]))
    words = sum(len(note.text.split()) for note in gold)
    print(f"redaction: {len(gold)} notes, {words} words, {rounds} runs each in turn; peer's names: {Path(model).name}")
    for name, results in runs.items():
        _print(name, gold, results, words)
    ratios = [b["scan_s"] / a["scan_s"] for a, b in zip(runs["ours"], runs["presidio"], strict=True)]
    print(f"  presidio/ours, time pair by pair: {statistics.median(ratios):.2f}")


def _print(name: str, gold: list[Note], results: list[dict], words: int) -> None:
    """The figures of one, over all notes and by the form that they have."""
    found = [_findings(note, spans) for note, spans in zip(gold, results[0]["found"], strict=True)]
    load = statistics.median(run["load_s"] for run in results)
    scan = statistics.median(run["scan_s"] for run in results)
    print(f"  {name}: load {load:.2f} s, 1 000 words {1_000 * scan / words:.3f} s")
    print(f"    all      {report(score(gold, found))}")
    for form in sorted({note.form for note in gold}):
        part = Score()
        for note, one in zip(gold, found, strict=True):
            part += score([note], [one]) if note.form == form else Score()
        print(f"    {form:<8} {report(part)}")
    either = ("both", lambda item: _is_name(item) or _is_spoken(item))
    for kind, meant in (("names", _is_name), ("spoken", _is_spoken), either):
        print(f"    {kind:<8} {_share_found(gold, found, meant)}")


def _is_name(item: Item) -> bool:
    return item.label == "PERSON"


def _is_spoken(item: Item) -> bool:
    """Whether a number, an address on the net or a street is said in words: no digit, no "@", no full stop in it."""
    return item.label not in ("PERSON", "PLACE", "ORGANISATION") and not any(
        letter.isdigit() or letter in "@." for letter in item.text
    )


def _share_found(gold: list[Note], found: list[list[Finding]], meant: Callable[[Item], bool]) -> str:
    """How many of the items that are meant are wholly covered."""
    hit = total = 0
    for note, findings in zip(gold, found, strict=True):
        covered = {at for one in findings for at in range(one.start, one.end)}
        items = [item for item in note.items if meant(item)]
        hit += sum(covered.issuperset(range(item.start, item.end)) for item in items)
        total += len(items)
    return f"recall {hit / total:.3f} ({hit}/{total})"


def _findings(note: Note, spans: list[list]) -> list[Finding]:
    return [Finding.at(note.text, start, end, ANY_LABEL, 1.0, kind) for start, end, kind in spans]


def cache_folder() -> Path:
    """Where the peer and what is trained for the comparison are kept between runs; may be deleted at any time."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    folder = Path(base) / "dictate-benchmark"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _written(path: Path, notes: list[Note]) -> Path:
    plain = [{"text": one.text, "items": [[item.start, item.end, item.label] for item in one.items]} for one in notes]
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return path


def _news(target: Path, corpus: Path) -> Path:
    """The corpus (a token and its class a line, a tab between) as notes of _NEWS_TOKENS tokens each."""
    rows = [line.split("\t") for line in corpus.read_text(encoding="utf-8").splitlines() if "\t" in line]
    plain = []
    for at in range(0, len(rows), _NEWS_TOKENS):
        text = ""
        items: list[list] = []
        before = ""
        for token, kind, *_ in rows[at : at + _NEWS_TOKENS]:
            start = len(text) + bool(text)
            text += f" {token}" if text else token
            label = _NEWS_LABELS.get(kind, "")
            if label and label == before:
                items[-1][1] = len(text)
            elif label:
                items.append([start, len(text), label])
            before = label
        plain.append({"text": text, "items": items})
    target.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return target


def _mark(*files: Path) -> str:
    """A short name for the contents of files, so that a model is trained anew when they change."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _our_model(cache: Path, own: Path) -> Path:
    """Our name model, trained on the training notes alone."""
    code = [*(ROOT / "redaction" / "names").glob("*.py"), ROOT / "scripts" / "train_names.py"]
    target = cache / f"names-{_mark(own, *code)}.npz"
    if not target.exists():
        print("training our names on the training notes alone ...", file=sys.stderr)
        command = [sys.executable, str(ROOT / "scripts" / "train_names.py"), "--own-only", "--out", str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ONE_THREAD)
    return target


def _peer_environment(cache: Path) -> Path:
    """The peer's own python, with Presidio and spaCy installed."""
    folder = cache / "presidio"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    if subprocess.run([str(python), "-c", "import presidio_analyzer, spacy"], capture_output=True).returncode:
        print("installing the peer ...", file=sys.stderr)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    return python


def _peer_model(cache: Path, python: Path, own: Path) -> str:
    """An installed Swedish spaCy pipeline, the largest there is, else one trained on `own` alone."""
    for size in ("lg", "md", "sm"):
        name = f"sv_core_news_{size}"
        if not subprocess.run([str(python), "-c", f"import {name}"], capture_output=True).returncode:
            return name
    target = cache / f"spacy-{_mark(own, PEER)}"
    if not target.exists():
        print("training the peer's names ...", file=sys.stderr)
        draft = cache / f"{target.name}.part"
        subprocess.run([str(python), str(PEER), "train", str(own), str(draft)], check=True, env=ONE_THREAD)
        draft.rename(target)
    return str(target)


def child(source: Path, names: Path) -> dict:
    """One measured run of ours, in a process of its own."""
    from redaction.detectors import pattern_detectors
    from redaction.names.detector import NameDetector
    from redaction.names.network import read
    from redaction.scanner import Scanner

    notes = json.loads(source.read_text(encoding="utf-8"))
    began = time.perf_counter()
    scanner = Scanner((*pattern_detectors(), NameDetector(read(names))))
    scanner.scan("Elsa nås på 070-174 06 18.")
    loaded = time.perf_counter() - began
    began = time.perf_counter()
    found = [[[one.start, one.end, one.label] for one in scanner.scan(note["text"])] for note in notes]
    return {"load_s": loaded, "scan_s": time.perf_counter() - began, "found": found}


if __name__ == "__main__":
    print(json.dumps(child(Path(sys.argv[2]), Path(sys.argv[3]))))
