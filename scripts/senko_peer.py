"""Who speaks when, by senko as it comes; run by scripts/benchmark_speakers.py in an environment that has senko 0.2.2.

    python scripts/senko_peer.py FOLDER

FOLDER holds conversations as .npy (16 kHz mono float32). Prints one JSON line each: [[start, end, voice], ...].
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import senko


def main() -> None:
    """See above."""
    diarizer = senko.Diarizer(device="cpu", warmup=False, quiet=True)
    for path in sorted(Path(sys.argv[1]).glob("*.npy")):
        result = diarizer.diarize_samples(np.load(path))
        segments = result["merged_segments"] if result else []
        voices = {name: number for number, name in enumerate(sorted({one["speaker"] for one in segments}), start=1)}
        print(json.dumps([[one["start"], one["end"], voices[one["speaker"]]] for one in segments]), flush=True)


if __name__ == "__main__":
    main()
