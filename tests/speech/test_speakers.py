"""Voices told apart: the clustering, the turns and what is made of them; the network where its model is installed."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate import beginning
from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.shipped import sample
from dictate.speech import every_model, speakers_model
from dictate.speech.catalogue import load_catalogue
from dictate.speech.model_errors import ModelIncomplete, ModelMissing, ModelTampered, NotAModel
from dictate.speech.speakers import Hearing, _clustered, _turns, _voices, find_turns, named, with_speakers
from dictate.speech.speakers_features import features
from dictate.speech.speakers_model import add_speakers, load_speakers
from dictate.speech.speakers_net import SpeakerNet, read_weights
from dictate.speech.transcript import Transcript
from dictate.words import Turn, Utterance, Word, speaker_at

Array = NDArray[np.float32]


def _points(counts: list[int], spread: float, seed: int = 3) -> tuple[Array, list[int]]:
    """Points of length 1 around as many centres as there are counts, and the centre of each."""
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(192, len(counts))))[0].T
    owners = [number for number, count in enumerate(counts) for _ in range(count)]
    rng.shuffle(owners)
    points = centres[owners] + rng.normal(scale=spread, size=(len(owners), 192))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), owners


@pytest.mark.parametrize("counts", [[30], [20, 20], [40, 5, 12], [10, 10, 10, 10]])
def test_as_many_voices_are_found_as_there_are(counts: list[int]) -> None:
    points, owners = _points(counts, 0.05)
    found = _voices(points, Hearing(), 0)
    assert len(set(zip(found.tolist(), owners, strict=True))) == len(set(found.tolist())) == len(counts)


def test_with_the_number_known_no_more_are_found() -> None:
    points, _ = _points([10, 10, 10], 0.02)
    assert len(_clustered(points, 0.99, 2)) == 2
    assert len(set(_voices(points, Hearing(), 2).tolist())) == 2


def test_a_voice_of_a_single_window_is_a_bad_sample_of_another() -> None:
    points, owners = _points([20, 20, 1], 0.02)
    assert len(set(_voices(points, Hearing(), 0).tolist())) == 2
    assert owners.count(2) == 1


def test_more_windows_than_are_clustered_find_their_voice_too() -> None:
    points, owners = _points([300, 300], 0.05)
    found = _voices(points, Hearing(most_windows=100), 0)
    assert len(set(zip(found.tolist(), owners, strict=True))) == 2


def test_turns_do_not_overlap_and_voices_are_numbered_as_they_are_heard() -> None:
    spans = [(0.0, 1.5), (0.75, 2.25), (1.5, 3.0), (5.0, 6.0)]
    turns = _turns(spans, [7, 7, 2, 7], Hearing())
    assert turns == [Turn(0.0, 1.875, 1), Turn(1.875, 3.0, 2), Turn(5.0, 6.0, 1)]
    assert [speaker_at(turns, second) for second in (0.5, 1.9, 3.5, 4.8, 9.0)] == [1, 2, 2, 1, 1]
    assert speaker_at([], 1.0) == 0


def _word(start: float, text: str) -> Word:
    return Word(start, start + 0.4, text, 0.9)


def test_an_utterance_ends_where_the_voice_changes() -> None:
    utterance = Utterance((_word(0.0, "Hur"), _word(0.5, "mår"), _word(1.0, "du?"), _word(2.0, "Bra.")))
    cut, voices = with_speakers([utterance], [Turn(0.0, 1.7, 1), Turn(1.7, 3.0, 2)])
    assert [one.text for one in cut] == ["Hur mår du?", "Bra."]
    assert voices == [1, 2]


def test_a_role_is_given_by_number() -> None:
    assert named(["1=barnet", "3= mamma "]) == {1: "barnet", 3: "mamma"}
    for wrong in ("barnet", "0=barnet", "x=barnet", "1="):
        with pytest.raises(ValueError, match=wrong):
            named([wrong])


def _conversation() -> Transcript:
    said = ["Nu", "är", "vi", "hemma", "hos", "familjen.", "Skåpet", "står", "öppet", "mitt", "i", "köket."]
    words = tuple(_word(0.5 * number, text) for number, text in enumerate(said))
    turns = (Turn(0.0, 2.95, 1), Turn(2.95, 6.0, 2))
    cut, _ = with_speakers([Utterance(words)], turns)
    return Transcript("samtal.wav", 6.0, "whisper-base", tuple(cut), 0.0, 0.0, turns=turns, roles={2: "barnet"})


def test_each_word_is_given_its_speaker_by_role_or_number() -> None:
    transcript = _conversation()
    speakers = [word["speaker"] for word in transcript.as_json()["words"]]
    assert speakers == ["röst 1"] * 6 + ["barnet"] * 6
    assert transcript.by_speaker[1] == ("barnet", "Skåpet står öppet mitt i köket.")


def test_what_the_child_says_stands_under_the_childs_voice(application: Application) -> None:
    transcript = _conversation()
    note = beginning.from_transcript(application, transcript, "journalanteckning").note
    child = [sentence for sentence in note.sentences if "Skåpet" in sentence.text]
    others = [sentence for sentence in note.sentences if "Skåpet" not in sentence.text]
    assert [sentence.section for sentence in child] == ["barnets_rost"]
    assert others
    assert all(sentence.how != "moved" for sentence in others)


def test_a_child_by_another_word_is_a_child(application: Application) -> None:
    transcript = replace(_conversation(), roles={1: "handläggaren", 2: "dottern"})
    note = beginning.from_transcript(application, transcript, "journalanteckning").note
    assert [one.section for one in note.sentences if "Skåpet" in one.text] == ["barnets_rost"]
    assert [voice.role for voice in note.voices] == ["handläggaren", "dottern"]


def test_what_others_say_is_not_taken_for_the_childs_voice(application: Application) -> None:
    said = "Barnet berättar att hon vill bo hos mormor."
    words = tuple(_word(0.5 * number, text) for number, text in enumerate(said.split()))
    alone = Transcript("samtal.wav", 6.0, "whisper-base", (Utterance(words),), 0.0, 0.0)
    told = replace(alone, turns=(Turn(0.0, 6.0, 1), Turn(6.0, 7.0, 2)), roles={2: "barnet"})
    sections = [
        [
            sentence.section
            for sentence in beginning.from_transcript(application, one, "journalanteckning").note.sentences
        ]
        for one in (alone, told)
    ]
    assert sections[0] == ["barnets_rost"]
    assert sections[1] != ["barnets_rost"]


def test_how_far_the_separation_has_come_is_told(application: Application) -> None:
    class Same:
        def embedding(self, features: Array) -> Array:
            return np.eye(1, 192, dtype=np.float32)[0]

    shares: list[float] = []
    sound = list(Recording(sample("dictation.opus")).blocks())[:1]
    turns = find_turns(sound, Same(), progress=shares.append)
    assert {turn.speaker for turn in turns} == {1}
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 10


def test_filter_banks_are_kaldis() -> None:
    """A tone of 1 000 Hz is strongest in the band that holds it: 1 000 Hz is mel 999.99 of 31.7 to 2 840."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000).astype(np.float32)
    both = np.concatenate([tone[:8000], np.zeros(8000, np.float32)])
    found = features(both)
    assert found.shape == (98, 80)
    assert int(np.argmax(found[10])) == round((999.99 - 31.75) / ((2840.03 - 31.75) / 81)) - 1
    assert np.allclose(found.mean(axis=0), 0.0, atol=1e-3)


def test_a_pickle_that_wants_to_run_something_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "ran",))

    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"x": Evil()}))
    with pytest.raises(pickle.UnpicklingError):
        read_weights(tmp_path / "model.pt")
    assert not (tmp_path / "ran").exists()


def test_a_missing_or_changed_model_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="dictate models add speakers"):
        load_speakers(tmp_path)
    with pytest.raises(NotAModel):
        add_speakers(tmp_path, tmp_path)
    fake = tmp_path / speakers_model.FILE.name
    fake.write_bytes(b"x" * speakers_model.FILE.bytes)
    with pytest.raises(ModelTampered):
        add_speakers(tmp_path / "data", tmp_path)
    assert not list((tmp_path / "data").rglob("*.p*t"))


def test_it_is_checked_and_taken_away_by_its_id_as_any_model(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    assert every_model.installed(catalogue, tmp_path) == []
    assert not every_model.states(catalogue, tmp_path)[-1].installed
    for work in (every_model.verify, every_model.remove):
        with pytest.raises(ModelMissing):
            work(catalogue, tmp_path, "speakers")
    lying = tmp_path / "models" / speakers_model.ID / speakers_model.FILE.name
    lying.parent.mkdir(parents=True)
    lying.write_bytes(b"x")
    assert every_model.installed(catalogue, tmp_path) == ["speakers"]
    listed = every_model.states(catalogue, tmp_path)[-1]
    assert (listed.model.id, listed.installed, listed.verified) == ("speakers", True, False)
    assert "speakers" in (listed.fault or "")
    with pytest.raises(ModelIncomplete, match="speakers"):
        every_model.verify(catalogue, tmp_path, "speakers")
    every_model.remove(catalogue, tmp_path, "speakers")
    assert not lying.parent.exists()


def _weights() -> Iterator[tuple[str, Array]]:
    """Weights of the right shapes, small and random, with the names of the published model."""
    rng = np.random.default_rng(5)

    def norm(name: str, count: int, affine: bool = True) -> Iterator[tuple[str, Array]]:
        yield f"{name}.running_mean", np.zeros(count, np.float32)
        yield f"{name}.running_var", np.ones(count, np.float32)
        if affine:
            yield f"{name}.weight", np.ones(count, np.float32)
            yield f"{name}.bias", np.zeros(count, np.float32)

    def some(*shape: int) -> Array:
        return (rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)

    yield "head.conv1.weight", some(32, 1, 3, 3)
    yield "head.conv2.weight", some(32, 32, 3, 3)
    for name in ("head.bn1", "head.bn2"):
        yield from norm(name, 32)
    for layer in ("head.layer1.0", "head.layer1.1", "head.layer2.0", "head.layer2.1"):
        for part in (1, 2):
            yield f"{layer}.conv{part}.weight", some(32, 32, 3, 3)
            yield from norm(f"{layer}.bn{part}", 32)
        if layer.endswith("0"):
            yield f"{layer}.shortcut.0.weight", some(32, 32, 1, 1)
            yield from norm(f"{layer}.shortcut.1", 32)
    yield "xvector.tdnn.linear.weight", some(128, 320, 5)
    yield from norm("xvector.tdnn.nonlinear.batchnorm", 128)
    channels = 128
    for block, layers in enumerate((12, 24, 16), 1):
        for layer in range(1, layers + 1):
            name = f"xvector.block{block}.tdnnd{layer}"
            yield from norm(f"{name}.nonlinear1.batchnorm", channels)
            yield f"{name}.linear1.weight", some(128, channels, 1)
            yield from norm(f"{name}.nonlinear2.batchnorm", 128)
            yield f"{name}.cam_layer.linear_local.weight", some(32, 128, 3)
            yield f"{name}.cam_layer.linear1.weight", some(64, 128, 1)
            yield f"{name}.cam_layer.linear1.bias", some(64)
            yield f"{name}.cam_layer.linear2.weight", some(32, 64, 1)
            yield f"{name}.cam_layer.linear2.bias", some(32)
            channels += 32
        yield from norm(f"xvector.transit{block}.nonlinear.batchnorm", channels)
        yield f"xvector.transit{block}.linear.weight", some(channels // 2, channels, 1)
        channels //= 2
    yield from norm("xvector.out_nonlinear.batchnorm", channels)
    yield "xvector.dense.linear.weight", some(192, 2 * channels, 1)
    yield from norm("xvector.dense.nonlinear.batchnorm", 192, affine=False)


def test_the_network_gives_one_vector_whatever_the_length() -> None:
    net = SpeakerNet(dict(_weights()))
    rng = np.random.default_rng(1)
    for frames in (50, 99, 100, 101, 250):
        found = net.embedding(rng.normal(size=(frames, 80)).astype(np.float32))
        assert found.shape == (192,)
        assert abs(float(np.linalg.norm(found)) - 1) < 1e-5
