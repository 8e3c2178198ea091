"""What a screen shows, as text that a difference can be read in: one file a picture, all sizes below each other.

    DICTATE_DRAW=1 pytest tests/tui      draws them anew; look at the difference before it is kept

Colours are not in it: that each can be read against its ground is asserted, in two sets of colours for each size.
The first line of a file names the class of the screen, so that it can be asked which screens have none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from rich.color import Color
from rich.style import Style
from textual.app import App
from textual.color import Color as Shade
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip

from dictate.tui.themes import THEMES

FOLDER = Path(__file__).parent / "shown"
SIZES = ((80, 24), (120, 40), (200, 60))
IN_ALL_COLOURS = frozenset(
    ["home", "review", "export", "while_speaking", "meetings_in_the_list", "help"]
    + [f"review_and_its_boxes[{name}]" for name in ("doubt", "alike", "fields", "checks", "together_plain")]
    + [f"a_case_and_what_comes_before_the_export[{name}]" for name in ("person", "review", "settings")]
)
"""The pictures that are looked at in all sets of colours at one size: they hold every look of the style sheet."""
LEAST_CONTRAST = 4.5
"""Of text against its ground. Source: WCAG 2.2, 1.4.3, level AA."""
LEAST_CONTRAST_OF_SIGNS = 3.0
"""Of marks, bars and the edges of boxes. Source: WCAG 2.2, 1.4.11, level AA."""
_ONLY_PART = frozenset("─│┌┐└┘ ")
"""Lines that part what stands apart without them."""
_SIGNS = "←↑→↓…–·•”×≠○●◆◊✓▲►›♪█░║"
_FRAMES = "─│┌┐└┘╭╮╰╯┏┓┗┛━┃"
_BLOCKS = frozenset(map(chr, range(0x2580, 0x25A0)))
DRAWABLE = {*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA1, 0x100)), *_SIGNS, *_FRAMES} | _BLOCKS
"""All that is drawn: Cascadia Mono of Windows Terminal has each of them one cell wide, and none is an emoji (as ▶ is).

✗, ◷, ▸ and ‖ are not among its glyphs: another font would draw them, in another width."""


async def drawn(pilot: Pilot[None]) -> tuple[str, list[str]]:
    """The class of the present screen and the screen in each size, and the text that is hard to read there.

    Every size is drawn in two sets of colours, and each set at two sizes; they change nothing of the text.
    """
    parts, unclear = [type(pilot.app.screen).__name__], []
    for (width, height), theme, other in zip(SIZES, THEMES, (*THEMES[1:], THEMES[0]), strict=True):
        pilot.app.theme = theme.name
        await pilot.resize_terminal(width, height)
        await pilot.pause()
        lines = _lines(pilot.app)
        assert not (odd := set("".join(lines)) - DRAWABLE), f"no font of Windows Terminal has {odd}"
        parts.append(f"── {width}x{height} ──\n" + "\n".join(lines).rstrip())
        unclear += _hard_to_read(pilot.app)
        pilot.app.theme = other.name
        await pilot.pause()
        assert _lines(pilot.app) == lines, f"other words in {other.name} at {width}x{height}"
        unclear += _hard_to_read(pilot.app)
    return "\n\n".join(parts) + "\n", unclear


def _lines(app: App[None]) -> list[str]:
    return [strip.text.rstrip() for strip in strips(app)]


def strips(app: App[None]) -> list[Strip]:
    """The lines of the whole terminal."""
    return app.screen._compositor.render_strips(app.size)


def compare(name: str, text: str) -> None:
    """Fails where the picture is another one than was kept."""
    path = FOLDER / f"{re.sub(r'[^a-z0-9_-]+', '-', name.casefold()).strip('-')}.txt"
    if os.environ.get("DICTATE_DRAW"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing; DICTATE_DRAW=1 draws it"
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def portrayed() -> set[str]:
    """The classes that a picture is kept of."""
    return {path.read_text(encoding="utf-8").partition("\n")[0] for path in FOLDER.glob("*.txt")}


async def hard_to_read(pilot: Pilot[None]) -> list[str]:
    """Text of the present screen that stands out too little, in any of the sets of colours."""
    found = []
    for theme in THEMES:
        pilot.app.theme = theme.name
        await pilot.pause()
        found += _hard_to_read(pilot.app)
    return found


def _hard_to_read(app: App[None]) -> list[str]:
    """The same in the present set of colours."""
    found = []
    for text, style in _pieces(app):
        if _ONLY_PART.issuperset(text) or style is None or style.color is None or style.bgcolor is None:
            continue
        least = LEAST_CONTRAST if any(map(str.isalnum, text)) else LEAST_CONTRAST_OF_SIGNS
        if (seen := _contrast(style.color, style.bgcolor)) < least:
            found.append(f"{app.theme}: {text.strip()!r} {seen:.1f}")
    return found


def _pieces(app: App[None]) -> Iterator[tuple[str, Style | None]]:
    """What can be read: all of a page, and of a box what stands in it; the page under a box is out of reach."""
    if not isinstance(app.screen, ModalScreen):
        yield from ((text, style) for strip in strips(app) for text, style, _ in strip)
        return
    box = app.screen.query_one("#box").region
    for strip in strips(app)[box.y : box.bottom]:
        yield from ((text, style) for text, style, _ in strip.crop(box.x, box.right))


def _contrast(one: Color, other: Color) -> float:
    light = sorted((_luminance(one), _luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(color: Color) -> float:
    shade = Shade.from_rich_color(color)
    parts = [channel / 255 for channel in (shade.r, shade.g, shade.b)]
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
