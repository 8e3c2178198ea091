"""Kills nodes of a two-node Ray cluster in the middle of a batch, again and again: nothing may be lost or doubled.

    python scripts/soak_ray.py [--rounds 5] [--recordings 12]

Needs the extra `dictate[ray]` and an hour on two cores. Prints a line a round and ends with status 1 at the first loss.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmark_batch import recordings

from dictate.settings import Folders

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recordings", type=int, default=12)
    given = parser.parse_args()
    for turn in range(given.rounds):
        with tempfile.TemporaryDirectory() as work:
            folder, out, key = Path(work) / "in", Path(work) / "out", Path(work) / "key"
            folder.mkdir()
            recordings(folder, given.recordings, 4)
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            command = [sys.executable, "-m", "tests.batch.cluster_child"]
            command += [str(Folders.of_this_user().data), str(folder), str(out), str(key), "kill"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            told = json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"rows"')))
            results = len(list(out.glob("*.sealed")))
            good = [row["state"] for row in told["rows"]] == ["done"] * given.recordings == ["done"] * results
            print(f"round {turn + 1}: {results} of {given.recordings} results, nodes killed {told['removed']}, "
                  f"{told['took_s']:.0f} s, tries refused {told['tries']}", flush=True)  # fmt: skip
            if not good:
                sys.exit(1)


if __name__ == "__main__":
    main()
