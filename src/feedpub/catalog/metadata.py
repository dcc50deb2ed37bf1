"""What the author may edit at any time, as the item holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from feedpub.catalog.inputs import no_file
from feedpub.catalog.objects import key, portrait_name
from feedpub.catalog.sources import remember
from feedpub.elements import collection
from feedpub.elements.collection import Elements, resolve
from feedpub.elements.element import ITEM, of
from feedpub.elements.podcast.people import Person, PersonEntry
from feedpub.errors import Invalid, Place, Problem
from feedpub.model.also_in import OWN_PAGE
from feedpub.model.episode import Episode
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Artwork, Correction, Item, Link, Transcript
from feedpub.model.measured import Elsewhere, Measured, Picture
from feedpub.model.show import Show
from feedpub.model.webpages import PictureEntry
from feedpub.standards import slug_of


def with_metadata(item: Item, show: Show, written: EpisodeFile, measured: Measured) -> Item:
    """The item with everything the author may edit at any time.

    Raises `Invalid` where the episode refers to something that the show does not have.
    """
    if problems := list(disagreements(show, written)):
        raise Invalid(problems)
    episode = written.episode
    return replace(
        item,
        title=episode.title,
        summary=episode.summary or "",
        notes=measured.notes,
        link=episode.link or "",
        season=episode.season,
        number=episode.number,
        type=episode.type,
        explicit=episode.explicit,
        author=episode.author or "",
        image=_image(item, written, measured),
        transcripts=_transcripts(written.slug, measured),
        transcript_page="off" if episode.transcript is not None and not episode.transcript.page else "",
        **_chapters(item, written, measured),
        links=_links(item, written, measured),
        kicker=episode.kicker or "",
        standfirst=episode.standfirst or "",
        seo_title=episode.seo_title or "",
        content_warning=episode.content_warning or "",
        corrections=tuple(Correction(date=one.date.isoformat(), text=one.text) for one in episode.corrections),
        credits=episode.credits,
        portraits=_portraits(item, written, measured),
        permalink=episode.permalink,
        own_page=episode.page == OWN_PAGE,
        canonical=written.canonical,
        block=episode.block,
        number_display=episode.number_display or "",
        elements=elements_of(episode, show),
        keywords=episode.keywords,
        files=tuple(sorted({**dict(item.files), **dict(measured.files)}.items())),
        sources=remember(item.sources, written.digest),
        undone=None,
    )


def artwork(
    name: str,
    picture: Picture | None,
    *,
    kept: Artwork | None,
    named: str,
    where: Place,
    elsewhere: Iterable[Elsewhere] = (),
) -> Artwork:
    """The artwork of a file; an absent file keeps what is recorded while `image:` (at `where`) still names it."""
    if picture is None:
        if kept and kept.file == named:
            return kept
        raise no_file(named, elsewhere, where=where)
    if kept and kept.digest == picture.digest:
        return replace(kept, file=named)
    return Artwork(
        key=key("art", name, picture.digest, picture.extension),
        type=picture.type,
        size=picture.size,
        width=picture.width,
        height=picture.height,
        digest=picture.digest,
        file=named,
    )


def _image(item: Item, written: EpisodeFile, measured: Measured) -> Artwork | None:
    image = written.episode.image
    if image is None:
        return None
    made = artwork(
        written.slug,
        measured.image,
        kept=item.image,
        named=image.file,
        where=written.place("image"),
        elsewhere=measured.elsewhere,
    )
    return described(made, image)


def described(made: Artwork, image: PictureEntry) -> Artwork:
    """The artwork with what its author says of it."""
    return replace(made, alt=image.alt or "", credit=image.credit or "")


def _portraits(item: Item, written: EpisodeFile, measured: Measured) -> tuple[Artwork, ...]:
    kept = {one.file: one for one in item.portraits}
    return tuple(
        artwork(
            portrait_name(file),
            picture,
            kept=kept.get(file),
            named=file,
            where=written.place("people"),
            elsewhere=measured.elsewhere,
        )
        for file, picture in measured.portraits
    )


def _links(item: Item, written: EpisodeFile, measured: Measured) -> tuple[Link, ...]:
    kept = {one.image.file: one.image for one in item.links if one.image}
    pictures = dict(measured.link_pictures)
    return tuple(
        replace(
            link,
            kicker=one.kicker or "",
            image=described(
                artwork(
                    picture_name(written.slug, one.image.file),
                    pictures.get(one.image.file),
                    kept=kept.get(one.image.file),
                    named=one.image.file,
                    where=written.place(f"links[{at}].image.file"),
                    elsewhere=measured.elsewhere,
                ),
                one.image,
            )
            if one.image
            else None,
        )
        for at, (one, link) in enumerate(zip(written.episode.links, links(written.episode), strict=True))
    )


def picture_name(slug: str, named: str) -> str:
    """What the picture of a chapter is called in the target; `named` is its path as the author wrote it."""
    return f"{slug}-{slug_of(PurePosixPath(named).stem) or 'chapter'}"


def _chapters(item: Item, written: EpisodeFile, measured: Measured) -> dict[str, Any]:
    """Chapters and their pictures; what is recorded while nobody can tell them, as the audio is absent."""
    found = measured.chaptered
    if found is None:
        return {}
    if found.at_most_ms is not None and item.enclosure.duration_ms > found.at_most_ms:
        return {"chapters": (), "pictures": ()}
    kept = {picture.file: picture for picture in item.pictures}
    known = dict(item.files)
    pictures = {
        named: kept[named]
        if picture and picture.source and named in kept and known.get(named) == picture.source
        else artwork(
            picture_name(written.slug, named),
            picture,
            kept=kept.get(named),
            named=named,
            where=written.place("chapters"),
            elsewhere=measured.elsewhere,
        )
        for named, picture in found.pictures
    }
    keys = {named: picture.key for named, picture in pictures.items()}
    return {
        "chapters": tuple(replace(one, image=keys[one.image]) if one.image in keys else one for one in found.chapters),
        "pictures": tuple(sorted(pictures.values(), key=lambda picture: picture.key)),
    }


def links(episode: Episode) -> tuple[Link, ...]:
    """The episode's background, as it is printed below the notes."""
    return tuple(Link(title=link.title, url=link.url, note=link.note or "") for link in episode.links)


def people(show: Show, episode: Episode) -> tuple[Person, ...]:
    """The people of an item, in the feed's order.

    An item's list replaces the channel's in every app, so the show's people go in front of the episode's own. Somebody
    who is in both has the roles of both; whoever has the same role in both is as the episode describes them.
    """
    own, hosts = _once(named(episode, show)), _once(map(_as_the_feed_has, named(show, show)))
    both = _once([*(hosts[role] for role in own if role in hosts), *own.values()])
    return (*(one for role, one in hosts.items() if role not in own), *(both[role] for role in own)) if own else ()


def _as_the_feed_has(one: Person) -> Person:
    """Somebody without what only pages say of them: those look at the show itself."""
    return Person(name=one.name, role=one.role, group=one.group, img=one.img, href=one.href)


def named(written: Show | Episode, show: Show) -> tuple[Person, ...]:
    """The people of a show or an episode, as the feed names them: the same one in the same role once."""
    entries: tuple[PersonEntry, ...] = getattr(written, of(Person).field)
    return tuple(_once(Person.resolve(one, show) for one in entries).values())


def _once(people: Iterable[Person]) -> dict[tuple[str, str, str], Person]:
    """Name, group and role → person; a later one keeps what only an earlier one says of picture and link."""
    found: dict[tuple[str, str, str], Person] = {}
    for one in people:
        role = (one.name.casefold(), one.group, one.role)
        old = found.get(role)
        found[role] = one if old is None else one.over(old)
    return found


def elements_of(episode: Episode, show: Show) -> Elements:
    """The elements of an item, its people in the feed's order."""
    return resolve(episode, ITEM, show).having(Person, people(show, episode))


def disagreements(show: Show, written: EpisodeFile) -> Iterator[Problem]:
    """What only both files together tell: nobody in the roster, no such prefix, no time zone."""
    for way, message, hint in collection.disagreements(written.episode, ITEM, show):
        subject = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).removeprefix(".")
        yield Problem(written.place(subject), subject, message, hint)


def _transcripts(slug: str, measured: Measured) -> tuple[Transcript, ...]:
    return tuple(
        Transcript(
            key=key("transcripts", slug, sidecar.digest, sidecar.extension),
            type=sidecar.type,
            size=sidecar.size,
            digest=sidecar.digest,
            file=sidecar.file,
            language=sidecar.language,
            rel=sidecar.rel,
            own_page=sidecar.own_page,
        )
        for sidecar in measured.transcripts
    )
