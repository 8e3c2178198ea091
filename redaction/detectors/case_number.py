"""Case numbers: court cases (T 1733-25), register numbers (SN 2026/0412), police (5000-K184412-26), written and said.

Source: the forms of Domstolsverket, Polismyndigheten and the municipalities' registers.
"""

from __future__ import annotations

from collections.abc import Iterable

from redaction.dates import figures
from redaction.detector import Evidence, finding
from redaction.detectors.context import near
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.numerals import Piece
from redaction.passage import Passage
from redaction.wordlists import load

_DATA = DetectorData("case_number")
_MOST = 12  # parts of a number


class CaseNumberDetector:
    """Finds CASE_NUMBER."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        pieces = {piece.first: piece for run in passage.number_runs for piece in run}
        done = -1
        for index in sorted(pieces):
            if index <= done:
                continue
            span = _span(passage, index, pieces)
            if span is None:
                continue
            first, last, shape = _after_direct(passage, pieces, *span)
            done = last
            item = _weighed(passage, pieces, first, last, shape)
            if item:
                yield item


def _span(passage: Passage, index: int, pieces: dict[int, Piece]) -> tuple[int, int, str] | None:
    """First and last token of the number around the digits at `index`, and its shape ("LETTERS 9-9" as "A 9-9").

    The shape has 9999 for four digits and so on, A for letters, and the signs between; spaces are left out.
    """
    first = _letters_before(passage, index)
    shape = "A" * min(len("".join(t.text for t in passage.tokens[first:index] if t.is_word)), 4)
    last, position, number = index, index, ""
    for _ in range(_MOST):
        piece = pieces.get(position)
        if piece is not None:
            number += "9" * len(piece.digits)
            last, position = piece.last, piece.last + 1
        else:
            break
        following = _joined(passage, position, pieces)
        if following is None:
            last, number = _letters_after(passage, last, number)
            break
        sign, position = following
        number += sign
    if first < index and passage.tokens[index - 1].text in "-/":
        shape += passage.tokens[index - 1].text
    return first, last, shape + number


def _letters_after(passage: Passage, last: int, number: str) -> tuple[int, str]:
    """Capital letters that end the number: "2026/0417-SOC"."""
    sign, letters = last + 1, last + 2
    if letters < len(passage.tokens) and passage.tokens[sign].text in "-/" and not passage.spaced(sign):
        token = passage.tokens[letters]
        if token.is_word and token.text.isupper() and 2 <= len(token.text) <= 4 and not passage.spaced(letters):
            return letters, number + passage.tokens[sign].text + "A"
    return last, number


def _after_direct(
    passage: Passage, pieces: dict[int, Piece], first: int, last: int, shape: str
) -> tuple[int, int, str]:
    """Straight after "aktnummer" groups with spaces between belong together too: "aktnummer 44 1872"."""
    if _directly(passage, first, last):
        while last + 1 in pieces and passage.spaced(last + 1) == " " and len(shape) < 20:
            shape, last = shape + "9" * len(pieces[last + 1].digits), pieces[last + 1].last
    return first, last, shape


def _joined(passage: Passage, position: int, pieces: dict[int, Piece]) -> tuple[str, int] | None:
    """The sign at `position` and where the next digits begin; letters between signs ("-SOC-", "-K") pass too."""
    tokens = passage.tokens
    if position >= len(tokens):
        return None
    piece = pieces.get(position)
    if piece is not None:
        after_k = position >= 2 and passage.tokens[position - 2].text == "K"  # "5000-K 298 113-26"
        return ("", position) if (piece.spoken or after_k) and piece.glue in (" ", "") else None
    sign = _sign(passage, position)
    if sign is None and tokens[position].lower == "k" and position + 1 in pieces and passage.spaced(position):
        return "A", position + 1  # the police's K, said without its dashes
    if sign is None:
        return None
    after = position + 1
    letters = ""
    said = tokens[position].is_word  # "streck": then spaces stand between the parts, and letters may be small
    while after < len(tokens) and after - position <= 3 and after not in pieces:
        token = tokens[after]
        short = token.is_word and len(token.text) <= 4 and (token.text.isupper() or (said and len(token.text) == 1))
        joint = _sign(passage, after) if said else (token.text if token.text in "-/" else None)
        if not (short or joint) or (passage.spaced(after) and not said):
            return None
        letters += "A" if short else joint or ""
        after += 1
    if after not in pieces or (passage.spaced(after) and not said and letters != "A"):
        return None
    return sign + letters, after


def _sign(passage: Passage, position: int) -> str | None:
    """ "-", "/" or ":" glued to the digits before it, or the spoken word for one."""
    word = passage.tokens[position].lower
    if word in load("numerals")["signs"]:
        return str(load("numerals")["signs"][word])
    if passage.spaced(position) or word not in ("-", "–", "/", ":"):
        return None
    return "-" if word == "–" else word


def _letters_before(passage: Passage, index: int) -> int:
    """The token where capital letters that belong to the number begin ("SN 2026/0412", "U-20461-26", "PMT 1-26")."""
    tokens = passage.tokens
    before = index - 1
    spelled = _spelled_before(passage, index)
    if spelled < index:
        return spelled
    said = before >= 1 and tokens[before].lower in load("numerals")["signs"]
    if said and (tokens[before - 1].lower in _DATA.words("registers") or tokens[before - 1].text.isupper()):
        return before - 1  # "eb snedstreck tjugotjugosex ..."
    if before >= 1 and tokens[before].text in "-/" and not passage.spaced(index) and not passage.spaced(before):
        before -= 1
    if before < 0 or passage.spaced(before + 1) not in ("", " ", "\u00a0"):
        return index
    token = tokens[before]
    lone = len(token.text) == 1 and passage.sentence_of[before] == passage.sentence_of[index]
    capitals = sum(sign.isupper() for sign in token.text)
    mixed = 2 <= capitals < len(token.text) <= 4 and token.lower not in _DATA.words(
        "laws"
    )  # "BoF", "SoN", but not "SoL"
    if (
        token.is_word
        and len(token.text) <= 5
        and (token.text.isupper() or mixed or (lone and token.lower in "tbäömku") or _register(passage, before))
    ):
        return before
    return index


def _spelled_before(passage: Passage, index: int) -> int:
    """Where letters that are said begin, after a word for a case: "målnumret är te ett två ...", else `index`."""
    first = index
    while first > 0 and index - first < 4 and passage.tokens[first - 1].lower in _DATA.words("letters"):
        first -= 1
    said = passage.sentence_of[first] == passage.sentence_of[index]
    return first if first < index and said and near(passage, first, index, _DATA.words("context"), 3, 0) else index


def _register(passage: Passage, index: int) -> bool:
    """Whether small letters are a register's, or the sound of a court's letter."""
    return passage.tokens[index].lower in _DATA.words("registers")


def _weighed(passage: Passage, pieces: dict[int, Piece], first: int, last: int, shape: str) -> Finding | None:
    letters = passage.tokens[first].text.upper() if shape.startswith("A") else ""
    context = near(passage, first, last, _DATA.words("context"))
    if _is_date(pieces, first, last) or (
        letters.lower() in _DATA.words("laws") and "/" not in shape and shape.count("-") != 1
    ):
        return None
    turned = near(passage, first, last, _DATA.words("turns"), 3, 3)
    turned = turned or near(passage, first, last, _DATA.words("turns_before"), 3, 0)
    kind = _kind(shape, letters)
    if kind is None and _directly(passage, first, last) and shape.count("9") >= 4:
        kind = "bare"
    if kind is None and not (context and _loose(shape)):
        return None
    if turned and kind != "police":
        return None
    if kind is None or (kind == "bare"):
        if not near(passage, first, last, _DATA.words("context"), 5, 0):
            return None
        kind = "bare"
    if kind == "court" and not letters:
        return None
    reasons = {
        "court": "skrivet som ett målnummer",
        "police": "skrivet som ett ärendenummer hos polisen",
        "register": "skrivet som ett diarienummer",
        "bare": "nummer",
    }
    return finding(
        passage,
        passage.tokens[first].start,
        passage.tokens[last].end,
        "CASE_NUMBER",
        Evidence(_DATA.weight(kind), reasons[kind]),
        Evidence(_DATA.weight("context"), f"ordet ”{context}” intill") if context else None,
        Evidence(_DATA.weight("letters"), "") if letters else None,
    )


def _directly(passage: Passage, first: int, last: int) -> bool:
    """Whether a word for such a number stands right before it: "dnr", "aktnummer", "akt nr"."""
    before = passage.before(first, 2)
    apart = len(before) == 2 and before[1] in ("nr", "nummer") and before[0] in _DATA.words("context")
    return apart or bool(near(passage, first, last, _DATA.words("direct"), 3, 0))


def _kind(shape: str, letters: str) -> str | None:
    """Which register's way of writing the shape is."""
    signs = "".join(sign for sign in shape if sign in "-/:")
    digits = [len(part) for part in _groups(shape)]
    if shape.startswith("9999") and "A9" in shape and len(digits) in (2, 3) and sum(digits[1:]) >= 5:
        return "police"
    if not signs or not digits or sum(digits) < 4:
        return None
    if "-A9" in shape and digits and digits[0] == 4 and shape.startswith("9"):
        return "police" if shape.rstrip("9").endswith("-") and digits[-1] == 2 and len(digits) == 3 else "register"
    if letters == "K" and len(digits) == 3:
        return "police"
    if letters in _DATA.table("words")["court"].split() and len(digits) == 2 and digits[-1] == 2 and digits[0] <= 6:
        return "court"
    if len(digits) >= 2 and digits[0] == 4 and 3 <= digits[1] <= 7 and (letters or digits[1] >= 5 or "A" in shape):
        return "register"
    if len(digits) >= 2 and len(letters) > 1 and (digits[0] in (2, 4) or digits[-1] in (2, 4)):
        return "register"
    if letters and letters in ("K",) and len(digits) >= 2:
        return "police"
    return "bare"


def _is_date(pieces: dict[int, Piece], first: int, last: int) -> bool:
    """Whether the figures are a day, with or without letters before it ("SIP 2026-05-06")."""
    inside = [pieces[index] for index in range(first, last + 1) if index in pieces]
    return len(inside) > 1 and figures(inside[:3])[0] == len(inside)


def _groups(shape: str) -> list[str]:
    return ["9" * len(part) for part in "".join(sign if sign == "9" else " " for sign in shape).split()]


def _loose(shape: str) -> bool:
    """Whether a number without a known form is still long enough to be one straight after "ärendenummer"."""
    return sum(len(part) for part in _groups(shape)) >= 5 and any(sign in shape for sign in "-/:A")
