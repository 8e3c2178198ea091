"""What a recording has to tell while it goes on. Sentences are plain Swedish, for the person who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.audio.level import Reading


@dataclass(frozen=True, slots=True)
class Started:
    """The first sound has come; `microphone` is its name."""

    microphone: str


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """A new reading of the level, ten a second while sound comes in."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Paused:
    """No sound is taken in. What was said before is saved. `by_user` is false when something went wrong."""

    reason: str
    by_user: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """Sound comes in again; `microphone` may be another than before."""

    microphone: str


@dataclass(frozen=True, slots=True)
class Overrun:
    """Sound was lost since the computer was too busy: how many times so far, and the seconds known to be lost."""

    count: int
    lost_s: float


@dataclass(frozen=True, slots=True)
class DiskFull:
    """The disk takes nothing more, full or failing. Recording goes on in memory; nothing is lost yet."""

    sentence: str
    waiting_s: float


@dataclass(frozen=True, slots=True)
class DiskFree:
    """All that waited in memory is on the disk again."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The recording has ended by a fault of the program; what was said until then is saved."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The recording is over and complete on the disk."""

    duration_s: float


RecorderEvent = Started | LevelChanged | Paused | Resumed | Overrun | DiskFull | DiskFree | Failed | Stopped
