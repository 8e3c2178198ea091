"""Personnummer and samordningsnummer: written, said, partial, misheard.

Sources: Skatteverket SKV 704 (personnummer: YYMMDD-NNNC, `+` from a hundred years; samordningsnummer: day + 60) and the
Luhn check digit over the last ten digits, checked with python-stdnum.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence

from stdnum import luhn

from redaction.detector import Evidence, finding
from redaction.detectors.context import false_start, goes_on, near
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.numerals import Piece
from redaction.passage import Passage

_DATA = DetectorData("personnummer")
_INSIDE = frozenset({" ", "-", "+", ""})


class PersonnummerDetector:
    """Finds PERSONNUMMER; a wrong checksum is reported as a misheard number to check."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        found: list[Finding] = []
        for run in passage.number_runs:
            found += self._full(passage, run)
            found += self._last_four(passage, run)
            found += _only_date(passage, run)
        found += _masked(passage)
        return found + list(self._corrections(passage, found))

    def _full(self, passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
        """Every stretch of pieces that reads as ten or twelve digits, whole pieces only."""
        taken = 0
        for first in range(len(run)):
            if first < taken:
                continue
            best = max(
                _stretches(passage, run, first),
                key=lambda one: (one[2], one[0] + 1 == len(run), one[1].confidence),
                default=None,
            )
            if best:
                taken = best[0] + 1
                yield best[1]

    def _last_four(self, passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
        for first in range(len(run)):
            for last in range(first, min(first + 4, len(run))):
                if any(piece.glue != " " for piece in run[first + 1 : last + 1]):
                    break
                if len(_digits(run[first : last + 1])) == 4 and _partial_context(passage, run, first, last):
                    yield finding(
                        passage,
                        run[first].start,
                        run[last].end,
                        "PERSONNUMMER",
                        Evidence(_DATA.weight("partial"), "de fyra sista siffrorna i ett personnummer"),
                    )

    def _corrections(self, passage: Passage, found: Sequence[Finding]) -> Iterator[Finding]:
        """Digits after a full number in the same sentence that correct it: "nej förlåt nittiotre på slutet"."""
        if not found:
            return
        ends = sorted(item.end for item in found)
        for run in passage.number_runs:
            first = 0
            while first < len(run):
                last = _up_to_four(run, first)
                begins = passage.sentences[passage.sentence_of[run[first].first]][0]
                after_full = _one_between(ends, begins, run[first].start)
                if after_full and _corrects(passage, run[first], run[last], ends):
                    reason = Evidence(_DATA.weight("partial"), "rättelse av ett personnummer")
                    yield finding(passage, run[first].start, run[last].end, "PERSONNUMMER", reason)
                first = last + 1


def _only_date(passage: Passage, run: Sequence[Piece]) -> Iterator[Finding]:
    """ "personnumret är elva noll fem tjugotre ... minns inte slutet": the date alone, straight after the word."""
    digits = _digits(run[:9])
    word = near(passage, run[0].first, run[-1].last, _DATA.words("context"), 3, 0)
    if word and len(run) <= 8 and len(digits) in (6, 8) and dated(digits + "0000"):
        reason = Evidence(_DATA.weight("partial"), f"början av ett personnummer, efter ”{word}”")
        yield finding(passage, run[0].start, run[-1].end, "PERSONNUMMER", reason)


def _up_to_four(run: Sequence[Piece], first: int) -> int:
    """The last piece of up to four digits from `first` on."""
    last, length = first, len(run[first].digits)
    while last + 1 < len(run) and length + len(run[last + 1].digits) <= 4:
        last += 1
        length += len(run[last].digits)
    return last


def _corrects(passage: Passage, first: Piece, last: Piece, ends: Sequence[int]) -> bool:
    """Whether two to four digits correct the end of a full number: "nej förlåt tjugotre åttiotvå", "... på slutet"."""
    length = sum(len(piece) for piece in (first.digits, last.digits)) if first != last else len(first.digits)
    if not 2 <= length <= 4 or not near(passage, first.first, last.last, _DATA.words("correction"), 4, 0):
        return False
    close = first.start - ends[bisect_right(ends, first.start) - 1] <= 30  # characters: "nej förlåt jag menar"
    return close or bool(near(passage, first.first, last.last, _DATA.words("end"), 4, 4))


def _one_between(ends: Sequence[int], begins: int, until: int) -> bool:
    """Whether a sorted list holds a number from `begins` to `until`."""
    place = bisect_right(ends, until) - 1
    return place >= 0 and ends[place] >= begins


def _digits(pieces: Sequence[Piece]) -> str:
    return "".join(piece.digits for piece in pieces)


def _stretches(passage: Passage, run: Sequence[Piece], first: int) -> Iterator[tuple[int, Finding, bool]]:
    """Last piece, finding, and whether the digits begin with a possible date."""
    length = 0
    for last in range(first, min(first + 12, len(run))):
        if last > first and not goes_on(run, last, _INSIDE):
            return
        length += len(run[last].digits)
        if length > 13:
            return
        if 8 <= length <= 13:
            item = _weighed(passage, run, first, last)
            if item:
                yield last, item, any(dated(digits) for digits in _readings(run[first : last + 1]))


def _weighed(passage: Passage, run: Sequence[Piece], first: int, last: int) -> Finding | None:
    """The stretch as a finding when its digits, their grouping or the words around it speak for one."""
    pieces = run[first : last + 1]
    start, end = passage.tokens[false_start(passage, pieces[0].first)].start, pieces[-1].end
    digits = next((d for d in _readings(pieces) if dated(d)), None)
    context = near(passage, pieces[0].first, pieces[-1].last, _DATA.words("context"))
    weak = "" if context else near(passage, pieces[0].first, pieces[-1].last, _DATA.words("weak_context"))
    said = [
        Evidence(_DATA.weight("context"), f"ordet ”{context}” intill") if context else None,
        Evidence(_DATA.weight("weak_context"), f"ordet ”{weak}” intill") if weak else None,
    ]
    grouped = Evidence(_DATA.weight("dash"), "skrivet med fyra siffror sist") if _four_last(pieces) else None
    if digits is None:
        if not context and not (grouped and _written_groups(pieces)):
            return None
        if _starts_as_phone(pieces) and not context:
            return None
        broken = Evidence(_DATA.weight("broken"), "ser ut som ett personnummer men datumet går inte ihop, kontrollera")
        return finding(passage, start, end, "PERSONNUMMER", broken, *said)
    right = luhn.is_valid(digits[-10:])
    name = "samordningsnummer" if int(digits[-6:-4]) > 60 else "personnummer"
    checked = (
        Evidence(_DATA.weight("checksum"), "kontrollsiffran stämmer")
        if right
        else Evidence(
            _DATA.weight("wrong_checksum"), "kontrollsiffran stämmer inte, troligen fel hört eller skrivet: kontrollera"
        )
    )
    century = Evidence(_DATA.weight("century"), "") if len(digits) == 12 else None
    if not (right or grouped or context or weak or century or pieces[0].spoken):
        return None
    return finding(
        passage,
        start,
        end,
        "PERSONNUMMER",
        Evidence(_DATA.weight("date"), f"siffror som ett {name}"),
        checked,
        grouped,
        century,
        *said,
    )


def _readings(pieces: Sequence[Piece]) -> Iterator[str]:
    yield _digits(pieces)
    if filled := _with_zeros(pieces):
        yield filled
    if any(piece.loose != piece.digits for piece in pieces):
        yield "".join(piece.loose for piece in pieces)


def _with_zeros(pieces: Sequence[Piece]) -> str:
    """A number said without the zeros of its month and day, "åttiofyra sju nitton tjugotre ..."; "" for no such."""
    parts = [piece.digits for piece in pieces]
    if not all(piece.spoken for piece in pieces) or len(parts) < 4 or len(parts[0]) not in (2, 4):
        return ""
    if all(len(part) != 1 for part in parts[1:3]):
        return ""
    digits = "".join((parts[0], *(part.rjust(2, "0") for part in parts[1:3]), *parts[3:]))
    return digits if dated(digits) else ""


def dated(digits: str) -> bool:
    """Whether ten or twelve digits begin with a date a living person may have, day + 60 for a samordningsnummer."""
    if len(digits) == 12 and digits[:2] not in ("18", "19", "20"):
        return False
    if len(digits) not in (10, 12):
        return False
    year, month, day = int(digits[-10:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    day -= 60 if day > 60 else 0
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 + year, month)[1]


def _four_last(pieces: Sequence[Piece]) -> bool:
    """Whether the last four digits stand apart by a dash, a plus or a space, or all stand two and two."""
    if not pieces[0].spoken and all(len(piece.digits) == 2 for piece in pieces):
        return True
    count = 0
    for back in range(len(pieces) - 1, 0, -1):
        count += len(pieces[back].digits)
        if count == 4:
            return pieces[back].glue in ("-", "+") or len(pieces[back].digits) == 4
    return False


def _written_groups(pieces: Sequence[Piece]) -> bool:
    """Exactly six or eight digits, a dash, four digits."""
    lengths = [len(piece.digits) for piece in pieces]
    return lengths in ([6, 4], [8, 4]) and pieces[1].glue in ("-", "+")


def _starts_as_phone(pieces: Sequence[Piece]) -> bool:
    return pieces[0].digits.startswith("0") and not pieces[0].spoken and len(pieces[0].digits) <= 4


def _partial_context(passage: Passage, run: Sequence[Piece], first: int, last: int) -> bool:
    """ "sista fyra" or "fyra sista" at most eight words before or four after, and not itself that "fyra"."""
    before = passage.before(run[first].first, 10)
    after = passage.after(run[last].last, 4)
    if set(before[-3:]) & _DATA.words("check_digits"):
        return True
    if set(before[-4:]) & _DATA.words("end_digits") and set(before + after) & _DATA.words("context"):
        return True
    last_words, four_words = _DATA.words("last"), _DATA.words("four")
    for around in (before, after):
        for one, two in itertools.pairwise(around):
            if (one in last_words and two in four_words) or (two in last_words and one in four_words):
                return True
    return False


def _masked(passage: Passage) -> Iterator[Finding]:
    """Six or eight digits and four signs that stand for the rest: "100628-xxxx", "100628-****", "100628-"."""
    tokens = passage.tokens
    for index in range(len(tokens) - 2):
        if not (tokens[index].is_digits and len(tokens[index].text) in (6, 8)):
            continue
        if tokens[index + 1].text not in "-–+" or passage.spaced(index + 1) or (index and not passage.spaced(index)):
            continue
        end = _mask_end(passage, index + 2)
        if end and dated(tokens[index].text + "0000"):
            reason = Evidence(_DATA.weight("partial"), "personnummer där de fyra sista saknas eller är dolda")
            yield finding(passage, tokens[index].start, end, "PERSONNUMMER", reason)


def _mask_end(passage: Passage, index: int) -> int | None:
    """The offset after what stands for the four digits at token `index`: "xxxx", "****", "TF12", "A123", nothing."""
    tokens = passage.tokens
    if passage.spaced(index):
        return tokens[index - 1].end
    letters, digits = tokens[index].text, tokens[index + 1].text if index + 1 < len(tokens) else ""
    reserve = letters.isupper() and len(letters) <= 2 and digits.isdecimal() and len(letters + digits) == 4
    if reserve and not passage.spaced(index + 1):
        return tokens[index + 1].end
    if tokens[index].lower in ("xxxx", "nnnn", "tfxx"):
        return tokens[index].end
    four = tokens[index : index + 4]
    if len(four) == 4 and len({token.text for token in four}) == 1 and four[0].text in "*?_x•#":
        return four[-1].end
    return None
