"""PERSON, PLACE and ORGANISATION as the trained model sees them, with what speaks for each in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redaction.detector import Evidence, finding
from redaction.finding import Finding, Label
from redaction.names.again import again
from redaction.names.called import first_initial, houses, initials, nicknames
from redaction.names.features import base, traits_of
from redaction.names.lists import kinds_of, like_a_surname
from redaction.names.network import CLASSES, Network
from redaction.names.ordinary import is_ordinary
from redaction.passage import Passage
from redaction.wordlists import words

if TYPE_CHECKING:
    from redaction.names.network import Floats

_LABELS: tuple[Label, ...] = ("PERSON", "PLACE", "ORGANISATION")
_COLUMNS = {label: (CLASSES.index(f"B-{label}"), CLASSES.index(f"I-{label}")) for label in _LABELS}
SHOWN_FROM = 0.1  # the chance of a name that becomes confidence 0.5; chosen on folds, see models/names/CARD.md
_SHOWN = 0.5  # the confidence that is shown where no policy says otherwise
_FAINT = 0.05  # below it nothing is reported, whatever the policy's threshold
_SUREST = 0.9  # so that what the case lexicon knows, and patterns with a checksum, stand before the model
_AFTER_ARTICLE = -0.3  # leaves what the model is sure of: "hon leker med en Hannes", not "en björn"
_AS_A_VERB = -0.25  # takes away what the model is not sure of: "kan gro" goes, "kan Gro" and "att gro grät" stay
_CUT = 0.8  # a new name begins inside a row of name words when the model is this sure of it
_SHORT = 4  # "Huss" and "Otis" are no genitives
_WORDS = "names/words"


@dataclass(frozen=True)
class NameDetector:
    """Finds names with `network`."""

    network: Network

    def find(self, passage: Passage) -> Iterable[Finding]:
        """One finding a name; its confidence is 0.5 where the model's chance is `SHOWN_FROM`."""
        if not passage.tokens:
            return
        chances = self.network.probabilities(traits_of(passage))
        sums = _sums(chances)
        found = [_span(passage, sums, first, last) for first, last in _rows(passage, chances, sums)]
        bases = [base(passage.tokens[span.first].lower) for span in found]
        seen: set[str] = set()
        shown: list[Finding] = []
        for span, first in zip(found, bases, strict=True):
            if is_ordinary(passage, span.first, span.last, span.label):
                continue
            one = _finding(passage, span, first in seen)
            if one.confidence >= _SHOWN:
                shown.append(one)
                seen.add(first)
            yield one
        for one in (*initials(passage), *nicknames(passage), *houses(passage)):
            if not any(other.start <= one.start and one.end <= other.end for other in shown):
                yield one
        yield from again(passage, shown)


@dataclass(frozen=True)
class _Span:
    first: int
    last: int
    label: Label
    chance: float


def _sums(chances: Floats) -> list[dict[Label, float]]:
    """For each token the chance of each label."""
    columns = {label: (chances[:, one] + chances[:, two]).tolist() for label, (one, two) in _COLUMNS.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _rows(passage: Passage, chances: Floats, sums: Sequence[dict[Label, float]]) -> Iterator[tuple[int, int]]:
    """The first and last token of each row of tokens that are likely names."""
    tokens = passage.tokens
    likely = [sum(one.values()) >= _FAINT for one in sums]
    sure = [sum(one.values()) >= SHOWN_FROM for one in sums]
    for index in range(1, len(tokens) - 1):  # hyphens and stops inside a name: "Ann-Marie", "M.W."
        if not likely[index] and tokens[index].text in "-.’'" and likely[index - 1] and likely[index + 1]:
            likely[index] = sure[index] = not passage.spaced(index) and not passage.spaced(index + 1)
    index = 0
    while index < len(tokens):
        if not likely[index]:
            index += 1
            continue
        last = index
        while last + 1 < len(tokens) and likely[last + 1] and sure[last + 1] == sure[index]:
            if "\n" in passage.spaced(last + 1) or _begins(chances, last + 1):
                break
            last += 1
        if any(token.is_word for token in tokens[index : last + 1]):
            yield index, last
        index = last + 1


def _begins(chances: Floats, index: int) -> bool:
    return bool(max(chances[index, one] for one, _ in _COLUMNS.values()) >= _CUT)


def _span(passage: Passage, sums: Sequence[dict[Label, float]], first: int, last: int) -> _Span:
    first, last = _trimmed(passage, first, last)
    first = first_initial(passage, first)
    last = _with_tail(passage, _after_particle(passage, last))
    if len(passage.tokens[last].text) == 1 and passage.tokens[last].is_word and _stop_follows(passage, last):
        last += 1
    votes = {label: sum(one[label] for one in sums[first : last + 1]) for label in _LABELS}
    label = max(_LABELS, key=lambda one: votes[one])
    if last > first and passage.tokens[last].lower in words(_WORDS, "org_ends") | words(_WORDS, "org_tails"):
        label = "ORGANISATION"
    return _Span(first, last, label, max(sum(one.values()) for one in sums[first : last + 1]))


def _trimmed(passage: Passage, first: int, last: int) -> tuple[int, int]:
    """Without signs and small words at its ends; the stop of an initial stays."""
    tokens = passage.tokens

    def falls_away(index: int) -> bool:
        token = tokens[index]
        return not (token.is_word or token.is_digits) or token.text in words(_WORDS, "edges")

    while first < last and falls_away(first):
        first += 1
    while last > first and falls_away(last) and not (tokens[last].text == "." and len(tokens[last - 1].text) == 1):
        last -= 1
    return first, last


def _after_particle(passage: Passage, last: int) -> int:
    """One further where the name would end in "von" and a capitalised word follows."""
    following = last + 1
    goes_on = following < len(passage.tokens) and passage.tokens[following].is_capital
    particle = goes_on and passage.tokens[last].lower in words("lexicon", "particles")
    return following if particle and passage.spaced(following) == " " else last


def _with_tail(passage: Passage, last: int) -> int:
    """One further over what kind of house a place has ("Gällivare lasarett"), or a surname in small letters."""
    following = last + 1
    if following >= len(passage.tokens) or passage.spaced(following) != " ":
        return last
    token, kinds = passage.tokens[following], kinds_of(passage.tokens[last].lower)
    house = passage.tokens[last].is_word and token.text in words(_WORDS, "org_tails")
    surname = "given" in kinds and not token.is_capital and like_a_surname(token.lower)
    return following if house or surname else last


def _stop_follows(passage: Passage, index: int) -> bool:
    """Whether the stop of an initial comes next: "Fredrik S.", "M.W."."""
    following = index + 1
    return following < len(passage.tokens) and passage.tokens[following].text == "." and not passage.spaced(following)


def _finding(passage: Passage, span: _Span, again: bool) -> Finding:
    evidence = Evidence(_confidence(span.chance), ", ".join(_reasons(passage, span, again)))
    start = passage.tokens[span.first].start
    return finding(passage, start, _end(passage, span), span.label, evidence, _common_word(passage, span))


def _common_word(passage: Passage, span: _Span) -> Evidence | None:
    """What speaks for an ordinary word in small letters: "en björn" and "ett berg" are things, "kan gro" is a verb."""
    before = passage.before(span.first, 1)
    if span.first < span.last or passage.tokens[span.first].is_capital or not before:
        return None
    if before[0] in ("en", "ett"):
        return Evidence(_AFTER_ARTICLE, f"men står efter ”{before[0]}”")
    if span.label == "PERSON" and before[0] in words(_WORDS, "before_verbs"):
        return Evidence(_AS_A_VERB, f"men kan vara ett verb efter ”{before[0]}”")
    return None


def _confidence(chance: float) -> float:
    """The chance bent so that `SHOWN_FROM` becomes 0.5."""
    if chance < SHOWN_FROM:
        return 0.5 * chance / SHOWN_FROM
    return min(_SUREST, 0.5 + 0.5 * (chance - SHOWN_FROM) / (1 - SHOWN_FROM))


def _end(passage: Passage, span: _Span) -> int:
    """Where the name ends: before a genitive s where the lists know the name without it and not with it."""
    token = passage.tokens[span.last]
    if span.label == "ORGANISATION" or not token.lower.endswith("s"):
        return token.end
    kinds = kinds_of(token.lower)
    genitive = bool(kinds) and all(kind.endswith("'") for kind in kinds) and len(token.text) > _SHORT
    return token.end - 1 if genitive else token.end


def _reasons(passage: Passage, span: _Span, again: bool) -> Iterator[str]:
    token = passage.tokens[span.first]
    before = passage.before(span.first, 1)
    if before and before[0] in words(_WORDS, "introduces"):
        yield f"står efter ordet ”{before[0]}”"
    kinds = {kind.rstrip("'") for at in range(span.first, span.last + 1) for kind in kinds_of(passage.tokens[at].lower)}
    if span.label == "PERSON" and kinds & {"given", "family"}:
        yield "finns i namnlistan"
    elif span.label == "PLACE" and kinds & {"town", "world", "country"}:
        yield "finns i ortslistan"
    elif span.label == "ORGANISATION":
        yield "ser ut som namnet på en verksamhet"
    else:
        yield {"PERSON": "liknar ett namn i sammanhanget", "PLACE": "liknar en ort i sammanhanget"}[span.label]
    if token.is_capital and not passage.starts_sentence(span.first):
        yield "stor bokstav mitt i meningen"
    if again:
        yield "samma namn som tidigare i texten"
