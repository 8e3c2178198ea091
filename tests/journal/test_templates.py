"""The shipped templates, and what happens to those that a municipality writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dictate.journal.section import SECTION_IDS, read_sections, shared_sections
from dictate.journal.sentences import from_text
from dictate.journal.template import FIELD_TYPES, Reference, Template
from dictate.journal.template_file import TemplateUnknown, check_templates, load_template, read_template, template_ids
from dictate.journal.toml_file import DataFileInvalid
from dictate.shipped import shipped

ALL = [
    *("aktgranskning", "atgardsplan", "barnbrev", "barnkonsekvensanalys", "bbic-kortutredning"),
    *("bbic-samordnad-utredning", "bbic-utredning", "foraldraskapssamtal", "forhandsbedomning", "journalanteckning"),
    *("placeringsforum", "samrad", "sfp-avslut", "sfp-mote", "sfp-uppfoljning", "sig-mote", "sip-mote"),
    "uppdrag-utforare",
]

SMALL = """id = "egen"
title = "Egen mall"
purpose = "Prov."
fallback = "allt"

[[field]]
id = "moment"
label = "Moment"
type = "date"

[[section]]
id = "allt"
heading = "Allt"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "egen.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_every_template_that_the_work_needs_is_shipped_and_sound() -> None:
    assert list(template_ids()) == ALL
    assert check_templates() == ()


@pytest.mark.parametrize("template_id", ALL)
def test_every_shared_section_has_a_home(template_id: str) -> None:
    template = load_template(template_id)
    ids = {section.id for section in template.sections}
    assert set(template.home()) == set(SECTION_IDS)
    assert set(template.home().values()) <= ids


@pytest.mark.parametrize("template_id", ALL)
def test_every_heading_and_spoken_name_leads_to_its_section(template_id: str) -> None:
    template = load_template(template_id)
    headings = template.headings(shared_sections())
    for section in template.sections:
        for name in (section.heading, *section.spoken):
            spoken = from_text(f"Ny rubrik {name}. Här är en mening.", headings)
            assert [(piece.section, piece.text) for piece in spoken.pieces] == [(section.id, "Här är en mening.")], name
            written = from_text(f"{name}\nHär är en mening.", headings)
            assert [piece.section for piece in written.pieces] == [section.id], name


@pytest.mark.parametrize("template_id", ALL)
def test_every_template_has_the_fields_that_all_notes_need(template_id: str) -> None:
    template = load_template(template_id)
    ids = [spec.id for spec in template.fields]
    common = [
        "handelsedatum",
        "anteckningsdatum",
        "handlaggare",
        "arende",
        "kontaktform",
        "deltagare",
        "uppgiftslamnare",
    ]
    assert ids[: len(common)] == common
    assert template.field("handelsedatum").required
    assert template.field("anteckningsdatum").program
    assert all(spec.type in FIELD_TYPES for spec in template.fields)


@pytest.mark.parametrize("template_id", ALL)
def test_every_template_says_what_it_rests_on(template_id: str) -> None:
    assert load_template(template_id).sources
    assert load_template(template_id).purpose.endswith(".") or load_template(template_id).purpose.endswith("?")


def test_law_that_nobody_has_read_for_a_year_is_pointed_out() -> None:
    read = Reference("Socialtjänstlagen", law=True, verified="2026-01-15")
    assert not read.to_verify(date(2026, 12, 1))
    assert read.to_verify(date(2027, 2, 1))
    assert Reference("Socialtjänstlagen", law=True).to_verify(date(2026, 1, 1))
    assert not Reference("Gävle kommuns arbetssätt").to_verify(date(2030, 1, 1))
    sources = {source.text: source.law for source in load_template("bbic-utredning").sources}
    assert all(sources.values())
    assert not any(source.law for source in load_template("sfp-avslut").sources)


@pytest.mark.parametrize(
    ("template_id", "days", "months"),
    [
        ("forhandsbedomning", 14, 0),
        ("bbic-utredning", 0, 4),
        ("bbic-kortutredning", 0, 4),
        ("bbic-samordnad-utredning", 0, 4),
        ("sfp-mote", 0, 1),
        ("sig-mote", 28, 0),
        ("atgardsplan", 28, 0),
    ],
)
def test_the_time_limits_of_the_work_are_in_the_templates(template_id: str, days: int, months: int) -> None:
    (deadline,) = load_template(template_id).deadlines
    assert (deadline.days, deadline.months) == (days, months)


def test_the_three_sizes_of_an_inquiry_ask_for_less_and_less() -> None:
    def required(template: Template) -> set[str]:
        return {section.id for section in template.sections if section.required} & set(SECTION_IDS)

    full, joint, short = (
        required(load_template(f"bbic-{name}")) for name in ("utredning", "samordnad-utredning", "kortutredning")
    )
    assert short < joint < full


def test_the_impact_analysis_has_a_block_for_each_child() -> None:
    template = load_template("barnkonsekvensanalys")
    assert template.blocks == "barn"
    assert [section.id for section in template.sections if section.block] == [
        "information",
        "asikt",
        "konsekvenser",
        "avvagning",
    ]


def test_children_in_the_families_of_addicts_can_not_be_forgotten() -> None:
    spec = load_template("foraldraskapssamtal").field("finns_barn")
    assert spec.required
    assert spec.type == "yes-no-unknown"


def test_the_organisation_adds_a_template_by_putting_a_file_in_its_folder(own: Path) -> None:
    assert "egen" in template_ids(own)
    assert load_template("egen", own).own
    assert not load_template("journalanteckning", own).own


def test_the_organisation_overrides_a_template(own: Path) -> None:
    (own / "barnbrev.toml").write_text(SMALL.replace('"egen"', '"barnbrev"'), encoding="utf-8")
    assert load_template("barnbrev", own).title == "Egen mall"
    assert template_ids(own).count("barnbrev") == 1


@pytest.mark.parametrize("name", ["../egen", "/etc/passwd", "egen/../egen", "", "EGEN", "egen.toml", "e\x00", "å"])
def test_an_id_is_never_a_path(name: str, own: Path) -> None:
    folder = own / "inner"
    folder.mkdir()
    with pytest.raises(TemplateUnknown, match="Det finns ingen mall"):
        load_template(name, folder)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('type = "date"', 'type = "datum"', 9, "inget slags fält"),
        ('type = "date"', 'type = "choice"', 9, "options"),
        ('id = "moment"', 'id = "Möte"', 7, "små bokstäver"),
        ('heading = "Allt"', 'heading = ""', 13, "tomt"),
        ('heading = "Allt"', "heading = 3", 13, "fel slags värde"),
        ('heading = "Allt"', 'rubrik = "Allt"', 12, "saknar heading"),
        ('heading = "Allt"', 'heading = "Allt"\nfarg = "röd"', 14, "okänd uppgift"),
        ('heading = "Allt"', 'heading = "Allt"\ntakes = ["halsan"]', 14, "halsan"),
        ('fallback = "allt"', 'fallback = "inget"', 4, "inget avsnitt"),
        ('id = "egen"', 'id = "annan"', 1, "filens namn"),
        ('title = "Egen mall"', "title = Egen mall", 2, "TOML"),
        ("[[section]]", "[section]", 11, "[[section]]"),
        (
            "[[section]]",
            '[[deadline]]\nid = "frist"\nlabel = "Frist"\nfrom = "annat"\ndays = 3\n[[section]]',
            12,
            "inte är ett datumfält",
        ),
        ("[[section]]", '[[check]]\nid = "egen-fraga"\n[[section]]', 12, "question"),
    ],
)
def test_a_fault_is_named_with_file_and_line(before: str, after: str, line: int, words: str, own: Path) -> None:
    path = own / "egen.toml"
    path.write_text(SMALL.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataFileInvalid) as fault:
        read_template(path)
    assert f"egen.toml, rad {line} " in str(fault.value)
    assert words in str(fault.value)
    assert check_templates(own)[0].path == path


def test_files_that_are_no_text_or_far_too_large_are_refused(own: Path) -> None:
    path = own / "egen.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataFileInvalid, match="UTF-8"):
        read_template(path)
    path.write_text("#" * 2_000_000, encoding="utf-8")
    with pytest.raises(DataFileInvalid, match="högst"):
        read_template(path)
    path.write_text("a = " + "[" * 50_000, encoding="utf-8")
    with pytest.raises(DataFileInvalid, match="TOML"):
        read_template(path)


def test_a_shared_section_can_be_renamed_but_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "sections.toml"
    shipped_text = (shipped("templates") / "shared" / "sections.toml").read_text(encoding="utf-8")
    path.write_text(shipped_text.replace('heading = "Hälsa"', 'heading = "Hälsa och mående"'), encoding="utf-8")
    assert "Hälsa och mående" in [section.heading for section in read_sections(path)]
    path.write_text(shipped_text.replace('id = "halsa"', 'id = "sundhet"'), encoding="utf-8")
    with pytest.raises(DataFileInvalid):
        read_sections(path)


def test_the_example_that_municipalities_are_shown_is_a_sound_template(tmp_path: Path) -> None:
    readme = (shipped("templates") / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "min-mall.toml").write_text(example, encoding="utf-8")
    template = load_template("min-mall", tmp_path)
    assert template.holding("halsa") == "barnets_situation"
    assert template.holding("kontakt") == "ovrigt"
    assert template.signature
