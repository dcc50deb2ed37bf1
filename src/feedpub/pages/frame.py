"""What every page of a show says around its own content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from feedpub.elements.podcast.show import License
from feedpub.elements.podcast.value import Funding
from feedpub.model.item import Link as Background
from feedpub.pages.following import Letter, letter
from feedpub.pages.site import Link, Picture, Site, picture, relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The show as every page knows it: `show` in templates."""

    title: str
    description: Markup
    """Sanitised HTML."""

    author: str
    copyright: str
    license: Link | None
    website: Link | None
    """The show's web site elsewhere."""

    cover: Picture
    """300 pixels a side, if there is one of that size."""

    poster: Picture
    """600 pixels a side, if there is one of that size."""

    logo: Picture | None
    icons: tuple[Picture, ...]
    header: tuple[Link, ...]
    footer: tuple[Link, ...]
    funding: tuple[Link, ...]
    letter: Letter | None
    notes_footer: Markup
    """Sanitised HTML below the notes of every episode."""

    feed: str
    """Absolute address."""

    feed_key: str
    assets: Mapping[str, str]
    """`page.css`, `theme.css` (empty: none), `player.js` and all other scripts → key."""

    root: str = ""
    """Stands before every relative address: the path of the target, for a page that is shown at any address."""


def frame(site: Site, *, root: str = "") -> Frame:
    """What every page says around its own content."""
    channel, theme = site.channel, site.channel.theme
    return Frame(
        title=channel.title,
        # Sanitised once, when they entered the catalog.
        description=Markup(channel.description),  # noqa: S704 - as above
        notes_footer=Markup(channel.footer),  # noqa: S704 - as above
        author=channel.author,
        copyright=channel.copyright,
        license=license_of(channel.one(License)),
        website=_website(site),
        cover=site.cover(),
        poster=site.cover(edge=600),
        logo=picture(theme.logo) if theme.logo else None,
        icons=site.icons(),
        header=tuple(map(_link, theme.header)),
        footer=tuple(map(_link, theme.footer)),
        funding=tuple(Link(title=one.label, url=one.url) for one in channel.all(Funding)),
        letter=letter(site),
        feed=site.feed,
        feed_key=relative(channel.feed),
        assets=site.assets,
        root=root,
    )


def license_of(license: License | None) -> Link | None:
    """A license by its name, and where to read it if that is known."""
    return Link(title=license.id, url=license.url) if license else None


def _link(link: Background) -> Link:
    return Link(title=link.title, url=link.url, note=link.note)


def _website(site: Site) -> Link | None:
    """The show's link, unless it leads here."""
    url = site.channel.link
    if not url or url.startswith(site.channel.base) or url.rstrip("/") == site.channel.base.rstrip("/"):
        return None
    return Link(title=(urlsplit(url).hostname or url).removeprefix("www."), url=url)
