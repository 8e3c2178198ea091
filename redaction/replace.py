"""Carrying out what was decided about each finding: kept, replaced by its role, masked or removed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from redaction.errors import BadDecision
from redaction.finding import Finding
from redaction.removal import SPACES, Room, removal
from redaction.wordlists import load, words

Decision = Literal["keep", "role", "mask", "remove"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)

MASK = "█" * 6  # one width for all: the length of what is hidden tells nothing
_LONGEST_JOIN = 15  # characters between two findings that are removed as one
_NEXT_WORD = re.compile(r"[ \u00a0]{1,3}([\w-]{1,40})")
_CLOSING_NAME = frozenset("sxzSXZ")
_GENITIVES = ("s", "'s", "’s", ":s")
_AFTER_S = (*_GENITIVES, "'", "’")


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding, what was decided about it, and the role to write for it ("" for the label's own word)."""

    finding: Finding
    decision: Decision
    role: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text and the stretch of the new that stands for it (character offsets)."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """The new text and how its places answer to those of the old one; `pieces` cover both texts in order.

    `broken` are the places in the old text where something was removed and what is left may be no whole sentence.
    """

    text: str
    pieces: tuple[Piece, ...]
    broken: tuple[int, ...] = ()

    def moved(self, offset: int) -> int:
        """Where `offset` of the old text lies in the new; inside something replaced, where its stand-in begins."""
        starts = [piece.old_start for piece in self.pieces]
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return 0
        piece = self.pieces[index]
        if piece.kept:
            return min(piece.new_start + offset - piece.old_start, piece.new_end)
        return piece.new_start if offset < piece.old_end else piece.new_end


def apply(text: str, decided: Iterable[Decided]) -> Replaced:
    """`text` with every decision carried out.

    A role takes the genitive of the name it replaces ("Elsas" gives "barnets"), a capital where a sentence begins, and
    is not said twice ("mamman Sara" gives "mamman"); a removal takes the spaces, signs and small words along that
    would be left over ("nås på 070-174 06 18 eller"). Raises BadDecision when a finding does not lie in the text or two
    overlap.
    """
    pieces: list[Piece] = []
    new: list[str] = []
    broken: list[int] = []
    length = position = 0
    for change in _changes(text, _checked(text, decided)):
        for start, end, written, kept in (
            (position, change.start, text[position : change.start], True),
            (change.start, change.end, change.stand_in, False),
        ):
            if start < end:
                new.append(written)
                pieces.append(Piece(start, end, length, length + len(written), kept))
                length += len(written)
        position = change.end
        if not change.whole:
            broken.append(change.start)
    if position < len(text):
        new.append(text[position:])
        pieces.append(Piece(position, len(text), length, length + len(text) - position, kept=True))
    return Replaced("".join(new), tuple(pieces), tuple(broken))


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    stand_in: str
    whole: bool = True  # whether the sentence surely is one still


def _changes(text: str, decided: list[Decided]) -> Iterator[_Change]:
    """What to take out and what to put there, in order and never overlapping."""
    floor, index = 0, 0
    while index < len(decided):
        item = decided[index]
        end, owned = _genitive_end(text, item.finding)
        if item.decision == "remove":
            while index + 1 < len(decided) and _removed_together(text, end, decided[index + 1]):
                index += 1
                opened = "(" in text[end : decided[index].finding.start]
                end, owned = _genitive_end(text, decided[index].finding)
                end += opened and text[end : end + 1] == ")"
        ceiling = decided[index + 1].finding.start if index + 1 < len(decided) else len(text)
        index += 1
        if item.decision == "keep":
            floor = item.finding.end
            continue
        if item.decision == "remove":
            gap = removal(text, item.finding, min(end, ceiling), Room(floor, ceiling), owned=owned)
            change = _Change(gap.start, gap.end, gap.left, gap.whole)
        elif item.decision == "mask":
            change = _Change(item.finding.start, item.finding.end, MASK)
        else:
            change = _role(text, item, min(end, ceiling), floor, ceiling)
        yield change
        floor = change.end


def _removed_together(text: str, end: int, following: Decided) -> bool:
    """Whether the next finding is removed too and only spaces, signs and an "och" or "eller" stand between.

    "Anna (070-174 06 18)", "Elsa och Bo".
    """
    between = text[end : following.finding.start]
    if following.decision != "remove" or len(between) > _LONGEST_JOIN:
        return False
    left = between.strip(" \t,(/–-;")
    return (not left and len(between) <= 4) or (left in words("replace", "joins") and between[:1] in " ,")


def _checked(text: str, decided: Iterable[Decided]) -> list[Decided]:
    ordered = sorted(decided, key=lambda item: item.finding.start)
    end = 0
    for item in ordered:
        finding = item.finding
        if item.decision not in DECISIONS:
            raise BadDecision(f"Beslutet {item.decision} finns inte: välj bland {', '.join(DECISIONS)}.")
        if finding.start < end or text[finding.start : finding.end] != finding.text:
            raise BadDecision("Ett fynd stämmer inte med texten: sök igenom texten på nytt och besluta igen.")
        end = finding.end
    return ordered


def _role(text: str, item: Decided, end: int, floor: int, ceiling: int) -> _Change:
    """The role in the name's place; nothing where the word before the name already says it."""
    start = item.finding.start
    role = item.role or plain_word(item.finding)
    genitive = end > item.finding.end or _owns(text, item.finding)
    said = _word_before(text, start, floor)
    if item.role and said and _same_role(said, role):
        begin = start
        while text[begin - 1] in SPACES:
            begin -= 1
        if text[begin - 1] == ",":  # "pappan, Mehmet Aydin, flyttade"
            begin -= 1
            if text[end : end + 1] == "," and end < ceiling:
                end += 1
            return _Change(begin, end, "")
        return _Change(
            begin, end, in_genitive(said)[len(said) :] if genitive and in_genitive(said).startswith(said) else ""
        )
    stand_in = in_genitive(role) if genitive else role
    return _Change(start, end, _capital(stand_in) if _begins_sentence(text, start) else stand_in)


def _word_before(text: str, start: int, floor: int) -> str:
    """The word before `start`, with a comma or nothing but space between; "" when there is none after `floor`."""
    end = start
    while end > floor and text[end - 1] in SPACES:
        end -= 1
    if end == start:
        return ""
    if end > floor and text[end - 1] == ",":
        end -= 1
    begin = end
    while begin > floor and text[begin - 1].isalpha() and end - begin < 40:
        begin -= 1
    return text[begin:end]


def _same_role(said: str, role: str) -> bool:
    """Whether two words are one role, with or without its article or owner: mamma mamman, mormor barnets mormor."""
    last = (role.split() or [""])[-1]
    one, other = (word.lower().replace("modern", "mor").replace("fadern", "far") for word in (said, last))
    return one == other or any(one == other + article or other == one + article for article in ("n", "en", "et", "t"))


def plain_word(finding: Finding) -> str:
    """The word for a finding without a role: "skolan" for a named school, else its label's ("[adress]").

    A school may be found as a place: there the end of its name tells.
    """
    if finding.label in ("ORGANISATION", "PLACE"):
        lower = finding.text.lower()
        for part, word in load("replace")["organisations"].items():
            if part in lower if finding.label == "ORGANISATION" else lower.endswith((part, word)):
                return str(word)
    return str(load("replace")["labels"][finding.label])


def _genitive_end(text: str, finding: Finding) -> tuple[int, bool]:
    """Where the name with its genitive s ends, and whether it has one after the finding."""
    if finding.label in ("PERSON", "PLACE", "ORGANISATION"):
        endings = _AFTER_S if finding.text[-1:] in _CLOSING_NAME else _GENITIVES  # "Lars’ bil", "Elsas bil"
        for ending in endings:
            after = finding.end + len(ending)
            if text.startswith(ending, finding.end) and not text[after : after + 1].isalnum():
                return after, True
    return finding.end, False


def _owns(text: str, finding: Finding) -> bool:
    """Whether a name that ends in s, x or z, and so has no s of its own in the genitive, surely is one: "Elias pappa".

    Sure is the word for somebody or something that people have, without its article, right after the name.
    """
    if finding.label != "PERSON" or finding.text[-1:] not in _CLOSING_NAME:
        return False
    from redaction.roles import possessed_words

    following = _NEXT_WORD.match(text, finding.end)
    return following is not None and following[1] in possessed_words()


def in_genitive(role: str) -> str:
    """The role in the genitive: "barnet" barnets, "mormodern" mormors, "[person]" [person]s, "Lars" Lars."""
    known = load("replace")["genitive"].get(role.lower())
    if known:
        return str(known)
    return role if role[-1:] in _CLOSING_NAME else role + "s"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _begins_sentence(text: str, start: int) -> bool:
    """Whether only quotes, brackets, dashes and spaces stand between `start` and the end of a sentence or line."""
    index = start - 1
    while index >= 0 and text[index] in " \t\"”’»'(–—-[":
        index -= 1
    if index < 0 or text[index] in "\n\r!?…":
        return True
    if text[index] != ".":
        return False
    from redaction.passage import Passage

    window = max(0, index - 40)  # enough to see whether the stop belongs to an abbreviation
    near = Passage.of(text[window : start + 1])
    return any(window + begin >= index for begin, _ in near.sentences[1:])
