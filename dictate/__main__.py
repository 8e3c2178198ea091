"""The program as a process: what the command `dictate` starts, and `python -m dictate`.

An installed launcher starts it with `-I`, so that no other packages come in.
"""

from __future__ import annotations

from dictate.cli import main
from dictate.process import end


def run() -> None:
    """Runs the command, and ends the process with its status."""
    try:
        main()
    except SystemExit as ending:
        end(int(ending.code or 0))


if __name__ == "__main__":
    run()
