"""A preview for somebody elsewhere: pages in a private bucket, at addresses that are signed and end.

A page is a copy of the one that would be published. Relative links carry no signature, so each of its links, scripts
and pictures, and its recording, has a signed address of its own. What is not part of the preview leads to the public
address.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from feedpub import fetch
from feedpub.commands.preview.closed import refuse_listed, refuse_readable
from feedpub.commands.preview.copies import Copies, copies
from feedpub.commands.preview.episodes import PreviewedEpisode
from feedpub.commands.preview.show import PreviewContent, PreviewedShow
from feedpub.commands.status import State
from feedpub.deploy.destination import Destination, open_target
from feedpub.deploy.previews import OpenPreview, open_previews, remember
from feedpub.errors import Denied, FeedpubError, Invalid, Refused, VerificationFailed
from feedpub.model.address import HOME
from feedpub.standards import is_private_address
from feedpub.storage import Body, Bucket, Storage
from feedpub.storage.open import open_bucket

LONGEST = 7
"""Days for which an address can be signed (AWS Signature Version 4, `X-Amz-Expires`)."""

NO_STORE = "no-store"
"""Cache-Control of every object: nobody keeps a page that ends."""

_PROBE = "probe.txt"
_SHOWN = frozenset({State.DRAFT, State.NEW, State.SCHEDULED})

OnPut = Callable[[int, int], None]
"""Called with how many objects are sent, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPreview:
    """A preview that somebody can open."""

    preview: OpenPreview
    url: str
    """Of its home page."""

    pages: tuple[tuple[str, str], ...]
    """Title and address of each episode's page."""

    is_temporary: bool
    """The credentials that signed it end by themselves, and the addresses with them."""


def send_preview(
    shown: PreviewedShow,
    to: str,
    *,
    now: datetime,
    days: int = LONGEST,
    author: str = "",
    on_put: OnPut = lambda _sent, _all: None,
) -> SentPreview:
    """Put the pages of all that is not published as it is into a private bucket, at addresses that end after `days`.

    `to` is `s3://bucket/prefix`. Raises `Refused` for a place that strangers can list or read, or that is published;
    `Invalid` where the show cannot be shown. What was put is removed then.
    """
    content = shown.content
    if content is None:
        raise Invalid(shown.problems)
    episodes = [one for one in shown.episodes if _is_sent(one, content)]
    if not episodes:
        raise Refused(
            "every episode is published as it is, so there is nothing to preview", hint="edit one, or write a draft"
        )
    where = content.where
    _refuse_published(where, to)
    bucket = open_bucket(to, endpoint=where.endpoint, region=where.region, profile=where.profile)
    made = copies(shown, content, episodes, bucket, ends=now + timedelta(days=days))
    preview = OpenPreview(
        name=made.name,
        to=to,
        endpoint=where.endpoint or "",
        author=author,
        created=now.astimezone(UTC),
        ends=made.ends.astimezone(UTC),
        keys=tuple(sorted({f"{made.name}/{_PROBE}", *made.objects})),
    )
    _put(made, preview, where, bucket, on_put)
    url = made.signed(HOME)
    pages = tuple((one.title, made.signed(one.page)) for one in episodes)
    return SentPreview(preview=preview, url=url, pages=pages, is_temporary="X-Amz-Security-Token" in url)


def _put(made: Copies, preview: OpenPreview, where: Destination, bucket: Bucket, on_put: OnPut) -> None:
    """Put all objects where strangers cannot read them; if any of it fails, what was put is removed.

    The preview is remembered first, so that what a killed run has put can be removed, too.
    """
    state = open_target(where).state
    remember(state, lambda known: (*known, preview))
    try:
        _refuse_open(made, where, bucket, preview.to)
        for number, (key, (body, kind)) in enumerate(made.objects.items(), 1):
            bucket.put(key, body, type=kind, cache=NO_STORE)
            on_put(number, len(made.objects))
        _verify(made, where, bucket)
    except BaseException:
        with suppress(FeedpubError):
            _delete(bucket, preview)
            _forget(state, preview)
        raise


def remove_previews(where: Destination) -> tuple[OpenPreview, ...]:
    """Delete the objects of all open previews of a show, and forget them; gives those that were removed."""
    state = open_target(where).state
    previews = open_previews(state)
    for one in previews:
        bucket = open_bucket(one.to, endpoint=one.endpoint or None, region=where.region, profile=where.profile)
        _delete(bucket, one)
        _forget(state, one)
    return previews


def _forget(state: Storage, preview: OpenPreview) -> None:
    remember(state, lambda known: tuple(one for one in known if one.name != preview.name))


def _is_sent(one: PreviewedEpisode, content: PreviewContent) -> bool:
    return one.page in content.documents and (one.state in _SHOWN or bool(one.edited)) and not one.problems


def _refuse_published(where: Destination, to: str) -> None:
    """Raise `Refused` for a place in what is published, or in its state; and for a whole bucket that holds either."""
    for place, what in ((where.to, "what is published"), (where.state, "the private state")):
        ours, theirs = place.rstrip("/") + "/", to.rstrip("/") + "/"
        if ours.startswith(theirs) or theirs.startswith(ours):
            raise Refused(
                f"{to} and {what} ({place}) lie in each other", hint="name a prefix of its own: s3://bucket/previews"
            )


def _refuse_open(made: Copies, where: Destination, bucket: Bucket, to: str) -> None:
    key, secret = f"{made.name}/{_PROBE}", token_hex(16).encode()
    bucket.put(key, Body.of_bytes(secret), type="text/plain", cache=NO_STORE)
    refuse_listed(to, key, own=made.sign(key))
    refuse_readable(where, to, key, secret, own=made.sign(key))


def _verify(made: Copies, where: Destination, bucket: Bucket) -> None:
    """Raise `VerificationFailed` unless the home opens by its address, and only by that."""
    url = made.signed(HOME)
    private = is_private_address(url)
    signed = fetch.request(url, allow_private=private)
    if signed.status != 200 or NO_STORE not in signed.headers.get("Cache-Control", ""):
        raise VerificationFailed(
            f"the signed address answers {signed.status}, not the page as it was sent",
            where=bucket.name,
            hint="look at `region:` in show.yaml, at the clock of this machine, and at its rights there (s3:GetObject)",
        )
    unsigned = fetch.request(url.partition("?")[0], allow_private=private)
    if unsigned.status == 200:
        raise Refused(
            f"everybody can read {bucket.name} without a signature, so a preview there would never end",
            where=where.to,
            hint="name a bucket, or a prefix in one, that is not public",
        )


def _delete(bucket: Storage, preview: OpenPreview) -> None:
    for key in preview.keys:
        bucket.delete(key)
        with suppress(Denied):  # such rights are needed only where the bucket keeps versions
            bucket.delete_versions(key)
