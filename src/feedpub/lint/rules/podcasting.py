"""FP510 to FP530, FP533 to FP539: Podcasting 2.0: what its tags say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import DECIMAL, WHOLE, duration_of, not_one_of
from feedpub.lint.rule import APPLE, ERROR, INFO, NAMESPACE, PSP, WARNING, Fault, fault, rule
from feedpub.standards import (
    CHAPTERS_TYPE,
    LIST_MEDIUMS,
    MEDIUMS,
    PEOPLE,
    groups_of,
    is_medium,
    is_person_role,
    is_uuid,
    nearest,
    nearest_role,
    podcast_guid,
    quoted,
    read_date,
)
from feedpub.standards.locales import is_country, nearest_country
from feedpub.standards.podcasting import (
    CHAT_PROTOCOLS,
    INTEGRITY_TYPES,
    LIVE_STATUSES,
    LOCATION_RELS,
    RECIPIENT_TYPES,
    SERVICES,
    SOCIAL_PROTOCOLS,
    is_aspect_ratio,
    is_base64,
    is_geo,
    is_lnaddress,
    is_node,
    is_osm,
    is_sri,
    license_id,
)
from feedpub.standards.recurrence import rrule_fault, rrule_parts

# --- the show


@rule("FP510", "channel", WARNING, PSP, NAMESPACE, holds=["p20-guid-present"])
def missing_podcast_guid(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no `podcast:guid`.

    It stays the same when a feed moves; without it two addresses are two shows.

    Bad:  <!-- no podcast:guid -->
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    if not channel.value("podcast:guid"):
        hint = "add `<podcast:guid>`: the UUIDv5 of the feed's address in the namespace's own namespace"
        yield fault(channel.first("podcast:guid") or channel, "the show has no `podcast:guid`", hint)


@rule("FP511", "channel/podcast:guid", ERROR, PSP, NAMESPACE, holds=["p20-guid"])
def malformed_podcast_guid(guid: Element, _: FeedView) -> Iterator[Fault]:
    """The show's `podcast:guid` is no UUID.

    Indexes compare it as one.

    Bad:  <podcast:guid>tidewater</podcast:guid>
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    if guid.value_here and not is_uuid(guid.value_here):
        yield fault(guid, f"{quoted(guid.value_here)} is no UUID", "write the one of the feed's first address")


@rule("FP512", "channel/podcast:guid", INFO, NAMESPACE, holds=["p20-guid-seed"])
def guid_of_another_address(guid: Element, feed: FeedView) -> Iterator[Fault]:
    """The show's `podcast:guid` does not come from the feed's address.

    Right after a move, since it never changes; wrong if it was made up, or made with the scheme in front.

    Bad:  <podcast:guid>caa2fbfc-09c6-5b08-82b5-c2217fca3a5e</podcast:guid>
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    value = guid.value_here.lower()
    if feed.measured or feed.rehearsal or not feed.address or not is_uuid(value):
        return
    if value not in {podcast_guid(feed.address), _EXAMPLE}:
        yield fault(guid, "it is not the UUIDv5 of this address", "leave it if the feed has moved; else correct it")


_EXAMPLE = "d84ced82-1926-54c0-88c2-bb01dd35d7e3"
"""Of `example.com/feed.xml`, in every example of the namespace."""


@rule("FP513", "channel", WARNING, PSP, holds=["p20-lock-present"])
def missing_lock(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """The show does not say whether other hosts may import it.

    PSP-1 recommends `podcast:locked`: `yes` keeps thieves from moving a show.

    Bad:  <!-- no podcast:locked -->
    Good: <podcast:locked>yes</podcast:locked>
    """
    if not channel.value("podcast:locked") and not _is_ours(feed):
        hint = "add `<podcast:locked>yes</podcast:locked>`; `no` while it moves"
        yield fault(channel.first("podcast:locked") or channel, "the show has no `podcast:locked`", hint)


def _is_ours(feed: FeedView) -> bool:
    """An author who leaves it out has been offered it in `show.yaml`."""
    return feed.measured


@rule("FP514", "channel/podcast:locked", WARNING, PSP, NAMESPACE, holds=["p20-locked"])
def unclear_lock(locked: Element, _: FeedView) -> Iterator[Fault]:
    """`podcast:locked` says neither yes nor no.

    Hosts that look at it know these two words only.

    Bad:  <podcast:locked>true</podcast:locked>
    Good: <podcast:locked>yes</podcast:locked>
    """
    value = locked.value_here
    if value and value not in {"yes", "no"}:
        correct = "yes" if value.lower() in {"yes", "true", "1"} else "no"
        yield fault(locked, f"{quoted(value)} is neither `yes` nor `no`", f"write `{correct}`")


@rule("FP515", "channel/podcast:medium", ERROR, NAMESPACE, holds=["p20-medium"])
def unknown_medium(medium: Element, _: FeedView) -> Iterator[Fault]:
    """The medium is none of the namespace's.

    Apps take the show for something else, or do not list it.

    Bad:  <podcast:medium>Podcast</podcast:medium>
    Good: <podcast:medium>podcast</podcast:medium>
    """
    value = medium.value_here
    if value and not is_medium(value):
        guess = nearest(value.lower(), (*MEDIUMS, *LIST_MEDIUMS))
        yield fault(medium, f"{quoted(value)} is no medium", f"write `{guess or 'podcast'}`")


@rule("FP516", "channel", WARNING, NAMESPACE, holds=["p20-medium-list"])
def episodes_in_a_list(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """A list of other feeds has episodes of its own.

    A feed of the medium `musicL` or `publisher` holds `podcast:remoteItem`s; its items are shown nowhere.

    Bad:  <podcast:medium>podcastL</podcast:medium>
    Good: <podcast:medium>podcast</podcast:medium>
    """
    medium = channel.first("podcast:medium")
    if medium and medium.value_here in LIST_MEDIUMS and feed.items:
        yield fault(medium, f"a feed of the medium {medium.value_here} has no episodes", "write `podcast`")


@rule("FP517", "channel/podcast:block", WARNING, NAMESPACE, holds=["p20-block-slug"])
def idle_block(block: Element, _: FeedView) -> Iterator[Fault]:
    """`podcast:block` blocks nobody.

    It says `yes` or `no`, and names a service by its slug; a typing error has no effect.

    Bad:  <podcast:block id="gogle">yes</podcast:block>
    Good: <podcast:block id="google">yes</podcast:block>
    """
    value, service = block.value_here, block.get("id")
    if value and value not in {"yes", "no"}:
        yield fault(block, f"{quoted(value)} is neither `yes` nor `no`", "write `yes` or `no`")
    if service and service not in SERVICES:
        guess = nearest(service.lower(), SERVICES)
        yield fault(block.at("id"), f"{quoted(service)} is no service", f"did you mean {guess}?" if guess else "")


@rule("FP518", "channel/podcast:updateFrequency", WARNING, NAMESPACE, holds=["p20-updatefreq"])
def unreadable_frequency(frequency: Element, _: FeedView) -> Iterator[Fault]:
    """The rule of how often there are episodes is none.

    Apps that announce the next episode read an RRULE of calendars.

    Bad:  <podcast:updateFrequency rrule="weekly">Weekly</podcast:updateFrequency>
    Good: <podcast:updateFrequency rrule="FREQ=WEEKLY">Weekly</podcast:updateFrequency>
    """
    value = frequency.get("rrule")
    if not value:
        return
    if why := rrule_fault(value):
        yield fault(frequency.at("rrule"), f"{quoted(value)} {why}", "write one like `FREQ=WEEKLY;BYDAY=MO`")
    elif "COUNT" in (rrule_parts(value) or {}) and not frequency.get("dtstart"):
        yield fault(frequency.at("rrule"), "a rule with COUNT needs a beginning", "add `dtstart`")


@rule("FP519", "channel/podcast:trailer", WARNING, NAMESPACE, holds=["p20-trailer"])
def misdated_trailer(trailer: Element, _: FeedView) -> Iterator[Fault]:
    """A trailer's date is not one that feeds have.

    The newest trailer is played first; without a readable date none is.

    Bad:  <podcast:trailer url="https://tidewater.example/t.mp3" pubdate="2026-11-01">Soon</podcast:trailer>
    Good: <podcast:trailer url="https://tidewater.example/t.mp3"
          pubdate="Sun, 01 Nov 2026 06:00:00 +0000">Soon</podcast:trailer>
    """
    value = trailer.get("pubdate")
    dated = read_date(value) if value else None
    if dated and (dated.fault or dated.weekday):
        message = dated.fault or f"{quoted(value)} was a {dated.weekday}"
        yield fault(trailer.at("pubdate"), message, dated.hint)


@rule("FP520", "channel/podcast:podping", WARNING, NAMESPACE, holds=["p20-podping"])
def idle_podping(podping: Element, _: FeedView) -> Iterator[Fault]:
    """`podcast:podping` does not say `true`.

    Anything else is as if it were not there.

    Bad:  <podcast:podping usesPodping="yes"/>
    Good: <podcast:podping usesPodping="true"/>
    """
    value = podping.get("usesPodping")
    if value and value != "true":
        yield fault(podping.at("usesPodping"), f"{quoted(value)} is not `true`", "write `true`, or delete the tag")


# --- the episode: its numbers, parts and files


@rule("FP525", "item", WARNING, NAMESPACE, holds=["p20-season-episode"])
def odd_podcast_number(item: Element, _: FeedView) -> Iterator[Fault]:
    """A season or episode of the namespace is no number, or another one than Apple's.

    Apps that know both show either.

    Bad:  <itunes:episode>3</itunes:episode><podcast:episode>4</podcast:episode>
    Bad:  <podcast:season>two</podcast:season>
    Good: <itunes:episode>3</itunes:episode><podcast:episode display="Ch.3">3</podcast:episode>
    """
    for name, form in (("season", WHOLE), ("episode", DECIMAL)):
        element = item.first(f"podcast:{name}")
        value, other = (element.value_here if element else ""), item.value(f"itunes:{name}")
        if not element or not value:
            continue
        if not form.fullmatch(value):
            yield fault(element, f"{quoted(value)} is no number", "write a number; words go into the attribute")
        elif other and other != value and DECIMAL.fullmatch(other) and float(other) != float(value):
            yield fault(element, f"it says {value}, `itunes:{name}` says {other}", "say the same in both")


@rule("FP526", "item", WARNING, NAMESPACE, holds=["p20-soundbite"])
def odd_soundbite(item: Element, _: FeedView) -> Iterator[Fault]:
    """A soundbite is no part of the episode.

    Its times are seconds within the recording, 15 to 120 long.

    Bad:  <podcast:soundbite startTime="700" duration="60"/>
    Bad:  <podcast:soundbite startTime="1:10" duration="60"/>
    Good: <podcast:soundbite startTime="70.5" duration="60">The gulls</podcast:soundbite>
    """
    episode = duration_of(item)
    for bite in item.all("podcast:soundbite"):
        start, duration = bite.get("startTime"), bite.get("duration")
        if not start or not duration:
            continue
        if not DECIMAL.fullmatch(start) or not DECIMAL.fullmatch(duration):
            yield fault(bite, f"{quoted(f'{start} + {duration}')} are no seconds", "write seconds, `70.5`")
        elif episode and (float(start) + float(duration)) * 1000 > episode.ms + 1000:
            yield fault(bite, "the soundbite ends behind the episode", "correct its times")
        elif not 15 <= float(duration) <= 120:
            yield fault(bite, f"the soundbite has {duration} s", "15 to 120 seconds are recommended")


@rule("FP527", "podcast:alternateEnclosure", ERROR, NAMESPACE, holds=["p20-alt-enclosure"])
def alternate_without_source(alternate: Element, _: FeedView) -> Iterator[Fault]:
    """An alternate enclosure has no source.

    There is nothing that an app could play.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000"/>
    Good: <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3"/></podcast:alternateEnclosure>
    """
    if alternate.first("podcast:source") is None:
        yield fault(alternate, "there is no `podcast:source` in it", 'add `<podcast:source uri="https://…"/>`')


@rule("FP528", "item", WARNING, NAMESPACE, holds=["p20-alt-enclosure"])
def two_default_alternates(item: Element, _: FeedView) -> Iterator[Fault]:
    """Two alternate enclosures claim to be the default.

    Apps take either of the two.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" default="true"><podcast:source uri="https://a.example/a.mp3"/>
          </podcast:alternateEnclosure><podcast:alternateEnclosure type="audio/mp4" default="true">
          <podcast:source uri="https://a.example/a.m4a"/></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg" default="true"><podcast:source uri="https://a.example/a.mp3"/>
          </podcast:alternateEnclosure>
    """
    chosen = [one for one in item.all("podcast:alternateEnclosure") if one.get("default") == "true"]
    for second in chosen[1:2]:
        yield fault(second.at("default"), "a second default", "let one be the default")


@rule("FP529", "podcast:integrity", ERROR, NAMESPACE, holds=["p20-integrity"])
def unreadable_integrity(integrity: Element, _: FeedView) -> Iterator[Fault]:
    """The digest of an alternate enclosure has not the form of one.

    Apps that compare it take the file for damaged.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg"><podcast:source uri="https://a.example/a.mp3"/>
          <podcast:integrity type="sri" value="d41d8cd98f00b204e9800998ecf8427e"/></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg"><podcast:source uri="https://a.example/a.mp3"/>
          <podcast:integrity type="sri" value="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="/>
          </podcast:alternateEnclosure>
    """
    kind, value = integrity.get("type"), integrity.get("value")
    yield from not_one_of(integrity.at("type"), kind, INTEGRITY_TYPES, "kind of proof")
    if (kind == "sri" and value and not is_sri(value)) or (kind == "pgp-signature" and value and not is_base64(value)):
        hint = "write `sha256-` and the digest in base64" if kind == "sri" else "write the signature in base64"
        yield fault(integrity.at("value"), f"{quoted(value)} has not the form of it", hint)


@rule("FP530", "podcast:chapters", WARNING, APPLE, NAMESPACE, holds=["chp-tag-type"])
def mistyped_chapters_tag(chapters: Element, _: FeedView) -> Iterator[Fault]:
    """`podcast:chapters` says another type than that of JSON chapters.

    The namespace prefers `application/json+chapters`, in just this order. Apps that compare the type skip anything
    else; others take `application/json`, too, since the file is the same.

    Bad:  <podcast:chapters url="https://tidewater.example/c.json" type="application/json"/>
    Good: <podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/>
    """
    value = chapters.get("type")
    if value and value != CHAPTERS_TYPE:
        yield fault(chapters.at("type"), f"{quoted(value)} is not the type of chapters", f"write `{CHAPTERS_TYPE}`")


# --- people, places, rights


@rule("FP521", "podcast:person", WARNING, NAMESPACE, holds=["p20-person"])
def unknown_person_role(person: Element, _: FeedView) -> Iterator[Fault]:
    """A person's role is not in the taxonomy.

    Apps sort people by group and role; others are shown as hosts, or not at all.

    Bad:  <podcast:person role="moderator">Ada Lovelace</podcast:person>
    Good: <podcast:person role="host">Ada Lovelace</podcast:person>
    """
    role, group = person.get("role") or "host", person.get("group") or "cast"
    if is_person_role(role, group):
        return
    if group.casefold() not in PEOPLE and (groups := groups_of(group)):
        hint = f'write `role="{group.lower()}"`' + (f' group="{groups[0]}"' if groups[0] != "cast" else "")
        yield fault(person, f"{quoted(group)} is a role, not a group", hint)
    elif person.get("group") and (groups := groups_of(role)):
        yield fault(person, f"{quoted(role)} is no role of {quoted(group)}", f'write `group="{groups[0]}"`')
    elif groups := groups_of(role):
        yield fault(person, f"{quoted(role)} is no role of the group `cast`", f'add `group="{groups[0]}"`')
    else:
        guess = nearest_role(role.lower(), group.lower())
        hint = f'write `role="{guess[0]}" group="{guess[1]}"`' if guess else "take one of the taxonomy"
        yield fault(person, f"{quoted(role)} is no role of the taxonomy", hint)


@rule("FP522", "podcast:location", WARNING, NAMESPACE, holds=["p20-location"])
def unreadable_location(location: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP523", "podcast:license", WARNING, NAMESPACE, holds=["p20-license"])
def license_without_text(license: Element, _: FeedView) -> Iterator[Fault]:
    """A license of one's own has no address.

    Listed licenses are known by their name; any other needs the page where it stands.

    Bad:  <podcast:license>my-license-v1</podcast:license>
    Good: <podcast:license url="https://tidewater.example/license">my-license-v1</podcast:license>
    Good: <podcast:license>CC-BY-4.0</podcast:license>
    """
    value = license.value_here
    if value and license_id(value) is None and not license.get("url"):
        yield fault(license, f"{quoted(value)} is in no list of licenses", "add `url` with the page of its text")


@rule("FP524", "podcast:txt", WARNING, NAMESPACE, holds=["p20-ai-content"])
def unclear_ai_content(txt: Element, _: FeedView) -> Iterator[Fault]:
    """The declaration about artificial content is neither true nor false.

    Directories that ask for the declaration read `true` or `false`, and take nothing else for one.

    Bad:  <podcast:txt purpose="ai-content">some</podcast:txt>
    Good: <podcast:txt purpose="ai-content">true</podcast:txt>
    """
    value = txt.value_here
    if txt.get("purpose").lower() == "ai-content" and value and value not in {"true", "false"}:
        yield fault(txt, f"{quoted(value)} is neither `true` nor `false`", "write `true` or `false`")


# --- money, talk, other feeds, live


@rule("FP533", "podcast:value", WARNING, NAMESPACE, holds=["p20-value"])
def unpayable_value(value: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP534", "podcast:socialInteract", WARNING, NAMESPACE, holds=["p20-social"])
def unreachable_comments(social: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP535", "podcast:chat", WARNING, NAMESPACE, holds=["p20-chat"])
def unknown_chat_protocol(chat: Element, _: FeedView) -> Iterator[Fault]:
    """A chat has a protocol that no app speaks.

    Apps leave the chat out.

    Bad:  <podcast:chat server="chat.example" protocol="slack"/>
    Good: <podcast:chat server="irc.example" protocol="irc"/>
    """
    yield from not_one_of(chat.at("protocol"), chat.get("protocol"), CHAT_PROTOCOLS, "protocol of chats")


@rule("FP536", "podcast:remoteItem", WARNING, NAMESPACE, holds=["p20-remoteitem"])
def unknown_remote_feed(remote: Element, _: FeedView) -> Iterator[Fault]:
    """Another feed is named by something that is no UUID.

    Apps look the feed up by its UUID, and find none.

    Bad:  <channel><podcast:podroll><podcast:remoteItem feedGuid="podnews"/></podcast:podroll></channel>
    Good: <channel><podcast:podroll>
          <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c"/></podcast:podroll></channel>
    """
    value = remote.get("feedGuid")
    if value and not is_uuid(value):
        yield fault(remote.at("feedGuid"), f"{quoted(value)} is no UUID", "write the feed's `podcast:guid`")


@rule("FP537", "channel", WARNING, NAMESPACE, holds=["p20-remoteitem"])
def empty_list_of_feeds(channel: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP538", "podcast:liveItem", WARNING, NAMESPACE, holds=["p20-liveitem"])
def odd_live_item(live: Element, _: FeedView) -> Iterator[Fault]:
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
        value = live.get(name)
        if value and not _is_moment(value):
            yield fault(live.at(name), f"{quoted(value)} is no time of ISO 8601", "write `2026-12-01T20:00:00Z`")
    missing = [name for name in ("guid", "enclosure", "podcast:contentLink") if live.first(name) is None]
    if missing:
        yield fault(live, f"the live item has no {' and no '.join(missing)}", "add it")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@rule("FP539", "podcast:image", INFO, NAMESPACE, holds=["p20-image"])
def undescribed_image(image: Element, _: FeedView) -> Iterator[Fault]:
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
