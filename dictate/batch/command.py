"""What `dictate batch` does with what the user asked for."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dictate.audio.seal import SpoolUnreadable
from dictate.audio.spool_files import HeldKey, NewSound, SpoolUnusable, segments, why
from dictate.batch.envelope import ENDING, opened
from dictate.batch.errors import PlainRefused, ResultUnreadable
from dictate.batch.keys import BatchKeys, key_file, result_key, result_name
from dictate.batch.local import run_local
from dictate.batch.queue import NAME, Row
from dictate.batch.run import Engine, Progress, open_batch, standing
from dictate.batch.size import free_memory, share
from dictate.batch.sources import find_sources, link_refused
from dictate.batch.work import Decide, Setup, usable_cores
from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.application import Application


@dataclass(frozen=True, slots=True)
class Wish:
    """The arguments of the command; see its help."""

    folder: Path
    out: Path
    engine: Literal["local", "ray"] = "local"
    key_file: Path | None = None
    plain: bool = False
    template: str = ""
    decide: Decide = ""
    model: str = ""
    vocabulary: Path | None = None
    workers: int = 0
    retry: bool = False
    redo: bool = False
    speakers: bool = False


def run(application: Application, wish: Wish, on_progress: Callable[[Progress], None]) -> list[Row]:
    """Does all that waits in the queue and gives how every recording stands.

    Raises what `open_batch` raises, PlainRefused, ModelMissing, ModelTampered, ModelNotAllowed, TemplateUnknown,
    VocabularyInvalid or ClusterUnusable, before anything is done.
    """
    if wish.plain:
        _refuse_plain(application, wish)
    if wish.template:
        application.template(wish.template)
    engine = _engine(application, wish)
    with open_batch(wish.folder, wish.out, _keys(application, wish)) as batch:
        batch.look()
        if wish.retry or wish.redo:
            batch.queue.again(done=wish.redo)
        batch.run(engine, on_progress)
        return batch.results()


def standing_of(application: Application, wish: Wish) -> list[Row]:
    """How every recording stands, also while the queue runs."""
    return standing(wish.out, _keys(application, wish))


def finished(application: Application, wish: Wish) -> Iterator[dict[str, Any]]:
    """The results that are there, in the order of their recordings. Raises ResultUnreadable for one that is damaged."""
    key = result_key(_keys(application, wish).key())
    for row in standing_of(application, wish):
        if row.state != "done" or row.copy_of:
            continue
        path = wish.out / f"{row.name}{ENDING}"
        try:
            plain = path.with_suffix(".json")
            content = plain.read_bytes() if plain.is_file() else opened(row.name, path.read_bytes(), key)
        except OSError as error:
            raise ResultUnreadable(f"Resultatet {path.name} finns inte i {wish.out}. Gör om det med --redo.") from error
        yield json.loads(content)


def seal_folder(application: Application, wish: Wish) -> tuple[int, list[str]]:
    """Puts every plain recording of the folder sealed in `out`, as 16 kHz mono; gives how many lie there now, and a
    sentence for each that does not.

    A recording that is sealed already is passed by, whatever its name. The originals stay: whoever has checked the
    sealed ones takes them away.
    """
    keys, names, failures = _keys(application, wish), set[str](), list[str]()
    secret = keys.key()
    for source in find_sources(wish.folder, wish.out):
        try:
            if source.link:
                raise link_refused(source)
            if not source.recording:
                name = result_name(secret, source.digest())
                _seal_one(source.paths[0], wish.out, NewSound(name, secret, own_key=False))
                names.add(name)
        except DictateError as error:
            failures.append(str(error))
    return len(names), failures


def _seal_one(path: Path, out: Path, sound: NewSound) -> None:
    """The recording sealed in the folder, unless it lies there whole. Raises AudioError or SpoolUnusable."""
    from dictate.audio.decode import Recording
    from dictate.audio.spool import Spool, SpoolOptions
    from dictate.audio.spool_reader import SpoolReader

    there = segments(out, sound.recording)
    with contextlib.suppress(SpoolUnreadable, SpoolUnusable):
        if there and SpoolReader(out, sound.recording, HeldKey(sound)).ended:
            return
    for left in there:  # of a run that was broken off
        left.unlink()
    blocks = Recording(path).blocks()
    spool = Spool(out, HeldKey(sound), SpoolOptions(frame_s=10.0))
    try:
        for block in blocks:
            spool.add(block)
        spool.finish()
        if spool.trouble:
            raise SpoolUnusable(f"{why(spool.trouble)} i {out}. Frigör plats och kör igen.".replace("ljudet", "filer"))
    finally:
        spool.close()


def _keys(application: Application, wish: Wish) -> BatchKeys:
    """The vault's keys, or those of a key file, which is made where there is no queue yet."""
    if wish.key_file is None:
        return application.keys
    return key_file(wish.key_file, make=not (wish.out / NAME).exists() and wish.engine == "local")


def _engine(application: Application, wish: Wish) -> Engine:
    """How the work is done, checked to be possible."""
    from dictate.doctor.facts import memory_bytes
    from dictate.refusals import refuse_model
    from dictate.speech.devices import gpus
    from dictate.speech.models import verify_model
    from dictate.speech.vocabulary import read_vocabulary

    model = wish.model or application.settings.model
    refuse_model(model, application.policy)
    words = read_vocabulary(wish.vocabulary) if wish.vocabulary else ()
    folders = application.folders
    setup = Setup(
        folders.data,
        folders.config,
        wish.out.absolute(),
        wish.plain,
        model,
        wish.template,
        wish.decide,
        words,
        wish.speakers,
    )
    if wish.engine == "ray":
        from dictate.batch.cluster import engine_on_cluster

        return engine_on_cluster(application.policy, setup, wish.key_file, wish.workers)
    verify_model(application.catalogue, folders.data, model)
    if wish.speakers:
        _ = application.recogniser.speaker_net  # missing or changed is said before anything is done
    millions = application.catalogue.find(model).parameters_millions
    cards = gpus() if application.settings.listening.device != "cpu" else 0
    split = share(usable_cores(), free_memory(memory_bytes()), millions, wish.workers, cards)

    def engine(tasks: Any, on_result: Any, crashed: Any) -> None:
        known = replace(setup, threads=split.threads, secret=_keys(application, wish).key())
        run_local(tasks, known, split.workers, on_result, crashed)

    return engine


def _refuse_plain(application: Application, wish: Wish) -> None:
    """Raises PlainRefused where the disk is not known to be encrypted and no policy says that this does not matter."""
    from dictate.disk_encryption import encryption_of
    from dictate.refusals import refuse_form

    policy = application.policy
    disk = encryption_of(wish.out)
    if disk.standing != "encrypted" and policy.disk.required != "off":
        raise PlainRefused(
            f"Klartext tillåts bara på en krypterad disk. {disk.why} Kör utan --plain, eller be IT ändra policyn."
        )
    for ending in ("json", *(["docx"] if wish.template else [])):
        refuse_form(wish.out / f"resultat.{ending}", "case_system", (), policy, policy.redaction.protected)
