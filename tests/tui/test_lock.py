"""The lock over the screens: it covers all, gives all back as it was, and never stops a recording."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from dictate import beginning
from dictate.application import Application
from dictate.policy import OrganisationPolicy
from dictate.tui.app import DictateApp
from dictate.tui.home import Home
from dictate.tui.new_passphrase import NewPassphrase, ShowRecovery
from dictate.tui.paste_text import PasteText
from dictate.tui.review import Review
from dictate.tui.set_up_vault import SetUpVault
from dictate.tui.unlock import Unlock
from dictate.tui.vault_page import VaultPage
from dictate.vault.idle import Idle
from dictate.vault.key_store import KeyStore
from dictate.vault.keys import VaultLocked
from dictate.vault.rules import VaultRules
from dictate.vault.vault import Vault
from tests.conftest import NOW
from tests.tui.steps import Wanted, arrive, offered, said, until
from tests.vault.backends import QUICK, Kept, none

PHRASE = "fyra fåglar på taket"


async def unlock(program: DictateApp, pilot: Pilot[None], behind: type[Wanted]) -> Wanted:
    """Types the passphrase, and waits for the screen that stood behind the lock."""
    program.screen.query_one(Input).value = PHRASE
    await pilot.press("enter")
    return await arrive(pilot, behind)


class Clocks:
    """A clock that stands still in sleep and one that goes on."""

    def __init__(self) -> None:
        self.own, self.whole = 100.0, 5000.0

    def idle(self, limit_s: float) -> Idle:
        return Idle(limit_s, lambda: self.own, lambda: self.whole)

    def go(self, own: float, whole: float | None = None) -> None:
        self.own += own
        self.whole += own if whole is None else whole


# -- when -------------------------------------------------------------------------------------------------------------


def test_it_is_time_after_the_limit_without_a_key() -> None:
    clocks = Clocks()
    idle = clocks.idle(60)
    for _ in range(59):
        clocks.go(1)
        assert not idle.due()
    clocks.go(1)
    assert idle.due()
    idle.touched()
    assert not idle.due()


@pytest.mark.parametrize(("own", "whole"), [(0.5, 3600), (3600, 3600), (1, 31.5)])
def test_sleep_is_noticed_whichever_clock_tells_of_it_also_without_a_limit(own: float, whole: float) -> None:
    clocks = Clocks()
    idle = clocks.idle(0)
    clocks.go(1)
    assert not idle.due()
    clocks.go(own, whole)
    assert idle.due()
    clocks.go(1)
    assert not idle.due()


@pytest.mark.parametrize("whole", [-3600, 0, 25])
def test_a_clock_put_back_or_put_right_locks_nothing(whole: float) -> None:
    clocks = Clocks()
    idle = clocks.idle(600)
    clocks.go(1, whole)
    assert not idle.due()


# -- the screens ------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(quiet: Application, tmp_path: Path) -> Callable[..., DictateApp]:
    """A program whose vault is made in a way, under rules, with a key store or none."""

    def make(way: str = "", rules: VaultRules | None = None, key_store: KeyStore | None = None) -> DictateApp:
        folder = tmp_path / "egen"
        policy = replace(OrganisationPolicy(), vault=rules or VaultRules())
        program = Application(replace(quiet.folders, data=folder), quiet.settings, lambda: NOW, policy)
        keyring = key_store or none()
        program.__dict__["vault"] = Vault(folder, rules, keyring, stretch=QUICK)
        if way:
            program.vault.set_up(way, PHRASE)  # type: ignore[arg-type]
            program.store.save("n1", "journalanteckning", "{}", 0, NOW.isoformat())
            program.vault.lock()
            program.__dict__["vault"] = Vault(folder, rules, keyring, stretch=QUICK)
        return DictateApp(program)

    return make


async def test_the_first_start_without_a_key_store_asks_once_and_shows_the_recovery_key(
    made: Callable[..., DictateApp],
) -> None:
    program = made()
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, SetUpVault)
        assert not program.application.folders.data.joinpath("vault.json").exists()
        await pilot.press("enter")
        await arrive(pilot, NewPassphrase)
        await pilot.press(*"kort", "enter")
        assert "för kort" in said(program), "it is said before the phrase is typed a second time"
        assert program.screen.focused is program.screen.query_one("#new", Input)
        program.screen.query_one("#new", Input).value = PHRASE
        program.screen.query_one("#again", Input).value = PHRASE
        await pilot.press("enter")
        shown = await arrive(pilot, ShowRecovery)
        assert "-" in str(shown.query_one("#key", Static).render())
        assert any("om du glömmer" in str(line.render()) for line in shown.query(Static)), "what it is for is said"
        await pilot.press("enter")
        assert type(program.screen) is ShowRecovery, "it is not left before it is written down"
        await pilot.press(*shown._shown[-4:].lower(), "enter")
        await arrive(pilot, Home)
        assert set(program.application.vault.standing().ways) == {"passphrase", "recovery"}


async def test_without_a_passphrase_if_the_user_says_so(made: Callable[..., DictateApp]) -> None:
    program = made()
    async with program.run_test() as pilot:
        await arrive(pilot, SetUpVault)
        await pilot.press("down", "enter")
        await arrive(pilot, Home)
        assert program.application.vault.standing().ways == ("file",)


async def test_where_the_key_store_works_the_user_meets_no_question(made: Callable[..., DictateApp]) -> None:
    program = made(key_store=KeyStore(Kept()))
    async with program.run_test() as pilot:
        await pilot.pause()
        assert type(program.screen) is Home
        assert program.application.vault.standing().ways == ("keystore",)


async def test_the_policy_can_demand_a_passphrase(made: Callable[..., DictateApp]) -> None:
    program = made(rules=VaultRules(key="passphrase"), key_store=KeyStore(Kept()))
    async with program.run_test() as pilot:
        await arrive(pilot, SetUpVault)
        assert "organisation kräver" in str(program.screen.query_one("#told", Static).render())
        assert "Utan lösenfras" not in [row.cells[0].text for row in program.screen.query_one("#ways").rows]  # type: ignore[attr-defined]


async def test_the_passphrase_opens_and_a_wrong_one_says_what_to_do(made: Callable[..., DictateApp]) -> None:
    program = made("passphrase")
    async with program.run_test() as pilot:
        await arrive(pilot, Unlock)
        await pilot.press(*"fel", "enter")
        await until(pilot, lambda: "Kontrollera" in said(program))
        assert program.screen.query_one(Input).value == ""
        home = await unlock(program, pilot, Home)
        assert [row.key for row in home.query_one("#notes").rows] == ["n1"]  # type: ignore[attr-defined]


async def test_nothing_is_lost_behind_the_lock_and_no_key_works_there(made: Callable[..., DictateApp]) -> None:
    program = made("passphrase")
    async with program.run_test() as pilot:
        await arrive(pilot, Unlock)
        await unlock(program, pilot, Home)
        program.push_screen(PasteText("Anteckning", "", "steg 2 av 2"))
        page = await arrive(pilot, PasteText)
        await pilot.press(*"halvskriven")
        clocks = Clocks()
        program.locking.idle = clocks.idle(0)
        clocks.go(1, 3600)
        program.locking.tick()
        await arrive(pilot, Unlock)
        with pytest.raises(VaultLocked):
            _ = program.application.store
        await pilot.press("escape", "f8", "ctrl+p", "f9", "ctrl+l")
        assert type(program.screen) is Unlock
        assert "Avsluta" in offered(program.screen)
        await unlock(program, pilot, PasteText)
        assert program.screen is page
        assert page.query("TextArea").first().text == "halvskriven"  # type: ignore[attr-defined]


async def test_a_note_under_review_is_written_before_the_lock_and_goes_on_after(quiet: Application) -> None:
    program = DictateApp(quiet)
    async with program.run_test() as pilot:
        session = beginning.from_text(quiet, "Hembesök hos familjen. Barnet lekte i köket.", "journalanteckning")
        session.save()
        program.review(session)
        await arrive(pilot, Review)
        await pilot.pause()
        session.remove(session.note.sentences[0].id)
        await pilot.press("ctrl+l")
        await arrive(pilot, Unlock)
        assert not quiet.vault.is_open
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert len(beginning.from_store(quiet, session.note.id).note.sentences) == 1
        session.undo()
        session.save()
        assert len(beginning.from_store(quiet, session.note.id).note.sentences) == 2


async def test_the_passphrase_is_changed_from_the_settings(made: Callable[..., DictateApp]) -> None:
    program = made("passphrase")
    async with program.run_test() as pilot:
        await arrive(pilot, Unlock)
        await unlock(program, pilot, Home)
        await pilot.press("i", "l")
        page = await arrive(pilot, VaultPage)
        assert "lösenfrasen" in str(page.query_one("#told", Static).render())
        await pilot.press("down", "enter")
        box = await arrive(pilot, NewPassphrase)
        for name, typed in (("present", PHRASE), ("new", "tre tranor i diket"), ("again", "tre tranor i diket")):
            box.query_one(f"#{name}", Input).value = typed
        await pilot.press("enter")
        await arrive(pilot, VaultPage)
        assert "bytt" in said(program)
        await pilot.press("up", "enter")
        await arrive(pilot, Unlock)
        program.screen.query_one(Input).value = "tre tranor i diket"
        await pilot.press("enter")
        await arrive(pilot, VaultPage)


async def test_what_goes_soon_is_told_in_the_list(made: Callable[..., DictateApp]) -> None:
    program = made("file", rules=VaultRules(sound_days=30))
    store = program.application.store
    store.keep_recording("n1", "a" * 32)
    store._rows("UPDATE note SET created_at = '2026-02-18T10:00:00+01:00'")
    async with program.run_test() as pilot:
        await arrive(pilot, Home)
        await asyncio.to_thread(program._clear)
        await pilot.pause()
        assert "ljudet till 1 anteckning" in str(program.screen.query_one("#going", Static).render())
