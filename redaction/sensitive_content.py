"""Sentences with sensitive content: GDPR articles 9 and 10, and protected identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from redaction.finding import TAGS, Sensitive, Tag
from redaction.passage import Passage
from redaction.wordlists import load


def find_sensitive(passage: Passage) -> Iterable[Sensitive]:
    """One `Sensitive` for each sentence and tag, in the order of the text; the span is the whole sentence."""
    by_sentence: dict[tuple[int, Tag], str] = {}
    for index, token in enumerate(passage.tokens):
        if token.is_word:
            for tag, word in _tags(passage, index, token.lower):
                by_sentence.setdefault((passage.sentence_of[index], tag), word)
    for (number, tag), word in sorted(by_sentence.items()):
        start, end = passage.sentences[number]
        yield Sensitive(start, end, tag, f"Ordet ”{word}”")


def _tags(passage: Passage, index: int, word: str) -> Iterator[tuple[Tag, str]]:
    data = load("sensitive_content")
    following = passage.after(index, 1)
    pair = f"{word} {following[0]}" if following else ""
    for tag in TAGS:
        if any(word.startswith(stem) for stem in data["stems"].get(tag, [])) or word in data["words"].get(tag, []):
            yield tag, word
        elif pair and any(pair.startswith(stem) for stem in data["pairs"].get(tag, [])):
            yield tag, pair
