"""The recogniser on the shipped synthetic dictation: what was said, when, and in bounded memory."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.decode import Recording
from dictate.speech.decoding import louder
from dictate.speech.engine import Engine
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options
from dictate.speech.transcript import Transcript, transcribe_file
from dictate.speech.voice import FRAME, VoiceDetector
from dictate.speech.windows import windows


@pytest.fixture(scope="module")
def shares() -> list[float]:
    return []


@pytest.fixture(scope="module")
def transcript(engine: Engine, sample: Path, shares: list[float]) -> Transcript:
    return transcribe_file(str(sample), Recording(sample), engine, progress=shares.append)


def test_most_words_of_the_sample_are_understood(transcript: Transcript, sample: Path) -> None:
    said = re.findall(r"\w+", (sample.parent / "reference.txt").read_text(encoding="utf-8").lower())
    given = set(re.findall(r"\w+", transcript.text.lower()))
    assert sum(word in given for word in said) / len(said) > 0.7


def test_words_follow_each_other_within_the_recording(transcript: Transcript) -> None:
    times = [time for u in transcript.utterances for word in u.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= transcript.duration_s
    assert all(0 <= word.probability <= 1 for u in transcript.utterances for word in u.words)
    assert not any(
        word.text != word.text.strip() or " " in word.text for u in transcript.utterances for word in u.words
    )


def test_words_lie_where_there_is_sound(transcript: Transcript, sample: Path) -> None:
    samples = np.concatenate(list(Recording(sample).blocks()))
    words = [word for u in transcript.utterances for word in u.words if word.end - word.start > 0.1]
    loud = [np.abs(samples[int(w.start * 16_000) : int(w.end * 16_000)]).max(initial=0) > 0.02 for w in words]
    assert sum(loud) / len(loud) > 0.95


def test_a_pause_parts_two_utterances(transcript: Transcript) -> None:
    assert len(transcript.utterances) >= 10
    gaps = [b.start - a.end for a, b in zip(transcript.utterances, transcript.utterances[1:], strict=False)]
    assert min(gaps) >= 0


def test_progress_grows_to_the_end(transcript: Transcript, shares: list[float]) -> None:
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.01)


def test_the_json_keeps_the_contract(transcript: Transcript, sample: Path) -> None:
    value = transcript.as_json()
    assert list(value) == ["file", "duration_s", "model", "language", "text", "words", "timing"]
    assert (value["file"], value["model"], value["language"]) == (str(sample), "whisper-base", "sv")
    assert value["text"] == " ".join(word["text"] for word in value["words"])
    assert set(value["words"][0]) == {"start", "end", "text", "probability"}
    assert set(value["timing"]) == {"load_s", "transcribe_s"}


def test_how_the_sound_is_cut_into_blocks_changes_nothing(sample: Path) -> None:
    samples = np.concatenate(list(Recording(sample).blocks()))
    small = [samples[first : first + 7_777] for first in range(0, len(samples), 7_777)]
    whole, pieces = list(windows([samples], Options())), list(windows(small, Options()))
    assert [[(span.start, span.end) for span in window.spans] for window in whole] == [
        [(span.start, span.end) for span in window.spans] for window in pieces
    ]
    for one, other in zip(whole, pieces, strict=True):
        assert np.array_equal(one.samples(), other.samples())


def test_windows_fit_the_model_and_keep_all_the_voice(sample: Path) -> None:
    samples = np.concatenate(list(Recording(sample).blocks()))
    found = list(windows([samples], Options()))
    assert all(window.seconds <= 30 for window in found)
    kept = sum(int((window.voice() >= 0.5).sum()) for window in found)
    voice = VoiceDetector().probabilities(samples[: len(samples) // FRAME * FRAME])
    assert kept >= 0.98 * int((voice >= 0.5).sum())


def test_speech_without_a_pause_is_cut_before_the_model_is_full(sample: Path) -> None:
    speech = np.concatenate([span.samples[5_000:-5_000] for w in windows(Recording(sample).blocks(), Options()) for span in w.spans])  # fmt: skip  # noqa: E501
    found = list(windows([speech], Options(pause_s=5.0)))
    assert len(found) >= 2
    assert all(window.seconds <= 30 for window in found)


def test_long_silence_holds_no_sound_in_memory() -> None:
    from dictate.speech.windows import Cutter

    cutter = Cutter(Options())
    for _ in range(15):
        assert list(cutter.feed(np.zeros(60 * 16_000, np.float32))) == []
        assert len(cutter._sound) < 16_000
    assert list(cutter.finish()) == []


def test_quiet_speech_is_brought_to_the_level_of_loud_speech_and_no_further() -> None:
    sound = np.random.default_rng(1).normal(0, 0.2, 16_000).astype(np.float32)
    assert louder(sound) is sound
    quiet = louder(sound / 50)
    assert 0.1 < float(np.sqrt((quiet**2).mean())) < 0.2
    assert float(np.abs(louder(sound / 1e6)).max()) < 1e-3
    assert not louder(np.zeros(4000, np.float32)).any()


def test_a_microphone_far_off_hears_as_much(engine: Engine, sample: Path) -> None:
    """Which words differs with the last digit of the sound's sums, and so between computers; not how many."""
    sound = next(iter(Recording(sample).blocks(12)))
    near, far = (" ".join(one.text for one in engine.transcribe([sound * share])).split() for share in (0.3, 0.03))
    assert len(far) >= 0.8 * len(near)


def test_windows_read_together_give_what_each_gives_alone(engine: Engine, sample: Path) -> None:
    """A batch may differ in the last digit of a sum, and then in a word; each window is still given its own."""
    short = Options(window_s=6.0, second_below=-9.0)
    found, reader = list(windows([next(iter(Recording(sample).blocks(20)))], short)), engine.listening(short)
    assert len(found) >= 3
    together = reader._read_several(found)
    alone = [" ".join(one.text for one in reader.read(window)) for window in found]
    for number, (window, some) in enumerate(zip(found, together, strict=True)):
        text = " ".join(one.text for one in some)
        likeness = [SequenceMatcher(None, text, other, autojunk=False).ratio() for other in alone]
        assert likeness.index(max(likeness)) == number
        places = [(span.start / 16_000, span.end / 16_000) for span in window.spans]
        assert all(any(start <= one.start and one.end <= end for start, end in places) for one in some)


def test_work_ends_soon_after_the_progress_raises(engine: Engine, sample: Path) -> None:
    """Not first when all the windows that are read together are done."""

    class Enough(Exception):
        pass

    told: list[float] = []

    def progress(seconds: float) -> None:
        told.append(seconds)
        raise Enough

    with pytest.raises(Enough):
        list(engine.transcribe([next(iter(Recording(sample).blocks(20)))], progress))
    assert told == [0.0]


_TWO_WINDOWS = """
import resource, sys
from pathlib import Path
import numpy as np
from dictate.speech.engine import Engine
from dictate.speech.options import Options
decoder = Engine.load(Path(sys.argv[1]), Options(workers=1))._reader._decoder
picture = decoder.picture(np.zeros(16_000, np.float32))
decoder.encoded(picture, 30.0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
decoder.encoded(picture, 30.0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the choice")
def test_the_encoder_keeps_its_memory_from_one_window_to_the_next(model_folder: Path) -> None:
    """Asked for anew, 72 MB in each of six layers, it is 100 000 pages of 4 kB, which the system clears one by one."""
    told = subprocess.run(
        [sys.executable, "-c", _TWO_WINDOWS, str(model_folder)], check=True, capture_output=True, text=True
    )
    assert int(told.stdout) < 30_000


def test_readings_side_by_side_share_the_threads() -> None:
    assert Options().side_by_side(cores=8) == (2, 4)
    assert Options().side_by_side(cores=1) == (1, 1)
    assert Options(threads=1).side_by_side(cores=8) == (1, 1)
    assert Options(threads=8, workers=4).side_by_side(cores=2) == (4, 2)


def test_sound_shorter_than_a_frame_gives_nothing(engine: Engine) -> None:
    assert list(engine.transcribe([np.zeros(10, np.float32)])) == []
    assert list(engine.transcribe([])) == []


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelIncomplete):
        Engine.load(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelIncomplete):
        Engine.load(tmp_path)
