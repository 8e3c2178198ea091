"""The user's and the unit's own text blocks: standing phrases, inserted by a key or by saying "infoga" and their name.

They lie in a text file that IT can hand out, so nothing about a person belongs in them: what the search for personal
data finds is refused.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dictate.errors import DictateError
from dictate.journal.commands import Commands, joined, shipped_blocks, shipped_commands
from dictate.journal.text_block import TextBlock
from dictate.journal.toml_file import DataFileInvalid, read_toml
from dictate.words import one_line
from redaction.finding import LABEL_WORDS, Finding

Scan = Callable[[str], Sequence[Finding]]
"""Finds the personal data in a text."""

_LONGEST = 2_000


class TextBlockRefused(DictateError):
    """A text block without a name or text, with a name that is taken, with personal data, or that can't be saved."""


@dataclass(frozen=True, slots=True)
class TextBlocks:
    """The blocks in the file at `path`, which need not exist; `scan` looks for personal data."""

    path: Path
    scan: Scan

    def own(self) -> tuple[TextBlock, ...]:
        """Those of the file, in its order. Raises DataFileInvalid."""
        if not self.path.exists():
            return ()
        table, _ = read_toml(self.path)
        entries = table.get("block", [])
        try:
            return tuple(TextBlock(tuple(map(str, one["say"])), str(one["text"])) for one in entries)
        except (KeyError, TypeError) as error:
            raise DataFileInvalid(self.path, "ett textblock saknar uppgifter") from error

    def all(self) -> tuple[TextBlock, ...]:
        """The own ones, then the shipped ones whose names no own one has. Raises DataFileInvalid."""
        own = self.own()
        taken = {joined(name) for block in own for name in block.names}
        return (*own, *(one for one in shipped_blocks() if not any(joined(name) in taken for name in one.names)))

    def commands(self) -> Commands:
        """The spoken commands with the own blocks; without them where the file can't be read."""
        shipped = shipped_commands()
        try:
            own = {joined(name): block.text for block in self.own() for name in block.names}
        except DataFileInvalid:
            return shipped
        return replace(shipped, blocks={**shipped.blocks, **own}) if own else shipped

    def save(self, block: TextBlock, instead_of: TextBlock | None = None) -> None:
        """Writes a block, a new one last, or in place of another. Raises TextBlockRefused or DataFileInvalid."""
        text = one_line(block.text)
        names = tuple(filter(None, map(one_line, block.names)))
        own = list(self.own())
        others = [one for one in own if one != instead_of]
        self._refuse(names, text, others)
        made = TextBlock(names, text)
        if instead_of in own:
            own[own.index(instead_of)] = made
        else:
            own.append(made)
        self._write(own)

    def remove(self, block: TextBlock) -> None:
        """Takes a block out of the file. Raises TextBlockRefused or DataFileInvalid."""
        self._write(one for one in self.own() if one != block)

    def _refuse(self, names: Sequence[str], text: str, others: Sequence[TextBlock]) -> None:
        if not names or not all(joined(name) for name in names):
            raise TextBlockRefused("Ge textblocket ett namn med bokstäver, så att du kan säga det.")
        if not text or len(text) > _LONGEST:
            raise TextBlockRefused(f"Skriv textblockets text, högst {_LONGEST} tecken.")
        taken = {joined(name): name for one in others for name in one.names}
        if name := next((name for name in names if joined(name) in taken), ""):
            raise TextBlockRefused(f"Det finns redan ett textblock som heter {name}. Välj ett annat namn.")
        if found := next(iter(self.scan(text)), None):
            word = LABEL_WORDS[found.label]
            raise TextBlockRefused(f"”{found.text}” ser ut som {word}. Ett textblock får inte handla om någon person.")

    def _write(self, blocks: Iterable[TextBlock]) -> None:
        lines = ["# Textblock: sägs efter ”infoga” eller hämtas med en tangent. Inga personuppgifter."]
        for one in blocks:
            said = json.dumps(list(one.names), ensure_ascii=False)
            lines += ["", "[[block]]", f"say = {said}", f"text = {json.dumps(one.text, ensure_ascii=False)}"]
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with draft.open("x", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(lines) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(self.path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise TextBlockRefused(
                f"Textblocket kunde inte sparas i {self.path}. Kontrollera att du får skriva där."
            ) from error
