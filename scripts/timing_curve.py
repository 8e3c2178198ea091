"""How long a scan takes for texts of 10 kB to 1 MB: the curve must be a straight line, whatever the text is made of.

.venv/bin/python scripts/timing_curve.py
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

NOTE = (
    "Hembesök den 14 april 2026 kl. 15.30 hos Elsa på Storgatan 4 tillsammans med mamman. Elsa visar sitt rum och "
    "berättar att hon trivs i skolan men att det ibland är svårt att somna. Mamman nås på 070-174 06 18. Nästa möte "
    "hålls i maj, mål T 1733-25 avvaktas. "
)
# Texts that make patterns start again and again without ever coming to an end.
TEXTS: Mapping[str, str] = {
    "note": NOTE,
    "digits": "1 2 3 4 ",
    "spoken": "noll sju ",
    "joined": "ab.cd-ef_",
    "mail": "a@b.",
    "dashes": "1-",
    "one word": "x",
}
SIZES = (10_000, 100_000, 1_000_000)


def timing_curve(texts: Mapping[str, str] = TEXTS, sizes: Iterable[int] = SIZES) -> dict[str, list[tuple[int, float]]]:
    """For each text repeated to each size in characters: (size, seconds of one scan), models loaded before."""
    from redaction.scanner import Scanner

    scanner = Scanner()
    scanner.scan(NOTE)
    curve: dict[str, list[tuple[int, float]]] = {}
    for name, unit in texts.items():
        for size in sizes:
            text = (unit * (size // len(unit) + 1))[:size]
            began = time.perf_counter()
            scanner.scan(text)
            curve.setdefault(name, []).append((size, time.perf_counter() - began))
    return curve


def main() -> None:
    """Prints seconds and seconds per 100 kB for each text and size."""
    for name, points in timing_curve().items():
        shown = "   ".join(f"{size:>9,}: {took:7.2f} s ({took / size * 1e5:.2f} s/100 kB)" for size, took in points)
        print(f"{name:9} {shown}")


if __name__ == "__main__":
    main()
