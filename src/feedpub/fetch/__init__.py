"""HTTP, bounded and safe to point at strangers' addresses. Nothing else asks HTTP, but for the AWS SDK.

No cookies, no credentials, no proxies; identity encoding, so that lengths are true. Every name is imported when it is
first used: whoever asks nothing does not wait for urllib3.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.fetch.asking import LIMIT, REDIRECTS, Answer, Patience, ask, user_agent
    from feedpub.fetch.lines import Lines, Resolve, is_inside, resolve
    from feedpub.fetch.words import Inside, Unfit, Unreachable

__all__ = [
    "LIMIT",
    "REDIRECTS",
    "Answer",
    "Inside",
    "Lines",
    "Patience",
    "Resolve",
    "Unfit",
    "Unreachable",
    "ask",
    "is_inside",
    "resolve",
    "user_agent",
]

_ELSEWHERE = {
    **dict.fromkeys(("Lines", "Resolve", "is_inside", "resolve"), "lines"),
    **dict.fromkeys(("Inside", "Unfit", "Unreachable"), "words"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of this package; it is imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'feedpub.fetch' has no attribute {name!r}")
    return getattr(import_module(f"feedpub.fetch.{_ELSEWHERE.get(name, 'asking')}"), name)
