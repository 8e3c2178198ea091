"""The life of one note: sentences, findings, decisions, export, measure.

The command line, the screens and the tests all drive this same object. Its note is a frozen value; each method makes
a new one, keeps the old for undo, saves, and tells the listeners.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.journal import edit
from dictate.journal.note import Decision, FieldValue, Note, NoteFinding, Sentence
from dictate.journal.note_json import to_json
from dictate.journal.render import Reading, render
from dictate.journal.template import Template
from dictate.marking import Marking, mark_out
from dictate.timing import timed
from redaction.finding import LABEL_WORDS, Finding

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.journal.checks import CheckResult
    from redaction.finding import Sensitive
    from redaction.lexicon import Lexicon


class UndecidedFindings(DictateError):
    """The note still holds findings without a decision, so it can't leave."""

    def __init__(self, undecided: Sequence[NoteFinding]) -> None:
        """Names how many and of what kind, never what they say."""
        count = len(undecided)
        kinds = ", ".join(sorted({LABEL_WORDS[found.finding.label] for found in undecided}))
        self.undecided = tuple(undecided)
        super().__init__(
            f"{count} fynd är inte beslutade ({kinds}): "
            "öppna anteckningen och besluta om vart och ett innan den exporteras."
        )


class ChecksRemain(DictateError):
    """A check that the template requires is not met, so the note can't leave."""

    def __init__(self, remarks: Sequence[CheckResult]) -> None:
        """Gives the first remark's own sentence and how many more there are."""
        self.remarks = tuple(remarks)
        more = f" Och {len(remarks) - 1} till, se: dictate check." if len(remarks) > 1 else ""
        super().__init__(f"Anteckningen kan inte exporteras ännu. {remarks[0].reason}{more}")


class Session:
    """One note under work.

    `timings` are seconds by step, in the order they were first taken; `warning` is a Swedish sentence when the sound
    was damaged. `listeners` are called with the note after each change.
    """

    def __init__(
        self,
        application: Application,
        note: Note,
        template: Template,
        lexicon: Lexicon | None = None,
        timings: dict[str, float] | None = None,
        warning: str | None = None,
    ) -> None:
        self.application = application
        self.note = note
        self.template = template
        self.lexicon = lexicon
        self.timings = timings if timings is not None else {}
        self.warning = warning
        self.listeners: list[Callable[[Note], None]] = []
        self.postpone: Callable[[Callable[[], None]], None] | None = None
        """Where it is set, a change is not written at once: it is given the writing, to do when there is time."""
        self._marking = Marking()
        self._undone: list[Note] = []
        self._done: list[Note] = []
        self._stored = False

    # -- findings -------------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Looks for personal data in all sentences; decisions about text that is unchanged stay."""
        found = self._found_in_all(self.note.sentences)
        self.note = edit.rescan(self.note, lambda text: found[text])

    def _found_in_all(self, sentences: Sequence[Sentence]) -> dict[str, tuple[Finding, ...]]:
        """The findings of each sentence, by its text.

        The note is searched as one text, so that a name that is plain in one sentence is known in the others; what
        goes over the end of a sentence is a finding in each.
        """
        found: dict[str, tuple[Finding, ...]] = {}
        start = 0
        items = self._scan("\n".join(sentence.text for sentence in sentences))
        for sentence in sentences:
            end = start + len(sentence.text)
            inside = (item for item in items if item.start < end and start < item.end)
            found[sentence.text] = tuple(_part_of(item, sentence.text, start) for item in inside)
            start = end + 1
        return found

    def _scan(self, text: str) -> tuple[Finding, ...]:
        return self.application.scanner.scan(text, lexicon=self.lexicon)

    def sensitive(self) -> dict[str, tuple[Sensitive, ...]]:
        """The sentences with sensitive content, by id."""
        marks = ((sentence.id, self.application.scanner.sensitive(sentence.text)) for sentence in self.note.sentences)
        return {sentence_id: found for sentence_id, found in marks if found}

    def suggested_role(self, found: NoteFinding) -> str:
        """What stands for the finding when it is replaced.

        Its role in the case, else the role that the note itself tells ("mamman Sara"), else its label's word
        ("[adress]").
        """
        from redaction.replace import plain_word
        from redaction.roles import role_of

        role = self.lexicon.role_of(found.finding) if self.lexicon else None
        if not role and found.finding.label == "PERSON":
            role = role_of(found.finding.text, self._told_roles())
        return role or plain_word(found.finding)

    def _told_roles(self) -> dict[str, str]:
        """The roles that the sentences tell; a name that two sentences tell differently has none."""
        from redaction.roles import roles_in

        told: dict[str, set[str]] = {}
        for sentence in self.note.sentences:
            inside = [item.finding for item in self.note.findings if item.sentence == sentence.id]
            for name, role in roles_in(sentence.text, inside).items():
                told.setdefault(name, set()).add(role)
        return {name: next(iter(roles)) for name, roles in told.items() if len(roles) == 1}

    # -- what the user does ---------------------------------------------------------------------------------------

    def decide(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """Keeps, replaces by its role, masks or removes one finding; None takes the decision back.

        Without `role` the suggested one stands. Raises KeyError.
        """
        chosen = role or self._role_for(finding_id, decision)
        self._do(edit.decide(self.note, finding_id, decision, self._now(), chosen))

    def decide_alike(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """The same decision for every finding of the same label and text. Raises KeyError."""
        chosen = role or self._role_for(finding_id, decision)
        self._do(edit.decide_alike(self.note, finding_id, decision, self._now(), chosen))

    def decide_all(self, decision: Decision) -> None:
        """The same decision for every undecided finding, each with its own role."""
        note, now = self.note, self._now()
        for found in note.undecided:
            note = edit.decide(note, found.id, decision, now, self._role_for(found.id, decision))
        self._do(note)

    def _role_for(self, finding_id: str, decision: Decision | None) -> str:
        if decision != "role":
            return ""
        return next((self.suggested_role(item) for item in self.note.findings if item.id == finding_id), "")

    def move(self, sentence_id: str, section: str) -> None:
        """Puts the sentence in another section of the template. Raises KeyError."""
        self._do(edit.move(self.note, sentence_id, self.template.section(section).id, self._now()))

    def edit(self, sentence_id: str, text: str) -> None:
        """Gives the sentence another wording; what was said stays with it. Raises EditRefused."""
        self._do(edit.edit(self.note, sentence_id, text, self._now(), self._scan))

    def split(self, sentence_id: str, position: int) -> None:
        """Makes two sentences of one, cut at `position` (characters). Raises EditRefused."""
        self._do(edit.split(self.note, sentence_id, position, self._now()))

    def join(self, first_id: str, second_id: str) -> None:
        """Makes one sentence of two that follow each other. Raises EditRefused."""
        self._do(edit.join(self.note, first_id, second_id, self._now()))

    def remove(self, sentence_id: str) -> None:
        """Takes the sentence out of the note; it can come back."""
        self._do(edit.remove(self.note, sentence_id, self._now()))

    def restore(self, sentence_id: str) -> None:
        """Puts a sentence that was taken out back in its place. Raises KeyError."""
        self._do(edit.restore(self.note, sentence_id, self._now()))

    def add(self, text: str, section: str, after: str = "") -> None:
        """A sentence that the user types, after the one whose id is `after`, or last. Raises EditRefused."""
        self._do(edit.add(self.note, text, self.template.section(section).id, self._now(), self._scan, after))

    def set_field(self, field_id: str, value: FieldValue) -> None:
        """Fills a field of the template; an empty value empties it. Raises KeyError."""
        self._do(edit.set_field(self.note, self.template.field(field_id).id, value, self._now()))

    def undo(self) -> bool:
        """Takes back the latest change; False when there is none left."""
        return self._swap(self._done, self._undone)

    def redo(self) -> bool:
        """Makes the change again that was taken back last; False when there is none."""
        return self._swap(self._undone, self._done)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back last."""
        return bool(self._undone)

    # -- checks ---------------------------------------------------------------------------------------------------

    def checks(self) -> tuple[CheckResult, ...]:
        """What the template's checks have to say, required ones first; a waived remark carries its reason."""
        from dictate.journal.checks import CheckContext, run_checks

        protected = self.lexicon.protected if self.lexicon else False
        context = CheckContext(today=self.application.clock().date(), protected=protected)
        return run_checks(self.note, self.template, context)

    def waive(self, remark: CheckResult, reason: str) -> None:
        """Lets a remark pass for a reason that stays with the note. Raises EditRefused without a reason."""
        self._do(edit.waive(self.note, remark.check, remark.key, reason, self._now()))

    def mark_looked_at(self, sentence_id: str) -> None:
        """The user has looked at the doubtful words of the sentence. Raises KeyError."""
        from dictate.journal.doubts import doubts

        note, now = self.note, self._now()
        for doubt in doubts(note.sentence(sentence_id)):
            note = edit.mark_seen(note, sentence_id, doubt.start, doubt.end, now)
        self._do(note)

    def answer(self, check_id: str, answer: str) -> None:
        """Answers a question of the template's checks. Raises KeyError."""
        self._do(edit.set_field(self.note, self.template.check(check_id).id, answer, self._now()))

    # -- leaving --------------------------------------------------------------------------------------------------

    def reading(self) -> Reading:
        """The note as it will be read, with every decision carried out."""
        return render(self.note, self.template, carry_out)

    def marked(self) -> Reading:
        """The note in reading order while it is reviewed: as `reading`, but every finding is a run of its own."""
        return self._marking.of(self.note, self.template)

    def alike(self, finding_id: str) -> tuple[NoteFinding, ...]:
        """The findings that `decide_alike` would decide, this one included. Raises KeyError."""
        model = next((item.finding for item in self.note.findings if item.id == finding_id), None)
        if model is None:
            raise KeyError(finding_id)
        wanted = (model.label, model.text.casefold())
        return tuple(
            item for item in self.note.findings if (item.finding.label, item.finding.text.casefold()) == wanted
        )

    def export(self, path: Path, *, replace: bool = False, unattended: bool = False) -> None:
        """Writes the document: .docx, or .txt for plain text, or .json for the note itself.

        `unattended` lets it leave with required checks that are not met, where nobody is there to meet them. Raises
        UndecidedFindings, ChecksRemain, OutputExists, OutputUnwritable or LetterheadInvalid; then nothing is written.
        """
        from dictate.export.files import check_output, write_whole

        check_output(path, replace=replace)
        if self.note.undecided:
            raise UndecidedFindings(self.note.undecided)
        required = [remark for remark in self.checks() if remark.required]
        if required and not unattended:
            raise ChecksRemain(required)
        with timed(self.timings, "Skapade dokumentet"):
            write_whole(path, self._document(path.suffix.lower()), replace=replace)
        if self._stored:
            self.application.store.mark_exported(self.note.id, self._now())

    def export_review_copy(self, path: Path, *, replace: bool = False) -> None:
        """Writes a .docx for a colleague to read: nothing replaced, each finding and remark as a comment beside it.

        Raises OutputExists, OutputUnwritable or LetterheadInvalid; then nothing is written.
        """
        from dictate.export.files import write_whole

        comments = {found.id: _comment(found) for found in self.note.findings}
        for remark in self.checks():
            for sentence_id in remark.sentences[:1]:
                comments[sentence_id] = "\n".join(filter(None, (comments.get(sentence_id, ""), remark.reason)))
        kept = dataclasses.replace(
            self.note,
            findings=tuple(dataclasses.replace(found, decision=None, role="") for found in self.note.findings),
        )
        write_whole(path, self._docx(render(kept, self.template, mark_out), comments), replace=replace)

    def _document(self, kind: str) -> bytes:
        from dictate.export.text import to_text

        if kind == ".txt":
            return to_text(self.reading()).encode()
        if kind == ".json":
            return to_json(self.note).encode()
        return self._docx(self.reading(), {})

    def _docx(self, reading: Reading, comments: Mapping[str, str]) -> bytes:
        from dictate.export.docx import Sender, to_docx
        from dictate.shipped import shipped

        settings = self.application.settings
        sender = Sender(settings.letterhead.organisation, settings.letterhead.unit, settings.author.line)
        own = self.application.folders.own_templates / "letterhead.docx"
        letterhead = own if own.is_file() else shipped("templates") / "letterhead.docx"
        return to_docx(reading, letterhead, sender, self.application.clock(), comments)

    # -- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes the note to the encrypted store; from then on every change is written too."""
        self._stored = True
        self.application.store.save(
            self.note.id, self.note.template, to_json(self.note), len(self.note.undecided), self._now()
        )

    def keep_stored(self) -> None:
        """The note is in the store as it is: nothing is written now, but every change from here on."""
        self._stored = True

    def _do(self, note: Note) -> None:
        """Makes `note` the present one. What was undone can't be done again after."""
        if note is self.note:
            return
        self._done.append(self.note)
        self._undone.clear()
        self._become(note)

    def _swap(self, source: list[Note], target: list[Note]) -> bool:
        if not source:
            return False
        target.append(self.note)
        self._become(source.pop())
        return True

    def _become(self, note: Note) -> None:
        self.note = note
        if self._stored:
            (self.postpone or _at_once)(self.save)
        for listener in self.listeners:
            listener(note)

    def _now(self) -> str:
        return self.application.clock().isoformat(timespec="seconds")


def _at_once(writing: Callable[[], None]) -> None:
    writing()


def _comment(found: NoteFinding) -> str:
    """What a review copy says beside a finding."""
    decided = {"keep": "behålls", "role": f"ersätts med ”{found.role}”", "mask": "maskeras", "remove": "tas bort"}
    state = decided[found.decision] if found.decision else "inte beslutat"
    return f"{LABEL_WORDS[found.finding.label].capitalize()}: {state}. {found.finding.reason}"


def _part_of(item: Finding, text: str, start: int) -> Finding:
    """The part of `item` (offsets in the whole note) that lies in the sentence `text`, which begins at `start`."""
    low, high = max(item.start - start, 0), min(item.end - start, len(text))
    return Finding.at(text, low, high, item.label, item.confidence, item.reason)


def carry_out(text: str, findings: Sequence[NoteFinding]) -> Sequence[tuple[str, str]]:
    """The text of a sentence with its decisions carried out, in pieces; each names the finding it stands for or ""."""
    return list(_pieces(text, findings))


def _pieces(text: str, findings: Sequence[NoteFinding]) -> Iterator[tuple[str, str]]:
    from redaction.replace import Decided, apply

    decided = [Decided(item.finding, item.decision, item.role) for item in findings if item.decision]
    by_start = {item.finding.start: item.id for item in findings}
    replaced = apply(text, decided)
    for piece in replaced.pieces:
        written = replaced.text[piece.new_start : piece.new_end]
        if piece.kept:
            yield written, ""
        else:
            inside = [start for start in by_start if piece.old_start <= start < piece.old_end]
            yield written, by_start[min(inside)] if inside else ""
