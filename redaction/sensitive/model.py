"""The model of sensitive content, read from one file and summed with numpy.

Two linear looks at a sentence are added: its traits, where the lexicon speaks, and the pieces of its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from redaction.errors import RedactionError
from redaction.finding import TAGS, Tag
from redaction.sensitive.traits import Trait

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMAT = 2


class UnreadableSensitiveModel(RedactionError):
    """A model file that is missing, damaged or of another version."""


@dataclass(frozen=True)
class Verdict:
    """A tag that a sentence has: `chance` is 0 to 1, `words` are what spoke most for it, the strongest first."""

    tag: Tag
    chance: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class SensitiveModel:
    """`weights` (tags x traits) and `grams` (tags x pieces) with one `bias` (tags) for both.

    `idf` (pieces) is how rare a piece is; the pieces of a sentence count as a vector of length one. `thresholds`
    (tags) are the chances from which a tag is shown.
    """

    weights: NDArray[np.float32]
    grams: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def verdicts(self, traits: Sequence[Trait], grams: Sequence[int], most_words: int = 3) -> list[Verdict]:
        """The tags of the sentence that gave `traits` and `grams`."""
        import numpy as np

        if not traits:
            return []
        columns = [trait.number for trait in traits]
        spoken = self.weights[:, columns] * np.array([trait.strength for trait in traits], np.float32)
        pieces = np.array(grams, np.intp)
        rare = self.idf[pieces]
        spelled = self.grams[:, pieces] @ rare / max(float(np.sqrt(rare @ rare)), 1e-6)
        chances = 1 / (1 + np.exp(-(spoken.sum(1) + spelled + self.bias)))
        return [
            Verdict(TAGS[row], float(chances[row]), _strongest(spoken[row].tolist(), traits, most_words))
            for row in np.flatnonzero(chances >= self.thresholds).tolist()
        ]


def _strongest(spoken: Sequence[float], traits: Sequence[Trait], most: int) -> tuple[str, ...]:
    """The words whose traits together spoke most for the tag; none is said twice."""
    sums: dict[str, float] = {}
    for weight, trait in zip(spoken, traits, strict=True):
        sums[trait.words] = sums.get(trait.words, 0.0) + weight
    chosen: list[str] = []
    for words in sorted(sums, key=lambda one: -sums[one]):
        if sums[words] <= 0 or len(chosen) == most:
            break
        if sums[words] < 0.25 * sums[chosen[0]] if chosen else False:
            break
        if not any(_shares(words, other) for other in chosen):
            chosen.append(words)
    return tuple(chosen)


def _shares(one: str, other: str) -> bool:
    return bool(set(one.split()) & set(other.split()))


def read(path: Path) -> SensitiveModel:
    """The model in `path`. Raises UnreadableSensitiveModel."""
    import numpy as np

    message = f"Modellen för känsligt innehåll ({path.name}) saknas eller är skadad; installera programmet på nytt."
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != _FORMAT or tuple(file["tags"].tolist()) != TAGS:
                raise UnreadableSensitiveModel(message)
            return SensitiveModel(
                file["weights"].astype(np.float32) * file["scales"][:, None],
                file["grams"].astype(np.float32) * file["gram_scales"][:, None],
                file["idf"].astype(np.float32),
                file["bias"].astype(np.float32),
                file["thresholds"].astype(np.float32),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UnreadableSensitiveModel(message) from error


def write(path: Path, model: SensitiveModel) -> None:
    """Writes the file that `read` reads: weights as bytes with a scale a tag."""
    import numpy as np

    weights, scales = _as_bytes(model.weights)
    grams, gram_scales = _as_bytes(model.grams)
    np.savez_compressed(
        path, format=np.int64(_FORMAT), tags=np.array(TAGS), weights=weights, scales=scales, grams=grams,
        gram_scales=gram_scales, idf=model.idf.astype(np.float16), bias=model.bias, thresholds=model.thresholds,
    )  # fmt: skip


def _as_bytes(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    import numpy as np

    scales = (np.abs(weights).max(1) / 127).astype(np.float32)
    return np.round(weights / scales[:, None]).astype(np.int8), scales
