"""Archives whose bytes depend on their content alone: sorted names, one time, one mode."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_TIME = (2020, 1, 1, 0, 0, 0)


def write_zip(target: Path, files: Mapping[str, Path | bytes], *, packed: bool) -> None:
    """Writes a zip of the named files. `packed` compresses; wheels and models hardly shrink, so a bundle is stored."""
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = method
            entry.create_system = 3
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            content = files[name]
            if isinstance(content, bytes):
                archive.writestr(entry, content)
                continue
            entry.file_size = content.stat().st_size
            with content.open("rb") as stream, archive.open(entry, "w", force_zip64=False) as out:
                while block := stream.read(1 << 20):
                    out.write(block)


def installer_archive(package: Path) -> dict[str, bytes]:
    """The files of `installer.pyz`: the package `installer` and the line that starts it."""
    start = b"import sys\n\nfrom installer.__main__ import main\n\nsys.exit(main())\n"
    modules = {f"installer/{path.name}": path.read_bytes() for path in sorted(package.glob("*.py"))}
    return {"__main__.py": start, **modules}
