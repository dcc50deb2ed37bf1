"""What is published again after its deletion gets another key: those that a catalog marked are never named again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feedpub.catalog import NextCatalog, of_catalog
from feedpub.catalog.deleted import free_key, marked
from feedpub.catalog.objects import key, with_keys, with_keys_of_channel
from feedpub.chapters.json import chapters_json
from feedpub.errors import Refused
from feedpub.model.catalog import Catalog
from feedpub.model.channel import Channel
from feedpub.model.item import ChapterFile, Item
from feedpub.storage import Body


def with_free_keys(
    before: Catalog | None, wanted: NextCatalog, *, unusable: frozenset[str] = frozenset()
) -> NextCatalog:
    """What is wanted, with other keys for the objects that `before` marked for deletion, and for those of `unusable`.

    A chapters file names pictures, so it is made anew where one of those has another key.
    Raises `Refused` for an object that was deleted and whose bytes are not among `wanted`.
    """
    taken = marked(before) | unusable
    keys = {one: free_key(one, taken) for one in of_catalog(wanted.catalog) if one in taken}
    if not keys:
        return wanted
    channel = with_keys_of_channel(wanted.catalog.channel, keys)
    of_digest = {body.digest: body for body in wanted.objects.values()}
    digests = of_catalog(wanted.catalog)
    found = {new: wanted.objects.get(old) or of_digest.get(digests[old]) for old, new in keys.items()}
    bodies = {**wanted.objects, **{new: body for new, body in found.items() if body}}
    items = []
    for item in wanted.catalog.items:
        renamed = with_keys(item, keys)
        if renamed.pictures != item.pictures and item.chapter_file:
            renamed, body = _chaptered(channel, renamed, taken)
            bodies[renamed.chapter_file.key] = body  # type: ignore[union-attr]  # it was just made
        items.append(renamed)
    catalog = replace(wanted.catalog, channel=channel, items=tuple(items))
    if before is not None:
        _refuse_missing(before, catalog, bodies)
    return replace(wanted, catalog=catalog, objects=bodies)


def _chaptered(channel: Channel, item: Item, taken: frozenset[str]) -> tuple[Item, Body]:
    body = Body.of_bytes(chapters_json(channel, item))
    name = free_key(key("chapters", item.slug, body.digest, "json"), taken)
    return replace(item, chapter_file=ChapterFile(key=name, size=body.size, digest=body.digest)), body


def _refuse_missing(before: Catalog, after: Catalog, bodies: Mapping[str, Body]) -> None:
    missing = sorted(one for one in of_catalog(after) if one not in before.manifest and one not in bodies)
    if missing:
        raise Refused(
            f"{missing[0]} was deleted" + (f", and {len(missing) - 1} more" if missing[1:] else ""),
            hint="put the author's files back in their places, then publish the episode again",
        )
