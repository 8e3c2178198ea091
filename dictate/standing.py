"""Who is a stranger in the case, and what a protected identity forbids to keep: that is looked at before the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from dictate.journal.note import Note
from redaction.finding import Finding

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon
    from redaction.policy import Policy

Standing = Literal["blocking", "stranger", ""]
"""Why a finding is shown first: a place that a protected identity forbids, or a name that is not of the case."""

ORDER: tuple[Standing, ...] = ("blocking", "stranger", "")


class Standings:
    """Tells the standing of findings, and looks each text up in the case once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}
        self._lexicon: Lexicon | None = None

    def all(self, note: Note, policy: Policy, lexicon: Lexicon | None, author: str) -> Mapping[str, Standing]:
        """The standing of each finding of the note, by its id; `author` is the name of the one who writes."""
        return {found.id: self.one(found.finding, policy, lexicon, author) for found in note.findings}

    def one(self, finding: Finding, policy: Policy, lexicon: Lexicon | None, author: str) -> Standing:
        """The standing of one finding."""
        if policy.blocks(finding):
            return "blocking"
        if finding.label != "PERSON" or lexicon is None or not lexicon.people or self._knows(lexicon, finding):
            return ""
        return "" if set(finding.text.casefold().split()) <= set(author.casefold().split()) else "stranger"

    def _knows(self, lexicon: Lexicon, finding: Finding) -> bool:
        if lexicon is not self._lexicon:
            self._lexicon = lexicon
            self._known.clear()
        key = (finding.label, finding.text)
        if key not in self._known:
            self._known[key] = lexicon.knows(finding)
        return self._known[key]
