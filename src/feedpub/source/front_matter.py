"""Front matter: the fields that Jekyll, Hugo, Eleventy and other programs keep at the top of a Markdown file.

Sources: Jekyll and Hugo, "Front matter" (YAML between `---`, TOML between `+++`, JSON); Eleventy, "Front matter data
formats" (`---json`); pandoc, "yaml_metadata_block" (ends in `---` or `...`) and "pandoc_title_block"; MultiMarkdown and
Pelican, metadata as `Title: …` lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

_KNOWN = frozenset(
    {
        *("title", "subtitle", "date", "lastmod", "updated", "modified", "published", "publishdate", "expirydate"),
        *("author", "authors", "layout", "permalink", "slug", "url", "aliases", "draft", "weight", "type", "tags"),
        *("category", "categories", "keywords", "description", "summary", "excerpt", "image", "cover", "thumbnail"),
        *("audio", "duration", "episode", "season", "guid", "explicit", "status", "lang", "language", "toc"),
    }
)
"""What fields are called there, whatever their case; other names count where none has a capital letter."""

_FENCE = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?:yaml|yml|toml|json|js|javascript)?[ \t]*$", re.IGNORECASE)
_YAML_FIELD = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]|$)")
_TOML_FIELD = re.compile(r"([A-Za-z_][\w.-]*|\"[^\"]+\")[ \t]*=")
_JSON_FIELD = re.compile(r"^[ \t{]*[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*:", re.MULTILINE)
_BETWEEN = re.compile(r"[ \t#\-\]}{\[,]|$")
"""How a line begins that belongs to the field above it."""


def front_matter(text: str) -> tuple[str, ...] | None:
    """The names of the fields of the front matter that a text begins with; None if it has none."""
    text = text.lstrip()
    if text.startswith("<!--"):  # which hides it from editors
        text = text.removeprefix("<!--").lstrip("-").lstrip()
    if text.startswith("{"):
        return _of_json(text)
    lines = text.splitlines()
    if lines and (fence := _FENCE.fullmatch(lines[0])):
        ends = {"---": ("---", "..."), "+++": ("+++",)}[fence["fence"]]
        end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ends), None)
        return None if end is None else _between_fences(lines[1:end])
    return _of_header(lines)


def _between_fences(lines: Sequence[str]) -> tuple[str, ...] | None:
    """The fields between two fences; None for text between two thematic breaks."""
    if not any(line.strip() for line in lines):
        return ()
    body = "\n".join(lines).strip()
    if body.startswith("{"):
        return _of_json(body) or tuple(dict.fromkeys(_JSON_FIELD.findall(body))) or None
    own = [line for line in lines if not _BETWEEN.match(line)]
    for pattern in (_YAML_FIELD, _TOML_FIELD):
        fields = [match[1].strip('"') for line in own if (match := pattern.match(line))]
        if fields and len(fields) == len(own) and _are_fields(fields):
            return tuple(dict.fromkeys(fields))
    return None


def _are_fields(names: Iterable[str]) -> bool:
    listed = list(names)
    return any(name.lower() in _KNOWN for name in listed) or all(name == name.lower() for name in listed)


def _of_json(text: str) -> tuple[str, ...] | None:
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return tuple(map(str, value)) if isinstance(value, dict) and value else None


def _of_header(lines: Sequence[str]) -> tuple[str, ...] | None:
    """`Title: …` lines up to the first empty one, as MultiMarkdown and Pelican have them: two of them are known."""
    head = lines[: next((at for at, line in enumerate(lines) if not line.strip()), len(lines))]
    fields = [match[1] for line in head if (match := _YAML_FIELD.match(line))]
    is_header = len(fields) == len(head) and fields and fields[0].lower() == "title"
    return tuple(fields) if is_header and sum(name.lower() in _KNOWN for name in fields) > 1 else None
