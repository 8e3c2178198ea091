"""Hearing again what was said for a note: in the recording that it was dictated in, or the file that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.journal.deciding import found_in
from dictate.journal.voices import sample_of
from dictate.vault.asides import SOUND_FILE

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.audio.playback import Playback
    from dictate.audio.read_file import ReadFile
    from dictate.journal.note import Note
    from dictate.sounds import Ended

_SAMPLE_S = 6.0
"""Seconds of a voice that are played, so that it can be recognised."""


class NoteSound:
    """The sound behind one note.

    `note` gives the note as it is now; `is_stored` tells whether it is in the store, which knows where its sound is.
    """

    def __init__(self, application: Application, note: Callable[[], Note], is_stored: Callable[[], bool]) -> None:
        self._application, self._note, self._is_stored = application, note, is_stored
        self._file: str | None = None  # not looked up yet

    def made_of(self, path: Path) -> None:
        """Tells in which file the note's words were said; `keep` writes it beside the note."""
        from dictate.audio.read_file import ReadFile

        self._file = ReadFile.of(path).text

    def keep(self, now: str) -> None:
        """Writes to the store which file the note was made of, if one, so that it can be heard another day too."""
        if self._file:
            self._application.store.asides.keep(SOUND_FILE, self._note().id, self._file, now)

    @property
    def file(self) -> Path | None:
        """The file that the words were said in, whether or not it is still there; None for a note of no file."""
        file = self._file_read
        return Path(file.path) if file else None

    @property
    def _file_read(self) -> ReadFile | None:
        from dictate.audio.read_file import ReadFile

        if self._file is None and self._is_stored():
            self._file = self._application.store.asides.get(SOUND_FILE, self._note().id)
        return ReadFile.from_text(self._file) if self._file else None

    def _source(self) -> str | Path | None:
        """The recording that the note was dictated in, or else the file that it was made of."""
        recording = self._application.store.recording_of(self._note().id) if self._is_stored() else ""
        return recording or self.file

    @property
    def can_hear_voices(self) -> bool:
        """Whether there is a sound, or was one in a file, in which the voices are."""
        return self._source() is not None

    def can_hear(self, sentence_id: str) -> bool:
        """Whether the sentence was said in a sound that is kept here, or in a file. Raises KeyError."""
        return self._note().sentence(sentence_id).audio is not None and self._source() is not None

    def hear_voice(self, number: int, on_end: Ended | None = None) -> Playback:
        """Plays some seconds of a voice and returns at once; `on_end` and what it raises are as in `hear`."""
        return self._play(sample_of(self._note().voices[number - 1], _SAMPLE_S), on_end)

    def hear(
        self,
        sentence_id: str,
        finding_id: str = "",
        on_end: Ended | None = None,
        span: tuple[int, int] | None = None,
    ) -> Playback:
        """Plays a sentence, or only the words of a finding or a `span` (characters) in it, and returns at once.

        `on_end` is as in `Sounds.play`. Raises KeyError, NoSound, NoSpeaker, or NotAudio, SpoolUnusable and
        SpoolUnreadable.
        """
        from dictate.journal.hearing import heard_at

        sentence = self._note().sentence(sentence_id)
        if finding_id:
            found = found_in(self._note(), finding_id).finding
            span = found.start, found.end
        heard = heard_at(sentence, *span) if span and sentence.audio else sentence.audio
        return self._play([heard] if heard else [], on_end)

    def _play(self, spans: Sequence[tuple[float, float]], on_end: Ended | None) -> Playback:
        from dictate.sounds import NoSound

        source = self._source()
        if source is None or not spans:
            raise NoSound("Till den här meningen finns inget ljud sparat.")
        file = self._file_read if isinstance(source, Path) else None
        if file and file.is_replaced:
            told = f"Filen {Path(file.path).name} är inte längre den som anteckningen gjordes av"
            raise NoSound(f"{told}: lägg tillbaka den rätta filen, så hörs meningen igen.")
        return self._application.sounds.play(source, spans, on_end)
