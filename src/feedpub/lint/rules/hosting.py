"""FP70x and FP71x: what the server answers for the feed, as somebody saw it who asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.facts import is_slow, whole_number
from feedpub.lint.rule import APPLE, BOARD, ERROR, EVERY, INFO, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import FEED_TYPE, common_type, quoted

UPDATES = "Apple 4115, Technical updates for hosting providers"

# --- the feed


@rule(
    "FP701",
    "channel/seen:answer",
    WARNING,
    APPLE,
    since="2022",
    source="Apple 837, Change the RSS feed URL",
    holds=["http-feed-200"],
)
def chain_of_redirects(answer: Element, _: Feed) -> Iterator[Fault]:
    """The feed's address leads to it by more than one redirect.

    Each costs a request of every app on every poll; some directories follow only one.

    Bad:  <seen:answer status="200" hops="2" type="application/rss+xml" charset="utf-8" etag="x"/>
    Good: <seen:answer status="200" hops="1" type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if (whole_number(answer.get("hops")) or 0) > 1:
        yield fault("", f"the address redirects {answer.get('hops')} times", "redirect straight to the feed")


@rule(
    "FP702",
    "channel/seen:answer",
    WARNING,
    *EVERY,
    since="2017",
    source="what players in browsers and on telephones allow",
    holds=["http-tls"],
)
def feed_without_tls(answer: Element, feed: Feed) -> Iterator[Fault]:
    """The feed is answered without encryption.

    Anybody on the way can change it, and web players refuse it on pages that are encrypted.

    Bad:  <seen:answer url="http://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    Good: <seen:answer url="https://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("url").startswith("http:") and not feed.rehearsal:
        yield fault("", "the feed is answered by http, not https", "serve it by https, and redirect http to it")


@rule("FP703", "channel/seen:answer", WARNING, since="2007", source=BOARD, holds=["http-feed-type"])
def feed_of_another_type(answer: Element, _: Feed) -> Iterator[Fault]:
    """The server calls the feed something else.

    Readers that believe it show a page of text, or download a file.

    Bad:  <seen:answer type="text/html" charset="utf-8" etag="x"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    said = answer.get("type")
    if common_type(said) != FEED_TYPE:
        yield fault("", f"the server says that the feed is {quoted(said or 'nothing')}", f"let it say `{FEED_TYPE}`")


@rule("FP704", "channel/seen:answer", WARNING, since="2007", source=BOARD, holds=["http-feed-type"])
def other_charset_said(answer: Element, feed: Feed) -> Iterator[Fault]:
    """The server names another encoding than the feed has.

    What the server says wins: every umlaut is then wrong.

    Bad:  <seen:answer type="application/rss+xml" charset="iso-8859-1" etag="x"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    said, own = answer.get("charset"), feed.document.encoding or "utf-8"
    if said and said.replace("_", "-") not in {own, "utf8" if own == "utf-8" else own}:
        yield fault("", f"the server says {quoted(said)}, the feed {quoted(own)}", "let the server say `charset=utf-8`")


@rule(
    "FP705",
    "channel/seen:answer",
    WARNING,
    APPLE,
    SPOTIFY,
    since="2022",
    source=UPDATES,
    holds=["http-feed-validators"],
)
def feed_without_validators(answer: Element, _: Feed) -> Iterator[Fault]:
    """The server gives nothing by which to ask whether the feed has changed.

    Without ETag and Last-Modified every app downloads all of it on every poll; Apple asks less often then.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/>
    """
    if not answer.get("etag") and not answer.get("last-modified"):
        yield fault("", "the feed is served without ETag and Last-Modified", "let the server send one of them")


@rule(
    "FP706", "channel/seen:again", WARNING, APPLE, SPOTIFY, since="2022", source=UPDATES, holds=["http-feed-validators"]
)
def validators_ignored(again: Element, _: Feed) -> Iterator[Fault]:
    """The server sends the whole feed to somebody who has it already.

    It gives an ETag or a date, and does not look at them when they come back: 304 is the answer that saves everybody.

    Bad:  <seen:again status="200" same="yes"/>
    Bad:  <seen:again status="304" same="yes"/><seen:again encoding="gzip" status="200" same="yes"/>
    Good: <seen:again status="304" same="yes"/>
    """
    if again.get("status") != "200" or not again.get("same"):
        return
    if again.get("encoding") == "gzip":
        message = "asked by an app that takes gzip whether it has changed, the server sends all of it again"
        yield fault("", message, "let it know the ETag again that it gives compressed answers")
    else:
        yield fault("", "asked whether it has changed, the server sends all of it again", "let it answer 304")


@rule("FP707", "channel/seen:packed", INFO, source="podcast hosts' traffic", holds=["http-feed-validators"])
def uncompressed_feed(packed: Element, _: Feed) -> Iterator[Fault]:
    """The feed is not compressed for those who would take it.

    Feeds shrink to a tenth. A CDN does it; object storage alone does not.

    Bad:  <seen:packed encoding="" size="400000"/>
    Good: <seen:packed encoding="gzip" size="400000"/>
    """
    if (whole_number(packed.get("size")) or 0) > 100_000 and packed.get("encoding") in {"", "identity"}:
        yield fault("", "the feed is sent without compression", "let a CDN compress it")


@rule("FP708", "channel/seen:answer", WARNING, source="directories' time-outs", holds=["http-feed-200"])
def slow_feed(answer: Element, _: Feed) -> Iterator[Fault]:
    """The feed takes long to answer.

    Directories give up after some seconds, and drop shows that time out again and again.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="26.0"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="0.3"/>
    """
    if is_slow(answer.get("seconds")):
        yield fault("", f"the feed took {answer.get('seconds')} s", "serve it as a file, not from a program")


@rule("FP709", "channel/seen:answer", INFO, source="feedpub", holds=["http-feed-200"])
def cookies_with_the_feed(answer: Element, _: Feed) -> Iterator[Fault]:
    """The server sets a cookie with the feed.

    Caches then keep nothing, and listeners are followed.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cookies="yes"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("cookies"):
        yield fault("", "the server sets a cookie with the feed", "turn it off for the feed")


@rule("FP710", "channel", WARNING, source="podcast hosts' traffic", holds=["http-feed-validators"])
def feed_that_changes_when_asked(channel: Element, _: Feed) -> Iterator[Fault]:
    """The feed is another one each time somebody asks.

    A date of now, a counter or a cache's comment in it: everybody downloads and reads all of it on every poll, though
    there is no new episode, and ETag and 304 are of no use.

    Bad:  <seen:again status="200" same=""/>
    Good: <seen:again status="304" same="yes"/>
    """
    again, packed = channel.first("seen:again"), channel.first("seen:packed")
    second = again or packed
    if second and second.get("status") == "200" and not second.get("same"):
        hint = "take out what changes by itself; `lastBuildDate` is when an episode or the show changed"
        yield fault("", "asked twice at once, the server sends two different feeds", hint)


@rule("FP711", "channel/seen:packed", ERROR, *EVERY, source="RFC 9110, Content-Encoding", holds=["http-feed-200"])
def broken_compression(packed: Element, _: Feed) -> Iterator[Fault]:
    """The feed cannot be read by those who take it compressed.

    That is everybody: every app and every directory offers to take gzip. A plain download looks right all the same.

    Bad:  <seen:packed message="tidewater.example sends what it says is compressed, but is not"/>
    Bad:  <seen:packed status="500" encoding="" size="4000" same=""/>
    Good: <seen:packed status="200" encoding="gzip" size="4000" same="yes"/>
    """
    status, said = packed.get("status"), packed.get("message")
    if said:
        yield fault("", f"asked for the feed in gzip: {said}", packed.get("hint") or "turn compression off for it")
    elif status not in {"", "200"}:
        yield fault("", f"asked for the feed in gzip, the server answers {status}", "turn compression off for it")


@rule("FP712", "channel", ERROR, *EVERY, source="RFC 9110, Content-Encoding", holds=["http-feed-200"])
def other_feed_in_gzip(channel: Element, _: Feed) -> Iterator[Fault]:
    """Those who take the feed compressed get another one.

    Most often an old copy in a cache: whoever looks at the feed by hand sees the new episode, and no app does.

    Bad:  <seen:again status="304" same="yes"/><seen:packed status="200" encoding="gzip" size="4000" same=""/>
    Good: <seen:again status="304" same="yes"/><seen:packed status="200" encoding="gzip" size="4000" same="yes"/>
    """
    again, packed = channel.first("seen:again"), channel.first("seen:packed")
    if again and again.get("same") and packed and packed.get("status") == "200" and not packed.get("same"):
        hint = "clear the cache in front of the server, and let it tell answers apart by `Vary: Accept-Encoding`"
        yield fault("", "asked for it in gzip, the server sends another feed", hint)


@rule(
    "FP713", "channel/seen:again", ERROR, APPLE, SPOTIFY, since="2022", source=UPDATES, holds=["http-feed-validators"]
)
def conditional_request_refused(again: Element, _: Feed) -> Iterator[Fault]:
    """The server fails when it is asked whether the feed has changed.

    Directories and apps ask so on every poll: they got the feed once, and never see another episode.

    Bad:  <seen:again status="412" same=""/>
    Bad:  <seen:again message="tidewater.example broke the connection off"/>
    Good: <seen:again status="304" same="yes"/>
    """
    status, said = again.get("status"), again.get("message")
    if said or status not in {"", "200", "304"}:
        what = said or f"the server answers {status}"
        yield fault("", f"asked whether the feed has changed: {what}", "let it answer 304, or 200 with all of it")


@rule("FP714", "channel/seen:answer", INFO, since="2007", source=BOARD, holds=["http-feed-type"])
def text_xml_without_charset(answer: Element, _: Feed) -> Iterator[Fault]:
    """The server calls the feed `text/xml`, and no encoding.

    Until 2014 that meant US-ASCII, whatever the document says (RFC 3023), and some readers still believe it.

    Bad:  <seen:answer type="text/xml" etag="x"/>
    Good: <seen:answer type="text/xml" charset="utf-8" etag="x"/>
    Good: <seen:answer type="application/rss+xml" etag="x"/>
    """
    if answer.get("type") == "text/xml" and not answer.get("charset"):
        yield fault("", "the server says `text/xml` without an encoding", f"let it say `{FEED_TYPE}; charset=utf-8`")


_AGE = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?([0-9]{1,12})", re.IGNORECASE)
_DAY = 86_400


@rule("FP715", "channel/seen:answer", WARNING, source="RFC 9111, Cache-Control", holds=["s3-cache-control"])
def feed_kept_for_days(answer: Element, _: Feed) -> Iterator[Fault]:
    """Caches may keep the feed for more than a day.

    Whoever asks through one sees a new episode only then; apps that keep to it do not even ask.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cache="public, max-age=31536000, immutable"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cache="public, max-age=300"/>
    """
    longest = max(map(int, _AGE.findall(answer.get("cache"))), default=0)
    if longest > _DAY:
        message = f"the server lets caches keep the feed for {longest // _DAY} days"
        yield fault("", message, "let it say `Cache-Control: public, max-age=300` for the feed")
