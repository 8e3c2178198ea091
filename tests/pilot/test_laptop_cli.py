"""The user's part of `dictate pilot` as it is typed."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime
from pathlib import Path

import pytest

from dictate import kernel_lock, network_guard
from dictate.cli import main
from dictate.pilot import pilot_file
from dictate.settings import read_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own with the pilot on, and no policy."""
    monkeypatch.setenv("DICTATE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DICTATE_POLICY", str(tmp_path / "none" / "policy.toml"))
    monkeypatch.chdir(tmp_path)
    # They would close the network to every later test of this process; tests/test_silence.py holds the program to them.
    monkeypatch.setattr(kernel_lock, "lock", lambda: False)
    monkeypatch.setattr(network_guard, "install", lambda: network_guard.NetworkGuard(frozenset(), frozenset()))
    return tmp_path


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, typed: str = "") -> str:
    """What the command prints; fails where its exit status is not 0."""
    status, told, wrong = tried(monkeypatch, capsys, *words, typed=typed)
    assert status == 0, wrong
    return told


def tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, typed: str = ""
) -> tuple[int, str, str]:
    """The exit status and what stands on stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["dictate", "pilot", *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), told.out, told.err


class Pilot:
    """The commands of one test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._of = (monkeypatch, capsys)

    def __call__(self, *words: str, typed: str = "") -> str:
        return said(*self._of, *words, typed=typed)

    def refused(self, *words: str) -> tuple[int, str]:
        """Exit status and the line on stderr."""
        status, _, wrong = tried(*self._of, *words)
        return status, wrong.strip()


@pytest.fixture
def pilot(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pilot:
    made = Pilot(monkeypatch, capsys)
    made("setup", "--start", "2026-03-18", "--municipality", "Exempelkommun")
    return made


def test_time_is_registered_put_right_and_taken_back(pilot: Pilot) -> None:
    assert "Administration" in pilot("register", "a")
    assert "varav dokumentation" in pilot("register", "indirekt-dokumentation")
    day = json.loads(pilot("register", "--fix", "0.00-0.01=barntid", "--date", "2026-03-16", "--json"))
    assert day["stretches"][0]["variable"] == "barntid"
    assert day["minutes"] == {"barntid": 1}
    assert day["running"] == "indirekt-dokumentation"
    pilot("register", "--undo")
    assert json.loads(pilot("register", "--date", "2026-03-16", "--json"))["stretches"] == []
    assert "Ingen tid registreras" in pilot("register", "--stop")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("register", "kaffe"), 1, "ingen variabel kaffe"),
        (("register", "--fix", "10.00-9.00=barntid", "--date", "2026-03-16"), 1, "senare än starttiden"),
        (("register", "--fix", "nio-tio=barntid"), 1, "klockslag"),
        (("register", "--fix", "9.15"), 2, "9.15-10.00=administration"),
        (("register", "a", "--stop"), 2, "en sak i taget"),
        (("typed", "stop", "--words", "10"), 1, "Ingen tid tas"),
        (("setup", "--start", "i vår"), 1, "går inte att använda"),
        (("setup", "--role", "kommunalråd"), 1, "går inte att använda"),
    ],
)
def test_what_can_not_be_done_is_one_plain_line(pilot: Pilot, words: tuple[str, ...], status: int, told: str) -> None:
    found, line = pilot.refused(*words)
    assert found == status
    assert told in line
    assert len(line.splitlines()) == 1


def test_a_typed_text_is_counted_and_not_kept(pilot: Pilot, folder: Path) -> None:
    (folder / "brev.txt").write_text("Kvittrande sjöfågel över viken – i dag.", encoding="utf-8")
    pilot("typed", "start")
    assert "6 ord" in pilot("typed", "stop", "--text", str(folder / "brev.txt"), "--minutes", "3")
    content = b"".join(path.read_bytes() for path in (folder / "data").rglob("*") if path.is_file())
    assert b"Kvittrande" not in content


@pytest.mark.parametrize(
    ("options", "typed", "told"),
    [
        ((), "3\nja\nnej\n", (3, True, False)),
        ((), "tre\n9999\n3\nkanske\nj\nj\n", (3, True, True)),
        ((), "\nnej\n", (None, False, None)),
        ((), "", (None, None, None)),
        (("--event", "{today}", "--child", "ja", "--voice", "ja"), "", (0, True, True)),
        (("--child", "nej"), "5\n", (None, False, None)),
    ],
)
def test_three_things_are_told_of_a_typed_note_by_answers_or_options(
    pilot: Pilot, folder: Path, options: tuple[str, ...], typed: str, told: tuple[object, ...]
) -> None:
    pilot("typed", "start")
    today = datetime.now().astimezone().date().isoformat()
    pilot("typed", "stop", "--words", "9", "--minutes", "3", *(one.format(today=today) for one in options), typed=typed)
    pilot("export", "--out", "fil.json", "--yes")
    (note,) = pilot_file.read(folder / "fil.json").notes
    assert (note.days_to_note, note.child_met, note.childs_voice) == told


def test_a_typed_note_without_words_is_refused_before_anything_is_asked(pilot: Pilot) -> None:
    pilot("typed", "start")
    assert pilot.refused("typed", "stop") == (1, "Ange hur många ord anteckningen har, eller avbryt tidtagningen.")
    refused = ("typed", "stop", "--words", "9", "--minutes", "3")
    assert pilot.refused(*refused, "--voice", "ja")[0] == 2
    assert pilot.refused(*refused, "--event", "i fjol")[0] == 1
    assert "9 ord" in pilot(*refused)


def test_a_typed_note_that_went_wrong_is_taken_back_once(pilot: Pilot, folder: Path) -> None:
    for words in ("9", "1200"):
        pilot("typed", "start")
        pilot("typed", "stop", "--words", words, "--minutes", "3")
    assert "räknas inte längre" in pilot("typed", "undo")
    assert pilot.refused("typed", "undo") == (1, "Det finns ingen skriven anteckning att ta tillbaka.")
    pilot("export", "--out", "fil.json", "--yes")
    assert [note.words for note in pilot_file.read(folder / "fil.json").notes] == [9]


def test_the_survey_is_answered_by_digits_and_a_question_may_be_passed(pilot: Pilot, folder: Path) -> None:
    assert "Tack" in pilot("survey", "before", typed="4\n\n9\n3\n2\n5\n1\n1\n")
    pilot("export", "--out", "fil.json", "--yes")
    (answers,) = pilot_file.read(folder / "fil.json").surveys
    assert dict(answers.answers) == {
        "easier": 4, "more-fun": 3, "less-burdensome": 2, "better-quality": 5, "neck-pain": 1, "back-pain": 1,
    }  # fmt: skip


def test_the_file_is_shown_whole_and_written_only_after_a_yes(pilot: Pilot, folder: Path) -> None:
    pilot("register", "--fix", "8.00-9.00=barntid", "--date", "2026-03-16")
    shown = pilot("export", "--out", "fil.json", typed="nej\n")
    assert "Barntid 60 min" in shown
    assert not (folder / "fil.json").exists()
    pilot("export", "--out", "fil.json")  # the end of the input is no yes
    assert not (folder / "fil.json").exists()
    assert "skriven" in pilot("export", "--out", "fil.json", typed="ja\n")
    read = pilot_file.read(folder / "fil.json")
    assert (read.municipality, dict(read.days[0].minutes)) == ("Exempelkommun", {"barntid": 60})
    assert pilot.refused("export", "--out", "fil.json", "--yes")[0] == 1


def test_a_municipality_gets_the_files_to_begin_with_and_its_own_are_in_force(pilot: Pilot, folder: Path) -> None:
    own = folder / "data" / "pilot"
    shown = pilot("data", "--out", str(own))
    assert "Chefsadministration" in shown
    assert "riket 35 %" in shown
    assert pilot.refused("data", "--out", str(own)) == (
        1,
        f"{own / 'variables.toml'} finns redan. Välj en annan mapp, eller ta bort filen.",
    )
    variables = own / "variables.toml"
    text = variables.read_text(encoding="utf-8")
    variables.write_text(text.replace('title = "Barntid"', 'title = "Tid med barnet"'), encoding="utf-8")
    assert "Tid med barnet" in pilot("register", "b")
    found = json.loads(pilot("data", "--json"))
    assert found["files"]["variables.toml"] == str(variables)
    assert "barntid" in found["content"]["variables.toml"]["chef"]
    assert len(found["content"]["survey.toml"]["families"]) == 3
    variables.write_text(text.replace('key = "b"', 'key = "bb"', 1), encoding="utf-8")
    status, line = pilot.refused("data")
    assert (status, "en bokstav eller siffra" in line, "rad" in line) == (1, True, True)


def test_reminders_are_turned_off_and_on_by_a_command(pilot: Pilot, folder: Path) -> None:
    settings = next((folder / "data").rglob("settings.toml"))
    assert read_settings(settings).pilot.reminders
    pilot("setup", "--reminders", "nej")
    assert not read_settings(settings).pilot.reminders
    pilot("setup", "--reminders", "ja")
    assert read_settings(settings).pilot.reminders


def test_reviews_are_told_as_numbers(pilot: Pilot) -> None:
    assert "Färre än 5" in pilot("reviews")
    assert json.loads(pilot("reviews", "--json"))["notes"] == 0


def test_a_pilot_that_is_off_measures_nothing_and_says_so(pilot: Pilot) -> None:
    pilot("setup", "--off")
    status, line = pilot.refused("register", "a")
    assert (status, "påslagen" in line) == (1, True)
