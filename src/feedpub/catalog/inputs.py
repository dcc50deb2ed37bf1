"""What a run read and measured of the author's files, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feedpub.errors import Place, Refused
from feedpub.model.channel import NetworkShow, Theme
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.model.measured import Alteration, Elsewhere, FontFile, Measured, Picture, RenderedPage
from feedpub.storage import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One show with the episodes of this run."""

    show: ShowFile
    cover: Picture | None
    """None: the file is absent."""

    description: str
    """Sanitised HTML, as are the notes."""

    footer: str
    theme: Theme
    """How the pages look, but for the logos."""

    logo: Picture | None
    logo_dark: Picture | None
    """None: there is none, or the file is absent."""

    fonts: tuple[FontFile | None, ...] = ()
    """Those that `theme.fonts` names, in its order; None: the file is absent."""

    episodes: tuple[tuple[EpisodeFile, Measured], ...]
    """In the order given."""

    badges: tuple[tuple[str, Picture | None], ...] = ()
    """Of platforms: the file, as its author writes it, and what it is; None: it is absent."""

    portraits: tuple[tuple[str, Picture | None], ...] = ()
    """Of people of the show and of the roster: the file, as its author writes it, and what it is; None: it is absent.
    """

    drafts: tuple[EpisodeFile, ...]
    known_slugs: frozenset[str] = frozenset()
    """Slugs of episodes that are not in this run and may be named all the same."""

    elsewhere: tuple[Elsewhere, ...] = ()
    """Of the show's files that are absent, those that left a pointer."""

    altered: tuple[Alteration, ...] = ()
    """What of the show's texts is published otherwise than it was written."""

    found: frozenset[str] = frozenset()
    """Slugs of the episodes whose files were found in a folder; its author did not name them one by one."""

    present: frozenset[str] | None = None
    """Slugs of all files of the show; None: not all of it was asked for."""

    own_pages: tuple[RenderedPage, ...] = ()
    """The author's own pages by name; drafts only where drafts of episodes are read as well."""

    network: tuple[NetworkShow, ...] = ()
    """Other shows of the workspace that are to be listed beside this one; empty where this one is in no network."""

    unlisted: tuple[tuple[str, str], ...] = ()
    """Shows of the network that cannot be listed: the folder of each, and why."""

    objects: Mapping[str, Body] = field(default_factory=dict)
    """Key → bytes of every file that may be published as it is."""


def no_file(named: str, elsewhere: Iterable[Elsewhere], *, where: Place, so: str = "", hint: str = "") -> Refused:
    """That there is no file that is `named` so, or that only a pointer to it is here; `so` is what follows of it."""
    for one in elsewhere:
        if one.file == named:
            return Refused(f"{one.message}{so}", where=str(where), hint=one.hint)
    hint = hint or f"save it as {where.beside(named)}, or correct the path (git-lfs: git lfs pull)"
    return Refused(f"there is no file {named}{so}", where=str(where), hint=hint)
