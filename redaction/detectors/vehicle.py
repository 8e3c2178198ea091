"""Registration numbers: ABC 123 and ABC 12D, in small letters, spelled out in speech, personal plates by context.

Source: Transportstyrelsen (three letters without I, Q, V, Å, Ä, Ö; two digits; a digit or a letter without I, O, Q, V).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from redaction.detector import Evidence, finding
from redaction.detectors.context import near
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.numerals import number_word
from redaction.passage import Passage

_DATA = DetectorData("vehicle")
_LETTERS = frozenset("ABCDEFGHJKLMNOPRSTUWXYZ")


class VehicleDetector:
    """Finds VEHICLE."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        for index, token in enumerate(passage.tokens):
            if not token.is_word:
                continue
            found = _plate(passage, index) or _spelled(passage, index)
            if found:
                yield found
            elif token.lower in _DATA.words("plate"):
                yield from _personal(passage, index)


def _plate(passage: Passage, index: int) -> Finding | None:
    tokens = passage.tokens
    letters = tokens[index]
    if len(letters.text) != 3 or not set(letters.text.upper()) <= _LETTERS or _joined_before(passage, index):
        return None
    number = index + 1
    if number < len(tokens) and tokens[number].text == "-" and not passage.spaced(number):
        number += 1
    if number >= len(tokens) or passage.spaced(number) not in ("", " ", "\u00a0"):
        return None
    last = _number_ends(passage, number) if tokens[number].is_digits else _said_number_ends(passage, number)
    if last is None:
        return None
    context = near(passage, index, last, _DATA.words("context"))
    if not context and passage.spaced(last) and tokens[last].is_word and tokens[number].is_digits:
        return None  # "ABC 12 D" is a plate only beside a car
    plate = context if context in _DATA.words("plate") else ""
    capital = letters.text.isupper()
    if letters.lower in _DATA.words("never") and not (plate or (capital and context)):
        return None
    # ABC 12D, or three letters that can't be a word: hardly anything else looks like it.
    ends_in_letter = len(tokens[last].text) == 1 and tokens[last].is_word
    distinct = ends_in_letter or not set(letters.lower) & set("aeiouyåäö")
    if not capital and not context and not distinct:
        return None
    return finding(
        passage,
        letters.start,
        tokens[last].end,
        "VEHICLE",
        Evidence(_DATA.weight("capital" if capital else "lower"), "bokstäver och siffror som på en registreringsskylt"),
        Evidence(_DATA.weight("plate" if plate else "context"), f"ordet ”{context}” intill") if context else None,
    )


def _joined_before(passage: Passage, index: int) -> bool:
    return index > 0 and not passage.spaced(index) and passage.tokens[index - 1].text in "-/_.@0123456789"


def _number_ends(passage: Passage, number: int) -> int | None:
    """The last token of 123 or 12D; None when more digits or letters hang on."""
    tokens = passage.tokens
    digits = tokens[number].text
    last = number
    if len(digits) == 2:
        last = number + 1
        if last >= len(tokens) or len(tokens[last].text) != 1 or tokens[last].text.upper() not in _LETTERS:
            return None
        if passage.spaced(last) not in ("", " "):
            return None
    elif len(digits) != 3:
        return None
    following = last + 1
    if following < len(tokens):
        token, gap = tokens[following], passage.spaced(following)
        if token.is_digits and gap in ("", " "):  # "SEK 184 000"
            return None
        if not gap and (token.is_word or token.text in "-_/@%"):
            return None
    return last


def _said_number_ends(passage: Passage, number: int) -> int | None:
    """The last token of a number said after written letters: "MAR tvåhundratretton", "wrt trettionio a"."""
    return _digits_end(passage, number, spoken=True)


def _digits_end(passage: Passage, position: int, *, spoken: bool) -> int | None:
    """The last token of three digits, or of two and a letter, from `position` on, in figures or words."""
    tokens = passage.tokens
    digits, last = "", position
    while position < len(tokens) and len(digits) < 3 and passage.spaced(position) == " ":
        written = tokens[position].text if tokens[position].is_digits and not (spoken and not digits) else None
        part = written or number_word(tokens[position].lower)
        if part is None or len(digits + part) > 3:
            break
        digits, last, position = digits + part, position, position + 1
    if len(digits) == 2 and position < len(tokens) and _letter(tokens[position].text) in _LETTERS:
        return position
    return last if len(digits) == 3 else None


def _spelled(passage: Passage, index: int) -> Finding | None:
    """ "adam bertil cesar ett två tre", "A B C 1 2 3", "a be ce tolv d": three letters, then two or three digits."""
    tokens = passage.tokens
    position = index + 3
    if position >= len(tokens):
        return None
    three = tokens[index:position]
    names = all(_letter(token.text) in _LETTERS for token in three) or (
        bool(near(passage, index, index, _DATA.words("plate"), 4, 0))
        and all(_given_name(token.lower) for token in three)
    )
    last = _digits_end(passage, position, spoken=False) if names else None
    if last is None:
        return None
    context = near(passage, index, last, _DATA.words("context"))
    named = sum(len(tokens[i].text) > 2 for i in range(index, index + 3))
    lone = all(len(tokens[i].text) == 1 for i in range(index, index + 3))
    if not context and named < 3 and not lone:
        return None
    reason = Evidence(_DATA.weight("context"), f"ordet ”{context}” intill") if context else None
    spoken = Evidence(_DATA.weight("spoken"), "bokstaverat registreringsnummer")
    sure = Evidence(_DATA.weight("spoken"), "bokstav för bokstav") if named == 3 or lone else None
    return finding(passage, tokens[index].start, tokens[last].end, "VEHICLE", spoken, reason, sure)


def _given_name(lower: str) -> bool:
    """Whether the word is a first name, which may stand for its first letter: "kalle lars mårten"."""
    from redaction.names.lists import kinds_of

    return "given" in kinds_of(lower)


def _letter(text: str) -> str:
    """The capital letter that a token stands for, "" for none."""
    return text.upper() if len(text) == 1 else str(_DATA.table("spelling").get(text.lower(), "?"))


def _personal(passage: Passage, index: int) -> Iterator[Finding]:
    """Capitals and figures, two to eight in all, straight after "skylten": a personal plate, a foreign one, a part."""
    tokens = passage.tokens
    for place in range(index + 1, min(index + 4, len(tokens))):
        if passage.sentence_of[place] != passage.sentence_of[index]:
            return
        last = _capitals_end(passage, place)
        if last is None:
            continue
        yield finding(
            passage,
            tokens[place].start,
            tokens[last].end,
            "VEHICLE",
            Evidence(_DATA.weight("personal"), "skrivet som en personlig eller utländsk skylt"),
            Evidence(_DATA.weight("plate"), f"efter ”{tokens[index].lower}”"),
        )
        return


def _capitals_end(passage: Passage, place: int) -> int | None:
    """The last of the groups of capitals and figures that begin at `place`; None when there are no capitals."""
    tokens = passage.tokens
    last, text = None, ""
    for index in range(place, min(place + 4, len(tokens))):
        token = tokens[index]
        group = token.is_digits or (token.is_word and token.text.isupper() and token.lower not in _DATA.words("never"))
        if not group or (text and passage.spaced(index) not in ("", " ")) or len(text + token.text) > 8:
            break
        last, text = index, text + token.text
    return last if len(text) >= 2 and any(sign.isalpha() for sign in text) else None
