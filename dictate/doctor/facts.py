"""Gathers the facts of this computer. Each part is taken by itself, and what fails is told in its place."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.disk_encryption import encryption_of, encryption_of_swap
from dictate.doctor.machine import Folder, Key, Machine, Microphone, Network, SettingsFile, SpeechModel, Terminal
from dictate.doctor.policy_facts import policy_file_facts
from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.application import Application


def gather(application: Application, *, open_microphone: bool) -> Machine:
    """The facts as they are now. Never raises."""
    from dictate.process import memory_is_private
    from dictate.speech.devices import choose, gpus

    data = application.folders.data
    templates, faults = _templates(application)
    return Machine(
        version=program_version(),
        system=f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        policy=policy_file_facts(application.policy),
        disk_rule=application.policy.disk.required,
        disk_refuses=application.policy.disk.refuses,
        microphone=_microphone(application, open_microphone),
        model=_model(application),
        disk=encryption_of(data),
        swap=encryption_of_swap(),
        key=_key(application),  # before the network: it opens the vault where that asks for nothing
        network=_network(application),
        cores=_cores(),
        memory_bytes=memory_bytes(),
        free_bytes=_free(data),
        template_faults=faults,
        templates=templates,
        folders=tuple(_folders(application)),
        terminal=_terminal(),
        dumps_off=memory_is_private(),
        settings=_settings(application),
        device=choose(application.settings.listening.device) if gpus() else "cpu",
    )


def program_version() -> str:
    """The installed version, "okänd" in a copy that was never installed."""
    try:
        return version("dictate")
    except PackageNotFoundError:
        return "okänd"


def memory_bytes() -> int:
    """The computer's main memory; 0 where it can't be told."""
    if sys.platform == "win32":
        from dictate.doctor.windows_memory import total_bytes

        return total_bytes()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0


def _cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _microphone(application: Application, try_it: bool) -> Microphone:
    wanted = application.settings.microphone
    system = application.sounds.system
    try:
        found = tuple(one.name for one in system.microphones())
    except DictateError as error:
        return Microphone(wanted, (), False, str(error))
    if not try_it or not found:
        return Microphone(wanted, found, False)
    try:
        system.open_microphone(wanted or None, lambda *_: None).close()
    except DictateError as error:
        return Microphone(wanted, found, False, str(error))
    return Microphone(wanted, found, True)


def _model(application: Application) -> SpeechModel:
    from dictate.speech.models import verify_model

    wanted = application.settings.model
    try:
        known = application.catalogue.find(wanted)
        folder = verify_model(application.catalogue, application.folders.data, wanted)
        size = sum(file.stat().st_size for file in folder.iterdir())
    except DictateError as error:
        return SpeechModel(wanted, 0, 0, str(error))
    except OSError:
        return SpeechModel(wanted, 0, 0, "Talmodellens filer kan inte läsas. Installera modellen igen.")
    return SpeechModel(wanted, round(size / 1e6), known.parameters_millions)


def _key(application: Application) -> Key:
    try:
        asks, found = application.vault.asks(), application.vault.standing()
    except DictateError as error:
        return Key((), fault=str(error))
    ways: tuple[str, ...] = (*found.ways, "file") if found.key_file and "file" not in found.ways else found.ways
    return Key(ways, asks == "set_up" or not ways, asks == "unlock", found.whole, found.failures, found.key_store)


def _network(application: Application) -> Network:
    from dictate.kernel_lock import locked
    from dictate.network_guard import installed

    guard = installed()
    refused = tuple(sorted(guard.refused.items())) if guard else ()
    return Network(guard is not None, refused, _earlier_tries(application), locked())


def _earlier_tries(application: Application) -> int:
    """How many earlier runs of the program the audit trail has tries from; 0 where the vault is locked or missing."""
    if not application.vault.is_open:
        return 0
    try:
        return sum(line.event == "network_refused" for line in application.store.audit.lines())
    except DictateError:
        return 0


def _settings(application: Application) -> SettingsFile:
    from dictate.settings import not_followed

    try:
        passed_over = not_followed(application.folders.settings_file, application.policy.settings)
    except DictateError:  # spoilt since the program read it: the next start tells
        return SettingsFile()
    return SettingsFile(passed_over is not None, passed_over or ())


def _free(folder: Path) -> int:
    """Bytes that this user may still write where the data lies; -1 where it can't be told."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return -1


def _templates(application: Application) -> tuple[int, tuple[str, ...]]:
    from dictate.journal.template_file import check_templates, template_ids

    own = application.folders.own_templates
    try:
        return len(template_ids(own)), tuple(str(fault) for fault in check_templates(own))
    except DictateError as error:
        return 0, (str(error),)
    except OSError:
        return 0, (f"Mappen {own} kan inte läsas.",)


def _folders(application: Application) -> list[Folder]:
    """The data folder and what lies directly in it, besides the speech models, which are no secret."""
    data = application.folders.data
    try:
        inside = sorted(path for path in data.iterdir() if path.name != "models")
    except OSError:
        inside = []
    return [found for path in (data, *inside) if (found := _folder(path)) is not None]


def _folder(path: Path) -> Folder | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    if sys.platform == "win32":  # rights are lists there, and the user's own folder gives them to nobody else
        return Folder(path, None, path.is_symlink(), True)
    return Folder(path, status.st_mode & 0o777, path.is_symlink(), status.st_uid == os.getuid())


def _terminal() -> Terminal:
    stream = sys.__stdout__
    interactive = stream is not None and stream.isatty()
    size = os.get_terminal_size(stream.fileno()) if interactive and stream else os.terminal_size((0, 0))
    return Terminal(size.columns, size.lines, (stream.encoding if stream else "") or "", _colours())


def _colours() -> int:
    """How many colours the terminal says that it has, by the conventions that Textual goes by."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return 2
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or sys.platform == "win32":
        return 1 << 24
    return 256 if "256" in os.environ.get("TERM", "") else 16
