"""The checks: each looks at the facts of a `Machine` and says how one thing stands and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from dictate.doctor.check import Check, State
from dictate.doctor.machine import Machine

Examine = Callable[[Machine], Check]


def microphone(machine: Machine) -> Check:
    """Is there one, is it the chosen one, can it be opened?"""
    found, title = machine.microphone, "Mikrofon"
    if found.fault:
        return _check("microphone", "fault", title, found.fault)
    if not found.found:
        return _check("microphone", "fault", title, "Ingen mikrofon hittades.", "Anslut en mikrofon eller ett headset.")
    if found.wanted and found.wanted not in found.found:
        detail = f"Mikrofonen {found.wanted} som är vald i inställningarna är inte ansluten."
        return _check("microphone", "fault", title, detail, "Anslut den eller välj en annan i inställningarna.")
    name = found.wanted or found.found[0]
    return _check("microphone", "ok", title, f"{name} {'går att använda' if found.opened else 'är ansluten'}.")


def speech_model(machine: Machine) -> Check:
    """Is the model there and unchanged?"""
    model, title = machine.model, "Talmodell"
    if model.fault:
        return _check("speech_model", "fault", title, model.fault)
    return _check("speech_model", "ok", title, f"{model.id} är installerad och oförändrad ({model.megabytes} MB).")


def disk_encryption(machine: Machine) -> Check:
    """Is the disk under the notes encrypted, as far as the policy cares?"""
    disk, title = machine.disk, "Diskkryptering"
    if disk.standing == "encrypted":
        return _check("disk_encryption", "ok", title, disk.why)
    meaning = "Anteckningarna är krypterade ändå, men nyckeln skyddas då sämre om datorn blir stulen."
    advice = "Slå på BitLocker, FileVault eller LUKS, eller be IT om det."
    state: State = "fault" if disk.standing in machine.disk_refuses else "warning"
    if machine.disk_rule == "off":
        return _check("disk_encryption", "ok", title, f"{disk.why} Organisationen kräver det inte.")
    return _check("disk_encryption", state, title, f"{disk.why} {meaning}", advice)


def swap(machine: Machine) -> Check:
    """Is memory that the system writes to disk encrypted?"""
    title = "Växlingsutrymme"
    if machine.swap.standing == "encrypted":
        return _check("swap", "ok", title, machine.swap.why)
    if machine.disk_rule == "off":
        return _check("swap", "ok", title, f"{machine.swap.why} Organisationen kräver det inte.")
    detail = f"{machine.swap.why} Delar av minnet, med text ur anteckningar, kan då hamna i klartext på disken."
    return _check("swap", "warning", title, detail, "Kryptera växlingsutrymmet eller stäng av det, eller be IT om det.")


def memory_dumps(machine: Machine) -> Check:
    """Does a crash write memory to disk?"""
    title = "Kraschdumpar"
    if machine.dumps_off:
        return _check("memory_dumps", "ok", title, "Avstängda: en krasch skriver inget av minnet till disken.")
    detail = "Om programmet kraschar kan systemet skriva dess minne till disken."
    return _check("memory_dumps", "warning", title, detail, "Starta programmet med kommandot dictate.")


def key(machine: Machine) -> Check:
    """Can the notes be opened, and how well is their key kept?"""
    title, found = "Nyckel", machine.key
    if found.fault:
        return _check("key", "fault", title, found.fault)
    if found.new:
        return _check("key", "ok", title, "Ingen nyckel finns än. Den skapas när programmet öppnas första gången.")
    told = " ".join(sentence for way, sentence in _WAYS.items() if way in found.ways)
    if found.locked:
        told += " Anteckningarna är låsta just nu."
    if not found.whole:
        detail = f"{told} Filen vault.json eller dess kopia är borta eller skadad."
        return _check("key", "warning", title, detail, "Öppna programmet: då skrivs den som saknas igen.")
    if found.failures:
        tries = "1 misslyckat försök" if found.failures == 1 else f"{found.failures} misslyckade försök i rad"
        detail = f"{told} {tries} att låsa upp."
        return _check("key", "warning", title, detail, "Var det inte du: tala med IT.")
    if "file" in found.ways and machine.disk.standing != "encrypted":
        detail = f"{told} Den som tar datorn kan då läsa anteckningarna."
        advice = "Lägg nyckeln i datorns nyckelring eller välj en lösenfras: dictate vault init"
        return _check("key", "warning", title, detail, advice)
    return _check("key", "ok", title, told)


def network(machine: Machine) -> Check:
    """Does the guard stand, and has anything tried to get out?"""
    title = "Nätverk"
    if not machine.network.guarded:
        detail = "Nätverksvakten är inte på i den här processen."
        return _check("network", "fault", title, detail, "Starta programmet med kommandot dictate.")
    tries = sum(count for _, count in machine.network.refused)
    if tries:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in machine.network.refused)
        detail = f"Något i programmet har försökt nå nätverket och stoppats ({kinds}). Inget har skickats."
        return _check("network", "warning", title, detail, "Visa det här för IT.")
    if machine.network.earlier:
        times = "en gång" if machine.network.earlier == 1 else f"{machine.network.earlier} gånger"
        detail = f"Tyst nu, men tidigare har något i programmet stoppats när det försökte nå nätverket ({times})."
        return _check("network", "warning", title, detail, "Visa det här för IT. Loggen: dictate vault audit")
    who = "Vakten och operativsystemet" if machine.network.locked else "Vakten"
    return _check("network", "ok", title, f"Tyst: inget har försökt nå nätverket. {who} stoppar det som gör det.")


def memory(machine: Machine) -> Check:
    """Does the model fit, and are there cores for it?"""
    title, needed = "Minne och processor", needed_bytes(machine.model.parameters)
    has = f"{machine.memory_bytes / 1e9:.0f} GB minne och {machine.cores} kärnor"
    if not machine.memory_bytes:
        return _check("memory", "warning", title, "Det går inte att se hur mycket minne datorn har.")
    if machine.memory_bytes < needed:
        detail = f"Datorn har {has}; {machine.model.id} behöver omkring {needed / 1e9:.0f} GB."
        return _check("memory", "fault", title, detail, "Välj en mindre talmodell i inställningarna.")
    if machine.cores < 2:
        return _check(
            "memory", "warning", title, f"Datorn har {has}: utskriften blir långsam.", "Välj en liten talmodell."
        )
    reckons = "Grafikkortet räknar" if machine.device == "cuda" else "Processorn räknar"
    return _check("memory", "ok", title, f"Datorn har {has}, och det räcker för {machine.model.id}. {reckons}.")


def free_space(machine: Machine) -> Check:
    """Is there room to record?"""
    title = "Ledigt på disken"
    if machine.free_bytes < 0:
        return _check("free_space", "warning", title, "Det går inte att se hur mycket som är ledigt.")
    hours = machine.free_bytes / _BYTES_AN_HOUR
    room = f"{machine.free_bytes / 1e9:.1f} GB".replace(".", ",")
    if machine.free_bytes < _LITTLE:
        return _check("free_space", "fault", title, f"Bara {room}: en inspelning kan brytas.", "Gör plats på disken.")
    if machine.free_bytes < _ROOMY:
        detail = f"{room}, omkring {hours:.0f} timmars inspelning."
        return _check("free_space", "warning", title, detail, "Gör plats på disken snart.")
    return _check("free_space", "ok", title, f"{room}.")


def policy(machine: Machine) -> Check:
    """What has the organisation decided, and can the user change it?"""
    title, file = "Organisationens regler", machine.policy
    if not file.exists:
        return _check("policy", "ok", title, f"Ingen fil i {file.path}: programmets egna regler gäller.")
    rules = "\n".join(file.rules) or "Den ändrar inget i programmets egna regler."
    detail = f"{file.path} gäller.\n{rules}"
    if file.writable:
        return _check("policy", "warning", title, detail, "Du kan ändra filen. Låt bara administratörer skriva i den.")
    return _check("policy", "ok", title, detail)


def settings(machine: Machine) -> Check:
    """Is the user's settings file one that this version follows wholly?"""
    title, file = "Inställningar", machine.settings
    if file.passed_over:
        detail = (
            f"En nyare version har skrivit {', '.join(file.passed_over)}, som den här inte känner till och inte följer."
        )
        return _check(
            "settings", "warning", title, detail, "Uppgradera igen, eller välj på nytt bland inställningarna."
        )
    if file.newer:
        return _check("settings", "ok", title, "Skrivna av en nyare version, men allt i dem gäller här också.")
    return _check("settings", "ok", title, "Allt i dem gäller.")


def templates(machine: Machine) -> Check:
    """Are the note templates whole?"""
    title = "Mallar"
    if machine.template_faults:
        return _check("templates", "fault", title, machine.template_faults[0], "Rätta filen: dictate templates check.")
    return _check("templates", "ok", title, f"{machine.templates} mallar är rätt skrivna.")


def folders(machine: Machine) -> Check:
    """Can nobody else read what lies in the program's folders?"""
    title = "Egna mappar"
    if any(one.is_link or not one.own for one in machine.folders):
        bad = next(one for one in machine.folders if one.is_link or not one.own)
        what = "är en länk" if bad.is_link else "ägs av en annan användare"
        return _check("folders", "fault", title, f"{bad.path} {what}.", "Ta reda på varför, och flytta tillbaka den.")
    open_ones = [one for one in machine.folders if one.mode is not None and one.mode & 0o077]
    if open_ones:
        detail = f"Andra användare på datorn kommer åt {open_ones[0].path} ({open_ones[0].mode:04o})."
        return _check("folders", "warning", title, detail, f"Stäng den: chmod go-rwx {open_ones[0].path}")
    return _check("folders", "ok", title, "Bara du kommer åt dem.")


def terminal(machine: Machine) -> Check:
    """Can the screens be drawn well?"""
    title, found = "Terminal", machine.terminal
    if not found.columns:
        return _check("terminal", "ok", title, "Utskriften går inte till en terminal, så den bedöms inte.")
    size = f"{found.columns} × {found.rows} tecken"
    if found.encoding.lower().replace("-", "") != "utf8":
        detail = f"Terminalen använder {found.encoding or 'okänd teckenkodning'}, så åäö kan bli fel."
        return _check("terminal", "warning", title, detail, "Använd Windows Terminal, eller ställ in UTF-8.")
    if found.columns < 80 or found.rows < 24:
        return _check("terminal", "warning", title, f"Fönstret är {size}.", "Gör fönstret större, minst 80 × 24.")
    if found.colours < 256:
        return _check("terminal", "warning", title, f"{size}, få färger.", "Använd en terminal med 256 färger.")
    return _check("terminal", "ok", title, f"{size}, åäö och färger fungerar.")


def version(machine: Machine) -> Check:
    """Which program, on what."""
    return _check("version", "ok", "Version", f"Dictate {machine.version}, {machine.system}.")


CHECKS: tuple[Examine, ...] = (
    microphone, speech_model, network, key, disk_encryption, swap, memory_dumps, folders, policy, settings, templates,
    memory, free_space, terminal, version,
)  # fmt: skip

_WAYS = {
    "keystore": "Ligger i datorns nyckelring.",
    "passphrase": "Skyddas av din lösenfras.",
    "recovery": "Det finns en återställningsnyckel.",
    "file": "Ligger i en fil i datamappen och skyddas bara av diskkrypteringen.",
}

_BYTES_AN_HOUR = 120e6
"""An hour of sealed sound: 16 000 samples a second of two bytes, and the seals."""
_LITTLE, _ROOMY = 200e6, 2e9

# What a bare system takes beside the program.
_SYSTEM_BYTES = 0.5e9


def needed_bytes(parameters_millions: int) -> float:
    """Main memory that the program needs with a model of that many million parameters, the system's own included."""
    from dictate.speech.recommend import memory_needed

    return _SYSTEM_BYTES + memory_needed(parameters_millions)


def _check(check_id: str, state: State, title: str, detail: str, advice: str = "") -> Check:
    return Check(check_id, state, title, detail, advice)
