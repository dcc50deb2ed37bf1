"""Before the first upload of a show: does the public address show what is put into the target?"""

from __future__ import annotations

import json

from feedpub.deploy.actions import Verify
from feedpub.deploy.destination import Destination
from feedpub.deploy.target import Target
from feedpub.deploy.verify import OnWait, silently, verify_address
from feedpub.errors import VerificationFailed
from feedpub.model.address import address
from feedpub.model.catalog import Catalog
from feedpub.standards import PRIVATE
from feedpub.standards.bucket import cors_command, publisher
from feedpub.storage import Body, confirm
from feedpub.storage.steps import Steps

_TEXT = "text/plain; charset=utf-8"
_PROBE = Body.of_bytes(b"feedpub asks whether listeners can fetch what is published here.\n")

ADDRESS_PROBE = f"assets/feedpub-{_PROBE.digest[:12]}.txt"
"""Key, in the target, of the object that is put first; like all of `assets/`, it is named by its bytes."""


def check_address(
    where: Destination, target: Target, before: Catalog | None, after: Catalog, *, on_wait: OnWait = silently
) -> Steps[None]:
    """Put the smallest object, and ask for it as listeners will ask for the show's.

    That is done for a first publication, and when the address has changed. The object stays: another publisher may be
    asking for it, and whoever mends the address can look at it in a browser.
    Raises `VerificationFailed` with what is wrong, and what the bucket has to be told.
    """
    if before is not None and before.channel.base == after.channel.base:
        return
    yield from confirm.steps(target.site, ADDRESS_PROBE, _PROBE, type=_TEXT, cache=PRIVATE)
    action = Verify(
        key=ADDRESS_PROBE,
        url=address(after.channel, ADDRESS_PROBE),
        type=_TEXT,
        size=_PROBE.size,
        body=_PROBE,
        reason="is the public address the right one",
        cache=PRIVATE,
    )
    yield None
    try:
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
    failure.add_note(f"so that web players can load it, too: {cors_command(where.to, endpoint=where.endpoint or '')}")
    policy = json.dumps(publisher(where.to, where.state))
    failure.add_note(f"what whoever publishes has to be allowed, as the policy of a user or role: {policy}")
    failure.add_note("docs/s3.md explains each of these, for AWS, CloudFront, R2, B2, Spaces, MinIO and SeaweedFS")
