"""What a killed program leaves of JACK, the sound server for music: a lock that nobody lets go of.

PortAudio asks for JACK wherever its library is installed, also where no such server runs. The library then opens a
small database in shared memory; a program that is killed in that moment leaves it locked, and every later start of
PortAudio by the same user waits for it without end. No sound of ours goes through JACK, and the database means
something only while its server runs, so it is taken away before PortAudio starts, by one program at a time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_SHARED = Path("/dev/shm")
_PATIENCE_S = 10.0
"""How long another program may take to start PortAudio; it takes a second at most."""


@contextlib.contextmanager
def without_jack_leftovers(shared: Path = _SHARED) -> Iterator[None]:
    """PortAudio is started within this: no other start by this program goes on, and nothing of a killed one is left.

    `shared` is the folder of shared memory. Where a JACK server of this user runs, nothing is touched. Source of the
    names: JACK 2, common/JackMetadata.cpp (the database) and posix/JackSocket.cpp (jack_SERVER_USER_NUMBER).
    """
    if not sys.platform.startswith("linux") or not shared.is_dir():
        yield
        return
    user, folder = os.getuid(), os.open(shared, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _alone(folder) and not any(shared.glob(f"jack_*_{user}_*")):
            shutil.rmtree(shared / f"jack_db-{user}", ignore_errors=True)
        yield
    finally:
        os.close(folder)


def _alone(folder: int) -> bool:
    """Whether no other program is starting PortAudio now; the system lets go for one that is killed."""
    import fcntl

    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.01)
    return False
