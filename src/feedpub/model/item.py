"""An episode as it is published: what the author wrote and what its files measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from feedpub.elements.collection import NONE, Elements, Holding
from feedpub.elements.element import ITEM
from feedpub.model.chapter import Chapter
from feedpub.standards import is_http_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What the tags of a stored audio file say: apps that read them there show this, whatever the feed says."""

    title: str
    show: str
    author: str = ""
    season: int | None = None
    number: int | None = None
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """What the feed must say about an audio file, measured from its bytes.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> catalog = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).after
    >>> enclosure = catalog.items[0].enclosure
    >>> enclosure.type, enclosure.duration_ms, enclosure.file
    ('audio/mpeg', 37730, '../../media/trailer.mp3')
    """

    key: str
    """Address in storage, which holds the digest, so it never changes meaning; or the absolute address of a recording
    that stays elsewhere. Of such a one nothing is measured: type, size and duration are what the author says.
    """

    type: str
    size: int
    """Exact length in bytes; players seek with it."""

    duration_ms: int
    digest: str
    """SHA-256 (hex) of the stored bytes, tags included."""

    identity: str
    """SHA-256 (hex) of the recording without tags."""

    bitrate: int
    sample_rate: int
    channels: int
    file: str
    """`audio:` as the author wrote it; while it says the same, the file may be absent."""

    prefix: str = ""
    """Analytics prefix at first publication (`https://op3.dev/e/`); a changed one applies to new items only."""

    tags: Tagged | None = None
    """What feedpub wrote into the file; None: the author's own bytes."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the recording is no object of ours, but stays at an address elsewhere."""
        return is_http_url(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artwork:
    """A picture of the author's: of the show, an episode, a chapter, somebody, or what a link leads to."""

    key: str
    type: str
    size: int
    width: int
    height: int
    digest: str
    file: str
    """`image:` as the author wrote it."""

    alt: str = ""
    """What can be seen, for those who cannot see it."""

    credit: str = ""
    """Who made it."""

    tint: str = ""
    """`#rrggbb` that a show's cover is known by, found once in its pixels: pages have their colours from it. Empty for
    every other picture, and for covers that were published before.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedPicture:
    """A picture made from an artwork, for pages and those who link to them."""

    name: str
    """What it is for: `card` (1200 × 630, for links shared elsewhere), `icon-32`, `icon-180`, `icon-512`, `cover-300`,
    `cover-600` (by edge in pixels); `share` and `share-plain` (1200 × 630, for links to an episode, with its title or
    without any text) and `share-outdated`, which no page shows; `chapter` for each picture of a chapter, at most 96
    pixels a side; `portrait-192`, `portrait-320` and `link` (648 × 432) for those of people and links.
    """

    key: str
    type: str
    size: int
    width: int
    height: int
    digest: str
    source: str
    """SHA-256 (hex) of the artwork it was made from, or of all that one of `OF_SHARE` shows: it is made anew only when
    that changes, or the deriver.
    """

    deriver: int
    """Which way of making it; `LOST`: it has to be made again."""


LOST = -1
"""No way of making a picture: its bytes are gone from the target."""

OF_CHAPTER, OF_LINK = "chapter", "link"
"""The names of small pictures of chapters and of what links lead to."""

GUEST = "guest"
"""The role of whoever stands on an episode's picture for sharing (podcast namespace, person taxonomy)."""

SHARE, SHARE_PLAIN, SHARE_OUTDATED = "share", "share-plain", "share-outdated"
"""The names of an episode's picture for links that are shared elsewhere: with its title, without any text, and one that
shows what the episode said once, kept until its artwork is here again.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterFile:
    """`podcast:chapters`: the chapters as a JSON file."""

    key: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """`podcast:transcript`: one file in one format and language."""

    key: str
    type: str
    size: int
    digest: str
    file: str
    language: str = ""
    rel: str = ""
    own_page: bool = False
    """It has more words than an episode's page holds: its text has a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Background the author points to; printed below the notes."""

    title: str
    url: str
    note: str = ""
    kicker: str = ""
    image: Artwork | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was changed after the episode was published."""

    date: str
    """ISO 8601, of a day."""

    text: str


_COMMA = re.compile("[,;，；、،؛]")
"""What stands between keywords, in several scripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Holding):
    """One episode, published or scheduled.

    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> trailer, now = Path("feeds/tidewater/trailer.yaml"), datetime(2026, 10, 1, 12, tzinfo=UTC)
    >>> catalog = feedpub.publish([trailer], now=now, to="public/plan", stop_after_plan=True).after
    >>> catalog.items[0].slug, catalog.items[0].type, catalog.items[0].published.isoformat()
    ('trailer', 'trailer', '2026-09-01T05:00:00+00:00')
    """

    holds: ClassVar[str] = ITEM

    slug: str
    guid: str
    title: str
    published: datetime
    """Aware, UTC, whole seconds: the item's `pubDate`."""

    enclosure: Enclosure
    summary: str = ""
    """Plain text, one or two sentences."""

    notes: str = ""
    """Sanitised HTML as it was published, without the show's footer."""

    link: str = ""
    """The author's own page for the episode; empty means the one here, or the show's."""

    season: int | None = None
    number: int | None = None
    type: str = "full"
    """`full`, `trailer` or `bonus`."""

    explicit: bool | None = None
    """None: as the show."""

    author: str = ""
    image: Artwork | None = None
    derived: tuple[DerivedPicture, ...] = ()
    """Of the episode's own artwork; without one the channel's stand for it."""

    chapters: tuple[Chapter, ...] = ()
    """In order of time; `image` is the key of one of `pictures`, or an address elsewhere."""

    chapter_file: ChapterFile | None = None
    pictures: tuple[Artwork, ...] = ()
    """Of chapters."""

    transcripts: tuple[Transcript, ...] = ()
    transcript_page: str = ""
    """`off`: the text of its transcripts is on no page, and in no search; the files are in the feed all the same."""

    links: tuple[Link, ...] = ()
    number_display: str = ""
    """What apps show instead of the number."""

    elements: Elements = NONE
    """Those that may stand in an item: `item.all(Funding)`; the show's people stand in front of its own."""

    keywords: tuple[str, ...] = ()
    """Of the episode alone; no feed has them, tags in audio files do."""

    permalink: bool = False
    """The guid is the address of a page, as the feed says from which the episode moved here."""

    own_page: bool = False
    """Search engines shall find its page here, too, although `link` names another."""

    canonical: str = ""
    """Page of the same episode in another show, to which search engines are sent; empty: there is none."""

    block: bool = False
    scheduled: bool = False
    """Uploaded and recorded, but due later: in no feed and on no page. Stored as `withheld`."""

    first: datetime
    """When it was first recorded; aware, UTC."""

    dated: bool = False
    """The author wrote `published`."""

    files: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 (hex) of the author's files that this was made of, beside the audio; by name."""

    sources: tuple[str, ...] = ()
    """Digests of the last 20 sources, newest last: an equal earlier one is an old checkout."""

    undone: datetime | None = None
    """When an undo took back the source before the newest; None: none did, or a later edit was published."""

    former: tuple[str, ...] = ()
    """Slugs that it had before it was renamed, oldest first: their pages lead to its own."""

    kicker: str = ""
    standfirst: str = ""
    seo_title: str = ""
    content_warning: str = ""
    corrections: tuple[Correction, ...] = ()
    """As the author lists them."""

    credits: tuple[str, ...] = ()
    """In free words."""

    portraits: tuple[Artwork, ...] = ()
    """Of its own people, one for each file."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The keywords one by one: `keywords: sea, light` are two, as programs read the tags of audio files."""
        words = (" ".join(word.split()) for one in self.keywords for word in _COMMA.split(one))
        return tuple(dict.fromkeys(filter(None, words)))

    @property
    def shows_transcript(self) -> bool:
        """Whether pages and their search may show what its transcripts say."""
        return self.transcript_page != "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """That an episode was deleted: who did it, when and why, and which objects were its own."""

    date: datetime
    """Aware, UTC, whole seconds."""

    digest: str
    """SHA-256 (hex) of the recording that listeners had last."""

    keys: tuple[str, ...]
    """Of the objects that were deleted, pages among them; sorted."""

    author: str = ""
    """`user@host`, or the actor and the commit of a CI; empty where nobody said."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An episode that was taken out; its slug and guid stay taken."""

    item: Item
    """As it was last: scheduled, if it was never published. Of what was purged, only slug, guid and dates."""

    removed: datetime
    purged: Purge | None = None
    """None: its objects are there, and it can be restored."""
