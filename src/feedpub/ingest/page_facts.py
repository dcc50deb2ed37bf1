"""What only web pages show of the author's files, as facts for rules, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feedpub.catalog.inputs import Inputs
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import SocialInteract
from feedpub.errors import FeedpubError
from feedpub.feed_view import Element, fact
from feedpub.ingest.network import facts_of_network
from feedpub.ingest.own_pages import facts_of_own_pages
from feedpub.ingest.page_pictures import link_pictures, portraits, show_portraits
from feedpub.ingest.theme import untranslated
from feedpub.model.channel import PICTURES
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.item import GUEST
from feedpub.model.measured import Measured, Picture
from feedpub.model.webpages import badge_of
from feedpub.scalars.dates import published_at
from feedpub.standards.names import SITEMAP


def facts_of_show(inputs: Inputs) -> Iterator[Element]:
    """Facts about cover, portraits, the language, recommendations and comments; none of a show without pages."""
    show = inputs.show
    if not show.show.pages:
        return
    if missing := untranslated(show):
        yield _at(show, "language", "page-language", language=show.show.language, missing=missing)
    yield from facts_of_own_pages(inputs)
    yield from _season_feeds(inputs)
    yield from _map(show)
    yield from facts_of_network(inputs)
    image = show.show.image
    yield from _described(show, "image", "cover", image.file, image.alt, image.credit)
    files = dict(inputs.portraits)
    said = {f"people[{at}]": one.image for at, one in enumerate(show.show.people)}
    said |= {f"roster.{key}": one.image for key, one in show.show.roster.items()}
    for field, file in show_portraits(show):
        entry = said[field.removesuffix(".image.file")]
        yield _picture(show, field, "portrait", file, files.get(file), entry.alt, entry.credit)
    badges = dict(inputs.badges)
    for file in dict.fromkeys(badge_of(one) for one in show.show.platforms if badge_of(one)):
        yield _picture(show, "platforms", "badge", file, badges.get(file), None, None)
    for at, other in enumerate(show.show.podroll):
        url = other.link or other.url
        yield _at(show, f"podroll[{at}]", "recommendation", guid=other.guid, url=url or None, title=other.title or None)
    for at, origin in enumerate(show.show.comments_from):
        yield _at(show, f"comments_from[{at}]", "comments-origin", origin=origin)
    yield from _comments(show, show, show.show.social)
    if show.show.theme.fonts:
        yield from _fonts(inputs)


def _fonts(inputs: Inputs) -> Iterator[Element]:
    """Of the fonts of each use on pages how large they are together, and which letters of the titles they lack."""
    from feedpub.artwork.letters import lacking_letters  # noqa: PLC0415 - Pillow takes its time
    from feedpub.ingest.share_pictures import known_fonts  # noqa: PLC0415 - as above

    titles = " ".join((inputs.show.show.title, *(written.episode.title for written, _ in inputs.episodes)))
    for role in dict.fromkeys(one.role for one in inputs.fonts if one and one.role != PICTURES):
        fonts = [one for one in inputs.fonts if one and one.role == role]
        lacking = lacking_letters(known_fonts(fonts), titles)
        size = str(sum(one.size for one in fonts))
        yield _at(inputs.show, f"theme.fonts.{role}[0]", "page-font", role=role, size=size, lacking=lacking or None)


def _comments(show: ShowFile, written: ShowFile | EpisodeFile, social: Sequence[SocialInteract]) -> Iterator[Element]:
    """Of the comments that pages shall load, where they are."""
    for at, one in enumerate(social):
        if one.protocol == "activitypub" and one.uri.startswith(tuple(f"{each}/" for each in show.show.comments_from)):
            yield _at(written, f"social[{at}].uri", "comments", uri=one.uri)


def _map(show: ShowFile) -> Iterator[Element]:
    """Where the map of the pages is, of a show that is not at the root of its host."""
    parts = urlsplit(show.show.publish.url or "")
    if parts.path.strip("/"):
        host = f"{parts.scheme}://{parts.netloc}"
        yield _at(show, "publish.url", "map", host=host, address=f"{show.show.publish.url}{SITEMAP}")


def _season_feeds(inputs: Inputs) -> Iterator[Element]:
    """That each season has a feed; where the whole show is read, with the number of seasons that episodes name."""
    show = inputs.show
    if show.show.season_feeds and inputs.present is not None:
        seasons = {written.episode.season for written, _ in inputs.episodes} - {None}
        yield _at(show, "season_feeds", "season-feeds", seasons=len(seasons), episodes=len(inputs.episodes))


def facts_of_episode(inputs: Inputs, written: EpisodeFile, measured: Measured) -> Iterator[Element]:
    """Facts about an episode's pictures, comments and corrections, and its title for search engines."""
    show = inputs.show
    if not show.show.pages:
        return
    yield from _share_text(inputs, written, measured)
    episode = written.episode
    if image := episode.image:
        yield from _described(written, "image", "cover", image.file, image.alt, image.credit)
    files = dict(measured.portraits)
    people = {f"people[{at}]": one for at, one in enumerate(episode.people)}
    for field, file in portraits(people.items()):
        entry = people[field.removesuffix(".image.file")].image
        yield _picture(written, field, "portrait", file, files.get(file), entry.alt, entry.credit)
    pictures = dict(measured.link_pictures)
    links = {f"links[{at}].image.file": one.image for at, one in enumerate(episode.links)}
    for field, file in link_pictures(written):
        link = links[field]
        alt, credit = (link.alt, link.credit) if link else (None, None)
        yield _picture(written, field, "link", file, pictures.get(file), alt, credit)
    yield from _comments(show, written, episode.social)
    yield from _corrections(show, written)
    if episode.seo_title:
        yield _at(written, "seo_title", "seo-title", text=episode.seo_title)


def _described(
    written: ShowFile | EpisodeFile, field: str, what: str, file: str, alt: str | None, credit: str | None
) -> Iterator[Element]:
    """The fact about artwork of which its author says something."""
    if alt or credit:
        yield _picture(written, field, what, file, None, alt, credit)


def _picture(
    written: ShowFile | EpisodeFile,
    field: str,
    what: str,
    file: str,
    picture: Picture | None,
    alt: str | None,
    credit: str | None,
) -> Element:
    size = {"width": picture.width, "height": picture.height} if picture else {}
    gps = "true" if picture and _has_place(picture) else None
    return _at(written, field, "page-picture", what=what, picture=file, alt=alt, credit=credit, gps=gps, **size)


def _has_place(picture: Picture) -> bool:
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time, and few shows have such pictures

    return artwork.facts_of_file(picture.path, is_whole=True).get("gps") == "true"


def _share_text(inputs: Inputs, written: EpisodeFile, measured: Measured) -> Iterator[Element]:
    """That the picture for sharing the episode has no text, and why; nothing while a font is not here."""
    show = inputs.show
    if _can_be_written((written.episode.title, show.show.title, *_guests(show, written)), show):
        return
    from feedpub.artwork.letters import missing_letters, writing_font  # noqa: PLC0415 - Pillow takes its time
    from feedpub.ingest.share_pictures import known_fonts  # noqa: PLC0415 - as above

    fonts = known_fonts(inputs.fonts)
    below = " · ".join((*_guests(show, written), *_length(show, measured)))
    parts = [written.episode.title, show.show.title, below] if len(fonts) == len(inputs.fonts) else []
    unwritten = next((one for one in parts if not writing_font([one], fonts)), None)
    if unwritten is not None:
        missing = "".join(missing_letters([unwritten], fonts))
        yield _at(written, "title", "share-text", missing=missing or None, shaping=None if missing else "true")


OTHER_SCRIPTS = frozenset({"ar", "ja", "zh"})
"""Languages of pages whose words the shipped font lacks."""


def _can_be_written(texts: Iterable[str], show: ShowFile) -> bool:
    """Whether the shipped font certainly writes these texts and a length: Latin letters need no look into it."""
    language = show.show.language.partition("-")[0].lower()
    is_latin = all(" " <= letter <= "~" or "\xa0" <= letter <= "\u017e" for text in texts for letter in text)
    return is_latin and language not in OTHER_SCRIPTS and not show.show.theme.words


def _guests(show: ShowFile, written: EpisodeFile) -> Iterator[str]:
    for one in written.episode.people or show.show.people:
        person = Person.resolve(one, show.show)
        if person.role == GUEST:
            yield person.name


def _length(show: ShowFile, measured: Measured) -> Iterator[str]:
    if measured.audio:
        from feedpub.pages.i18n import speech  # noqa: PLC0415 - dates and numbers of pages take time to import

        yield speech(show.show.language, dict(show.show.theme.words)).duration(measured.audio.duration_ms)


def _corrections(show: ShowFile, written: EpisodeFile) -> Iterator[Element]:
    when = written.episode.published
    if when is None or not written.episode.corrections:
        return
    try:
        moment = published_at(when, timezone=show.show.timezone, publish_hour=show.show.publish_hour)
    except FeedpubError:  # it is reported where the date stands
        return
    day = _day(moment, show.show.timezone).isoformat()
    for at, one in enumerate(written.episode.corrections):
        yield _at(written, f"corrections[{at}].date", "correction", date=one.date.isoformat(), published=day)


def _day(moment: datetime, zone: str | None) -> date:
    return moment.astimezone(ZoneInfo(zone) if zone else UTC).date()


def _at(written: ShowFile | EpisodeFile, field: str, kind: str, **values: object) -> Element:
    place = written.place(field)
    return fact(kind, **values, file=place.file, line=place.line or 1, column=place.column or 1)
