"""Words that the recogniser should know: the case's names, the unit's own words, and those of social work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from dictate.errors import DictateError

_MOST_LINES = 20_000
_LONGEST = 60


class VocabularyInvalid(DictateError):
    """A word list that can't be read, or an entry that is no word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and phrases as they are spelled, the most relevant first in each group.

    `names` are the people and places of the case, `unit` the unit's own words, `domain` those of social work. The
    groups stand in the order in which they matter: what has no room in the recogniser is left out from the end.
    """

    names: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()

    @classmethod
    def shipped(cls) -> Vocabulary:
        """The words of social work that come with the program."""
        text = (files("dictate.speech") / "domain_words.txt").read_text(encoding="utf-8")
        return cls(domain=entries(text))

    def knowing(self, names: Iterable[str] = (), unit: Iterable[str] = ()) -> Vocabulary:
        """The same words with more names and words of the unit, before those there were."""
        return replace(self, names=_once((*names, *self.names)), unit=_once((*unit, *self.unit)))

    @property
    def entries(self) -> tuple[str, ...]:
        """All of them once, the most relevant first."""
        return _once((*self.names, *self.unit, *self.domain))


def entries(text: str) -> tuple[str, ...]:
    """The words of a list: one word or phrase a line; empty lines and those that begin with # are left out.

    Raises VocabularyInvalid when there are too many or one is no word.
    """
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > _MOST_LINES:
        raise VocabularyInvalid(f"Ordlistan har fler än {_MOST_LINES} rader. Dela den eller ta bort ord.")
    return _once(entry(line) for line in lines if line and not line.startswith("#"))


def entry(text: str) -> str:
    """A word or phrase with single spaces. Raises VocabularyInvalid when it holds no letter or is too long."""
    word = " ".join(text.split())
    if not any(sign.isalpha() for sign in word) or not word.isprintable() or word.startswith("#"):
        raise VocabularyInvalid("Ett ord i ordlistan måste ha minst en bokstav. Rätta raden eller ta bort den.")
    if len(word) > _LONGEST:
        raise VocabularyInvalid(f"Ett ord i ordlistan får ha högst {_LONGEST} tecken. Korta av det.")
    return word


@cache
def common_words() -> frozenset[str]:
    """The words that notes often hold, in lower case."""
    return frozenset(entries((files("dictate.speech") / "common_words.txt").read_text(encoding="utf-8")))


_LARGEST = 1_000_000


def read_vocabulary(path: Path) -> tuple[str, ...]:
    """The words of a list in a file. Raises VocabularyInvalid when it can't be read or holds something else."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise VocabularyInvalid(f"Ordlistan {path} är för stor. Ange en lista under en megabyte.")
        return entries(content.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise VocabularyInvalid(f"Ordlistan {path} finns inte. Kontrollera filens namn.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyInvalid(f"Ordlistan {path} kan inte läsas. Spara den som text i UTF-8.") from error


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """The words without those that came before in the same spelling."""
    return tuple(dict.fromkeys(words))
