"""Bank accounts, giros, IBAN and cards, written and said.

Sources: Bankföreningens clearing series (four or five digits, the first 1 to 9), ISO 13616 for IBAN and Luhn for
cards, both checked with python-stdnum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stdnum import iban, luhn

from redaction.detector import Evidence, finding
from redaction.detectors.context import near
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.numerals import Piece
from redaction.passage import Passage

_DATA = DetectorData("account")
_INSIDE = frozenset({" ", "-", "", ",", "."})


class AccountDetector:
    """Finds ACCOUNT."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        numbers = [item for run in passage.number_runs for item in _in_run(passage, run)]
        yield from _with_clearing(passage, numbers)
        for run in passage.number_runs:
            yield from _card_end(passage, run)
        for index, token in enumerate(passage.tokens):
            if len(token.text) == 2 and token.is_word and token.text.isascii():
                yield from _iban(passage, index)


def _in_run(passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
    """Each stretch of pieces without foreign signs, taken whole when it is long enough."""
    first = 0
    while first < len(run):
        last = first
        while last + 1 < len(run) and run[last + 1].glue in _INSIDE and not _list_comma(run, last + 1):
            last += 1
        item = _weighed(passage, run[first : last + 1])
        if item:
            yield item
        first = last + 1


def _with_clearing(passage: Passage, found: list[Finding]) -> Iterator[Finding]:
    """Joins "clearing 8105-9, konto 774 301 228-0" to one finding."""
    last: Finding | None = None
    for item in found:
        between = "" if last is None else passage.text[last.end : item.start]
        if last and len(between) < 25 and between.replace(",", " ").split()[:1] and _only_context(between):
            reason = last.reason if last.confidence >= item.confidence else item.reason
            sure = max(last.confidence, item.confidence)
            last = Finding.at(passage.text, last.start, item.end, "ACCOUNT", sure, reason)
            continue
        if last:
            yield last
        last = item
    if last:
        yield last


def _only_context(between: str) -> bool:
    return all(word in _DATA.words("context") for word in between.lower().replace(",", " ").replace(":", " ").split())


def _list_comma(run: Sequence[Piece], index: int) -> bool:
    """A comma after anything but a clearing number ends the account."""
    return run[index].glue == "," and len("".join(piece.digits for piece in run[:index])) not in (4, 5)


def _weighed(passage: Passage, pieces: Sequence[Piece]) -> Finding | None:
    digits = "".join(piece.digits for piece in pieces)
    first, last = pieces[0], pieces[-1]
    clearing_alone = len(digits) == 4 and near(passage, first.first, last.last, _DATA.words("clearing"), 2, 0)
    if clearing_alone:
        alone = Evidence(_DATA.weight("context"), f"clearingnummer efter ”{clearing_alone}”")
        return finding(passage, first.start, last.end, "ACCOUNT", alone)
    if not 5 <= len(digits) <= 20:
        return None
    context = near(passage, first.first, last.last, _DATA.words("context"), 9, 3)
    weak = "" if context else near(passage, first.first, last.last, _DATA.words("weak_context"), 9, 0)
    card = near(passage, first.first, last.last, _DATA.words("card"), 9, 0)
    said = [
        Evidence(_DATA.weight("context"), f"ordet ”{context}” intill") if context else None,
        Evidence(_DATA.weight("weak_context"), f"ordet ”{weak}” intill") if weak else None,
    ]
    if 13 <= len(digits) <= 19 and luhn.is_valid(digits) and (card or _in_fours(pieces)):
        reason = Evidence(_DATA.weight("card"), "kortnummer, kontrollsiffran stämmer")
        return finding(passage, first.start, last.end, "ACCOUNT", reason, *said)
    if len(digits) == 16 and card and _in_fours(pieces):
        reason = Evidence(
            _DATA.weight("card"), "kortnummer, kontrollsiffran stämmer inte, troligen fel hört eller skrivet"
        )
        return finding(passage, first.start, last.end, "ACCOUNT", reason, *said)
    if len(digits) < 7 and not context:
        return None
    if _is_amount(passage, pieces) or digits[0] == "0":
        return None
    clearing = (
        Evidence(_DATA.weight("clearing"), "grupperat som clearing- och kontonummer")
        if _clearing_first(pieces)
        else None
    )
    own = _check_digit_apart(pieces)
    if not context and not own and not (clearing and len(digits) >= 9 and (weak or len(pieces) > 2)):
        return None
    shape = Evidence(_DATA.weight("digits"), "" if clearing else "siffror som i ett kontonummer")
    own_form = Evidence(_DATA.weight("context"), "clearingnummer med kontrollsiffra") if own else None
    return finding(passage, first.start, last.end, "ACCOUNT", shape, clearing, own_form, *said)


def _check_digit_apart(pieces: Sequence[Piece]) -> bool:
    """ "8105-2, 614 ..." (a clearing number's own check digit), "3300-080912 2385" (an account that is a person)."""
    lengths = [len(piece.digits) for piece in pieces]
    if pieces[0].spoken or len(pieces) < 3:
        return False
    swedbank = lengths[:2] == [4, 1] and pieces[0].digits[0] == "8" and pieces[1].glue == "-" and sum(lengths) >= 9
    nordea = pieces[0].digits in ("3300", "3782") and sum(lengths) in (14, 16)
    return swedbank or nordea


def _in_fours(pieces: Sequence[Piece]) -> bool:
    return len(pieces) >= 4 and all(len(piece.digits) == 4 for piece in pieces[:3])


def _clearing_first(pieces: Sequence[Piece]) -> bool:
    if pieces[0].spoken:
        return len(pieces) > 3
    return len(pieces[0].digits) == 4 and len(pieces) > 1 and pieces[0].digits[:2] not in ("19", "20")


def _is_amount(passage: Passage, pieces: Sequence[Piece]) -> bool:
    after = passage.after(pieces[-1].last, 1)
    return bool(after and after[0] in ("kr", "kronor", "sek", "euro", "procent", "%"))


def _card_end(passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
    """ "kortet som slutar på 4417": the four last digits of a card or an account."""
    digits = "".join(piece.digits for piece in run)
    if len(digits) != 4 or any(piece.glue not in (" ", "") for piece in run[1:]):
        return
    first, last = run[0], run[-1]
    ends = near(passage, first.first, last.last, _DATA.words("card_end"), 4, 0)
    of_what = near(passage, first.first, last.last, _DATA.words("card") | _DATA.words("context"), 12, 4)
    if ends and of_what:
        reason = Evidence(_DATA.weight("partial"), f"de sista siffrorna i ett nummer, ordet ”{of_what}” intill")
        yield finding(passage, first.start, last.end, "ACCOUNT", reason)


def _iban(passage: Passage, index: int) -> Iterator[Finding]:
    """Two letters, two digits, then 11 to 30 letters and digits in groups."""
    tokens = passage.tokens
    text, last = tokens[index].text, index
    for place in range(index + 1, min(index + 20, len(tokens))):
        token = tokens[place]
        part = token.is_digits or (
            token.is_word and token.text.isascii() and token.text.isupper() and len(token.text) <= 4
        )
        if not part or passage.spaced(place) not in ("", " ") or len(text + token.text) > 34:
            break
        text, last = text + token.text, place
    if len(text) < 15 or not text[2:4].isdecimal() or not tokens[index + 1].is_digits:
        return
    if sum(sign.isdecimal() for sign in text) < 10:
        return
    country = text[:2].upper()
    if country == "SE" and len(text) < 20:
        return
    right = iban.is_valid(text.upper())
    if not right and country not in ("SE", "NO", "DK", "FI", "DE", "PL", "GB", "EE", "LT", "LV"):
        return
    reason = (
        "IBAN, kontrollsiffrorna stämmer"
        if right
        else "ser ut som IBAN men kontrollsiffrorna stämmer inte, kontrollera"
    )
    weight = _DATA.weight("iban" if right else "iban_wrong")
    yield finding(passage, tokens[index].start, tokens[last].end, "ACCOUNT", Evidence(weight, reason))
