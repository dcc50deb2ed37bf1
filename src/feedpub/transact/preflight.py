"""Before the first upload of a show: does the store honour guards, and is the state really private?"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

from feedpub import proof
from feedpub.errors import StorageError
from feedpub.model.catalog import Catalog
from feedpub.storage import Body, rehearsal
from feedpub.transact.destination import Destination
from feedpub.transact.transaction import Step, Target
from feedpub.vocab import PRIVATE

PROBE = "probe"
"""Key prefix, in the state, of objects that live for a moment."""


def preflight(where: Destination, target: Target, after: Catalog) -> Step:
    """Raise `Unsupported` for a store that ignores guards, `Refused` for a state that the public can read."""
    key = f"{PROBE}-{sha256(after.channel.guid.encode()).hexdigest()[:12]}"
    if not where.single_writer:
        yield from rehearsal.steps(target.state, key)
    if not where.is_directory:
        yield from _private(where, target, key)


def _private(where: Destination, target: Target, key: str) -> Step:
    secret = Body.of_bytes(f"feedpub asks whether strangers can read this: {key}\n".encode())
    yield None
    target.state.put(key, secret, type="text/plain; charset=utf-8", cache=PRIVATE)
    try:
        yield None
        addresses = proof.state_addresses(
            base=where.base,
            target=where.to,
            state=where.state,
            key=key,
            endpoint=where.endpoint,
            region=where.region,
        )
        proof.state_is_private(addresses, secret.head)
    finally:
        # The right to delete is optional: then a few bytes stay, and are written over the next time.
        with suppress(StorageError):
            target.state.delete(key)
