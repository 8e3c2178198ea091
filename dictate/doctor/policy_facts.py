"""What the organisation's policy decides, in sentences, and whether its file is out of the user's reach."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.doctor.machine import PolicyFile
from dictate.policy import OrganisationPolicy, policy_file
from redaction.finding import LABEL_WORDS

if TYPE_CHECKING:
    from redaction.policy import Policy

_READERS = {
    "case_system": "det egna ärendesystemet",
    "outside_party": "andra utanför enheten",
    "teaching_copy": "undervisning",
}
_DECIDED = {"keep": "behålls", "role": "ersätts med rollen", "mask": "maskeras", "remove": "tas bort"}
_DISK = {
    "off": "Diskkryptering krävs inte.",
    "warn": "Det varnas när disken inte är krypterad.",
    "refuse": "Programmet startar inte på en disk som inte är krypterad: en stulen dator ska inte gå att läsa.",
}
_KEYS = {
    "any": "Nyckeln får förvaras på alla sätt.",
    "keystore": "Nyckeln ska ligga i datorns nyckelförråd.",
    "passphrase": "Nyckeln ska skyddas av en lösenfras, så att bara den som kan frasen öppnar anteckningarna.",
    "file": "Nyckeln får ligga i en fil.",
}


def policy_file_facts(policy: OrganisationPolicy, path: Path | None = None) -> PolicyFile:
    """The policy in force; `path` is where it lies when that is not the usual place."""
    path = path or policy_file()
    exists = path.exists()
    return PolicyFile(path, exists, exists and writable(path), tuple(rules_in_force(policy)))


def writable(path: Path) -> bool:
    """Whether this user may change the file, or put another in its place. It is opened, which is true on every system.

    An administrator may change everything; there it is asked whether others may.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return bool((path.stat().st_mode | path.parent.stat().st_mode) & 0o022)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    except OSError:
        return hasattr(os, "geteuid") and os.access(path.parent, os.W_OK)
    return True


def rules_in_force(policy: OrganisationPolicy) -> Iterator[str]:
    """A sentence for each rule that differs from what holds without a policy, with the key that sets it."""
    own = OrganisationPolicy()
    if policy.formats != own.formats:
        yield f"Dokument sparas bara som {_either([f'.{one}' for one in policy.formats])} (formats)."
    if policy.export.folders:
        yield f"Dokument sparas bara i {_either([str(place) for place in policy.export.places])} (export.folders)."
    if policy.models.allowed:
        yield f"Bara talmodellerna {', '.join(policy.models.allowed)} får användas (models.allowed)."
    if not policy.models.download:
        yield "Talmodeller får inte hämtas från nätet (models.download)."
    yield from _clipboard(policy, own)
    if policy.disk != own.disk:
        yield f"{_DISK[policy.disk.required]} (disk_encryption.required)"
    if policy.network.cluster:
        yield f"Batch får nå klustret på {', '.join(policy.network.cluster)}, och bara det (network.cluster)."
    if policy.network.on_attempt != own.network.on_attempt:
        yield "Programmet stängs om något i det försöker nå ett nätverk (network.on_attempt)."
    yield from _vault(policy, own)
    yield from _personal_data(policy.redaction, own.redaction)
    for key in _keys(policy.settings):
        yield f"Inställningen {key} är bestämd (settings)."


def _clipboard(policy: OrganisationPolicy, own: OrganisationPolicy) -> Iterator[str]:
    if not policy.clipboard.allowed:
        yield "Text kan inte kopieras till andra program (clipboard.allowed)."
    elif policy.clipboard != own.clipboard:
        yield f"Det som kopieras försvinner efter {policy.clipboard.clear_after_s} sekunder (clipboard.clear_after_s)."


def _vault(policy: OrganisationPolicy, own: OrganisationPolicy) -> Iterator[str]:
    rules, usual = policy.vault, own.vault
    if rules.key != usual.key:
        yield f"{_KEYS[rules.key]} (vault.key)"
    if rules.min_passphrase_length != usual.min_passphrase_length:
        yield f"Lösenfrasen ska ha minst {rules.min_passphrase_length} tecken (vault.min_passphrase_length)."
    if rules.idle_minutes:
        yield f"Programmet låses efter {rules.idle_minutes} minuter utan tangenttryckning (vault.idle_minutes)."
    if not rules.sound_at_export:
        yield "Ljudet sparas när anteckningen exporteras (vault.sound_at_export)."
    if rules.sound_days:
        yield f"Ljudet gallras efter {rules.sound_days} dagar (vault.sound_days)."
    if rules.note_days:
        yield f"Texten i exporterade anteckningar gallras efter {rules.note_days} dagar (vault.note_days)."


def _personal_data(policy: Policy, own: Policy) -> Iterator[str]:
    if policy.protected:
        yield "Alla ärenden behandlas som om någon har skyddade personuppgifter (protected)."
    if policy.threshold != own.threshold:
        threshold = f"{policy.threshold:g}".replace(".", ",")
        yield f"Fynd visas från säkerheten {threshold} (threshold)."
    for recipient, decisions in policy.fixed.items():
        usual: Mapping[Any, Any] = own.fixed.get(recipient, {})
        told = [f"{LABEL_WORDS[label]} {_DECIDED[one]}" for label, one in decisions.items() if usual.get(label) != one]
        if told:
            yield f"Till {_READERS[recipient]}: {', '.join(told)} (fixed.{recipient})."


def _keys(settings: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The fixed settings as they are written: "theme", "author.name"."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


def _either(words: list[str]) -> str:
    return " eller ".join(filter(None, (", ".join(words[:-1]), words[-1])))
