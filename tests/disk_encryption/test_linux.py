"""Disk encryption on Linux, on trees of /proc and /sys as real computers have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dictate.disk_encryption.linux import encryption_of, encryption_of_swap

LUKS = "CRYPT-LUKS2-0f1d3f6cbe2b4c5f9f7c1c2b7a6e5d4c-luks-0f1d3f6c"


@dataclass
class Computer:
    """Writes what the kernel would show. `home` is a folder whose mounts can be set."""

    root: Path
    home: Path
    lines: list[str] = field(default_factory=list)

    def device(self, name: str, number: str, *, uuid: str = "", on: tuple[str, ...] = (), mapped: str = "") -> None:
        """A whole block device; `on` are the devices that it is built on, `mapped` its name in /dev/mapper."""
        folder = self.root / "sys/devices/virtual/block" / name
        (folder / "slaves").mkdir(parents=True)
        if uuid:
            (folder / "dm").mkdir()
            (folder / "dm/uuid").write_text(uuid + "\n")
            (folder / "dm/name").write_text(mapped + "\n")
        for other in on:
            (folder / "slaves" / other).symlink_to(self.root / "sys/class/block" / other)
        self._known(folder, name, number)

    def partition(self, disk: str, name: str, number: str) -> None:
        folder = self.root / "sys/devices/virtual/block" / disk / name
        folder.mkdir(parents=True)
        (folder / "partition").write_text("1\n")
        self._known(folder, name, number)

    def loop(self, name: str, number: str, file: Path) -> None:
        self.device(name, number)
        folder = self.root / "sys/devices/virtual/block" / name
        (folder / "loop").mkdir()
        (folder / "loop/backing_file").write_text(f"{file}\n")

    def _known(self, folder: Path, name: str, number: str) -> None:
        for place in ("sys/dev/block/" + number, "sys/class/block/" + name):
            link = self.root / place
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder)

    def mount(self, number: str, point: str, kind: str, source: str) -> None:
        self.lines.append(f"36 1 {number} / {point} rw,relatime shared:1 - {kind} {source} rw,errors=remount-ro")
        (self.root / "proc/self").mkdir(parents=True, exist_ok=True)
        (self.root / "proc/self/mountinfo").write_text("\n".join(self.lines) + "\n")

    def swaps(self, *rows: str) -> None:
        (self.root / "proc").mkdir(exist_ok=True)
        head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority"
        (self.root / "proc/swaps").write_text("\n".join([head, *rows]) + "\n")

    def standing(self) -> str:
        return encryption_of(self.home, self.root).standing


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    home = tmp_path / "home"
    home.mkdir()
    return Computer(tmp_path / "root", home)


def test_a_partition_without_encryption(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.partition("sda", "sda1", "8:1")
    computer.mount("8:1", "/", "ext4", "/dev/sda1")
    found = encryption_of(computer.home, computer.root)
    assert found.standing == "not_encrypted"
    assert "sda1" in found.why


def test_luks_as_an_installer_sets_it_up(computer: Computer) -> None:
    computer.device("nvme0n1", "259:0")
    computer.partition("nvme0n1", "nvme0n1p3", "259:3")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("nvme0n1p3",), mapped="luks-0f1d3f6c")
    computer.mount("253:0", "/", "ext4", "/dev/mapper/luks-0f1d3f6c")
    assert computer.standing() == "encrypted"


def test_a_logical_volume_on_luks(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.partition("sda", "sda3", "8:3")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda3",), mapped="sda3_crypt")
    computer.device("dm-1", "253:1", uuid="LVM-qWeRtY", on=("dm-0",), mapped="vg-root")
    computer.mount("253:1", "/", "ext4", "/dev/mapper/vg-root")
    assert computer.standing() == "encrypted"


def test_a_logical_volume_that_also_lies_on_a_disk_in_clear(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.device("sdb", "8:16")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda",), mapped="sda_crypt")
    computer.device("dm-1", "253:1", uuid="LVM-qWeRtY", on=("dm-0", "sdb"), mapped="vg-home")
    computer.mount("253:1", "/", "xfs", "/dev/mapper/vg-home")
    assert computer.standing() == "not_encrypted"


@pytest.mark.parametrize(
    ("uuid", "standing"),
    [
        ("CRYPT-LUKS1-x", "encrypted"),
        ("CRYPT-PLAIN-x", "encrypted"),
        ("CRYPT-TCRYPT-x", "encrypted"),
        ("CRYPT-BITLK-x", "encrypted"),
        ("CRYPT-VERITY-x", "not_encrypted"),  # says that nothing was changed, hides nothing
        ("CRYPT-INTEGRITY-x", "not_encrypted"),
        ("mpath-CRYPT-LUKS2-x", "not_encrypted"),
    ],
)
def test_what_device_mapper_calls_encryption(computer: Computer, uuid: str, standing: str) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=uuid, on=("sda",), mapped="root")
    computer.mount("253:0", "/", "ext4", "/dev/mapper/root")
    assert computer.standing() == standing


def test_raid_on_luks_and_a_partition_of_it(computer: Computer) -> None:
    for at, name in enumerate(("sda", "sdb")):
        computer.device(name, f"8:{16 * at}")
        computer.device(f"dm-{at}", f"253:{at}", uuid=LUKS, on=(name,), mapped=f"{name}_crypt")
    computer.device("md0", "9:0", on=("dm-0", "dm-1"))
    computer.partition("md0", "md0p1", "259:7")
    computer.mount("259:7", "/", "ext4", "/dev/md0p1")
    assert computer.standing() == "encrypted"


def test_btrfs_is_known_by_the_name_of_its_device(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda",), mapped="luks-home")
    computer.mount("0:34", "/", "btrfs", "/dev/mapper/luks-home")
    assert computer.standing() == "encrypted"


def test_the_deepest_mount_counts_and_the_last_on_one_point(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda",), mapped="home")
    computer.mount("8:0", "/", "ext4", "/dev/sda")
    computer.mount("8:0", str(computer.home), "ext4", "/dev/sda")
    computer.mount("253:0", str(computer.home).replace(" ", "\\040"), "ext4", "/dev/mapper/home")
    assert computer.standing() == "encrypted"
    assert encryption_of(computer.home.parent, computer.root).standing == "not_encrypted"


def test_a_folder_with_blanks_in_its_name(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda",), mapped="usb")
    spaced = computer.home / "min disk"
    spaced.mkdir()
    computer.mount("8:0", "/", "ext4", "/dev/sda")
    computer.mount("253:0", str(spaced).replace(" ", "\\040"), "ext4", "/dev/mapper/usb")
    assert encryption_of(spaced, computer.root).standing == "encrypted"


def test_a_link_is_followed_to_where_the_notes_really_lie(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("sda",), mapped="root")
    clear = computer.home / "clear"
    clear.mkdir()
    computer.mount("253:0", "/", "ext4", "/dev/mapper/root")
    computer.mount("8:0", str(clear), "vfat", "/dev/sda")
    link = computer.home / "data"
    link.symlink_to(clear)
    assert encryption_of(link / "not made yet", computer.root).standing == "not_encrypted"


def test_a_file_of_its_own_as_systemd_homed_has_it(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.mount("8:0", "/", "ext4", "/dev/sda")
    computer.loop("loop0", "7:0", computer.home.parent / "vera.home")
    computer.device("dm-0", "253:0", uuid=LUKS, on=("loop0",), mapped="home-vera")
    computer.mount("253:0", str(computer.home), "ext4", "/dev/mapper/home-vera")
    assert computer.standing() == "encrypted"


@pytest.mark.parametrize("below", [LUKS, "LVM-x"])
def test_a_file_mounted_as_a_disk_is_as_safe_as_the_disk_below(computer: Computer, below: str) -> None:
    computer.device("sda", "8:0")
    computer.device("dm-0", "253:0", uuid=below, on=("sda",), mapped="root")
    computer.mount("253:0", "/", "ext4", "/dev/mapper/root")
    computer.loop("loop3", "7:3", computer.home.parent / "disk.img")
    computer.mount("7:3", str(computer.home), "ext4", "/dev/loop3")
    assert computer.standing() == ("encrypted" if below == LUKS else "not_encrypted")


@pytest.mark.parametrize("kind", ["ecryptfs", "fuse.gocryptfs", "fuse.cryfs"])
def test_a_file_system_that_encrypts_by_itself(computer: Computer, kind: str) -> None:
    computer.mount("0:55", "/", kind, "/home/.ecryptfs/vera/.Private")
    assert computer.standing() == "encrypted"


@pytest.mark.parametrize("kind", ["tmpfs", "nfs4", "cifs", "overlay", "9p", "virtiofs"])
def test_where_it_cannot_be_told_it_is_said_so(computer: Computer, kind: str) -> None:
    computer.mount("0:60", "/", kind, "server:/home")
    assert computer.standing() == "unknown"


@pytest.mark.parametrize(
    ("answer", "standing"), [("aes-256-gcm\n", "encrypted"), ("off\n", "not_encrypted"), ("", "unknown")]
)
def test_zfs_is_asked(computer: Computer, answer: str, standing: str) -> None:
    computer.mount("0:25", "/", "zfs", "rpool/USERDATA/vera")
    asked: list[list[str]] = []
    found = encryption_of(computer.home, computer.root, lambda command: asked.append(command) or answer)
    assert found.standing == standing
    assert asked[0][-1] == "rpool/USERDATA/vera"


def test_a_kernel_that_shows_nothing(computer: Computer) -> None:
    assert computer.standing() == "unknown"
    computer.mount("8:1", "/", "ext4", "/dev/root")
    assert computer.standing() == "unknown"


def test_devices_that_stand_on_each_other_in_a_ring_end(computer: Computer) -> None:
    computer.device("dm-0", "253:0", uuid="LVM-a", on=("dm-1",), mapped="a")
    computer.device("dm-1", "253:1", uuid="LVM-b", on=("dm-0",), mapped="b")
    computer.mount("253:0", "/", "ext4", "/dev/mapper/a")
    assert computer.standing() == "unknown"


def test_swap(computer: Computer) -> None:
    computer.device("sda", "8:0")
    computer.partition("sda", "sda2", "8:2")
    computer.device("dm-1", "253:1", uuid=LUKS, on=("sda2",), mapped="cryptswap")
    computer.mount("8:0", "/", "ext4", "/dev/sda")

    def standing() -> str:
        return encryption_of_swap(computer.root).standing

    assert standing() == "unknown"
    computer.swaps()
    assert standing() == "encrypted"
    computer.swaps("/dev/zram0                              partition\t8\t0\t100")
    assert standing() == "encrypted"
    computer.swaps("/dev/dm-1                               partition\t8\t0\t-2")
    assert standing() == "encrypted"
    computer.swaps("/dev/mapper/cryptswap                   partition\t8\t0\t-2")
    assert standing() == "encrypted"
    computer.swaps("/dev/dm-1 partition\t8\t0\t-2", "/dev/sda2 partition\t8\t0\t-3")
    assert standing() == "not_encrypted"
    computer.swaps("/swap.img                               file\t\t4194300\t0\t-2")
    assert standing() == "not_encrypted"


def test_this_computer_gives_an_answer() -> None:
    assert encryption_of(Path.home()).standing in ("encrypted", "not_encrypted", "unknown")
    assert encryption_of_swap().why.endswith(".")
