"""Every command, option, script and file that the papers and the program's own sentences name is there."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from dictate.cli import app
from tests.deployment.conftest import ROOT

PAPERS = (
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
)
INSTALLERS = ("install.sh", "install.ps1")
PROGRAM: Any = typer.main.get_command(app)


def code(text: str) -> Iterator[str]:
    """Every piece of code in a page: spans, and the lines of blocks, broken ones joined."""
    fenced, prose = re.split(r"^```.*$", text, flags=re.MULTILINE)[1::2], []
    for part in re.split(r"^```.*$", text, flags=re.MULTILINE)[::2]:
        for line in re.sub(r"\\\n\s*", "", part).splitlines():
            if re.match(r" {4}\S", line):
                yield line
            else:
                prose.append(line)
    for block in fenced:
        yield from re.sub(r"\\\n\s*", "", block).splitlines()
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"(?<=\S)\n(?=\S)", " ", "\n".join(prose)))
    yield from (span.replace("\\|", "|") for span in spans)  # as it is written in a table


def commands(line: str) -> Iterator[list[str]]:
    """The commands of a line of code, as words from the program's name on; its remarks left out."""
    line = re.sub(r"\s-Argument\s'([^']*)'", r" \1", line)  # of a scheduled task
    for part in re.split(r" \| |&&|;|>|\$\(", re.sub(r"(^|\s{2,})#.*", "", line)):
        try:
            words = shlex.split(part.replace("\\", "/"))
        except ValueError:
            words = part.split()
        for at, word in enumerate(words):
            name = word.rstrip('",)').rpartition("/")[2].removesuffix(".cmd")
            if (
                name in ("dictate", "redaction")
                or word.endswith(INSTALLERS)
                or re.fullmatch(r"(?:.*/)?scripts/[\w/]+\.(py|sh|ps1)", word)
            ):
                yield [name, *words[at + 1 :]]
                break


def unknown_to_program(command: Any, words: list[str]) -> str:
    """The first word that the program does not have, "" where it has them all. Capitals stand for something else."""
    for at, word in enumerate(words):
        name = word.strip("[](),.:").split("=")[0]
        inside = getattr(command, "commands", None)
        if name.startswith("-"):
            options = {one for parameter in command.params for one in parameter.opts} | {"--help", "-h"}
            if name not in options and name != "-" and not (at == 0 and name == "--debug"):
                return name
        elif inside is not None and re.fullmatch(r"[a-z|-]+", name):
            found = [inside.get(one) for one in name.split("|")]
            if None in found:
                return name
            if len(found) > 1:
                return ""
            command = found[0]
        elif inside is not None and name and not name.isupper():
            return name
    return ""


def unknown_to_script(name: str, words: list[str]) -> str:
    """The first option that stands nowhere in the script."""
    path = ROOT / "redaction" / "cli.py" if name == "redaction" else next((ROOT / "scripts").rglob(name), None)
    if path is None:
        return name
    text = path.read_text(encoding="utf-8")
    if name in INSTALLERS:
        text += (ROOT / "scripts" / "installer" / "__main__.py").read_text(encoding="utf-8")
    options = [word.strip("[],.").split("=")[0] for word in words if word.startswith("--")]
    return next((one for one in options if not re.search(rf"{re.escape(one)}(?![\w-])", text)), "")


def wrong(line: str) -> list[str]:
    found = []
    for name, *words in commands(line):
        known = unknown_to_program(PROGRAM, words) if name == "dictate" else unknown_to_script(name, words)
        if known:
            found.append(f"{known} in: {line.strip()}")
    return found


def test_the_reader_of_papers_finds_what_is_not_there() -> None:
    assert wrong("dictate vualt init")
    assert wrong("    DICTATE_POLICY=ny.toml dictate doctor --jsn   # prova")
    assert wrong("sudo sh install.sh --machin --public-key bundle.pub")
    assert wrong(".venv/bin/python scripts/bundle.py build --platfrm x")
    assert wrong("scripts/no_such.py")
    assert wrong("dictate vault init|unlok")
    assert not wrong("dictate vault [init|unlock]")
    assert not wrong("~/.local/bin/dictate doctor --json | jq .state && dictate run LJUD --template ID")
    page = "Se `dictate\nvault init`.\n\n    dictate batch IN \\\n        --out UT\n\n```sh\ndictate doctor\n```\n"
    assert list(code(page)) == ["    dictate batch IN --out UT", "", "dictate doctor", "dictate vault init"]


@pytest.mark.parametrize("page", PAPERS, ids=lambda page: page.name)
def test_every_command_and_option_of_a_page_is_in_the_program(page: Path) -> None:
    lines = list(code(page.read_text(encoding="utf-8")))
    assert [one for line in lines for one in wrong(line)] == []


@pytest.mark.parametrize("name", [*INSTALLERS, "run.sh", "run.ps1", "setup.sh", "release_check.sh"])
def test_every_command_that_a_script_tells_of_is_there(name: str) -> None:
    text = (ROOT / "scripts" / name).read_text(encoding="utf-8-sig")
    told = [line.lstrip("# ") for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [one for line in told for one in wrong(line)] == []


@pytest.mark.parametrize("page", PAPERS, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.\\-])((?:scripts|tests|models|requirements|templates)/[\w./-]*\w\.\w+)", text))
    named |= {one.replace("\\", "/") for one in re.findall(r"(?<![\w/.\\-])(scripts\\[\w.\\-]+)", text)}
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []
    linked = {one.split("#")[0] for one in re.findall(r"\]\(([^)\s:]+)\)", text)} - {""}
    assert [one for one in sorted(linked) if not (page.parent / one).exists()] == []


def test_every_command_in_the_program_s_own_sentences_is_there() -> None:
    told = []
    for file in sorted([*(ROOT / "dictate").rglob("*.py"), *(ROOT / "scripts" / "installer").glob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = re.findall(r"(?<![\w./~-])dictate ([a-z]+(?: [a-z]+)?(?: --[a-z-]+)*)", node.value)
                told += [(file, words.split()) for words in named]
    groups = {name for name, command in PROGRAM.commands.items() if hasattr(command, "commands")}
    assert len(told) > 20
    strange = []
    for file, words in told:
        name, *rest = words
        if name in PROGRAM.commands:
            options = [word for word in rest if word.startswith("--")]
            asked = [name, *(rest[:1] if name in groups and rest[:1] != options[:1] else []), *options]
            if known := unknown_to_program(PROGRAM, asked):
                strange.append(f"{file.name}: {known} in dictate {' '.join(words)}")
    assert strange == []
