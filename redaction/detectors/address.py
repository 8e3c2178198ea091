"""Street addresses: with and without number, in lower case, split by a recogniser, with stairs, postcode and town."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from redaction.detector import Evidence, finding
from redaction.detectors.data import DetectorData, function_words
from redaction.finding import Finding
from redaction.numerals import Piece, number_word
from redaction.passage import Passage

_DATA = DetectorData("address")


class AddressDetector:
    """Finds ADDRESS."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        return _joined(passage, sorted(_parts(passage)))


def _parts(passage: Passage) -> Iterator[Finding]:
    pieces = {piece.first: piece for run in passage.number_runs for piece in run}
    for index, token in enumerate(passage.tokens):
        if token.is_word:
            yield from _street(passage, index, pieces)
            yield from _box(passage, index, pieces)
        elif token.is_digits:
            yield from _postcode_alone(passage, index, pieces)


def _joined(passage: Passage, parts: list[Finding]) -> list[Finding]:
    """One finding of parts with only a comma between them: "c/o Berg, Storgatan 4, 802 91 Gävle"."""
    whole: list[Finding] = []
    for part in parts:
        last = whole[-1] if whole else None
        if last and last.end <= part.start and passage.text[last.end : part.start] in (", ", " "):
            confidence = max(last.confidence, part.confidence)
            reason = last.reason if last.reason == part.reason else f"{last.reason}, {part.reason.lower()}"
            whole[-1] = Finding.at(passage.text, last.start, part.end, "ADDRESS", confidence, reason)
        elif not (last and part.end <= last.end):
            whole.append(part)
    return whole


def _street(passage: Passage, index: int, pieces: dict[int, Piece]) -> Iterator[Finding]:
    kind = _ending(passage, index)
    number = _house_number(passage, index + 1, pieces)
    if kind is None and not (number is not None and _other_with_number(passage, index, number)):
        return
    if kind == "weak" and (number is None or not _stands_as_place(passage, index)):
        return
    first = _name_starts(passage, index, number is not None)
    if first is None:
        return
    last, town = _tail(passage, index if number is None else number, pieces, number is not None)
    capital = passage.tokens[first].is_capital and not passage.starts_sentence(first)
    before = passage.before(first, 2)
    context = next((word for word in reversed(before) if word in _DATA.words("context")), "")
    if number is None and not _without_number(passage, first, index):
        return
    yield finding(
        passage,
        passage.tokens[first].start,
        passage.tokens[last].end,
        "ADDRESS",
        Evidence(_DATA.weight(kind or "other"), "namn som på en gata" if kind else "namn följt av nummer"),
        Evidence(_DATA.weight("number"), "husnummer") if number is not None else None,
        Evidence(_DATA.weight("capital"), "stor bokstav") if capital else None,
        Evidence(_DATA.weight("context"), f"efter ”{context}”") if context else None,
        Evidence(_DATA.weight("town"), "postnummer och ort") if town else None,
    )


def _stands_as_place(passage: Passage, index: int) -> bool:
    """Whether a word with a weak ending is written or introduced as a place: "regeringen 182" is neither."""
    return passage.tokens[index].is_capital or bool(set(passage.before(index, 2)) & _DATA.words("context"))


def _without_number(passage: Passage, first: int, index: int) -> bool:
    """Whether a street without number stands as a name: a capital inside the sentence, or a place word before it."""
    before = passage.before(first, 2)
    definite = passage.tokens[index].lower.endswith(tuple(_DATA.words("definite")))
    if passage.tokens[first].is_capital:
        return definite or not passage.starts_sentence(first)
    return first < index or (definite and bool(set(before) & (_DATA.words("where") | _DATA.words("says"))))


def _ending(passage: Passage, index: int) -> str | None:
    """ "strong" or "weak" when the word is a street by its ending, or is that ending split from its name."""
    token = passage.tokens[index]
    word = token.lower.removesuffix("s") if token.lower.endswith(("gatans", "vägens")) else token.lower
    for kind in ("strong", "weak"):
        if word in _DATA.words(kind):
            return kind if _split_name(passage, index, kind) else None
        if _longest_ending(word, kind) and not _ordinary(word):
            return kind
    return None


def _split_name(passage: Passage, index: int, kind: str) -> bool:
    """Whether the word before a lone ending is the street's name: "Sigrids väg", "dalkarls gatan", "Kungs plan"."""
    if index == 0 or passage.spaced(index) != " " or passage.sentence_of[index - 1] != passage.sentence_of[index]:
        return False
    before = passage.tokens[index - 1]
    if not before.is_word or len(before.text) < 2 or before.lower in function_words():
        return False
    if before.is_capital and not passage.starts_sentence(index - 1):
        return True
    if not _number_at(passage, index + 1):
        return False
    if kind != "strong":
        return _split_start(passage, index) == index - 1 or (before.is_capital and before.lower.endswith("s"))
    return before.lower.endswith("s") or _split_start(passage, index) is not None


def _split_start(passage: Passage, index: int) -> int | None:
    """Where a street that a recogniser split begins: after "på" or "adress", at most three words before its ending."""
    for first in range(index - 1, max(0, index - 4), -1):
        token = passage.tokens[first]
        if not token.is_word or token.lower in function_words() or passage.spaced(first + 1) != " ":
            return None
        if set(passage.before(first, 1)) & (_DATA.words("where") | _DATA.words("says")):
            return first
    return None


def _number_at(passage: Passage, index: int) -> bool:
    if index >= len(passage.tokens):
        return False
    token = passage.tokens[index]
    return token.is_digits or number_word(token.lower) is not None


def _ordinary(word: str) -> bool:
    """Whether the word, or its last part, is no street: "järnvägen", "modelljärnvägen"."""
    ordinary = _DATA.words("ordinary")
    return word in ordinary or any(word[start:] in ordinary for start in range(1, len(word) - 7))


@cache
def _endings(kind: str) -> dict[int, frozenset[str]]:
    by_length: dict[int, set[str]] = {}
    for word in _DATA.words(kind):
        by_length.setdefault(len(word), set()).add(word)
    return {length: frozenset(group) for length, group in by_length.items()}


def _longest_ending(word: str, kind: str) -> bool:
    return any(len(word) > length + 1 and word[-length:] in group for length, group in _endings(kind).items())


def _other_with_number(passage: Passage, index: int, number: int) -> bool:
    """ "på Hökmossen 114", "Adressen är Solbo 3": a capitalised word inside a sentence, a preposition, a number."""
    token = passage.tokens[index]
    if not token.is_capital or len(token.text) < 4 or token.text.isupper() or passage.starts_sentence(index):
        return False
    before = passage.before(index, 2)
    written = passage.tokens[number].is_digits or passage.tokens[number - 1].is_digits
    unit = set(passage.after(number, 1)) & (_DATA.words("unit") | {"mg", "milligram"})
    return bool(set(before) & _DATA.words("says") or (written and set(before[-1:]) & {"på", "vid"})) and not unit


def _name_starts(passage: Passage, index: int, numbered: bool) -> int | None:
    """The first token of the street's name: "Västra Vallgatan", "Karl Johans väg", "dalkarls gatan"."""
    first = index
    alone = passage.tokens[index].lower in _DATA.words("strong") | _DATA.words("weak")
    split = _split_start(passage, index) if alone and numbered else None
    if split is not None:
        return split
    for step in range(4):
        before = first - 1
        if before < 0 or passage.spaced(first) != " " or passage.sentence_of[before] != passage.sentence_of[index]:
            break
        token = passage.tokens[before]
        if token.lower in ("t", "ta") and before >= 2 and passage.text[token.start - 2 : token.start] in ("S:", "s:"):
            first = before - 2
            break
        if token.text == "." and before and passage.tokens[before - 1].lower in _DATA.words("short_prefix"):
            first = before - 1
            break
        inner = token.is_capital and not passage.starts_sentence(before)  # "Tre Liljors gata"
        if not token.is_word or (token.lower in function_words() and not inner):
            break
        if token.lower in _DATA.words("prefix") or (alone and step == 0):
            first = before
            continue
        named = alone and token.is_capital and passage.tokens[first].is_capital and not passage.starts_sentence(before)
        if not named:
            break
        first = before
    return None if alone and first == index else first


def _house_number(passage: Passage, index: int, pieces: dict[int, Piece]) -> int | None:
    """The last token of the house number (with its letter) at `index`."""
    piece = pieces.get(index)
    if piece is None or passage.spaced(index) not in (" ", "\u00a0") or len(piece.digits) > 3 or int(piece.digits) == 0:
        return None
    last = piece.last
    if passage.sentence_of[piece.first] != passage.sentence_of[index - 1]:
        return None
    following = passage.after(last, 2)
    if (following and following[0] in _DATA.words("unit") | {"%"}) or piece.digits[0] == "0":
        return None
    if (following[:2] and following[0] == ":") or (
        following[:1] == (".",) and following[1:2] and following[1].isdecimal()
    ):
        return None
    last = _range_end(passage, last, pieces)
    letter = passage.tokens[last + 1] if last + 1 < len(passage.tokens) else None
    if letter and letter.lower in _DATA.words("letter") and passage.sentence_of[last] == passage.sentence_of[last + 1]:
        beyond = passage.after(last + 1, 1)
        if not (letter.lower == "de" and beyond and beyond[0].isalpha()):
            return last + 1
    return last


def _range_end(passage: Passage, last: int, pieces: dict[int, Piece]) -> int:
    """ "12-14" is one number."""
    dash = last + 1
    if (
        dash + 1 < len(passage.tokens)
        and passage.tokens[dash].text in "-–"
        and not passage.spaced(dash)
        and dash + 1 in pieces
    ):
        return pieces[dash + 1].last
    return last


def _tail(passage: Passage, last: int, pieces: dict[int, Piece], numbered: bool) -> tuple[int, bool]:
    """Goes on over stairs, flat, postcode and town; gives the last token and whether a postcode was there."""
    if not numbered:
        return last, False
    for _ in range(3):
        end = _flat(passage, last, pieces)
        if end is None:
            break
        last = end
    start = last + 1
    if start < len(passage.tokens) and passage.tokens[start].text == ",":
        start += 1
    code = _postcode(passage, start, pieces)
    if code is None or passage.sentence_of[code] != passage.sentence_of[last]:
        return last, False
    return _town(passage, code), True


def _flat(passage: Passage, last: int, pieces: dict[int, Piece]) -> int | None:
    """The end of ", 3 tr", "lgh 1203", "våning två", "c/o Berg" after `last`."""
    tokens = passage.tokens
    index = last + 1
    if index < len(tokens) and tokens[index].text == ",":
        index += 1
    if index + 1 >= len(tokens) or passage.sentence_of[index] != passage.sentence_of[last]:
        return None
    if index in pieces and pieces[index].last + 1 < len(tokens):
        word = pieces[index].last + 1
        if tokens[word].text == ":" and word + 2 < len(tokens) and tokens[word + 1].lower in ("e", "a"):
            word += 2
        if tokens[word].lower in _DATA.words("after") and len(pieces[index].digits) <= 2:
            return _abbreviations_end(passage, word)
    if tokens[index].lower in _DATA.words("after"):
        step = index + 2 if tokens[index + 1].text == "." else index + 1
        if step in pieces:
            return _digits_go_on(passage, pieces[step].last, pieces)
        if step < len(tokens) and len(tokens[step].text) == 1 and tokens[step].lower in _DATA.words("letter"):
            return step
    return None


def _digits_go_on(passage: Passage, last: int, pieces: dict[int, Piece]) -> int:
    """ "lägenhet noll tre": said digit by digit, at most four."""
    for _ in range(3):
        following = pieces.get(last + 1)
        if following is None or not following.spoken or passage.spaced(last + 1) != " ":
            break
        last = following.last
    return last


def _abbreviations_end(passage: Passage, word: int) -> int:
    """Goes on from "tr" over its full stop and "ö.g." (over the yard) where the sentence goes on."""
    tokens = passage.tokens
    if word + 1 < len(tokens) and tokens[word + 1].text == "." and _goes_on(passage, word):
        word += 1
    if word + 3 < len(tokens) and tokens[word + 1].lower in ("ö", "n", "ög", "ö.g") and tokens[word + 2].text == ".":
        return word + 4 if word + 4 < len(tokens) and tokens[word + 4].text == "." else word + 3
    return word


def _goes_on(passage: Passage, word: int) -> bool:
    return word + 2 < len(passage.tokens) and passage.sentence_of[word + 2] == passage.sentence_of[word]


def _postcode(passage: Passage, index: int, pieces: dict[int, Piece]) -> int | None:
    """The last token of a postcode at `index`: "802 91", "80291", "S-802 91", "sexhundratretton trettiotre"."""
    piece = pieces.get(index)
    if piece is None:
        return None
    if len(piece.digits) == 5 and piece.digits[0] != "0":
        return piece.last
    digits, last = piece.digits, piece.last
    while len(digits) < 5 and last + 1 in pieces and passage.spaced(last + 1) == " ":
        digits, last = digits + pieces[last + 1].digits, pieces[last + 1].last
    grouped = len(piece.digits) == 3 or piece.spoken
    return last if len(digits) == 5 and grouped and digits[0] != "0" else None


def _town(passage: Passage, code: int) -> int:
    """The last token of the town after the postcode: up to two words, the second only with a capital letter."""
    last = code
    for count in range(2):
        following = last + 1
        if following >= len(passage.tokens) or passage.spaced(following) not in (" ", "  "):
            break
        token = passage.tokens[following]
        if not token.is_word or (not token.is_capital and (count or token.lower in function_words())):
            break
        last = following
    return last


def _postcode_alone(passage: Passage, index: int, pieces: dict[int, Piece]) -> Iterator[Finding]:
    """ "613 33 Tallköping" without a street."""
    token = passage.tokens[index]
    if len(token.text) not in (3, 5) or (index - 1) in pieces:
        return
    code = _postcode(passage, index, pieces)
    if code is None or code + 1 in pieces:
        return
    last = _town(passage, code)
    if last == code or not passage.tokens[code + 1].is_capital or len(passage.tokens[code + 1].text) < 3:
        return
    yield finding(
        passage,
        token.start,
        passage.tokens[last].end,
        "ADDRESS",
        Evidence(_DATA.weight("strong"), "postnummer och ort"),
    )


def _box(passage: Passage, index: int, pieces: dict[int, Piece]) -> Iterator[Finding]:
    """ "Box 1123, 802 91 Gävle", "c/o Berg"."""
    tokens = passage.tokens
    token = tokens[index]
    if token.lower in _DATA.words("box") and index + 1 in pieces:
        last, town = _tail(passage, pieces[index + 1].last, pieces, numbered=True)
        if not (town or token.is_capital or token.lower != "box"):
            return
        reason = Evidence(_DATA.weight("town" if town else "weak"), "postnummer och ort" if town else "")
        yield finding(
            passage, token.start, tokens[last].end, "ADDRESS", Evidence(_DATA.weight("care_of"), "postbox"), reason
        )
    if (
        token.lower == "c"
        and index + 3 < len(tokens)
        and tokens[index + 1].text == "/"
        and tokens[index + 2].lower == "o"
    ):
        last = index + 3
        while (
            last + 1 < len(tokens)
            and tokens[last + 1].is_capital
            and passage.spaced(last + 1) == " "
            and last < index + 5
        ):
            last += 1
        yield finding(
            passage, token.start, tokens[last].end, "ADDRESS", Evidence(_DATA.weight("care_of"), "c/o-adress")
        )
