"""CAM++ in numpy: a voice as 192 numbers, with the published weights and without the library that made them.

Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking", 2023
(arXiv:2303.00332), as in 3D-Speaker (Apache-2.0). Arrays are (channels, ..., frames).
"""

from __future__ import annotations

import collections
import io
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of the three dense blocks."""
_SEGMENT = 100
_EPSILON = 1e-5


class SpeakerNet:
    """The loaded network."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """`weights` by the names of the published model."""
        self._weights = weights
        self._norms: dict[str, tuple[Array, Array]] = {}

    def embedding(self, features: Array) -> Array:
        """192 numbers of length 1 for the voice in filter banks (frames, 80); half a second of them at least."""
        import numpy as np

        x = self._head(features.T[None])
        x = _relu(self._norm(self._conv(x, "xvector.tdnn.linear.weight", stride=2), "xvector.tdnn.nonlinear.batchnorm"))
        for number, (layers, dilation) in enumerate(_BLOCKS, 1):
            for layer in range(1, layers + 1):
                x = np.concatenate([x, self._dense_layer(x, f"xvector.block{number}.tdnnd{layer}", dilation)])
            name = f"xvector.transit{number}"
            x = self._point(_relu(self._norm(x, f"{name}.nonlinear.batchnorm")), f"{name}.linear.weight")
        x = _relu(self._norm(x, "xvector.out_nonlinear.batchnorm"))
        pooled = np.concatenate([x.mean(axis=1), x.std(axis=1, ddof=1)])[:, None]
        name = "xvector.dense"
        found = self._norm(self._point(pooled, f"{name}.linear.weight"), f"{name}.nonlinear.batchnorm")[:, 0]
        return np.asarray(found / np.linalg.norm(found), np.float32)

    def _head(self, x: Array) -> Array:
        """The residual convolutions over frequency and time, put out as channels by time."""
        x = _relu(self._norm(self._plane(x, "head.conv1.weight"), "head.bn1"))
        for name in ("head.layer1.0", "head.layer1.1", "head.layer2.0", "head.layer2.1"):
            stride = 2 if name.endswith("0") else 1
            y = _relu(self._norm(self._plane(x, f"{name}.conv1.weight", stride), f"{name}.bn1"))
            y = self._norm(self._plane(y, f"{name}.conv2.weight"), f"{name}.bn2")
            if stride == 2:
                short = self._weights[f"{name}.shortcut.0.weight"][:, :, 0, 0]
                rows = x[:, ::2]
                x = self._norm((short @ rows.reshape(len(x), -1)).reshape(-1, *rows.shape[1:]), f"{name}.shortcut.1")
            x = _relu(y + x)
        x = _relu(self._norm(self._plane(x, "head.conv2.weight", 2), "head.bn2"))
        return x.reshape(-1, x.shape[-1])

    def _dense_layer(self, x: Array, name: str, dilation: int) -> Array:
        """A bottleneck, a dilated convolution, and a mask from what surrounds it (context-aware masking)."""
        import numpy as np

        x = self._point(_relu(self._norm(x, f"{name}.nonlinear1.batchnorm")), f"{name}.linear1.weight")
        x = _relu(self._norm(x, f"{name}.nonlinear2.batchnorm"))
        cam = f"{name}.cam_layer"
        y = self._conv(x, f"{cam}.linear_local.weight", dilation=dilation)
        starts = np.arange(0, x.shape[1], _SEGMENT)
        lengths = np.minimum(starts + _SEGMENT, x.shape[1]) - starts
        means = np.add.reduceat(x, starts, axis=1) / lengths.astype(np.float32)
        context = x.mean(axis=1, keepdims=True) + np.repeat(means, lengths, axis=1)
        context = _relu(self._point(context, f"{cam}.linear1.weight") + self._weights[f"{cam}.linear1.bias"][:, None])
        mask = self._point(context, f"{cam}.linear2.weight") + self._weights[f"{cam}.linear2.bias"][:, None]
        return np.asarray(y / (1 + np.exp(-mask)), np.float32)

    def _point(self, x: Array, name: str) -> Array:
        return self._weights[name][:, :, 0] @ x

    def _conv(self, x: Array, name: str, stride: int = 1, dilation: int = 1) -> Array:
        """A convolution over time that keeps the length, padded with zeros."""
        import numpy as np

        weight = self._weights[name]
        half = (weight.shape[2] - 1) // 2 * dilation
        padded = np.pad(x, ((0, 0), (half, half)))
        frames = range(weight.shape[2])
        parts = [padded[:, at * dilation : at * dilation + x.shape[1] : stride] for at in frames]
        return np.concatenate([weight[:, :, at] for at in frames], axis=1) @ np.concatenate(parts)

    def _plane(self, x: Array, name: str, stride: int = 1) -> Array:
        """A 3 by 3 convolution over (frequency, time), with a stride over frequency."""
        import numpy as np

        weight = self._weights[name]
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        rows, columns = x.shape[1], x.shape[2]
        parts = [
            padded[:, row : row + rows : stride, column : column + columns] for row in range(3) for column in range(3)
        ]
        shape = parts[0].shape
        flat = np.concatenate([part.reshape(len(x), -1) for part in parts])
        kernel = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
        return np.asarray((kernel @ flat).reshape(len(weight), *shape[1:]), np.float32)

    def _norm(self, x: Array, name: str) -> Array:
        """Batch normalisation as learnt: one factor and one offset a channel."""
        import numpy as np

        if name not in self._norms:
            deviation = np.sqrt(self._weights[f"{name}.running_var"] + np.float32(_EPSILON))
            factor = self._weights.get(f"{name}.weight", np.float32(1)) / deviation
            offset = self._weights.get(f"{name}.bias", np.float32(0)) - self._weights[f"{name}.running_mean"] * factor
            self._norms[name] = factor, offset
        factor, offset = self._norms[name]
        shape = (-1,) + (1,) * (x.ndim - 1)
        return x * factor.reshape(shape) + offset.reshape(shape)


def _relu(x: Array) -> Array:
    import numpy as np

    return np.maximum(x, np.float32(0))


def read_weights(path: Path) -> dict[str, Array]:
    """The arrays of a PyTorch checkpoint, without PyTorch. Nothing in the file is run: only arrays are built.

    Raises ValueError, KeyError or pickle.UnpicklingError for a file that is something else.
    """
    with zipfile.ZipFile(path) as archive:
        top = archive.namelist()[0].split("/")[0]
        found = _Arrays(archive, top).load()
    return {name: value for name, value in found.items() if not name.endswith("num_batches_tracked")}


class _Arrays(pickle.Unpickler):
    """Builds arrays and an ordered dictionary, and refuses everything else that a pickle could ask for."""

    def __init__(self, archive: zipfile.ZipFile, top: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{top}/data.pkl")))
        self._archive, self._top = archive, top

    def find_class(self, module: str, name: str) -> Any:
        known: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): collections.OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _tensor,
            ("torch", "FloatStorage"): "<f4",
            ("torch", "LongStorage"): "<i8",
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError("the file asks for more than arrays")
        return known[module, name]

    def persistent_load(self, reference: Any) -> Any:
        import numpy as np

        _, kind, key, _, _ = reference
        return np.frombuffer(self._archive.read(f"{self._top}/data/{key}"), kind)


def _tensor(storage: Any, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Any:
    import numpy as np

    count = int(np.prod(size))
    return storage[offset : offset + count].reshape(size)
