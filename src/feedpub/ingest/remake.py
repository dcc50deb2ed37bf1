"""What was published, made again: from the catalog, and from the author's files where they are still the same.

Nothing else than the same bytes may stand under the same key. So what is made again is compared with the digest in the
manifest. A copy of a recording has the tags of its time: it is made of the catalog of today, or of the one that brought
it. Where neither gives the same bytes, the same recording gets another key, as a copy with today's tags.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from feedpub.catalog.enclosure import with_facts
from feedpub.catalog.inputs import Inputs
from feedpub.chapters.json import chapters_json
from feedpub.ingest.derive import MakeFiles
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import LOST, SHARE, DerivedPicture, Enclosure, Item
from feedpub.storage import Body

REPAIR = "feedpub verify --repair"
"""What is run when a file is back."""

Past = Callable[[int], Catalog | None]
"""The catalog of a revision, from the history; None if it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """What could be made again."""

    objects: Mapping[str, Body] = field(default_factory=dict)
    """Key → its bytes: under keys of the manifest the same ones, byte for byte."""

    enclosures: Mapping[str, Enclosure] = field(default_factory=dict)
    """Key of a recording → the same recording as another copy, whose bytes are among `objects`."""

    pictures: Mapping[str, DerivedPicture] = field(default_factory=dict)
    """Key of a picture for pages → the same as today's way of making it gives it."""

    absent: Mapping[str, str] = field(default_factory=dict)
    """Key → what the author has to supply."""

    def renewed(self, catalog: Catalog) -> Catalog:
        """The catalog with what has another key from now on."""
        if not self.enclosures and not self.pictures:
            return catalog
        channel = replace(catalog.channel, derived=self._pictures(catalog.channel.derived))
        return replace(catalog, channel=channel, items=tuple(map(self._renewed, catalog.items)))

    def _renewed(self, item: Item) -> Item:
        enclosure = self.enclosures.get(item.enclosure.key, item.enclosure)
        return replace(item, enclosure=enclosure, derived=self._pictures(item.derived))

    def _pictures(self, known: tuple[DerivedPicture, ...]) -> tuple[DerivedPicture, ...]:
        return tuple(self.pictures.get(one.key, one) for one in known)


def remake(catalog: Catalog, keys: Collection[str], inputs: Inputs, *, past: Past) -> Remade:
    """Make those objects again, which the catalog names; `inputs` are the author's files, as far as they are here."""
    deriver = MakeFiles.of(inputs)
    objects = dict(_files(catalog, keys, inputs))
    objects |= {key: body for key, body in _chapters(catalog, keys, past) if key not in objects}
    pictures, drawn = _drawn(catalog, [key for key in keys if key not in objects], deriver)
    objects |= drawn
    enclosures: dict[str, Enclosure] = {}
    for item in catalog.items:
        old = item.enclosure.key
        if old in keys and old not in objects:
            enclosure, bodies = recording(catalog, item, deriver, past)
            objects |= bodies
            enclosures |= {old: enclosure} if enclosure and enclosure != item.enclosure else {}
    made = {*objects, *enclosures, *pictures}
    absent = {key: text for key, text in _absent(catalog, keys, inputs) if key not in made}
    return Remade(objects=objects, enclosures=enclosures, pictures=pictures, absent=absent)


def _files(catalog: Catalog, keys: Collection[str], inputs: Inputs) -> Iterator[tuple[str, Body]]:
    """What is stored as the author's own bytes, or as what is made of a file alone."""
    known = {body.digest: body for body in inputs.objects.values()}
    for key in keys:
        if (body := known.get(catalog.manifest[key].digest)) is not None:
            yield key, body


def _chapters(catalog: Catalog, keys: Collection[str], past: Past) -> Iterator[tuple[str, Body]]:
    for item in catalog.items:
        file = item.chapter_file
        if file is None or file.key not in keys:
            continue
        for channel, then in _then(catalog, item, file.key, past):
            body = Body.of_bytes(chapters_json(channel, then))
            if body.digest == file.digest:
                yield file.key, body
                break


def recording(
    catalog: Catalog, item: Item, deriver: MakeFiles, past: Past
) -> tuple[Enclosure | None, Mapping[str, Body]]:
    """The recording as it was stored, or else as a copy made today; nothing if it is not here.

    Of a catalog that was rebuilt nobody may know more than the digits in the key: then the same bytes tell that it is
    that recording, and the enclosure has its facts.
    """
    mine = deriver.episodes.get(item.slug)
    audio = mine[1].audio if mine else None
    if audio is None or item.enclosure.identity not in {audio.identity, ""}:
        return None, {}
    copies = []
    for channel, then in _then(catalog, item, item.enclosure.key, past):
        made = deriver.item(channel, then, audio)
        body = made.objects[made.item.enclosure.key]
        if body.digest.startswith(item.enclosure.digest):
            copy = replace(audio, digest=body.digest, size=body.size)
            known = item.enclosure if item.enclosure.identity else with_facts(item.enclosure, copy)
            return known, {item.enclosure.key: body}
        copies.append((made.item.enclosure, body))
    if not item.enclosure.identity:
        return None, {}
    enclosure, body = copies[0]
    return replace(enclosure, file=item.enclosure.file), {enclosure.key: body}


def _then(catalog: Catalog, item: Item, key: str, past: Past) -> Iterator[tuple[Channel, Item]]:
    """The show and the episode as they are now, and as they were when the object was put."""
    yield catalog.channel, item
    before = past(catalog.manifest[key].revision)
    then = next((one for one in before.items if one.guid == item.guid), None) if before else None
    if before and then:
        yield before.channel, then


def _drawn(
    catalog: Catalog, keys: Collection[str], deriver: MakeFiles
) -> tuple[Mapping[str, DerivedPicture], Mapping[str, Body]]:
    """Pictures for pages: those that become others, and the bytes of all."""
    asked = {one.key for one in _derived(catalog)} & set(keys)
    if not asked:
        return {}, {}
    undone = replace(
        catalog,
        channel=replace(catalog.channel, derived=_lost(catalog.channel.derived, asked)),
        items=tuple(replace(item, derived=_lost(item.derived, asked)) for item in catalog.items),
    )
    made, bodies = deriver.pictures(undone, undone)
    others: dict[str, DerivedPicture] = {}
    for old, new in _pairs(catalog, made):
        if old.key in asked and old.digest != new.digest:
            others[old.key] = new
    same = {one.key: bodies[one.key] for one in _derived(made) if one.key in bodies}
    by_digest = {body.digest: body for body in same.values()}
    found = {key: by_digest[catalog.manifest[key].digest] for key in asked if catalog.manifest[key].digest in by_digest}
    return others, {**found, **{one.key: same[one.key] for one in others.values()}}


def _lost(derived: tuple[DerivedPicture, ...], keys: Collection[str]) -> tuple[DerivedPicture, ...]:
    """Those of `keys` as pictures that are lost."""
    return tuple(replace(one, deriver=LOST) if one.key in keys else one for one in derived)


def _derived(catalog: Catalog) -> Iterator[DerivedPicture]:
    yield from catalog.channel.derived
    for item in catalog.items:
        yield from item.derived


def _pairs(before: Catalog, after: Catalog) -> Iterator[tuple[DerivedPicture, DerivedPicture]]:
    """Each picture with the one that has its name afterwards."""
    holders = [(before.channel.derived, after.channel.derived)]
    holders += [(old.derived, new.derived) for old, new in zip(before.items, after.items, strict=True)]
    for old, new in holders:
        named = {(one.name, one.source): one for one in new}
        yield from ((one, named[one.name, one.source]) for one in old if (one.name, one.source) in named)


def _absent(catalog: Catalog, keys: Collection[str], inputs: Inputs) -> Iterator[tuple[str, str]]:
    """What the author has to supply for each key that could not be made again."""
    files = dict(_names(catalog.channel))
    heard = {written.slug: measured.audio for written, measured in inputs.episodes}
    for item in catalog.items:
        files |= _names_of(item)
        shown = (item.image or catalog.channel.image).file, f"{item.slug}.yaml" if item.image else "show.yaml"
        files |= {one.key: _put_back(*shown) for one in item.derived if one.name.startswith(SHARE)}
        audio = heard.get(item.slug)
        if audio is not None and audio.identity != item.enclosure.identity:
            files[item.enclosure.key] = (
                f"{item.enclosure.file} is another recording than the published one: put that back, or publish the new "
                "one with feedpub publish --replace-audio"
            )
    for key in keys:
        if key in files:
            yield key, files[key]


def _names(channel: Channel) -> Iterator[tuple[str, str]]:
    yield channel.image.key, _put_back(channel.image.file, "show.yaml")
    yield from ((one.key, _put_back(one.file, "show.yaml")) for one in channel.portraits)
    yield from ((one.key, _put_back(one.file, "show.yaml")) for one in channel.theme.pictures)
    yield from ((one.key, _put_back(one.file, "show.yaml")) for one in channel.theme.page_fonts)
    files = {one.digest: one.file for one in channel.portraits}
    derived = ((one.key, files.get(one.source, channel.image.file)) for one in channel.derived)
    yield from ((key, _put_back(file, "show.yaml")) for key, file in derived)


def _names_of(item: Item) -> Mapping[str, str]:
    beside = f"{item.slug}.yaml"
    shown = [*item.pictures, *item.portraits, *(link.image for link in item.links if link.image)]
    found = {one.key: _put_back(one.file, beside) for one in shown}
    found |= {one.key: _put_back(one.file, beside) for one in item.transcripts}
    found[item.enclosure.key] = _put_back(item.enclosure.file, beside)
    if item.image:
        found[item.image.key] = _put_back(item.image.file, beside)
    files = {one.digest: one.file for one in (item.image, *shown) if one}
    found |= {one.key: _put_back(files[one.source], beside) for one in item.derived if one.source in files}
    if item.chapter_file:
        found[item.chapter_file.key] = f"publish the episode again: feedpub publish {beside} --rerender"
    return found


def _put_back(file: str, beside: str) -> str:
    return f"put {file}, as it was published, back where {beside} names it, then run {REPAIR}"
