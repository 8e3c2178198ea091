"""What the present place is about, in words: the finding and why, its decision, the sentence and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from dictate.journal.checks import CheckResult
from dictate.journal.doubts import Doubt
from dictate.journal.note import NoteFinding, Sentence
from dictate.journal.predecided import Decider
from dictate.standing import Standing
from dictate.tui.phrases import CHECK, DECIDED, DOUBT, MARKS, count
from dictate.tui.place import Mark
from redaction.finding import LABEL_WORDS, TAG_WORDS, Sensitive

STANDINGS: Mapping[Standing, str] = {
    "stranger": "! Okänd i ärendet. I lägger till personen i ärendet.",
    "blocking": "! Får inte behållas: skyddad identitet, och det här kan röja var någon vistas.",
}
DECIDERS: Mapping[Decider, str] = {
    "case": ", som förra gången",
    "policy": ", bestämt av organisationens policy",
    "protected": ", på grund av skyddad identitet",
}
_UNSURE = 0.3
"""Below this confidence the section is offered for a second look."""


@dataclass(frozen=True, slots=True)
class Here:
    """All that is told of a place: its `mark`, and its `sentence` (None where the mark is of the whole note).

    `speaker` is who says it in a recorded conversation.
    """

    sentence: Sentence | None
    section: str
    mark: Mark | None
    alike: int
    sensitive: Sequence[Sensitive]
    standing: Standing = ""
    decider: Decider = ""
    speaker: str = ""


class Detail(Static):
    """A few lines about the present place."""

    def show(self, here: Here | None) -> None:
        """Tells about this place; None when the note is empty."""
        self.update(Content("\n").join(_lines(here)) if here else Content("Anteckningen är tom."))


def _lines(here: Here) -> list[Content]:
    mark = here.mark
    if mark and mark.found:
        lines = _finding_lines(mark.found, here)
    elif mark and mark.doubt:
        lines = _doubt_lines(mark.doubt)
    elif mark and mark.remark:
        lines = _check_lines(mark.remark)
    else:
        lines = [Content.styled("Inget att se över i meningen", "$quiet")]
    if here.sentence is None:
        return lines
    # Where there is little room the last lines are not seen; what was said is nowhere else on the screen.
    return [
        lines[0],
        *_spoken_by(here.speaker),
        *_said(here.sentence),
        *lines[1:],
        *_sentence_lines(here, here.sentence),
    ]


def _spoken_by(speaker: str) -> list[Content]:
    return [Content.assemble(("Säger: ", "$quiet"), speaker)] if speaker else []


def _said(sentence: Sentence) -> list[Content]:
    if sentence.original and sentence.text != sentence.original:
        return [Content.assemble(("≠ Ändrad. Så sades det: ", "$quiet"), (sentence.original, "italic"))]
    return []


def _doubt_lines(doubt: Doubt) -> list[Content]:
    lines = [
        Content.assemble((f"{DOUBT} Osäkert ord ", "bold $secondary"), (doubt.text, "bold")),
        Content(f"{doubt.reason[:1].upper()}{doubt.reason[1:]}."),
    ]
    if doubt.alternatives:
        heard = [
            (f"{number} ", "bold $primary", text or "ta bort ordet")
            for number, text in enumerate(doubt.alternatives, 1)
        ]
        also = [Content.assemble((number, style), text) for number, style, text in heard[:9]]
        lines.insert(1, Content.assemble(("Hördes också: ", "$quiet"), Content("   ").join(also)))
    return lines


def _check_lines(remark: CheckResult) -> list[Content]:
    told = "måste rättas före export" if remark.required else "bra att se över"
    return [
        Content.assemble((f"{CHECK} Kontroll ", "bold $accent"), (told, "$quiet")),
        Content(remark.reason),
    ]


def _finding_lines(found: NoteFinding, here: Here) -> list[Content]:
    alike = here.alike
    first = Content.assemble(
        (f"{MARKS[found.decision]} {LABEL_WORDS[found.finding.label].capitalize()} ", "bold $accent"),
        (found.finding.text, "bold"),
        (f"  finns på {count(alike, 'ställe', 'ställen')}" if alike > 1 else "", "$quiet"),
    )
    lines = [first]
    if here.standing:
        lines.append(Content.styled(STANDINGS[here.standing], "$accent"))
    lines.append(Content.assemble(("Varför: ", "$quiet"), found.finding.reason))
    if found.decision:
        how = f" av ”{found.role}”" if found.decision == "role" else ""
        whose = DECIDERS.get(here.decider, "")
        decided = f"{DECIDED[found.decision]}{how}{whose}"
        lines.append(Content.assemble(("Beslut: ", "$quiet"), decided))
    return lines


def _sentence_lines(here: Here, sentence: Sentence) -> list[Content]:
    lines = [
        Content.assemble((f"▲ Känsligt: {TAG_WORDS[item.tag]}. ", "$accent"), item.reason) for item in here.sensitive
    ]
    if sentence.how == "classified" and sentence.confidence < _UNSURE:
        lines.append(Content.assemble(("? Osäkert avsnitt: ", "$accent"), f"{here.section}. F flyttar."))
    if not sentence.original:
        lines.append(Content.styled("Skriven för hand.", "$quiet"))
    return lines
