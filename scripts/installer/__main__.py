"""The installer's command line. Exit status: 0 done, 1 something on this computer is in the way, 2 wrong usage,
3 the bundle is refused, 4 the new version failed its trial, 5 the bundle is older than what is installed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from installer import leave, notes, versions
from installer.errors import BundleRefused, InstallError
from installer.install import Say, Wanted, install, verify
from installer.places import Facts, Places, places
from installer.record import Log


class _Usage(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Wrong usage is one Swedish line and status 2."""
        print(f"Något i kommandot är fel ({message}). Se: --help", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Usage(prog="install", description="Installerar Dictate från ett paket, utan nätverk.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True, parser_class=_Usage)
    common = _Usage(add_help=False)
    common.add_argument("--machine", action="store_true", help="för alla användare (kräver administratör)")
    common.add_argument("--prefix", default="", metavar="MAPP", help="programmets mapp, om inte den vanliga")
    common.add_argument("--log", type=Path, metavar="FIL", help="skriv loggen även här")
    common.add_argument("--quiet", action="store_true", help="skriv bara fel")
    signed = _Usage(add_help=False)
    signed.add_argument("--bundle", type=Path, required=True, metavar="PAKET", help="mappen eller zip-filen")
    signed.add_argument("--public-key", default="", metavar="NYCKEL", help="er publika nyckel: fil eller rad")
    add = actions.add_parser("install", parents=[common, signed], help="installera eller uppgradera")
    add.add_argument("--allow-older", action="store_true", help="godta en äldre version än den installerade")
    actions.add_parser("verify", parents=[common, signed], help="kontrollera paketet, installera inget")
    back = actions.add_parser("rollback", parents=[common], help="gå tillbaka till versionen före")
    back.add_argument("--notes", choices=("ask", "restore", "leave"), default="ask", help="anteckningar som förts över")
    gone = actions.add_parser("uninstall", parents=[common], help="ta bort programmet")
    data = gone.add_mutually_exclusive_group()
    data.add_argument("--keep-data", action="store_true", help="behåll anteckningar och inställningar (förvalt)")
    data.add_argument("--remove-data", action="store_true", help="ta bort dem, för den här användaren")
    restore = actions.add_parser("restore-notes", parents=[common], help="lägg tillbaka kopian efter en återgång")
    restore.set_defaults(quiet=False)
    status = actions.add_parser("status", parents=[common], help="vad som är installerat")
    status.add_argument("--json", action="store_true", help="som JSON")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Does what the arguments say and gives the exit status."""
    chosen = _parser().parse_args(arguments)
    facts = Facts.here()
    log = Log(None, windows=facts.windows)
    try:
        own = places(facts, whole_machine=chosen.machine, prefix=chosen.prefix)
        # Uninstalling leaves nothing behind, so what it does is logged only where that was asked for.
        file = chosen.log or (None if chosen.action in ("uninstall", "status") else own.prefix / "install.log")
        log = Log(file, windows=facts.windows)
        _act(chosen, facts, own, log, (lambda line: None) if chosen.quiet else (lambda line: print(line, flush=True)))
    except InstallError as error:
        log.write("refused" if isinstance(error, BundleRefused) else "failed", kind=type(error).__name__)
        print(error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("Avbrutet. Versionen som användes är kvar.", file=sys.stderr)
        return 1
    except OSError as error:
        log.write("failed", kind=type(error).__name__, number=error.errno or 0)
        print(f"Datorn sade nej: {error.strerror}. Versionen som användes är kvar.", file=sys.stderr)
        return 1
    return 0


def _act(chosen: argparse.Namespace, facts: Facts, own: Places, log: Log, say: Say) -> None:
    match chosen.action:
        case "install":
            install(Wanted(chosen.bundle, chosen.public_key, chosen.allow_older), facts, own, log, say)
        case "verify":
            with tempfile.TemporaryDirectory() as folder:
                manifest = verify(Wanted(chosen.bundle, chosen.public_key), own, Path(folder))
            what = f"Dictate {manifest.version} för {manifest.platform}"
            say(f"{what}: signaturen och {len(manifest.files)} filer stämmer.")
        case "rollback":
            older = leave.rollback(own, log, chosen.notes)
            say(f"Dictate {older.version} används igen.")
            for line in leave.what_is_in_the_way(own, older):
                say(line)
        case "uninstall":
            leave.uninstall(own, facts, log, remove_data=chosen.remove_data)
            data = "Användarens data är borttagna." if chosen.remove_data else "Anteckningar och inställningar är kvar."
            say(f"Dictate är borttaget. {data}")
        case "restore-notes":
            _restore_notes(own, say)
        case "status":
            _status(own, chosen.json)


def _restore_notes(own: Places, say: Say) -> None:
    """For one user, after an administrator went back to an older version for everyone."""
    older, newer = versions.current(own), versions.previous(own)
    if older is None or newer is None:
        raise InstallError("Det finns ingen annan version som kan ha ändrat anteckningarna.")
    found = notes.standing(own.data, newer, older)
    if found.copy is None:
        raise InstallError("Det finns ingen kopia av anteckningarna att lägga tillbaka, och ingenting är ändrat.")
    aside = notes.put_back(found.copy)
    say(f"Anteckningarna från före uppgraderingen är tillbaka. De nyare ligger i {aside.name}.")


def _status(own: Places, as_json: bool) -> None:
    used, before = versions.current(own), versions.previous(own)
    if as_json:
        print(json.dumps({"current": asdict(used) if used else None, "previous": asdict(before) if before else None}))
    else:
        print(f"används: {used.version if used else 'ingen'}\nföre: {before.version if before else 'ingen'}")


if __name__ == "__main__":
    sys.exit(main())
