"""JSON Schema of the author's files, for editors that complete and check while somebody types."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import ChannelElements, ItemElements, Written, docs_name, element_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NO_FIELDS = {object, *Written.__mro__, ChannelElements, ItemElements}
_MODELS: dict[str, type[Written]] = {"show": Show, "episode": Episode, "shared": Show}
_TITLES = {
    "show": "The show.yaml of a podcast",
    "episode": "An episode of a podcast",
    "shared": "What several shows extend",
}


def json_schema(kind: Literal["show", "episode", "shared"]) -> dict[str, Any]:
    """The schema (draft 2020-12) of `show.yaml`, of an episode's file, or of a file that shows extend; in both forms.

    A show that extends another file may have its required fields there; a file that is extended requires none.
    It admits whatever the reader accepts, as YAML 1.1 and 1.2 editors type it: a title may be a number there.
    """
    schema = _MODELS[kind].model_json_schema(schema_generator=_Schema)
    shorts = {docs_name(model): model.short for model in _all(Written)}
    models = {docs_name(model): model for model in _all(Written)}
    schema["description"] = _first_paragraph(schema["description"])
    parts = {name: _described(_untitled(part), models[name]) for name, part in schema.pop("$defs").items()}
    shorts = {name: part["properties"][shorts[name]] for name, part in parts.items() if shorts[name]}
    whole = _with_single(_described(_untitled(schema), _MODELS[kind]), shorts)
    parts = {name: _with_single(part, shorts) for name, part in parts.items()}
    both = {name: {"anyOf": [shorts[name], part]} if name in shorts else part for name, part in parts.items()}
    if kind != "episode":
        required = {"required": whole.pop("required")}
        whole |= {"if": {"required": ["extends"]}, "else": required} if kind == "show" else {}
    return {"$schema": DIALECT, **whole, "title": _TITLES[kind], "$defs": both}


@cache
def field_docs(model: type[Written]) -> dict[str, str]:
    """The docs of each field of a model and of the models that it extends, read from their source when first asked for.

    pydantic would read all sources on every start.
    """
    classes = [one for one in reversed((model.declared_by or model).__mro__) if one not in _NO_FIELDS]
    own = {name: doc for one in classes for name, doc in _own_docs(one)}
    return {**_element_docs(model), **own}


def _element_docs(model: type[Written]) -> dict[str, str]:
    """What the fields of elements are, of a show, an episode or a live item: the first paragraph about the element."""
    found = {name: element_of(field) for name, field in model.model_fields.items()}
    return {name: _first_paragraph(one.written.__doc__ or "") for name, one in found.items() if one}


def _first_paragraph(doc: str) -> str:
    return inspect.cleandoc(doc).partition("\n\n")[0]


def _own_docs(model: type[object]) -> Iterator[tuple[str, str]]:
    body = ast.parse(dedent(inspect.getsource(model))).body[0]
    for field, doc in pairwise(body.body if isinstance(body, ast.ClassDef) else []):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(doc, ast.Expr):
            text = doc.value.value if isinstance(doc.value, ast.Constant) else None
            if isinstance(text, str):
                yield field.target.id, inspect.cleandoc(text)


def _all(model: type[Written]) -> Iterator[type[Written]]:
    for one in model.__subclasses__():
        yield one
        yield from _all(one)


def _described(mapping: dict[str, Any], model: type[Written]) -> dict[str, Any]:
    """The mapping's schema with the docs of the fields of its model and of the models that it extends."""
    docs = field_docs(model)
    fields = mapping["properties"].items()
    return {**mapping, "properties": {name: _documented(field, docs.get(name)) for name, field in fields}}


def _documented(field: dict[str, Any], doc: str | None) -> dict[str, Any]:
    return {"description": doc, **field} if doc else field


class _Schema(GenerateJsonSchema):
    """pydantic's generator, for files in which nothing is null."""

    def normalize_name(self, name: str) -> str:
        """The name of a model in `$defs`, as `docs_name` gives it."""
        return super().normalize_name(name.removesuffix("Entry"))

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A field that may be left out; it cannot be null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A field with its default, unless that is empty."""
        default = schema.get("default")
        inner = self.generate_inner(schema["schema"])
        silent = default in (None, "", (), {}) or isinstance(default, Written)
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
