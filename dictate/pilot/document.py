"""The report as a Word document; the same report gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from dictate.pilot.blocks import Block, Bullets, Heading, Picture, Report, Table, Text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_FONT = "Arial"
_TEXT_CM = 16.0
_SIZES = {"Normal": 10.5, "Title": 24.0, "Heading 1": 16.0, "Heading 2": 12.5, "Heading 3": 11.0, "Caption": 9.0}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def to_docx(report: Report, made_on: date) -> bytes:
    """The bytes of the .docx; `made_on` stands as its date of creation."""
    import docx

    document = docx.Document()
    _dress(document)
    document.add_paragraph(report.title, style="Title")
    document.add_paragraph(report.subtitle, style="Subtitle")
    for block, after in zip(report.blocks, (*report.blocks[1:], None), strict=True):
        _add(block, document)
        if isinstance(block, Text) and isinstance(after, Table):
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    _number_pages(document)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = report.title, report.subtitle, "sv-SE"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]  # a picture of the empty document that python-docx starts from
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_time(buffer.getvalue())


def _write_all_in_it(fonts: Any) -> None:
    """Every alphabet in the one face, whatever the theme that python-docx starts from says."""
    from docx.oxml.ns import qn

    for key in [key for key in fonts.attrib if "theme" in key.casefold()]:
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), _FONT)


def _dress(document: Document) -> None:
    """A4, one sans-serif face, black; Swedish as the language of the text."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    (section,) = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _TEXT_CM) / 2)
    section.top_margin = section.bottom_margin = Cm(2.3)
    for name, size in {**_SIZES, "Subtitle": 12.0, "List Bullet": 10.5}.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
        _write_all_in_it(style.element.get_or_add_rPr().get_or_add_rFonts())
    styles = document.styles
    styles["Normal"].paragraph_format.space_after = Pt(7)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    styles["List Bullet"].paragraph_format.space_after = Pt(4)
    styles["Subtitle"].font.italic = False
    for name in ("Title", "Subtitle"):
        for element in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(element)
    styles["Title"].font.bold = True
    styles["Subtitle"].paragraph_format.space_after = Pt(16)
    styles["Title"].paragraph_format.space_after = Pt(4)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    for name, before, after in (("Heading 1", 20, 6), ("Heading 2", 14, 4)):
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(after)
    styles["Caption"].font.bold = False
    styles["Caption"].paragraph_format.space_before, styles["Caption"].paragraph_format.space_after = Pt(3), Pt(10)
    cell = styles.add_style("Tabelltext", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = styles["Normal"], Pt(8.5)
    cell.paragraph_format.space_after = cell.paragraph_format.space_before = Pt(2)
    cell.paragraph_format.line_spacing = 1.0
    language = styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        for key in ("w:val", "w:eastAsia"):
            language.set(qn(key), "sv-SE")


@singledispatch
def _add(block: Block, document: Document) -> None:
    raise TypeError(type(block))


@_add.register(Heading)
def _(block: Heading, document: Document) -> None:
    document.add_heading(block.text, block.level).paragraph_format.page_break_before = block.own_page or None


@_add.register(Text)
def _(block: Text, document: Document) -> None:
    paragraph = document.add_paragraph()
    if block.lead:
        paragraph.add_run(f"{block.lead} ").bold = True
    paragraph.add_run(block.text)


@_add.register(Bullets)
def _(block: Bullets, document: Document) -> None:
    for point in block.points:
        document.add_paragraph(point, style="List Bullet")


@_add.register(Picture)
def _(block: Picture, document: Document) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Cm(_TEXT_CM))
    picture._inline.docPr.set("descr", block.alt)
    document.add_paragraph(block.caption, style="Caption")


@_add.register(Table)
def _(block: Table, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    caption = document.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(2)
    table = document.add_table(rows=0, cols=len(block.head))
    table.autofit = False
    for place, cells in enumerate((block.head, *block.rows)):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(_TEXT_CM * block.widths[column])
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["Tabelltext"]
            paragraph.add_run(text).bold = place == 0
            if column and column not in block.wordy:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if place - 1 in block.inset and column == 0:
                paragraph.paragraph_format.left_indent = Cm(0.5)
            # A table of a few rows stays whole; a longer one may break, its head repeated.
            paragraph.paragraph_format.keep_with_next = place < len(block.rows) and len(block.rows) < 12
            _margins(cell, "140" if column in block.wordy else "50")
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Cm(_TEXT_CM * width)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9A9A9A")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _margins(cell: _Cell, before: str) -> None:
    """Narrow margins beside the text, so that seven columns fit; `before` in twentieths of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tcMar")
    for side, width in (("start", before), ("end", "50")):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), width)
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    cell._tc.get_or_add_tcPr().append(margins)


def _number_pages(document: Document) -> None:
    """ "Sida 1" at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.style = document.styles["Tabelltext"]
    paragraph.add_run("Sida ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _without_time(content: bytes) -> bytes:
    """The same package with one fixed time on each part: the zip writer puts the clock's."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, _ZIP_TIME), read.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
