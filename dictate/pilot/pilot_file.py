"""The pilot file (`dictate.pilot/1`): what one user's laptop measured, signed, all of a pilot that leaves it.

It holds durations, counts and answers on scales; no text of a note, no name, no time of day. The user sees it in full
(`dictate.pilot.plain_words`) before it is written. The published schema is `pilot_file.schema.json`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dictate.errors import DictateError
from dictate.pilot.schema_check import Check, compiled

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA = "dictate.pilot/1"
MAX_BYTES = 6_000_000
"""A note takes about 350 bytes; a file holds at most 10 000."""

Role = Literal["socialsekreterare", "chef"]
Period = Literal["before", "after"]
Way = Literal["dictated", "typed"]
Data = dict[str, Any]


class PilotFileRefused(DictateError):
    """A file that can't be part of a pilot: the sentence names it and says what is wrong with it."""

    def __init__(self, name: str, fault: str) -> None:
        shown = "".join(sign if sign.isprintable() else "?" for sign in name)[:120]
        super().__init__(f"Filen {shown} kan inte användas: {fault}.")
        self.name, self.fault = name, fault


@dataclass(frozen=True, slots=True)
class Day:
    """One registered working day: `day` is 1 to 5 of its `period`, `minutes` whole minutes by the variable's id."""

    period: Period
    day: int
    minutes: Mapping[str, int]
    corrected: int = 0
    """Task switches that were corrected afterwards."""


@dataclass(frozen=True, slots=True)
class NoteMeasure:
    """One note without its content. Durations in whole seconds."""

    id: str
    """128 random bits in hex, drawn for the pilot: never the note's own id."""
    way: Way
    template: str
    week: int
    """Whole weeks since the user's first dictation; negative before it. A date would lead back to an event."""
    dictation_s: int = 0
    waiting_s: int = 0
    """From the end of speech until the words stood on the screen."""
    review_s: int = 0
    export_s: int = 0
    typing_s: int = 0
    """By the start/stop timer, for a typed note."""
    words: int = 0
    corrections: int = 0
    """Words corrected."""
    moves: int = 0
    """Sentences moved to another section."""
    findings: int = 0
    """Personal-data findings decided."""
    days_to_note: int | None = None
    """Whole days from the event to the note; None where the note has no date of event."""
    child_met: bool | None = None
    childs_voice: bool | None = None
    """Whether the section for the child's own words holds any; None where the template has none."""
    checks_waved: int = 0
    """Checks passed with a stated reason instead of being met."""


@dataclass(frozen=True, slots=True)
class SurveyAnswers:
    """A user's survey: 1 to 5 by the question's id, unanswered questions left out."""

    when: Period
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FamilyAnswers:
    """One family's answers on the screen handed over: 1 to 5 by the question's id."""

    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """One question of the review sheet: in how many reviewed files each answer was given."""

    question: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PilotFile:
    """All that one user's laptop gives the pilot. A later file of the same user (`number`) replaces the earlier."""

    file_id: str
    """128 random bits in hex, new for every file."""
    municipality: str
    user: str
    """128 random bits in hex, drawn once on the laptop and kept only there."""
    role: Role
    made_on: date
    number: int = 1
    """1 for the user's first file, then one more for each; also for a file that was made and never sent."""
    unit: str = ""
    days: tuple[Day, ...] = ()
    notes: tuple[NoteMeasure, ...] = ()
    surveys: tuple[SurveyAnswers, ...] = ()
    families: tuple[FamilyAnswers, ...] = ()
    reviews: tuple[ReviewCounts, ...] = ()
    public_key: str = ""
    """Ed25519 in base64; set by `sign`."""


def sign(file: PilotFile, private_key: Ed25519PrivateKey) -> bytes:
    """The bytes of the signed file, one line of JSON. Raises PilotFileRefused when `file` breaks the format."""
    key = public_key_of(private_key)
    data: Data = _plain(file) | {"schema": SCHEMA, "made_on": file.made_on.isoformat(), "public_key": key}
    data["signature"] = base64.b64encode(private_key.sign(_canonical(data))).decode()
    content = _canonical(data) + b"\n"
    check(json.loads(content), "med mätningar")
    return content


def public_key_of(private_key: Ed25519PrivateKey) -> str:
    """The key that a file of this private key carries, in base64."""
    return base64.b64encode(private_key.public_key().public_bytes_raw()).decode()


def read(path: Path) -> PilotFile:
    """The file at `path`: of the right form and unchanged since it was signed. Raises PilotFileRefused.

    The signature shows that the file is as the holder of its key wrote it. Whose key it is, only a list of known keys
    can tell (`dictate.pilot.merge`).
    """
    return as_file(read_data(path))


def read_data(path: Path) -> Data:
    """The checked plain values of the file at `path`, for reading many. Raises PilotFileRefused."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PilotFileRefused(path.name, "den går inte att läsa") from error
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Data:
    """The checked plain values of `content`; `name` is the file's, for the sentence. Raises PilotFileRefused."""
    if not content.strip():
        raise PilotFileRefused(name, "den är tom")
    if len(content) > MAX_BYTES:
        raise PilotFileRefused(name, f"den är större än {MAX_BYTES // 1_000_000} MB")
    try:
        data: Data = json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError, MemoryError) as error:
        raise PilotFileRefused(name, "den är ingen mätfil från Dictate") from error
    check(data, name)
    _verify(data, content, name)
    return data


def check(data: Any, name: str) -> None:
    """Raises PilotFileRefused unless `data` follows the schema and does not say the same thing twice."""
    if not isinstance(data, dict) or "schema" not in data:
        raise PilotFileRefused(name, "den är ingen mätfil från Dictate")
    version = data["schema"]
    if version != SCHEMA:
        other = isinstance(version, str) and version.startswith("dictate.pilot/")
        raise PilotFileRefused(
            name,
            "den är skriven i ett annat format än det här programmet läser, så uppdatera programmet"
            if other
            else "den är ingen mätfil från Dictate",
        )
    fault = _check()(data)
    if fault is not None:
        raise PilotFileRefused(name, f"uppgiften {fault.strip('/') or 'överst'} har fel form")
    try:
        date.fromisoformat(data["made_on"])
    except ValueError as error:
        raise PilotFileRefused(name, "uppgiften made_on är inget datum") from error
    for field, key in (
        ("notes", ("id",)),
        ("days", ("period", "day")),
        ("surveys", ("when",)),
        ("reviews", ("question",)),
    ):
        rows = data[field]
        if len({tuple(row[part] for part in key) for row in rows}) != len(rows):
            raise PilotFileRefused(name, f"samma uppgift står två gånger under {field}")


def as_file(data: Data) -> PilotFile:
    """The frozen value of data that `check` has passed."""
    return PilotFile(
        file_id=data["file_id"],
        municipality=data["municipality"],
        user=data["user"],
        role=data["role"],
        made_on=date.fromisoformat(data["made_on"]),
        number=int(data["number"]),
        unit=data["unit"],
        days=tuple(Day(**day) for day in data["days"]),
        notes=tuple(NoteMeasure(**note) for note in data["notes"]),
        surveys=tuple(SurveyAnswers(**one) for one in data["surveys"]),
        families=tuple(FamilyAnswers(**one) for one in data["families"]),
        reviews=tuple(ReviewCounts(**one) for one in data["reviews"]),
        public_key=data["public_key"],
    )


@cache
def schema() -> Data:
    """The published schema."""
    loaded: Data = json.loads(Path(__file__).with_name("pilot_file.schema.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _check() -> Check:
    return compiled(schema())


def _verify(data: Data, content: bytes, name: str) -> None:
    """Raises PilotFileRefused unless the file's own key signed exactly these values.

    A file as `sign` wrote it is what was signed but for the signature; one that another program laid out anew is first
    written the one way again, which takes ten times as long.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    def as_written() -> bytes:
        return content.removesuffix(b"\n").replace(f',"signature":"{data["signature"]}"'.encode(), b"", 1)

    def written_again() -> bytes:
        return _canonical({field: value for field, value in data.items() if field != "signature"})

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(data["public_key"]))
        signature = base64.b64decode(data["signature"])
        try:
            key.verify(signature, as_written())
        except InvalidSignature:
            key.verify(signature, written_again())
    except (InvalidSignature, ValueError) as error:
        raise PilotFileRefused(
            name, "den har ändrats efter att den skrevs, så be om en ny från den dator den kommer från"
        ) from error


def _canonical(data: Data) -> bytes:
    """The one way to write these values: what is signed."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _plain(value: Any) -> Any:
    """A value of this module as plain JSON values."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _refuse(constant: str) -> float:
    raise ValueError(constant)
