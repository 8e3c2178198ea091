"""The note leaves: what is kept, replaced, masked and removed, where it goes, and a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from dictate.errors import DictateError
from dictate.journal.note import Note, NoteFinding
from dictate.journal.render import Reading
from dictate.pilot.measures import count_words
from dictate.refusals import UndecidedFindings
from dictate.session import STRUCTURED, Session
from dictate.tui.ask import Ask
from dictate.tui.page import Page
from dictate.tui.phrases import DECIDED, MARKS, count, duration, place
from dictate.tui.recipients import Kind, Receiver, Recipients
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.step_watch import KEEP_S, StepWatch
from redaction.finding import LABEL_WORDS

if TYPE_CHECKING:
    from dictate.journal.checks import CheckResult
    from redaction.policy import Policy, Recipient

EXPORTED = "Exporterade"
FILE_STAYS = "Ljudfilen {} rörs inte. Den är din att ta bort."
_ENDINGS: dict[Kind, str] = {
    "case_system": "",
    "outside_party": " till utomstående",
    "teaching_copy": " undervisningskopia",
    "review_copy": " granskningskopia",
}


@dataclass(frozen=True, slots=True)
class Back:
    """Why the export is left: it is done, or a finding (id) or a remark is to be dealt with first."""

    done: bool = False
    finding: str = ""
    remark: CheckResult | None = None


class Export(Page[Back]):
    """Gives why it was left, or None."""

    HELP = (
        "Här ser du vad som händer med varje fynd och hur dokumentet blir. Enter i rutan skapar dokumentet. "
        "Filnamnet innehåller inga personuppgifter; byt gärna mapp. Slutar namnet på .txt blir det ren text, på "
        ".json hela anteckningen.\n\nFinns det fynd utan beslut skapas inget dokument: välj fyndet i listan för att gå "
        "dit.\n\nF2 byter mottagare: det egna systemet, någon utanför, en undervisningskopia eller en granskningskopia."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "goto", "Gå dit"),
        Binding("enter", "export", "Skapa dokumentet"),
        Binding("f2", "recipient", "Byt mottagare"),
        Binding("down", "move(1)", "Nedåt i listan", show=False),
        Binding("up", "move(-1)", "Uppåt i listan", show=False),
        Binding("pagedown", "scroll(1)", "Bläddra i dokumentet", show=False),
        Binding("pageup", "scroll(-1)", "Bläddra i dokumentet", show=False),
        Binding("escape", "back", "Tillbaka"),
    ]

    AT_ONCE = False  # what a key does depends on what stops the document

    def __init__(self, session: Session, when: str) -> None:
        super().__init__()
        self._sums: tuple[str, ...] = ()
        self.session = session
        self.when = when
        self.exported: Path | None = None
        self.receiver = Receiver()
        self._watch = StepWatch(session, EXPORTED, lambda: self.dictate.activity.seconds())
        self._required: list[CheckResult] = []
        self._stopping: tuple[Row, ...] = ()

    def body(self) -> ComposeResult:
        with Horizontal(id="export"):
            with Vertical(id="facts"):
                yield Static(id="for", classes="quiet", markup=False)
                yield Static(id="lead", classes="lead")
                yield Static(id="sums", classes="quiet", markup=False)
                yield RowList(
                    (Column(), Column(fills=True), Column(widest=18), Column()), id="decisions", one_click=True
                )
                yield Static(id="receipt")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(id="document", markup=False)
        yield Static("Dokumentet sparas som", id="goes", classes="quiet")
        yield Input(str(self._proposal()), id="path")

    def on_mount(self) -> None:
        case = self.session.case.title if self.session.case else ""
        self.title_bar(f"Exportera {self.session.template.title}  {self.when}", more=case)
        self._watch.go()
        self.set_interval(KEEP_S, self._watch.keep)
        self.query_one("#receipt").display = False
        self.query_one("#body").visible = False
        self.call_after_refresh(self._first_look)

    def _first_look(self) -> None:
        """All checks are asked anew, which in a long note takes longer than a key may."""
        self.query_one("#body").visible = True
        self._look()
        self.be_ready()

    def on_unmount(self) -> None:
        self._watch.stop()

    def _look(self) -> None:
        """What stops the document for the receiver, or else how it will be."""
        recipient, to = self.receiver.recipient, self.receiver.to
        self.query_one("#for", Static).update(f"För: {self.receiver.title[0].lower()}{self.receiver.title[1:]}")
        undecided: tuple[NoteFinding, ...] = ()
        self._required = []
        if recipient is not None:
            self._required = [remark for remark in self.session.remarks_left(recipient, to) if remark.required]
            present = {found.id for found in self.session.note.findings}
            undecided = tuple(found for found in self.session.leaving(recipient).undecided if found.id in present)
        self._stopping = (*(_waiting(found) for found in undecided), *(_unmet(remark) for remark in self._required))
        self.set_class(bool(self._stopping), "-refused")
        self.query_one(RowList).can_focus = bool(self._stopping)
        if self._stopping:
            self._refuse()
        else:
            self._offer()
        self.refresh_bindings()

    def action_recipient(self) -> None:
        """Asks who the document is for."""
        self.app.push_screen(Recipients(self.session, self.receiver), self._for)

    def _for(self, receiver: Receiver | None) -> None:
        if receiver:
            path = self.query_one(Input)
            proposed = path.value == str(self._proposal())
            self.receiver = receiver
            if proposed:
                path.value = str(self._proposal())
            self.say("")
            self._look()

    def _proposal(self) -> Path:
        """The documents folder, or one that the policy allows, and a name that never tells about whom.

        It tells what, when and for which kind of reader.
        """
        import platformdirs

        policy, now = self.session.application.policy, self.session.application.clock()
        folders = (Path(platformdirs.user_documents_dir()), Path.home(), *policy.export.places)
        folder = next((one for one in folders if one.is_dir() and policy.export.allows(one)), folders[-1])
        ending = "docx" if "docx" in policy.formats else policy.formats[0]
        return folder / f"{self.session.template.title} {now:%Y-%m-%d %H.%M}{_ENDINGS[self.receiver.kind]}.{ending}"

    def _refuse(self) -> None:
        left = len(self._stopping)
        many = count(left, "sak behöver", "saker behöver")
        self.query_one("#lead", Static).update(f"{many} göras innan anteckningen kan lämna datorn")
        self.query_one(RowList).show(list(self._stopping))
        self.query_one(RowList).focus()

    def _offer(self) -> None:
        recipient = self.receiver.recipient
        self._sums = ()
        if recipient is None:
            self.query_one("#lead", Static).update("Inget ersätts: fynd och kontroller blir kommentarer")
            self.query_one(RowList).show([])
            self.query_one("#document", Static).update(_drawn(self.session.review_copy()))
        else:
            note = self.session.leaving(recipient)
            self.query_one("#lead", Static).update(_summary(note))
            self._sums = _sums(note)
            self.query_one(RowList).show(_decisions(note, self.session.note, self.session.policy()))
            self.query_one("#document", Static).update(_drawn(self.session.reading(recipient)))
        self._draw_sums()
        self.query_one(Input).focus()

    def _draw_sums(self) -> None:
        """How many findings go which way, each with its shape on one line, and what becomes of the sound."""
        sums = self.query_one("#sums", Static)
        told = sound_told(self.session, self.receiver.recipient)
        sums.update("\n".join((*in_lines(self._sums, sums.content_size.width), *([told] if told else []))))

    def on_resize(self) -> None:
        """The sums may need another line, or one less."""
        super().on_resize()
        if self.exported is None:
            self.call_after_refresh(self._draw_sums)

    # -- keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        refused = bool(self._stopping)
        if action == "goto":
            return refused
        if action == "export":
            return not refused and self.exported is None
        if action == "recipient":
            return self.exported is None
        if action == "scroll":
            return not refused
        return True

    def on_row_list_chosen(self) -> None:
        if self._stopping:
            self.action_goto()

    def action_goto(self) -> None:
        """Goes back to the undecided finding that is chosen in the list."""
        key = self.query_one(RowList).key
        remark = next((one for one in self._required if _key(one) == key), None)
        self.dismiss(Back(remark=remark) if remark else Back(finding=key))

    def action_move(self, step: int) -> None:
        self.query_one(RowList).action_move(step)

    def action_scroll(self, step: int) -> None:
        preview = self.query_one("#preview")
        preview.scroll_relative(y=step * max(1, preview.size.height - 1), animate=False)

    @on(Input.Submitted)
    def action_export(self) -> None:
        """Creates the document, or says what stops it; a file that is there already is not replaced unasked."""
        path = self._path()
        if path is None:
            self.say("Skriv var dokumentet ska sparas.", wrong=True)
        elif path.is_file():
            question = f"{path.name} finns redan i {place(path.parent)}.\n\nErsätta den?"
            self.app.push_screen(
                Ask("Filen finns", question), lambda yes: self._write(path, replace=True) if yes else None
            )
        else:
            self._write(path)

    def _path(self) -> Path | None:
        """The typed path; without an ending it becomes a .docx."""
        typed = self.query_one(Input).value.strip().strip("'\"")
        if not typed:
            return None
        path = Path(typed).expanduser()
        path = path if path.is_absolute() else Path.home() / path
        return path if path.suffix.lower() in (".docx", ".txt", ".json") or path.is_dir() else Path(f"{path}.docx")

    def _write(self, path: Path, *, replace: bool = False) -> None:
        receiver, sounds = self.receiver, _is_recorded(self.session)
        self._watch.stop()  # making the document is a step of its own
        try:
            if receiver.recipient is None:
                self.session.export_review_copy(path, replace=replace)
            else:
                self.session.export(path, replace=replace, recipient=receiver.recipient, to=receiver.to)
        except DictateError as error:
            if isinstance(error, UndecidedFindings):
                self._look()  # what was found in the fields or elsewhere only now
            self.say(str(error), wrong=True)
            self._watch.go()
            return
        self.exported = path
        gone = sounds and not _is_recorded(self.session)
        self._show_receipt(path, "Ljudet är förstört." if gone else sound_told(self.session, receiver.recipient))

    def _show_receipt(self, path: Path, sound: str) -> None:
        timings = self.session.timings
        lines = [Content.styled("✓ Dokumentet är skapat", "bold $success"), Content(place(path)), Content("")]
        lines.insert(1, Content(f"För: {self.receiver.title[0].lower()}{self.receiver.title[1:]}"))
        # A note that was opened anew has time from before, which is not among these.
        whole = "Sammanlagt" if STRUCTURED in timings else "Den här gången"
        width = max(map(len, (*timings, whole)))
        lines += [
            Content.assemble((f"{step:<{width}}", "$quiet"), f"  {duration(spent)}") for step, spent in timings.items()
        ]
        lines.append(Content.assemble((f"{whole:<{width}}", "bold"), f"  {duration(sum(timings.values()))}"))
        lines += [line for told in (self._beside_typed(), sound) if told for line in (Content(""), Content(told))]
        receipt = self.query_one("#receipt", Static)
        receipt.update(Content("\n").join(lines))
        receipt.display = True
        self.add_class("-made")
        for name in ("#goes", "#path", "#decisions", "#lead", "#sums", "#for"):
            self.query_one(name).display = False
        self.say("Anteckningen ligger kvar krypterad i listan tills du tar bort den.")
        self.set_focus(None)
        self.refresh_bindings()

    def _beside_typed(self) -> str:
        """This note's time beside the user's own typed notes, where a pilot has timed such; else ""."""
        application, note = self.session.application, self.session.note
        if not application.settings.pilot.enabled:
            return ""
        words = sum(count_words(sentence.text) for sentence in note.sentences)
        with suppress(DictateError):  # the document is made; a comparison that fails is no news
            if found := application.pilot.beside(note.id, words):
                return found.sentence()
        return ""

    def action_back(self) -> None:
        """Back to the review, or to the list when the note has left."""
        self.dismiss(Back(done=True) if self.exported else None)


def _drawn(reading: Reading) -> Content:
    """The document as it will read."""
    lines = [Content.styled(reading.title, "bold"), Content("")]
    lines += [Content.assemble((f"{row.title}: ", "$quiet"), row.value.text) for row in reading.rows]
    grouped = False
    for part in reading.parts:
        lines += [] if grouped else [Content("")]
        grouped = not part.paragraphs
        lines.append(Content.styled(part.heading, "bold $quiet" if grouped else "bold $primary"))
        lines += [Content(paragraph.text) for paragraph in part.paragraphs]
    return Content("\n").join(lines)


def _summary(note: Note) -> str:
    if not note.findings:
        return "Inga personuppgifter hittades"
    return f"{count(len(note.findings), 'fynd', 'fynd')}, alla beslutade"


def _sums(note: Note) -> tuple[str, ...]:
    """How many findings go which way: "✓ 1 behålls", "→ 9 ersätts"."""
    decided = Counter(found.decision for found in note.findings if found.decision)
    return tuple(f"{MARKS[one]} {decided[one]} {DECIDED[one]}" for one in DECIDED if decided[one])


def in_lines(parts: Sequence[str], width: int) -> list[str]:
    """The parts beside each other, as many on a line as there is room for; none is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(lines[-1]) + 3 + cell_len(part) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(part)
    return lines


def _is_recorded(session: Session) -> bool:
    """Whether the sound of the note lies here."""
    return bool(session.application.store.recording_of(session.note.id))


def sound_told(session: Session, recipient: Recipient | None) -> str:
    """What becomes of the sound of the note when the document has been made; "" where there is none."""
    if not _is_recorded(session):
        file = session.sound.file
        return FILE_STAYS.format(file.name) if file else ""
    rules = session.application.policy.vault
    if recipient == "case_system" and rules.sound_at_export:
        return "Ljudet förstörs när dokumentet är skapat."
    if rules.sound_days:
        return f"Ljudet finns kvar här, krypterat, i högst {count(rules.sound_days, 'dag', 'dagar')}."
    return "Ljudet finns kvar här, krypterat, tills du tar bort anteckningen."


def _waiting(found: NoteFinding) -> Row:
    cells = (
        Cell(MARKS[None], "todo"),
        Cell(found.finding.text),
        Cell("väntar", "todo"),
        Cell(LABEL_WORDS[found.finding.label], "quiet"),
    )
    return Row(found.id, cells)


def _unmet(remark: CheckResult) -> Row:
    return Row(_key(remark), (Cell("!", "todo"), Cell(remark.reason), Cell("måste", "todo"), Cell("kontroll", "quiet")))


def _key(remark: CheckResult) -> str:
    return f"{remark.check}|{remark.key}"


def _decisions(note: Note, own: Note, policy: Policy) -> list[Row]:
    """One line for what reads the same and is decided alike, with how many times it stands there.

    What the user decided otherwise (`own`), or a protected identity rules, is told so.
    """
    mine = {found.id: found.decision for found in own.findings}
    grouped: dict[tuple[str, str, str, str], list[NoteFinding]] = {}
    for found in note.findings:
        key = (found.decision or "", found.role, found.finding.label, found.finding.text.casefold())
        grouped.setdefault(key, []).append(found)
    order = ("keep", "role", "mask", "remove")
    rows = []
    for (decision, role, _, _), same in sorted(grouped.items(), key=lambda item: order.index(item[0][0])):
        found = same[0]
        told = f"blir {role}" if role else DECIDED[found.decision] if found.decision else decision
        times = f" ×{len(same)}" if len(same) > 1 else ""
        why = ""
        if policy.blocks(found.finding):
            why = "skyddad"
        elif mine.get(found.id) != found.decision:
            why = "policy"
        rows.append(
            Row(
                found.id,
                (
                    Cell(MARKS[found.decision], "done"),
                    Cell(found.finding.text + times),
                    Cell(told, "strong"),
                    Cell(why, "quiet"),
                ),
            )
        )
    return rows
