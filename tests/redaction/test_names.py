"""The name detector: what it must find, what it must leave, what it says, and what it costs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from redaction.detector import Detector
from redaction.finding import Finding
from redaction.models import model_file
from redaction.names import name_detectors, spacy_detector
from redaction.names.again import again
from redaction.names.features import traits_of
from redaction.names.lists import like_a_surname
from redaction.names.network import CLASSES, UnreadableModel, read, write
from redaction.names.spacy_names import NoSuchPipeline, SpacyDetector
from redaction.passage import Passage
from redaction.scanner import Scanner

DATA = Path(__file__).parent / "data"
_MARK = re.compile(r"\[\[([A-Z]+):(.+?)\]\]")


def lines(file: str) -> list[str]:
    return [line for line in (DATA / file).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@pytest.fixture(scope="module")
def detector() -> Detector:
    (only,) = name_detectors()
    return only


def shown(detector: Detector, text: str) -> list[Finding]:
    return [one for one in detector.find(Passage.of(text)) if one.confidence >= 0.5]


@pytest.mark.parametrize(
    "marked", [line for name in ("person", "place", "organisation") for line in lines(f"{name}.txt")]
)
def test_every_marked_name_is_found_whole_with_its_label(detector: Detector, marked: str) -> None:
    text = _MARK.sub(r"\2", marked)
    found = shown(detector, text)
    for label, name in _MARK.findall(marked):
        start = text.index(name)
        covering = [one for one in found if one.start <= start and one.end >= start + len(name)]
        assert [one.label for one in covering] == [label], f"{name}: {found}"


@pytest.mark.parametrize("text", lines("no_names.txt"))
def test_agencies_medicines_and_ordinary_words_are_no_names(detector: Detector, text: str) -> None:
    assert shown(detector, text) == []


def test_a_genitive_s_is_left_outside_the_name(detector: Detector) -> None:
    assert [one.text for one in shown(detector, "Vi var hemma hos Monikas mamma.")] == ["Monika"]


def test_a_name_that_ends_in_s_keeps_it(detector: Detector) -> None:
    assert [one.text for one in shown(detector, "Pappan Jonas ringde.")] == ["Jonas"]


def test_the_reason_names_the_word_before_and_the_list(detector: Detector) -> None:
    (one,) = shown(detector, "Sedan ringde mamman Berivan igen.")
    assert one.reason.startswith("Står efter ordet ”mamman”, finns i namnlistan")


def test_a_name_that_comes_again_says_so(detector: Detector) -> None:
    first, second = shown(detector, "Berivan sov länge. Sedan åt Berivan frukost.")
    assert "samma namn som tidigare" not in first.reason
    assert "samma namn som tidigare i texten" in second.reason


def missed(text: str, name: str) -> list[str]:
    """What is found beside one sure finding of `name` in its first place."""
    sure = Finding.at(text, text.index(name), text.index(name) + len(name), "PERSON", 0.9, "prov")
    return [one.text for one in again(Passage.of(text), [sure])]


def test_a_name_that_was_seen_once_is_seen_everywhere() -> None:
    assert missed("Filmon sov. Hon lämnade Filmon klockan 17. Filmons far kom.", "Filmon") == ["Filmon", "Filmon"]
    assert missed("mamman selma ringde och selma grät", "selma") == ["selma"]
    assert missed("Vi ringde Björn. Björn är ett djur, en björn.", "Björn") == []
    assert missed("Jonas sov. Vi väckte Jonas och såg Jonas rum.", "Jonas") == ["Jonas", "Jonas"]
    assert missed("pappan vill bo hos bo", "bo") == []


@pytest.mark.parametrize("surname", ["strömbäck", "wikberg", "forsbäcks", "hagelqvist", "ekedahl"])
def test_a_word_made_as_surnames_are_is_one(surname: str) -> None:
    assert like_a_surname(surname)


@pytest.mark.parametrize("word", ["kom", "berg", "bergen", "landet", "stranden", "hemma", "mormor", "ringde"])
def test_another_word_is_no_surname(word: str) -> None:
    assert not like_a_surname(word)


def test_a_text_without_words_gives_nothing(detector: Detector) -> None:
    assert list(detector.find(Passage.of(""))) == []
    assert list(detector.find(Passage.of(" \n - ... "))) == []


def test_chances_are_chances() -> None:
    network = read(model_file("names", "names.npz"))
    chances = network.probabilities(traits_of(Passage.of("Mamman Sara bor i Mora.")))
    assert chances.shape == (6, len(CLASSES))
    assert np.allclose(chances.sum(1), 1, atol=1e-4)


def test_a_model_that_is_written_reads_back_the_same(tmp_path: Path) -> None:
    network = read(model_file("names", "names.npz"))
    write(tmp_path / "copy.npz", network)
    traits = traits_of(Passage.of("Vi ringde Tesfay i Örebro."))
    assert np.allclose(network.probabilities(traits), read(tmp_path / "copy.npz").probabilities(traits), atol=1e-3)


def test_a_damaged_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "names.npz"
    broken.write_bytes(model_file("names", "names.npz").read_bytes()[:5000])
    with pytest.raises(UnreadableModel, match=r"^Namnmodellen names\.npz saknas eller är skadad"):
        read(broken)


def test_a_missing_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModel, match="saknas"):
        read(tmp_path / "none.npz")


def test_a_spacy_pipeline_that_is_not_installed_is_refused_in_one_sentence() -> None:
    with pytest.raises(NoSuchPipeline, match="är inte installerad"):
        spacy_detector("sv_no_such_pipeline")


def test_a_spacy_pipeline_adds_its_names_to_the_scan(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("sv")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PRS", "pattern": "Zqx"}])
    pipeline.to_disk(tmp_path / "pipeline")
    plugged = spacy_detector(str(tmp_path / "pipeline"))
    assert isinstance(plugged, SpacyDetector)
    (one,) = Scanner(detectors=[plugged]).scan("Hon. Där kom Zqx.")
    assert (one.label, one.text) == ("PERSON", "Zqx")
    assert one.reason == "Liknar ett namn enligt pipeline"


def test_a_spacy_pipeline_without_names_is_refused(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    spacy.blank("sv").to_disk(tmp_path / "blank")
    with pytest.raises(NoSuchPipeline, match="kan inte hitta namn"):
        spacy_detector(str(tmp_path / "blank"))
