"""Word lists and weights lie in TOML files beside the code that reads them, so that they can be changed without it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> Mapping[str, Any]:
    """The tables of `redaction/<name>.toml`, read once; `name` may hold a folder (`detectors/phone`)."""
    folder = resources.files("redaction")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words listed under `key` in `redaction/<name>.toml`, in lower case."""
    value = load(name)[key]
    listed = value.split() if isinstance(value, str) else value
    return frozenset(str(word).lower() for word in listed)
