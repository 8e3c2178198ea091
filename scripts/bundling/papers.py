"""The guides as pages that open in any browser and print on A4: a municipality has no reader of Markdown.

Each page is whole in itself: no script, no font, no address on the network; a picture lies inside it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

PAPERS = (
    "docs/anvandare.md",
    "docs/kort.md",
    "docs/utbildning.md",
    "docs/it.md",
    "docs/pilot.md",
    "docs/beslutsunderlag.md",
    "docs/konsekvensbedomning.md",
    "SECURITY.md",
)
"""What goes along, in the order in which a municipality reads it."""

_PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
_STYLE = Path(__file__).with_name("papers.css")


def pages(source: Path) -> Mapping[str, bytes]:
    """Each paper of that checkout as a page, by the name of its file."""
    return {name_of(name): page(source / name) for name in PAPERS if (source / name).is_file()}


def name_of(paper: str) -> str:
    """The file of a paper: "docs/it.md" is "it.html"."""
    return Path(paper).with_suffix(".html").name


def page(paper: Path) -> bytes:
    """A Markdown file as a page of HTML."""
    text = paper.read_text(encoding="utf-8")
    body = MarkdownIt("commonmark").enable("table").render(text)
    body = re.sub(r'<img src="([^"]+)"', lambda found: _picture(paper.parent / found[1]), body)
    body = re.sub(r'<a href="([^"]+)">(.*?)</a>', lambda found: _link(found[1], found[2]), body, flags=re.DOTALL)
    title = escape(text.lstrip("# ").split("\n", 1)[0])
    style = _STYLE.read_text(encoding="utf-8")
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>{style}</style>'
    return f'<!doctype html>\n<html lang="sv">\n<head>\n{head}\n</head>\n<body>\n{body}</body>\n</html>\n'.encode()


def _link(target: str, words: str) -> str:
    """A link to what comes along; of any other only the words are left."""
    name = Path(target.split("#")[0]).name
    if name == "policy.toml":
        return f'<a href="../policy/{name}">{words}</a>'
    known = {Path(paper).name for paper in PAPERS}
    return f'<a href="{name_of(name)}">{words}</a>' if name in known else words


def _picture(file: Path) -> str:
    inside = base64.b64encode(file.read_bytes()).decode()
    return f'<img src="data:{_PICTURES[file.suffix]};base64,{inside}"'
