"""FP7: what servers answer, as somebody saw it who asked them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from feedpub.lint.rule import EVERY, Fault, Platform, Severity, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import ENCLOSURE_TYPES, FEED_TYPE, common_type, extension, quoted

APPLE, SPOTIFY, PSP, NAMESPACE = Platform.APPLE, Platform.SPOTIFY, Platform.PSP, Platform.NAMESPACE
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

REQUIREMENTS = "Apple 823, Podcast RSS feed requirements"
UPDATES = "Apple 4115, Technical updates for hosting providers"
BOARD = "RSS Advisory Board, Best Practices Profile"
TRANSCRIPTS = "podcast namespace, Transcripts"

SLOW = 5.0
"""Seconds after which crawlers begin to give up."""


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _seconds(text: str) -> float:
    whole, _, part = text.partition(".")
    return float(f"{whole}.{part or 0}") if (whole + part).isascii() and (whole + part).isdigit() else 0.0


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
    if (_whole(answer.get("hops")) or 0) > 1:
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
def feed_without_tls(answer: Element, _: Feed) -> Iterator[Fault]:
    """The feed is answered without encryption.

    Anybody on the way can change it, and web players refuse it on pages that are encrypted.

    Bad:  <seen:answer url="http://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    Good: <seen:answer url="https://tidewater.example/feed.xml" type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("url").startswith("http:") and not _.rehearsal:
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
    Good: <seen:again status="304" same="yes"/>
    """
    if again.get("status") == "200" and again.get("same"):
        yield fault("", "asked whether it has changed, the server sends all of it again", "let it answer 304")


@rule("FP707", "channel/seen:packed", INFO, since="", source="podcast hosts' traffic", holds=["http-feed-type"])
def uncompressed_feed(packed: Element, _: Feed) -> Iterator[Fault]:
    """The feed is not compressed for those who would take it.

    Feeds shrink to a tenth. A CDN does it; object storage alone does not.

    Bad:  <seen:packed encoding="" size="400000"/>
    Good: <seen:packed encoding="gzip" size="400000"/>
    """
    if (_whole(packed.get("size")) or 0) > 100_000 and packed.get("encoding") in {"", "identity"}:
        yield fault("", "the feed is sent without compression", "let a CDN compress it")


@rule("FP708", "channel/seen:answer", WARNING, since="", source="directories' time-outs", holds=["http-feed-200"])
def slow_feed(answer: Element, _: Feed) -> Iterator[Fault]:
    """The feed takes long to answer.

    Directories give up after some seconds, and drop shows that time out again and again.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="26.0"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x" seconds="0.3"/>
    """
    if _seconds(answer.get("seconds")) > SLOW:
        yield fault("", f"the feed took {answer.get('seconds')} s", "serve it as a file, not from a program")


@rule("FP709", "channel/seen:answer", INFO, since="", source="feedpub", holds=["http-feed-200"])
def cookies_with_the_feed(answer: Element, _: Feed) -> Iterator[Fault]:
    """The server sets a cookie with the feed.

    Caches then keep nothing, and listeners are followed.

    Bad:  <seen:answer type="application/rss+xml" charset="utf-8" etag="x" cookies="yes"/>
    Good: <seen:answer type="application/rss+xml" charset="utf-8" etag="x"/>
    """
    if answer.get("cookies"):
        yield fault("", "the server sets a cookie with the feed", "turn it off for the feed")


# --- media


@rule("FP720", "seen:unanswered", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head"])
def unreachable_file(unanswered: Element, _: Feed) -> Iterator[Fault]:
    """Something that the feed names does not answer.

    Whoever plays the episode hears nothing; artwork and chapters are missing.

    Bad:  <enclosure url="https://gone.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:unanswered message="there is no host gone.example"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    yield fault(unanswered, unanswered.get("message") or "it does not answer", unanswered.get("hint"))


@rule("FP721", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head"])
def missing_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio file is not there for everybody.

    Whoever plays the episode hears nothing; Apple delists shows whose files cannot be fetched.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="404"/><seen:range which="first" status="404"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    for part in enclosure.all("seen:range"):
        if part.get("which") == "first" and part.get("status") not in {"200", "206", "416"}:
            hint = "make the file public" if part.get("status") in {"401", "403"} else "put the file there again"
            yield fault(enclosure.at("url"), f"the server answers {part.get('status')}", hint)


def _is_there(enclosure: Element) -> bool:
    return all(part.get("status") in {"200", "206", "416"} for part in enclosure.all("seen:range"))


@rule("FP722", "enclosure", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-head"])
def head_refused(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The server answers no HEAD for the audio.

    Apple asks by HEAD before it takes an episode; players learn the length by it.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="403"/><seen:range which="first" status="206" first="0" last="9" bytes="10"
          said="bytes 0-9/11534336"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    head = enclosure.first("seen:head")
    if head and head.get("status") != "200" and _is_there(enclosure):
        said = f"answers {head.get('status')}" if head.get("status") else "does not answer"
        yield fault(enclosure.at("url"), f"asked by HEAD, the server {said}", "allow HEAD wherever GET is allowed")


def _head(element: Element) -> Element | None:
    """What HEAD said, where it said something."""
    head = element.first("seen:head")
    return head if head and head.get("status") == "200" else None


@rule(
    "FP723",
    "enclosure",
    ERROR,
    APPLE,
    SPOTIFY,
    since="2012",
    source=REQUIREMENTS,
    holds=["http-media-head", "enc-length"],
)
def length_unlike_the_file(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The file has another length than the feed says.

    Players show wrong times and stop early; Apple compares the two.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534000" type="audio/mpeg"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    head, said = _head(enclosure), _whole(enclosure.get("length"))
    found = _whole(head.get("length")) if head else None
    if found is not None and said and found != said:
        yield fault(enclosure.at("length"), f"the file has {found} bytes, not {said}", f'write `length="{found}"`')


@rule("FP724", "enclosure", WARNING, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-head"])
def unknown_length(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The server does not say how long the audio is.

    Players cannot seek, and show no progress.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" type="audio/mpeg"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    head = _head(enclosure)
    if head and _whole(head.get("length")) is None:
        yield fault(enclosure.at("url"), "the server sends no Content-Length", "let it say how long the file is")


@rule(
    "FP725",
    "enclosure",
    WARNING,
    APPLE,
    since="2012",
    source=REQUIREMENTS,
    holds=["http-media-head", "s3-content-type"],
)
def type_unlike_the_file(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The server calls the audio something else than the feed does.

    Some players refuse what is not called audio: `binary/octet-stream` is what storage says if nobody told it.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="binary/octet-stream"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mp3"/></enclosure>
    """
    head, said = _head(enclosure), enclosure.get("type")
    if head and said and common_type(head.get("type")) != common_type(said):
        found = head.get("type") or "nothing"
        yield fault(enclosure.at("type"), f"the server says {quoted(found)}", f"let the server say `{said}`")


@rule("FP726", "enclosure", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-range"])
def ranges_refused(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The server sends no parts of the audio.

    Apple requires byte ranges (206): players seek with them, and go on where a download broke off. A show whose media
    host lost them was delisted.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="first" status="200"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"/></enclosure>
    """
    if any(part.get("status") in {"200", "416"} for part in enclosure.all("seen:range")):
        yield fault(enclosure.at("url"), "asked for a part, the server sends no part", "turn byte ranges on")


@rule("FP727", "enclosure", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-range"])
def wrong_part(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """A part of the audio is not the part that was asked for.

    Players join the pieces wrongly, or wait for bytes that never come.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="4" said="bytes 90-99/100"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="10" said="bytes 90-99/100"/></enclosure>
    """
    for part in enclosure.all("seen:range"):
        first, last, got = (_whole(part.get(name)) for name in ("first", "last", "bytes"))
        if part.get("status") != "206" or first is None or last is None:
            continue
        if not part.get("said").startswith(f"bytes {first}-{last}/"):
            message = f"Content-Range is {quoted(part.get('said') or 'missing')} for bytes {first}-{last}"
            yield fault(enclosure.at("url"), message, "look at the server's or CDN's ranges")
            return
        if got is not None and got < last - first + 1:
            message = f"the {part.get('which')} part has {got} bytes of {last - first + 1}: the file is cut short"
            yield fault(enclosure.at("url"), message, "upload the file again")
            return


@rule("FP728", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head"])
def page_in_the_place_of_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """What lies at the audio's address is no audio.

    Most often a page that asks to log in, or says that something is gone.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"
          kind="a web page or XML"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"
          kind="MP3"/></enclosure>
    """
    for part in enclosure.all("seen:range"):
        if part.get("kind") in {"a web page or XML", "text", "a PDF", "a ZIP archive", "a git-lfs pointer"}:
            yield fault(
                enclosure.at("url"), f"there is {part.get('kind')} in the place of audio", "upload the audio again"
            )


@rule("FP729", "enclosure", WARNING, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-head"])
def audio_ends_elsewhere(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio's address ends at one without encryption, or without the name of an audio file.

    iPhones refuse http behind https; apps that look at the last address find no extension.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" url="http://cdn.example/first-light.mp3"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" url="https://cdn.example/x.mp3"/></enclosure>
    """
    head = _head(enclosure)
    at = head.get("url") if head else ""
    if enclosure.get("url").startswith("https:") and at.startswith("http:"):
        yield fault(enclosure.at("url"), f"it leads from https to {quoted(at, 120)}", "redirect to https only")
    elif at and at != enclosure.get("url") and extension(urlsplit(at).path) not in ENCLOSURE_TYPES:
        yield fault(enclosure.at("url"), f"it ends at {quoted(at, 120)}, no name of an audio file", "end in .mp3")


@rule("FP730", "seen:head", WARNING, since="", source="directories' time-outs", holds=["http-media-head"])
def slow_file(head: Element, _: Feed) -> Iterator[Fault]:
    """A file takes long to answer.

    Listeners wait before every episode.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="9.5"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="0.2"/></enclosure>
    """
    if _seconds(head.get("seconds")) > SLOW:
        yield fault(head, f"the server took {head.get('seconds')} s to answer", "use storage or a CDN near listeners")


@rule("FP731", "enclosure", WARNING, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-range"])
def audio_compressed_on_the_way(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio is compressed on the way.

    Parts of compressed bytes mean nothing: players cannot seek.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" encoding="gzip"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" encoding="identity"/></enclosure>
    """
    head = _head(enclosure)
    if head and head.get("encoding") not in {"", "identity"}:
        yield fault(enclosure.at("url"), f"it is sent with {quoted(head.get('encoding'))}", "turn it off for media")


# --- artwork and sidecars


@rule("FP740", "itunes:image", ERROR, APPLE, PSP, since="2012", source=REQUIREMENTS, holds=["http-image-head"])
def artwork_head_refused(image: Element, _: Feed) -> Iterator[Fault]:
    """The server answers no HEAD for the artwork.

    Apple asks by HEAD whether a picture has changed, and shows none that it cannot ask for.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg"><seen:head status="405"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/></itunes:image>
    """
    head = image.first("seen:head")
    if head and head.get("status") != "200":
        said = f"answers {head.get('status')}" if head.get("status") else "does not answer"
        yield fault(image.at("href"), f"asked by HEAD, the server {said}", "allow HEAD wherever GET is allowed")


@rule("FP741", "itunes:image", WARNING, APPLE, since="2012", source=REQUIREMENTS, holds=["http-image-head"])
def artwork_of_another_type(image: Element, _: Feed) -> Iterator[Fault]:
    """The server does not call the artwork a picture.

    Apps that believe the server show none.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="text/plain" last-modified="x"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="x"/></itunes:image>
    """
    head = _head(image)
    if head and not head.get("type").startswith("image/"):
        found = head.get("type") or "nothing"
        yield fault(image.at("href"), f"the server says {quoted(found)}", "let it say `image/jpeg` or `image/png`")


@rule("FP742", "itunes:image", INFO, APPLE, since="2023", source=REQUIREMENTS, holds=["http-image-head"])
def undated_artwork(image: Element, _: Feed) -> Iterator[Fault]:
    """The server does not say when the artwork changed.

    Apple looks at Last-Modified to see that there is a new picture.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/></itunes:image>
    """
    head = _head(image)
    if head and not head.get("last-modified"):
        yield fault(
            image.at("href"), "the server sends no Last-Modified", "let it; a new picture needs a new name anyway"
        )


@rule("FP743", "seen:file", ERROR, NAMESPACE, since="2020", source="podcast namespace 1.0", holds=["http-sidecar-cors"])
def missing_sidecar(file: Element, _: Feed) -> Iterator[Fault]:
    """A file with chapters or a transcript is not there for everybody.

    Apps show none then, or an error.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="404"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt"/></podcast:transcript>
    """
    if file.get("status") != "200":
        yield fault(file, f"the server answers {file.get('status')}", "put the file there, and make it public")


@rule("FP744", "seen:file", WARNING, NAMESPACE, since="2020", source=TRANSCRIPTS, holds=["http-sidecar-cors"])
def sidecar_without_cors(file: Element, _: Feed) -> Iterator[Fault]:
    """Players on web pages may not read the chapters or the transcript.

    Browsers ask the server for permission (CORS): without `Access-Control-Allow-Origin` they read nothing.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" type="text/vtt"/></podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt">
          <seen:file status="200" origin="*" type="text/vtt"/></podcast:transcript>
    """
    if file.get("status") == "200" and not file.get("origin"):
        yield fault(file, "the server sends no `Access-Control-Allow-Origin`", "let it send `*` for these files")
