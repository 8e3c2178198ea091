"""A small net over the words of a sentence: what a few words side by side mean, and the sentence before and after.

Each word is the sum of its cues' rows in a table. Windows of five words go through one layer, the strongest answer of
each unit in the sentence is kept, and eight sums of these, and of the neighbouring sentences' answers, are log odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redaction.tagging.cues import Cues, pieces_of
from redaction.tagging.known_words import KnownWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WIDTH = 5  # words of a window
MOST_WORDS = 300  # of a sentence that are read; keeps a sentence without an end from filling the memory
_BATCH = 200  # sentences at once


@dataclass(frozen=True)
class Net:
    """`table` (cues x (size + tags): the word's meaning, and what it says by itself), `window` (WIDTH * size x units),
    `out` (units x tags), `around` (2 * units x half) and `around_out` (half x tags), each with its bias."""

    table: Floats
    window: Floats
    window_bias: Floats
    out: Floats
    out_bias: Floats
    around: Floats
    around_bias: Floats
    around_out: Floats
    _known: KnownWords = field(default_factory=KnownWords, init=False, repr=False, compare=False)

    def log_odds(self, sentences: Sequence[Sequence[Cues]]) -> Floats:
        """Sentences x tags, for the sentences of one text in order, each its words' cues."""
        import numpy as np

        tags = self.out.shape[1]
        heard: list[Floats] = [np.zeros((0, self.out.shape[0]), np.float32)]
        plain: list[Floats] = [np.zeros((0, tags), np.float32)]
        for start in range(0, len(sentences), _BATCH):
            units, sums = self._read([words[:MOST_WORDS] for words in sentences[start : start + _BATCH]])
            heard.append(units)
            plain.append(sums)
        units = np.concatenate(heard)
        edge = np.zeros((1, units.shape[1]), np.float32)
        beside = np.hstack([np.vstack([edge, units])[:-1], np.vstack([units, edge])[1:]])
        around = np.maximum(beside @ self.around + self.around_bias, 0)
        odds: Floats = np.concatenate(plain) + units @ self.out + around @ self.around_out + self.out_bias
        return odds

    def _read(self, sentences: Sequence[Sequence[Cues]]) -> tuple[Floats, Floats]:
        """Each sentence's strongest answers, and the sums of what its words say by themselves."""
        import numpy as np

        cues = [one for sentence in sentences for one in sentence]
        looked_up = self._known.of([word for word, _ in cues], self._sums)
        marked = [place for place, (_, rows) in enumerate(cues) for _ in rows]
        np.add.at(looked_up, marked, self.table[[row for _, rows in cues for row in rows]])
        size = self.table.shape[1] - self.out.shape[1]
        firsts = np.cumsum([0, *map(len, sentences)])
        answers = windows(looked_up[:, :size], firsts) @ self.window + self.window_bias
        strongest = np.maximum(np.maximum.reduceat(answers, firsts[:-1], axis=0), 0)
        return strongest, np.add.reduceat(looked_up[:, size:], firsts[:-1], axis=0)

    def _sums(self, words: Sequence[str]) -> Floats:
        """What the table says of words and their pieces."""
        import numpy as np

        pieces = [pieces_of(word) for word in words]
        rows, counts = zip(*(piece for of_word in pieces for piece in of_word), strict=True)
        firsts = np.cumsum([0, *map(len, pieces[:-1])])
        weighed = self.table[list(rows)] * np.array(counts, np.float32)[:, None]
        sums: Floats = np.add.reduceat(weighed, firsts, axis=0)
        return sums


def windows(words: Floats, firsts: NDArray[np.intp]) -> Floats:
    """Words x (WIDTH * size): each word with those before and after it, zeros beyond its sentence.

    `firsts` are the first word of each sentence, and the number of words.
    """
    import numpy as np

    count, size = words.shape
    sentence = np.repeat(np.arange(len(firsts) - 1), np.diff(firsts))
    side = WIDTH // 2
    wide = np.zeros((count, WIDTH, size), np.float32)
    for place, step in enumerate(range(-side, side + 1)):
        here = slice(max(0, -step), max(0, count - max(0, step)))
        there = slice(max(0, step), max(0, count + min(0, step)))
        same = sentence[here] == sentence[there]
        wide[here, place] = words[there] * same[:, None]
    return wide.reshape(count, WIDTH * size)
