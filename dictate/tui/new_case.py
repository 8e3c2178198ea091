"""A new case: what it is called, then who is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dictate.errors import DictateError
from dictate.tui.case_form import CaseForm, title_box
from dictate.tui.page import Page
from dictate.vault.cases import Case


def new_case(page: Page[Any], made: Callable[[Case], None]) -> None:
    """Asks for the title, makes the case and opens it; `made` gets it when its form is left."""

    def make(answers: tuple[str, ...] | None) -> None:
        from redaction.lexicon import Lexicon

        if answers:
            try:
                case = page.dictate.application.save_case(answers[0], Lexicon())
            except DictateError as error:
                page.say(str(error), wrong=True)
                return
            page.app.push_screen(CaseForm(case), lambda _: made(case))

    page.app.push_screen(title_box(), make)
