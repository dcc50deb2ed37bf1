"""An episode whose recording another one has already: meant as a rerun, or a mistake.

A rerun is an episode of its own, with guid, date and address; Apple ignores an episode whose enclosure has the address
of another. Keys hold the slug, so two episodes never share one. The catalog keeps no word of it: whose recording is
whose shows in their digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from feedpub.catalog.index import CatalogIndex
from feedpub.errors import Refused
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Enclosure
from feedpub.model.measured import Measured
from feedpub.standards import nearest, quoted

Episodes = Sequence[tuple[EpisodeFile, Measured]]


def originals_first(episodes: Episodes) -> Episodes:
    """The episodes in the order given, but reruns behind what they repeat, which may come out in the same run."""
    originals = {written.slug: written.episode.rerun_of for written, _ in episodes}
    return sorted(episodes, key=lambda one: len(_chain(one[0].slug, originals)))


def _chain(slug: str, originals: Mapping[str, str | None]) -> list[str]:
    """What an episode is a rerun of, what that is a rerun of, and so on; it ends where it comes round."""
    chain: list[str] = []
    at = originals.get(slug)
    while at is not None and at in originals and at not in chain:
        chain.append(at)
        at = originals[at]
    return chain


def refuse_unknown_original(written: EpisodeFile, originals: Mapping[str, str | None]) -> None:
    """Raise `Refused` if `rerun_of` names none of the episodes that are known, or leads back to this one.

    `originals` has the slugs of all, each with what it is a rerun of as far as this run says so.
    """
    original, where = written.episode.rerun_of, str(written.place("rerun_of"))
    known = originals.keys()
    if original is None:
        return
    if written.slug in _chain(written.slug, originals):
        by = "" if original == written.slug else f", by way of {original}"
        raise Refused(f"is a rerun of itself{by}", where=where, hint="name the one that was published first")
    if original not in known:
        guess = nearest(original, (slug for slug in known if slug != written.slug), cutoff=0.5)
        hint = f"did you mean {quoted(guess)}?" if guess else "name the slug of an episode; see: feedpub status"
        raise Refused(f"there is no episode {quoted(original)} that this could be a rerun of", where=where, hint=hint)


def refuse_same_recording(index: CatalogIndex, written: EpisodeFile, enclosure: Enclosure, *, ours: str) -> None:
    """Raise `Refused` if another item than `ours` (a slug, or empty) has the same recording, and this is no rerun."""
    others = [slug for slug in index.slugs_of_recording(enclosure.identity) if slug != ours]
    original = written.episode.rerun_of
    if not others or (original and enclosure.identity in _recordings(index, original)):
        return
    other = others[0]
    rerun = f"write `rerun_of: {other}`{' into its entry of `also_in`' if written.written_in else ''}"
    if original:
        message = f"this recording is that of {other}, not that of {original}"
        raise Refused(message, where=str(written.place("audio")), hint=f"{rerun}, or mend `audio:`")
    raise Refused(
        f"this recording is that of {other} too",
        where=str(written.place("audio")),
        flag="--renamed-from",
        hint=f"to publish it again: {rerun}; "
        f"if {other} was renamed: --renamed-from {other} keeps its guid; else name another audio file",
    )


def _recordings(index: CatalogIndex, slug: str) -> Iterable[str]:
    """The recording of an episode that is, or was, published."""
    stone = index.tombstone(slug)
    item = index.item(slug) or (stone.item if stone else None)
    return [item.enclosure.identity] if item else []
