"""An episode's YAML from what a recording says, each field with who says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from feedpub.commands.scaffold.listed import chapter_lines
from feedpub.commands.scaffold.texts import block, quoted
from feedpub.model.chapter import Chapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A field that was filled in."""

    name: str
    value: str
    """As people read it."""

    origin: str
    """Who says it: `title tag`, `file name`, `next after 11`."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """Valid values of an episode to be; empty where nothing is known. Paths are from its YAML's folder."""

    title: str
    audio: str
    season: int | None = None
    number: int | None = None
    published: str = ""
    summary: str = ""
    notes: str = ""
    """Markdown or HTML, to stand in the YAML."""

    plain: str = ""
    """All that is told about the episode, without HTML."""

    notes_file: str = ""
    """Or in this file beside it."""

    image: str = ""
    chapters: tuple[Chapter, ...] = ()
    images: Mapping[int, str] = field(default_factory=dict)
    """Of chapters, by number, from 0."""

    transcript: str = ""
    found: list[Found] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What the recording says besides, and why it is not there."""

    def say(self, name: str, value: object, origin: str) -> None:
        """Note who says a field."""
        self.found.append(Found(name=name, value=str(value), origin=origin))


def draft_text(draft: Draft, *, schema: str) -> str:
    """The YAML of an episode; what is not known stands there as an example. `schema` is the path to its JSON Schema."""
    return f"""\
# yaml-language-server: $schema={schema}
#
# An episode. The file's name is its name in addresses, for ever: rename it now rather than later.
# All fields, with what becomes of them: feedpub schema episode

# Without number and show name: apps print those beside it.
title: {quoted(draft.title)}
audio: {quoted(draft.audio)}

# Without the `#`, it is kept back.
# draft: true

""" + "\n".join(_rest(draft))


def _rest(draft: Draft) -> Iterator[str]:
    if draft.season:
        yield f"season: {draft.season}"
    yield f"number: {draft.number}\n" if draft.number else "# number: 1\n"
    yield "# Left out, it is out when it is published. Later than now, it is withheld until `feedpub release`."
    yield f"published: {draft.published}\n" if draft.published else "# published: 2026-11-23T07:05+01:00\n"
    yield "# One or two sentences, for places that show no notes."
    yield f"summary: {quoted(draft.summary)}\n" if draft.summary else "# summary: …\n"
    yield from _notes(draft)
    if draft.image:
        yield f"image: {quoted(draft.image)}\n"
    yield from _chapters(draft)
    if draft.transcript:
        yield f"transcripts:\n  - {quoted(draft.transcript)}\n"
    yield "# people:\n#   - Ada Lovelace\n#   - {name: Grace Hopper, role: guest}\n"


def _notes(draft: Draft) -> Iterator[str]:
    if draft.notes_file:
        yield f"# What listeners read is in {draft.notes_file}, in Markdown.\n"
        return
    yield "# What listeners read, in Markdown; or in a file of the same name that ends in .md."
    yield f"notes: {block(draft.notes)}\n" if draft.notes else "# notes: |\n#   What it is *about*.\n"


def _chapters(draft: Draft) -> Iterator[str]:
    if draft.chapters:
        yield "chapters:"
        yield "\n".join(chapter_lines(draft.chapters, draft.images)) + "\n"
    else:
        yield "# chapters:\n#   - 0:00 Intro\n#   - 3:15 The tide tables\n"
