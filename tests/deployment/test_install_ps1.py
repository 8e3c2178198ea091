"""install.ps1 can't run here: what is held is what PowerShell on a locked-down Windows stumbles over."""

from __future__ import annotations

import argparse
import re

from installer import __main__ as command_line

from tests.deployment.conftest import ROOT

SCRIPT = ROOT / "scripts" / "install.ps1"
TEXT = SCRIPT.read_text(encoding="utf-8-sig")


def bare(text: str) -> str:
    """The script without its remarks and with its strings emptied."""
    lines = [re.sub(r"(^|\s)#.*", "", line) for line in text.splitlines()]
    return re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", "\n".join(lines))


def test_windows_powershell_reads_its_swedish() -> None:
    assert SCRIPT.read_bytes().startswith(b"\xef\xbb\xbf"), "5.1 reads a file without the mark as the old code page"
    assert "\t" not in TEXT


def test_in_constrained_language_mode_nothing_of_net_is_called() -> None:
    for line in TEXT.splitlines():
        for name in re.findall(r"\[([\w.]+)\]::", line):
            assert name == "guid" or (name == "Console" and "'FullLanguage'" in line), line
    assert not re.search(r"Add-Type|New-Object|-ComObject|Invoke-Expression|\biex\b", TEXT)
    assert set(re.findall(r"\)\.(\w+)\(", bare(TEXT))) <= {"Trim"}


def test_brackets_are_whole_and_every_function_is_there() -> None:
    code = bare(TEXT)
    for opening, closing in ("()", "{}", "[]"):
        assert code.count(opening) == code.count(closing)
    defined = set(re.findall(r"^function ([\w-]+)", TEXT, re.MULTILINE))
    own = {"Stop-WithSentence", "Remove-Work", "Get-Option", "Test-Python", "Find-Python", "New-Work", "Expand-Python"}
    assert defined == own
    assert all(len(re.findall(rf"(?<![\w-]){name}(?![\w-])", code)) > 1 for name in defined), "one is never used"


def test_it_hands_over_every_action_that_the_installer_has() -> None:
    subparsers = next(
        action for action in command_line._parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    listed = re.search(r"^\$actions = @\((.*)\)", TEXT, re.MULTILINE)
    assert listed is not None
    assert set(re.findall(r"'([\w-]+)'", listed[1])) == set(subparsers.choices)
    shell = (ROOT / "scripts" / "install.sh").read_text(encoding="utf-8")
    assert set(subparsers.choices) <= set(re.findall(r"[\w-]+", shell))


def test_every_name_of_a_folder_is_taken_literally() -> None:
    code = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in TEXT.splitlines())
    for cmdlet in ("Test-Path", "Get-Content", "Copy-Item", "Remove-Item", "Expand-Archive", "Get-FileHash"):
        for call in re.findall(rf"{cmdlet} [^|;\n]*", code):
            assert "-LiteralPath" in call, call
