"""Writes the table of dependencies, requirements/README.md: each with its reason, its size and whether users get it.

.venv/bin/python scripts/dependencies.py linux_x86_64=FOLDER win_amd64=FOLDER     sizes: of the wheels there
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from bundling.lock import Pinned, needed, read_lock
from bundling.targets import TARGETS, environment
from bundling.wheels import chosen
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
_HEADS = {
    "ours": "What we ask for",
    "through": "What they ask for",
    "building": "What only builds the package",
}


def reasons() -> dict[str, dict[str, str]]:
    """The reasons by group and package."""
    return tomllib.loads((ROOT / "requirements" / "reasons.toml").read_text(encoding="utf-8"))


def table(
    locked: Iterable[Pinned], given: Mapping[str, Mapping[str, str]], sizes: Mapping[str, Mapping[str, int]]
) -> str:
    """The page. Raises KeyError for a locked package without a reason."""
    entries = {entry.name: entry for entry in locked}
    lines = [
        "# Dependencies",
        "",
        "Written by `scripts/dependencies.py` from `reasons.toml` and the lock, which pins every package by SHA-256;",
        "sizes are megabytes of the wheel. Licences: `scripts/bundling/licences.toml`.",
        "",
        f"{len(entries)} packages are locked for three systems and two versions of Python.",
    ]
    if sizes:
        lines += ["", "| a bundle for | packages | MB |", "|---|---|---|"]
        lines += [f"| {name} | {len(of)} | {sum(of.values()) / 1e6:.0f} |" for name, of in sizes.items()]
    columns = "".join(f" {name} |" for name in sizes)
    for group, head in _HEADS.items():
        lines += ["", f"## {head}", "", f"| package | why |{columns}", "|---|---|" + "---|" * len(sizes)]
        for name in sorted(given[group]):
            cells = "".join(f" {of[name] / 1e6:.1f} |" if name in of else " |" for of in sizes.values())
            lines.append(f"| {name} | {given[group][name]} |{cells}")
    return "\n".join(lines) + "\n"


def measured(folders: Mapping[str, Path]) -> dict[str, dict[str, int]]:
    """For each system the bytes of each package's wheel in the folder that was given for it."""
    lock = read_lock(ROOT / "requirements" / "run.txt")
    found = {}
    for name, folder in folders.items():
        wheels = chosen(needed(lock, environment(TARGETS[name], "3.11")), TARGETS[name], "3.11", folder)
        found[name] = {str(canonicalize_name(parse_wheel_filename(one.name)[0])): one.stat().st_size for one in wheels}
    return found


def main() -> None:
    """Writes the page."""
    folders = {name: Path(folder) for name, _, folder in (argument.partition("=") for argument in sys.argv[1:])}
    page = table(read_lock(ROOT / "requirements" / "run.txt"), reasons(), measured(folders))
    (ROOT / "requirements" / "README.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
