"""How the names of one case are looked up in a text: whole, in part, split, joined, in the genitive, misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from redaction.finding import Label
from redaction.passage import Passage, Token
from redaction.spelling import SHORTEST_BY_VOWEL, alike, misspelt, sound
from redaction.wordlists import words

if TYPE_CHECKING:
    from redaction.lexicon import Person, Place

_LONGEST = 5  # words of one name
_LONGEST_ORDINARY = 4  # letters of a name that may be an ordinary word
_SHORTEST_SPLIT = 6  # letters of a name that a recogniser may write as two words


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to say a name of the case; `name` is the whole of it."""

    words: tuple[str, ...]
    label: Label
    role: str
    open: bool = False  # a lone first name: whatever surname follows may be the person's
    name: str = ""


class Match(NamedTuple):
    """The last token of a name in the text, the offset where it ends, what it is, and whether that is its spelling."""

    last: int
    end: int
    entry: Entry
    sure: bool


@dataclass(frozen=True)
class CaseNames:
    """The entries of a case, listed by the sound of their beginning."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, people: Iterable[Person], places: Iterable[Place]) -> CaseNames:
        """All that the names of `people` and `places` may be said as."""
        return cls(tuple(_entries(people, places)))

    def match(self, passage: Passage, index: int, *, is_name: bool = False) -> Match | None:
        """The longest name that begins at token `index`, the exactest spelling of it first.

        `is_name` says that a name surely stands there, so that even "bo" and "min" in small letters are looked up.
        """
        if not passage.tokens[index].is_word:
            return None
        best: Match | None = None
        for entry in self._candidates(passage.tokens[index].lower):
            match = None if not is_name and _ordinary(passage.tokens[index], entry) else _fits(passage, index, entry)
            if match and (best is None or (match.end, match.sure) > (best.end, best.sure)):
                best = match
        return best or self._split(passage, index)

    def fitting(self, passage: Passage, match: Match) -> list[Entry]:
        """All entries that fit the passage's beginning as well as `match` does."""
        found = (_fits(passage, 0, entry) for entry in self._candidates(passage.tokens[0].lower))
        same = [
            one.entry for one in found if one and (one.last, one.end, one.sure) == (match.last, match.end, match.sure)
        ]
        return same or [match.entry]

    def by_initials(self, passage: Passage) -> list[Entry]:
        """The entries for which the letters of the passage stand: "E.L." for Elsa Lind; none where it has words."""
        said = [token.lower for token in passage.tokens if token.is_word]
        if len(said) < 2 or any(len(word) > 1 for word in said):
            return []
        return [one for one in self.entries if one.label == "PERSON" and [word[0] for word in one.words] == said]

    def _candidates(self, lower: str) -> Iterator[Entry]:
        for key in self._near(lower):
            yield from self._by_first.get(key, ())

    def _split(self, passage: Passage, index: int) -> Match | None:
        """One long word of the lexicon that stands as two: "abdi rahman"."""
        if index + 1 >= len(passage.tokens) or not passage.tokens[index + 1].is_word:
            return None
        both = passage.tokens[index].lower + passage.tokens[index + 1].lower
        if len(both) < _SHORTEST_SPLIT or passage.spaced(index + 1) != " ":
            return None
        for key, cut in ((sound(both), 0), (sound(both[:-1]), 1))[: 1 + both.endswith("s")]:
            for entry in self._by_first.get(key, ()):
                if len(entry.words) == 1:
                    return Match(index + 1, passage.tokens[index + 1].end - cut, entry, sure=False)
        return None

    def _near(self, lower: str) -> Iterator[str]:
        """The listed sounds that the word may stand for, with and without a genitive s."""
        for key in dict.fromkeys((sound(lower), sound(lower[:-1]) if lower.endswith("s") else "")):
            if key:
                yield key
            if len(key) >= SHORTEST_BY_VOWEL:
                yield from (one for one in self._long_by_letter.get(key[:1], ()) if one != key and misspelt(key, one))

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[Entry, ...]]:
        """Entries by the sound of their first word, and of their first words joined, the longest first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in {sound("".join(entry.words[:count])) for count in (1, 2, len(entry.words))}:
                found.setdefault(key, []).append(entry)
        return {key: tuple(sorted(group, key=lambda entry: -len(entry.words))) for key, group in found.items()}

    @cached_property
    def _long_by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """The sounds that are long enough to be misspelt, by their first letter."""
        found: dict[str, list[str]] = {}
        for key in self._by_first:
            if len(key) >= SHORTEST_BY_VOWEL:
                found.setdefault(key[:1], []).append(key)
        return {letter: tuple(keys) for letter, keys in found.items()}


def _entries(people: Iterable[Person], places: Iterable[Place]) -> Iterator[Entry]:
    """Each full name, whatever is left of it when some of its words are not said, and each other form."""
    for person in people:
        for name in (person.name, *person.also):
            whole = _words(name)
            if whole:
                yield Entry(whole, "PERSON", person.role, len(name.split()) == 1, person.name)
            for parts in sorted(_shorter(name, whole)):
                yield Entry(parts, "PERSON", person.role, name=person.name)
    for place in places:
        whole = _words(place.name)
        if whole:
            yield Entry(whole, place.label, place.role, name=place.name)


def _shorter(name: str, whole: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every way to say less of a name, in its order: "Anna Berg" of Anna Karin Berg, "Gun-Britt" of Gun-Britt Holm."""
    said = [_words(part) for part in name.split()][:_LONGEST]
    some = {
        tuple(word for part in chosen for word in part)
        for size in range(1, len(said) + 1)
        for chosen in combinations(said, size)
    }
    few = words("lexicon", "particles")
    some |= {(word,) for word in whole}
    return {one for one in some if one and one != whole and not all(len(word) == 1 or word in few for word in one)}


def _words(name: str) -> tuple[str, ...]:
    return tuple(token.lower for token in Passage.of(name).tokens if token.is_word or token.is_digits)[:_LONGEST]


def _fits(passage: Passage, index: int, entry: Entry) -> Match | None:
    """The match when the tokens from `index` on are the entry's words, in their order and with nothing between."""
    tokens = passage.tokens
    place, said, end, exact = index, 0, 0, True
    while said < len(entry.words):
        if said and place < len(tokens) and tokens[place].text in "-'’." and not passage.spaced(place):
            place += 1
        if place >= len(tokens) or (said and passage.spaced(place) not in ("", " ", "\u00a0")):
            return None
        step = _step(tokens[place].lower, entry.words[said:])
        if step is None:
            return None
        count, same, cut = step
        said, exact, end = said + count, exact and same, tokens[place].end - cut
        place += 1
    return Match(place - 1, end, entry, exact)


def _step(lower: str, left: tuple[str, ...]) -> tuple[int, bool, int] | None:
    """How many of the words `left` one word of the text says, whether it is spelled as they are, and its genitive s."""
    for count in (1, 2, len(left)):
        if count > len(left):
            break
        name = "".join(left[:count])
        if count > 1 and not name.isalpha():
            continue
        same, cut = alike(lower, name), 0
        if not same and count == len(left) and lower.endswith("s"):
            without = alike(lower[:-1], name)
            if without or (without is not None and same is None):
                same, cut = without, 1
        if same is not None:
            return count, same and count == 1, cut
    return None


def _ordinary(token: Token, entry: Entry) -> bool:
    """Whether a short name in lower case, alone, is more likely an ordinary word: "bo", "min"."""
    if token.is_capital or len(entry.words) > 1 or len(entry.words[0]) > _LONGEST_ORDINARY:
        return False
    exact = entry.words[0] in (token.lower, token.lower.removesuffix("s"))
    return (not exact and len(entry.words[0]) < _LONGEST_ORDINARY) or entry.words[0] in words("lexicon", "short_words")
