"""What stops a note, what may be waved through, and that each remark points at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from dictate.journal import edit
from dictate.journal.checks import CHECKS, CheckContext, CheckResult, run_checks
from dictate.journal.doubts import doubts, unseen
from dictate.journal.looking import mark_seen
from dictate.journal.note import Agreement, Consent, FieldValue, Note, NoteFinding, Participant, Sentence
from dictate.journal.template_file import load_template, program_checks
from dictate.words import Word
from redaction.finding import Finding

from .strategies import notes

AT = "2026-03-10T10:00:00+01:00"
TODAY = CheckContext(date(2026, 3, 10))
SOUND: dict[str, FieldValue] = {
    "handelsedatum": "2026-03-09",
    "handlaggare": (Participant("Karin Ek", "socialsekreterare"),),
    "kontaktform": "möte",
    "uppgiftslamnare": "mamman",
}


def said(number: int, text: str, section: str, probability: float = 0.95, block: str = "") -> Sentence:
    words = tuple(Word(i * 1.0, i + 0.9, word, probability) for i, word in enumerate(text.split()))
    audio = (words[0].start, words[-1].end)
    return Sentence(
        f"s{number}", text, text, 0, len(text), section, "classified", 0.9, audio=audio, words=words, block=block
    )


def typed(number: int, text: str, section: str, block: str = "") -> Sentence:
    return Sentence(f"s{number}", text, "", 0, 0, section, "moved", 1.0, block=block)


def note_of(
    *sentences: Sentence, fields: dict[str, FieldValue] | None = None, template: str = "journalanteckning"
) -> Note:
    return Note("n1", template, "", {**SOUND, **(fields or {})}, sentences)


def remarks(note: Note, check: str, context: CheckContext = TODAY) -> list[CheckResult]:
    return [result for result in run_checks(note, load_template(note.template), context) if result.check == check]


def test_a_sound_note_passes_every_check() -> None:
    note = note_of(typed(1, "Mamman berättar att Elsa sover hela nätterna.", "halsa"))
    assert run_checks(note, load_template("journalanteckning"), TODAY) == ()


def test_the_list_of_checks_and_the_program_agree() -> None:
    assert sorted(CHECKS) == sorted(check_id for check_id, _, _ in program_checks())


@pytest.mark.parametrize(("value", "words"), [("", "saknas"), ("igår", "inget datum"), ("2026-03-11", "framtiden")])
def test_the_day_of_the_event_is_needed(value: str, words: str) -> None:
    (remark,) = remarks(note_of(fields={"handelsedatum": value}), "handelsedatum")
    assert words in remark.reason
    assert remark.required
    assert remark.field == "handelsedatum"


def test_required_fields_and_their_kinds_are_checked() -> None:
    fields: dict[str, FieldValue] = {"kontaktform": "telepati", "handlaggare": (), "barnet_traffat": "kanske"}
    found = {remark.field: remark.reason for remark in remarks(note_of(fields=fields), "obligatoriska-falt")}
    assert "hembesök" in found["kontaktform"]
    assert "saknas" in found["handlaggare"]
    assert "ja, nej eller okänt" in found["barnet_traffat"]


def test_empty_required_sections_are_named_for_each_child() -> None:
    children = (Participant("Elsa", "barn"), Participant("Ahmed", "barn"))
    note = note_of(
        typed(1, "Hon har fått veta allt.", "information", "Elsa"),
        fields={"barn": children},
        template="barnkonsekvensanalys",
    )
    reasons = [remark.reason for remark in remarks(note, "obligatoriska-avsnitt")]
    assert "Information som barnet fått saknas för Ahmed." in reasons
    assert "Information som barnet fått saknas för Elsa." not in reasons
    assert "Avvägning saknas för Elsa." in reasons


def test_the_templates_questions_must_be_answered() -> None:
    note = note_of(template="forhandsbedomning")
    (remark,) = remarks(note, "audit")
    assert "AUDIT" in remark.reason
    assert remarks(replace(note, fields={**note.fields, "audit": "nej"}), "audit") == []


@pytest.mark.parametrize("text", ["Enligt uppgift dricker pappan.", "Det har framkommit att hyran är obetald."])
def test_statements_without_a_source_are_asked_about(text: str) -> None:
    (remark,) = remarks(note_of(typed(1, text, "familjesituation")), "uppgiftslamnare")
    assert remark.sentences == ("s1",)
    assert "Vem säger det?" in remark.reason


@pytest.mark.parametrize(
    ("text", "section", "count"),
    [
        ("Hemmet ger ett gott intryck.", "boende_ekonomi", 1),
        ("Pappan är manipulativ.", "familjesituation", 1),
        ("Sammantaget är läget allvarligt.", "bedomning", 0),
        ("Enligt skolan är han slarvig.", "utbildning", 0),
        ('"Mamma är lat", står det på lappen.', "barnets_rost", 0),
        ('På lappen står "du är lat".', "utbildning", 0),
        ("Elsa går i trean.", "utbildning", 0),
    ],
)
def test_assessments_among_facts_are_pointed_out(text: str, section: str, count: int) -> None:
    assert len(remarks(note_of(typed(1, text, section)), "bedomning-bland-fakta")) == count


@pytest.mark.parametrize(
    "fields",
    [
        {"barnet_traffat": "ja"},
        {"kontaktform": "barnsamtal"},
        {"deltagare": (Participant("Elsa", "barnet"),)},
        {"deltagare": (Participant("Elsa", "dotter, 8 år"),)},
    ],
)
def test_a_child_that_was_met_must_be_heard(fields: dict[str, FieldValue]) -> None:
    assert len(remarks(note_of(typed(1, "Hembesök.", "kontakt"), fields=fields), "barnets-rost")) == 1
    heard = note_of(typed(1, "Jag vill bo hos mormor, säger Elsa.", "barnets_rost"), fields=fields)
    assert remarks(heard, "barnets-rost") == []
    excused = note_of(fields={**fields, "skal_utan_barnets_rost": "Elsa sov."})
    assert remarks(excused, "barnets-rost") == []


def test_changed_words_of_a_child_are_pointed_out() -> None:
    note = note_of(said(1, "jag vill inte bo hos pappa", "barnets_rost"))
    assert remarks(note, "barnets-rost") == []
    assert remarks(edit.edit(note, "s1", "Jag vill inte bo hos pappa.", AT, lambda text: ()), "barnets-rost") == []
    changed = edit.edit(note, "s1", "Jag vill bo hos pappa.", AT, lambda text: ())
    assert len(remarks(changed, "barnets-rost")) == 1


def test_a_child_that_was_met_must_be_informed() -> None:
    note = note_of(fields={"barnet_traffat": "ja"})
    assert len(remarks(note, "barnet-informerat")) == 1
    assert remarks(replace(note, fields={**note.fields, "barnet_informerat": "ja"}), "barnet-informerat") == []
    assert len(remarks(replace(note, fields={**note.fields, "barnet_informerat": "nej"}), "barnet-informerat")) == 1


def consent(**changes: str) -> Consent:
    given = Consent("Mamman", "planen", ("skolan", "BUP"), "skriftligt", "2026-02-01")
    return replace(given, **changes)


@pytest.mark.parametrize(
    ("given", "recipients", "words"),
    [
        (consent(), ("Skolan",), None),
        (consent(), (), None),
        (consent(), None, None),
        (consent(), ("polisen",), "inget gällande samtycke"),
        (consent(withdrawn_on="2026-03-01"), ("BUP",), "återkallat"),
        (consent(withdrawn_on="2026-03-10"), ("BUP",), "återkallat"),
        (consent(withdrawn_on="2026-03-11"), ("BUP",), None),
        (consent(withdrawn_on="i går"), ("BUP",), "återkallat"),
        (consent(withdrawn_on="2026-03-01"), None, "återkallat"),
        (consent(withdrawn_on="2026-03-01"), (), None),
        (consent(given_on=""), (), "när"),
        (consent(given_on="2026-05-01"), (), "framtiden"),
    ],
)
def test_a_consent_must_be_valid_for_the_recipients(
    given: Consent, recipients: tuple[str, ...] | None, words: str | None
) -> None:
    note = note_of(fields={"samtycke": (given,)}, template="sig-mote")
    found = remarks(note, "samtycke", replace(TODAY, recipients=recipients))
    assert bool(found) == (words is not None)
    assert all(remark.required for remark in found)
    assert all(words in remark.reason for remark in found if words)


def test_a_template_that_needs_consent_lets_nothing_out_without_one() -> None:
    found = remarks(note_of(template="sip-mote"), "samtycke", replace(TODAY, recipients=("regionen",)))
    assert "inget gällande samtycke" in found[0].reason
    assert remarks(note_of(), "samtycke", replace(TODAY, recipients=("regionen",))) == []


def with_finding(text: str, label: str, decision: str | None) -> Note:
    sentence = typed(1, text, "boende_ekonomi")
    finding = Finding.at(text, 0, 5, label, 0.9, "skäl")  # type: ignore[arg-type]
    found = NoteFinding("f1", "s1", finding, decision, AT if decision else "")  # type: ignore[arg-type]
    return replace(note_of(sentence), findings=(found,))


def test_each_finding_must_be_decided() -> None:
    (remark,) = remarks(with_finding("Gävle är en stad.", "PLACE", None), "personuppgifter")
    assert remark.required
    assert remark.sentences == ("s1",)
    assert remarks(with_finding("Gävle är en stad.", "PLACE", "keep"), "personuppgifter") == []


def test_a_sentence_that_a_removal_broke_is_to_be_read() -> None:
    (remark,) = remarks(with_finding("Gävle är en stad.", "PLACE", "remove"), "borttaget")
    assert (remark.sentences, remark.required) == (("s1",), False)
    for other in (None, "keep", "role", "mask"):
        assert remarks(with_finding("Gävle är en stad.", "PLACE", other), "borttaget") == []
    text = "Hon bor i Gävle."
    whole = NoteFinding("f1", "s1", Finding.at(text, 10, 15, "PLACE", 0.9, "Ort"), "remove", AT)
    assert remarks(replace(note_of(typed(1, text, "kontakt")), findings=(whole,)), "borttaget") == []


def test_with_protected_identity_no_place_may_stay() -> None:
    kept = with_finding("Gävle är en stad.", "PLACE", "keep")
    assert remarks(kept, "skyddade-uppgifter") == []
    assert remarks(kept, "skyddade-uppgifter", replace(TODAY, protected=True))[0].required
    told = replace(kept, sentences=(*kept.sentences, typed(2, "Mamman har skyddad folkbokföring.", "sakerhet")))
    assert len(remarks(told, "skyddade-uppgifter")) == 1
    masked = with_finding("Gävle är en stad.", "PLACE", "mask")
    assert remarks(masked, "skyddade-uppgifter", replace(TODAY, protected=True)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("Jag ringer mamman på fredag.", 0), ("Jag ringer mamman.", 1), ("Möte bokas på fredag.", 1), ("Det var bra.", 0)],
)
def test_promises_say_who_and_when(text: str, count: int) -> None:
    assert len(remarks(note_of(typed(1, text, "planering")), "loften")) == count
    assert remarks(note_of(typed(1, text, "halsa")), "loften") == []


def test_a_confirmed_agreement_completes_a_promise() -> None:
    note = note_of(typed(1, "Jag ringer mamman.", "planering"))
    complete = replace(note, agreements=(Agreement("s1", "Jag", "ringer mamman", "på fredag"),))
    assert remarks(complete, "loften") == []


REPEATED = "Mamman berättar att Elsa har sovit dåligt sedan i januari."


def test_a_sentence_that_stands_twice_is_found() -> None:
    again = "Mamman berättar att Elsa har sovit mycket dåligt sedan i januari."
    note = note_of(typed(1, REPEATED, "halsa"), typed(2, "Hyran är betald.", "ovrigt"), typed(3, again, "omsorg"))
    (remark,) = remarks(note, "upprepningar")
    assert remark.sentences == ("s1", "s3")


def test_text_from_earlier_notes_is_found_but_the_childs_words_may_follow() -> None:
    context = replace(TODAY, earlier=("Hälsa\n" + REPEATED + "\nHan är glad.",))
    (remark,) = remarks(note_of(typed(1, REPEATED, "halsa")), "tidigare-text", context)
    assert remark.sentences == ("s1",)
    assert remarks(note_of(typed(1, REPEATED, "barnets_rost")), "tidigare-text", context) == []
    assert remarks(note_of(typed(1, "Han är glad.", "halsa")), "tidigare-text", context) == []


def test_a_long_note_names_its_longest_sections() -> None:
    note = note_of(typed(1, "ord " * 100, "halsa"), typed(2, "ord " * 60, "omsorg"))
    (remark,) = remarks(note, "langd", replace(TODAY, median_words=100))
    assert "160 ord" in remark.reason
    assert "Hälsa (100 ord), Grundläggande omsorg (60 ord)" in remark.reason
    assert remarks(note, "langd", replace(TODAY, median_words=120)) == []
    assert remarks(note, "langd") == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Det gäller relationsvård i hemmet.", ["relationsvård"]),
        ("Ny plan för SFP och SIP.", ["SFP", "SIP"]),
        ("Vi kallar till SiG på måndag.", ["SiG"]),
        ("Hon känner sig trygg.", []),
        ("Vårdnadshavaren var med.", []),
        ("Vi har inte bestämt något.", ["inte"]),
        ("Mormor kommer klockan 15.30.", ["Mormor", "15.30"]),
        ("Mamman var hemma.", ["Mamman"]),
    ],
)
def test_words_that_are_easily_misheard_are_shown(text: str, spans: list[str]) -> None:
    assert [doubt.text for doubt in doubts(said(1, text, "halsa"))] == spans
    assert doubts(typed(1, text, "halsa")) == ()


def test_words_that_the_recogniser_doubted_are_shown_until_they_are_seen() -> None:
    sentence = said(1, "Elsa sover bra.", "halsa")
    unsure = replace(sentence, words=(*sentence.words[:2], replace(sentence.words[2], probability=0.2)))
    note = note_of(unsure)
    (doubt,) = unseen(note)
    assert (doubt.text, "20 procent" in doubt.reason) == ("bra", True)
    assert len(remarks(note, "osakra-ord")) == 1
    assert remarks(mark_seen(note, "s1", doubt.start, doubt.end, AT), "osakra-ord") == []


def test_a_pause_beside_a_doubtful_word_may_hide_a_negation() -> None:
    words = (Word(0, 0.4, "Vi", 0.9), Word(0.5, 0.8, "har", 0.9), Word(2.0, 2.4, "bestämt.", 0.6))
    plain = replace(said(1, "Vi har bestämt.", "planering"), words=words)
    assert doubts(plain) == ()
    (doubt,) = doubts(replace(plain, words=(words[0], replace(words[1], probability=0.4), words[2])))
    assert (doubt.text, "till exempel inte" in doubt.reason) == ("har bestämt", True)
    close = replace(words[2], start=0.9)
    (doubt,) = doubts(replace(plain, words=(words[0], replace(words[1], probability=0.4), close)))
    assert (doubt.text, "osäkert" in doubt.reason) == ("har", True)


def test_a_negation_that_only_one_reading_heard_is_shown_however_sure_the_word_is() -> None:
    plain = said(1, "Vi har bestämt det.", "planering")
    words = [replace(word, probability=0.99) for word in plain.words]
    lost = replace(plain, words=(words[0], replace(words[1], alternatives=("har inte",)), *words[2:]))
    (doubt,) = doubts(lost)
    assert (doubt.text, doubt.alternatives, "har inte" in doubt.reason) == ("har", ("har inte",), True)
    plain = said(1, "Hon vill inte.", "planering")
    words = [replace(word, probability=0.99) for word in plain.words]
    (doubt,) = doubts(replace(plain, words=(*words[:2], replace(words[2], alternatives=("", "nu.")))))
    assert (doubt.text, doubt.alternatives) == ("inte", ("", "nu"))
    assert "inget alls" in doubt.reason


def test_a_name_written_for_what_was_heard_is_shown_with_what_was_heard() -> None:
    plain = said(1, "Älsa sover.", "halsa")
    first = replace(plain.words[0], text="Elsa", heard="Älsa", probability=0.9, alternatives=("Älsa",))
    (doubt,) = doubts(replace(plain, text="Elsa sover.", words=(first, *plain.words[1:])))
    assert (doubt.text, doubt.alternatives, "Älsa" in doubt.reason) == ("Elsa", ("Älsa",), True)


def test_a_remark_is_waved_through_with_a_reason_but_a_required_one_is_not() -> None:
    note = note_of(typed(1, "Hemmet ger ett gott intryck.", "boende_ekonomi"), fields={"handelsedatum": ""})
    first, *rest = run_checks(note, load_template(note.template), TODAY)
    assert (first.check, first.required) == ("handelsedatum", True)
    (remark,) = rest
    assert remark.open
    note = edit.waive(note, remark.check, remark.key, "Mammans egna ord.", AT)
    note = edit.waive(note, first.check, first.key, "Behövs inte.", AT)
    first, remark = run_checks(note, load_template(note.template), TODAY)
    assert (remark.waived, remark.open) == ("Mammans egna ord.", False)
    assert (first.waived, first.open) == ("", True)


@given(notes())
def test_checks_never_fail_and_point_at_what_is_there(note: Note) -> None:
    template = load_template("journalanteckning")
    context = CheckContext(date(2026, 3, 10), ("skolan",), ("Elsa sover inte hos mormor på fredag.",), 1, True)
    ids = {sentence.id for sentence in note.sentences}
    keys = []
    for result in run_checks(note, template, context):
        assert result.reason
        assert "\n" not in result.reason or "\n" in note.source
        assert set(result.sentences) <= ids
        keys.append((result.check, result.key))
    assert len(keys) == len(set(keys))
