"""Before a run writes: does the store obey guards, is the state private, and can listeners reach the public address?"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import suppress
from hashlib import sha256

from feedpub.catalog import CATALOG
from feedpub.deploy.destination import Destination
from feedpub.deploy.observe import Target
from feedpub.deploy.plan import Verify
from feedpub.deploy.verify import (
    OnWait,
    refuse_public_catalog,
    refuse_public_state,
    silently,
    state_addresses,
    verify_address,
)
from feedpub.errors import StorageError, VerificationFailed
from feedpub.model.address import address
from feedpub.model.catalog import Catalog
from feedpub.standards import PRIVATE
from feedpub.standards.bucket import cors_command, publisher
from feedpub.storage import Body, confirm, guard_check

GUARDED, PROBE = "guarded", "probe"
"""Key prefixes, in the state, of objects that exist for a moment."""

_TEXT = "text/plain; charset=utf-8"
_ADDRESS_PROBE = Body.of_bytes(b"feedpub asks whether listeners can fetch what is published here.\n")

ADDRESS_PROBE = f"assets/feedpub-{_ADDRESS_PROBE.digest[:12]}.txt"
"""Key, in the target, of the object that is put first; like all of `assets/`, it is named by its bytes."""


def preflight(
    where: Destination,
    target: Target,
    before: Catalog | None,
    after: Catalog,
    *,
    asks_address: bool = False,
    on_wait: OnWait = silently,
) -> Generator[None, None, None]:
    """Raise `Unsupported` for a store that ignores guards, `Refused` for a state that the public can read.

    Guards are checked before the first upload of a show. The state is checked before anything is written, each time,
    because servers and policies change. With `asks_address`, `VerificationFailed` is raised where the public address of
    a first publication, or a new one, does not show what is put there. The number of requests does not depend on the
    show.
    """
    name = sha256(after.channel.guid.encode()).hexdigest()[:12]
    if before is None and not where.single_writer:
        yield from guard_check.steps(target.state, f"{GUARDED}-{name}")
    if where.has_address:
        yield from _refuse_public_state(where, target, f"{PROBE}-{name}")
        if where.is_directory and before is not None:
            yield None
            refuse_public_catalog(_addresses(where, CATALOG))
    if asks_address and (before is None or before.channel.base != after.channel.base):
        yield from _refuse_wrong_address(where, target, after, on_wait=on_wait)


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


def _refuse_wrong_address(
    where: Destination, target: Target, after: Catalog, *, on_wait: OnWait
) -> Generator[None, None, None]:
    """Put the smallest object, and ask for it as listeners will ask for the show's.

    It stays: another publisher may be asking for it, and whoever mends the address can look at it in a browser.
    """
    key = ADDRESS_PROBE
    yield from confirm.steps(target.site, key, _ADDRESS_PROBE, type=_TEXT, cache=PRIVATE)
    action = Verify(
        key=key,
        url=address(after.channel, key),
        type=_TEXT,
        size=_ADDRESS_PROBE.size,
        body=_ADDRESS_PROBE,
        reason="is the public address the right one",
        cache=PRIVATE,
    )
    try:
        yield None
        verify_address(
            action,
            target=where.to,
            endpoint=where.endpoint or "",
            allow_private=where.is_local_only,
            on_wait=on_wait,
        )
    except VerificationFailed as failure:
        _note_permissions(failure, where)
        raise


def _note_permissions(failure: VerificationFailed, where: Destination) -> None:
    """What else a bucket has to be told, while its owner is at it."""
    if where.is_directory or "put-bucket-policy" not in failure.hint:
        return
    endpoint = where.endpoint or ""
    failure.add_note(f"so that web players can load it, too: {cors_command(where.to, endpoint=endpoint)}")
    policy = json.dumps(publisher(where.to, where.state))
    failure.add_note(f"what whoever publishes has to be allowed, as the policy of a user or role: {policy}")
    failure.add_note("docs/s3.md explains each of these, for AWS, CloudFront, R2, B2, Spaces, MinIO and SeaweedFS")


def _addresses(where: Destination, key: str) -> Sequence[str]:
    return state_addresses(
        base=where.base, target=where.to, state=where.state, key=key, endpoint=where.endpoint, region=where.region
    )
