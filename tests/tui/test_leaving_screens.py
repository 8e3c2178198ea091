"""What stands before the export by keys: agreements, sentences struck and written, the receiver, the settings."""

from __future__ import annotations

from pathlib import Path

import docx
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from dictate import beginning
from dictate.application import Application
from dictate.journal.note import Consent
from dictate.policy import OrganisationPolicy
from dictate.session import Session
from dictate.settings import Settings, read_settings
from dictate.tui.agreements import Agreements
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.export import Export
from dictate.tui.fields import Fields
from dictate.tui.home import Home
from dictate.tui.lines import Lines
from dictate.tui.new_sentence import NewSentence
from dictate.tui.page import TitleBar
from dictate.tui.recipients import Recipients
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.settings_page import SettingsPage
from dictate.tui.struck import Struck
from tests.tui import sample
from tests.tui.steps import arrive, offered, said


def rows(program: DictateApp) -> list[list[str]]:
    """The cells of each row of the list on the screen."""
    return [[cell.text for cell in row.cells] for row in program.screen.query_one(RowList).rows]


async def reviewing(program: DictateApp, session: Session, pilot: Pilot[None]) -> Review:
    """The review of the session."""
    program.review(session)
    return await arrive(pilot, Review)


async def for_receiver(pilot: Pilot[None], title: str) -> str:
    """Chooses the receiver with that title in the export; gives what was told of it."""
    await pilot.press("f2")
    box = await arrive(pilot, Recipients)
    box.query_one(RowList).go(title)
    box._tell()
    told = str(box.query_one("#told", Static).render())
    await pilot.press("enter")
    await arrive(pilot, Export)
    return told


async def test_agreements_are_confirmed_changed_and_left_out_with_one_key_each(program: DictateApp) -> None:
    session = sample.session(program.application)
    session.set_field("handelsedatum", "2026-03-12")
    session.edit("s9", "Anna kontaktar vårdcentralen på fredag.")
    async with program.run_test(size=(120, 34)) as pilot:
        review = await reviewing(program, session, pilot)
        assert "○ 2 överenskommelser" in str(review.query_one(TitleBar).render())
        await pilot.press("ö")
        page = await arrive(pilot, Agreements)
        assert rows(program)[1] == ["◆", "Anna", "kontaktar vårdcentralen", "på fredag (fredag 13 mars 2026)"]
        await pilot.press("t", "e")
        box = await arrive(pilot, Lines)
        box.form.put(0, "Ingvar")
        await pilot.press("enter")
        assert "Det står inte så i meningen" in said(program)
        box.form.put(0, "Anna")
        box.form.put(3, "20 mars")
        await pilot.press("enter")
        await arrive(pilot, Agreements)
        assert [row[0] for row in rows(program)] == ["×", "✓"]
        assert "genomgångna" in str(page.query_one("#lead", Static).render())
        assert [(one.who, one.date) for one in session.note.agreements] == [("Anna", "2026-03-20")]
        await pilot.press("u", "escape")
        await arrive(pilot, Review)
        assert "○ 1 överenskommelse" in str(review.query_one(TitleBar).render())
        await pilot.press("ö", "a")
        await arrive(pilot, Agreements)
    again = beginning.from_store(program.application, session.note.id)
    assert [part.heading for part in again.reading().parts][-1] == "Överenskommelser"
    assert len(again.left_out()) == 1


async def test_a_struck_sentence_comes_back_after_the_note_was_closed_and_one_is_typed(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        review = await reviewing(program, session, pilot)
        assert review.check_action("restore", ()) is None
        review.go(review.order.at("s4"))
        await pilot.press("delete", "escape")
        await arrive(pilot, Home)
        await pilot.press("enter")
        review = await arrive(pilot, Review)
        assert "s4" not in review.order.sentences
        await pilot.press("å")
        await arrive(pilot, Struck)
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert review.place.sentence == "s4"
        assert [one.id for one in review.session.note.sentences].index("s4") == 4

        await pilot.press("s")
        box = await arrive(pilot, NewSentence)
        box.query_one(TextArea).text = "Ingvar Bengtsson hälsade på."
        await pilot.press("enter")
        await arrive(pilot, Review)
        written = review.session.note.sentence(review.place.sentence)
        assert (written.text, written.original, written.section) == ("Ingvar Bengtsson hälsade på.", "", "halsa")
        assert "Ingvar Bengtsson" in {found.finding.text for found in review.session.note.undecided}
        await pilot.press("s", "f2", *"Bra.", "enter")
        await arrive(pilot, Review)
        assert review.session.note.sentence(review.place.sentence).section == "utbildning"


async def test_a_teaching_copy_and_a_review_copy_are_shown_before_they_are_made(
    program: DictateApp, home: Path
) -> None:
    session = sample.session(program.application)
    session.decide_all("keep")
    async with program.run_test(size=(120, 40)) as pilot:
        await reviewing(program, session, pilot)
        await pilot.press("x")
        export = await arrive(pilot, Export)
        assert "Policyn bestämmer inget särskilt" in await for_receiver(pilot, "Det egna verksamhetssystemet")
        assert "Anna Lindqvist" in str(export.query_one("#document", Static).render())

        assert "Enligt policyn" in await for_receiver(pilot, "Undervisningskopia")
        assert "Lindqvist" not in str(export.query_one("#document", Static).render())
        assert {row[2] for row in rows(program)} >= {"maskeras"}
        assert all("policy" in row[3] for row in rows(program))
        await pilot.press("enter")
        assert export.exported == home / "Documents" / "Journalanteckning 2026-03-16 10.15 undervisningskopia.docx"
        assert "Lindqvist" not in "\n".join(one.text for one in docx.Document(str(export.exported)).paragraphs)
        await pilot.press("escape")
        await arrive(pilot, Home)
        assert program.application.entries()[0].exported_at == ""  # the note itself has not left

        session.decide_all("keep")
        session.decide("f0", None)
        await reviewing(program, session, pilot)
        await pilot.press("x")
        export = await arrive(pilot, Export)
        assert export.has_class("-refused")
        assert "kommentarer" in await for_receiver(pilot, "Granskningskopia för en kollega")
        assert not export.has_class("-refused")
        await pilot.press("enter")
        comments = docx.Document(str(export.exported)).comments
        assert any("inte beslutat" in comment.text for comment in comments)


async def test_a_receiver_without_a_valid_consent_is_refused_with_the_reason(program: DictateApp, home: Path) -> None:
    session = Session(program.application, sample.note(), program.application.template("samrad"))
    field = next(spec.id for spec in session.template.fields if spec.type == "consent")
    session.decide_all("mask")
    given = Consent("Anna Lindqvist", "samråd", ("skolan", "BUP"), "muntligt", "2026-03-01")
    taken = Consent("Anna Lindqvist", "samråd", ("polisen",), "muntligt", "2026-03-01", "2026-03-10")
    session.set_field(field, (given, taken))
    async with program.run_test(size=(120, 40)) as pilot:
        program.push_screen(Export(session, "16 mars"))
        export = await arrive(pilot, Export)
        assert "återkallat" in await for_receiver(pilot, "Någon utanför: polisen")
        assert any("får inte lämnas till polisen" in row[1] for row in rows(program))
        assert "Skapa dokumentet" not in offered(export)
        assert "muntligt 2026-03-01" in await for_receiver(pilot, "Någon utanför: BUP")
        assert not any("får inte lämnas" in row[1] for row in rows(program))
        await pilot.press("f2", "end", "enter")
        box = await arrive(pilot, Lines)
        box.query_one(Input).value = "hyresvärden"
        await pilot.press("enter")
        await arrive(pilot, Export)
        assert any("får inte lämnas till hyresvärden" in row[1] for row in rows(program))
    assert not list((home / "Documents").iterdir())


async def test_settings_are_changed_and_kept_without_a_file_being_edited(program: DictateApp) -> None:
    path = program.application.folders.settings_file
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("i")
        page = await arrive(pilot, SettingsPage)
        for key, typed in (
            ("letterhead.organisation", "Provkommun"),
            ("template", "Samordnad individuell plan (SIP)"),
            ("theme", "Ljusa färger"),
        ):
            page.query_one(RowList).go(key)
            await pilot.press("enter")
            box = await arrive(pilot, Lines)
            box.query_one(Input).value = typed
            await pilot.press("enter")
            await arrive(pilot, SettingsPage)
            assert "Sparat" in said(program), said(program)
        assert program.theme == "ljust"
        await pilot.press("f9", "escape")
        await arrive(pilot, Home)
        assert "Provkommun" in str(program.screen.query_one(TitleBar).render())
    kept = read_settings(path)
    assert (kept.letterhead.organisation, kept.template, kept.theme) == ("Provkommun", "sip-mote", "kontrast")
    assert program.application.settings.author.name == "Vera Exempel"


async def test_what_the_organisation_has_decided_is_shown_and_not_changed(quiet: Application) -> None:
    policy = OrganisationPolicy(settings={"letterhead": {"organisation": "Exempelkommun"}})
    program = DictateApp(Application(quiet.folders, quiet.settings, quiet.clock, policy))
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("i")
        page = await arrive(pilot, SettingsPage)
        page.query_one(RowList).go("letterhead.organisation")
        await pilot.press("enter")
        assert program.screen is page
        assert ["Kommun", "Exempelkommun", "bestämt av organisationen"] in rows(program)


async def test_a_missing_author_is_filled_in_at_the_first_export_and_remembered(quiet: Application) -> None:
    settings = Settings(letterhead=quiet.settings.letterhead)
    program = DictateApp(Application(quiet.folders, settings, quiet.clock))
    session = sample.session(program.application, decided=True)
    session.set_field("handlaggare", "")
    async with program.run_test(size=(100, 34)) as pilot:
        await reviewing(program, session, pilot)
        await pilot.press("x")
        await arrive(pilot, Export)
        assert "andläggare" in rows(program)[0][1]
        await pilot.press("enter")
        await arrive(pilot, Fields)
        await pilot.press(*"Alva Prov, kurator", "escape")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, Review)
        assert session.note.fields["handlaggare"] == "Alva Prov, kurator"
    kept = read_settings(quiet.folders.settings_file).author
    assert (kept.name, kept.title) == ("Alva Prov", "kurator")
