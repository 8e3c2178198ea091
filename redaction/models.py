"""Where the trained models lie: beside the packages in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path


def model_file(kind: str, name: str) -> Path:
    """The path of `models/<kind>/<name>`; it may not exist."""
    here = Path(__file__).resolve().parent
    inside = here / "_models" / kind / name
    return inside if inside.exists() else here.parent / "models" / kind / name
