"""The people and places of one case: typed once, then recognised in any inflection and in spellings near it."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from redaction.case_names import CaseNames, Entry
from redaction.errors import BadCaseFile
from redaction.finding import Finding, Label
from redaction.passage import Passage

SCHEMA = "redaction.case/1"
_SURE, _SOUNDS_ALIKE = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the case. `role` is how a note calls them: "barnet", "mamma", "mormor", "läraren"; "" for none.

    `also` are other forms of the name: nicknames, initials, an earlier surname.
    """

    name: str
    role: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place, address or organisation of the case; `role` is what stands for it: "skolan", "pappas adress"."""

    name: str
    label: Label = "PLACE"
    role: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Finds the names of a case as a detector does; its findings say the role.

    `protected` says that someone in the case has a protected identity, so that every address, place and organisation
    must be decided before a text leaves (see `redaction.policy`).
    """

    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    protected: bool = False

    @classmethod
    def from_json(cls, text: str) -> Lexicon:
        """Reads what `to_json` wrote; raises BadCaseFile when it is not that."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise BadCaseFile("Ärendefilen är inte giltig JSON: hämta en ny eller rätta den.") from None
        if not isinstance(value, dict) or value.get("schema", SCHEMA) != SCHEMA:
            raise BadCaseFile(f"Ärendefilen har ett okänt format: den ska börja med schema {SCHEMA}.")
        try:
            value = _plain(value)
            people = tuple(_person(item) for item in value.get("people", ()))
            places = tuple(_place(item) for item in value.get("places", ()))
        except (KeyError, TypeError, AttributeError, ValueError):
            raise BadCaseFile("Ärendefilen saknar namn på en person eller plats: fyll i det och försök igen.") from None
        return cls(people, places, protected=bool(value.get("protected", False)))

    def to_json(self) -> str:
        """JSON text; it holds personal data and belongs in an encrypted store."""
        value = {
            "schema": SCHEMA,
            "people": [asdict(person) for person in self.people],
            "places": [asdict(place) for place in self.places],
            "protected": self.protected,
        }
        return json.dumps(value, ensure_ascii=False, indent=1)

    def vocabulary(self) -> tuple[str, ...]:
        """All names as they are spelled, for a speech recogniser."""
        names = [name for person in self.people for name in (person.name, *person.also)]
        return tuple(dict.fromkeys(names + [place.name for place in self.places]))

    def find(self, passage: Passage) -> Iterable[Finding]:
        """The case's names in `passage`, longest form first at each place."""
        index = 0
        while index < len(passage.tokens):
            match = self._names.match(passage, index)
            if match is None:
                index += 1
                continue
            start = passage.tokens[index].start
            yield Finding.at(passage.text, start, match.end, match.entry.label, *_reason(match.entry, match.sure))
            index = match.last + 1

    def knows(self, finding: Finding) -> bool:
        """Whether the found name belongs to the case; a PERSON it does not know is a stranger in the file."""
        return self.role_of(finding) is not None

    def role_of(self, finding: Finding) -> str | None:
        """The role of the person or place that was found, "" when it has none, None when it is not of the case.

        "Sara Holm" is not the case's "Sara Berg", but may be its "Sara". Where two of the case have the name, or the
        initials, and their roles differ, nobody can tell whose it is: "".
        """
        passage = Passage.of(finding.text)
        match = self._names.match(passage, 0, is_name=finding.label == "PERSON") if passage.tokens else None
        if match is not None and _rest(passage, match.last):
            return match.entry.role if match.entry.open else None
        meant = self._names.fitting(passage, match) if match else self._names.by_initials(passage)
        roles = {entry.role for entry in meant}
        return None if not roles else roles.pop() if len(roles) == 1 else ""

    def name_of(self, finding: Finding) -> str:
        """The whole name of the person or place that was found, as the case has it; "" unless it is surely that one.

        Sure is the very spelling, with or without a genitive s, of a name that one alone in the case has: what was
        decided about somebody must never be carried over to somebody else.
        """
        passage = Passage.of(finding.text)
        match = self._names.match(passage, 0, is_name=finding.label == "PERSON") if passage.tokens else None
        if match is None or not match.sure or _rest(passage, match.last):
            return ""
        names = {(entry.label, entry.name) for entry in self._names.fitting(passage, match)}
        label, name = names.pop()
        return name if not names and label == finding.label else ""

    def settle(self, passage: Passage, found: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
        """The findings to go on with and, apart, the case's own, which are certain.

        A longer name around one of the case's takes its reason when the lexicon knows it, and stands alone when it is
        a stranger's. What belongs to a place of the case ("Sofiaskolans gård") is that place.
        """
        others = sorted(found, key=lambda item: (item.start, -item.end))
        starts = [item.start for item in others]
        certain: list[Finding] = []
        dropped: set[int] = set()
        for own in self.find(passage):
            place = bisect_right(starts, own.start) - 1
            near = range(place, max(-1, place - 4), -1)
            dropped.update(n for n in near if _only_belongs(others[n], own))
            around = next((n for n in near if _longer_name(others[n], own)), None)
            if around is None:
                certain.append(own)
            elif self.knows(others[around]):
                other = others[around]
                certain.append(Finding(other.start, other.end, own.label, other.text, own.confidence, own.reason))
        return [item for number, item in enumerate(others) if number not in dropped], certain

    @cached_property
    def _names(self) -> CaseNames:
        return CaseNames.of(self.people, self.places)


def _rest(passage: Passage, last: int) -> bool:
    """Whether more of a name follows after the token `last`."""
    return any(token.is_word and len(token.text) > 1 for token in passage.tokens[last + 1 :])


def _longer_name(other: Finding, own: Finding) -> bool:
    """Whether `other` is a person's name that holds `own` and more than a genitive s."""
    holds = other.label == own.label == "PERSON" and other.start <= own.start and other.end >= own.end
    return holds and len(other.text) > len(own.text) + 1


def _only_belongs(other: Finding, own: Finding) -> bool:
    """Whether `other` is `own` with a genitive s, or a thing of that place in small letters after it."""
    if other.start != own.start or other.label not in ("PLACE", "ORGANISATION"):
        return False
    rest = other.text[len(own.text) :]
    return rest == "s" or (own.label != "PERSON" and rest.startswith(("s ", " ")) and rest.islower())


_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
"""What turns the order of the letters round, and the two line ends that are no control characters."""


def _plain(value: Any) -> Any:
    """The parsed file with no control character in any text: a name must not steer the terminal that shows it."""
    if isinstance(value, str):
        return "".join(" " if unicodedata.category(sign) == "Cc" or sign in _TURNS else sign for sign in value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def _person(item: Mapping[str, Any]) -> Person:
    name, role = str(item["name"]).strip(), str(item.get("role", "")).strip()
    if not name:
        raise ValueError
    return Person(name, role, tuple(str(other) for other in item.get("also", ())))


def _place(item: Mapping[str, Any]) -> Place:
    place = Place(str(item["name"]).strip(), item.get("label", "PLACE"), str(item.get("role", "")).strip())
    if not place.name or place.label not in ("PLACE", "ADDRESS", "ORGANISATION"):
        raise ValueError
    return place


def _reason(entry: Entry, sure: bool) -> tuple[float, str]:
    what = {"PERSON": "person", "ADDRESS": "adress", "ORGANISATION": "verksamhet"}.get(entry.label, "plats")
    role = f" ({entry.role})" if entry.role else ""
    spelled = "" if sure else ", stavat på annat sätt"
    return (_SURE if sure else _SOUNDS_ALIKE), f"Ärendets {what}{role}{spelled}"
