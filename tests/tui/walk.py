"""Presses every key of a screen in the running program, and looks at what comes of it.

What a key would do is asked of Textual (its own chain of bindings), not of what our screens say of themselves; what the
user is told is read where the user reads it: in the keys at the foot, and in the help that F1 opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from dictate.tui.app import DictateApp
from dictate.tui.dictate import Dictate
from dictate.tui.form import Form
from dictate.tui.help import Help
from dictate.tui.keys import display
from dictate.tui.microphone import ChooseMicrophone
from dictate.tui.practice import Practice
from dictate.tui.rows import RowList
from tests.tui.pictures import strips
from tests.tui.steps import offered

PATIENCE_S = 3.0
"""How long what a key sets going may take until it is seen; only a key that is dead waits so long."""
_THERE = {"up": "down", "pageup": "pagedown", "home": "end", "left": "right", "shift+tab": "tab"}
_BACK = {"down": "up", "pagedown": "pageup", "end": "home", "right": "left", "tab": "shift+tab"}
_MOVES = _THERE | _BACK
"""What is pressed before a key that moves, where it can't go any further: the way back from there is free."""


Make = Callable[[], Screen | None]
Prepare = Callable[[Screen], object]


@dataclass(frozen=True, slots=True)
class Key:
    """A key that Textual would give to `node`, and whether it can do something there."""

    key: str
    node: DOMNode
    binding: Binding
    live: bool

    @property
    def shown(self) -> str:
        return self.binding.key_display or display(self.key)

    @property
    def told(self) -> str:
        return f"{self.key} ({self.binding.description})"


@dataclass
class Walk:
    """What was found: a sentence a fault, and the actions whose keys were pressed."""

    faults: list[str] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)


def keys(screen: Screen) -> Iterator[Key]:
    """The keys that our own classes take on this screen, in the order in which each node is asked."""
    for node, bindings in screen._binding_chain:
        if isinstance(node, RowList) and not node.display:  # an empty list has the focus until it is gone
            continue
        ours = set().union(*(_bound(cls) for cls in type(node).__mro__ if cls.__module__.startswith("dictate")))
        for binding in (one for every in bindings.key_to_bindings.values() for one in every):
            if (binding.key, binding.action) in ours:
                place, name, parameters = parse(binding.action)
                owner = {"app": screen.app, "screen": screen}.get(place, node)
                yield Key(binding.key, node, binding, bool(owner.check_action(name, parameters)))


def _bound(cls: type) -> set[tuple[str, str]]:
    return {(one.key, one.action) for one in Binding.make_bindings(vars(cls).get("BINDINGS", ()))}


class Walker:
    """Walks one screen after the other in one running program."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._known: set[tuple[type, str]] = set()
        """The keys of the program and of lists that have been pressed already."""
        assert isinstance(pilot.app, DictateApp)
        self._pilot, self._app = pilot, pilot.app
        self._ran: list[str] = []
        self._left = 0
        carry_out = self._app.run_action

        async def note(action: Any, *where: Any) -> bool:
            did = await carry_out(action, *where)
            if did:
                self._ran.append(str(action))
            return did

        self._app.run_action = note  # type: ignore[method-assign]
        self._app.exit = self._leaving  # type: ignore[method-assign]

    def _leaving(self, *_: object) -> None:
        self._left += 1

    async def walk(self, make: Make, prepare: Prepare = lambda _: None, pressed: frozenset[str] = frozenset()) -> Walk:
        """Opens the screen anew for each of its keys; None is the first screen, which is always there.

        `prepare` brings it to the state that is walked in; the actions in `pressed` have been tried in another one.
        """
        found = Walk()
        screen = await self._open(make, prepare)
        every = list(keys(screen))
        found.declared = {one.binding.action for one in every if not isinstance(one.node, (RowList, DictateApp))}
        for one in every:
            tried = one.binding.action in pressed or not self._is_new(one, every)
            if one.live and not tried and not _nowhere_to_go(screen, one.key) and not _is_text(screen, one):
                await self._press(one, make, prepare, found)
        screen = await self._open(make, prepare)
        found.faults += await self._untold(screen)
        await self._back_home()
        return found

    def _is_new(self, one: Key, every: list[Key]) -> bool:
        """Whether the key has to be pressed: not a capital that does what the small letter does, and what the
        program or a list does is pressed once in the whole walk."""
        if one.key.isupper() and (one.key.lower(), one.binding.action) in {(o.key, o.binding.action) for o in every}:
            return False
        if not isinstance(one.node, (RowList, DictateApp)):
            return True
        known = (type(one.node), one.key)
        new = known not in self._known
        self._known.add(known)
        return new

    async def _open(self, make: Make, prepare: Prepare) -> Screen:
        await self._back_home()
        if (screen := make()) is not None:
            self._app.push_screen(screen)
        await self._pilot.pause()
        if isawaitable(waiting := prepare(self._app.screen)):
            await waiting
        await self._pilot.pause()
        return self._app.screen

    async def _back_home(self) -> None:
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
            await self._pilot.pause()
        if not self._app.application.vault.is_open:  # Ctrl+L has been tried
            self._app.application.vault.unlock("")

    async def _press(self, wanted: Key, make: Make, prepare: Prepare, found: Walk) -> None:
        await self._open(make, prepare)
        if wanted.key in _THERE:
            await self._pilot.press(_THERE[wanted.key])
        changes = await self._does_something(wanted.key)
        if not changes and wanted.key in _MOVES:
            await self._pilot.press(*2 * (_MOVES[wanted.key],))
            changes = await self._does_something(wanted.key)
        if not changes:
            found.faults.append(f"{wanted.told} changes nothing")
        if _plain(wanted.binding.action) in map(_plain, self._ran) or _by_its_own_key(wanted, self._ran):
            found.pressed.add(wanted.binding.action)
        else:
            found.faults.append(f"{wanted.told} does {self._ran or 'nothing'} instead of {wanted.binding.action}")

    async def _does_something(self, key: str) -> bool:
        del self._ran[:]
        before = self._seen()
        await self._pilot.press(key)
        return await self._changes(before)

    async def _changes(self, before: object) -> bool:
        end = time.monotonic() + PATIENCE_S
        while self._seen() == before:
            if isinstance(self._app.screen, (Dictate, Practice, ChooseMicrophone)) and self._app.screen.is_mounted:
                cast(Any, self._app.screen).look()  # what it does by itself every tenth of a second
            if time.monotonic() > end:
                return False
            await self._pilot.pause(0.01)
        return True

    def _seen(self) -> tuple[object, ...]:
        """All that a user could see or hear of."""
        screen = self._app.screen
        lines = [form.here for form in screen.query(Form)]  # as what has the focus: known before it is drawn
        return screen, screen.focused, lines, self._app.theme, self._left, strips(self._app)

    async def _untold(self, screen: Screen) -> list[str]:
        """Keys that work but stand neither where they are looked for nor in the help."""
        every = [one for one in keys(screen) if one.live or one.node is not self._app]
        shown = offered(screen)
        faults = [f"{one.key} has no name" for one in every if not one.binding.description]
        for one in every:
            titles = {other.binding.description for other in every if other.binding.action == one.binding.action}
            at_foot = one.node in (screen, self._app) and one.binding.show and one.live
            if at_foot and not any(title in shown for title in titles):
                faults.append(f"{one.told} is not at the foot")
        if not getattr(screen, "EXPLAINED", True):
            return faults
        await self._pilot.press("f1")
        await self._pilot.pause()
        if not isinstance(self._app.screen, Help):
            return [*faults, "F1 explains nothing"]
        drawn = str(self._app.screen.query_one("#help-keys", Static).render()).splitlines()
        lines = [[part.strip() for part in line.split("   ") if part.strip()] for line in drawn]
        told = {(key, line[-1]) for line in lines for key in (line[0], *line[0].split(), *_digits(line[0]))}
        for one in every:
            names = {one.shown, one.shown.removeprefix("Shift+"), *one.shown.split()}
            if one.binding.description and not any((name, one.binding.description) in told for name in names):
                faults.append(f"{one.told} is not in the help")
        return faults


def _digits(shown: str) -> str:
    """The digits that "1–9" stands for."""
    first, dash, last = shown.partition("–")
    return "123456789"[int(first) - 1 : int(last)] if dash and first.isdigit() and last.isdigit() else ""


def _plain(action: str) -> str:
    return action.removeprefix("screen.").removeprefix("app.")


def _nowhere_to_go(screen: Screen, key: str) -> bool:
    """Whether a key that moves has one place alone to be in."""
    lists = [one for one in screen.query(RowList) if one.display]
    return key in _MOVES and bool(lists) and all(sum(not row.heading for row in one.rows) < 2 for one in lists)


def _is_text(screen: Screen, one: Key) -> bool:
    """Whether the key is a letter to the box that is written in."""
    box = screen.focused
    character = " " if one.key == "space" else one.key if len(one.key) == 1 else None
    return not one.binding.priority and box is not None and box.check_consume_key(one.key, character)


def _by_its_own_key(wanted: Key, ran: list[str]) -> bool:
    """Enter on a row or in a box is taken there, which tells the screen; so is Backsteg in an empty box."""
    own = {"enter": {"choose", "submit"}, "backspace": {"delete_left"}}
    return bool(own.get(wanted.key, set()) & set(ran))
