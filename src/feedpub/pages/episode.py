"""The pages of an episode: its own page, and its player for a frame on somebody else's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from feedpub.catalog.objects import DIGITS, key_digest
from feedpub.elements.podcast.media import ContentLink
from feedpub.elements.podcast.show import License
from feedpub.elements.podcast.value import Funding
from feedpub.model import Item, Link, Transcript
from feedpub.model.address import canonical_page, embed_key, oembed_key, page_key, recording_address
from feedpub.model.chapter import Chapter
from feedpub.model.item import OF_CHAPTER, OF_LINK, Correction
from feedpub.pages import linked_data
from feedpub.pages.layout import Head, policy_for, print_page
from feedpub.pages.lists import ListedEpisode, excerpt, listed
from feedpub.pages.notes import prose, summary_and_notes
from feedpub.pages.podcasting import (
    Highlight,
    chat,
    comment_scripts,
    comments,
    highlights,
    license_link,
    places,
    versions,
)
from feedpub.pages.related import InArchive
from feedpub.pages.site import Cast, PageImage, Site, cast, made_of, page_image, recording_url, relative
from feedpub.pages.subscribe import following
from feedpub.pages.transcripts import (
    NOTHING,
    Objects,
    PageText,
    TextLink,
    TextValues,
    read_text,
    text_links,
    text_values,
    texts_of,
)

EMBED_WIDTH, EMBED_HEIGHT, EMBED_HEIGHT_WITH_TEXT = 640, 260, 320
"""Pixels of the frame that others are told to put a player in: nothing scrolls in it on a phone, until somebody opens
the chapters or the transcript.
"""


class Neighbours(NamedTuple):
    """Slug and title of the episodes after and before one; empty where there is none."""

    newer: tuple[str, str] = ("", "")
    older: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeValues:
    """An episode on its page: `episode` in templates."""

    about: ListedEpisode
    url: str
    """Absolute address of its page."""

    summary: str
    """Plain text in front of the notes; empty where they begin with it."""

    notes: Markup
    """Sanitised HTML without the chapters and links, which the page has elsewhere."""

    links: tuple[PageLink, ...]
    has_cards: bool
    """Whether one of the links has a kicker or a picture."""

    with_guests: str
    """`with A and B`: HTML; empty without a guest."""

    warning: str
    """What listeners shall know before they play it, in plain text; empty for nothing."""

    corrections: tuple[Correction, ...]
    """The latest first."""

    credits: tuple[str, ...]
    """In free words."""

    cover: PageImage
    """The artwork of the episode or the show, with its credit."""

    funding: tuple[Link, ...]
    """Where listeners of this episode can give, then where those of the show can."""

    license: Link | None
    snippet: str
    """HTML that shows the player on somebody else's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """Where to read on: an entry of `episode.links` in templates."""

    title: str
    url: str
    note: str = ""
    kicker: str = ""
    image: PageImage | None = None


def episode_page(
    site: Site, item: Item, near: Neighbours, archive: InArchive | None = None, objects: Objects = NOTHING
) -> bytes:
    """An episode's page; `objects` are the transcripts whose text it shows."""
    talk = comments(site, item)
    head = Head(
        title=item.seo_title or f"{item.title} – {site.channel.title}",
        description=item.summary or item.standfirst or excerpt(prose(item)) or excerpt(site.channel.description),
        canonical=canonical_page(site.channel, item),
        type="article",
        modified=max((one.date for one in item.corrections), default=""),
        image=site.card(item),
        published=item.published.isoformat(),
        audio=recording_address(site.channel, item.enclosure),
        audio_type=item.enclosure.type,
        policy=policy_for(item.enclosure, comments=talk.origin if talk else ""),
        data=linked_data.of_episode(site, item, archive.season if archive else "", words=_words(site, item, objects)),
        breadcrumbs=linked_data.breadcrumbs(site, *_way(site, item, archive)) if archive else None,
        oembed=site.absolute(oembed_key(item.slug)) if archive else "",
        scripts=(*player_scripts(item, has_text=_has_text(site, item)), "share.js", *comment_scripts(talk)),
    )
    return print_page(
        site,
        "episode.html",
        head=head,
        episode=_episode_values(site, item),
        player=player(site, item, objects),
        cast=cast(site, item),
        following=following(site),
        versions=versions(site, item),
        places=places(site, item),
        chat=chat(site, item),
        comments=talk,
        newer=_neighbour(near.newer),
        older=_neighbour(near.older),
        archive=archive,
    )


def transcript_page(site: Site, item: Item, text: PageText, objects: Objects = NOTHING) -> bytes:
    """The page with the text of one transcript, beside the player; `objects` has its file."""
    alone = replace(item, chapters=())
    beginning = " ".join(one.text for one in read_text(text, objects)[:3])
    title = site.speech.t("transcript-of", title=item.title)
    head = Head(
        title=f"{title} – {site.channel.title}",
        description=excerpt(str(escape(beginning))),
        canonical=site.absolute(text.page),
        type="article",
        image=site.card(item),
        policy=policy_for(item.enclosure),
        scripts=(*player_scripts(alone),),
    )
    return print_page(
        site,
        "transcript.html",
        head=head,
        about=listed(item),
        player=player(site, alone, objects, text=text),
        alternates=[(one.language, site.absolute(one.page)) for one in texts_of(site.channel, item)],
    )


def _words(site: Site, item: Item, objects: Objects) -> str:
    """The words of the transcript that the episode's page shows; none where its file is not among `objects`."""
    here = next((one for one in texts_of(site.channel, item) if not one.is_own_page), None)
    return " ".join(turn.text for turn in read_text(here, objects)) if here else ""


def _has_text(site: Site, item: Item) -> bool:
    """Whether the episode's page may have the words of a transcript, and not only a link to them."""
    return any(not one.is_own_page for one in texts_of(site.channel, item))


def _way(site: Site, item: Item, archive: InArchive) -> Iterator[tuple[str, str]]:
    """Names and keys of the pages from the home to the episode's."""
    if archive.season and item.season is not None:
        yield site.speech.t("season-number", number=item.season), archive.season
    yield item.title, page_key(item.slug)


def embed_page(site: Site, item: Item) -> bytes:
    """An episode's player for frames on others' pages; search engines are sent to the episode's page."""
    head = Head(
        title=f"{item.title} – {site.channel.title}",
        canonical=canonical_page(site.channel, item),
        is_indexed=False,
        policy=policy_for(item.enclosure),
        scripts=tuple(player_scripts(item)),
    )
    return print_page(site, "embed.html", head=head, player=player(site, item, embed=True))


def _episode_values(site: Site, item: Item) -> EpisodeValues:
    summary, notes = summary_and_notes(item)
    giving = dict.fromkeys((*item.all(Funding), *site.channel.all(Funding)))
    links = (*(_page_link(item, one) for one in item.links), *map(_elsewhere, item.all(ContentLink)))
    return EpisodeValues(
        about=listed(item),
        url=site.absolute(page_key(item.slug)),
        summary=item.standfirst or summary,
        notes=notes,
        links=links,
        has_cards=any(one.kicker or one.image for one in links),
        with_guests=_with_guests(site, cast(site, item)),
        warning=item.content_warning,
        corrections=tuple(sorted(item.corrections, key=lambda one: one.date, reverse=True)),
        credits=item.credits,
        cover=site.cover(item),
        funding=tuple(Link(title=one.label, url=one.url) for one in giving),
        license=license_link(site, item.one(License)),
        snippet=snippet(site, item),
    )


def _with_guests(site: Site, people: Cast) -> str:
    if not people.guests:
        return ""
    linked, plain = Markup('<a href="{}"><bdi>{}</bdi></a>'), Markup("<bdi>{}</bdi>")
    names = [linked.format(one.page, one.name) if one.page else plain.format(one.name) for one in people.guests]
    return site.speech.t("with-names", names=site.speech.all_of(names))


def _page_link(item: Item, link: Link) -> PageLink:
    image = None
    if link.image:
        made = page_image(made_of(item, link.image, OF_LINK), alt=link.image.alt)
        image = replace(made, credit=link.image.credit)
    return PageLink(title=link.title, url=link.url, note=link.note, kicker=link.kicker, image=image)


def _elsewhere(link: ContentLink) -> PageLink:
    return PageLink(title=link.label, url=link.url)


def embed_height(item: Item) -> int:
    """Pixels of the frame with an episode's player."""
    return EMBED_HEIGHT_WITH_TEXT if item.chapters or item.transcripts else EMBED_HEIGHT


def snippet(site: Site, item: Item) -> str:
    """HTML that shows an episode's player on somebody else's page."""
    url, title = escape(site.absolute(embed_key(item.slug))), escape(f"{item.title} – {site.channel.title}")
    looks = f'width="100%" height="{embed_height(item)}" style="border: 0; border-radius: 16px" loading="lazy"'
    return f'<iframe src="{url}" title="{title}" {looks} allow="web-share; clipboard-write; autoplay"></iframe>'


def _neighbour(named: tuple[str, str]) -> Link | None:
    slug, title = named
    return Link(title=title, url=page_key(slug)) if slug else None


# --- player

TRANSCRIPT = "application/json"
"""The type of transcripts that the player shows."""

_FORMATS = {
    "text/vtt": "WebVTT",
    "application/srt": "SubRip",
    "application/x-subrip": "SubRip",
    "application/json": "JSON",
    "text/html": "HTML",
    "text/plain": "TXT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerChapter:
    """A chapter for the player."""

    start_ms: int
    start: str
    """`3:15`."""

    end_ms: int | None
    title: str
    url: str
    image: str
    """A picture of the target; empty if there is none here."""

    thumbnail: str
    """The same for the list of chapters, small if there is a small one."""

    toc: bool
    """Whether lists of chapters show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptFile:
    """A transcript as a file."""

    url: str
    label: str
    """`WebVTT`; with its language if that is not the show's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """An episode in its player: `player` in templates."""

    title: str
    show: str
    slug: str
    page: str
    """The absolute address of the episode's page."""

    audio: str
    type: str
    duration_ms: int
    duration: str
    """`29:14`."""

    cover: str
    cover_alt: str
    """What can be seen on it; empty where its author says nothing of it."""

    chapters: tuple[PlayerChapter, ...]
    highlights: tuple[Highlight, ...]
    """Parts worth sharing; none in a frame."""

    transcript: str
    """The JSON transcript; empty if there is none, or the page has its text."""

    transcript_files: tuple[TranscriptFile, ...]
    text: TextValues | None
    """The text of the transcript that stands on this page."""

    texts: tuple[TextLink, ...]
    """Where the texts are, by language."""

    embed: bool
    """Whether it stands in a frame on somebody else's page."""


def player(
    site: Site, item: Item, objects: Objects = NOTHING, *, text: PageText | None = None, embed: bool = False
) -> Player:
    """The player of an episode: on its page, on that of a `text` of its own, or for others' pages.

    `objects` are the transcripts whose text is to be read beside it.
    """
    recording, texts = item.enclosure, texts_of(site.channel, item)
    here = text or next((one for one in texts if not one.is_own_page), None)
    shown = text_values(site, here, objects) if here and not embed else None
    return Player(
        title=item.title,
        show=site.channel.title,
        slug=item.slug,
        page=site.absolute(page_key(item.slug)),
        audio=recording_url(item),
        type=recording.type,
        duration_ms=recording.duration_ms,
        duration=site.speech.length(recording.duration_ms),
        cover=site.cover(item).url,
        cover_alt=site.cover(item).alt,
        chapters=_player_chapters(site, item),
        highlights=() if embed else highlights(site, item),
        transcript=_transcript(texts, here, embed=embed) if shown is None else "",
        transcript_files=tuple(_transcript_file(site, one) for one in item.transcripts),
        text=shown,
        texts=text_links(site, texts, here),
        embed=embed,
    )


def player_scripts(item: Item, *, has_text: bool = True) -> Iterator[str]:
    """Names of the scripts of an episode's player, which is loaded behind what adds to it.

    `has_text` says whether the page may have the words of a transcript.
    """
    if item.chapters:
        yield "chapters.js"
    if has_text and item.shows_transcript and any(one.type == TRANSCRIPT for one in item.transcripts):
        yield "transcript.js"
    yield "player.js"


def _player_chapters(site: Site, item: Item) -> tuple[PlayerChapter, ...]:
    small = {one.source[:DIGITS]: one.key for one in item.derived if one.name == OF_CHAPTER}
    return tuple(_player_chapter(site, one, small.get(key_digest(one.image), "")) for one in item.chapters)


def _player_chapter(site: Site, chapter: Chapter, small: str) -> PlayerChapter:
    image = site.own(chapter.image) if chapter.image else ""
    return PlayerChapter(
        start_ms=chapter.start_ms,
        start=site.speech.clock(chapter.start_ms),
        end_ms=chapter.end_ms,
        title=chapter.title,
        url=chapter.url,
        image=image,
        thumbnail=relative(small) if small else image,
        toc=chapter.toc and bool(chapter.title),
    )


def _transcript(texts: Sequence[PageText], here: PageText | None, *, embed: bool) -> str:
    """The file that the player reads where the page has no text: in the show's language if there is one."""
    of = here or (texts[0] if texts and embed else None)
    return relative(of.transcript.key) if of and of.transcript.type == TRANSCRIPT else ""


def _transcript_file(site: Site, transcript: Transcript) -> TranscriptFile:
    label = _FORMATS.get(transcript.type, transcript.type)
    if not _is_in_language_of(site, transcript):
        label = f"{label} ({site.speech.language_name(transcript.language)})"
    return TranscriptFile(url=relative(transcript.key), label=label)


def _is_in_language_of(site: Site, transcript: Transcript) -> bool:
    return _primary(transcript.language) in {"", _primary(site.channel.language)}


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
