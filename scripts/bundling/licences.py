"""Licences: collected from every wheel's own data, checked against the list of those that may come along."""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name

from bundling.errors import BundleError

_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """One wheel's facts: `size` in bytes, `licence` in SPDX, `texts` the licence files in it, `homepage` or ""."""

    name: str
    version: str
    summary: str
    licence: str
    homepage: str
    sha256: str
    size: int
    file: str
    texts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Rules:
    """The list in `licences.toml`."""

    allowed: frozenset[str]
    spelled: Mapping[str, str]
    packages: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, path: Path) -> Rules:
        """Reads the list; every exception must give its reason. Raises BundleError."""
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        packages = table["package"]
        for name, entry in packages.items():
            if not entry.get("licence") or not entry.get("reason"):
                raise BundleError(f"{name} i {path.name} saknar licens eller skäl.")
        return cls(frozenset(table["allowed"]), table["spelled"], packages)

    def licence_of(self, name: str, about: Message) -> str:
        """The SPDX expression that holds for a package. Raises BundleError where it is not allowed."""
        named = self.packages.get(name)
        if named:
            return named["licence"]
        written = [str(about[field]) for field in ("License-Expression", "License") if about[field]]
        classifiers = [str(one) for one in about.get_all("Classifier", [])]
        classes = [one.rsplit(" :: ", 1)[-1] for one in classifiers if one.startswith("License")]
        found = next((self._spdx(one) for one in (*written, *classes) if self._spdx(one)), "")
        if not found:
            raise BundleError(
                f"{name} har licensen ”{(written + classes or ['okänd'])[0][:60]}”, som inte är godkänd. Pröva den och "
                "skriv in den i scripts/bundling/licences.toml med ett skäl, eller byt bibliotek."
            )
        return found

    def _spdx(self, written: str) -> str:
        text = self.spelled.get(written.strip(), written.strip())
        ids = re.findall(r"[A-Za-z0-9.\-]+", re.sub(r"\b(AND|OR|WITH)\b|[()]", " ", text))
        return text if ids and all(one in self.allowed for one in ids) else ""


def package(wheel: Path, sha256: str, rules: Rules) -> Package:
    """The facts of a wheel. Raises BundleError where its licence is not allowed."""
    with zipfile.ZipFile(wheel) as archive:
        about_name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        about = BytesParser().parsebytes(archive.read(about_name))
        folder = about_name.split("/")[0] + "/"
        texts = {
            PurePosixPath(name).name: archive.read(name)
            for name in sorted(archive.namelist())
            if name.startswith(folder) and _TEXTS.search(PurePosixPath(name).name) and not name.endswith("/")
        }
    name = canonicalize_name(str(about["Name"]))
    return Package(
        name,
        str(about["Version"]),
        str(about["Summary"] or ""),
        rules.licence_of(name, about),
        _homepage(about),
        sha256,
        wheel.stat().st_size,
        wheel.name,
        texts,
    )


def overview(packages: Iterable[Package], rules: Rules) -> str:
    """The licences as one Swedish text: a table, the exceptions with their reasons, then every licence's own words."""
    listed = sorted(packages, key=lambda one: one.name)
    lines = ["# Licenser för det som följer med Dictate", "", "| paket | version | licens |", "|---|---|---|"]
    lines += [f"| {one.name} | {one.version} | {one.licence} |" for one in listed]
    lines += ["", "## Undantag och tillägg", ""]
    for one in listed:
        if entry := rules.packages.get(one.name):
            inside = f" Innehåller {entry['inside']}." if entry.get("inside") else ""
            lines.append(f"- **{one.name}**: {entry['licence']}.{inside} {entry['reason']}")
    for one in listed:
        for file, text in one.texts.items():
            lines += ["", f"## {one.name} {one.version}: {file}", "", text.decode("utf-8", "replace").strip()]
    return "\n".join(lines) + "\n"


def _homepage(about: Message) -> str:
    urls = [str(about["Home-page"])] if about["Home-page"] else []
    for line in about.get_all("Project-URL", []):
        label, _, url = str(line).partition(",")
        if label.strip().lower() in ("homepage", "source", "repository", "source code"):
            urls.append(url.strip())
    return next((url for url in urls if url.startswith("https://")), "")
