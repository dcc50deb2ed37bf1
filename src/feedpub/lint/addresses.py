"""FP038 to FP041: addresses wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.found_addresses import wrong
from feedpub.lint.rule import BOARD, ERROR, EVERY, NAMESPACE, PSP, REQUIREMENTS, RSS_2, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import encode_url, quoted, url_fault


@rule("FP038", "feed", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["url-absolute-ascii"])
def incomplete_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address is relative, or no address of the web.

    In a feed there is nothing that it could be relative to: every app needs all of it, from `https://` on.

    Bad:  <item><link>/first-light.html</link></item>
    Bad:  <item><itunes:image href="tidewater.example/art/first-light.jpg"/></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, said in wrong(feed, "incomplete"):
        yield fault(path, f"{quoted(said)} {url_fault(said)}", "write the whole address, from `https://` on")


@rule("FP039", "feed", ERROR, *EVERY, since="RSS 2.0", source=BOARD, holds=["url-absolute-ascii"])
def unencoded_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address has blanks or letters in it that are not encoded.

    Some apps encode them and others do not: then the audio of these episodes is not found, and Apple drops them.

    Bad:  <item><podcast:chapters url="https://tidewater.example/first light.json"
          type="application/json+chapters"/></item>
    Bad:  <item><link>https://tidewater.example/épisode-1.html</link></item>
    Good: <item><link>https://tidewater.example/%C3%A9pisode-1.html</link></item>
    """
    for _element, path, said in wrong(feed, "unencoded"):
        yield fault(path, f"{quoted(said)} has something in it that must be encoded", _encoded(said))


def _encoded(address: str) -> str:
    try:
        return f"write `{encode_url('%20'.join(address.split()))[:200]}`"
    except ValueError:
        return "write `%20` for a blank"


@rule("FP040", "feed", WARNING, PSP, since="2020", source=REQUIREMENTS, holds=["url-https"])
def insecure_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address begins with http, not https.

    Web players on secure pages do not load it, phones refuse it unless told otherwise, and anybody on the way can put
    something else in its place.

    Bad:  <item><link>http://tidewater.example/first-light.html</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for element, path, said in _insecure(feed):
        if not element.name.startswith("podcast:") and element.name != "docs":
            yield fault(path, f"{quoted(said)} is not https", "write `https://`; does the server answer there?")


@rule("FP041", "feed", ERROR, NAMESPACE, since="2020", source="podcast namespace 1.0", holds=["url-https"])
def insecure_podcast_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address in a tag of the podcast namespace begins with http, not https.

    The namespace requires https for everything of the web: apps may leave out the rest.

    Bad:  <podcast:funding url="http://tidewater.example/support">Support us</podcast:funding>
    Good: <podcast:funding url="https://tidewater.example/support">Support us</podcast:funding>
    """
    for element, path, said in _insecure(feed):
        if element.name.startswith("podcast:"):
            yield fault(path, f"{quoted(said)} is not https", "write `https://`; does the server answer there?")


def _insecure(feed: Feed) -> Iterator[tuple[Element, str, str]]:
    if not feed.rehearsal:
        yield from wrong(feed, "insecure")
