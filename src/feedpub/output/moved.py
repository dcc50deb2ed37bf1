"""The plan and the result of `move`: what is where now, and what has to be set by hand, with its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from feedpub.commands.move import Moved, PlannedMove, PreparedMove
from feedpub.deploy.destination import Destination
from feedpub.output.errors import Document
from feedpub.output.plan import plain_phase, plan_document
from feedpub.output.result import dry_run_document, result_document, result_lines
from feedpub.output.text import Line, count, size
from feedpub.standards.redirects import moved_settings

WEEKS = 4
"""For which the old feed has to lead to the new one (https://podcasters.apple.com/support/837-change-the-rss-feed-url)."""


def planned_move_document(done: PlannedMove) -> Document:
    """A move that is not carried out."""
    plan = dry_run_document("move", plan_document(done.planned))
    return {**plan, "move": {**_move(done.prepared), "redirect_set": False, "moved_by_others": False, "old_plan": None}}


def move_document(done: Moved) -> Document:
    """The end of `move`."""
    result = result_document("move", done.new_run, plan_document(done.planned))
    old_plan = [plain_phase(phase) for phase in done.old_run.outcome.plan.phases]
    move = {**_move(done.prepared), "redirect_set": done.is_redirected}
    return {**result, "move": {**move, "moved_by_others": done.by_others, "old_plan": old_plan}}


def _move(prepared: PreparedMove) -> Document:
    old, new = prepared.old, prepared.new
    is_redirected = old.has_address and new.has_address and old.base != new.base
    is_store = is_redirected and _is_of_store(old)
    settings = []
    if is_redirected and not is_store:
        settings = moved_settings(old.base, new.base, bucket="" if old.is_directory else old.to)
    return {
        "from": old.to,
        "to": new.to,
        "old_feed_url": old.feed_url if old.has_address else None,
        "new_feed_url": prepared.new_feed_url or None,
        "old_is_bucket": not old.is_directory,
        "old_cannot_redirect": is_store,
        "address_stays": old.base == new.base and new.has_address,
        "show_file": prepared.show.name,
        "show_file_written": prepared.text is not None,
        "show_file_lines": list(prepared.lines),
        "redirect_settings": [one._asdict() for one in settings],
    }


def _is_of_store(old: Destination) -> bool:
    """Whether an address is the store's own, where nothing can be set but what an S3 website has."""
    host, endpoint = urlsplit(old.base).hostname or "", urlsplit(old.endpoint or "").hostname or "amazonaws.com"
    return not old.is_directory and "s3-website" not in host and f".{host}".endswith(f".{endpoint}")


# --- for people


def planned_move_lines(document: Document) -> Iterator[Line]:
    """The end of a dry run, below the plan of the new place."""
    move = document["move"]
    if move["new_feed_url"]:
        yield Line(
            f"then, at {move['from']}: the feed says that the show is at {move['new_feed_url']}, and pages lead there"
        )
    yield Line(f"then {move['show_file']} gets:")
    yield from (Line(line, indent=2) for line in move["show_file_lines"])
    if move["old_is_bucket"]:
        yield Line("if the old bucket is an S3 website, it gets a rule that answers 301 for the old prefix")
    yield from _settings(move)
    yield Line("dry run: nothing was changed", style="bold")


def move_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """The end of `move`: the new place, and what its author has to do where feedpub cannot."""
    move = document["move"]
    yield from result_lines(document, details=details)
    if move["moved_by_others"]:
        yield Line("another run has brought the show there: an earlier one, or somebody else's at the same time")
    elif document["plan"]:
        yield Line(_copied(document))
    yield from _old_place(move)
    yield from _show_file(move)
    yield from _settings(move)


def _copied(document: Document) -> str:
    puts = {phase["phase"]: [one for one in phase["actions"] if one["action"] == "put"] for phase in document["plan"]}
    media, history = puts.get("media", []), puts.get("history", [])[:-1]  # the last one is this very move
    bytes_ = sum(one["size"] for one in media)
    return f"copied: {count(len(media), 'file')} ({size(bytes_)}), and {count(len(history), 'revision')} of the history"


def _old_place(move: Document) -> Iterator[Line]:
    if move["new_feed_url"]:
        yield Line(
            "the old feed goes on with the same episodes, and says where the new one is; nothing is deleted at "
            f"{move['from']}"
        )
    else:
        yield Line(f"nothing is published at {move['from']} any more; nothing is deleted there")
    if move["address_stays"]:
        yield Line(f"now have the public address lead to {move['to']}, then: feedpub verify", style="yellow")


def _show_file(move: Document) -> Iterator[Line]:
    if move["show_file_written"]:
        yield Line(f"{move['show_file']} names the new place; commit it, so that others and your CI publish there")
        return
    yield Line(
        f"write this into {move['show_file']}, which feedpub cannot change without changing more:", style="yellow"
    )
    yield from (Line(line, indent=2) for line in move["show_file_lines"])


def _settings(move: Document) -> Iterator[Line]:
    if move["old_cannot_redirect"]:
        yield Line(_NO_REDIRECT)
    if not move["redirect_settings"]:
        return
    if move["redirect_set"]:
        yield Line(
            f"the website of {move['from']} answers 301 now; a CDN in front of another address of it needs one of:"
        )
    else:
        yield Line(_REDIRECT)
    for one in move["redirect_settings"]:
        yield Line(f"{one['server']} ({one['where']}):", indent=2)
        yield Line(one["text"], indent=4)
    yield Line(
        f"Apple asks for {WEEKS} weeks. Keep the redirect of the feed for as long as you own the name, since some apps "
        "look rarely, and that of the recordings for a year; keep what is in the old place until then, too"
    )


_NO_REDIRECT = (
    "the old address is the store's own, which cannot redirect (301): keep the old place as it is, for as long as "
    "anybody asks there; next time, a name of your own in front of the bucket makes a move easier"
)
_REDIRECT = "the old addresses of feed, recordings and pages need a real redirect (301): set one of these"
