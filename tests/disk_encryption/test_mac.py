"""FileVault and other disks of a Mac, from what the system's programs print."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.disk_encryption.mac import encryption_of, encryption_of_swap

HOME = Path("/Users/vera/Library/Application Support/dictate")
INFO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>DeviceIdentifier</key>
\t<string>disk4s1</string>
{encryption}
\t<key>VolumeName</key>
\t<string>Säker</string>
</dict>
</plist>
"""


@pytest.mark.parametrize(
    ("answer", "standing"),
    [
        ("FileVault is On.\n", "encrypted"),
        ("FileVault is Off.\n", "not_encrypted"),
        ("FileVault is On.\nEncryption in progress: Percent completed = 42.0\n", "not_encrypted"),
        ("FileVault is On.\nDecryption in progress: Percent completed = 7.5\n", "not_encrypted"),
        ("FileVault is Off, but will be enabled after the next restart.\n", "not_encrypted"),
        ("FileVault is On, but needs to be restarted to finish.\n", "not_encrypted"),
        ("FileVault is Off.\nDeferred enablement appears to be active for user 'vera'.\n", "not_encrypted"),
        ("FileVault master keychain appears to be installed.\nFileVault is On.\n", "encrypted"),
        ("", "unknown"),
        ("fdesetup: error\n", "unknown"),
    ],
)
def test_filevault(answer: str, standing: str) -> None:
    asked: list[list[str]] = []
    assert encryption_of(HOME, lambda command: asked.append(command) or answer).standing == standing
    assert asked == [["/usr/bin/fdesetup", "status"]]


@pytest.mark.parametrize(
    ("encryption", "standing"),
    [
        ("\t<key>FileVault</key>\n\t<true/>", "encrypted"),
        ("\t<key>FileVault</key>\n\t<false/>", "not_encrypted"),
        ("\t<key>Encryption</key>\n\t<true/>", "encrypted"),
        ("", "unknown"),
    ],
)
def test_a_disk_of_its_own_is_asked_for_itself(encryption: str, standing: str) -> None:
    asked: list[list[str]] = []

    def ask(command: list[str]) -> str:
        asked.append(command)
        return INFO.format(encryption=encryption)

    assert encryption_of(Path("/Volumes/Säker/dictate"), ask).standing == standing
    assert asked == [["/usr/sbin/diskutil", "info", "-plist", "/Volumes/Säker"]]


@pytest.mark.parametrize("wrong", ["", "Could not find disk: /Volumes/Borta", "<plist><dict><key>x</dict></plist>"])
def test_an_answer_that_is_no_list_of_properties(wrong: str) -> None:
    assert encryption_of(Path("/Volumes/Borta"), lambda _: wrong).standing == "unknown"


def test_swap_is_encrypted_by_the_system() -> None:
    told = "total = 2048.00M  used = 901.25M  free = 1146.75M  (encrypted)\n"
    assert encryption_of_swap(lambda _: told).standing == "encrypted"
    assert encryption_of_swap(lambda _: told.replace("  (encrypted)", "")).standing == "not_encrypted"
    assert encryption_of_swap(lambda _: "").standing == "unknown"
