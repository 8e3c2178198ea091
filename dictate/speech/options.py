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
    # Average log probability per token under which a reading is made again with a full window and more beams.
    doubtful_logprob: float = -0.5
    # Silence that the encoder hears after the speech. Whisper was trained on 30 s windows; a shorter one is faster.
    tail_s: float = 30.0
    # Longest stretch of sound in one window; the model's own is 30 s.
    window_s: float = 28.0
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
