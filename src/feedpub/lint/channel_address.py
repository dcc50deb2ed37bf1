"""FP119 to FP125: where a show's feed is, and the switches that hide, end or move it."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.rule import APPLE, BOARD, ERROR, GUIDE, PSP, PSP_1, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import FEED_TYPE, common_type, quoted

# --- where the feed is


def _self_links(channel: Element) -> list[Element]:
    return [link for link in channel.all("atom:link") if link.get("rel") == "self"]


@rule("FP119", "channel", ERROR, PSP, since="2023", source=PSP_1, holds=["ch-self-link"])
def missing_self_link(channel: Element, _: Feed) -> Iterator[Fault]:
    """The feed does not say its own address.

    PSP-1 requires `atom:link rel="self"`: a reader that got the feed from a copy or a cache knows where it belongs.

    Bad:  <!-- no atom:link -->
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    if not any(link.get("href") for link in _self_links(channel)):
        hint = 'add `<atom:link href="…" rel="self" type="application/rss+xml"/>` with the feed\'s address'
        yield fault(channel, 'the feed has no `atom:link rel="self"`', hint)


@rule("FP120", "channel", WARNING, PSP, since="2023", source=BOARD, holds=["ch-self-link"])
def self_link_elsewhere(channel: Element, feed: Feed) -> Iterator[Fault]:
    """The feed says another address than the one it has.

    Readers that trust it subscribe to the other one; hubs announce the wrong one.

    Bad:  <atom:link href="https://old-host.example/feed" rel="self" type="application/rss+xml"/>
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    for link in _self_links(channel)[:1]:
        said = link.get("href")
        if said and feed.address and said != feed.address:
            message = f"the feed calls itself {quoted(said, 120)}, but is at {quoted(feed.address, 120)}"
            yield fault(link.at("href"), message, "write the address where people subscribe")


@rule("FP121", "channel", WARNING, since="2007", source=BOARD, holds=["ch-self-link"])
def odd_self_link(channel: Element, _: Feed) -> Iterator[Fault]:
    """The self link is there twice, or says another type.

    Readers take any of the two, and some only one of the type `application/rss+xml`.

    Bad:  <atom:link href="https://tidewater.example/feed.xml" rel="self" type="text/html"/>
    Good: <atom:link href="https://tidewater.example/feed.xml" rel="self" type="application/rss+xml"/>
    """
    links = _self_links(channel)
    for other in links[1:2]:
        yield fault(other, "a second self link", "leave one")
    for first in links[:1]:
        said = first.get("type")
        if said and common_type(said) != FEED_TYPE:
            yield fault(first.at("type"), f"the self link says the type {quoted(said)}", f"write `{FEED_TYPE}`")


# --- switches that hide, end or move a show


@rule("FP122", "channel/itunes:block", WARNING, APPLE, PSP, since="2005", source=GUIDE, holds=["ch-complete-block"])
def hidden_show(block: Element, _: Feed) -> Iterator[Fault]:
    """The whole show is hidden from directories.

    `itunes:block` takes it out of Apple Podcasts and the directories that follow. Meant for private feeds.

    Bad:  <itunes:block>Yes</itunes:block>
    Good: <!-- no itunes:block -->
    """
    if block.value_here.lower() == "yes":
        yield fault(block, "the whole show is hidden from directories", "if that is not meant, delete it")


@rule("FP123", "channel/itunes:complete", WARNING, APPLE, PSP, since="2012", source=GUIDE, holds=["ch-complete-block"])
def ended_show(complete: Element, _: Feed) -> Iterator[Fault]:
    """The show says that there will never be another episode.

    Apps may stop looking for new ones for good.

    Bad:  <itunes:complete>Yes</itunes:complete>
    Good: <!-- no itunes:complete -->
    """
    if complete.value_here.lower() == "yes":
        message = "the show says that it has ended; apps may stop looking for new episodes for good"
        yield fault(complete, message, "if that is not meant, delete it")


@rule("FP124", "channel", WARNING, APPLE, PSP, since="2012", source=GUIDE, holds=["ch-complete-block"])
def switch_without_effect(channel: Element, feed: Feed) -> Iterator[Fault]:
    """A switch says something that switches nothing.

    `itunes:block` and `itunes:complete` know the value `Yes`; anything else does nothing, whatever was meant.

    Bad:  <itunes:block>true</itunes:block>
    Good: <!-- no itunes:block -->
    """
    for around in (channel, *feed.items):
        for name in ("itunes:block", "itunes:complete"):
            for switch in around.all(name):
                if switch.value_here.lower() not in {"yes", ""}:
                    message = f"{quoted(switch.value_here)} does nothing here; only `Yes` has an effect"
                    yield fault(switch, message, "write `Yes`, or delete it")


@rule("FP125", "channel/itunes:new-feed-url", WARNING, APPLE, since="2005", source=GUIDE, holds=["ch-new-feed-url"])
def moving_feed(new: Element, feed: Feed) -> Iterator[Fault]:
    """The feed moves its subscribers to another address.

    Apps follow `itunes:new-feed-url` for good. Right in a move, and a disaster as a leftover.

    Bad:  <itunes:new-feed-url>https://other.example/feed.xml</itunes:new-feed-url>
    Good: <itunes:new-feed-url>https://tidewater.example/feed.xml</itunes:new-feed-url>
    """
    said, own = new.value_here, {link.get("href") for link in _self_links(feed.channel)} | {feed.address}
    if said and said not in own:
        yield fault(new, f"apps move their subscribers to {quoted(said, 120)}", "if that is not meant, delete it")
