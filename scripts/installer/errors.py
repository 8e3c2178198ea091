"""What stops the installer: one plain Swedish sentence and the exit status that goes with it."""

from __future__ import annotations


class InstallError(Exception):
    """Something on this computer stands in the way. Nothing was changed, unless the sentence says what."""

    status = 1


class BundleRefused(InstallError):
    """The bundle is not what IT signed: nothing of it is used."""

    status = 3


class TrialFailed(InstallError):
    """The new version did not pass its trial on this computer; the one before stays in use."""

    status = 4


class OlderVersion(InstallError):
    """The bundle is older than what is installed, which an attacker could want; only `--allow-older` lets it in."""

    status = 5
