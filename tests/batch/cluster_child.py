"""Runs a batch on a two-node Ray cluster of this computer and kills a node in the middle; prints what became of it.

    python -m tests.batch.cluster_child DATA IN OUT KEY [kill]

In a process of its own: the network guard can't be taken away again.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
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


def main(data: Path, folder: Path, out: Path, key: Path, kill: bool) -> None:
    """See above."""
    small = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=small)
    second = cluster.add_node(**{name: value for name, value in small.items() if name != "include_dashboard"})
    os.environ["RAY_ADDRESS"] = cluster.address
    address = cluster.address.split(":")[0]
    policy = OrganisationPolicy(disk=DiskRules(required="off"), network=NetworkRules(cluster=("127.0.0.1", address)))
    program = Application(Folders(data, data), Settings(), policy=policy)
    removed: list[float] = []

    def remove() -> None:
        while not list(out.glob("*.sealed")):
            time.sleep(0.05)
        cluster.remove_node(second, allow_graceful=False)
        removed.append(time.monotonic())

    killer = threading.Thread(target=remove, daemon=True)
    if kill:
        killer.start()
    began = time.perf_counter()
    rows = command.run(program, Wish(folder, out, engine="ray", key_file=key), lambda _: None)
    took = time.perf_counter() - began
    guard = installed()
    assert guard is not None
    refused = dict(guard.refused)
    print(
        json.dumps({"rows": [asdict(row) for row in rows], "took_s": took, "removed": len(removed), "tries": refused}),
        flush=True,
    )
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]), kill="kill" in sys.argv[5:])
