"""What `import --status` looks at, and what it says of each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from shlex import quote

from feedpub.commands.imports.comparison import Comparison
from feedpub.commands.imports.hosts import Host
from feedpub.commands.imports.items import SourcePage
from feedpub.commands.imports.left_behind import LeftBehind
from feedpub.commands.imports.prepared import PreparedImport
from feedpub.commands.imports.redirect import RedirectState, State
from feedpub.commands.imports.source import Folder
from feedpub.commands.old_feed import OldFeed
from feedpub.deploy.destination import Destination
from feedpub.model.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a move."""

    number: int
    name: str
    state: State
    evidence: tuple[str, ...]
    """What was found."""

    looked_at: str
    """The address, the file or the catalog that it was found in; empty: only somebody can say so."""

    actions: tuple[str, ...] = ()
    """What to do next, in this order; each may be a command to copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedMove:
    """Everything that was looked at."""

    show: str
    where: Destination
    options: str = ""
    """`--to` and `--url` as they were given, for commands to copy; begins with a blank if there are some."""

    catalog: Catalog | None
    old: OldFeed
    host: Host | None
    now: datetime
    ours: SourcePage | str
    """The new feed at its public address, or why there is none."""

    samples: str
    """What is wrong with a recording of it; empty if nothing is."""

    new_feed_url: str
    """That of show.yaml."""

    redirect: RedirectState
    leads_here: bool
    """Who asks the old feed gets the new one."""

    source: PreparedImport | str
    """The old feed, and what an import would take from it; or why it cannot be read."""

    before: Folder
    """The show's folder."""

    comparison: Comparison | None
    left: tuple[LeftBehind, ...]

    @property
    def command(self) -> str:
        """What names the show on a command line."""
        return quote(self.show)

    @property
    def published(self) -> str:
        """The same, and where it is published if that was said on the command line."""
        return f"{self.command}{self.options}"

    @property
    def bring(self) -> tuple[str, ...]:
        """The commands that take from the old feed what is not here."""
        return f"feedpub import {quote(self.old.feed)} {self.command}", f"feedpub publish {self.published}"

    def confirm(self, *names: str) -> str:
        """The command by which somebody says that something is done."""
        return f"feedpub import --status {self.published} {' '.join(f'--done {name}' for name in names)}"
