"""What may leave to whom: the policy's decisions, consents, protected identity, and what is hidden everywhere."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictate import beginning
from dictate.application import Application
from dictate.journal.note import Consent, Note, NoteFinding, Participant, Sentence
from dictate.policy import OrganisationPolicy
from dictate.refusals import ChecksRemain, DecisionFixed, ExportRefused, UndecidedFindings
from dictate.session import Session
from dictate.settings import Author, Folders, Letterhead, Settings
from dictate.tui.place import Order
from redaction.finding import Finding
from redaction.lexicon import Lexicon, Person
from redaction.policy import Policy

TEXT = """Hembesök hos mamman Sara Lindqvist på Kardborrstigen 12. Elsa går i Kastanjeskolan.
Sara nås på 070-174 06 18.
"""
PROTECTED = "Mamman har skyddad folkbokföring. Hon bor på Kardborrstigen 12 i Gävle. Elsa går i Kastanjeskolan."
CASE = Lexicon((Person("Elsa Lindqvist", "barnet"), Person("Sara Lindqvist", "mamman")))


@pytest.fixture
def session(application: Application) -> Session:
    return beginning.from_text(application, TEXT, "journalanteckning", CASE)


def found(session: Session, text: str) -> str:
    return next(item.id for item in session.note.findings if item.finding.text.startswith(text))


def with_policy(application: Application, text: str) -> Application:
    policy = OrganisationPolicy(Policy.from_toml(text, Policy.shipped()))
    return Application(application.folders, application.settings, application.clock, policy)


def words(session: Session, recipient: str = "case_system") -> str:
    reading = session.reading(recipient)  # type: ignore[arg-type]
    rows = [f"{row.title}: {row.value.text}" for row in reading.rows]
    return "\n".join([*rows, *(paragraph.text for part in reading.parts for paragraph in part.paragraphs)])


def all_bytes(path: Path) -> bytes:
    """A file's own bytes and, of a zip, every member's name and content."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content += archive.comment
            for member in archive.infolist():
                content += member.filename.encode() + member.extra + member.comment + archive.read(member)
    return content


# -- the policy ---------------------------------------------------------------------------------------------------


def test_what_the_policy_fixes_is_decided_and_says_so_and_cannot_be_changed(application: Application) -> None:
    own = with_policy(application, '[fixed.case_system]\nPHONE = "mask"')
    session = beginning.from_text(own, TEXT, "journalanteckning", CASE)
    phone = found(session, "070")
    assert session.deciders() == {phone: "policy"}
    for refused in ("keep", "role", None):
        with pytest.raises(DecisionFixed, match="telefonnummer"):
            session.decide(phone, refused)  # type: ignore[arg-type]
    session.decide_all("keep")
    assert "nås på ██████" in words(session)


def test_what_is_typed_later_is_fixed_too(application: Application) -> None:
    own = with_policy(application, '[fixed.case_system]\nPHONE = "mask"')
    session = beginning.from_text(own, "Hembesök hos mamman.", "journalanteckning", CASE)
    session.add("Ring 070-174 06 19 i morgon.", "planering")
    assert [item.decision for item in session.note.findings] == ["mask"]


def test_a_recipient_outside_gets_what_is_fixed_for_it_and_the_note_stays_as_it_was(
    application: Application, tmp_path: Path
) -> None:
    session = beginning.from_text(application, "Elsa har personnummer 110523-2381.", "journalanteckning", CASE)
    session.decide_all("keep")
    session.set_field("kontaktform", "hembesök")
    before = session.note
    session.export(tmp_path / "note.txt", recipient="outside_party", to=["BUP"])
    assert "110523-2381" not in (tmp_path / "note.txt").read_text(encoding="utf-8")
    assert session.note == before
    assert "110523-2381" in words(session)


def test_a_teaching_copy_tells_of_nobody(session: Session, tmp_path: Path) -> None:
    session.set_field("deltagare", (Participant("Sara Lindqvist", "mamma"), Participant("Nadja Ekorre", "")))
    session.set_field("uppgiftslamnare", "Sara Lindqvist, 070-174 06 18")
    session.decide_all("keep")
    session.export(tmp_path / "note.docx", recipient="teaching_copy")
    content = all_bytes(tmp_path / "note.docx")
    for secret in ("Sara", "Elsa", "Lindqvist", "Nadja", "Kardborr", "Kastanje", "070-174", "Vera", "Exempelkommun"):
        assert secret.encode() not in content, secret
    assert "Deltagare: mamma; [person]" in words(session, "teaching_copy")


def test_a_teaching_copy_does_not_count_as_the_notes_export(session: Session, tmp_path: Path) -> None:
    session.save()
    session.export(tmp_path / "note.docx", recipient="teaching_copy")
    assert session.application.entries()[0].exported_at == ""


def test_a_format_that_the_policy_does_not_allow_is_refused(application: Application, tmp_path: Path) -> None:
    own = Application(
        application.folders, application.settings, application.clock, OrganisationPolicy(formats=("docx",))
    )
    session = beginning.from_text(own, "Hembesök hos mamman.", "journalanteckning")
    with pytest.raises(ExportRefused, match=r"slutar på \.docx"):
        session.export(tmp_path / "note.txt")
    session.export(tmp_path / "note.docx")


def test_the_note_itself_goes_to_nobody_else(session: Session, tmp_path: Path) -> None:
    session.decide_all("mask")
    for recipient in ("outside_party", "teaching_copy"):
        with pytest.raises(ExportRefused, match="det som dolts"):
            session.export(tmp_path / "note.json", recipient=recipient, to=["BUP"])  # type: ignore[arg-type]
    assert list(tmp_path.glob("*.json")) == []


# -- consent ------------------------------------------------------------------------------------------------------


def consent(withdrawn_on: str = "") -> Consent:
    return Consent("Sara", "samverkan", ("BUP", "skolan"), "muntligt", "2026-03-01", withdrawn_on)


@pytest.mark.parametrize("template", ["samrad", "sfp-mote"])
def test_without_a_valid_consent_nothing_leaves_to_others(
    application: Application, tmp_path: Path, template: str
) -> None:
    session = beginning.from_text(application, "Vi talade om skolan.", template)
    session.decide_all("mask")

    def remarks(to: str) -> list[str]:
        checks = session.checks("outside_party", [to])
        return [remark.reason for remark in checks if remark.check == "samtycke" and remark.required]

    assert remarks("BUP") == ["Anteckningen får inte lämnas till BUP: det finns inget gällande samtycke."]
    with pytest.raises(ChecksRemain):
        session.export(tmp_path / "note.docx", recipient="outside_party", to=["BUP"], unattended=True)
    session.set_field("samtycke", (consent(),))
    assert remarks("BUP") == []
    assert remarks("Polisen") == ["Anteckningen får inte lämnas till Polisen: det finns inget gällande samtycke."]
    session.set_field("samtycke", (consent("2026-03-10"),))
    assert remarks("BUP") == ["Anteckningen får inte lämnas till BUP: samtycket dit är återkallat."]
    assert not [remark for remark in session.checks("case_system") if remark.reason.startswith("Anteckningen får inte")]


def test_somebody_outside_must_be_named(session: Session, tmp_path: Path) -> None:
    session.decide_all("keep")
    with pytest.raises(ExportRefused, match="Ange vem"):
        session.export(tmp_path / "note.docx", recipient="outside_party")


# -- protected identity -------------------------------------------------------------------------------------------


@pytest.fixture
def protected(application: Application) -> Session:
    session = beginning.from_text(application, PROTECTED, "journalanteckning", CASE)
    session.set_field("kontaktform", "hembesök")
    return session


def test_where_somebody_protected_is_can_not_be_kept(protected: Session, tmp_path: Path) -> None:
    with pytest.raises(DecisionFixed, match="kan inte behållas"):
        protected.decide(found(protected, "Kardborr"), "keep")
    protected.decide_all("keep")
    left = {item.finding.text for item in protected.note.undecided}
    assert {"Kastanjeskolan", "Gävle"} & left
    with pytest.raises(UndecidedFindings):
        protected.export(tmp_path / "note.docx", unattended=True)


def test_the_case_can_say_it_too(application: Application) -> None:
    lexicon = Lexicon(CASE.people, protected=True)
    session = beginning.from_text(application, "Hon bor på Kardborrstigen 12.", "journalanteckning", lexicon)
    with pytest.raises(DecisionFixed):
        session.decide(found(session, "Kardborr"), "keep")


def test_a_field_can_say_it_too(application: Application) -> None:
    session = beginning.from_text(application, "Hon bor på Kardborrstigen 12.", "journalanteckning", CASE)
    session.set_field("arende", "Umgänge, mamman har sekretessmarkering")
    with pytest.raises(DecisionFixed):
        session.decide(found(session, "Kardborr"), "keep")


def test_a_sentence_that_was_taken_out_has_still_told(protected: Session) -> None:
    protected.remove(protected.note.sentences[0].id)
    with pytest.raises(DecisionFixed):
        protected.decide(found(protected, "Kastanje"), "keep")


def test_what_was_kept_before_is_opened_again(application: Application) -> None:
    session = beginning.from_text(application, "Hon bor på Kardborrstigen 12.", "journalanteckning", CASE)
    address = found(session, "Kardborr")
    session.decide(address, "keep")
    session.add("Hon har sekretessmarkering.", "ovrigt")
    assert [item.id for item in session.note.undecided] == [address]
    assert session.note.history[-1].what == f"skyddad {address}"


def test_the_document_counts_what_it_leaves_out(protected: Session, tmp_path: Path) -> None:
    protected.decide_all("mask")
    protected.export(tmp_path / "note.txt")
    text = (tmp_path / "note.txt").read_text(encoding="utf-8")
    last = text.strip().splitlines()[-1]
    assert last.startswith("Uppgifter som röjer var någon vistas är utelämnade: 1 adress")
    assert last.endswith("1 skola.")
    for secret in ("Kardborr", "Gävle", "Kastanje"):
        assert secret not in text


def test_without_protection_nothing_is_said_to_be_left_out(session: Session) -> None:
    session.decide_all("mask")
    assert "utelämnade" not in words(session)


def test_fields_keep_no_address_either(protected: Session) -> None:
    protected.decide_all("mask")
    protected.set_field("uppgiftslamnare", "grannen på Kardborrstigen 14")
    assert "Kardborrstigen" not in words(protected)


def test_blocking_findings_stand_before_the_rest(protected: Session) -> None:
    note = protected.note
    ordered = Order.of(note, [one.id for one in note.sentences], protected.standings()).findings
    standing = [protected.standing(item) for item in ordered]
    assert standing == sorted(standing, key=["blocking", "stranger", ""].index)
    assert "blocking" in standing


def test_neither_the_note_itself_nor_a_review_copy_tells_where_somebody_is(protected: Session, tmp_path: Path) -> None:
    protected.decide_all("mask")
    with pytest.raises(ExportRefused, match="skyddade personuppgifter"):
        protected.export(tmp_path / "note.json")
    protected.set_field("uppgiftslamnare", "grannen på Kardborrstigen 12")
    protected.export_review_copy(tmp_path / "review.docx")
    assert b"Kardborr" not in all_bytes(tmp_path / "review.docx")
    assert "Elsa går i ██████" in "\n".join(one.text for one in docx.Document(str(tmp_path / "review.docx")).paragraphs)


# -- what is hidden is hidden everywhere --------------------------------------------------------------------------


def test_what_is_hidden_is_hidden_in_the_fields(session: Session) -> None:
    session.decide_all("mask")
    session.set_field("uppgiftslamnare", "Sara Lindqvists syster")
    session.set_field("deltagare", (Participant("Sara", "mamma"), Participant("Nadja", "kurator")))
    assert "Uppgiftslämnare: ██████s syster" in words(session)
    assert "Deltagare: ██████ (mamma); Nadja (kurator)" in words(session)


def test_in_the_own_file_who_was_there_stands_by_name_though_the_text_says_the_role(session: Session) -> None:
    session.decide_all("role")
    session.set_field("deltagare", (Participant("Sara Lindqvist", "mamma"),))
    assert "Deltagare: Sara Lindqvist (mamma)" in words(session)
    assert "Deltagare: mamma" in words(session, "outside_party")


def test_the_heading_of_a_persons_block_is_hidden_and_two_stay_apart(application: Application) -> None:
    from dictate.journal import edit

    session = beginning.from_text(application, "Barnet vill bo kvar. Barnet vill flytta.", "barnkonsekvensanalys")
    block = next(section.id for section in session.template.sections if section.block)
    note = session.note
    for sentence, name in zip(note.sentences, ("Elsa Ek", "Nils Ek"), strict=True):
        note = edit.move(note, sentence.id, block, "2026-03-16T10:00:00+01:00", block=name)
    session.note = note
    headings = [part.heading for part in session.reading("teaching_copy").parts]
    assert "[person]" in headings
    assert "[person] 2" in headings


def test_a_hidden_word_that_stands_elsewhere_must_be_decided(application: Application, tmp_path: Path) -> None:
    sentences = tuple(
        Sentence(f"s{number}", text, text, start, start + len(text), "ovrigt", "spoken", 1.0)
        for number, (start, text) in enumerate([(0, "Zorvik kom hem."), (16, "Det sa zorvik också.")], 1)
    )
    name = Finding.at(sentences[0].text, 0, 6, "PERSON", 0.9, "prov")
    source = " ".join(one.text for one in sentences)
    note = Note("n1", "journalanteckning", source, {}, sentences, (NoteFinding("f1", "s1", name, "mask", "x"),))
    session = Session(application, note, application.template(note.template))
    with pytest.raises(UndecidedFindings):
        session.export(tmp_path / "note.txt", unattended=True)
    (left,) = session.note.undecided
    assert (left.sentence, left.finding.text) == ("s2", "zorvik")
    session.decide(left.id, "mask")
    session.export(tmp_path / "note.txt", unattended=True)
    assert "orvik" not in (tmp_path / "note.txt").read_text(encoding="utf-8")


def test_a_file_name_that_tells_is_refused(session: Session, tmp_path: Path) -> None:
    session.decide_all("mask")
    session.set_field("kontaktform", "hembesök")
    for name in ("Samtal Sara Lindqvist.docx", "samtal_elsa.docx"):
        with pytest.raises(ExportRefused, match="Filnamnet"):
            session.export(tmp_path / name)
    session.export(tmp_path / "Samtal.docx")


SECRETS = ("Zqvarnelia", "Wöxbergh", "Kvixgatan 77", "070-174 06 91", "qvix@exempel.se", "Åxö Zkola", "110523-2381")
FRAMES = ("{} kom i dag.", "Vi talade med {}.", "Hos {} var det lugnt.", "({}) och {}s cykel", "”{}”, sa hon.", "Nej.")
LABELS = ("PERSON", "ADDRESS", "PHONE", "EMAIL", "ORGANISATION", "PERSONNUMMER")


@st.composite
def notes_with_secrets(draw: st.DrawFn) -> tuple[Note, frozenset[str]]:
    """A note whose sentences and fields hold secrets, each hidden by one decision wherever a finding marks it."""
    decided = {one: draw(st.sampled_from(["mask", "remove"])) for one in SECRETS}
    sentences: list[Sentence] = []
    findings: list[NoteFinding] = []
    marked: set[str] = set()
    at = 0
    for number in range(1, draw(st.integers(1, 6)) + 1):
        pieces = draw(st.sampled_from(FRAMES)).split("{}")
        text, spans = pieces[0], []
        for piece in pieces[1:]:
            secret = draw(st.sampled_from(SECRETS))
            spans.append((len(text), secret))
            text += secret + piece
        said = text if draw(st.booleans()) else f"Ja, {text}"
        section, block = draw(st.sampled_from([("ovrigt", ""), ("halsa", ""), ("planering", "")]))
        sentences.append(Sentence(f"s{number}", text, said, at, at + len(said), section, "moved", 1.0, block=block))
        at += len(said) + 1
        for start, secret in spans:
            if secret not in marked or draw(st.booleans()):  # every secret is marked once, other places may be missed
                finding = Finding.at(text, start, start + len(secret), draw(st.sampled_from(LABELS)), 0.9, "prov")
                finding_id = f"s{number}f{start}"
                findings.append(NoteFinding(finding_id, f"s{number}", finding, decided[secret], "2026-03-16T10:00:00Z"))
                marked.add(secret)
    fields = {
        "uppgiftslamnare": draw(st.sampled_from(SECRETS)),
        "deltagare": (Participant(draw(st.sampled_from(SECRETS)), "mamma"),),
        "arende": f"om {draw(st.sampled_from(SECRETS))}",
    }
    source = " ".join(one.original for one in sentences)
    return Note("n1", "journalanteckning", source, fields, tuple(sentences), tuple(findings)), frozenset(marked)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Application:
    folder = tmp_path_factory.mktemp("data")
    author, letterhead = Author(name="Vera Exempel"), Letterhead(organisation="Exempelkommun")
    moment = datetime.fromisoformat("2026-03-16T10:15:00+01:00")
    return Application(Folders(folder, folder), Settings(author=author, letterhead=letterhead), lambda: moment)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(made=notes_with_secrets(), ending=st.sampled_from(["docx", "txt"]), outside=st.booleans())
def test_no_byte_of_a_document_holds_what_was_hidden(
    quiet: Application, made: tuple[Note, frozenset[str]], ending: str, outside: bool
) -> None:
    note, secrets = made
    session = Session(quiet, note, quiet.template(note.template))
    path = quiet.folders.data / f"note.{ending}"
    kind = "outside_party" if outside else "case_system"
    session.set_field("handlaggare", "Vera Exempel")
    session.set_field("handelsedatum", "2026-03-16")
    session.set_field("kontaktform", "hembesök")
    try:
        session.export(path, replace=True, recipient=kind, to=["BUP"])  # type: ignore[arg-type]
    except UndecidedFindings:  # places where a secret stood and was not marked
        session.decide_all("mask")
        session.export(path, replace=True, recipient=kind, to=["BUP"])  # type: ignore[arg-type]
    content = all_bytes(path).lower()
    content += re.sub(rb"<[^>]*>", b"", content).replace("\u00a0".encode(), b" ")  # words that lie in several runs
    for secret in secrets:
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.lower().encode(coding) not in content, (secret, coding)
