"""What a killed program leaves in the data folder: half-installed models and half-written files."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

# What is being made right now is younger than this: the largest model takes minutes to copy.
_OLD_S = 3600.0
_MODEL = re.compile(r"\.[A-Za-z0-9_.-]+-[a-z0-9_]{8}\Z")
_PART = re.compile(r".+\.part\Z|notes\.key\.[0-9a-f]{8}\Z")


def leftovers(folder: Path, now: float | None = None) -> tuple[Path, ...]:
    """The half-made files and folders, an hour old at least; `now` is Unix time."""
    oldest = (time.time() if now is None else now) - _OLD_S
    found = [path for path in _within(folder / "models") if _MODEL.match(path.name)]
    found += [path for path in _within(folder) if _PART.match(path.name) and not path.is_dir()]
    return tuple(sorted(path for path in found if _touched(path) < oldest))


def remove(paths: tuple[Path, ...]) -> int:
    """Takes them away, links unfollowed; gives how many went. What can't be removed stays for another time."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            _unlink(path)
    return sum(not os.path.lexists(path) for path in paths)


def _within(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _touched(path: Path) -> float:
    """When it, or anything directly in it, was last written: Unix time; infinite where that can't be told."""
    try:
        times = [path.lstat().st_mtime]
        if path.is_dir() and not path.is_symlink():
            times += [inner.lstat().st_mtime for inner in path.iterdir()]
    except OSError:
        return float("inf")
    return max(times)


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return
