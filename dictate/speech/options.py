"""How to listen: every choice of the engine in one value, with the measurement that made it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the recogniser. Times are seconds, probabilities 0 to 1."""

    # Whisper guesses the language from sound; a dictation is Swedish, and guessing is how English answers arise.
    language: str = "sv"
    # CTranslate2's arithmetic; "" takes what is usual for the device: int8 is the fastest on a processor without losing
    # words (half of float32's time in the encoder on two cores), half floats on a graphics card.
    compute_type: str = ""
    # "cpu", "cuda", or "auto" for a graphics card where there is one.
    device: str = "auto"
    # Processor threads; 0 takes one per core.
    threads: int = 0
    # Readings made side by side, which share the threads; 0 takes two where there are two threads. The sample on two
    # cores: 0.6 of the time with two that it takes with one.
    workers: int = 0
    # Readings kept side by side while decoding; what the others say becomes the words' alternatives.
    beam_size: int = 5
    # Windows of a file that are read together; it changes how long that takes, hardly what is heard. Two cores, seconds
    # for a second of running speech and the most memory with whisper-base: 4 windows 0.037 and 0.59 GB, 6 windows 0.027
    # to 0.034 and 0.67, 8 windows 0.030 and 0.77. What a window takes grows with the model.
    batch: int = 6
    # What the encoder hears is a multiple of so many seconds, filled up with silence, so that windows are of one length
    # and can be read together; 0 takes each as it is.
    step_s: float = 6.0
    # Silence that the encoder hears after speech at the first reading. 116 readings of 18 clips as they are and in
    # eight rooms, 904 words: 231 wrong with 3 s, 234 with the model's whole 30 s, which takes four times as long.
    first_tail_s: float = 3.0
    # Mean log probability of the words under which a reading gets a second opinion with the whole window, which is what
    # the model was trained with. 116 readings of 18 clips in nine rooms, 904 words: 231 wrong with none, 228 with -0.3.
    # The clips as they are, 122 words: 25 wrong with none, 20 with -0.3, 19 with -0.2 and with the whole window alone.
    second_below: float = -0.2
    # The same after speech of at least `long_s`. Joined clips and the sample, as they are, with noise and with echo:
    # 327 words wrong with -0.2, 330 with -0.8, which takes half the time, 335 with none.
    long_second_below: float = -0.8
    # Whether short speech that is read alone is encoded for a second reading while the first is made. Six clips on two
    # cores: 6.3 and 6.6 s, before 6.8 and 7.2; without it eight clips took 8 % more. While somebody speaks it is too
    # seldom of use.
    ahead: bool = True
    # By how much the first reading must be surer than the second to stand: 20 words wrong with 0, 19 with 0.1.
    second_margin: float = 0.1
    # Average log probability per token under which a reading that may be a loop is made again without repetitions
    # (OpenAI's own limit).
    doubtful_logprob: float = -1.0
    # Silence that the encoder hears after short speech at the second reading; the model hears at most 30 s.
    tail_s: float = 30.0
    # The same after speech of at least `long_s`; a second reading that would hear what the first did is not made.
    long_tail_s: float = 9.0
    long_s: float = 10.0
    # Longest stretch of sound in one window. The same dictations: 88 words wrong at 28 s, 73 at 15 s, 98 at 6 s.
    window_s: float = 15.0
    # Voice probability at which speech begins; it ends 0.15 below.
    voice_threshold: float = 0.4
    # Speech ends when the voice has been gone for this long.
    pause_s: float = 0.3
    # Sound kept before and after a stretch of speech: weak first consonants are not voiced.
    pad_s: float = 0.3
    # Unread speech left in a window after the last word that is worth a new reading.
    unread_s: float = 1.0
    # Text that compresses better than this is a loop (OpenAI's own limit).
    compression_limit: float = 2.4
    # Whether probabilities are put right by measurement (see `confidence`); off, they are the model's own.
    calibrate: bool = True

    def side_by_side(self, cores: int) -> tuple[int, int]:
        """How many readings a processor makes side by side, and the threads of each."""
        threads = self.threads or cores
        workers = min(self.workers or 2, threads)
        return workers, threads // workers

    def first_heard_s(self, speech_s: float) -> float:
        """How many seconds the encoder hears at the first reading of a stretch of speech, silence included."""
        return self._stepped(speech_s + min(self.first_tail_s, self.tail_s))

    def heard_s(self, speech_s: float) -> float:
        """The same at the second reading."""
        tail_s = self.tail_s if speech_s < self.long_s else min(self.tail_s, self.long_tail_s)
        return self._stepped(speech_s + tail_s)

    def unsure_below(self, speech_s: float) -> float:
        """The mean log probability of the words under which such a stretch of speech is read a second time."""
        return self.second_below if speech_s < self.long_s else self.long_second_below

    def _stepped(self, seconds: float) -> float:
        return min(ceil(seconds / self.step_s) * self.step_s if self.step_s else seconds, 30.0)
