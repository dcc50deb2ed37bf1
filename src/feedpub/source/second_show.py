"""An episode read for a second show that it is in: the same file, with what `also_in` says of that show."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from feedpub.elements.element import of
from feedpub.elements.podcast.people import Person
from feedpub.errors import FeedpubError, Invalid, Place, Problem
from feedpub.model.address import page_key
from feedpub.model.also_in import OF_ONE_SHOW, SAME_GUID, AlsoInEntry
from feedpub.model.episode import Episode
from feedpub.model.files import EpisodeFile, Places, ShowFile
from feedpub.model.show import Show
from feedpub.source.also_in import FIELD, files_also_in
from feedpub.source.files import digest_of, read_episode
from feedpub.source.paths import ENDINGS, SHOW, display_path, find_show
from feedpub.source.show import read_show
from feedpub.standards import is_private_address


def show_of(path: Path) -> Path:
    """The `show.yaml` at or above a path; also of an episode that is in this show, too, by its slug there.

    Its file belongs to another show, and there is none at that path. Raises what `find_show` does.
    """
    return Path(os.path.normpath(path.absolute())).parent / SHOW if file_also_in(path) else find_show(path)


def file_also_in(path: Path) -> Path | None:
    """The file of another show that is the episode at a path where there is no file: `feeds/second/slug.yaml`."""
    show = path.parent / SHOW
    if path.suffix not in ENDINGS or os.path.lexists(path) or not show.is_file():
        return None
    for file in files_also_in(show):
        with suppress(FeedpubError):
            written = read_episode(file)
            if (_entry(written, show)[1].slug or written.slug) == path.stem:
                return file
    return None


def read_owners(files: Iterable[Path], problems: list[Problem]) -> dict[Path, ShowFile]:
    """The show that each file belongs to; without the files whose show cannot be read, which joins the problems."""
    shows: dict[Path, ShowFile | None] = {}
    for show in dict.fromkeys(map(find_show, files)):
        try:
            shows[show] = read_show(show)
        except Invalid as invalid:
            problems += invalid.problems
            shows[show] = None
    owners = ((file, shows[find_show(file)]) for file in files)
    return {file: owner for file, owner in owners if owner}


def read_readable_also_in(show: Path) -> Iterator[EpisodeFile]:
    """The episodes of other shows that are also in a show, which is its show.yaml, as far as they can be read."""
    for path, owner in read_owners(files_also_in(show), []).items():
        with suppress(FeedpubError):
            yield read_also_in(path, show, owner)


def read_also_in(path: Path, show: Path, owner: ShowFile) -> EpisodeFile:
    """The episode of a file of `owner` as it is in another show, whose `show.yaml` is `show`.

    Who it names by a key is somebody of the owner's roster. Raises what `read_episode` does.
    """
    written = read_episode(path, show=owner.path)
    number, entry = _entry(written, show)
    places = _Places(written.places, f"{FIELD}[{number}]", frozenset(entry.model_fields_set) | OF_ONE_SHOW)
    if entry.guid and entry.guid == _assigned_guid(owner, written):
        raise Invalid([Problem(places.of("guid"), f"{FIELD}[{number}].guid", SAME_GUID, "delete the line")])
    folder = os.path.relpath(owner.path.parent.absolute(), path.parent.absolute())
    episode = _with_names(written.episode.in_show(entry), owner.show, folder)
    canonical = _page(owner, written)
    return replace(
        written,
        slug=episode.slug or written.slug,
        episode=episode,
        digest=digest_of(episode, written.notes, written.notes_format, canonical),
        show=show,
        places=places,
        written_in=(owner.path, *owner.extends),
        argument=display_path(show.parent / f"{episode.slug or written.slug}.yaml"),
        canonical=canonical,
    )


def _entry(written: EpisodeFile, show: Path) -> tuple[int, AlsoInEntry]:
    """What a file says of its second show, and where in the list; `FeedpubError` if it says nothing."""
    name = Path(os.path.normpath(show.absolute())).parent.name
    for number, entry in enumerate(written.episode.also_in):
        if entry.show == name:
            return number, entry
    raise FeedpubError(f"is not in the show {name}", where=written.name, hint=f"add `{FIELD}: [{name}]`")


def _assigned_guid(owner: ShowFile, written: EpisodeFile) -> str:
    """The guid that it is assigned in its own show at first; empty where nobody can tell."""
    return str(uuid5(UUID(owner.show.guid), written.slug)) if owner.show.guid else ""


def _page(owner: ShowFile, written: EpisodeFile) -> str:
    """The address of its page in its own show; empty where nobody outside can open it, or there is none."""
    base = owner.show.publish.url
    if not base or not owner.show.pages or is_private_address(base):
        return ""
    return f"{base.rstrip('/')}/{page_key(written.slug)}"


def _with_names(episode: Episode, show: Show, folder: str) -> Episode:
    """The episode with people by name, where it names them by their keys in the roster of `show`.

    `folder` is that of the show, from the episode's file.
    """
    field = of(Person).field
    changed: dict[str, Any] = {}
    if people := getattr(episode, field):
        changed[field] = tuple(_by_name(one, show, folder) for one in people)
    if episode.speakers:
        roster = show.roster
        changed["speakers"] = {
            label: (roster[name].name if name in roster else None) or name for label, name in episode.speakers.items()
        }
    return episode.model_copy(update=changed)


def _by_name(written: Any, show: Show, folder: str) -> Any:  # noqa: ANN401 - the model of an element's values
    """Somebody with all that the roster says of them, the file of the portrait from the episode's file."""
    if (written.key or written.name) not in show.roster:
        return written
    one = Person.resolve(written, show)
    key = written.key or written.name
    whole = one.over(Person.of_roster(key, show.roster[key]))
    fields: dict[str, Any] = {"name": one.name, "role": one.role, "group": one.group, "link": one.href}
    fields |= {"image": one.img or _portrait(written, show.roster[key], folder)}
    fields |= {"affiliation": whole.affiliation, "about": whole.about}
    page = {"on": True, "off": False}.get(whole.page)
    fields |= {} if page is None else {"page": page}
    return type(written).model_validate({name: value for name, value in fields.items() if value not in ("", None)})


def _portrait(written: Any, known: Any, folder: str) -> Any:  # noqa: ANN401 - models of an element's values
    """The portrait that an episode names, or else that of the roster, whose path is from the show's folder."""
    if written.image or not known.image:
        return written.image
    file = os.path.normpath(os.path.join(folder, known.image.file)).replace(os.sep, "/")  # noqa: PTH118 - as text
    return known.image.model_copy(update={"file": file})


@dataclass(frozen=True, slots=True)
class _Places:
    """The places of the fields of a file, seen from a second show."""

    whole: Places
    entry: str
    """`also_in[1]`."""

    own: frozenset[str]
    """Fields that stand there."""

    def of(self, subject: str) -> Place:
        """Where a field stands: in the entry of `also_in`, or outside of it."""
        name = subject.partition(".")[0].partition("[")[0]
        return self.whole.of(f"{self.entry}.{subject}" if name in self.own else subject)
