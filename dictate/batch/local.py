"""Many recordings at a time on this computer: worker processes that each hold a model, and are replaced if they die.

Each worker is given one recording at a time over a pipe, and the next when it has answered. A worker ends by itself
when the process that started it is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from dictate.batch.work import Done, Failed, Setup, Task, Worker, quiet_process

Result = Done | Failed
Crashed = Callable[[Task], bool]
"""Is told that a worker died at a recording; gives whether it is to be tried again."""


def run_local(
    tasks: Sequence[Task], setup: Setup, workers: int, on_result: Callable[[Result], None], crashed: Crashed
) -> None:
    """Does all tasks, in their order as far as possible; `on_result` is called for each in this thread."""
    waiting = deque(tasks)
    pool = [_Hand(setup) for _ in range(min(workers, len(tasks)))]
    try:
        for hand in pool:
            hand.give(waiting.popleft())
        while busy := [hand for hand in pool if hand.task]:
            ready = wait([hand.pipe for hand in busy])
            for hand in (one for one in busy if one.pipe in ready):
                task, result = hand.take()
                if result is not None:
                    on_result(result)
                else:
                    pool[pool.index(hand)] = hand = hand.replaced()
                    if crashed(task):
                        waiting.append(task)
            for hand in pool:
                if hand.task is None and waiting:
                    hand.give(waiting.popleft())
    finally:
        for hand in pool:
            hand.stop()


class _Hand:
    """One worker process, and what it is doing."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.task: Task | None = None
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, setup), name="batch", daemon=True)
        self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        """Hands it a task. A worker that is dead is found when its answer is waited for."""
        self.task = task
        try:
            self.pipe.send(task)
        except OSError:
            return

    def take(self) -> tuple[Task, Result | None]:
        """Its task and the answer, None where it died."""
        task, self.task = self.task, None
        assert task is not None
        try:
            return task, self.pipe.recv()
        except (EOFError, OSError):
            return task, None

    def replaced(self) -> _Hand:
        """A new worker in its place."""
        self.stop()
        return _Hand(self._setup)

    def stop(self) -> None:
        """Ends it, whatever it is doing."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, setup: Setup) -> None:
    """A worker: takes tasks until the other end is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that runs the queue; it ends this one
    quiet_process()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    worker = Worker(setup)
    try:
        while True:
            pipe.send(worker.work(pipe.recv()))
    except (EOFError, OSError):
        return


def _end_with_parent() -> None:
    """Ends this process when the one that runs the queue is gone, however long the recording in work is."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
