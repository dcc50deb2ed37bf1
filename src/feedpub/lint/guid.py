"""FP205 to FP208: what recognises an episode for ever."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.rule import APPLE, BOARD, ERROR, EVERY, PSP, REQUIREMENTS, RSS_2, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import is_http_url, quoted


@rule("FP205", "item", ERROR, APPLE, SPOTIFY, PSP, since="2023", source=REQUIREMENTS, holds=["it-guid"])
def missing_guid(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode has no guid.

    Apps know episodes by it. Without one they take the audio's address, and everybody downloads everything again as
    soon as that changes. Apple requires it since 2023.

    Bad:  <guid/>
    Good: <guid isPermaLink="false">7c029615-a810-4214-9342-eee73f58435d</guid>
    """
    if not item.value("guid"):
        hint = 'add `<guid isPermaLink="false">` with something that never changes, a UUID for example'
        yield fault(item.first("guid") or item, "the episode has no guid", hint)


@rule("FP206", "channel", ERROR, APPLE, since="2023", source=REQUIREMENTS, holds=["it-guid-unique", "it-trailer-guid"])
def repeated_guid(_: Element, feed: Feed) -> Iterator[Fault]:
    """Two episodes have the same guid.

    Apple and most apps show one of them; the other is never seen.

    Bad:  <item><guid isPermaLink="false">tide-2026-11</guid></item>
          <item><guid isPermaLink="false">tide-2026-11</guid></item>
    Good: <item><guid isPermaLink="false">tide-2026-11</guid></item>
          <item><guid isPermaLink="false">tide-2026-12</guid></item>
    """
    first: dict[str, Element] = {}
    for item in feed.items:
        guid = item.first("guid")
        if guid is None or not guid.value_here:
            continue
        other = first.setdefault(guid.value_here, item)
        if other is not item:
            message = f"{quoted(guid.value_here)} is the guid of {quoted(other.value('title'))} too"
            yield fault(guid, message, "give the newer one a guid of its own; never change the older one's")


@rule("FP207", "item/guid", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["it-guid-permalink"])
def guid_without_address(guid: Element, _: Feed) -> Iterator[Fault]:
    """A guid claims to be an address, and is none.

    Unless it says `isPermaLink="false"`, a guid is the address of the episode's page: apps open it.

    Bad:  <guid>article 54-of-tidewater</guid>
    Good: <guid isPermaLink="false">article 54-of-tidewater</guid>
    Good: <guid>https://tidewater.example/first-light.html</guid>
    """
    said = guid.value_here
    if said and guid.get("isPermaLink").lower() in {"", "true"} and not is_http_url(said):
        yield fault(guid, f"{quoted(said)} is no address", 'write `<guid isPermaLink="false">`')


@rule("FP208", "item/guid", WARNING, since="2007", source=BOARD, holds=["it-guid-weak"])
def weak_guid(guid: Element, _: Feed) -> Iterator[Fault]:
    """A guid is so short that another feed surely has it too.

    Apps that keep episodes of many shows in one place mix them up.

    Bad:  <guid isPermaLink="false">54</guid>
    Good: <guid isPermaLink="false">tag:tidewater.example,2026:54</guid>
    """
    said = guid.value_here
    if said and len(said) < 8 and not is_http_url(said) and guid.get("isPermaLink").lower() == "false":
        hint = "for new episodes: a UUID; never change the guid of an old one"
        yield fault(guid, f"{quoted(said)} is not unique in the world", hint)
