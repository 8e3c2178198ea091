"""The model of sensitive content, read from one file and summed with numpy.

Three looks at a sentence are added: its traits, where the lexicon speaks, the pieces of its words, and small nets that
read its words in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from redaction.errors import RedactionError
from redaction.finding import TAGS, Tag
from redaction.tagging.cues import BITS as CUE_BITS
from redaction.tagging.cues import cues_of
from redaction.tagging.cut_net import CutNet
from redaction.tagging.cuts import Cutter
from redaction.tagging.grams import grams_of
from redaction.tagging.kinds import hits_of
from redaction.tagging.net import Net
from redaction.tagging.traits import Trait, traits_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMAT = 5
# Of the nets' log odds beside those of the two linear looks; a net needs many sentences to learn a tag from.
_NET_SHARES: Mapping[Tag, float] = {"HEALTH": 0.36, "CRIME": 0.36, "ORIGIN": 0.32}
NET_SHARES = tuple(_NET_SHARES.get(tag, 0.12) for tag in TAGS)
_PARTS = tuple(field.name for field in fields(Net) if field.init)
_CUT_PARTS = tuple(field.name for field in fields(CutNet) if field.init)


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
    """`weights` (tags x traits) and `grams` (tags x pieces) with one `bias` (tags) for both, `nets` beside them.

    `idf` (pieces) is how rare a piece is; the pieces of a sentence count as a vector of length one. `kinds` are the
    lexicon's kinds that the nets know. `thresholds` (tags) are the chances from which a tag is shown. `cutter` parts
    sentences that run on.
    """

    weights: NDArray[np.float32]
    grams: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    kinds: tuple[str, ...]
    nets: tuple[Net, ...]
    thresholds: NDArray[np.float32]
    cutter: Cutter

    def log_odds(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Sentences x tags, for the sentences of a text in order, given as their words; without words it is -inf."""
        import numpy as np

        found = np.full((len(sentences), len(TAGS)), -np.inf, np.float32)
        places = [at for at, sentence in enumerate(sentences) if sentence]
        if not places:
            return found
        hits = [hits_of(sentences[at]) for at in places]
        rows = {kind: (1 << CUE_BITS) + number for number, kind in enumerate(self.kinds)}
        cues = [cues_of(sentences[at], hit, rows) for at, hit in zip(places, hits, strict=True)]
        read = sum((net.log_odds(cues) for net in self.nets), np.zeros((len(places), len(TAGS)), np.float32))
        read /= max(1, len(self.nets))
        share = np.array(NET_SHARES, np.float32) * bool(self.nets)
        for at, hit, odds in zip(places, hits, read, strict=True):
            spoken = self._spoken(traits_of(sentences[at], hit))
            both = spoken.sum(1) + self._spelled(grams_of(sentences[at])) + self.bias
            found[at] = (1 - share) * both + share * odds
        return found

    def verdicts(self, sentence: Sequence[str], odds: NDArray[np.float32], most_words: int = 3) -> list[Verdict]:
        """The tags that a sentence has by its log odds (tags), with the words that spoke for them."""
        import numpy as np

        chances = 1 / (1 + np.exp(-odds))
        shown = np.flatnonzero(chances >= self.thresholds).tolist()
        if not shown:
            return []
        traits = traits_of(sentence, hits_of(sentence))
        spoken = self._spoken(traits)
        return [
            Verdict(TAGS[row], float(chances[row]), _strongest(spoken[row].tolist(), traits, most_words))
            for row in shown
        ]

    def _spoken(self, traits: Sequence[Trait]) -> NDArray[np.float32]:
        """Tags x traits."""
        import numpy as np

        columns = [trait.number for trait in traits]
        spoken: NDArray[np.float32] = self.weights[:, columns] * np.array([one.strength for one in traits], np.float32)
        return spoken

    def _spelled(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        import numpy as np

        columns = np.array(pieces, np.intp)
        rare = self.idf[columns]
        spelled: NDArray[np.float32] = self.grams[:, columns] @ rare / max(float(np.sqrt(rare @ rare)), 1e-6)
        return spelled


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
            nets = tuple(Net(**_parts(file, f"{number}", _PARTS)) for number in range(int(file["nets"])))
            cut_nets = tuple(
                CutNet(**_parts(file, f"_cut{number}", _CUT_PARTS)) for number in range(int(file["cut_nets"]))
            )
            return SensitiveModel(
                file["weights"].astype(np.float32) * file["scales"][:, None],
                file["grams"].astype(np.float32) * file["gram_scales"][:, None],
                file["idf"].astype(np.float32),
                file["bias"].astype(np.float32),
                tuple(file["kinds"].tolist()),
                nets,
                file["thresholds"].astype(np.float32),
                Cutter(cut_nets),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UnreadableSensitiveModel(message) from error


def write(path: Path, model: SensitiveModel) -> None:
    """Writes the file that `read` reads: weights as bytes with a scale a tag, in the nets a scale a column."""
    import numpy as np

    weights, scales = _as_bytes(model.weights)
    grams, gram_scales = _as_bytes(model.grams)
    parts: dict[str, Any] = {}
    for number, net in enumerate(model.nets):
        parts |= _small(net, f"{number}", _PARTS)
    for number, cut_net in enumerate(model.cutter.nets):
        parts |= _small(cut_net, f"_cut{number}", _CUT_PARTS)
    np.savez_compressed(
        path, format=np.int64(_FORMAT), tags=np.array(TAGS), weights=weights, scales=scales, grams=grams,
        gram_scales=gram_scales, idf=model.idf.astype(np.float16), bias=model.bias, thresholds=model.thresholds,
        kinds=np.array(model.kinds), nets=np.int64(len(model.nets)), cut_nets=np.int64(len(model.cutter.nets)), **parts,
    )  # fmt: skip


def _small(net: Net | CutNet, ending: str, names: Sequence[str]) -> dict[str, Any]:
    """The parts of a net as bytes, each with a scale a column, under its name with `ending`."""
    import numpy as np

    found: dict[str, Any] = {}
    for name in names:
        columns, scales = _as_bytes(np.atleast_2d(getattr(net, name)).T)
        found |= {f"{name}{ending}": columns.T, f"{name}{ending}_scale": scales}
    return found


def _parts(file: Mapping[str, Any], ending: str, names: Sequence[str]) -> dict[str, Any]:
    """What `_small` made, as it was."""
    return {name: _whole(file[name + ending], file[f"{name}{ending}_scale"]) for name in names}


def _whole(small: NDArray[np.int8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """The columns as they were; a bias is one row."""
    import numpy as np

    weights: NDArray[np.float32] = small.astype(np.float32) * scales
    return weights[0] if len(weights) == 1 else weights


def _as_bytes(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A scale a row."""
    import numpy as np

    scales = np.maximum(np.abs(weights).max(1) / 127, 1e-12).astype(np.float32)
    return np.round(weights / scales[:, None]).astype(np.int8), scales
