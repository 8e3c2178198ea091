"""Sensitive content: what must be tagged, what must not, and what the reason says."""

from __future__ import annotations

import re
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from redaction import sensitive
from redaction.models import model_file
from redaction.passage import Passage
from redaction.sensitive_content import find_sensitive
from redaction.tagging.kinds import hits_of, words_of
from redaction.tagging.model import UnreadableSensitiveModel, read, write
from redaction.tagging.traits import hashed, traits_of

NOTES = Path(__file__).parent.parent / "data" / "notes"
_MARKS = re.compile(r"\[\[\w+:(.+?)\]\]|^#.*$|^[\w,]+ \||\{\w+\}", re.MULTILINE)
LINES = [
    line.split(" | ")
    for line in (Path(__file__).parent / "data" / "sensitive.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("tag", "sentence"), [line for line in LINES if line[0] != "-"])
def test_a_sensitive_sentence_is_tagged_whole(tag: str, sentence: str) -> None:
    text = f"Vi sågs i går.\n{sentence}"
    spans = {text[one.start : one.end] for one in sensitive(text) if one.tag == tag}
    assert spans == {sentence}


@pytest.mark.parametrize("sentence", [line[1] for line in LINES if line[0] == "-"])
def test_an_ordinary_sentence_is_not(sentence: str) -> None:
    assert sensitive(sentence) == ()


def test_the_reason_quotes_words_of_the_sentence() -> None:
    sentence = "Flickan har fått diagnosen autism."
    (one,) = sensitive(sentence)
    quoted = re.findall("”(.+?)”", one.reason)
    assert quoted
    assert all(words in sentence.lower() for words in quoted)
    assert "autism" in one.reason


def test_a_denial_speaks_against() -> None:
    denied = [one.tag for one in sensitive("Inget våld har förekommit enligt båda föräldrarna.")]
    assert "CRIME" not in denied


def test_the_package_still_has_its_function_when_the_model_is_loaded() -> None:
    """A folder of the package with the function's name would take its place as soon as it is imported."""
    import redaction

    for _ in range(2):
        assert [one.tag for one in redaction.sensitive("Hon har fått diagnosen epilepsi.")] == ["HEALTH"]


def test_no_words_no_tags() -> None:
    assert sensitive("") == ()
    assert sensitive("... 12 34!\n\n") == ()


def test_a_sentence_without_end_costs_no_more_than_its_length() -> None:
    """Counts calls and memory instead of seconds: the machine's load changes nothing."""
    unit = "sjuk polis kyrka asyl facket "
    list(find_sensitive(Passage.of(unit)))
    small, large = (_cost(Passage.of(unit * times)) for times in (100, 400))
    assert all(more < 4.6 * less for less, more in zip(small, large, strict=True))


def _cost(passage: Passage) -> tuple[int, int]:
    """The calls made while the passage is read, and the most bytes held at once."""
    calls = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        list(find_sensitive(passage))
    finally:
        sys.setprofile(None)
    tracemalloc.start()
    try:
        list(find_sensitive(passage))
        return calls, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_traits_do_not_depend_on_how_often_they_are_asked() -> None:
    words = ["han", "har", "haft", "feber", "och", "hosta"]
    assert traits_of(words, hits_of(words)) == traits_of(words, hits_of(words))


def traits_in(text: str) -> set[int]:
    words = words_of(Passage.of(text).tokens)
    return {trait.number for trait in traits_of(words, hits_of(words))}


@pytest.mark.parametrize(
    ("text", "denial"),
    [
        ("inget våld har setts", "no:CRIME"),  # shortly before
        ("varken skolan eller någon av föräldrarna har nämnt våld", "na:CRIME"),  # earlier in the same breath
        ("våld förekommer inte", "np:CRIME"),  # right after
    ],
)
def test_a_denial_is_heard_before_and_after_what_it_denies(text: str, denial: str) -> None:
    assert {name for name in ("no:CRIME", "na:CRIME", "np:CRIME") if hashed(name) in traits_in(text)} == {denial}


def test_what_follows_a_but_is_not_denied() -> None:
    assert hashed("na:CRIME") not in traits_in("han har inte sagt det men hon visar märken efter misshandel")


def test_a_compound_in_two_words_is_the_compound() -> None:
    assert hashed("w:orosanmälan") in traits_in("en ny oros anmälan har kommit")


def test_what_a_sentence_is_about_besides_speaks_for_no_tag() -> None:
    """A hit that is denied gives a trait of its tag; what stands around gives none."""
    words = words_of(Passage.of("inga hundar deltar i mötet").tokens)
    hits = hits_of(words)
    assert hits
    assert {hit.kind.partition(".")[0] for hit in hits} == {"AROUND"}
    numbers = {trait.number for trait in traits_of(words, hits)}
    assert not numbers & {hashed(f"{name}:AROUND") for name in ("t", "no", "na", "np")}


def kinds_in(text: str) -> set[str]:
    return {hit.kind.partition(".")[0] for hit in hits_of(words_of(Passage.of(text).tokens)) if "weak" not in hit.kind}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("pappa drog mig i håret", "CRIME"),  # up to three words between
        ("hon väger nu 7 130 gram", "HEALTH"),  # a number in digits, in groups
        ("hon väger sju tusen gram", "HEALTH"),  # and in words
        ("hans pollen allergi", "HEALTH"),  # a compound in two words
        ("mjölkallergin", "HEALTH"),  # the last part of a compound
        ("hon går på Al-Anon", "HEALTH"),  # a hyphen parts words
    ],
)
def test_the_lexicon_knows_rows_numbers_and_compounds(text: str, tag: str) -> None:
    assert tag in kinds_in(text)


@pytest.mark.parametrize(
    "text", ["pappa drog en rolig historia om sitt långa blonda hår", "vi tog ett foto av henne", ""]
)
def test_the_lexicon_finds_no_row_across_other_words(text: str) -> None:
    assert "CRIME" not in kinds_in(text)


def spans_of(text: str, tag: str) -> list[str]:
    return [text[one.start : one.end] for one in sensitive(text) if one.tag == tag]


def test_speech_that_runs_on_is_cut_so_that_a_tag_stays_where_it_belongs() -> None:
    text = (
        "vi sågs på kontoret i dag på förmiddagen och det var bara jag och mamman Hon har fått diagnosen "
        "bipolär sjukdom och äter litium sen i våras. pojken leker mest med grannens barn på gården och bygger kojor"
    )
    said = " ".join(spans_of(text, "HEALTH"))
    assert "bipolär" in said
    assert "grannens barn" not in said


def test_what_is_cut_is_the_whole_text_in_order() -> None:
    cutter = read(model_file("sensitive", "sensitive.npz")).cutter
    cuts = {"fine": 0, "coarse": 0}
    for path in sorted(NOTES.glob("dev-0*5.txt")):
        passage = Passage.of(" ".join(_MARKS.sub(r"\1", path.read_text(encoding="utf-8")).split()).replace(".", ""))
        fine, coarse = cutter.cut(passage)
        for parts in (fine, coarse):
            assert [token for part in parts for token in part.tokens] == list(passage.tokens)
            assert all(part.start == part.tokens[0].start and part.end == part.tokens[-1].end for part in parts)
        assert {part.start for part in coarse} <= {part.start for part in fine}
        cuts["fine"] += len(fine)
        cuts["coarse"] += len(coarse)
    assert cuts["fine"] > cuts["coarse"] > 100


def test_the_neighbours_are_heard_in_the_right_order() -> None:
    net = read(model_file("sensitive", "sensitive.npz")).nets[0]
    rows = [[(word, ())] for word in ("feber", "polisen", "kyrkan")]
    odds, turned = net.log_odds(rows), net.log_odds(rows[::-1])
    assert np.allclose(net.log_odds(rows[:2])[0], odds[0], atol=1e-5)  # who stands two away is not heard
    assert not np.allclose(odds[1], turned[1], atol=1e-5)


def test_many_sentences_are_read_as_few_at_a_time() -> None:
    net = read(model_file("sensitive", "sensitive.npz")).nets[0]
    rows = [[(f"ord{number}", (number,)), ("nästa", (number * 3, 8))] for number in range(450)]
    assert np.allclose(net.log_odds(rows)[200:203], net.log_odds(rows[199:204])[1:4], atol=1e-4)


def test_a_model_that_is_written_reads_back_the_same(tmp_path: Path) -> None:
    model = read(model_file("sensitive", "sensitive.npz"))
    write(tmp_path / "copy.npz", model)
    again = read(tmp_path / "copy.npz")
    assert np.allclose(model.weights, again.weights, atol=1e-3)
    assert np.allclose(model.nets[0].table, again.nets[0].table, atol=1e-6)
    assert again.kinds == model.kinds
    assert np.array_equal(model.thresholds, again.thresholds)


def test_a_damaged_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "sensitive.npz"
    broken.write_bytes(model_file("sensitive", "sensitive.npz").read_bytes()[:3000])
    with pytest.raises(UnreadableSensitiveModel, match=r"^Modellen för känsligt innehåll .* saknas eller är skadad"):
        read(broken)
