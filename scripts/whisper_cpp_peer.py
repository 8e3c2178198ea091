"""What whisper.cpp hears; run by scripts/benchmark.py in an environment that has pywhispercpp.

    python scripts/whisper_cpp_peer.py MODEL.bin FOLDER

MODEL.bin is made by scripts/ggml.py, FOLDER holds sounds as .npy (16 kHz mono float32). Beam 5 and a thread a core, as
what it is compared with. Prints one JSON object with what `benchmark_peers.Run` has.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
from pywhispercpp.model import Model

_BEAM_SEARCH = 1
_SHORTEST = 16_000
"""whisper.cpp refuses less than a second."""


def main() -> None:
    """See above."""
    began = time.perf_counter()
    model = Model(
        sys.argv[1],
        n_threads=os.cpu_count() or 1,
        params_sampling_strategy=_BEAM_SEARCH,
        print_progress=False,
        redirect_whispercpp_logs_to=None,
    )
    loaded, took, samples, texts = time.perf_counter() - began, 0.0, 0, []
    for path in sorted(Path(sys.argv[2]).glob("*.npy")):
        sound = np.load(path)
        samples += len(sound)
        sound = np.pad(sound, (0, max(0, _SHORTEST - len(sound))))
        began = time.perf_counter()
        found = model.transcribe(
            sound, language="sv", print_progress=False, beam_search={"beam_size": 5, "patience": -1.0}
        )
        texts.append(" ".join(one.text for one in found))
        took += time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    told = {"load_s": loaded, "transcribe_s": took, "sound_s": samples / 16_000, "peak_mb": peak, "texts": texts}
    print(json.dumps({**told, "cpu_s": used.ru_utime + used.ru_stime}, ensure_ascii=False))


if __name__ == "__main__":
    main()
