"""E-mail addresses: written, said ("anna punkt berg snabel-a exempel punkt se"), and split by a recogniser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from redaction.detector import Evidence, finding
from redaction.detectors.data import DetectorData, function_words
from redaction.finding import Finding
from redaction.numerals import number_word
from redaction.passage import Passage

_DATA = DetectorData("email")
_LOCAL_SIGNS = frozenset("._%+-'")
_REACH = 40  # tokens to each side: no address is longer


class EmailDetector:
    """Finds EMAIL."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        for index in range(len(passage.tokens)):
            if passage.tokens[index].text == "@":
                yield from _written(passage, index)
            after = _at_ends(passage, index)
            if after:
                yield from _said(passage, index, after)


def _written(passage: Passage, at: int) -> Iterator[Finding]:
    first, last = _glued(passage, at, -1), _glued(passage, at, 1)
    apart = 0 < at < len(passage.tokens) - 1 and passage.spaced(at) == passage.spaced(at + 1) == " "
    if apart:  # the recogniser put spaces: "anna.berg @ exempel.se"
        first, last = _glued(passage, at - 1, -1), _glued(passage, at + 1, 1)
        spread = _spread(passage, at + 1, 1)
        if passage.tokens[spread].lower in _DATA.words("domains", "said"):  # "anna . berg @ exempel . se"
            first, last = _spread(passage, at - 1, -1), spread
    tokens = passage.tokens
    if first == at and at and passage.spaced(at) == " ":  # "anna.berg @exempel.se"
        left = _glued(passage, at - 1, -1)
        first = left if any(token.text in "._" or token.is_digits for token in tokens[left:at]) else first
    after = last + 1  # "anna.berg@exempel. se"
    if (
        last > at
        and after < len(tokens)
        and tokens[last].text == "."
        and tokens[after].lower in _DATA.words("domains", "said")
    ):
        last = after
    while last > at and not (tokens[last].is_word or tokens[last].is_digits):
        last -= 1
    while first < at and not (tokens[first].is_word or tokens[first].is_digits):
        first += 1
    glued = not passage.spaced(at) and at + 1 < len(tokens) and not passage.spaced(at + 1)
    if first == at or last == at or not (glued or any(token.text == "." for token in tokens[at:last])):
        return
    reason = Evidence(_DATA.weight("written"), "e-postadress")
    yield finding(passage, tokens[first].start, tokens[last].end, "EMAIL", reason)


def _glued(passage: Passage, index: int, step: int) -> int:
    """The furthest token that hangs together with `index` without a space, in the direction of `step`."""
    tokens = passage.tokens
    for _ in range(_REACH):
        following = index + step
        if not 0 <= following < len(tokens) or passage.spaced(max(index, following)):
            break
        token = tokens[following]
        if not (token.is_word or token.is_digits or token.text in _LOCAL_SIGNS):
            break
        index = following
    return index


def _spread(passage: Passage, index: int, step: int) -> int:
    """As `_glued`, over signs with spaces around them too: "anna . berg"."""
    tokens = passage.tokens
    index = _glued(passage, index, step)
    while 0 < index + step < len(tokens) - 1 and tokens[index + step].text in "._-":
        beyond = index + 2 * step
        spaced = passage.spaced(max(index, index + step)) == passage.spaced(max(beyond, index + step)) == " "
        if not spaced or not (tokens[beyond].is_word or tokens[beyond].is_digits):
            break
        index = _glued(passage, beyond, step)
    return index


@cache
def _at_forms() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(form.split()) for form in _DATA.table("said")["at"])


def _at_ends(passage: Passage, index: int) -> int | None:
    """The index after a said "@" that begins at `index`."""
    tokens = passage.tokens
    if not tokens[index].lower.startswith(("sna", "kan", "alf", "at", "(", "ät")):
        return None
    if tokens[index].lower in _DATA.table("said")["weak_at"]:
        return index + 1 if index and _ends_in_domain(passage, index + 1) else None
    for form in _at_forms():
        if tuple(token.lower for token in tokens[index : index + len(form)]) == form:
            return index + len(form)
    return None


def _ends_in_domain(passage: Passage, after: int) -> bool:
    """Whether "word punkt se" follows."""
    words = [token.lower for token in passage.tokens[after : after + 8]]
    return any(
        word in _DATA.words("domains", "said") and words[place - 1] in _DATA.words("dot", "said")
        for place, word in enumerate(words)
        if place > 1
    )


def _said(passage: Passage, at: int, after: int) -> Iterator[Finding]:
    first, last = _local_starts(passage, at), _domain_ends(passage, after)
    if first is None or last is None:
        return
    reason = Evidence(_DATA.weight("said"), "uttalad e-postadress (”snabel-a”)")
    yield finding(passage, passage.tokens[first].start, passage.tokens[last].end, "EMAIL", reason)


def _local_starts(passage: Passage, at: int) -> int | None:
    """Goes left over words joined by "punkt", "understreck" or digits; a lone word is the whole local part."""
    index, first = at - 1, None
    for _ in range(_REACH):
        if index < 0 or passage.sentence_of[index] != passage.sentence_of[at] or not _part(passage, index):
            break
        first = index
        before = index - 1
        joined = before >= 0 and (_joins(passage, before) or not passage.spaced(index) or _numeric(passage, index))
        if before < 0 or _stops(passage, before):
            break
        if not joined:  # "vendela lund snabel-a": the point between two names was not said
            lone = index == at - 1 and _part(passage, before) and passage.tokens[before].lower not in function_words()
            return before if lone and passage.sentence_of[before] == passage.sentence_of[at] else first
        index = before - 1 if _joins(passage, before) else before
    return first


def _domain_ends(passage: Passage, after: int) -> int | None:
    """Goes right to the last "punkt se": up to four words may stand between two points."""
    last, since = None, 0
    for index in range(after, min(after + 16, len(passage.tokens))):
        if passage.sentence_of[index] != passage.sentence_of[after - 1] and passage.spaced(index) != " ":
            break
        token = passage.tokens[index]
        if token.lower in _DATA.words("domains", "said") and index > after and _joins(passage, index - 1):
            last = index
        since = 0 if _joins(passage, index) else since + 1
        if since > 4 or (last is not None and index > last and not _joins(passage, index)):
            break
    return last if last is not None else (after if after < len(passage.tokens) and _part(passage, after) else None)


def _part(passage: Passage, index: int) -> bool:
    token = passage.tokens[index]
    return (token.is_word or token.is_digits or token.text == "_") and not _stops(passage, index)


def _stops(passage: Passage, index: int) -> bool:
    return passage.tokens[index].lower in _DATA.words("stop", "said")


def _numeric(passage: Passage, index: int) -> bool:
    token = passage.tokens[index]
    return token.is_digits or number_word(token.lower) is not None


def _joins(passage: Passage, index: int) -> bool:
    word = passage.tokens[index].lower
    return (
        word in "._-"
        or word in _DATA.words("dot", "said")
        or word in _DATA.words("underscore", "said")
        or word in _DATA.words("hyphen", "said")
    )
