"""Proof: do the public address, the store or the disk hold what `Prove` says, and is the state hidden?"""

from feedpub.proof.feeds import feed, missing_guids
from feedpub.proof.objects import PIECE, pieces, public, stored
from feedpub.proof.patience import WAIT
from feedpub.proof.secrecy import no_catalog_is_shown, state_addresses, state_is_private

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
