"""What a session refuses, each with the sentence that says why and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.export.files import form_of
from dictate.journal.note import Decision, NoteFinding
from redaction.finding import LABEL_WORDS

if TYPE_CHECKING:
    from dictate.disk_encryption import Encryption
    from dictate.journal.checks import CheckResult
    from dictate.policy import OrganisationPolicy
    from redaction.policy import Policy, Recipient


class UndecidedFindings(DictateError):
    """The note still holds findings without a decision, so it can't leave."""

    def __init__(self, undecided: Sequence[NoteFinding]) -> None:
        """Names how many and of what kind, never what they say."""
        count = len(undecided)
        kinds = ", ".join(sorted({LABEL_WORDS[found.finding.label] for found in undecided}))
        self.undecided = tuple(undecided)
        super().__init__(
            f"{count} fynd är inte beslutade ({kinds}): "
            "öppna anteckningen och besluta om vart och ett innan den exporteras."
        )


class ChecksRemain(DictateError):
    """A check that the template requires is not met, so the note can't leave."""

    def __init__(self, remarks: Sequence[CheckResult]) -> None:
        """Gives the first remark's own sentence and how many more there are."""
        self.remarks = tuple(remarks)
        more = f" Och {len(remarks) - 1} till, se: dictate check." if len(remarks) > 1 else ""
        super().__init__(f"Anteckningen kan inte exporteras ännu. {remarks[0].reason}{more}")


class DecisionFixed(DictateError):
    """The organisation's policy or a protected identity does not leave that decision to the user."""


class ExportRefused(DictateError):
    """The note may not leave in that form, to that recipient, or under that name."""


class ModelNotAllowed(DictateError):
    """The organisation's policy does not allow that speech model, or that one is fetched from the network."""


class DiskNotEncrypted(DictateError):
    """The organisation's policy requires an encrypted disk, and this one is not, or can't be told to be."""


class NoCase(DictateError):
    """The note belongs to no case, so nobody can be added to it."""


def refuse_fixed(findings: Iterable[NoteFinding], decision: Decision | None, policy: Policy) -> None:
    """Raises DecisionFixed where the policy or a protected identity rules over the user's decision."""
    for found in findings:
        fixed = policy.decision(found.finding, "case_system")
        if fixed and fixed != decision:
            kind = LABEL_WORDS[found.finding.label]
            raise DecisionFixed(f"Organisationens policy bestämmer vad som händer med {kind}; det kan inte ändras här.")
        if decision == "keep" and policy.blocks(found.finding):
            raise DecisionFixed(
                "Skyddade personuppgifter: adresser, orter, skolor och arbetsplatser kan inte behållas. "
                "Ersätt, maskera eller ta bort."
            )


def refuse_model(model_id: str, policy: OrganisationPolicy) -> None:
    """Raises ModelNotAllowed for a speech model that the organisation has not allowed."""
    if not policy.models.allows(model_id):
        allowed = ", ".join(policy.models.allowed)
        raise ModelNotAllowed(f"Organisationens policy tillåter inte talmodellen {model_id}. Välj någon av {allowed}.")


def refuse_download(policy: OrganisationPolicy) -> None:
    """Raises ModelNotAllowed where the program may not fetch models."""
    if not policy.models.download:
        raise ModelNotAllowed(
            "Organisationens policy tillåter inte att talmodeller hämtas från nätet. Lägg till modellen från en mapp."
        )


def refuse_disk(disk: Encryption, policy: OrganisationPolicy) -> None:
    """Raises DiskNotEncrypted where the policy says that the program does not start on such a disk."""
    if disk.standing in policy.disk.refuses:
        raise DiskNotEncrypted(
            f"Organisationens policy kräver en krypterad disk. {disk.why} Kontakta IT; ”dictate doctor” visar mer."
        )


def refuse_place(path: Path, policy: OrganisationPolicy) -> None:
    """Raises ExportRefused where the organisation's policy lets no file be left."""
    if not policy.export.allows(path):
        allowed = ", ".join(str(place) for place in policy.export.places)
        raise ExportRefused(f"Organisationens policy tillåter bara att dokument sparas i {allowed}. Välj den mappen.")


def refuse_form(
    path: Path, recipient: Recipient, to: Sequence[str], policy: OrganisationPolicy, protected: bool
) -> None:
    """Raises ExportRefused for a format or folder that is not allowed, or when nobody is named outside."""
    refuse_place(path, policy)
    kind = form_of(path)
    if kind not in policy.formats:
        allowed = ", ".join(f".{one}" for one in policy.formats)
        raise ExportRefused(f"Organisationens policy tillåter inte .{kind}. Välj ett namn som slutar på {allowed}.")
    if kind == "json" and (recipient != "case_system" or protected):
        why = "skyddade personuppgifter" if recipient == "case_system" else "en annan mottagare"
        raise ExportRefused(
            f"En .json-fil innehåller allt som sagts, också det som dolts, och kan inte skapas för {why}. "
            "Välj ett namn som slutar på .docx eller .txt."
        )
    if recipient == "outside_party" and not any(name.strip() for name in to):
        raise ExportRefused("Ange vem dokumentet ska lämnas till.")
