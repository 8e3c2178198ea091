"""`dictate vault`: make and open the encrypted vault, clear what is due, read the audit trail, change the keys.

Secrets are asked for on the terminal without being shown; where standard input is no terminal each is a line of it, so
that IT can do it from a script. They are never taken from arguments or the environment, which other programs can read.
"""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.errors import DictateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application
    from dictate.clearing import Preview

Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON.")]

_WAYS = {
    "keystore": "datorns nyckelring",
    "passphrase": "lösenfras",
    "recovery": "återställningsnyckel",
    "file": "nyckelfil",
}


class TrailDamaged(DictateError):
    """The audit trail is not as it was written."""


class PassphrasesDiffer(DictateError):
    """A new passphrase was not typed the same twice."""


def ask_on_terminal(prompt: str) -> str:
    """What the user types without it being shown, or the next line of standard input where that is no terminal."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ", stream=sys.stderr)
    return sys.stdin.readline().rstrip("\r\n")


def register(app: typer.Typer, application: Callable[[], Application], **settings: Any) -> None:
    """Adds the group to `app`; `application` opens the program."""
    group = typer.Typer(help="Valvet: skapa, lås upp, gallra, granska.", rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(group, name="vault", **settings)

    def opened() -> Application:
        program = application()
        program.ask = ask_on_terminal
        return program

    @group.command()
    def init(
        keystore: Annotated[bool, typer.Option("--keystore", help="Nyckeln i datorns nyckelring.")] = False,
        passphrase: Annotated[bool, typer.Option("--passphrase", help="Lås med en lösenfras.")] = False,
        as_json: Json = False,
    ) -> None:
        """Skapar valvet, eller flyttar dess nyckel; visar återställningsnyckeln en gång."""
        if keystore == passphrase:
            raise typer.BadParameter("ange --keystore eller --passphrase")
        vault = opened().vault
        if vault.asks() == "unlock":
            _ = vault.store  # asks
        shown = vault.set_up("passphrase", _new_passphrase()) if passphrase else vault.set_up("keystore")
        if "recovery" not in vault.standing().ways:
            shown = vault.new_recovery_key()
        _tell_ways(vault.standing().ways, shown, as_json)

    @group.command()
    def unlock(as_json: Json = False) -> None:
        """Provar att valvet öppnas, och säger vilka vägar in det har."""
        vault = opened().vault
        _ = vault.store
        _tell_ways(vault.standing().ways, "", as_json)

    @group.command()
    def passphrase(as_json: Json = False) -> None:
        """Byter lösenfras. Den gamla, eller återställningsnyckeln, anges först."""
        vault = opened().vault
        typed = ask_on_terminal("Nuvarande lösenfras eller återställningsnyckel")
        new = _new_passphrase()
        vault.wait_out()
        vault.change_passphrase(typed, new)
        _tell_ways(vault.standing().ways, "", as_json)

    @group.command()
    def recovery(as_json: Json = False) -> None:
        """Gör en ny återställningsnyckel i stället för den gamla, och visar den en gång."""
        vault = opened().vault
        shown = vault.new_recovery_key()
        _tell_ways(vault.standing().ways, shown, as_json)

    @group.command()
    def purge(
        yes: Annotated[bool, typer.Option("--yes", help="Gör det; utan visas bara vad som skulle göras.")] = False,
        as_json: Json = False,
    ) -> None:
        """Gallrar: visar vad som ska bort, och tar bort det med --yes. Utkast tas aldrig bort."""
        from dictate.clearing import Clearing

        program = opened()
        clearing = Clearing(program)
        preview = clearing.preview()
        cleared = clearing.clear(preview) if yes else None
        if as_json:
            _print_json(_as_object(preview) | ({"cleared": _counts(cleared)} if cleared else {"cleared": None}))
            return
        for line in _listed(preview, program):
            print(line)
        if cleared is not None:
            print(
                f"Borttaget: {cleared.sounds} ljud, {cleared.notes} anteckningar, {cleared.leftovers} rester."
                + (f" {cleared.failed} kunde inte tas bort nu; försök igen senare." if cleared.failed else "")
            )
        elif not preview.empty:
            print("Inget är borttaget än. Kör: dictate vault purge --yes")

    @group.command()
    def audit(
        verify: Annotated[bool, typer.Option("--verify", help="Kontrollera att ingen rad är ändrad.")] = False,
        as_json: Json = False,
    ) -> None:
        """Visar granskningsspåret: vad som gjorts, aldrig vad som står i anteckningarna."""
        trail = opened().store.audit
        if verify:
            faults, count = trail.verify(), len(trail.lines())
            if as_json:
                _print_json({"lines": count, "faults": [{"line": one.seq, "text": one.sentence} for one in faults]})
                raise typer.Exit(1 if faults else 0)
            if faults:
                said = " ".join(dict.fromkeys(one.sentence for one in faults))
                raise TrailDamaged(f"Granskningsspåret är inte helt. {said}")
            print(f"Granskningsspåret är helt: {count} rader.")
            return
        for line in trail.lines():
            if as_json:
                _print_json({"line": line.seq, "at": line.at, "event": line.event, **line.facts, "hash": line.hash})
            else:
                facts = " ".join(f"{name}={value}" for name, value in line.facts.items())
                print(f"{line.seq:>6}  {line.at}  {line.event:<20}{facts}")


def _new_passphrase() -> str:
    first = ask_on_terminal("Ny lösenfras")
    if sys.stdin.isatty() and ask_on_terminal("En gång till") != first:
        raise PassphrasesDiffer("Lösenfraserna var inte lika. Inget är ändrat; försök igen.")
    return first


def _tell_ways(ways: tuple[str, ...], shown: str, as_json: bool) -> None:
    if as_json:
        _print_json({"ways": list(ways)} | ({"recovery_key": shown} if shown else {}))
        return
    print(f"Valvet öppnas med: {', '.join(_WAYS[way] for way in ways)}.")
    if shown:
        print("Återställningsnyckel (visas bara nu, skriv ut den och lås in den):\n")
        print(f"    {shown[:35]}\n    {shown[35:]}\n")


def _listed(preview: Preview, program: Application) -> list[str]:
    """The preview as lines for a person."""
    zone = program.clock().tzinfo
    names = {"sound": "ljudet till anteckning", "note": "anteckning"}
    whys = {"exported": "exporterad", "days": "tiden är ute"}
    lines = [f"Tas bort: {names[one.kind]} {one.note} ({whys[one.why]})" for one in preview.plan.now]
    lines += [f"Tas bort: rest efter ett avbrott, {path.name}" for path in preview.leftovers]
    lines += [f"Snart: {names[one.kind]} {one.note}, {one.at.astimezone(zone):%Y-%m-%d}" for one in preview.plan.soon]
    lines += [
        f"Utkast, tas aldrig bort: {draft.note} {draft.template}, {draft.age_days} dagar"
        for draft in preview.plan.drafts
    ]
    if preview.unfinished:
        lines.append(f"Avbrutna dikteringar, tas aldrig bort: {preview.unfinished}")
    return lines or ["Inget att gallra."]


def _as_object(preview: Preview) -> dict[str, Any]:
    def due(kind: str) -> list[dict[str, str]]:
        found = preview.plan.now if kind == "now" else preview.plan.soon
        return [{"kind": one.kind, "note": one.note, "why": one.why, "at": one.at.isoformat()} for one in found]

    drafts = [
        {"note": one.note, "template": one.template, "age_days": one.age_days, "undecided": one.undecided}
        for one in preview.plan.drafts
    ]
    return {
        "now": due("now"),
        "soon": due("soon"),
        "drafts": drafts,
        "unfinished": preview.unfinished,
        "leftovers": [path.name for path in preview.leftovers],
    }


def _counts(cleared: Any) -> dict[str, int]:
    from dataclasses import asdict

    return asdict(cleared)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
