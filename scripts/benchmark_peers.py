"""Ours beside plain faster-whisper and whisper.cpp: the same weights and files in one run, each time in a new process.

Used by `scripts/benchmark.py speech`. A process is `python scripts/benchmark_peers.py ours|plain FILE...`, which prints
one JSON object; whisper.cpp's is `whisper_cpp_peer.py`.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Run = dict[str, Any]
"""`load_s`, `transcribe_s`, `sound_s`, `peak_mb`, in `texts` what was heard in each file, and in `cpu_s` the processor
seconds of the whole process, loading included, which other programs on the machine change less."""


def ours(files: Sequence[str]) -> Run:
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
        "texts": [result.text for result in results],
    }


def plain(files: Sequence[str]) -> Run:
    """The same model and files with faster-whisper as its README shows it (beam 5, no voice detection)."""
    from dictate.network_guard import silence

    silence(os.environ)  # onnxruntime reports to its maker when it is loaded without being told not to
    from faster_whisper import WhisperModel

    began = time.perf_counter()
    model = WhisperModel(str(model_folder()), device="cpu", compute_type="int8", local_files_only=True)
    loaded, took, sound, texts = time.perf_counter() - began, 0.0, 0.0, []
    for file in files:
        began = time.perf_counter()
        segments, info = model.transcribe(file, language="sv", beam_size=5)
        texts.append(" ".join(segment.text.strip() for segment in segments))
        took += time.perf_counter() - began
        sound += info.duration
    return {"load_s": loaded, "transcribe_s": took, "sound_s": sound, "texts": texts}


def model_folder() -> Path:
    """The model that all of them read with."""
    from dictate.settings import Folders, Settings

    return Folders.of_this_user().models / Settings().model


CHILDREN: dict[str, Callable[[Sequence[str]], Run]] = {"ours": ours, "plain": plain}


def speech(files: Sequence[str], rounds: int, manifest: Path | None = None, whisper_cpp: Path | None = None) -> None:
    """All in turn on the same files, or the clips of the manifest: load, speed, peak memory, wrong and invented words.

    `whisper_cpp` is a Python that has pywhispercpp.
    """
    from spoken_words import Clip, read_manifest

    clips = read_manifest(manifest) if manifest else [Clip(Path(file), "", "") for file in files]
    paths = [str(clip.path) for clip in clips]
    runs: dict[str, list[Run]] = {"ours": [], "plain": []} | ({"whisper.cpp": []} if whisper_cpp else {})
    with tempfile.TemporaryDirectory() as work:
        if whisper_cpp:
            _prepare(paths, Path(work))
        for _ in range(rounds):
            for name, results in runs.items():
                if whisper_cpp and name == "whisper.cpp":
                    peer = [str(HERE / "whisper_cpp_peer.py"), str(Path(work) / "model.bin"), work]
                    results.append(_told([str(whisper_cpp), *peer]))
                else:
                    results.append(_told([sys.executable, __file__, name, *paths]))
    print(f"speech: {len(paths)} files, {runs['plain'][0]['sound_s']:.0f} s of sound")
    for name, results in runs.items():
        figures = [
            f"{title} {spread([run[key] for run in results], unit)}"
            for title, key, unit in (
                ("load", "load_s", "s"),
                ("transcribe", "transcribe_s", "s"),
                ("processor", "cpu_s", "s"),
                ("peak memory", "peak_mb", "MB"),
            )
        ]
        print(f"  {name:<12}{'; '.join(figures)}" + (f"; {_wrong(clips, results[-1])}" if manifest else ""))
    for name in [one for one in runs if one != "ours"]:
        pairs = list(zip(runs["ours"], runs[name], strict=True))
        ratios, by_cpu = ([other[key] / own[key] for own, other in pairs] for key in ("transcribe_s", "cpu_s"))
        print(f"  {name}/ours, pair by pair: {spread(ratios, 'times')}; by processor time {spread(by_cpu, 'times')}")


def spread(values: Sequence[float], unit: str = "s") -> str:
    """Median and range."""
    return f"{statistics.median(values):.2f} {unit} ({min(values):.2f}-{max(values):.2f}, n={len(values)})"


def _prepare(paths: Sequence[str], folder: Path) -> None:
    """The model and the sounds as whisper.cpp's process takes them."""
    import numpy as np

    from dictate.audio.decode import Recording

    # In a process of its own: Linux counts this one's memory into the peaks of those that it starts.
    subprocess.run([sys.executable, str(HERE / "ggml.py"), str(model_folder()), str(folder / "model.bin")], check=True)
    for number, path in enumerate(paths):
        np.save(folder / f"{number:04}.npy", np.concatenate(list(Recording(Path(path)).blocks())))


def _wrong(clips: Sequence[Any], run: Run) -> str:
    """Wrong words of those said, and words where nobody speaks."""
    from spoken_words import compared, errors

    heard = [(compared(clip.said), compared(text)) for clip, text in zip(clips, run["texts"], strict=True)]
    wrong = sum(errors(said, given) for said, given in heard if said)
    invented = sum(len(given) for said, given in heard if not said)
    return f"{wrong} of {sum(len(said) for said, _ in heard)} words wrong, {invented} invented"


def _told(command: Sequence[str]) -> Run:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    result: Run = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """One process of those above."""
    result = CHILDREN[sys.argv[1]](sys.argv[2:])
    used = resource.getrusage(resource.RUSAGE_SELF)
    # ru_maxrss counts kilobytes on Linux and bytes on macOS.
    result["peak_mb"] = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    result["cpu_s"] = used.ru_utime + used.ru_stime
    print(json.dumps(result))


if __name__ == "__main__":
    main()
