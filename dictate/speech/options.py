"""How to listen: every choice of the engine in one value, with the measurement that made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the recogniser. Times are seconds, probabilities 0 to 1."""

    # Whisper guesses the language from sound; a dictation is Swedish, and guessing is how English answers arise.
    language: str = "sv"
    # CTranslate2's arithmetic. int8 is the fastest on a processor without losing words.
    compute_type: str = "int8"
    # "cpu" or "cuda".
    device: str = "cpu"
    # Processor threads for one reading; 0 takes one per core.
    threads: int = 0
    # Readings kept side by side while decoding.
    beam_size: int = 5
    # Beams for a reading that came out doubtful.
    second_beam_size: int = 5
    # Average log probability per token under which a reading is made again (OpenAI's own limit). At -0.5 half of all
    # short clips were read twice and not one word was better.
    doubtful_logprob: float = -1.0
    # Silence that the encoder hears after short speech; the model hears at most 30 s. 18 clips of 2 to 9 s: 19 of 122
    # words wrong with 30 s, 23 with 15 s, 24 with 10 s, which needs half the time.
    tail_s: float = 30.0
    # The same after speech of at least `long_s`: three joined dictations had 72 of 366 words wrong with 10 s, 73 with
    # 30 s, at three quarters of the time.
    long_tail_s: float = 10.0
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

    def heard_s(self, speech_s: float) -> float:
        """How many seconds the encoder hears for a stretch of speech, the silence after it included."""
        tail_s = self.tail_s if speech_s < self.long_s else min(self.tail_s, self.long_tail_s)
        return min(speech_s + tail_s, 30.0)
