"""Days meant by spoken words, agreements found in sentences, and time limits counted."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.journal.agreements import agreement_in, find_agreements
from dictate.journal.deadlines import due
from dictate.journal.note import Agreement, Note, Sentence
from dictate.journal.template_file import load_template
from dictate.journal.when import add_months, find_times, swedish_date

THURSDAY = date(2026, 4, 16)


def sentence(text: str, sentence_id: str = "s1", section: str = "planering") -> Sentence:
    return Sentence(sentence_id, text, "", 0, 0, section, "moved", 1.0)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Vi ses på fredag.", "på fredag", "2026-04-17"),
        ("Vi ses på torsdag.", "på torsdag", "2026-04-23"),
        ("Jag ringer i morgon.", "i morgon", "2026-04-17"),
        ("Jag ringer imorgon bitti.", "imorgon bitti", "2026-04-17"),
        ("Läkartiden är i övermorgon.", "i övermorgon", "2026-04-18"),
        ("Svar i dag.", "i dag", "2026-04-16"),
        ("Besök den 28 april.", "den 28 april", "2026-04-28"),
        ("Besök den tjugoåttonde april.", "den tjugoåttonde april", "2026-04-28"),
        ("Besök tisdagen den 28 april kl. 10.30.", "tisdagen den 28 april kl. 10.30", "2026-04-28"),
        ("Vi ses sjunde maj klockan tretton", "sjunde maj klockan tretton", "2026-05-07"),
        ("Uppföljning om två veckor.", "om två veckor", "2026-04-30"),
        ("Svar inom tre arbetsdagar.", "inom tre arbetsdagar", "2026-04-21"),
        ("Ny prövning om en månad.", "om en månad", "2026-05-16"),
        ("Ny prövning om ett halvår.", "om ett halvår", "2026-10-16"),
        ("Klart senast måndag vecka 18.", "senast måndag vecka 18", "2026-04-27"),
        ("Vi ses torsdag vecka tjugo klockan nio.", "torsdag vecka tjugo klockan nio", "2026-05-14"),
        ("Vi hörs fredag nästa vecka.", "fredag nästa vecka", "2026-04-24"),
        ("Nästa gång den tjugosjunde.", "den tjugosjunde", "2026-04-27"),
        ("Nästa gång den 3.", "den 3", "2026-05-03"),
        ("Möte 2026-05-03 kl. 9.", "2026-05-03 kl. 9", "2026-05-03"),
        ("Möte den 12/5.", "den 12/5", "2026-05-12"),
        ("Möte den 15 jan.", "den 15 jan.", "2027-01-15"),
        ("Mötet hölls den 3 mars.", "den 3 mars", "2026-03-03"),
        ("Besked senast vecka fjorton.", "senast vecka fjorton", None),
        ("Hon ringer på onsdagar.", "på onsdagar", None),
        ("Vi ses nästa vecka.", "nästa vecka", None),
        ("Fram till dess, den 30 februari.", "den 30 februari", None),
    ],
)
def test_a_day_is_told_from_the_words_and_the_day_of_the_event(text: str, words: str, day: str | None) -> None:
    found = [when for when in find_times(text, THURSDAY) if when.text.casefold() == words]
    assert [str(when.date) if when.date else None for when in found] == [day]


@pytest.mark.parametrize(
    "text", ["Den första veckan var bra.", "Det kom i fredags.", "Om en stund.", "Den andra pojken."]
)
def test_other_words_are_no_days(text: str) -> None:
    assert find_times(text, THURSDAY) == ()


def test_a_new_year_is_understood_from_december() -> None:
    (when,) = find_times("Vi ses den 9 januari.", date(2026, 12, 18))
    assert when.date == date(2027, 1, 9)


def test_the_last_day_of_a_shorter_month_stands_for_the_31st() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2025, 10, 31), 4) == date(2026, 2, 28)
    assert swedish_date(date(2026, 3, 6)) == "fredag 6 mars 2026"


@pytest.mark.parametrize(
    ("text", "who", "what", "when"),
    [
        ("Jag ringer mamman på fredag.", "Jag", "ringer mamman", "på fredag"),
        ("På fredag ringer jag mamman.", "jag", "ringer jag mamman", "På fredag"),
        (
            "Kuratorn Eva Ek skickar kallelsen senast den 4 maj.",
            "Kuratorn Eva Ek",
            "skickar kallelsen",
            "senast den 4 maj",
        ),
        ("lotten skriver ett intyg", "lotten", "skriver ett intyg", ""),
        ("Du och jag träffas igen i morgon.", "Du och jag", "träffas igen", "i morgon"),
        ("Öh jag kollar med skolan.", "jag", "kollar med skolan", ""),
        ("Utredning inleds i dag.", "", "inleds", "i dag"),
    ],
)
def test_an_agreement_is_made_of_the_sentences_own_words(text: str, who: str, what: str, when: str) -> None:
    found = agreement_in(sentence(text), THURSDAY)
    assert found
    assert (found.who, found.what, found.when) == (who, what, when)
    assert all(part in text for part in (found.who, found.what, found.when))


def test_sentences_that_promise_nothing_hold_no_agreement() -> None:
    assert agreement_in(sentence("Träffen var två timmar lång."), THURSDAY) is None
    assert agreement_in(sentence("Elsa var glad."), None) is None


def test_agreements_come_from_the_planning_and_confirmed_ones_are_kept() -> None:
    first, second = sentence("Jag ringer på fredag."), sentence("Hon skickar brevet.", "s2")
    note = Note(
        "n1",
        "journalanteckning",
        "",
        {"handelsedatum": "2026-04-16"},
        (first, second, sentence("Jag ringer ofta, säger hon.", "s3", "barnets_rost")),
        agreements=(Agreement("s2", "mamman", "skickar brevet", "i maj"),),
    )
    found = find_agreements(note, load_template("journalanteckning"))
    assert [(one.sentence, one.who, one.date) for one in found] == [("s1", "Jag", "2026-04-17"), ("s2", "mamman", "")]
    undated = find_agreements(replace(note, fields={}), load_template("journalanteckning"))
    assert [(one.when, one.date) for one in undated] == [("på fredag", ""), ("i maj", "")]


@pytest.mark.parametrize(
    ("template_id", "field", "begins", "ends"),
    [
        ("forhandsbedomning", "anmalan_inkom", "2026-03-02", "2026-03-16"),
        ("bbic-utredning", "utredning_inledd", "2026-10-31", "2027-02-28"),
        ("sfp-mote", "behov_upptackt", "2026-01-31", "2026-02-28"),
        ("sig-mote", "samtycke_datum", "2026-03-02", "2026-03-30"),
    ],
)
def test_time_limits_are_counted(template_id: str, field: str, begins: str, ends: str) -> None:
    note = Note("n1", template_id, "", {field: begins})
    (limit,) = due(note, load_template(template_id), date.fromisoformat(ends))
    assert limit.day
    assert (limit.day.isoformat(), limit.left) == (ends, 0)
    assert limit.text.endswith("i dag")


def test_a_time_limit_says_how_late_it_is_and_what_is_missing() -> None:
    template = load_template("forhandsbedomning")
    late = due(Note("n1", template.id, "", {"anmalan_inkom": "2026-03-02"}), template, date(2026, 3, 17))[0]
    assert late.text == "Beslut ska vara fattat senast måndag 16 mars 2026, för 1 dag sedan"
    missing = due(Note("n1", template.id, "", {"anmalan_inkom": "i mars"}), template, date(2026, 3, 17))[0]
    assert missing.day is None
    assert "saknas" in missing.text


PIECES = [
    "på",
    "den",
    "om",
    "i",
    "v.",
    "vecka",
    "28",
    "31",
    "99999",
    "april",
    "fredag",
    "nästa",
    "kl.",
    "klockan",
    "tio",
    "/",
    "-",
    "första",
    "inom",
    "år",
    ",",
    ".",
    "jag",
    "ringer",
    "och",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=20).map(" ".join), st.dates())
def test_any_text_on_any_day_is_read_without_failing(text: str, event: date) -> None:
    end = 0
    for when in find_times(text, event):
        assert text[when.start : when.end] == when.text
        assert when.start >= end
        end = when.end
    if text.strip():
        found = agreement_in(sentence(text), event)
        assert found is None or all(part in text for part in (found.who, found.what, found.when))


def test_a_long_text_is_read_in_time_in_proportion() -> None:
    def seconds(repeats: int) -> float:
        began = time.process_time()
        find_times("på " * repeats, THURSDAY)
        find_times("senast " * repeats, THURSDAY)
        agreement_in(sentence("och " * repeats), THURSDAY)
        return time.process_time() - began

    assert seconds(20_000) < 30 * max(min(seconds(2_500) for _ in range(3)), 0.005)
