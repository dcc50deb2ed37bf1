"""FP72x and FP73x: what servers answer for recordings: whether they are there, and what HEAD says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.facts import head_of, is_slow, whole_number
from feedpub.lint.rule import APPLE, ERROR, EVERY, REQUIREMENTS, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import common_type, quoted

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


def is_there(element: Element) -> bool:
    """Whether a recording could be had, as far as anybody knows."""
    first = first_answer(element)
    return first is None or not first.get("status") or first.get("status") in _ANSWERING


def _other_content(element: Element, type: str) -> str:
    """What lies there in the place of a recording, in words; empty if nobody knows better."""
    first = first_answer(element)
    return first.get("kind") if first and common_type(type) not in DOCUMENTS else ""


def recording(enclosure: Element) -> Element | None:
    """What HEAD said of a recording that is one: about pages and errors in its place, others speak."""
    is_one = is_there(enclosure) and not _other_content(enclosure, enclosure.get("type"))
    return head_of(enclosure) if is_one else None


def length_said(element: Element) -> int | None:
    """How long the server says that a file is, whichever way; None if nobody knows, or it contradicts itself."""
    if not is_there(element):
        return None
    head, first = head_of(element), first_answer(element)
    told = whole_number(head.get("length")) if head else None
    match = CONTENT_RANGE.fullmatch(first.get("said")) if first else None
    total = whole_number(match[3]) if match else whole_number(first.get("length")) if first else None
    return told if total is None or told == total else total if told is None else None


# --- whether it is there


@rule("FP720", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head", "http-tls"])
def unreachable_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """Nothing answers at the audio's address.

    The host is gone, its certificate has expired, it redirects in a circle, or only its own network can reach it:
    whoever plays the episode hears nothing.

    Bad:  <enclosure url="https://gone.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:unanswered message="there is no host gone.example"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for one in enclosure.all("seen:unanswered"):
        yield fault(enclosure.at("url"), one.get("message") or "nothing answers", one.get("hint"))


@rule("FP721", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head", "s3-public"])
def missing_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio file is not there for everybody.

    Whoever plays the episode hears nothing; Apple delists shows whose files cannot be fetched.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="404"/><seen:range which="first" status="404"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg"/></enclosure>
    """
    first = first_answer(enclosure)
    if first and not is_there(enclosure):
        status = first.get("status")
        yield fault(enclosure.at("url"), f"the server answers {status}", HINTS.get(status, FAILING))


@rule("FP728", "enclosure", ERROR, *EVERY, since="2005", source=REQUIREMENTS, holds=["http-media-head"])
def page_in_the_place_of_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """What lies at the audio's address is no audio.

    Most often a page that asks to log in, or says that something is gone.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"
          kind="a web page or XML"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:range which="first" status="206" first="0" last="9" bytes="10" said="bytes 0-9/11534336"/>
          <seen:audio kind="MP3"/></enclosure>
    """
    if kind := _other_content(enclosure, enclosure.get("type")):
        yield fault(enclosure.at("url"), f"in the place of audio there is {kind[:60]}", "upload the audio again")


# --- what HEAD says


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
    if head and head.get("status") != "200" and is_there(enclosure):
        said = f"answers {head.get('status')}" if head.get("status") else "does not answer"
        yield fault(enclosure.at("url"), f"asked by HEAD, the server {said}", "allow HEAD wherever GET is allowed")


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
    said, found = whole_number(enclosure.get("length")), length_said(enclosure)
    if said and found is not None and found != said and not _other_content(enclosure, enclosure.get("type")):
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
    head = recording(enclosure)
    if head and whole_number(head.get("length")) is None:
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
    head, said = recording(enclosure), enclosure.get("type")
    if head and said and common_type(head.get("type")) != common_type(said):
        found = head.get("type") or "nothing"
        yield fault(enclosure.at("type"), f"the server says {quoted(found)}", f"let the server say `{said[:60]}`")


@rule("FP730", "seen:head", WARNING, source="directories' time-outs", holds=["http-media-head"])
def slow_file(head: Element, _: Feed) -> Iterator[Fault]:
    """A file takes long to answer.

    Listeners wait before every episode.

    Bad:  <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="9.5"/></enclosure>
    Good: <enclosure url="https://tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg">
          <seen:head status="200" length="11534336" type="audio/mpeg" seconds="0.2"/></enclosure>
    """
    if is_slow(head.get("seconds")):
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
    head = recording(enclosure)
    if head and head.get("encoding") not in {"", "identity"}:
        yield fault(enclosure.at("url"), f"it is sent with {quoted(head.get('encoding'))}", "turn it off for media")
