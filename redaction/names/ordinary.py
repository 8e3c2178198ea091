"""What the model takes for a name and everybody knows is none: agencies, methods, generic houses, months."""

from __future__ import annotations

from functools import cache

from redaction.finding import Label
from redaction.names.lists import kinds_of
from redaction.passage import Passage, Token
from redaction.wordlists import words

_WORDS = "names/words"
_LONGEST_JOINT = 2  # letters between the parts of a compound: "mottagning-s-gruppen"


def is_ordinary(passage: Passage, first: int, last: int, label: Label) -> bool:
    """Whether the tokens from `first` to `last` say nobody's name."""
    said = [token for token in passage.tokens[first : last + 1] if token.is_word]
    if all(token.text in words(_WORDS, "edges") or _known_to_all(token) for token in said):
        return True
    if len(said) != 1:
        return False
    if said[0].lower in words(_WORDS, "small"):
        return True
    return _is_generic(said[0].lower) or _is_time(passage, first, label) or _letter_of_compound(passage, first)


def _known_to_all(token: Token) -> bool:
    """Whether the word is an agency, a medicine, a method, a game or a brand.

    What is a name as well ("Ester", "Jo", "Sol") counts as an abbreviation only in capitals.
    """
    abbreviated = len(token.text) > 1 and token.text[-1].isupper()
    return token.lower in words(_WORDS, "never") and (abbreviated or not kinds_of(token.lower))


@cache
def _is_generic(lower: str) -> bool:
    """Whether the word is a house or group that every municipality has: "skolan", "mottagningsgruppen"."""
    word = lower.removesuffix("s")
    if {word, lower} & words(_WORDS, "generic"):
        return True
    for end in words(_WORDS, "generic_ends"):
        head = word.removesuffix(end)
        if head != word and any(
            head.startswith(part) and len(head) - len(part) < _LONGEST_JOINT for part in words(_WORDS, "generic_parts")
        ):
            return True
    return False


def _is_time(passage: Passage, index: int, label: Label) -> bool:
    """Whether a month, a day or a season in small letters is meant as one: not "maj" for mormor Maj."""
    token = passage.tokens[index]
    if token.is_capital or token.lower not in words(_WORDS, "times"):
        return False
    return label != "PERSON" or bool(set(passage.before(index, 1)) & words(_WORDS, "before_times"))


def _letter_of_compound(passage: Passage, index: int) -> bool:
    """The letter of "K-nummer", "A-traktor"."""
    tokens = passage.tokens
    if len(tokens[index].text) > 1 or index + 2 >= len(tokens) or tokens[index + 1].text != "-":
        return False
    return not passage.spaced(index + 1) and not passage.spaced(index + 2) and tokens[index + 2].text.islower()
