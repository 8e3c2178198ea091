"""What a batch refuses, each with its sentence."""

from __future__ import annotations

from dictate.errors import DictateError


class FolderMissing(DictateError):
    """The folder with recordings is not there, or is the one where results go."""


class QueueBusy(DictateError):
    """Another program works on the same queue."""


class QueueUnusable(DictateError):
    """The queue can't be opened with this key, read or written."""


class KeyFileUnusable(DictateError):
    """The key file is missing, or others may read it."""


class PlainRefused(DictateError):
    """Results may not lie unsealed on that disk."""


class ResultUnreadable(DictateError):
    """A sealed result is damaged, cut short, or was sealed with another key."""


class SourceRefused(DictateError):
    """A recording that is not read: a link, or one that changed while it was read."""


class ClusterUnusable(DictateError):
    """The Ray cluster can't be used: not allowed, not installed, or not there."""
