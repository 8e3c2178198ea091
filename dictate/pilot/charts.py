"""The report's pictures: black, white, hatches and markers, every value written beside its mark.

They are drawn from the figures of the text alone, already rounded and hidden, and the same figures give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dictate.pilot.blocks import Picture
from dictate.pilot.outcomes import Comparison, Point
from dictate.pilot.per_person import WORKDAY
from dictate.pilot.swedish import level, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DARK, _GREY, _PALE = "#1a1a1a", "#767676", "#d9d9d9"
_HATCH = "////"
_BACKED: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
"""White behind a figure that stands across a line."""
_STYLE: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so the picture is the same on every machine
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _DARK,
    "axes.linewidth": 0.8,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "svg.hashsalt": "dictate",
    "path.simplify": False,
}
_DPI = 200
_WIDTH = 6.3
"""Inches, the text's width on A4."""
_PER_CENT = WORKDAY / 100
"""Minutes of the working day in each percent of it; the national study tells percent."""


@dataclass(frozen=True, slots=True)
class Span:
    """A line of a chart of intervals: a change in percent and from where to where it may be."""

    title: str
    change: float
    low: float
    high: float
    sure: bool
    last: bool = False
    """The last of its kind: what follows stands apart."""


def levels(pairs: Sequence[Comparison], names: Sequence[str], caption: str, alt: str) -> Picture:
    """Typed against dictated, one panel a measure: two bars, the dictated one hatched."""

    def draw(figure: Figure) -> None:
        for place, (one, name) in enumerate(zip(pairs, names, strict=True)):
            axes = figure.add_subplot(1, len(pairs), place + 1)
            values = [one.first or 0.0, one.second or 0.0]
            axes.barh([1], values[:1], color=_GREY, edgecolor=_DARK, height=0.62)
            axes.barh([0], values[1:], color="white", edgecolor=_DARK, hatch=_HATCH, height=0.62)
            for height, value in zip((1, 0), values, strict=True):
                axes.text(value + max(values) * 0.03, height, level(value, one.level), va="center", weight="bold")
            axes.set_yticks([1, 0], ["Skriven", "Dikterad"] if place == 0 else ["", ""])
            axes.set_xlim(0, max(values) * 1.3)
            axes.set_title(name, loc="left", fontsize=9.5, weight="bold")
            _bare(axes)

    return _drawn(draw, 1.5, caption, alt)


def spans(lines: Sequence[Span], caption: str, alt: str) -> Picture:
    """Changes in percent with their intervals around a line at no change: filled where sure, hollow where not."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        ends = [end for one in lines for end in (one.low, one.high)]
        low, high = min(0.0, *ends), max(0.0, *ends)
        room = max(high - low, 10.0)
        places = _apart(lines)
        for place, one in zip(places, lines, strict=True):
            axes.plot([one.low, one.high], [place, place], color=_DARK, linewidth=1.6, solid_capstyle="butt")
            axes.plot([one.low, one.high], [place, place], "|", color=_DARK, markersize=8)
            face = _DARK if one.sure else "white"
            axes.plot(one.change, place, "o", color=_DARK, markerfacecolor=face, markersize=7, markeredgewidth=1.4)
            axes.text(
                one.change, place + 0.27, f"{number(one.change, sign=True)} %", ha="center", fontsize=8.5, bbox=_BACKED
            )
        axes.axvline(0, color=_DARK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.text(0, places[0] + 0.95, "ingen skillnad", ha="center", fontsize=8, bbox=_BACKED)
        axes.set_yticks(places, [one.title for one in lines])
        axes.set_xlim(low - room * 0.08, high + room * 0.08)
        axes.set_ylim(places[-1] - 0.5, places[0] + 0.95)
        axes.set_xlabel("Förändring av tiden, procent (åt vänster: mindre tid när man dikterar)")
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(lambda value, _: number(round(value), sign=True))

    return _drawn(draw, 0.95 + 0.4 * len(lines), caption, alt)


def _apart(lines: Sequence[Span]) -> list[float]:
    """Heights from the top down, with room after the first line and after the last of each kind."""
    places, height = [], 0.0
    for place, one in enumerate(lines):
        places.append(height)
        height -= 1.5 if one.last or place == 0 else 1.0
    return places


def curve(points: Sequence[Point], caption: str, alt: str) -> Picture:
    """Time per 100 dictated words week by week, in percent of the same persons' typed."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        weeks, values = [one.week for one in points], [one.percent for one in points]
        for one in points:
            axes.plot([one.week, one.week], [one.low, one.high], color=_GREY, linewidth=1.4)
            axes.plot([one.week, one.week], [one.low, one.high], "_", color=_GREY, markersize=7)
        axes.plot(weeks, values, "-o", color=_DARK, markersize=5.5, linewidth=1.5)
        for one in points:
            axes.text(one.week, one.low - 3, f"{number(one.percent)} %", ha="center", va="top", fontsize=8.5)
        line = axes.axhline(100, color=_DARK, linewidth=0.9, linestyle=(0, (4, 3)), label="Skriven anteckning = 100 %")
        axes.legend(handles=[line], loc="lower right", bbox_to_anchor=(1.0, 1.0), frameon=False, borderpad=0)
        axes.set_xlim(weeks[0] - 0.5, weeks[-1] + 0.5)
        axes.set_ylim(0, max(115.0, *(one.high + 5 for one in points)))
        axes.set_xticks(weeks)
        axes.set_xlabel("Vecka från personens egen start")
        axes.set_ylabel("Tid per 100 ord, % av skriven")

    return _drawn(draw, 2.7, caption, alt)


def working_day(variables: Sequence[Comparison], caption: str, alt: str) -> Picture:
    """Minutes of an eight-hour day before and after by variable, with the national share as a diamond."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        most = max([1.0, *(max(one.first or 0, one.second or 0, (one.national or 0) * _PER_CENT) for one in variables)])
        for place, one in enumerate(reversed(variables)):
            for value, up, face, hatch in ((one.first, 0.2, _GREY, ""), (one.second, -0.2, "white", _HATCH)):
                axes.barh(place + up, value or 0, height=0.36, color=face, edgecolor=_DARK, linewidth=0.7, hatch=hatch)
                beside = _past_diamond(value or 0, one.national, most)
                axes.text(beside, place + up, number(value or 0), va="center", fontsize=7)
            if one.national is not None:
                at = one.national * _PER_CENT
                axes.plot(at, place, "D", color=_DARK, markerfacecolor="white", markersize=4.5, zorder=5)
        axes.set_yticks(range(len(variables)), [one.title for one in reversed(variables)])
        for label, one in zip(axes.get_yticklabels(), reversed(variables), strict=True):
            label.set_fontstyle("italic" if one.within else "normal")
        axes.set_ylim(-0.6, len(variables) - 0.4)
        axes.set_xlim(0, most * 1.1)
        axes.set_xlabel("Minuter av en arbetsdag på åtta timmar")
        axes.tick_params(axis="y", length=0)
        _legend(axes, [("Före", _GREY, ""), ("Efter", "white", _HATCH)], "Riket 2015–17")

    return _drawn(draw, 0.7 + 0.25 * len(variables), caption, alt)


def _past_diamond(value: float, national: float | None, most: float) -> float:
    """Where a bar's figure stands: right of the bar, and of the diamond where that is in its way."""
    end = value + most * 0.012
    diamond = None if national is None else national * _PER_CENT
    in_the_way = diamond is not None and end - most * 0.02 < diamond < end + most * 0.06
    return diamond + most * 0.025 if in_the_way and diamond is not None else end


def survey(questions: Sequence[Comparison], caption: str, alt: str) -> Picture:
    """Mean answers before (hollow) and after (filled) on the scale 1 to 5."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        for place, one in enumerate(reversed(questions)):
            first, second = one.first or 0.0, one.second or 0.0
            axes.plot([first, second], [place, place], color=_GREY, linewidth=1.4, zorder=1)
            axes.plot(first, place, "o", color=_DARK, markerfacecolor="white", markersize=7.5, markeredgewidth=1.3)
            axes.plot(second, place, "s", color=_DARK, markersize=7)
            left = first <= second
            axes.text(
                first + (-0.09 if left else 0.09),
                place,
                number(first, decimals=1),
                va="center",
                ha="right" if left else "left",
            )
            axes.text(
                second + (0.09 if left else -0.09),
                place,
                number(second, decimals=1),
                va="center",
                ha="left" if left else "right",
            )
        axes.set_yticks(range(len(questions)), [_wrapped(one.title) for one in reversed(questions)])
        axes.set_xlim(0.9, 5.1)
        axes.set_ylim(-0.6, len(questions) - 0.4)
        axes.set_xticks([1, 2, 3, 4, 5])
        axes.grid(axis="x", color=_PALE, linewidth=0.7, zorder=0)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        from matplotlib.lines import Line2D

        marks = [
            Line2D([], [], marker="o", color=_DARK, markerfacecolor="white", linestyle="", label="Före"),
            Line2D([], [], marker="s", color=_DARK, linestyle="", label="Efter"),
        ]
        axes.legend(handles=marks, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)

    return _drawn(draw, 0.8 + 0.37 * len(questions), caption, alt)


def _legend(axes: Axes, bars: Sequence[tuple[str, str, str]], diamond: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks: list[Any] = [Patch(facecolor=face, edgecolor=_DARK, hatch=hatch, label=name) for name, face, hatch in bars]
    marks.append(Line2D([], [], marker="D", color=_DARK, markerfacecolor="white", linestyle="", label=diamond))
    axes.legend(handles=marks, loc="lower right", frameon=False)


def _bare(axes: Axes) -> None:
    """Bars that carry their own figures need no axis."""
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)


def _wrapped(title: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(title, 44))


def _drawn(draw: Callable[[Figure], None], height: float, caption: str, alt: str) -> Picture:
    """The picture as PNG and SVG; `height` in inches."""
    with _figure(height) as figure:
        draw(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out once; each of the two forms would do it again
        png, svg = io.BytesIO(), io.BytesIO()
        figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Picture(png.getvalue(), svg.getvalue(), caption, alt)


@contextmanager
def _figure(height: float) -> Iterator[Figure]:
    """A figure of the text's width without pyplot, so that nothing is kept between pictures and no screen is needed."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):
        yield Figure(figsize=(_WIDTH, height), layout="constrained")
