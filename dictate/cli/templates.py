"""`dictate templates`: the kinds of note, the organisation's own among them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def register(app: typer.Typer, application: Callable[..., Application], **settings: Any) -> None:
    """Adds the group to `app`; `application` opens the program, without `notes` for what handles none."""
    templates = typer.Typer(help="Mallar: lista, visa, kontrollera.", rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(templates, name="templates", **settings)

    @templates.command("list")
    def list_them(as_json: Json = False) -> None:
        """Visar mallarna, organisationens egna inräknade."""
        for template in application(notes=False).templates.values():
            if as_json:
                print(
                    json.dumps(
                        {"id": template.id, "title": template.title, "purpose": template.purpose}, ensure_ascii=False
                    ),
                    flush=True,
                )
            else:
                print(f"{template.id:<28}{template.title}")

    @templates.command()
    def show(template: Annotated[str, typer.Argument(help="Mallens id.")]) -> None:
        """Visar en malls fält, rubriker och kontroller."""
        program = application(notes=False)
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

    @templates.command()
    def check() -> None:
        """Kontrollerar att alla mallar är riktigt skrivna, organisationens egna inräknade."""
        from dictate.journal.template_file import check_templates, template_ids

        own = application(notes=False).folders.own_templates
        faults = check_templates(own)
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            raise typer.Exit(1)
        print(f"{len(template_ids(own))} mallar är rätt skrivna.")
