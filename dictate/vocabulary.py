"""The unit's own words: kept in the vault, and proposed from what users correct.

Names belong with their case, but nobody can know that a word somebody added is no name: the list lies nowhere but in
the vault. A word that the user does not want is kept as a keyed hash alone, for it may be just such a name. IT hands a
list out, and takes one away, as a text file.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.speech.vocabulary import VocabularyInvalid, common_words, entries, entry, read_vocabulary

if TYPE_CHECKING:
    from dictate.journal.note import Note, Sentence
    from dictate.policy import OrganisationPolicy
    from dictate.vault.asides import Asides
    from dictate.vault.keys import KeySource

_LOG = logging.getLogger(__name__)
_KIND = "vocabulary"
_WORDS, _DECLINED = "words", "declined"
_OLD = {_WORDS: "vocabulary.txt", _DECLINED: "vocabulary.declined"}
"""Where the first versions kept the list and what was declined, in clear beside the vault."""
_OLD_DRAFT = re.compile(r"\.vocabulary\.(?:txt|declined)\.[0-9a-f]{8}\Z")

_WORD = re.compile(r"[^\W\d_][\w-]*[^\W_]")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that users wrote where the recogniser had heard something else: `heard`, the latest; `times` in all."""

    word: str
    heard: str
    times: int


class UnitWords:
    """The unit's list in the vault, one word or phrase a line. Every method raises what opening the vault raises."""

    def __init__(self, asides: Callable[[], Asides], keys: KeySource, folder: Path) -> None:
        """`asides` opens the vault; `keys` hash what is declined; `folder` is where an older version left its files."""
        self._asides = asides
        self._keys = keys
        self._folder = folder

    def words(self) -> tuple[str, ...]:
        """All words in their order. Raises VocabularyInvalid."""
        return entries("\n".join(self._lines(_WORDS)))

    def add(self, word: str) -> None:
        """Puts a word or phrase last. One that is there stays where it is. Raises VocabularyInvalid."""
        self.add_all([word])

    def add_all(self, words: Iterable[str]) -> int:
        """Puts words or phrases last, all or none; gives how many were new. Raises VocabularyInvalid."""
        known = set(self.words())
        new = [one for one in dict.fromkeys(map(entry, words)) if one not in known]
        self._put(_WORDS, new)
        return len(new)

    def remove(self, word: str) -> None:
        """Takes a word out. Raises KeyError when it is not there."""
        self.take_in_old_files()

        def without(text: str) -> str:
            lines = text.splitlines()
            kept = [line for line in lines if " ".join(line.split()) != word]
            if len(kept) == len(lines):
                raise KeyError(word)
            return "\n".join(kept)

        self._asides().change(_KIND, _WORDS, without, _now())

    def as_text(self) -> str:
        """The list as a text file that `read_vocabulary` takes, the unit's own remarks with it."""
        return "".join(f"{line}\n" for line in self._lines(_WORDS))

    def take_in(self, path: Path) -> int:
        """Puts the words of a text file last, all or none; gives how many were new. Raises VocabularyInvalid."""
        return self.add_all(read_vocabulary(path))

    def leave(self, path: Path, policy: OrganisationPolicy, *, replace: bool = False) -> int:
        """Writes the list to a text file, in clear; gives how many words it has.

        Raises ExportRefused, OutputExists, OutputUnwritable or VocabularyInvalid.
        """
        from dictate.export.files import write_whole
        from dictate.refusals import refuse_place

        refuse_place(path, policy)
        count = len(self.words())
        write_whole(path, self.as_text().encode(), replace=replace)
        return count

    def decline(self, word: str) -> None:
        """Never propose the word again."""
        self.take_in_old_files()
        self._put(_DECLINED, [self._mark(word)])

    def take_in_old_files(self) -> None:
        """Moves what an older version kept in clear into the vault, and removes the files once it stands there.

        Raises VocabularyInvalid for a list that can't be read, which then stays where it is.
        """
        for name, file in _OLD.items():
            path = self._folder / file
            if path.is_file() and not path.is_symlink():
                self._put(name, _old_lines(path))
                _remove(path)
        for path in self._folder.glob(".vocabulary.*"):
            if _OLD_DRAFT.match(path.name):
                _remove(path)

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
        declined = set(self._lines(_DECLINED))
        return tuple(
            Proposal(spelled[word], heard[word], count)
            for word, count in times.most_common()
            if word not in out and self._mark(word) not in declined
        )

    def _mark(self, word: str) -> str:
        return hmac.new(self._keys.key(), f"vocabulary:{word.casefold()}".encode(), hashlib.sha256).hexdigest()

    def _lines(self, name: str) -> list[str]:
        self.take_in_old_files()
        return self._asides().get(_KIND, name).splitlines()

    def _put(self, name: str, new: Sequence[str]) -> None:
        """Puts those lines last that are not there yet."""

        def after(text: str) -> str:
            return "\n".join(dict.fromkeys((*text.splitlines(), *new)))

        self._asides().change(_KIND, name, after, _now())


def _old_lines(path: Path) -> list[str]:
    """The lines of an older version's file. Raises VocabularyInvalid for a list with something else in it."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:  # another program has just moved it
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyInvalid(
            f"Ordlistan {path} från en äldre version kan inte läsas. Spara den som text i UTF-8, eller ta bort filen."
        ) from error
    if path.name == _OLD[_WORDS]:
        entries(text)
    return text.splitlines()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # a read-only disk: it is tried again at the next opening
        _LOG.warning("the word list of an older version can not be removed")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


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
