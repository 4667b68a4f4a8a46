"""Whether a value is as a JSON Schema says: the few words of it that our schemas use."""

import re
from collections.abc import Mapping
from typing import Any


def misfit(value: Any, schema: Mapping[str, Any]) -> str:
    """Why a value is not as the schema says, as far as this archive's schemas say anything; ""
    where it is."""
    wanted = schema.get("type")
    names = [wanted] if isinstance(wanted, str) else wanted
    if names is not None and not any(_is(value, name) for name in names):
        return f"is no {' or '.join(names)}"
    if "const" in schema and value != schema["const"]:
        return f"is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return "is none of those there are"
    if isinstance(value, str):
        return _misfit_text(value, schema)
    if isinstance(value, int) and not isinstance(value, bool):
        fits = schema.get("minimum", value) <= value <= schema.get("maximum", value)
        return "" if fits else "is out of range"
    if isinstance(value, list) and "items" in schema:
        return _misfit_list(value, schema)
    if isinstance(value, dict) and "properties" in schema:
        return _misfit_object(value, schema)
    return ""


def _is(value: Any, name: str) -> bool:
    if name == "null":
        return value is None
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    kinds = {"string": str, "boolean": bool, "array": list, "object": dict}
    return isinstance(value, kinds[name])


def _misfit_text(value: str, schema: Mapping[str, Any]) -> str:
    if len(value) > schema.get("maxLength", len(value)):
        return f"is longer than {schema['maxLength']}"
    form = schema.get("pattern")
    # `$` would let a line break stand at the end.
    return "is not in its form" if form and not re.fullmatch(form.strip("^$"), value) else ""


def _misfit_list(value: list[Any], schema: Mapping[str, Any]) -> str:
    if schema.get("uniqueItems") and len({repr(each) for each in value}) < len(value):
        return "names something twice"
    return next((reason for each in value if (reason := misfit(each, schema["items"]))), "")


def _misfit_object(value: dict[str, Any], schema: Mapping[str, Any]) -> str:
    lacking = [name for name in schema["required"] if name not in value]
    if lacking:
        return f"lacks {lacking[0]}"
    foreign = sorted(value.keys() - schema["properties"].keys())
    if foreign:
        return f"has {foreign[0][:40]!r}, which nothing here has"
    for name, of in schema["properties"].items():
        if name in value and (reason := misfit(value[name], of)):
            return f"has a {name} that {reason}"
    return ""
