"""The model of sensitive content: for each tag a weight a trait, read from one file and summed with numpy."""

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

_FORMAT = 1


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
    """`weights` (tags x traits), `bias` and `thresholds` (tags): the chance from which a tag is shown."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def verdicts(self, traits: Sequence[Trait], most_words: int = 3) -> list[Verdict]:
        """The tags of the sentence that gave `traits`."""
        import numpy as np

        if not traits:
            return []
        columns = [trait.number for trait in traits]
        spoken = self.weights[:, columns] * np.array([trait.strength for trait in traits], np.float32)
        chances = 1 / (1 + np.exp(-(spoken.sum(1) + self.bias)))
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
            weights = file["weights"].astype(np.float32) * file["scales"].astype(np.float32)[:, None]
            return SensitiveModel(weights, file["bias"].astype(np.float32), file["thresholds"].astype(np.float32))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UnreadableSensitiveModel(message) from error


def write(path: Path, model: SensitiveModel) -> None:
    """Writes the file that `read` reads: weights as bytes with a scale a tag."""
    import numpy as np

    scales = np.abs(model.weights).max(1) / 127
    weights = np.round(model.weights / scales[:, None]).astype(np.int8)
    np.savez_compressed(
        path, format=np.int64(_FORMAT), tags=np.array(TAGS), weights=weights, scales=scales.astype(np.float32),
        bias=model.bias, thresholds=model.thresholds,
    )  # fmt: skip
