"""docs/fields.md: every field that an author can write, generated from the models; every tag, and who reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic.fields import FieldInfo
from tests.test_podcasting20 import NEVER, TAGS

from feedpub.elements import element, facts
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import Written, docs_name, element_of, model_in
from feedpub.source.schema import field_docs
from feedpub.standards import PEOPLE

DOCS = Path(__file__).parents[1] / "docs" / "fields.md"
FILES: dict[str, type[Written]] = {"show.yaml": Show, "An episode": Episode}

HEAD = """\
# What you write, and what becomes of it

Every field of `show.yaml` and of an episode's file. Where a text stands alone, it is the field named *short form*. A
list may be its only entry. What is left out is not in the feed. (Made from the models; `tests/test_fields.py`.)

"""

READERS = {
    "transcript": "Apple Podcasts, Pocket Casts, apps of the podcast namespace; recommended by PSP-1",
    "chapters": "Apple Podcasts (since iOS 26.2), Pocket Casts, AntennaPod, apps of the podcast namespace",
    "locked": "hosts that import feeds; recommended by PSP-1",
    "guid": "Podcast Index, apps of the podcast namespace; recommended by PSP-1",
    "funding": "apps that are certified by PSP-1, apps of the podcast namespace",
    "txt": "Apple (`applepodcastsverify`), services that ask for a proof; optional in PSP-1",
    "alternateEnclosure": "apps of the podcast namespace; PSP-1's proposal for video (HLS) uses it",
    "block": "services of the namespace's list that follow it",
    "publisher": "apps of the podcast namespace, if the other feed points back",
}
"""Tag → who is known to read it; all others: apps of the podcast namespace, and the Podcast Index."""

OTHERS = "apps of the podcast namespace"


def rows(model: type[Written]) -> Iterator[str]:
    """One line for each field of a mapping."""
    yield "| field | | what becomes of it | example |"
    yield "| --- | --- | --- | --- |"
    for name, field in sorted(model.model_fields.items(), key=lambda one: element_of(one[1]) is not None):
        about = " ".join(field_docs(model).get(name, "").split()).replace("|", "\\|")
        yield f"| `{name}` | {how(model, name, field)} | {about} | {example(field)} |"


def how(model: type[Written], name: str, field: FieldInfo) -> str:
    """Whether it must be there, and whether a text alone is this field."""
    words = ["required"] if field.is_required() else []
    return ", ".join([*words, *(["short form"] if model.short == name else [])])


def example(field: FieldInfo) -> str:
    """The first example, or what it refers to."""
    if field.examples:
        text = yaml.safe_dump(field.examples[0], default_flow_style=True, allow_unicode=True, width=999).strip()
        return f"`{text.removesuffix('...').strip()}`"
    inner = model_in(field)
    return f"[{docs_name(inner)}](#{docs_name(inner).lower()})" if inner else ""


def models(model: type[Written], seen: list[type[Written]]) -> list[type[Written]]:
    """The mapping and all in it, each once."""
    if model not in seen:
        seen.append(model)
        for field in model.model_fields.values():
            if inner := model_in(field):
                models(inner, seen)
    return seen


def ways(tag: str, place: str) -> list[str]:
    """The fields of a channel or an item that become the tag."""
    known = facts.facts(f"podcast:{tag}")
    assert known is not None
    own = [field.removesuffix("[]") for where, field in known.fields if where == place]
    own += [attribute.field for attribute in known.attributes if own and attribute.field]
    found = [one for declared in element.at(place).values() for one in inside(f"podcast:{tag}", declared.cls)]
    around = [name for name, declared in element.at(place).items() if declared.around and declared.name == known.name]
    return own or around or found


def inside(tag: str, cls: type[Any]) -> Iterator[str]:
    """The fields of elements that are in an element and are the tag: `value.splits`."""
    above = element.of(cls).field
    for field in element.fields_of(cls):
        if field.inner and element.of(field.inner).name == tag:
            yield f"{above}.{field.name}".removeprefix(".")
        elif field.inner not in {None, cls}:
            yield from (f"{above}.{field.name}.{one}".removeprefix(".") for one in inside(tag, field.inner))


def tag_rows() -> Iterator[str]:
    """One line for each tag of the podcast namespace."""
    yield "| tag | in show.yaml | in an episode | attributes | read by |"
    yield "| --- | --- | --- | --- | --- |"
    for tag, attributes in TAGS.items():
        show, episode = (", ".join(f"`{way}`" for way in ways(tag, place)) for place in (element.CHANNEL, element.ITEM))
        names = ", ".join(f"`{name}`" for name in attributes if name)
        yield f"| `podcast:{tag}` | {show} | {episode} | {names} | {READERS.get(tag, OTHERS)} |"
    for tag, why in NEVER.items():
        yield f"| `podcast:{tag}` | | | | not written: {why} |"


def role_rows() -> Iterator[str]:
    """One line for each group of the person taxonomy."""
    yield "| group | its roles |"
    yield "| --- | --- |"
    for group, roles in PEOPLE.items():
        yield f"| `{group}` | {', '.join(f'`{role}`' for role in roles)} |"


def document() -> str:
    """The whole page."""
    seen: list[type[Written]] = []
    parts = [HEAD, "## Tags of the podcast namespace\n\n", "\n".join(tag_rows()), "\n"]
    for title, model in FILES.items():
        parts += [f"\n## {title}\n\n", "\n".join(rows(model)), "\n"]
        models(model, seen)
    for model in sorted((one for one in seen if one not in FILES.values()), key=docs_name):
        about = " ".join((model.__doc__ or "").split())
        parts += [f"\n### {docs_name(model)}\n\n{about}\n\n", "\n".join(rows(model)), "\n"]
        parts += ["\n", "\n".join(role_rows()), "\n"] if docs_name(model) == "Person" else []
    return "".join(parts)


def test_the_page_is_what_the_models_say() -> None:
    """`UPDATE_GOLDEN=1` writes it again."""
    if os.environ.get("UPDATE_GOLDEN"):
        DOCS.write_text(document(), encoding="utf-8")

    assert document() == DOCS.read_text(encoding="utf-8")


def test_every_tag_has_a_field_or_a_reason() -> None:
    """Whatever the namespace knows can be written, or the page says why not."""
    bare = {tag for tag in TAGS if not ways(tag, element.CHANNEL) and not ways(tag, element.ITEM)}

    assert set() == bare
    assert NEVER
