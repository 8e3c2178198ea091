"""The trial of a new version before it is put in use: the doctor, and the whole way on the shipped sample dictation."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.errors import TrialFailed

Run = Callable[[Sequence[str], Mapping[str, str]], "subprocess.CompletedProcess[str]"]
"""Runs a command with an environment, in the trial's own folder, and gives its output and status."""

OF_THE_PROGRAM = frozenset({"network", "policy", "templates", "version"})
"""The doctor's checks that tell of the installation. The others tell of the machine and the user: a microphone that is
not plugged in, a disk without encryption, a full disk, a missing key. They are logged and stop nothing."""


_REFUSING = frozenset({"disk_encryption", "key"})
"""Checks whose fault makes the program refuse to run here by the organisation's policy, whichever its version is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the trial saw: the ids of the doctor's checks with a fault or a warning that are the machine's own.

    `refused` is whether the organisation's policy lets no version run on this computer as it is now.
    """

    remarks: tuple[str, ...]
    refused: bool = False


def try_out(python: Path, work: Path, model: str, run: Run, environment: Mapping[str, str]) -> Outcome:
    """Tries an installed version with empty folders of its own. Raises TrialFailed with what went wrong.

    The user's notes are never opened: a new version must not change them before it is in use.
    """
    own = {
        **environment,
        "DICTATE_DATA": str(work / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",  # the key store is the user's, not the trial's
    }
    program = [str(python), "-I", "-X", "utf8", "-m", "dictate"]
    outcome = _doctor(program, OF_THE_PROGRAM | ({"speech_model"} if model else set()), run, own)
    if outcome.refused:
        return outcome
    if model:
        document = work / "demo.docx"
        result = run([*program, "demo", "--out", str(document)], own)
        if result.returncode or not document.is_file():
            raise TrialFailed(f"Provkörningen av den nya versionen misslyckades: {_sentence(result)}")
    else:
        result = run([*program, "templates", "check"], own)
        if result.returncode:
            raise TrialFailed(f"Provkörningen av den nya versionen misslyckades: {_sentence(result)}")
    return outcome


def _doctor(program: list[str], judged: frozenset[str], run: Run, environment: Mapping[str, str]) -> Outcome:
    result = run([*program, "doctor", "--json"], environment)
    try:
        checks = json.loads(result.stdout)["checks"]
        states = {str(check["id"]): (str(check["state"]), str(check["detail"])) for check in checks}
    except (ValueError, KeyError, TypeError) as error:
        raise TrialFailed(f"Den nya versionens kontroll svarade inte: {_sentence(result)}") from error
    faults = [detail for check, (state, detail) in states.items() if state == "fault" and check in judged]
    if faults:
        raise TrialFailed(f"Den nya versionens kontroll fann ett fel: {faults[0]}")
    remarks = tuple(check for check, (state, _) in sorted(states.items()) if state != "ok")
    return Outcome(remarks, any(states.get(check, ("ok", ""))[0] == "fault" for check in _REFUSING))


def _sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The last line that the program said of its own accord; it never holds anything of a note."""
    lines = [line.strip() for line in result.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else f"den slutade med status {result.returncode}."
