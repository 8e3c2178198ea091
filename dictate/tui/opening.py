"""Opens a note of the store. It is read in a thread: the key is answered however long the note is."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from dictate import beginning
from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.session import Session
    from dictate.tui.app import DictateApp

AT_ONCE_S = 0.015
"""In this time a usual note is there, sooner than anybody could read that it is being opened."""


def looked_through(session: Session) -> Session:
    """The session when it knows what its review asks first: in a long note that takes half a second."""
    session.sensitive()
    session.standings()
    session.marked()
    session.remarks_left()
    return session


class Opening:
    """Opens one note at a time for review; what stops it is told in the list."""

    def __init__(self, app: DictateApp) -> None:
        self._app = app
        self.under_way = False

    def open(self, note_id: str) -> None:
        """Opens the note with that id, at once where it can be."""
        if self.under_way:
            return
        self.under_way = True
        note: Future[Session] = Future()
        threading.Thread(
            target=_read, args=(self._app.application, note_id, note), daemon=True, name="dictate-open"
        ).start()
        wait([note], AT_ONCE_S)
        if note.done():
            self._review(note)
        else:
            self._app.home.say("Öppnar anteckningen.")
            note.add_done_callback(self._has_come)

    def _has_come(self, note: Future[Session]) -> None:
        """In the thread that read the note."""
        with contextlib.suppress(RuntimeError):  # the program has been closed meanwhile
            if self._app.is_running:
                self._app.call_later(self._review, note)

    def _review(self, note: Future[Session]) -> None:
        self.under_way = False
        try:
            session = note.result()
        except DictateError as error:
            self._app.home.say(str(error), wrong=True)
        else:
            self._app.home.say("")
            if self._app.screen is self._app.home:  # and not the lock, which has come meanwhile
                self._app.review(session)
        self._app.early_keys.go_on()


def _read(application: Application, note_id: str, note: Future[Session]) -> None:
    try:
        note.set_result(looked_through(beginning.from_store(application, note_id)))
    except Exception as error:  # it is raised where the note is asked for
        note.set_exception(error)
