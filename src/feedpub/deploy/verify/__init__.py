"""Whether the public address, the store or the disk have what was sent, and whether the state is private."""

from feedpub.deploy.verify.feed import missing_guids, public_version, server_date, verify_feed
from feedpub.deploy.verify.http import WAIT, verify_public
from feedpub.deploy.verify.privacy import refuse_public_state, state_addresses
from feedpub.deploy.verify.store import PIECE, pieces, verify_stored

__all__ = [
    "PIECE",
    "WAIT",
    "missing_guids",
    "pieces",
    "public_version",
    "refuse_public_state",
    "server_date",
    "state_addresses",
    "verify_feed",
    "verify_public",
    "verify_stored",
]
