"""A CTranslate2 Whisper folder as the one file that whisper.cpp loads (ggml, weights as half floats).

    python scripts/ggml.py FOLDER OUT.bin

The weights are the same, so that `scripts/benchmark.py speech --whisper-cpp` compares programs and not models. Sources:
whisper.cpp, models/convert-pt-to-ggml.py, for the target; CTranslate2, model_spec.py, for the source.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MAGIC = 0x67676D6C
_KINDS = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_SPECIAL = 50_257
"""The first token that stands for no text."""
_HEAD = 64
"""Width of an attention head in every Whisper."""


class Weights:
    """The arrays of a CTranslate2 `model.bin` by name."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0
        self._take("I")
        self._text()
        self._take("I")
        self._arrays = dict(self._array() for _ in range(self._take("I")[0]))

    def __getitem__(self, name: str) -> Array:
        """The array as float32; one in int8 by the scale of each of its rows."""
        array = self._arrays[name]
        if array.dtype == np.int8:
            scale = self._arrays[f"{name}_scale"].reshape(-1, *[1] * (array.ndim - 1))
            return array.astype(np.float32) / scale
        return array.astype(np.float32)

    def layers(self, side: str) -> int:
        """How many layers the encoder or decoder has."""
        numbers = [name.split("/")[1][6:] for name in self._arrays if name.startswith(f"{side}/layer_")]
        return 1 + max(int(number) for number in numbers if number.isdigit())

    def _take(self, kinds: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + kinds, self._raw, self._at)
        self._at += struct.calcsize("<" + kinds)
        return values

    def _text(self) -> str:
        (length,) = self._take("H")
        text = self._raw[self._at : self._at + length - 1].decode()
        self._at += length
        return text

    def _array(self) -> tuple[str, Array]:
        name, (rank,) = self._text(), self._take("B")
        shape, (kind, size) = self._take(f"{rank}I"), self._take("BI")
        kept = np.dtype(_KINDS[kind])
        array = np.frombuffer(self._raw, kept, size // kept.itemsize, self._at).reshape(shape)
        self._at += size
        return name, array


def convert(folder: Path, out: Path) -> None:
    """Writes the file. Raises KeyError where the folder holds no Whisper."""
    from faster_whisper.feature_extractor import FeatureExtractor

    weights = Weights((folder / "model.bin").read_bytes())
    tokens, width = weights["decoder/embeddings/weight"].shape
    bands = weights["encoder/conv1/weight"].shape[1]
    heads, sizes = width // _HEAD, {side: weights.layers(side) for side in ("encoder", "decoder")}
    lengths = {side: len(weights[f"{side}/position_encodings/encodings"]) for side in sizes}
    filters = FeatureExtractor(feature_size=bands).mel_filters.astype("<f4")
    words = _words(json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    with out.open("wb") as file:
        file.write(struct.pack("<I", _MAGIC))
        file.write(struct.pack("<6i", tokens, lengths["encoder"], width, heads, sizes["encoder"], lengths["decoder"]))
        file.write(struct.pack("<5i", width, heads, sizes["decoder"], bands, 1))
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(words)))
        for word in words:
            file.write(struct.pack("<i", len(word)) + word)
        for name, array in _tensors(weights, sizes, width):
            _put(file, name, array)


def _words(vocabulary: dict[str, int]) -> list[bytes]:
    """The bytes of each token of text, by its number; the vocabulary writes a byte as a letter (GPT-2's alphabet)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    byte_of = {chr(byte): byte for byte in plain} | {chr(256 + n): byte for n, byte in enumerate(rest)}
    ordered = sorted(vocabulary.items(), key=lambda item: item[1])
    return [bytes(byte_of[letter] for letter in word) for word, number in ordered if number < _SPECIAL]


def _tensors(weights: Weights, sizes: dict[str, int], width: int) -> Iterator[tuple[str, Array]]:
    """Every tensor by whisper.cpp's name."""
    for side in sizes:
        yield f"{side}.positional_embedding", weights[f"{side}/position_encodings/encodings"]
    for number in (1, 2):
        yield f"encoder.conv{number}.weight", weights[f"encoder/conv{number}/weight"]
        yield f"encoder.conv{number}.bias", weights[f"encoder/conv{number}/bias"].reshape(-1, 1)
    yield from _norm(weights, "encoder.ln_post", "encoder/layer_norm")
    yield from _norm(weights, "decoder.ln", "decoder/layer_norm")
    yield "decoder.token_embedding.weight", weights["decoder/embeddings/weight"]
    for side, count in sizes.items():
        for number in range(count):
            yield from _layer(weights, side, f"{side}/layer_{number}", f"{side}.blocks.{number}", width)


def _layer(weights: Weights, side: str, source: str, target: str, width: int) -> Iterator[tuple[str, Array]]:
    own = [f"{source}/self_attention/linear_{number}" for number in (0, 1)]
    yield from _attention(f"{target}.attn", [*_rows(weights, own[0], width, 3), *_rows(weights, own[1], width, 1)])
    yield from _norm(weights, f"{target}.attn_ln", f"{source}/self_attention/layer_norm")
    if side == "decoder":
        cross = [f"{source}/attention/linear_{number}" for number in range(3)]
        counted = zip(cross, (1, 2, 1), strict=True)
        parts = [part for name, count in counted for part in _rows(weights, name, width, count)]
        yield from _attention(f"{target}.cross_attn", parts)
        yield from _norm(weights, f"{target}.cross_attn_ln", f"{source}/attention/layer_norm")
    yield from _norm(weights, f"{target}.mlp_ln", f"{source}/ffn/layer_norm")
    for number in (0, 1):
        for kind in ("weight", "bias"):
            yield f"{target}.mlp.{2 * number}.{kind}", weights[f"{source}/ffn/linear_{number}/{kind}"]


def _rows(weights: Weights, name: str, width: int, count: int) -> list[tuple[Array, Array]]:
    """A projection parted into `count` of them: CTranslate2 keeps query, key and value in one."""
    weight, bias = weights[f"{name}/weight"], weights[f"{name}/bias"]
    return [(weight[n * width : (n + 1) * width], bias[n * width : (n + 1) * width]) for n in range(count)]


def _attention(target: str, parts: list[tuple[Array, Array]]) -> Iterator[tuple[str, Array]]:
    for name, (weight, bias) in zip(("query", "key", "value", "out"), parts, strict=True):
        yield f"{target}.{name}.weight", weight
        if name != "key":  # Whisper's keys have none
            yield f"{target}.{name}.bias", bias


def _norm(weights: Weights, target: str, source: str) -> Iterator[tuple[str, Array]]:
    yield f"{target}.weight", weights[f"{source}/gamma"]
    yield f"{target}.bias", weights[f"{source}/beta"]


def _put(file: BinaryIO, name: str, array: Array) -> None:
    """A tensor: matrices as half floats, save places and biases."""
    half = array.ndim > 1 and name.endswith(".weight")
    file.write(struct.pack("<3i", array.ndim, len(name), int(half)))
    file.write(struct.pack(f"<{array.ndim}i", *array.shape[::-1]) + name.encode())
    file.write(array.astype("<f2" if half else "<f4").tobytes())


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    convert(given.folder, given.out)


if __name__ == "__main__":
    main()
