"""Before a run writes: does the store honour guards, and is the state really private?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256

from feedpub.catalog import CATALOG
from feedpub.deploy import verify as proof
from feedpub.deploy.destination import Destination
from feedpub.deploy.transaction import Planned, Step, Target
from feedpub.errors import StorageError
from feedpub.standards import PRIVATE
from feedpub.storage import Body, confirm, guard_check

GUARDED, PROBE = "guarded", "probe"
"""Key prefixes, in the state, of objects that live for a moment."""


def preflight(where: Destination, target: Target, planned: Planned) -> Step:
    """Raise `Unsupported` for a store that ignores guards, `Refused` for a state that the public can read.

    Guards are asked about before the first upload of a show, the state before anything is written, each time: servers
    and policies change. What that costs does not depend on the show.
    """
    name = sha256(planned.after.channel.guid.encode()).hexdigest()[:12]
    if planned.before is None and not where.single_writer:
        yield from guard_check.steps(target.state, f"{GUARDED}-{name}")
    if where.has_address:
        yield from _private(where, target, f"{PROBE}-{name}")
        if where.is_directory and planned.before is not None:
            yield None
            proof.no_catalog_is_shown(_addresses(where, CATALOG))


def _private(where: Destination, target: Target, key: str) -> Step:
    secret = Body.of_bytes(f"feedpub asks whether strangers can read this: {key}\n".encode())
    yield from confirm.steps(target.state, key, secret, type="text/plain; charset=utf-8", cache=PRIVATE)
    try:
        yield None
        proof.state_is_private(_addresses(where, key), secret.data, state=where.state)
    finally:
        # The right to delete is optional: then a few bytes stay, and are written over the next time.
        with suppress(StorageError):
            target.state.delete(key)


def _addresses(where: Destination, key: str) -> Sequence[str]:
    return proof.state_addresses(
        base=where.base, target=where.to, state=where.state, key=key, endpoint=where.endpoint, region=where.region
    )
