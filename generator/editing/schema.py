"""The model as JSON Schema, so that an editor completes keys and marks mistakes while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from .. import model

ONE: dict[str, type[model.Element]] = {
    "manual": model.Manual,
    "process": model.Frame,
    "approach": model.Frame,
    "tools": model.Frame,
    "criteria": model.Frame,
    "worksheets": model.WorksheetFrame,
    "crosswalk": model.Crosswalk,
    "step": model.Step,
    "item": model.Item,
    "tool": model.Tool,
    "criteria-set": model.CriteriaSet,
    "worksheet": model.Worksheet,
    "exercise": model.Exercise,
}
"""A file of this schema holds one of these."""
LISTS: dict[str, type[model.Element]] = {
    "agencies": model.Agency,
    "glossary": model.Term,
    "sources": model.Source,
    "errata": model.Erratum,
    "questions": model.Question,
    "facts": model.Fact,
}
"""A file of this schema holds a list of these."""
_SITE = {
    "type": "object",
    "required": ["site_name", "theme", "plugins"],
    "properties": {
        "site_name": {"type": "string", "description": "The name of the site."},
        "site_url": {"description": "The address that readers will see."},
        "docs_dir": {"const": "content"},
        "site_dir": {"type": "string", "description": "Where the built site goes."},
        "use_directory_urls": {"const": False},
        "theme": {"type": "object", "required": ["name"], "properties": {"name": {"const": "material"}}},
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
    made: dict[str, Any] = {"mkdocs": _SITE}
    made |= {name: kind.model_json_schema(schema_generator=_Plain) for name, kind in ONE.items()}
    for name, kind in LISTS.items():
        items = kind.model_json_schema(schema_generator=_Plain)
        definitions = items.pop("$defs", {})
        made[name] = {"type": "array", "items": items, "$defs": definitions}
    return {name: json.dumps(value, ensure_ascii=False, indent=1) + "\n" for name, value in made.items()}
