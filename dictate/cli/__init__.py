"""The command line: one function a command, no logic. Everything it does stands in `dictate.session` and below.

Each group of commands is a file. Nothing heavy is imported before a command needs it, so that `dictate --help` answers
at once.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from dictate.cli import batch, doctor, models, pilot, sound, templates, text, vault, words
from dictate.cli.program import opened
from dictate.cli.swedish import in_swedish
from dictate.errors import DictateError

_HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    help="Dikterade journalanteckningar. Allt sker på den här datorn; ingenting skickas någonstans.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # with --debug too: the values of variables are words of a note
    context_settings=_HELP,
)


@app.callback()
def start(
    context: typer.Context,
    linear: Annotated[bool, typer.Option("--linear", help="Enkel visning för skärmläsare, den här gången.")] = False,
) -> None:
    """Öppnar programmet när inget kommando anges."""
    if context.invoked_subcommand is None:
        from dictate.tui.app import run

        program = opened()
        program.ask = None  # it has a screen for that
        if linear:
            program.settings = program.settings.model_copy(update={"linear": True})
        run(program)


doctor.register(app, lambda: opened(notes=False))
batch.register(app, lambda cluster=False: opened(online=cluster))
sound.register(app, opened)
text.register(app, opened)
models.register(app, opened, context_settings=_HELP)
templates.register(app, opened, context_settings=_HELP)
pilot.register(app, opened, context_settings=_HELP)
vault.register(app, opened, context_settings=_HELP)
words.register(app, opened, context_settings=_HELP)
in_swedish(app)


def main() -> None:
    """Runs the command. A stated failure is one Swedish line and status 1; wrong usage is status 2."""
    from dictate.network_guard import install
    from dictate.process import keep_logs_quiet
    from dictate.speech.memory import keep_freed

    guard = install()
    keep_freed()
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
