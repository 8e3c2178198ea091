"""Typography changes signs and spaces, never words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.export.typography import NBSP, typeset


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('Hon säger "nej".', "Hon säger ”nej”."),
        ("hemma - båda två", "hemma – båda två"),
        ("ja...", "ja…"),
        ("kl. 15.30 den 14 april", f"kl.{NBSP}15.30 den 14{NBSP}april"),
        ("sertralin 50 mg", f"sertralin 50{NBSP}mg"),
        ("110523-2381", "110523-2381"),
        ("barn- och ungdomspsykiatrin", "barn- och ungdomspsykiatrin"),
    ],
)
def test_swedish_signs(written: str, printed: str) -> None:
    assert typeset(written) == printed


@given(st.text())
def test_words_stay_and_a_second_time_changes_nothing(text: str) -> None:
    once = typeset(text)
    assert re.findall(r"\w+", once) == re.findall(r"\w+", text)
    assert typeset(once) == once
