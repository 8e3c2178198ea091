"""The recogniser that all notes share: one loaded speech model, used by one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dictate.policy import OrganisationPolicy
    from dictate.settings import Settings
    from dictate.speech.catalogue import Catalogue
    from dictate.speech.engine import Engine
    from dictate.speech.speakers_net import SpeakerNet
    from dictate.speech.transcript import Transcript
    from dictate.speech.vocabulary import Vocabulary

Progress = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1."""

SPEECH_SHARE = 0.6
"""Of the work with a conversation; the rest tells the voices apart. Measured on two cores with whisper-base."""


class Recogniser:
    """Loads the models of speech and of voices at their first use, and keeps them."""

    def __init__(
        self,
        catalogue: Callable[[], Catalogue],
        folder: Path,
        settings: Callable[[], Settings],
        policy: OrganisationPolicy,
    ) -> None:
        """`folder` holds the installed models; `settings` gives those of the moment."""
        self._catalogue = catalogue
        self._folder = folder
        self._settings = settings
        self._policy = policy
        self._engine: Engine | None = None
        self._loading = threading.Lock()
        self.reading = threading.Lock()
        """Held by whoever uses the recogniser: it serves one at a time."""

    def engine(self, model_id: str = "") -> Engine:
        """The loaded recogniser, the settings' model when none is named; kept for the next call.

        The model's digests are checked before it is loaded. Raises ModelUnknown, ModelMissing, ModelTampered
        or ModelNotAllowed.
        """
        from dictate.refusals import refuse_model
        from dictate.speech.engine import Engine
        from dictate.speech.models import verify_model
        from dictate.speech.options import Options

        wanted = model_id or self._settings().model
        refuse_model(wanted, self._policy)
        with self._loading:
            if self._engine is None or self._engine.model != wanted:
                options = Options(**self._settings().listening.model_dump())
                self._engine = Engine.load(verify_model(self._catalogue(), self._folder, wanted), options)
            return self._engine

    def transcribe(
        self,
        audio: Path,
        vocabulary: Vocabulary,
        model: str = "",
        progress: Progress | None = None,
        live: bool = False,
        roles: Mapping[int, str] | None = None,
    ) -> Transcript:
        """The words in a sound file; `live` feeds it at speaking pace through the path of the microphone.

        With `roles`, also an empty one, who speaks is told apart: each voice by its number, from 1 in the order they
        are first heard, or by its role. Raises NotAudio, EmptyAudio, TruncatedAudio, LiveFailed or what `engine` and
        `load_speakers` raise.
        """
        from dictate.audio.decode import Recording
        from dictate.speech.transcript import told_apart, transcribe_file

        recording = Recording(audio)
        net = None if roles is None else self.speaker_net
        first, last = (progress, None) if net is None else _in_two(progress, SPEECH_SHARE)
        with self.reading:
            engine = self.engine(model).knowing(vocabulary)
            if live:
                from dictate.speech.paced import transcribe_live

                transcript = transcribe_live(str(audio), recording, engine, progress=first)
            else:
                transcript = transcribe_file(str(audio), recording, engine, first)
            return told_apart(transcript, recording, net, roles or {}, last) if net else transcript

    def check_speakers(self) -> None:
        """Whether voices can be told apart here. Raises ModelMissing, ModelIncomplete or ModelTampered."""
        from dictate.speech.speakers_model import verify_speakers

        verify_speakers(self._folder)

    @cached_property
    def speaker_net(self) -> SpeakerNet:
        """What tells voices apart. Raises ModelMissing or ModelTampered."""
        from dictate.speech.speakers_model import load_speakers

        return load_speakers(self._folder)


def _in_two(progress: Progress | None, share: float) -> tuple[Progress | None, Progress | None]:
    """What two pieces of work tell their progress to, the first of which is that share of the whole."""
    if progress is None:
        return None, None
    return (lambda done: progress(done * share)), (lambda done: progress(share + done * (1 - share)))
