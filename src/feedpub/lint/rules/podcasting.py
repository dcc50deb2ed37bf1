"""FP521 to FP524, FP533 to FP539: Podcasting 2.0: people and places; money, talk, other feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from feedpub.lint.facts import WHOLE, not_one_of
from feedpub.lint.namespace import SOURCE
from feedpub.lint.rule import INFO, NAMESPACE, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import groups_of, is_person_role, is_uuid, nearest_role, quoted
from feedpub.vocab.countries import is_country, nearest_country
from feedpub.vocab.podcasting import (
    CHAT_PROTOCOLS,
    LIVE_STATUSES,
    LOCATION_RELS,
    RECIPIENT_TYPES,
    SOCIAL_PROTOCOLS,
    is_aspect_ratio,
    is_geo,
    is_lnaddress,
    is_node,
    is_osm,
    license_id,
)

# --- people, places, rights


@rule("FP521", "podcast:person", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-person"])
def unknown_person_role(person: Element, _: Feed) -> Iterator[Fault]:
    """A person's role is not in the taxonomy.

    Apps sort people by group and role; others are shown as hosts, or not at all.

    Bad:  <podcast:person role="moderator">Ada Lovelace</podcast:person>
    Good: <podcast:person role="host">Ada Lovelace</podcast:person>
    """
    role, group = person.get("role") or "host", person.get("group") or "cast"
    if is_person_role(role, group):
        return
    if person.get("group") and (groups := groups_of(role)):
        yield fault(person, f"{quoted(role)} is no role of {quoted(group)}", f'write `group="{groups[0]}"`')
    elif groups := groups_of(role):
        yield fault(person, f"{quoted(role)} is no role of the group `cast`", f'add `group="{groups[0]}"`')
    else:
        guess = nearest_role(role.lower(), group.lower())
        hint = f'write `role="{guess[0]}" group="{guess[1]}"`' if guess else "take one of the taxonomy"
        yield fault(person, f"{quoted(role)} is no role of the taxonomy", hint)


@rule("FP522", "podcast:location", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-location"])
def unreadable_location(location: Element, _: Feed) -> Iterator[Fault]:
    """A location's place cannot be found on a map.

    `geo` is a geo: address, `osm` an object of OpenStreetMap, `country` a code of two capitals.

    Bad:  <podcast:location geo="51.13,1.31">Dover</podcast:location>
    Good: <podcast:location geo="geo:51.13,1.31" country="GB">Dover</podcast:location>
    """
    geo, osm, country = location.get("geo"), location.get("osm"), location.get("country")
    if geo and not is_geo(geo):
        yield fault(location.at("geo"), f"{quoted(geo)} is no geo: address", "write it like `geo:51.13,1.31`")
    if osm and not is_osm(osm):
        yield fault(location.at("osm"), f"{quoted(osm)} is no object of OpenStreetMap", "write it like `R113314`")
    if country and not is_country(country):
        guess = nearest_country(country)
        hint = f"write `{guess}`" if guess else "write two capitals, `DE`"
        yield fault(location.at("country"), f"{quoted(country)} is no country's code", hint)
    yield from not_one_of(location.at("rel"), location.get("rel"), LOCATION_RELS, "relation of a location")


@rule("FP523", "podcast:license", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-license"])
def license_without_text(license: Element, _: Feed) -> Iterator[Fault]:
    """A license of one's own has no address.

    Listed licenses are known by their name; any other needs the page where it stands.

    Bad:  <podcast:license>my-license-v1</podcast:license>
    Good: <podcast:license url="https://tidewater.example/license">my-license-v1</podcast:license>
    Good: <podcast:license>CC-BY-4.0</podcast:license>
    """
    said = license.value_here
    if said and license_id(said) is None and not license.get("url"):
        yield fault(license, f"{quoted(said)} is in no list of licenses", "add `url` with the page of its text")


@rule("FP524", "podcast:txt", WARNING, NAMESPACE, since="2025", source=SOURCE, holds=["p20-txt"])
def unclear_ai_content(txt: Element, _: Feed) -> Iterator[Fault]:
    """The declaration about artificial content is neither true nor false.

    Directories that ask for the declaration read `true` or `false`, and take nothing else for one.

    Bad:  <podcast:txt purpose="ai-content">some</podcast:txt>
    Good: <podcast:txt purpose="ai-content">true</podcast:txt>
    """
    said = txt.value_here
    if txt.get("purpose").lower() == "ai-content" and said and said not in {"true", "false"}:
        yield fault(txt, f"{quoted(said)} is neither `true` nor `false`", "write `true` or `false`")


# --- money, talk, other feeds, live


@rule("FP533", "podcast:value", WARNING, NAMESPACE, since="2020", source=SOURCE, holds=["p20-value"])
def unpayable_value(value: Element, _: Feed) -> Iterator[Fault]:
    """Nobody can be paid by a `podcast:value`.

    It needs recipients with whole shares, of which 0 is none, and addresses of their kind.

    Bad:  <podcast:value type="lightning" method="keysend"/>
    Bad:  <podcast:value type="lightning" method="keysend">
          <podcast:valueRecipient type="node" address="ada@tidewater.example" split="100"/></podcast:value>
    Good: <podcast:value type="lightning" method="lnaddress">
          <podcast:valueRecipient type="lnaddress" address="ada@tidewater.example" split="100"/></podcast:value>
    """
    if not value.all("podcast:valueRecipient"):
        yield fault(value, "there is no `podcast:valueRecipient` in it", "add one, or delete the tag")
    for recipient in (one for one in value.below() if one.name == "podcast:valueRecipient"):
        kind, address, split = (recipient.get(name) for name in ("type", "address", "split"))
        yield from not_one_of(recipient.at("type"), kind, RECIPIENT_TYPES, "kind of recipient")
        fits = {"node": is_node, "lnaddress": is_lnaddress}.get(kind)
        if address and fits and not fits(address):
            yield fault(recipient.at("address"), f"{quoted(address)} is no address of a {kind}", "correct it")
        if split and not WHOLE.fullmatch(split):
            yield fault(recipient.at("split"), f"{quoted(split)} is no share", "write a whole number")
        elif split and not int(split):
            yield fault(recipient.at("split"), "a share of 0 pays nobody", "write 1 or more, or delete the recipient")


@rule("FP534", "podcast:socialInteract", WARNING, NAMESPACE, since="2022", source=SOURCE, holds=["p20-social"])
def unreachable_comments(social: Element, _: Feed) -> Iterator[Fault]:
    """Comments lead nowhere.

    `podcast:socialInteract` needs a protocol of the list and, unless comments are disabled, an address.

    Bad:  <podcast:socialInteract protocol="activitypub"/>
    Bad:  <podcast:socialInteract protocol="mastodon" uri="https://social.example/@ada/1"/>
    Good: <podcast:socialInteract protocol="activitypub" uri="https://social.example/@ada/1"/>
    """
    protocol = social.get("protocol")
    yield from not_one_of(social.at("protocol"), protocol, SOCIAL_PROTOCOLS, "protocol of comments")
    if protocol in SOCIAL_PROTOCOLS and protocol != "disabled" and not social.get("uri"):
        yield fault(social, "it names no post", "add `uri`, or write `disabled`")


@rule("FP535", "podcast:chat", WARNING, NAMESPACE, since="2023", source=SOURCE)
def unknown_chat_protocol(chat: Element, _: Feed) -> Iterator[Fault]:
    """A chat has a protocol that no app speaks.

    Apps leave the chat out.

    Bad:  <podcast:chat server="chat.example" protocol="slack"/>
    Good: <podcast:chat server="irc.example" protocol="irc"/>
    """
    yield from not_one_of(chat.at("protocol"), chat.get("protocol"), CHAT_PROTOCOLS, "protocol of chats")


@rule("FP536", "podcast:remoteItem", WARNING, NAMESPACE, since="2022", source=SOURCE, holds=["p20-remoteitem"])
def unknown_remote_feed(remote: Element, _: Feed) -> Iterator[Fault]:
    """Another feed is named by something that is no UUID.

    Apps look the feed up by its UUID, and find none.

    Bad:  <channel><podcast:podroll><podcast:remoteItem feedGuid="podnews"/></podcast:podroll></channel>
    Good: <channel><podcast:podroll>
          <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"/></podcast:podroll></channel>
    """
    said = remote.get("feedGuid")
    if said and not is_uuid(said):
        yield fault(remote.at("feedGuid"), f"{quoted(said)} is no UUID", "write the feed's `podcast:guid`")


@rule("FP537", "channel", WARNING, NAMESPACE, since="2022", source=SOURCE, holds=["p20-remoteitem"])
def empty_list_of_feeds(channel: Element, _: Feed) -> Iterator[Fault]:
    """A podroll or a publisher names no feed.

    A podroll needs one at least, a publisher exactly one, of the medium `publisher`.

    Bad:  <podcast:podroll/>
    Bad:  <podcast:publisher><podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"/></podcast:publisher>
    Good: <podcast:publisher>
          <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c" medium="publisher"/></podcast:publisher>
    """
    for podroll in channel.all("podcast:podroll"):
        if not podroll.all("podcast:remoteItem"):
            yield fault(podroll, "the podroll names no feed", "add a `podcast:remoteItem`, or delete it")
    for publisher in channel.all("podcast:publisher"):
        remotes = publisher.all("podcast:remoteItem")
        if len(remotes) != 1 or remotes[0].get("medium") != "publisher":
            hint = 'put one `<podcast:remoteItem medium="publisher" feedGuid="…" feedUrl="…"/>` into it'
            yield fault(publisher, "the publisher names no feed of a publisher", hint)


@rule("FP538", "podcast:liveItem", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-liveitem"])
def odd_live_item(live: Element, _: Feed) -> Iterator[Fault]:
    """A live item cannot be announced.

    It needs a status of the list, a beginning in ISO 8601, a guid, the stream as `enclosure`, and a
    `podcast:contentLink` for apps that cannot play it.

    Bad:  <channel><podcast:liveItem status="soon" start="2026-12-01T20:00:00Z"><guid>x-1</guid>
          <enclosure url="https://tidewater.example/live.mp3" length="33" type="audio/mpeg"/>
          <podcast:contentLink href="https://tidewater.example/live">Watch</podcast:contentLink></podcast:liveItem></channel>
    Good: <channel><podcast:liveItem status="pending" start="2026-12-01T20:00:00Z"><guid>x-1</guid>
          <enclosure url="https://tidewater.example/live.mp3" length="33" type="audio/mpeg"/>
          <podcast:contentLink href="https://tidewater.example/live">Watch</podcast:contentLink></podcast:liveItem></channel>
    """
    yield from not_one_of(live.at("status"), live.get("status"), LIVE_STATUSES, "status of a live item")
    for name in ("start", "end"):
        said = live.get(name)
        if said and not _is_moment(said):
            yield fault(live.at(name), f"{quoted(said)} is no time of ISO 8601", "write `2026-12-01T20:00:00Z`")
    missing = [name for name in ("guid", "enclosure", "podcast:contentLink") if live.first(name) is None]
    if missing:
        yield fault(live, f"the live item has no {' and no '.join(missing)}", "add it")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@rule("FP539", "podcast:image", INFO, NAMESPACE, since="2025", source=SOURCE, holds=["p20-image"])
def undescribed_image(image: Element, _: Feed) -> Iterator[Fault]:
    """A picture has no words for those who do not see it, or no shape.

    Whoever hears the page instead of seeing it learns nothing; apps crop what has no shape.

    Bad:  <podcast:image href="https://tidewater.example/a.jpg" aspect-ratio="16:9" alt="A boat"/>
    Good: <podcast:image href="https://tidewater.example/a.jpg" aspect-ratio="16/9" alt="A boat"/>
    """
    ratio = image.get("aspect-ratio")
    if not image.get("alt"):
        yield fault(image, "the picture has no `alt`", "describe it in a few words")
    if ratio and not is_aspect_ratio(ratio):
        yield fault(image.at("aspect-ratio"), f"{quoted(ratio)} is no shape", "write `1/1` or `16/9`")
