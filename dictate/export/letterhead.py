"""A document on the unit's letterhead: its own where there is one, else the shipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dictate.export.docx import Sender, to_docx
from dictate.journal.render import Reading
from dictate.settings import Folders, Settings
from dictate.shipped import shipped


def on_letterhead(
    reading: Reading,
    settings: Settings,
    folders: Folders,
    now: datetime,
    comments: Mapping[str, str] | None = None,
    *,
    named: bool = True,
) -> bytes:
    """The bytes of the .docx; `comments` are as in `to_docx`. Without `named` it does not tell who sends it.

    Raises LetterheadInvalid.
    """
    sender = Sender(settings.letterhead.organisation, settings.letterhead.unit, settings.author.line)
    own = folders.own_templates / "letterhead.docx"
    letterhead = own if own.is_file() else shipped("templates") / "letterhead.docx"
    return to_docx(reading, letterhead, sender if named else Sender(), now, comments)
