"""A dictation under way: microphone, sealed sound, live text and the growing note as one object.

The screen and the tests drive this same object. Its methods are plain; what it has to show is read from it, as often
as the screen is drawn, as frozen values.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dictate import beginning
from dictate.errors import DictateError
from dictate.growing import Growing, Written
from dictate.words import Utterance

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.audio.events import RecorderEvent
    from dictate.audio.level import LevelState, Reading
    from dictate.audio.playback import Playback
    from dictate.journal.dictation import Given
    from dictate.session import Session
    from dictate.speech.engine import Engine
    from dictate.speech.live import LiveEvent, LiveTranscriber
    from dictate.speech.vocabulary import Vocabulary

_LOG = logging.getLogger(__name__)
SAMPLE_RATE = 16_000

Phase = Literal["ready", "recording", "paused", "waiting", "ending", "over"]
"""`waiting` is a pause that the user did not ask for: the microphone or the disk is missing."""

_WORST_FIRST = ("recorder", "disk", "microphone", "playback", "text", "overrun")
_TEXT_BROKE = "Texten kan inte visas medan du talar, men ljudet sparas. Den skrivs ut när du är klar."


class NothingSaid(DictateError):
    """The dictation holds no sound, so there is no note to make."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How the dictation stands. `seconds` are recorded and sealed; `level` is the latest reading while sound comes in.

    `trouble` are plain Swedish sentences about what is wrong just now, the worst first. `reading` tells whether the
    recogniser has begun; `done_said` that the speaker said that the dictation is over. `playing` while sound is heard
    again.
    """

    phase: Phase
    seconds: float
    level: Reading | None
    microphone: str
    trouble: tuple[str, ...]
    reading: bool
    done_said: bool
    playing: bool


class Dictating:
    """One dictation: `start`, `pause` and `resume` at will, then `finish`, `keep` or `discard`."""

    def __init__(
        self, application: Application, template_id: str = "", case_id: str = "", carry_on: str | None = None
    ) -> None:
        """`carry_on` names an unfinished recording to go on with. Raises TemplateUnknown or DataFileInvalid."""
        self._application = application
        self._case_id = case_id
        self.growing = Growing(application, template_id, self._told)
        self._recorder = application.sounds.recorder(
            self._recorded, application.settings.microphone or None, carry_on=carry_on
        )
        self._thread = threading.Thread(target=self._listen, name="dictating", daemon=True)
        self._phase: Phase = "ready"
        self._microphone = ""
        self._level: Reading | None = None
        self.levels: Counter[LevelState] = Counter()
        """How many readings of the level there were of each state."""
        self._trouble: dict[str, str] = {}
        self._live: LiveTranscriber | None = None
        self._fed = 0  # samples that the recogniser has been given
        self._seam_at: int | None = None
        self._seam_lock = threading.Lock()
        self._text_whole = False
        self._abandoned = threading.Event()
        self._done_said = False
        self._then: Callable[[], None] | None = None
        self._playback: Playback | None = None
        self._playing = 0  # tells one playback from the next
        self.after_stop_s = 0.0
        """Seconds that the last words took after the stop."""

    # -- what there is to see -------------------------------------------------------------------------------------

    @property
    def moment(self) -> Moment:
        """How the dictation stands just now."""
        return Moment(
            self._phase,
            self._recorder.duration_s,
            self._level if self._phase == "recording" else None,
            self._microphone,
            tuple(self._trouble[kind] for kind in _WORST_FIRST if kind in self._trouble),
            self._live is not None,
            self._done_said,
            self._playback is not None,
        )

    @property
    def written(self) -> Written:
        """What the note says so far."""
        return self.growing.written

    @property
    def tentative(self) -> tuple[str, ...]:
        """A guess at the words that are being said just now."""
        return self.growing.tentative

    @property
    def case_id(self) -> str:
        """The case that the note will belong to, "" for none."""
        return self._case_id

    def use_case(self, case_id: str) -> None:
        """Puts the note in another case, in none with ""; its names are heard better from the next recording on."""
        self._case_id = case_id

    @property
    def recording(self) -> str:
        """The name of the recording in the spool, from `start` on."""
        return self._recorder.recording

    @property
    def reading_s(self) -> float:
        """Seconds that the recogniser has worked so far."""
        return self._live.reading_s if self._live else 0.0

    # -- what the user does ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins to record; the text follows as soon as the model is loaded. Raises NoMicrophone or SpoolUnusable.

        After a failure it can be started again.
        """
        self._recorder.start()
        self._phase = "recording"
        self._thread.start()

    def pause(self) -> None:
        """Takes in no more sound until `resume`."""
        self._recorder.pause()

    def resume(self) -> None:
        """Goes on; sound that is being played is stopped first."""
        self._silence()
        self._done_said = False
        self._recorder.resume()

    def use_microphone(self, name: str) -> None:
        """Records from another microphone after the next pause, "" for the computer's own."""
        self._recorder.use(name or None)

    def use_template(self, template_id: str) -> None:
        """Makes it another kind of note. Raises TemplateUnknown or DataFileInvalid."""
        self.growing.use_template(self._application.template(template_id))

    def take_back_command(self) -> bool:
        """The last command was none: its words are text. False when there is no command to take back."""
        return self.growing.take_back_command()

    def repeat_last(self) -> bool:
        """Plays the last sentence; the microphone is let go of meanwhile and taken up again after.

        False when there is no sentence yet. What goes wrong is told in `moment.trouble`.
        """
        last = next((one for one in reversed(self.written.note.sentences) if one.audio), None)
        if last is None or last.audio is None:
            return False
        start_s, end_s = last.audio
        goes_on = self._phase == "recording"
        self._silence()
        self._playing += 1
        number = self._playing

        def play() -> None:
            threading.Thread(target=self._play, args=(start_s, end_s, goes_on, number), daemon=True).start()

        if goes_on:
            self._then = play
            self._recorder.pause()
        else:
            play()
        return True

    # -- the end --------------------------------------------------------------------------------------------------

    def stop(self) -> tuple[Utterance, ...]:
        """Ends the recording and waits for the last words; all that was said.

        Raises SpoolUnusable while the disk takes nothing (it can be called again), LiveFailed or what loading the model
        raises when there is no text; the sound is then saved and offered in the list.
        """
        self._phase = "ending"
        self._silence()
        try:
            self._recorder.stop()
        except DictateError:
            self._phase = "waiting"
            raise
        began = time.perf_counter()
        self._thread.join()
        self.after_stop_s = time.perf_counter() - began
        self.growing.stop()
        self._phase = "over"
        if not self._text_whole:
            from dictate.speech.live import LiveFailed

            raise LiveFailed(self._trouble.get("text", _TEXT_BROKE))
        return self.growing.utterances

    def finish(self, progress: Callable[[float], None] | None = None) -> Session:
        """The note of it all, saved, its sound tied to it. Raises NothingSaid, SpoolUnusable or what reading raises.

        Where the live text failed the sound is read anew; `progress` is then told the share that is done.
        """
        from dictate.speech.live import LiveFailed

        template = self.growing.template.id
        try:
            utterances = self.stop()
        except LiveFailed:
            return beginning.from_recording(self._application, self.recording, template, progress, self._case_id)
        if not self._recorder.duration_s:
            self._application.sounds.shred(self.recording)
            raise NothingSaid("Inget ljud kom in, så det finns inget att skriva ut. Kontrollera mikrofonen.")
        timings = {"Dikterade": self._recorder.duration_s, "Skrev ut det sista": self.after_stop_s}
        return beginning.from_dictation(
            self._application,
            utterances,
            template,
            recording=self.recording,
            case_id=self._case_id,
            timings=timings,
            as_text=self.growing.as_text,
        )

    def keep(self) -> None:
        """Ends the recording without a note: it is offered in the list. Raises SpoolUnusable."""
        if self._phase == "ready":
            self.growing.stop()
            return
        self._abandoned.set()
        self._silence()
        self._recorder.stop()
        self.growing.stop()
        self._phase = "over"

    def discard(self) -> None:
        """Ends the recording and destroys it. Whoever calls has asked the user. Raises SpoolUnusable."""
        started = self._phase != "ready"
        self.keep()
        if started:
            self._application.sounds.shred(self.recording)

    # -- playback -------------------------------------------------------------------------------------------------

    def _play(self, start_s: float, end_s: float, goes_on: bool, number: int) -> None:
        def over(sentence: str | None) -> None:
            if number != self._playing:
                return
            self._playback = None
            if sentence:
                self._trouble["playback"] = sentence
            if goes_on:
                self._recorder.resume()

        if number != self._playing:
            return
        self._trouble.pop("playback", None)
        try:
            self._playback = self._application.sounds.play(self.recording, [(start_s, end_s)], over)
        except DictateError as error:
            over(str(error))

    def _silence(self) -> None:
        self._playing += 1
        self._then = None
        playback, self._playback = self._playback, None
        if playback is not None:
            playback.stop()

    # -- from the recorder's thread -------------------------------------------------------------------------------

    def _recorded(self, event: RecorderEvent) -> None:
        from dictate.audio.events import DiskFree, DiskFull, Failed, LevelChanged, Overrun, Paused, Resumed, Started

        match event:
            case LevelChanged(reading):
                self._level = reading
                self.levels[reading.state] += 1
            case Started(microphone) | Resumed(microphone):
                self._microphone = microphone
                self._go_over("recording")
                self._trouble.pop("microphone", None)
            case Paused(reason, by_user):
                self._on_pause(reason, by_user)
            case Overrun(count, lost_s):
                lost = f", ungefär {lost_s:.1f} s".replace(".", ",") if lost_s else ""
                times = "en gång" if count == 1 else f"{count} gånger"
                self._trouble["overrun"] = f"Datorn hann inte ta emot ljudet {times}{lost}. Stäng andra program."
            case DiskFull(sentence):
                self._trouble["disk"] = sentence
            case DiskFree():
                self._trouble.pop("disk", None)
            case Failed(sentence):
                self._trouble["recorder"] = sentence

    def _go_over(self, phase: Phase) -> None:
        """What the recorder does, unless the user has ended it all."""
        if self._phase not in ("ending", "over"):
            self._phase = phase

    def _on_pause(self, reason: str, by_user: bool) -> None:
        self._go_over("paused" if by_user else "waiting")
        if not by_user:
            self._trouble["microphone"] = reason
        with self._seam_lock:
            self._seam_at = round(self._recorder.duration_s * SAMPLE_RATE)
            self._seam_if_due()
        then, self._then = self._then, None
        if then is not None and by_user:
            then()

    # -- from the thread that feeds the recogniser ----------------------------------------------------------------

    def _listen(self) -> None:
        try:
            with self._application.recogniser.reading:
                engine = self._application.recogniser.engine().knowing(self._vocabulary())
                before_s = self._recorder.spool.before / SAMPLE_RATE
                self._read_earlier(engine, before_s)
                self._follow(engine, before_s)
        except DictateError as error:
            self._trouble["text"] = f"{error} Ljudet sparas."
        except Exception:
            _LOG.exception("the dictation could not be read")
            self._trouble["text"] = _TEXT_BROKE

    def _vocabulary(self) -> Vocabulary:
        """The words to know: with the case's names, where there is a case."""
        lexicon = self._application.case(self._case_id).lexicon if self._case_id else None
        return self._application.vocabulary(lexicon)

    def _read_earlier(self, engine: Engine, before_s: float) -> None:
        """What was said before a recording that is carried on was broken off."""
        if not before_s:
            return
        sound = self._application.sounds.recorded(self.recording, before_s)
        for utterance in engine.transcribe(sound.blocks()):
            if self._abandoned.is_set():
                return
            self.growing.add(utterance)

    def _follow(self, engine: Engine, before_s: float) -> None:
        """Hands the sound on to the recogniser until the recording is over."""
        from dictate.speech.live import LiveTranscriber

        live = LiveTranscriber(engine, lambda event: self._heard(event, before_s))
        live.start()
        try:
            self._fed = self._recorder.spool.before
            self._live = live
            for block in self._recorder.blocks():
                if self._abandoned.is_set():
                    return
                with self._seam_lock:
                    live.feed(block.samples, block.seam)
                    self._fed = block.end
                    self._seam_if_due()
        finally:
            live.finish()
        self._text_whole = True

    def _seam_if_due(self) -> None:
        """Tells the recogniser of a pause once it has all that was said before, so that the last words are read."""
        import numpy as np

        if self._seam_at is None or self._live is None or self._fed < self._seam_at:
            return
        if self._fed == self._seam_at:  # else the recording has gone on, and its next block told of the seam
            self._live.feed(np.zeros(0, np.float32), seam=True)
        self._seam_at = None

    # -- from the recogniser's thread -----------------------------------------------------------------------------

    def _heard(self, event: LiveEvent, before_s: float) -> None:
        from dictate.speech.live import Broken, Final, Tentative

        self.growing.tentative = event.words if isinstance(event, Tentative) else ()
        if isinstance(event, Final):
            self.growing.add(_later(event.utterance, before_s))
        elif isinstance(event, Broken):
            self._trouble["text"] = _TEXT_BROKE

    # -- from the writing thread ----------------------------------------------------------------------------------

    def _told(self, given: Given) -> None:
        """Carries out a spoken command to the recording; "klar" waits for the key, since it may be misheard."""
        if given.what in ("pause", "done"):
            self._done_said = given.what == "done"
            self._recorder.pause()


def _later(utterance: Utterance, seconds: float) -> Utterance:
    if not seconds:
        return utterance
    return Utterance(tuple(replace(w, start=w.start + seconds, end=w.end + seconds) for w in utterance.words))
