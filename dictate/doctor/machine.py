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
    """Where the key of the notes comes from; `fault` is why it can't be had, `weakness` what could be safer."""

    source: str
    fault: str = ""
    weakness: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """Whether the guard stands in this process, and how many tries to reach a network it has refused, by kind."""

    guarded: bool
    refused: tuple[tuple[str, int], ...] = ()


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
    """Everything that is known of this computer and this installation; bytes and counts as they are."""

    version: str
    system: str
    policy: PolicyFile
    disk_rule: str
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
