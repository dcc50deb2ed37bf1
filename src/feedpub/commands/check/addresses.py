"""Checking a live feed from outside: its XML, how it is answered, its media, artwork, chapters and transcripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from feedpub.artwork import facts_of_bytes as picture_facts
from feedpub.chapters import facts_of_bytes as chapter_facts
from feedpub.commands.check.checked import Checked, Options
from feedpub.commands.check.documents import checked
from feedpub.commands.check.feed_answers import Fetched, fetch
from feedpub.commands.check.live import look
from feedpub.commands.check.media import Media
from feedpub.feed_view import with_facts
from feedpub.fetch import Inside
from feedpub.reader import read
from feedpub.standards import is_private_address
from feedpub.transcripts import facts_of_bytes as transcript_facts


def unseen(_done: int, _total: int, _url: str) -> None:
    """Progress that nobody looks at."""


def check_address(
    url: str,
    *,
    options: Options,
    now: datetime,
    media: Media,
    allow_private: bool = False,
    on_progress: Callable[[int, int, str], None] = unseen,
) -> Checked:
    """What is wrong with the feed at an address. `now` is aware.

    `media` says whose enclosures, artwork and sidecars are asked for, `allow_private` whether addresses of this machine
    and its network may be. Raises `WebError` if nothing can be read there.
    """
    rules = options.rules()
    fetched = _fetched(url, allow_private=allow_private)
    seen = read(fetched.data, now=now, address=fetched.url)
    feed = replace(with_facts(seen.feed, {"": fetched.facts}), rehearsal=allow_private and is_private_address(url))
    facts = look(
        feed,
        media=media,
        allow_private=allow_private,
        on_progress=on_progress,
        read_picture=picture_facts,
        read_chapters=chapter_facts,
        read_transcript=transcript_facts,
    )
    found = checked(seen, name=url, options=options, rules=rules, feed=with_facts(feed, facts))
    unchecked = media.unchecked(len(feed.items))
    return replace(found, hops=(*fetched.hops, fetched.url) if fetched.hops else (), unchecked=unchecked)


def _fetched(url: str, *, allow_private: bool) -> Fetched:
    """The feed; whoever names a private address is told how it is asked all the same."""
    try:
        return fetch(url, allow_private=allow_private)
    except Inside as error:
        if allow_private or urlsplit(error.where).hostname != urlsplit(url).hostname:  # a redirect led there
            raise
        hint = "listeners need a public address; to rehearse with this one: --allow-private"
        raise Inside(error.message, where=error.where, hint=hint) from None
