"""Two nodes of a Ray cluster on this computer: kills in the middle of a batch, and how throughput grows with workers.

    python scripts/soak_ray.py [--rounds 5] [--recordings 12] [--seconds 4] [--workers 1 2 4]

Each round kills a worker after the first result and a node after the second; nothing may be lost or doubled, and no
worker may load its model twice. Then the same recordings without kills, the workers shared between the two nodes, one a
processor: a single one has a head beside it that does no work. Needs the extra `dictate[ray]` and minutes of two cores.
Ends with status 1 at the first loss.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmark_batch import recordings

from dictate.settings import Folders

ROOT = Path(__file__).resolve().parent.parent


def run(count: int, seconds: int, *options: str) -> dict[str, Any]:
    """One batch on a cluster of its own, and what became of it; the whole program ends at a loss."""
    with tempfile.TemporaryDirectory() as work:
        folder, out, key = Path(work) / "in", Path(work) / "out", Path(work) / "key"
        folder.mkdir()
        recordings(folder, count, seconds)
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        command = [sys.executable, "-m", "tests.batch.cluster_child", str(Folders.of_this_user().data)]
        command += [str(folder), str(out), str(key), *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        told: dict[str, Any] = json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"rows"')))
        results = len(list(out.glob("*.sealed")))
        if not [row["state"] for row in told["rows"]] == ["done"] * count == ["done"] * results:
            sys.exit(f"{results} results of {count} recordings: {told['rows']}")
        if len(told["ended_s"]) != count:
            sys.exit(f"{len(told['ended_s'])} results were kept of {count} recordings")
        return told


def grow(workers: Sequence[int], count: int, seconds: int) -> None:
    """Prints the throughput for each number of workers: with their start, and once each has given a result."""
    first = 0.0
    for number in workers:
        told = run(count, seconds, "--cores", str(number // 2), str(number - number // 2))
        ended = told["ended_s"]
        steady = (count - number) * seconds / (ended[-1] - ended[number - 1])
        first = first or steady
        print(f"{number} workers on two nodes: {count * seconds / ended[-1]:.2f} s of sound a second with the start "
              f"({ended[0]:.0f} s to the first result), {steady:.2f} after it, {steady / first:.2f} times "
              f"{workers[0]} worker(s); models loaded {told['models_loaded']}", flush=True)  # fmt: skip


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recordings", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    given = parser.parse_args()
    for turn in range(given.rounds):
        told = run(given.recordings, given.seconds, "--kill", "worker", "node")
        print(f"round {turn + 1}: {given.recordings} of {given.recordings} results, none twice; killed "
              f"{told['killed']}; models loaded {told['models_loaded']}; {told['ended_s'][-1]:.0f} s; tries to reach "
              f"other addresses {told['tries']}", flush=True)  # fmt: skip
    grow(given.workers, given.recordings, given.seconds)


if __name__ == "__main__":
    main()
