"""The feed as apps show it, beside its XML; what is found in a field stands beside the field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from feedpub.commands.preview.bar import Visitor, moment, remark_list, state_of
from feedpub.commands.preview.remarks import PlacedFinding, of_episode
from feedpub.commands.preview.show import PreviewContent, PreviewedShow
from feedpub.commands.preview.views import page
from feedpub.feed_view import Element
from feedpub.standards import read_date

MOST = 50
"""Episodes that are shown, the newest first: the page of a thousand would be slow to load at each save."""

_SECTION = Markup("""<section id="{slug}" class="item"><div class="app">
{art}
{heading}
<dl>
{fields}
</dl>
{rest}
</div>
<section class="xml" dir="ltr" tabindex="0" aria-label="XML of {slug}"><pre>{xml}</pre></section>
</section>
""")
_FIELD = Markup("<div><dt>{label}</dt><dd>{value}{remarks}</dd></div>\n")
_ITEM = re.compile(r"^ *<item>.*?^ *</item>$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Field:
    """What an app shows, and the fields of the author's file that it comes from."""

    label: str
    value: Markup | str
    of: tuple[str, ...]


def feed_page(shown: PreviewedShow, content: PreviewContent, visitor: Visitor) -> bytes:
    """The show, and its newest episodes."""
    back, text = content.read_back(), content.feed().decode()
    items = _ITEM.findall(text)
    xml = items if len(items) == len(back.slugs) else [""] * len(back.slugs)
    address = f"{content.root}{content.catalog.channel.feed}"
    lead = Markup(
        '<p>As apps show it, with all drafts and as if all that is scheduled were out: <a href="{0}">{0}</a></p>'
    )
    parts = [
        lead.format(address),
        _show(shown, content, back.feed.channel, text.partition("<item>")[0].rstrip(), visitor),
    ]
    for slug, element, own in list(zip(back.slugs, back.feed.items, xml, strict=True))[:MOST]:
        parts.append(_item(shown, content, slug, element, own, visitor))
    if len(back.slugs) > MOST:
        rest = Markup("<p>These are the newest {} of {}; the XML has all.</p>")
        parts.append(rest.format(MOST, len(back.slugs)))
    return page(shown, "Feed", Markup("\n").join(parts), visitor)


def _show(shown: PreviewedShow, content: PreviewContent, channel: Element, xml: str, visitor: Visitor) -> Markup:
    fields = (
        _Field("Title", channel.value("title"), ("title",)),
        _Field("Author", channel.value("itunes:author"), ("author",)),
        _Field("Description", _html(channel.value("description")), ("description",)),
        _Field(
            "Categories",
            ", ".join(one.get("text") for one in channel.below() if one.name == "itunes:category"),
            ("categories",),
        ),
        _Field("Language", channel.value("language"), ("language",)),
        _Field("Link", channel.value("link"), ("link",)),
        _Field("Copyright", channel.value("copyright"), ("copyright",)),
        _Field("Artwork", _image_name(channel), ("image",)),
    )
    found = shown.remarks_of_show()
    heading = Markup('<h2 dir="auto">{}</h2>').format(channel.value("title"))
    return _section(content, "show", channel, heading, fields, found, xml, visitor)


def _item(
    shown: PreviewedShow, content: PreviewContent, slug: str, item: Element, xml: str, visitor: Visitor
) -> Markup:
    episode = next(one for one in shown.episodes if one.slug == slug)
    label, about = state_of(episode, zone=content.zone)
    heading = Markup('<h2><span class="state {}">{}</span> <bdi>{}</bdi> <small>{}</small></h2>').format(
        episode.state.value.replace(" ", "-"), label, item.value("title"), about
    )
    heading += Markup('<p><a href="{}{}">page</a></p>').format(content.root, episode.page) if content.documents else ""
    found = () if episode.problems else of_episode(shown.remarks, slug)
    return _section(content, slug, item, heading, tuple(_item_fields(content, item)), found, xml, visitor)


def _item_fields(content: PreviewContent, item: Element) -> Iterator[_Field]:
    when = read_date(item.value("pubDate")).moment
    yield _Field("Title", item.value("title"), ("title",))
    yield _Field("Date", moment(when, content.zone) if when else item.value("pubDate"), ("published",))
    yield _Field("Season, episode", _numbers(item), ("season", "number", "number_display", "type"))
    yield _Field("Audio", _player(content, item), ("audio", "enclosure"))
    yield _Field("Artwork", _image_name(item), ("image",))
    yield _Field("Summary", item.value("itunes:summary"), ("summary",))
    yield _Field("Notes", _html(item.value("content:encoded") or item.value("description")), ("notes", "links"))
    chapters = item.first("podcast:chapters")
    yield _Field("Chapters", "yes" if chapters else "", ("chapters", "chapters_intro"))
    transcripts = ", ".join(one.get("type") for one in item.all("podcast:transcript"))
    yield _Field("Transcripts", transcripts, ("transcripts", "speakers"))
    people = ", ".join(f"{one.value_here} ({one.get('role') or 'host'})" for one in item.all("podcast:person"))
    yield _Field("People", people, ("people",))


def _section(
    content: PreviewContent,
    slug: str,
    element: Element,
    heading: Markup,
    fields: Sequence[_Field],
    found: Sequence[PlacedFinding],
    xml: str,
    visitor: Visitor,
) -> Markup:
    rows = Markup("")
    for one in fields:
        beside = [remark for remark in found if remark.field in one.of]
        if one.value or beside:
            rows += _FIELD.format(label=one.label, value=one.value, remarks=remark_list(beside, visitor))
    known = {name for one in fields for name in one.of}
    rest = remark_list([one for one in found if one.field not in known], visitor)
    return _SECTION.format(slug=slug, art=_art(content, element), heading=heading, fields=rows, rest=rest, xml=xml)


def _numbers(item: Element) -> str:
    numbers = [f"season {item.value('itunes:season')}"] if item.value("itunes:season") else []
    numbers += [f"episode {item.value('itunes:episode')}"] if item.value("itunes:episode") else []
    kind = item.value("itunes:episodeType")
    return ", ".join([*numbers, *([kind] if kind not in {"", "full"} else [])])


def _html(text: str) -> Markup:
    """Notes, which were sanitised when they were read."""
    return Markup('<div class="notes" dir="auto">{}</div>').format(Markup(text)) if text else Markup("")  # noqa: S704


def _image_name(element: Element) -> str:
    image = element.first("itunes:image")
    return image.get("href").rpartition("/")[2] if image else ""


def _art(content: PreviewContent, element: Element) -> Markup:
    """The artwork of an episode; apps show the show's where it has none."""
    image = element.first("itunes:image")
    address = _here(content, image.get("href") if image else content.cover)
    return (
        Markup('<img class="art" src="{}" alt="" width="160" height="160" loading="lazy">').format(address)
        if address
        else Markup("")
    )


def _player(content: PreviewContent, item: Element) -> Markup:
    enclosure = item.first("enclosure")
    if enclosure is None:
        return Markup("")
    seconds = item.value("itunes:duration")
    facts = f"{enclosure.get('type')}, {enclosure.get('length')} bytes{f', {seconds} s' if seconds else ''}"
    made = Markup('<audio controls preload="none" src="{}"></audio> <small>{}</small>')
    return made.format(_here(content, enclosure.get("url")) or enclosure.get("url"), facts)


def _here(content: PreviewContent, url: str) -> str:
    """The address of an object in the preview; empty for what is elsewhere."""
    base = content.where.base
    at = url.find(base)  # an analytics prefix stands in front
    return content.root + url[at + len(base) :] if at >= 0 else ""
