"""A sealed result: bytes in AES-256-GCM frames, built as the sealed sound is (`dictate.audio.seal`).

The header's `recording` is the result's name, so that one result can't be put in another's place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from dictate.audio.seal import HEADER_BYTES, LEAD_BYTES, SALT_BYTES, Header, Lead, Seal, SpoolUnreadable
from dictate.batch.errors import ResultUnreadable

_FRAME = 1 << 20
ENDING = ".sealed"


def sealed(name: str, content: bytes, key: bytes) -> bytes:
    """The content sealed under the result's name (32 hexadecimal digits); `key` is 32 bytes."""
    header = Header(bytes.fromhex(name), 0, 0, 0, _FRAME, secrets.token_bytes(SALT_BYTES))
    seal = Seal(header, key)
    pieces = [content[at : at + _FRAME] for at in range(0, len(content), _FRAME)] or [b""]
    frames = (seal.frame(number, piece, number == len(pieces)) for number, piece in enumerate(pieces, 1))
    return seal.head() + b"".join(frames)


def opened(name: str, data: bytes, key: bytes) -> bytes:
    """The content of a sealed result. Raises ResultUnreadable when it is not whole and just as it was sealed."""
    try:
        header = Header.parsed(data)
        seal = Seal(header, key)
        seal.check_head(data)
    except SpoolUnreadable as error:
        raise _unreadable(name) from error
    if header.recording.hex() != name:
        raise _unreadable(name)
    return b"".join(_frames(name, data, header, seal))


def _frames(name: str, data: bytes, header: Header, seal: Seal) -> Iterator[bytes]:
    at, counter = HEADER_BYTES, 0
    while True:
        if len(data) - at < LEAD_BYTES:
            raise _unreadable(name)
        lead, counter = Lead.parsed(data[at : at + LEAD_BYTES]), counter + 1
        frame = data[at : at + lead.frame_bytes]
        payload = seal.opened(counter, frame) if len(frame) == lead.frame_bytes <= header.limit * 2 else None
        if payload is None:
            raise _unreadable(name)
        yield payload
        at += lead.frame_bytes
        if lead.last:
            if at != len(data):
                raise _unreadable(name)
            return


def _unreadable(name: str) -> ResultUnreadable:
    return ResultUnreadable(
        f"Resultatet {name}{ENDING} är skadat eller förseglat med en annan nyckel. Kör inspelningen igen med --redo."
    )
