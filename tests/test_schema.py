"""The JSON Schema for editors: admits what the reader accepts, refuses what it can, explains every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests import podcasting20

from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import Written
from feedpub.source import json_schema
from feedpub.source.validation import validate
from feedpub.source.yaml import NodePlaces, compose

EPISODE = "title: First light\naudio: a.mp3\n"
SHOW = """\
title: Tidewater
description: Stories from the shore
link: https://tidewater.example/
language: en
author: Ada Lovelace
image: cover.jpg
categories: Arts
explicit: no
"""

EPISODES = [
    "",
    "title: 1984\naudio: 1984.mp3",
    "number: 010\nseason: '2'",
    "explicit: yes\nblock: 'NO'\ndraft: True",
    "published: 2026-11-23",
    "published: 2026-11-23T07:05+01:00",
    "people: Ada",
    "people: [Ada, 1984, {name: Bob, role: Guest, group: CAST, image: 'https://x.example/b.jpg'}]",
    "transcripts: a.vtt",
    "transcripts: [a.vtt, {file: b.srt, language: no, rel: captions}]",
    "links: https://x.example/",
    "links: [HTTPS://x.example/, {url: 'https://x.example/', title: 1, note: yes}]",
    "notes: |\n  # Tides\n  come",
    "slug: 1984",
    "guid: 12345678",
    "type: bonus\nsummary: 3.14\nauthor: no\nlink: http://x.example/",
    "links: []\npeople: []",
    "people: [{key: ada, role: narrator}]\nlicense: ARR\nlocations: Oslo\ntxt: 7",
    podcasting20.EPISODE,
]
SHOWS = [
    "",
    "language: no",
    "categories: [Society & Culture > Documentary, 'Arts>Books', Science]",
    "funding: https://x.example/give",
    "funding: [https://x.example/give, {url: 'https://y.example/', label: Give}]",
    "owner: {name: Ada, email: ada@x.example, in_feed: yes}",
    "type: serial\nmedium: audiobook\nlocked: no\nblock: no\ncomplete: no",
    "guid: 9b024349-ccf0-5f69-a609-6b82873eab3c",
    "timezone: Europe/Berlin\npublish_hour: 6:30",
    "publish: {to: 's3://b/p', url: 'https://x.example/', feed: rss.xml, region: auto, single_writer: no}",
    "trailer: first-light\nfooter: 7\ncopyright: 2026\nanalytics: https://op3.dev/e/\nnew_feed_url: https://x.example/f",
    "publish: {}",
    "license: {id: 7, url: 'https://x.example/'}\nlocations: [{name: no, country: no}]\nblocks: all\nsocial: disabled",
    "seasons: {1: 1984}\nroster: {ada: {name: 7}}\nupdate_frequency: weekly\npodroll: []",
    "pages: off\nplatforms: {apple: 'https://a.example/', Radio 1: HTTPS://x.example/}\ncontact: ada@x.example",
    "pages: On\ncontact: {email: ada@x.example, subject: 7}\ntheme: {accent: 003366, logo: 7.png, templates: 1984}",
    "theme: {words: {play: 7, episodes: {one: no, other: '{count}'}}, header: [{title: 1, url: 'http://x.example/'}]}",
    "theme: {accent: '#033', accent_dark: 8e8eff, css: a.css, footer: [], words: {}}\nplatforms: {}",
    podcasting20.SHOW,
]
REFUSED = [
    ("episode", "titel: x"),
    ("episode", "number: 0"),
    ("episode", "number: ten"),
    ("episode", "number: 1.5"),
    ("episode", "type: Full"),
    ("episode", "summary: [a]"),
    ("episode", "summary:"),
    ("episode", "explicit: clean"),
    ("episode", "links: example.org"),
    ("episode", "people: [{role: host}]"),
    ("episode", "people: {name: Ada}"),
    ("episode", "transcripts: [{file: a.vtt, rel: x}]"),
    ("episode", "slug: First Light"),
    ("show", "categories: []"),
    ("show", "categories: Kids & family"),
    ("show", "medium: musicL"),
    ("show", "owner: {name: Ada}"),
    ("show", "publish: {feed: feed}"),
    ("show", "publish: {bucket: x}"),
    ("show", "funding: http://x.example/"),
    ("show", "people: [{role: host}]"),
    ("show", "roster: [ada]"),
    ("show", "chat: {server: a.example, protocol: slack}"),
    ("show", "live: [{title: a}]"),
    ("show", "value: [{method: keysend, recipients: []}]"),
    ("show", "platforms: [apple]"),
    ("show", "platforms: {apple: 'http://a.example/'}"),
    ("show", "contact: {subject: Hello}"),
    ("show", "theme: {colour: '#003366'}"),
    ("show", "theme: {accent: red}"),
    ("show", "theme: {words: {play: {few: a}}}"),
    ("show", "theme: {words: {play: {lots: a, other: b}}}"),
    ("show", "theme: {header: [{title: a}]}"),
    ("episode", "soundbites: [{start: 3:15}]"),
    ("episode", "alternates: [{type: video/mp4, sources: []}]"),
    ("episode", "alternates: [{type: mp4, sources: 'https://x.example/'}]"),
    ("episode", "custom: [{text: a}]"),
]

_CORE = {
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+"),
    "float": re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    "null": re.compile(r"~|null|Null|NULL|"),
}


class _Yaml12(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors type it."""


class _Yaml11(yaml.SafeLoader):
    """YAML 1.1, but for timestamps, which JSON does not have."""


_Yaml12.yaml_implicit_resolvers = {}
_Yaml11.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _name, _pattern in _CORE.items():
    _whole = re.compile(rf"^(?:{_pattern.pattern})$")
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _whole, None)


def _text(kind: str, more: str) -> str:
    """The least file of its kind, with lines of it replaced or added."""
    lines: dict[str, str] = {}
    key = ""
    for line in ((SHOW if kind == "show" else EPISODE) + more).splitlines():
        key = key if line.startswith(" ") else line.partition(":")[0]
        lines[key] = f"{lines[key]}\n{line}" if line.startswith(" ") else line
    return "\n".join(lines.values()) + "\n"


def _accepts(kind: Literal["show", "episode"], text: str, loader: type[yaml.SafeLoader]) -> bool:
    value = yaml.load(text, Loader=loader)
    return bool(Draft202012Validator(json_schema(kind)).is_valid(value))


def _problems(kind: str, text: str) -> list[str]:
    composed = compose(text, "x")
    problems = list(composed.problems)
    model: type[Written] = Show if kind == "show" else Episode
    validate(model, composed.root, NodePlaces("x", composed.root), problems)
    return list(map(str, problems))


def _fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema["$defs"].values()):
        mapping = part["anyOf"][1] if "anyOf" in part else part
        yield from mapping["properties"].items()


@pytest.mark.parametrize("loader", [_Yaml11, _Yaml12])
@pytest.mark.parametrize(
    ("kind", "more"), [*(("episode", more) for more in EPISODES), *(("show", more) for more in SHOWS)]
)
def test_what_we_accept_the_editor_accepts(
    kind: Literal["show", "episode"], more: str, loader: type[yaml.SafeLoader]
) -> None:
    """Every form of every field, whichever YAML the editor speaks."""
    text = _text(kind, more)

    assert _problems(kind, text) == []
    assert _accepts(kind, text, loader)


@pytest.mark.parametrize(("kind", "more"), REFUSED)
def test_what_the_editor_can_see_it_refuses(kind: Literal["show", "episode"], more: str) -> None:
    """Wrong keys, words and forms are underlined while typing; the reader refuses them, too."""
    text = _text(kind, more)

    assert _problems(kind, text)
    assert not _accepts(kind, text, _Yaml12)


@pytest.mark.parametrize("kind", ["show", "episode"])
def test_schema_is_valid_closed_and_explained(kind: Literal["show", "episode"]) -> None:
    """Draft 2020-12, no other keys, a description of every field, nothing that is null."""
    schema = json_schema(kind)

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert [name for name, field in _fields(schema) if not field.get("description")] == []
    assert "null" not in str(schema)


@pytest.mark.parametrize("kind", ["show", "episode"])
def test_required_fields_have_examples(kind: Literal["show", "episode"]) -> None:
    """Editors offer them, and the message about a missing field shows one."""
    schema = json_schema(kind)

    required = schema["required"] if kind == "episode" else schema["else"]["required"]
    assert [name for name in required if not schema["properties"][name].get("examples")] == []
