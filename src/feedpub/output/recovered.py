"""The results of undo and recover: what was taken back or brought back, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.recover import Recovered
from feedpub.commands.undo import UndoResult
from feedpub.output.errors import Document
from feedpub.output.result import result_document, result_lines
from feedpub.output.text import Line


def undo_document(done: UndoResult, plan: Document) -> Document:
    """The end of `undo`."""
    return {**result_document("undo", done.run, plan), "undone_revision": done.undone}


def recover_document(done: Recovered, plan: Document) -> Document:
    """The end of `recover`."""
    return {
        **result_document("recover", done.run, plan),
        "recovered_revision": done.revision,
        "rebuilt": done.is_rebuilt,
        "unknown": list(done.unknown),
        "on_hold": list(done.on_hold),
        "missing": [{"key": key, "hint": text} for key, text in done.missing.items()],
    }


# --- for people


def undo_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """The end of `undo`: what the feed is now, and what the next publish of the files does."""
    yield from result_lines(document, details=details)
    if document["undone_revision"] is not None and document["plan"]:
        yield Line(
            f"revision {document['undone_revision']} is taken back, as revision {document['revision']}; correct your "
            "files, too: feedpub publish refuses what was taken back (to take back the undo: feedpub undo)"
        )


def recover_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """The end of `recover`: where the catalog is from, what is on hold, and what nobody can tell."""
    if not document["plan"]:
        yield Line(f"nothing to recover: the catalog is sound, of revision {document['revision']}")
        return
    yield from result_lines(document, details=details)
    if document["rebuilt"]:
        yield Line(f"the catalog is rebuilt, as revision {document['revision']}")
    elif document["recovered_revision"] is not None:
        yield Line(f"revision {document['recovered_revision']} is recovered, as revision {document['revision']}")
    yield from (Line(text, style="yellow") for text in document["unknown"])
    for slug in document["on_hold"]:
        yield Line(f"{slug} is on hold; to publish it, name its file: feedpub publish FILE --restore", style="yellow")
    yield from (Line(f"{one['key']} is gone: {one['hint']}", style="red") for one in document["missing"])
