"""SECURITY.md names a test for each promise; a promise whose test has gone is no promise."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROMISES = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PROMISES)


def test_each_promise_has_a_test_that_is_there() -> None:
    rows = [line for line in PROMISES.splitlines() if line.startswith("| ") and "::test_" in line]
    assert len(rows) > 40
    for path, name in NAMED:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), f"{path}::{name}"


def test_no_row_of_promises_is_without_a_test() -> None:
    tables = PROMISES.split("## Löften och bevis")[1].split("## Vad vi inte lovar")[0]
    for line in tables.splitlines():
        if line.startswith("| ") and not line.startswith("| löfte"):
            assert "::test_" in line, line
