"""Trying a microphone: how loud it is just now, with nothing kept of what is said."""

from __future__ import annotations

import threading

from dictate.audio.blocks import SAMPLE_RATE
from dictate.audio.devices import Microphones, NoMicrophone, OpenMicrophone
from dictate.audio.level import LevelMeter, Reading
from dictate.audio.resample import Resampler, mono


class Trial:
    """Listens to one microphone at a time; `reading` is the latest level and `trouble` says what is wrong, or "".

    `listen` and `stop` return at once; a thread of their own opens and closes the devices, in the order of the calls.
    """

    def __init__(self, microphones: Microphones) -> None:
        self._microphones = microphones
        self._turn = threading.Lock()
        self._wanted = 0
        self._stream: OpenMicrophone | None = None
        self.reading: Reading | None = None
        self.trouble = ""

    def listen(self, name: str | None) -> None:
        """Lets go of the one before and listens to this one, None for the computer's own."""
        self._wanted += 1
        threading.Thread(target=self._change, args=(self._wanted, name, True), daemon=True).start()

    def stop(self) -> None:
        """Lets go of the microphone."""
        self._wanted += 1
        threading.Thread(target=self._change, args=(self._wanted, None, False), daemon=True).start()

    def wait(self) -> None:
        """Waits until no device is being opened or closed; after `stop` the microphone is then free."""
        with self._turn:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def _change(self, number: int, name: str | None, opens: bool) -> None:
        with self._turn:
            if self._stream is not None:
                self._stream.close()
            self._stream, self.reading, self.trouble = None, None, ""
            if not opens or number != self._wanted:
                return
            meter = LevelMeter()
            opened: list[tuple[Resampler, int]] = []  # empty until the microphone's rate is known

            def take(data: bytes, _seconds: float, _overflow: bool) -> None:
                for resampler, channels in opened:
                    for reading in meter(resampler(mono(data, channels))):
                        self.reading = reading

            try:
                self._stream = self._microphones.open_microphone(name, take)
            except NoMicrophone as error:
                self.trouble = str(error)
            else:
                opened.append((Resampler(self._stream.rate, SAMPLE_RATE), self._stream.channels))
