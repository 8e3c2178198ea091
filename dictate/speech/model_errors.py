"""What can be wrong with a speech model, each as one Swedish sentence."""

from __future__ import annotations

from dictate.errors import DictateError


class ModelError(DictateError):
    """Any failure about a speech model or the catalogue of them."""


class CatalogueInvalid(ModelError):
    """The catalogue file is wrong; the sentence names the file and the key."""


class ModelUnknown(ModelError):
    """The id is not in the catalogue."""


class ModelMissing(ModelError):
    """The model is known but not installed."""


class ModelIncomplete(ModelError):
    """A file of the model is missing or too short: a copy that was cut off."""


class ModelTampered(ModelError):
    """A file of the model is not the file it should be."""


class NotAModel(ModelError):
    """What was given is neither a CTranslate2 Whisper folder nor the model's wheels."""


class DownloadFailed(ModelError):
    """The model could not be fetched."""


class NoRoomForModel(ModelError):
    """The model could not be written: the disk is full or the folder may not be written to."""
