"""Who a found name is, as far as the text itself says it: "mamman Sara" makes every Sara of the text "mamman"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from redaction.finding import Finding
from redaction.wordlists import load

_BEFORE = re.compile(r"([\w-]+),?\s+$")
_AFTER = re.compile(r"(?:\s*\(|,\s+)(?:\w+s\s+)?([\w-]+)")


def roles_in(text: str, findings: Iterable[Finding]) -> Mapping[str, str]:
    """The role of each found person whose text tells it, by the name in lower case; parts of a name count too.

    A word of `roles.toml` right before the name ("pappan, Sten Hassel") or right after it ("Sara (mamma)") tells.
    A name, or a part of one, that is told to be two different roles has none.
    """
    told: dict[str, set[str]] = {}
    for finding in findings:
        if finding.label != "PERSON":
            continue
        role = _role_beside(text, finding)
        if role:
            name = finding.text.casefold()
            for key in {name, *name.split()}:
                told.setdefault(key, set()).add(role)
    return {name: next(iter(roles)) for name, roles in told.items() if len(roles) == 1}


def role_of(name: str, roles: Mapping[str, str]) -> str:
    """The role of a name by `roles_in`: the whole name first, then its first word; "" when neither tells."""
    whole = name.casefold()
    candidates = (whole, whole.removesuffix("s"), whole.split()[0], whole.split()[0].removesuffix("s"))
    return next((roles[key] for key in candidates if key in roles), "")


def all_roles() -> tuple[str, ...]:
    """Every role of `roles.toml` as a note calls the person: "mamman", "pappan", "barnet" ..."""
    return tuple(load("roles")["roles"])


def usual_voices() -> tuple[str, ...]:
    """Who mostly speaks in a recorded conversation, the likeliest first."""
    return tuple(load("roles")["voices"]["usual"])


def is_child(role: str) -> bool:
    """Whether the role is that of a child whose case it may be: "barnet", "son", "flickan", "barn 2"."""
    return same_role(role) in load("roles")["voices"]["child"]


def same_role(role: str) -> str:
    """The role in one wording, so that "mamma" and "Mamman" are the same; a number behind it goes."""
    plain = re.sub(r"\s*\d+\Z", "", role.strip().casefold())
    return _roles().get(plain, plain)


@cache
def possessed_words() -> frozenset[str]:
    """The words for a person's part that can stand after their owner's name, without article: "Elias pappa"."""
    return frozenset(load("roles")["possessed"]["words"])


def _role_beside(text: str, finding: Finding) -> str:
    before = _BEFORE.search(text, max(0, finding.start - 40), finding.start)
    if before and (role := _roles().get(before[1].casefold())):
        return role
    after = _AFTER.match(text, finding.end, finding.end + 40)
    return _roles().get(after[1].casefold(), "") if after else ""


@cache
def _roles() -> Mapping[str, str]:
    return {word: role for role, words in load("roles")["roles"].items() for word in words}
