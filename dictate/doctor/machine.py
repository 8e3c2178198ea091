"""The facts that the checks judge: one value, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dictate.disk_encryption import Encryption


@dataclass(frozen=True, slots=True)
class Microphone:
    """`wanted` is the one in the settings ("" for the computer's own), `found` all names, `fault` why it is no use."""

    wanted: str
    found: tuple[str, ...]
    opened: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """The model in use: `fault` is why it can't be, `megabytes` its files' size, `parameters` in millions."""

    id: str
    megabytes: int
    parameters: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """The ways into the vault ("keystore", "passphrase", "recovery", "file") and how they stand.

    `new` is before the first note, `locked` while the user must unlock, `whole` whether the header and its copy are
    both there, `failures` are wrong tries in a row, `key_store` the name of the system's; `fault` is why nothing opens.
    """

    ways: tuple[str, ...]
    new: bool = False
    locked: bool = False
    whole: bool = True
    failures: int = 0
    key_store: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """Whether the guard stands in this process, and how many tries to reach a network it has refused, by kind.

    `earlier` is how many earlier runs of the program the audit trail has tries from; `locked` whether the kernel
    refuses the process too.
    """

    guarded: bool
    refused: tuple[tuple[str, int], ...] = ()
    earlier: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The organisation's policy: where it is, whether it is there and whether this user may change it; what it decides.

    `rules` are sentences, one a rule that differs from the program's own.
    """

    path: Path
    exists: bool
    writable: bool
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The user's settings: whether a newer program wrote the file, and the keys in it that this one passes over."""

    newer: bool = False
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """One of the program's own folders or secret files: `mode` are its permission bits, None on Windows."""

    path: Path
    mode: int | None
    is_link: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the screens are drawn on; `columns` is 0 where the output is no terminal."""

    columns: int
    rows: int
    encoding: str
    colours: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything that is known of this computer and this installation; bytes and counts as they are.

    `disk_rule` is what the policy says of disks ("off", "warn", "refuse"), `disk_refuses` the standings of a disk with
    which the program does not start; `device` is what the speech model reckons with, "cpu" or "cuda".
    """

    version: str
    system: str
    policy: PolicyFile
    disk_rule: str
    disk_refuses: tuple[str, ...]
    microphone: Microphone
    model: SpeechModel
    disk: Encryption
    swap: Encryption
    key: Key
    network: Network
    cores: int
    memory_bytes: int
    free_bytes: int
    template_faults: tuple[str, ...]
    templates: int
    folders: tuple[Folder, ...]
    terminal: Terminal
    dumps_off: bool
    settings: SettingsFile = SettingsFile()
    device: str = "cpu"
