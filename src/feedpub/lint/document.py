"""FP0: the document itself."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.rule import EVERY, Fault, Severity, rule
from feedpub.view import Feed

_XML = "XML 1.0"


def _troubles(feed: Feed, kind: str) -> Iterator[Fault]:
    for trouble in feed.document.troubles:
        if trouble.kind == kind:
            yield Fault(f"@{trouble.line}:{trouble.column}", trouble.message, trouble.hint)


@rule("FP001", "feed", Severity.ERROR, *EVERY, since="1998", source=_XML, holds=["xml-wellformed", "cdata-terminator"])
def malformed(feed: Feed, _: Feed) -> Iterator[Fault]:
    """The document is no well-formed XML.

    Apps and directories read feeds with strict parsers: one fault, and the whole feed is refused, with every episode.

    Bad:  <rss version="2.0"><channel><title>Tide & Time</titel></channel></rss>
    Good: <rss version="2.0">…</rss>
    """
    return _troubles(feed, "malformed")
