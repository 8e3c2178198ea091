"""Known names and words put right where the recogniser was unsure and heard something that sounds the same.

Only words of low probability are touched, what was heard stays with the word (`Word.heard`, and first among its
alternatives), and where two known names are about as near none is chosen: a garbled name is seen, a wrong one is
believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dictate.speech.likeness import sounded, swedish, unlike
from dictate.speech.vocabulary import Vocabulary, common_words
from dictate.words import Word

# The figures below were chosen on 106 sentences of scripts/spoken_names.py by three voices. Unrepaired: 23 of 114 names
# and 0 of 30 terms right; repaired: 68 and 11, and 3 more of the 653 other words. In 121 readings of other voices, in
# which no name of either lexicon is said, 4 words that were wrong already changed and none that was right.
UNSURE_BELOW = 0.6
# How unlike a name or word may be heard; 0.3 gave 6 names more and 3 more that were not said.
_NEAR = 0.25
# By how much nearer a form counts that the recogniser heard too when it was told the words to know (see `guided`).
_TOLD = 0.15
# The same as _NEAR for several words that are heard where one is meant: "urusan mellan".
_JOINED = 0.22
# Short names are near many words, and everyday words are mostly what was said.
_SHORT, _SHORT_SHARE, _COMMON_SHARE = 5, 0.5, 0.3
# How much nearer the best must be than the next.
_AHEAD = 0.06
_SHORTEST_TERM = 6
_SHORTEST_HEARD = 3
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Form:
    """A name or word as it may be said; `entry` is the line of the list that it belongs to."""

    words: tuple[str, ...]
    entry: str
    name: bool
    most: float
    """How unlike it may be heard."""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def lower(self) -> tuple[str, ...]:
        return tuple(word.casefold() for word in self.words)


@dataclass(frozen=True, slots=True)
class _Place:
    """A form that fits the words `first`:`last`."""

    unlike: float
    first: int
    last: int
    form: _Form


@dataclass(frozen=True, slots=True)
class _Near:
    """A form near what was heard: how unlike it is, and how unlike it counts where what was told points at it."""

    counted: float
    unlike: float
    form: _Form


class Repair:
    """What a vocabulary can put right."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._forms = tuple(dict.fromkeys(_forms(vocabulary)))
        self._single = frozenset(form.text.casefold() for form in self._forms if len(form.words) == 1)
        self._words = frozenset(word for form in self._forms for word in form.lower)
        self._by_sound: dict[str, tuple[_Form, ...]] = {}

    def repaired(self, words: Sequence[Word], told: Sequence[frozenset[str]] = ()) -> tuple[Word, ...]:
        """The words with what is surely meant in place of what was heard; several may become one.

        `told` are for each word those that a reading that was told the words to know has about there, in lower case.
        """
        found, untouched = list(words), set(range(len(words)))
        chosen = []
        for place in sorted(self._places(words, told), key=lambda place: (-len(place.form.words), place.unlike)):
            span = set(range(place.first, place.last))
            if span <= untouched:
                untouched -= span
                chosen.append(place)
        for place in sorted(chosen, key=lambda place: -place.first):
            found[place.first : place.last] = _written(words, place)
        return tuple(found)

    def _places(self, words: Sequence[Word], told: Sequence[frozenset[str]]) -> Iterator[_Place]:
        """Every run of words that a form fits, with the best of them."""
        bare = [_bare(word.text)[1] for word in words]
        for first in range(len(words) if self._forms else 0):
            for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
                unsure = min(word.probability for word in words[first:last]) < UNSURE_BELOW
                about = self._words.intersection(frozenset().union(*told[first:last]))
                if not unsure or not all(bare[first:last]):
                    continue
                if best := self._best(bare[first:last], about):
                    yield _Place(best[0], first, last, best[1])

    def _best(self, heard: Sequence[str], told: frozenset[str]) -> tuple[float, _Form] | None:
        """The nearest form and how unlike it is; None where none is near, or two are, or it is what was heard.

        Where what was `told` points at a form that does not do, another may.
        """
        joined = "".join(heard)
        if len(joined) < _SHORTEST_HEARD:
            return None
        near, pointed = [], []
        for form in self._beginning(sounded(joined)[:1]):
            if len(form.words) in (1, len(heard)):
                less = _TOLD if told and told.issuperset(form.lower) else 0.0
                cost = unlike(joined, form.text, _NEAR + _AHEAD + less)
                if cost <= _NEAR + _AHEAD:
                    near.append(_Near(cost, cost, form))
                if less and cost <= _NEAR + _AHEAD + less:
                    pointed.append(_Near(cost - less, cost, form))
        others = [one for one in near if all(one.form is not other.form for other in pointed)]
        return (self._chosen(heard, [*pointed, *others]) if pointed else None) or self._chosen(heard, near)

    def _chosen(self, heard: Sequence[str], near: Sequence[_Near]) -> tuple[float, _Form] | None:
        """The nearest of those that are near, if it will do."""
        if not near:
            return None
        best = min(near, key=lambda one: (one.counted, -len(one.form.text)))
        form, counted = best.form, best.counted
        common = all(word.lower() in common_words() for word in heard)
        lower = tuple(word.casefold() for word in heard)
        if any(one.form.lower == lower for one in near) or counted > form.most * (_COMMON_SHARE if common else 1):
            return None
        if len(heard) > len(form.words) and (counted > _JOINED or not self._whole(heard, form, best.unlike)):
            return None
        rivals = [one.counted for one in near if one.form.entry != form.entry]
        return None if counted > 0 and rivals and min(rivals) - counted < _AHEAD else (counted, form)

    def _beginning(self, sound: str) -> tuple[_Form, ...]:
        """The forms that begin with that sound or one near it; what begins otherwise is unlike, whatever follows."""
        if sound not in self._by_sound:
            sounds = swedish()
            near = [one for one in self._forms if sounds.instead(sound, sounded(one.text)[:1]) < sounds.other]
            self._by_sound[sound] = tuple(near)
        return self._by_sound[sound]

    def _whole(self, heard: Sequence[str], form: _Form, cost: float) -> bool:
        """Whether all of the words are needed for the form: one alone is not as near, nor a known word itself."""
        if any(word.casefold() in self._single for word in heard):
            return False
        return all(unlike(word, form.text, cost + _AHEAD) > cost + _AHEAD for word in heard)


def _forms(vocabulary: Vocabulary) -> Iterator[_Form]:
    """Each name whole and each of its words, with a genitive s; each long word of the other lists."""
    for name in vocabulary.names:
        words = tuple(name.split())
        yield _Form(words, name, True, _NEAR)
        for word in words:
            if word[0].isupper() and len(word) >= _SHORTEST_HEARD:
                most = _NEAR * (_SHORT_SHARE if len(word) < _SHORT else 1)
                yield _Form((word,), name, True, most)
                if not word.endswith(("s", "x", "z")):
                    yield _Form((word + "s",), name, True, most)
    for term in (*vocabulary.unit, *vocabulary.domain):
        if len(term) >= _SHORTEST_TERM:
            yield _Form(tuple(term.split()), term, not term.islower(), _NEAR)


def _written(words: Sequence[Word], place: _Place) -> list[Word]:
    """The form in place of the words, each with what was heard; the punctuation after them stays."""
    old, form = words[place.first : place.last], place.form
    after = _bare(old[-1].text)[2]
    opens = place.first == 0 or words[place.first - 1].text.endswith((".", "!", "?"))
    texts = list(form.words)
    if not form.name and opens:
        texts[0] = texts[0][0].upper() + texts[0][1:]
    texts[-1] += after
    if len(texts) == len(old):
        return [_instead(word, text, word.text) for word, text in zip(old, texts, strict=True)]
    joined = Word(old[0].start, old[-1].end, "", min(word.probability for word in old))
    return [_instead(joined, texts[0], " ".join(word.text for word in old))]


def _instead(word: Word, text: str, heard: str) -> Word:
    if text == heard:
        return word
    return replace(word, text=text, heard=heard, alternatives=(heard, *word.alternatives))


def _bare(text: str) -> tuple[str, str, str]:
    """What stands before the word, the word, and what stands after it."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[:start], text[start:end], text[end:]
