"""The keys of the review that have to do with the case: choose it, add a stranger to it, settle agreements."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual.binding import Binding

from dictate.errors import DictateError
from dictate.journal.note import NoteFinding
from dictate.tui import large_text
from dictate.tui.keybar import MORE
from dictate.tui.lines import Line, Lines
from dictate.tui.review_keys import ReviewKeys
from redaction.lexicon import Person
from redaction.roles import all_roles


class CaseKeys(ReviewKeys):
    """Goes with the review screen."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("i,I", "add_to_case", "In i ärendet", group=MORE),
        Binding("ä,Ä", "case", "Ärende", key_display="Ä", group=MORE),
        Binding("v,V", "together", "Läs tillsammans", group=MORE),
        Binding("ö,Ö", "agreements", "Överenskommelser", key_display="Ö", group=MORE),
    ]

    def can_add(self) -> bool:
        """Whether the present finding is somebody or something that the case does not know yet."""
        found = self.order.found(self.place.finding)
        if found is None or self.session.case is None:
            return False
        kinds = ("PERSON", "PLACE", "ADDRESS", "ORGANISATION")
        return found.finding.label in kinds and not self.session.case.lexicon.knows(found.finding)

    def action_add_to_case(self) -> None:
        """Asks for the name and the role, then the whole note knows the person."""
        found = self.order.found(self.place.finding)
        if found is None or not self.can_add():
            return
        name = found.finding.text
        if found.finding.label == "PERSON":
            role = self.session.suggested_role(found)
            known = Person(name, "" if role.startswith("[") else role)
            lines = _person_lines(known)
        else:
            lines = [
                Line("Namn", name, required=True, told="Så som det stavas."),
                Line("Roll", "", "skolan, pappas adress …", told="Det som står i stället."),
            ]
        box = Lines("Lägg till i ärendet", lines, first=1)
        self.app.push_screen(box, lambda answers: self._add(found, answers))

    def _add(self, found: NoteFinding, answers: tuple[str, ...] | None) -> None:
        if answers and self.carry_out(lambda: self.session.add_to_case(found.id, answers[1], answers[0])):
            self.look_again()
            self.say(f"{answers[0]} hör nu till ärendet och känns igen i hela anteckningen. U tar bort igen.")

    def action_case(self) -> None:
        """Asks which case the note belongs to."""
        from dictate.tui.choose_case import ChooseCase

        try:
            cases = self.session.application.cases()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        now = self.session.case
        told = f"Nu: {now.title}" if now else "Nu: inget ärende"
        self.app.push_screen(ChooseCase(cases, "Anteckningens ärende", told), self._with_case)

    def _with_case(self, case_id: str | None) -> None:
        if case_id is not None and self.carry_out(lambda: self.session.set_case(case_id)):
            self.look_again()
            self.say(
                f"Ärende: {self.session.case.title}"
                if self.session.case
                else "Anteckningen hör inte till något ärende."
            )

    def action_together(self) -> None:
        """Turns the screen to a child or a parent: who is there, then the note sentence by sentence."""
        from dictate.read_back import people_in
        from dictate.tui.together import AtTheTable, Together

        sentences = self.order.sentences
        if not sentences:
            self.say("Anteckningen är tom.", wrong=True)
            return

        def begin(present: tuple[str, ...] | None) -> None:
            if present is not None:
                self.write_now()
                self.app.push_screen(Together(self.session, sentences, present), lambda _: self.look_again())

        threading.Thread(target=large_text.load, daemon=True).start()
        self.app.push_screen(AtTheTable(people_in(self.session.note, self.session.lexicon)), begin)

    def action_agreements(self) -> None:
        """Goes through who does what and when."""
        from dictate.tui.agreements import Agreements

        self.write_now()
        self.app.push_screen(Agreements(self.session), lambda _: self.look_again())


def _person_lines(known: Person) -> list[Line]:
    return [
        Line("Namn", known.name, required=True, told="Hela namnet, så som det stavas."),
        Line("Roll", known.role, "mamman, läraren …", options=all_roles(), told="Välj med pilarna eller skriv eget."),
    ]
