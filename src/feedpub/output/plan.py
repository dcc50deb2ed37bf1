"""A plan before anything is done: what listeners will notice, then what is uploaded, as a sum or object by object."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from feedpub.catalog import dated_by_publication
from feedpub.deploy.actions import Action, Delete, Phase, Put, Verify
from feedpub.deploy.events import Planned
from feedpub.deploy.target import Area
from feedpub.model.address import HOME, address, embed_key, enclosure_address, feed_address, item_link, page_key
from feedpub.model.catalog import Catalog
from feedpub.model.item import Item
from feedpub.output.changes import change_lines, plain_changes
from feedpub.output.errors import Document
from feedpub.output.findings import plain_findings
from feedpub.output.text import Line, columns, count, iso, size
from feedpub.standards import is_private_address
from feedpub.standards.redirects import redirect_settings


def plan_document(planned: Planned) -> Document:
    """What a run will change, and what it will do; all that can be known before it is done."""
    channel = planned.after.channel
    slugs = {change.slug for change in planned.changes}
    undated = dated_by_publication(planned.before, planned.after)
    moved = _moved(planned)
    return {
        "to": planned.to,
        "feed_url": feed_address(channel),
        "home_url": address(channel, HOME) if channel.pages else None,
        "local_only": is_private_address(channel.base),
        "timezone": channel.timezone or None,
        "revision": planned.after.revision,
        "first_publication": planned.before is None,
        "plan": [plain_phase(phase) for phase in planned.plan.phases],
        "changes": plain_changes(planned.changes),
        "episodes": plain_episodes(planned.after, slugs, undated=undated),
        "moved_pages": [{"from": old, "to": new} for old, new in moved.items()],
        "redirect_settings": [one._asdict() for one in redirect_settings(moved)],
        "decisions": [{"slug": one.slug, "field": one.field, "text": one.text} for one in planned.decisions],
        "warnings": list(planned.warnings),
        "findings": plain_findings(planned.gate.findings),
        "other_warnings": planned.gate.older,
    }


def _moved(planned: Planned) -> dict[str, str]:
    """Old address → new address of each page of an episode that is renamed, if others than this machine have them."""
    channel, after = planned.after.channel, planned.after
    if not channel.pages or is_private_address(channel.base):
        return {}
    renamed = {one.renamed_from: one.slug for one in planned.changes if one.renamed_from}
    return {
        address(channel, key(old)): address(channel, key(new))
        for old, new in renamed.items()
        if (item := after.item(new)) and old in item.former
        for key in (page_key, embed_key)
    }


def plain_phase(phase: Phase) -> Document:
    """A phase as plain values."""
    return {"phase": phase.name, "actions": [_action(action) for action in phase.actions]}


def _action(action: Action) -> Document:
    """An action; all kinds have the same keys."""
    facts: Document = {"area": Area.SITE.value, "size": None, "type": None, "cache_control": None, "url": None}
    match action:
        case Put():
            kind = "put"
            facts |= {"area": action.area.value, "size": action.body.size, "type": action.type}
            facts |= {"cache_control": action.cache}
        case Verify():
            kind = "verify"
            facts |= {"size": action.size, "type": action.type, "url": action.url}
        case Delete():
            kind = {"object": "delete", "versions": "delete-versions", "upload": "delete-upload"}[action.what]
            facts |= {"area": action.area.value}
    return {"action": kind, "key": action.key, "reason": action.reason, **facts}


def plain_episodes(catalog: Catalog, slugs: set[str], *, undated: frozenset[str] = frozenset()) -> list[Document]:
    """The episodes of these slugs, newest first; of those that are `undated`, only publication knows the date."""
    items = sorted(catalog.items, key=lambda item: (-item.published.timestamp(), item.slug))
    return [_episode(catalog, item, is_dated=item.slug not in undated) for item in items if item.slug in slugs]


def _episode(catalog: Catalog, item: Item, *, is_dated: bool) -> Document:
    return {
        "slug": item.slug,
        "state": "scheduled" if item.scheduled else "published",
        "guid": item.guid,
        "title": item.title,
        "published": iso(item.published) if is_dated else None,
        "link": item_link(catalog.channel, item) if item.link or catalog.channel.pages else None,
        "duration_ms": item.enclosure.duration_ms,
        "audio": {
            "url": enclosure_address(catalog.channel, item.enclosure),
            "size": item.enclosure.size,
            "type": item.enclosure.type,
        },
    }


# --- for people

FEED = "feed"
"""Name of the phase that publishes the feed."""

_PHASES = {
    "media": "upload",
    "verify": "verify the uploads",
    "history": "keep in the history",
    "catalog": "record in the catalog",
    "pages": "publish new pages",
    "linking": "publish the pages that link to them",
    "lists": "publish the home and the lists",
    "links": "verify the pages",
    "feed": "publish the feed",
    "applied": "record that pages and feed are published",
    "delete": "delete",
    "deleted": "record that it is deleted",
    "rewrite": "rewrite the history",
    "versions": "delete earlier versions",
}
NO_OBJECTS, SOME_OBJECTS, ALL_OBJECTS = 0, 12, sys.maxsize
"""How many lines of each phase are printed: in a run, a dry run, and with `-v`. `--json` has all."""

_MOST_CHANGES = 12
"""Of a run; a dry run names all."""


def plan_lines(document: Document, *, objects: int = SOME_OBJECTS, every: bool = False) -> Iterator[Line]:
    """The plan; nothing if there is nothing to do. `objects`: at most as many of each phase are named.

    `every`: all changes are named, and not only of a plan whose objects are.
    """
    if not document["plan"]:
        return
    changes = document["changes"]
    is_whole = every or objects or len(changes) <= _MOST_CHANGES
    shown = changes if is_whole else changes[: _MOST_CHANGES - 1]
    yield from change_lines(document, shown)
    if rest := len(changes) - len(shown):
        yield Line(f"… and {count(rest, 'more change')} (-v shows all)")
    yield from _phases(document["plan"], objects) if objects else [Line(upload_sum(document["plan"]), style="dim")]


def upload_sum(phases: Sequence[Document]) -> str:
    """What is uploaded, in one line: `upload 46 files and the feed: 3.19 MB`."""
    puts = {phase["phase"]: [one for one in phase["actions"] if one["area"] == Area.SITE] for phase in phases}
    files = [one for name, some in puts.items() if name != FEED for one in some if one["action"] == "put"]
    feed = [one for one in puts.get(FEED, ()) if one["action"] == "put"]
    deleted = [one for some in puts.values() for one in some if one["action"] == "delete"]
    uploaded = " and ".join(filter(None, (count(len(files), "file") if files else "", "the feed" if feed else "")))
    parts = (
        f"upload {uploaded}: {size(_bytes([*files, *feed]))}" if uploaded else "",
        f"delete {count(len(deleted), 'file')}" if deleted else "",
    )
    return "; ".join(filter(None, parts)) or "record it in the catalog"


def _phases(phases: Sequence[Document], most: int) -> Iterator[Line]:
    shown = [(phase, _shown(phase, before, most)) for before, phase in pairwise((None, *phases)) if phase]
    rows = iter(list(columns([_row(action) for _, some in shown for action in some], right=frozenset({1}))))
    for phase, some in shown:
        yield Line(f"{_PHASES.get(phase['phase'], phase['phase'])}:", style="dim")
        yield from (Line(next(rows), indent=2) for _ in some)
        if rest := phase["actions"][len(some) :]:
            what = f"… and {count(len(rest), 'more object')}" if some else f"all {len(rest)} objects above"
            yield Line(f"{what}, {size(_bytes(rest))}", indent=2)


def _shown(phase: Document, before: Document | None, most: int) -> Sequence[Document]:
    """Those actions of a phase that are named: all that fit; none if they verify just what the phase before puts."""
    actions: list[Document] = phase["actions"]
    keys = [action["key"] for action in actions]
    if before and len(keys) > 1 and keys == [action["key"] for action in before["actions"]]:
        return ()
    return actions if len(actions) <= most else actions[: most - 1]


def _bytes(actions: Sequence[Document]) -> int:
    return sum(action["size"] or 0 for action in actions)


def _row(action: Document) -> tuple[str, str, str]:
    if action["action"].startswith("delete"):
        return action["key"], "", f"delete: {action['reason']}"
    return action["key"], size(action["size"]), action["reason"]


def phase_line(phase: Document) -> Line:
    """A phase that begins, in few words."""
    total = _bytes([action for action in phase["actions"] if action["action"] == "put"])
    what = count(len(phase["actions"]), "object") + (f", {size(total)}" if total else "")
    return Line(f"{_PHASES.get(phase['phase'], phase['phase'])}: {what}", style="dim")
