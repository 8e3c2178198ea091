"""A small pilot file to test with. Every value is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dictate.pilot.pilot_file import Day, FamilyAnswers, NoteMeasure, PilotFile, ReviewCounts, SurveyAnswers

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def hexes(number: int) -> str:
    """A made-up random id."""
    return f"{number:032x}"


def a_file(**changes: Any) -> PilotFile:
    """One user's file with something in every part."""
    file = PilotFile(
        file_id=hexes(1),
        municipality="Exempelkommun",
        unit="Barn och familj",
        user=hexes(2),
        role="socialsekreterare",
        made_on=date(2026, 3, 27),
        days=(Day("before", 1, {"indirekt-tid": 200, "barntid": 10}, 2), Day("after", 1, {"indirekt-tid": 150})),
        notes=(
            NoteMeasure(
                hexes(10),
                "typed",
                "journalanteckning",
                -1,
                typing_s=1500,
                words=310,
                days_to_note=3,
                child_met=True,
                childs_voice=False,
            ),
            NoteMeasure(
                hexes(11), "dictated", "journalanteckning", 0, 200, 4, 300, 20, 0, 350, 7, 2, 5, 0, True, True, 1
            ),
        ),
        surveys=(SurveyAnswers("before", {"lattare": 2}), SurveyAnswers("after", {"lattare": 4, "snabbare": 5})),
        families=(FamilyAnswers({"lyssnad-pa": 5}),),
        reviews=(ReviewCounts("barnet_traffat", {"ja": 6, "nej": 1}),),
    )
    return replace(file, **changes)
