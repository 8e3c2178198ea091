"""How a group of tables reaches the store that it is a part of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Rows = Callable[..., list[tuple[Any, ...]]]
"""Runs a statement with its values and gives the rows."""

Transaction = Callable[[], AbstractContextManager[None]]
"""All statements inside take hold together, or none does."""
