"""The seventeen sections that all templates share, read from `templates/shared/sections.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dictate.journal.toml_file import DataFileInvalid, line_of, read_toml
from dictate.shipped import shipped

SECTION_IDS = (
    "kontakt", "barnets_rost", "halsa", "utbildning", "kanslor_beteende", "sociala_relationer", "omsorg", "stimulans",
    "tillganglighet", "sakerhet", "familjesituation", "familjebakgrund", "boende_ekonomi", "natverk", "bedomning",
    "planering", "ovrigt",
)  # fmt: skip
"""What a classifier chooses among: fixed, because models are trained on them; how they are called is data."""


@dataclass(frozen=True, slots=True)
class Section:
    """A shared section: its heading in the document, what it holds (help text) and other names for it in speech."""

    id: str
    heading: str
    holds: str
    spoken: tuple[str, ...]


def read_sections(path: Path) -> tuple[Section, ...]:
    """The sections in `path`, in its order. Raises DataFileInvalid unless each id of SECTION_IDS is there once."""
    data, text = read_toml(path)
    sections = []
    for entry in data.get("section", []):
        try:
            sections.append(Section(entry["id"], entry["heading"], entry["holds"], tuple(entry["spoken"])))
        except (KeyError, TypeError) as error:
            name = str(entry.get("id", "")) if isinstance(entry, dict) else ""
            line = line_of(text, f'id = "{name}"')
            raise DataFileInvalid(path, f"avsnittet {name or 'utan id'} saknar uppgifter", line) from error
    if sorted(section.id for section in sections) != sorted(SECTION_IDS):
        raise DataFileInvalid(path, "varje gemensamt avsnitt ska finnas en gång")
    return tuple(sections)


@cache
def shared_sections() -> tuple[Section, ...]:
    """The shipped sections, read once."""
    return read_sections(shipped("templates") / "shared" / "sections.toml")
