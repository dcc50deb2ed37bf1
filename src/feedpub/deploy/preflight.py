"""Before a run writes: does the store obey guards, and is the state private?"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from hashlib import sha256

from feedpub.catalog import CATALOG
from feedpub.deploy.destination import Destination
from feedpub.deploy.observe import Target
from feedpub.deploy.verify import refuse_public_catalog, refuse_public_state, state_addresses
from feedpub.errors import StorageError
from feedpub.model.catalog import Catalog
from feedpub.standards import PRIVATE
from feedpub.storage import Body, confirm, guard_check

GUARDED, PROBE = "guarded", "probe"
"""Key prefixes, in the state, of objects that exist for a moment."""


def preflight(
    where: Destination, target: Target, before: Catalog | None, after: Catalog
) -> Generator[None, None, None]:
    """Raise `Unsupported` for a store that ignores guards, `Refused` for a state that the public can read.

    Guards are checked before the first upload of a show. The state is checked before anything is written, each time,
    because servers and policies change. The number of requests does not depend on the show.
    """
    name = sha256(after.channel.guid.encode()).hexdigest()[:12]
    if before is None and not where.single_writer:
        yield from guard_check.steps(target.state, f"{GUARDED}-{name}")
    if where.has_address:
        yield from _refuse_public_state(where, target, f"{PROBE}-{name}")
        if where.is_directory and before is not None:
            yield None
            refuse_public_catalog(_addresses(where, CATALOG))


def _refuse_public_state(where: Destination, target: Target, key: str) -> Generator[None, None, None]:
    probe = Body.of_bytes(f"feedpub asks whether strangers can read this: {key}\n".encode())
    yield from confirm.steps(target.state, key, probe, type="text/plain; charset=utf-8", cache=PRIVATE)
    try:
        yield None
        refuse_public_state(_addresses(where, key), probe.data, state=where.state)
    finally:
        # The right to delete is optional: then a few bytes stay, and are written over the next time.
        with suppress(StorageError):
            target.state.delete(key)


def _addresses(where: Destination, key: str) -> Sequence[str]:
    return state_addresses(
        base=where.base, target=where.to, state=where.state, key=key, endpoint=where.endpoint, region=where.region
    )
