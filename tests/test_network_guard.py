"""The guard is attacked in a process of its own, since a hook can't be taken away again."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import dictate.cli
from dictate.network_guard import OFFLINE, NetworkGuard, NetworkRefused, environment_for_download, silence
from tests.after_help import after_help

UNIX = frozenset({int(socket.AF_UNIX)})

_BEGIN = """
import json, socket, sys
from dictate.network_guard import install, NetworkRefused
earlier = socket.socket(socket.AF_INET)            # made before the guard stood
guard = install()
port, local = int(sys.argv[1]), sys.argv[2]
outcomes = {}

def attack(name, call):
    try:
        call()
        outcomes[name] = "got through"
    except BaseException as error:
        while error is not None and not isinstance(error, NetworkRefused):
            error = error.__cause__ or error.__context__ or getattr(error, "reason", None)
        outcomes[name] = "refused" if error is not None else "failed"
"""

_ATTACKS = """
import asyncio, ctypes, http.client, smtplib, urllib.request, xmlrpc.client, importlib

there = ("127.0.0.1", port)

async def serve():
    server = await asyncio.start_server(print, "127.0.0.1", 0)
    if not server.sockets:                         # asyncio goes on to the next address, and there is none
        raise NetworkRefused

attack("socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
attack("socket of version 6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
attack("the C module", lambda: __import__("_socket").socket(socket.AF_INET))
attack("raw socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attack("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attack("an older socket connects", lambda: earlier.connect(there))
attack("an older socket connects with a code", lambda: earlier.connect_ex(there))
attack("an older socket binds", lambda: earlier.bind(("", 0)))
attack("an older socket sends", lambda: earlier.sendto(b"x", there))
attack("an older socket sends a message", lambda: earlier.sendmsg([b"x"], [], 0, there))
attack("taken-over descriptor connects", lambda: socket.socket(fileno=earlier.fileno()).connect(there))
attack("create_connection", lambda: socket.create_connection(there))
attack("create_server", lambda: socket.create_server(("127.0.0.1", 0)))
attack("getaddrinfo", lambda: socket.getaddrinfo("localhost", port))
attack("gethostbyname", lambda: socket.gethostbyname("localhost"))
attack("getfqdn's look-up", lambda: socket.gethostbyaddr("127.0.0.1"))
attack("http.client", lambda: http.client.HTTPConnection(*there, timeout=2).request("GET", "/"))
attack("urllib", lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2))
attack("xmlrpc", lambda: xmlrpc.client.ServerProxy(f"http://127.0.0.1:{port}").x())
attack("smtplib", lambda: smtplib.SMTP("127.0.0.1", port, timeout=2))
attack("asyncio", lambda: asyncio.run(asyncio.open_connection(*there)))
attack("asyncio serves", lambda: asyncio.run(serve()))
attack("ctypes", lambda: ctypes.CDLL(None).connect)
attack("reloaded module", lambda: importlib.reload(socket).create_connection(there))
for name in ("requests", "httpx"):
    try:
        library = importlib.import_module(name)
    except ImportError:
        continue
    attack(name, lambda: library.get(f"http://127.0.0.1:{port}/", timeout=2))
print(json.dumps({"outcomes": outcomes, "counted": guard.refused}))
"""

_LOCAL = """
import asyncio
first, second = socket.socketpair()
first.sendall(b"hej")
assert second.recv(3) == b"hej"
client = socket.socket(socket.AF_UNIX)
client.connect(local)                              # as PulseAudio and the key store's bus are reached
client.sendall(b"x")

async def wake():
    loop = asyncio.get_running_loop()
    loop.call_soon_threadsafe(lambda: None)        # through asyncio's own pair of sockets
    reader, writer = await asyncio.open_unix_connection(local)
    writer.close()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    return await process.wait()

assert asyncio.run(wake()) == 0
print(json.dumps({"counted": guard.refused}))
"""


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """A server on 127.0.0.1 and one on a local socket, and who came to the first."""
    came: list[str] = []
    path = str(tmp_path / "local.sock")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(path)
        local.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                came.append("somebody")
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], path, came


def guarded(script: str, port: int, local: str) -> dict[str, dict[str, int | str]]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_BEGIN + script), str(port), local],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_no_attack_gets_through_and_each_is_counted(listener: tuple[int, str, list[str]]) -> None:
    port, local, came = listener
    result = guarded(_ATTACKS, port, local)
    assert len(result["outcomes"]) >= 24
    assert {name: how for name, how in result["outcomes"].items() if how != "refused"} == {}
    assert sum(int(count) for count in result["counted"].values()) >= len(result["outcomes"])
    assert "127.0.0.1" not in json.dumps(result["counted"])
    assert came == []


def test_without_the_guard_the_same_attacks_would_get_through(listener: tuple[int, str, list[str]]) -> None:
    port, local, _ = listener
    unguarded = _BEGIN.replace("guard = install()", "import types; guard = types.SimpleNamespace(refused={})")
    script = unguarded + _ATTACKS
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(port), local], capture_output=True, text=True, timeout=60
    )
    outcomes = json.loads(done.stdout.splitlines()[-1])["outcomes"]
    assert (
        outcomes["socket"]
        == outcomes["create_connection"]
        == outcomes["asyncio"]
        == outcomes["ctypes"]
        == "got through"
    )


def test_local_sockets_work_as_before(listener: tuple[int, str, list[str]]) -> None:
    port, local, _ = listener
    assert guarded(_LOCAL, port, local)["counted"] == {}


def _pair_over_loopback() -> tuple[socket.socket, socket.socket]:
    """As the library's `socketpair` does it on Windows, where there are no pairs of local sockets."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.connect(server.getsockname()[:2])
        other, _ = server.accept()
    finally:
        server.close()
    return other, client


@pytest.mark.parametrize("known", [True, False])
def test_windows_makes_its_pairs_over_loopback_and_only_there(known: bool) -> None:
    script = _BEGIN.replace("guard = install()", "")
    source = Path(__file__).read_text(encoding="utf-8")
    function = source[source.index("def _pair_over_loopback") : source.index('\n\n\n@pytest.mark.parametrize("known"')]
    attacks = f"""
from dictate.network_guard import NetworkGuard
makers = frozenset({{_pair_over_loopback.__code__}}) if {known} else frozenset()
guard = NetworkGuard(frozenset({{int(socket.AF_UNIX)}}), makers)
sys.addaudithook(guard.hook)
def pair():
    first, second = _pair_over_loopback()
    first.sendall(b"hej")
    assert second.recv(3) == b"hej"
def outwards():
    pair()
    socket.create_connection(("127.0.0.1", port))
attack("pair", pair)
attack("outwards", outwards)
attack("from beside", lambda: socket.socket(socket.AF_INET))
print(json.dumps({{"outcomes": outcomes}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", f"from __future__ import annotations\n{script}{function}\n{attacks}", "1", ""],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)["outcomes"]
    assert outcomes == {"pair": "got through" if known else "refused", "outwards": "refused", "from beside": "refused"}


def test_the_pair_maker_may_not_reach_out() -> None:
    guard = NetworkGuard(UNIX, frozenset({_reach.__code__}))
    with socket.socket(socket.AF_INET) as there:
        _reach(guard, there, ("127.0.0.1", 1))
        with pytest.raises(NetworkRefused):
            _reach(guard, there, ("192.0.2.1", 443))


def _reach(guard: NetworkGuard, there: socket.socket, address: tuple[str, int]) -> None:
    guard.hook("socket.connect", (there, address))


def test_the_program_closes_after_a_try_where_the_policy_says_so() -> None:
    guard = NetworkGuard(UNIX, frozenset())
    with pytest.raises(NetworkRefused):
        guard.hook("socket.getaddrinfo", ("kommun.example", 443, 0, 0, 0))
    guard.raise_if_closing()
    guard.closes = True
    with pytest.raises(NetworkRefused, match="stänger"):
        guard.raise_if_closing()
    assert guard.refused == {"socket.getaddrinfo": 1}


def test_libraries_are_told_to_stay_offline_whatever_the_environment_says() -> None:
    environment = {"HF_HUB_OFFLINE": "0", "HOME": "/home/vera"}
    silence(environment)
    assert environment["HF_HUB_OFFLINE"] == environment["TRANSFORMERS_OFFLINE"] == environment["DO_NOT_TRACK"] == "1"
    fetching = environment_for_download(environment)
    assert not set(OFFLINE) & set(fetching)
    assert fetching["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert fetching["HOME"] == "/home/vera"


def test_one_command_alone_may_fetch_something() -> None:
    def commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:
        for one, command in getattr(group, "commands", {}).items():
            yield from commands(command, f"{name} {one}")
        yield name.strip(), group

    found = dict(commands(typer.main.get_command(dictate.cli.app), ""))
    assert len(found) > 30
    fetching = [name for name, one in found.items() if any("--download" in option.opts for option in one.params)]
    assert fetching == ["models add"]
    # What goes online is a process of its own, and these two places alone start one that may.
    root = Path(dictate.__file__).parent
    starting = [path for path in root.rglob("*.py") if "environment_for_download(" in path.read_text(encoding="utf-8")]
    assert {path.name for path in starting} == {"network_guard.py", "fetch.py", "speakers_model.py"}


def test_the_command_line_stands_under_the_guard_before_anything_else() -> None:
    done = after_help("""
import os, socket
try:
    socket.socket(socket.AF_INET)
except PermissionError:
    print("REFUSED", os.environ["HF_HUB_OFFLINE"])
""")
    assert done.stdout.endswith("REFUSED 1\n"), done


def test_a_try_stands_in_the_audit_trail_without_where_to(tmp_path: Path) -> None:
    script = """
import socket, sys
from pathlib import Path
from dictate.application import Application
from dictate.network_guard import install
from dictate.settings import Folders, Settings
install()
program = Application(Folders(Path(sys.argv[1]), Path(sys.argv[1])), Settings())
program.vault.key()
for _ in range(2):
    try:
        socket.getaddrinfo("kommun.example", 443)
    except PermissionError:
        pass
program.note_network_tries()
print([(line.event, dict(line.facts)) for line in program.store.audit.lines()][-1], program.store.audit.verify())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "data")],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "('network_refused', {'socket.getaddrinfo': 2}) ()\n"
