"""Before a run writes: does the store obey guards, and is the state private?"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import suppress
from hashlib import sha256
from secrets import token_hex
from typing import Any

from feedpub.catalog import CATALOG
from feedpub.deploy.destination import Destination, open_parent_state, parents
from feedpub.deploy.target import Target
from feedpub.deploy.verify import refuse_public_state, state_addresses
from feedpub.errors import Refused, StorageError
from feedpub.model.catalog import Catalog
from feedpub.standards import PRIVATE
from feedpub.storage import Body, confirm, guard_check
from feedpub.storage.steps import Steps, Together, one_by_one

GUARDED = "guarded"
"""Key prefix, in the state, of an object that exists for a moment."""

PROBE = "probe"
"""In the state: the object that strangers are asked for. It holds random text, and stays."""

_TEXT = re.compile(rb"feedpub asks whether strangers can read this: [0-9a-f]{32}\n")


class StateCheck:
    """Whether the public can read the state, asked while other things are looked at, and remembered for `preflight`."""

    def __init__(self, where: Destination) -> None:
        self._where = where
        self.is_asked = False
        self._refusal: Refused | None = None

    def look(self, target: Target) -> Steps[None]:
        """Ask, if there is a probe; raises nothing of what it finds."""
        if not self._where.has_address:
            return
        yield None
        kept = target.state.read(PROBE)
        if kept is None or not _TEXT.fullmatch(kept.data):
            return
        yield None
        try:
            refuse_public_state(state_addresses(**self._where.addresses, key=PROBE), kept.data, state=self._where.state)
        except Refused as refusal:
            self._refusal = refusal
        self.is_asked = True

    def raise_refusal(self) -> None:
        """Raise the `Refused` that was found."""
        if self._refusal is not None:
            raise self._refusal


def preflight(
    where: Destination,
    target: Target,
    before: Catalog | None,
    after: Catalog,
    *,
    writes: bool,
    check: StateCheck | None = None,
    together: Together = one_by_one,
) -> Generator[Any, None, None]:
    """Raise `Unsupported` for a store that ignores guards, `Refused` for a state that the public can read.

    Guards are checked before the first upload of a show. Whether the state is private is asked in every run, because
    servers and policies change. Where there is no probe, one is put; but not by a run that `writes` nothing for a show
    of schema 1, which has none yet. What `check` has asked is not asked again. The number of requests does not depend
    on the show. If another show lies above or below, nothing is written at all; in a store that ignores guards nothing
    stays.
    """
    if check is not None and check.is_asked:
        check.raise_refusal()
    is_first = before is None and writes
    if is_first:
        yield from _refuse_nested(where, target, together)
    if is_first and not where.single_writer:
        name = sha256(after.channel.guid.encode()).hexdigest()[:12]
        yield from guard_check.steps(target.state, f"{GUARDED}-{name}", together=together)
    if where.has_address and not (check is not None and check.is_asked):
        may_put = writes or (before is not None and bool(before.lineage))
        if probe := (yield from _probe(target, writes=may_put)):
            yield None
            refuse_public_state(state_addresses(**where.addresses, key=PROBE), probe, state=where.state)


def _refuse_nested(where: Destination, target: Target, together: Together) -> Generator[Any, None, None]:
    """Raise `Refused` where another show is published above or below: the files of the two would lie among each other.

    Asked once in a show's life: one HEAD for each folder above, and one listing, all at once.
    """
    above = parents(where.to)
    *held, below = yield from together([*(_catalog_above(where, one) for one in above), _catalog_below(where, target)])
    for parent, catalog in zip(above, held, strict=True):
        if catalog:
            raise _nested(where, f"above, at {parent}")
    if below:
        raise _nested(where, f"below: its catalog is {below}")


def _catalog_above(where: Destination, parent: str) -> Steps[str]:
    """The key of the catalog of a show that is published to a folder above; empty if there is none."""
    yield None
    with suppress(StorageError):  # where these credentials may not look
        if open_parent_state(where, parent).head(CATALOG) is not None:
            return CATALOG
    return ""


def _catalog_below(where: Destination, target: Target) -> Steps[str]:
    """The address of the catalog of a show that is published below; empty if there is none."""
    yield None
    storage = target.site if where.is_directory else target.state
    with suppress(StorageError):
        return next((f"{storage.name}/{one.key}" for one in storage.list() if one.key.endswith(f"/{CATALOG}")), "")
    return ""


def _nested(where: Destination, place: str) -> Refused:
    return Refused(
        f"another show is published {place}",
        where=where.to,
        hint="publish each show to a place of its own, beside the others (`publish: to:`)",
    )


def _probe(target: Target, *, writes: bool) -> Generator[None, None, bytes]:
    """The text of the probe, which is put if there is none; empty if nothing may be written."""
    yield None
    kept = target.state.read(PROBE)
    if kept is not None and _TEXT.fullmatch(kept.data):
        return kept.data
    if not writes:
        return b""
    body = Body.of_bytes(f"feedpub asks whether strangers can read this: {token_hex(16)}\n".encode())
    yield from confirm.steps(target.state, PROBE, body, type="text/plain; charset=utf-8", cache=PRIVATE)
    return body.data
