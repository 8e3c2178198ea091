"""Spoken commands: what they write, when words are text after all, and that nothing that was said is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.journal.commands import read_commands, shipped_commands
from dictate.journal.dictation import Dictation, dictation
from dictate.journal.heading import Headings
from dictate.journal.section import shared_sections
from dictate.journal.structure import structure
from dictate.journal.template_file import load_template
from dictate.journal.toml_file import DataFileInvalid
from dictate.words import Utterance, Word

HEADINGS = Headings.of(
    [(section.heading, section.id) for section in shared_sections()]
    + [(name, section.id) for section in shared_sections() for name in section.spoken]
)


def spoken(*utterances: str, pause: float = 0.7) -> list[Utterance]:
    """Utterances with a pause between them, four words a second."""
    made: list[Utterance] = []
    at = 0.0
    for text in utterances:
        words = tuple(Word(at + i / 4, at + i / 4 + 0.2, word, 0.9) for i, word in enumerate(text.split()))
        at = words[-1].end + pause
        made.append(Utterance(words))
    return made


def dictated(*utterances: str) -> Dictation:
    return dictation(spoken(*utterances), HEADINGS)


def lines(*utterances: str) -> list[str]:
    """What the note writes, a sentence each."""
    return [piece.written or piece.text for piece in dictated(*utterances).spoken.pieces]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (["Elsa sover dåligt", "punkt", "hon är trött"], ["Elsa sover dåligt.", "Hon är trött"]),
        (["Elsa sover dåligt.", "Komma.", "Hon är trött."], ["Elsa sover dåligt, hon är trött."]),
        (["Hur mår du", "frågetecken"], ["Hur mår du?"]),
        (["Vi säger nej.", "Utropstecken."], ["Vi säger nej!"]),
        (["Närvarande", "kolon", "Elsa och mamma"], ["Närvarande: Elsa och mamma"]),
        (["hon sa", "citat början", "jag vill hem", "citat slut", "punkt"], ["hon sa ”jag vill hem”."]),
        (["mamman", "parentes början", "Sara", "parentes slut", "kom hit"], ["mamman (Sara) kom hit"]),
        (["det är kommando punkt men hon går"], ["det är.", "Men hon går"]),
    ],
)
def test_spoken_punctuation_is_written(said: list[str], written: list[str]) -> None:
    assert lines(*said) == written


@pytest.mark.parametrize("command", ["ny rad", "Nytt stycke.", "nyrad", "nytt stycke,", "byt rad", "Ny rad."])
def test_a_new_line_begins_a_paragraph_as_the_recogniser_may_have_written_it(command: str) -> None:
    pieces = dictated("Hon sover bra", command, "hon äter").spoken.pieces
    assert [(piece.written or piece.text, piece.paragraph) for piece in pieces] == [
        ("Hon sover bra", True),
        ("Hon äter", True),
    ]


@pytest.mark.parametrize(
    "command", ["ny rubrik hälsan", "Ny rubrik, hälsa.", "rubrik hälsa", "kommando ny rubrik hälsa"]
)
def test_a_spoken_heading_sets_the_section_and_is_a_command(command: str) -> None:
    made = dictated("Vi sågs.", command, "Elsa sover bra.")
    assert [(piece.section, piece.text) for piece in made.spoken.pieces] == [
        ("", "Vi sågs."),
        ("halsa", "Elsa sover bra."),
    ]
    assert made.last is not None
    assert made.last.name == "rubrik"


@pytest.mark.parametrize(
    "said",
    [
        ["det stod en ny rubrik i tidningen"],
        ["Ny rubrik i tidningen."],
        ["vi tog en paus"],
        ["vi tog en", "paus"],
        ["hon vill", "komma", "hem"],
        ["Komma hem sent är inte bra."],
        ["den punkten är viktig"],
        ["Punkten på dagordningen"],
        ["utredningen är", "klar"],
        ["Ny rad i boken"],
        ["Nytt stycke av pusslet"],
        ["Klar bild av familjen"],
        ["Hon fick stryk senaste ordet hon sa"],
        ["Infoga den i akten"],
        ["Ångrade sig gjorde hon."],
    ],
)
def test_words_that_are_no_command_stay_text(said: list[str]) -> None:
    made = dictated(*said)
    assert made.given == ()
    assert " ".join(piece.written or piece.text for piece in made.spoken.pieces) == " ".join(said)


def test_a_pause_within_an_utterance_sets_a_command_apart() -> None:
    words = [Word(0, 0.3, "Elsa", 0.9), Word(0.3, 0.6, "sover", 0.9), Word(1.2, 1.5, "punkt", 0.9)]
    made = dictation([Utterance(tuple(words))], HEADINGS)
    assert [piece.written for piece in made.spoken.pieces] == ["Elsa sover."]


def test_struck_text_is_not_in_the_note_but_not_lost() -> None:
    made = dictated("Hon sover bra. Hon äter dåligt.", "stryk senaste meningen", "Hon äter bra.")
    assert [piece.text for piece in made.spoken.pieces] == ["Hon sover bra.", "Hon äter bra."]
    assert [piece.text for piece in made.spoken.removed] == ["Hon äter dåligt."]
    assert made.spoken.source == "Hon sover bra. Hon äter dåligt. stryk senaste meningen Hon äter bra."


def test_a_word_and_a_paragraph_can_be_struck() -> None:
    assert lines("Hon sover bra mycket", "stryk senaste ordet", "punkt") == ["Hon sover bra."]
    made = dictated("Hon sover.", "nytt stycke", "Hon äter. Hon går.", "stryk senaste stycket", "Klart.")
    assert [piece.text for piece in made.spoken.pieces] == ["Hon sover.", "Klart."]
    assert [piece.text for piece in made.spoken.removed] == ["Hon äter.", "Hon går."]


def test_striking_where_there_is_nothing_strikes_nothing() -> None:
    assert lines("Stryk senaste stycket", "Hej") == ["Hej"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (["Hon sover", "punkt", "ångra", "bra"], ["Hon sover bra"]),
        (["Hon sover.", "Hon äter.", "stryk senaste meningen", "ångra"], ["Hon sover.", "Hon äter."]),
        (["Hon sover.", "Hon äter.", "ångra"], ["Hon sover."]),
        (["Hon sover.", "Hon äter.", "ångra", "ångra", "Slut."], ["Slut."]),
        (["Hon sover", "ny rad", "ångra", "gott"], ["Hon sover gott"]),
    ],
)
def test_angra_takes_back_the_latest_thing(said: list[str], written: list[str]) -> None:
    assert lines(*said) == written


def test_a_heading_is_taken_back_to_the_one_before() -> None:
    made = dictated("Ny rubrik hälsa", "Hon sover.", "Ny rubrik utbildning", "ångra", "Hon äter.")
    assert [(piece.section, piece.text) for piece in made.spoken.pieces] == [
        ("halsa", "Hon sover."),
        ("halsa", "Hon äter."),
    ]


def test_the_user_can_say_that_a_command_was_text() -> None:
    utterances = spoken("Vi kom till samma sak", "punkt", "slut")
    given_ = dictation(utterances, HEADINGS).given
    made = dictation(utterances, HEADINGS, as_text={given_[0].start})
    assert made.given == ()
    assert [piece.text for piece in made.spoken.pieces] == ["Vi kom till samma sak punkt slut"]


def test_a_text_block_is_written_and_points_to_the_words_that_asked_for_it() -> None:
    piece = dictated("Hon sover.", "infoga textblock sekretess", "Sen gick vi.").spoken.pieces[1]
    assert piece.text == "infoga textblock sekretess"
    assert piece.written == shipped_commands().blocks["sekretess"]


def test_commands_to_the_recording_are_told_and_write_nothing() -> None:
    made = dictated("Hon sover.", "Paus.", "fortsätt", "Hon äter.", "klar")
    assert [given_.what for given_ in made.controls] == ["pause", "resume", "done"]
    assert [piece.text for piece in made.spoken.pieces] == ["Hon sover.", "Hon äter."]


def test_a_struck_sentence_is_among_the_removed_of_the_note() -> None:
    class First:
        def classify(self, sentences: list[str]) -> list[tuple[tuple[str, float], ...]]:
            return [(("ovrigt", 1.0),) for _ in sentences]

    template = load_template("journalanteckning")
    headings = template.headings(shared_sections())
    made = dictation(spoken("Hon är tjugofem år.", "Fel.", "stryk senaste meningen"), headings)
    note = structure(made.spoken, template, First(), "n1")
    assert [(sentence.text, sentence.original) for sentence in note.sentences] == [
        ("Hon är 25 år.", "Hon är tjugofem år.")
    ]
    assert [(removed.sentence.text, removed.after) for removed in note.removed] == [("Fel.", "s1")]


SAID = st.sampled_from(
    [
        "punkt",
        "Komma.",
        "ny rad",
        "ny rubrik hälsa",
        "Hon sover bra.",
        "hon äter",
        "stryk senaste meningen",
        "ångra",
        "stryk senaste ordet",
        "citat början",
        "citat slut",
        "kommando punkt",
        "tjugofem barn",
        "den femtonde",
        "mars 2026",
        "infoga sekretess",
        "paus",
        "stryk senaste stycket",
        "parentes slut",
        "elva noll fem",
        "kl. 15",
        "...",
    ]
)


@given(st.lists(SAID, max_size=14))
def test_whatever_is_said_each_sentence_stands_at_its_place_in_the_source(said: list[str]) -> None:
    made = dictated(*said)
    end = 0
    for piece in made.spoken.pieces:
        assert made.spoken.source[piece.start : piece.end] == piece.text != ""
        assert piece.start >= end
        assert piece.audio
        end = piece.end
    assert made.spoken.source == " ".join(said)


def test_a_broken_data_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "commands.toml"
    path.write_text('held_by = ""\nnot_before = ""\n[[command]]\nname = "x"\nsay = ["x"]\ndoes = "fly"\nshown = "X"\n')
    with pytest.raises(DataFileInvalid, match=r"rad 4.*fly"):
        read_commands(path)
