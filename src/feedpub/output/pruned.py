"""What `prune` has deleted."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.prune import Pruned
from feedpub.output.errors import Document
from feedpub.output.result import result_document
from feedpub.output.text import Line, count


def prune_document(done: Pruned, plan: Document) -> Document:
    """The end of `prune`."""
    return {
        **result_document("prune", done.run, plan),
        "deleted": list(done.objects),
        "history_deleted": list(done.history),
        "uploads_deleted": [{"key": one.key, "id": one.id} for one in done.uploads],
        "recordings_kept": list(done.recordings),
    }


def prune_lines(document: Document) -> Iterator[Line]:
    """The same for people."""
    found = [
        count(len(document[name]), what)
        for name, what in (
            ("deleted", "object"),
            ("history_deleted", "old revision"),
            ("uploads_deleted", "unfinished upload"),
        )
        if document[name]
    ]
    yield Line(f"deleted: {', '.join(found)}" if found else "nothing to delete")
    if kept := document["recordings_kept"]:
        yield Line(
            f"recordings that the feed named once stay, since apps keep the first address they saw: {len(kept)} "
            "(--media deletes them, unpublish --purge those of one episode)"
        )
