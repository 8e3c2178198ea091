from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

from dictate.pilot.blocks import Bullets, Heading, Picture, Report, Table, Text
from dictate.pilot.document import to_docx
from dictate.pilot.merge import Pilot, merge
from dictate.pilot.outcomes import Comparison, Outcome
from dictate.pilot.plain_report import lines
from dictate.pilot.publish import as_json, names, reckoned
from dictate.pilot.report import report
from dictate.pilot.swedish import sentence
from dictate.pilot.web_page import to_html
from scripts.simulate_pilot import World, simulate

CHAPTERS = ["Sammanfattning", "Bakgrund", "Syfte", "Metod", "Resultat", "Slutsatser", "Vad siffrorna inte säger"]


def made(folder: Path, world: World, seed: int, *, shuffled: bool = False) -> tuple[Pilot, Outcome, Report]:
    contents = simulate(world, seed)
    if shuffled:
        random.Random(3).shuffle(contents)
    files = []
    for number, content in enumerate(contents):
        files.append(folder / f"{number}.json")
        files[-1].write_bytes(content)
    pilot = merge(files)
    outcome = reckoned(pilot)
    return pilot, outcome, report(pilot, outcome, names({}, {}))


def words(finished: Report) -> str:
    """All text of a report but what stands in every one: background, method, what is not said, others' figures."""
    found, chapter = [], ""
    for block in finished.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = block.text
        if chapter in ("Sammanfattning", "Resultat", "Slutsatser"):
            if isinstance(block, Text):
                found.append(f"{block.lead} {block.text}")
            elif isinstance(block, Bullets):
                found += block.points
            elif isinstance(block, Table):
                found += [" | ".join(row) for row in block.rows]
            elif isinstance(block, Picture):
                found += [block.caption, block.alt]
    return "\n".join(found)


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pilot, Outcome, Report]:
    return made(tmp_path_factory.mktemp("pilot"), World(notes=24), 3)


def test_the_report_has_the_chapters_of_a_project_report(pilot: tuple[Pilot, Outcome, Report]) -> None:
    headings = [block.text for block in pilot[2].blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == CHAPTERS


def test_what_the_figures_do_not_say_has_a_page_of_its_own(pilot: tuple[Pilot, Outcome, Report]) -> None:
    document = docx.Document(io.BytesIO(to_docx(pilot[2], pilot[0].made_on)))
    (heading,) = [one for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert heading.text == CHAPTERS[-1]
    assert b'<h2 class="page" id="vad-siffrorna' in to_html(pilot[2])


def test_the_same_files_give_the_same_bytes(pilot: tuple[Pilot, Outcome, Report], tmp_path: Path) -> None:
    again, _, other = made(tmp_path, World(notes=24), 3, shuffled=True)
    assert to_docx(pilot[2], pilot[0].made_on) == to_docx(other, again.made_on)
    assert to_html(pilot[2]) == to_html(other)


def test_a_true_effect_is_told_with_its_interval_and_number(pilot: tuple[Pilot, Outcome, Report]) -> None:
    text = words(pilot[2])
    assert re.search(
        r"Tiden per anteckning: \d+\s% mindre, en säker skillnad \(osäkerhetsintervall −\d+ till −\d+", text
    )
    assert "minst 30 personer" in text or "minst 35 personer" in text
    (role,) = pilot[1].roles
    for one in role.time:
        sure = re.search(rf"^{one.full_title} från .*\smin: [+−]\d+\smin$", text, re.MULTILINE)
        assert bool(sure) == (one.verdict in ("less", "more")), one
    found = {one.id: one for one in role.quality}
    days, voice = found["quality/days"], found["quality/voice"]
    assert days.verdict == "less", "a day sooner in the simulated world"
    assert days.low is not None
    assert days.high is not None
    assert days.low <= -1.0 <= days.high
    assert voice.low is not None
    assert voice.high is not None
    assert voice.low <= 25 <= voice.high
    sure = sum(one.verdict in ("less", "more") for one in role.quality)
    assert f"Tecken på kvalitet: säker skillnad i {sure} av 3 mått: " in text
    assert re.search(r"Tid från händelse till anteckning \| 2,\d\sdagar \| 1,\d\sdagar \| −", text)
    assert "fråga om" not in text


def test_where_nobody_tells_of_the_typed_notes_nothing_is_said_of_their_quality(tmp_path: Path) -> None:
    _, outcome, finished = made(tmp_path, World(notes=16, told=0.0), 5)
    (role,) = outcome.roles
    verdicts = {one.id: one.verdict for one in role.quality}
    assert verdicts["quality/days"] == verdicts["quality/voice"] == "too few"
    assert verdicts["quality/length"] != "too few"
    assert "bara vet det som deltagarna har svarat om dem" in words(finished)


def test_where_there_is_no_effect_none_is_claimed(tmp_path: Path) -> None:
    _, outcome, finished = made(tmp_path, World(effect=0, notes=16), 2)
    text = words(finished)
    assert "säker skillnad (" not in text
    assert "Säkra skillnader" not in text
    assert "Tiden per anteckning: ingen säker skillnad." in text
    assert "Piloten visar inte säkert" in text
    assert all(one.verdict in ("unsure", "too few") for role in outcome.roles for one in role.time)


def test_a_few_persons_give_no_claim_and_no_interval(tmp_path: Path) -> None:
    _, outcome, finished = made(tmp_path, World(users=6, notes=20), 4)
    text = words(finished)
    (role,) = outcome.roles
    assert all(one.low is None and one.verdict == "too few" for one in role.documentation)
    assert "Tiden per anteckning: data räcker inte." in text
    assert "Data räcker inte för att svara på om det sparar tid att diktera." in text


def test_fewer_than_five_persons_give_a_report_without_figures(tmp_path: Path) -> None:
    _, outcome, finished = made(tmp_path, World(users=4, notes=20), 4)
    assert outcome.roles == ()
    assert "Då visas inga resultat" in words(finished)
    assert "Exempelköping" not in finished.subtitle


def test_others_figures_are_labelled_as_others(pilot: tuple[Pilot, Outcome, Report]) -> None:
    (table,) = [block for block in pilot[2].blocks if isinstance(block, Table) and "Källa" in block.head]
    for figure in ("63 %", "46 %", "tre gånger"):
        (row,) = [row for row in table.rows if figure in row[2]]
        assert row[0].startswith("Andras siffra")


def test_every_picture_has_its_words_in_the_document_and_on_the_page(pilot: tuple[Pilot, Outcome, Report]) -> None:
    pictures = [block for block in pilot[2].blocks if isinstance(block, Picture)]
    assert len(pictures) >= 5
    document = docx.Document(io.BytesIO(to_docx(pilot[2], pilot[0].made_on)))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [picture.alt for picture in pictures]
    assert [alt for tag, given in Tags.of(to_html(pilot[2])) if tag == "img" for alt in [given["alt"]]] == described
    assert all(len(picture.alt) > 40 for picture in pictures)


def test_the_pictures_tell_by_more_than_colour(pilot: tuple[Pilot, Outcome, Report]) -> None:
    """Only black, white and greys are drawn, so a print in black and white loses nothing."""
    for block in pilot[2].blocks:
        if isinstance(block, Picture):
            for colour in set(re.findall(rb"#([0-9a-f]{6})", block.svg)):
                assert colour[:2] == colour[2:4] == colour[4:], colour


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @classmethod
    def of(cls, page: bytes) -> list[tuple[str, dict[str, str | None]]]:
        parser = cls()
        parser.feed(page.decode("utf-8"))
        return parser.found


def test_the_page_needs_no_network_and_forbids_it(pilot: tuple[Pilot, Outcome, Report]) -> None:
    page = to_html(pilot[2])
    tags = Tags.of(page)
    assert not {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "form", "base"}
    for _, given in tags:
        for name in ("src", "href"):
            assert (given.get(name) or "#").startswith(("#", "data:image/svg+xml;base64,"))
    policy = next(given["content"] for _, given in tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:;")
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    assert base64.b64encode(hashlib.sha256(style).digest()).decode() in policy
    for source in re.findall(rb"base64,([A-Za-z0-9+/=]+)", page):
        svg = base64.b64decode(source).decode()
        assert not re.search(r'(href|src)="(?!#)', svg)


def test_the_document_holds_no_author_and_no_clock(pilot: tuple[Pilot, Outcome, Report]) -> None:
    content = to_docx(pilot[2], pilot[0].made_on)
    document = docx.Document(io.BytesIO(content))
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    assert document.core_properties.language == "sv-SE"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not package.testzip()


def test_no_pseudonym_and_no_key_stands_in_the_report(pilot: tuple[Pilot, Outcome, Report]) -> None:
    shown = to_html(pilot[2]).decode() + json.dumps(as_json(pilot[0], pilot[1]))
    for content in simulate(World(notes=24), 3):
        data = json.loads(content)
        for secret in (data["user"], data["file_id"], data["public_key"]):
            assert secret not in shown


def test_markup_in_a_municipalitys_name_is_shown_as_text(pilot: tuple[Pilot, Outcome, Report]) -> None:
    odd = replace(pilot[0], municipalities=("<script>alert(1)</script>",))
    page = to_html(report(odd, pilot[1], names({}, {})))
    assert b"<script>" not in page
    assert b"&lt;script&gt;" in page


def test_the_terminal_gets_the_summary_and_every_comparison(pilot: tuple[Pilot, Outcome, Report]) -> None:
    printed = list(lines(pilot[1]))
    assert any(line.startswith("- Tiden per anteckning:") for line in printed)
    assert sum("säker" in line or "räcker" in line for line in printed) >= pilot[1].tried


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            Comparison("a", "A", "percent", "minutes", "less", 30, 24, 15, -36, -45, -27),
            "Tiden: 36 % mindre, en säker skillnad (osäkerhetsintervall −45 till −27 %, minst 30 personer). "
            "24 min för skrivna och 15 min för dikterade.",
        ),
        (
            Comparison("a", "A", "days", "days", "unsure", 10, 2.0, 1.5, -0.5, -1.2, 0.2),
            "Tiden: ingen säker skillnad. 2,0 dagar för skrivna och 1,5 dagar för dikterade. Skillnaden −0,5 dagar kan "
            "vara slump (osäkerhetsintervall −1,2 till +0,2 dagar, minst 10 personer).",
        ),
        (
            Comparison("a", "A", "percent", "minutes", "too few"),
            "Tiden: data räcker inte. Färre än fem personer har mätt båda delarna.",
        ),
    ],
)
def test_a_comparison_is_told_in_plain_words(one: Comparison, expected: str) -> None:
    assert sentence(one, "Tiden", "för skrivna", "för dikterade").replace("\N{NO-BREAK SPACE}", " ") == expected
