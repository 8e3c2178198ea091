"""The note as plain text, to paste into a case system."""

from __future__ import annotations

from dictate.export.typography import typeset
from dictate.journal.render import Reading


def to_text(reading: Reading) -> str:
    """Title, fields and sections as plain lines, the highest headings in capitals."""
    lines = [reading.title, ""]
    lines += [f"{row.title}: {row.value.text}" for row in reading.rows]
    for part in reading.parts:
        lines += ["", part.heading.upper() if part.level == 1 else part.heading]
        lines += [paragraph.text for paragraph in part.paragraphs]
    return typeset("\n".join(lines)).strip() + "\n"
