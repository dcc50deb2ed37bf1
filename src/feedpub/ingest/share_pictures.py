"""The picture of each episode for links that are shared elsewhere: what it shows, and when it is made.

It is made with the episode, and again when what it shows changes, or all pages are rendered anew. What is out without
one stays without until it is edited, or until then: an upgrade alone changes no page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256

from feedpub import artwork
from feedpub.artwork.letters import KnownFile
from feedpub.artwork.share import ShareText, fonts_for, share_picture
from feedpub.catalog.objects import key
from feedpub.elements.podcast.people import Person
from feedpub.model.catalog import Catalog
from feedpub.model.channel import PICTURES, Channel
from feedpub.model.item import GUEST, LOST, SHARE, SHARE_OUTDATED, SHARE_PLAIN, DerivedPicture, Item
from feedpub.model.measured import FontFile, Picture
from feedpub.standards import ARTWORK_TYPES
from feedpub.standards.colours import palette
from feedpub.storage import Body

Fonts = Sequence[FontFile | None]
"""Those that the theme names; None: the file is absent."""

Drawn = tuple[DerivedPicture, Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePictures:
    """Those of a show in one run."""

    after: Catalog
    before: Mapping[str, Item]
    """What was published before this run, by slug."""

    is_renewed: bool
    """Whether all pages are rendered anew, with what has changed in feedpub, in the colours and on the machine."""

    fonts: Sequence[KnownFile] | None = ()
    """The author's; None: some of them are not here, so nobody knows which letters they have."""

    drawn: dict[tuple[str, ...], Drawn] = field(default_factory=dict)
    """By slug, source, colour and fonts, for a run that starts over after a lost race."""

    def of(self, item: Item, picture: Picture | None) -> tuple[tuple[DerivedPicture, ...], Mapping[str, Body]]:
        """That of an episode, with its bytes if it is new; none for what is out without one.

        `picture` is the file of the artwork that it shows, the episode's own or the show's; None: it is not here.
        """
        channel = self.after.channel
        old = next((one for one in item.derived if one.name in {SHARE, SHARE_PLAIN, SHARE_OUTDATED}), None)
        if old is None and not self._is_touched(item):
            return (), {}
        source = source_of(channel, item)
        is_here = picture is not None and picture.digest == (item.image or channel.image).digest
        if picture is None or self.fonts is None or not is_here:
            stays = () if old is None else (old if _is_todays(old, source) else replace(old, name=SHARE_OUTDATED),)
            return stays, {}
        if old is not None and _is_todays(old, source) and not self._is_tried_again(item, old):
            return (old,), {}
        which = (item.slug, source, ground_of(channel), *(one.digest for one in self.fonts))
        if which not in self.drawn:
            self.drawn[which] = _drawn(channel, item, picture, self.fonts, source)
        made, body = self.drawn[which]
        return (made,), {made.key: body}

    def _is_touched(self, item: Item) -> bool:
        return self.is_renewed or self.before.get(item.slug) != item

    def _is_tried_again(self, item: Item, old: DerivedPicture) -> bool:
        """Whether there may be a font, a colour or a Pillow today that there was not: pages change in any case."""
        is_lesser = old.name == SHARE_PLAIN or old.deriver != artwork.DERIVER
        return self.is_renewed or (is_lesser and self._is_touched(item))


def share_pictures(
    before: Catalog | None, after: Catalog, fonts: Fonts, drawn: dict[tuple[str, ...], Drawn]
) -> SharePictures:
    """For the episodes of `after`, which follows `before`; `fonts` are the author's files."""
    items = {item.slug: item for item in before.items} if before else {}
    files = known_fonts(fonts)
    has_all = {one.digest for one in after.channel.theme.fonts} <= {one.digest for one in files}
    return SharePictures(
        after=after, before=items, is_renewed=not after.design, fonts=files if has_all else None, drawn=drawn
    )


def known_fonts(fonts: Fonts) -> tuple[KnownFile, ...]:
    """The author's, as pictures choose among them: those of headings first."""
    order = ("display", PICTURES, "reading", "text")
    here = sorted((one for one in fonts if one), key=lambda one: order.index(one.role))
    return tuple(KnownFile(one.digest, one.path) for one in here)


def _is_todays(old: DerivedPicture, source: str) -> bool:
    return old.name != SHARE_OUTDATED and old.source == source and old.deriver != LOST


# --- what it shows


def source_of(channel: Channel, item: Item) -> str:
    """SHA-256 (hex) of all that the picture shows, but for colour and fonts: an edit of those re-sends no pages."""
    shown = (
        (item.image or channel.image).digest,
        *(item.title, channel.title, guests_of(channel, item), _whole_minutes(item.enclosure.duration_ms)),
        *(channel.language, channel.theme.words),
    )
    return sha256(json.dumps(shown, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def text_of(channel: Channel, item: Item) -> ShareText:
    """What is written on it, in the language of the show."""
    from feedpub.pages.i18n import speech  # noqa: PLC0415 - dates and numbers of pages take time to import

    words = speech(channel.language, dict(channel.theme.words))
    names = guests_of(channel, item)
    return ShareText(
        title=item.title,
        show=channel.title,
        guests=words.all_of(names),
        names=names,
        length=words.duration(item.enclosure.duration_ms),
        is_rtl=words.direction == "rtl",
    )


def guests_of(channel: Channel, item: Item) -> tuple[str, ...]:
    """Names of an episode's guests, each once."""
    people = item.all(Person) or channel.all(Person)
    return tuple(dict.fromkeys(one.name for one in people if one.role == GUEST))


def ground_of(channel: Channel) -> str:
    """The colour behind it, on which white can be read."""
    return palette(channel.tint, accent=channel.theme.accent).accent if channel.tint else channel.theme.accent or _OURS


_OURS = "#9a1f33"
"""The accent of feedpub's own pages."""


def _whole_minutes(ms: int) -> float:
    """What pages say of a length: minutes, or seconds below one."""
    seconds = (ms + 500) // 1000
    return seconds / 60 if seconds < 60 else (seconds + 30) // 60


# --- making


def _drawn(channel: Channel, item: Item, picture: Picture, fonts: Sequence[KnownFile], source: str) -> Drawn:
    text = text_of(channel, item)
    draw = partial(_draw, KnownFile(picture.digest, picture.path), ground_of(channel), text, tuple(fonts))
    body = Body.of_bytes(draw())
    width, height = artwork.CARD
    made = DerivedPicture(
        name=SHARE if fonts_for(text, fonts) else SHARE_PLAIN,
        key=key("art", f"{item.slug}-share", body.digest, "jpg"),
        type=ARTWORK_TYPES["jpg"],
        size=body.size,
        width=width,
        height=height,
        digest=body.digest,
        source=source,
        deriver=artwork.DERIVER,
    )
    return made, Body(size=body.size, digest=body.digest, make=draw)


_KEPT = 256
"""Pictures (about 100 KB each) in memory at a time: they are asked for when measured, sent and proved."""


@lru_cache(maxsize=_KEPT)
def _draw(art: KnownFile, ground: str, text: ShareText, fonts: tuple[KnownFile, ...]) -> bytes:
    return share_picture(art, ground=ground, text=text, fonts=fonts)
