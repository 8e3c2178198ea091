"""Disk encryption on Linux: the mounts in /proc/self/mountinfo, the devices below them in /sys, no program asked.

A block device is encrypted when device-mapper says so in its uuid (`CRYPT-LUKS2-...`), or when everything it is built
on is (a logical volume on LUKS: its `slaves`). Source: cryptsetup's DM_UUID_PREFIX; sysfs-block-dm in the kernel's ABI.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dictate.disk_encryption.answer import Encryption

_ENCRYPTS = re.compile(r"CRYPT-(LUKS\d*|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-")
_ENCRYPTED_KINDS = {"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.securefs"}
_IN_MEMORY = {"tmpfs", "ramfs"}
_ELSEWHERE = {"nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs", "afs", "ceph", "drvfs"}
_UNTOLD = {"overlay", "aufs", "bcachefs"}
_GET_FLAGS = 0x80086601
"""FS_IOC_GETFLAGS of linux/fs.h on the machines that we run on (64 bits)."""
_ENCRYPT_FLAG = 0x00000800
"""FS_ENCRYPT_FL: the folder is encrypted by the file system itself (fscrypt in ext4 and f2fs)."""
_DEEPEST = 12

Ask = Callable[[list[str]], str]
"""Runs a program and gives what it prints, "" when it can't be run."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of mountinfo: the device's number ("254:0"), where it is mounted, the file system, the device's name."""

    number: str
    point: str
    kind: str
    source: str


def encryption_of(folder: Path, root: Path = Path("/"), ask: Ask | None = None) -> Encryption:
    """How the disk under `folder` stands. `root` is where /proc and /sys are found, `ask` runs a program (zfs)."""
    there = _nearest(folder)
    mount = _mount_of(there, root)
    if mount is None:
        return Encryption("unknown", "Det går inte att se vilken disk mappen ligger på.")
    if mount.kind in _ENCRYPTED_KINDS or _encrypted_by_file_system(there):
        return Encryption("encrypted", f"Mappen krypteras av filsystemet ({mount.kind}).")
    if mount.kind in _IN_MEMORY:
        return Encryption("unknown", "Mappen ligger i datorns minne och inte på en disk.")
    if mount.kind in _ELSEWHERE:
        return Encryption("unknown", f"Mappen ligger på en annan dator eller utanför det här systemet ({mount.kind}).")
    if mount.kind == "zfs":
        return _zfs(mount.source, ask or _run)
    if mount.kind in _UNTOLD:
        return Encryption("unknown", f"Filsystemet {mount.kind} säger inte om det är krypterat.")
    return _of_device(_device(mount, root), root)


def encryption_of_swap(root: Path = Path("/")) -> Encryption:
    """How the swap space stands; the worst of several. Compressed memory (zram) is no disk."""
    try:
        rows = (root / "proc/swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return Encryption("unknown", "Det går inte att se om datorn har växlingsutrymme på disk.")
    names = [row.split()[0].replace("\\040", " ") for row in rows if row.strip()]
    on_disk = [(name, row) for name, row in zip(names, rows, strict=False) if not Path(name).name.startswith("zram")]
    if not on_disk:
        return Encryption("encrypted", "Datorn skriver inte minnet till någon disk.")
    answers = [_of_swap(Path(name), row.split()[1], root) for name, row in on_disk]
    return next((one for state in ("not_encrypted", "unknown") for one in answers if one.standing == state), answers[0])


def _of_swap(path: Path, kind: str, root: Path) -> Encryption:
    if kind == "file":
        return encryption_of(path, root)
    return _of_device(_named(str(path), root), root)


def _nearest(folder: Path) -> Path:
    """The folder, or its nearest parent that exists, without links."""
    there = Path(os.path.realpath(folder))
    while not there.exists() and there != there.parent:
        there = there.parent
    return there


def _mount_of(folder: Path, root: Path) -> Mount | None:
    """The mount that holds the folder: the deepest one, and the last where several lie on one another."""
    try:
        lines = (root / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found: Mount | None = None
    for mount in filter(None, map(_mount, lines)):
        point = Path(mount.point)
        deep_enough = found is None or len(point.parts) >= len(Path(found.point).parts)
        if deep_enough and (folder == point or point in folder.parents):
            found = mount
    return found


def _mount(line: str) -> Mount | None:
    """A line as in proc(5): 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue."""
    before, _, after = line.partition(" - ")
    head, tail = before.split(), after.split()
    if len(head) < 5 or len(tail) < 2:
        return None
    point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), head[4])
    return Mount(head[2], point, tail[0], tail[1])


def _device(mount: Mount, root: Path) -> Path | None:
    """The folder in /sys of the device under a mount; btrfs has a number of its own, so there the name tells."""
    if not mount.number.startswith("0:"):
        numbered = root / "sys/dev/block" / mount.number
        return numbered if numbered.exists() else None
    return _named(mount.source, root) if mount.source.startswith("/dev/") else None


def _named(source: str, root: Path) -> Path | None:
    """The folder in /sys of a device by its name: "sda2", "/dev/sda2", or "/dev/mapper/home" (by dm/name)."""
    blocks = root / "sys/class/block"
    name = Path(source).name
    if (blocks / name).exists():
        return blocks / name
    for one in sorted(blocks.glob("dm-*")):
        if _read(one / "dm/name") == name:
            return one
    real = Path(os.path.realpath(source)).name
    return blocks / real if (blocks / real).exists() else None


def _of_device(device: Path | None, root: Path) -> Encryption:
    if device is None:
        return Encryption("unknown", "Det går inte att se vilken disk det gäller.")
    encrypted = _encrypted(device, root)
    if encrypted is None:
        return Encryption("unknown", "Det går inte att se vad disken bygger på.")
    if encrypted:
        return Encryption("encrypted", "Disken är krypterad (LUKS eller dm-crypt).")
    return Encryption("not_encrypted", f"Disken {device.resolve().name} är inte krypterad av den här datorn.")


def _encrypted(device: Path, root: Path, depth: int = 0) -> bool | None:
    """Whether all that is written to the device is encrypted before it reaches a disk; None where nobody knows."""
    if depth > _DEEPEST:
        return None
    if _ENCRYPTS.match(_read(device / "dm/uuid")):
        return True
    if backing := _read(device / "loop/backing_file"):
        below = encryption_of(Path(backing), root)
        return None if below.standing == "unknown" else below.standing == "encrypted"
    whole = device.resolve().parent if (device / "partition").exists() else device
    slaves = sorted((whole / "slaves").glob("*"))
    if not slaves:
        return False
    answers = [_encrypted(slave, root, depth + 1) for slave in slaves]
    return None if None in answers and False not in answers else all(answers)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _encrypted_by_file_system(folder: Path) -> bool:
    """fscrypt: the folder carries the file system's own mark."""
    import fcntl

    try:
        opened = os.open(folder, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        answer = fcntl.ioctl(opened, _GET_FLAGS, bytes(8))
    except OSError:
        return False
    finally:
        os.close(opened)
    return bool(int.from_bytes(answer, "little") & _ENCRYPT_FLAG)


def _zfs(dataset: str, ask: Ask) -> Encryption:
    answer = ask(["zfs", "get", "-H", "-o", "value", "encryption", dataset]).strip()
    if not answer:
        return Encryption("unknown", "Det går inte att fråga zfs om mappen är krypterad.")
    if answer in ("off", "-"):
        return Encryption("not_encrypted", f"Filsystemet {dataset} är inte krypterat i zfs.")
    return Encryption("encrypted", f"Filsystemet krypteras av zfs ({answer}).")


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout if done.returncode == 0 else ""
