"""What stops a bundle: one plain Swedish sentence each, for the person in IT who builds it."""

from __future__ import annotations


class BundleError(Exception):
    """The bundle can't be built; the sentence says why and what to do. Nothing half done is left at `--out`."""
