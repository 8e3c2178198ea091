"""Numbers, dates, times and personnummer as journals write them.

Only what is certain is changed; anything else stays as it was said. The words are those of
`templates/shared/written.toml`. What was said stays with the sentence, so that the change can be seen and taken back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dictate.journal.commands import bare
from dictate.journal.numbers import Numbers
from dictate.journal.sentences import Token
from dictate.journal.toml_file import DataFileInvalid, read_toml
from dictate.shipped import shipped

_MOST_WORDS = 8
_MOST_FIGURES = 16
_TAIL = ".,:;!?…”)"
_LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Words to write otherwise: `count` of them become `text`."""

    count: int
    text: str


@dataclass(frozen=True)
class Writing:
    """The rules with their words; see the data file."""

    numbers: Numbers
    lists: Mapping[str, frozenset[str]]
    ordinals: tuple[str, ...]
    months: tuple[str, ...]
    words_up_to: int

    def written(self, tokens: Sequence[Token], fixed: Set[int] = frozenset()) -> list[Token]:
        """The tokens with numbers as journals write them. Tokens whose start is in `fixed` stay as they are."""
        bares = ["" if token.start in fixed else _bare(token.text) for token in tokens]
        made: list[Token] = []
        at = 0
        while at < len(tokens):
            found = self._found(_Place(self, tokens, bares, at)) if self._may_begin(bares[at]) else None
            if found is None:
                made.append(tokens[at])
                at += 1
                continue
            last = tokens[at + found.count - 1]
            head, tail = _head(tokens[at].text), _tail(last.text)
            made.append(replace(tokens[at], text=head + found.text + tail, end=last.end, closes=last.closes))
            at += found.count
        return made

    def text(self, words: str) -> str:
        """A text written so; for those who have no tokens."""
        tokens, position = [], 0
        for word in words.split():
            tokens.append(Token(word, position, position + len(word)))
            position += len(word) + 1
        return " ".join(token.text for token in self.written(tokens))

    def _may_begin(self, word: str) -> bool:
        return bool(word) and (word in ("den", "kl", "klockan") or word in self.ordinals or self.is_number(word))

    def is_number(self, word: str) -> bool:
        """Whether a bare word counts or is read out as a number."""
        return self.numbers.value((word,)) is not None or bool(self.numbers.digits(word))

    def _found(self, place: _Place) -> Found | None:
        for rule in _RULES:
            if found := rule(place):
                return found
        return None


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of the dictation, with what stands around it."""

    writing: Writing
    tokens: Sequence[Token]
    bares: Sequence[str]
    at: int

    def word(self, distance: int) -> str:
        """The bare word `distance` words on (or back); empty past the ends and across a line."""
        where = self.at + distance
        return self.bares[where] if 0 <= where < len(self.bares) else ""

    def within(self, name: str, distance: int) -> bool:
        """Whether the word there is in that list of the data file."""
        return self.word(distance) in self.writing.lists[name]

    def joined(self, distance: int) -> bool:
        """Whether nothing stands between the word there and the one before: no comma, no pause, no new line."""
        where = self.at + distance
        return 0 < where < len(self.tokens) and not _tail(self.tokens[where - 1].text) and not self._apart(where)

    def _apart(self, where: int) -> bool:
        return self.tokens[where].apart or self.tokens[where].opens or self.tokens[where].between != " "

    def number(self, distance: int = 0) -> tuple[int, int] | None:
        """The number that begins there and how many words it takes; the longest that is one."""
        best = None
        for count in range(1, _MOST_WORDS + 1):
            if count > 1 and not self.joined(distance + count - 1):
                break
            words = [self.word(distance + number) for number in range(count)]
            if not all(words) or (count > 1 and any(word.isdigit() for word in words)):
                break
            value = self.writing.numbers.value(words)
            if value is not None and not _by_the_way(words):
                best = (value, count)
        return best


def _by_the_way(words: Sequence[str]) -> bool:
    """Whether the words only happen to read as a number: "tusen och"."""
    return words[-1] == "och" or words[0] == "och"


def _personal_number(place: _Place) -> Found | None:
    """Six or eight figures that are a date, a stroke, four figures: 110523-2381."""
    told = any(place.within("personal_number", -back) for back in range(1, _LOOK_BACK + 1))
    for first in (6, 8):
        for count, figures in _figures(place, 0, first):
            if not _is_birth(figures):
                continue
            stroke = place.within("stroke", count) or place.word(count) == "-"
            if not (stroke or told):
                continue
            for more, last in _figures(place, count + stroke, 4):
                after = count + stroke + more
                if not place.writing.numbers.digits(place.word(after)) or _tail(
                    place.tokens[place.at + after - 1].text
                ):
                    return Found(after, f"{figures}-{last}")
    return None


def _is_birth(figures: str) -> bool:
    """Whether YYMMDD or YYYYMMDD is a date; a coordination number has 60 added to the day."""
    month, day = int(figures[-4:-2]), int(figures[-2:])
    century = len(figures) == 6 or figures[:2] in ("19", "20")
    day -= 60 if day > 60 else 0
    return century and 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]


def _figures(place: _Place, distance: int, wanted: int) -> Iterator[tuple[int, str]]:
    """The ways to read exactly `wanted` figures out of the words there: how many words, and the figures."""
    figures, count = "", 0
    while len(figures) < wanted and count < _MOST_FIGURES:
        if count and _tail(place.tokens[place.at + distance + count - 1].text) not in ("", ","):
            return
        pair = place.writing.numbers.digits(place.word(distance + count))
        if not pair:
            return
        figures, count = figures + pair[0], count + 1
    if len(figures) == wanted:
        yield count, figures


def _telephone(place: _Place) -> Found | None:
    """A Swedish telephone number that was announced as one, or a mobile number of ten figures."""
    figures, count = "", 0
    while count < _MOST_FIGURES:
        stroke = bool(figures) and place.within("stroke", count)
        pair = place.writing.numbers.digits(place.word(count))
        if not pair and not stroke:
            break
        figures, count = figures + "".join(pair), count + 1
        if _tail(place.tokens[place.at + count - 1].text) not in ("", ","):
            break
    told = any(place.within("telephone", -back) for back in range(1, _LOOK_BACK + 1))
    mobile = len(figures) == 10 and figures.startswith("07")
    if count < 2 or not figures.startswith("0") or not 8 <= len(figures) <= 10 or not (told or mobile):
        return None
    written = _national(figures)
    return Found(count, written) if written else None


def _national(figures: str) -> str:
    """The number grouped as is usual in Sweden, or nothing where there is no such number."""
    import phonenumbers

    number = phonenumbers.parse(figures, "SE")
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def _date(place: _Place) -> Found | None:
    """ "den femtonde mars tjugohundratjugosex" is 15 mars 2026; without "den" only after a day of the week."""
    lead = int(place.word(0) == "den")
    if not lead and not (place.within("days", -1) or place.word(-1) == "den"):
        return None
    ordinals, months = place.writing.ordinals, place.writing.months
    if place.word(lead) not in ordinals or place.word(lead + 1) not in months:
        return None
    if _tail(place.tokens[place.at + lead].text):
        return None
    day, month = ordinals.index(place.word(lead)) + 1, months.index(place.word(lead + 1)) + 1
    if day > monthrange(2000, month)[1]:
        return None
    text, count = f"{day} {months[month - 1]}", lead + 2
    for length in range(_MOST_WORDS, 0, -1):
        words = [place.word(count + number) for number in range(length)]
        joined = all(words) and all(place.joined(count + number) for number in range(length))
        if joined and (year := place.writing.numbers.year(words)):
            return Found(count + length, f"{text} {year}")
    return Found(count, text)


def _time(place: _Place) -> Found | None:
    """ "klockan" and a time: in figures where the words leave no doubt which half of the day is meant."""
    if not place.within("clock", 0):
        return None
    read = _told_time(place) or _hour_and_minutes(place)
    if read is None:
        return None
    count, hour, minute = read
    if place.writing.numbers.value((place.word(count),)) is not None or place.word(count) == "över":
        return None
    return Found(count, f"kl. {hour}.{minute:02}" if minute else f"kl. {hour}")


def _hour_and_minutes(place: _Place) -> tuple[int, int, int | None] | None:
    """ "klockan femton och trettio", "klockan nio noll fem", "klockan fjorton"."""
    found = _counted(place, 1)
    if not found or not 0 <= found[0] <= 24 or place.word(1) in ("ett", "en") or place.word(1).isdigit():
        return None
    hour, count = found[0], 1 + found[1]
    if place.word(count) in ("i", "över") and not _half(place, count):
        return None
    joining = int(place.word(count) == "och")
    if place.word(count + joining) == "noll" and (ones := _counted(place, count + joining + 1)) and 0 < ones[0] < 10:
        return count + joining + 1 + ones[1], hour, ones[0]
    minutes = _counted(place, count + joining)
    if minutes and 10 <= minutes[0] <= 59 and place.joined(count):
        return count + joining + minutes[1], hour, minutes[0]
    return (count, hour, None) if not minutes else None


def _counted(place: _Place, distance: int) -> tuple[int, int] | None:
    """A number of one word, or of tens and ones in two."""
    one, two = place.word(distance), place.word(distance + 1)
    value = place.writing.numbers.value((one,)) if one else None
    if value is None:
        return None
    both = place.writing.numbers.value((one, two)) if two and not one.isdigit() and place.joined(distance + 1) else None
    return (both, 2) if both is not None and both < 60 and value in (20, 30, 40, 50) else (value, 1)


def _told_time(place: _Place) -> tuple[int, int, int] | None:
    """ "klockan halv fyra på eftermiddagen", "klockan åtta på kvällen": the half of the day must be told."""
    count, minutes, back = 1, 0, False
    if (found := _shift(place, count)) is not None:
        count, minutes = found
    if place.word(count) == "halv":
        count, minutes, back = count + 1, minutes + 30, True
    hour = place.writing.numbers.value((place.word(count),)) if place.word(count) else None
    if hour is None or not 1 <= hour <= 12:
        return None
    count += 1
    half = _half(place, count)
    if not half:
        return None
    at = ((hour % 12) - back) * 60 + minutes
    at = at % 720 + (720 if half == "afternoon" else 0)
    return count, at // 60, at % 60


def _shift(place: _Place, count: int) -> tuple[int, int] | None:
    """ "kvart i", "tio över", "fem i (halv)": where it ends, and the minutes to add."""
    minutes = 15 if place.word(count) == "kvart" else place.writing.numbers.value((place.word(count),))
    if minutes not in (5, 10, 15, 20, 25) or place.word(count + 1) not in ("i", "över"):
        return None
    return count + 2, minutes if place.word(count + 1) == "över" else -minutes


def _half(place: _Place, count: int) -> str:
    """Which half of the day the words after the time or before it tell, if any."""
    for name in ("morning", "afternoon"):
        after = place.word(count) in ("på", "i") and place.within(name, count + 1)
        if after or place.within(name, count) or place.within(name, -1):
            return name
    return ""


def _decimal(place: _Place) -> Found | None:
    """ "tre komma fem procent" is 3,5 procent: only before a unit."""
    whole = place.number()
    if not whole or place.word(whole[1]) != "komma" or _guarded_before(place):
        return None
    part = place.number(whole[1] + 1)
    if not part or not place.within("units", whole[1] + 1 + part[1]):
        return None
    return Found(whole[1] + 1 + part[1], f"{whole[0]},{part[0]}")


def _plain(place: _Place) -> Found | None:
    """A number in figures: over the limit, or before a unit."""
    found = place.number()
    if not found or _guarded_before(place):
        return None
    value, count = found
    words = [place.word(number) for number in range(count)]
    if all(word.isdigit() for word in words):
        return None
    unit = place.joined(count) and place.within("units", count)
    if _guarded_after(place, count) or not (unit or value > place.writing.words_up_to):
        return None
    if not unit and "".join(words) in place.writing.lists["round"]:
        return None
    year = 1900 <= value <= 2099 and not unit
    return Found(count, str(value) if year or value < 1000 else f"{value:,}".replace(",", " "))


def _guarded_before(place: _Place) -> bool:
    """Whether the number belongs to something before it that these rules don't read."""
    if not place.joined(0):
        return False
    if place.within("between", -1):
        return place.writing.is_number(place.word(-2))
    return place.within("not_after", -1) or place.within("clock", -1) or place.writing.is_number(place.word(-1))


def _guarded_after(place: _Place, count: int) -> bool:
    if not place.joined(count):
        return False
    if place.within("between", count):
        return place.writing.is_number(place.word(count + 1))
    if place.word(count) in ("i", "över") and (place.word(count + 1) == "halv" or place.number(count + 1)):
        return True
    return place.within("not_before", count) or place.writing.is_number(place.word(count))


_RULES: tuple[Callable[[_Place], Found | None], ...] = (
    _personal_number, _telephone, _date, _time, _decimal, _plain,
)  # fmt: skip


def _bare(text: str) -> str:
    return "-" if text.strip() in ("-", "–") else bare(text)


def _head(text: str) -> str:
    return text[: len(text) - len(text.lstrip("”("))]


def _tail(text: str) -> str:
    return text[len(text.rstrip(_TAIL)) :]


def read_writing(path: Path) -> Writing:
    """The rules with the words of a data file. Raises DataFileInvalid."""
    data, _ = read_toml(path)
    try:
        words = {name: tuple(str(data[name]).split()) for name in _LISTS + _ORDERED}
        small = {name: number for number, name in enumerate((*words["ones"], *words["teens"]), 1)}
        tens = {name: 20 + 10 * number for number, name in enumerate(words["tens"])}
        figures = {name: number for number, name in enumerate(words["ones"], 1)} | _pairs(words["also"])
        limit = int(data["words_up_to"])
    except (KeyError, ValueError) as error:
        raise DataFileInvalid(path, f"listan {error.args[0]} saknas eller är fel") from error
    numbers = Numbers(small | _pairs(words["counted_also"]), tens, figures)
    lists = {name: frozenset(words[name]) for name in _LISTS}
    return Writing(numbers, lists, words["ordinals"], words["months"], limit)


_LISTS = (
    "units", "round", "between", "not_after", "not_before", "days", "stroke", "personal_number", "telephone", "clock",
    "morning", "afternoon",
)  # fmt: skip
_ORDERED = ("ones", "teens", "tens", "also", "counted_also", "ordinals", "months")


def _pairs(entries: Sequence[str]) -> dict[str, int]:
    return {name: int(number) for name, number in (entry.split("=") for entry in entries)}


@cache
def shipped_writing() -> Writing:
    """The rules that come with the program, read once."""
    return read_writing(shipped("templates") / "shared" / "written.toml")
