"""HTTP, bounded and safe to point at strangers' addresses. Nothing else asks HTTP, but for the AWS SDK.

No cookies, no credentials, no proxies; identity encoding, so that lengths are true.
"""

from feedpub.web.asking import LIMIT, REDIRECTS, TIMEOUT, Answer, ask, user_agent
from feedpub.web.lines import Lines, Resolve, is_inside, resolve
from feedpub.web.words import Unfit

__all__ = [
    "LIMIT",
    "REDIRECTS",
    "TIMEOUT",
    "Answer",
    "Lines",
    "Resolve",
    "Unfit",
    "ask",
    "is_inside",
    "resolve",
    "user_agent",
]
