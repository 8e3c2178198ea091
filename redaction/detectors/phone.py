"""Telephone numbers: written in any grouping, said digit by digit or in groups, extensions, foreign numbers.

Sources: libphonenumber (package phonenumbers) for which numbers can exist; PTS for the fictional series.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from redaction.dates import figures
from redaction.detector import Evidence, finding
from redaction.detectors.context import false_start, goes_on, near
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.numerals import Piece
from redaction.passage import Passage

_DATA = DetectorData("phone")
_INSIDE = frozenset({" ", "-", "", "/", ")", "(", "."})
_SHORTEST, _LONGEST = 8, 15  # digits of a whole number


class PhoneDetector:
    """Finds PHONE."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        for run in passage.number_runs:
            yield from _in_run(passage, run)


def _in_run(passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
    first = 0
    while first < len(run):
        found = _longest_from(passage, run, first)
        if found:
            yield found[1]
            first = found[0] + 1
        else:
            first += 1


def _longest_from(passage: Passage, run: Sequence[Piece], first: int) -> tuple[int, Finding] | None:
    """The best number that begins with piece `first`, and its last piece."""
    short = _extension(passage, run, first) or _end_of_one(passage, run, first)
    if short:
        return short
    plus = _plus_before(passage, run[first])
    international = plus is not None
    zero = run[first].digits.startswith("0")
    best: tuple[int, Finding] | None = None
    length = 0
    for last in range(first, min(first + _LONGEST, len(run))):
        if last > first and not goes_on(run, last, _INSIDE):
            break
        length += len(run[last].digits)
        if length > _LONGEST:
            break
        if international or zero:
            item = _whole(passage, run[first : last + 1], plus) if length >= _SHORTEST else None
        else:
            item = _local(passage, run, first, last) if 5 <= length <= 8 else None
        if item and (best is None or item.confidence >= best[1].confidence):
            best = last, item
    return best


def _whole(passage: Passage, pieces: Sequence[Piece], plus: int | None) -> Finding | None:
    """The number with area or country code, when it can exist or the words around it say so."""
    begun = false_start(passage, pieces[0].first)
    start = passage.tokens[begun].start if plus is None else plus
    if start > 0 and passage.text[start - 1] == "(" and any(piece.glue == ")" for piece in pieces):
        start -= 1
    context = near(passage, pieces[0].first, pieces[-1].last, _DATA.words("context"))
    said = Evidence(_DATA.weight("context"), f"ordet ”{context}” intill") if context else None
    for digits in _readings(pieces):
        if digits in _DATA.words("public"):
            return None
        kind = _kind(digits, plus is not None)
        if kind:
            return finding(passage, start, pieces[-1].end, "PHONE", kind, said)
    if said and pieces[0].digits.startswith("0") and 8 <= len(_readings(pieces)[0]) <= 11:
        wrong = Evidence(_DATA.weight("area"), "liknar ett telefonnummer men har fel antal siffror, kontrollera")
        return finding(passage, start, pieces[-1].end, "PHONE", wrong, said)
    return None


def _kind(digits: str, plus: bool) -> Evidence | None:
    """What kind of number the digits can be, None when no such number exists."""
    import phonenumbers

    written = ("+" if plus else "") + digits
    national = _national(written)
    if any(national.startswith(series) and len(national) in (9, 10) for series in _DATA.table("series")["fictional"]):
        return Evidence(_DATA.weight("fictional"), "telefonnummer ur serien för påhittade nummer")
    foreign = national == written and written.startswith(("+", "00"))
    text = "+" + digits.removeprefix("00") if foreign else national
    try:
        number = phonenumbers.parse(text, None if foreign else "SE")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return Evidence(_DATA.weight("valid"), "telefonnummer som kan finnas")
    if foreign and phonenumbers.is_possible_number(number):
        return Evidence(_DATA.weight("foreign"), "utländskt telefonnummer")
    return None


def _national(digits: str) -> str:
    """The number as it is dialled within Sweden."""
    for code in ("+46", "0046"):
        if digits.startswith(code):
            return "0" + digits.removeprefix(code).removeprefix("0")
    return digits


def _readings(pieces: Sequence[Piece]) -> tuple[str, ...]:
    merged = "".join(piece.digits for piece in pieces)
    loose = "".join(piece.loose for piece in pieces)
    return (merged,) if merged == loose else (merged, loose)


def _plus_before(passage: Passage, piece: Piece) -> int | None:
    """Where the "+", written or said, before the number begins; None without one."""
    if piece.first == 0:
        return None
    before = passage.tokens[piece.first - 1]
    if (before.text == "+" and not passage.spaced(piece.first)) or before.lower == "plus":
        return before.start
    return None


def _local(passage: Passage, run: Sequence[Piece], first: int, last: int) -> Finding | None:
    """Five to eight digits without area code: only straight after a word for telephone, and not a sum or a date."""
    if first > 0 or last + 1 < len(run) or figures(run[:3])[0]:
        return None
    telephone = _DATA.words("context") - (_DATA.words("vague") if last == first else frozenset())
    context = near(passage, run[first].first, run[last].last, telephone, 3, 0)
    digits = _readings(run)[0]
    if last == first and len(digits) < 6:
        return None
    if not context or digits in _DATA.words("public") or digits.endswith("000") or any(p.glue in "/." for p in run[1:]):
        return None
    unit = passage.after(run[last].last, 1)
    if unit and unit[0] in ("kr", "kronor", "procent", "gånger", "år"):
        return None
    short = Evidence(_DATA.weight("short"), "kort telefonnummer")
    said = Evidence(_DATA.weight("context"), f"efter ”{context}”")
    return finding(passage, run[first].start, run[last].end, "PHONE", short, said)


def _extension(passage: Passage, run: Sequence[Piece], first: int) -> tuple[int, Finding] | None:
    """Up to six digits after "anknytning"."""
    word = near(passage, run[first].first, run[first].last, _DATA.words("extension"), 3, 0)
    telephone = _DATA.words("context") | {"ankn", "ank"}  # "anknytning" is attachment too
    if first > 0 or not word or not near(passage, run[0].first, run[0].last, telephone, 14, 4):
        return None
    last, length = first, len(run[first].digits)
    while last + 1 < len(run) and run[last + 1].glue in (" ", "-") and length + len(run[last + 1].digits) <= 6:
        last += 1
        length += len(run[last].digits)
    if length > 6 or length < 2:
        return None
    reason = Evidence(_DATA.weight("extension"), f"nummer efter ”{word}”")
    return last, finding(passage, run[first].start, run[last].end, "PHONE", reason)


def _end_of_one(passage: Passage, run: Sequence[Piece], first: int) -> tuple[int, Finding] | None:
    """ "telefonnumret slutar på noll sex tjugotvå": two to six digits, the last ones of a number."""
    if first > 0 or len(run) > 6 or any(piece.glue not in (" ", "", "-") for piece in run[1:]):
        return None
    if not 2 <= len(_readings(run)[0]) <= 6:
        return None
    last = len(run) - 1
    ends = near(passage, run[0].first, run[last].last, _DATA.words("ends"), 3, 0)
    if not ends or not near(passage, run[0].first, run[last].last, _DATA.words("numbers"), 6, 0):
        return None
    return last, finding(
        passage, run[0].start, run[last].end, "PHONE", Evidence(_DATA.weight("extension"), f"siffror efter ”{ends}”")
    )
