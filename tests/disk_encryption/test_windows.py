"""BitLocker, from what PowerShell prints: the answers are numbers, so the language of Windows only shows in errors."""

from __future__ import annotations

import json
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from dictate.disk_encryption.windows import encryption_of, encryption_of_swap

DATA = PureWindowsPath(r"C:\Users\vera\AppData\Local\dictate")
PAGE_FILE = r"C:\pagefile.sys"

# An error in each language, as PowerShell prints it.
SWEDISH_ERROR = """New-Object : Det går inte att hämta COM-klassfabriken för komponenten med CLSID {00000000-0000-0000-
0000-000000000000} på grund av följande fel:
80070005 Åtkomst nekad. (Undantag från HRESULT: 0x80070005 (E_ACCESSDENIED)).
Vid rad:1 tecken:6
+ $s = New-Object -ComObject Shell.Application
    + CategoryInfo          : ResourceUnavailable: (:) [New-Object], UnauthorizedAccessException
"""
ENGLISH_ERROR = """New-Object : Retrieving the COM class factory for component with CLSID {00000000-0000-0000-0000-
000000000000} failed due to the following error: 80070005 Access is denied. (Exception from HRESULT: 0x80070005).
At line:1 char:6
+ $s = New-Object -ComObject Shell.Application
    + CategoryInfo          : ResourceUnavailable: (:) [New-Object], UnauthorizedAccessException
"""


def printed(volumes: dict[str, Any], pagefiles: list[str] | None = None) -> str:
    return json.dumps({"volumes": volumes, "pagefiles": pagefiles or []}, separators=(",", ":")) + "\r\n"


def folder(path: PureWindowsPath | str) -> Path:
    return path  # type: ignore[return-value]  # only its text is looked at


@pytest.mark.parametrize(
    ("value", "standing", "says"),
    [
        (1, "encrypted", "på för C:"),
        (2, "not_encrypted", "inte på"),
        (3, "not_encrypted", "inte klart"),
        (4, "not_encrypted", "tas bort"),
        (5, "not_encrypted", "pausat"),
        (6, "encrypted", "låst"),
        (8, "not_encrypted", "aktiveras"),
        (0, "unknown", "säger inte"),
        (None, "unknown", "säger inte"),
        ("1", "unknown", "säger inte"),
    ],
)
def test_each_state_that_explorer_knows(value: Any, standing: str, says: str) -> None:
    found = encryption_of(folder(DATA), lambda _: printed({"C:": value, "D:": 1 if value == 2 else 2}))
    assert found.standing == standing
    assert says in found.why


def test_the_drive_of_the_folder_counts() -> None:
    answer = printed({"C:": 1, "D:": 2})
    assert encryption_of(folder(PureWindowsPath(r"d:\dictate")), lambda _: answer).standing == "not_encrypted"
    assert encryption_of(folder(PureWindowsPath(r"E:\dictate")), lambda _: answer).standing == "unknown"


def test_a_network_folder_is_unknown() -> None:
    found = encryption_of(folder(PureWindowsPath(r"\\server.example\hem\vera")), lambda _: printed({"C:": 1}))
    assert found.standing == "unknown"
    assert "nätverk" in found.why


@pytest.mark.parametrize("wrong", [SWEDISH_ERROR, ENGLISH_ERROR, "", "[]", "1", '{"volumes":[1]}', "\ufeff{"])
def test_an_error_in_any_language_is_no_answer(wrong: str) -> None:
    assert encryption_of(folder(DATA), lambda _: wrong).standing == "unknown"
    assert encryption_of_swap(lambda _: wrong).standing == "unknown"


def test_the_page_files_lie_on_drives() -> None:
    def swap(volumes: dict[str, int], *files: str) -> str:
        return encryption_of_swap(lambda _: printed(volumes, list(files))).standing

    assert swap({"C:": 1}, PAGE_FILE) == "encrypted"
    assert swap({"C:": 2}, PAGE_FILE) == "not_encrypted"
    assert swap({"C:": 1, "D:": 5}, PAGE_FILE, r"d:\pagefile.sys") == "not_encrypted"
    assert swap({"C:": 1}, PAGE_FILE, r"D:\pagefile.sys") == "unknown"
    assert swap({"C:": 2}) == "encrypted"


def test_powershell_is_asked_by_its_full_path_and_without_the_users_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", r"C:\Windows")
    asked: list[list[str]] = []
    encryption_of(folder(DATA), lambda command: asked.append(command) or "")
    program, *options = asked[0]
    assert program == r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
    assert "-NoProfile" in options
    assert "System.Volume.BitLockerProtection" in options[-1]
