"""A note searched as one text: what is plain in one sentence is known in the others, and each gets its own part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from dictate.errors import DictateError
from dictate.journal.note import Sentence
from redaction.finding import Finding, Sensitive

if TYPE_CHECKING:
    from redaction.scanner import Scanner

_Mark = TypeVar("_Mark", Finding, Sensitive)
_Said = tuple[str, str, str]
"""What a sentence says, with what is said before it and after it."""


class SearchUnusable(DictateError):
    """A model of names or of sensitive content is damaged, or the one that the settings name is not there."""


def loaded(names: str) -> Scanner:
    """What finds personal data, with its models; `names` is a spaCy pipeline beside our own model, "" for none.

    Raises SearchUnusable.
    """
    from redaction.errors import RedactionError
    from redaction.names import spacy_detector
    from redaction.scanner import Scanner

    try:
        scanner = Scanner(extra=[spacy_detector(names)] if names else [])
        scanner.sensitive("")  # reads its model too, so that what is wrong with it is told now
    except RedactionError as error:
        raise SearchUnusable(str(error)) from error
    return scanner


def findings_in(
    sentences: Sequence[Sentence], scan: Callable[[str], Sequence[Finding]]
) -> Mapping[str, tuple[Finding, ...]]:
    """The findings of each sentence, by its text.

    A name that is plain in one sentence is known in the others; what goes over the end of a sentence is a finding in
    each.
    """
    texts = [sentence.text for sentence in sentences]
    return dict(zip(texts, _parts(texts, scan("\n".join(texts))), strict=True))


class SensitiveSentences:
    """Tags the sentences of a note as parts of one text, each once for its wording and that of its neighbours.

    More than the sentences beside it no sentence is judged by, so after a change only three are judged anew.
    """

    def __init__(self) -> None:
        self._known: Mapping[_Said, tuple[Sensitive, ...]] = {}

    def of(
        self, sentences: Sequence[Sentence], tag: Callable[[str], Sequence[Sensitive]]
    ) -> dict[str, tuple[Sensitive, ...]]:
        """The sentences with sensitive content, by id; the spans are places in the sentence's text."""
        texts = [sentence.text for sentence in sentences]
        said = list(zip(["", *texts], texts, [*texts[1:], ""], strict=False))
        known = {one: self._known[one] for one in said if one in self._known}
        for first, beyond in _runs(at for at, one in enumerate(said) if one not in known):
            low, high = max(first - 1, 0), min(beyond + 1, len(texts))
            parts = list(_parts(texts[low:high], tag("\n".join(texts[low:high]))))
            known.update(zip(said[first:beyond], parts[first - low : beyond - low], strict=True))
        self._known = known
        return {sentence.id: known[one] for sentence, one in zip(sentences, said, strict=True) if known[one]}


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order as (first, one beyond the last) of each row without a gap."""
    first = beyond = -1
    for number in numbers:
        if number != beyond:
            if first >= 0:
                yield first, beyond
            first = number
        beyond = number + 1
    if first >= 0:
        yield first, beyond


def _parts(texts: Sequence[str], marks: Sequence[_Mark]) -> Iterator[tuple[_Mark, ...]]:
    """For each text what lies in it of `marks`, which are places in all of them with one line break between."""
    start = 0
    for text in texts:
        end = start + len(text)
        yield tuple(_part_of(mark, text, start) for mark in marks if mark.start < end and start < mark.end)
        start = end + 1


def _part_of(mark: _Mark, text: str, start: int) -> _Mark:
    """The part of `mark` that lies in `text`, which begins at `start`."""
    low, high = max(mark.start - start, 0), min(mark.end - start, len(text))
    if isinstance(mark, Finding):
        return replace(mark, start=low, end=high, text=text[low:high])
    return replace(mark, start=low, end=high)
