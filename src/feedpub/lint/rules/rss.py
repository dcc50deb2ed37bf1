"""FP154 to FP159, FP233: elements of RSS that podcasts seldom need, and get wrong where they have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import whole_number
from feedpub.lint.rule import INFO, WARNING, Fault, fault, rule
from feedpub.standards import quoted, read_date


@rule("FP154", "channel/pubDate", WARNING, holds=["ch-pubdate"])
def unreadable_show_date(date: Element, _: FeedView) -> Iterator[Fault]:
    """The show's own date is not one that feeds have.

    Readers that sort shows by it take the show for one without a date, or for an old one.

    Bad:  <pubDate>2026-11-23T06:00:00Z</pubDate>
    Bad:  <pubDate>Sat, 23 Nov 2026 06:00:00 +0000</pubDate>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    dated = read_date(date.value_here)
    if not date.value_here:
        yield fault(date, "`<pubDate>` of the show is empty", "delete it: apps take the dates of episodes")
    elif dated.fault or dated.weekday:
        yield fault(date, dated.fault or f"{quoted(date.value_here)} was a {dated.weekday}", dated.hint)


@rule("FP155", "channel/ttl", INFO, holds=["ch-ttl"])
def odd_ttl(ttl: Element, _: FeedView) -> Iterator[Fault]:
    """`<ttl>` is not a whole number of minutes.

    It says for how many minutes a copy of the feed may be kept. Few podcast apps read it.

    Bad:  <ttl>1 hour</ttl>
    Bad:  <ttl>0</ttl>
    Good: <ttl>60</ttl>
    """
    if not whole_number(ttl.value_here):
        message = f"{quoted(ttl.value_here)} is no number of minutes" if ttl.value_here else "`<ttl>` is empty"
        yield fault(ttl, message, "write whole minutes, such as `60`, or delete it")


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SKIPPED = {"skipHours": ("hour", tuple(map(str, range(24)))), "skipDays": ("day", _DAYS)}


@rule("FP156", "channel", INFO, holds=["ch-skip"])
def odd_skip_times(channel: Element, _: FeedView) -> Iterator[Fault]:
    """Hours or days that readers may skip are none.

    `<skipHours>` holds hours from 0 to 23, `<skipDays>` English names of days, each once. What is anything else is
    skipped itself.

    Bad:  <skipHours><hour>24</hour></skipHours>
    Bad:  <skipDays><day>Mon</day></skipDays>
    Bad:  <skipDays><day>Monday</day><day>Monday</day></skipDays>
    Good: <skipHours><hour>0</hour><hour>23</hour></skipHours>
    """
    for name, (unit, known) in _SKIPPED.items():
        for skip in channel.all(name):
            if not skip.all(unit):
                yield fault(skip, f"`<{name}>` has no `<{unit}>`", f"add one, or delete `<{name}>`")
            times = [(one, one.value_here.lstrip("0") or one.value_here[-1:]) for one in skip.all(unit)]
            for one, value in times:
                if value not in known:
                    hint = "write 0 to 23; midnight is 0" if unit == "hour" else f"write {', '.join(_DAYS[:3])} …"
                    yield fault(one, f"{quoted(one.value_here)} is no {unit}", hint)
            for value, number in Counter(value for _, value in times).items():
                if number > 1 and value in known:
                    yield fault(skip, f"`<{name}>` has the {unit} {value} {number} times", "leave one")


@rule("FP157", "channel/cloud", INFO, holds=["ch-cloud"])
def odd_cloud(cloud: Element, _: FeedView) -> Iterator[Fault]:
    """`<cloud>` does not say where to subscribe to changes.

    It needs domain, port, path, registerProcedure and protocol. No podcast app reads it; WebSub has taken its place.

    Bad:  <cloud domain="rpc.tidewater.example" port="eighty" path="/RPC2" registerProcedure="" protocol="xml-rpc"/>
    Good: <cloud domain="rpc.tidewater.example" port="80" path="/RPC2" registerProcedure="" protocol="xml-rpc"/>
    """
    names = ("domain", "port", "path", "registerProcedure", "protocol")
    missing = [name for name in names if name not in cloud.attributes]
    if missing:
        yield fault(cloud, f"`<cloud>` has no {', '.join(missing)}", "add them, or delete `<cloud>`")
    elif not 0 < (whole_number(cloud.get("port")) or 0) < 65536:
        yield fault(cloud.at("port"), f"{quoted(cloud.get('port'))} is no port", "write 1 to 65535")


@rule("FP158", "channel/textInput", INFO, holds=["ch-text-input"])
def text_input(form: Element, _: FeedView) -> Iterator[Fault]:
    """The feed has a text input.

    It was meant for a search box beside the feed; no reader shows it, and the RSS Advisory Board advises against it.

    Bad:  <textInput><title>Search</title><description>Search the show</description><name>q</name>
          <link>https://tidewater.example/search</link></textInput>
    Good: <!-- no textInput -->
    """
    yield fault(form, "no reader shows `<textInput>`", "delete it")


@rule("FP159", "channel", WARNING, holds=["ch-contact"])
def contact_without_address(channel: Element, _: FeedView) -> Iterator[Fault]:
    """Who is responsible for the show has no e-mail address.

    RSS' `<managingEditor>` and `<webMaster>` are addresses by definition; a bare name belongs into `itunes:author`.

    Bad:  <managingEditor>Ada Lovelace</managingEditor>
    Good: <managingEditor>ada@tidewater.example (Ada Lovelace)</managingEditor>
    """
    for name in ("managingEditor", "webMaster"):
        for contact in channel.all(name):
            if contact.value_here and "@" not in contact.value_here:
                message = f"{quoted(contact.value_here)} is no e-mail address, which `<{name}>` is"
                yield fault(contact, message, "write one, or delete the element")


@rule("FP233", "item/source", WARNING, holds=["it-source"])
def source_without_address(source: Element, _: FeedView) -> Iterator[Fault]:
    """An episode that comes from another feed does not say from which.

    `<source>` is the other feed's title, and its address stands in `url`.

    Bad:  <source>Harbour News</source>
    Good: <source url="https://harbour.example/feed.xml">Harbour News</source>
    """
    if not source.get("url"):
        yield fault(source, "`<source>` has no `url`", 'write `<source url="https://…">`, or delete it')
