"""The introduction: a few steps in any order, each known to be done by what is there; it can be left at will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dictate.application import Application

Step = Literal["protection", "author", "microphone", "practice"]
_KIND = "journey"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: what it is called, what it gives, and whether it is done or has been passed over."""

    step: Step
    title: str
    told: str
    done: bool
    skipped: bool = False


def stages(application: Application) -> tuple[Stage, ...]:
    """The steps as they stand on this computer. Raises what the store raises."""
    kept = application.store.asides.of(_KIND)
    author = application.settings.author.name
    made: tuple[tuple[Step, str, str, bool], ...] = (
        ("protection", "Skydd", "Dina anteckningar är krypterade på datorn.", True),
        ("author", "Ditt namn", "Står som handläggare i varje anteckning.", bool(author)),
        ("microphone", "Mikrofon", "Prova vilken mikrofon som hör dig bäst.", kept.get("microphone") == "done"),
        ("practice", "Provläsning", "Läs högt en minut och se hur det går.",
         kept.get("practice") == "done"),
    )  # fmt: skip
    return tuple(Stage(step, title, told, done, kept.get(step) == "skipped") for step, title, told, done in made)


def mark(application: Application, step: Step, state: Literal["done", "skipped"]) -> None:
    """Remembers that a step is done or passed over."""
    application.store.asides.keep(_KIND, step, state, application.clock().isoformat(timespec="seconds"))


def is_over(application: Application) -> bool:
    """Whether no step waits any more."""
    return all(stage.done or stage.skipped for stage in stages(application))
