"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON, ett objekt per rad.")]
JsonObject = Annotated[bool, typer.Option("--json", help="Skriv resultatet som ett JSON-objekt.")]
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
