"""Runs a batch on a Ray cluster of this computer, kills in the middle what it is told to, and prints what became of it.

    python -m tests.batch.cluster_child DATA IN OUT KEY [--cores 1 1] [--kill worker node]

CORES are the processors of each node, and how many workers it has. In a process of its own: the network guard can't be
taken away again.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dictate.network_guard import NO_TELEMETRY

os.environ.update(NO_TELEMETRY)

import ray
from ray.cluster_utils import Cluster

from dictate.application import Application
from dictate.batch import command
from dictate.batch.command import Wish
from dictate.network_guard import installed
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import DiskRules, NetworkRules
from dictate.settings import Folders, Settings

SMALL = {"object_store_memory": 80_000_000}


def main(data: Path, wish: Wish, cores: Sequence[int], kill: Sequence[str]) -> None:
    """See above."""
    head = {**SMALL, "num_cpus": cores[0], "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    others = [cluster.add_node(**SMALL, num_cpus=count) for count in cores[1:]]
    os.environ["RAY_ADDRESS"] = cluster.address
    address = cluster.address.split(":")[0]
    policy = OrganisationPolicy(disk=DiskRules(required="off"), network=NetworkRules(cluster=("127.0.0.1", address)))
    program = Application(Folders(data, data), Settings(), policy=policy)
    killed: list[str] = []

    def kill_in_turn() -> None:
        for number, what in enumerate(kill, start=1):
            while len(list(wish.out.glob("*.sealed"))) < number:
                time.sleep(0.05)
            if what == "node":
                cluster.remove_node(others.pop(), allow_graceful=False)
            else:
                os.kill(a_worker(), signal.SIGKILL)
            killed.append(what)

    threading.Thread(target=kill_in_turn, daemon=True).start()
    ended: list[float] = []
    began = time.perf_counter()
    rows = command.run(program, wish, lambda _: ended.append(time.perf_counter() - began))
    guard = installed()
    assert guard is not None
    loads = {value["timing"]["load_s"] for value in command.finished(program, wish)}
    told = {"rows": [asdict(row) for row in rows], "ended_s": ended, "killed": killed, "models_loaded": len(loads)}
    print(json.dumps({**told, "tries": dict(guard.refused)}), flush=True)
    ray.shutdown()
    cluster.shutdown()


def a_worker() -> int:
    """The process of a worker on this cluster that is at work; waits for one."""
    while True:
        for place in Path("/proc").glob("[0-9]*"):
            try:
                title = (place / "cmdline").read_text()
                parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
                grandparent = (Path("/proc") / parent / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:  # it ended meanwhile
                continue
            if title.startswith("ray::_Worker.work") and int(grandparent) == os.getpid():
                return int(place.name)
        time.sleep(0.05)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "folder", "out", "key"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--cores", type=int, nargs="*", default=[1, 1])
    parser.add_argument("--kill", nargs="*", default=[], choices=["worker", "node"])
    given = parser.parse_args()
    wish = Wish(given.folder, given.out, engine="ray", key_file=given.key, workers=max(given.cores))
    main(given.data, wish, given.cores, given.kill)
