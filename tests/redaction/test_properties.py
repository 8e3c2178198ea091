"""Whatever the text: no crash, offsets that hold, masks that hide, and work that grows no faster than the length."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from redaction import Decided, apply
from redaction.detectors import pattern_detectors
from redaction.replace import DECISIONS, MASK, Decision
from redaction.scanner import Scanner

FRAGMENTS = """
070-174 06 18|elva noll fem tjugotre streck två tre åtta ett|110523-2381|storgatan|4|b|,|.| |  |född|den|14|juni|2008
anna|snabel-a|punkt|se|@|_|konto|8381-6|904 417|mål|T 1733-25|ABC|123|12D|sista|fyra|noll|sju|hundra|tusen
Elsa|Karl Johans|väg|c/o|www.|exempel.se|kontot|+46|(0)|§|-|–|/|:|kl.|tjugo|tre|i|maj|٣|²|ﬁ|İ|ß
"""
PARTS = st.sampled_from(
    [*FRAGMENTS.replace("\n", "|").split("|"), "\n", "\r\n", "\u00a0", "\u0301", "\u200b", "\U0001f600"]
)
TEXTS = st.one_of(
    st.text(max_size=120), st.lists(PARTS, max_size=40).map(" ".join), st.lists(PARTS, max_size=40).map("".join)
)
SCANNER = Scanner(pattern_detectors())


@given(TEXTS)
@example("²³¹ 070٣٣ 174")
@example("född 99/99 -99")
@example("\ud800 anna@exempel.se")
def test_findings_hold_their_text_and_never_overlap(text: str) -> None:
    found = SCANNER.scan(text)
    end = 0
    for item in found:
        assert end <= item.start < item.end
        assert text[item.start : item.end] == item.text
        assert item.reason
        end = item.end
    SCANNER.sensitive(text)


@given(TEXTS)
def test_masking_hides_all_and_masked_text_is_left_alone(text: str) -> None:
    found = SCANNER.scan(text)
    masked = apply(text, [Decided(item, "mask") for item in found]).text
    assert masked.count(MASK) >= len(found)
    kept = "".join(text[one:two] for one, two in _between(found, len(text)))
    assert masked.replace(MASK, "") == kept.replace(MASK, "")
    again = SCANNER.scan(masked)
    assert all(MASK not in item.text for item in again)


@given(TEXTS, st.lists(st.sampled_from(DECISIONS), min_size=1))
def test_any_decisions_leave_a_text_whose_places_are_known(text: str, decisions: list[Decision]) -> None:
    found = SCANNER.scan(text)
    replaced = apply(text, [Decided(item, decisions[n % len(decisions)], "barnet") for n, item in enumerate(found)])
    assert "".join(replaced.text[piece.new_start : piece.new_end] for piece in replaced.pieces) == replaced.text
    position = 0
    for piece in replaced.pieces:
        assert piece.old_start == position
        if piece.kept:
            assert text[piece.old_start : piece.old_end] == replaced.text[piece.new_start : piece.new_end]
        position = piece.old_end
    assert position == len(text)
    for offset in range(0, len(text) + 1, 7):
        assert 0 <= replaced.moved(offset) <= len(replaced.text)


def _between(found: tuple, length: int) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    edges = [0, *(edge for item in found for edge in (item.start, item.end)), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


UNITS = [
    "Elsa bor på Storgatan 4, tel. 070-174 06 18. ", "1 2 3 4 ", "noll sju ", "a.b-", "a@b.", "1-", "anna punkt ",
    "((((", "tjugo ", "född 1/1 ", "vägen 4 ", "A B C 1 ", "K 1-", "aa_", "hundra", "sista fyra 2381 ",
    "110523-2381 nej ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """Counts calls instead of seconds: the machine's load changes nothing. The one pattern, in `passage`, is linear."""
    SCANNER.scan(unit)
    small, large = _calls(unit * 100), _calls(unit * 400)
    assert large < 4.6 * small


def _calls(text: str) -> int:
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        SCANNER.scan(text)
    finally:
        sys.setprofile(None)
    return count
