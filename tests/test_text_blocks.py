"""Text blocks of the unit: kept in a file, said or fetched, and never about a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.application import Application
from dictate.journal.dictation import dictation
from dictate.journal.section import shared_sections
from dictate.journal.text_block import TextBlock
from dictate.text_blocks import TextBlockRefused
from dictate.words import Utterance, Word

BLOCK = TextBlock(("barnperspektiv", "barnets bästa"), "Barnets bästa har bedömts utifrån barnets egen åsikt.")


def spoken(*utterances: str) -> list[Utterance]:
    made, at = [], 0.0
    for text in utterances:
        words = [
            Word(at + 0.4 * number, at + 0.4 * number + 0.3, word, 0.9) for number, word in enumerate(text.split())
        ]
        made.append(Utterance(tuple(words)))
        at = words[-1].end + 2.0
    return made


def test_a_block_is_said_by_any_of_its_names(application: Application) -> None:
    application.text_blocks.save(BLOCK)
    headings = application.template("").headings(shared_sections())
    said = spoken("Hon sover gott.", "Infoga barnets bästa.", "Sedan gick vi.")
    note = dictation(said, headings, commands=application.text_blocks.commands())
    assert [piece.written or piece.text for piece in note.spoken.pieces] == [
        "Hon sover gott.", BLOCK.text, "Sedan gick vi."
    ]  # fmt: skip
    assert "anmälningsskyldighet" in " ".join(application.text_blocks.commands().blocks.values())


def test_blocks_are_changed_in_place_and_taken_away(application: Application) -> None:
    blocks = application.text_blocks
    blocks.save(BLOCK)
    blocks.save(TextBlock(("avslut",), "Ärendet avslutas utan insats."))
    changed = replace(BLOCK, text="Barnets bästa har bedömts.")
    blocks.save(changed, instead_of=BLOCK)
    assert [one.text for one in blocks.own()] == ["Barnets bästa har bedömts.", "Ärendet avslutas utan insats."]
    blocks.remove(changed)
    assert [one.names for one in blocks.own()] == [("avslut",)]


def test_an_own_block_stands_in_the_place_of_a_shipped_one_with_its_name(application: Application) -> None:
    own = TextBlock(("sekretess",), "Sekretessen har förklarats.")
    application.text_blocks.save(own)
    named = [one for one in application.text_blocks.all() if "sekretess" in one.names]
    assert named == [own]


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (TextBlock(("",), "Text."), "namn"),
        (TextBlock(("tomt",), " "), "text"),
        (TextBlock(("mamma",), "Mamman nås på 070-174 06 18."), "person"),
    ],
)
def test_what_is_no_standing_phrase_is_refused_and_nothing_written(
    application: Application, block: TextBlock, why: str
) -> None:
    with pytest.raises(TextBlockRefused, match=why):
        application.text_blocks.save(block)
    assert application.text_blocks.own() == ()


def test_a_name_is_not_taken_twice(application: Application) -> None:
    application.text_blocks.save(BLOCK)
    with pytest.raises(TextBlockRefused, match="redan"):
        application.text_blocks.save(TextBlock(("Barnperspektiv",), "Annat."))
