"""The kernel itself keeps the program off the network; tried in a process of its own, since it is for good."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="only Linux on these processors has the lock",
)

_TRIES = """
import ctypes, json, socket, subprocess, sys, threading
from dictate.kernel_lock import lock, locked

def opens(family):
    try:
        socket.socket(family, socket.SOCK_RAW if family == socket.AF_PACKET else socket.SOCK_DGRAM).close()
    except OSError as error:
        return error.errno
    return 0

families = [socket.AF_INET, socket.AF_INET6, socket.AF_PACKET, socket.AF_VSOCK]
before = [locked(), opens(socket.AF_INET)]
closed = lock()
threaded = []
thread = threading.Thread(target=lambda: threaded.append(opens(socket.AF_INET)))
thread.start()
thread.join()
child = "import socket, sys\\ntry:\\n socket.socket()\\nexcept OSError as error:\\n sys.exit(error.errno)"
first, second = socket.socketpair()
first.send(b"hej")
library = ctypes.CDLL(None, use_errno=True)
print(json.dumps({
    "before": before,
    "closed": [closed, locked()],
    "families": [opens(family) for family in families],
    "thread": threaded,
    "c": [library.socket(2, 1, 0), library.syscall(425, 8, 0)],
    "child": subprocess.run([sys.executable, "-c", child]).returncode,
    "local": [second.recv(3).decode(), opens(socket.AF_UNIX)],
    "again": lock(),
}))
"""


def test_no_code_can_open_an_internet_socket_and_local_ones_work() -> None:
    done = subprocess.run([sys.executable, "-c", _TRIES], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    not_supported = 97  # EAFNOSUPPORT
    assert told["before"] == [False, 0]
    assert told["closed"] == [True, True]
    assert told["families"] == [not_supported] * 4
    assert told["thread"] == [not_supported]
    assert told["c"] == [-1, -1]
    assert told["child"] == not_supported
    assert told["local"] == ["hej", 0]
    assert told["again"] is True


def test_a_library_in_c_looks_up_no_name() -> None:
    script = """
import ctypes
from dictate.kernel_lock import lock
library = ctypes.CDLL(None)
lock()
found = ctypes.c_void_p()
print(library.getaddrinfo(b"kommun.example", b"443", None, ctypes.byref(found)) != 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "True\n", done.stderr
