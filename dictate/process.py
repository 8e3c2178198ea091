"""What the process does to keep what is in its memory there: no dumps, no crash reports; and how it ends."""

from __future__ import annotations

import sys
from typing import NoReturn

_PR_SET_DUMPABLE = 4
_PR_GET_DUMPABLE = 3
"""Source: linux/prctl.h."""

_NO_ERROR_BOXES = 0x0001 | 0x0002 | 0x8000
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX: Windows Error Reporting gets no dump."""


def keep_memory_private() -> None:
    """From now on the system writes no image of this process to disk when it crashes. Takes about a millisecond.

    Linux: also closes its memory to the user's other programs, which `RLIMIT_CORE` alone does not do, and which
    is what keeps a dump from a crash reporter that core_pattern pipes to.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_BOXES)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_logs_quiet() -> None:
    """From now on nothing that this program or a library logs is printed: it could hold words of a note.

    Without a handler Python prints warnings and errors, with their tracebacks, to stderr: into the screens, or into the
    file that stderr goes to.
    """
    import logging

    logging.getLogger().addHandler(logging.NullHandler())


def memory_is_private() -> bool:
    """Whether the process is as `keep_memory_private` leaves it."""
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.kernel32.GetErrorMode() & 0x0002 != 0
    import resource

    no_dumps = resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    if sys.platform != "linux":
        return no_dumps
    import ctypes

    return no_dumps and ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


def end(status: int) -> NoReturn:
    """Ends the process: what is registered for its end is run, what was printed is written, and that is all.

    Python's own way out goes on to stop every background thread where it next asks for the interpreter. A thread that
    loads a model is in C++ then, which does not survive that: the process aborts (SIGABRT), about every tenth time
    that somebody opens the program and closes it at once. Source: Python's documentation of PyThreadState and
    finalisation (C API, "Cautions regarding runtime finalization").
    """
    import atexit
    import contextlib
    import os

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(status)
