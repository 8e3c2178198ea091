"""Sound files: each format is heard as it is, and each broken file says in one sentence what is wrong."""

from __future__ import annotations

import resource
import struct
import time
from pathlib import Path

import av
import numpy as np
import pytest

from dictate.audio.decode import SAMPLE_RATE, EmptyAudio, NotAudio, Recording, TruncatedAudio
from tests.audio.sounds import FORMATS, tone, write


def heard(path: Path) -> np.ndarray:
    return np.concatenate(list(Recording(path).blocks()))


def loudest_hertz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * SAMPLE_RATE / len(samples))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_comes_out_as_the_same_tone_at_16_khz(tmp_path: Path, kind: str, channels: int) -> None:
    if (kind, channels) == ("ogg", 1):
        channels = 2  # the vorbis encoder at hand knows stereo only
    rate = FORMATS[kind][3]
    samples = heard(write(tmp_path / f"ton.{kind}", kind, tone(3.0, rate), channels))
    assert samples.dtype == np.float32
    assert len(samples) / SAMPLE_RATE == pytest.approx(3.0, abs=0.12)
    assert loudest_hertz(samples) == pytest.approx(440, abs=2)
    assert np.sqrt(np.mean(samples[8000:-8000] ** 2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.15)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 96_000])
def test_any_rate_comes_out_at_16_khz(tmp_path: Path, rate: int) -> None:
    samples = heard(write(tmp_path / "ton.wav", "wav", tone(2.0, rate), rate=rate))
    assert len(samples) == pytest.approx(2.0 * SAMPLE_RATE, abs=40)
    assert loudest_hertz(samples) == pytest.approx(440, abs=2)


def test_the_sound_of_a_video_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("aac", rate=44_100, layout="mono")
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(picture.encode(frame))
        noise = av.AudioFrame.from_ndarray(tone(1.0, 44_100)[None], format="fltp", layout="mono")
        noise.sample_rate = 44_100
        for packet in [*sound.encode(noise), *sound.encode(None), *picture.encode(None)]:
            container.mux(packet)
    assert loudest_hertz(heard(path)) == pytest.approx(440, abs=3)


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in [*picture.encode(frame), *picture.encode(None)]:
            container.mux(packet)
    with pytest.raises(NotAudio, match="inget ljud"):
        Recording(path)


def test_blocks_have_the_length_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "ton.flac", "flac", tone(5.5, 48_000))
    assert [round(len(block) / SAMPLE_RATE, 2) for block in Recording(path).blocks(2.0)] == [2.0, 2.0, 1.5]


def test_the_header_tells_the_length_before_anything_is_decoded(tmp_path: Path) -> None:
    assert Recording(write(tmp_path / "ton.wav", "wav", tone(4.0, 44_100))).duration_s == pytest.approx(4.0)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tom.wav"
    path.touch()
    with pytest.raises(EmptyAudio, match="tom"):
        Recording(path)


def test_a_wav_without_a_sample_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "tyst.wav", "wav", tone(0.0, 44_100))
    with pytest.raises((EmptyAudio, NotAudio)):
        heard(path)


@pytest.mark.parametrize(
    "text", ["Det här är en anteckning, inte ett ljud.\n" * 50, "x", "#EXTM3U\nhttp://127.0.0.1/a.ts\n"]
)
def test_a_text_named_wav_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "anteckning.wav"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotAudio, match="ingen ljudfil"):
        heard(path)


def test_random_bytes_named_mp3_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "skräp.mp3"
    path.write_bytes(np.random.default_rng(1).bytes(50_000))
    with pytest.raises(NotAudio):
        heard(path)


def test_a_playlist_never_opens_another_file(tmp_path: Path) -> None:
    write(tmp_path / "hemlig.wav", "wav", tone(1.0, 16_000), rate=16_000)
    path = tmp_path / "lista.wav"
    path.write_text("ffconcat version 1.0\nfile hemlig.wav\n", encoding="utf-8")
    with pytest.raises(NotAudio):
        heard(path)


def test_a_truncated_mp3_gives_what_can_be_heard(tmp_path: Path) -> None:
    path = write(tmp_path / "avbruten.mp3", "mp3", tone(10.0, 44_100))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    samples = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(5.0, abs=0.5)
    assert loudest_hertz(samples) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("kind", ["flac", "ogg", "opus"])
def test_a_truncated_file_of_a_streaming_format_gives_what_can_be_heard(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"avbruten.{kind}", kind, tone(30.0, FORMATS[kind][3]), channels=2)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert 5 < len(heard(path)) / SAMPLE_RATE < 25


def test_a_truncated_flac_says_that_the_end_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "avbruten.flac", "flac", tone(30.0, 48_000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    recording = Recording(path)
    list(recording.blocks())
    assert recording.warning is not None
    assert "avbruten" in recording.warning or "skadade" in recording.warning


def test_a_whole_file_gives_no_warning(tmp_path: Path) -> None:
    for kind in FORMATS:
        recording = Recording(write(tmp_path / f"hel.{kind}", kind, tone(3.0, FORMATS[kind][3]), channels=2))
        list(recording.blocks())
        assert recording.warning is None, kind


def test_an_m4a_that_was_cut_off_before_its_index_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "avbruten.m4a", "m4a", tone(10.0, 44_100))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TruncatedAudio, match="avbruten"):
        heard(path)


def test_a_header_of_0_hz_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "noll.wav", "wav", tone(1.0, 44_100))
    raw = bytearray(path.read_bytes())
    raw[24:28] = struct.pack("<I", 0)
    path.write_bytes(raw)
    with pytest.raises(NotAudio, match="rubrik"):
        heard(path)


def _wave_of(path: Path, channels: int, rate: int) -> Path:
    """A second of a WAV with that in its head, each channel with the same tone."""
    sound = (tone(1.0, 16_000) * 32_767).astype("<i2").repeat(channels).tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 & 0xFFFFFFFF, channels * 2 & 0xFFFF, 16)
    head = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(sound))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(head) + len(sound)) + head + sound)
    return path


@pytest.mark.parametrize("channels", [7, 8, 9, 33, 64])
def test_many_channels_are_one_sound(tmp_path: Path, channels: int) -> None:
    samples = heard(_wave_of(tmp_path / "möte.wav", channels, 16_000))
    assert len(samples) == pytest.approx(16_000, abs=40)
    assert loudest_hertz(samples) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("channels", "rate"), [(65, 16_000), (1, 1), (1, 352_337_536)])
def test_a_header_of_what_no_sound_has_is_refused_at_once(tmp_path: Path, channels: int, rate: int) -> None:
    began = time.process_time()
    with pytest.raises(NotAudio, match="felaktig rubrik"):
        Recording(_wave_of(tmp_path / "fel.wav", channels, rate))
    assert time.process_time() - began < 2


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAudio, match="finns inte"):
        Recording(tmp_path / "saknas.wav")
    with pytest.raises(NotAudio, match="mapp"):
        Recording(tmp_path)


def test_broken_float_samples_become_silence(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    samples = tone(1.0, 16_000)
    samples[100:200] = np.nan
    data = samples.tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 3, 1, 16_000, 64_000, 4, 32, b"data", len(data))  # fmt: skip  # noqa: E501
    path.write_bytes(head + data)
    assert np.isfinite(heard(path)).all()


def test_three_hours_take_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    path = tmp_path / "lång.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=8_000, layout="mono")
        minute = np.zeros((1, 8_000 * 60), np.int16)
        for _ in range(180):
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate = 8_000
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    blocks = Recording(path).blocks()
    for _ in range(4):
        next(blocks)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = 120 + sum(len(block) for block in blocks) / SAMPLE_RATE
    assert seconds == pytest.approx(10_800, abs=1)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 40  # megabytes; all of it is 690


@pytest.mark.parametrize("kind", ["wav", "flac", "m4a", "opus", "mp3"])
def test_a_piece_in_the_middle_is_the_same_sound_as_in_the_whole(tmp_path: Path, kind: str) -> None:
    """The tone climbs, so that each place sounds otherwise than the next."""
    rate = FORMATS[kind][3]
    at = np.arange(60 * rate) / rate
    path = write(tmp_path / f"a.{kind}", kind, 0.5 * np.sin(2 * np.pi * (200 * at + 10 * at**2)).astype(np.float32))
    recording = Recording(path)
    for start in (2.0, 45.5):
        piece = np.concatenate(list(recording.piece(start, start + 2)))
        assert len(piece) == 2 * SAMPLE_RATE
        assert abs(loudest_hertz(piece[:SAMPLE_RATE]) - (200 + 20 * (start + 0.5))) < 15
    assert sum(map(len, recording.piece(59.0, 90.0))) <= SAMPLE_RATE + 4000
    path.unlink()
    with pytest.raises(NotAudio, match="finns inte"):
        next(recording.piece(0.0, 1.0))
