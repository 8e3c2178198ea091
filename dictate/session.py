"""The life of one note: sentences, findings, decisions, export, measure.

The command line, the screens and the tests all drive this same object. Its note is a frozen value; each method makes
a new one, keeps the old for undo, saves, and tells the listeners.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dictate.errors import DictateError
from dictate.journal import edit
from dictate.journal.note import Decision, FieldValue, Note, NoteFinding, Sentence
from dictate.journal.note_json import to_json
from dictate.journal.render import Reading, render
from dictate.journal.template import Template
from dictate.marking import Marking, mark_out
from dictate.timing import timed
from redaction.finding import LABEL_WORDS, Finding, Label

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.export.prepared import Recipe
    from dictate.journal.checks import CheckResult
    from dictate.journal.predecided import Decider
    from dictate.vault.cases import Case
    from redaction.finding import Sensitive
    from redaction.lexicon import Lexicon
    from redaction.policy import Policy, Recipient


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


class DecisionFixed(DictateError):
    """The organisation's policy or a protected identity does not leave that decision to the user."""


class ExportRefused(DictateError):
    """The note may not leave in that form, to that recipient, or under that name."""


class NoCase(DictateError):
    """The note belongs to no case, so nobody can be added to it."""


Standing = Literal["stranger", "blocking", ""]
"""Why a finding is shown first: a name that is not of the case, or a place that a protected identity forbids."""


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
        case: Case | None = None,
    ) -> None:
        """`lexicon` are the people and places to know when the note belongs to no case of the store."""
        self.application = application
        self.note = note
        self.template = template
        self.case = case
        self.lexicon = case.lexicon if case else lexicon
        self.timings = timings if timings is not None else {}
        self.warning = warning
        self.listeners: list[Callable[[Note], None]] = []
        self.postpone: Callable[[Callable[[], None]], None] | None = None
        """Where it is set, a change is not written at once: it is given the writing, to do when there is time."""
        self._marking = Marking()
        self._undone: list[Note] = []
        self._done: list[Note] = []
        self._stored = False
        self._told: dict[str, bool] = {}
        self._earlier: tuple[tuple[str, ...], int] | None = None

    # -- findings -------------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Looks for personal data in all sentences; decisions about text that is unchanged stay."""
        found = self._found_in_all(self.note.sentences)
        self.note = self._with_fixed(edit.rescan(self.note, lambda text: found[text]))

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
        return self.application.scanner.scan(text, lexicon=self.lexicon, policy=self.application.policy.redaction)

    def sensitive(self) -> dict[str, tuple[Sensitive, ...]]:
        """The sentences with sensitive content, by id."""
        marks = ((sentence.id, self.application.scanner.sensitive(sentence.text)) for sentence in self.note.sentences)
        return {sentence_id: found for sentence_id, found in marks if found}

    def suggested_role(self, found: NoteFinding) -> str:
        """What stands for the finding when it is replaced.

        Its role in the case, else the role that the note itself tells ("mamman Sara"), else its label's word
        ("[adress]").
        """
        return self._role(found.finding, self.note)

    def _role(self, finding: Finding, note: Note) -> str:
        from redaction.replace import plain_word
        from redaction.roles import role_of

        role = self.lexicon.role_of(finding) if self.lexicon else None
        if not role and finding.label == "PERSON":
            role = role_of(finding.text, _told_roles(note))
        return role or plain_word(finding)

    def standing(self, found: NoteFinding) -> Standing:
        """Whether the finding is a stranger in the file, or tells where somebody with a protected identity is."""
        if self.policy().blocks(found.finding):
            return "blocking"
        known = self.lexicon is None or not self.lexicon.people or self.lexicon.knows(found.finding)
        if found.finding.label != "PERSON" or known:
            return ""
        author = self.application.settings.author.name.casefold()
        return "" if set(found.finding.text.casefold().split()) <= set(author.split()) else "stranger"

    def findings_in_order(self) -> tuple[NoteFinding, ...]:
        """The findings as they are best looked at: strangers, then what is blocking, then the rest, each in order."""
        order: tuple[Standing, ...] = ("stranger", "blocking", "")
        return tuple(sorted(self.note.findings, key=lambda found: order.index(self.standing(found))))

    def deciders(self) -> Mapping[str, Decider]:
        """Who decided instead of the user, by finding: "case" (remembered), "policy" (fixed) or "protected"."""
        from dictate.journal.predecided import deciders

        return deciders(self.note)

    # -- what the user does ---------------------------------------------------------------------------------------

    def decide(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """Keeps, replaces by its role, masks or removes one finding; None takes the decision back.

        Without `role` the suggested one stands. Raises KeyError, or DecisionFixed where it is not the user's to take.
        """
        self._refuse_fixed((self._finding(finding_id),), decision)
        chosen = role or self._role_for(finding_id, decision)
        self._do(edit.decide(self.note, finding_id, decision, self._now(), chosen))

    def decide_alike(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """The same decision for every finding of the same text or the same person. Raises KeyError or DecisionFixed."""
        alike = self.alike(finding_id)
        self._refuse_fixed(alike, decision)
        chosen = role or self._role_for(finding_id, decision)
        note, now = self.note, self._now()
        for found in alike:
            note = edit.decide(note, found.id, decision, now, chosen)
        self._do(note)

    def decide_all(self, decision: Decision) -> None:
        """The same decision for every undecided finding, each with its own role.

        What a protected identity forbids to keep stays undecided.
        """
        note, now, policy = self.note, self._now(), self.policy()
        for found in note.undecided:
            if decision == "keep" and policy.blocks(found.finding):
                continue
            note = edit.decide(note, found.id, decision, now, self._role_for(found.id, decision))
        self._do(note)

    def _role_for(self, finding_id: str, decision: Decision | None) -> str:
        if decision != "role":
            return ""
        return self.suggested_role(self._finding(finding_id))

    def _finding(self, finding_id: str) -> NoteFinding:
        found = next((item for item in self.note.findings if item.id == finding_id), None)
        if found is None:
            raise KeyError(finding_id)
        return found

    def _refuse_fixed(self, findings: Sequence[NoteFinding], decision: Decision | None) -> None:
        """Raises DecisionFixed where the policy or a protected identity rules."""
        policy = self.policy()
        for found in findings:
            fixed = policy.decision(found.finding, "case_system")
            if fixed and fixed != decision:
                kind = LABEL_WORDS[found.finding.label]
                raise DecisionFixed(
                    f"Organisationens policy bestämmer vad som händer med {kind}; det kan inte ändras här."
                )
            if decision == "keep" and policy.blocks(found.finding):
                raise DecisionFixed(
                    "Skyddade personuppgifter: adresser, orter, skolor och arbetsplatser kan inte behållas. "
                    "Ersätt, maskera eller ta bort."
                )

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

    # -- the case -------------------------------------------------------------------------------------------------

    def set_case(self, case_id: str) -> None:
        """Puts the note in a case of the store, or in none with "", and looks for its people. Raises KeyError."""
        case = self.application.case(case_id) if case_id else None
        self._known(case, case.lexicon if case else None)
        self.propose_remembered()

    def add_to_case(self, finding_id: str, role: str, name: str = "") -> None:
        """Adds the person or place that was found to the case with the role, and looks for it in the whole note.

        `name` is the name as it should be written, where it was heard wrong or cut short. Raises KeyError, NoCase, or
        DecisionFixed for a finding that is neither a person nor a place.
        """
        from redaction.lexicon import Person, Place

        finding = self._finding(finding_id).finding
        if self.case is None:
            raise NoCase("Anteckningen hör inte till något ärende. Välj ett ärende först, så kan namnet läggas till.")
        known = self.application.case(self.case.id)  # another note may have added somebody meanwhile
        named, called = " ".join((name or finding.text).split()), role.strip()
        if finding.label == "PERSON":
            people = (*known.lexicon.people, Person(named, called))
            lexicon = dataclasses.replace(known.lexicon, people=people)
        elif finding.label in ("PLACE", "ADDRESS", "ORGANISATION"):
            places = (*known.lexicon.places, Place(named, finding.label, called))
            lexicon = dataclasses.replace(known.lexicon, places=places)
        else:
            raise DecisionFixed("Bara personer, platser och verksamheter kan läggas till i ärendet.")
        case = self.application.save_case(known.title, lexicon, known.id)
        self._known(case, case.lexicon)

    def _known(self, case: Case | None, lexicon: Lexicon | None) -> None:
        """Makes the people of the case known, and looks for personal data anew."""
        self.case, self.lexicon, self._earlier = case, lexicon, None
        found = self._found_in_all(self.note.sentences)
        note = edit.rescan(self.note, lambda text: found[text])
        self._do(note)
        if self._stored:
            self.save()

    def propose_remembered(self) -> None:
        """Decides what is undecided as the case's latest note did, told in the history as remembered; can be undone."""
        from dictate.journal.predecided import predecide

        if self.case is None or self.lexicon is None:
            return
        cases, policy = self.application.store.cases, self.policy()
        known = {(one.label, one.name): one for one in cases.remembered(self.case.id, besides=self.note.id)}
        proposed: dict[str, tuple[Decision | None, str]] = {}
        for found in self.note.undecided:
            one = known.get((found.finding.label, self.lexicon.name_of(found.finding)))
            if one and one.decision and not (one.decision == "keep" and policy.blocks(found.finding)):
                proposed[found.id] = (one.decision, one.role)
        self._do(predecide(self.note, proposed, "case", self._now()))

    def _remember(self) -> None:
        """Keeps what this note says of the case's people and places for the next one."""
        from dictate.vault.cases import Remembered

        if self.case is None or self.lexicon is None:
            return
        decided: dict[tuple[Label, str], set[tuple[Decision, str]]] = {}
        for found in self.note.findings:
            name = self.lexicon.name_of(found.finding)
            if found.decision and name:
                decided.setdefault((found.finding.label, name), set()).add((found.decision, found.role))
        remembered = []
        for (label, name), said in decided.items():
            decision, role = next(iter(said)) if len(said) == 1 else (None, "")
            remembered.append(Remembered(label, name, decision, role))
        self.application.store.cases.remember(self.case.id, self.note.id, remembered, self._now())

    # -- checks ---------------------------------------------------------------------------------------------------

    def policy(self) -> Policy:
        """The organisation's policy, with protected identity on when the case or anything in the note says so."""
        return self._policy(self.note)

    def _policy(self, note: Note) -> Policy:
        policy = self.application.policy.redaction
        if policy.protected:
            return policy
        case_says = self.lexicon is not None and self.lexicon.protected
        return policy.protecting((), case_is_protected=case_says or any(map(self._tells, _all_said(note))))

    def _tells(self, text: str) -> bool:
        """Whether a sentence tells of a protected identity."""
        from dictate.journal.wording import wording

        if text not in self._told:
            marks = self.application.scanner.sensitive(text)
            said = bool(wording().protected.search(text))
            self._told[text] = said or any(mark.tag == "PROTECTED" for mark in marks)
        return self._told[text]

    def checks(self, recipient: Recipient | None = None, to: Sequence[str] = ()) -> tuple[CheckResult, ...]:
        """What the template's checks have to say, required ones first; a waived remark carries its reason.

        `recipient` and `to` are as in `export`; before they are chosen every recipient named in a consent counts.
        """
        from dictate.journal.checks import CheckContext, run_checks

        earlier, median = self._earlier_exports()
        context = CheckContext(
            today=self.application.clock().date(),
            recipients=None if recipient is None else tuple(to),
            earlier=earlier,
            median_words=median,
            protected=self.policy().protected,
        )
        note = self.note
        if recipient is not None:
            from dictate.export.prepared import with_decisions

            note = with_decisions(note, self._recipe(recipient, self.note))
        return run_checks(note, self.template, context)

    def _earlier_exports(self) -> tuple[tuple[str, ...], int]:
        """The texts of the case's earlier exports, and the usual length in words of such a note on this computer."""
        if self._earlier is None:
            if self.case is None and not self._stored:
                return (), 0
            cases = self.application.store.cases
            texts = cases.earlier_exports(self.case.id, besides=self.note.id) if self.case else ()
            self._earlier = texts, cases.median_words(self.note.template, besides=self.note.id)
        return self._earlier

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

    def reading(self, recipient: Recipient = "case_system") -> Reading:
        """The note as the recipient will read it, with every decision carried out."""
        from dictate.export.prepared import prepared, with_withheld

        recipe = self._recipe(recipient, self.note)
        note = prepared(self.note, self.template, recipe)
        return with_withheld(render(note, self.template, carry_out), note, recipe.policy)

    def _recipe(self, recipient: Recipient, note: Note) -> Recipe:
        from dictate.export.prepared import Recipe

        return Recipe(recipient, self._policy(note), self._scan, lambda finding: self._role(finding, note))

    def marked(self) -> Reading:
        """The note in reading order while it is reviewed: as `reading`, but every finding is a run of its own."""
        return self._marking.of(self.note, self.template)

    def alike(self, finding_id: str) -> tuple[NoteFinding, ...]:
        """The findings that `decide_alike` would decide, this one included. Raises KeyError."""
        wanted = self._same_key(self._finding(finding_id).finding)
        return tuple(item for item in self.note.findings if self._same_key(item.finding) == wanted)

    def _same_key(self, finding: Finding) -> tuple[str, str, str]:
        """Label, and the whole name where the case surely knows it, else the text in lower case."""
        name = self.lexicon.name_of(finding) if self.lexicon else ""
        return finding.label, name, "" if name else finding.text.casefold()

    def export(
        self,
        path: Path,
        *,
        replace: bool = False,
        unattended: bool = False,
        recipient: Recipient = "case_system",
        to: Sequence[str] = (),
    ) -> None:
        """Writes the document: .docx, or .txt for plain text, or .json for the note itself.

        `recipient` is the kind of reader, for whom the policy may have fixed decisions; `to` names those outside, as
        they stand in the consents. `unattended` lets it leave to the own case system with required checks that are not
        met, where nobody is there to meet them. Raises UndecidedFindings, ChecksRemain, ExportRefused, OutputExists,
        OutputUnwritable or LetterheadInvalid; then nothing is written.
        """
        from dictate.export.files import check_output, write_whole

        check_output(path, replace=replace)
        self._refuse_form(path, recipient, to)
        self._refuse_undecided(path, recipient)
        required = [remark for remark in self.checks(recipient, to) if remark.required]
        if required and not (unattended and recipient == "case_system"):
            raise ChecksRemain(required)
        with timed(self.timings, "Skapade dokumentet"):
            write_whole(path, self._document(path.suffix.lower(), recipient), replace=replace)
        if self._stored and recipient != "teaching_copy":
            self._keep_export(recipient)

    def _refuse_form(self, path: Path, recipient: Recipient, to: Sequence[str]) -> None:
        """Raises ExportRefused for a format that is not allowed, or when nobody is named outside."""
        kind = path.suffix.lower().lstrip(".")
        kind = kind if kind in ("txt", "json") else "docx"
        if kind not in self.application.policy.formats:
            allowed = ", ".join(f".{one}" for one in self.application.policy.formats)
            raise ExportRefused(f"Organisationens policy tillåter inte .{kind}. Välj ett namn som slutar på {allowed}.")
        if kind == "json" and (recipient != "case_system" or self.policy().protected):
            why = "skyddade personuppgifter" if recipient == "case_system" else "en annan mottagare"
            raise ExportRefused(
                f"En .json-fil innehåller allt som sagts, också det som dolts, och kan inte skapas för {why}. "
                "Välj ett namn som slutar på .docx eller .txt."
            )
        if recipient == "outside_party" and not any(name.strip() for name in to):
            raise ExportRefused("Ange vem dokumentet ska lämnas till.")

    def _refuse_undecided(self, path: Path, recipient: Recipient) -> None:
        """Raises UndecidedFindings for what the recipient's document leaves open, ExportRefused for a telling name."""
        from dictate.export.prepared import hidden, prepared
        from dictate.journal.leftovers import occurrences, with_leftovers

        recipe = self._recipe(recipient, self.note)
        ready = prepared(self.note, self.template, recipe)
        secret = hidden(ready, recipe)
        if ready.undecided:
            self._do(with_leftovers(self.note, secret))  # so that they can be decided
            raise UndecidedFindings(ready.undecided)
        if any(occurrences(path.name.replace("_", " "), secret, any_case_from=0)):
            raise ExportRefused("Filnamnet innehåller en uppgift som är dold i dokumentet. Välj ett annat namn.")

    def _keep_export(self, recipient: Recipient) -> None:
        """Remembers that the note left, how long it was, and what it said to the case's own file."""
        store, now = self.application.store, self._now()
        store.mark_exported(self.note.id, now)
        if recipient == "case_system":
            by_sentence: dict[str, list[NoteFinding]] = {}
            for found in self.note.findings:
                by_sentence.setdefault(found.sentence, []).append(found)
            left = (carry_out(one.text, by_sentence.get(one.id, ())) for one in self.note.sentences)
            texts = ["".join(text for text, _ in pieces) for pieces in left]
            store.cases.keep_export(self.note.id, self.note.template, self.case.id if self.case else "", texts, now)

    def export_review_copy(self, path: Path, *, replace: bool = False) -> None:
        """Writes a .docx for a colleague to read: nothing replaced, each finding and remark as a comment beside it.

        Only what a protected identity forbids to show is hidden here too. Raises OutputExists, OutputUnwritable or
        LetterheadInvalid; then nothing is written.
        """
        from dictate.export.files import write_whole

        comments = {found.id: _comment(found) for found in self.note.findings}
        for remark in self.checks():
            for sentence_id in remark.sentences[:1]:
                comments[sentence_id] = "\n".join(filter(None, (comments.get(sentence_id, ""), remark.reason)))
        policy = self.policy()
        shown = tuple(
            dataclasses.replace(found, decision="mask" if policy.blocks(found.finding) else None, role="")
            for found in self.note.findings
        )
        kept = dataclasses.replace(self.note, findings=shown)
        write_whole(path, self._docx(render(kept, self.template, mark_out), comments), replace=replace)

    def _document(self, kind: str, recipient: Recipient) -> bytes:
        from dictate.export.text import to_text

        if kind == ".txt":
            return to_text(self.reading(recipient)).encode()
        if kind == ".json":
            return to_json(self.note).encode()
        return self._docx(self.reading(recipient), {}, named=recipient != "teaching_copy")

    def _docx(self, reading: Reading, comments: Mapping[str, str], *, named: bool = True) -> bytes:
        from dictate.export.docx import Sender, to_docx
        from dictate.shipped import shipped

        settings = self.application.settings
        sender = Sender(settings.letterhead.organisation, settings.letterhead.unit, settings.author.line)
        sender = sender if named else Sender()
        own = self.application.folders.own_templates / "letterhead.docx"
        letterhead = own if own.is_file() else shipped("templates") / "letterhead.docx"
        return to_docx(reading, letterhead, sender, self.application.clock(), comments)

    # -- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes the note to the encrypted store; from then on every change is written too."""
        self._stored = True
        self.application.store.save(
            self.note.id,
            self.note.template,
            to_json(self.note),
            len(self.note.undecided),
            self._now(),
            self.case.id if self.case else "",
        )
        self._remember()

    def keep_stored(self) -> None:
        """The note is in the store as it is: nothing is written now, but every change from here on."""
        self._stored = True

    def _do(self, note: Note) -> None:
        """Makes `note` the present one, with what the policy fixes. What was undone can't be done again after."""
        note = self._with_fixed(note)
        if note is self.note:
            return
        self._done.append(self.note)
        self._undone.clear()
        self._become(note)

    def _with_fixed(self, note: Note) -> Note:
        """The note with what the policy decides for the own case system, and nothing kept that must not be."""
        from dictate.journal.predecided import predecide

        recipe = self._recipe("case_system", note)
        fixed: dict[str, tuple[Decision | None, str]] = {}
        opened: dict[str, tuple[Decision | None, str]] = {}
        for found in note.findings:
            decision = recipe.decision(found.finding, found.decision)
            if decision != found.decision:
                role = recipe.role(found.finding) if decision == "role" else ""
                (fixed if decision else opened)[found.id] = decision, role
        now = self._now()
        return predecide(predecide(note, fixed, "policy", now), opened, "protected", now)

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


def _all_said(note: Note) -> Iterator[str]:
    """What each sentence says, what was said where that is something else, and the sentences that were taken out."""
    for sentence in (*note.sentences, *(gone.sentence for gone in note.removed)):
        yield sentence.text
        if sentence.original != sentence.text:
            yield sentence.original


def _told_roles(note: Note) -> dict[str, str]:
    """The roles that the sentences tell; a name that two sentences tell differently has none."""
    from redaction.roles import roles_in

    told: dict[str, set[str]] = {}
    for sentence in note.sentences:
        inside = [item.finding for item in note.findings if item.sentence == sentence.id]
        for name, role in roles_in(sentence.text, inside).items():
            told.setdefault(name, set()).add(role)
    return {name: next(iter(roles)) for name, roles in told.items() if len(roles) == 1}


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
