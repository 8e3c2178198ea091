from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dictate.pilot.pilot_file import MAX_BYTES, PilotFileRefused, parse, read, schema, sign
from dictate.pilot.plain_words import plain_words
from dictate.pilot.schema_check import compiled
from tests.pilot.samples import KEY, a_file

CONTENT = sign(a_file(), KEY)
DATA = json.loads(CONTENT)
VALIDATOR = Draft202012Validator(schema())
CHECK = compiled(schema())


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, one in inner for place in paths(one, (*here, key)))]


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**7), 10**7), st.floats(allow_nan=False), st.integers(-3, 6).map(float),
    st.text(max_size=90),
    st.sampled_from(["before", "typed", "chef", "", "ja\n", "0" * 32, "0" * 32 + "\n", "2026-02-31"]),
    st.lists(st.integers(0, 5), max_size=12), st.dictionaries(st.text(max_size=5), st.integers(0, 6), max_size=3),
)  # fmt: skip


@given(st.sampled_from(paths(DATA)), ODD, st.sampled_from(["replace", "delete", "add"]))
def test_the_fast_check_and_the_published_schema_agree(place: tuple[Any, ...], odd: Any, how: str) -> None:
    altered: Any = {"all": copy.deepcopy(DATA)}
    holder = altered
    for step in ("all", *place)[:-1]:
        holder = holder[step]
    last = ("all", *place)[-1]
    if how == "delete":
        del holder[last]
    elif how == "add" and isinstance(holder, dict):
        holder[odd if isinstance(odd, str) else "ny"] = odd
    else:
        holder[last] = odd
    if "all" in altered:
        assert (CHECK(altered["all"]) is None) == VALIDATOR.is_valid(altered["all"])


def test_a_rule_that_the_fast_check_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="minLength"):
        compiled({"type": "string", "pattern": "a", "minLength": 3})


def test_a_signed_file_is_read_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "min.json"
    path.write_bytes(CONTENT)
    assert read(path) == replace(a_file(), public_key=DATA["public_key"])


def test_a_file_that_is_only_laid_out_anew_is_still_good() -> None:
    assert parse(json.dumps(DATA, indent=2).encode(), "a.json") == DATA


@pytest.mark.parametrize("place", [place for place in paths(DATA) if len(place) > 1 and place[0] != "signature"])
def test_every_edited_value_is_noticed(place: tuple[Any, ...]) -> None:
    altered = copy.deepcopy(DATA)
    holder = altered
    for step in place[:-1]:
        holder = holder[step]
    was = holder[place[-1]]
    if type(was) is int:
        holder[place[-1]] = was + 1 if was < 5 else was - 1
    else:
        holder[place[-1]] = True if was is None else None
    with pytest.raises(PilotFileRefused):
        parse(json.dumps(altered).encode(), "a.json")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "tom"),
        (b"  \n", "tom"),
        (b"[" * 100_000, "ingen mätfil"),
        (b'{"a":' * 100_000, "ingen mätfil"),
        (b"\xff\xfe{}", "ingen mätfil"),
        (b"[]", "ingen mätfil"),
        (b'{"schema": "dictate.note/1"}', "ingen mätfil"),
        (b'{"schema": "dictate.pilot/2"}', "annat format"),
        (b'{"schema": NaN}', "ingen mätfil"),
        (b'{"schema": ' + b"9" * 10_000 + b"}", "ingen mätfil"),
        (b'{"schema":"dictate.pilot/1"}', "fel form"),
        (b'{"schema":"dictate.pilot/1","schema":"dictate.pilot/1"}', "fel form"),
        (b" " * (MAX_BYTES + 1) + b"{}", "större"),
        (CONTENT.replace(b"Exempelkommun", b"Annankommun"), "ändrats"),
        (CONTENT.replace(b"Exempelkommun", b"\\ud800"), "ändrats"),
    ],
)  # fmt: skip
def test_what_is_no_pilot_file_is_refused_by_name_in_one_sentence(content: bytes, fault: str) -> None:
    with pytest.raises(PilotFileRefused, match=fault) as refused:
        parse(content, "fil.json")
    sentence = str(refused.value)
    assert sentence.startswith("Filen fil.json kan inte användas: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_the_same_note_twice_is_refused() -> None:
    file = a_file()
    with pytest.raises(PilotFileRefused, match="två gånger under notes"):
        sign(replace(file, notes=file.notes + file.notes[:1]), KEY)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "saknas.json", tmp_path):
        with pytest.raises(PilotFileRefused, match="går inte att läsa"):
            read(path)


def test_the_user_sees_every_value_of_the_file() -> None:
    file = replace(a_file(), public_key=DATA["public_key"])
    shown = "\n".join(plain_words(file, {"indirekt-tid": "Indirekt tid", "lattare": "Lättare"}))
    unshown = {"dictate.pilot/1", DATA["signature"], "before", "after", "typed", "dictated", True, False, None}
    for place in paths(DATA):
        value: Any = DATA
        for step in place:
            value = value[step]
        if isinstance(value, (dict, list)) or value in unshown:
            continue
        assert str(value) in shown, place
    assert "Indirekt tid 200 min" in shown
    assert "Lättare – 2 av 5" in shown
