"""Swedish number words, as they are counted ("tjugofem") and as they are read out ("noll sju noll")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Numbers:
    """The words for numbers: `small` for 0 to 19, `tens` for 20 to 90, `figures` those read out one by one."""

    small: Mapping[str, int]
    tens: Mapping[str, int]
    figures: Mapping[str, int]
    _known: dict[str, int | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def value(self, words: Sequence[str]) -> int | None:
        """The number that the words count ("två", "tusen", "tjugosex"), 0 to 999 999, or None. Figures count too."""
        phrase = "".join(words)
        if phrase not in self._known:
            self._known[phrase] = self._value(phrase)
        return self._known[phrase]

    def year(self, words: Sequence[str]) -> int | None:
        """The year 1900 to 2099 that the words say, also as "nitton åttiofyra" or "tjugo tjugosex"."""
        counted = self.value(words)
        if counted is not None and 1900 <= counted <= 2099:
            return counted
        phrase = "".join(words)
        for century, begin in (("nitton", 1900), ("tjugo", 2000)):
            for middle in ("hundra", ""):
                rest = phrase.removeprefix(century + middle)
                last = self._below_100(rest) if rest != phrase and rest else None
                if last is not None and (last >= 10 or middle):
                    return begin + last
        return None

    def digits(self, word: str) -> tuple[str, ...]:
        """The figures that a word read out stands for: "noll" 0, "elva" 11, "tjugotre" 23; nothing where none."""
        if word.isascii() and word.isdigit():
            return (word,)
        if word in self.figures:
            return (str(self.figures[word]),)
        counted = self._below_100(word)
        if counted is not None:
            return (str(counted),)
        year = self.year((word,))
        return (str(year),) if year else ()

    def _value(self, phrase: str) -> int | None:
        if re.fullmatch(r"[0-9]{1,6}", phrase):
            return int(phrase)
        found = self._shape.fullmatch(phrase)
        if not found or not phrase:
            return None
        thousands = self._below_1000(found["thousands"] or "") if found["tusen"] else 0
        rest = self._below_1000(found["rest"] or "") if found["rest"] else 0
        if thousands is None or rest is None:
            return None
        return (thousands or (1 if found["tusen"] else 0)) * 1000 + rest

    def _below_1000(self, phrase: str) -> int | None:
        """0 to 999; "tolvhundra" is 1 200, which years and amounts say; the empty phrase is 0."""
        before, hundred, after = phrase.partition("hundra")
        if not hundred:
            return self._below_100(phrase) if phrase else 0
        hundreds = self.small.get(before, 1 if not before else None)
        rest = self._below_100(after) if after else 0
        return None if not hundreds or rest is None else hundreds * 100 + rest

    def _below_100(self, phrase: str) -> int | None:
        if phrase in self.small:
            return self.small[phrase]
        for name, tens in self.tens.items():
            if phrase.startswith(name):
                ones = self.small.get(phrase[len(name) :], 0 if phrase == name else None)
                return tens + ones if ones is not None and (phrase == name or 1 <= ones <= 9) else None
        return None

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        return re.compile(r"(?:(?P<thousands>\w*?)(?P<tusen>tusen))?(?:och)?(?P<rest>\w+)?")
