"""A document is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dictate.export.files import OutputExists, OutputUnwritable, write_whole


def test_a_file_that_is_there_stays_unless_told(tmp_path: Path) -> None:
    out = tmp_path / "note.docx"
    write_whole(out, b"one", replace=False)
    with pytest.raises(OutputExists, match="--force"):
        write_whole(out, b"two", replace=False)
    assert out.read_bytes() == b"one"
    write_whole(out, b"two", replace=True)
    assert out.read_bytes() == b"two"


def test_a_full_disk_leaves_no_part_and_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "note.docx"
    out.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputUnwritable, match="disken"):
        write_whole(out, b"new", replace=True)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["note.docx"]


@pytest.mark.parametrize("place", ["missing/note.docx", "."])
def test_a_place_that_is_no_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputUnwritable):
        write_whole(tmp_path / place, b"new", replace=False)
    assert list(tmp_path.iterdir()) == []
