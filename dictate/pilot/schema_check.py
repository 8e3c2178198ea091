"""Whether a value follows a JSON schema, for the few rules that the pilot file's schema uses, fast.

`jsonschema` takes about a millisecond a note, four minutes for a pilot of 200 000. The same rules compiled to plain
functions take some microseconds. The published schema stays the one source of the rules, and a test lets both judge
the same altered files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], str | None]
"""None for a value that follows the rule, else where in it the fault is: field names joined by "/"."""

_KNOWN = frozenset(
    (
        *("$schema", "$id", "$defs", "$ref", "title", "description"),
        *("type", "const", "enum", "anyOf", "pattern", "minimum", "maximum", "items", "maxItems"),
        *("properties", "required", "additionalProperties", "propertyNames", "maxProperties"),
    )
)
_HERE = ""


def compiled(schema: Mapping[str, Any]) -> Check:
    """A check of the whole schema. Raises ValueError for a rule that it does not know, rather than pass over it."""
    return _rule(schema, schema.get("$defs", {}))


def _rule(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Check:
    unknown = set(schema) - _KNOWN
    if unknown:
        raise ValueError(f"unknown rules: {sorted(unknown)}")
    if "$ref" in schema:
        return _rule(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        either = [_rule(one, definitions) for one in schema["anyOf"]]
        return _either(either)
    if "const" in schema or "enum" in schema:
        allowed = frozenset(schema.get("enum", [schema.get("const")]))
        return lambda value: None if isinstance(value, str) and value in allowed else _HERE
    kinds: Mapping[str, Callable[[], Check]] = {
        "null": lambda: lambda value: None if value is None else _HERE,
        "boolean": lambda: lambda value: None if value is True or value is False else _HERE,
        "integer": lambda: _integer(schema),
        "string": lambda: _string(schema),
        "array": lambda: _array(schema, definitions),
        "object": lambda: _object(schema, definitions),
    }
    return kinds[schema["type"]]()


def _either(checks: list[Check]) -> Check:
    def check(value: Any) -> str | None:
        for one in checks:
            if one(value) is None:
                return None
        return _HERE

    return check


def _integer(schema: Mapping[str, Any]) -> Check:
    low, high = schema["minimum"], schema["maximum"]

    def check(value: Any) -> str | None:
        if type(value) is int or (type(value) is float and value.is_integer()):
            return None if low <= value <= high else _HERE
        return _HERE

    return check


def _string(schema: Mapping[str, Any]) -> Check:
    found = re.compile(schema["pattern"]).search
    return lambda value: None if type(value) is str and found(value) else _HERE


def _array(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Check:
    item, most = _rule(schema["items"], definitions), schema["maxItems"]

    def check(value: Any) -> str | None:
        if type(value) is not list or len(value) > most:
            return _HERE
        for number, one in enumerate(value, 1):
            fault = item(one)
            if fault is not None:
                return f"{number}/{fault}"
        return None

    return check


def _object(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Check:
    if "properties" not in schema:
        return _mapping(schema, definitions)
    fields = [
        (name, _rule(rule, definitions), *_bounds(rule, definitions)) for name, rule in schema["properties"].items()
    ]
    names = frozenset(schema["properties"])
    if schema["additionalProperties"] is not False or names != set(schema["required"]):
        raise ValueError("an object is expected to require all its fields and allow no others")

    def check(value: Any) -> str | None:
        if type(value) is not dict or value.keys() != names:
            return _HERE
        for name, rule, low, high in fields:
            one = value[name]
            if type(one) is int and low <= one <= high:
                continue
            fault = rule(one)
            if fault is not None:
                return f"{name}/{fault}"
        return None

    return check


def _bounds(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[int, int]:
    """From what to what an integer field reaches, so that most fields need no call; nothing fits for another field."""
    if "$ref" in schema:
        return _bounds(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return (schema["minimum"], schema["maximum"]) if schema.get("type") == "integer" else (1, 0)


def _mapping(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Check:
    name, rule = _rule(schema["propertyNames"], definitions), _rule(schema["additionalProperties"], definitions)
    most = schema["maxProperties"]

    def check(value: Any) -> str | None:
        if type(value) is not dict or len(value) > most:
            return _HERE
        return None if all(name(key) is None and rule(one) is None for key, one in value.items()) else _HERE

    return check
