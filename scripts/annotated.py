"""Reads annotated notes: plain text with the right section of every sentence, personal data and sensitive content.

One file is one note. Lines that start with `# ` are headers (`# id:`, `# kind:`, `# form:`), empty lines separate
paragraphs, every other line is a sentence:

    section[,also-right ...] | text with [[LABEL:personal data]] marked {TAG} {TAG}

The first section is the primary one. Sentences of a paragraph are joined with a space, paragraphs with a line break.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dictate.journal.section import SECTION_IDS

LABELS = (
    "PERSON", "PERSONNUMMER", "BIRTHDATE", "PHONE", "EMAIL", "ADDRESS", "PLACE", "ORGANISATION", "VEHICLE", "ACCOUNT",
    "CASE_NUMBER", "HANDLE",
)  # fmt: skip
TAGS = ("HEALTH", "CRIME", "ORIGIN", "RELIGION", "SEXUALITY", "POLITICS", "UNION", "PROTECTED")

_ITEM = re.compile(r"\[\[([A-Z_]+):(.+?)\]\]")
_TAG = re.compile(r"\s*\{([A-Z]+)\}\s*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of personal data; `start` and `end` are character offsets in `Note.text`."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; offsets as in `Item`; `sections` are all that are right, the primary one first."""

    start: int
    end: int
    text: str
    sections: tuple[str, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `form` is `written` or `asr` (as a recogniser gives it), `kind` the sort of meeting."""

    id: str
    form: str
    kind: str
    text: str
    sentences: tuple[Sentence, ...] = field(default=())
    items: tuple[Item, ...] = field(default=())


def read_notes(folder: Path) -> list[Note]:
    """All notes in `folder`, by file name. Raises ValueError naming file and line of what does not parse."""
    return [read_note(path) for path in sorted(folder.glob("*.txt"))]


def read_note(path: Path) -> Note:
    """The note in `path`. Raises ValueError naming the line that does not parse."""
    head: dict[str, str] = {}
    text = ""
    sentences: list[Sentence] = []
    items: list[Item] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            key, _, value = line[2:].partition(":")
            head[key.strip()] = value.strip()
            continue
        if not line.strip():
            text += "\n" if text and not text.endswith("\n") else ""
            continue
        text += " " if text and not text.endswith("\n") else ""
        try:
            names, body, tags = _parts(line)
            start = len(text)
            plain, found = _plain(body, start)
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: {error}: {line[:60]!r}") from None
        text += plain
        items += found
        sentences.append(Sentence(start, len(text), plain, names, tags))
    kind, form = head.get("kind", ""), head.get("form", "")
    return Note(head.get("id", path.stem), form, kind, text, tuple(sentences), tuple(items))


def read_sentences(path: Path) -> list[Note]:
    """The texts of a file of marked sentences without sections; an empty line ends a text, "#" begins a comment."""
    notes: list[Note] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            text, items = _plain("\n".join(lines), 0)
            notes.append(Note(f"{path.stem}-{len(notes) + 1:03}", "", "", text, items=tuple(items)))
    return notes


def _parts(line: str) -> tuple[tuple[str, ...], str, frozenset[str]]:
    """Sections, marked text and tags of a line."""
    sections, bar, body = line.partition("|")
    names = tuple(part.strip() for part in sections.split(","))
    if not bar or any(name not in SECTION_IDS for name in names):
        raise ValueError("section missing or unknown")
    body = body.strip()
    tags: set[str] = set()
    while match := _TAG.search(body):
        if match[1] not in TAGS:
            raise ValueError(f"unknown tag {match[1]}")
        tags.add(match[1])
        body = body[: match.start()]
    return names, body, frozenset(tags)


def _plain(body: str, start: int) -> tuple[str, list[Item]]:
    """The text without marks, and its items with offsets from `start`."""
    plain = ""
    items: list[Item] = []
    position = 0
    for match in _ITEM.finditer(body):
        if match[1] not in LABELS:
            raise ValueError(f"unknown label {match[1]}")
        plain += body[position : match.start()]
        items.append(Item(start + len(plain), start + len(plain) + len(match[2]), match[1], match[2]))
        plain += match[2]
        position = match.end()
    plain += body[position:]
    if "[[" in plain or "]]" in plain:
        raise ValueError("unbalanced brackets")
    return plain, items
