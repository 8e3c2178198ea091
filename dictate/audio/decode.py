"""Any sound file to 16 kHz mono, block by block, so that three hours take no more memory than thirty seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.errors import DictateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
BLOCK_SECONDS = 30
# Only plain sound and video containers: playlists and subtitles could make the decoder open other files or the network.
_FORMATS = "wav,w64,rf64,aiff,au,caf,flac,mp3,mov,mp4,ogg,matroska,webm,aac,amr,asf,avi,mpeg,mpegts"
# A header may round; less than this missing at the end is not worth a word to the user.
_MISSING_SECONDS = 1.0
_GROUP_SAMPLES = 16_384
# A place nearer than this is reached as fast by decoding; a decoder needs some sound before it is in step.
_WORTH_SEEKING_S = 20.0
_RUN_UP_S = 1.0
# Studio recorders stop at 384 kHz and 64 channels. A header beyond that is damaged or made to harm: to convert 350 MHz
# takes gigabytes and minutes, and to convert 1 Hz makes hours of sound of a small file.
_RATES = range(2_000, 768_001)
_MOST_CHANNELS = 64


class AudioError(DictateError):
    """A sound file that cannot be used."""


class NotAudio(AudioError):
    """The file is missing, is a folder, or holds no sound that can be decoded."""


class EmptyAudio(AudioError):
    """The file holds not a single sample."""


class TruncatedAudio(AudioError):
    """The recording was cut off so that nothing of it can be decoded."""


class Recording:
    """A sound file that has been opened once and found to be sound.

    `duration_s` is what the header says, in seconds, or None. `heard_s` counts what the latest `blocks()` has given.
    When it is done, `warning` is None or a Swedish sentence: the file ended early or had damaged parts, and what
    could be heard was kept.
    """

    def __init__(self, path: Path) -> None:
        """Raises NotAudio, EmptyAudio or TruncatedAudio, each with a sentence about the file."""
        self.path = path
        self.heard_s = 0.0
        self.warning: str | None = None
        with _open(path) as container:
            stream = container.streams.audio[0]
            self.duration_s = _duration(container, stream)

    def blocks(self, block_s: float = BLOCK_SECONDS) -> Iterator[NDArray[np.float32]]:
        """The sound as float32 samples from -1 to 1, 16 kHz mono; every block but the last is `block_s` seconds.

        Raises EmptyAudio or NotAudio when nothing could be decoded. Damaged parts are passed over.
        """
        self.heard_s, self.warning, damaged = 0.0, None, False
        with _open(self.path) as container:
            decoder = _Decoder(container)
            for block in _regroup(decoder.samples(), int(block_s * SAMPLE_RATE)):
                self.heard_s += len(block) / SAMPLE_RATE
                yield block
            damaged = decoder.damaged
        if not self.heard_s:
            raise _nothing_heard(self.path, damaged)
        self.warning = self._what_was_lost(damaged)

    def piece(self, start_s: float, end_s: float) -> Iterator[NDArray[np.float32]]:
        """The sound from `start_s` to `end_s` (seconds), without decoding all that lies before it.

        Raises NotAudio where the file is gone or can't be read any more; what is damaged is passed over.
        """
        with _open(self.path) as container:
            decoder = _Decoder(container)
            decoder.go_to(start_s)
            first, last = int(start_s * SAMPLE_RATE), int(end_s * SAMPLE_RATE)
            at = None
            for samples in decoder.samples():
                at = int(decoder.begins_s * SAMPLE_RATE) if at is None else at
                if at >= last:
                    return
                yield samples[max(0, first - at) : last - at]
                at += len(samples)

    def _what_was_lost(self, damaged: bool) -> str | None:
        missing = (self.duration_s or 0.0) - self.heard_s
        if missing > max(_MISSING_SECONDS, 0.01 * self.heard_s):
            return (
                f"{self.path.name} är avbruten: {self.heard_s:.0f} av {self.duration_s:.0f} sekunder gick att höra och "
                "är med; kontrollera slutet mot originalet."
            )
        if damaged:
            return (
                f"{self.path.name} har skadade avsnitt som hoppades över; det som gick att höra är med, kontrollera "
                "texten mot ljudet."
            )
        return None


def _open(path: Path) -> Any:
    """An opened PyAV container with at least one usable audio stream."""
    import av

    if path.is_dir():
        raise NotAudio(f"{path} är en mapp, inte en ljudfil; ange en fil i mappen.")
    if not path.is_file():
        raise NotAudio(f"Ljudfilen {path} finns inte; kontrollera namnet.")
    try:
        if path.stat().st_size == 0:
            raise EmptyAudio(f"{path.name} är tom (0 byte); spela in igen eller hämta filen på nytt.")
        options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file,pipe"}
        container = av.open(str(path.absolute()), mode="r", metadata_errors="ignore", container_options=options)
    except av.error.FFmpegError as error:
        raise _unreadable(path, error) from error
    except OSError as error:
        raise NotAudio(f"{path.name} går inte att läsa ({error.strerror}); kontrollera behörigheten.") from error
    try:
        streams = container.streams.audio
        if not streams:
            raise NotAudio(f"{path.name} innehåller inget ljud.")
        if not streams[0].codec_context or not _can_be(streams[0].rate, streams[0].channels):
            raise NotAudio(
                f"{path.name} har en felaktig rubrik (en takt eller ett antal kanaler som inget ljud har); "
                "spara om ljudet och försök igen."
            )
    except BaseException:
        container.close()
        raise
    return container


def _can_be(rate: int | None, channels: int | None) -> bool:
    """Whether sound has that many samples a second and channels."""
    return (rate or 0) in _RATES and 0 < (channels or 0) <= _MOST_CHANNELS


def _unreadable(path: Path, error: Exception) -> AudioError:
    """The right error for a file that ffmpeg refuses, told apart by its first bytes."""
    if isinstance(error, PermissionError):
        return NotAudio(f"{path.name} går inte att läsa; du saknar behörighet till filen.")
    with path.open("rb") as stream:
        head = stream.read(12)
    if head[4:8] == b"ftyp":
        return TruncatedAudio(
            f"{path.name} är avbruten innan inspelningen avslutades och går inte att spela upp; "
            "hämta filen på nytt från telefonen eller diktafonen."
        )
    if head[:4] in (b"RIFF", b"RF64", b"fLaC", b"OggS"):
        return NotAudio(
            f"{path.name} har en skadad rubrik och går inte att spela upp; spara om ljudet och försök igen."
        )
    return NotAudio(f"{path.name} är ingen ljudfil som går att läsa; använd wav, flac, mp3, m4a, ogg eller opus.")


def _nothing_heard(path: Path, damaged: bool) -> AudioError:
    if damaged:
        return NotAudio(f"{path.name} är ingen ljudfil som går att läsa; använd wav, flac, mp3, m4a, ogg eller opus.")
    return EmptyAudio(f"{path.name} innehåller inget ljud (0 sekunder); spela in igen.")


def _duration(container: Any, stream: Any) -> float | None:
    """Seconds by the header, or None when it says nothing that makes sense."""
    import av

    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / av.time_base
    else:
        return None
    return seconds if 0 < seconds < 1e6 else None


class _Decoder:
    """Decodes one container to 16 kHz mono, past damaged packets, and remembers whether there were any."""

    def __init__(self, container: Any) -> None:
        self.container = container
        self.damaged = False
        self.begins_s = 0.0
        """Where in the file the first sample lies, known when it has come."""
        self._aimed_s: float | None = None

    def go_to(self, second: float) -> None:
        """Begins at, or a little before, that place; at the beginning where the file can't be entered elsewhere."""
        import av

        stream = self.container.streams.audio[0]
        if second < _WORTH_SEEKING_S or stream.time_base is None:
            return
        begins = stream.start_time or 0
        try:
            self.container.seek(begins + int((second - _RUN_UP_S) / stream.time_base), stream=stream)
            self._aimed_s = second - _RUN_UP_S
        except av.error.FFmpegError:
            return

    def samples(self) -> Iterator[NDArray[np.float32]]:
        """Mono samples in pieces of whatever length the file has."""
        import av

        resampler, shape = None, None
        try:
            for group in self._groups():
                found = (group.format.name, group.layout.name, group.sample_rate)
                if found != shape:
                    yield from _converted(resampler, None)
                    resampler, shape = _resampler(), found
                yield from _converted(resampler, group)
            yield from _converted(resampler, None)
        except av.error.FFmpegError:  # channels in an order that it can't convert
            self.damaged = True

    def _groups(self) -> Iterator[Any]:
        """Frames joined to some thousand samples: small ones (opus: 20 ms) cost more to pass on than to decode."""
        import av

        fifo, shape = av.AudioFifo(), None
        for frame in self._frames():
            if self._aimed_s is not None:
                self.begins_s, self._aimed_s = self._place_of(frame, self._aimed_s), None
            frame.pts = None
            found = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape not in (None, found):
                if fifo.samples:
                    yield fifo.read()
                fifo = av.AudioFifo()
            shape = found
            fifo.write(frame)
            if fifo.samples >= _GROUP_SAMPLES:
                yield fifo.read()
        if fifo.samples:
            yield fifo.read()

    def _place_of(self, frame: Any, aimed_s: float) -> float:
        """The second of the file at which a frame begins; what was aimed at where the frame does not tell."""
        stream = self.container.streams.audio[0]
        if frame.pts is None or frame.time_base is None:
            return aimed_s
        return max(0.0, float(frame.pts * frame.time_base - (stream.start_time or 0) * stream.time_base))

    def _frames(self) -> Iterator[Any]:
        import av

        packets = self.container.demux(self.container.streams.audio[0])
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                self.damaged = True
                return
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged = True
                continue
            for frame in frames:
                if not _can_be(frame.sample_rate, frame.layout.nb_channels):
                    self.damaged = True
                elif frame.samples:
                    yield frame


def _resampler() -> Any:
    import av

    # All channels in one plane: PyAV reads past the end of a frame that has eight planes or more.
    return av.AudioResampler(format="flt", rate=SAMPLE_RATE)


def _converted(resampler: Any, frame: Any) -> Iterator[NDArray[np.float32]]:
    """The frame through the resampler, its channels averaged; None empties the resampler.

    The resampler's own downmix would make stereo 3 dB louder than mono. Broken float files may hold NaN: silence.
    """
    import numpy as np

    if resampler is not None:
        for piece in resampler.resample(frame):
            mono = piece.to_ndarray().reshape(-1, piece.layout.nb_channels).mean(axis=1, dtype=np.float32)
            yield np.nan_to_num(mono, posinf=1.0, neginf=-1.0)


def _regroup(pieces: Iterator[NDArray[np.float32]], length: int) -> Iterator[NDArray[np.float32]]:
    """Pieces of any length as blocks of `length` samples; the last may be shorter."""
    import numpy as np

    block, filled = np.empty(length, np.float32), 0
    for piece in pieces:
        while len(piece):
            taken = min(length - filled, len(piece))
            block[filled : filled + taken] = piece[:taken]
            filled, piece = filled + taken, piece[taken:]
            if filled == length:
                yield block
                block, filled = np.empty(length, np.float32), 0
    if filled:
        yield block[:filled]
