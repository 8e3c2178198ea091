"""Cutting text and dictations into sentences, and understanding headings."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.journal.heading import Headings
from dictate.journal.section import shared_sections
from dictate.journal.sentences import Spoken, from_text, from_tokens, lay_out
from dictate.journal.template_file import load_template
from dictate.words import Utterance, Word

HEADINGS = Headings.of(
    [(section.heading, section.id) for section in shared_sections()]
    + [(name, section.id) for section in shared_sections() for name in section.spoken]
)


def texts(text: str) -> list[str]:
    return [piece.text for piece in from_text(text, HEADINGS).pieces]


def sections(text: str) -> list[tuple[str, str]]:
    return [(piece.section, piece.text) for piece in from_text(text, HEADINGS).pieces]


def speak(*utterances: tuple[float, str]) -> list[Utterance]:
    """Utterances that begin at the given seconds, four words a second."""
    made = []
    for begin, text in utterances:
        words = [Word(begin + i / 4, begin + i / 4 + 0.2, word, 0.9) for i, word in enumerate(text.split())]
        made.append(Utterance(tuple(words)))
    return made


def from_utterances(utterances: Sequence[Utterance], headings: Headings = HEADINGS) -> Spoken:
    """The sentences of a dictation in which no command was said."""
    said = lay_out(utterances)
    return from_tokens(said, said.tokens, headings)


def assert_offsets(spoken: Spoken) -> None:
    end = 0
    for piece in spoken.pieces:
        assert spoken.source[piece.start : piece.end] == piece.text
        assert piece.text == piece.text.strip() != ""
        assert piece.start >= end
        end = piece.end


@pytest.mark.parametrize(
    "text",
    [
        "Hembesök den 14 april 2026 kl. 15.30 hos familjen.",
        "Else sov dåligt och E.L. ville inte gå dit.",
        "Hon äter t.ex. fil och bröd, dvs. för lite.",
        "Anmälan enligt 19 kap. 1 § SoL inkom i dag.",
        "Jouren fortsätter t.o.m. söndag.",
        'Han sa "Gå härifrån. Nu." och stängde dörren.',
        "Hon tystnar ... och tittar bort.",
        "Runt bordet: Ängla (f. 2013-11-30) och hennes mor.",
        "Mötet är den 3. april på kontoret.",
        "Sambon Fredrik S. anhållen i natt.",
        '"Var är ni?" var det första han sa.',
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mötet börjar klockan 12. Hon kommer ensam.", 2),
        ("Hon köpte mjölk, bröd m.m. Han väntade ute.", 2),
        ('Hon säger: "Då skickar de mig." Brodern har gått igenom mobilen.', 2),
        ("Han kommer i morgon. jag ringer honom då.", 2),
        ("Varför? Ingen vet. Alla gissar!", 3),
        ("hon sover bättre nu Han har fått plats på förskolan Det börjar i maj", 3),
        ("Erik S. Hon kommer ensam.", 2),
    ],
)
def test_sentences_are_told_apart(text: str, count: int) -> None:
    assert len(texts(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "Hälsa\nElsa sover bra.",
        "## Hälsa\nElsa sover bra.",
        "Hälsa:\nElsa sover bra.",
        "Hälsa: Elsa sover bra.",
        "**Hälsa**\nElsa sover bra.",
        "Ny rubrik hälsa\nElsa sover bra.",
        "Ny rubrik hälsa. Elsa sover bra.",
        "Ny rubrik. Hälsa. Elsa sover bra.",
        "ny rubrik, hälsa, Elsa sover bra.",
        "Rubrik hälsa. Elsa sover bra.",
        "Ny rubrik helsa. Elsa sover bra.",
        "Ny rubrik: Hälsa.\nElsa sover bra.",
        "ny rubrik hälsa Elsa sover bra.",
        "Nytt rubrik hälsa. Elsa sover bra.",
    ],
)
def test_a_heading_sets_the_section_and_is_no_sentence(text: str) -> None:
    assert sections(text) == [("halsa", "Elsa sover bra.")]


def test_a_heading_of_many_words_is_understood_with_a_slip_of_the_recogniser() -> None:
    assert sections("Ny rubrik känslor och betende. Hon är ledsen.") == [("kanslor_beteende", "Hon är ledsen.")]
    assert sections("ny rubrik barnets röst jag vill bo hos mormor.") == [("barnets_rost", "jag vill bo hos mormor.")]


@pytest.mark.parametrize(
    "text",
    [
        "Det var en ny rubrik i tidningen om skolan.",
        "Ny rubrik i tidningen gjorde henne ledsen.",
        "Hon visade en rubrik hälsa och vård i broschyren.",
        "Rubriken hälsa stod överst på pappret.",
        "Ny rubrik.",
        "Hälsan är god.",
    ],
)
def test_words_about_headings_stay_text(text: str) -> None:
    assert sections(text) == [("", text)]


def test_the_keyword_makes_a_command_in_the_middle_of_a_line() -> None:
    assert sections("Hon mår bra kommando ny rubrik skola hon går i trean.") == [
        ("", "Hon mår bra"),
        ("utbildning", "hon går i trean."),
    ]


def test_a_heading_holds_until_the_next_one() -> None:
    text = "Inledning här.\nHälsa\nEn mening. En till.\nTredje stycket.\nSkola\nSista meningen."
    assert [section for section, _ in sections(text)] == ["", "halsa", "halsa", "halsa", "utbildning"]


def test_lines_are_paragraphs() -> None:
    spoken = from_text("Ett. Två.\n\nTre.", HEADINGS)
    assert [piece.paragraph for piece in spoken.pieces] == [True, False, True]


def test_a_dictation_gives_sentences_with_seconds_and_words() -> None:
    spoken = from_utterances(speak((0, "Hon sover bra. Hon äter"), (2, "lite frukost.")))
    assert_offsets(spoken)
    assert [piece.text for piece in spoken.pieces] == ["Hon sover bra.", "Hon äter lite frukost."]
    assert spoken.pieces[1].audio == (0.75, 2.45)
    assert [word.text for word in spoken.pieces[1].words] == ["Hon", "äter", "lite", "frukost."]


def test_a_long_pause_ends_a_sentence_and_a_longer_one_a_paragraph() -> None:
    spoken = from_utterances(speak((0, "hon sover bra"), (3, "hon äter"), (10, "nytt stycke här")))
    assert [(piece.text, piece.paragraph) for piece in spoken.pieces] == [
        ("hon sover bra", True),
        ("hon äter", False),
        ("nytt stycke här", True),
    ]


def test_a_spoken_heading_is_a_command_after_a_pause_only() -> None:
    apart = from_utterances(speak((0, "hon sover bra"), (1.3, "ny rubrik skola"), (3, "hon går i trean")))
    assert [(piece.section, piece.text) for piece in apart.pieces] == [
        ("", "hon sover bra"),
        ("utbildning", "hon går i trean"),
    ]
    joined = from_utterances(speak((0, "det stod en ny rubrik skola i bladet")))
    assert [piece.section for piece in joined.pieces] == [""]


def test_a_heading_said_in_two_utterances_is_understood() -> None:
    spoken = from_utterances(speak((0, "Ny rubrik."), (1.5, "Hälsa."), (3, "Hon sover bra.")))
    assert [(piece.section, piece.text) for piece in spoken.pieces] == [("halsa", "Hon sover bra.")]


def test_a_persons_block_is_opened_by_an_utterance_of_its_own() -> None:
    template = load_template("barnkonsekvensanalys")
    spoken = from_utterances(
        speak((0, "ny rubrik barnets åsikt"), (2, "ny rubrik barn Elsa"), (3.5, "hon vill bo kvar")),
        template.headings(shared_sections()),
    )
    assert [(piece.section, piece.block, piece.text) for piece in spoken.pieces] == [
        ("asikt", "Elsa", "hon vill bo kvar")
    ]


ALPHABET = st.one_of(st.sampled_from('aå.!?…"” \n:#(),S1'), st.characters())
SNIPPET = st.sampled_from(
    ["ny rubrik ", "Ny rubrik. ", "hälsa", "kl. ", "t.ex. ", "kommando ", "Hon ", "\n", "rubrik", "... "]
)


@given(st.lists(st.one_of(SNIPPET, st.text(ALPHABET, max_size=12)), max_size=40).map("".join))
def test_any_text_is_cut_with_right_offsets(text: str) -> None:
    assert_offsets(from_text(text, HEADINGS))


@given(
    st.lists(st.lists(st.text(ALPHABET, min_size=1, max_size=8), min_size=1, max_size=6), max_size=8), st.floats(0, 6)
)
def test_any_dictation_is_cut_with_right_offsets(said: list[list[str]], pause: float) -> None:
    at = 0.0
    utterances = []
    for texts_ in said:
        words = tuple(Word(at + i, at + i + 0.5, text, 0.5) for i, text in enumerate(texts_))
        at = words[-1].end + pause
        utterances.append(Utterance(words))
    spoken = from_utterances(utterances)
    assert_offsets(spoken)
    assert all(piece.audio for piece in spoken.pieces)


def test_cutting_takes_time_in_proportion_to_the_length() -> None:
    def seconds(repeats: int) -> float:
        began = time.process_time()
        from_text('Hon sa "nej. ny rubrik hälsa (kl. 12 ... ' * repeats, HEADINGS)
        from_text("aaaa " * repeats * 8, HEADINGS)
        return time.process_time() - began

    assert seconds(8000) < 30 * max(min(seconds(1000) for _ in range(3)), 0.005)


NOTES = Path(__file__).parent.parent / "data" / "notes"


def annotated(path: Path) -> tuple[str, list[tuple[int, int]]]:
    """The plain text of an annotated note and the places of its sentences."""
    text = ""
    places = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            continue
        if not line:
            text += "\n" if text and not text.endswith("\n") else ""
            continue
        plain = re.sub(r"\[\[[A-Z_]+:(.+?)\]\]", r"\1", line.partition("|")[2].strip())
        plain = re.sub(r"(?:\s*\{[A-Z]+\})+\s*$", "", plain)
        text += " " if text and not text.endswith("\n") else ""
        places.append((len(text), len(text) + len(plain)))
        text += plain
    return text, places


def test_the_sentences_of_real_notes_are_found() -> None:
    """Measured on 120 notes: 93 % whole; what is missed is dictation in lower case without a single full stop."""
    total = whole = begun = 0
    for path in sorted(NOTES.glob("*.txt")):
        text, places = annotated(path)
        pieces = from_text(text, HEADINGS).pieces
        assert not any(piece.section for piece in pieces), f"{path.name}: text was taken for a heading"
        found = {(piece.start, piece.end) for piece in pieces}
        starts = {start for start, _ in found}
        total += len(places)
        whole += sum(place in found for place in places)
        begun += sum(start in starts for start, _ in places)
    assert total > 2000
    assert whole / total > 0.925
    assert begun / total > 0.945


def test_written_notes_lose_almost_no_sentence() -> None:
    total = whole = 0
    for path in sorted(NOTES.glob("*.txt")):
        if "# form: written" in path.read_text(encoding="utf-8"):
            text, places = annotated(path)
            found = {(piece.start, piece.end) for piece in from_text(text, HEADINGS).pieces}
            total += len(places)
            whole += sum(place in found for place in places)
    assert whole / total > 0.995


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("Nu Robbrik helsa. Elsa sover", "halsa"),
        ("Nu robrik, barnet är röst.", "barnets_rost"),
        ("My rubrick plan är ring Vi ringer skolan", "planering"),
        ("Ny rubrik känslor och bete ende. Han är arg", "kanslor_beteende"),
    ],
)
def test_a_heading_is_understood_as_the_recogniser_hears_it(said: str, section: str) -> None:
    heading = HEADINGS.command(said)
    assert heading is not None
    assert heading.section == section


@pytest.mark.parametrize("said", ["Nu rubriken på artikeln", "Nu är hälsan bra", "Min rubrik i tidningen"])
def test_words_that_only_sound_like_a_heading_stay_text(said: str) -> None:
    assert HEADINGS.command(said) is None
