"""What this computer can reckon with: its processor, and a graphics card where there is one."""

from __future__ import annotations

from typing import Literal

Device = Literal["cpu", "cuda"]


def gpus() -> int:
    """How many CUDA graphics cards can be used; 0 where there is none or its driver is missing."""
    import ctranslate2

    try:
        return int(ctranslate2.get_cuda_device_count())
    except (RuntimeError, ValueError):
        return 0


def compute_types(device: Device) -> frozenset[str]:
    """The kinds of arithmetic that the device is good at ("int8", "float16", ...)."""
    import ctranslate2

    try:
        return frozenset(ctranslate2.get_supported_compute_types(device))
    except (RuntimeError, ValueError):
        return frozenset()


def choose(device: str) -> Device:
    """The device that a setting means: "auto" takes a graphics card where there is one."""
    if device == "cuda" or (device == "auto" and gpus()):
        return "cuda"
    return "cpu"


def usual_compute_type(device: Device) -> str:
    """The arithmetic to use without measuring: half floats on a card that is good at them, int8 elsewhere."""
    return "float16" if device == "cuda" and "float16" in compute_types("cuda") else "int8"
