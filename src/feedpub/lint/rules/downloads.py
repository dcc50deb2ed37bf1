"""FP720 to FP736: what servers answer for audio: whether it is there, HEAD, ranges, redirects, other versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import head_of, is_slow, whole_number
from feedpub.lint.rule import APPLE, ERROR, EVERY, INFO, NAMESPACE, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.standards import ENCLOSURE_TYPES, common_type, extension, quoted

CONTENT_RANGE = re.compile(r"bytes\s+([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)", re.IGNORECASE)

_ANSWERING = frozenset({"200", "206", "416"})

DOCUMENTS = frozenset({"application/pdf", "application/epub+zip"})
"""What Apple takes beside sound and pictures that move."""

HINTS = {
    "401": "make the file public",
    "403": "make the file public; is it behind a shield against robots?",
    "404": "put the file there again; its address must stay",
    "410": "put the file there again; its address must stay",
    "429": "the server is asked too often: try again later, or use one that can take it",
}

FAILING = "look at the server's log; try again later"


def first_answer(element: Element) -> Element | None:
    """What the server answered when it was asked for the first bytes."""
    return next((part for part in element.all("seen:range") if part.get("which") == "first"), None)


def is_available(element: Element) -> bool:
    """Whether a recording could be had, as far as anybody knows."""
    first = first_answer(element)
    return first is None or not first.get("status") or first.get("status") in _ANSWERING


def _other_content(element: Element, type: str) -> str:
    """What lies there in the place of a recording, in words; empty if nobody knows better."""
    first = first_answer(element)
    return first.get("kind") if first and common_type(type) not in DOCUMENTS else ""


def audio_head(enclosure: Element) -> Element | None:
    """The answer to HEAD about a recording; other rules report pages and errors in its place."""
    is_one = is_available(enclosure) and not _other_content(enclosure, enclosure.get("type"))
    return head_of(enclosure) if is_one else None


def answered_length(element: Element) -> int | None:
    """How long the server says that a file is, whichever way; None if nobody knows, or it contradicts itself."""
    if not is_available(element):
        return None
    head, first = head_of(element), first_answer(element)
    by_head = whole_number(head.get("length")) if head else None
    match = CONTENT_RANGE.fullmatch(first.get("content-range")) if first else None
    by_range = whole_number(match[3]) if match else whole_number(first.get("length")) if first else None
    return by_head if by_range is None or by_head == by_range else by_range if by_head is None else None


# --- whether it is there


@rule("FP720", "enclosure", ERROR, *EVERY, holds=["http-media-head", "http-tls"])
def unreachable_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """Nothing answers at the audio's address.

    The host is gone, its certificate has expired, it redirects in a circle, or only its own network can reach it:
    whoever plays the episode hears nothing.

    Bad:  <enclosure url="https://gone.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:unanswered message="there is no host gone.example"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for one in enclosure.all("seen:unanswered"):
        yield fault(enclosure.at("url"), one.get("message") or "nothing answers", one.get("hint"))


@rule("FP721", "enclosure", ERROR, *EVERY, holds=["http-media-head", "s3-public"])
def missing_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio file is not there for everybody.

    Whoever plays the episode hears nothing; Apple delists shows whose files cannot be fetched.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="404"/><seen:range which="first" status="404"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    first = first_answer(enclosure)
    if first and not is_available(enclosure):
        status = first.get("status")
        yield fault(enclosure.at("url"), f"the server answers {status}", HINTS.get(status, FAILING))


@rule("FP728", "enclosure", ERROR, *EVERY, holds=["http-media-head"])
def page_in_the_place_of_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """What lies at the audio's address is no audio.

    Most often a page that asks to log in, or says that something is gone.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" content-range="bytes 0-9/11534336"
          kind="a web page or XML"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" content-range="bytes 0-9/11534336"/>
          <seen:audio kind="MP3"/></enclosure>
    """
    if kind := _other_content(enclosure, enclosure.get("type")):
        yield fault(enclosure.at("url"), f"in the place of audio there is {kind[:60]}", "upload the audio again")


# --- what HEAD says


@rule("FP722", "enclosure", ERROR, APPLE, holds=["http-media-head"])
def head_refused(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The server answers no HEAD for the audio.

    Apple asks by HEAD before it takes an episode; players learn the length by it.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="403"/><seen:range which="first" status="206" first="0" last="9" bytes="10"
          content-range="bytes 0-9/11534336"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    head = enclosure.first("seen:head")
    if head and head.get("status") != "200" and is_available(enclosure):
        what = f"answers {head.get('status')}" if head.get("status") else "does not answer"
        yield fault(enclosure.at("url"), f"asked by HEAD, the server {what}", "allow HEAD wherever GET is allowed")


@rule("FP723", "enclosure", ERROR, APPLE, SPOTIFY, holds=["http-media-head", "enc-length"])
def length_unlike_the_file(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The file has another length than the feed says.

    Players show wrong times and stop early; Apple compares the two.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534000" type="audio/mpeg"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    value, found = whole_number(enclosure.get("length")), answered_length(enclosure)
    if value and found is not None and found != value and not _other_content(enclosure, enclosure.get("type")):
        yield fault(enclosure.at("length"), f"the file has {found} bytes, not {value}", f'write `length="{found}"`')


@rule("FP724", "enclosure", WARNING, APPLE, holds=["http-media-head"])
def unknown_length(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The server does not say how long the audio is.

    Players cannot seek, and show no progress.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" type="audio/mpeg"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    head = audio_head(enclosure)
    if head and whole_number(head.get("length")) is None:
        yield fault(enclosure.at("url"), "the server sends no Content-Length", "let it say how long the file is")


@rule("FP725", "enclosure", WARNING, APPLE, holds=["http-media-head", "s3-content-type"])
def type_unlike_the_file(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The server calls the audio something else than the feed does.

    Some players refuse what is not called audio: `binary/octet-stream` is what a store sends for an upload without a
    type.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="binary/octet-stream"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mp3"/></enclosure>
    """
    head, value = audio_head(enclosure), enclosure.get("type")
    if head and value and common_type(head.get("type")) != common_type(value):
        found = head.get("type") or "nothing"
        yield fault(enclosure.at("type"), f"the server says {quoted(found)}", f"let the server say `{value[:60]}`")


@rule("FP730", "seen:head", WARNING, holds=["http-media-head"])
def slow_file(head: Element, _: FeedView) -> Iterator[Fault]:
    """A file takes long to answer.

    Listeners wait before every episode.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="9.5"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="0.2"/></enclosure>
    """
    if is_slow(head.get("seconds")):
        yield fault(head, f"the server took {head.get('seconds')} s to answer", "use storage or a CDN near listeners")


@rule("FP731", "enclosure", WARNING, APPLE, holds=["http-media-range"])
def audio_compressed_on_the_way(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio is compressed on the way.

    Parts of compressed bytes mean nothing: players cannot seek.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" encoding="gzip"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" encoding="identity"/></enclosure>
    """
    head = audio_head(enclosure)
    if head and head.get("encoding") not in {"", "identity"}:
        yield fault(enclosure.at("url"), f"it is sent with {quoted(head.get('encoding'))}", "turn it off for media")


# --- ranges


@rule("FP726", "enclosure", ERROR, APPLE, holds=["http-media-range"])
def ranges_refused(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The server sends no parts of the audio.

    Apple requires byte ranges (206): players seek with them, and go on where a download broke off. A show whose media
    host lost them was delisted.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="first" status="200"/></enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" content-range="bytes 0-9/11534336"/>
          <seen:range which="last" status="416" first="90" last="99"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" content-range="bytes 0-9/11534336"/>
          </enclosure>
    """
    if not is_available(enclosure):
        return
    for part in enclosure.all("seen:range"):
        status = part.get("status")
        if status not in {"", "206"}:
            what = "all of it (200)" if status == "200" else f"none ({status})"
            message = f"asked for the {_which(part)} bytes, the server sends {what}"
            yield fault(enclosure.at("url"), message, "turn byte ranges on, on the server and in every cache before it")
            return


def _which(part: Element) -> str:
    return {"first": "first", "middle": "middle", "last": "last"}.get(part.get("which"), "same")


@rule("FP727", "enclosure", ERROR, APPLE, holds=["http-media-range"])
def wrong_part(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """A part of the audio is not the part that was asked for, or of another file.

    Players join the pieces wrongly.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="10" content-range="bytes 0-9/11534336"/>
          </enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="first" status="206" first="0" last="9" bytes="10" content-range="bytes 0-9/10"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="last" status="206" first="90" last="99" bytes="10"
          content-range="bytes 90-99/11534336"/></enclosure>
    """
    head = head_of(enclosure)
    length = whole_number(head.get("length")) if head else None
    for part in enclosure.all("seen:range"):
        if part.get("status") == "206" and (message := _mistake(part, length)):
            yield fault(enclosure.at("url"), message, "look at the server's or CDN's ranges")
            return


def _mistake(part: Element, length: int | None) -> str:
    """What is wrong with the Content-Range of a part, and with how much came."""
    first, last, got = (whole_number(part.get(name)) for name in ("first", "last", "bytes"))
    if first is None or last is None:
        return ""
    match = CONTENT_RANGE.fullmatch(part.get("content-range"))
    if match is None:
        return f"Content-Range is {quoted(part.get('content-range') or 'missing')} for bytes {first}-{last}"
    total = whole_number(match[3])
    end = last if total is None else min(last, max(total - 1, 0))
    if (int(match[1]), int(match[2])) != (first, end):
        return f"Content-Range is {quoted(part.get('content-range'))} for bytes {first}-{last}"
    if total is not None and length is not None and total != length:
        return f"HEAD says that it has {length} bytes, Content-Range {total}"
    return f"more bytes come than the {end - first + 1} that were asked for" if got and got > end - first + 1 else ""


@rule("FP734", "enclosure", ERROR, *EVERY, holds=["http-media-range"])
def audio_cut_short(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """A part of the audio does not come, or not all of it.

    The file is shorter than the server believes, or the server breaks off: the episode stops in the middle, and every
    app tries again and again.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="4"
          content-range="bytes 90-99/11534336"/></enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="middle" first="50" last="59"
          message="tidewater.example broke the connection off"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="10"
          content-range="bytes 90-99/11534336"/></enclosure>
    """
    for part in enclosure.all("seen:range"):
        if message := part.get("message") or _lack(part):
            what = f"asked for the {_which(part)} bytes: {message}"
            yield fault(enclosure.at("url"), what, "upload the file again; look at the server's log")
            return


def _lack(part: Element) -> str:
    """How much of a part does not come; of one that is not the wanted one, another rule speaks."""
    match, got = CONTENT_RANGE.fullmatch(part.get("content-range")), whole_number(part.get("bytes"))
    if part.get("status") != "206" or match is None or got is None or _mistake(part, None):
        return ""
    wanted = int(match[2]) - int(match[1]) + 1
    return f"{got} of {wanted} come" if got < wanted else ""


# --- where it ends


@rule("FP729", "enclosure", WARNING, APPLE, holds=["http-media-head", "http-tls"])
def audio_ends_without_tls(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio's address begins with https, and leads to http.

    Telephones and browsers refuse to go on; whoever sees the traffic sees what is heard.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1"
          url="http://cdn.example/first-light.mp3"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1" url="https://cdn.example/x.mp3"/></enclosure>
    """
    head = head_of(enclosure)
    at = head.get("url") if head else ""
    if enclosure.get("url")[:6].lower() == "https:" and at.startswith("http:"):
        yield fault(enclosure.at("url"), f"it leads from https to {quoted(at, 120)}", "redirect to https only")


@rule("FP735", "enclosure", WARNING, holds=["http-media-head"])
def audio_ends_without_extension(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio's address leads to one that does not end like an audio file.

    Players that go by the last address do not know what it is, or save it under a name that no program opens.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1"
          url="https://cdn.example/download?id=5"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1" url="https://cdn.example/x.mp3"/></enclosure>
    """
    head = audio_head(enclosure)
    if head is None or not whole_number(head.get("hops")) or common_type(enclosure.get("type")) in DOCUMENTS:
        return
    if extension(_path(head.get("url"))) not in ENCLOSURE_TYPES:
        end = extension(_path(enclosure.get("url"))) or "mp3"
        yield fault(enclosure.at("url"), f"it ends at {quoted(head.get('url'), 120)}", f"let that end in .{end[:8]}")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


_REDIRECTS = 3
"""Redirects in front of a recording; each is somebody else's server that must be up."""


@rule("FP736", "enclosure", INFO, holds=["http-media-head"])
def long_way_to_the_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio lies behind more than three redirects.

    Each is somebody's counter. Every play waits for all of them, and if one is down, nobody hears anything.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="4" url="https://cdn.example/x.mp3"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="2" url="https://cdn.example/x.mp3"/></enclosure>
    """
    head = head_of(enclosure)
    hops = (whole_number(head.get("hops")) if head else None) or 0
    if hops > _REDIRECTS:
        yield fault(enclosure.at("url"), f"it redirects {hops} times", "one counter in front of the audio is enough")


# --- other versions of an episode


@rule("FP732", "podcast:source", ERROR, NAMESPACE, holds=["http-media-head"])
def missing_alternate(source: Element, _: FeedView) -> Iterator[Fault]:
    """Another version of the episode is not where the feed says.

    Whoever chooses it hears nothing.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3"><seen:head status="404"/>
          <seen:range which="first" status="404"/></podcast:source></podcast:alternateEnclosure>
    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://gone.example/low.mp3">
          <seen:unanswered message="there is no host gone.example"/></podcast:source></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3">
          <seen:head status="200" type="audio/mpeg" length="1000"/></podcast:source></podcast:alternateEnclosure>
    """
    first, nothing = first_answer(source), source.first("seen:unanswered")
    if nothing:
        yield fault(source.at("uri"), nothing.get("message") or "nothing answers", nothing.get("hint"))
    elif first and not is_available(source):
        status = first.get("status")
        yield fault(source.at("uri"), f"the server answers {status}", HINTS.get(status, FAILING))


@rule("FP733", "podcast:alternateEnclosure", WARNING, NAMESPACE, holds=["http-media-head"])
def alternate_unlike_the_file(alternate: Element, _: FeedView) -> Iterator[Fault]:
    """Another version of the episode has another length or type than the feed says.

    Apps choose a version by what the feed says of it: this one cannot be played, or is not what was chosen.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3">
          <seen:head status="200" type="audio/mpeg" length="5000"/></podcast:source></podcast:alternateEnclosure>
    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3">
          <seen:head status="200" type="text/html" length="1000"/></podcast:source></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3">
          <seen:head status="200" type="audio/mpeg" length="1000"/></podcast:source></podcast:alternateEnclosure>
    """
    kind = common_type(alternate.get("type"))
    if not kind.startswith(("audio/", "video/")) or kind in _PLAYLISTS:
        return  # a playlist or a torrent is short, and called in many ways
    value = whole_number(alternate.get("length"))
    for source in alternate.all("podcast:source"):
        head, found = head_of(source), answered_length(source)
        if head and head.get("type") and common_type(head.get("type")) != kind:
            hint = f"let the server say `{alternate.get('type')[:60]}`"
            yield fault(source.at("uri"), f"the server says {quoted(head.get('type'))}, not {quoted(kind)}", hint)
        elif value and found is not None and found != value:
            hint = f'write `length="{found}"`'
            yield fault(source.at("uri"), f"the file has {found} bytes, not {value}", hint)


_PLAYLISTS = frozenset({"audio/mpegurl", "audio/x-mpegurl"})
