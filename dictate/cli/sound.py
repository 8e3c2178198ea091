"""`dictate demo`, `run` and `transcribe`: what begins with a sound file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dictate.cli.options import Blanket, CaseFile, Decide, Force, Json, ModelId, Roles, Speakers, TemplateId
from dictate.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dictate.application import Application


def register(app: typer.Typer, application: Callable[..., Application]) -> None:
    """Adds the commands to `app`; `application` opens the program."""

    @app.command()
    def demo(
        out: Annotated[Path, typer.Option("--out", help="Dokumentet som skapas.")] = Path("demo.docx"),
        force: Force = False,
    ) -> None:
        """Hela vägen från ljud till dokument med den inspelade exempeldikteringen."""
        from dictate.shipped import sample

        _run_to_document(
            application, sample("dictation.opus"), "journalanteckning", out, sample("case.json"), "role", force
        )

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
        _run_to_document(
            application,
            audio,
            template,
            out or Path(audio.stem + ".docx"),
            case,
            decide,
            force,
            _roles(speakers, speaker),
        )

    @app.command()
    def transcribe(
        audio: Annotated[list[Path], typer.Argument(help="Ljudfiler: wav, flac, mp3, m4a, ogg eller opus.")],
        model: ModelId = "",
        vocabulary: Annotated[
            Path | None, typer.Option("--vocabulary", help="Ordlista: namn och ord som ska kännas igen, ett per rad.")
        ] = None,
        live: Annotated[
            bool, typer.Option("--live", help="Spela filen i taltakt genom samma väg som mikrofonen.")
        ] = False,
        speakers: Speakers = False,
        speaker: Roles = None,
        as_json: Json = False,
    ) -> None:
        """Skriver ut talet i ljudfiler."""
        from dictate.speech.vocabulary import read_vocabulary

        program, roles = application(), _roles(speakers, speaker)
        known = program.vocabulary(words=read_vocabulary(vocabulary) if vocabulary else ())
        for file in audio:
            with Progress(file.name) as progress:
                transcript = program.recogniser.transcribe(file, known, model, progress, live, roles)
            if transcript.warning:
                print(transcript.warning, file=sys.stderr)
            if as_json:
                print(json.dumps(transcript.as_json(), ensure_ascii=False), flush=True)
            elif roles is None:
                print(transcript.text)
            else:
                for who, said in transcript.by_speaker:
                    print(f"{who}: {said}")


def _run_to_document(
    application: Callable[..., Application],
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
    with Progress("Skriver ut talet") as progress:
        session = beginning.from_audio(application(), audio, template, lexicon, progress, roles=roles)
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


def _roles(speakers: bool, named_voices: list[str] | None) -> Mapping[int, str] | None:
    """Who the voices are, None where nobody wants them told apart."""
    from dictate.speech.speakers import named

    if not speakers and not named_voices:
        return None
    try:
        return named(named_voices or ())
    except ValueError as error:
        raise typer.BadParameter(f"”{error}” ska vara röstens nummer och roll, till exempel 1=barnet") from error
