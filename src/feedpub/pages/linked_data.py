"""The show and its episodes as JSON-LD, in the terms of schema.org.

Source: schema.org PodcastSeries, PodcastEpisode, PodcastSeason, AudioObject, Clip, Role; HTML 4.12.1 (data blocks).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from feedpub.chapters.outline import with_ends
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import License
from feedpub.model import Artwork, Channel, Item
from feedpub.model.address import HOME, page_key, recording_address
from feedpub.model.item import SHARE, SHARE_PLAIN
from feedpub.pages.lists import excerpt
from feedpub.pages.notes import prose
from feedpub.pages.site import Cast, Contributor, PageImage, Site, cast

_CONTEXT = {"@context": "https://schema.org"}
_DESCRIPTION = 2000
"""Characters: more than any search engine shows."""

_TRANSCRIPT = 5000
"""Characters of a transcript: what it is about; all of it stands on the page."""

# What could end the data block, or begin a comment in it; JSON can write them as numbers.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def of_show(site: Site) -> Markup:
    """PodcastSeries: of the show's home."""
    channel = site.channel
    people = cast(site)
    details = {
        "description": excerpt(channel.description, _DESCRIPTION),
        "image": _image(site, channel.image),
        "inLanguage": channel.language,
        "genre": [one.sub or one.name for one in channel.categories],
        "author": _author(channel.author, people.hosts),
        "publisher": _publisher(site, people),
        "actor": _actors(site, people),
        "contributor": list(_contributors(people)),
        "sameAs": [one.url for one in channel.platforms],
        "copyrightNotice": channel.copyright,
        "license": _license(channel),
    }
    return _block({**_CONTEXT, **_series(site), **details})


def of_episode(site: Site, item: Item, season: str = "", words: str = "") -> Markup:
    """PodcastEpisode with its AudioObject, and a Clip for each chapter: of an episode's page.

    `season` is the key of the page of its season, empty for none; `words` are those of its transcript, of which the
    beginning is given, and empty where the page does not show them.
    """
    url = site.absolute(page_key(item.slug))
    people = cast(site, item)
    episode = {
        "@type": "PodcastEpisode",
        "@id": url,
        "url": url,
        "name": item.title,
        "description": item.summary or item.standfirst or excerpt(prose(item), _DESCRIPTION),
        "datePublished": item.published.isoformat(),
        "dateModified": max((one.date for one in item.corrections), default=""),
        "timeRequired": _duration(item.enclosure.duration_ms),
        "episodeNumber": item.number,
        "inLanguage": site.channel.language,
        "isFamilyFriendly": not _is_explicit(site.channel, item),
        "isAccessibleForFree": True,
        "image": _images(site, item),
        "author": _author(item.author or site.channel.author, people.hosts),
        "publisher": _publisher(site, cast(site)),
        "actor": _actors(site, people),
        "contributor": list(_contributors(people)),
        "partOfSeries": _series(site),
        "partOfSeason": _season(site, item, season),
        "associatedMedia": {**_recording(site, item), "transcript": _beginning(words)},
        "hasPart": list(_clips(item, url)),
        "citation": [{"@type": "CreativeWork", "name": one.title, "url": one.url} for one in item.links],
        "license": _license(item),
    }
    return _block({**_CONTEXT, **episode})


def of_person(site: Site, person: Person, url: str, image: PageImage | None) -> Markup:
    """Person: of the page about somebody."""
    picture = site.absolute(image.url) if image else ""
    return _block(
        {**_CONTEXT, "@id": url, **_person(person.name, person.href or url), **_about(person), "image": picture}
    )


def breadcrumbs(site: Site, *way: tuple[str, str]) -> Markup:
    """BreadcrumbList: the home, then the name and the key of each page on the way, the page itself last.

    Source: Google Search Central, "Breadcrumb structured data".
    """
    steps = ((site.channel.title, HOME), *way)
    listed = [
        {"@type": "ListItem", "position": at, "name": name, "item": site.absolute(key)}
        for at, (name, key) in enumerate(steps, 1)
    ]
    return _block({**_CONTEXT, "@type": "BreadcrumbList", "itemListElement": listed})


def _about(one: Person | Contributor) -> dict[str, Any]:
    """What is said of somebody."""
    works = {"@type": "Organization", "name": one.affiliation} if one.affiliation else None
    return {"affiliation": works, "description": one.about}


def _image(site: Site, artwork: Artwork) -> Any:  # noqa: ANN401 - JSON
    """The address of a picture, or a picture with what its author says of it."""
    url = site.absolute(artwork.key)
    if not (artwork.alt or artwork.credit):
        return url
    return {"@type": "ImageObject", "url": url, "description": artwork.alt, "creditText": artwork.credit}


def _images(site: Site, item: Item) -> Any:  # noqa: ANN401 - JSON
    """The artwork, and the picture for links that are shared if the episode has one."""
    square, card = _image(site, item.image or site.channel.image), site.card(item)
    if not any(one.name in {SHARE, SHARE_PLAIN} for one in item.derived):
        return square
    wide = {"@type": "ImageObject", "url": card.url, "width": card.width, "height": card.height}
    return [square, {**wide, "description": card.alt}]


def _license(holder: Channel | Item) -> str:
    one = holder.one(License)
    return one.url if one else ""


def _series(site: Site) -> dict[str, Any]:
    url = site.absolute(HOME)
    return {"@type": "PodcastSeries", "@id": url, "url": url, "name": site.channel.title, "webFeed": site.feed}


def _season(site: Site, item: Item, key: str) -> dict[str, Any] | None:
    if item.season is None:
        return None
    name = next((one.name for one in site.channel.seasons if one.number == item.season), "")
    url = site.absolute(key) if key else ""
    return {"@type": "PodcastSeason", "seasonNumber": item.season, "name": name, "url": url}


def _publisher(site: Site, people: Cast) -> dict[str, Any]:
    """Who makes the show, with its web site and its logo."""
    logo = site.channel.theme.logo
    picture = {"@type": "ImageObject", "url": site.absolute(logo.key)} if logo else None
    author = _author(site.channel.author, people.hosts)
    return {**author, "url": site.channel.link, "logo": picture if author["@type"] == "Organization" else None}


def _recording(site: Site, item: Item) -> dict[str, Any]:
    recording = item.enclosure
    return {
        "@type": "AudioObject",
        "contentUrl": recording_address(site.channel, recording),
        "encodingFormat": recording.type,
        "contentSize": str(recording.size),
        "duration": _duration(recording.duration_ms),
    }


def _beginning(words: str) -> str:
    """The beginning of a transcript, cut between words."""
    text = " ".join(words[: 2 * _TRANSCRIPT].split())
    return text if len(text) <= _TRANSCRIPT else f"{text[:_TRANSCRIPT].rpartition(' ')[0] or text[:_TRANSCRIPT]} …"


def _clips(item: Item, url: str) -> Iterator[dict[str, Any]]:
    listed = [one for one in item.chapters if one.toc and one.title]
    for one in with_ends(listed, item.enclosure.duration_ms):
        start = one.start_ms / 1000
        yield {
            "@type": "Clip",
            "name": one.title,
            "startOffset": _number(start),
            "endOffset": _number((one.end_ms or one.start_ms) / 1000),
            "url": f"{url}#t={_number(start)}",
        }


def _number(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds


def _duration(ms: int) -> str:
    """A duration of ISO 8601: `PT29M14S`."""
    minutes, seconds = divmod((ms + 500) // 1000, 60)
    return f"PT{minutes}M{seconds}S"


def _person(name: str, url: str) -> dict[str, Any]:
    return {"@type": "Person", "name": name, "url": url}


def _actors(site: Site, people: Cast) -> list[dict[str, Any]]:
    """Who is heard: hosts and guests, each once."""
    once: dict[str, Contributor] = {}
    for one in (*people.hosts, *people.guests):
        once.setdefault(one.name.casefold(), one)
    return [_actor(site, one) for one in once.values()]


def _actor(site: Site, one: Contributor) -> dict[str, Any]:
    url = one.url or (site.absolute(one.page) if one.page else "")
    picture = site.absolute(one.image) if one.image and (one.affiliation or one.about or one.page) else ""
    return {**_person(one.name, url), **_about(one), "image": picture}


def _contributors(people: Cast) -> Iterator[dict[str, Any]]:
    """Everybody else, with what they did: whoever did several things is there once for each (schema.org Role)."""
    for credit in people.credits:
        for one in credit.people:
            yield {"@type": "Role", "roleName": credit.role, "contributor": _person(one.name, one.url)}


def _author(name: str, hosts: Sequence[Contributor]) -> dict[str, Any]:
    """One of the hosts is a person; any other author is most often an organization."""
    return {"@type": "Person" if any(one.name == name for one in hosts) else "Organization", "name": name}


def _is_explicit(channel: Channel, item: Item) -> bool:
    return channel.explicit if item.explicit is None else item.explicit


def _block(data: dict[str, Any]) -> Markup:
    """JSON that can stand in a `<script>`, whatever is in its texts; what is empty is left out."""
    text = json.dumps(_full(data), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPED))  # noqa: S704 - nothing is left in it that HTML knows


def _full(value: object) -> object:
    if isinstance(value, dict):
        return {name: _full(one) for name, one in value.items() if one not in (None, "", [])}
    return [_full(one) for one in value] if isinstance(value, list) else value
