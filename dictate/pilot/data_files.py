"""Where the pilot's own data lies: the municipality's file before the shipped one, checked with line numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dictate.journal.toml_file import DataFileInvalid, line_of, read_toml


def data_file(name: str, folders: Sequence[Path]) -> Path:
    """The first file called `name` in the folders, the first winning, else the shipped one."""
    own = (folder / name for folder in folders)
    return next((path for path in own if path.is_file()), Path(__file__).with_name(name))


def copies(names: Sequence[str], folders: Sequence[Path], out: Path) -> tuple[Path, ...]:
    """Writes the files that are in force into the folder `out`, made where it is missing, for a municipality to change.

    Raises OutputExists, so that nobody's own file is written over, or OutputUnwritable; then nothing is written.
    """
    from dictate.export.files import OutputExists, OutputUnwritable, write_whole

    written = tuple(out / name for name in names)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(f"Mappen {out} kan inte skapas. Välj en annan mapp.") from error
    for path in written:
        if path.exists():
            raise OutputExists(f"{path} finns redan. Välj en annan mapp, eller ta bort filen.")
    for path in written:
        write_whole(path, data_file(path.name, folders).read_bytes(), replace=False)
    return written


class Entries:
    """The tables of a TOML file called `[[name]]`, read key by key; what is wrong is said with its line."""

    def __init__(self, path: Path) -> None:
        """Reads the file. Raises DataFileInvalid."""
        self.path = path
        self.table, self.text = read_toml(path)

    def of(self, name: str, table: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The tables `[[name]]` of the file, or those inside `table`; at least one. Raises DataFileInvalid."""
        found = (self.table if table is None else table).get(name)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            raise self.fault(f"den ska ha minst en [[{name}]]")
        return found

    def only(self, table: dict[str, Any], keys: set[str]) -> None:
        """Raises DataFileInvalid for a key that is not one of `keys`, which a misspelled one is not."""
        for key in table:
            if key not in keys:
                raise self.fault(f"”{key}” är okänt", self._marks(table, key))

    def text_of(self, table: dict[str, Any], key: str, default: str | None = None) -> str:
        """A text that is not empty. Raises DataFileInvalid; without a `default` it must be there."""
        value = table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(f"{key} ska vara en text", self._marks(table, key))
        return value

    def fault(self, fault: str, marks: Sequence[str] = ()) -> DataFileInvalid:
        """The error for a fault at the line that the marks lead to, in their order."""
        return DataFileInvalid(self.path, fault, line_of(self.text, *marks) if marks else None)

    @staticmethod
    def _marks(table: dict[str, Any], key: str) -> tuple[str, ...]:
        name = table.get("id")
        return (f'id = "{name}"', f"{key} =") if isinstance(name, str) and key != "id" else (f"{key} =",)
