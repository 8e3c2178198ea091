"""The keys of the review that change sentences: move, edit, cut, join, take out, write a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding

from dictate.journal.note import Note
from dictate.tui.drafts import Draft
from dictate.tui.edit_sentence import EditSentence, SplitSentence
from dictate.tui.keybar import MORE
from dictate.tui.move import Move
from dictate.tui.review_keys import ReviewKeys


class SentenceKeys(ReviewKeys):
    """Goes with the review screen."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("e,E", "edit", "Ändra"),
        Binding("f,F", "move", "Flytta"),
        Binding("delete", "remove", "Stryk"),
        Binding("d,D", "split", "Dela", group=MORE),
        Binding("j,J", "join", "Slå ihop", group=MORE),
        Binding("s,S", "write", "Skriv mening", group=MORE),
        Binding("h,H", "fetch", "Hämta textblock", group=MORE),
        Binding("å,Å", "restore", "Strukna", key_display="Å", group=MORE),
    ]
    SENTENCE_ACTIONS: ClassVar[frozenset[str]] = frozenset({"move", "edit", "split", "join", "remove"})

    def action_move(self) -> None:
        """Asks for a section; the likeliest ones have the first digits."""
        sentence = self.place.sentence
        box = Move(self.session.note.sentence(sentence), self.session.template)
        self.app.push_screen(box, lambda section: self._if_given(section, self.session.move, sentence))

    def action_edit(self) -> None:
        """Opens the sentence for writing, with what was said beside it."""
        sentence = self.place.sentence
        draft = Draft(self.session.application, f"edit:{self.session.note.id}:{sentence}")
        box = EditSentence(self.session.note.sentence(sentence), draft)
        self.app.push_screen(box, lambda text: self._if_given(text, self.session.edit, sentence))

    def action_split(self) -> None:
        """Asks where to cut."""
        sentence = self.place.sentence
        cuts = _cuts(self.session.note, sentence)
        if not cuts:
            self.say("Meningen är för kort för att delas.", wrong=True)
            return
        box = SplitSentence(self.session.note.sentence(sentence).text, cuts)
        self.app.push_screen(box, lambda cut: self._if_given(cut, self.session.split, sentence))

    def _if_given(self, answer: object, change: Callable[..., None], sentence: str) -> None:
        if answer is not None:
            self.carry_out(lambda: change(sentence, answer))

    def action_join(self) -> None:
        """Joins the sentence with the one that was said after it."""
        ids = [sentence.id for sentence in self.session.note.sentences]
        after = ids[ids.index(self.place.sentence) + 1 :]
        if after:
            self.carry_out(lambda: self.session.join(self.place.sentence, after[0]))
        else:
            self.say("Det finns ingen mening efter den här att slå ihop med.", wrong=True)

    def action_write(self) -> None:
        """Asks for a sentence of the user's own."""
        from dictate.tui.new_sentence import NewSentence

        here = self.place.sentence
        section = self.session.note.sentence(here).section if here else ""
        draft = Draft(self.session.application, f"new:{self.session.note.id}")
        box = NewSentence(self.session.template, section, draft)
        self.app.push_screen(box, lambda answer: self._written(answer, here, section))

    def _written(self, answer: tuple[str, str] | None, here: str, section: str) -> None:
        if answer:
            text, chosen = answer
            after = here if chosen == section else ""
            if self.carry_out(lambda: self.session.add(text, chosen, after)):
                self.go(self.order.at(self.session.note.history[-1].sentence))
                self.say("Meningen är tillagd.")

    def action_fetch(self) -> None:
        """Puts a text block after the sentence."""
        from dictate.tui.text_blocks import ChooseBlock

        here = self.place.sentence
        first = self.session.template.sections[0].id
        section = self.session.note.sentence(here).section if here else first
        self.app.push_screen(
            ChooseBlock(), lambda text: self._written((text, section), here, section) if text else None
        )

    def action_restore(self) -> None:
        """Shows what was struck out, to bring it back."""
        from dictate.tui.struck import Struck

        if self.session.note.removed:
            self.app.push_screen(Struck(self.session), self._restored)

    def _restored(self, sentence: str | None) -> None:
        if sentence and self.carry_out(lambda: self.session.restore(sentence)):
            self.go(self.order.at(sentence))
            self.say("Meningen är tillbaka där den stod.")

    def action_remove(self) -> None:
        """Takes the sentence out; undo brings it back."""
        if self.carry_out(lambda: self.session.remove(self.place.sentence)):
            self.say("Meningen är struken. U tar tillbaka den nu, Å när som helst.")


def _cuts(note: Note, sentence: str) -> list[int]:
    """Where a sentence may be cut: before each word but the first, never inside a finding."""
    text = note.sentence(sentence).text
    spans = [found.finding for found in note.findings if found.sentence == sentence]
    words = [at for at in range(1, len(text)) if text[at - 1].isspace() and not text[at].isspace()]
    return [at for at in words if not any(span.start < at < span.end for span in spans)]
