"""Sentences with sensitive content: GDPR articles 9 and 10, and protected identity."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from operator import attrgetter

from redaction.finding import Sensitive
from redaction.models import model_file
from redaction.passage import Passage
from redaction.tagging.kinds import words_of
from redaction.tagging.model import SensitiveModel, Verdict, read


def find_sensitive(passage: Passage, model: SensitiveModel | None = None) -> Iterable[Sensitive]:
    """One `Sensitive` for each sentence and tag, in the order of the text; the span is the whole sentence.

    Where recognised speech runs on without full stops, it is the part that is likely a sentence, judged by itself and
    by the larger part around it.

    Raises redaction.tagging.model.UnreadableSensitiveModel when the shipped model is damaged.
    """
    model = model or _shipped()
    parts, larger = model.cutter.cut(passage)
    words = [words_of(part.tokens) for part in parts]
    odds = model.log_odds(words)
    if len(larger) < len(parts):
        around = [bisect_right(larger, part.start, key=attrgetter("start")) - 1 for part in parts]
        odds += model.log_odds([words_of(part.tokens) for part in larger])[around]
        odds /= 2
    for part, said, of_part in zip(parts, words, odds, strict=True):
        for verdict in model.verdicts(said, of_part):
            yield Sensitive(part.start, part.end, verdict.tag, _reason(verdict))


def _reason(verdict: Verdict) -> str:
    if not verdict.words:
        return "Meningen liknar andra känsliga"
    quoted = [f"”{words}”" for words in verdict.words]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} och {quoted[-1]}"
    return f"{'Ordet' if len(quoted) == 1 and ' ' not in verdict.words[0] else 'Orden'} {listed}"


@cache
def _shipped() -> SensitiveModel:
    return read(model_file("sensitive", "sensitive.npz"))
