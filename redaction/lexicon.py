"""The people and places of one case: typed once, then recognised in any inflection and in spellings near it."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import Any

from redaction.errors import BadCaseFile
from redaction.finding import Finding, Label
from redaction.passage import Passage, Token
from redaction.wordlists import load, words

SCHEMA = "redaction.case/1"
_SURE, _SOUNDS_ALIKE = 1.0, 0.9
_LONGEST = 5  # words of one name
_SHORTEST_BY_SOUND = 3  # letters: shorter names ("Bo") are ordinary words too easily
_SHORTEST_MISSPELT = 6  # letters: from here on one letter may differ ("Mohammed", "Muhammed")


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


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    label: Label
    role: str
    open: bool = False  # a lone first name: whatever surname follows may be the person's
    name: str = ""  # the whole name in the case


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
            match = self._match(passage, index)
            if match is None:
                index += 1
                continue
            last, end, entry, sure = match
            yield Finding.at(passage.text, passage.tokens[index].start, end, entry.label, *_reason(entry, sure))
            index = last + 1

    def knows(self, finding: Finding) -> bool:
        """Whether the found name belongs to the case; a PERSON it does not know is a stranger in the file."""
        return self.role_of(finding) is not None

    def role_of(self, finding: Finding) -> str | None:
        """The role of the person or place that was found, "" when it has none, None when it is not of the case.

        "Sara Holm" is not the case's "Sara Berg", but may be its "Sara". Where two of the case have the name and their
        roles differ, nobody can tell whose it is: "".
        """
        passage = Passage.of(finding.text)
        match = self._match(passage, 0) if passage.tokens else None
        if match is None:
            return None
        if _rest(passage, match[0]):
            return match[2].role if match[2].open else None
        roles = {entry.role for entry in self._fitting(passage, match)}
        return roles.pop() if len(roles) == 1 else ""

    def name_of(self, finding: Finding) -> str:
        """The whole name of the person or place that was found, as the case has it; "" unless it is surely that one.

        Sure is the very spelling, with or without a genitive s, of a name that one alone in the case has: what was
        decided about somebody must never be carried over to somebody else.
        """
        passage = Passage.of(finding.text)
        match = self._match(passage, 0) if passage.tokens else None
        if match is None or not match[3] or _rest(passage, match[0]):
            return ""
        names = {(entry.label, entry.name) for entry in self._fitting(passage, match)}
        label, name = names.pop()
        return name if not names and label == finding.label else ""

    def settle(self, passage: Passage, found: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
        """The findings to go on with and, apart, the case's own, which are certain.

        A longer name around one of the case's takes its reason when the lexicon knows it, and stands alone when it is
        a stranger's.
        """
        others = sorted(found, key=lambda item: (item.start, -item.end))
        starts = [item.start for item in others]
        certain: list[Finding] = []
        for own in self.find(passage):
            place = bisect_right(starts, own.start) - 1
            around = next((n for n in range(place, max(-1, place - 4), -1) if _longer_name(others[n], own)), None)
            if around is None:
                certain.append(own)
            elif self.knows(others[around]):
                other = others[around]
                certain.append(Finding(other.start, other.end, own.label, other.text, own.confidence, own.reason))
        return others, certain

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[_Entry, ...]]:
        """Entries by the sound of their first word, the longest first."""
        found: dict[str, list[_Entry]] = {}
        for entry in _entries(self.people, self.places):
            found.setdefault(_sound(entry.words[0]), []).append(entry)
            if len(entry.words) > 1:
                found.setdefault(_sound("".join(entry.words)), []).append(entry)
        return {key: tuple(sorted(group, key=lambda entry: -len(entry.words))) for key, group in found.items()}

    def _near(self, token: Token) -> Iterator[str]:
        """The sounds in the lexicon that the token may stand for."""
        yield from _keys(token)
        if len(token.lower) >= _SHORTEST_MISSPELT:
            for key in self._long_by_letter.get(_sound(token.lower)[:1], ()):
                if any(_one_apart(sound, key) for sound in _keys(token)):
                    yield key

    @cached_property
    def _long_by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """The sounds that are long enough to be misspelt, by their first letter."""
        found: dict[str, list[str]] = {}
        for key, entries in self._by_first.items():
            if any(len(entry.words[0]) >= _SHORTEST_MISSPELT for entry in entries):
                found.setdefault(key[:1], []).append(key)
        return {letter: tuple(keys) for letter, keys in found.items()}

    def _match(self, passage: Passage, index: int) -> tuple[int, int, _Entry, bool] | None:
        """Last token, end offset, entry and whether the spelling is exact, for the best name that begins at `index`."""
        token = passage.tokens[index]
        if not token.is_word:
            return None
        best: tuple[int, int, _Entry, bool] | None = None
        for key in self._near(token):
            for entry in self._by_first.get(key, ()):
                match = _fits(passage, index, entry)
                if match and (best is None or (match[1], match[2]) > (best[1], best[3])):
                    best = (match[0], match[1], entry, match[2])
        return best

    def _fitting(self, passage: Passage, match: tuple[int, int, _Entry, bool]) -> list[_Entry]:
        """All entries that fit the passage's beginning as well as `match` does."""
        entries = (entry for key in self._near(passage.tokens[0]) for entry in self._by_first.get(key, ()))
        return [entry for entry in entries if _fits(passage, 0, entry) == (match[0], match[1], match[3])]


def _rest(passage: Passage, last: int) -> bool:
    """Whether more of a name follows after the token `last`."""
    return any(token.is_word and len(token.text) > 1 for token in passage.tokens[last + 1 :])


def _longer_name(other: Finding, own: Finding) -> bool:
    """Whether `other` is a person's name that holds `own` and more than a genitive s."""
    holds = other.label == own.label == "PERSON" and other.start <= own.start and other.end >= own.end
    return holds and len(other.text) > len(own.text) + 1


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


def _entries(people: Iterable[Person], places: Iterable[Place]) -> Iterator[_Entry]:
    """Each full name, each of its words, and each other form."""
    for person in people:
        for name in (person.name, *person.also):
            parts = _words(name)
            if parts:
                yield _Entry(parts, "PERSON", person.role, len(parts) == 1, person.name)
            if len(parts) > 1:
                for word in parts:
                    if len(word) > 1 and word not in words("lexicon", "particles"):
                        yield _Entry((word,), "PERSON", person.role, name=person.name)
    for place in places:
        parts = _words(place.name)
        if parts:
            yield _Entry(parts, place.label, place.role, name=place.name)


def _words(name: str) -> tuple[str, ...]:
    return tuple(token.lower for token in Passage.of(name).tokens if token.is_word or token.is_digits)[:_LONGEST]


def _keys(token: Token) -> Iterator[str]:
    """The sounds under which a token may be listed: as it stands, and without a genitive s."""
    yield _sound(token.lower)
    if token.lower.endswith("s") and len(token.lower) > 2:
        yield _sound(token.lower[:-1])


def _fits(passage: Passage, index: int, entry: _Entry) -> tuple[int, int, bool] | None:
    """Last token, end offset and exactness when the tokens from `index` on are the entry's words."""
    tokens = passage.tokens
    joined = "".join(entry.words)
    if len(entry.words) > 1 and joined.isalpha() and _sound(tokens[index].lower) == _sound(joined):  # "majbritt"
        return index, tokens[index].end, False
    place, last, end, exact = index, index, tokens[index].end, True
    for number, word in enumerate(entry.words):
        if number and place < len(tokens) and tokens[place].text in "-'’." and not passage.spaced(place):
            place += 1
        if place >= len(tokens) or (number and passage.spaced(place) not in ("", " ", "\u00a0")):
            return None
        final = number + 1 == len(entry.words)
        same, cut = _same(tokens[place].lower, word), 0
        if not same and final and tokens[place].lower.endswith("s"):
            without = _same(tokens[place].lower[:-1], word)
            if without or (without is not None and same is None):
                same, cut = without, 1
        if same is None:
            return None
        exact, last, end = exact and same, place, tokens[place].end - cut
        place += 1
    if not exact and not tokens[index].is_capital and len(entry.words) == 1 and len(entry.words[0]) < 4:
        return None
    if (
        len(entry.words) == 1
        and len(entry.words[0]) <= 4
        and not tokens[index].is_capital
        and entry.words[0] in words("lexicon", "short_words")
    ):
        return None
    return last, end, exact


def _same(word: str, name: str) -> bool | None:
    """True for the same spelling, False for one that sounds alike, None for another word."""
    if word == name:
        return True
    if name.isdecimal() or min(len(name), len(word)) < _SHORTEST_BY_SOUND:
        return None
    heard, meant = _sound(word), _sound(name)
    if heard == meant:
        return False
    long = min(len(name), len(word)) >= _SHORTEST_MISSPELT and heard[:1] == meant[:1]
    return False if long and _one_apart(heard, meant) else None


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, fewer, changed or two changed places make the words equal."""
    if abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


@cache
def _fold() -> Mapping[int, str]:
    return str.maketrans(dict(load("lexicon")["sound"]["letters"]))


def _sound(word: str) -> str:
    """A key that spellings of one Swedish sound share: Elsa Else Älsa; Sofia Sophia; Erik Eric; Josef Yusef apart.

    Vowels inside count by class, doubled letters once, an unstressed last vowel is one.
    """
    split = unicodedata.normalize("NFD", word.translate(_fold()))
    plain = "".join(sign for sign in split if not unicodedata.combining(sign)).translate(_fold())
    for written, heard in load("lexicon")["sound"]["groups"]:
        plain = plain.replace(written, heard)
    kept: list[str] = []
    for sign in plain:
        if (not kept or kept[-1] != sign) and not (sign == "h" and kept):
            kept.append(sign)
    if len(kept) > 3 and kept[-1] in "aeo":
        kept[-1] = "a"
    return "".join(kept)


def _reason(entry: _Entry, sure: bool) -> tuple[float, str]:
    what = {"PERSON": "person", "ADDRESS": "adress", "ORGANISATION": "verksamhet"}.get(entry.label, "plats")
    role = f" ({entry.role})" if entry.role else ""
    spelled = "" if sure else ", stavat på annat sätt"
    return (_SURE if sure else _SOUNDS_ALIKE), f"Ärendets {what}{role}{spelled}"
