"""Whether store and public address have what was published, and whether the state is private.

What a run sends is verified by `http`, `store` and `feed`; all that was ever sent by `survey`.
"""

from feedpub.deploy.verify.absence import Held, held, purge_commands
from feedpub.deploy.verify.feed import PublicFeed, missing_guids, public_feed, public_version, server_date, verify_feed
from feedpub.deploy.verify.http import WAIT, is_cached, verify_address, verify_public
from feedpub.deploy.verify.privacy import refuse_public_state, shown_at, state_addresses
from feedpub.deploy.verify.session import VerifySession
from feedpub.deploy.verify.store import PIECE, pieces, verify_stored
from feedpub.deploy.verify.waiting import OnWait, Waiting, silently

__all__ = [
    "PIECE",
    "WAIT",
    "Held",
    "OnWait",
    "PublicFeed",
    "VerifySession",
    "Waiting",
    "held",
    "is_cached",
    "missing_guids",
    "pieces",
    "public_feed",
    "public_version",
    "purge_commands",
    "refuse_public_state",
    "server_date",
    "shown_at",
    "silently",
    "state_addresses",
    "verify_address",
    "verify_feed",
    "verify_public",
    "verify_stored",
]
