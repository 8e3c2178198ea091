"""The kinds of computer a bundle can be for: which wheels fit, and what markers in the lock mean there."""

from __future__ import annotations

from dataclasses import dataclass

from packaging import tags

_GLIBC = (17, 5, 12, 24, 26, 27, 28)
"""glibc 2.x up to 2.28 (2018): Debian 10, Ubuntu 20.04, RHEL 8 and everything newer."""


@dataclass(frozen=True, slots=True)
class Target:
    """`tags` are the platform tags that pip may choose, `markers` what PEP 508 markers evaluate to there."""

    name: str
    tags: tuple[str, ...]
    markers: dict[str, str]
    title: str


TARGETS = {
    target.name: target
    for target in (
        Target(
            "linux_x86_64",
            (*(f"manylinux_2_{minor}_x86_64" for minor in _GLIBC), "manylinux2014_x86_64", "linux_x86_64"),
            {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"},
            "Linux, 64-bitars Intel eller AMD",
        ),
        Target(
            "win_amd64",
            ("win_amd64",),
            {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"},
            "Windows 10 och 11, 64 bitar",
        ),
        Target(
            "macos_arm64",
            ("macosx_14_0_arm64",),  # pip takes every older one, and universal2, with it
            {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64", "os_name": "posix"},
            "macOS 14 eller nyare, Apples egna processorer",
        ),
    )
}


def wheel_tags(target: Target, python: str) -> frozenset[tags.Tag]:
    """Every tag of a wheel that runs there with CPython `python` ("3.11")."""
    major, minor = (int(part) for part in python.split("."))
    named = [tag.split("_") for tag in target.tags if tag.startswith("macosx")]
    platforms = [one for _, big, small, arch in named for one in tags.mac_platforms((int(big), int(small)), arch)]
    own = f"cp{major}{minor}"
    return frozenset(
        (
            *tags.cpython_tags((major, minor), [own], platforms or target.tags),
            *tags.compatible_tags((major, minor), own, platforms or target.tags),
        )
    )


def environment(target: Target, python: str) -> dict[str, str]:
    """The marker environment of that computer with CPython `python` ("3.11")."""
    return {
        **target.markers,
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "implementation_version": f"{python}.9",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
