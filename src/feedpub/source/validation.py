"""Nodes → author models; pydantic's errors → problems, each at its position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from feedpub.errors import Problem
from feedpub.model.written import Written, model_in
from feedpub.scalars import REFUSED, FieldPath, did_you_mean
from feedpub.source.yaml import MOST_PROBLEMS, Node, NodePlaces, subject
from feedpub.standards import nearest, quoted

W = TypeVar("W", bound=Written)

_OTHER_NAMES = {
    "art": "image",
    "artwork": "image",
    "body": "notes",
    "bucket": "to",
    "category": "categories",
    "cohost": "people",
    "cover": "image",
    "date": "published",
    "description": "notes",
    "email": "owner",
    "episode": "number",
    "file": "audio",
    "guests": "people",
    "homepage": "link",
    "host": "people",
    "hosts": "people",
    "href": "url",
    "img": "image",
    "keywords": "categories",
    "mp3": "audio",
    "name": "title",
    "pubdate": "published",
    "references": "links",
    "shownotes": "notes",
    "show_notes": "notes",
    "subtitle": "summary",
    "tags": "categories",
    "tz": "timezone",
    "url": "link",
    "website": "link",
}
"""What other programs call the fields."""


def validate(model: type[W], root: Node, places: NodePlaces, problems: list[Problem]) -> W | None:
    """The model that a file's nodes are; None if it is not valid, with every problem added to `problems`."""
    try:
        return model.model_validate(_plain(root))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        problems.extend(_problems(details, model, places))
        return None


def _plain(node: Node) -> Any:  # noqa: ANN401 - what a YAML file may hold
    if node.refused:
        return ""
    if node.items is not None:
        return [_plain(item) for item in node.items]
    if node.pairs is not None:
        return {name: _plain(pair.value) for name, pair in node.pairs.items()}
    return node.text


def _problems(details: list[ErrorDetails], model: type[Written], places: NodePlaces) -> Iterator[Problem]:
    count = 0
    for detail in details:
        path = _as_written(detail["loc"], model, places)
        if any(node.refused for node in places.nodes(path)):
            continue
        if problem := _problem(detail, path, model, places):
            yield problem
            count += 1
        if count >= MOST_PROBLEMS:
            return


def _problem(detail: ErrorDetails, path: FieldPath, model: type[Written], places: NodePlaces) -> Problem | None:
    match detail["type"]:
        case kind if kind == REFUSED:
            context = detail["ctx"]
            return Problem(places.at(path), subject(path), context["message"], context["hint"])
        case "missing":
            return Problem(places.at(path), subject(path), "is missing", _how_to_write(model, path))
        case "extra_forbidden":
            name = str(path[-1])
            around = subject(path[:-1])
            hint = _quote_short_form(model, path, places) or _known(model, path)
            return Problem(places.key(path), around, f"{quoted(name)} is not a field here", hint)
        case "default_factory_not_called":  # a title that would have been the address, which was refused itself
            return None
        case other:
            raise AssertionError(f"{other} at {subject(path)}")


def _as_written(path: FieldPath, model: type[Written], places: NodePlaces) -> FieldPath:
    """The path of a field in a mapping that is written as the single text which it once was: that of the text."""
    owner = _model_at(model, path[:-1])
    is_short = owner is not None and owner.stays_short and path[-1] == owner.short
    return path[:-1] if is_short and places.nodes(path[:-1])[-1].text is not None else path


def _how_to_write(model: type[Written], path: FieldPath) -> str:
    name = str(path[-1])
    owner = _model_at(model, path[:-1])
    examples = owner.model_fields[name].examples if owner else None
    return f"add `{name}: {_yaml(examples[0]) if examples else '…'}`"


def _yaml(example: object) -> str:
    if isinstance(example, list):
        return f"[{', '.join(map(_yaml, example))}]"
    if isinstance(example, dict):
        return "{" + ", ".join(f"{name}: {_yaml(value)}" for name, value in example.items()) + "}"
    return str(example).lower() if isinstance(example, bool) else str(example)


def _quote_short_form(model: type[Written], path: FieldPath, places: NodePlaces) -> str:
    """What to do if the only key is no key, but a text as in `- 0:40 Part 2: the tar`; empty otherwise."""
    owner = _model_at(model, path[:-1])
    pairs, known = places.nodes(path[:-1])[-1].pairs or {}, _known(model, path)
    if owner is None or not owner.short or len(pairs) > 1 or (" " not in str(path[-1]) and "did you mean" in known):
        return ""
    return f"if it is a text with `: ` in it, put double quotes around the whole text; otherwise {known}"


def _known(model: type[Written], path: FieldPath) -> str:
    owner, name = _model_at(model, path[:-1]), str(path[-1])
    fields = owner.model_fields if owner else {}
    guess = (owner and field_called(owner, name)) or nearest(name, fields)
    return did_you_mean(guess, f"delete it; known are {', '.join(sorted(fields))}")


def field_called(model: type[Written], name: str) -> str:
    """The field that other programs call so, or that is called so here; empty if there is none."""
    other = _OTHER_NAMES.get(name.casefold(), "")
    return name if name in model.model_fields else other if other in model.model_fields else ""


def _model_at(model: type[Written], path: FieldPath) -> type[Written] | None:
    owner: type[Written] | None = model
    for step in path:
        if isinstance(step, str) and owner is not None:
            owner = model_in(owner.model_fields[step]) if step in owner.model_fields else None
    return owner
