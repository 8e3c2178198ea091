"""The checks made again after each change: what a decision cannot have altered is not looked for anew."""

from __future__ import annotations

from dictate.journal.checks import CheckContext, CheckResult, run_checks
from dictate.journal.note import Note
from dictate.journal.template import Template

_OF_DECISIONS = frozenset({"personuppgifter", "skyddade-uppgifter", "borttaget", "osakra-ord"})
"""The checks that read what is decided and looked at; all others read sentences, fields and agreements alone."""


class Rechecks:
    """Remembers the remarks on the latest note."""

    def __init__(self) -> None:
        self._latest: tuple[Note, Template, CheckContext, tuple[CheckResult, ...]] | None = None

    def of(self, note: Note, template: Template, context: CheckContext) -> tuple[CheckResult, ...]:
        """As `run_checks`."""
        remarks = run_checks(note, template, context, self._known(note, template, context))
        self._latest = note, template, context, remarks
        return remarks

    def _known(self, note: Note, template: Template, context: CheckContext) -> dict[str, list[CheckResult]]:
        """The remarks by check that stand as they did; a check without any has an empty list."""
        if self._latest is None:
            return {}
        before, of_template, in_context, remarks = self._latest
        same = (
            before.sentences is note.sentences
            and before.fields is note.fields
            and before.agreements is note.agreements
            and of_template is template
            and in_context == context
        )
        if not same:
            return {}
        decided = before.findings is note.findings and before.seen is note.seen
        known: dict[str, list[CheckResult]] = {
            spec.id: [] for spec in template.checks if decided or spec.id not in _OF_DECISIONS
        }
        for remark in remarks:
            if remark.check in known:
                known[remark.check].append(remark)
        return known
