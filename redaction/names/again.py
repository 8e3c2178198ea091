"""A person's name that the model saw in one place of a text and not in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redaction.detector import Evidence, finding
from redaction.finding import Finding
from redaction.names.lists import kinds_of
from redaction.passage import Passage
from redaction.wordlists import words

_SURE = 0.8  # confidence of a name that is looked for in the rest of the text
_SHORTEST, _SHORTEST_SMALL = 3, 4  # letters
_WEIGHT = 0.6


def again(passage: Passage, found: Sequence[Finding]) -> Iterator[Finding]:
    """The words of surely found persons where none of `found` lies, without a genitive s.

    In small letters only a listed first name that stands so elsewhere too; at the start of a sentence not what stands
    in small letters elsewhere as well: "Björn" is not "Björn är ett djur, en björn".
    """
    sure = _words_of_persons(passage, found)
    if not sure:
        return
    covered = {index for one in found for index in _tokens_in(passage, one)}
    left = [index for index, token in enumerate(passage.tokens) if token.is_word and index not in covered]
    small = {token.lower for token in map(passage.tokens.__getitem__, left) if not token.is_capital}
    for index in left:
        token = passage.tokens[index]
        name = next((one for one in _without_genitive(token.lower) if (one, token.is_capital) in sure), "")
        if name and _is_named(passage, index, name, small):
            reason = Evidence(_WEIGHT, "samma namn står på ett annat ställe i texten")
            end = token.end - (len(token.lower) - len(name))
            yield finding(passage, token.start, end, "PERSON", reason)


def _words_of_persons(passage: Passage, found: Sequence[Finding]) -> set[tuple[str, bool]]:
    """The words of the names that are sure, each with whether it has a capital."""
    never = words("names/words", "edges") | words("lexicon", "particles") | words("lexicon", "short_words")
    result = set()
    for one in found:
        if one.label == "PERSON" and one.confidence >= _SURE:
            for index in _tokens_in(passage, one):
                token = passage.tokens[index]
                word = token.lower[: one.end - token.start]
                if token.is_word and len(word) >= _SHORTEST and word not in never:
                    result.add((word, token.is_capital))
    return result


def _tokens_in(passage: Passage, one: Finding) -> Iterator[int]:
    index = passage.token_at(one.start)
    while index < len(passage.tokens) and passage.tokens[index].start < one.end:
        yield index
        index += 1


def _without_genitive(lower: str) -> tuple[str, ...]:
    """The word, and what is left of it when its s is a genitive's."""
    return (lower, lower[:-1]) if lower.endswith("s") and len(lower) > _SHORTEST else (lower,)


def _is_named(passage: Passage, index: int, name: str, small: set[str]) -> bool:
    """Whether the word, which is somebody's name elsewhere, is one here."""
    token = passage.tokens[index]
    if token.is_capital:
        return token.lower not in small or not passage.starts_sentence(index)
    return len(name) >= _SHORTEST_SMALL and "given" in kinds_of(name)
