"""FP017 to FP020: the namespaces of a feed: declared, exact, known."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.document import has, troubles
from feedpub.lint.rule import APPLE, ERROR, EVERY, INFO, NAMESPACE, PSP, PSP_1, WARNING, Fault, rule
from feedpub.view import NAMESPACES, SAME, Feed
from feedpub.vocab import quoted


@rule("FP017", "feed", ERROR, *EVERY, since="1999", source="Namespaces in XML 1.0", holds=["ns-required"])
def undeclared_prefix(feed: Feed, _: Feed) -> Iterator[Fault]:
    """Tags have a prefix that is declared nowhere.

    A parser that knows namespaces refuses the whole feed; the others do not know what the tags are.

    Bad:  <rss version="2.0" …>…<rawvoice:location>Sylt</rawvoice:location></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    return troubles(feed, "undeclared-prefix")


@rule("FP018", "feed", ERROR, APPLE, PSP, NAMESPACE, since="2005", source=PSP_1, holds=["ns-uris-exact"])
def inexact_namespace(feed: Feed, _: Feed) -> Iterator[Fault]:
    """The address of a namespace is written almost rightly.

    Namespaces are compared letter by letter: with `https` for `http`, a slash too many or another case, every tag of it
    is unknown, and Apple finds neither category nor artwork.

    Bad:  <rss version="2.0" … xmlns:media="http://search.yahoo.com/mrss">…</rss>
    Good: <rss version="2.0" … xmlns:media="http://search.yahoo.com/mrss/">…</rss>
    """
    return troubles(feed, "inexact-namespace")


@rule("FP019", "feed", WARNING, PSP, since="2023", source=PSP_1, holds=["ns-required"])
def missing_namespace(feed: Feed, _: Feed) -> Iterator[Fault]:
    """A namespace that podcasts need is not declared in `<rss>`.

    PSP-1 wants `itunes`, `podcast` and `atom` declared there; a feed without `itunes` says nothing to Apple.

    Bad:  <rss version="2.0"><channel …>…<item>…</item></channel></rss>
    Good: <rss version="2.0" …><channel>…<item>…</item></channel></rss>
    """
    if not has(feed, {"undeclared-prefix", "inexact-namespace"}):
        yield from troubles(feed, "missing-namespace")


@rule("FP020", "feed", INFO, since="2005", source="feedpub")
def unknown_namespace(feed: Feed, _: Feed) -> Iterator[Fault]:
    """A namespace is declared that podcast apps do not know.

    It does no harm. Is it a spelling of one that they know, though, nothing in it is read.

    Bad:  <rss version="2.0" … xmlns:rawvoice="http://www.rawvoice.com/rawvoiceRssModule/">…</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    inexact = {
        (trouble.line, trouble.column) for trouble in feed.document.troubles if trouble.kind == "inexact-namespace"
    }
    for one in feed.document.namespaces:
        known = one.uri in NAMESPACES.values() or one.uri in SAME
        if feed.document.kind == "rss" and one.uri and not known and (one.line, one.column) not in inexact:
            prefix = f"`{one.prefix[:40]}:`" if one.prefix else "the default namespace"
            message = f"{prefix} is {quoted(one.uri)}, which podcast apps do not know"
            yield Fault(f"@{one.line}:{one.column}", message, "delete it if nothing of yours reads it")
