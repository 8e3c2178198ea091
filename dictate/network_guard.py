"""Silence on the network: a hook in the interpreter that refuses every socket but local ones, and counts the tries.

Python tells its audit hooks of each socket before it is made, and of each connect, bind, send and name look-up before
it happens (source: the library reference's table of audit events). A hook can't be taken away again. Code in C that
opens sockets by itself is beyond its reach, as is code that sets out to change the guard: on Linux the kernel stops
those (`kernel_lock`), and that there are none is shown by the journey's system calls (tests/test_silence.py).

Nothing lifts the guard inside the program but the organisation's own policy, for the addresses of its own cluster
(`NetworkGuard.allow`). `dictate models add ID --download` fetches in a process of its own, which is started with
`environment_for_download`: no other command does.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from types import CodeType
from typing import Any

from dictate.errors import DictateError

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
}
"""What tells the libraries not to look for anything on the network."""

NO_TELEMETRY = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    # From 1.29 on the wheels of onnxruntime (the voice detector's engine) hold an uploader in C that reports to its
    # maker and keeps a device id in the user's cache folder; this is its full opt-out, in both names it has had.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
}
"""What tells the libraries not to report on their use; some of it is read once, when the library is loaded."""

_REACHES_OUT = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.__new__"}
    | {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
    # Higher libraries tell before they open a socket, with the address; refused here, nothing else is tried.
    | {"urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect", "imaplib.open", "poplib.connect"}
    | {"nntplib.connect", "telnetlib.Telnet.open", "webbrowser.open"}
)
_WATCHED = _REACHES_OUT | {"ctypes.dlsym"}
_C_SOCKETS = frozenset({"socket", "connect", "bind", "sendto", "sendmsg", "getaddrinfo", "WSAConnect", "WSASocketW"})
"""What ctypes would fetch to go round the hook."""

_DETECTED = -1
"""The family that socket.__new__ is told of when a descriptor is taken over; connect and send are told the real one."""


class NetworkRefused(DictateError, PermissionError):
    """Something in the program tried to reach a network.

    It is a PermissionError too, so that a library which can do without a network goes on without one.
    """


class NetworkGuard:
    """What the hook does and how often it had to. There is one in a process, made by `install`."""

    def __init__(self, allowed_families: frozenset[int], pair_makers: frozenset[CodeType]) -> None:
        """`allowed_families` are local; `pair_makers` the functions that make a pair of sockets over 127.0.0.1."""
        self._families = allowed_families
        self._pair_makers = pair_makers
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._networks: tuple[Any, ...] = ()
        self.closes = False
        """Whether the program is to end after a try: see `raise_if_closing`."""

    @property
    def refused(self) -> Mapping[str, int]:
        """How many tries of each kind ("socket.connect") were refused so far; never where to."""
        with self._lock:
            return dict(self._counts)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The networks that `allow` was given, as "10.1.2.0/24"."""
        return tuple(str(network) for network in self._networks)

    def allow(self, networks: Iterable[str]) -> None:
        """From now on sockets to these addresses are let through, and no others: for the organisation's own cluster.

        Names are never looked up; an address is written in digits, with the network's length where it is a network.
        Only `dictate batch --engine ray` calls this, with what the organisation's policy names. Raises ValueError.
        """
        import ipaddress

        self._networks = tuple(ipaddress.ip_network(one) for one in networks)

    def raise_if_closing(self) -> None:
        """Raises NetworkRefused where the program is to end after a try and there was one, whoever took the refusal."""
        if self.closes and self.refused:
            raise NetworkRefused(
                "Något i programmet försökte nå ett nätverk och stoppades, och då stänger organisationens policy "
                "programmet. Inget har skickats, och allt är sparat. Kontakta IT."
            )

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook. Raises NetworkRefused."""
        # Python calls this for every import, open and compile too, ten thousand times before the first screen.
        if event in _WATCHED and not self._is_local(event, arguments):
            self._refuse(event)

    def _is_local(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlsym":
            return arguments[1] not in _C_SOCKETS
        if self._networks and self._is_in_cluster(event, arguments):
            return True
        if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
            return arguments[0].family in self._families or (_is_loopback(arguments[1]) and self._makes_a_pair())
        if event == "socket.__new__":
            return arguments[1] in self._families or arguments[1] == _DETECTED or self._makes_a_pair()
        return False

    def _is_in_cluster(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether it is to an address of the cluster. A socket that is only made reaches nobody yet."""
        import ipaddress

        if event == "socket.__new__":
            return arguments[1] in _internet_families()
        if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
            host = arguments[1][0] if isinstance(arguments[1], tuple) and arguments[1] else None
        else:
            host = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else None
        try:
            address = ipaddress.ip_address(host)  # type: ignore[arg-type]
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def _makes_a_pair(self) -> bool:
        """Whether the call comes straight from a function that makes a pair of sockets: Windows has no other way."""
        if not self._pair_makers:
            return False
        frame = sys._getframe(3)
        for _ in range(3):
            if frame.f_code in self._pair_makers:
                return True
            if frame.f_back is None:
                return False
            frame = frame.f_back
        return False

    def _refuse(self, event: str) -> None:
        with self._lock:
            self._counts[event] += 1
        raise NetworkRefused(
            "Något i programmet försökte nå ett nätverk och stoppades. Inget har skickats. Kontakta IT."
        )


_installed: NetworkGuard | None = None
"""The one exception to the rule of no state in a module: a hook belongs to the process and can't be taken away."""


def install() -> NetworkGuard:
    """Puts the guard in place, once in a process, and switches the libraries' own network use off. Under 1 ms.

    Call it before anything that could open a socket is imported.
    """
    global _installed
    if _installed is None:
        silence(os.environ)
        _installed = NetworkGuard(_local_families(), _pair_makers())
        sys.addaudithook(_installed.hook)
    return _installed


def installed() -> NetworkGuard | None:
    """The guard of this process, None where there is none."""
    return _installed


def silence(environment: MutableMapping[str, str]) -> None:
    """Switches off downloads and telemetry of the libraries, whatever the user's environment says."""
    environment.update(OFFLINE)
    environment.update(NO_TELEMETRY)


def environment_for_download(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process that fetches a model: it may go online; telemetry stays off."""
    return {name: value for name, value in environment.items() if name not in OFFLINE} | NO_TELEMETRY


def _local_families() -> frozenset[int]:
    """Unix sockets: to the sound server, the key store's bus, and between a process and its own children."""
    # The C module, which the interpreter holds already or loads in a tenth of the time of `socket`.
    import _socket

    return frozenset({int(_socket.AF_UNIX)}) if hasattr(_socket, "AF_UNIX") else frozenset()


def _internet_families() -> frozenset[int]:
    import _socket

    return frozenset({int(_socket.AF_INET), int(_socket.AF_INET6)})


def _pair_makers() -> frozenset[CodeType]:
    """Where the system has no pairs of local sockets (Windows), the library's function that makes one over 127.0.0.1.

    asyncio wakes its loop through such a pair.
    """
    if sys.platform != "win32":
        return frozenset()
    import socket

    makers = (getattr(socket, name, None) for name in ("socketpair", "_fallback_socketpair"))
    return frozenset(maker.__code__ for maker in makers if hasattr(maker, "__code__"))


def _is_loopback(address: object) -> bool:
    return isinstance(address, tuple) and bool(address) and address[0] in ("127.0.0.1", "::1")
