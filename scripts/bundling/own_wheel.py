"""Our own wheel, the same bytes whenever and wherever it is built from the same sources."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bundling.errors import BundleError

EPOCH = "1577836800"
"""2020-01-01, the time of every file in what we build: a date tells nothing that the version does not."""


def build(root: Path, into: Path) -> Path:
    """Builds the wheel of the checkout `root` with the pinned hatchling. Raises BundleError."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    wheels = list(into.glob("dictate-*.whl"))
    if result.returncode or len(wheels) != 1:
        lines = result.stderr.strip().splitlines() or ["okänt fel"]
        raise BundleError(f"Programmet kunde inte packas: {lines[-1]}")
    return wheels[0]
