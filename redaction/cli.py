"""The command `redaction`: personal data and sensitive content in text files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from redaction.finding import Finding, Sensitive
    from redaction.lexicon import Lexicon


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process: 0 done, 1 a stated failure, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    from redaction.errors import RedactionError

    try:
        _scan(options.files, options.case, options.names, as_json=options.json)
    except RedactionError as error:
        if options.debug:
            raise
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


class _Usage(argparse.HelpFormatter):
    """Help with a Swedish heading."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Så här skrivs kommandot: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in Swedish: headings, and one sentence for wrong usage."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, formatter_class=_Usage, add_help=False)
        self._positionals.title = "Anges alltid"
        self._optionals.title = "Val"
        self.add_argument("-h", "--help", action="help", help="visa den här hjälpen")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Kommandot är inte rätt skrivet; skriv {self.prog} --help så visas hur det skrivs.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("redaction", "Hittar personuppgifter i svensk text.")
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")
    scan = commands.add_parser("scan", help="sök igenom textfiler", description="Söker igenom textfiler (UTF-8).")
    scan.add_argument("files", nargs="+", metavar="TEXTFIL", help="textfil, eller - för att läsa standard in")
    scan.add_argument("--case", metavar="FIL", type=Path, help="ärendets personer och platser (JSON)")
    scan.add_argument("--names", metavar="MODELL", default="", help="en installerad spaCy-modell som letar namn också")
    scan.add_argument("--json", action="store_true", help="ett JSON-objekt per fil och rad")
    scan.add_argument("--debug", action="store_true", help="visa hela felet")
    return parser


def _scan(files: Sequence[str], case: Path | None, names: str, *, as_json: bool) -> None:
    from redaction.names import spacy_detector
    from redaction.scanner import Scanner

    lexicon = None if case is None else _lexicon(case)
    texts = [(file, _read(file)) for file in files]
    scanner = Scanner(extra=[spacy_detector(names)] if names else [])
    for file, text in texts:
        findings = scanner.scan(text, lexicon=lexicon)
        sensitive = scanner.sensitive(text)
        print(_as_json(file, findings, sensitive) if as_json else _as_lines(file, text, findings, sensitive))


def _read(file: str) -> str:
    from redaction.errors import UnreadableText

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError:
        raise UnreadableText(f"Filen {file} går inte att öppna: kontrollera namnet och att du får läsa den.") from None
    try:
        return raw.decode("utf-8-sig" if file != "-" else "utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UnreadableText(
            f"Filen {file} är inte en textfil i UTF-8: spara den som ren text och försök igen."
        ) from None


def _lexicon(case: Path) -> Lexicon:
    from redaction.lexicon import Lexicon

    return Lexicon.from_json(_read(str(case)))


def _as_json(file: str, findings: Sequence[Finding], sensitive: Sequence[Sensitive]) -> str:
    from dataclasses import asdict

    value = {
        "file": file,
        "findings": [asdict(item) for item in findings],
        "sensitive": [asdict(item) for item in sensitive],
    }
    return json.dumps(value, ensure_ascii=False)


def _as_lines(file: str, text: str, findings: Sequence[Finding], sensitive: Sequence[Sensitive]) -> str:
    items, marks = len(findings), len(sensitive)
    counted = (
        f"{items} personuppgift{'' if items == 1 else 'er'}, {marks} känslig{' mening' if marks == 1 else 'a meningar'}"
    )
    lines = [f"{file}: {counted}"]
    breaks = [index for index, sign in enumerate(text) if sign == "\n"]
    from bisect import bisect_left

    for item in findings:
        row = bisect_left(breaks, item.start) + 1
        lines.append(
            f"  rad {row:<4} {item.label:<13} {' '.join(item.text.split())}  ({item.confidence:.2f}) {item.reason}"
        )
    for mark in sensitive:
        shown = " ".join(text[mark.start : mark.end].split())
        lines.append(f"  känsligt {mark.tag:<10} {shown[:60]}{'…' if len(shown) > 60 else ''}  {mark.reason}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
