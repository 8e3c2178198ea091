"""Whatever can be done by keys can be done by the mouse: every key at the foot, every row, every box to write in."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from dictate.application import Application
from dictate.dictating import Dictating
from dictate.tui.alike import Alike
from dictate.tui.app import DictateApp
from dictate.tui.dictate import Dictate
from dictate.tui.export import Export
from dictate.tui.family_questions import Answer, FamilyQuestions
from dictate.tui.form import Form
from dictate.tui.home import Home
from dictate.tui.keybar import KeyBar
from dictate.tui.keys import declared
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.paste_text import PasteText
from dictate.tui.pilot_reviews import ReviewSheet
from dictate.tui.pilot_signs import TypedSigns
from dictate.tui.review import Review
from dictate.tui.role import Role
from dictate.tui.rows import RowList
from dictate.tui.survey import Survey
from tests.tui import sample
from tests.tui.pictures import FOLDER, strips
from tests.tui.steps import arrive, offered, until
from tests.tui.terminal import Terminal
from tests.tui.test_keys import SCREENS

_WIDE = (120, 40)


def _works(node: DOMNode, binding: Binding) -> bool:
    _, name, parameters = parse(binding.action)
    return bool(node.check_action(name, parameters))


async def opened(cls: type[Screen], pilot: Pilot[None]) -> Screen:
    """The screen over a list with a note in it."""
    program = pilot.app
    assert isinstance(program, DictateApp)
    session = sample.doubtful(sample.session(program.application))
    await pilot.pause()
    if cls is not Home:
        program.push_screen(SCREENS[cls](program.application, session))
        await pilot.pause()
    assert type(program.screen) is cls
    return program.screen


def click(widget: Widget, at: Offset) -> events.Click:
    """A click at that place of the screen; fails where something else than the widget would get it."""
    assert widget.screen.get_widget_at(*at)[0] is widget, f"{widget} is covered at {at}"
    inside = at - widget.region.offset
    return events.Click(widget, *inside, 0, 0, 1, False, False, False, screen_x=at.x, screen_y=at.y)


@pytest.mark.parametrize("cls", [Home, *SCREENS], ids=lambda cls: cls.__name__)
async def test_all_that_is_shown_on_a_screen_can_be_clicked(
    cls: type[Screen], program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program.run_test(size=_WIDE) as pilot:
        screen = await opened(cls, pilot)
        for box in (*screen.query(Input), *screen.query(TextArea)):
            if seen(box):
                await pilot.click(box)
                assert screen.focused is box, f"{box} of {screen} can not be clicked"
        for form in screen.query(Form):
            for line in range(form.size.height):
                await pilot.click(form, offset=Offset(form.size.width // 2, line))
                assert form.here == line, f"line {line} of {screen} can not be clicked"
        for rows in screen.query(RowList):
            if seen(rows):
                with monkeypatch.context() as patched:
                    _click_rows(rows, patched)
        screen.refresh_bindings()
        await pilot.pause()
        await _click_keys(screen, pilot, monkeypatch)


def seen(widget: Widget) -> bool:
    """Whether it is drawn, at least in part."""
    return bool(widget.screen.find_widget(widget).visible_region) if widget.display and widget.region else False


def _click_rows(rows: RowList, patched: pytest.MonkeyPatch) -> None:
    """A click on a row goes there; on the row where one is, it does what Enter does."""
    told: list[Message] = []
    patched.setattr(rows, "post_message", lambda message: bool(told.append(message)) or True)
    top = int(rows.scroll_offset.y)
    for number, row in enumerate(rows.rows[top : top + rows.content_region.height]):
        if row.heading:
            continue
        for _ in range(2):
            rows.on_click(click(rows, rows.content_region.offset + Offset(3, number)))
            assert rows.key == row.key
        assert isinstance(told[-1], RowList.Chosen)
        assert told[-1].key == row.key


async def _click_keys(screen: Screen, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A click on each key at the foot does what the key does, and every key that works is there."""
    done: list[tuple[DOMNode, str]] = []

    async def note(owner: DOMNode, name: str, parameters: object) -> bool:
        done.append((owner, f"{name}{parameters}"))
        return True

    monkeypatch.setattr(pilot.app, "_dispatch_action", note)
    wanted: list[tuple[DOMNode, str]] = []
    for bar in screen.query(KeyBar):
        if not seen(bar):
            continue
        for line, keys in enumerate(bar._lines):
            left = 0
            for key in keys:
                for part in key.parts:
                    at = left + key.shown.index(part.shown)
                    if key.live:
                        wanted.append((part.owner, "{1}{2}".format(*parse(part.action))))
                    bar.on_click(click(bar, bar.content_region.offset + Offset(at, line)))
                left += key.width + 2
    await pilot.pause()
    assert [name for _, name in done] == [name for _, name in wanted]
    actions = {parse(binding.action)[1] for node, binding in declared(screen) if binding.show and _works(node, binding)}
    assert actions <= {name.partition("(")[0] for _, name in done}


async def click_on(pilot: Pilot[None], text: str, last: bool = False) -> None:
    """Clicks where the text is drawn, once it is, in the topmost place or the lowest."""

    def places() -> list[tuple[int, int]]:
        lines = [strip.text for strip in strips(pilot.app)]
        return [(line.index(text), y) for y, line in enumerate(lines) if text in line]

    await pilot.pause()
    await until(pilot, lambda: bool(places()))
    await pilot.click(offset=places()[-1 if last else 0])
    await pilot.pause()


async def test_a_pasted_text_becomes_a_document_by_the_mouse_alone(program: DictateApp, home: Path) -> None:
    async with program.run_test(size=_WIDE) as pilot:
        await arrive(pilot, Home)
        await click_on(pilot, "Klistra in", last=True)
        await arrive(pilot, ChooseTemplate)
        await click_on(pilot, "Journalanteckning")
        paste = await arrive(pilot, PasteText)
        await click_on(pilot, "Hembesök hos familjen")
        program.post_message(events.Paste(sample.TEXT))
        await until(pilot, lambda: "Hembesök" in paste.query_one(TextArea).text)
        await click_on(pilot, "Skapa anteckningen", last=True)
        review = await arrive(pilot, Review)
        undecided = len(review.session.note.undecided)

        await click_on(pilot, "Karin Holm")
        assert review.order.found(review.place.finding).finding.text == "Karin Holm"
        await click_on(pilot, "Ersätt med roll")
        await arrive(pilot, Role)
        await click_on(pilot, "Enter ")
        await arrive(pilot, Review)
        phone = next(found for found in review.session.note.undecided if found.finding.label == "PHONE")
        await click_on(pilot, phone.finding.text, last=True)
        assert review.place.finding == phone.id, "the row of the list"
        await click_on(pilot, "Maskera")
        assert len(review.session.note.undecided) == undecided - 2
        await click_on(pilot, "Ångra", last=True)
        assert len(review.session.note.undecided) == undecided - 1
        await click_on(pilot, "Alla liknande")
        await arrive(pilot, Alike)
        await click_on(pilot, "allt som väntar")
        await click_on(pilot, "Maskera", last=True)
        await arrive(pilot, Review)
        assert not review.session.note.undecided

        await click_on(pilot, "Exportera", last=True)
        export = await arrive(pilot, Export)
        await click_on(pilot, "Skapa dokumentet", last=True)
        await until(pilot, lambda: export.exported)
        await click_on(pilot, "✓ Dokumentet är skapat")
        await click_on(pilot, "Esc ", last=True)
        await arrive(pilot, Home)
        await click_on(pilot, "exporterad")
        await arrive(pilot, Review)
    (written,) = (home / "Documents").glob("*.docx")
    assert written == export.exported


async def test_a_dictation_is_begun_paused_and_ended_by_the_mouse(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sound is not played here: `test_dictate` does that through a virtual microphone."""
    monkeypatch.setattr(Dictating, "start", lambda self: setattr(self, "_phase", "recording"))
    monkeypatch.setattr(Dictating, "pause", lambda self: setattr(self, "_phase", "paused"))
    monkeypatch.setattr(Dictating, "resume", lambda self: setattr(self, "_phase", "recording"))
    monkeypatch.setattr(Dictating, "keep", lambda self: None)
    monkeypatch.setattr(Dictating, "finish", lambda self, progress=None: sample.session(program.application))
    async with program.run_test(size=_WIDE) as pilot:
        await arrive(pilot, Home)
        await click_on(pilot, "Ny anteckning")
        await arrive(pilot, ChooseTemplate)
        await click_on(pilot, "Journalanteckning")
        screen = await arrive(pilot, Dictate)
        await until(pilot, lambda: "Pausa" in offered(screen))
        await click_on(pilot, "Pausa", last=True)
        await until(pilot, lambda: screen.dictating.moment.phase == "paused")
        await click_on(pilot, "Fortsätt", last=True)
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        await click_on(pilot, "Klar", last=True)
        await arrive(pilot, Review)


async def test_a_family_answers_passes_and_goes_back_by_the_mouse(program: DictateApp) -> None:
    form = program.application.pilot.forms["families"]
    async with program.run_test(size=_WIDE) as pilot:
        await arrive(pilot, Home)
        program.push_screen(FamilyQuestions(form, "hemligt"))
        family = await arrive(pilot, FamilyQuestions)
        await pilot.click(family.query(Answer)[3])
        assert family._answers == {form.questions[0].id: 4}
        await click_on(pilot, "jag vill inte svara")
        assert family._place == 2
        await click_on(pilot, "förra frågan")
        assert family._place == 1


async def test_each_digit_of_a_survey_is_clicked_by_itself(program: DictateApp) -> None:
    form = program.application.pilot.forms["before"]
    async with program.run_test(size=_WIDE) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Survey(form))
        survey = await arrive(pilot, Survey)
        bar = survey.query_one(KeyBar)
        at = offered(survey).index("4 5 Svara")
        await pilot.click(bar, offset=(1 + at, 0))
        await pilot.pause()
        assert survey._answers == {form.questions[0].id: 4}


async def test_each_number_of_days_is_clicked_by_itself(program: DictateApp) -> None:
    async with program.run_test(size=_WIDE) as pilot:
        signs = await opened(TypedSigns, pilot)
        await click_on(pilot, "7 8 9 Antal dagar")
        await pilot.pause()
        assert isinstance(signs, TypedSigns)
        assert signs._days == 7


async def test_each_answer_of_the_review_sheet_is_clicked_by_itself(program: DictateApp) -> None:
    async with program.run_test(size=_WIDE) as pilot:
        sheet = await opened(ReviewSheet, pilot)
        assert isinstance(sheet, ReviewSheet)
        question = sheet._present()
        assert question is not None
        digits = " ".join(str(number) for number, _ in enumerate(question.answers, 1))
        await click_on(pilot, f"{digits[-1]} Svara")
        assert sheet._answers[question.id] == question.answers[-1]


def test_the_real_program_hears_a_click_from_the_terminal(quiet: Application) -> None:
    """The bytes that a terminal sends for the left button, where the picture of the first screen has the key."""
    lines = (FOLDER / "the_first_time.txt").read_text("utf-8").splitlines()[3:27]
    y = next(number for number, line in enumerate(lines, 1) if "Ny anteckning" in line)
    x = lines[y - 1].index("Ny anteckning") + 1
    with Terminal(quiet.folders.data) as terminal:
        terminal.until(lambda: "K Kom igång" in terminal.text)
        terminal.press(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m", "Vilken mall?")
