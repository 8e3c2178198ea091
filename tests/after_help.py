"""The program when its command line has been used: `dictate --help`, and then whatever a test asks of it."""

from __future__ import annotations

import subprocess
import sys

_HELP = """
import sys
import dictate.cli
sys.argv = ["dictate", "--help"]
try:
    dictate.cli.main()
except SystemExit:
    pass
"""


def after_help(script: str) -> subprocess.CompletedProcess[str]:
    """Runs the script in a process of its own, in which the help has been shown."""
    return subprocess.run([sys.executable, "-c", _HELP + script], capture_output=True, text=True, timeout=600)
