"""The report as one web page that holds everything itself: no network, no script, pictures inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import singledispatch
from html import escape

from dictate.pilot.blocks import Block, Bullets, Heading, Picture, Report, Table, Text

_STYLE = """
:root { color: #1a1a1a; background: #fff; font: 17px/1.55 "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 5rem; }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 1rem 0 .25rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .6rem; border-top: 2px solid #1a1a1a; padding-top: .6rem; }
h3 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; }
.sub { font-size: 1.1rem; margin: 0 0 1.5rem; color: #444; }
p, ul { margin: .6rem 0; } li { margin: .3rem 0; }
nav { border: 1px solid #9a9a9a; padding: .7rem 1.2rem; margin: 1.5rem 0; }
nav ul { list-style: none; padding: 0; margin: 0; }
nav a { color: inherit; }
figure { margin: 1.6rem 0; } img { width: 100%; height: auto; }
figcaption, caption { font-size: .88rem; color: #333; text-align: left; padding: .3rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1.2rem 0; font-size: .86rem; line-height: 1.35; }
th, td { border-bottom: 1px solid #9a9a9a; padding: .35rem .4rem; text-align: right; vertical-align: top; }
td:not(.word) { white-space: nowrap; }
thead th { border-bottom: 2px solid #1a1a1a; } tbody th { font-weight: normal; }
th:first-child, .word { text-align: left; } .inset th { padding-left: 1.6rem; }
@media print { :root { font-size: 11pt; } body { max-width: none; padding: 0; } nav { display: none; }
  h2, h3 { break-after: avoid; } .page { break-before: page; } figure, table, tr { break-inside: avoid; } }
"""


def to_html(report: Report) -> bytes:
    """The page in UTF-8. Its own policy forbids everything but its own style and the pictures inside it."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    chapters = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    contents = "".join(f'<li><a href="#{_anchor(name)}">{escape(name)}</a></li>' for name in chapters)
    body = "\n".join(line for block in report.blocks for line in _lines(block))
    page = f"""<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(report.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{escape(report.title)}</h1>
<p class="sub">{escape(report.subtitle)}</p>
</header>
<nav aria-label="Innehåll"><ul>{contents}</ul></nav>
<main>
{body}
</main>
</body>
</html>
"""
    return page.encode("utf-8")


@singledispatch
def _lines(block: Block) -> Iterator[str]:
    raise TypeError(type(block))


@_lines.register(Heading)
def _(block: Heading) -> Iterator[str]:
    level, kind = block.level + 1, ' class="page"' if block.own_page else ""
    yield f'<h{level}{kind} id="{_anchor(block.text)}">{escape(block.text)}</h{level}>'


@_lines.register(Text)
def _(block: Text) -> Iterator[str]:
    lead = f"<strong>{escape(block.lead)}</strong> " if block.lead else ""
    yield f"<p>{lead}{escape(block.text)}</p>"


@_lines.register(Bullets)
def _(block: Bullets) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{escape(point)}</li>" for point in block.points)
    yield "</ul>"


@_lines.register(Picture)
def _(block: Picture) -> Iterator[str]:
    source = base64.b64encode(block.svg).decode()
    yield "<figure>"
    yield f'<img alt="{escape(block.alt)}" src="data:image/svg+xml;base64,{source}">'
    yield f"<figcaption>{escape(block.caption)}</figcaption></figure>"


@_lines.register(Table)
def _(block: Table) -> Iterator[str]:
    def cell(tag: str, column: int, text: str, scope: str) -> str:
        kind = ' class="word"' if column in block.wordy else ""
        return f"<{tag}{scope}{kind}>{escape(text)}</{tag}>"

    yield f'<div class="wide"><table><caption>{escape(block.caption)}</caption>'
    head = "".join(cell("th", column, text, ' scope="col"') for column, text in enumerate(block.head))
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for place, row in enumerate(block.rows):
        kind = ' class="inset"' if place in block.inset else ""
        first, *rest = row
        cells = "".join(cell("td", column, text, "") for column, text in enumerate(rest, 1))
        yield f"<tr{kind}>{cell('th', 0, first, ' scope=' + chr(34) + 'row' + chr(34))}{cells}</tr>"
    yield "</tbody></table></div>"


def _anchor(text: str) -> str:
    """An id of letters, digits and hyphens."""
    return "".join(sign if sign.isalnum() else "-" for sign in text.lower())
