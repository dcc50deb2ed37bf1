"""Documents of the archive, of the author's own pages, and for programs: the source of each, and how it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from feedpub.catalog.objects import PublishedDocument, revision_of
from feedpub.model import Catalog, Item
from feedpub.model.address import ROBOTS, oembed_key, page_key
from feedpub.pages import machines
from feedpub.pages.archive import group_page, in_archive, people_page, people_values, topic_values, topics_page
from feedpub.pages.digest import alone, digest
from feedpub.pages.episode import embed_height
from feedpub.pages.json_feed import JSON_FEED_TYPE, json_feed
from feedpub.pages.lists import group_shelves, season_numbers
from feedpub.pages.own import own_page
from feedpub.pages.related import InArchive, related
from feedpub.pages.shown import Shown, document, page, shelf_values
from feedpub.pages.site import ALL_PEOPLE, ALL_TOPICS, JSON_FEED, MANIFEST, Site
from feedpub.standards.names import NETWORK

# --- archive


def archive_by_slug(show: Shown) -> Iterator[tuple[str, InArchive]]:
    """Slug → what the page of each episode says of the archive; nothing without one."""
    if not show.site.has_archive:
        return
    published = show.catalog.published_items
    near, numbers = related(published), season_numbers(show.episodes)
    for item, season in zip(published, numbers, strict=True):
        yield item.slug, in_archive(item, season, show.topics, near[item.slug])


def archive_documents(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """The pages of seasons and topics, and the lists of all topics and people."""
    is_serial = show.channel.type == "serial"
    for group in (*show.seasons, *show.topics.values()):
        oldest_first = is_serial and group.number is not None
        for shelf in group_shelves(group.episodes, group.key, oldest_first=oldest_first):
            count = group.count if shelf.key == group.key else None
            values = (group.name, group.number, group.feed, count, *shelf_values(show, shelf))
            yield shelf.key, page(show, shelf.key, partial(group_page, show.site, group, shelf), "group", *values)
    if show.topics:
        topics = topic_values(show.topics.values())
        yield ALL_TOPICS, page(show, ALL_TOPICS, partial(topics_page, show.site, topics), "topics", topics)
    if show.site.has_archive and show.people:
        values = tuple(people_values(show.site, show.people))
        yield ALL_PEOPLE, page(show, ALL_PEOPLE, partial(people_page, show.site, show.people), "people", *values)


def own_documents(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """The author's own pages."""
    for one in show.channel.own_pages:
        key = page_key(one.name)
        yield key, page(show, key, partial(own_page, show.site, one), "own", one)


# --- for programs


def oembed_document(show: Shown, item: Item) -> tuple[str, PublishedDocument]:
    """What sites ask that show an episode's player."""
    key = oembed_key(item.slug)
    values = (item.title, item.author, show.site.card(item), embed_height(item))

    def answer(catalog: Catalog) -> bytes:
        return machines.oembed(show.site, item, revision=revision_of(catalog, key))

    return key, document(key, digest(show.common, "oembed", *values), answer, type=machines.OEMBED_TYPE)


def documents_for_programs(show: Shown) -> Iterator[tuple[str, PublishedDocument]]:
    """What only programs read, but for the answers to oEmbed and the map."""
    site, channel = show.site, show.channel
    if channel.network:
        source = digest(channel.network, channel.base, channel.feed, channel.link, show.site.speech.language)
        heading = site.speech.t("network")
        yield NETWORK, document(NETWORK, source, lambda _: machines.opml(channel, heading), type=machines.OPML_TYPE)
    if not site.has_archive:
        return
    feed_only = tuple(map(_of_feed, show.catalog.published_items))
    shown = tuple(digest(alone(one)) for one in show.items)
    source = digest(show.common, "json-feed", channel.complete, shown, feed_only)
    yield JSON_FEED, document(JSON_FEED, source, partial(_json_feed, site), type=JSON_FEED_TYPE)
    source = digest(show.common, "manifest")
    yield MANIFEST, document(MANIFEST, source, partial(_manifest, site), type=machines.MANIFEST_TYPE)
    if machines.has_robots(replace(site, channel=channel)):
        yield (
            ROBOTS,
            document(ROBOTS, digest("robots", channel.base), partial(_robots, site), type=machines.ROBOTS_TYPE),
        )


def _of_feed(item: Item) -> tuple[object, ...]:
    """What the JSON feed says of an episode, and no page."""
    return (item.guid, item.keywords, item.enclosure.prefix, item.link)


def _json_feed(site: Site, catalog: Catalog) -> bytes:
    about = replace(site, channel=catalog.channel)
    return json_feed(about, catalog.published_items, revision=revision_of(catalog, JSON_FEED))


def _manifest(site: Site, catalog: Catalog) -> bytes:
    return machines.manifest(replace(site, channel=catalog.channel), revision=revision_of(catalog, MANIFEST))


def _robots(site: Site, catalog: Catalog) -> bytes:
    return machines.robots(site, revision=revision_of(catalog, ROBOTS))
