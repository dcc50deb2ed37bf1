"""FP72x and FP73x: which parts of recordings servers send, and where their addresses end."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from feedpub.lint.facts import head_of, whole_number
from feedpub.lint.rule import APPLE, ERROR, EVERY, INFO, REQUIREMENTS, WARNING, Fault, fault, rule
from feedpub.lint.rules.downloads import CONTENT_RANGE, DOCUMENTS, is_there, recording
from feedpub.view import Element, Feed
from feedpub.vocab import ENCLOSURE_TYPES, common_type, extension, quoted

_REDIRECTS = 3
"""Redirects in front of a recording; each is somebody else's server that must be up."""


# --- parts


@rule("FP726", "enclosure", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-range"])
def ranges_refused(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The server sends no parts of the audio.

    Apple requires byte ranges (206): players seek with them, and go on where a download broke off. A show whose media
    host lost them was delisted.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="first" status="200"/></enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"/>
          <seen:range which="last" status="416" first="90" last="99"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"/></enclosure>
    """
    if not is_there(enclosure):
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


@rule("FP727", "enclosure", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["http-media-range"])
def wrong_part(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """A part of the audio is not the part that was asked for, or of another file.

    Players join the pieces wrongly.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="10" said="bytes 0-9/11534336"/></enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/10"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/>
          <seen:range which="last" status="206" first="90" last="99" bytes="10"
          said="bytes 90-99/11534336"/></enclosure>
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
    match = CONTENT_RANGE.fullmatch(part.get("said"))
    if match is None:
        return f"Content-Range is {quoted(part.get('said') or 'missing')} for bytes {first}-{last}"
    total = whole_number(match[3])
    end = last if total is None else min(last, max(total - 1, 0))
    if (int(match[1]), int(match[2])) != (first, end):
        return f"Content-Range is {quoted(part.get('said'))} for bytes {first}-{last}"
    if total is not None and length is not None and total != length:
        return f"HEAD says that it has {length} bytes, Content-Range {total}"
    return f"more bytes come than the {end - first + 1} that were asked for" if got and got > end - first + 1 else ""


@rule("FP734", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-range"])
def audio_cut_short(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """A part of the audio does not come, or not all of it.

    The file is shorter than the server believes, or the server breaks off: the episode stops in the middle, and every
    app tries again and again.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="4"
          said="bytes 90-99/11534336"/></enclosure>
    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="middle" first="50" last="59"
          message="tidewater.example broke the connection off"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="last" status="206" first="90" last="99" bytes="10"
          said="bytes 90-99/11534336"/></enclosure>
    """
    for part in enclosure.all("seen:range"):
        if message := part.get("message") or _lack(part):
            said = f"asked for the {_which(part)} bytes: {message}"
            yield fault(enclosure.at("url"), said, "upload the file again; look at the server's log")
            return


def _lack(part: Element) -> str:
    """How much of a part does not come; of one that is not the wanted one, another rule speaks."""
    match, got = CONTENT_RANGE.fullmatch(part.get("said")), whole_number(part.get("bytes"))
    if part.get("status") != "206" or match is None or got is None or _mistake(part, None):
        return ""
    wanted = int(match[2]) - int(match[1]) + 1
    return f"{got} of {wanted} come" if got < wanted else ""


# --- where it ends


@rule("FP729", "enclosure", WARNING, APPLE, since="2017", source=REQUIREMENTS, holds=["http-media-head", "http-tls"])
def audio_ends_without_tls(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP735", "enclosure", WARNING, source="players that name downloads", holds=["http-media-head"])
def audio_ends_without_extension(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio's address leads to one that does not end like an audio file.

    Players that go by the last address do not know what it is, or save it under a name that no program opens.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1"
          url="https://cdn.example/download?id=5"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" hops="1" url="https://cdn.example/x.mp3"/></enclosure>
    """
    head = recording(enclosure)
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


@rule("FP736", "enclosure", INFO, source="feedpub", holds=["http-media-head"])
def long_way_to_the_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
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
