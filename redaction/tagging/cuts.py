"""Where a new sentence begins although nobody said full stop: recognised speech runs on, but a tag is a sentence's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redaction.passage import Passage, Token
from redaction.tagging.cut_net import CutNet

FEWEST_WORDS = 12  # of a sentence that is looked at; a shorter one is hardly two
FINE, COARSE = -4.0, -1.0  # log odds of a new sentence from which it is one; chosen on own notes and the gold notes
_STOPS = frozenset(".!?…")


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


@dataclass(frozen=True, slots=True)
class Part:
    """What is likely a sentence: from `start` up to `end`, in characters of the text."""

    start: int
    end: int
    tokens: Sequence[Token]


@dataclass(frozen=True)
class Cutter:
    """`nets` tell together where a new sentence begins; without any, nothing is cut."""

    nets: tuple[CutNet, ...] = ()

    def cut(self, passage: Passage) -> tuple[list[Part], list[Part]]:
        """The sentences of `passage`, long ones cut where a new one may begin: where the odds are small, and only where
        they are even. Each part of the first lies in one of the second.

        A cut too many costs little, since each part is judged by itself and by its neighbours; one too few spreads a
        tag over sentences that have nothing to do with it. Judged in both they are judged best.
        """
        said: list[list[Token]] = [[] for _ in passage.sentences]
        for token, number in zip(passage.tokens, passage.sentence_of, strict=True):
            said[number].append(token)
        fine: list[Part] = []
        coarse: list[Part] = []
        for span, tokens in zip(passage.sentences, said, strict=True):
            begins = self.log_odds(tokens)
            for least, found in ((FINE, fine), (COARSE, coarse)):
                found += _parted(span, tokens, [at for at, odds in begins if odds >= least])
        return fine, coarse

    def log_odds(self, tokens: Sequence[Token]) -> list[tuple[int, float]]:
        """The places in a sentence where a new one may begin, and the log odds that one does."""
        found = places(tokens) if self.nets else []
        if not found:
            return []
        each = [net.log_odds(tokens)[found].tolist() for net in self.nets]
        return [(at, sum(odds) / len(odds)) for at, *odds in zip(found, *each, strict=True)]


def _parted(span: tuple[int, int], tokens: Sequence[Token], begins: Sequence[int]) -> Iterator[Part]:
    start, end = span
    for first, beyond in pairwise([0, *begins, len(tokens)]):
        here = start if first == 0 else tokens[first].start
        there = end if beyond == len(tokens) else tokens[beyond - 1].end
        yield Part(here, there, tokens[first:beyond])
