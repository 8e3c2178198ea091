"""Recording: microphone, level, sealed spool, and the sound handed on to whoever listens live."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dictate.audio.blocks import SAMPLE_RATE, Block, BlockQueue
from dictate.audio.devices import Microphones, NoMicrophone, OpenMicrophone
from dictate.audio.events import (
    DiskFree,
    DiskFull,
    Failed,
    LevelChanged,
    Overrun,
    Paused,
    RecorderEvent,
    Resumed,
    Started,
    Stopped,
)
from dictate.audio.level import LevelMeter
from dictate.audio.resample import Resampler, mono
from dictate.audio.spool import Spool, SpoolOptions
from dictate.audio.spool_files import KeySource, why
from dictate.audio.spool_reader import SpoolReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Longer than any driver takes to fill a part of its buffer (0.075 s at the latency that is asked for).
_LAST_WORDS_S = 0.2
_Waiting = Literal["nothing", "user", "microphone", "disk"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecorderOptions:
    """How a recording behaves; seconds."""

    # A working microphone gives sound every 0.1 s; after this long without any it has gone.
    stall_s: float = 0.5
    # A wireless headset needs a second or two before its first sound.
    first_sound_s: float = 3.0
    # While the microphone is gone: how often it is looked for, and how long before another one is taken instead. A
    # plug that was only touched is back within that time.
    search_s: float = 0.5
    same_microphone_s: float = 2.0
    # How much may wait between the driver and the disk; a disk waking from sleep takes ten seconds.
    driver_queue_s: float = 30.0
    # How much the listener may lag behind before it has to read the sound back from the spool.
    listener_queue_s: float = 60.0
    spool: SpoolOptions = field(default_factory=SpoolOptions)


class Recorder:
    """One recording. `start`, then `pause` and `resume` at will, `stop`; `blocks` gives the sound to one listener.

    A thread of its own does the work. `on_event` is called from that thread and must not wait for it. The microphone
    is let go of during a pause, so that its lamp is out while somebody else talks.
    """

    def __init__(
        self,
        microphones: Microphones,
        folder: Path,
        keys: KeySource,
        on_event: Callable[[RecorderEvent], None],
        *,
        microphone: str | None = None,
        carry_on: str | None = None,
        options: RecorderOptions = RecorderOptions(),
    ) -> None:
        """Prepares; nothing is opened yet.

        `microphone` is a name of `SoundSystem.microphones`, None for the default. `carry_on` is a recovered
        recording to go on with, None for a new one.
        """
        self._microphones = microphones
        self._folder = folder
        self._keys = keys
        self._on_event = on_event
        self._name = microphone
        self._carry_on = carry_on
        self._options = options
        self._driver: BlockQueue[bytes] = BlockQueue(0)
        self._listener: BlockQueue[Block] = BlockQueue(int(options.listener_queue_s * SAMPLE_RATE), newest=True)
        self._level = LevelMeter()
        self._spool: Spool | None = None
        self._stream: OpenMicrophone | None = None
        self._resampler: Resampler | None = None
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._pause_wanted = threading.Event()
        self._stop_wanted = threading.Event()
        self._heard = False
        self._seam = False
        self._seams: list[int] = []
        self._started = False
        self._quiet_ticks = 0
        self._lost_at = 0.0
        self._searched_at = 0.0
        self._waits_for: _Waiting = "nothing"
        self._overflows = 0
        self._lost_s = 0.0
        self._reported = Overrun(0, 0.0)
        self._disk_reported: OSError | None = None

    # From any thread

    def start(self) -> None:
        """Opens the microphone and begins. Raises NoMicrophone or SpoolUnusable; nothing is left behind then."""
        self._stream = self._opened(self._name)
        try:
            self._spool = self._new_spool()
        except BaseException:
            self._stream.close()
            raise
        self._thread.start()

    def pause(self) -> None:
        """Takes in no more sound until `resume`; what was said until now is saved."""
        self._pause_wanted.set()

    def resume(self) -> None:
        """Goes on. `Resumed` tells when sound comes in again; a microphone that has gone is looked for."""
        self._pause_wanted.clear()

    def use(self, microphone: str | None) -> None:
        """Records from that microphone, None for the default, when it is opened next: after a pause."""
        self._name = microphone

    def stop(self) -> float:
        """Ends the recording and gives its length in seconds; it is then whole on the disk.

        Raises SpoolUnusable while the disk takes nothing; the sound is still in memory, and `stop` can be called again.
        """
        self._stop_wanted.set()
        self._thread.join()
        self.spool.finish()
        return self.spool.duration_s

    @property
    def spool(self) -> Spool:
        """The spool that is being written, from `start` on."""
        assert self._spool is not None, "the recording has not been started"
        return self._spool

    @property
    def recording(self) -> str:
        """The name of the recording in the spool, from `start` on."""
        return self.spool.recording

    @property
    def duration_s(self) -> float:
        """Seconds recorded so far, those of a recording that is carried on included."""
        return self._spool.duration_s if self._spool else 0.0

    @property
    def overruns(self) -> Overrun:
        """How often sound was lost since the computer was too busy, and the seconds known to be lost."""
        return Overrun(self._overflows, self._lost_s)

    def blocks(self) -> Iterator[Block]:
        """The recorded sound for one listener, in order and without gaps, until the recording is over.

        A listener that lags more than `listener_queue_s` behind gets what the queue let go from the spool; only what
        a full disk kept from the spool is then missing, and the block after it has `seam`.
        """
        expected = self.spool.before
        while not self._listener.over:
            block = self._listener.get(timeout=1.0)
            if block is None:
                continue
            if block.start > expected:
                for missed in self._read_back(expected, block.start):
                    yield missed
                    expected = missed.end
            yield block if block.start == expected else replace(block, seam=True)
            expected = block.end

    # Set-up

    def _new_spool(self) -> Spool:
        if self._carry_on is None:
            return Spool(self._folder, self._keys, self._options.spool)
        return Spool.carry_on(self._folder, self._keys, self._carry_on, self._options.spool)

    def _opened(self, name: str | None) -> OpenMicrophone:
        """An open microphone whose sound goes into a queue of its own."""
        queue: BlockQueue[bytes] = BlockQueue(self._options.driver_queue_s)

        def take(data: bytes, seconds: float, overflow: bool) -> bool:
            taken = queue.put(data, seconds)
            if not taken:
                self._lost_s += seconds
            if overflow or not taken:
                self._overflows += 1
            return taken

        stream = self._microphones.open_microphone(name, take)
        self._driver = queue
        self._resampler = Resampler(stream.rate, SAMPLE_RATE)
        return stream

    def _read_back(self, start: int, end: int) -> Iterator[Block]:
        """What the listener missed, from the spool."""
        reader = SpoolReader(self._folder, self.recording, self.spool.keys)
        place = start
        for samples in reader.blocks(start / SAMPLE_RATE, end / SAMPLE_RATE):
            after = place + len(samples)
            yield Block(place, samples, any(place <= seam < after for seam in self._seams))
            place = after

    # The recorder's own thread

    def _run(self) -> None:
        try:
            while not self._stop_wanted.is_set():
                self._step()
            self._last_words()
            self._let_go()
        except Exception:
            _LOG.exception("the recording thread failed")
            self._tell(Failed("Inspelningen avbröts av ett fel i programmet. Det du sagt hittills är sparat."))
            if self._stream is not None:
                self._stream.close()
        finally:
            self._end()

    def _end(self) -> None:
        """Whatever happened, what was said goes to the disk and the listener is told that it is over."""
        self._listener.close()
        try:
            self.spool.finish()
        except Exception as error:
            self._tell(Failed(str(error)))
        else:
            self._tell(Stopped(self.spool.duration_s))

    def _step(self) -> None:
        """One turn: at most a tenth of a second."""
        if self._pause_wanted.is_set():
            if self._stream is not None or self._waits_for != "user":
                self._last_words()
                self._let_go()
                self._paused("user", "Inspelningen är pausad.")
            self._lost_at = time.monotonic()
            time.sleep(0.02)
        elif self._stream is None:
            self._search()
        elif (data := self._driver.get(timeout=0.1)) is not None:
            self._quiet_ticks = 0
            self._hear(mono(data, self._stream.channels))
        else:
            self._quiet_ticks += 1
            self._check_microphone()
        self._check_disk()

    def _hear(self, native: NDArray[np.float32]) -> None:
        assert self._stream is not None
        assert self._resampler is not None
        if not self._heard:
            self._heard = True
            self._waits_for = "nothing"
            self._tell(Resumed(self._stream.name) if self._started else Started(self._stream.name))
            self._started = True
        self._check_overruns()
        self._keep(self._resampler(native))

    def _keep(self, samples: NDArray[np.float32]) -> None:
        """First to the disk, then to whoever listens."""
        if not len(samples):
            return
        start = self.spool.samples
        if self._seam:
            self._seams.append(start)
        self.spool.add(samples)
        self._listener.put(Block(start, samples, self._seam), len(samples))
        self._seam = False
        for reading in self._level(samples):
            self._tell(LevelChanged(reading))

    def _last_words(self) -> None:
        """Waits for the part of the driver's buffer that is being filled: the end of the last word is in it."""
        if self._stream is None:
            return
        while (data := self._driver.get(timeout=0)) is not None:
            self._hear(mono(data, self._stream.channels))
        if (data := self._driver.get(timeout=_LAST_WORDS_S)) is not None:
            self._hear(mono(data, self._stream.channels))

    def _let_go(self) -> None:
        """Closes the microphone after taking in all that it gave."""
        if self._stream is None:
            return
        self._stream.close()
        while (data := self._driver.get(timeout=0)) is not None:
            self._hear(mono(data, self._stream.channels))
        if self._resampler is not None:
            self._keep(self._resampler.flush())
        self.spool.flush()
        self._stream, self._heard, self._seam, self._quiet_ticks = None, False, True, 0

    def _check_microphone(self) -> None:
        """Ticks are counted, not seconds: a program that stood still has not heard that the microphone is silent."""
        assert self._stream is not None
        patience = self._options.stall_s if self._heard else self._options.first_sound_s
        if self._stream.alive() and self._quiet_ticks * 0.1 < patience:
            return
        name = self._stream.name
        self._name = self._name or name
        self._let_go()
        self._lost_at = self._searched_at = time.monotonic()
        if self._waits_for == "microphone":  # found again, but it never gave any sound
            return
        self._paused(
            "microphone",
            f"Kontakten med mikrofonen {name} bröts. Det du sagt hittills är sparat. Anslut den igen eller anslut en "
            "annan, så fortsätter inspelningen av sig själv.",
        )

    def _search(self) -> None:
        """Looks for the microphone, after a while for any."""
        now = time.monotonic()
        disk_first = self.spool.trouble is not None and (self._waits_for == "disk" or not self.spool.has_room)
        if disk_first or now - self._searched_at < self._options.search_s:
            time.sleep(0.05)
            return
        self._searched_at = now
        patient = now - self._lost_at < self._options.same_microphone_s
        for name in (self._name,) if patient else (self._name, None):
            try:
                self._stream = self._opened(name)
            except NoMicrophone as error:
                sentence = str(error)
            else:
                return
        if self._waits_for != "microphone":
            self._paused("microphone", sentence)

    def _check_overruns(self) -> None:
        found = self.overruns
        if found != self._reported:
            self._reported, self._seam = found, True
            self._tell(found)

    def _check_disk(self) -> None:
        """Tells when the disk fails and when it takes sound again; stops taking in more than memory should hold."""
        self.spool.retry()
        trouble = self.spool.trouble
        if (trouble is None) != (self._disk_reported is None):
            self._disk_reported = trouble
            self._tell(DiskFree() if trouble is None else DiskFull(self._disk_sentence(trouble), self.spool.waiting_s))
        if self._stream is not None and not self.spool.has_room:
            self._let_go()
            self._paused(
                "disk",
                "Inspelningen är pausad: disken tar inte emot mer ljud. Det du sagt finns kvar i minnet så länge "
                "programmet är igång. Frigör plats på disken, så sparas det och inspelningen fortsätter.",
            )

    def _disk_sentence(self, trouble: OSError) -> str:
        minutes = round(self._options.spool.waiting_limit_s / 60)
        return (
            f"{why(trouble)}. Inspelningen fortsätter i minnet i högst {minutes} minuter. Frigör plats på disken "
            "innan du stänger programmet."
        )

    def _paused(self, waits_for: _Waiting, reason: str) -> None:
        self._waits_for = waits_for
        self._tell(Paused(reason, by_user=waits_for == "user"))

    def _tell(self, event: RecorderEvent) -> None:
        """A fault in whoever is told must not cost sound."""
        try:
            self._on_event(event)
        except Exception:
            _LOG.exception("telling %s failed", type(event).__name__)
