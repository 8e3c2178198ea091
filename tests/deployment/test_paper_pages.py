"""The guides that come along open in any browser: whole in themselves, linked to each other, the card on one page."""

from __future__ import annotations

import re

import pytest
from bundling import papers

from tests.deployment.conftest import ROOT


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: content.decode() for name, content in papers.pages(ROOT).items()}


def test_every_paper_of_the_municipality_comes_along(pages: dict[str, str]) -> None:
    assert len(pages) == len(papers.PAPERS)
    assert {"it.html", "kort.html", "utbildning.html", "beslutsunderlag.html", "konsekvensbedomning.html"} <= set(pages)
    assert pages == {name: content.decode() for name, content in papers.pages(ROOT).items()}, "the same bytes twice"


def test_a_page_fetches_nothing_and_leads_only_to_what_comes_along(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert not re.search(r"<script|<link|@import|url\(|src=\"(?!data:)", text), name
        links = set(re.findall(r'href="([^"]+)"', text))
        assert links <= {*pages, "../policy/policy.toml"}, name
    assert 'href="utbildning.html"' in pages["beslutsunderlag.html"]
    assert 'src="data:image/png;base64,' in pages["pilot.html"]


def test_tables_code_and_swedish_are_kept(pages: dict[str, str]) -> None:
    assert "<table>" in pages["kort.html"]
    assert "<title>Dictate på en sida</title>" in pages["kort.html"]
    assert "<blockquote>" in pages["utbildning.html"]
    assert "dictate doctor --json" in pages["it.html"]
    assert "|---|" not in "".join(pages.values())


def test_the_decision_has_the_five_points_that_a_municipality_must_settle(pages: dict[str, str]) -> None:
    named = re.findall(r"<h2>\d+\. (.*?)</h2>", pages["beslutsunderlag.html"])
    for point in ("Personuppgiftsansvar", "Konsekvensbedömning", "Informationsklassning", "Gallring", "BBIC-licens"):
        assert any(head.startswith(point) for head in named), point


def test_the_card_stays_short_enough_for_one_page_of_a4() -> None:
    """Printed with 1 900 characters in 34 lines it filled 63 % of the page: a third more of both still fits."""
    card = (ROOT / "docs" / "kort.md").read_text(encoding="utf-8")
    assert len(card) <= 2_500
    assert len(card.splitlines()) <= 45
