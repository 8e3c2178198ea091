"""What the screens of the computer look like: its state, its microphones, a job that takes time, the lock."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from dictate.application import Application
from dictate.audio.devices import Device, Take
from dictate.audio.level import LevelState, Reading
from dictate.doctor.check import Check
from dictate.errors import DictateError
from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.dictate import Dictate
from dictate.tui.microphone import ChooseMicrophone
from dictate.tui.new_passphrase import ShowRecovery
from dictate.tui.rows import RowList
from dictate.tui.set_up_vault import SetUpVault
from dictate.tui.status import Status
from dictate.tui.trust import Trust
from dictate.tui.unlock import Unlock
from dictate.tui.vault_page import VaultPage
from dictate.tui.working import Working
from dictate.vault.recovery_key import written
from dictate.vault.vault import Vault
from tests.tui.steps import arrive, until
from tests.tui.test_dictate_pictures import moment, still
from tests.tui.test_pictures import Painted, Pictured, steady
from tests.vault.backends import QUICK, Kept, none

CHECKS = (
    Check("microphone", "ok", "Mikrofon", "Headset är ansluten."),
    Check("speech_model", "ok", "Talmodell", "kb-whisper-small är installerad och oförändrad (480 MB)."),
    Check(
        "disk_encryption",
        "fault",
        "Diskkryptering",
        "Disken är inte krypterad. Anteckningarna är krypterade ändå, men nyckeln skyddas då sämre om datorn blir "
        "stulen.",
        "Slå på BitLocker, FileVault eller LUKS, eller be IT om det.",
    ),
    Check("key", "ok", "Nyckel", "Nyckeln ligger i datorns nyckelring."),
    Check(
        "swap",
        "warning",
        "Växlingsutrymme",
        "Växlingsutrymmet är inte krypterat. Delar av minnet, med text ur anteckningar, kan då hamna i klartext på "
        "disken.",
        "Kryptera växlingsutrymmet eller stäng av det, eller be IT om det.",
    ),
    Check("network", "ok", "Nätverk", "Programmet kan inte nå nätverket."),
    Check("memory", "ok", "Minne", "16 GB, varav 9 GB är lediga."),
)
PHRASE = "fyra fåglar på taket"


def pushed(make: Callable[[Application], Screen], *keys: str) -> Callable[[Pilot], Awaitable[None]]:
    """Opens a screen over the list of notes, presses the keys and stops what blinks."""
    then = steady(*keys)

    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        await pilot.pause()
        program.push_screen(make(program.application))
        await then(pilot)

    return run


# -- the computer -------------------------------------------------------------------------------------------------


def test_the_state_of_the_computer(painted: Painted, pictured: Pictured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dictate.tui.status.look", lambda _application: Trust(CHECKS))

    async def run(pilot: Pilot) -> None:
        await pushed(lambda _application: Status())(pilot)
        await until(pilot, lambda: pilot.app.screen.query_one(RowList).rows)

    pictured(painted("mörkt"), run)


class TwoMicrophones:
    """A computer with two microphones, both of them silent."""

    def microphones(self) -> tuple[Device, ...]:
        return (Device("Headset", 48_000, 1, True), Device("Inbyggd mikrofon", 48_000, 2, False))

    def open_microphone(self, name: str | None, take: Take) -> SimpleNamespace:
        return SimpleNamespace(name=name, rate=48_000, channels=1, alive=lambda: True, close=lambda: None)


class Steady:
    """Somebody who talks at one level the whole time."""

    reading = Reading(-20.0, -8.0, LevelState.GOOD, False)
    trouble = ""

    def listen(self, name: str | None) -> None: ...

    def stop(self) -> None: ...

    def wait(self) -> None: ...


def test_the_microphones(painted: Painted, pictured: Pictured) -> None:
    async def run(pilot: Pilot) -> None:
        application = pilot.app.application  # type: ignore[attr-defined]
        application.sounds.__dict__["system"] = TwoMicrophones()
        await pushed(lambda _application: ChooseMicrophone(), "down")(pilot)
        screen = await arrive(pilot, ChooseMicrophone)
        screen._trial.stop()
        screen._trial.wait()
        screen._trial = Steady()  # type: ignore[assignment]
        screen.look()

    pictured(painted("mörkt"), run)


# -- a job that takes its time ------------------------------------------------------------------------------------


def going_on(progress: Callable[[float], None]) -> Session:
    """A job that has come four tenths of the way and stays there until it is stopped."""
    while True:
        progress(0.4)
        time.sleep(0.02)


def impossible(progress: Callable[[float], None]) -> Session:
    raise DictateError("Filen möte.opus går inte att läsa: den är avbruten. Spela in den igen eller välj en annan.")


@pytest.mark.parametrize("job", [going_on, impossible], ids=["goes_on", "fails"])
def test_a_job(
    job: Callable[..., Session], painted: Painted, pictured: Pictured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.tui.working.time", SimpleNamespace(monotonic=lambda: 48.0))

    screen = Working("möte.opus", ("Läser in ljudet …", "Skriver ut talet …"), job)
    screen._began = 0.0

    async def run(pilot: Pilot) -> None:
        await pushed(lambda _application: screen)(pilot)
        await until(pilot, lambda: screen._share or not screen.at_work)
        screen._draw()

    pictured(painted("mörkt"), run)


# -- the lock -----------------------------------------------------------------------------------------------------


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault that opens with a passphrase, on a computer with a key store."""
    from dictate.vault.key_store import KeyStore

    made = Vault(tmp_path / "låst", None, KeyStore(Kept()), stretch=QUICK)
    made.set_up("passphrase", PHRASE)
    return made


def test_how_the_notes_are_locked(painted: Painted, pictured: Pictured, vault: Vault) -> None:
    program = painted("mörkt")
    program.application.__dict__["vault"] = vault
    pictured(program, pushed(lambda _application: VaultPage()))


def test_locked_while_speaking(painted: Painted, pictured: Pictured, vault: Vault) -> None:
    then = pushed(lambda _application: Unlock(vault, first=False), *"fyra")

    async def run(pilot: Pilot) -> None:
        application = pilot.app.application  # type: ignore[attr-defined]
        pilot.app.push_screen(Dictate(still(application, moment("recording", 83.0), ())))  # type: ignore[arg-type]
        await then(pilot)
        await pilot.pause()

    pictured(painted("mörkt"), run)


def without_a_key_store(application: Application) -> SetUpVault:
    return SetUpVault(Vault(application.folders.data / "ny", None, none(), stretch=QUICK))


def test_the_first_lock(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), pushed(without_a_key_store, "down"))


def test_a_weak_passphrase(painted: Painted, pictured: Pictured) -> None:
    keys = ("enter", *"kort", "tab", *"kort", "enter")
    pictured(painted("mörkt"), pushed(without_a_key_store, *keys))


def test_the_recovery_key(painted: Painted, pictured: Pictured) -> None:
    always_the_same = written(bytes(range(32)))
    pictured(painted("mörkt"), pushed(lambda _application: ShowRecovery(always_the_same)))
