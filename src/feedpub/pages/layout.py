"""What every page has around its own content: its head, and the show. And the pages that have no more than a message.

Each page is the template of its kind, which extends `layout.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from feedpub.elements.podcast.show import License
from feedpub.elements.podcast.value import Funding
from feedpub.model import Enclosure, Link
from feedpub.model.address import embed_key, page_key
from feedpub.model.channel import Counter, OwnPage
from feedpub.pages.podcasting import license_link
from feedpub.pages.site import JSON_FEED, MANIFEST, PageImage, Site, page_image, relative
from feedpub.pages.static import script_imports
from feedpub.standards.names import NETWORK

HEADER, FOOTER = "header", "footer"
"""The menus of every page."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "img", "media", "connect", "manifest")),
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
"""The Content-Security-Policy: nothing from elsewhere, nothing inline."""


def policy_for(recording: Enclosure | None = None, *, is_elsewhere: bool = False, comments: str = "") -> str:
    """The policy of a page that plays: a recording elsewhere is played from there, however it redirects.

    `is_elsewhere`: others are, too. `comments` is the origin from which it may load them; empty for none.
    """
    policy = POLICY
    if is_elsewhere or (recording and recording.is_elsewhere):
        policy = policy.replace("media-src 'self'", "media-src https: http:")
    return policy.replace("connect-src 'self'", f"connect-src 'self' {comments}") if comments else policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself to browsers, search engines and those who link to it: `head` in templates."""

    title: str
    description: str = ""
    """Plain text."""

    canonical: str = ""
    """Absolute address under which search engines know it; empty: they shall not."""

    is_indexed: bool = True
    type: str = "website"
    """`og:type`."""

    image: PageImage | None = None
    """What is shown of it elsewhere, by its absolute address."""

    published: str = ""
    """ISO 8601."""

    modified: str = ""
    """The day of the latest correction (ISO 8601); empty without one."""

    audio: str = ""
    """Absolute address of the recording."""

    audio_type: str = ""
    data: Markup | None = None
    """JSON-LD."""

    breadcrumbs: Markup | None = None
    """JSON-LD: the way from the home to the page."""

    oembed: str = ""
    """Absolute address of the page's answer to oEmbed."""

    policy: str = POLICY
    scripts: tuple[str, ...] = ()
    """Names of the scripts that the page runs, in this order."""

    @property
    def imports(self) -> tuple[str, ...]:
        """Names of all that these scripts import: asked for at once, not one after the other."""
        return script_imports(*self.scripts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """How to write to the hosts."""

    email: str
    name: str
    """Of who reads it; empty for nobody in particular."""

    subject: str
    url: str
    """`mailto:` with the subject line filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowValues:
    """The show on every page: `show` in templates."""

    title: str
    description: Markup
    """Sanitised HTML."""

    author: str
    copyright: str
    license: Link | None
    website: Link | None
    """The show's web site elsewhere."""

    cover: PageImage
    """300 pixels a side, if there is one of that size."""

    poster: PageImage
    """600 pixels a side, if there is one of that size."""

    logo: PageImage | None
    logo_dark: PageImage | None
    icons: tuple[PageImage, ...]
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

    manifest: str = ""
    """Key of the web app manifest; empty for none, as are the others."""

    json_feed: str = ""
    network: str = ""
    counter: Counter | None = None
    """The script of the author's own that counts readers; None: there is none."""

    root: str = ""
    """Stands before every relative address: the path of the target, for a page that is shown at any address."""


def print_page(site: Site, template: str, *, head: Head, root: str = "", **values: object) -> bytes:
    """The page that a template makes of its head, the show and its own values.

    Raises `FeedpubError`, with template and line, for what a template of the author cannot do.
    """
    from feedpub.pages import templates  # noqa: PLC0415 - Jinja2 is for those who render, not for who asks what

    return templates.render(site, template, head=head, show=_show_values(site, root), **values)


def missing_page(site: Site) -> bytes:
    """What is shown for addresses that nothing is at; its own addresses work at any depth of path."""
    return print_page(site, "missing.html", head=_message(site, "not-found"), root=site.root)


def gone_page(site: Site, *, embed: bool = False) -> bytes:
    """What is shown in the place of an episode that was taken out, or of its player in a frame."""
    return print_page(site, "gone.html", head=_message(site, "gone"), embed=embed)


def moved_page(site: Site, slug: str, title: str, *, embed: bool = False) -> bytes:
    """What leads to an episode, or to its player in a frame, from where it was before it was renamed.

    Stores send no redirects that can be published, so browsers are sent on by the page, and search engines are told.
    """
    head = Head(title=f"{title} – {site.channel.title}", canonical=site.absolute(page_key(slug)))
    target = relative(embed_key(slug) if embed else page_key(slug))
    return print_page(site, "moved.html", head=head, target=target, title=title, embed=embed)


def _in_menu(pages: Iterable[OwnPage], menu: str, root: str) -> tuple[Link, ...]:
    """The links of a menu, in the order that their authors give; the others by the names of their files."""
    found = sorted((one for one in pages if one.menu == menu), key=lambda one: (one.order == 0, one.order, one.name))
    return tuple(Link(title=one.title, url=f"{root}{page_key(one.name)}") for one in found)


def _message(site: Site, word: str) -> Head:
    """The head of a page that has nothing to show but a message."""
    return Head(title=f"{site.speech.t(word)} – {site.channel.title}", is_indexed=False)


def _show_values(site: Site, root: str) -> ShowValues:
    channel, theme = site.channel, site.channel.theme
    return ShowValues(
        title=channel.title,
        # Sanitised once, when they entered the catalog.
        description=Markup(channel.description),  # noqa: S704 - as above
        notes_footer=Markup(channel.footer),  # noqa: S704 - as above
        author=channel.author,
        copyright=channel.copyright,
        license=license_link(site, channel.one(License)),
        website=_website(site),
        cover=site.cover(),
        poster=site.cover(edge=600),
        logo=page_image(theme.logo) if theme.logo else None,
        logo_dark=page_image(theme.logo_dark) if theme.logo_dark else None,
        icons=site.icons(),
        header=(*_in_menu(channel.own_pages, HEADER, root), *theme.header),
        footer=(*_in_menu(channel.own_pages, FOOTER, root), *theme.footer),
        funding=tuple(Link(title=one.label, url=one.url) for one in channel.all(Funding)),
        letter=_letter(site),
        feed=site.feed,
        feed_key=relative(channel.feed),
        assets=site.assets,
        manifest=MANIFEST if site.has_archive else "",
        json_feed=JSON_FEED if site.has_archive else "",
        network=NETWORK if channel.network else "",
        counter=channel.counter,
        root=root,
    )


def _website(site: Site) -> Link | None:
    """The show's link, unless it leads here."""
    url = site.channel.link
    if not url or url.startswith(site.channel.base) or url.rstrip("/") == site.channel.base.rstrip("/"):
        return None
    return Link(title=(urlsplit(url).hostname or url).removeprefix("www."), url=url)


def _letter(site: Site) -> Letter | None:
    """How to write to the hosts; None for a show without `contact`."""
    contact = site.channel.contact
    if contact is None:
        return None
    subject = f"?subject={quote(contact.subject, safe='')}" if contact.subject else ""
    url = f"mailto:{quote(contact.email, safe='@+')}{subject}"
    return Letter(email=contact.email, name=contact.name, subject=contact.subject, url=url)
