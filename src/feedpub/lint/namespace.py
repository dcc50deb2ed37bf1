"""FP50x: Podcasting 2.0: which tags there are, where, how often, and with what on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedpub.lint.facts import cached
from feedpub.lint.rule import ERROR, NAMESPACE, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import nearest, quoted

SOURCE = "podcast namespace 1.0"
PREFIX = "podcast:"


@dataclass(frozen=True, slots=True)
class Tag:
    """What the namespace says of one tag."""

    around: str
    """Elements that it stands in."""

    required: str = ""
    optional: str = ""
    """Names of attributes."""

    once: bool = False
    text: bool = False
    """Whether it must have words."""

    limit: int = 0
    """Characters of its words; 0 where nothing is said."""


_ANY = "channel item podcast:liveItem"
_ITEM = "item podcast:liveItem"

TAGS: Mapping[str, Tag] = {
    "transcript": Tag(_ITEM, "url type", "language rel"),
    "locked": Tag("channel", "", "owner", once=True, text=True),
    "funding": Tag(_ANY, "url", text=True, limit=128),
    "chapters": Tag(_ITEM, "url type", once=True),
    "soundbite": Tag(_ITEM, "startTime duration", limit=128),
    "person": Tag(_ANY, "", "role group img href", text=True, limit=128),
    "location": Tag(_ANY, "", "rel geo osm country", text=True, limit=128),
    "season": Tag(_ITEM, "", "name", once=True, text=True),
    "episode": Tag(_ITEM, "", "display", once=True, text=True),
    "trailer": Tag("channel", "url pubdate", "length type season", text=True, limit=128),
    "license": Tag(_ANY, "", "url", once=True, text=True, limit=128),
    "alternateEnclosure": Tag(_ITEM, "type", "length bitrate height lang title rel codecs default"),
    "source": Tag("podcast:alternateEnclosure", "uri", "contentType"),
    "integrity": Tag("podcast:alternateEnclosure", "type value", once=True),
    "guid": Tag("channel", once=True, text=True),
    "value": Tag(_ANY, "type method", "suggested"),
    "valueRecipient": Tag(
        "podcast:value podcast:valueTimeSplit", "type address split", "name customKey customValue fee"
    ),
    "valueTimeSplit": Tag("podcast:value", "startTime duration", "remoteStartTime remotePercentage"),
    "medium": Tag("channel", once=True, text=True),
    "image": Tag(_ANY, "href", "alt aspect-ratio width height type purpose"),
    "images": Tag(_ANY, "srcset", once=True),
    "liveItem": Tag("channel", "status start", "end"),
    "contentLink": Tag(_ITEM, "href", text=True),
    "socialInteract": Tag(_ANY, "protocol", "uri accountId accountUrl priority"),
    "block": Tag("channel", "", "id", text=True),
    "txt": Tag(_ANY, "", "purpose", text=True, limit=4000),
    "remoteItem": Tag(
        "channel podcast:podroll podcast:valueTimeSplit podcast:publisher",
        "feedGuid",
        "feedUrl itemGuid medium title",
    ),
    "podroll": Tag("channel", once=True),
    "publisher": Tag("channel", once=True),
    "updateFrequency": Tag("channel", "", "complete dtstart rrule", once=True, limit=128),
    "podping": Tag("channel", "usesPodping", "feedGuid hiveAccount", once=True),
    "chat": Tag(_ANY, "server protocol", "accountId space", once=True),
}
"""The tags of the namespace; proposals are not among them."""

PROPOSED = frozenset(
    {"verify", "social", "hiveAccount", "hive-account", "recommendations", "previousUrl", "contact", "gateway"}
)
"""Names that were talked about and never became part of it."""


@cached
def within(element: Element) -> Sequence[tuple[Element, Element]]:
    """Every tag of the namespace in an element, with the element right around it."""
    return list(_within(element))


def _within(element: Element) -> Iterator[tuple[Element, Element]]:
    for child in element.children:
        is_ours = child.name.startswith(PREFIX)
        if is_ours:
            yield element, child
        if is_ours or child.name in {"item", "channel"}:
            yield from _within(child)


def known(element: Element) -> Tag | None:
    """What the namespace says of a tag; None if it is none of its."""
    return TAGS.get(element.name.removeprefix(PREFIX))


@rule("FP501", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE)
def unknown_podcast_tag(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag is none of the namespace's.

    Nobody reads it. Most often a letter or a capital is wrong.

    Bad:  <podcast:Person>Ada Lovelace</podcast:Person>
    Good: <podcast:person>Ada Lovelace</podcast:person>
    """
    said: set[str] = set()
    for _around, element in within(channel):
        name = element.name.removeprefix(PREFIX)
        if name in TAGS or name in PROPOSED or name in said:
            continue
        said.add(name)
        guess = next((tag for tag in TAGS if tag.lower() == name.lower()), None) or nearest(name, TAGS)
        hint = f"did you mean `podcast:{guess}`?" if guess else "delete it"
        yield fault(element, f"the namespace has no `podcast:{name[:60]}`", hint)


@rule("FP502", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE)
def misplaced_podcast_tag(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag stands where nobody looks for it.

    Each belongs to the show, to an episode, or into another tag.

    Bad:  <podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/>
          <item/>
    Good: <item><podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/></item>
    """
    for around, element in within(channel):
        tag = known(element)
        if (
            tag
            and around.name not in tag.around.split()
            and (around.name == "channel" or known(around) or around.name == "item")
        ):
            places = " or ".join(f"`<{place}>`" for place in tag.around.split())
            yield fault(element, f"`{element.name}` does not belong into `<{around.name}>`", f"put it into {places}")


@rule("FP503", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE)
def repeated_podcast_tag(channel: Element, feed: Feed) -> Iterator[Fault]:
    """A `podcast:` tag is there twice where one is allowed.

    Apps take either of the two.

    Bad:  <podcast:medium>podcast</podcast:medium><podcast:medium>music</podcast:medium>
    Good: <podcast:medium>podcast</podcast:medium>
    """
    for around in (channel, *feed.items, *channel.all("podcast:liveItem")):
        yield from _repeated(around)
        for alternate in around.all("podcast:alternateEnclosure"):
            yield from _repeated(alternate)


def _repeated(around: Element) -> Iterator[Fault]:
    for name in {child.name for child in around.children if child.name.startswith(PREFIX)}:
        tag = TAGS.get(name.removeprefix(PREFIX))
        for second in around.all(name)[1:2] if tag and tag.once else ():
            yield fault(second, f"a second `{name}`; there is one", "delete one of the two")


@rule("FP504", "channel", ERROR, NAMESPACE, since="2020", source=SOURCE)
def missing_podcast_attribute(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag lacks an attribute that it needs.

    Apps leave out what they cannot read.

    Bad:  <channel><podcast:funding>Support the show</podcast:funding></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(channel):
        tag = known(element)
        missing = [name for name in tag.required.split() if not element.get(name)] if tag else []
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            yield fault(element, f"`{element.name}` has no {names}", f"add {names}")


@rule("FP505", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE)
def unknown_podcast_attribute(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag has an attribute that the namespace does not know.

    Most often a capital: XML tells `startTime` from `starttime`.

    Bad:  <item><podcast:soundbite startTime="60" duration="30" title="x"/></item>
    Good: <item><podcast:soundbite startTime="60" duration="30">x</podcast:soundbite></item>
    """
    for _around, element in within(channel):
        tag = known(element)
        if tag is None or element.name == "podcast:podping":
            continue
        names = [*tag.required.split(), *tag.optional.split()]
        for name in element.attributes:
            if name not in names and ":" not in name and not name.startswith("{"):
                guess = next((one for one in names if one.lower() == name.lower()), None) or nearest(name, names)
                hint = f"did you mean `{guess}`?" if guess else "delete it"
                yield fault(element.at(name), f"`{element.name}` has no attribute {quoted(name)}", hint)


@rule("FP506", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE, holds=["p20-funding"])
def wordless_podcast_tag(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag says nothing where its words are what matters.

    Apps show nothing, or an empty button.

    Bad:  <channel><podcast:funding url="https://tidewater.example/give"/></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(channel):
        tag = known(element)
        if tag and tag.text and not element.value_here and element.name not in {"podcast:guid", "podcast:locked"}:
            yield fault(element, f"`{element.name}` is empty", "write what it should say, or delete it")


_LIMITED = {"name": 128, "display": 32, "purpose": 128}


@rule(
    "FP507", "channel", WARNING, NAMESPACE, since="2020", source=SOURCE, holds=["p20-funding", "p20-txt", "p20-trailer"]
)
def overlong_podcast_words(channel: Element, _: Feed) -> Iterator[Fault]:
    """The words of a `podcast:` tag are longer than the namespace allows.

    Apps cut them.

    Bad:  <channel><podcast:funding url="https://tidewater.example/give">…129 letters…</podcast:funding></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(channel):
        tag = known(element)
        if tag and tag.limit and len(element.value_here) > tag.limit:
            message = f"`{element.name}` has {len(element.value_here)} characters; {tag.limit} is the limit"
            yield fault(element, message, "shorten it")
        for name, limit in _limits(element):
            if len(element.get(name)) > limit:
                message = f"`{name}` has {len(element.get(name))} characters; {limit} is the limit"
                yield fault(element.at(name), message, "shorten it")


def _limits(element: Element) -> Iterator[tuple[str, int]]:
    if element.name == "podcast:alternateEnclosure":
        yield from (("title", 32), ("rel", 32))
    elif element.name in {"podcast:season", "podcast:episode", "podcast:txt", "podcast:image"}:
        yield from ((name, limit) for name, limit in _LIMITED.items() if name in element.attributes)


@rule("FP508", "channel", WARNING, NAMESPACE, since="2026", source=SOURCE, holds=["ch-deprecated-tags"])
def proposed_podcast_tag(channel: Element, _: Feed) -> Iterator[Fault]:
    """A `podcast:` tag was never adopted, or is replaced by another.

    Proposals mean something else in every app, if anything.

    Bad:  <channel><podcast:images srcset="https://tidewater.example/a.jpg 1500w"/></channel>
    Good: <channel><podcast:image href="https://tidewater.example/a.jpg" alt="A boat" aspect-ratio="1/1"/></channel>
    """
    for _around, element in within(channel):
        name = element.name.removeprefix(PREFIX)
        if name in PROPOSED:
            yield fault(element, f"`podcast:{name}` is a proposal that was never adopted", "delete it")
        elif name == "images":
            yield fault(element, "`podcast:images` is replaced by `podcast:image`", "write a `podcast:image` for each")
