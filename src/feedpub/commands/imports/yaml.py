"""The YAML of an imported show and its episodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feedpub.commands.imports.episode import ImportedEpisode
from feedpub.commands.imports.show import ImportedShow
from feedpub.commands.imports.texts import clean
from feedpub.commands.workspace import yaml_block, yaml_string

_PUBLISH = """
# Where the show is stored, and the public address of that place. Fill it in before you publish to the world.
# publish:
#   to: s3://bucket/prefix
#   url: https://…
"""


def show_yaml(show: ImportedShow, *, schema: str, source: str) -> str:
    """show.yaml; `schema` is the path to its JSON Schema, `source` where the show was imported from."""
    header = f"""\
# yaml-language-server: $schema={schema}
#
# The show, as it was imported from {_comment(source)}
# All fields are explained by: feedpub schema show

"""
    return header + "\n".join(_fields(show.fields, show.comments)) + "\n" + _PUBLISH


def episode_yaml(episode: ImportedEpisode, *, schema: str) -> str:
    """An episode's YAML, without the notes that have a file; `schema` is the path to its JSON Schema."""
    fields, notes = dict(episode.fields), episode.notes
    if notes.text and not notes.suffix:
        fields["notes"] = notes.text
    elif notes.suffix == ".html":
        fields["notes"] = f"{episode.slug}.html"
    return f"# yaml-language-server: $schema={schema}\n\n" + "\n".join(_fields(fields, episode.comments)) + "\n"


def _fields(fields: Mapping[str, object], comments: Mapping[str, str]) -> Iterator[str]:
    for name, why in comments.items():
        if name not in fields:
            yield f"# {name}: {_comment(why)}"
    for name, value in fields.items():
        if name in comments:
            yield f"# {_comment(comments[name])}"
        yield from _field(name, value)


def _comment(text: str) -> str:
    """One line that a file may hold, whatever a feed has put into it."""
    return " ".join(clean(text).split())


def _field(name: str, value: object) -> Iterator[str]:
    match value:
        case Mapping() | list():
            yield f"{name}:"
            yield from (f"  {line}" for line in _lines(value))
        case str() if "\n" in value:
            yield f"{name}: {yaml_block(value)}"
        case _:
            yield f"{name}: {_scalar(value)}"


def _lines(value: Mapping[str, object] | Sequence[object]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            key = name if name.replace("_", "").replace("-", "").isalnum() and not name.isdigit() else yaml_string(name)
            if isinstance(one, Mapping | list):
                yield f"{key}:"
                yield from (f"  {line}" for line in _lines(one))
            else:
                yield f"{key}: {_scalar(one)}"
        return
    for one in value:
        if isinstance(one, Mapping):
            first, *rest = _lines(one)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        else:
            yield f"- {_scalar(one)}"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else yaml_string(str(value))
