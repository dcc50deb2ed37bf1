"""Proof: do the public address, the store or the disk hold what `Prove` says, and is the state hidden?"""

from feedpub.deploy.verify.feeds import feed, missing_guids
from feedpub.deploy.verify.objects import PIECE, pieces, public, stored
from feedpub.deploy.verify.patience import WAIT
from feedpub.deploy.verify.secrecy import no_catalog_is_shown, state_addresses, state_is_private

__all__ = [
    "PIECE",
    "WAIT",
    "feed",
    "missing_guids",
    "no_catalog_is_shown",
    "pieces",
    "public",
    "state_addresses",
    "state_is_private",
    "stored",
]
