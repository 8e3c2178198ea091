"""Dictating with the screen turned to a child or a parent: the last sentences, large, and nobody else's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from dictate.dictating import Dictating
from dictate.growing import Written
from dictate.read_back import covered
from dictate.tui import large_text

if TYPE_CHECKING:
    from dictate.application import Application
    from redaction.lexicon import Lexicon

_SEARCHED = 40
"""So many of the last sentences are searched as one text: a name that is plain in one is known in the others."""
_SHOWN = 3


class SharedText(Vertical):
    """The last sentences, as large as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="latest", markup=False)

    def show(self, sentences: Sequence[str]) -> None:
        """Shows these, whose text may be seen by everybody."""
        self._said = tuple(sentences)
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width, height = self.content_size
        if getattr(self.app, "linear", False):
            text = "\n".join(self._said)
        else:
            text = large_text.latest(self._said, width, height)
        self.query_one("#latest", Static).update(Content(text))


class ShareKeys:
    """Goes with the screen of dictation."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("s,S", "share", "Visa stort"),
        Binding("s,S", "share_no_more", "Vanlig skärm"),
    ]

    present: tuple[str, ...] | None = None
    """The names of those who see the screen while it is shared, else None."""

    if TYPE_CHECKING:
        dictating: Dictating
        app: App[object]

        @property
        def application(self) -> Application: ...

        def shared(self) -> None: ...

        def in_thread(self, work: Callable[[], object], then: Callable[..., object] | None = None) -> None: ...

        def shared_text(self) -> SharedText: ...

    def action_share(self) -> None:
        """Asks who sees the screen, then shows the last sentences large."""
        self.in_thread(self._people, self._ask)

    def _ask(self, people: tuple[str, ...]) -> None:
        from dictate.tui.together import AtTheTable

        self.app.push_screen(AtTheTable(people), self._begin)

    def _begin(self, present: tuple[str, ...] | None) -> None:
        if present is not None:
            self.present = present
            self.shared_text().show(())
            self.shared()
            self.show_to_all(self.dictating.written)

    def action_share_no_more(self) -> None:
        """The ordinary screen again."""
        self.present = None
        self.shared()

    def show_to_all(self, written: Written) -> None:
        """Shows the last sentences once they have been searched; until then those before stay."""
        present = self.present

        def show(sentences: tuple[str, ...]) -> None:
            if self.present is present and self.dictating.written is written:
                self.shared_text().show(sentences)

        if present is not None and written.note.sentences:
            self.in_thread(lambda: self._for_all(written, present), show)

    # -- in a thread: the search takes its time -------------------------------------------------------------------

    def _people(self) -> tuple[str, ...]:
        """Those of the case, or where there is none those named so far, each once."""
        large_text.load()
        lexicon, text = self._lexicon(), _text(self.dictating.written)
        if lexicon is not None and lexicon.people:
            return tuple(person.name for person in lexicon.people)
        found = self.application.scanner.scan(text, policy=self.application.policy.redaction)
        return tuple(dict.fromkeys(one.text for one in found if one.label == "PERSON"))

    def _for_all(self, written: Written, present: tuple[str, ...]) -> tuple[str, ...]:
        lexicon, text = self._lexicon(), _text(written)
        found = self.application.scanner.scan(text, lexicon=lexicon, policy=self.application.policy.redaction)
        return tuple(covered(text, found, present, lexicon)[0].split("\n")[-_SHOWN:])

    def _lexicon(self) -> Lexicon | None:
        case = self.dictating.case_id
        return self.application.case(case).lexicon if case else None


def _text(written: Written) -> str:
    return "\n".join(" ".join(one.text.split()) for one in written.note.sentences[-_SEARCHED:])
