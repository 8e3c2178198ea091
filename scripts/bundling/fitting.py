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

_LONGEST = 140


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


def expect_short(wheels: Sequence[Path]) -> int:
    """The longest name of a file inside the wheels. Raises BundleError for one that Windows could not make.

    Its paths have 260 characters where an administrator has not allowed more; the user's folder with the longest name
    (20), the program's, the version's and Python's own take 120 of them.
    """
    names = ((name, wheel) for wheel in wheels for name in _names(wheel))
    longest, wheel = max(((len(name), wheel) for name, wheel in names), default=(0, Path()))
    if longest > _LONGEST:
        raise BundleError(f"{wheel.name} har ett filnamn på {longest} tecken, längre än Windows klarar överallt.")
    return longest


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return BytesParser().parsebytes(archive.read(name), headersonly=True)


def _needed(about: Message, environment: Mapping[str, str]) -> list[Requirement]:
    asked = [Requirement(str(line)) for line in about.get_all("Requires-Dist", [])]
    return [one for one in asked if one.marker is None or one.marker.evaluate(dict(environment))]


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()
