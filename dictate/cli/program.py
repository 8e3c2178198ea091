"""The program as a command opens it: shut in, with the settings of this user and the rules of the organisation."""

from __future__ import annotations

import atexit
import sys
from typing import TYPE_CHECKING

from dictate.cli.vault import ask_on_terminal

if TYPE_CHECKING:
    from dictate.application import Application


def opened(*, notes: bool = True, online: bool = False) -> Application:
    """The program as it is set up on this computer; `notes` false for what handles none, and runs on any disk.

    `online` is for what starts a process that fetches something, or speaks with the organisation's own cluster: the
    kernel then leaves the network open, and the guard in the interpreter alone refuses what it does not know.
    """
    from dictate.application import Application
    from dictate.kernel_lock import lock
    from dictate.network_guard import install
    from dictate.policy import policy_file, read_policy
    from dictate.process import keep_memory_private
    from dictate.settings import Folders, read_settings
    from dictate.settings_format import bring_forward

    keep_memory_private()
    if not online:
        lock()
    folders, policy = Folders.of_this_user(), read_policy(policy_file())
    install().closes = policy.network.on_attempt == "close"
    if notes and policy.disk.refuses:
        from dictate.disk_encryption import encryption_of
        from dictate.refusals import refuse_disk

        refuse_disk(encryption_of(folders.data), policy)
    bring_forward(folders.settings_file)
    program = Application(folders, read_settings(folders.settings_file, policy.settings), policy=policy)
    program.ask = ask_on_terminal if sys.stdin.isatty() else None
    atexit.register(program.note_network_tries)
    return program
