"""Where the data that ships with the program lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `name` ("templates", "models") as it was shipped.

    An installed wheel carries it as `dictate/_shipped/<name>`; in a checkout it stands beside the package.
    Raises FileNotFoundError when the installation is incomplete.
    """
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is missing from this installation of dictate")


def sample(name: str) -> Path:
    """A file of the shipped sample: a synthetic voice dictating a home visit (dictation.opus), its case (case.json)."""
    return _PACKAGE / "sample" / name
