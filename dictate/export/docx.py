"""The note as a Word document, poured into the municipality's letterhead."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.export.typography import typeset
from dictate.journal.render import Paragraph, Reading
from dictate.words import without_control

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph

_HEADINGS = {1: "Heading 1", 2: "Heading 2", 3: "Heading 3"}
_NEEDED_STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "Faltnamn", "Falt", "Ersatt text")
_FIRST_COLUMN_CM = 4.5
_LARGEST_LETTERHEAD = 40_000_000
_MOST_MEMBERS = 1_000
# What a document needs to open. Everything else that a letterhead may carry at this level (thumbnail, statistics with
# company and manager, custom properties) could say who made it and where.
_KEPT_RELATIONSHIPS = ("/officeDocument", "/core-properties")
_EMPTIED_PROPERTIES = (
    "author", "last_modified_by", "comments", "keywords", "subject", "category", "content_status", "identifier",
)  # fmt: skip


class LetterheadInvalid(DictateError):
    """The letterhead is no Word document or lacks a style that the exporter names."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What fills the letterhead: the municipality, its unit, and who signs."""

    organisation: str = ""
    unit: str = ""
    signer: str = ""


def to_docx(
    reading: Reading, letterhead: Path, sender: Sender, now: datetime, comments: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of a .docx that holds `reading` and nothing else: no author, no path, no earlier version.

    `comments` are texts by the id of a finding or sentence, for a review copy: each becomes a comment beside its first
    run. Raises LetterheadInvalid.
    """
    sender = Sender(*(without_control(part) for part in (sender.organisation, sender.unit, sender.signer)))
    document = _open(letterhead)
    _fill_header(document, sender)
    document.add_paragraph(typeset(reading.title), style="Title")
    _add_rows(document, reading)
    waiting = dict(comments or {})
    for part in reading.parts:
        document.add_paragraph(typeset(part.heading), style=_HEADINGS[part.level])
        for paragraph in part.paragraphs:
            target = document.add_paragraph(style="Normal")
            _add_runs(target, paragraph)
            _add_comments(document, target, paragraph, waiting)
    if reading.signature:
        _add_signature(document, sender.signer)
    _clean(document, without_control(reading.title), now)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _open(letterhead: Path) -> Document:
    """The letterhead without its text and comments. Raises LetterheadInvalid."""
    import docx

    _refuse_bomb(letterhead)
    try:
        document = docx.Document(str(letterhead))
    except Exception as error:  # python-docx lets zip, XML and key errors of a broken file through
        raise LetterheadInvalid(
            f"Brevhuvudet {letterhead} kan inte öppnas som Word-dokument. Byt ut filen eller kontakta IT."
        ) from error
    missing = [name for name in _NEEDED_STYLES if name not in document.styles]
    if missing:
        raise LetterheadInvalid(
            f"Brevhuvudet {letterhead} saknar formatmallen {missing[0]}. Lägg till den eller kontakta IT."
        )
    for element in list(document.element.body):
        if not element.tag.endswith("}sectPr"):
            document.element.body.remove(element)
    for key, relationship in list(document.part.rels.items()):
        if relationship.reltype.endswith("/comments"):
            del document.part.rels[key]
    return document


def _refuse_bomb(letterhead: Path) -> None:
    """Raises LetterheadInvalid for a file that would unpack to more than any letterhead holds.

    The sizes in the archive's list are binding: no more than that is ever unpacked of a member.
    """
    try:
        if letterhead.stat().st_size > _LARGEST_LETTERHEAD:
            raise LetterheadInvalid(f"Brevhuvudet {letterhead} är för stort. Byt ut filen eller kontakta IT.")
        with zipfile.ZipFile(letterhead) as archive:
            members = archive.infolist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, struct.error) as error:
        raise LetterheadInvalid(
            f"Brevhuvudet {letterhead} kan inte öppnas som Word-dokument. Byt ut filen eller kontakta IT."
        ) from error
    if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _LARGEST_LETTERHEAD:
        raise LetterheadInvalid(f"Brevhuvudet {letterhead} är för stort. Byt ut filen eller kontakta IT.")


def _fill_header(document: Document, sender: Sender) -> None:
    """Puts the municipality and the unit where the letterhead names them."""
    for section in document.sections:
        for paragraph in (*section.header.paragraphs, *section.footer.paragraphs):
            for run in paragraph.runs:
                if "{" in run.text:
                    run.text = run.text.replace("{organisation}", sender.organisation).replace("{unit}", sender.unit)


def _add_rows(document: Document, reading: Reading) -> None:
    """The fields as a table of two columns with hairlines between the rows."""
    from docx.shared import Cm, Emu

    if not reading.rows:
        return
    section = document.sections[0]
    width = Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    first = Cm(_FIRST_COLUMN_CM)
    second = Emu(width - first)
    table.columns[0].width, table.columns[1].width = first, second
    for row in reading.rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = first, second
        cells[0].paragraphs[0].style = document.styles["Faltnamn"]
        cells[0].paragraphs[0].add_run(typeset(row.title))
        cells[1].paragraphs[0].style = document.styles["Falt"]
        _add_runs(cells[1].paragraphs[0], row.value)
    _rule(table)


def _rule(table: object) -> None:
    """Hairlines above, between and below the rows of a table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B0B0B0")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # type: ignore[attr-defined]


def _add_runs(target: DocxParagraph, paragraph: Paragraph) -> None:
    """The paragraph's runs; what stands instead of personal data carries its own character style."""
    for run in paragraph.runs:
        target.add_run(typeset(run.text), style="Ersatt text" if run.kind == "replacement" else None)


def _add_comments(document: Document, target: DocxParagraph, paragraph: Paragraph, waiting: dict[str, str]) -> None:
    """Puts the comments that wait for a run of this paragraph beside it, and takes them off `waiting`."""
    for drawn, run in zip(target.runs, paragraph.runs, strict=True):
        for place in (run.finding, run.sentence):
            if place in waiting:
                document.add_comment(drawn, text=waiting.pop(place), author="Dictate", initials="D")


def _add_signature(document: Document, signer: str) -> None:
    """A line to sign on, with the name below it."""
    from docx.shared import Pt

    for text, space in (("_" * 40, 36), (signer or "Namnförtydligande", 0)):
        paragraph = document.add_paragraph(text, style="Falt")
        paragraph.paragraph_format.space_before = Pt(space)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = bool(space)


def _clean(document: Document, title: str, now: datetime) -> None:
    """Leaves in the properties the title and the time of export, and in the package only what the document needs."""
    from docx.oxml.ns import qn

    properties = document.core_properties
    for name in _EMPTIED_PROPERTIES:
        setattr(properties, name, "")
    properties.title, properties.language, properties.version = title, "sv-SE", ""
    properties.revision = 1
    properties.created = properties.modified = now
    package = document.part.package
    for key, relationship in list(package.rels.items()):
        if not relationship.reltype.endswith(_KEPT_RELATIONSHIPS):
            del package.rels[key]
    for key, relationship in list(document.part.rels.items()):
        if relationship.reltype.endswith(("/customXml", "/stylesWithEffects")):
            del document.part.rels[key]
    settings = document.settings.element
    for tag in ("w:attachedTemplate", "w:rsids", "w:docVars"):
        for element in settings.findall(qn(tag)):
            settings.remove(element)
    settings_part = document.part._settings_part
    for key, relationship in list(settings_part.rels.items()):
        if relationship.is_external:  # the path of the template that the letterhead was made from
            del settings_part.rels[key]
