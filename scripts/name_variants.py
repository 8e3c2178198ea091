"""Annotated notes in new dress: other names in the same sentences, and what a recogniser makes of them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from redaction.names.lists import listed, origins, places

Span = tuple[int, int, str]  # start, end, label
_LOWER = str.maketrans({chr(code): chr(code).lower() for code in range(65, 0x24F) if len(chr(code).lower()) == 1})
_NAMED = ("PERSON", "PLACE", "ORGANISATION")
# Most people in Swedish notes have Swedish names; the rest come from everywhere alike.
_SWEDISH = 0.35
_FAKER = 0.15
_TWO_TRADES, _AT_A_PLACE = 0.08, 0.06  # "Nyströms Rör och Värme", "Däckservice i Ånge"


_WORD = re.compile(r"\b[^\W\d_]{4,}\b")
_REWORDED = 0.06  # share of ordinary words that become rarer ones
_FUGUES = ("s", "", "a", "e", "o", "", "ens", "ets", "s")


@cache
def _parts(kind: str) -> tuple[str, ...]:
    """The words under `kind` in name_variants.toml."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(data[kind].split())


@cache
def _heard() -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, _, new in (pair.partition(":") for pair in _parts("heard")))


def organisation(old: str, rng: random.Random) -> str:
    """An invented name of the same kind as `old`: school for school, preschool for preschool, else any."""
    lower = old.lower()
    if "förskol" in lower:
        return f"{'Förskolan' if old[0].isupper() else 'förskolan'} {rng.choice(_parts('preschools'))}"
    if "skol" in lower or "gymnasi" in lower:
        return _school(rng)
    return rng.choice((_company, _company, _club, _care, _care_tail, _compound))(rng)


def _school(rng: random.Random) -> str:
    stem = _stem(rng)
    if rng.random() < 0.75:
        return stem + rng.choice(("skolan", "skolan", "skolan", "gymnasiet", "friskola"))
    return f"{stem.rstrip('s')}s {rng.choice(_parts('schools')).replace('_', ' ')}"


def _stem(rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.5:
        first, second = rng.choice(_parts("stems")), rng.choice(_parts("stems"))
        return (first + rng.choice(_FUGUES[:4]) + second).capitalize() + rng.choice(_FUGUES)
    if roll < 0.75:
        return rng.choice(_parts("stems")).capitalize() + rng.choice(_FUGUES)
    return place(rng).split()[0].capitalize() + rng.choice(("", "s", "a"))


def _company(rng: random.Random) -> str:
    owner = _genitive(person_word(rng, rng.choice(("given", "family"))))
    first = rng.choice((rng.choice(_parts("owners")), _stem(rng), owner, owner))
    trade = rng.choice(_parts("trades"))
    if rng.random() < _TWO_TRADES:
        trade += f" och {rng.choice(_parts('trades'))}"
    tail = f" i {place(rng)}" if rng.random() < _AT_A_PLACE else ""
    return f"{first} {trade}{tail}" + (" AB" if rng.random() < 0.08 else "")


def _club(rng: random.Random) -> str:
    tail = rng.choice(_parts("clubs"))
    if rng.random() < 0.7 or len(tail) > 3:
        return f"{_stem(rng)} {tail}"
    return f"{tail} {rng.choice((rng.choice(_parts('preschools')), _stem(rng)))}"


def _care(rng: random.Random) -> str:
    name = rng.choice((rng.choice(_parts("preschools")), _stem(rng), rng.choice(_parts("owners"))))
    return f"{rng.choice(_parts('heads'))} {name}"


def _care_tail(rng: random.Random) -> str:
    return f"{_stem(rng).rstrip('s')}s {rng.choice(_parts('tails'))}"


def _compound(rng: random.Random) -> str:
    return _stem(rng) + rng.choice(_parts("endings"))


def _genitive(name: str) -> str:
    return name if name.endswith(("s", "x", "z")) else name + "s"


def place(rng: random.Random) -> str:
    """A town, district, village or country."""
    kind = rng.choices(("swedish", "villages", "districts", "countries", "world"), (30, 20, 15, 12, 23))[0]
    return titled(rng.choice(places()[kind]))


def person_word(rng: random.Random, kind: str, origin: str | None = None) -> str:
    """One given or family name, with a capital."""
    if origin is None:
        origin = any_origin(rng)
    if origin == "faker":
        return titled(rng.choice(_sorted(kind)))
    lists = origins()[origin]
    if kind == "given" and "nick" in lists and rng.random() < 0.25:
        return titled(rng.choice(lists["nick"]))
    return titled(rng.choice(lists[kind]))


def any_origin(rng: random.Random) -> str:
    roll = rng.random()
    if roll < _SWEDISH:
        return "swedish"
    return "faker" if roll < _SWEDISH + _FAKER else rng.choice(list(origins()))


@cache
def _sorted(kind: str) -> tuple[str, ...]:
    return tuple(sorted(listed(kind)))


def titled(name: str) -> str:
    """Each part with a capital: "elle-máret" becomes "Elle-Máret"."""
    result, fresh = [], True
    for sign in name:
        result.append(sign.upper() if fresh and len(sign.upper()) == 1 else sign)
        fresh = sign in " -"
    return "".join(result)


def misheard(name: str, rng: random.Random) -> str:
    """The name as a recogniser, or a hurried writer, might spell it."""
    lower = name.lower()
    for _ in range(rng.choice((1, 1, 2))):
        fits = [(old, new) for old, new in _heard() if old in lower[1:] or lower.startswith(old)]
        if not fits:
            break
        old, new = rng.choice(fits)
        lower = lower.replace(old, new, 1)
    lower = lower.strip() or name.lower()
    return titled(lower) if name[0].isupper() else lower


def variant(text: str, spans: Sequence[Span], rng: random.Random) -> tuple[str, list[Span]]:
    """The note with other names and another recogniser's habits; `spans` follow their items."""
    text, spans = _renamed(text, spans, rng)
    roll = rng.random()
    if roll < 0.18:
        text = text.translate(_LOWER)
    elif roll < 0.36:
        text = _changed(text, spans, lambda part: part.translate(_LOWER), 1.0, rng)
    elif roll < 0.55:
        text = _changed(text, spans, lambda part: part.translate(_LOWER), 0.3, rng)
    elif roll < 0.6:
        text = _changed(text, spans, str.upper, 0.5, rng)
    if rng.random() < 0.2:
        text = _without(text, ",", rng)
    if rng.random() < 0.15:
        text = _without(text, ".", rng)
    return text, spans


Change = Callable[[str], str]


def reworded(
    text: str, spans: Sequence[Span], words: Mapping[str, Sequence[str]], rng: random.Random
) -> tuple[str, list[Span]]:
    """The text with some ordinary words outside the spans exchanged for rarer ones with the same ending.

    `words` are by their last two letters. So the model meets far more words that are no names than the notes hold.
    """
    result, moved, position = "", [], 0
    for start, end, label in [*spans, (len(text), len(text), "")]:
        result += _WORD.sub(lambda found: _rarer(found[0], words, rng), text[position:start])
        if label:
            moved.append((len(result), len(result) + end - start, label))
        result += text[start:end]
        position = end
    return result, moved


def _rarer(word: str, words: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    choice = words.get(word[-2:].lower())
    if choice is None or rng.random() >= _REWORDED:
        return word
    new = rng.choice(choice)
    return new.capitalize() if word[0].isupper() else new


def _changed(text: str, spans: Sequence[Span], change: Change, share: float, rng: random.Random) -> str:
    for start, end, label in spans:
        if label in _NAMED and rng.random() < share:
            part = change(text[start:end])
            if len(part) == end - start:
                text = text[:start] + part + text[end:]
    return text


def _without(text: str, sign: str, rng: random.Random) -> str:
    """Most such signs between words become spaces, so that no offset moves."""
    result = list(text)
    for at, found in enumerate(text[:-1]):
        if found == sign and text[at + 1] in " \n" and rng.random() < 0.8:
            result[at] = " "
    return "".join(result)


def _renamed(text: str, spans: Sequence[Span], rng: random.Random) -> tuple[str, list[Span]]:
    origin = any_origin(rng)
    known: dict[str, str] = {}
    share = rng.choice((0.0, 0.7, 1.0, 1.0))
    result, moved, position = "", [], 0
    for start, end, label in spans:
        result += text[position:start]
        old = text[start:end]
        new = old
        if label in _NAMED and rng.random() < share:
            new = _replaced(old, label, origin, known, rng)
        moved.append((len(result), len(result) + len(new), label))
        result += new
        position = end
        if new != old and new[-1:].lower() in "sxz" and text[end : end + 1] == "s":
            position += 1
    return result + text[position:], moved


def _replaced(old: str, label: str, origin: str, known: dict[str, str], rng: random.Random) -> str:
    if label == "PERSON":
        return _person(old, origin, known, rng)
    key = f"{label}:{old.lower()}"
    if key not in known:
        known[key] = place(rng) if label == "PLACE" else organisation(old, rng)
    new = known[key]
    if old.islower() or (old[0].islower() and label == "PLACE"):
        return new.translate(_LOWER)
    return new


def _person(old: str, origin: str, known: dict[str, str], rng: random.Random) -> str:
    words = old.split(" ")
    result = []
    for number, word in enumerate(words):
        letters = word.strip(".")
        if len(letters) < 3 or "." in word[:-1]:
            result.append(word)  # initials, "von", "de"
            continue
        key = letters.lower()
        if key not in known:
            mine = origin if rng.random() < 0.75 else any_origin(rng)
            new = person_word(rng, "family" if number and number == len(words) - 1 else "given", mine)
            if "-" in letters and "-" not in new:
                new += "-" + person_word(rng, "given" if number == 0 else "family", mine)
            known[key] = misheard(new, rng) if rng.random() < 0.25 else new
        new = known[key]
        if rng.random() < 0.04:
            new = misheard(new, rng)
        if word.islower():
            new = new.translate(_LOWER)
        result.append(new)
    return " ".join(result)
