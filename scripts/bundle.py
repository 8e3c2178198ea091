"""Builds the offline bundle for IT, its signing key and a .deb of it. Texts are Swedish: IT reads them.

bundle.py keygen --out FOLDER
bundle.py build --platform linux_x86_64 --model whisper-base --sign-key bundle.key --out FOLDER or FILE.zip
bundle.py deb BUNDLE --out FILE.deb
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from bundling import contents, deb, signing
from bundling.errors import BundleError
from bundling.targets import TARGETS
from installer.errors import InstallError

ROOT = Path(__file__).resolve().parent.parent


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bundle.py", description="Bygger paketet som IT installerar utan nätverk.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="vad")
    make = actions.add_parser("build", help="bygg ett paket")
    make.add_argument("--platform", required=True, choices=sorted(TARGETS))
    make.add_argument("--model", default="whisper-base", help="talmodellens id; none för ett paket utan talmodell")
    make.add_argument("--model-folder", type=Path, help="talmodellens mapp, om den inte är installerad här")
    make.add_argument("--out", type=Path, required=True, help="en ny mapp, eller en fil som slutar på .zip")
    make.add_argument("--sign-key", type=Path, required=True, help="den hemliga nyckeln från keygen")
    make.add_argument("--python-version", default="3.11", help="Python på datorerna, eller i --python")
    make.add_argument("--python", type=Path, help="ett Python att skicka med: NuGet, inbäddat eller tar.gz")
    make.add_argument("--wheelhouse", type=Path, default=ROOT / "dist" / "wheels", help="hämtade paket sparas här")
    make.add_argument("--source", type=Path, default=ROOT, help="källkoden, om inte den här")
    keys = actions.add_parser("keygen", help="gör signeringsnyckeln")
    keys.add_argument("--out", type=Path, required=True, help="mappen för bundle.key och bundle.pub")
    keys.add_argument("--no-passphrase", action="store_true", help="för en byggdator; skydda filen på annat sätt")
    package = actions.add_parser("deb", help="gör ett Debianpaket av ett byggt paket")
    package.add_argument("bundle", type=Path)
    package.add_argument("--public-key", required=True, help="den publika nyckeln: fil eller rad")
    package.add_argument("--out", type=Path, required=True)
    return parser


def _passphrase(asked: str) -> str:
    return os.environ.get("BUNDLE_PASSPHRASE") or getpass.getpass(asked)


def _build(chosen: argparse.Namespace) -> None:
    key = signing.read_secret(
        chosen.sign_key, _passphrase("Lösenfras: ") if signing.needs_passphrase(chosen.sign_key) else ""
    )
    model = "" if chosen.model == "none" else chosen.model
    folder = chosen.model_folder
    if model and folder is None:
        from dictate.settings import Folders

        folder = Folders.of_this_user().models / model
    order = contents.Order(
        chosen.platform,
        model,
        key,
        chosen.source.resolve(),
        folder or Path(),
        chosen.wheelhouse.resolve(),
        chosen.python_version,
        chosen.python,
    )
    manifest = contents.build(order, chosen.out)
    wheels = manifest.below("wheels")
    print(f"Paketet {chosen.out} är byggt: Dictate {manifest.version} för {manifest.platform}.")
    print(f"  {len(manifest.files)} filer, {manifest.total_bytes / 1e6:.0f} MB")
    print(f"  {len(wheels)} paket, {sum(one.bytes for one in wheels) / 1e6:.0f} MB; talmodell {model or 'ingen'}")
    if manifest.python_archive:
        digest = next(one.sha256 for one in manifest.files if one.path == manifest.python_archive)
        print(f"  eget Python; till install.ps1: --python-sha256 {digest}")
    if chosen.out.suffix == ".zip":
        print(f"  signatur: {contents.sign_file(chosen.out, key)}")


def main() -> int:
    """Does what the arguments say. Exit status 0, 1 with one Swedish sentence, 2 for wrong usage."""
    chosen = _parser().parse_args()
    try:
        match chosen.action:
            case "build":
                _build(chosen)
            case "keygen":
                phrase = "" if chosen.no_passphrase else _passphrase("Ny lösenfras: ")
                signing.write_keys(chosen.out, phrase)
                print(f"Nycklarna ligger i {chosen.out}. bundle.key är hemlig; bundle.pub läggs på datorerna.")
            case "deb":
                deb.build(chosen.bundle, chosen.public_key, chosen.out)
                print(f"{chosen.out} är byggt.")
    except (BundleError, InstallError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
