"""Reading a text aloud: how many words were understood, whether it was loud enough, what the computer can carry."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dictate.audio.level import LevelState
from dictate.shipped import shipped
from dictate.words import Utterance

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.speech.catalogue import Catalogue

MOST_S = 150.0
"""The reading is ended after this many seconds; with what comes after it the practice stays under three minutes."""

# The model may use half of the time: the rest is for everything else, and to catch up after a long sentence.
_CARRIES = 0.5
_HARDLY = 0.8
_MEASURED_S = 15.0
_UNREAD = 12
"""From so many words on, what is missing at the end was not misheard: the reader had stopped."""
# Between sentences it is quiet; a reader who is heard is "good" most of the time, since the meter remembers 3 s.
_QUIET_SHARE = 0.5
_LOUD_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Misheard:
    """What stood in the text and what was understood there; either may be empty."""

    text: str
    heard: str


@dataclass(frozen=True, slots=True)
class Understood:
    """`right` of the `total` words that were read, and what went wrong. `word_error_rate` counts added words too."""

    right: int
    total: int
    word_error_rate: float
    wrong: tuple[Misheard, ...]
    unread: int = 0
    """Words at the end of the text that nobody read; they are not among the total."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Whether the computer can carry a model while somebody speaks: "yes", "hardly" or "no"."""

    model: str
    title: str
    seconds_per_minute: float
    can: str


def practice_text() -> str:
    """The text to read aloud: invented, in plain Swedish, a minute long."""
    return (shipped("templates") / "shared" / "practice.txt").read_text("utf-8").strip()


def understood(text: str, utterances: Sequence[Utterance]) -> Understood:
    """Compares what was understood with what was to be read, word by word, capitals and punctuation aside."""
    whole, heard = _words(text), _words(" ".join(utterance.text for utterance in utterances))
    wanted = whole[: _read(whole, heard)]
    pairs = _aligned(wanted, heard)
    errors = sum(one != other for one, other in pairs)
    right = sum(one == other for one, other in pairs)
    unread = len(whole) - len(wanted)
    return Understood(right, len(wanted), errors / max(1, len(wanted)), tuple(_grouped(pairs)), unread)


def level_told(levels: Mapping[LevelState, int]) -> LevelState:
    """What to say of the level of a whole reading; `levels` counts the readings by state."""
    total = sum(levels.values())
    if levels.get(LevelState.LOUD, 0) > _LOUD_SHARE * total:
        return LevelState.LOUD
    return LevelState.QUIET if levels.get(LevelState.QUIET, 0) >= _QUIET_SHARE * total else LevelState.GOOD


def real_time_factor(application: Application, recording: str) -> float:
    """Seconds that the present model takes for one second of speech, measured on the beginning of a recording."""
    sound = application.sounds.recorded(recording, _MEASURED_S)
    with application.recogniser.reading:
        engine = application.recogniser.engine()
        began = time.perf_counter()
        for _ in engine.transcribe(sound.blocks()):
            pass
    return (time.perf_counter() - began) / max(sound.heard_s, 1.0)


def carried(catalogue: Catalogue, model: str, factor: float) -> tuple[Carried, ...]:
    """What each model would need, from the measured one: the work grows with the number of parameters."""
    measured = catalogue.find(model).parameters_millions
    found = []
    for one in sorted(catalogue.models, key=lambda one: one.parameters_millions):
        share = factor * one.parameters_millions / measured
        can = "yes" if share <= _CARRIES else "hardly" if share <= _HARDLY else "no"
        found.append(Carried(one.id, one.title, 60 * share, can))
    return tuple(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _read(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """How many words of the text were read: all of them, unless the reader stopped well before the end."""
    ends = [line[-1] for line in _costs(wanted, heard)]
    read = len(ends) - 1 - ends[::-1].index(min(ends))
    return read if read and len(wanted) - read >= _UNREAD else len(wanted)


def _costs(wanted: Sequence[str], heard: Sequence[str]) -> list[list[int]]:
    """How many changes make so many of the first words of the one row those of the other."""
    costs = [list(range(len(heard) + 1))]
    for row, one in enumerate(wanted, 1):
        before = costs[-1]
        line = [row]
        for column, other in enumerate(heard, 1):
            line.append(min(before[column - 1] + (one != other), before[column] + 1, line[column - 1] + 1))
        costs.append(line)
    return costs


def _aligned(wanted: Sequence[str], heard: Sequence[str]) -> list[tuple[str, str]]:
    """The cheapest way from one row of words to the other, as pairs; "" stands where one of them has no word."""
    costs = _costs(wanted, heard)
    pairs, row, column = [], len(wanted), len(heard)
    while row or column:
        here = costs[row][column]
        if row and column and here == costs[row - 1][column - 1] + (wanted[row - 1] != heard[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((wanted[row], heard[column]))
        elif row and here == costs[row - 1][column] + 1:
            row -= 1
            pairs.append((wanted[row], ""))
        else:
            column -= 1
            pairs.append(("", heard[column]))
    return pairs[::-1]


def _grouped(pairs: Sequence[tuple[str, str]]) -> list[Misheard]:
    """Errors that stand together as one."""
    groups: list[list[tuple[str, str]]] = []
    open_group = False
    for one, other in pairs:
        if one == other:
            open_group = False
            continue
        if not open_group:
            groups.append([])
        open_group = True
        groups[-1].append((one, other))
    return [
        Misheard(" ".join(one for one, _ in group if one), " ".join(other for _, other in group if other))
        for group in groups
    ]
