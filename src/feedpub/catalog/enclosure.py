"""Which recording an item has, and whether another one may take its place."""

from __future__ import annotations

from dataclasses import replace

from feedpub.catalog.index import CatalogIndex
from feedpub.catalog.inputs import no_file
from feedpub.catalog.objects import key
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.rerun import refuse_same_recording
from feedpub.errors import Refused
from feedpub.model.files import EpisodeFile
from feedpub.model.item import Enclosure, Item, Tagged
from feedpub.model.measured import Audio, Measured


def first_enclosure(slug: str, audio: Audio, *, prefix: str) -> Enclosure:
    """The enclosure of a recording that is new; `prefix` is the show's analytics prefix, kept with it from now on."""
    return Enclosure(
        key=key("media", slug, audio.digest, audio.extension),
        type=audio.type,
        size=audio.size,
        duration_ms=audio.duration_ms,
        digest=audio.digest,
        identity=audio.identity,
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        file=audio.file,
        prefix=prefix,
    )


def with_facts(enclosure: Enclosure, audio: Audio) -> Enclosure:
    """The enclosure with what is known of a recording only by its bytes, here those of `audio`."""
    return replace(
        enclosure,
        size=audio.size,
        duration_ms=audio.duration_ms,
        digest=audio.digest,
        identity=audio.identity,
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
    )


def enclosure_elsewhere(written: EpisodeFile) -> Enclosure | None:
    """The enclosure of a recording that stays elsewhere, as its author describes it; None if the author does not."""
    entry = written.episode.enclosure
    if entry is None:
        return None
    return Enclosure(
        key=entry.url,
        type=entry.type,
        size=entry.length,
        duration_ms=entry.duration or 0,
        digest="",
        identity=entry.url,
        bitrate=0,
        sample_rate=0,
        channels=0,
        file=written.episode.audio,
    )


def enclosure_again(
    index: CatalogIndex, old: Item, written: EpisodeFile, measured: Measured, overrides: Overrides
) -> Enclosure:
    """The recorded enclosure while the recording is the same; the file may then even be absent."""
    kept, audio, where = old.enclosure, measured.audio, written.place("audio")
    if kept.is_elsewhere:
        return _moved(index, old, written, audio, overrides)
    if audio is None:
        if written.episode.audio == kept.file:
            return kept
        so = f", and the recorded one is called {kept.file}"
        hint = "copy the file here, or write the recorded name back to edit only the text"
        raise no_file(written.episode.audio, measured.elsewhere, where=where, so=so, hint=hint)
    new = first_enclosure(written.slug, audio, prefix=kept.prefix)
    if audio.identity == kept.identity:
        return new if kept.key in index.marked else replace(kept, file=audio.file)
    refuse_same_recording(index, written, new, ours=old.slug)
    if not old.scheduled and not overrides.replace_audio and kept.key:  # it has none after a purge
        raise Refused(
            f"{old.slug} is published with another recording; a new one may be downloaded again by every subscriber",
            where=str(where),
            flag="--replace-audio",
            hint="to do it anyway: --replace-audio (same guid, new address; the old file stays reachable)",
        )
    return new


def _moved(
    index: CatalogIndex, old: Item, written: EpisodeFile, audio: Audio | None, overrides: Overrides
) -> Enclosure:
    """The enclosure of an item whose recording was elsewhere: there still, at another address, or here now."""
    kept, entry = old.enclosure, enclosure_elsewhere(written)
    if audio is None and (entry is None or entry.key == kept.key):
        return entry or kept
    new = entry if audio is None else first_enclosure(written.slug, audio, prefix="")
    if not old.scheduled and not overrides.move_enclosures:
        raise Refused(
            f"{old.slug} is published with a recording at {kept.key}; at another address some apps download it again",
            where=str(written.place("audio" if audio else "enclosure.url")),
            flag="--move-enclosures",
            hint="to do it anyway: --move-enclosures (guids stay); keep the old address answering for weeks",
        )
    if audio and new:
        refuse_same_recording(index, written, new, ours=old.slug)
    return new or kept


def stored(kept: Enclosure, slug: str, *, size: int, digest: str, extension: str, tags: Tagged | None) -> Enclosure:
    """The enclosure whose recording is stored as these bytes; `tags` None for the author's own."""
    return replace(kept, key=key("media", slug, digest, extension), size=size, digest=digest, tags=tags)
