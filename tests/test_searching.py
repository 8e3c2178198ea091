"""A note is searched as one text, and what did not change is not searched again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.journal.note import Sentence
from dictate.policy import read_policy
from dictate.searching import SearchUnusable, SensitiveSentences, findings_in
from dictate.session import Session
from dictate.settings import SettingsInvalid, read_settings
from redaction import scan, sensitive
from redaction.finding import Sensitive
from tests.tui.long_note import long_note

TEXTS = (
    "Mamman kom ensam till mötet.", "Hon har fått diagnosen bipolär sjukdom.", "Den kom i höstas.",
    "Pojken leker med grannens barn.", "Pappan dömdes för misshandel i våras.", "Han kommer på fredag.",
)  # fmt: skip


class Counting:
    """Tags as the program does, and remembers each text that it was asked about."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, text: str) -> tuple[Sensitive, ...]:
        self.asked.append(text.split("\n"))
        return sensitive(text)


def sentences(*texts: str) -> list[Sentence]:
    return [
        Sentence(f"s{number}", text, text, 0, len(text), "halsa", "moved", 1.0) for number, text in enumerate(texts)
    ]


def as_one_text(said: list[Sentence]) -> dict[str, set[str]]:
    """Each sentence's tags when the whole note is tagged in one go."""
    found: dict[str, set[str]] = {}
    start = 0
    marks = sensitive("\n".join(one.text for one in said))
    for one in said:
        here = {mark.tag for mark in marks if mark.start < start + len(one.text) and start < mark.end}
        found.update({one.id: here} if here else {})
        start += len(one.text) + 1
    return found


def tags(found: dict[str, tuple[Sensitive, ...]]) -> dict[str, set[str]]:
    return {name: {mark.tag for mark in marks} for name, marks in found.items()}


def test_each_sentence_gets_its_own_tags_at_places_in_its_own_text() -> None:
    said = sentences(*TEXTS)
    found = SensitiveSentences().of(said, sensitive)
    assert tags(found)["s1"] == {"HEALTH"}
    assert tags(found)["s4"] == {"CRIME"}
    assert not {"s0", "s3", "s5"} & found.keys()
    assert all(mark.end <= len(TEXTS[int(name[1:])]) for name, marks in found.items() for mark in marks)


def test_nothing_is_tagged_twice_for_the_same_wording() -> None:
    tag, marks = Counting(), SensitiveSentences()
    first = marks.of(sentences(*TEXTS), tag)
    assert marks.of(sentences(*TEXTS), tag) == first
    assert tag.asked == [list(TEXTS)]


@pytest.mark.parametrize("changed", range(len(TEXTS)))
def test_a_change_is_heard_by_the_neighbours_and_by_nobody_else(changed: int) -> None:
    tag, marks = Counting(), SensitiveSentences()
    said = sentences(*TEXTS)
    marks.of(said, tag)
    said[changed] = replace(said[changed], text="Hon äter medicin mot epilepsi.")
    assert tags(marks.of(said, tag)) == as_one_text(said)
    assert len(tag.asked[1]) <= 5


def test_a_sentence_that_comes_or_goes_moves_no_tag_to_another() -> None:
    marks = SensitiveSentences()
    said = sentences(*TEXTS)
    marks.of(said, sensitive)
    for now in (
        said[1:],
        [*said[:2], *said[3:]],
        [*said, Sentence("new", "Hon är gravid.", "", 0, 0, "halsa", "moved", 1.0)],
    ):
        assert tags(marks.of(now, sensitive)) == as_one_text(now)


def test_an_empty_note_has_nothing_to_tag() -> None:
    assert SensitiveSentences().of([], sensitive) == {}


def test_a_name_that_is_plain_in_one_sentence_is_found_in_another() -> None:
    texts = ("Mamman heter Ylva Sandmark.", "ylva kommer på fredag.")
    found = findings_in(sentences(*texts), scan)
    assert [one.text for one in found[texts[1]]] == ["ylva"]
    assert all(text[one.start : one.end] == one.text for text, these in found.items() for one in these)


def test_the_session_tags_only_what_a_change_touches(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(application, long_note(), application.template("journalanteckning"))
    session.sensitive()
    tag = Counting()
    monkeypatch.setattr(application.scanner, "sensitive", tag)
    session.edit("s250", "Elsa har fått diagnosen epilepsi.")
    assert session.sensitive().keys() == {"s250"}
    texts = [one.text for one in session.note.sentences]
    # (the question whether the note tells of a protected identity is asked of the one sentence alone)
    assert [asked for asked in tag.asked if len(asked) > 1] == [texts[248:253]]


def test_names_of_an_installed_spacy_model_are_found_as_soon_as_it_is_chosen(
    application: Application, tmp_path: Path
) -> None:
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("sv")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PRS", "pattern": "zqx"}])
    pipeline.to_disk(tmp_path / "pipeline")
    text = "Där kom zqx."
    assert application.scanner.scan(text) == ()
    application.choose("names", str(tmp_path / "pipeline"))
    assert [one.text for one in application.scanner.scan(text)] == ["zqx"]
    at_next_start = Application(application.folders, read_settings(application.folders.settings_file))
    assert [one.finding.text for one in beginning.from_text(at_next_start, text, "").note.undecided] == ["zqx"]
    application.choose("names", "")
    assert application.scanner.scan(text) == ()


def test_the_organisation_may_choose_the_spacy_model_for_all(application: Application, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[settings]\nnames = "sv_core_news_lg"', encoding="utf-8")
    policy = read_policy(tmp_path / "policy.toml")
    settings = read_settings(application.folders.settings_file, policy.settings)
    with pytest.raises(SettingsInvalid, match="Organisationen har bestämt"):
        Application(application.folders, settings, policy=policy).choose("names", "")
    assert settings.names == "sv_core_news_lg"


def test_a_spacy_model_that_is_not_there_is_refused_and_the_search_goes_on_as_before(application: Application) -> None:
    with pytest.raises(SearchUnusable, match="är inte installerad"):
        application.choose("names", "sv_no_such_pipeline")
    assert application.settings.names == ""
    assert application.scanner.scan("Elsa Lindqvist ringde.")


def test_a_damaged_model_is_one_sentence_of_the_programs_own(
    application: Application, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "names.npz").write_bytes(b"PK")
    monkeypatch.setattr("redaction.models.model_file", lambda *_: tmp_path / "names.npz")
    with pytest.raises(SearchUnusable, match=r"^Namnmodellen .* skadad"):
        _ = application.scanner
