"""The sound file that a note was made of: where it lies, and how it is known again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was when it was read: `size` in bytes, `changed_ns` as the file system told, SHA-256 in hex.

    An older note knows the path alone: then nothing tells whether it is the same file, and `digest` is "".
    """

    path: str
    size: int = 0
    changed_ns: int = 0
    digest: str = ""

    @classmethod
    def of(cls, path: Path) -> ReadFile:
        """The file as it is now; its path alone where it can't be read any more, as on a stick that was pulled out."""
        try:
            known = path.stat()
            return cls(str(path.absolute()), known.st_size, known.st_mtime_ns, _digest(path))
        except OSError:
            return cls(str(path.absolute()))

    @classmethod
    def from_text(cls, text: str) -> ReadFile:
        """What `text` gave, or the path that an older note has of it."""
        return cls(**json.loads(text)) if text.startswith("{") else cls(text)

    @property
    def text(self) -> str:
        """The value as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def is_replaced(self) -> bool:
        """Whether another file lies there now; one that is gone or can't be read is not another.

        What has the same size and time is the same. Where only the time differs, as after a copy, the sound decides.
        """
        path = Path(self.path)
        try:
            known = path.stat()
            if not self.digest or (known.st_size, known.st_mtime_ns) == (self.size, self.changed_ns):
                return False
            return known.st_size != self.size or _digest(path) != self.digest
        except OSError:
            return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
