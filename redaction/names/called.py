"""What names are called by: initials, a nickname that a text introduces as one, a house's kind before its name."""

from __future__ import annotations

from collections.abc import Iterator

from redaction.detector import Evidence, finding
from redaction.finding import Finding
from redaction.passage import Passage, Token
from redaction.wordlists import words

_WEIGHT = 0.7  # of a nickname that nothing else speaks for
_LONGEST_HOUSE = 3  # words of a house's name
_WORDS = "names/words"


def first_initial(passage: Passage, first: int) -> int:
    """The first of the initials that token `first` ends: that of "M." for the "A" of "M.A." or "O-J"."""
    tokens = passage.tokens
    while (
        first > 1
        and _is_initial(tokens[first])
        and tokens[first - 1].text in ".-"
        and _is_initial(tokens[first - 2])
        and not passage.spaced(first)
        and not passage.spaced(first - 1)
    ):
        first -= 2
    return first


def _is_initial(token: Token) -> bool:
    return len(token.text) == 1 and token.is_capital


def initials(passage: Passage) -> Iterator[Finding]:
    """Two capitals for somebody's name: "M.A.", "O-J"."""
    tokens = passage.tokens
    for at in range(len(tokens) - 2):
        one, sign, other = tokens[at : at + 3]
        apart = passage.spaced(at + 2)  # "M. A." too
        if not (_is_initial(one) and _is_initial(other) and one.end == sign.start and apart in ("", " ")):
            continue
        stopped = at + 3 < len(tokens) and tokens[at + 3].text == "." and not passage.spaced(at + 3)
        before = at > 0 and tokens[at - 1].end == one.start
        after = (
            at + 3 < len(tokens) and not stopped and not passage.spaced(at + 3) and tokens[at + 3].text not in ",;:!?)"
        )
        if apart and not (stopped and sign.text == "."):
            continue
        if (sign.text == "-" or (sign.text == "." and stopped)) and not before and not after:
            end = tokens[at + 3].end if sign.text == "." else other.end
            yield finding(passage, one.start, end, "PERSON", Evidence(_WEIGHT, "skrivet som någons initialer"))


def houses(passage: Passage) -> Iterator[Finding]:
    """The capitalised words after what a house is: "HVB Lönnen", "stödboendet Nya Gläntan"."""
    tokens = passage.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.lower not in words(_WORDS, "houses"):
            continue
        last = at
        while last < at + _LONGEST_HOUSE and last + 1 < len(tokens) and _goes_on(passage, last + 1):
            last += 1
        if last > at:
            reason = Evidence(_WEIGHT, f"namn efter ”{token.lower}”")
            yield finding(passage, token.start, tokens[last].end, "ORGANISATION", reason)


def _goes_on(passage: Passage, index: int) -> bool:
    """Whether the token is one more capitalised word of the same name."""
    token = passage.tokens[index]
    in_capitals = len(token.text) > 1 and token.text.isupper()
    named = token.is_word and token.is_capital and not in_capitals and token.lower not in words(_WORDS, "never")
    return named and passage.spaced(index) == " " and passage.sentence_of[index] == passage.sentence_of[index - 1]


def nicknames(passage: Passage) -> Iterator[Finding]:
    """The capitalised word after "han kallas", "kallad", "smeknamnet är": somebody's, since the words before are.

    What has only capitals is an abbreviation.
    """
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if not token.is_word or not token.is_capital or token.text.isupper() or token.lower in words(_WORDS, "never"):
            continue
        before = [word for word in passage.before(at, 4) if word != "för"]
        if before[-1:] and (
            (before[-1] in words(_WORDS, "calls") and set(before) & words(_WORDS, "somebody"))
            or (len(before) > 1 and before[-2] in words(_WORDS, "nickname") and before[-1] == "är")
        ):
            yield finding(passage, token.start, token.end, "PERSON", Evidence(_WEIGHT, f"efter ”{before[-1]}”"))
