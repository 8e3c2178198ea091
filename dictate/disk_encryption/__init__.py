"""Whether the disk under a folder, and the memory that the system writes to disk, are encrypted.

Linux (`linux`): what the kernel says of the devices. Windows (`windows`) and macOS (`mac`): the system's own programs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dictate.disk_encryption.answer import Encryption, Standing

__all__ = ["Encryption", "Standing", "encryption_of", "encryption_of_swap"]


def encryption_of(folder: Path) -> Encryption:
    """How the disk under `folder` stands; a folder that is not made yet counts as its nearest parent. Never raises.

    Linux: about a millisecond. Windows and macOS: up to a second.
    """
    if sys.platform == "win32":
        from dictate.disk_encryption.windows import encryption_of as asked
    elif sys.platform == "darwin":
        from dictate.disk_encryption.mac import encryption_of as asked
    else:
        from dictate.disk_encryption.linux import encryption_of as asked
    return asked(folder.absolute())


def encryption_of_swap() -> Encryption:
    """As `encryption_of`, for the page file or swap space; no swap at all counts as encrypted. Never raises."""
    if sys.platform == "win32":
        from dictate.disk_encryption.windows import encryption_of_swap as asked
    elif sys.platform == "darwin":
        from dictate.disk_encryption.mac import encryption_of_swap as asked
    else:
        from dictate.disk_encryption.linux import encryption_of_swap as asked
    return asked()
