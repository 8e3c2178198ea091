"""Who the document is for, with what the organisation's policy and the consents say of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.note import Consent
from dictate.session import Session
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Dialog
from dictate.tui.phrases import DECIDED
from dictate.tui.rows import Cell, Column, Row, RowList
from redaction.finding import LABEL_WORDS
from redaction.policy import Recipient

Kind = Literal["case_system", "outside_party", "teaching_copy", "review_copy"]

TITLES: dict[Kind, str] = {
    "case_system": "Det egna verksamhetssystemet",
    "outside_party": "Någon utanför",
    "teaching_copy": "Undervisningskopia",
    "review_copy": "Granskningskopia för en kollega",
}
_ASK = "någon annan"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the document: the kind of reader and, outside, the name as it stands in the consents."""

    kind: Kind = "case_system"
    name: str = ""

    @property
    def title(self) -> str:
        """What the receiver is called."""
        return f"{TITLES[self.kind]}: {self.name}" if self.name else TITLES[self.kind]

    @property
    def to(self) -> tuple[str, ...]:
        """The names outside, for `Session.export`."""
        return (self.name,) if self.name else ()

    @property
    def recipient(self) -> Recipient | None:
        """The kind as the policy knows it; None for a copy that is read before the note is done."""
        return None if self.kind == "review_copy" else self.kind


class Recipients(Dialog[Receiver]):
    """Gives the receiver, or None."""

    HELP = (
        "Välj vem som ska ha dokumentet. Verksamhetssystemet är din egen akt. Den som är utanför får bara det som "
        "samtycke finns för, och det som policyn döljer för utomstående. I en undervisningskopia kan ingen "
        "kännas igen. En granskningskopia är till för en kollega innan anteckningen är klar: inget är ersatt, och fynd "
        "och kontroller står som kommentarer."
    )
    TITLE = "Vem ska ha dokumentet?"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "Välj")]

    def __init__(self, session: Session, now: Receiver) -> None:
        super().__init__()
        self._session, self._now = session, now
        self._offered = {receiver.title: receiver for receiver in _offered(session)}
        self._blocked = {
            receiver.title: why for receiver in self._offered.values() if (why := _blocked(session, receiver))
        }

    def body(self) -> ComposeResult:
        yield RowList((Column(), Column(fills=True), Column()), one_click=True)
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        rows = [
            Row(
                title,
                (
                    Cell("×", "todo", said="spärrad") if title in self._blocked else Cell(" "),
                    Cell(title),
                    Cell("får inte lämnas" if title in self._blocked else "", "todo"),
                ),
            )
            for title in self._offered
        ]
        rows.append(Row(_ASK, (Cell(" "), Cell("Någon annan utanför …"), Cell(""))))
        self.query_one(RowList).show(rows, self._now.title)
        self.query_one(RowList).focus()
        self._tell()

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        key = self.query_one(RowList).key
        receiver = self._offered.get(key, Receiver("outside_party"))
        told = [self._blocked.get(key, ""), _says(self._session, receiver)]
        self.query_one("#told", Static).update("\n".join(part for part in told if part))

    def on_row_list_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Gives the present row; for somebody else the name is asked for first."""
        key = self.query_one(RowList).key
        if key in self._offered:
            self.dismiss(self._offered[key])
            return
        line = Line("Mottagare", "", "till exempel skolan", required=True, told="Så som det står i samtycket.")
        self.app.push_screen(Lines("Vem utanför?", [line]), self._named)

    def _named(self, answers: tuple[str, ...] | None) -> None:
        if answers:
            self.dismiss(Receiver("outside_party", answers[0]))


def _offered(session: Session) -> Iterator[Receiver]:
    yield Receiver()
    values = [value for value in session.note.fields.values() if not isinstance(value, str)]
    names = [name for value in values for one in value if isinstance(one, Consent) for name in one.recipients]
    yield from (Receiver("outside_party", name) for name in dict.fromkeys(names))
    yield Receiver("teaching_copy")
    yield Receiver("review_copy")


def _blocked(session: Session, receiver: Receiver) -> str:
    """Why nothing may be handed to the receiver, "" when it may."""
    if receiver.kind != "outside_party":
        return ""
    remarks = session.checks("outside_party", receiver.to)
    return next((one.reason for one in remarks if one.check == "samtycke" and one.key == f"till {receiver.name}"), "")


def _says(session: Session, receiver: Receiver) -> str:
    """What happens to the document for this receiver, in a sentence or two."""
    if receiver.recipient is None:
        return (
            "Inget ersätts. Fynd och kontroller står som kommentarer. Får bara läsas av den som får läsa akten; "
            "det som en skyddad identitet förbjuder är dolt också här."
        )
    fixed = session.policy().fixed.get(receiver.recipient, {})
    by_decision: dict[str, list[str]] = {}
    for label, decision in fixed.items():
        by_decision.setdefault(DECIDED[decision], []).append(LABEL_WORDS[label])
    rules = "; ".join(f"{_listed(words)} {decided}" for decided, words in by_decision.items())
    told = f"Enligt policyn: {rules}." if rules else "Policyn bestämmer inget särskilt: dina beslut gäller."
    if receiver.kind == "outside_party" and receiver.name:
        consents = _consents(session, receiver.name)
        told = f"{consents} {told}" if consents else told
    if session.policy().protected:
        told += " Skyddad identitet: uppgifter om var någon vistas utelämnas."
    return told


def _consents(session: Session, name: str) -> str:
    given = [
        one
        for value in session.note.fields.values()
        if not isinstance(value, str)
        for one in value
        if isinstance(one, Consent) and name in one.recipients
    ]
    said = [
        f"Samtycke av {one.given_by} till {one.to or 'utlämnande'}, {one.form or 'form saknas'} {one.given_on}"
        + (f", återkallat {one.withdrawn_on}" if one.withdrawn_on else "")
        + "."
        for one in given
    ]
    return " ".join(said)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} och {words[-1]}" if len(words) > 1 else words[0]
