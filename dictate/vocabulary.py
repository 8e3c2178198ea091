"""The unit's own words: kept in a list of its own, and proposed from what users correct.

The list is a text file that IT can hand out, so no personal name belongs there: names stand with their case. A word
that the user does not want is kept as a keyed hash alone, for it may be just such a name.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.speech.vocabulary import VocabularyInvalid, common_words, entry, read_vocabulary

if TYPE_CHECKING:
    from dictate.journal.note import Note, Sentence
    from dictate.vault.keys import KeySource

_WORD = re.compile(r"[^\W\d_][\w-]*[^\W_]")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that users wrote where the recogniser had heard something else: `heard`, the latest; `times` in all."""

    word: str
    heard: str
    times: int


class UnitWords:
    """The unit's list in a text file, one word or phrase a line; lines of others' making stay as they are."""

    def __init__(self, path: Path, keys: KeySource) -> None:
        """`path` need not exist; what the user declined lies beside it, hashed with the key of the store."""
        self._path = path
        self._declined = path.with_suffix(".declined")
        self._keys = keys

    def words(self) -> tuple[str, ...]:
        """All words in the order of the file. Raises VocabularyInvalid."""
        return read_vocabulary(self._path) if self._path.exists() else ()

    def add(self, word: str) -> None:
        """Puts a word or phrase last. One that is there stays where it is. Raises VocabularyInvalid."""
        wanted = entry(word)
        if wanted not in self.words():
            self._write(self._path, [*self._lines(self._path), wanted])

    def remove(self, word: str) -> None:
        """Takes a word out. Raises KeyError when it is not there, VocabularyInvalid when the file can't be written."""
        lines = self._lines(self._path)
        kept = [line for line in lines if " ".join(line.split()) != word]
        if len(kept) == len(lines):
            raise KeyError(word)
        self._write(self._path, kept)

    def decline(self, word: str) -> None:
        """Never propose the word again. Raises VocabularyInvalid, or WrongKey."""
        lines, mark = self._lines(self._declined), self._mark(word)
        if mark not in lines:
            self._write(self._declined, [*lines, mark])

    def proposals(self, notes: Iterable[Note], known: Collection[str] = ()) -> tuple[Proposal, ...]:
        """Words that users wrote instead of what was heard, the most frequent first.

        `known` are words that need no proposal. What is in the list, was declined, or was found to be personal data is
        left out, and so are common words. Raises VocabularyInvalid or WrongKey.
        """
        times: Counter[str] = Counter()
        heard: dict[str, str] = {}
        spelled: dict[str, str] = {}
        for word, before in (pair for note in notes for pair in corrections(note)):
            times[word.casefold()] += 1
            heard[word.casefold()], spelled[word.casefold()] = before, word
        out = {one.casefold() for one in (*known, *self.words())} | common_words()
        declined = set(self._lines(self._declined))
        return tuple(
            Proposal(spelled[word], heard[word], count)
            for word, count in times.most_common()
            if word not in out and self._mark(word) not in declined
        )

    def _mark(self, word: str) -> str:
        return hmac.new(self._keys.key(), f"vocabulary:{word.casefold()}".encode(), hashlib.sha256).hexdigest()

    def _lines(self, path: Path) -> list[str]:
        try:
            return path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise VocabularyInvalid(f"Ordlistan {path} kan inte läsas. Spara den som text i UTF-8.") from error

    def _write(self, path: Path, lines: list[str]) -> None:
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("x", encoding="utf-8", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            raise VocabularyInvalid(f"Ordlistan {path} kan inte sparas. Kontrollera att du får skriva där.") from error
        finally:
            draft.unlink(missing_ok=True)


def corrections(note: Note) -> Iterator[tuple[str, str]]:
    """Each word that a user wrote in a dictated sentence for another that was heard there: (written, heard).

    Words that are personal data in the note are left out, and what is longer than a slip of the ear: a sentence that
    was written anew says nothing of single words.
    """
    for sentence in note.sentences:
        if sentence.words and sentence.text != sentence.original:
            private = [one.finding for one in note.findings if one.sentence == sentence.id]
            for start, end, heard in _replaced(sentence):
                if not any(start < found.end and found.start < end for found in private):
                    yield sentence.text[start:end], heard


def _replaced(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Single words of the text that stand for one to three words that were heard: (start, end, heard)."""
    written = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(sentence.text)]
    heard = [match[0] for word in sentence.words for match in _WORD.finditer(word.text)]
    matcher = SequenceMatcher(None, [one.casefold() for one in heard], [one[2].casefold() for one in written], False)
    for kind, low, high, first, last in matcher.get_opcodes():
        start, end, word = written[first] if first < last else (0, 0, "")
        if kind == "replace" and last - first == 1 and high - low <= 3 and len(word) >= _SHORTEST:
            yield start, end, " ".join(heard[low:high])
