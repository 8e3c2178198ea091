"""What the recogniser hears when it is told which words to expect: evidence for them, never text.

Whisper goes on in the manner of its prompt: with names in it names come right, and everything else goes wrong ("Elsa
Berglund, Harintet, Marit, Skolan"). So the sound is read plainly once more after a prompt of the words to know, and of
that reading only those words count: where the first reading was unsure and heard something like one, `repair` writes
it. Where nothing was heard there is nothing to put right, so no word of the prompt can leak into silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

MOST_TOKENS = 112
"""Of the prompt, for which the model has room for 223. On the sentences of scripts/spoken_names.py those gave one name
less and three terms more, and took 2.0 s instead of 0.8 of the 90 s sample's 2.5 without a prompt."""
_REACH = 18
"""Letters that two readings place the same word apart, at most."""
_WORD = re.compile(r"[^\W_]+")


class Alphabet(Protocol):
    """What makes tokens of text; faster-whisper's Tokenizer is one."""

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""


class Guide:
    """The words to know as a prompt of `tokens`: as many as there is room for, the most relevant first.

    There is none without names and unit words: with the words of social work alone the reading was not worth its time.
    """

    def __init__(self, vocabulary: Vocabulary, alphabet: Alphabet) -> None:
        tokens: list[int] = []
        listed: list[str] = []
        for entry in vocabulary.entries if vocabulary.names or vocabulary.unit else ():
            more = alphabet.encode(f", {entry}" if tokens else f" {entry}")
            if len(tokens) + len(more) > MOST_TOKENS:
                break
            tokens += more
            listed.append(entry)
        self.tokens = tuple(tokens)
        ends = [_WORD.findall(entry.casefold()) or [""] for entry in listed]
        self._next = frozenset((one[-1], other[0]) for one, other in pairwise(ends))

    def told(self, words: Sequence[Word], reading: str) -> tuple[frozenset[str], ...]:
        """For each word those of the reading after the prompt that stand about there, in lower case.

        It has no times, so a place is a share of the letters. Where it recites the prompt, entry after entry, it heard
        nothing.
        """
        before, places = 0, []
        for word in words:
            places.append(before + len(word.text) / 2)
            before += len(word.text) + 1
        share = before / max(1, len(reading))
        found = [(one[0].casefold(), share * (one.start() + one.end()) / 2) for one in _WORD.finditer(reading)]
        recited = {
            n + k for n, (one, other) in enumerate(pairwise(found)) for k in (0, 1) if (one[0], other[0]) in self._next
        }
        heard = [one for number, one in enumerate(found) if number not in recited]
        return tuple(frozenset(text for text, at in heard if abs(at - place) <= _REACH) for place in places)
