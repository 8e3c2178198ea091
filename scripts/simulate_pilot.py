"""A simulated pilot with a known effect: 3 municipalities, 37 users, missing days, drop-outs and outliers.

What the report makes of it is what the report is worth.

    .venv/bin/python scripts/simulate_pilot.py --out FOLDER            # writes signed pilot files, as laptops do
    .venv/bin/python scripts/simulate_pilot.py --runs 200              # how often the interval holds the true effect
    .venv/bin/python scripts/simulate_pilot.py --runs 200 --effect 0   # how often it claims what is not there
    .venv/bin/python scripts/simulate_pilot.py --users 2000 --notes 100 --out FOLDER   # to time a merge
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dictate.pilot.merge import merge
from dictate.pilot.pilot_file import (
    Day,
    FamilyAnswers,
    NoteMeasure,
    Period,
    PilotFile,
    ReviewCounts,
    Role,
    SurveyAnswers,
    sign,
)
from dictate.pilot.reckon import reckon
from dictate.pilot.variables import Variable, Variables, load_variables

if TYPE_CHECKING:
    from numpy.random import Generator

    from dictate.pilot.outcomes import Outcome

MUNICIPALITIES = (("Exempelköping", 17), ("Provby", 13), ("Testinge", 7))
UNITS = ("Barn och familj", "Mottagning", "Vuxen")
TEMPLATES = ("journalanteckning", "forhandsbedomning", "bbic-utredning", "sip-mote")
QUESTIONS = ("easier", "faster", "more-fun", "less-burdensome", "better-quality", "neck-pain", "back-pain")
FAMILY_QUESTIONS = ("listened-to", "respected", "could-suggest")
REVIEW_QUESTIONS = ("barnet_traffat", "barnet_informerat", "barnet_uttryckt_asikt", "samrad_i_alla_akter")


@dataclass(frozen=True, slots=True)
class World:
    """What is true in a simulated pilot."""

    users: int = 37
    notes: int = 60
    """Notes a user, typed and dictated together, on the average."""
    effect: float = 0.45
    """The share of a note's time that dictation saves the median user once it is learned: 0.45 is 45 % less."""
    learning: float = 0.35
    """How much longer, in log time, the first week's notes take; halved every week. 0 with an effect of 0."""
    weeks: int = 10
    missing_day: float = 0.15
    drop_out: float = 0.12
    outlier: float = 0.03
    """Share of notes whose clock ran on, over lunch or night."""
    told: float = 0.8
    """Share of typed notes whose writer answers the three questions on them."""
    later: float = 1.0
    """How many days later than a dictated note a typed one is written, on the average. 0 with an effect of 0."""
    unheard: float = 0.25
    """The share of typed notes that lack the child's voice and would have it if dictated. 0 with an effect of 0."""

    @property
    def log_effect(self) -> float:
        """The true mean over users of the difference in log time, dictated less typed, in the weeks each took part."""
        if self.effect == 0:
            return 0.0
        short = np.mean([np.mean(self.learned(np.arange(weeks))) for weeks in self.drop_out_weeks])
        whole = np.mean(self.learned(np.arange(self.weeks)))
        return float(np.log1p(-self.effect) + self.drop_out * short + (1 - self.drop_out) * whole)

    @property
    def drop_out_weeks(self) -> range:
        """How many weeks a user who leaves early takes part, each as likely as the other."""
        return range(1, max(2, self.weeks // 2))

    def learned(self, week: np.ndarray) -> np.ndarray:
        """What is left to learn in a week, in log time."""
        left: np.ndarray = (self.learning if self.effect else 0.0) * 0.5**week
        return left


def simulate(world: World, seed: int) -> list[bytes]:
    """The signed files of one simulated pilot; the same seed gives the same bytes."""
    return [sign(file, key) for file, key in users(world, seed)]


def users(world: World, seed: int) -> list[tuple[PilotFile, Ed25519PrivateKey]]:
    """The files of one simulated pilot and the keys of their laptops."""
    rng = np.random.default_rng(seed)
    places = _places(world)
    made = []
    for number in range(world.users):
        municipality, unit, role = places[number % len(places)]
        key = Ed25519PrivateKey.from_private_bytes(rng.bytes(32))
        made.append((_user(world, rng, municipality, unit, role), key))
    return made


def _places(world: World) -> list[tuple[str, str, Role]]:
    """Where each user works: one in nine a manager; a few units with fewer than five."""
    places: list[tuple[str, str, Role]] = []
    for municipality, count in MUNICIPALITIES:
        for number in range(count):
            unit = UNITS[0] if number < count * 0.6 else UNITS[1] if number < count * 0.85 else UNITS[2]
            places.append((municipality, unit, "chef" if number % 9 == 8 else "socialsekreterare"))
    return places


def _user(world: World, rng: Generator, municipality: str, unit: str, role: Role) -> PilotFile:
    weeks = world.weeks
    if rng.random() < world.drop_out:
        weeks = int(rng.choice(list(world.drop_out_weeks)))
    return PilotFile(
        file_id=rng.bytes(16).hex(),
        municipality=municipality,
        unit=unit,
        user=rng.bytes(16).hex(),
        role=role,
        made_on=date(2026, 5, 29),
        days=_days(world, rng, role, finished=weeks == world.weeks),
        notes=_notes(world, rng, weeks),
        surveys=_surveys(world, rng, finished=weeks == world.weeks),
        families=tuple(
            FamilyAnswers({name: int(rng.choice([3, 4, 5], p=[0.2, 0.4, 0.4])) for name in FAMILY_QUESTIONS})
            for _ in range(int(rng.poisson(1.5)))
        ),
        reviews=tuple(
            ReviewCounts(
                name, dict(zip(("ja", "nej", "okänt"), map(int, rng.multinomial(4, [0.7, 0.2, 0.1])), strict=True))
            )
            for name in REVIEW_QUESTIONS
        ),
    )


def _notes(world: World, rng: Generator, weeks: int) -> tuple[NoteMeasure, ...]:
    """A user's notes. A user's own pace, own effect and the note's length vary; all in log time."""
    count = max(6, int(rng.poisson(world.notes)))
    typed = max(3, round(count * 0.25))
    dictated = max(3, round((count - typed) * weeks / world.weeks))
    pace = rng.normal(np.log(4.2), 0.3)
    gain = rng.normal(np.log1p(-world.effect), 0.25)
    week = np.concatenate([rng.integers(-4, 0, typed), rng.integers(0, weeks, dictated)])
    spoken = np.arange(typed + dictated) >= typed
    words = np.exp(rng.normal(np.log(320), 0.45, len(week))).astype(int) + 20
    noise = rng.normal(0, 0.35, len(week)) + (rng.random(len(week)) < world.outlier) * rng.exponential(2.0, len(week))
    seconds = words * np.exp(pace + spoken * (gain + world.learned(np.maximum(week, 0))) + noise)
    seconds = np.clip(seconds, 20, 40_000).astype(int)
    late, lost = (world.later, world.unheard) if world.effect else (0.0, 0.0)
    days, met = rng.poisson(1.3 + late * ~spoken), rng.random(len(week)) < 0.4
    voice = rng.random(len(week)) < 0.85 - lost * ~spoken
    told = rng.random(len(week)) < np.where(spoken, 0.95, world.told)
    return tuple(
        _note(
            rng,
            bool(spoken[i]),
            int(week[i]),
            int(seconds[i]),
            int(words[i]),
            int(days[i]),
            bool(met[i]),
            bool(voice[i]),
            bool(told[i]),
        )
        for i in range(len(week))
    )


def _note(
    rng: Generator, spoken: bool, week: int, total: int, words: int, days: int, met: bool, voice: bool, told: bool
) -> NoteMeasure:
    template = TEMPLATES[int(rng.choice(4, p=[0.7, 0.15, 0.1, 0.05]))]
    spent = (
        {"dictation_s": int(total * 0.4), "waiting_s": int(total * 0.05), "export_s": int(total * 0.05)}
        if spoken
        else {}
    )
    left = total - sum(spent.values())
    return NoteMeasure(
        id=rng.bytes(16).hex(),
        way="dictated" if spoken else "typed",
        template=template,
        week=week,
        **spent,
        **({"review_s": left} if spoken else {"typing_s": left}),
        words=words,
        corrections=int(rng.poisson(words * 0.03)) if spoken else 0,
        moves=int(rng.poisson(1.0)) if spoken else 0,
        findings=int(rng.poisson(4.0)) if spoken else 0,
        days_to_note=days if told else None,
        child_met=met if spoken or told else None,
        # Of a typed note it is asked only where a child was met; of a dictated one the program sees it.
        childs_voice=(voice and met) if spoken or (told and met) else None,
        checks_waved=int(rng.poisson(0.2)) if spoken else 0,
    )


@cache
def _variables(role: Role) -> Variables:
    return load_variables(role)


def _days(world: World, rng: Generator, role: Role, *, finished: bool) -> tuple[Day, ...]:
    """Registered days: the national shares, varied; after the start less of the documentation, more direct time."""
    variables = [one for one in _variables(role).all if one.work]
    wholes = [one for one in variables if not one.part_of]
    national = np.array([(one.national or 0.0) + 0.5 for one in wholes])
    own = national * np.exp(rng.normal(0, 0.35, len(wholes)))
    found = []
    periods: tuple[Period, ...] = ("before", "after") if finished else ("before",)
    for period in periods:
        moved = own.copy()
        if period == "after" and world.effect:
            names = [one.id for one in wholes]
            freed = 0.25 * world.effect * moved[names.index("indirekt-tid")]
            moved[names.index("indirekt-tid")] -= freed
            moved[names.index("direkt-tid")] += freed
        for day in range(1, 6):
            if rng.random() < world.missing_day:
                continue
            found.append(_day(rng, period, day, wholes, variables, moved, world))
    return tuple(found)


def _day(
    rng: Generator,
    period: Period,
    day: int,
    wholes: list[Variable],
    variables: list[Variable],
    shares: np.ndarray,
    world: World,
) -> Day:
    spread = rng.dirichlet(shares / shares.sum() * 40)
    length = int(np.clip(rng.normal(470, 40), 240, 700))
    minutes = {one.id: int(length * share) for one, share in zip(wholes, spread, strict=True)}
    for part in variables:
        if part.part_of:
            share = 0.45 * (1 - world.effect * 0.4 if period == "after" else 1.0)
            minutes[part.id] = int(minutes[part.part_of] * np.clip(rng.normal(share, 0.08), 0, 1))
    return Day(period, day, minutes, int(rng.poisson(0.8)))


def _surveys(world: World, rng: Generator, *, finished: bool) -> tuple[SurveyAnswers, ...]:
    own = rng.normal(2.8, 0.6)
    better = 0.9 if world.effect else 0.0
    # For the pains a high answer is a bad one.

    def answers(shift: float) -> dict[str, int]:
        return {
            name: int(np.clip(np.rint(rng.normal(own + (-shift if "pain" in name else shift), 0.8)), 1, 5))
            for name in QUESTIONS
        }

    before = SurveyAnswers("before", answers(0.0))
    return (before, SurveyAnswers("after", answers(better))) if finished else (before,)


def judged(world: World, seed: int, folder: Path) -> Outcome:
    """What the report would say of one simulated pilot: written, read, checked, merged and reckoned as real files."""
    files = []
    for number, content in enumerate(simulate(world, seed)):
        path = folder / f"{number:04d}.json"
        path.write_bytes(content)
        files.append(path)
    pilot = merge(files)
    variables = {role: _variables(role) for role in get_args(Role)}
    with pilot.tables:
        return reckon(pilot.tables, variables, {})


def holds(outcome: Outcome, world: World) -> bool:
    """Whether the interval for documentation time per note holds the true effect."""
    (found,) = (one for one in outcome.roles[0].documentation if one.id == "documentation/note")
    true = 100 * math.expm1(world.log_effect)
    return found.low is not None and found.high is not None and found.low <= true <= found.high


def claims(outcome: Outcome) -> list[str]:
    """Everything that the report would call a sure difference."""
    return [
        f"{role.role}: {one.id}"
        for role in outcome.roles
        for one in (*role.documentation, *role.learning, *role.quality, *role.time, *role.survey)
        if one.verdict in ("less", "more")
    ]


def runs(world: World, count: int, first_seed: int) -> None:
    """Prints how often the interval held the true effect, and how often anything was claimed."""
    began, held, claimed, called = time.perf_counter(), 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first_seed, first_seed + count):
            outcome = judged(world, seed, Path(folder))
            held += holds(outcome, world)
            said = claims(outcome)
            called.update(said)
            claimed += bool(said)
    seconds = time.perf_counter() - began
    true = 100 * math.expm1(world.log_effect)
    print(f"{count} pilots of {world.users} users, true effect {true:.1f} %, {seconds:.0f} s")
    print(f"interval holds the true effect: {held}/{count} = {held / count:.1%}")
    print(f"anything at all called surely changed: {claimed}/{count} = {claimed / count:.1%}")
    for name, times in called.most_common():
        print(f"{times / count:8.1%} {name}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="folder for the signed files of one pilot")
    parser.add_argument("--runs", type=int, default=0, help="judge so many pilots")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--users", type=int, default=World().users)
    parser.add_argument("--notes", type=int, default=World().notes, help="notes a user, on the average")
    parser.add_argument("--effect", type=float, default=World().effect, help="share of the time that dictation saves")
    given = parser.parse_args()
    world = World(users=given.users, notes=given.notes, effect=given.effect)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(simulate(world, given.seed), 1):
            (given.out / f"pilot-{number:04d}.json").write_bytes(content)
    if given.runs:
        runs(world, given.runs, given.seed)


if __name__ == "__main__":
    main()
