"""A document holds what was said, looks like one that a municipality files, and tells nothing of who made it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from dictate.export.docx import LetterheadInvalid, Sender, to_docx
from dictate.journal.render import Paragraph, Part, Reading, Row, Run
from dictate.shipped import shipped

NOW = datetime(2026, 3, 16, 9, 15, tzinfo=UTC)
LETTERHEAD = shipped("templates") / "letterhead.docx"
SENDER = Sender("Exempelkommun", "Barn och familj", "Vera Exempel, socialsekreterare")


def spoken(text: str) -> Paragraph:
    return Paragraph((Run(text, "spoken", "s1"),))


READING = Reading(
    "Journalanteckning",
    (Row("Händelsedatum", Paragraph((Run("2026-03-16", "typed"),))),),
    (
        Part("Kontakt och deltagare", (spoken("Hembesök kl. 15.30 - båda föräldrarna var hemma."),)),
        Part("Barnets utveckling", ()),
        Part(
            "Hälsa",
            (
                Paragraph((Run("I dag säger ", "spoken", "s2"), Run("barnet", "replacement", "s2", "s2f1"))),
                spoken("Ja."),
            ),
            level=2,
        ),
    ),
    signature=True,
)


@pytest.fixture(scope="module")
def made() -> bytes:
    return to_docx(READING, LETTERHEAD, SENDER, NOW)


def test_headings_fields_and_words_stand_in_their_order(made: bytes) -> None:
    document = docx.Document(io.BytesIO(made))
    texts = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert texts[:5] == [
        ("Title", "Journalanteckning"),
        ("Heading 1", "Kontakt och deltagare"),
        ("Normal", "Hembesök kl.\u00a015.30 – båda föräldrarna var hemma."),
        ("Heading 1", "Barnets utveckling"),
        ("Heading 2", "Hälsa"),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Händelsedatum", "2026-03-16"]]
    assert texts[-1] == ("Falt", "Vera Exempel, socialsekreterare")


def test_what_stands_for_personal_data_has_its_own_style(made: bytes) -> None:
    document = docx.Document(io.BytesIO(made))
    replaced = [
        run.text for paragraph in document.paragraphs for run in paragraph.runs if run.style.name == "Ersatt text"
    ]
    assert replaced == ["barnet"]


def test_letterhead_names_the_municipality_and_pages_count_themselves(made: bytes) -> None:
    section = docx.Document(io.BytesIO(made)).sections[0]
    assert section.header.paragraphs[0].text == "Exempelkommun\tBarn och familj"
    codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_properties_tell_nothing_of_the_maker(made: bytes) -> None:
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments, properties.keywords) == (
        "",
        "",
        "",
        "",
    )
    assert properties.title == "Journalanteckning"
    assert properties.created == NOW.replace(tzinfo=properties.created.tzinfo)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not [name for name in names if "app.xml" in name or "thumbnail" in name or "custom" in name.lower()]


def test_an_own_letterhead_gives_its_look_but_none_of_its_text_author_or_path(tmp_path: Path) -> None:
    own = docx.Document(str(LETTERHEAD))
    own.add_paragraph("Kvarglömd anteckning")
    own.core_properties.author = "Kvarglömd Person"
    own.part._settings_part.relate_to(
        "file:///C:/Users/kvarglomd/mall.dotx",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    own.save(str(tmp_path / "letterhead.docx"))
    made = to_docx(READING, tmp_path / "letterhead.docx", SENDER, NOW)
    archive = zipfile.ZipFile(io.BytesIO(made))
    everything = b"".join(archive.read(name) for name in archive.namelist()).lower()
    assert "kvarglömd".encode() not in everything
    assert b"kvarglomd" not in everything


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x03\x04 cut"])
def test_a_broken_letterhead_is_one_plain_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "letterhead.docx").write_bytes(content)
    with pytest.raises(LetterheadInvalid, match="Brevhuvudet"):
        to_docx(READING, tmp_path / "letterhead.docx", SENDER, NOW)


def test_a_letterhead_without_our_styles_names_the_one_that_is_missing(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "letterhead.docx"))
    with pytest.raises(LetterheadInvalid, match="Faltnamn"):
        to_docx(READING, tmp_path / "letterhead.docx", SENDER, NOW)
