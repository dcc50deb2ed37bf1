"""FP74x: what servers answer for artwork, chapters and transcripts, as somebody saw it who asked."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import head_of
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    GUIDE,
    INFO,
    NAMESPACE,
    PSP,
    REQUIREMENTS,
    SPOTIFY,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.view import Element, Feed
from feedpub.vocab import CHAPTERS_TYPE, common_type, quoted

NAMESPACE_1 = "podcast namespace 1.0"
TRANSCRIPTS = "podcast namespace, Transcripts"
FETCH = "WHATWG Fetch, CORS protocol"


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


@rule("FP740", "itunes:image", ERROR, APPLE, PSP, since="2012", source=REQUIREMENTS, holds=["http-image-head"])
def artwork_head_refused(image: Element, _: Feed) -> Iterator[Fault]:
    """The server answers no HEAD for the artwork.

    Apple asks by HEAD whether a picture has changed, and shows none that it cannot ask for.

    Bad:  <itunes:image href="https://tidewater.example/cover.jpg"><seen:head status="405"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/cover.jpg">
          <seen:head status="200" type="image/jpeg" last-modified="Mon, 23 Nov 2026 07:05:09 GMT"/></itunes:image>
    """
    head = image.first("seen:head")
    if head and head.get("status") != "200" and not _is_missing(image.first("seen:file")):
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
    head = head_of(image)
    if head and not head.get("type").startswith("image/") and not _is_missing(image.first("seen:file")):
        found = head.get("type") or "nothing"
        yield fault(image.at("href"), f"the server says {quoted(found)}", "let it say `image/jpeg` or `image/png`")


@rule("FP742", "itunes:image", INFO, APPLE, since="2023", source=GUIDE, holds=["http-image-head"])
def undated_artwork(image: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP745", "itunes:image", ERROR, APPLE, SPOTIFY, PSP, since="2005", source=GUIDE, holds=["http-image-head"])
def missing_artwork(image: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP743", "seen:file", ERROR, NAMESPACE, since="2020", source=NAMESPACE_1, holds=["http-sidecar-cors"])
def missing_sidecar(file: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP744", "seen:file", WARNING, NAMESPACE, since="2020", source=TRANSCRIPTS, holds=["http-sidecar-cors"])
def sidecar_without_cors(file: Element, _: Feed) -> Iterator[Fault]:
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
          <seen:file status="200" asked-by="https://player.example" origin="https://player.example"
          type="text/vtt"/></podcast:transcript>
    """
    said = file.get("origin")
    if not _is_sidecar(file) or _is_missing(file) or (said and said in {"*", file.get("asked-by")}):
        return
    what = f"allows only {quoted(said)} to read it" if said else "sends no `Access-Control-Allow-Origin`"
    yield fault(file, f"the server {what}", "let it send `Access-Control-Allow-Origin: *` for these files")


@rule("FP746", "seen:file", WARNING, NAMESPACE, source=FETCH, holds=["http-tls"])
def file_ends_without_tls(file: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP747", "item", WARNING, NAMESPACE, since="2020", source=TRANSCRIPTS, holds=["s3-content-type"])
def sidecar_of_another_type(item: Element, _: Feed) -> Iterator[Fault]:
    """The server calls the chapters or the transcript something else than the feed does.

    Players that go by it show nothing, or offer a download: `binary/octet-stream` is what storage says if nobody told
    it, and many systems take SubRip for plain text.

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
            said, file = tag.get("type"), tag.first("seen:file")
            if file is None or not said or _is_missing(file) or not file.get("status"):
                continue
            found = file.get("type")
            if _plain(found) != _plain(said):
                message = f"the server says {quoted(found or 'nothing')}"
                yield fault(tag.at("type"), message, f"let the server say `{said[:60]}`")


def _plain(type: str) -> str:
    """Chapters are JSON, and mostly called so."""
    common = common_type(type)
    return "application/json" if common in {CHAPTERS_TYPE, "application/chapters+json"} else common
