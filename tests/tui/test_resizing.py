"""Another size of the window changes nothing of what is being written, in any box and on any screen."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from dictate.tui.app import DictateApp
from dictate.tui.checks import Reason
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.fields import Fields
from dictate.tui.lines import Lines
from dictate.tui.new_sentence import NewSentence
from dictate.tui.paste_text import PasteText
from dictate.tui.pilot_typed import WordCount
from dictate.tui.role import Role
from dictate.tui.sound_files import SoundFiles
from tests.tui import sample
from tests.tui.test_keys import SCREENS

WRITTEN_IN = (EditSentence, Fields, Lines, NewSentence, PasteText, Reason, Role, SoundFiles, WordCount)
TYPED = "Elsa 12"


async def test_what_is_being_written_outlives_every_size_of_the_window(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(120, 40)) as pilot:
        for cls in WRITTEN_IN:
            program.push_screen(SCREENS[cls](program.application, session))
            await pilot.pause()
            await pilot.press(*TYPED)
            for size in ((40, 12), (320, 90)):
                await pilot.resize_terminal(*size)
            await pilot.pause()
            box = program.screen.focused
            assert isinstance(box, (Input, TextArea)), cls.__name__
            assert TYPED in (box.value if isinstance(box, Input) else box.text), cls.__name__
            program.pop_screen()
