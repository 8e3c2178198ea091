"""What goes along with a finding that is removed: spaces and signs, and the small words that would be left hanging."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from redaction.finding import Finding
from redaction.wordlists import words

ENDS = ".!?…"
SPACES = frozenset(" \t\u00a0")
_NO_SPACE_BEFORE = frozenset(".,;:!?…)]”’»")
_OPENS = '\n\r([“"”'
_LISTED = frozenset({"PERSON", "PLACE", "ORGANISATION"})
_REACHED = frozenset({"PHONE", "EMAIL", "HANDLE"})
_WHERE = frozenset({"ADDRESS", "PLACE"})
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Gap:
    """What is taken out, from `start` up to `end`, and the sign or space that is left there.

    `whole` is whether the sentence surely stays one: an aside, a name in a list or after its role, how somebody is
    reached. Of all else a person must see what is left.
    """

    start: int
    end: int
    left: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Where a removal may reach: after what was decided before it (`floor`), before what follows (`ceiling`)."""

    floor: int
    ceiling: int

    def back_over_spaces(self, text: str, index: int) -> int:
        """The first offset of the spaces that end at `index`."""
        while index > self.floor and text[index - 1] in SPACES:
            index -= 1
        return index

    def on_over(self, text: str, index: int, signs: Collection[str]) -> int:
        """The offset after the `signs` that begin at `index`."""
        while index < self.ceiling and text[index] in signs:
            index += 1
        return index

    def word_before(self, text: str, index: int) -> tuple[int, str]:
        """The word that ends before the spaces at `index`, in small letters, and where it begins; "" if none does."""
        end = begin = self.back_over_spaces(text, index)
        while begin > self.floor and text[begin - 1].isalpha() and end - begin < _LONGEST_WORD:
            begin -= 1
        cut = begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] in "-'’")
        return (end, "") if cut else (begin, text[begin:end].lower())


def removal(text: str, finding: Finding, end: int, room: Room, *, owned: bool) -> Gap:
    """The gap that `finding` leaves in `text`.

    `end` is where it ends with its genitive, or with what is removed together with it; `owned` whether it ends in a
    genitive, so that what it owns stays.
    """
    start, closed = finding.start, False
    if start - 1 >= room.floor and text[start - 1] == "(" and text[end : end + 1] == ")" and end < room.ceiling:
        start, end, closed = start - 1, end + 1, True
    if not owned and _joined_to_next(text, start, end, room):
        return Gap(start, room.ceiling, "")
    begin, hung = (start, False) if owned or closed else _without_hanging(text, finding, end, room)
    gap = _without_signs(text, finding, begin, end, room)
    return Gap(gap.start, gap.end, gap.left, whole=closed or hung or gap.whole or _after_own_word(text, finding, room))


def _without_hanging(text: str, finding: Finding, end: int, room: Room) -> tuple[int, bool]:
    """Where the gap begins when the small words go that only led to the finding, and whether it was sure that they do.

    "och" and "eller" go where the clause ends after the finding; "på" and "till" where they say how somebody is
    reached or where something is ("nås på 070-174 06 18") and nothing follows that they could belong to, but not after
    "är", which would be left alone.
    """
    start, sure = finding.start, False
    begin, word = room.word_before(text, start)
    if word in words("replace", "joins") and begin > room.floor and _clause_ends(text, end, room):
        start, sure = begin, True
        if text[: room.back_over_spaces(text, start)].endswith(","):
            return start, sure
        begin, word = room.word_before(text, start)
    if word in _leading(finding) and (_clause_ends(text, end, room) or _goes_on_anew(text, end, room)):
        at, before = room.word_before(text, begin)
        after_finding = at == room.floor > 0
        if after_finding or (before and before not in words("replace", "bare")):
            return begin, True
    return start, sure


def _leading(finding: Finding) -> frozenset[str]:
    """The prepositions that go with what they lead to."""
    if finding.label in _REACHED:
        return words("replace", "reached")
    return words("replace", "where") if finding.label in _WHERE else frozenset()


def _clause_ends(text: str, end: int, room: Room) -> bool:
    after = text[room.on_over(text, end, SPACES) :][:1]
    return not after or after in _NO_SPACE_BEFORE or after in "\n\r"


def _goes_on_anew(text: str, end: int, room: Room) -> bool:
    """Whether the word after is a small one: "på Storgatan 4 sedan i maj", but "i Mora kommun"."""
    right = room.on_over(text, end, SPACES)
    following = text[right : min(right + _LONGEST_WORD, room.ceiling)].split(maxsplit=1)
    return right > end and bool(following) and following[0].lower() in words("names/words", "edges")


def _joined_to_next(text: str, start: int, end: int, room: Room) -> bool:
    """Whether an "och" or "eller" leads from here to the next finding and nothing before does: "Elsa och Bo kom"."""
    left = room.back_over_spaces(text, start)
    return (
        room.ceiling < len(text)
        and text[end : room.ceiling].strip() in words("replace", "joins")
        and not (left > 0 and text[left - 1] == ",")
    )


def _after_own_word(text: str, finding: Finding, room: Room) -> bool:
    """Whether the word before already says who or what it is: "mamman Sara", "på telefon 070-174 06 18"."""
    before = room.word_before(text, finding.start)[1]
    if finding.label == "PERSON":
        return before in words("names/words", "introduces") - words("replace", "called")
    return finding.label in _REACHED and before in words("replace", "channels")


def _without_signs(text: str, finding: Finding, start: int, end: int, room: Room) -> Gap:
    """The gap with the spaces and commas that only the finding needed."""
    left, right = room.back_over_spaces(text, start), room.on_over(text, end, SPACES)
    if left > room.floor and text[left - 1] == ",":
        in_list = finding.label in _LISTED and left - 1 == room.floor and room.floor > 0
        gap = _after_comma(text, end, left, right, room, in_list=in_list)
        if gap is not None:
            return gap
    if left == 0 or text[left - 1] in _OPENS:
        right = room.on_over(text, room.on_over(text, right, ":,;"), SPACES)
        return Gap(start if left and text[left - 1] == "\n" else left, right, "")
    after = text[right : right + 1]
    if not after or after in _NO_SPACE_BEFORE or after in "\n\r":
        return Gap(left, right if after in _NO_SPACE_BEFORE else end, "")
    return Gap(left, right, " " if left < start or right > end else "")


def _after_comma(text: str, end: int, left: int, right: int, room: Room, *, in_list: bool) -> Gap | None:
    """The gap of what follows a comma, where the comma goes too; None where it stays.

    An aside goes with both its commas, a name in a list with one, the last but one before "och" with its own.
    """
    after = text[right : right + 1]
    if after == "," and right < room.ceiling:
        return Gap(left - 1, right + (not in_list), "", whole=True)
    if text.startswith(("och ", "eller ", "samt "), right):  # "Kim, Elsa och Bo"
        return Gap(left - 1, right, " ", whole=in_list)
    if not after or after in ENDS or after == "\n":
        return Gap(left - 1, right if after in ENDS else end, "", whole=True)
    return None
