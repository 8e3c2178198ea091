"""The microphones and loudspeakers of the computer, by names that stay the same, through PortAudio."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from dictate.audio.jack_leftovers import without_jack_leftovers
from dictate.errors import DictateError

Direction = Literal["input", "output"]

# Room in the driver's buffer while the program is held up (loading a model, collecting garbage), in seconds. Recorded
# sound is delayed by a quarter of it, since PortAudio hands over a buffer in four parts; played sound is not delayed,
# it only has to be there before it is heard.
LATENCY_S: dict[Direction, float] = {"input": 0.3, "output": 0.6}
# Where a device offers nothing it admits to, one of these goes almost everywhere.
_COMMON_RATES = (48_000, 44_100, 16_000)
# PortAudio's answers that mean "ask with another rate or other channels": InvalidSampleRate, InvalidChannelCount.
_TRY_ANOTHER_FORMAT = (-9997, -9998)
# A device that is gone may never let go of its stream; nobody waits longer for it than this.
_CLOSE_S = 2.0
# ALSA numbers its cards in the order in which they were plugged in; the rest of the name is the device's own.
_CARD_NUMBER = re.compile(r"\s*\((?:plug)?hw:\d+,\d+\)$")

_NO_PORTAUDIO = (
    "Datorns ljudstöd går inte att starta (PortAudio saknas eller får ingen kontakt), så inspelning och uppspelning "
    "fungerar inte. Be IT installera det (Debian: apt-get install libportaudio2) och starta om programmet."
)


class NoMicrophone(DictateError):
    """There is no microphone to record from, or the one that was chosen can't be used."""


class NoSpeaker(DictateError):
    """There is no loudspeaker or headphones to play through."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or loudspeaker. `name` is the same from day to day; `rate` (Hz) and `channels` are its own."""

    name: str
    rate: int
    channels: int
    default: bool


class OpenMicrophone(Protocol):
    """A microphone that is giving sound."""

    name: str
    rate: int
    channels: int

    def alive(self) -> bool:
        """False when the device has gone."""
        ...

    def close(self) -> None:
        """Lets go of it; no more sound comes after. Never raises."""
        ...


Take = Callable[[bytes, float, bool], object]
"""Called from the driver's own thread: interleaved native float32, its seconds, whether sound before it was lost."""


_CallbackAt = Callable[[int], Any]


class Microphones(Protocol):
    """Where a recorder gets its microphone from."""

    def open_microphone(self, name: str | None, take: Take) -> OpenMicrophone:
        """Opens the one by that name, None for the default. Raises NoMicrophone."""
        ...


class SoundSystem:
    """PortAudio, started when first needed.

    PortAudio knows the devices that were there when it was started, and can start again only while nothing is open.
    There is one PortAudio in a process and starting it in two threads at once aborts the process, so what is open and
    the lock are shared by all objects of this class.
    """

    _lock: ClassVar[threading.RLock] = threading.RLock()
    _open: ClassVar[set[_Stream]] = set()

    def warm(self) -> None:
        """Starts PortAudio ahead of the first key press. Raises NoMicrophone where it is missing."""
        with self._lock:
            self._library(NoMicrophone)

    def microphones(self) -> tuple[Device, ...]:
        """Those connected now, the default first (while something is open: those known since). Raises NoMicrophone."""
        return self._listed("input", NoMicrophone)

    def speakers(self) -> tuple[Device, ...]:
        """As `microphones`, for output. Raises NoSpeaker."""
        return self._listed("output", NoSpeaker)

    def open_microphone(self, name: str | None, take: Take) -> OpenMicrophone:
        """Opens the one by that name, None for the default, and starts it. Raises NoMicrophone.

        `take` gets the sound. Devices plugged in since PortAudio was started are found, if nothing else is open.
        """

        def at(rate: int) -> Any:
            def callback(data: Any, frames: int, _time: Any, status: Any) -> None:
                take(bytes(data), frames / rate, bool(status.input_overflow))

            return callback

        return self._opened("input", name, at)

    def open_speaker(self, name: str | None = None) -> _Stream:
        """Opens it for `write`, None for the default, and starts it. Raises NoSpeaker."""
        return self._opened("output", name, lambda _rate: None)

    def _listed(self, direction: Direction, error: type[DictateError]) -> tuple[Device, ...]:
        with self._lock:
            library = self._library(error)
            self._refresh(library)
            found = [device for _, device in _devices(library, direction)]
        return tuple(sorted(found, key=lambda device: not device.default))

    def _opened(self, direction: Direction, name: str | None, callback: _CallbackAt) -> _Stream:
        error = NoMicrophone if direction == "input" else NoSpeaker
        with self._lock:
            library = self._library(error)
            try:
                return self._attempt(library, direction, name, callback)
            except DictateError:
                if not self._refresh(library):
                    raise
            return self._attempt(library, direction, name, callback)

    def _attempt(self, library: Any, direction: Direction, name: str | None, callback: _CallbackAt) -> _Stream:
        index, device = _chosen(library, direction, name)
        failure: Exception | None = None
        for rate, channels in _formats(device):
            try:
                stream = _start(library, direction, index, rate, channels, callback(rate))
            except library.PortAudioError as error:
                failure = error
                if len(error.args) < 2 or error.args[1] not in _TRY_ANOTHER_FORMAT:
                    break
            else:
                opened = _Stream(self, stream, device.name, rate, channels)
                self._open.add(opened)
                return opened
        raise _unusable(direction, device.name) from failure

    def _library(self, error: type[DictateError]) -> Any:
        """The module `sounddevice`, which starts PortAudio as it is imported. Raises `error`."""
        try:
            with without_jack_leftovers():
                import sounddevice
        except Exception as failure:  # OSError without the library; its own PortAudioError can't be named before this
            raise error(_NO_PORTAUDIO) from failure
        if not sounddevice._initialized:
            self._restart(sounddevice, error)
        return sounddevice

    def _refresh(self, library: Any) -> bool:
        """Looks for devices anew; False when that would cut off what is open."""
        if self._open:
            return False
        self._restart(library, NoMicrophone)
        return True

    @staticmethod
    def _restart(library: Any, error: type[DictateError]) -> None:
        try:
            while library._initialized:
                library._terminate()
            with without_jack_leftovers():
                library._initialize()
        except library.PortAudioError as failure:
            raise error(_NO_PORTAUDIO) from failure

    def _close(self, opened: _Stream, stream: Any) -> None:
        """Closes in a thread of its own; a stream that does not let go stays counted as open."""

        def close() -> None:
            try:
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)
            finally:
                self._open.discard(opened)

        with self._lock:
            closing = threading.Thread(target=close, daemon=True, name="close-sound-device")
            closing.start()
            closing.join(_CLOSE_S)


class _Stream:
    """An open PortAudio stream."""

    def __init__(self, system: SoundSystem, stream: Any, name: str, rate: int, channels: int) -> None:
        self._system = system
        self._stream = stream
        self._closed = False
        self.name = name
        self.rate = rate
        self.channels = channels
        self.latency_s: float = stream.latency

    def alive(self) -> bool:
        """False when the device has gone or the stream was closed."""
        try:
            return not self._closed and bool(self._stream.active)
        except Exception:  # PortAudioError of a library that was perhaps never imported by name here
            return False

    def write(self, data: bytes) -> None:
        """Plays interleaved float32, waiting while the driver's buffer is full. Raises NoSpeaker when it is gone."""
        try:
            self._stream.write(data)
        except Exception as error:
            raise _unusable("output", self.name) from error

    def close(self) -> None:
        """Lets go of the device at once. Never raises."""
        if not self._closed:
            self._closed = True
            self._system._close(self, self._stream)


def _devices(library: Any, direction: Direction) -> Iterator[tuple[int, Device]]:
    """PortAudio's index and the device, for those of one direction; same names are told apart by a number."""
    seen: Counter[str] = Counter()
    hosts = library.query_hostapis()
    host = _host(hosts)
    default = hosts[host][f"default_{direction}_device"] if hosts else -1
    for index, found in enumerate(library.query_devices()):
        channels = found[f"max_{direction}_channels"]
        if found["hostapi"] != host or not channels:
            continue
        name = _CARD_NUMBER.sub("", found["name"])
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        yield index, Device(name, int(found["default_samplerate"]), channels, index == default)


def _host(hosts: Any) -> int:
    """Windows shows each device once for each of its sound systems; WASAPI is the one with whole names."""
    names = [host["name"] for host in hosts]
    return names.index("Windows WASAPI") if "Windows WASAPI" in names else 0


def _chosen(library: Any, direction: Direction, name: str | None) -> tuple[int, Device]:
    found = list(_devices(library, direction))
    if not found:
        raise _none_there(direction)
    if name is None:
        return next((pair for pair in found if pair[1].default), found[0])
    for index, device in found:
        if device.name == name:
            return index, device
    raise _absent(direction, name)


def _formats(device: Device) -> Iterator[tuple[int, int]]:
    """Rates and channels to ask for, the device's own rate first, one channel before many."""
    for rate in dict.fromkeys((device.rate, *_COMMON_RATES)):
        for channels in sorted({1, min(2, device.channels), device.channels}):
            yield rate, channels


def _start(library: Any, direction: Direction, index: int, rate: int, channels: int, callback: Any) -> Any:
    kind = library.RawInputStream if direction == "input" else library.RawOutputStream
    latency = LATENCY_S[direction]
    stream = kind(device=index, samplerate=rate, channels=channels, dtype="float32", latency=latency, callback=callback)
    try:
        stream.start()
    except library.PortAudioError:
        stream.close(ignore_errors=True)
        raise
    return stream


def _none_there(direction: Direction) -> DictateError:
    if direction == "input":
        return NoMicrophone("Ingen mikrofon hittades. Anslut en mikrofon eller ett headset och försök igen.")
    return NoSpeaker("Ingen ljudutgång hittades. Anslut hörlurar eller högtalare och försök igen.")


def _absent(direction: Direction, name: str) -> DictateError:
    if direction == "input":
        return NoMicrophone(f"Mikrofonen {name} är inte ansluten. Anslut den eller välj en annan mikrofon.")
    return NoSpeaker(f"Ljudutgången {name} är inte ansluten. Anslut den eller välj en annan.")


def _unusable(direction: Direction, name: str) -> DictateError:
    if direction == "input":
        return NoMicrophone(
            f"Mikrofonen {name} går inte att använda just nu. Kontrollera att den är ansluten, att inget annat program "
            "har tagit den och att programmet får använda mikrofonen, och försök igen."
        )
    return NoSpeaker(
        f"Ljudet går inte att spela upp genom {name}. Kontrollera att hörlurarna eller högtalarna är anslutna."
    )
