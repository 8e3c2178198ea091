"""`dictate batch --engine ray`: only where the policy names the cluster, and no recording lost with a node."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path
from types import SimpleNamespace

import pytest

from dictate.application import Application
from dictate.batch import command
from dictate.batch.cluster import _Hand, _Work
from dictate.batch.command import Wish
from dictate.batch.errors import ClusterUnusable
from dictate.batch.sources import Source
from dictate.batch.work import Failed, Task
from dictate.network_guard import NetworkGuard, NetworkRefused
from dictate.policy import OrganisationPolicy, PolicyInvalid, read_policy
from dictate.policy_rules import NetworkRules
from dictate.vault.keys import KeyFile

ROOT = Path(__file__).parents[2]
UNIX = frozenset({int(socket.AF_UNIX)}) if hasattr(socket, "AF_UNIX") else frozenset()


def test_without_addresses_in_the_policy_there_is_no_cluster(program: Application, tmp_path: Path) -> None:
    with pytest.raises(ClusterUnusable, match="IT måste ange klustrets adresser"):
        command.run(program, Wish(tmp_path, tmp_path / "out", engine="ray"), lambda _: None)
    assert not (tmp_path / "out").exists()


def test_a_cluster_needs_a_key_file_since_no_key_goes_over_the_network(program: Application, tmp_path: Path) -> None:
    policy = OrganisationPolicy(network=NetworkRules(cluster=("127.0.0.1",)))
    allowed = Application(program.folders, program.settings, policy=policy)
    with pytest.raises(ClusterUnusable, match="--key-file"):
        command.run(allowed, Wish(tmp_path, tmp_path / "out", engine="ray"), lambda _: None)


def _policy(tmp_path: Path, cluster: str) -> OrganisationPolicy:
    path = tmp_path / "policy.toml"
    path.write_text(f"[network]\ncluster = {cluster}\n", encoding="utf-8")
    return read_policy(path)


def test_the_policy_takes_addresses_in_digits_and_not_the_whole_internet(tmp_path: Path) -> None:
    assert _policy(tmp_path, '["127.0.0.1", "10.1.2.0/24"]').network.cluster == ("127.0.0.1", "10.1.2.0/24")
    for wrong in ('["ray.example"]', '["0.0.0.0/0"]', '["::/0"]', '["10.1.2.3/24"]', "1"):
        with pytest.raises(PolicyInvalid, match=r"network\.cluster ska vara en lista med adresser"):
            _policy(tmp_path, wrong)


def test_the_guard_lets_exactly_the_clusters_addresses_through() -> None:
    guard = NetworkGuard(UNIX, frozenset())
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        for _ in range(2):
            with pytest.raises(NetworkRefused):
                guard.hook("socket.__new__", (None, int(socket.AF_INET), 1, 0))
        guard.allow(["10.1.2.0/24"])
        guard.hook("socket.__new__", (None, int(socket.AF_INET), 1, 0))
        guard.hook("socket.connect", (made, ("10.1.2.7", 6379)))
        guard.hook("socket.getaddrinfo", ("10.1.2.7", 6379, 0, 0, 0))
        for event, arguments in (
            ("socket.connect", (made, ("10.1.3.7", 6379))),
            ("socket.connect", (made, ("127.0.0.1", 6379))),
            ("socket.bind", (made, ("", 0))),
            ("socket.sendto", (made, ("8.8.8.8", 80))),
            ("socket.getaddrinfo", ("ray.example", 6379, 0, 0, 0)),
            ("socket.gethostbyname", ("ray.example",)),
            ("urllib.Request", ("http://10.1.2.7/", None, {}, "GET")),
        ):
            with pytest.raises(NetworkRefused):
                guard.hook(event, arguments)
    finally:
        made.close()


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="the extra dictate[ray] is not installed; its 77 MB and a minute of CPU are for scripts/soak_ray.py",
)
def test_a_worker_and_a_node_that_are_lost_in_the_middle_lose_and_double_nothing(
    program: Application, clips: list[Path], tmp_path: Path
) -> None:
    KeyFile(tmp_path / "key").key()
    out = tmp_path / "out"
    arguments = [program.folders.data, clips[0].parent, out, tmp_path / "key", "--kill", "worker", "node"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.cluster_child", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"rows"')))
    assert told["killed"] == ["worker", "node"]
    assert [row["state"] for row in told["rows"]] == ["done"] * 4
    assert len(list(out.glob("*.sealed"))) == len(told["ended_s"]) == 4
    assert told["models_loaded"] <= 3, "each worker loads its model once: two, and the one in the killed one's place"
    assert told["tries"] == {}


def test_a_worker_is_given_two_recordings_at_a_time_and_none_before_it_stands(tmp_path: Path) -> None:
    tasks = [Task(str(number), "0a" * 16, Source(f"{number}.wav", (tmp_path,))) for number in range(5)]
    work = _Work(deque(tasks), {task.digest for task in tasks}, lambda _: None, lambda _: True)
    asked: list[str] = []
    actor = SimpleNamespace(
        work=SimpleNamespace(remote=lambda task: asked.append(task.digest) or f"answer {task.digest}")
    )
    hand = _Hand(actor, "node", "stands")
    hand.take(work.waiting)
    assert asked == []
    work.answered(hand, "stands", True)
    hand.take(work.waiting)
    assert asked == ["0", "1"]
    work.answered(hand, "answer 0", Failed("0", "reason"))
    hand.take(work.waiting)
    assert asked == ["0", "1", "2"]


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_recording_is_blamed_for_its_workers_end_but_not_for_its_nodes(by_itself: bool, tmp_path: Path) -> None:
    tasks = [Task(digest, "0a" * 16, Source(f"{digest}.wav", (tmp_path,))) for digest in ("first", "second")]
    blamed: list[str] = []
    work = _Work(deque(), {"first", "second"}, print, lambda task: bool(blamed.append(task.digest)))
    work.lost(_Hand(None, "node", None, dict(enumerate(tasks))), by_itself=by_itself)
    assert blamed == (["first"] if by_itself else [])
    assert [task.digest for task in work.waiting] == (["second"] if by_itself else ["first", "second"])
    assert work.left == ({"second"} if by_itself else {"first", "second"})


def test_a_recording_that_is_lost_again_and_again_is_not_tried_for_ever(tmp_path: Path) -> None:
    task = Task("first", "0a" * 16, Source("first.wav", (tmp_path,)))
    work = _Work(deque([task]), {"first"}, print, lambda _: False)
    for _ in range(20):
        if work.waiting:
            work.lost(_Hand(None, "node", None, {0: work.waiting.popleft()}), by_itself=False)
    assert not work.left
