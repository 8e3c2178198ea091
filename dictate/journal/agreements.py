"""Who does what and when, found in the sentences that say so, for the user to confirm.

Nothing is worded anew: who, what and when are pieces of the sentence itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from dictate.journal.note import Agreement, Note, Sentence
from dictate.journal.template import Template
from dictate.journal.toml_file import read_toml
from dictate.journal.when import When, find_times, parse_day
from dictate.shipped import shipped

_TOKEN = re.compile(r"[^\W_]+(?:[-:][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;:.!?()\"”–]")
_LONGEST_WHO = 4


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of `templates/shared/agreements.toml`, where each is explained."""

    verbs: frozenset[str]
    passive: frozenset[str]
    openers: frozenset[str]
    persons: frozenset[str]


@cache
def _words() -> _Words:
    data, _ = read_toml(shipped("templates") / "shared" / "agreements.toml")
    return _Words(*(frozenset(str(data[name]).split()) for name in ("verbs", "passive", "openers", "persons")))


def find_agreements(note: Note, template: Template) -> tuple[Agreement, ...]:
    """The agreements in the sentences of the note's planning, in order, with the days they mean.

    Days are counted from the field händelsedatum; without it they stay open. Those that the user has confirmed are
    given as confirmed.
    """
    event = event_day(note)
    planning = template.holding("planering")
    confirmed = {agreement.sentence: agreement for agreement in note.agreements}
    return tuple(
        confirmed.get(sentence.id) or found
        for sentence in note.sentences
        if sentence.section == planning and (found := agreement_in(sentence, event))
    )


class FoundAgreements:
    """Finds them again after each change; after one that leaves sentences and fields alone nothing is gone through."""

    def __init__(self) -> None:
        self._latest: tuple[Note, tuple[Agreement, ...]] | None = None

    def of(self, note: Note, template: Template) -> tuple[Agreement, ...]:
        """As `find_agreements`, for one template."""
        if self._latest is not None:
            before, found = self._latest
            words = before.sentences is note.sentences and before.fields is note.fields
            if words and before.agreements is note.agreements:
                return found
        found = find_agreements(note, template)
        self._latest = note, found
        return found


def left_out(note: Note) -> frozenset[str]:
    """The sentences whose agreement the user has left out, by the note's history."""
    said: dict[str, str] = {}
    for change in note.history:
        if change.what.startswith("överenskommelse"):
            said[change.sentence] = change.what
    return frozenset(sentence for sentence, what in said.items() if what == "överenskommelse utelämnad")


def event_day(note: Note) -> date | None:
    """The day of what happened, from the field händelsedatum."""
    value = note.fields.get("handelsedatum", "")
    return parse_day(value) if isinstance(value, str) else None


def agreement_in(sentence: Sentence, event: date | None) -> Agreement | None:
    """What the sentence says that someone will do, None when it says nothing of the kind."""
    text = sentence.text
    words = _words()
    tokens = list(_TOKEN.finditer(text))
    times = find_times(text, event or date(2000, 1, 3))
    for index, token in enumerate(tokens):
        said = token[0].casefold()
        if said in words.verbs or said in words.passive:
            who = "" if said in words.passive else _who(text, tokens, index, times)
            what = _what(text, token, times)
            when = _when(times)
            day = when.date.isoformat() if when and when.date and event else ""
            return Agreement(sentence.id, who, what, when.text if when else "", day)
    return None


def _who(text: str, tokens: Sequence[re.Match[str]], verb: int, times: Sequence[When]) -> str:
    """The one who acts: the words before the verb in its clause, else those right after it."""
    before = list(_clause_before(text, tokens, verb, times))
    if before and len(before) <= _LONGEST_WHO and (len(before) == 1 or _may_act(before[0])):
        return text[before[0].start() : before[-1].end()]
    after = tokens[verb + 1 : verb + 1 + _LONGEST_WHO]
    if not after or text[tokens[verb].end() : after[0].start()].strip() or not _may_act(after[0]):
        return ""
    last = 0
    while last + 1 < len(after) and _continues(text, after[last], after[last + 1]):
        last += 1
    return text[after[0].start() : after[last].end()]


def _clause_before(
    text: str, tokens: Sequence[re.Match[str]], verb: int, times: Sequence[When]
) -> Iterator[re.Match[str]]:
    first = verb
    while first and not _CLAUSE_END.search(text[tokens[first - 1].end() : tokens[first].start()]):
        if tokens[first - 1][0].casefold() in ("och", "men", "att", "så") and not _pair(tokens, first):
            break
        first -= 1
    began = False
    for token in tokens[first:verb]:
        timed = any(when.start <= token.start() < when.end for when in times)
        if not began and (timed or token[0].casefold() in _words().openers):
            continue
        began = True
        yield token


def _pair(tokens: Sequence[re.Match[str]], after: int) -> bool:
    """Whether the word before the token `after` joins two who act together ("Du och jag")."""
    joined = tokens[after - 1][0].casefold() == "och" and after >= 2
    return joined and _may_act(tokens[after]) and _may_act(tokens[after - 2])


def _may_act(token: re.Match[str]) -> bool:
    return token[0][0].isupper() or token[0].casefold() in _words().persons


def _continues(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether `other` is a further name of the same person."""
    return one[0][0].isupper() and other[0][0].isupper() and text[one.end() : other.start()] == " "


def _what(text: str, verb: re.Match[str], times: Sequence[When]) -> str:
    """The deed: from the verb to the end of the sentence, without a time that stands last."""
    end = len(text.rstrip(' .!?…"”'))
    for when in reversed(times):
        if when.start > verb.end() and when.end >= end:
            end = len(text[: when.start].rstrip(" ,;"))
    return text[verb.start() : max(end, verb.end())]


def _when(times: Sequence[When]) -> When | None:
    """The first time that means a day, else the first one."""
    return next((when for when in times if when.date), times[0] if times else None)
