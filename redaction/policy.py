"""What an organisation has decided beforehand: which label is treated how, for which recipient."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from redaction.errors import BadPolicy
from redaction.finding import LABELS, Finding, Label, Sensitive
from redaction.replace import DECISIONS, Decision

Recipient = Literal["case_system", "outside_party", "teaching_copy"]
RECIPIENTS: tuple[Recipient, ...] = get_args(Recipient)

# With a protected identity these tell where someone is: none may leave undecided.
TELLS_WHERE: frozenset[Label] = frozenset({"ADDRESS", "PLACE", "ORGANISATION"})


@dataclass(frozen=True)
class Policy:
    """Decisions fixed for a label and a recipient, the confidence from which findings are shown, protected identity.

    `fixed` maps a recipient to the decisions that the user can't change there; what is not named is the user's choice.
    `protected` makes every finding that tells where someone is blocking, whatever the rest says.
    """

    threshold: float = 0.5
    fixed: Mapping[Recipient, Mapping[Label, Decision]] = field(default_factory=lambda: MappingProxyType({}))
    protected: bool = False

    @classmethod
    def from_toml(cls, text: str) -> Policy:
        """Reads a policy file; raises BadPolicy for unknown names. See `redaction/policy.toml` for the form."""
        try:
            value = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            raise BadPolicy("Policyfilen är inte giltig TOML: rätta den eller hämta en ny.") from None
        threshold = value.get("threshold", 0.5)
        if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise BadPolicy("Policyfilens threshold ska vara ett tal mellan 0 och 1.")
        return cls(float(threshold), _fixed(value.get("fixed", {})), bool(value.get("protected", False)))

    @classmethod
    def shipped(cls) -> Policy:
        """The policy that comes with the package."""
        from importlib import resources

        return cls.from_toml(resources.files("redaction").joinpath("policy.toml").read_text(encoding="utf-8"))

    def decision(self, finding: Finding, recipient: Recipient) -> Decision | None:
        """The fixed decision about `finding` for `recipient`, None when the user decides.

        With a protected identity a finding that tells where someone is can't be fixed to "keep".
        """
        fixed = self.fixed.get(recipient, {}).get(finding.label)
        return None if fixed == "keep" and self.blocks(finding) else fixed

    def blocks(self, finding: Finding) -> bool:
        """Whether the finding must be hidden or decided by hand because of a protected identity."""
        return self.protected and finding.label in TELLS_WHERE

    def protecting(self, sensitive: Iterable[Sensitive], case_is_protected: bool = False) -> Policy:
        """This policy, with protected identity on when the case or any sentence of the note says so."""
        told = case_is_protected or any(item.tag == "PROTECTED" for item in sensitive)
        return Policy(self.threshold, self.fixed, protected=True) if told and not self.protected else self


def _fixed(value: object) -> Mapping[Recipient, Mapping[Label, Decision]]:
    if not isinstance(value, dict):
        raise BadPolicy("Policyfilens fixed ska vara en tabell per mottagare.")
    fixed: dict[Recipient, Mapping[Label, Decision]] = {}
    for name, decisions in value.items():
        recipient = next((one for one in RECIPIENTS if one == name), None)
        if recipient is None or not isinstance(decisions, dict):
            raise BadPolicy(
                f"Policyfilen nämner mottagaren {name}, som inte finns: välj bland {', '.join(RECIPIENTS)}."
            )
        fixed[recipient] = MappingProxyType(dict(_decision(label, decision) for label, decision in decisions.items()))
    return MappingProxyType(fixed)


def _decision(label: str, decision: object) -> tuple[Label, Decision]:
    known = next((one for one in LABELS if one == label), None)
    chosen = next((one for one in DECISIONS if one == decision), None)
    if known is None:
        raise BadPolicy(f"Policyfilen nämner personuppgiften {label}, som inte finns: välj bland {', '.join(LABELS)}.")
    if chosen is None:
        raise BadPolicy(f"Policyfilens beslut för {label} är okänt: välj bland {', '.join(DECISIONS)}.")
    return known, chosen
