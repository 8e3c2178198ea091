"""The name model: a small network over hashed traits, read from one file and run with numpy alone.

Each different word becomes a vector (the sum of its traits' rows); two layers look two words to each side; word pairs
add straight to the outcome. `scripts/train_names.py` makes the file, `models/names/CARD.md` says from what and how good
it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from redaction.errors import RedactionError
from redaction.names.features import NO_WORD, Traits, word_traits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# What one token can be; X is other personal data, which the patterns find.
CLASSES = ("O", "B-PERSON", "I-PERSON", "B-PLACE", "I-PLACE", "B-ORGANISATION", "I-ORGANISATION", "X")
REACH = 2  # words to each side that one layer sees
_FORMAT = 1


class UnreadableModel(RedactionError):
    """A model file that is missing, damaged or of another version."""


@dataclass(frozen=True)
class Network:
    """The weights: `words` (traits x width) and `pairs` (pairs x classes) are bytes with a scale a row."""

    words: NDArray[np.int8]
    word_scales: Floats
    pairs: NDArray[np.int8]
    pair_scales: Floats
    first: Floats
    first_places: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats
    last_bias: Floats

    def probabilities(self, traits: Traits) -> Floats:
        """For each token the chance of each of `CLASSES` (tokens x classes, rows sum to 1)."""
        import numpy as np

        vectors = np.stack([self._vector(form) for form in traits.forms])[traits.word]
        inner = np.maximum(window(vectors) @ self.first + traits.places @ self.first_places + self.first_bias, 0)
        inner += np.maximum(window(inner) @ self.second + self.second_bias, 0)
        outcome = inner @ self.last + self.last_bias
        outcome += (self.pairs[traits.pairs] * self.pair_scales[traits.pairs][..., None]).sum(1)
        outcome = np.exp(outcome - outcome.max(1, keepdims=True))
        chances: Floats = outcome / outcome.sum(1, keepdims=True)
        return chances

    def _vector(self, form: str) -> Floats:
        return _vector(self, form)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=1 << 13)
def _vector(network: Network, form: str) -> NDArray[np.float32]:
    import numpy as np

    if form == NO_WORD:
        return np.zeros(network.words.shape[1], np.float32)
    rows = list(word_traits(form))
    vector: Floats = (network.words[rows] * network.word_scales[rows][:, None]).sum(0)
    return vector


def window(values: Floats) -> Floats:
    """Each row beside its `REACH` neighbours to both sides: tokens x (5 * width), zeros beyond the ends."""
    import numpy as np

    edge = np.zeros((REACH, values.shape[1]), values.dtype)
    padded = np.concatenate([edge, values, edge])
    return np.concatenate([padded[at : at + len(values)] for at in range(2 * REACH + 1)], axis=1)


def read(path: Path) -> Network:
    """The model in `path`. Raises UnreadableModel."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != _FORMAT:
                raise UnreadableModel(
                    f"Namnmodellen {path.name} hör till en annan version; installera programmet på nytt."
                )
            arrays = {name: file[name] for name in Network.__dataclass_fields__}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UnreadableModel(
            f"Namnmodellen {path.name} saknas eller är skadad; installera programmet på nytt."
        ) from error
    return Network(**{name: a if a.dtype == np.int8 else a.astype(np.float32) for name, a in arrays.items()})


def write(path: Path, network: Network) -> None:
    """Writes the file that `read` reads, a few megabytes."""
    import numpy as np

    arrays = {name: getattr(network, name) for name in Network.__dataclass_fields__}
    stored = {name: a if a.dtype == np.int8 else a.astype(np.float16) for name, a in arrays.items()}
    np.savez_compressed(path, format=np.int64(_FORMAT), **stored)
