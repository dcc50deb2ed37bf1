"""What a publish would change in the live feed: as a JSON document, and from it as text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.diff import Live, LiveDifference, StoredFeed
from feedpub.deploy.verify import PublicFeed
from feedpub.output.changes import escaped, markdown_changes
from feedpub.output.errors import SCHEMA, Document
from feedpub.output.plan import NO_OBJECTS, SOME_OBJECTS, plan_document, plan_lines, upload_sum
from feedpub.output.text import Line, count


def difference_document(found: LiveDifference) -> Document:
    """The plan as `publish --dry-run --json` has it, and what is live."""
    return {
        "schema": SCHEMA,
        "command": "diff",
        **plan_document(found.planned),
        "empty": found.is_empty,
        "live": _plain_live(found.live),
    }


def _plain_live(live: Live) -> Document:
    version, public = live.version, live.public
    return {
        "stored": live.stored.value,
        "revision": version.revision if version else None,
        "public": None if public is None else _public_state(public, live),
        "public_revision": public.version.revision if public and public.version else None,
        "public_trouble": (public.trouble or None) if public else None,
    }


def _public_state(public: PublicFeed, live: Live) -> str:
    """`same`, `older`, `newer`, `other` (another feed, or a web page) or `none` (no answer)."""
    if public.trouble:
        return "none"
    if public.is_stored:
        return "same"
    ours, theirs = live.version, public.version
    if ours is None or theirs is None or ours.lineage != theirs.lineage or ours.revision == theirs.revision:
        return "other"
    return "older" if theirs.revision < ours.revision else "newer"


# --- for people


def difference_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """What is live, where that is not simply what was published; then each change, and what is uploaded.

    `details`: each object of the upload.
    """
    yield from (Line(text, label="note") for text in _live(document))
    yield from plan_lines(document, objects=SOME_OBJECTS if details else NO_OBJECTS, every=True)
    if document["empty"]:
        yield Line(_nothing(document))


def markdown_lines(document: Document) -> Iterator[str]:
    """The same as a comment for a pull request."""
    number = len(document["changes"])
    what = "nothing to do" if document["empty"] else count(number, "change") if number else "no change of an episode"
    yield f"### Publishing to {escaped(document['to'])}: {what}"
    yield ""
    for text in _live(document):
        yield f"> {escaped(text)}"
        yield ""
    yield from markdown_changes(document)
    if number:
        yield ""
    yield escaped(_nothing(document) if document["empty"] else upload_sum(document["plan"]))
    yield ""


def _nothing(document: Document) -> str:
    return f"nothing to do: the catalog and the stored feed are as they were published ({document['feed_url']})"


_STORED = {
    StoredFeed.BEHIND.value: "the stored feed is that of revision {revision}, and the catalog is ahead of it: a run "
    "was interrupted; the changes below are counted from that feed, and publishing sends them",
    StoredFeed.CHANGED.value: "the stored feed is not as feedpub published it; publishing sends it again",
    StoredFeed.MISSING.value: "the stored feed is missing; publishing sends it again",
}
_PUBLIC = {
    "older": "{feed_url} still shows revision {public_revision}, the store has revision {revision}: a cache in between",
    "newer": "{feed_url} shows revision {public_revision}, the store only has revision {revision}: does another store "
    "answer there, or was this one restored?",
    "other": "{feed_url} does not show the stored feed: another place, another show or a service in between answers",
    "none": "{feed_url} shows no feed: {public_trouble}",
}


def _live(document: Document) -> Iterator[str]:
    """What should be known of the live feed; nothing where it is what was published."""
    values = {**document, **document["live"], "revision": document["live"]["revision"]}
    for sentence in (_STORED.get(document["live"]["stored"]), _PUBLIC.get(document["live"]["public"] or "")):
        if sentence:
            yield sentence.format(**values)
