"""A key is answered at once also in a long note: 500 sentences and 300 findings."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.review import Review
from redaction.finding import Finding
from tests.tui.steps import arrive

LIMIT_S = 0.050
SECTIONS = ("kontakt", "barnets_rost", "halsa", "utbildning", "bedomning", "planering")


def long_note() -> Note:
    """500 sentences in six sections; the first word of 300 of them is a finding."""
    texts = [f"Elsa sade den dagen mening {number} om skolan, vännerna och maten hemma." for number in range(500)]
    source = "\n".join(texts)
    sentences, findings, start = [], [], 0
    for number, text in enumerate(texts):
        section = SECTIONS[number * len(SECTIONS) // len(texts)]
        end = start + len(text)
        sentences.append(Sentence(f"s{number}", text, text, start, end, section, "classified", 0.8))
        start = end + 1
        if number < 300:
            found = Finding.at(text, 0, 4, "PERSON", 0.9, "Finns i namnlistan")
            findings.append(NoteFinding(f"s{number}f1", f"s{number}", found))
    return Note("n", "journalanteckning", source, {}, tuple(sentences), tuple(findings))


def seconds(work: Callable[[], object], times: int = 15) -> float:
    """The median processor time of the work: the machine may be busy with other things."""
    taken = []
    for _ in range(times):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return statistics.median(taken)


async def test_keys_are_answered_within_the_limit_in_a_long_note(program: DictateApp) -> None:
    session = Session(program.application, long_note(), program.application.template("journalanteckning"))
    session.save()
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)

        def drawn(action: Callable[[], object]) -> Callable[[], None]:
            def work() -> None:
                action()
                for widget in review.walk_children():
                    widget.render_lines(widget.size.region)

            return work

        measured = {
            "next": seconds(drawn(lambda: review.action_step(1))),
            "sentence": seconds(drawn(lambda: review.action_sentence(1))),
            "keep": seconds(drawn(lambda: review.action_decide("keep"))),
            "mask": seconds(drawn(lambda: review.action_decide("mask"))),
            "undo": seconds(drawn(review.action_undo)),
            "redo": seconds(drawn(review.action_redo)),
        }
    too_slow = {name: round(took, 3) for name, took in measured.items() if took > LIMIT_S}
    assert not too_slow
