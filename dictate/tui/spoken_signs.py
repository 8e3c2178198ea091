"""Words for signs, where the screen is read aloud: a screen reader passes over most signs, or tells their looks."""

from __future__ import annotations

from collections.abc import Mapping

IN_LISTS: Mapping[str, str] = {
    "◆": "väntar",
    "✓": "klart",
    "→": "ersatt",
    "█": "maskerat",
    "×": "borttaget",
    "◊": "förslag",
    "?": "att se över",
    "!": "obs",
    "○": "",
    "●": "",
    "♪": "ljudfil",
    "›": "",
    "↑": "",
}
"""What the first cell of a row says. The empty ones stand in rows that say the same in words."""

IN_TEXT: Mapping[str, str] = {
    "◆": "(väntar) ",
    "✓": "(behålls) ",
    "→": "(ersatt) ",
    "×": "(tas bort) ",
    "?": "(osäkert) ",
}
"""What stands before a word of the note that is marked."""
