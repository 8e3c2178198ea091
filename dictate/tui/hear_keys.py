"""The keys of the review that let the user hear: a sentence, what is marked in it, or any word that is pointed at."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from textual.binding import Binding

from dictate.tui.keybar import MORE
from dictate.tui.player import Player, told_on
from dictate.tui.review_keys import ReviewKeys

Span = tuple[int, int]
_REST_S = 0.2
"""A word is heard when its pointer has stood still as long: who steps fast through a sentence hears no stammering."""


class HearKeys(ReviewKeys):
    """Goes with the review screen."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("p", "hear", "Spela upp"),
        Binding("right", "word(1)", "Hör ord för ord", key_display="← →", group=MORE),
        Binding("left", "word(-1)", "Hör ordet före", show=False),
        Binding("P", "hear(True)", "Spela bara ordet", show=False),
    ]

    word: Span | None = None
    """The word pointed at, as characters of the present sentence."""

    def can_hear(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether there is sound to play here; None draws the key dim."""
        sounds = bool(self.place.sentence) and self.session.sound.can_hear(self.place.sentence)
        one_word = action == "hear" and bool(parameters)
        return (sounds and (not one_word or bool(self.place.finding or self.word))) or None

    @cached_property
    def player(self) -> Player:
        """What sounds from this screen."""
        return Player(told_on(self))

    def action_hear(self, only_word: bool = False) -> None:
        """Plays the sound of the present sentence, or only the word pointed at or marked; again stops it."""
        if self.player.active:
            self.player.stop()
        else:
            self.say("")
            self._play(only_word)

    def _play(self, only_word: bool, after_s: float = 0.0) -> None:
        sentence = self.place.sentence
        found, span = self._marked() if only_word else ("", None)
        self.player.play(lambda ended: self.session.sound.hear(sentence, found, ended, span), after_s)

    def _marked(self) -> tuple[str, Span | None]:
        """The finding, or the characters, that are to be heard alone."""
        if self.word:
            return "", self.word
        mark = self.order.mark(self.place.finding)
        doubt = mark.doubt if mark else None
        return (mark.id if mark and mark.found else ""), ((doubt.start, doubt.end) if doubt else None)

    def action_word(self, step: int) -> None:
        """Plays the next word of the sentence, or the one before; at first the one that is marked, if one is."""
        spans = self.note_view.spans(self.place.sentence)
        here = self.word or self._marked_span()
        if here is None:
            further = spans[:1] if step > 0 else spans[-1:]
        elif self.word is None:
            further = (here,)
        elif step > 0:
            further = tuple(span for span in spans if span[0] >= here[1])[:1]
        else:
            further = tuple(span for span in spans if span[1] <= here[0])[-1:]
        span = further[0] if further else here
        if span:
            self.hear_word(span)

    def _marked_span(self) -> Span | None:
        found = self.order.found(self.place.finding)
        return (found.finding.start, found.finding.end) if found else self._marked()[1]

    def hear_word(self, span: Span) -> None:
        """Points at a word of the present sentence and plays it."""
        if not self.session.sound.can_hear(self.place.sentence):
            return
        self.word = span
        self.note_view.point_at(span)
        word = self.session.note.sentence(self.place.sentence).text[slice(*span)]
        self.say(f"Du hör ”{word.strip('.,;:!?…”()')}”. ← → går till ord bredvid, Shift+P spelar det igen.")
        self._play(True, _REST_S)
        self.refresh_bindings()
