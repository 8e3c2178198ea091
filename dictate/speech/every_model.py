"""Bringing in, checking and taking away any model by its id: a speech model of the catalogue, or `speakers`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dictate.speech import models, speakers_model
from dictate.speech.catalogue import Catalogue
from dictate.speech.models import ModelState

SPEAKERS = speakers_model.NAME
"""The catalogue's speech models have no id that is like it."""


def add(catalogue: Catalogue, data_folder: Path, model_id: str, source: Path) -> None:
    """Installs a model from a file or folder. Raises what `add_model` and `add_speakers` raise."""
    if model_id == SPEAKERS:
        speakers_model.add_speakers(data_folder, source)
    else:
        models.add_model(catalogue, data_folder, model_id, source)


def download(catalogue: Catalogue, data_folder: Path, model_id: str) -> None:
    """Fetches a model in a process of its own and installs it; run by IT only. Raises DownloadFailed too."""
    if model_id == SPEAKERS:
        speakers_model.download_speakers(data_folder)
    else:
        models.download_model(catalogue, data_folder, model_id)


def verify(catalogue: Catalogue, data_folder: Path, model_id: str) -> None:
    """Checks every digest. Raises ModelUnknown, ModelMissing, ModelIncomplete or ModelTampered."""
    if model_id == SPEAKERS:
        speakers_model.verify_speakers(data_folder)
    else:
        models.verify_model(catalogue, data_folder, model_id)


def remove(catalogue: Catalogue, data_folder: Path, model_id: str) -> None:
    """Takes a model away. Raises ModelMissing when there is none, NoRoomForModel where the folder can't be changed."""
    if model_id == SPEAKERS:
        speakers_model.remove_speakers(data_folder)
    else:
        models.remove_model(catalogue, data_folder, model_id)


def installed(catalogue: Catalogue, data_folder: Path) -> list[str]:
    """The ids of the models that lie on this computer, whole or not."""
    found = [model.id for model in catalogue.models if models.is_installed(catalogue, data_folder, model.id)]
    return [*found, *([SPEAKERS] if speakers_model.is_installed(data_folder) else [])]


def states(catalogue: Catalogue, data_folder: Path) -> list[ModelState]:
    """Every model with its state: those of the catalogue, and last the one that tells voices apart."""
    return [*models.list_models(catalogue, data_folder), speakers_model.state(data_folder)]


def as_json(state: ModelState) -> dict[str, Any]:
    """The object of `dictate models list --json`; `kind` is "speech", or "speakers" for what tells voices apart."""
    return {**state.as_json(), "kind": SPEAKERS if state.model.id == SPEAKERS else "speech"}
