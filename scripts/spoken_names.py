"""Invented case sentences with names and terms in them, spoken by espeak-ng: what a lexicon is good for.

Two cases with people and places of their own. Each sentence says which words of its case (or of social work) are in it,
so that a benchmark can count those alone, and the rest of the words apart from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from make_sample import Speaker, sentence_sound
from noise_corpus import RATE
from numpy.typing import NDArray

VOICES = (Speaker("sv+m3", 115, 50, 6), Speaker("sv+f2", 125, 50, 4), Speaker("sv", 120, 45, 4))

CASES: tuple[tuple[str, ...], ...] = (
    (
        "Elsa Berglund", "Chadi Haddad", "Kristoffer Wikström", "Zahra", "Hjalmar", "Tuva", "Ekbackens skola",
        "Lunagården", "Åsa Tjernlund", "Mikael Söderqvist",
    ),
    (
        "Shirin Karimi", "Björn Åkesson", "Ellinor", "Yusuf", "Carina Bjelkhagen", "Nova", "Älvsborgsvägen",
        "Solhaga", "Peter Thunberg", "Wilma",
    ),
)  # fmt: skip
"""The names of each case; every one is invented."""

SENTENCES: tuple[tuple[str, ...], ...] = (
    (
        "Idag träffade jag Elsa och hennes mamma i hemmet.",
        "Chadi Haddad säger att han vill hjälpa sin son.",
        "Mamma berättar att Zahra sover dåligt på natten.",
        "Jag ringer till Kristoffer Wikström i morgon.",
        "Hjalmar går i andra klass på Ekbackens skola.",
        "Tuva vill bo hos sin pappa varje helg.",
        "Läraren Åsa Tjernlund har ringt till familjen.",
        "Familjen har fått stöd av Lunagården under våren.",
        "Mikael Söderqvist är orolig för Tuva och Elsa.",
        "Pappa vill att Chadi ska komma hem före klockan åtta.",
        "Elsa Berglund har inte varit i skolan på två veckor.",
        "Zahra och Hjalmar leker ofta tillsammans.",
    ),
    (
        "Shirin Karimi är mamma till tre barn.",
        "Björn Åkesson vill inte prata med mamma.",
        "Ellinor berättar att hon är rädd för pappa.",
        "Yusuf har många vänner i skolan.",
        "Jag träffade Carina Bjelkhagen på mötet idag.",
        "Nova säger att hon vill bo hos mormor.",
        "Familjen bor i en lägenhet på Älvsborgsvägen.",
        "Barnen har fått plats på Solhaga i höst.",
        "Peter Thunberg är rektor på skolan.",
        "Wilma och Nova går i samma klass.",
        "Vi ringer till Ellinor på fredag.",
        "Mamma säger att Yusuf och Wilma är vänner.",
    ),
)  # fmt: skip

TERMS: tuple[str, ...] = (
    "Vi har tagit emot en orosanmälan från skolan.",
    "En förhandsbedömning ska göras inom två veckor.",
    "Pappan är vårdnadshavare och vill ha umgängesstöd.",
    "Barnet bor i ett familjehem sedan i våras.",
    "Skolkuratorn berättar om självskadebeteende.",
    "Det finns uppgifter om relationsvåld i hemmet.",
    "Ett nätverksmöte hålls tillsammans med enhetschef.",
    "Familjen har fått en kontaktperson och försörjningsstöd.",
    "Vi föreslår ett drogtest och en ny vårdplan.",
    "Skolan har gjort ett åtgärdsprogram och elevhälsa är med.",
)  # fmt: skip
_TERM_WORDS = (
    "orosanmälan förhandsbedömning vårdnadshavare umgängesstöd familjehem självskadebeteende relationsvåld "
    "nätverksmöte enhetschef kontaktperson försörjningsstöd drogtest vårdplan åtgärdsprogram elevhälsa"
)

ORDINARY: tuple[str, ...] = (
    "Mamma och pappa bor inte tillsammans längre.",
    "Hon tycker om att läsa böcker på kvällen.",
    "Det är viktigt att barnen får äta frukost.",
    "Vi ska träffas igen på fredag klockan två.",
    "Han har inte varit ute på hela veckan.",
    "Läraren tycker att det går bättre nu.",
    "Barnen vill leka med sina kamrater på gården.",
    "Mormor hjälper till med maten ibland.",
)  # fmt: skip
"""Sentences without any name: those of a lexicon have no business in them."""


@dataclass(frozen=True)
class Spoken:
    """One sentence by one voice. `wanted` are the words that a vocabulary is to help with, in lower case."""

    voice: int
    case: int | None
    said: str
    wanted: frozenset[str]
    sound: NDArray[np.float32]


def spoken(voices: int = len(VOICES)) -> Iterator[Spoken]:
    """Every sentence by each of the first voices, with half a second of silence around it."""
    rest = np.zeros(RATE // 2, np.float32)
    for number, voice in enumerate(VOICES[:voices]):
        for case, said, wanted in _sentences():
            present = frozenset(re.findall(r"\w+", said.lower())) & wanted
            yield Spoken(number, case, said, present, np.concatenate([rest, sentence_sound(said, voice), rest]))


def _sentences() -> Iterator[tuple[int | None, str, frozenset[str]]]:
    for case, said in enumerate(SENTENCES):
        names = frozenset(re.findall(r"\w+", " ".join(CASES[case]).lower())) - {"skola"}
        yield from ((case, sentence, names) for sentence in said)
    yield from ((None, sentence, frozenset(_TERM_WORDS.split())) for sentence in TERMS)
    yield from ((None, sentence, frozenset()) for sentence in ORDINARY)
