"""A case that comes as a file, and what makes a case wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.text_files import read_text

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon


class CaseInvalid(DictateError):
    """A case without a title, or a case file that does not hold the people and places of a case."""


def read_case(path: Path) -> Lexicon:
    """The people and places of a case. Raises TextUnreadable or CaseInvalid."""
    from redaction.errors import BadCaseFile
    from redaction.lexicon import Lexicon

    try:
        return Lexicon.from_json(read_text(path))
    except BadCaseFile as error:
        raise CaseInvalid(str(error)) from error
