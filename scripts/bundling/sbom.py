"""The bill of materials: every package and model of a bundle in CycloneDX 1.6, the same bytes every time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from bundling.errors import BundleError
from bundling.licences import Package
from bundling.own_wheel import EPOCH


def sbom(
    packages: Iterable[Package], askers: Mapping[str, tuple[str, ...]], models: Iterable[Component], platform: str
) -> bytes:
    """The bill as JSON. `askers` tells for each package which others depend on it. Raises BundleError."""
    listed = list(packages)
    own = next(one for one in listed if one.name == "dictate")
    program = _component(own, ComponentType.APPLICATION)
    components = {one.name: _component(one, ComponentType.LIBRARY) for one in listed if one is not own}
    models = list(models)
    bom = Bom(
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"dictate/{own.version}/{platform}/{own.sha256}"),
        components=[*components.values(), *models],
    )
    bom.metadata.timestamp = datetime.fromtimestamp(int(EPOCH), UTC)
    bom.metadata.component = program
    bom.register_dependency(program, [components[name] for name, by in askers.items() if "dictate" in by] + models)
    for name, component in components.items():
        bom.register_dependency(component, [components[other] for other, by in askers.items() if name in by])
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        raise BundleError(f"Förteckningen över ingående delar följer inte CycloneDX 1.6: {fault}")
    return (json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def model(name: str, version: str, licence: str, sha256: str, about: Mapping[str, Any]) -> Component:
    """A model as a component: `about` are facts that the standard has no field for, such as the source's revision."""
    return Component(
        name=name,
        version=version,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"model:{name}",
        licenses=[LicenseExpression(licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sha256)],
        properties=[Property(name=f"dictate:{key}", value=str(value)) for key, value in about.items()],
    )


def _component(one: Package, kind: ComponentType) -> Component:
    links = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(one.homepage))] if one.homepage else []
    return Component(
        name=one.name,
        version=one.version,
        type=kind,
        bom_ref=f"pypi:{one.name}",
        purl=PackageURL("pypi", None, one.name, one.version),
        description=one.summary or None,
        licenses=[LicenseExpression(one.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.sha256)],
        external_references=links,
        properties=[
            Property(name="dictate:file", value=one.file),
            Property(name="dictate:bytes", value=str(one.size)),
        ],
    )
