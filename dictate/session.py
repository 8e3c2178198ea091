"""The life of one note: sentences, findings, decisions, export, measure.

The command line, the screens and the tests all drive this same object. Its note is a frozen value; each method makes
a new one, keeps the old for undo, saves, and tells the listeners.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.doubtful import DoubtfulWords
from dictate.hearing import NoteSound
from dictate.journal import edit
from dictate.journal.deciding import alike, counts, decide, decide_open, found_in
from dictate.journal.note import Agreement, Decision, FieldValue, Note, NoteFinding, Participant
from dictate.journal.note_json import to_json
from dictate.journal.render import Reading, render
from dictate.journal.template import Template
from dictate.journal.voices import gone_through, named, with_voices
from dictate.marking import Marking, mark_out
from dictate.protection import Protection
from dictate.refusals import (
    ChecksRemain,
    ExportRefused,
    NoCase,
    UndecidedFindings,
    refuse_fixed,
    refuse_form,
)
from dictate.remembering import swapped
from dictate.searching import SensitiveSentences, findings_in
from dictate.stand_in import carry_out, sentences_as_left, stand_in
from dictate.standing import Standing, Standings
from dictate.steps_back import StepsBack
from dictate.timing import timed
from redaction.finding import Finding, Label

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.export.files import Form
    from dictate.export.prepared import Recipe
    from dictate.journal.agreements import FoundAgreements
    from dictate.journal.checks import CheckResult
    from dictate.journal.deadlines import Due
    from dictate.journal.doubts import Doubt
    from dictate.journal.predecided import Decider
    from dictate.journal.rechecks import Rechecks
    from dictate.vault.cases import Case
    from dictate.words import Turn
    from redaction.finding import Sensitive
    from redaction.lexicon import Lexicon
    from redaction.policy import Policy, Recipient

_FINDINGS = "personuppgifter"
"""The check that findings are decided, which are counted on their own."""


STRUCTURED = "Ordnade meningarna"
"""The step in `timings` that a note has from the sitting in which it was made."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Before:
    """How it stood before a change: the note, and the case that it belonged to with the people known."""

    note: Note
    case: Case | None
    lexicon: Lexicon | None


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
        self._own_case = case  # as this note's own changes made it
        self.lexicon = case.lexicon if case else lexicon
        self.timings = timings if timings is not None else {}
        self.warning = warning
        self.listeners: list[Callable[[Note], None]] = []
        self.postpone: Callable[[Callable[[], None]], None] | None = None
        """Where it is set, a change is not written at once: it is given the writing, to do when there is time."""
        self.sound = NoteSound(application, lambda: self.note, lambda: self._stored)
        self._marking = Marking()
        self._steps: StepsBack[_Before] = StepsBack()
        self._stored = False
        self._time_kept: dict[str, float] = {}
        self._protection = Protection()
        self._sensitive = SensitiveSentences()
        self._standings = Standings()
        self._earlier: tuple[tuple[str, ...], int] | None = None
        self._doubtful = DoubtfulWords()
        self._rechecks: Rechecks | None = None
        self._agreements: FoundAgreements | None = None

    # -- findings -------------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Looks for personal data in all sentences; decisions about text that is unchanged stay."""
        found = findings_in(self.note.sentences, self._scan)
        self.note = self._with_fixed(edit.rescan(self.note, lambda text: found[text]))

    def _scan(self, text: str) -> tuple[Finding, ...]:
        return self.application.scanner.scan(text, lexicon=self.lexicon, policy=self.application.policy.redaction)

    def sensitive(self) -> dict[str, tuple[Sensitive, ...]]:
        """The sentences with sensitive content, by id."""
        return self._sensitive.of(self.note.sentences, self.application.scanner.sensitive)

    def suggested_role(self, found: NoteFinding) -> str:
        """What stands for the finding when it is replaced by a role; see `stand_in`."""
        return stand_in(found.finding, self.note, self.lexicon)

    def standing(self, found: NoteFinding) -> Standing:
        """Whether the finding is a stranger in the file, or tells where somebody with a protected identity is."""
        return self._standings.one(found.finding, self.policy(), self.lexicon, self.application.settings.author.name)

    def standings(self) -> Mapping[str, Standing]:
        """The standing of each finding, by its id."""
        return self._standings.all(self.note, self.policy(), self.lexicon, self.application.settings.author.name)

    def deciders(self) -> Mapping[str, Decider]:
        """Who decided instead of the user, by finding: "case" (remembered), "policy" (fixed) or "protected"."""
        from dictate.journal.predecided import deciders

        return deciders(self.note)

    # -- what the user does ---------------------------------------------------------------------------------------

    def decide(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """Keeps, replaces by its role, masks or removes one finding; None takes the decision back.

        Without `role` the suggested one stands. Raises KeyError, or DecisionFixed where it is not the user's to take.
        """
        found = found_in(self.note, finding_id)
        self._decide(found, (found,), decision, role)

    def decide_alike(self, finding_id: str, decision: Decision | None, role: str = "") -> None:
        """The same decision for every finding of the same text or the same person. Raises KeyError or DecisionFixed."""
        self._decide(found_in(self.note, finding_id), self.alike(finding_id), decision, role)

    def alike(self, finding_id: str) -> tuple[NoteFinding, ...]:
        """The findings that `decide_alike` would decide, this one included. Raises KeyError."""
        return alike(self.note, finding_id, self.lexicon)

    def _decide(
        self, chosen: NoteFinding, findings: Sequence[NoteFinding], decision: Decision | None, role: str
    ) -> None:
        refuse_fixed(findings, decision, self.policy())
        word = role or (self.suggested_role(chosen) if decision == "role" else "")
        self._do(decide(self.note, findings, decision, self._now(), word))

    def decide_all(self, decision: Decision, label: Label | None = None) -> None:
        """The same decision for every undecided finding, or for those of one label, each with its own role.

        What it hides is looked for in the whole note, and decided likewise where no search had found it. What a
        protected identity forbids to keep stays undecided.
        """
        from dictate.export.prepared import hidden, with_decisions
        from dictate.journal.leftovers import with_leftovers

        recipe, now = self._recipe("case_system", self.note), self._now()

        def wanted(finding: Finding) -> bool:
            return label in (None, finding.label) and not (decision == "keep" and recipe.policy.blocks(finding))

        note = decide_open(self.note, decision, now, recipe.role, wanted)
        if decision != "keep":
            note = with_leftovers(note, hidden(with_decisions(note, recipe), recipe))
            note = decide_open(note, decision, now, recipe.role, wanted)
        self._do(note)

    # -- the text -------------------------------------------------------------------------------------------------

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

    # -- agreements -----------------------------------------------------------------------------------------------

    def agreements(self) -> tuple[Agreement, ...]:
        """Who does what and when, as the note's planning says it; a confirmed one is as it was confirmed."""
        from dictate.journal.agreements import FoundAgreements

        self._agreements = self._agreements or FoundAgreements()
        return self._agreements.of(self.note, self.template)

    def left_out(self) -> frozenset[str]:
        """The sentences whose agreement the user does not want at the end of the note."""
        from dictate.journal.agreements import left_out

        return left_out(self.note)

    def agree(self, agreement: Agreement) -> None:
        """Confirms an agreement in place of what its sentence had before, so that it stands at the end of the note.

        Raises EditRefused when it has words that its sentence lacks.
        """
        before = next((one for one in self.note.agreements if one.sentence == agreement.sentence), None)
        note = edit.disagree(self.note, before, self._now()) if before else self.note
        self._do(edit.agree(note, agreement, self._now()))

    def leave_out(self, agreement: Agreement) -> None:
        """Keeps an agreement from the end of the note."""
        self._do(edit.leave_out(self.note, agreement, self._now()))

    def set_field(self, field_id: str, value: FieldValue) -> None:
        """Fills a field of the template; an empty value empties it. Raises KeyError."""
        self._do(edit.set_field(self.note, self.template.field(field_id).id, value, self._now()))

    def undo(self) -> bool:
        """Takes back the latest change; False when there is none left."""
        return self._go(self._steps.undo)

    def redo(self) -> bool:
        """Makes the change again that was taken back last; False when there is none."""
        return self._go(self._steps.redo)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._steps.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back last."""
        return self._steps.can_redo

    # -- the case -------------------------------------------------------------------------------------------------

    def proposed_participants(self) -> tuple[Participant, ...]:
        """Who may have been there: the author, and the people of the case that the note names, or else all of them."""
        from dictate.journal.prefill import participants

        author = self.application.settings.author
        return participants(self.note, self.lexicon, Participant(author.name, author.title))

    def set_case(self, case_id: str) -> None:
        """Puts the note in a case of the store, or in none with "", and looks for its people. Raises KeyError."""
        case = self.application.case(case_id) if case_id else None
        if case != self.case:
            self._known(case, case.lexicon if case else None)
        self.propose_remembered()

    def add_to_case(self, finding_id: str, role: str, name: str = "") -> None:
        """Adds the person or place that was found to the case with the role, and looks for it in the whole note.

        `name` is the name as it should be written, where it was heard wrong or cut short. Raises KeyError, NoCase, or
        DecisionFixed for a finding that is neither a person nor a place.
        """
        from dictate.remembering import with_added

        finding = found_in(self.note, finding_id).finding
        if self.case is None:
            raise NoCase("Anteckningen hör inte till något ärende. Välj ett ärende först, så kan namnet läggas till.")
        known = self.application.case(self.case.id)  # another note may have added somebody meanwhile
        lexicon = with_added(known.lexicon, finding, role, name)
        case = self.application.save_case(known.title, lexicon, known.id)
        self._own_case = known
        self._known(case, case.lexicon)

    def _known(self, case: Case | None, lexicon: Lexicon | None) -> None:
        """Makes the people of the case known, and looks for personal data anew; undo takes back the case too."""
        self._steps.changed(self._standing_now())
        self.case = self._own_case = case
        self.lexicon, self._earlier = lexicon, None
        found = findings_in(self.note.sentences, self._scan)
        self._become(self._with_fixed(edit.rescan(self.note, lambda text: found[text])))
        if self._stored:
            self.save()

    def _standing_now(self) -> _Before:
        return _Before(self.note, self._own_case, self.lexicon)

    def _back_to_case(self, before: _Before) -> None:
        """The case as it was; what was added to it in between by this note goes, what another note added stays."""
        now = self._own_case
        self.case = self._own_case = before.case
        self.lexicon, self._earlier = before.lexicon, None
        if now is None or before.case is None or now.id != before.case.id:
            return
        try:
            stored = self.application.case(now.id)
        except KeyError:  # the case has been removed meanwhile
            self.case = self._own_case = None
            return
        lexicon = swapped(stored.lexicon, now.lexicon, before.case.lexicon)
        self.case = self.application.save_case(stored.title, lexicon, stored.id)
        self.lexicon = self.case.lexicon

    def propose_remembered(self) -> None:
        """Decides what is undecided as the case's latest note did, told in the history as remembered; can be undone."""
        from dictate.journal.predecided import predecide
        from dictate.remembering import proposals

        if self.case is None or self.lexicon is None:
            return
        remembered = self.application.store.cases.remembered(self.case.id, besides=self.note.id)
        proposed = proposals(self.note, self.lexicon, remembered, self.policy())
        self._do(predecide(self.note, proposed, "case", self._now()))

    def _remember(self) -> None:
        """Keeps what this note says of the case's people and places for the next one."""
        from dictate.remembering import to_remember

        if self.case is not None and self.lexicon is not None:
            decided = to_remember(self.note, self.lexicon)
            self.application.store.cases.remember(self.case.id, self.note.id, decided, self._now())

    # -- voices ---------------------------------------------------------------------------------------------------

    def tell_apart(self, turns: Iterable[Turn], roles: Mapping[int, str]) -> None:
        """A note that begins with who speaks when, and who they are as far as that is known by now."""
        self.note = named(with_voices(self.note, turns), self.template, roles, self._now())

    def name_voice(self, number: int, role: str) -> None:
        """Says who a voice is, "" for nobody any more; what a child says goes to the child's voice."""
        self._do(named(self.note, self.template, {number: role}, self._now()))

    def leave_voices(self) -> None:
        """The user has gone through the voices: they are not asked about again, though none has a role."""
        note = gone_through(self.note, self._now())
        if note is not self.note:
            self._become(note)

    # -- checks ---------------------------------------------------------------------------------------------------

    def policy(self) -> Policy:
        """The organisation's policy, with protected identity on when the case or anything in the note says so."""
        return self._policy(self.note)

    def _policy(self, note: Note) -> Policy:
        application = self.application
        return self._protection.policy(application.policy.redaction, note, self.lexicon, application.scanner)

    def checks(self, recipient: Recipient | None = None, to: Sequence[str] = ()) -> tuple[CheckResult, ...]:
        """What the template's checks have to say, required ones first; a waived remark carries its reason.

        `recipient` and `to` are as in `export`; before they are chosen every recipient named in a consent counts.
        """
        from dictate.journal.checks import CheckContext, run_checks
        from dictate.journal.rechecks import Rechecks

        earlier, median = self._earlier_exports()
        context = CheckContext(
            today=self.application.clock().date(),
            recipients=None if recipient is None else tuple(to),
            earlier=earlier,
            median_words=median,
            protected=self.policy().protected,
            unseen=self._doubtful.unseen(self.note),
        )
        if recipient is None:
            self._rechecks = self._rechecks or Rechecks()
            return self._rechecks.of(self.note, self.template, context)
        from dictate.export.prepared import with_decisions

        return run_checks(with_decisions(self.note, self._recipe(recipient, self.note)), self.template, context)

    def _earlier_exports(self) -> tuple[tuple[str, ...], int]:
        """The texts of the case's earlier exports, and the usual length in words of such a note on this computer."""
        if self._earlier is None:
            if self.case is None and not self._stored:
                return (), 0
            cases = self.application.store.cases
            texts = cases.earlier_exports(self.case.id, besides=self.note.id) if self.case else ()
            self._earlier = texts, cases.median_words(self.note.template, besides=self.note.id)
        return self._earlier

    def remarks_left(self, recipient: Recipient | None = None, to: Sequence[str] = ()) -> list[CheckResult]:
        """The remarks that still ask for something, apart from the undecided findings; `recipient` as in `checks`."""
        return [one for one in self.checks(recipient, to) if one.open and one.check != _FINDINGS]

    def deadlines(self) -> tuple[Due, ...]:
        """The template's time limits, counted from the note's dates to today."""
        from dictate.journal.deadlines import due

        return due(self.note, self.template, self.application.clock().date())

    def waive(self, remark: CheckResult, reason: str) -> None:
        """Lets a remark pass for a reason that stays with the note. Raises EditRefused without a reason."""
        self._do(edit.waive(self.note, remark.check, remark.key, reason, self._now()))

    def mark_looked_at(self, sentence_id: str) -> None:
        """The user has looked at the doubtful words of the sentence. Raises KeyError."""
        from dictate.journal.doubts import doubts

        self.confirm(doubts(self.note.sentence(sentence_id)))

    def doubts(self) -> tuple[Doubt, ...]:
        """The words that the user has not looked at yet and should, in the order of the note.

        What lies in a finding is looked at when that is decided.
        """
        return self._doubtful.of(self.note)

    def confirm(self, doubts: Iterable[Doubt]) -> None:
        """The user has looked at these words: they are right as they stand. Raises KeyError."""
        from dictate.journal.looking import looked_at

        self._do(looked_at(self.note, doubts, self._now()))

    def take_heard(self, doubt: Doubt, alternative: str) -> None:
        """Writes what was also heard in place of a doubtful word, "" for nothing. Raises KeyError or EditRefused."""
        from dictate.journal.looking import heard_instead

        self._do(heard_instead(self.note, doubt, alternative, self._now(), self._scan))

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

    def leaving(self, recipient: Recipient = "case_system") -> Note:
        """The note as it is decided for the recipient: what the policy fixes there is decided too, fields included."""
        from dictate.export.prepared import prepared

        return prepared(self.note, self.template, self._recipe(recipient, self.note))

    def _recipe(self, recipient: Recipient, note: Note) -> Recipe:
        from dictate.export.prepared import Recipe

        return Recipe(recipient, self._policy(note), self._scan, lambda one: stand_in(one, note, self.lexicon))

    def marked(self) -> Reading:
        """The note in reading order while it is reviewed: as `reading`, but every finding is a run of its own."""
        return self._marking.of(self.note, self.template)

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
        from dictate.export.files import check_output, form_of, write_whole

        check_output(path, replace=replace)
        refuse_form(path, recipient, to, self.application.policy, self.policy().protected)
        self._refuse_undecided(path, recipient)
        required = [remark for remark in self.checks(recipient, to) if remark.required]
        if required and not (unattended and recipient == "case_system"):
            raise ChecksRemain(required)
        with timed(self.timings, "Skapade dokumentet"):
            write_whole(path, self._document(form_of(path), recipient), replace=replace)
        if self._stored:
            self._tell_trail(recipient, form_of(path), self.leaving(recipient))
        if self._stored and recipient != "teaching_copy":
            self._keep_export(recipient)

    def _refuse_undecided(self, path: Path, recipient: Recipient) -> None:
        """Raises UndecidedFindings for what the recipient's document leaves open, ExportRefused for a telling name."""
        from dictate.export.prepared import hidden, prepared
        from dictate.journal.leftovers import Hidden, with_leftovers

        recipe = self._recipe(recipient, self.note)
        ready = prepared(self.note, self.template, recipe)
        secret = hidden(ready, recipe)
        if ready.undecided:
            self._do(with_leftovers(self.note, secret))  # so that they can be decided
            raise UndecidedFindings(ready.undecided)
        if any(Hidden(secret, any_case_from=0).within(path.name.replace("_", " "))):
            raise ExportRefused("Filnamnet innehåller en uppgift som är dold i dokumentet. Välj ett annat namn.")

    def _keep_export(self, recipient: Recipient) -> None:
        """Remembers that the note left, how long it was, and what it said to the case's own file."""
        store, now = self.application.store, self._now()
        store.mark_exported(self.note.id, now)
        self.keep_time()
        self.application.note_left(self.note, self.template)
        if recipient == "case_system":
            case_id = self.case.id if self.case else ""
            store.cases.keep_export(self.note.id, self.note.template, case_id, sentences_as_left(self.note), now)
            self.application.sound_has_served(self.note.id)

    def _tell_trail(self, recipient: str, form: Form, left: Note) -> None:
        """Tells the audit trail that the note left: to which kind of recipient, in which form, how it was decided."""
        facts = {"note": left.id, "recipient": recipient, "form": form}
        self.application.store.audit.add("exported", **facts, **counts(left.findings))

    def export_review_copy(self, path: Path, *, replace: bool = False) -> None:
        """Writes a .docx for a colleague to read: nothing replaced, each finding and remark as a comment beside it.

        Only what a protected identity forbids to show is hidden here too. Raises ExportRefused, OutputExists,
        OutputUnwritable or LetterheadInvalid; then nothing is written.
        """
        from dictate.export.files import check_output, write_whole
        from dictate.export.review_copy import comments

        check_output(path, replace=replace)
        refuse_form(path.with_suffix(".docx"), "case_system", (), self.application.policy, self.policy().protected)
        beside = comments(self.note.findings, self.checks())
        write_whole(path, self._docx(self.review_copy(), beside), replace=replace)
        if self._stored:
            self._tell_trail("review_copy", "docx", self._for_review())

    def review_copy(self) -> Reading:
        """The note as a colleague will read it in a review copy, without the comments."""
        return render(self._for_review(), self.template, mark_out)

    def _for_review(self) -> Note:
        from dictate.export.review_copy import for_review

        return for_review(self.note, self.template, self.policy(), lambda note: self._recipe("case_system", note))

    def _document(self, form: Form, recipient: Recipient) -> bytes:
        from dictate.export.text import to_text

        if form == "txt":
            return to_text(self.reading(recipient)).encode()
        if form == "json":
            return to_json(self.note).encode()
        return self._docx(self.reading(recipient), {}, named=recipient != "teaching_copy")

    def _docx(self, reading: Reading, comments: Mapping[str, str], *, named: bool = True) -> bytes:
        from dictate.export.letterhead import on_letterhead

        shared = self.application
        return on_letterhead(reading, shared.settings, shared.folders, shared.clock(), comments, named=named)

    # -- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes the note to the encrypted store; from then on every change is written too."""
        first, self._stored = not self._stored, True
        self.application.store.save(
            self.note.id,
            self.note.template,
            to_json(self.note),
            len(self.note.undecided),
            self._now(),
            self.case.id if self.case else "",
            sum(remark.required for remark in self.remarks_left()),
        )
        if first:
            self.application.store.audit.add("created", note=self.note.id, template=self.note.template)
            self.sound.keep(self._now())
        self._remember()

    def keep_time(self) -> None:
        """Hands the seconds that have come to `timings` since the last time to the pilot, where one is on."""
        if self._stored:
            now, kept = dict(self.timings), self._time_kept
            fresh = {step: seconds - kept.get(step, 0.0) for step, seconds in now.items()}
            self.application.note_timed(self.note.id, {step: seconds for step, seconds in fresh.items() if seconds})
            self._time_kept = now  # only now: what a locked store did not take is handed over the next time

    def keep_stored(self) -> None:
        """The note is in the store as it is: nothing is written now, but every change from here on."""
        self._stored = True

    def _do(self, note: Note) -> None:
        """Makes `note` the present one, with what the policy fixes."""
        note = self._with_fixed(note)
        if note is self.note:
            return
        self._steps.changed(self._standing_now())
        self._become(note)

    def _with_fixed(self, note: Note) -> Note:
        """The note with what the policy decides for the own case system, and nothing kept that must not be."""
        from dictate.export.prepared import with_fixed

        return with_fixed(note, self._recipe("case_system", note), self._now())

    def _go(self, step: Callable[[_Before], _Before | None]) -> bool:
        before = step(self._standing_now())
        if before is None:
            return False
        if before.case != self._own_case:
            self._back_to_case(before)
        self._become(before.note)
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
