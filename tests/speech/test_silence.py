"""The silence guard: nothing is written that nobody said, and nothing that was said goes missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from degraded import telephone
from noise_corpus import CORPUS, make

from dictate.audio.decode import Recording
from dictate.speech.engine import Engine
from dictate.speech.silence import Evidence, Guard, reading_signs, voice_signs, without_loops
from dictate.speech.vocabulary import Vocabulary
from dictate.speech.voice import FRAME, VoiceDetector
from dictate.speech.windows import Span, Window
from dictate.words import Word

SILENT = sorted((Path(__file__).resolve().parent.parent / "data" / "silent").glob("*.flac"))
CLEAR = Evidence([0.05] * 9 + [0.97] * 80 + [0.05] * 9, logprob=-0.25, no_speech=0.05)
WEAK = Evidence([0.05] * 20 + [0.45] * 4 + [0.05] * 20, logprob=-1.3, no_speech=0.8)


def words(text: str, probability: float = 0.9) -> list[Word]:
    return [Word(0.3 * n, 0.3 * n + 0.25, word, probability) for n, word in enumerate(text.split())]


def written(engine: Engine, samples: np.ndarray) -> str:
    return " ".join(utterance.text for utterance in engine.transcribe([samples]))


@pytest.mark.parametrize("path", SILENT, ids=lambda path: path.stem)
def test_a_recording_in_which_nobody_speaks_gives_no_words(engine: Engine, path: Path) -> None:
    assert list(engine.transcribe(Recording(path).blocks())) == []


def test_a_voice_is_heard_as_long_by_telephone(sample: Path) -> None:
    """What the detector takes for silence is never read: 19 % of this was lost, and two thirds of other voices."""
    sound = np.concatenate(list(Recording(sample).blocks()))
    sound = sound[: len(sound) // FRAME * FRAME]
    near, far = (VoiceDetector().probabilities(one) for one in (sound, telephone(sound)))
    assert float((far[near > 0.6] > 0.4).mean()) > 0.9
    assert float((far[near < 0.1] > 0.4).mean()) < 0.05


def test_the_voice_is_the_same_however_the_sound_comes(sample: Path) -> None:
    sound = next(iter(Recording(sample).blocks(16)))[: 400 * FRAME]
    by_parts = VoiceDetector()
    parts = [by_parts.probabilities(sound[at : at + 3 * FRAME]) for at in range(0, len(sound), 3 * FRAME)]
    assert np.array_equal(np.concatenate(parts), VoiceDetector().probabilities(sound))


@pytest.mark.parametrize("name", CORPUS)
def test_noise_and_music_give_no_words(engine: Engine, name: str) -> None:
    assert written(engine, make(name, 10.0)) == ""


@pytest.mark.parametrize("name", ["nothing", "breathing", "murmur", "radio"])
def test_words_to_know_never_leak_where_nobody_speaks(engine: Engine, name: str) -> None:
    names = [f"{first} {last}" for first in ("Elsa", "Chadi", "Zahra") for last in ("Berglund", "Haddad", "Tjernlund")]
    knowing = engine.knowing(Vocabulary.shipped().knowing(names, ["Lunagården", "Ekbackens skola"]))
    assert written(knowing, make(name, 6.0)) == ""


@pytest.mark.parametrize("name", ["pink", "murmur"])
def test_what_the_model_makes_of_noise_is_dropped_even_when_the_voice_detector_lets_it_in(
    engine: Engine, name: str
) -> None:
    samples = make(name, 6.0)[: 6 * 16_000 // FRAME * FRAME]
    voice = VoiceDetector().probabilities(samples)
    assert engine.read(Window((Span(0, len(samples), voice, samples),))) == []


def test_three_silent_minutes_in_the_middle_add_nothing(engine: Engine, sample: Path) -> None:
    speech = np.concatenate(list(Recording(sample).blocks()))[: 12 * 16_000]
    silence = (0.001 * np.random.default_rng(1).normal(size=180 * 16_000)).astype(np.float32)
    found = list(engine.transcribe([speech, silence, speech]))
    assert [u for u in found if u.start < 12.5]
    assert [u for u in found if u.start > 191.5]
    assert not [u for u in found if 12.5 < u.start < 191.5]


@pytest.mark.parametrize(
    "text", ["Textning Stina Hedin, www.btistudios.com", "Undertexter från Amara.org", "Tack för att ni tittade!"]
)
def test_a_subtitle_phrase_over_weak_sound_is_dropped(text: str) -> None:
    assert Guard.shipped().invented(words(text), WEAK)


@pytest.mark.parametrize("text", ["Tack.", "Tack så mycket!", "Ja.", "Hej då."])
def test_a_speaker_may_say_thank_you(text: str) -> None:
    assert not Guard.shipped().invented(words(text), CLEAR)
    assert Guard.shipped().invented(words(text), WEAK)


def test_a_sentence_spoken_clearly_stays_whatever_one_sign_says() -> None:
    text = words("Mamma säger att Lisa inte vill gå till skolan.")
    for evidence in (CLEAR, Evidence(CLEAR.voice, -1.4, 0.05), Evidence(CLEAR.voice, -0.3, 0.9)):
        assert voice_signs(text, evidence) + reading_signs(text, evidence) <= 1
        assert not Guard.shipped().invented(text, evidence)


@pytest.mark.parametrize("text", ["Mamma vill inte prata med socialtjänsten idag.", "Ja.", "Tack."])
def test_what_is_read_well_stays_where_a_telephone_line_hides_the_voice(text: str) -> None:
    line = Evidence([0.05] * 9 + [0.2, 0.4, 0.52, 0.33] * 12 + [0.05] * 9, logprob=-0.5, no_speech=0.1)
    assert voice_signs(words(text), line) >= 2
    assert not Guard.shipped().invented(words(text), line)
    assert Guard.shipped().invented(words(text, 0.3), replace(line, no_speech=0.8))


def test_a_dictation_over_an_old_telephone_line_keeps_its_words(engine: Engine, sample: Path) -> None:
    clear = np.concatenate(list(Recording(sample).blocks()))[: 14 * 16_000]
    assert len(written(engine, telephone(clear)).split()) >= 0.8 * len(written(engine, clear).split())


def test_english_over_doubtful_sound_is_dropped_and_a_term_in_english_stays() -> None:
    guard = Guard.shipped()
    doubtful = Evidence(CLEAR.voice, logprob=-1.2, no_speech=0.2)
    assert guard.invented(words("I don't know what you are going to do."), doubtful)
    assert not guard.invented(words("Vi arbetar med Signs of Safety i familjen."), doubtful)
    assert not guard.english_answer(words("Mamma har en son och en dotter som går i skolan."))


def test_a_loop_is_cut_and_people_may_repeat_themselves() -> None:
    def text(said: str) -> str:
        return " ".join(word.text for word in without_loops(words(said)))

    assert text("Det är en " * 9 + "bil.") == "Det är en bil."
    assert text("Nej, nej, nej, det vill jag inte.") == "Nej, nej, nej, det vill jag inte."
    assert text("Det är kvällskärnskärnskärnskärnskärnskärn bra") == "Det är bra"
    assert text("") == ""
