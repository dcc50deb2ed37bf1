"""What was purged: what was deleted, who still serves it, what the history has, and where copies may be."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from feedpub.commands.purge import Purged
from feedpub.deploy.verify import purge_commands
from feedpub.output.errors import Document
from feedpub.output.text import Line, count, iso, moment


def purged_document(done: Purged) -> Document:
    """As plain values."""
    return {
        "deleted": list(done.keys),
        "complete": done.is_complete,
        "still_stored": list(done.stored),
        "addresses_asked": done.asked,
        "still_served": [
            {
                "url": one.url,
                "status": one.status,
                "holder": one.holder,
                "age": one.age,
                "cache": one.cache or None,
                "until": iso(one.until) if one.until else None,
                "message": one.message or None,
            }
            for one in done.held
        ],
        "elsewhere": [
            {
                "url": one.url,
                "host": urlsplit(one.url).hostname,
                "status": one.status,
                "message": one.message or None,
            }
            for one in done.elsewhere
        ],
        "purge_commands": purge_commands(done.held),
        "history": "rewritten" if done.rewrites else "kept",
        "history_with_words": list(done.history),
        "copies": [{"holder": one.holder, "ask": one.ask} for one in done.copies],
    }


def purged_lines(document: Document, *, slug: str, zone: str | None) -> Iterator[Line]:
    """The same for people."""
    yield Line(f"{slug}: {count(len(document['deleted']), 'object')} deleted; its slug and guid stay reserved")
    for key in document["still_stored"]:
        yield Line(f"the store still has {key}; run the same command again", style="red")
    yield from _served(document, zone)
    for one in document["elsewhere"]:
        yield Line(
            f"{one['url']} {_answer(one)}: it is at {one['host']}, where feedpub deletes nothing; "
            "delete it there, then run the same command again",
            style="red",
        )
    if document["history"] == "kept":
        yield Line("the private history keeps its words and names; --purge --history takes them out, too")
    else:
        yield Line("the private history has a tombstone in its place")
    for key in document["history_with_words"]:
        yield Line(f"somebody published meanwhile, and {key} has its words; run the same command again", style="red")
    yield Line("copies that nobody can delete from here, and where to ask:")
    for one in document["copies"]:
        yield Line(f"{one['holder']}: {one['ask']}", indent=2)


def _served(document: Document, zone: str | None) -> Iterator[Line]:
    asked, found = document["addresses_asked"], document["still_served"]
    if asked and not found:
        yield Line(f"nothing answers at the {count(asked, 'address')} that listeners had", style="green")
    for one in found:
        yield Line(f"{one['url']}: {_state(one, zone)}", style="red")
    if document["purge_commands"]:
        yield Line("to empty the cache (fill in what is written in capitals):")
        yield from (Line(command, indent=2) for command in document["purge_commands"])
    if found:
        yield Line("then run the same command again: it asks once more, and changes nothing else")


def _answer(one: Document) -> str:
    if one["status"] is not None:
        return f"still answers ({one['status']})"
    return f"does not show that it is gone ({one['message']})" if one["message"] else "was not asked"


def _state(one: Document, zone: str | None) -> str:
    if one["status"] is None:
        return f"nobody can tell whether it is gone: {one['message']}"
    facts = [f"Age: {one['age']}" if one["age"] is not None else "", one["cache"] or ""]
    details = ", ".join(filter(None, facts))
    until = f", until {moment(one['until'], zone)} at the latest" if one["until"] else ""
    return f"{one['holder']} still serves it ({one['status']}{f'; {details}' if details else ''}){until}"
