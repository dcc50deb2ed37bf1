"""Where the feed is, and what servers answer for it, for artwork, chapters and transcripts.

FP119 to FP121, FP125, FP701 to FP715, FP740 to FP747.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import head_of, is_slow, names_a_feed, whole_number
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    NAMESPACE,
    PSP,
    SPOTIFY,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.standards import CHAPTERS_TYPE, FEED_TYPE, common_type, quoted

# --- the feed's own address, and the one to which it moves


def _self_links(channel: Element) -> list[Element]:
    return [link for link in channel.all("atom:link") if link.get("rel") == "self"]


@rule("FP119", "channel", ERROR, PSP, holds=["ch-self-link"])
def missing_self_link(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The feed does not say its own address.

    PSP-1 requires `atom:link rel="self"`: a reader that got the feed from a copy or a cache knows where it belongs.

    Bad:  <!-- no atom:link -->
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    if not any(link.get("href") for link in _self_links(channel)):
        hint = 'add `<atom:link href="…" rel="self" type="application/rss+xml"/>` with the feed\'s address'
        yield fault(channel, 'the feed has no `atom:link rel="self"`', hint)


@rule("FP120", "channel", WARNING, PSP, holds=["ch-self-link"])
def self_link_elsewhere(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """The feed says another address than the one it has.

    Readers that trust it subscribe to the other one; hubs announce the wrong one. Now and then it is the show's web
    site: then they subscribe to a page.

    Bad:  <atom:link href="https://old-host.example/feed" rel="self" type="application/rss+xml"/>
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    for link in _self_links(channel)[:1]:
        value, hint = link.get("href"), "write the address where people subscribe"
        if not value.startswith(("https://", "http://")):
            return  # no whole address at all, which another rule says
        if feed.address and value != feed.address:
            message = f"the feed calls itself {quoted(value, 120)}, but is at {quoted(feed.address, 120)}"
            yield fault(link.at("href"), message, hint)
        elif not feed.address and value == channel.value("link") and not names_a_feed(value):
            yield fault(link.at("href"), f"the feed calls itself {quoted(value, 120)}, the show's web site", hint)


@rule("FP121", "channel", WARNING, holds=["ch-self-link"])
def odd_self_link(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The self link is there twice, or says another type.

    Readers take any of the two, and some only one of the type `application/rss+xml`.

    Bad:  <atom:link href="https://tidewater.example/feed.xml" rel="self" type="text/html"/>
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    links = _self_links(channel)
    for other in links[1:2]:
        yield fault(other, "a second self link", "leave one")
    for first in links[:1]:
        value = first.get("type")
        if value and common_type(value) != FEED_TYPE:
            yield fault(first.at("type"), f"the self link says the type {quoted(value)}", f"write `{FEED_TYPE}`")


@rule("FP125", "channel/itunes:new-feed-url", WARNING, APPLE, holds=["ch-new-feed-url"])
def moving_feed(new: Element, feed: FeedView) -> Iterator[Fault]:
    """The feed moves its subscribers to another address.

    Apps follow `itunes:new-feed-url` for good. Right in a move, and a disaster as a leftover.

    Bad:  <itunes:new-feed-url>https://other.example/feed.xml</itunes:new-feed-url>
    Good: <itunes:new-feed-url>https://tidewater.example/feed.xml</itunes:new-feed-url>
    """
    value, own = new.value_here, {link.get("href") for link in _self_links(feed.channel)} | {feed.address}
    if value and value not in own:
        yield fault(new, f"apps move their subscribers to {quoted(value, 120)}", "if that is not meant, delete it")


# --- what the server answers for the feed


@rule("FP701", "channel/seen:answer", WARNING, APPLE, holds=["http-feed-200"])
def chain_of_redirects(answer: Element, _: FeedView) -> Iterator[Fault]:
    """The feed's address leads to it by more than one redirect.

    Each costs a request of every app on every poll; some directories follow only one.

    Bad:  <seen:answer status="200" hops="2" type="application/rss+xml" charset="utf-8" etag="x"/>
    Good: <seen:answer status="200" hops="1" type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if (whole_number(answer.get("hops")) or 0) > 1:
        yield fault("", f"the address redirects {answer.get('hops')} times", "redirect straight to the feed")


@rule("FP702", "channel/seen:answer", WARNING, *EVERY, holds=["http-tls"])
def feed_without_tls(answer: Element, feed: FeedView) -> Iterator[Fault]:
    """The feed is answered without encryption.

    Anybody on the way can change it, and web players refuse it on pages that are encrypted.

    Bad:  <seen:answer url="http://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    Good: <seen:answer url="https://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("url").startswith("http:") and not feed.rehearsal:
        yield fault("", "the feed is answered by http, not https", "serve it by https, and redirect http to it")


@rule("FP703", "channel/seen:answer", WARNING, holds=["http-feed-type"])
def feed_of_another_type(answer: Element, _: FeedView) -> Iterator[Fault]:
    """The server calls the feed something else.

    Readers that believe it show a page of text, or download a file.

    Bad:  <seen:answer type="text/html" charset="utf-8" etag="x"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    value = answer.get("type")
    if common_type(value) != FEED_TYPE:
        yield fault("", f"the server says that the feed is {quoted(value or 'nothing')}", f"let it say `{FEED_TYPE}`")


@rule("FP704", "channel/seen:answer", WARNING, holds=["http-feed-type"])
def charset_unlike_the_feed(answer: Element, feed: FeedView) -> Iterator[Fault]:
    """The server names another encoding than the feed has.

    What the server says wins: every umlaut is then wrong.

    Bad:  <seen:answer type="application/rss+xml" charset="iso-8859-1" etag="x"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    charset, own = answer.get("charset"), feed.document.encoding or "utf-8"
    if charset and charset.replace("_", "-") not in {own, "utf8" if own == "utf-8" else own}:
        yield fault(
            "", f"the server says {quoted(charset)}, the feed {quoted(own)}", "let the server say `charset=utf-8`"
        )


@rule("FP705", "channel/seen:answer", WARNING, APPLE, SPOTIFY, holds=["http-feed-validators"])
def feed_without_validators(answer: Element, _: FeedView) -> Iterator[Fault]:
    """The server gives nothing by which to ask whether the feed has changed.

    Without ETag and Last-Modified every app downloads all of it on every poll; Apple asks less often then.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/>
    """
    if not answer.get("etag") and not answer.get("last-modified"):
        yield fault("", "the feed is served without ETag and Last-Modified", "let the server send one of them")


@rule("FP706", "channel/seen:again", WARNING, APPLE, SPOTIFY, holds=["http-feed-validators"])
def validators_ignored(again: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP707", "channel/seen:packed", INFO, holds=["http-feed-validators"])
def uncompressed_feed(packed: Element, _: FeedView) -> Iterator[Fault]:
    """The feed is not compressed for those who would take it.

    Feeds shrink to a tenth. A CDN does it; object storage alone does not.

    Bad:  <seen:packed encoding="" size="400000"/>
    Good: <seen:packed encoding="gzip" size="400000"/>
    """
    if (whole_number(packed.get("size")) or 0) > 100_000 and packed.get("encoding") in {"", "identity"}:
        yield fault("", "the feed is sent without compression", "let a CDN compress it")


@rule("FP708", "channel/seen:answer", WARNING, holds=["http-feed-200"])
def slow_feed(answer: Element, _: FeedView) -> Iterator[Fault]:
    """The feed takes long to answer.

    Directories give up after some seconds, and drop shows that time out again and again.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="26.0"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="0.3"/>
    """
    if is_slow(answer.get("seconds")):
        yield fault("", f"the feed took {answer.get('seconds')} s", "serve it as a file, not from a program")


@rule("FP709", "channel/seen:answer", INFO, holds=["http-feed-200"])
def cookies_with_the_feed(answer: Element, _: FeedView) -> Iterator[Fault]:
    """The server sets a cookie with the feed.

    Caches then keep nothing, and listeners are followed.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cookies="yes"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("cookies"):
        yield fault("", "the server sets a cookie with the feed", "turn it off for the feed")


@rule("FP710", "channel", WARNING, holds=["http-feed-validators"])
def feed_that_changes_on_every_request(channel: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP711", "channel/seen:packed", ERROR, *EVERY, holds=["http-feed-200"])
def broken_compression(packed: Element, _: FeedView) -> Iterator[Fault]:
    """The feed cannot be read by those who take it compressed.

    That is everybody: every app and every directory offers to take gzip. A plain download looks right all the same.

    Bad:  <seen:packed message="tidewater.example sends what it says is compressed, but is not"/>
    Bad:  <seen:packed status="500" encoding="" size="4000" same=""/>
    Good: <seen:packed status="200" encoding="gzip" size="4000" same="yes"/>
    """
    status, problem = packed.get("status"), packed.get("message")
    if problem:
        yield fault("", f"asked for the feed in gzip: {problem}", packed.get("hint") or "turn compression off for it")
    elif status not in {"", "200"}:
        yield fault("", f"asked for the feed in gzip, the server answers {status}", "turn compression off for it")


@rule("FP712", "channel", ERROR, *EVERY, holds=["http-feed-200"])
def other_feed_in_gzip(channel: Element, _: FeedView) -> Iterator[Fault]:
    """Those who take the feed compressed get another one.

    Most often an old copy in a cache: whoever looks at the feed by hand sees the new episode, and no app does.

    Bad:  <seen:again status="304" same="yes"/><seen:packed status="200" encoding="gzip" size="4000" same=""/>
    Good: <seen:again status="304" same="yes"/><seen:packed status="200" encoding="gzip" size="4000" same="yes"/>
    """
    again, packed = channel.first("seen:again"), channel.first("seen:packed")
    if again and again.get("same") and packed and packed.get("status") == "200" and not packed.get("same"):
        hint = "clear the cache in front of the server, and let it tell answers apart by `Vary: Accept-Encoding`"
        yield fault("", "asked for it in gzip, the server sends another feed", hint)


@rule("FP713", "channel/seen:again", ERROR, APPLE, SPOTIFY, holds=["http-feed-validators"])
def conditional_request_refused(again: Element, _: FeedView) -> Iterator[Fault]:
    """The server fails when it is asked whether the feed has changed.

    Directories and apps ask so on every poll: they got the feed once, and never see another episode.

    Bad:  <seen:again status="412" same=""/>
    Bad:  <seen:again message="tidewater.example broke the connection off"/>
    Good: <seen:again status="304" same="yes"/>
    """
    status, problem = again.get("status"), again.get("message")
    if problem or status not in {"", "200", "304"}:
        what = problem or f"the server answers {status}"
        yield fault("", f"asked whether the feed has changed: {what}", "let it answer 304, or 200 with all of it")


@rule("FP714", "channel/seen:answer", INFO, holds=["http-feed-type"])
def text_xml_without_charset(answer: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP715", "channel/seen:answer", WARNING, holds=["s3-cache-control"])
def feed_kept_for_days(answer: Element, _: FeedView) -> Iterator[Fault]:
    """Caches may keep the feed for more than a day.

    Whoever asks through one sees a new episode only then; apps that keep to it do not even ask.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cache="public, max-age=31536000, immutable"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cache="public, max-age=300"/>
    """
    longest = max(map(int, _AGE.findall(answer.get("cache"))), default=0)
    if longest > _DAY:
        message = f"the server lets caches keep the feed for {longest // _DAY} days"
        yield fault("", message, "let it say `Cache-Control: public, max-age=300` for the feed")


def _is_missing(file: Element | None) -> bool:
    return file is not None and file.get("status") != "200"


def _lack(file: Element) -> tuple[str, str]:
    """Why a file cannot be had, and what to do."""
    if message := file.get("message"):
        return message, file.get("hint")
    status = file.get("status")
    hint = "make it public" if status in {"401", "403"} else "put the file there, and make it public"
    return f"the server answers {status or 'nothing'}", hint


# --- artwork


@rule("FP740", "itunes:image", ERROR, APPLE, PSP, holds=["http-image-head"])
def artwork_head_refused(image: Element, _: FeedView) -> Iterator[Fault]:
    """The server answers no HEAD for the artwork.

    Apple asks by HEAD whether a picture has changed, and shows none that it cannot ask for.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg"><seen:head status="405"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/></itunes:image>
    """
    head = image.first("seen:head")
    if head and head.get("status") != "200" and not _is_missing(image.first("seen:file")):
        what = f"answers {head.get('status')}" if head.get("status") else "does not answer"
        yield fault(image.at("href"), f"asked by HEAD, the server {what}", "allow HEAD wherever GET is allowed")


@rule("FP741", "itunes:image", WARNING, APPLE, holds=["http-image-head"])
def artwork_of_another_type(image: Element, _: FeedView) -> Iterator[Fault]:
    """The server does not call the artwork a picture.

    Apps that believe the server show none.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="text/plain" last-modified="x"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="x"/></itunes:image>
    """
    head = head_of(image)
    if head and not head.get("type").startswith("image/") and not _is_missing(image.first("seen:file")):
        found = head.get("type") or "nothing"
        yield fault(image.at("href"), f"the server says {quoted(found)}", "let it say `image/jpeg` or `image/png`")


@rule("FP742", "itunes:image", INFO, APPLE, holds=["img-dated"])
def undated_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The server does not say when the artwork changed.

    Apple looks at Last-Modified to see that there is a new picture.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/></itunes:image>
    """
    head = head_of(image)
    if head and not head.get("last-modified") and not _is_missing(image.first("seen:file")):
        hint = "let it; a new picture needs a new name anyway"
        yield fault(image.at("href"), "the server sends no Last-Modified", hint)


@rule("FP745", "itunes:image", ERROR, APPLE, SPOTIFY, PSP, holds=["http-image-head"])
def missing_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork cannot be had at its address.

    Apple and Spotify list no show without a picture, and keep an old one where there was one.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="404"/><seen:file kind="picture" status="404"/></itunes:image>
    Bad:  <itunes:image href="https://gone.example/cover.jpg">
          <seen:file kind="picture" message="there is no host gone.example"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="x"/>
          <seen:file kind="picture" status="200"/></itunes:image>
    """
    for file in image.all("seen:file"):
        if _is_missing(file):
            yield fault(image.at("href"), *_lack(file))


# --- chapters and transcripts


def _is_sidecar(file: Element) -> bool:
    return file.get("kind") != "picture"


@rule("FP743", "seen:file", ERROR, NAMESPACE, holds=["http-sidecar-cors"])
def missing_sidecar(file: Element, _: FeedView) -> Iterator[Fault]:
    """A file with chapters or a transcript is not there for everybody.

    Apps show none then, or an error.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="404"/></podcast:transcript>
    Bad:  <podcast:transcript url="https://gone.example/t.vtt" type="text/vtt">
          <seen:file message="there is no host gone.example"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt"/></podcast:transcript>
    """
    if _is_sidecar(file) and _is_missing(file):
        yield fault(file, *_lack(file))


@rule("FP744", "seen:file", WARNING, NAMESPACE, holds=["http-sidecar-cors"])
def sidecar_without_cors(file: Element, _: FeedView) -> Iterator[Fault]:
    """Players on web pages may not read the chapters or the transcript.

    Browsers ask the server for permission (CORS). Without `Access-Control-Allow-Origin` for everybody they read
    nothing.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" type="text/vtt"/></podcast:transcript>
    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" type="text/vtt" origin="https://tidewater.example"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" request-origin="https://player.example" origin="https://player.example"
          type="text/vtt"/></podcast:transcript>
    """
    origin = file.get("origin")
    if not _is_sidecar(file) or _is_missing(file) or (origin and origin in {"*", file.get("request-origin")}):
        return
    what = f"allows only {quoted(origin)} to read it" if origin else "sends no `Access-Control-Allow-Origin`"
    yield fault(file, f"the server {what}", "let it send `Access-Control-Allow-Origin: *` for these files")


@rule("FP746", "seen:file", WARNING, NAMESPACE, holds=["http-tls"])
def file_ends_without_tls(file: Element, _: FeedView) -> Iterator[Fault]:
    """The address of artwork, chapters or a transcript begins with https, and leads to http.

    Browsers and telephones refuse to go on: nothing is shown.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt" downgraded="yes"
          url="http://cdn.example/t.vtt"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt" url="https://cdn.example/t.vtt"/></podcast:transcript>
    """
    if file.get("downgraded") and not _is_missing(file):
        yield fault(file, f"it leads from https to {quoted(file.get('url'), 120)}", "redirect to https only")


@rule("FP747", "item", WARNING, NAMESPACE, holds=["s3-content-type"])
def sidecar_of_another_type(item: Element, _: FeedView) -> Iterator[Fault]:
    """The server calls the chapters or the transcript something else than the feed does.

    Players that go by it show nothing, or offer a download: `binary/octet-stream` is what a store sends for an upload
    without a type, and many systems take SubRip for plain text.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="binary/octet-stream"/></podcast:transcript>
    Bad:  <podcast:transcript url="https://tidewater.example/t.srt" type="application/x-subrip">
          <seen:file status="200" origin="*" type="text/plain"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt"/></podcast:transcript>
    Good: <podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters">
          <seen:file status="200" origin="*" type="application/json"/></podcast:chapters>
    """
    for name in ("podcast:transcript", "podcast:chapters"):
        for tag in item.all(name):
            value, file = tag.get("type"), tag.first("seen:file")
            if file is None or not value or _is_missing(file) or not file.get("status"):
                continue
            found = file.get("type")
            if _plain(found) != _plain(value):
                message = f"the server says {quoted(found or 'nothing')}"
                yield fault(tag.at("type"), message, f"let the server say `{value[:60]}`")


def _plain(type: str) -> str:
    """Chapters are JSON, and mostly called so."""
    common = common_type(type)
    return "application/json" if common in {CHAPTERS_TYPE, "application/chapters+json"} else common
