"""Silence on the network kept by Linux itself: after `lock` no code in the process can open an internet socket.

The guard in the interpreter (`network_guard`) sees Python only. A seccomp filter sees every system call, of C libraries
and of child processes too, and can't be taken away. `socket` fails with "address family not supported", which libraries
take as a computer without a network. io_uring, which could open sockets by another way, is answered as by a kernel
without it. Sources: seccomp(2), linux/filter.h, linux/seccomp.h, linux/audit.h and the tables of system calls.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass

_FORBIDDEN = (2, 10, 17, 21, 30, 40, 43, 44)
"""AF_INET, AF_INET6, AF_PACKET, AF_RDS, AF_TIPC, AF_VSOCK, AF_SMC, AF_XDP of linux/socket.h."""

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JGE|BPF_K, BPF_RET|BPF_K."""
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Offsets in struct seccomp_data, on little-endian machines."""
_IO_URING_SETUP = 425
"""The same on every machine."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_GET_SECCOMP, _MODE_FILTER = 38, 22, 21, 2


@dataclass(frozen=True, slots=True)
class _Machine:
    """A processor's AUDIT_ARCH value, its number for `socket`, and the first number of another way of calling (x32)."""

    audit: int
    socket: int
    other: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, 0x40000000),
    "aarch64": _Machine(0xC00000B7, 198, 0xFFFFFFFF),
}


def lock() -> bool:
    """Closes the network for this process and those it starts, for good; False where the system has no such lock.

    Call it in the main thread before others are started: a thread that runs already is not bound. Under 1 ms.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    import ctypes

    instructions = _filter(machine)
    held = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(held))
    packed = ctypes.create_string_buffer(program, len(program))
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    # The kernel asks for this of whoever is no administrator: programs started from here gain no rights.
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(packed), 0, 0) == 0)


def locked() -> bool:
    """Whether the kernel refuses this process an internet socket; it is asked for one, which goes nowhere."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) != _MODE_FILTER:
        return False
    made = library.syscall(machine.socket, _FORBIDDEN[0], 2, 0)  # SOCK_DGRAM
    if made >= 0:
        os.close(made)
    return bool(made < 0 and ctypes.get_errno() == errno.EAFNOSUPPORT)


def _filter(machine: _Machine) -> bytes:
    """The instructions, eight bytes each: code, how many to skip if true, how many if false, value."""
    answers = {
        "allow": _ALLOW,
        "no family": _ERRNO | errno.EAFNOSUPPORT,
        "no call": _ERRNO | errno.ENOSYS,
        "foreign": _ERRNO | errno.EACCES,  # calls of another processor's kind, as 32-bit programs make them
    }
    steps: list[tuple[int, int, str, str]] = [
        (_LOAD, _ARCHITECTURE, "", ""),
        (_IF_EQUAL, machine.audit, "", "foreign"),
        (_LOAD, _NUMBER, "", ""),
        (_IF_AT_LEAST, machine.other, "no call", ""),
        (_IF_EQUAL, _IO_URING_SETUP, "no call", ""),
        (_IF_EQUAL, machine.socket, "", "allow"),
        (_LOAD, _FIRST_ARGUMENT, "", ""),
        *((_IF_EQUAL, family, "no family", "") for family in _FORBIDDEN),
        *((_RETURN, value, "", "") for value in answers.values()),
    ]
    places = {name: len(steps) - len(answers) + at for at, name in enumerate(answers)}

    def skip(at: int, name: str) -> int:
        return places[name] - at - 1 if name else 0

    return b"".join(
        struct.pack("<HBBI", code, skip(at, true), skip(at, false), value)
        for at, (code, value, true, false) in enumerate(steps)
    )
