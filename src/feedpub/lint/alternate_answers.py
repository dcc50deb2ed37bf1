"""FP732 and FP733: what servers answer for other versions of an episode."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import head_of, whole_number
from feedpub.lint.rule import ERROR, NAMESPACE, WARNING, Fault, fault, rule
from feedpub.lint.rules.downloads import FAILING, HINTS, first_answer, is_there, length_said
from feedpub.view import Element, Feed
from feedpub.vocab import common_type, quoted

SOURCE = "podcast namespace, tag `podcast:source`"


@rule("FP732", "podcast:source", ERROR, NAMESPACE, since="2021", source=SOURCE, holds=["http-media-head"])
def missing_alternate(source: Element, _: Feed) -> Iterator[Fault]:
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
    elif first and not is_there(source):
        status = first.get("status")
        yield fault(source.at("uri"), f"the server answers {status}", HINTS.get(status, FAILING))


@rule("FP733", "podcast:alternateEnclosure", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["http-media-head"])
def alternate_unlike_the_file(alternate: Element, _: Feed) -> Iterator[Fault]:
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
    said = whole_number(alternate.get("length"))
    for source in alternate.all("podcast:source"):
        head, found = head_of(source), length_said(source)
        if head and head.get("type") and common_type(head.get("type")) != kind:
            hint = f"let the server say `{alternate.get('type')[:60]}`"
            yield fault(source.at("uri"), f"the server says {quoted(head.get('type'))}, not {quoted(kind)}", hint)
        elif said and found is not None and found != said:
            hint = f'write `length="{found}"`'
            yield fault(source.at("uri"), f"the file has {found} bytes, not {said}", hint)


_PLAYLISTS = frozenset({"audio/mpegurl", "audio/x-mpegurl"})
