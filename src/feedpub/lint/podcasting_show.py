"""FP510 to FP520: Podcasting 2.0, the show: what it is, who may import it, how often it comes."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.namespace import SOURCE
from feedpub.lint.rule import ERROR, INFO, NAMESPACE, PSP, PSP_1, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import LIST_MEDIUMS, MEDIUMS, is_medium, is_uuid, nearest, podcast_guid, quoted, read_date
from feedpub.vocab.podcasting import SERVICES
from feedpub.vocab.recurrence import rrule_fault, rrule_parts


@rule("FP510", "channel", WARNING, PSP, NAMESPACE, since="2021", source=PSP_1, holds=["p20-guid"])
def missing_podcast_guid(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show has no `podcast:guid`.

    It stays the same when a feed moves; without it two addresses are two shows.

    Bad:  <!-- no podcast:guid -->
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    if not channel.value("podcast:guid"):
        hint = "add `<podcast:guid>`: the UUIDv5 of the feed's address in the namespace's own namespace"
        yield fault(channel.first("podcast:guid") or channel, "the show has no `podcast:guid`", hint)


@rule("FP511", "channel/podcast:guid", ERROR, PSP, NAMESPACE, since="2021", source=SOURCE, holds=["p20-guid"])
def malformed_podcast_guid(guid: Element, _: Feed) -> Iterator[Fault]:
    """The show's `podcast:guid` is no UUID.

    Indexes compare it as one.

    Bad:  <podcast:guid>tidewater</podcast:guid>
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    if guid.value_here and not is_uuid(guid.value_here):
        yield fault(guid, f"{quoted(guid.value_here)} is no UUID", "write the one of the feed's first address")


@rule("FP512", "channel/podcast:guid", INFO, NAMESPACE, since="2021", source=SOURCE, holds=["p20-guid-seed"])
def guid_of_another_address(guid: Element, feed: Feed) -> Iterator[Fault]:
    """The show's `podcast:guid` does not come from the feed's address.

    Right after a move, since it never changes; wrong if it was made up, or made with the scheme in front.

    Bad:  <podcast:guid>caa2fbfc-09c6-5b08-82b5-c2217fca3a5e</podcast:guid>
    Good: <podcast:guid>d84ced82-1926-54c0-88c2-bb01dd35d7e3</podcast:guid>
    """
    said = guid.value_here.lower()
    if feed.measured or feed.rehearsal or not feed.address or not is_uuid(said):
        return
    if said not in {podcast_guid(feed.address), _EXAMPLE}:
        yield fault(guid, "it is not the UUIDv5 of this address", "leave it if the feed has moved; else correct it")


_EXAMPLE = "d84ced82-1926-54c0-88c2-bb01dd35d7e3"
"""Of `example.com/feed.xml`, in every example of the namespace."""


@rule("FP513", "channel", WARNING, PSP, since="2023", source=PSP_1, holds=["p20-locked"])
def missing_lock(channel: Element, _: Feed) -> Iterator[Fault]:
    """The show does not say whether other hosts may import it.

    PSP-1 recommends `podcast:locked`: `yes` keeps thieves from moving a show.

    Bad:  <!-- no podcast:locked -->
    Good: <podcast:locked>yes</podcast:locked>
    """
    if not channel.value("podcast:locked") and not _is_ours(_):
        hint = "add `<podcast:locked>yes</podcast:locked>`; `no` while it moves"
        yield fault(channel.first("podcast:locked") or channel, "the show has no `podcast:locked`", hint)


def _is_ours(feed: Feed) -> bool:
    """An author who says nothing about it has been offered it in `show.yaml`."""
    return feed.measured


@rule("FP514", "channel/podcast:locked", WARNING, PSP, NAMESPACE, since="2020", source=SOURCE, holds=["p20-locked"])
def unclear_lock(locked: Element, _: Feed) -> Iterator[Fault]:
    """`podcast:locked` says neither yes nor no.

    Hosts that look at it know these two words only.

    Bad:  <podcast:locked>true</podcast:locked>
    Good: <podcast:locked>yes</podcast:locked>
    """
    said = locked.value_here
    if said and said not in {"yes", "no"}:
        meant = "yes" if said.lower() in {"yes", "true", "1"} else "no"
        yield fault(locked, f"{quoted(said)} is neither `yes` nor `no`", f"write `{meant}`")


@rule("FP515", "channel/podcast:medium", ERROR, NAMESPACE, since="2022", source=SOURCE, holds=["p20-medium"])
def unknown_medium(medium: Element, _: Feed) -> Iterator[Fault]:
    """The medium is none of the namespace's.

    Apps take the show for something else, or do not list it.

    Bad:  <podcast:medium>Podcast</podcast:medium>
    Good: <podcast:medium>podcast</podcast:medium>
    """
    said = medium.value_here
    if said and not is_medium(said):
        guess = nearest(said.lower(), (*MEDIUMS, *LIST_MEDIUMS))
        yield fault(medium, f"{quoted(said)} is no medium", f"write `{guess or 'podcast'}`")


@rule("FP516", "channel", WARNING, NAMESPACE, since="2023", source=SOURCE, holds=["p20-medium"])
def episodes_in_a_list(channel: Element, feed: Feed) -> Iterator[Fault]:
    """A list of other feeds has episodes of its own.

    A feed of the medium `musicL` or `publisher` holds `podcast:remoteItem`s; its items are shown nowhere.

    Bad:  <podcast:medium>podcastL</podcast:medium>
    Good: <podcast:medium>podcast</podcast:medium>
    """
    medium = channel.first("podcast:medium")
    if medium and medium.value_here in LIST_MEDIUMS and feed.items:
        yield fault(medium, f"a feed of the medium {medium.value_here} has no episodes", "write `podcast`")


@rule("FP517", "channel/podcast:block", WARNING, NAMESPACE, since="2022", source=SOURCE, holds=["p20-block-slug"])
def idle_block(block: Element, _: Feed) -> Iterator[Fault]:
    """`podcast:block` blocks nobody.

    It says `yes` or `no`, and names a service by its slug; a typing error has no effect.

    Bad:  <podcast:block id="gogle">yes</podcast:block>
    Good: <podcast:block id="google">yes</podcast:block>
    """
    said, service = block.value_here, block.get("id")
    if said and said not in {"yes", "no"}:
        yield fault(block, f"{quoted(said)} is neither `yes` nor `no`", "write `yes` or `no`")
    if service and service not in SERVICES:
        guess = nearest(service.lower(), SERVICES)
        yield fault(block.at("id"), f"{quoted(service)} is no service", f"did you mean {guess}?" if guess else "")


@rule(
    "FP518",
    "channel/podcast:updateFrequency",
    WARNING,
    NAMESPACE,
    since="2023",
    source=SOURCE,
    holds=["p20-updatefreq"],
)
def unreadable_frequency(frequency: Element, _: Feed) -> Iterator[Fault]:
    """The rule of how often there are episodes is none.

    Apps that announce the next episode read an RRULE of calendars.

    Bad:  <podcast:updateFrequency rrule="weekly">Weekly</podcast:updateFrequency>
    Good: <podcast:updateFrequency rrule="FREQ=WEEKLY">Weekly</podcast:updateFrequency>
    """
    said = frequency.get("rrule")
    if not said:
        return
    if why := rrule_fault(said):
        yield fault(frequency.at("rrule"), f"{quoted(said)} {why}", "write one like `FREQ=WEEKLY;BYDAY=MO`")
    elif "COUNT" in (rrule_parts(said) or {}) and not frequency.get("dtstart"):
        yield fault(frequency.at("rrule"), "a rule with COUNT needs a beginning", "add `dtstart`")


@rule("FP519", "channel/podcast:trailer", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-trailer"])
def misdated_trailer(trailer: Element, _: Feed) -> Iterator[Fault]:
    """A trailer's date is not one that feeds have.

    The newest trailer is played first; without a readable date none is.

    Bad:  <podcast:trailer url="https://tidewater.example/t.mp3" pubdate="2026-11-01">Soon</podcast:trailer>
    Good: <podcast:trailer url="https://tidewater.example/t.mp3"
          pubdate="Sun, 01 Nov 2026 06:00:00 +0000">Soon</podcast:trailer>
    """
    said = trailer.get("pubdate")
    dated = read_date(said) if said else None
    if dated and (dated.fault or dated.weekday):
        message = dated.fault or f"{quoted(said)} was a {dated.weekday}"
        yield fault(trailer.at("pubdate"), message, dated.hint)


@rule("FP520", "channel/podcast:podping", WARNING, NAMESPACE, since="2023", source=SOURCE, holds=["p20-podping"])
def idle_podping(podping: Element, _: Feed) -> Iterator[Fault]:
    """`podcast:podping` does not say `true`.

    Anything else is as if it were not there.

    Bad:  <podcast:podping usesPodping="yes"/>
    Good: <podcast:podping usesPodping="true"/>
    """
    said = podping.get("usesPodping")
    if said and said != "true":
        yield fault(podping.at("usesPodping"), f"{quoted(said)} is not `true`", "write `true`, or delete the tag")
