"""Lines that are taken from before a change are those that would be broken anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dictate.tui.wrapping import NOTHING, Piece, wrapped

_pieces = st.lists(
    st.builds(
        Piece,
        st.text(alphabet="ab  .å日", max_size=12) | st.text(alphabet="å日", max_size=40),
        st.sampled_from(("text", "undecided", "mask")),
        st.sampled_from(("", "s1", "s2")),
        st.sampled_from(("", "f1")),
        st.sampled_from(("", "◆")),
    ),
    max_size=12,
)


@given(_pieces, _pieces, _pieces, _pieces, st.integers(3, 30))
def test_a_paragraph_with_something_else_in_it_has_the_lines_that_it_would_have_anew(
    head: list[Piece], before: list[Piece], after: list[Piece], tail: list[Piece], width: int
) -> None:
    old = wrapped([*head, *before, *tail], width)
    assert wrapped([*head, *after, *tail], width, old) == wrapped([*head, *after, *tail], width)


def test_what_stands_far_from_a_change_is_not_broken_anew() -> None:
    pieces = [Piece(f"Mening {number} om skolan och vännerna. ", "text", f"s{number}") for number in range(100)]
    before = wrapped(pieces, 40)
    after = wrapped([*pieces[:50], Piece("Kort. ", "text", "s50"), *pieces[51:]], 40, before)
    anew = sum(all(line is not known for known in before.lines) for line in after.lines)
    assert 0 < anew < 40
    assert wrapped(pieces, 40, NOTHING) == before
