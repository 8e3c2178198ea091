"""Where a new sentence begins although nobody said full stop: recognised speech runs on, but a tag is a sentence's."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from redaction.passage import Passage, Token

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITS = 15  # size of the table of clues
FEWEST_WORDS = 12  # of a sentence that is looked at; a shorter one is hardly two
_LEAST = -3.5  # log odds of a new sentence from which it is one; chosen on own notes and the gold notes
_STOPS = frozenset(".!?…")
_LENGTHS = (16, 22, 30, 45, 70)


def places(tokens: Sequence[Token]) -> list[int]:
    """The tokens of one sentence that might begin a new one: words after a word or a number, or after a stop that the
    sentences of a passage do not end at since no capital follows."""
    if len(tokens) < FEWEST_WORDS:
        return []
    found = []
    for at in range(2, len(tokens) - 1):
        last = tokens[at - 1]
        if (tokens[at].is_word or tokens[at].is_digits) and (
            last.is_word or last.is_digits or (last.text in _STOPS and tokens[at].start > last.end)
        ):
            found.append(at)
    return found


def clues_of(tokens: Sequence[Token], at: int) -> list[int]:
    """The hashed numbers of what speaks for or against a new sentence at `at`."""
    word, following = tokens[at], tokens[at + 1]
    stopped = tokens[at - 1].text in _STOPS
    last = tokens[at - 2] if stopped else tokens[at - 1]
    earlier = tokens[at - 3].lower if stopped and at > 2 else tokens[at - 2].lower
    later = tokens[at + 2].lower if at + 2 < len(tokens) else ""
    size = sum(len(tokens) > most for most in _LENGTHS)
    look = ("S" if stopped else "s") + ("C" if word.is_capital else "c") + ("C" if following.is_capital else "c")
    before = last.lower if last.is_word else "0"
    said = word.lower if word.is_word else "0"
    names = (
        f"a{look}{size}", f"w{look}{said}", f"l{look[0]}{before}", f"e{look[0]}{before[-3:]}", f"n{following.lower}",
        f"p{before} {said}", f"q{said} {following.lower}", f"r{following.lower} {later}", f"s{size}{said}",
        f"t{earlier} {before}", f"i{min(at, 12)}", f"j{min(len(tokens) - at, 8)}", f"u{before[-2:]} {said}",
        f"b{said[:4]} {following.lower[:4]}", f"v{before}{look}", f"x{look}", f"y{look}{len(before)}",
    )  # fmt: skip
    return [_hashed(name) for name in names]


@dataclass(frozen=True)
class Cutter:
    """`weights` (2**BITS) are what each clue says, `bias` what none says, in log odds."""

    weights: NDArray[np.float32]
    bias: float

    def cut(self, passage: Passage) -> list[tuple[int, int, list[Token]]]:
        """The sentences of `passage`, long ones cut where a new one may begin: start, end (characters), tokens.

        A cut too many costs little, since each part is judged by itself and by its neighbours; one too few spreads a
        tag over sentences that have nothing to do with it. So it cuts where the odds are small.
        """
        said: list[list[Token]] = [[] for _ in passage.sentences]
        for token, number in zip(passage.tokens, passage.sentence_of, strict=True):
            said[number].append(token)
        found: list[tuple[int, int, list[Token]]] = []
        for (start, end), tokens in zip(passage.sentences, said, strict=True):
            begins = [at for at in places(tokens) if self._odds(clues_of(tokens, at)) >= _LEAST]
            for first, beyond in pairwise([0, *begins, len(tokens)]):
                here = start if first == 0 else tokens[first].start
                there = end if beyond == len(tokens) else tokens[beyond - 1].end
                found.append((here, there, tokens[first:beyond]))
        return found

    def _odds(self, clues: Sequence[int]) -> float:
        return float(sum(self._listed[clue] for clue in clues)) + self.bias

    @cached_property
    def _listed(self) -> list[float]:
        """A list is read number by number much faster than an array."""
        return [float(weight) for weight in self.weights]


@lru_cache(maxsize=1 << 15)
def _hashed(name: str) -> int:
    return zlib.crc32(name.encode()) & ((1 << BITS) - 1)
