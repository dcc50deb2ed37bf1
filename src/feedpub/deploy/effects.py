"""What a transaction is given beside storage: its effects, each of which a test may replace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from feedpub.catalog import (
    NextCatalog,
    Overrides,
    Version,
)
from feedpub.deploy.actions import Put, Verify
from feedpub.deploy.gate import Gate, open_gate
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.model.catalog import Catalog
from feedpub.storage import Body
from feedpub.storage.steps import Steps, Together, nothing

NO_OVERRIDES = Overrides()

CatalogChange = Callable[[Catalog | None], NextCatalog]
"""From the catalog that is published to the next one. It may raise `Refused`; it is called again after a lost race."""

Inspection = Callable[[Target, Observed], Generator[None, None, CatalogChange]]
"""Gives the change after looking at more of what is stored, with a pause in front of every call."""

Remaking = Callable[[Target, Catalog, Collection[str]], Mapping[str, Body]]
"""Gives the bytes of those of the keys that can be made again exactly."""

Observe = Callable[[Target, Sequence[Claim]], Generator[None, None, Observed | None]]
"""Looks at what is stored, given what is known outside of it, and perhaps puts another catalog into the place of the
stored one. None: somebody has published meanwhile. It may raise `Refused`.
"""


class Preflight(Protocol):
    """Looks at a destination, given the old and the new catalog, and whether the run will write."""

    def __call__(
        self, target: Target, before: Catalog | None, after: Catalog, /, *, writes: bool
    ) -> Generator[None, None, None]:
        """Raises what the run must stop for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a transaction does beside storage calls; a test passes its own."""

    verify: Callable[[Verify], None]
    """Raises `VerificationFailed`; then nothing is committed."""

    is_cached: Callable[[Verify], bool] = lambda _action: False
    """Of an object that the store has as it was sent: does a cache show something else at its public address?"""

    preflight: Preflight
    """Before a run writes, once: does the store obey guards, is the state private?"""

    meanwhile: Callable[[Target], Steps[None]] = lambda _target: nothing()
    """While the store is looked at first; what it finds is for `preflight`."""

    on_bytes: Callable[[Put, int], None]
    """Called with the number of bytes that the store has accepted."""

    together: Together
    """Carries out the actions of a phase, several at once; so must be `verify` and `is_cached` then."""

    sleep: Callable[[float], None]
    random: Random
    check_move: Callable[[Catalog | None, Catalog], None] = lambda _before, _after: None
    """Before anything is planned: does the address that subscribers are moved to have this show? Raises `Refused`."""

    gate: Gate = open_gate
    """Lint, before anything is planned; raises `Rejected`."""

    check_files: Callable[[], None] = lambda: None
    """After everything was sent and verified, before it counts: are the author's files what they were when they were
    measured? Raises `FileChanged`."""

    recall: Callable[[], Iterable[Claim]] = tuple
    """What is known outside of the store of the catalog that is published; asked once, while the store is."""

    note: Callable[[Version], None] = lambda _version: None
    """Told which version of the catalog is stored: after each commit, and at the end."""

    overrides: Overrides = NO_OVERRIDES
    """Which catalog may be gone on from."""

    look: Observe | None = None
    """Looks at the store before every attempt; None: `observe` does."""

    clock: Callable[[], datetime] | None = None
    """This machine's; None: it is not compared with the store's."""

    ahead: Callable[[], timedelta | None] = lambda: None
    """How far this machine's clock is ahead of the public server's, where the store has none; None: nobody knows."""

    remake: Remaking = lambda _target, _catalog, _keys: {}
    """Makes objects again that a catalog names and that are lost, as far as somebody has their files."""

    inspect: Inspection | None = None
    """Looks at what the change needs beside the catalog, and gives the change; None: it needs nothing."""

    is_deleting: bool = False
    """Whether the run is there to delete: it fails where it may not. What others have marked, any run deletes."""

    is_guarded: bool = True
    """Whether the store obeys guards: where it does not, a commit is looked at again."""

    warnings: tuple[str, ...] = ()
    """What every plan warns about."""
