"""The report's figures as lines of text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from dictate.pilot.blocks import Bullets, Text
from dictate.pilot.outcomes import Outcome
from dictate.pilot.report import ROLES, summary
from dictate.pilot.swedish import capital, change, ends, level, sure


def lines(outcome: Outcome) -> Iterator[str]:
    """The summary, then every comparison of every role on a line."""
    for block in summary(outcome):
        if isinstance(block, Bullets):
            yield from (f"- {point}" for point in block.points)
        elif isinstance(block, Text):
            yield f"{block.lead} {block.text}".strip()
    for role in outcome.roles:
        yield ""
        yield f"{capital(ROLES[role.role]):<52}{'först':>10}{'sedan':>10}{'skillnad':>22}  intervall"
        for one in (*role.documentation, *role.learning, *role.quality, *role.time, *role.survey):
            first, second = level(one.first, one.level), level(one.second, one.level)
            found = f"{change(one):>22}  {ends(one):<18}{sure(one)}"
            yield f"{one.full_title[:51]:<52}{first:>10}{second:>10}{found}"
