"""A whole batch: the folder is read, what is not done is done, and every result is put on the disk exactly once.

Only the process that runs the queue writes results and rows: first the result, whole and synced under a name that
follows from the recording, then the row. A crash between the two makes the same file once more.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dictate.audio.seal import Header
from dictate.audio.spool_files import hold, sync_folder
from dictate.batch.errors import FolderMissing, QueueBusy, SourceRefused
from dictate.batch.keys import BatchKeys, queue_key, result_name
from dictate.batch.local import Crashed, Result
from dictate.batch.queue import NAME, Queue, Row
from dictate.batch.sources import Source, find_sources, link_refused
from dictate.batch.work import Failed, Task
from dictate.errors import DictateError
from dictate.export.files import write_whole

Engine = Callable[[Sequence[Task], Callable[[Result], None], Crashed], None]
"""Does tasks: gives each result to the first function, asks the second whether to go on after a crash."""

_LOCK = ".batch.lock"
_MOST_CRASHES = 2
"""Workers that may die at one recording; it then counts as what they died of."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come: recordings `done` and `failed` in this run, of `total` to do."""

    done: int
    failed: int
    total: int

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.done + self.failed == self.total

    @property
    def line(self) -> str:
        """As it is said to the user; names no recording."""
        failed = f", {self.failed} misslyckades" if self.failed else ""
        return f"{self.done + self.failed} av {self.total} inspelningar klara{failed}"


class Batch:
    """The queue of one folder, held against other programs while it is open."""

    def __init__(self, folder: Path, out: Path, keys: BatchKeys) -> None:
        """`out` is where results and the queue lie. Use `open_batch`."""
        self.folder, self.out = folder, out
        self._keys = keys
        self._secret = keys.key()
        self.queue = Queue(out, queue_key(self._secret))
        self._sources: dict[str, Source] = {}

    def look(self) -> None:
        """Brings the queue up to date with the folder: new recordings wait, those that are gone are forgotten.

        Every new or changed file is read once, to know whether it has been done under another name.
        """
        found = find_sources(self.folder, self.out)
        self.queue.forget(self.queue.places() - {source.shown for source in found})
        for source in found:
            self._sources[source.shown] = source
            try:
                if source.link:
                    raise link_refused(source)
                stamp = source.stamp()
                if not self.queue.known(source.shown, stamp):
                    digest = source.digest()
                    self.queue.add(source.shown, stamp, digest, result_name(self._secret, digest))
            except SourceRefused as error:
                self.queue.refuse(source.shown, str(error))

    def run(self, engine: Engine, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
        """Does all that waits."""
        tasks = self._tasks()
        counts = {"done": 0, "failed": 0}

        def commit(result: Result) -> None:
            if isinstance(result, Failed):
                self.queue.failed(result.digest, result.reason)
            else:
                write_whole(self.out / f"{result.name}{result.ending}", result.content, replace=True)
                sync_folder(self.out)
                self.queue.done(result.digest, result.duration_s, result.took_s, result.words)
            counts["failed" if isinstance(result, Failed) else "done"] += 1
            on_progress(Progress(counts["done"], counts["failed"], len(tasks)))

        def crashed(task: Task) -> bool:
            if self.queue.crashed(task.digest) < _MOST_CRASHES:
                return True
            commit(
                Failed(
                    task.digest,
                    f"{task.source.shown} avbröt arbetet {_MOST_CRASHES} gånger, kanske för att minnet inte räckte. "
                    "Kontrollera filen, eller försök igen med --retry --workers 1.",
                )
            )
            return False

        if tasks:
            engine(tasks, commit, crashed)

    def _tasks(self) -> list[Task]:
        tasks = []
        for digest, (shown, name) in self.queue.waiting().items():
            source = self._sources[shown]
            try:
                tasks.append(Task(digest, name, source, self._own_key(source)))
            except DictateError as error:
                self.queue.failed(digest, str(error))
        return tasks

    def _own_key(self, source: Source) -> bytes | None:
        """The key of a sealed recording that has one of its own, which only the vault knows."""
        if not source.recording:
            return None
        with source.paths[0].open("rb") as file:
            header = Header.parsed(file.read(256))
        return self._keys.of(source.recording, True) if header.own_key else None

    def results(self) -> list[Row]:
        """Every recording of the folder and how it stands."""
        return self.queue.rows()


@contextlib.contextmanager
def open_batch(folder: Path, out: Path, keys: BatchKeys) -> Iterator[Batch]:
    """The batch of a folder; `out` is made when missing.

    Raises FolderMissing, QueueBusy where another program works on it, or QueueUnusable.
    """
    if not folder.is_dir():
        raise FolderMissing(f"Mappen {folder} finns inte. Ange mappen med inspelningarna.")
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        lock = os.open(out / _LOCK, flags, 0o600)
    except OSError as error:
        raise FolderMissing(f"Mappen {out} går inte att skriva i. Ange en annan med --out.") from error
    try:
        if not hold(lock):
            raise QueueBusy("Ett annat program arbetar redan med den kön. Vänta, eller se hur det går med --status.")
        batch = Batch(folder, out, keys)
        with batch.queue:
            yield batch
    finally:
        os.close(lock)


def standing(out: Path, keys: BatchKeys) -> list[Row]:
    """How a batch stands, also while another program works on it. Raises FolderMissing or QueueUnusable."""
    if not (out / NAME).is_file():
        raise FolderMissing(f"I {out} finns ingen kö. Kontrollera mappen, eller starta kön utan --status.")
    with Queue(out, queue_key(keys.key())) as queue:
        return queue.rows()
