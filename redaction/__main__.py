"""`python -m redaction`: the same as the command `redaction`."""

from redaction.cli import main

main()
