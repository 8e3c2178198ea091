"""A microphone without hardware: PulseAudio's null sink; what `paplay` plays into it, PortAudio records from it.

Needs the Debian packages pulseaudio, pulseaudio-utils, libasound2-plugins and libportaudio2. A machine where they are
missing fails the tests with a sentence: a recording that nobody has heard is not tested.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

PACKAGES = "pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
RATE = 16_000


class VirtualMicrophone:
    """A PulseAudio server of its own, with microphones that can be plugged in, spoken into and pulled out.

    `env` holds what a process needs in its environment to see these microphones and nothing else.
    """

    def __init__(self, folder: Path, names: tuple[str, ...] = ("mik_a", "mik_b")) -> None:
        self.folder = folder
        self.names = names
        self.env = {
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "XDG_RUNTIME_DIR": str(folder),
            "HOME": str(folder),
        }
        self._modules: dict[str, str] = {}
        self._listeners: dict[str, subprocess.Popen[bytes]] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server without any microphone. Fails with a sentence where the packages are missing."""
        missing = [name for name in ("pulseaudio", "pactl", "paplay", "parec") if shutil.which(name) is None]
        assert not missing, f"{', '.join(missing)} is missing; install: apt-get install {PACKAGES}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        (self.folder / "asound.conf").write_text(_alsa(self.names), "ascii")
        protocol = f"module-native-protocol-unix socket={self.folder}/pulse.sock auth-anonymous=1"
        arguments = ["-n", "--daemonize=no", "--system=false", "--exit-idle-time=-1", "--use-pid-file=no"]
        self._server = subprocess.Popen(
            ["pulseaudio", *arguments, "-L", protocol],
            env=os.environ | self.env,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "pulse.log").open("wb"),
        )
        self._wait(lambda: (self.folder / "pulse.sock").exists() and self._pactl("info") is not None)

    def stop(self) -> None:
        """Ends the server and everything that plays or listens."""
        for listener in self._listeners.values():
            _end(listener)
        self._listeners.clear()
        self._modules.clear()
        if self._server is not None:
            _end(self._server)
            self._server = None

    def plug(self, name: str, rate: int = 48_000, channels: int = 1) -> None:
        """A microphone by that name is connected, with that native rate and number of channels."""
        found = self._pactl(
            "load-module", "module-null-sink", f"sink_name={name}", f"rate={rate}", f"channels={channels}"
        )
        assert found, f"PulseAudio gave no null sink; see {self.folder}/pulse.log"
        self._modules[name] = found.strip()
        # A null sink that nobody listens to sleeps two seconds at a time; a real microphone does not.
        listener = subprocess.Popen(
            ["parec", f"--device={name}.monitor", "--latency-msec=20"],
            env=os.environ | self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._listeners[name] = listener
        assert listener.stdout is not None
        assert listener.stdout.read(1), f"{name} gives no sound; see {self.folder}/pulse.log"
        threading.Thread(target=_drain, args=(listener.stdout,), daemon=True).start()

    def plugged(self, name: str) -> bool:
        """Whether the microphone by that name is connected."""
        return name in self._modules

    def unplug(self, name: str) -> None:
        """The microphone is pulled out, in the middle of whatever it was doing."""
        self._pactl("unload-module", self._modules.pop(name))
        _end(self._listeners.pop(name))

    def with_only(self, name: str) -> VirtualMicrophone:
        """The server, with that microphone plugged in and no other."""
        for other in [one for one in self._modules if one != name]:
            self.unplug(other)
        if not self.plugged(name):
            self.plug(name)
        return self

    def speak(self, samples: NDArray[np.float32], name: str, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Plays mono samples into the microphone and returns at once; wait on what is returned.

        Half a second of silence comes first: a null sink may swallow sound while it adapts to a new player's pace.
        """
        samples = np.concatenate([np.zeros(rate // 2, np.float32), samples])
        path = self.folder / f"spoken-{time.monotonic_ns()}.raw"
        path.write_bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        format_ = ["--raw", "--format=s16le", "--channels=1", f"--rate={rate}", "--latency-msec=500"]
        return subprocess.Popen(["paplay", *format_, f"--device={name}", str(path)], env=os.environ | self.env)

    def listen(self, name: str, path: Path, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Writes what sounds in the microphone (or is played to it) to a file, mono float32, until it is ended."""
        format_ = ["--raw", "--format=float32le", "--channels=1", f"--rate={rate}", "--latency-msec=20"]
        with path.open("wb") as file:
            command = ["parec", *format_, f"--device={name}.monitor"]
            listener = subprocess.Popen(command, env=os.environ | self.env, stdout=file)
        self._wait(lambda: path.stat().st_size > 0)
        return listener

    def _pactl(self, *arguments: str) -> str | None:
        done = subprocess.run(
            ["pactl", *arguments], env=os.environ | self.env, capture_output=True, text=True, timeout=10, check=False
        )
        return done.stdout if done.returncode == 0 else None

    def _wait(self, ready: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, f"PulseAudio did not get ready; see {self.folder}/pulse.log"
            time.sleep(0.02)


@contextmanager
def virtual_microphones(folder: Path, *names: str) -> Iterator[VirtualMicrophone]:
    """A server with those microphones plugged in; this process sees them and no others while it lasts."""
    server = VirtualMicrophone(folder)
    before = {key: os.environ.get(key) for key in server.env}
    try:
        server.start()
        os.environ.update(server.env)
        for name in names:
            server.plug(name)
        yield server
    finally:
        server.stop()
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def voice(seconds: float, pitch: float = 140.0, level: float = 0.3, seed: int = 1) -> NDArray[np.float32]:
    """Something like a voice: a gliding pitch with its overtones, in syllables, with breath between them.

    No stretch of it is like another, so a place in it can be found by correlation. `level` is the peak.
    """
    time_s = np.arange(int(seconds * RATE)) / RATE
    rng = np.random.default_rng(seed)
    steps = np.arange(0, seconds + 1, 0.25)
    glide = np.interp(time_s, steps, pitch * rng.uniform(0.8, 1.25, len(steps)))
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    tone = sum(np.sin(k * phase) / k for k in range(1, 12))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * time_s)
    sound = tone * syllables + 0.05 * rng.standard_normal(len(time_s))
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def _alsa(names: tuple[str, ...]) -> str:
    """An ALSA set-up in which the only devices are those microphones, and `default` is the server's own choice."""
    plugin = 'pcm_type.pulse { lib "libasound_module_pcm_pulse.so" }\n'
    default = 'pcm.!default { type pulse hint { show on description "default" } }\n'
    return (
        plugin
        + default
        + "".join(
            f'pcm.{name} {{ type pulse device "{name}.monitor" hint {{ show on description "{name}" }} }}\n'
            for name in names
        )
    )


def _drain(stream: IO[bytes]) -> None:
    while stream.read(65_536):
        pass


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
