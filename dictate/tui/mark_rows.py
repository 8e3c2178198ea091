"""The list beside the note: a row for each mark, made anew only where the mark tells something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dictate.journal.note import NoteFinding
from dictate.journal.predecided import Decider
from dictate.standing import Standing
from dictate.tui.phrases import CHECK, DOUBT, MARKS
from dictate.tui.place import Mark
from dictate.tui.rows import Cell, Row
from redaction.finding import LABEL_WORDS

_STANDINGS: Mapping[Standing, str] = {"stranger": "okänd i ärendet", "blocking": "får inte behållas"}
_DECIDERS: Mapping[Decider, str] = {"case": "som förra gången", "policy": "enligt policyn"}

_Told = tuple[object, Standing, Decider]


class MarkRows:
    """Makes the rows again after each change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Told, Row]] = {}

    def of(
        self, marks: Sequence[Mark], standings: Mapping[str, Standing], deciders: Mapping[str, Decider]
    ) -> list[Row]:
        """The rows of `marks`, of whose findings `standings` and `deciders` tell by id."""
        self._known, before = {}, self._known
        rows = []
        for mark in marks:
            told = mark.found or mark.doubt or mark.remark, standings.get(mark.id, ""), deciders.get(mark.id, "")
            known = before.get(mark.id)
            row = known[1] if known and known[0] == told else _row(mark, *told[1:])
            self._known[mark.id] = told, row
            rows.append(row)
        return rows


def _row(mark: Mark, standing: Standing, decider: Decider) -> Row:
    if mark.doubt:
        heard = f"eller {mark.doubt.alternatives[0]}" if any(mark.doubt.alternatives[:1]) else "osäkert ord"
        return Row(mark.id, (Cell(DOUBT, "strong"), Cell(mark.doubt.text), Cell(heard, "quiet")))
    if mark.remark:
        told = "måste" if mark.remark.required else ""  # the room is for the reason
        return Row(mark.id, (Cell(CHECK, "todo"), Cell(mark.remark.reason), Cell(told, "todo")))
    assert mark.found is not None
    return _finding_row(mark.found, standing, decider)


def _finding_row(found: NoteFinding, standing: Standing, decider: Decider) -> Row:
    waits = found.decision is None
    told = _STANDINGS.get(standing, "")
    tone = "todo" if told and waits else "quiet"
    return Row(
        found.id,
        (
            Cell(MARKS[found.decision], "todo" if waits else "done"),
            Cell(found.role if found.decision == "role" else found.finding.text, "plain" if waits else "quiet"),
            Cell(_DECIDERS.get(decider, "") or told or LABEL_WORDS[found.finding.label], tone),
        ),
    )
