"""Whether the public address, the store or the disk have what was sent, and whether the state is private."""

from feedpub.deploy.verify.feed import PublicFeed, missing_guids, public_feed, public_version, server_date, verify_feed
from feedpub.deploy.verify.http import WAIT, verify_address, verify_public
from feedpub.deploy.verify.privacy import refuse_public_state, state_addresses
from feedpub.deploy.verify.store import PIECE, pieces, verify_stored
from feedpub.deploy.verify.waiting import OnWait, Waiting, silently

__all__ = [
    "PIECE",
    "WAIT",
    "OnWait",
    "PublicFeed",
    "Waiting",
    "missing_guids",
    "pieces",
    "public_feed",
    "public_version",
    "refuse_public_state",
    "server_date",
    "silently",
    "state_addresses",
    "verify_address",
    "verify_feed",
    "verify_public",
    "verify_stored",
]
