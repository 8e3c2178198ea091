"""What a change leaves to do waits while keys come, is done a part at a time, and never waits for long."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from dictate.errors import DictateError
from dictate.tui.write_soon import WritesSoon


class _Screen(WritesSoon):
    """A screen with a clock of its own, in thousandths of a second."""

    def __init__(self) -> None:
        self.now = 0
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.done: list[tuple[str, int]] = []
        self.said: list[str] = []

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        self.said.append(sentence)

    def call_later(self, work: Callable[[], None]) -> None:
        work()

    def set_timer(self, seconds: float, work: Callable[[], None]) -> None:
        self.due.append((self.now + seconds * 1000, work))

    def parts(self) -> Sequence[Callable[[], None]]:
        return lambda: self.done.append(("look", self.now)), self.keep_writing

    def change(self) -> None:
        self._write_soon(lambda: self.done.append(("write", self.now)))

    def wait(self, milliseconds: int) -> None:
        for _ in range(milliseconds):
            self.now += 1
            ready = [one for one in self.due if one[0] <= self.now]
            self.due = [one for one in self.due if one not in ready]
            for _, work in ready:
                work()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> _Screen:
    made = _Screen()
    monkeypatch.setattr("dictate.tui.write_soon.time.monotonic", lambda: made.now / 1000)
    return made


def test_a_change_is_looked_through_and_then_written_with_room_for_a_key_between(screen: _Screen) -> None:
    screen.change()
    screen.wait(20)
    assert screen.done == []
    screen.wait(40)
    (look, looked), (write, wrote) = screen.done
    assert (look, write) == ("look", "write")
    assert looked < wrote
    screen.wait(2000)
    assert len(screen.done) == 2


def test_nothing_is_done_between_keys_that_come_fast_but_all_is_written_within_half_a_second(screen: _Screen) -> None:
    for _ in range(60):
        screen.change()
        screen.wait(20)
    written = [at for what, at in screen.done if what == "write"]
    assert all(later - at <= 500 for at, later in zip([0, *written], written, strict=False))
    assert len(written) >= 2
    assert all(what == "write" for what, _ in screen.done)


def test_a_part_that_fails_keeps_nothing_from_being_written(screen: _Screen) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    screen.parts = lambda: (fail, screen.keep_writing)  # type: ignore[method-assign]
    screen.change()
    with pytest.raises(ZeroDivisionError):
        screen.wait(100)
    assert [what for what, _ in screen.done] == ["write"]


def test_a_change_in_the_midst_of_the_parts_is_looked_through_too(screen: _Screen) -> None:
    screen.change()
    while not screen.done:
        screen.wait(1)
    screen.change()
    screen.wait(200)
    assert [what for what, _ in screen.done] == ["look", "look", "write"]


def test_who_waits_for_the_writing_is_called_after_it_and_not_when_it_failed(screen: _Screen) -> None:
    full = True

    def write() -> None:
        if full:
            raise DictateError("Disken är full.")
        screen.done.append(("write", screen.now))

    screen._write_soon(write)
    assert screen.waits
    screen.once_written(lambda: screen.done.append(("told", screen.now)))
    screen.wait(100)
    assert screen.said == ["Disken är full."]
    assert [what for what, _ in screen.done] == ["look"]
    full = False
    screen.settle()
    assert [what for what, _ in screen.done] == ["look", "write", "told"]
    assert not screen.waits
    screen.change()
    screen.settle()
    assert [what for what, _ in screen.done] == ["look", "write", "told"], "nobody waits for this one"
