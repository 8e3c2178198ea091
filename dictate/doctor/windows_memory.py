"""The size of the main memory on Windows."""

from __future__ import annotations

import ctypes


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of sysinfoapi.h."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *(
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "page_total", "page_free", "virtual", "left", "more")
        ),
    )


def total_bytes() -> int:
    """The main memory; 0 where Windows does not tell."""
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    told = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.total) if told else 0
