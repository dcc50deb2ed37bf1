"""What only programs read beside the feed: oEmbed, the web app manifest, robots.txt, and the OPML of a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from feedpub.catalog.objects import stamp
from feedpub.model import Channel, Item
from feedpub.model.address import HOME, feed_address, show_link
from feedpub.pages.episode import EMBED_WIDTH, embed_height, snippet
from feedpub.pages.site import SITEMAP, Site
from feedpub.standards import is_private_address

OEMBED_TYPE, MANIFEST_TYPE = "application/json", "application/manifest+json"
ROBOTS_TYPE, OPML_TYPE = "text/plain; charset=utf-8", "application/xml; charset=utf-8"


def oembed(site: Site, item: Item, *, revision: int) -> bytes:
    """What a site gets that wants to show an episode's player where somebody wrote the address of its page.

    Source: oEmbed 1.0, sections 2.3.4 (a response of the type `rich`) and 4 (discovery).
    """
    picture = site.card(item)
    return _json(
        {
            "version": "1.0",
            "type": "rich",
            "title": item.title,
            "author_name": item.author or site.channel.author,
            "provider_name": site.channel.title,
            "provider_url": site.absolute(HOME),
            "thumbnail_url": picture.url,
            "thumbnail_width": picture.width,
            "thumbnail_height": picture.height,
            "html": snippet(site, item),
            "width": EMBED_WIDTH,
            "height": embed_height(item),
            "generator": stamp(revision),
        }
    )


def manifest(site: Site, *, revision: int) -> bytes:
    """What a phone needs to put the show's home beside its apps.

    Source: W3C Web Application Manifest. The address of a picture is relative to that of the manifest.
    """
    channel, icons = site.channel, [one for one in site.icons() if one.width > 32] or [site.cover()]
    return _json(
        {
            "name": channel.title,
            "lang": site.speech.language,
            "dir": site.speech.direction,
            "start_url": HOME,
            "scope": "./",
            "display": "minimal-ui",
            "icons": [{"src": one.url, "sizes": f"{one.width}x{one.height}", "type": one.type} for one in icons],
            "generator": stamp(revision),
        }
    )


def has_robots(site: Site) -> bool:
    """Whether the show says itself what search engines may read: it is at the root of a public host."""
    base = site.channel.base
    return urlsplit(base).path in {"", "/"} and not is_private_address(base) and not site.channel.robots


def robots(site: Site, *, revision: int) -> bytes:
    """That everything may be read, and where the map is.

    Sources: RFC 9309; sitemaps.org, "Specifying the Sitemap location in your robots.txt file".
    """
    return f"# {stamp(revision)}\nUser-agent: *\nAllow: /\n\nSitemap: {site.absolute(SITEMAP)}\n".encode()


def opml(channel: Channel, heading: str) -> bytes:
    """The feeds of a network; podcast apps import it.

    Source: OPML 2.0, section "Subscription lists": `type`, `text` and `xmlUrl` are required.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = heading
    body = etree.SubElement(root, "body")
    for one in channel.network:
        feed, home = one.feed or feed_address(channel), one.home if one.feed else show_link(channel)
        values = {"type": "rss", "version": "RSS2", "text": one.title, "title": one.title, "xmlUrl": feed}
        etree.SubElement(body, "outline", values | ({"htmlUrl": home} if home else {}))
    etree.indent(root)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document + b"\n"


def _json(values: Mapping[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()
