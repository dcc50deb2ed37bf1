"""FP001 to FP022: the document as a file: XML, encoding, namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import FeedView
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    NAMESPACE,
    PSP,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.standards import quoted


def reader_faults(feed: FeedView, kind: str) -> Iterator[Fault]:
    """The faults of a kind that the reader of the XML met; they have the names of rules. A template is no XML yet."""
    for trouble in feed.document.troubles:
        if trouble.kind == kind and feed.document.kind != "template":
            yield Fault(f"@{trouble.line}:{trouble.column}", trouble.message, trouble.hint)


# --- that it can be read


@rule("FP001", "feed", ERROR, *EVERY, holds=["xml-wellformed", "cdata-terminator"])
def malformed(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document is no well-formed XML.

    Apps and directories read feeds with strict parsers: one fault, and the whole feed is refused, with every episode.
    The rest is checked as far as it can be understood, so a fault here may explain others.

    Bad:  <rss version="2.0" …>…</rs>
    Bad:  <rss version="2.0" …>…<p>Cached by the server</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "malformed")


_KINDS = {
    "atom": ("an Atom feed", "podcast directories read RSS 2.0 only"),
    "rdf": ("a feed of RSS 1.0 (RDF)", "podcast directories read RSS 2.0 only"),
    "html": ("a web page", "is the address of the feed another one? look for `application/rss+xml` in the page"),
    "json": ("JSON", "podcast directories read RSS 2.0 only; a JSON Feed is something else"),
    "gzip": ("compressed by gzip", "decompress it, or let the server say `Content-Encoding: gzip`"),
    "zip": ("a ZIP archive", "unpack it"),
    "pdf": ("a PDF", "the feed is another file"),
    "audio": ("audio", "this is an episode's file; the feed is another one"),
    "image": ("a picture", "this is artwork; the feed is another file"),
    "opml": ("a list of feeds (OPML)", "check one of the feeds in it"),
    "template": ("the template of a feed, with code in it", "check what the site's generator makes of it"),
    "refusal": ("a store's refusal", "the store says why; may everybody read the object?"),
    "empty": ("nothing at all", "was it ever written?"),
    "text": ("plain text", "a feed is RSS 2.0, in XML"),
}


@rule("FP002", "feed", ERROR, *EVERY, holds=["rss-version"])
def other_document(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document is something else than RSS.

    Apple, Spotify and most apps read RSS 2.0 and nothing else: no Atom, no JSON Feed, no web page.

    Bad:  <feed xmlns="http://www.w3.org/2005/Atom"><title>Tidewater</title></feed>
    Bad:  <html><head><title>Tidewater</title></head></html>
    Bad:  {"version": "https://jsonfeed.org/version/1.1", "title": "Tidewater"}
    Good: <rss version="2.0" …>…</rss>
    """
    kind = feed.document.kind
    if kind in _KINDS:
        what, hint = _KINDS[kind]
        yield Fault("@1:1", f"this is no feed of RSS 2.0: it is {what}", hint)
    elif kind == "xml" and feed.root.name:
        name = feed.root.name
        hint = "names are case-sensitive: write `<rss>`" if name.lower() == "rss" else "the outermost tag is `<rss>`"
        yield fault(feed.root, f"this is no feed of RSS 2.0: its outermost tag is `<{name[:60]}>`", hint)


@rule("FP003", "feed", ERROR, *EVERY, holds=["rss-version"])
def other_version(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The version of RSS is missing, or not 2.0.

    Enclosures, and so podcasts, exist since RSS 2.0; Apple refuses other versions.

    Bad:  <rss version="0.91" …>…</rss>
    Bad:  <rss …>…</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    version = feed.root.get("version")
    if feed.document.kind == "rss" and version != "2.0":
        what = f"the version is {quoted(version)}" if version else "`<rss>` says no version"
        at = feed.root.at("version") if version else feed.root.path
        yield fault(at, f"{what}, not 2.0", 'write `<rss version="2.0">`')


@rule("FP004", "feed", ERROR, *EVERY, holds=["rss-version"])
def missing_channel(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """There is no channel in the feed.

    `<channel>` is the show: without it there is nothing to read.

    Bad:  <rss version="2.0" …></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    if feed.document.kind == "rss" and not feed.channel.name:
        yield fault(feed.root, "there is no `<channel>` in `<rss>`", "put the show and its episodes into one")


@rule("FP005", "feed", ERROR, *EVERY, holds=["rss-version"])
def second_channel(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """There is more than one channel in the feed.

    Readers take the first, or give up. Two shows are two feeds.

    Bad:  <rss version="2.0" …>…<channel><title>Another show</title></channel></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    for channel in feed.root.all("channel")[1:]:
        yield fault(channel, "a second `<channel>`, which nobody reads", "write one feed for each show")


@rule("FP006", "feed", ERROR, *EVERY, holds=["rss-version"])
def item_outside_channel(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An episode stands outside the channel.

    That is where RSS 1.0 had them. Readers of RSS 2.0 look inside `<channel>` and find no episode.

    Bad:  <rss version="2.0" …>…<item><title>First light</title></item></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    if feed.document.kind == "rss":
        for item in feed.root.all("item"):
            yield fault(item, "an `<item>` outside `<channel>`, which nobody finds", "move it into `<channel>`")


@rule("FP007", "feed", ERROR, *EVERY, holds=["xml-utf8"])
def late_declaration(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Something stands in front of the XML declaration.

    A blank line is enough: strict parsers refuse the whole feed. It comes from a template or a plugin, or is a warning
    that a script printed.

    Bad:  Notice: undefined index <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" …>…</rss>
    Good: <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "late-declaration")


@rule("FP008", "feed", WARNING, APPLE, PSP, holds=["xml-utf8"])
def undeclared_encoding(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document does not say that it is in UTF-8.

    Apple and PSP-1 require the declaration; without it, some readers take the charset of the server, often Latin-1.

    Bad:  <?xml version="1.0"?><rss version="2.0" …>…</rss>
    Good: <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" …>…</rss>
    """
    encoded = {"false-encoding", "foreign-encoding", "late-declaration"}
    if feed.document.kind == "rss" and not feed.document.encoding and not has_trouble(feed, encoded):
        hint = 'begin it with `<?xml version="1.0" encoding="UTF-8"?>`'
        yield Fault("@1:1", "the document does not say that it is in UTF-8", hint)


def has_trouble(feed: FeedView, kinds: set[str]) -> bool:
    """Whether the reader met trouble of one of these kinds."""
    return any(trouble.kind in kinds for trouble in feed.document.troubles)


@rule("FP010", "feed", ERROR, *EVERY, holds=["xml-utf8"])
def unknown_encoding(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document claims an encoding that no program knows.

    Readers give up at the first line.

    Bad:  <?xml version="1.0" encoding="unicode-8"?><rss version="2.0" …>…</rss>
    Good: <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "unknown-encoding")


@rule("FP011", "feed", ERROR, *EVERY, holds=["xml-utf8"])
def false_encoding(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document's bytes are not in the encoding that it declares.

    Strict readers refuse the feed at the first such byte; the others print `Ã©` where `é` was meant.

    Bad:  <?xml version="1.0" encoding="ISO-8859-1"?><!-- café --><rss version="2.0" …>…</rss>
    Bad:  <?xml version="1.0" encoding="UTF-16"?><rss version="2.0" …>…</rss>
    Good: <?xml version="1.0" encoding="UTF-8"?><!-- café --><rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "false-encoding")


@rule("FP012", "feed", ERROR, APPLE, PSP, holds=["xml-utf8"])
def foreign_encoding(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document is in another encoding than UTF-8.

    Apple and PSP-1 require UTF-8, and many readers know nothing else.

    Bad:  <?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0" …>…</rss>
    Good: <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "foreign-encoding")


@rule("FP013", "feed", ERROR, *EVERY, holds=["xml-illegal-chars"])
def illegal_character(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A character is there that XML forbids.

    Mostly U+000B or U+0008, pasted from a word processor; no parser goes past it, also if it is written as a number.

    Bad:  <rss version="2.0" …>…<footer>before&#x0B;after</footer></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "illegal-character")


@rule("FP014", "feed", ERROR, *EVERY, holds=["xml-no-doctype"])
def doctype(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document has a DOCTYPE.

    RSS 2.0 has none. Readers that fear what entities can do refuse any document with one; what it declares is ignored
    here too.

    Bad:  <!DOCTYPE rss SYSTEM "rss-0.91.dtd"><rss version="2.0" …>…</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "doctype")


@rule("FP015", "feed", ERROR, *EVERY, holds=["xml-named-entities"])
def undefined_entity(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A named entity is used that XML does not have.

    XML has `&lt;`, `&gt;`, `&amp;`, `&quot;` and `&apos;`. At `&nbsp;`, `&copy;` or `&eacute;` strict readers refuse
    the whole feed, unless they stand in CDATA.

    Bad:  <rss version="2.0" …>…<footer>&copy; Tidewater</footer></rss>
    Good: <rss version="2.0" …>…<footer>&#xA9; Tidewater</footer></rss>
    """
    return reader_faults(feed, "undefined-entity")


@rule("FP016", "feed", ERROR, *EVERY, holds=["xml-wellformed", "xml-named-entities"])
def stray_ampersand(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A bare `&` stands in text or in an address.

    In XML it begins an entity; strict readers refuse the whole feed at one that does not. Titles like "Q & A" and
    addresses with several parameters are where it happens.

    Bad:  <rss version="2.0" …>…<footer>Tide & Time</footer></rss>
    Good: <rss version="2.0" …>…<footer>Tide &amp; Time</footer></rss>
    """
    return reader_faults(feed, "stray-ampersand")


# --- what else is in it


@rule("FP021", "feed", INFO, APPLE, holds=["no-trailing-comments"])
def trailing_comment(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A comment stands behind the show.

    Caches sign pages so. Apple's crawler has taken such feeds for broken, now and then.

    Bad:  <rss version="2.0" …>…</rss><!-- served from cache in 0.02 s -->
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "trailing-comment")


@rule("FP022", "feed", ERROR, *EVERY, holds=["doc-bounds"])
def boundless(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The document is larger, deeper or longer than any feed.

    It was not read to its end, as no app would: more than 32 MB, elements 64 deep, half a million of them, or a million
    characters in one.

    Bad:  <rss version="2.0" …>…<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>
          <a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>
          <a><a><a><a><a><a><a><a><a><a>
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "boundless")


# --- namespaces


@rule("FP017", "feed", ERROR, *EVERY, holds=["ns-required"])
def undeclared_prefix(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Tags have a prefix that is declared nowhere.

    A parser that knows namespaces refuses the whole feed; the others do not know what the tags are.

    Bad:  <rss version="2.0" …>…<rawvoice:location>Sylt</rawvoice:location></rss>
    Good: <rss version="2.0" …>…</rss>
    """
    return reader_faults(feed, "undeclared-prefix")


@rule("FP018", "feed", ERROR, APPLE, PSP, NAMESPACE, holds=["ns-uris-exact"])
def inexact_namespace(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The address of a namespace is written almost rightly.

    Namespaces are compared letter by letter: with `https` for `http` or a slash too many, every tag of it is unknown,
    and Apple finds neither category nor artwork. A prefix that no tag has harms nobody.

    Bad:  <rss version="2.0" … xmlns:s="https://www.spotify.com/ns/rss/">…<s:note>Spring tides</s:note></rss>
    Good: <rss version="2.0" … xmlns:s="https://www.spotify.com/ns/rss/">…</rss>
    """
    return reader_faults(feed, "inexact-namespace")


@rule("FP061", "feed", WARNING, APPLE, PSP, holds=["ns-uris-exact"])
def respelt_namespace(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The address of a namespace has a spelling that readers know, but not the one that is documented.

    Apple's own pages once wrote `DTDs/Podcast-1.0.dtd`, so apps know it. PSP-1 and strict XML readers want the
    documented one, to the letter.

    Bad:  <rss version="2.0" … xmlns:media="http://search.yahoo.com/mrss">…<media:hash/></rss>
    Good: <rss version="2.0" … xmlns:media="http://search.yahoo.com/mrss/">…</rss>
    """
    return reader_faults(feed, "respelt-namespace")


@rule("FP019", "feed", WARNING, PSP, holds=["ns-required"])
def missing_namespace(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A namespace that podcasts need is not declared in `<rss>`.

    PSP-1 wants `itunes`, `podcast` and `atom` declared there; a feed without `itunes` says nothing to Apple.

    Bad:  <rss version="2.0"><channel …>…<item>…</item></channel></rss>
    Good: <rss version="2.0" …><channel>…<item>…</item></channel></rss>
    """
    if not has_trouble(feed, {"undeclared-prefix", "inexact-namespace"}):
        yield from reader_faults(feed, "missing-namespace")


@rule("FP020", "feed", INFO, holds=["ns-known"])
def unknown_namespace(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A namespace is declared that podcast apps do not know.

    It does no harm. Is it a spelling of one that they know, though, nothing in it is read.

    Bad:  <rss version="2.0" … xmlns:rawvoice="http://www.rawvoice.com/rawvoiceRssModule/">…</rss>
    Good: <rss version="2.0" …>…</rss>
    """
    inexact = {(one.line, one.column) for one in feed.document.troubles if one.kind == "inexact-namespace"}
    for one in feed.document.namespaces:
        known = one.usual or (one.line, one.column) in inexact
        if feed.document.kind == "rss" and one.uri and not known:
            prefix = f"`{one.prefix[:40]}:`" if one.prefix else "the default namespace"
            message = f"{prefix} is {quoted(one.uri)}, which podcast apps do not know"
            yield Fault(f"@{one.line}:{one.column}", message, "delete it if nothing of yours reads it")
