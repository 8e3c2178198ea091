"""Training of the net that cuts speech that runs on, in numpy: back-propagation and AdamW as for the nets of tags.

The net itself is `redaction.tagging.cut_net.CutNet`. It learns from the notes as they are, and from each a second
time as careless speech: most full stops gone, commas and capitals too in some. So it meets many more ends without a
stop than the notes hold, and of all writers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from annotated import Note
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sensitive_net import Adam, Floats, Recipe, Weights, pace

from redaction.passage import Passage, Token
from redaction.tagging import cut_net, cuts

UNITS, SIZE = 64, 24
EPOCHS, BATCH = 5, 1024
RECIPE = Recipe(rate=3e-3, decay=0.02)
DROP_PIECES, DROP_SEEN, DROP_UNITS = 0.25, 0.1, 0.3
_SLOTS = cut_net.BEFORE + cut_net.AFTER
_MOST_STOPS = 0.7  # of the sentences of a note that is made careless
_SIGNS = ',;:"”'
_STOPS = '.!?…"”'


@dataclass(frozen=True, slots=True)
class Gaps:
    """`words` gaps x slots (numbers in `pieces`), `signs` gaps x SIGNS, `begins` whether a sentence begins there;
    `pieces` words x rows of the table."""

    words: NDArray[np.int32]
    signs: Floats
    begins: Floats
    pieces: csr_matrix


def run_on(notes: Sequence[Note]) -> Iterator[tuple[list[Token], list[int], list[bool]]]:
    """What stands between full stops in the notes: its tokens, the places where a sentence may begin, and does."""
    for note in notes:
        yield from _run_on(note.text, {sentence.start for sentence in note.sentences})


def _run_on(text: str, starts: set[int]) -> Iterator[tuple[list[Token], list[int], list[bool]]]:
    passage = Passage.of(text)
    said: list[list[Token]] = [[] for _ in passage.sentences]
    for token, number in zip(passage.tokens, passage.sentence_of, strict=True):
        said[number].append(token)
    for tokens in said:
        places = cuts.places(tokens)
        if places:
            yield tokens, places, [tokens[at].start in starts for at in places]


def _careless(note: Note, chance: random.Random) -> tuple[str, set[int]]:
    """The note as a recogniser might give it, and where its sentences begin."""
    text, starts = "", set()
    lowered, stopped, bare = chance.random(), chance.random() * _MOST_STOPS, chance.random() < 0.5
    for sentence in note.sentences:
        said = sentence.text
        if bare:
            said = "".join(letter for letter in said if letter not in _SIGNS)
        if chance.random() >= stopped:
            said = said.rstrip(_STOPS)
        if chance.random() < lowered:
            said = said[:1].lower() + said[1:]
        text += " " if text else ""
        starts.add(len(text))
        text += said
    return text, starts


def gaps(notes: Sequence[Note], seed: int = 0) -> Gaps:
    """All gaps of the notes, as they are and made careless."""
    chance = random.Random(seed)
    careless = (part for note in notes for part in _run_on(*_careless(note, chance)))
    numbers: dict[str, int] = {}
    words, signs, begins = [], [], []
    for tokens, places, truth in (*run_on(notes), *careless):
        row = np.array([numbers.setdefault(form, len(numbers)) for form in cut_net.padded(tokens)], np.int32)
        words.append(cut_net.around(row)[places])
        signs.append(cut_net.signs(tokens)[places])
        begins.append(truth)
    rows = [cut_net.pieces_of(form) for form in numbers]
    values = [float(len(row)) ** -0.5 for row in rows for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    flat = [piece for row in rows for piece in row]
    shape = (len(rows), 1 << cut_net.BITS)
    return Gaps(
        np.concatenate(words),
        np.concatenate(signs),
        np.concatenate(begins).astype(np.float32),
        csr_matrix((np.array(values, np.float32), flat, ends), shape=shape),
    )


def train(data: Gaps, seed: int) -> cut_net.CutNet:
    """A net trained on `data`; the same seed gives the same net."""
    chance = np.random.default_rng(seed)
    seen = _SLOTS * SIZE + cut_net.SIGNS
    weights: Weights = {
        "table": chance.normal(0, 0.1, (1 << cut_net.BITS, SIZE)),
        "window": chance.normal(0, (2 / (_SLOTS * SIZE)) ** 0.5, (seen, UNITS)),
        "window_bias": np.zeros(UNITS),
        "out": chance.normal(0, 0.1, (UNITS, 1)),
        "out_bias": np.full(1, -3),
    }
    weights = {name: one.astype(np.float32) for name, one in weights.items()}
    adam = Adam(weights, RECIPE)
    steps, done = EPOCHS * -(-len(data.begins) // BATCH), 0
    for _ in range(EPOCHS):
        order = chance.permutation(len(data.begins))
        for start in range(0, len(order), BATCH):
            adam.step(weights, _slopes(weights, data, order[start : start + BATCH], chance), pace(done / steps))
            done += 1
    return cut_net.CutNet(**weights)


def _slopes(weights: Weights, data: Gaps, rows: NDArray[np.intp], chance: np.random.Generator) -> Weights:
    """The slope of the loss for all weights: the way forward, and back."""
    count = len(rows)
    words, places = np.unique(data.words[rows], return_inverse=True)
    places = places.reshape(-1)
    pieces = data.pieces[words]
    kept = (chance.random(len(pieces.data)) > DROP_PIECES) / (1 - DROP_PIECES)
    pieces.data = (pieces.data * kept).astype(np.float32)
    meant = pieces @ weights["table"]
    seen_kept = _kept((count, weights["window"].shape[0]), DROP_SEEN, chance)
    seen = np.hstack([meant[places].reshape(count, -1), data.signs[rows]]) * seen_kept
    raw = seen @ weights["window"] + weights["window_bias"]
    units_kept = _kept(raw.shape, DROP_UNITS, chance)
    units = np.maximum(raw, 0) * units_kept
    odds = (units @ weights["out"])[:, 0] + weights["out_bias"]
    error = ((1 / (1 + np.exp(-odds)) - data.begins[rows]) * (8 / count)).astype(np.float32)[:, None]

    raw_slope = (error @ weights["out"].T) * units_kept * (raw > 0)
    seen_slope = (raw_slope @ weights["window"].T) * seen_kept
    meant_slope = seen_slope[:, : _SLOTS * SIZE].reshape(-1, SIZE)
    back = csr_matrix((np.ones(len(places), np.float32), (places, np.arange(len(places)))))
    return {
        "out": units.T @ error, "out_bias": error.sum(0), "window": seen.T @ raw_slope,
        "window_bias": raw_slope.sum(0), "table": pieces.T.tocsr() @ (back @ meant_slope),
    }  # fmt: skip


def _kept(shape: tuple[int, ...], share: float, chance: np.random.Generator) -> Floats:
    return ((chance.random(shape) > share) / (1 - share)).astype(np.float32)
