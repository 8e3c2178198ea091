"""The detectors of numbers, addresses and accounts: one file each, its words and weights in a TOML file beside it."""

from __future__ import annotations

from redaction.detector import Detector


def pattern_detectors() -> tuple[Detector, ...]:
    """Every detector that needs no trained model."""
    from redaction.detectors.account import AccountDetector
    from redaction.detectors.address import AddressDetector
    from redaction.detectors.birthdate import BirthdateDetector
    from redaction.detectors.case_number import CaseNumberDetector
    from redaction.detectors.email import EmailDetector
    from redaction.detectors.handle import HandleDetector
    from redaction.detectors.personnummer import PersonnummerDetector
    from redaction.detectors.phone import PhoneDetector
    from redaction.detectors.vehicle import VehicleDetector

    return (
        PersonnummerDetector(),
        BirthdateDetector(),
        PhoneDetector(),
        EmailDetector(),
        AddressDetector(),
        VehicleDetector(),
        AccountDetector(),
        CaseNumberDetector(),
        HandleDetector(),
    )
