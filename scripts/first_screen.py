"""How long the installed program takes to its first screen: started in a terminal of its own, until its keys are shown.

python3 scripts/first_screen.py COMMAND...      prints seconds, the median of five starts after one that warms up
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import statistics
import sys
import time

_DRAWN = "F1"
"""Stands in the bottom line of every screen."""
_LIMIT_S = 20.0


def seconds(command: list[str]) -> float:
    """From the start of the process until the bottom line stands on the screen."""
    began = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        os.execvp(command[0], command)
    seen = b""
    try:
        while time.monotonic() - began < _LIMIT_S:
            if select.select([terminal], [], [], 0.05)[0]:
                seen += os.read(terminal, 65536)
                if _DRAWN in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode("utf-8", "replace")):
                    return time.monotonic() - began
        raise SystemExit("Ingen skärm visades.")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def main() -> None:
    """Prints the median."""
    command = sys.argv[1:]
    seconds(command)
    print(f"{statistics.median(seconds(command) for _ in range(5)):.2f}")


if __name__ == "__main__":
    main()
