"""What the hash-pinned requirements file says, for one kind of computer.

pip evaluates markers for the computer it runs on even when it downloads for another, so they are evaluated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundling.errors import BundleError

OURS = "dictate (pyproject.toml)"
"""How the lock names our own declaration; what only builds the package is asked for by `dictate (...:setup)`."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One locked package: `requirement` as written, allowed SHA-256 digests, and who asked for it."""

    name: str
    version: str
    requirement: Requirement
    sha256: tuple[str, ...]
    via: tuple[str, ...]

    def line(self) -> str:
        """The line for pip on the target computer: no marker, every digest."""
        return " ".join((f"{self.name}=={self.version}", *(f"--hash=sha256:{digest}" for digest in self.sha256)))


def read_lock(path: Path) -> list[Pinned]:
    """Every entry of a requirements file as `uv pip compile --generate-hashes` writes it. Raises BundleError."""
    entries = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8").strip()):
        requirement = Requirement(block.split("\n", 1)[0].rstrip(" \\"))
        pins = [one.version for one in requirement.specifier if one.operator == "=="]
        digests = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        if len(pins) != 1 or not digests:
            raise BundleError(f"{requirement.name} i {path} är inte låst till en version med kontrollsummor.")
        comment = block[block.index("# via") + len("# via") :] if "# via" in block else ""
        via = tuple(line.strip(" #") for line in comment.splitlines() if line.strip(" #"))
        entries.append(Pinned(canonicalize_name(requirement.name), pins[0], requirement, digests, via))
    return entries


def needed(entries: Iterable[Pinned], environment: Mapping[str, str]) -> list[Pinned]:
    """The packages that run on that computer, by name: markers hold, and our own dependencies lead to them.

    What only builds our package stands in the same lock and is left out.
    """
    fitting = {
        entry.name: entry
        for entry in entries
        if entry.requirement.marker is None or entry.requirement.marker.evaluate(dict(environment))
    }
    reached: set[str] = set()
    fresh = {name for name, entry in fitting.items() if OURS in entry.via}
    while fresh:
        reached |= fresh
        fresh = {
            name
            for name, entry in fitting.items()
            if name not in reached and any(canonicalize_name(asker) in reached for asker in entry.via)
        }
    return [fitting[name] for name in sorted(reached)]
