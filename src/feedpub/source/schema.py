"""JSON Schema of the author's files, for editors that complete and check while somebody types."""

from __future__ import annotations

from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import Written

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MODELS: dict[str, type[Written]] = {"show": Show, "episode": Episode}
_TITLES = {"show": "The show.yaml of a podcast", "episode": "An episode of a podcast"}


def json_schema(kind: Literal["show", "episode"]) -> dict[str, Any]:
    """The schema (draft 2020-12) of `show.yaml` or of an episode's file, in both long and short forms.

    It admits whatever the reader accepts, as YAML 1.1 and 1.2 editors type it: a title may be a number there.
    """
    schema = _MODELS[kind].model_json_schema(schema_generator=_Schema)
    shorts = {model.__name__: model.short for model in Written.__subclasses__()}
    parts = {name: _untitled(part) for name, part in schema.pop("$defs").items()}
    shorts = {name: part["properties"][shorts[name]] for name, part in parts.items() if shorts[name]}
    whole = _with_single(_untitled(schema), shorts)
    parts = {name: _with_single(part, shorts) for name, part in parts.items()}
    both = {name: {"anyOf": [shorts[name], part]} if name in shorts else part for name, part in parts.items()}
    return {"$schema": DIALECT, **whole, "title": _TITLES[kind], "$defs": both}


class _Schema(GenerateJsonSchema):
    """pydantic's generator, for files in which nothing is null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A field that may be left out; it cannot be null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A field with its default, where that says something."""
        default = schema.get("default")
        inner = self.generate_inner(schema["schema"])
        silent = default in (None, (), {}) or isinstance(default, Written)
        return inner if silent else super().default_schema(schema)


def _untitled(mapping: dict[str, Any]) -> dict[str, Any]:
    """The mapping's schema without the titles of its fields, which only repeat their keys."""
    fields = mapping["properties"].items()
    bare = {name: {word: value for word, value in field.items() if word != "title"} for name, field in fields}
    return {**mapping, "properties": bare}


def _with_single(mapping: dict[str, Any], shorts: dict[str, Any]) -> dict[str, Any]:
    """The mapping's schema, its lists also as single texts."""
    properties = mapping["properties"].items()
    return {**mapping, "properties": {name: _or_single(field, shorts) for name, field in properties}}


def _or_single(field: dict[str, Any], shorts: dict[str, Any]) -> dict[str, Any]:
    """A list, or its only entry as a single text."""
    if field.get("type") != "array":
        return field
    entry = field["items"]
    single = shorts.get(entry["$ref"].rsplit("/", 1)[-1]) if "$ref" in entry else entry
    about: dict[str, Any] = {word: field[word] for word in ("description", "examples") if word in field}
    if single is None:
        return field
    return {**about, "anyOf": [{word: value for word, value in field.items() if word not in about}, single]}
