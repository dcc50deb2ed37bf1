"""Which of an author's files differ from those that an episode, or the show, was published with.

Names are as the author writes them. A file that is not here changes nothing, as with `publish`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from feedpub.catalog.sources import recorded_files
from feedpub.errors import FeedpubError
from feedpub.ingest.page_pictures import link_pictures, portraits
from feedpub.ingest.reading import MeasureAudio
from feedpub.ingest.theme import read_theme
from feedpub.model.channel import Channel
from feedpub.model.item import Item
from feedpub.source import EpisodeFile, ShowFile, find_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What of an episode's files differs, beside its YAML and its notes."""

    recording: bool = False
    """`audio:` names another recording, or nothing that can be measured; tags make no difference."""

    files: tuple[str, ...] = ()
    """Transcripts, pictures and lists of chapters with other bytes than when the item was made of them."""


def differences(show: ShowFile, measure_audio: MeasureAudio, item: Item, written: EpisodeFile) -> Differences:
    """What differs between an episode as it is recorded and its files; nothing is decoded.

    `measure_audio` reads a recording as a whole, or remembers its facts.
    """
    known = recorded_files(item)
    changed = (name for name in _named(item, written) if name in known and _differs(name, known[name], show, written))
    return Differences(recording=_is_another(item, show, written, measure_audio), files=tuple(changed))


def _is_another(item: Item, show: ShowFile, written: EpisodeFile, measure_audio: MeasureAudio) -> bool:
    path = _found(written.episode.audio, show, written)
    if path is None:
        return False
    try:
        return measure_audio(path, written.episode.audio).identity != item.enclosure.identity
    except FeedpubError:
        return True


def changed_files_of_show(channel: Channel, show: ShowFile) -> tuple[str, ...]:
    """Cover, portraits, logo, style sheet and templates that have other bytes than those that are published."""
    names = [(show.show.image.file, channel.image.digest)]
    names += [(one.file, one.digest) for one in (*channel.portraits, *channel.theme.badges)]
    written = show.show.theme
    for name, logo in ((written.logo, channel.theme.logo), (written.logo_dark, channel.theme.logo_dark)):
        if name and logo:
            names.append((name, logo.digest))
    pictures = [name for name, digest in names if _differs(name, digest, show, show)]
    return (*pictures, *_changed_theme(channel, show))


def compared_files(item: Item | None, written: EpisodeFile) -> list[str]:
    """The files of an episode, beside its recording, that are compared with those of its published item."""
    return _named(item, written) if item else []


def _named(item: Item, written: EpisodeFile) -> list[str]:
    """What the YAML names, and the pictures that its list of chapters named when it was published."""
    episode = written.episode
    names = [one.file for one in episode.transcripts]
    cover = [episode.image.file] if episode.image else []
    pictures = [*portraits((f"people[{at}]", one) for at, one in enumerate(episode.people)), *link_pictures(written)]
    names += [*cover, *(file for _, file in pictures)]
    names += [entry.source for entry in episode.chapters if entry.source]
    return list(dict.fromkeys([*names, *(picture.file for picture in item.pictures)]))


def _differs(name: str, digest: str, show: ShowFile, written: ShowFile | EpisodeFile) -> bool:
    if isinstance(written, EpisodeFile) and name.startswith(f"{written.episode.audio}/"):  # a picture in the recording
        from feedpub.ingest.recorded_chapters import embedded_digest  # noqa: PLC0415 - few recordings have pictures

        recording = _found(written.episode.audio, show, written)
        return recording is not None and embedded_digest(recording, name) != digest
    path = _found(name, show, written)
    if path is None:
        return False
    try:
        with path.open("rb") as data:
            return file_digest(data, "sha256").hexdigest() != digest
    except OSError:  # `publish` says what is wrong with it
        return True


def _changed_theme(channel: Channel, show: ShowFile) -> Iterator[str]:
    now, published = read_theme(show, []), channel.theme
    if show.show.theme.css and now.css != published.css:
        yield show.show.theme.css
    before = dict(published.templates)
    for name, text in now.templates:
        if before.get(name) != text:
            yield f"{show.show.theme.templates}/{name}"


def _found(name: str, show: ShowFile, written: ShowFile | EpisodeFile) -> Path | None:
    """The file of that name; None if it is not here, or must not be read."""
    try:
        return find_file(name, beside=written.path, workspace=show.workspace)
    except FeedpubError:
        return None
