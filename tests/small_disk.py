"""A disk that gets full: a small tmpfs where that may be mounted, else a limit on the size of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SmallDisk:
    """A folder with little room; `grow` gives it more."""

    folder: Path
    mounted: bool

    def grow(self, size: int) -> None:
        """Room for `size` bytes from now on."""
        if self.mounted:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)
        else:
            _limit_files(size)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """A folder for `size` bytes."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)]
    allowed = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
    mounted = allowed and subprocess.run(command, check=False).returncode == 0
    if not mounted:
        _limit_files(size)
    try:
        yield SmallDisk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # a test that failed may still write there
        else:
            _limit_files(None)


def _limit_files(size: int | None) -> None:
    """No file of this process may grow beyond `size` bytes; None takes the limit away. Writing then gives EFBIG."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size is None else size, hard))
