"""The documented form of an archive, as JSON Schema: its manifest, and a line of each part."""

from functools import cache
from typing import Any

from agreements.models import Role
from compliance.archive.columns import INSTANT_FORM, UUID_FORM, Schema, row_schema
from compliance.archive.contents import FORMAT, LEDGER, PARTS, PERSONS, VERSION

HASH_FORM = "^[0-9a-f]{64}$"
HASH: Schema = {"type": "string", "pattern": HASH_FORM}
COUNT: Schema = {"type": "integer", "minimum": 0}


def _exactly(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TEXT: Schema = {"type": "string", "maxLength": 80}
OPTIONAL: Schema = {"type": ["string", "null"], "maxLength": 80}

MANIFEST_SCHEMA = _exactly(
    format={"const": FORMAT},
    version={"type": "integer", "const": VERSION},
    sosek={"type": "string", "maxLength": 40, "description": "the Sosek that wrote it"},
    regime={**TEXT, "description": "slug of the regime"},
    ledger=_exactly(head=HASH, entries=COUNT, closed=COUNT),
    parts={
        "type": "array",
        "description": "in their order: rows of other models may refer to those before and after",
        "items": _exactly(name=TEXT, rows=COUNT, bytes=COUNT, sha256=HASH),
    },
    evidence=_exactly(files=COUNT, bytes=COUNT),
)

PERSON_SCHEMA = _exactly(
    person={"type": "string", "pattern": UUID_FORM, "description": "the id the ledger names"},
    acts_as={
        "type": "array",
        "description": "the roles in the regime, by code and slug",
        "items": _exactly(
            role={"type": "string", "enum": list(Role.values)}, party=OPTIONAL, forum=OPTIONAL
        ),
    },
)

ENTRY_SCHEMA: Schema = {
    **_exactly(
        sequence={"type": "integer", "minimum": 1},
        recorded_at={"type": "string", "pattern": INSTANT_FORM},
        kind={"type": "string", "maxLength": 40},
        scope=TEXT,
        digest=HASH,
        previous=HASH,
        hash=HASH,
        salt={"type": "string", "pattern": "^[0-9a-f]{32}$"},
        payload={"type": "object"},
    ),
    "required": ["sequence", "recorded_at", "kind", "scope", "digest", "previous", "hash"],
    "description": "salt and payload stand with entries that are open, and with no other",
}


@cache
def line_schemas() -> dict[str, Schema]:
    """What a line of each part says, by the name of the part."""
    return {
        LEDGER: ENTRY_SCHEMA,
        **{part.name: row_schema(part.model) for part in PARTS},
        PERSONS: PERSON_SCHEMA,
    }


def whole_schema() -> dict[str, Any]:
    """The document: the manifest, and under `$defs` a line of each part."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Archive of a regime, version {VERSION}",
        "description": (
            "archive.json is as said here; a line of each other part is as said under $defs, by "
            "the name of the part."
        ),
        **MANIFEST_SCHEMA,
        "$defs": line_schemas(),
    }
