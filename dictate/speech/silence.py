"""The silence guard: nothing is written that nobody said.

Whisper always answers something. It answers noise with phrases from subtitles, music with loops, and now and then
Swedish with English. No single sign is sure - a speaker may mumble, and may say "tack" - so the signs add up, and words
go only when several of them agree, in the sound and in the reading: an old telephone line weakens every sign of a voice
at once, while the model still reads it well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from statistics import fmean

from dictate.words import Word

# Signs that must agree before an utterance goes, one of them in the reading. Chosen on 30 readings forced out of the
# sounds of scripts/noise_corpus.py (all dropped; each has a sign in the reading) and on 18 voiced clips as they are and
# in rooms. Without the reading's sign an old telephone line cost 66 of 122 words where plain faster-whisper lost 35.
_ENOUGH = 3
_ENOUGH_FOR_AN_EVERYDAY_PHRASE = 2
_ENOUGH_FOR_A_SUBTITLE = 1
_ENGLISH_COUNTS = 2
_EDGE = 0.3
_VOICE_SHARE = 0.5
_VOICE_PEAK = 0.7
_WORD_PROBABILITY = 0.35
_LOGPROB = -1.0
_NO_SPEECH = 0.6
# Swedish dictation has 1.5 to 4 words a second of voice; fast readers reach 5.
_FASTEST = 7.0
_SLOWEST = 0.25
_ENGLISH_SHARE = 0.5
_LOOP_IN_A_WORD = re.compile(r"([^\W\d_]{2,10}?)\1{3,}")
_ENGLISH_WORDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the sound under some words.

    `voice` are the voice probabilities of its 32 ms frames; `logprob` and `no_speech` are those of the reading.
    """

    voice: Sequence[float]
    logprob: float
    no_speech: float


@dataclass(frozen=True, slots=True)
class Guard:
    """The lists it knows: phrases that only subtitles hold, phrases that people say too, and English words."""

    subtitles: frozenset[str]
    everyday: frozenset[str]
    english: frozenset[str]

    @classmethod
    def shipped(cls) -> Guard:
        """The lists that come with the program."""
        return cls(_lines("subtitle_phrases.txt"), _lines("everyday_phrases.txt"), _lines("english_words.txt"))

    def invented(self, words: Sequence[Word], evidence: Evidence) -> bool:
        """Whether the signs say that nobody spoke these words."""
        read, phrase = reading_signs(words, evidence), " ".join(_plain(words))
        signs = read + voice_signs(words, evidence)
        if phrase in self.subtitles:
            return signs >= _ENOUGH_FOR_A_SUBTITLE
        if self.english_answer(words):
            return signs + _ENGLISH_COUNTS >= _ENOUGH
        return read > 0 and signs >= (_ENOUGH_FOR_AN_EVERYDAY_PHRASE if phrase in self.everyday else _ENOUGH)

    def english_answer(self, words: Sequence[Word]) -> bool:
        """Whether most of the words are English; a term such as "Signs of Safety" is too short to count."""
        plain = _plain(words)
        english = sum(word in self.english for word in plain)
        return english >= _ENGLISH_WORDS and english >= _ENGLISH_SHARE * len(plain)


def voice_signs(words: Sequence[Word], evidence: Evidence) -> int:
    """How many of three signs in the sound speak against the words, 0 to 3."""
    heard = _without_edges(evidence.voice)
    voiced = sum(probability >= 0.5 for probability in heard)
    rate = len(words) / max(0.032 * len(heard), 0.032)
    return sum(
        (
            voiced < _VOICE_SHARE * len(heard) or not heard,
            max(heard, default=0.0) < _VOICE_PEAK,
            rate > _FASTEST or rate < _SLOWEST,
        )
    )


def reading_signs(words: Sequence[Word], evidence: Evidence) -> int:
    """How many of three signs in the reading speak against the words, 0 to 3."""
    return sum(
        (
            fmean(word.probability for word in words) < _WORD_PROBABILITY,
            evidence.logprob < _LOGPROB,
            evidence.no_speech > _NO_SPEECH,
        )
    )


def _without_edges(voice: Sequence[float]) -> Sequence[float]:
    """The voice from its first to its last clear frame: a span is padded with silence."""
    clear = [number for number, probability in enumerate(voice) if probability >= _EDGE]
    return voice[clear[0] : clear[-1] + 1] if clear else ()


def without_loops(words: Sequence[Word], most: int = 3) -> tuple[Word, ...]:
    """The words without loops: a group of one to eight words that comes more than `most` times on end is kept once.

    People repeat themselves ("nej, nej, nej"); four times the same group on end is the recogniser, not they. A word
    that loops within itself ("kärnskärnskärnskärnskärn") is left out.
    """
    kept = [word for word in words if not _LOOP_IN_A_WORD.search(word.text)]
    for length in range(1, 9):
        at = 0
        while at + length <= len(kept):
            times = _times(kept, at, length)
            if times > most:
                del kept[at + length : at + times * length]
            at += 1
    return tuple(kept)


def _times(words: Sequence[Word], at: int, length: int) -> int:
    """How many times the group of `length` words at `at` stands there on end."""
    group, times = _plain(words[at : at + length]), 1
    if not any(group):
        return 1
    while _plain(words[at + times * length : at + (times + 1) * length]) == group:
        times += 1
    return times


def _plain(words: Sequence[Word]) -> list[str]:
    """The words in lower case without punctuation; a number stands as it is."""
    return re.findall(r"[\w']+", " ".join(word.text for word in words).lower())


def _lines(name: str) -> frozenset[str]:
    text = (files("dictate.speech") / name).read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
