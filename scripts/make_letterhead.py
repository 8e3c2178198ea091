"""Makes templates/letterhead.docx: the page, styles, header and footer that every note is poured into.

A municipality replaces it with its own document; the exporter needs the styles Title, Heading 1 to 3, Normal,
Faltnamn, Falt and Ersatt text, and fills {organisation} and {unit} where they stand in the header.

    python scripts/make_letterhead.py templates/letterhead.docx
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Arial"
INK = RGBColor(0x1A, 0x1A, 0x1A)
QUIET = RGBColor(0x50, 0x50, 0x50)
TEXT_WIDTH = Cm(21.0 - 2.5 - 2.5)


def set_font(style: ParagraphStyle, size: float, *, bold: bool = False, colour: RGBColor = INK) -> None:
    """One font for every script, so that Word does not fall back to the theme's."""
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def space(style: ParagraphStyle, before: float, after: float, line: float = 1.15) -> None:
    """Points before and after a paragraph, and the line height as a multiple."""
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line


def border(paragraph_or_style: Paragraph | ParagraphStyle, side: str, colour: str) -> None:
    """A hairline on one side."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph_or_style.paragraph_format._element.get_or_add_pPr().append(borders)


def page_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word counts itself: PAGE or NUMPAGES."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run._r.append(code)


def make_styles(document: DocumentType) -> None:
    """The styles that the exporter names."""
    styles = document.styles
    set_font(styles["Normal"], 10.5)
    space(styles["Normal"], 0, 6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    styles["Normal"].element.get_or_add_rPr().append(language)
    set_font(styles["Title"], 20, bold=True)
    space(styles["Title"], 6, 10, 1.0)
    title_borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if title_borders is not None:
        styles["Title"].element.pPr.remove(title_borders)
    set_font(styles["Heading 1"], 13, bold=True)
    space(styles["Heading 1"], 14, 3, 1.0)
    set_font(styles["Heading 2"], 11, bold=True, colour=QUIET)
    space(styles["Heading 2"], 10, 2, 1.0)
    set_font(styles["Heading 3"], 10.5, bold=True)
    space(styles["Heading 3"], 8, 2, 1.0)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.keep_with_next = True
    for name, bold, colour in (("Faltnamn", True, QUIET), ("Falt", False, INK)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        set_font(style, 10, bold=bold, colour=colour)
        space(style, 3, 3, 1.0)
    styles.add_style("Ersatt text", WD_STYLE_TYPE.CHARACTER)
    for name in ("Header", "Footer"):
        set_font(styles[name], 9, colour=QUIET)
        tabs = styles[name].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def make_page(document: DocumentType) -> None:
    """A4, the municipality and unit above, the page number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
    section.header_distance = section.footer_distance = Cm(1.25)
    header = section.header.paragraphs[0]
    header.add_run("{organisation}").bold = True
    header.add_run("\t{unit}")
    border(header, "bottom", "B0B0B0")
    footer = section.footer.paragraphs[0]
    footer.add_run("\tSida ")
    page_field(footer, "PAGE")
    footer.add_run(" av ")
    page_field(footer, "NUMPAGES")


def main() -> None:
    document = Document()
    make_styles(document)
    make_page(document)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = ""
    document.save(str(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
