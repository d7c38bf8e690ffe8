"""The model as JSON Schema, so that an editor completes keys and marks mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from .. import model
from ..catalogue import COLLECTIONS, Collection

_SITE = {
    "type": "object",
    "required": ["site_name", "theme", "plugins"],
    "properties": {
        "site_name": {"type": "string", "description": "The name of the site."},
        "site_url": {"description": "The address that readers will see."},
        "docs_dir": {"const": "content"},
        "site_dir": {"type": "string", "description": "Where the built site goes."},
        "use_directory_urls": {"const": False},
        "theme": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"const": "material"}},
        },
        "plugins": {"type": "array", "contains": {"const": "khumue"}},
    },
}
"""What a manual needs of `mkdocs.yml`, which is not of the model; other keys are MkDocs'."""


class _Plain(GenerateJsonSchema):
    """Leaves out what the reader adds: the places in the file."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for added in (model.PLACE, model.PLACES):
            made.get("properties", {}).pop(added, None)
        return made


def schemas() -> dict[str, str]:
    """The text of each schema file, by its name without `.json`."""
    made = {"mkdocs": _SITE} | {row.schema: _schema(row) for row in COLLECTIONS}
    return {
        name: json.dumps(one, ensure_ascii=False, indent=1) + "\n" for name, one in made.items()
    }


def _schema(row: Collection) -> dict[str, Any]:
    """A file holds one of its kind; or a list of them, where there are many in one file."""
    items = row.kind.model_json_schema(schema_generator=_Plain)
    if not row.many or "*" in row.pattern:
        return items
    definitions = items.pop("$defs", {})
    return {"type": "array", "items": items, "$defs": definitions}
