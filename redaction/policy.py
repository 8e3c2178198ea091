"""What an organisation has decided beforehand: which label is treated how, for which recipient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from redaction import toml_text
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
    def from_toml(cls, text: str, base: Policy | None = None) -> Policy:
        """Reads a policy file; what it does not name is as in `base`. See `redaction/policy.toml` for the form.

        Raises BadPolicy, which names the line, for anything that it does not know: a misspelt rule must not be taken
        for no rule.
        """
        try:
            value = toml_text.read(text)
        except (ValueError, RecursionError) as error:
            line = re.search(r"at line (\d+)", str(error))
            number = int(line[1]) if line else len(text.splitlines())  # "at end of document"
            raise BadPolicy(
                f"Policyfilen, rad {number}: filen är inte giltig TOML. Rätta den eller hämta en ny."
            ) from None
        return cls.from_table(value, text, base)

    @classmethod
    def from_table(cls, value: Mapping[str, object], text: str, base: Policy | None = None) -> Policy:
        """As `from_toml`, from the parsed file and its text, which is used to name the line of a fault."""
        base = base or cls()
        unknown = next((key for key in value if key not in ("threshold", "protected", "fixed")), None)
        if unknown is not None:
            raise _fault(f"{unknown} är okänt: stryk det eller rätta stavningen", text, unknown)
        threshold = value.get("threshold", base.threshold)
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise _fault("threshold ska vara ett tal mellan 0 och 1", text, "threshold")
        protected = value.get("protected", base.protected)
        if not isinstance(protected, bool):
            raise _fault("protected ska vara true eller false", text, "protected")
        fixed = {**base.fixed}
        for recipient, decisions in _fixed(value.get("fixed", {}), text).items():
            fixed[recipient] = MappingProxyType({**fixed.get(recipient, {}), **decisions})
        return cls(float(threshold), MappingProxyType(fixed), protected)

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


def _fixed(value: object, text: str) -> Mapping[Recipient, Mapping[Label, Decision]]:
    if not isinstance(value, dict):
        raise _fault("fixed ska vara en tabell per mottagare", text, "fixed")
    fixed: dict[Recipient, Mapping[Label, Decision]] = {}
    for name, decisions in value.items():
        recipient = next((one for one in RECIPIENTS if one == name), None)
        if recipient is None or not isinstance(decisions, dict):
            what = f"mottagaren {name} finns inte: välj bland {', '.join(RECIPIENTS)}"
            raise _fault(what, text, name)
        fixed[recipient] = dict(_decision(recipient, label, decision, text) for label, decision in decisions.items())
    return fixed


def _decision(recipient: Recipient, label: str, decision: object, text: str) -> tuple[Label, Decision]:
    known = next((one for one in LABELS if one == label), None)
    chosen = next((one for one in DECISIONS if one == decision), None)
    if known is None:
        what = f"personuppgiften {label} finns inte: välj bland {', '.join(LABELS)}"
        raise _fault(what, text, recipient, label)
    if chosen is None:
        raise _fault(f"beslutet för {label} är okänt: välj bland {', '.join(DECISIONS)}", text, recipient, label)
    if recipient == "teaching_copy" and chosen == "keep":
        raise _fault(f"{label} får inte behållas i en kopia för undervisning", text, recipient, label)
    return known, chosen


def _fault(what: str, text: str, *marks: str) -> BadPolicy:
    """The fault, with the line that holds the last of `marks`, each sought after the one before."""
    line = found = 0
    rows = text.splitlines()
    for mark in marks:
        found = next((number for number in range(line, len(rows)) if _names(rows[number], mark)), -1)
        if found < 0:
            break
        line = found
    return BadPolicy(f"Policyfilen, rad {line + 1}: {what}." if found >= 0 else f"Policyfilen: {what}.")


def _names(row: str, key: str) -> bool:
    """Whether a line sets the key or opens a table of that name."""
    head = row.split("#", 1)[0].split("=", 1)[0].strip().strip("[]")
    return key in re.split(r"[.\s\"']+", head)
