"""What a plan changes for listeners, item by item, field by field: as a document, and from it as text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from feedpub.catalog import Altered, Change, Transition
from feedpub.catalog.words import compare_words
from feedpub.output.errors import Document
from feedpub.output.text import Line, moment, visible

RENAME, EDIT = "rename", "edit"
"""Kinds of changes beside those of `Transition`."""


def plain_changes(changes: Sequence[Change]) -> list[Document]:
    """What listeners will notice."""
    return [
        {
            "kind": _kind(change),
            "slug": change.slug or None,
            "title": change.title,
            "renamed_from": change.renamed_from or None,
            "fields": [_plain_field(one) for one in change.altered],
        }
        for change in changes
    ]


def _kind(change: Change) -> str:
    """The most of what a change is, in one word; `renamed_from` and `fields` hold the rest."""
    if change.transition:
        return change.transition.value
    return RENAME if change.renamed_from else EDIT


def _plain_field(one: Altered) -> Document:
    words = [{"operation": run.operation, "text": run.text} for run in compare_words(*one.prose)] if one.prose else None
    return {"field": one.field, "before": one.before, "after": one.after, "words": words}


# --- one change as text, whatever it is printed as


@dataclass(frozen=True, slots=True)
class _Text:
    """One change: what happens, and what it says of its fields."""

    name: str
    """`first-light`, or `show`."""

    title: str
    heads: tuple[str, ...]
    """What happens; empty for an edit."""

    notes: tuple[tuple[str, Sequence[Document]], ...]
    """Field → what is said of it, as runs of words; no field: of all of it."""


_CHANGES = {
    Transition.BEGIN.value: "new show {}",
    Transition.ADD.value: "add {}",
    Transition.SCHEDULE.value: "schedule {}",
    Transition.RELEASE.value: "release {}",
    Transition.UNSCHEDULE.value: "take {} off the schedule",
    Transition.REMOVE.value: "unpublish {}",
    Transition.PURGE.value: "purge {}",
    Transition.RESTORE.value: "restore {}",
}
_AT_PUBLICATION = "at publication"


def _texts(document: Document, changes: Sequence[Document]) -> Iterator[_Text]:
    """Each of these changes of a plan as text."""
    episodes = {one["slug"]: one for one in document["episodes"]}
    decisions: dict[str, list[Document]] = {}
    for one in document["decisions"]:
        decisions.setdefault(one["slug"], []).append(one)
    for change in changes:
        slug = change["slug"]
        yield _text(change, episodes.get(slug), decisions.get(slug, ()), zone=document["timezone"])


def _text(change: Document, episode: Document | None, decisions: Sequence[Document], *, zone: str | None) -> _Text:
    name = " ".join(filter(None, (change["slug"], f'"{change["title"]}"')))
    heads = [f"rename {change['renamed_from']} to {name}"] if change["renamed_from"] else []
    if sentence := _CHANGES.get(change["kind"]):
        heads.append(sentence.format(name) + _when(change, episode, zone))
    notes = [(field["field"], _runs(field)) for field in change["fields"]]
    if change["kind"] == Transition.ADD and episode and episode["published"] is None:
        notes.insert(0, ("", _same("its date will be that of the publication")))
    notes += [(one["field"], _same(one["text"])) for one in decisions]
    return _Text(change["slug"] or "show", change["title"], tuple(heads), tuple(notes))


def _when(change: Document, episode: Document | None, zone: str | None) -> str:
    """The date of an episode that is scheduled."""
    if episode is None or episode["state"] != "scheduled":
        return ""
    before = "" if change["kind"] == Transition.SCHEDULE else ", scheduled"
    return f"{before} for {moment(episode['published'], zone)}"


def _same(text: str) -> Sequence[Document]:
    return [{"operation": "same", "text": text}]


def _runs(field: Document) -> Sequence[Document]:
    """What a field says: its words, those that change marked; or both values, where they fit into a line."""
    if field["words"]:
        return _abridged(field["words"])
    is_new_date = field["field"] == "published" and field["after"] is None
    new = _AT_PUBLICATION if is_new_date else _quoted(field["after"])
    return _same(f"{_quoted(field['before'])} → {new}")


def _quoted(text: str | None) -> str:
    if text is None:
        return "nothing"
    return text if text in ("yes", "no") else f'"{text}"'


_CONTEXT = 6
"""Words that are shown on each side of those that change."""


def _abridged(runs: Sequence[Document]) -> Sequence[Document]:
    """The runs with only a few words around each that changes; tags of HTML are shown only where they change.

    `glued`: no space stands between this run and the one before.
    """
    shown: list[Document] = []
    for at, run in enumerate(runs):
        before = runs[at - 1]["text"] if at else ""
        is_pair = run["operation"] == "insert" and at and runs[at - 1]["operation"] == "delete"
        edges = _without_tags(before)[-1:], _without_tags(run["text"])[:1]
        glued = not is_pair and all(edge.strip() for edge in edges)
        if run["operation"] == "same":
            text = _around(run["text"], first=at == 0, last=at == len(runs) - 1)
        else:
            text = " ".join(unescape(run["text"]).split()) or "(a space or a line break)"
        if text:
            shown.append({**run, "text": text, "glued": glued})
    return shown


def _around(text: str, *, first: bool, last: bool) -> str:
    words = unescape(_without_tags(text)).split()
    if first:
        return " ".join(["…" if len(words) > _CONTEXT else "", *words[-_CONTEXT:]]).strip()
    if last:
        return " ".join([*words[:_CONTEXT], "…" if len(words) > _CONTEXT else ""]).strip()
    if len(words) > 2 * _CONTEXT:
        return " ".join([*words[:_CONTEXT], "…", *words[-_CONTEXT:]])
    return " ".join(words)


_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|blockquote|pre|table|tr|td|th|div|hr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")


def _without_tags(text: str) -> str:
    """The words of HTML, as far as they are in a piece of it; an end of a block is a space."""
    return _TAG.sub("", _BLOCK.sub(" ", text))


# --- for people


def change_lines(document: Document, changes: Sequence[Document]) -> Iterator[Line]:
    """Each of these changes of a plan: what happens, then its fields, with words that change as `[-old-] {+new+}`."""
    for text in _texts(document, changes):
        yield from (Line(head, style="bold") for head in text.heads)
        for field, runs in text.notes:
            yield Line(": ".join(filter(None, (text.name, field, _marked(runs, _PLAIN)))))


_PLAIN: Mapping[str, str] = {"same": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
"""As `git diff --word-diff` marks them."""

_MARKDOWN: Mapping[str, str] = {"same": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}


def _marked(runs: Sequence[Document], marks: Mapping[str, str]) -> str:
    parts = (("" if run.get("glued") else " ") + marks[run["operation"]].format(run["text"]) for run in runs)
    return "".join(parts).strip()


def markdown_changes(document: Document) -> Iterator[str]:
    """All changes of a plan as a list in Markdown, in which nothing that an author wrote is Markdown or HTML."""
    for text in _texts(document, document["changes"]):
        heads = text.heads or (f'edit {text.name} "{text.title}"',)
        yield from (f"- **{escaped(head)}**" for head in heads)
        for field, runs in text.notes:
            safe = [{**run, "text": escaped(run["text"])} for run in runs]
            yield "  - " + ": ".join(filter(None, (escaped(field), _marked(safe, _MARKDOWN))))


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """Text for Markdown: nothing of it is taken for Markdown, for HTML, for an address or for somebody's name."""
    text = visible(text.replace("\n", " "))
    text = "".join(_ENTITIES.get(letter) or ("\\" + letter if letter in "\\`*_{}[]|#~!" else letter) for letter in text)
    return _ADDRESS.sub(lambda found: f"&#{ord(found[0])};", text)
