"""Reading note templates from TOML files, shipped ones and the organisation's own, with errors that name the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from dictate.errors import DictateError
from dictate.journal.section import SECTION_IDS, Section, shared_sections
from dictate.journal.template import (
    FIELD_TYPES,
    CheckSpec,
    Deadline,
    FieldSpec,
    FieldType,
    Reference,
    Template,
    TemplateSection,
)
from dictate.journal.toml_file import DataFileInvalid, line_of, read_toml
from dictate.shipped import shipped

_FILE_ID = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_INNER_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2})?\Z")

Value = TypeVar("Value", str, bool, int, list[Any])


class TemplateUnknown(DictateError):
    """No template has that id; the sentence names those there are."""

    def __init__(self, template_id: str, known: Iterable[str]) -> None:
        shown = template_id if _FILE_ID.match(template_id) else "med det namnet"
        super().__init__(f"Det finns ingen mall {shown}; välj en av: {', '.join(sorted(known))}.")


def load_template(template_id: str, own: Path | None = None) -> Template:
    """The template with that id, the organisation's own (folder `own`) before the shipped one.

    An id is a plain name and never a path. Raises TemplateUnknown or DataFileInvalid.
    """
    if _FILE_ID.match(template_id):
        for folder, is_own in _folders(own):
            path = folder / f"{template_id}.toml"
            if path.is_file():
                return replace(read_template(path), own=is_own)
    raise TemplateUnknown(template_id, template_ids(own))


def template_ids(own: Path | None = None) -> tuple[str, ...]:
    """The ids of all templates that have a file, in alphabetical order."""
    names = {path.stem for folder, _ in _folders(own) for path in folder.glob("*.toml") if path.is_file()}
    return tuple(sorted(name for name in names if _FILE_ID.match(name)))


def check_templates(own: Path | None = None) -> tuple[DataFileInvalid, ...]:
    """What is wrong with the template files, shipped and own, one fault for each file that can't be used."""
    faults = []
    for folder, _ in _folders(own):
        for path in sorted(folder.glob("*.toml")):
            try:
                read_template(path)
            except DataFileInvalid as fault:
                faults.append(fault)
    return tuple(faults)


def _folders(own: Path | None) -> tuple[tuple[Path, bool], ...]:
    return (*(((own, True),) if own else ()), (shipped("templates"), False))


def read_template(path: Path) -> Template:
    """The template in one file. Raises DataFileInvalid naming the line of the first fault."""
    data, text = read_toml(path)
    top = _Table(path, text, data, "mallen")
    template = Template(
        id=_template_id(top),
        title=top.take("title", str),
        purpose=top.take("purpose", str),
        sections=_sections(top),
        fields=_fields(top),
        checks=_checks(top),
        deadlines=tuple(_deadline(entry) for entry in top.tables("deadline")),
        sources=tuple(_reference(entry) for entry in top.tables("source")),
        fallback=top.take("fallback", str, ""),
        blocks=top.take("blocks", str, ""),
        signature=top.take("signature", bool, False),
    )
    top.done()
    _check_whole(template, top)
    return template


@dataclass
class _Table:
    """One table of the file while it is read: hands out its values once and says where a fault stands."""

    path: Path
    text: str
    data: dict[str, Any]
    what: str

    def __post_init__(self) -> None:
        self.left = dict(self.data)

    def take(self, key: str, kind: type[Value], default: Value | None = None) -> Value:
        value = self.left.pop(key, default)
        if value is None:
            raise self.fault(f"{self.what} saknar {key}")
        if type(value) is not kind:
            raise self.fault(f"{key} i {self.what} har fel slags värde", key)
        if isinstance(value, str) and key in self.data and not value.strip():
            raise self.fault(f"{key} i {self.what} är tomt", key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        values = self.take(key, list, [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(f"{key} i {self.what} ska vara en lista av ord", key)
        return tuple(values)

    def inner_id(self) -> str:
        found = self.take("id", str)
        if not _INNER_ID.match(found):
            raise self.fault(f"id i {self.what} får bara ha små bokstäver a-z, siffror, - och _", "id")
        self.what = f"{self.what} {found}"
        return found

    def tables(self, key: str) -> list[_Table]:
        entries = self.left.pop(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            line = line_of(self.text, f"[{key}]") or line_of(self.text, f"{key} =")
            raise DataFileInvalid(self.path, f"{key} ska skrivas som [[{key}]]", line)
        return [_Table(self.path, self.text, entry, _NAMES[key]) for entry in entries]

    def done(self) -> None:
        for key in self.left:
            raise self.fault(f"{self.what} har en okänd uppgift {key!r}", str(key))

    def fault(self, message: str, key: str = "") -> DataFileInvalid:
        marks = [f'id = "{self.data["id"]}"'] if self.what != "mallen" and isinstance(self.data.get("id"), str) else []
        line = line_of(self.text, *marks, f"{key} =") if key else line_of(self.text, *marks) if marks else None
        return DataFileInvalid(self.path, message, line)


_NAMES = {
    "section": "avsnittet",
    "field": "fältet",
    "check": "kontrollen",
    "deadline": "tidsfristen",
    "source": "källan",
}


def _template_id(top: _Table) -> str:
    found = top.take("id", str)
    if not _FILE_ID.match(found):
        raise top.fault("mallens id får bara ha små bokstäver a-z, siffror och bindestreck", "id")
    if found != top.path.stem:
        raise top.fault(f"mallens id ska vara detsamma som filens namn, {top.path.stem}", "id")
    return found


def _sections(top: _Table) -> tuple[TemplateSection, ...]:
    shared = {section.id: section for section in shared_sections()}
    sections = tuple(_section(entry, shared) for entry in top.tables("section"))
    if not sections:
        raise top.fault("mallen har inget avsnitt")
    return sections


def _section(entry: _Table, shared: Mapping[str, Section]) -> TemplateSection:
    section_id = entry.inner_id()
    same = shared.get(section_id)
    takes = entry.words("takes") or ((section_id,) if same else ())
    for taken in takes:
        if taken not in SECTION_IDS:
            raise entry.fault(f"det finns inget gemensamt avsnitt {taken!r}", "takes")
    section = TemplateSection(
        id=section_id,
        heading=entry.take("heading", str, same.heading if same else None),
        help=entry.take("help", str, same.holds if same else ""),
        takes=takes,
        spoken=entry.words("spoken"),
        required=entry.take("required", bool, False),
        group=entry.take("group", str, ""),
        block=entry.take("block", bool, False),
    )
    entry.done()
    return section


def _fields(top: _Table) -> tuple[FieldSpec, ...]:
    """The fields that every template has, as this one changes them, and then its own."""
    path = shipped("templates") / "shared" / "fields.toml"
    data, text = read_toml(path)
    common = [_field(entry) for entry in _Table(path, text, data, "mallen").tables("field")]
    mine = {spec.id: spec for spec in map(_field, top.tables("field"))}
    kept = [mine.pop(spec.id, spec) for spec in common]
    return (*kept, *mine.values())


def _field(entry: _Table) -> FieldSpec:
    spec = FieldSpec(
        id=entry.inner_id(),
        label=entry.take("label", str),
        type=cast(FieldType, entry.take("type", str)),
        required=entry.take("required", bool, False),
        options=entry.words("options"),
        help=entry.take("help", str, ""),
        program=entry.take("program", bool, False),
    )
    entry.done()
    if spec.type not in FIELD_TYPES:
        raise entry.fault(f"det finns inget slags fält {spec.type!r}; välj {', '.join(FIELD_TYPES)}", "type")
    if (spec.type == "choice") != bool(spec.options):
        raise entry.fault(f"{entry.what} ska ha options om det är ett val, annars inte", "type")
    return spec


def _checks(top: _Table) -> tuple[CheckSpec, ...]:
    """The program's own checks, as this template sets them, and then the template's questions."""
    common = {check_id: CheckSpec(check_id, required=required) for check_id, _, required in program_checks()}
    questions: dict[str, CheckSpec] = {}
    for entry in top.tables("check"):
        spec = CheckSpec(entry.inner_id(), entry.take("question", str, ""), entry.take("required", bool, False))
        off = entry.take("off", bool, False)
        entry.done()
        if bool(spec.question) == (spec.id in common):
            raise entry.fault(f"{entry.what} ska ha question om den inte är programmets egen, annars inte", "id")
        if off:
            common.pop(spec.id, None)
        else:
            (questions if spec.question else common)[spec.id] = spec
    return (*common.values(), *questions.values())


def program_checks() -> tuple[tuple[str, str, bool], ...]:
    """Id, title and whether it is required, for each check that the program itself makes."""
    path = shipped("templates") / "shared" / "checks.toml"
    data, text = read_toml(path)
    entries = _Table(path, text, data, "mallen").tables("check")
    return tuple((entry.inner_id(), entry.take("title", str), entry.take("required", bool)) for entry in entries)


def _deadline(entry: _Table) -> Deadline:
    deadline = Deadline(
        id=entry.inner_id(),
        label=entry.take("label", str),
        counted_from=entry.take("from", str),
        days=entry.take("days", int, 0),
        months=entry.take("months", int, 0),
    )
    entry.done()
    if (deadline.days > 0) == (deadline.months > 0) or not 0 <= deadline.days + deadline.months <= 3650:
        raise entry.fault(f"{entry.what} ska ha days eller months, ett av dem", "id")
    return deadline


def _reference(entry: _Table) -> Reference:
    law = "verified" in entry.left
    reference = Reference(entry.take("text", str), law, entry.left.pop("verified", ""))
    entry.done()
    if not isinstance(reference.verified, str) or not _DATE.match(reference.verified):
        raise entry.fault("verified ska vara ett datum som 2026-01-31 eller tomt", "verified")
    return reference


def _check_whole(template: Template, top: _Table) -> None:
    """Raises DataFileInvalid when the parts of the template don't fit each other."""
    for entries in (template.sections, template.fields, template.checks, template.deadlines):
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                raise _misfit(top, entry.id, f"id {entry.id} finns två gånger")
            seen.add(entry.id)
    _check_homes(template, top)
    dates = {spec.id for spec in template.fields if spec.type == "date"}
    for deadline in template.deadlines:
        if deadline.counted_from not in dates:
            raise _misfit(
                top, deadline.id, f"tidsfristen räknas från {deadline.counted_from}, som inte är ett datumfält"
            )
    if any(section.block for section in template.sections) != bool(template.blocks):
        raise top.fault("blocks ska anges när ett avsnitt har block = true, annars inte", "blocks")
    if template.blocks and not any((spec.id, spec.type) == (template.blocks, "people") for spec in template.fields):
        raise top.fault(f"fältet {template.blocks} med personerna för blocks saknas", "blocks")


def _check_homes(template: Template, top: _Table) -> None:
    taken: dict[str, str] = {}
    for section in template.sections:
        for shared in section.takes:
            if shared in taken:
                raise _misfit(top, section.id, f"det gemensamma avsnittet {shared} tas redan av {taken[shared]}")
            taken[shared] = section.id
    ids = {section.id for section in template.sections}
    if template.fallback and template.fallback not in ids:
        raise top.fault(f"fallback {template.fallback!r} är inget avsnitt i mallen", "fallback")
    missing = sorted(set(SECTION_IDS) - set(taken))
    if missing and not template.fallback:
        raise top.fault(f"ingen tar {', '.join(missing)}; låt ett avsnitt ta dem eller ange fallback")


def _misfit(top: _Table, entry_id: str, message: str) -> DataFileInvalid:
    return DataFileInvalid(top.path, message, line_of(top.text, f'id = "{entry_id}"'))
