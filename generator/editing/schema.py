"""The model as JSON Schema, so that an editor completes keys and marks mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from .. import model
from ..catalogue import COLLECTIONS, Collection


class _Plain(GenerateJsonSchema):
    """Leaves out what the reader adds: the places in the file."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for added in (model.PLACE, model.PLACES):
            made.get("properties", {}).pop(added, None)
        return made


def schemas() -> dict[str, str]:
    """The text of each schema file, by its name without `.json`."""
    return {row.schema: json.dumps(_schema(row), ensure_ascii=False, indent=1) + "\n" for row in COLLECTIONS}


def _schema(row: Collection) -> dict[str, Any]:
    """A file holds one of its kind; or a list of them, where there are many in one file."""
    items = row.kind.model_json_schema(schema_generator=_Plain)
    if not row.many or "*" in row.pattern:
        return items
    definitions = items.pop("$defs", {})
    return {"type": "array", "items": items, "$defs": definitions}
