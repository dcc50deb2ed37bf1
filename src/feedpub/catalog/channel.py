"""`reconcile_channel` alone decides the show's guid and address, or raises `Refused`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedpub.catalog.inputs import Inputs, no_file
from feedpub.catalog.metadata import artwork, described, named
from feedpub.catalog.objects import badge_name, font_name, key, portrait_name
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.sources import is_stale, remember
from feedpub.elements.collection import resolve
from feedpub.elements.element import CHANNEL
from feedpub.elements.podcast.people import Person
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.model.channel import (
    PICTURES,
    Category,
    Channel,
    Contact,
    Counter,
    Font,
    NetworkShow,
    Owner,
    PlatformLink,
    Season,
    Theme,
)
from feedpub.model.files import ShowFile
from feedpub.model.item import Artwork
from feedpub.model.measured import Picture
from feedpub.model.show import Show
from feedpub.model.webpages import badge_of, fonts_of
from feedpub.standards import is_private_address, podcast_guid, split_category

EXAMPLE_GUID = "b2c3f6de-6f0e-5f0c-9d5e-2f1e0a7d6c11"
"""The guid of the example show: never a real one."""


NewGuid = Callable[[ShowFile], str]
"""Gives a `podcast:guid` to a show that has none, and no public address to make one from.

The plan is what happens if it gives the same one at each run.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledChannel:
    """The channel, the sources it came from, and what the author should hear."""

    channel: Channel
    sources: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def reconcile_channel(
    before: Catalog | None, inputs: Inputs, *, base: str, new_guid: NewGuid, overrides: Overrides
) -> ReconciledChannel:
    """The channel that `show.yaml` becomes.

    `base` is the public address of the target, ending in `/`; `new_guid` is asked while there is none, and no `guid:`.
    Raises `Refused` where subscribers would lose the show or download all of it again.
    """
    written = inputs.show
    _refuse_example(written, base)
    if before is None:
        if not overrides.placeholder:
            _refuse_placeholder(inputs, base)
        channel = _channel(inputs, base, kept=None, guid=_first_guid(written, base, new_guid))
        return ReconciledChannel(channel=channel, sources=(written.digest,))
    _refuse_other_show(before, written)
    if is_stale(before.sources, written.digest) and not overrides.revert:
        return ReconciledChannel(
            channel=before.channel, sources=before.sources, warnings=(_stale(written, before.undone),)
        )
    _refuse_moves(before, written, base, overrides)
    if before.sources[-1:] == (written.digest,) and not overrides.rerender and _is_recorded(before, inputs, base):
        return ReconciledChannel(channel=before.channel, sources=before.sources)
    channel = _channel(inputs, base, kept=before.channel, guid=before.channel.guid, renewed=overrides.rerender)
    if overrides.rerender:
        channel = replace(channel, theme=replace(channel.theme, stable_sheet=channel.theme.has_sheet))
    return ReconciledChannel(channel=channel, sources=remember(before.sources, written.digest))


def _channel(inputs: Inputs, base: str, *, kept: Channel | None, guid: str, renewed: bool = False) -> Channel:
    """`renewed`: all pages are rendered anew."""
    show = inputs.show.show
    return Channel(
        title=show.title,
        description=inputs.description,
        link=show.link or "",
        language=show.language,
        author=show.author,
        image=_cover(inputs, kept, renewed=renewed),
        categories=tuple(_category(text) for text in show.categories),
        explicit=show.explicit,
        guid=guid,
        base=base,
        feed=show.publish.feed,
        owner=_owner(show),
        claim_until=show.claim_until.isoformat() if show.claim_until else "",
        type=show.type,
        copyright=show.copyright or "",
        locked=show.locked,
        medium=show.medium,
        trailer=show.trailer or "",
        timezone=show.timezone or "",
        footer=inputs.footer,
        prefix=show.analytics or "",
        new_feed_url=show.new_feed_url or "",
        block=show.block,
        complete=show.complete,
        pages=show.pages,
        platforms=tuple(PlatformLink(name=one[0], url=one[1], badge=badge_of(one)) for one in show.platforms),
        contact=_contact(show),
        theme=_theme(inputs, kept.theme if kept else Theme()),
        derived=kept.derived if kept else (),
        seasons=seasons_of(show),
        elements=resolve(show, CHANNEL, show).having(Person, named(show, show)),
        keywords=show.keywords,
        roster=_roster(show),
        own_pages=tuple(one.page for one in inputs.own_pages),
        counter=_counter(show),
        network=_network(inputs),
        season_feeds=show.season_feeds,
        robots="" if show.robots else "off",
        portraits=_portraits(inputs, kept.portraits if kept else ()),
        comments_from=show.comments_from,
    )


def _cover(inputs: Inputs, kept: Channel | None, *, renewed: bool) -> Artwork:
    """The cover with its tint, found when it is new: one from before has none until all pages are rendered anew."""
    written = inputs.show
    made = artwork(
        "cover",
        inputs.cover,
        kept=kept.image if kept else None,
        named=written.show.image.file,
        where=written.place("image"),
        elsewhere=inputs.elsewhere,
    )
    is_old = kept is not None and kept.image.digest == made.digest and not renewed
    tint = made.tint if is_old or made.tint or inputs.cover is None else inputs.cover.tint
    return replace(described(made, written.show.image), tint=tint)


def _roster(show: Show) -> tuple[Person, ...]:
    """Those of the roster of whom pages have more to say than who they are."""
    everybody = (Person.of_roster(key, one) for key, one in sorted(show.roster.items()))
    return tuple(one for one in everybody if one.is_described or one.page)


def _portraits(inputs: Inputs, kept: Sequence[Artwork]) -> tuple[Artwork, ...]:
    known, where = {one.file: one for one in kept}, inputs.show.place("")
    return tuple(
        artwork(portrait_name(file), picture, kept=known.get(file), named=file, where=where, elsewhere=inputs.elsewhere)
        for file, picture in inputs.portraits
    )


def _category(text: str) -> Category:
    name, sub = split_category(text)
    return Category(name=name, sub=sub)


def seasons_of(show: Show) -> tuple[Season, ...]:
    """The names of seasons, by number."""
    seasons = [Season(number=int(number), name=name) for number, name in show.seasons.items()]
    return tuple(sorted(seasons, key=lambda season: season.number))


def _owner(show: Show) -> Owner | None:
    if show.owner is None:
        return None
    return Owner(name=show.owner.name, email=show.owner.email, in_feed=show.owner.in_feed)


def _contact(show: Show) -> Contact | None:
    if show.contact is None:
        return None
    written = show.contact
    return Contact(email=written.email, subject=written.subject or "", name=written.name or "")


def _counter(show: Show) -> Counter | None:
    return Counter(src=show.counter.src, data=show.counter.data) if show.counter else None


def _network(inputs: Inputs) -> tuple[NetworkShow, ...]:
    """The shows of the network, this one among them."""
    show = inputs.show.show
    if not show.network:
        return ()
    shows = (*inputs.network, NetworkShow(title=show.title))
    return tuple(sorted(shows, key=lambda one: (one.title.casefold(), one.feed)))


def _theme(inputs: Inputs, kept: Theme) -> Theme:
    """The theme with its logos; `kept` is the one recorded.

    A style sheet gets the key that stays with the first edit of the theme, which changes all pages anyway.
    """
    named, theme = inputs.show.show.theme, inputs.theme
    if named.logo:
        theme = replace(theme, logo=_logo(inputs, "logo", named.logo, inputs.logo, kept.logo))
    if named.logo_dark:
        dark = _logo(inputs, "logo_dark", named.logo_dark, inputs.logo_dark, kept.logo_dark)
        theme = replace(theme, logo_dark=dark)
    theme = replace(theme, badges=_badges(inputs, kept.badges), fonts=tuple(_fonts(inputs, kept)))
    return replace(theme, stable_sheet=theme.has_sheet and (kept.stable_sheet or theme != kept))


def _fonts(inputs: Inputs, kept: Theme) -> Iterator[Font]:
    """The fonts; an absent file keeps what is recorded while the theme still names it."""
    known = {(one.role, one.file): one for one in kept.fonts}
    for (where, role, entry), found in zip(fonts_of(inputs.show.show.theme), inputs.fonts, strict=True):
        font = known.get((role, entry.file))
        if found is not None:
            name = "" if role == PICTURES else key("art", font_name(entry.file), found.digest, "woff2")
            old = font.key if font and font.digest == found.digest else name
            style, weight = found.style, found.weight
            font = Font(key=old, size=found.size, digest=found.digest, file=entry.file, role=role)
            font = replace(font, style=style, weight=weight)
        if font is None:
            raise no_file(entry.file, inputs.elsewhere, where=inputs.show.place(where))
        yield replace(font, style=entry.style or font.style, weight=entry.weight or font.weight)


def _badges(inputs: Inputs, kept: Sequence[Artwork]) -> tuple[Artwork, ...]:
    known, where = {one.file: one for one in kept}, inputs.show.place("platforms")
    return tuple(
        artwork(badge_name(file), picture, kept=known.get(file), named=file, where=where, elsewhere=inputs.elsewhere)
        for file, picture in inputs.badges
    )


def _logo(inputs: Inputs, field: str, named: str, picture: Picture | None, kept: Artwork | None) -> Artwork:
    where = inputs.show.place(f"theme.{field}")
    return artwork(field.replace("_", "-"), picture, kept=kept, named=named, where=where, elsewhere=inputs.elsewhere)


def _is_recorded(before: Catalog, inputs: Inputs, base: str) -> bool:
    """Whether cover, portraits, pages, network and addresses are those of the catalog.

    They are no part of what the digest covers, but for the feed's new address, which a move away has written here.
    """
    channel, show = before.channel, inputs.show.show
    cover = inputs.cover is None or inputs.cover.digest == channel.image.digest
    theme = _theme(inputs, channel.theme) == channel.theme
    here = (base, show.publish.feed, show.new_feed_url or "")
    where = here == (channel.base, channel.feed, channel.new_feed_url)
    portraits = _portraits(inputs, channel.portraits) == channel.portraits
    pages = tuple(one.page for one in inputs.own_pages) == channel.own_pages
    network = _network(inputs) == channel.network
    return cover and portraits and theme and where and pages and network and show.pages == channel.pages


def _first_guid(written: ShowFile, base: str, new_guid: NewGuid) -> str:
    if written.show.guid:
        return written.show.guid
    return new_guid(written) if is_private_address(base) else podcast_guid(base + written.show.publish.feed)


def _stale(written: ShowFile, undone: datetime | None) -> str:
    if undone:
        return (
            f"what {written.name} says was taken back on {undone:%Y-%m-%d %H:%M} UTC (feedpub undo). The show stays as "
            "published (correct the file, or update your copy; --revert applies it)"
        )
    return (
        f"{written.name} is as it was before a later edit that was published; this may be an old checkout "
        "The show stays as published (update your copy; --revert applies it)"
    )


def _refuse_example(written: ShowFile, base: str) -> None:
    if written.show.guid == EXAMPLE_GUID and not is_private_address(base):
        raise Refused(
            f"this is the guid of the example show; two shows with one guid are one show to every app ({base})",
            where=str(written.place("guid")),
            hint="delete this line: feedpub then makes a guid for your show",
        )


def _refuse_placeholder(inputs: Inputs, base: str) -> None:
    """Raise `Refused` for a show that would begin in public with a drawn cover (Apple 896: no placeholder images)."""
    if inputs.cover and inputs.cover.is_placeholder and not is_private_address(base):
        where = inputs.show.place("image")
        raise Refused(
            "the cover is the placeholder that feedpub init has drawn, and Apple takes no placeholder images",
            where=str(where),
            flag="--placeholder",
            hint=f"save your own as {where.beside(inputs.cover.file)}: a square JPEG or PNG, 3000 × 3000 pixels; "
            "to publish without one: --placeholder",
        )


def _refuse_other_show(before: Catalog, written: ShowFile) -> None:
    if written.show.guid and written.show.guid != before.channel.guid:
        raise Refused(
            f"{before.channel.title!r} is published here with the guid {before.channel.guid}, assigned once for life",
            where=str(written.place("guid")),
            hint="another show needs another target (`publish: to:`); else delete the line (the guid is kept)",
        )


def _refuse_moves(before: Catalog, written: ShowFile, base: str, overrides: Overrides) -> None:
    if not before.published_items:
        return
    channel, publish = before.channel, written.show.publish
    if publish.feed != channel.feed:
        raise Refused(
            f"subscribers read {channel.base}{channel.feed}; under another name they would find nothing new",
            where=str(written.place("publish.feed")),
            hint=f"write `feed: {channel.feed}` back; a move needs `new_feed_url` and both feeds for weeks",
        )
    if base != channel.base and not overrides.move_enclosures:
        raise Refused(
            f"everything is published at {channel.base}; at {base} every enclosure gets another address, "
            "and apps may download all of it again",
            where=str(written.place("publish.url")),
            flag="--move-enclosures",
            hint="to do it anyway: --move-enclosures (guids stay); keep the old address answering for weeks",
        )
