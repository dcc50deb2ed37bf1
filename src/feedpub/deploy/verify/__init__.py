"""Whether store and public address have what was published, and whether the state is private.

What a run sends is verified by `http`, `store` and `feed`; all that was ever sent by `survey`. Every name is imported
when it is first used: a run with nothing to do only asks for the private state.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.deploy.verify.absence import Held, held, purge_commands
    from feedpub.deploy.verify.feed import (
        PublicFeed,
        missing_guids,
        public_feed,
        public_version,
        server_date,
        verify_feed,
    )
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

_MODULES = {
    **dict.fromkeys(("Held", "held", "purge_commands"), "absence"),
    **dict.fromkeys(
        ("PublicFeed", "missing_guids", "public_feed", "public_version", "server_date", "verify_feed"), "feed"
    ),
    **dict.fromkeys(("WAIT", "is_cached", "verify_address", "verify_public"), "http"),
    **dict.fromkeys(("refuse_public_state", "shown_at", "state_addresses"), "privacy"),
    "VerifySession": "session",
    **dict.fromkeys(("PIECE", "pieces", "verify_stored"), "store"),
    **dict.fromkeys(("OnWait", "Waiting", "silently"), "waiting"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of this package; it is imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'feedpub.deploy.verify' has no attribute {name!r}")
    return getattr(import_module(f"feedpub.deploy.verify.{_MODULES[name]}"), name)
