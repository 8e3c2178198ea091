"""Names by lists and by the words around them, without a model.

A capitalised word inside a sentence, a role before it ("mamman Sara"), a known given or family name: each is evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from redaction.detector import Evidence, finding
from redaction.finding import Finding
from redaction.passage import Passage
from redaction.wordlists import load

_DATA = "names/context_names"
_MOST = 4  # words of one name


class ContextNameDetector:
    """Finds PERSON, PLACE and ORGANISATION."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        index = 0
        while index < len(passage.tokens):
            last = _name_ends(passage, index)
            item = _organisation(passage, index, last) or (_name(passage, index, last) if last is not None else None)
            if item:
                yield item
            index = (last if last is not None else index) + 1


def _name_ends(passage: Passage, index: int) -> int | None:
    """The last token of a row of name-like words that begins at `index`; None when the word is not name-like."""
    if not _name_like(passage, index):
        return None
    last = index
    for _ in range(_MOST):
        following = last + 1
        hyphen = _hyphened(passage, following)
        if hyphen:
            last = following + 1
        elif following < len(passage.tokens) and passage.spaced(following) == " " and _name_like(passage, following):
            if passage.tokens[index].is_capital != passage.tokens[following].is_capital:
                break
            last = following
        else:
            break
    return last


def _hyphened(passage: Passage, index: int) -> bool:
    tokens = passage.tokens
    return (
        index + 1 < len(tokens)
        and tokens[index].text == "-"
        and not passage.spaced(index)
        and not passage.spaced(index + 1)
        and tokens[index + 1].is_word
    )


def _name_like(passage: Passage, index: int) -> bool:
    token = passage.tokens[index]
    if not token.is_word or token.lower in words_of("never") or len(token.text) < 2:
        return False
    if token.is_capital:
        if token.text.isupper() and len(token.text) > 1:
            return False
        if not passage.starts_sentence(index):
            return True
        return token.lower not in words_of("ordinary") and _bare(token.lower) in given()
    if token.lower in words_of("ordinary"):
        return False
    bare = _bare(token.lower)
    return bare in given() or bare in family()


def _bare(word: str) -> str:
    """The name without its genitive s, where the lists know it so."""
    if word not in given() and word not in family() and word.endswith("s") and len(word) > 3:
        return word[:-1]
    return word


def _name(passage: Passage, first: int, last: int) -> Finding | None:
    tokens = passage.tokens
    words = [_bare(token.lower) for token in tokens[first : last + 1] if token.is_word]
    capital = tokens[first].is_capital
    before = passage.before(first, 2)
    introduced = next((word for word in before[-1:] if word in words_of("introduces")), "")
    is_given, is_family = words[0] in given(), words[-1] in family()
    if capital and not is_given and before[-1:] and before[-1] in words_of("place_before"):
        reason = Evidence(_weight("place"), f"stor bokstav efter ”{before[-1]}”")
        return finding(passage, tokens[first].start, _end(passage, last), "PLACE", reason)
    if not capital and not (introduced or len(words) > 1 or (is_given and len(words[0]) > 3)):
        return None
    inside = capital and not passage.starts_sentence(first)
    ordinary = any(word in words_of("ordinary") for word in words) and not (introduced or inside)
    return finding(
        passage,
        tokens[first].start,
        _end(passage, last),
        "PERSON",
        Evidence(_weight("given"), "känt förnamn") if is_given else None,
        Evidence(_weight("family"), "känt efternamn") if is_family else None,
        Evidence(_weight("capital"), "stor bokstav mitt i meningen") if inside else None,
        Evidence(_weight("introduced"), f"efter ”{introduced}”") if introduced else None,
        Evidence(_weight("lower_given"), "") if len(words) > 1 else None,
        Evidence(_weight("ordinary"), "men även ett vanligt ord") if ordinary else None,
    )


def _end(passage: Passage, last: int) -> int:
    """The offset where the name ends, without a genitive s."""
    token = passage.tokens[last]
    return token.end - (1 if _bare(token.lower) != token.lower else 0)


def _organisation(passage: Passage, index: int, name_end: int | None) -> Finding | None:
    token = passage.tokens[index]
    reason = Evidence(_weight("organisation"), "namn på en verksamhet")
    if name_end is not None:
        last = passage.tokens[name_end].lower
        following = passage.after(name_end, 1)
        if any(
            last.endswith(ending) and last != ending
            for ending in ("skolan", "gymnasiet", "gården", "bostäder", "kliniken")
        ):
            return finding(passage, token.start, passage.tokens[name_end].end, "ORGANISATION", reason)
        if following and following[0] in words_of("org_endings"):
            return finding(passage, token.start, passage.tokens[name_end + 1].end, "ORGANISATION", reason)
    if token.lower.endswith(("skolan", "gymnasiet")) and len(token.text) > 9 and token.lower not in _schools():
        return finding(passage, token.start, token.end, "ORGANISATION", reason)
    if token.lower in words_of("org_before") and index + 1 < len(passage.tokens):
        name = passage.tokens[index + 1]
        if name.is_word and name.is_capital and not name.text.isupper() and passage.spaced(index + 1) == " ":
            return finding(passage, token.start, name.end, "ORGANISATION", reason)
    return None


def _schools() -> frozenset[str]:
    return frozenset(
        {"förskolan", "grundskolan", "gymnasieskolan", "friskolan", "särskolan", "resursskolan", "folkhögskolan"}
    )


@cache
def given() -> frozenset[str]:
    """The given names of `given.txt`, lower case."""
    return _listed("given.txt")


@cache
def family() -> frozenset[str]:
    """The family names of `family.txt`, lower case."""
    return _listed("family.txt")


def _listed(file: str) -> frozenset[str]:
    folder = resources.files("redaction").joinpath("names")
    return frozenset(folder.joinpath(file).read_text(encoding="utf-8").split())


@cache
def words_of(key: str) -> frozenset[str]:
    return frozenset(load(_DATA)["words"][key].split())


def _weight(key: str) -> float:
    return float(load(_DATA)["weights"][key])
