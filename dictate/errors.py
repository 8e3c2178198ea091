"""The stated failures of the program: each carries one plain Swedish sentence for the person at the screen."""

from __future__ import annotations


class DictateError(Exception):
    """A failure that the user can understand and act on.

    `str(error)` is one plain Swedish sentence that says what happened and what to do. It never holds personal data
    from a note. The command line prints it on stderr and exits with status 1; the screens show it in place.
    Each package declares its own subclasses (`NoMicrophone`, `ModelTampered`, `UndecidedFindings`) beside the code
    that raises them.
    """
