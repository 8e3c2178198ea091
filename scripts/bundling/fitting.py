"""Whether the wheels of a bundle fit together on the computer they are for: `pip check`, without that computer."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from bundling.errors import BundleError


def expect_whole(wheels: Sequence[Path], environment: Mapping[str, str]) -> int:
    """How many requirements were looked at. Raises BundleError for the first wheel that lacks what it asks for.

    `environment` is what markers evaluate to on that computer. Followed are also the extras that are asked for.
    """
    abouts = {canonicalize_name(str(about["Name"])): about for about in map(metadata, wheels)}
    waiting = [(name, "") for name in sorted(abouts)]
    seen = set(waiting)
    looked = 0
    while waiting:
        name, extra = waiting.pop()
        about = abouts[name]
        python = str(about["Requires-Python"] or "")
        if not SpecifierSet(python).contains(environment["python_full_version"]):
            raise BundleError(f"{name} {about['Version']} kräver Python {python}.")
        for needed in _needed(about, {**environment, "extra": extra}):
            looked += 1
            other = canonicalize_name(needed.name)
            if other not in abouts:
                raise BundleError(f"{name} {about['Version']} behöver {needed}, som saknas i paketet.")
            if not needed.specifier.contains(str(abouts[other]["Version"]), prereleases=True):
                raise BundleError(f"{name} behöver {needed}, men paketet har {other} {abouts[other]['Version']}.")
            fresh = {(other, one) for one in needed.extras} - seen
            seen |= fresh
            waiting += sorted(fresh)
    return looked


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return BytesParser().parsebytes(archive.read(name), headersonly=True)


def _needed(about: Message, environment: Mapping[str, str]) -> list[Requirement]:
    asked = [Requirement(str(line)) for line in about.get_all("Requires-Dist", [])]
    return [one for one in asked if one.marker is None or one.marker.evaluate(dict(environment))]
