"""Many recordings at a time on an existing Ray cluster: one worker a device, each with its model loaded once.

Ray carries only places, digests and sealed results: the key lies in a file on each node, and no recording, word or key
goes through Ray. Each worker has at most two tasks at a time, so that nothing piles up. When a worker or its node is
gone, what it had is given to others; results are kept by the process that runs the queue, once for each digest.

`import ray` reports to nobody here: usage statistics and the dashboard are off (`network_guard.NO_TELEMETRY`), and Ray
is only spoken to at the addresses that the organisation's policy names.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.batch.errors import ClusterUnusable
from dictate.batch.local import Crashed, Result
from dictate.batch.work import Setup, Task, Worker
from dictate.network_guard import NO_TELEMETRY, install

if TYPE_CHECKING:
    from dictate.batch.run import Engine
    from dictate.policy import OrganisationPolicy

_IN_FLIGHT = 2
_LOOK_S = 2.0
"""How often the cluster is asked for nodes that have come."""
_ALONE_S = 180.0
"""How long a cluster without a single worker is waited for."""
_PROCESS_DIED = "its worker process has died"
"""In the words of Ray's error (ActorDiedError) when the node lives and tells that the worker ended: then the recording
may be to blame. A node that dies is often only seen as a closed connection (ActorUnavailableError)."""
_MOST_LOSSES = 6
"""A recording that is lost more often than nodes are is to blame, whatever Ray says."""


def engine_on_cluster(policy: OrganisationPolicy, setup: Setup, key_file: Path | None, workers: int) -> Engine:
    """The engine for a batch. `workers` is how many a node without graphics cards has, 0 for one.

    Raises ClusterUnusable where the policy names no addresses, Ray is not installed, or no key file is given.
    """
    if not policy.network.cluster:
        raise ClusterUnusable(
            "Organisationens policy tillåter inget kluster. IT måste ange klustrets adresser: cluster under [network]."
        )
    if key_file is None:
        raise ClusterUnusable("Ett kluster behöver en nyckelfil på varje nod. Ange den med --key-file.")
    os.environ.update(NO_TELEMETRY)
    try:
        import ray  # noqa: F401
    except ImportError as error:
        raise ClusterUnusable("Ray är inte installerat. Be IT installera tillägget: dictate[ray].") from error
    known = replace(setup, key_file=key_file.absolute())

    def engine(tasks: Sequence[Task], on_result: Callable[[Result], None], crashed: Crashed) -> None:
        install().allow(policy.network.cluster)
        _connect(policy.network.cluster)
        run_on_cluster(tasks, known, on_result, crashed, max(1, workers))

    return engine


def _connect(allowed: Sequence[str]) -> None:
    """Joins the cluster that RAY_ADDRESS names, or that this computer is a node of. Raises ClusterUnusable."""
    import ray

    if not ray.is_initialized():
        try:
            ray.init(
                address=os.environ.get("RAY_ADDRESS") or "auto",
                include_dashboard=None,
                logging_level="ERROR",
                log_to_driver=False,
                namespace="dictate",
            )
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ClusterUnusable(
                "Ray-klustret svarar inte. Kontrollera att datorn är med i klustret (ray start), och RAY_ADDRESS."
            ) from error
    networks = [ipaddress.ip_network(one) for one in allowed]
    for node in ray.nodes():
        address = ipaddress.ip_address(node["NodeManagerAddress"])
        if node["Alive"] and not any(address in network for network in networks):
            ray.shutdown()
            raise ClusterUnusable(f"Noden {address} i klustret finns inte bland policyns adresser. Kontakta IT.")


@dataclass(slots=True)
class _Hand:
    """A worker on a node, and what it has been given: the answer to come -> its task, the oldest first.

    `starting` is the answer that tells that it stands, None when it does: a node that is gone may still be counted
    among the living for some seconds, and a worker that is asked for there never comes.
    """

    actor: Any
    node: str
    starting: Any
    given: dict[Any, Task] = field(default_factory=dict)

    @property
    def expected(self) -> list[Any]:
        """The answers to come."""
        return [*self.given, *([self.starting] if self.starting is not None else [])]

    def take(self, waiting: deque[Task]) -> None:
        """Takes tasks while it has room for some."""
        while waiting and self.starting is None and len(self.given) < _IN_FLIGHT:
            task = waiting.popleft()
            self.given[self.actor.work.remote(task)] = task


@dataclass(slots=True)
class _Work:
    """What waits, and what is left to be answered, by digest."""

    waiting: deque[Task]
    left: set[str]
    on_result: Callable[[Result], None]
    crashed: Crashed
    losses: Counter[str] = field(default_factory=Counter)

    def answered(self, hand: _Hand, answer: Any, result: Any) -> None:
        """A worker stands, or has a result; the first for a recording is the one that counts."""
        if answer == hand.starting:
            hand.starting = None
            return
        task = hand.given.pop(answer)
        if task.digest in self.left:
            self.left.discard(task.digest)
            self.on_result(result)

    def lost(self, hand: _Hand, *, by_itself: bool) -> None:
        """A worker is gone: what it had goes to others. Only the one that it was at can be to blame, and only where
        the worker ended `by_itself`, not with its node."""
        for number, task in enumerate(hand.given.values()):
            self.losses[task.digest] += not number
            blamed = not number and (by_itself or self.losses[task.digest] >= _MOST_LOSSES)
            if not blamed or self.crashed(task):
                self.waiting.append(task)
            else:
                self.left.discard(task.digest)


class _Worker:
    """What runs on a node: a `Worker` that says nothing on the network by itself."""

    def __init__(self, setup: Setup, allowed: tuple[str, ...]) -> None:
        from dictate.process import keep_memory_private

        keep_memory_private()
        install().allow(allowed)
        self._worker = Worker(setup)

    def stands(self) -> bool:
        """Answers once it has been made."""
        return True

    def work(self, task: Task) -> Result:
        """The recording's result; see `Worker.work`."""
        return self._worker.work(task)


def run_on_cluster(
    tasks: Sequence[Task], setup: Setup, on_result: Callable[[Result], None], crashed: Crashed, per_node: int = 1
) -> None:
    """Does all tasks on the cluster that this process is connected to; `on_result` is called in this thread.

    Raises ClusterUnusable when there has been no worker for `_ALONE_S`.
    """
    import ray
    from ray.exceptions import RayError

    work = _Work(deque(tasks), {task.digest for task in tasks}, on_result, crashed)
    hands: list[_Hand] = []
    staffed, seen = 0.0, time.monotonic()
    try:
        while work.left:
            if time.monotonic() - staffed > _LOOK_S:
                hands += _new_hands(setup, hands, per_node)
                staffed = time.monotonic()
            seen = time.monotonic() if any(hand.starting is None for hand in hands) else seen
            if time.monotonic() - seen > _ALONE_S:
                raise ClusterUnusable("Inga noder i klustret svarar. Det som är klart är sparat; kör igen.")
            for hand in hands:
                hand.take(work.waiting)
            expected = [answer for hand in hands for answer in hand.expected]
            if not expected:
                time.sleep(0.2)
                continue
            for answer in ray.wait(expected, timeout=_LOOK_S)[0]:
                holding = [one for one in hands if answer in one.expected]
                if not holding:  # its worker died with an earlier answer
                    continue
                try:
                    work.answered(holding[0], answer, ray.get(answer))
                except RayError as error:
                    hands.remove(holding[0])
                    ray.kill(holding[0].actor)  # one that is only out of reach must not stay beside its successor
                    work.lost(holding[0], by_itself=_PROCESS_DIED in str(error))
    finally:
        for hand in hands:
            ray.kill(hand.actor)


def _new_hands(setup: Setup, hands: Sequence[_Hand], per_node: int) -> list[_Hand]:
    """Workers for nodes that lack some: one for each graphics card, or else `per_node`."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    policy = _policy_addresses()
    made = []
    for node in ray.nodes():
        if not node["Alive"]:
            continue
        cards, cores = int(node["Resources"].get("GPU", 0)), int(node["Resources"].get("CPU", 0))
        wanted = cards or min(per_node, cores)
        there = sum(hand.node == node["NodeID"] for hand in hands)
        threads = max(1, cores // max(1, wanted))
        own = replace(setup, threads=threads, device="cuda" if cards else "cpu")
        for _ in range(wanted - there):
            options: dict[str, Any] = {"num_gpus": 1} if cards else {"num_cpus": threads}
            place = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            kind = ray.remote(_Worker).options(scheduling_strategy=place, max_restarts=0, **options)
            actor = kind.remote(own, policy)
            made.append(_Hand(actor, node["NodeID"], actor.stands.remote()))
    return made


def _policy_addresses() -> tuple[str, ...]:
    from dictate.network_guard import installed

    guard = installed()
    return guard.allowed if guard else ()
