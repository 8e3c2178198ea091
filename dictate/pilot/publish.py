"""From pilot files to the report on the disk, and to the same figures as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from dictate.export.files import check_output, write_whole
from dictate.pilot.merge import Pilot, find_files, merge, read_keys
from dictate.pilot.pilot_file import Role
from dictate.pilot.reckon import reckon
from dictate.pilot.report import Names, named_municipalities, report
from dictate.pilot.survey import load_forms
from dictate.pilot.variables import load_variables

if TYPE_CHECKING:
    from dictate.pilot.outcomes import Outcome


def joined(paths: Sequence[Path], keys: Path | None, *, leave_out: bool) -> Pilot:
    """The files and folders as one pilot. Raises NothingToMerge, PilotFileRefused or KeysInvalid."""
    return merge(find_files(paths), read_keys(keys) if keys else None, leave_out=leave_out)


def reckoned(pilot: Pilot, folders: Sequence[Path] = ()) -> Outcome:
    """All figures that may be shown. `folders` may hold the municipality's `variables.toml` and `survey.toml`."""
    variables = {role: load_variables(role, folders) for role in get_args(Role)}
    forms = load_forms(folders)
    return reckon(pilot.tables, variables, {one.id: one for one in forms["after"].questions})


def write_report(
    pilot: Pilot, outcome: Outcome, out: Path, folders: Sequence[Path], names: Names, *, replace: bool
) -> tuple[Path, Path]:
    """Writes `out`.docx and `out`.html; their paths. Raises OutputExists or OutputUnwritable before any work."""
    from dictate.pilot.document import to_docx
    from dictate.pilot.web_page import to_html

    base = out.with_suffix("") if out.suffix.lower() in (".docx", ".html") else out
    word, page = base.with_name(f"{base.name}.docx"), base.with_name(f"{base.name}.html")
    for path in (word, page):
        check_output(path, replace=replace)
    finished = report(pilot, outcome, names)
    write_whole(word, to_docx(finished, pilot.made_on), replace=replace)
    write_whole(page, to_html(finished), replace=replace)
    return word, page


def names(templates: Mapping[str, str], sheet: Mapping[str, str], folders: Sequence[Path] = ()) -> Names:
    """What ids are called in the report; `templates` and `sheet` are titles by id."""
    forms = load_forms(folders)
    return Names({**templates, "annan": "Annan mall"}, {one.id: one.text for one in forms["families"].questions}, sheet)


def as_json(pilot: Pilot, outcome: Outcome) -> dict[str, Any]:
    """The figures of the report, no more than it shows."""
    return {
        "schema": "dictate.pilot-report/1",
        "municipalities": list(named_municipalities(pilot, outcome)),
        "made_on": pilot.made_on.isoformat(),
        "known_keys": pilot.known_keys,
        **asdict(outcome),
    }


def stated(pilot: Pilot) -> list[str]:
    """What was put aside, for the person at the screen and not for the report."""
    lines = [str(refused) for refused in pilot.refused]
    if pilot.superseded:
        lines.append(f"{pilot.superseded} äldre filer räknas inte: samma person har lämnat en nyare.")
    if pilot.lost_notes:
        lines.append(f"{pilot.lost_notes} anteckningar fanns bara i en äldre fil och räknas inte.")
    return lines
