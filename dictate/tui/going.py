"""The line in the list that tells what the rules of retention will clear soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dictate.tui.phrases import count, day

if TYPE_CHECKING:
    from dictate.vault.retention import Due


def going(soon: Sequence[Due], now: datetime) -> str:
    """What goes within a week and from when; empty when nothing does. Drafts are never among it."""
    if not soon:
        return ""
    sounds = sum(one.kind == "sound" for one in soon)
    notes = len(soon) - sounds
    told = [f"ljudet till {count(sounds, 'anteckning', 'anteckningar')}"] if sounds else []
    told += [count(notes, "exporterad anteckning", "exporterade anteckningar")] if notes else []
    first = max(min(one.at for one in soon).astimezone(now.tzinfo), now)
    return f"Gallras snart, tidigast {day(first, now)}: {' och '.join(told)}."
