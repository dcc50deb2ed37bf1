"""FP50x and FP066: Podcasting 2.0: which tags there are, where, how often, and with what on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedpub.elements.facts import facts, names_with
from feedpub.elements.tables import PROPOSED
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import cached
from feedpub.lint.rule import ERROR, NAMESPACE, WARNING, Fault, fault, rule
from feedpub.standards import nearest, quoted

PREFIX = "podcast:"


@cached
def within(feed: FeedView) -> Sequence[tuple[Element, Element]]:
    """Every tag of the namespace, of the show and then of its episodes, with the element right around it."""
    return [pair for parent in (feed.channel, *feed.items) for pair in _within(parent)]


def _within(element: Element) -> Iterator[tuple[Element, Element]]:
    for child in element.children:
        if child.name.startswith(PREFIX):
            yield element, child
            yield from _within(child)


@rule("FP501", "feed", WARNING, NAMESPACE, holds=["p20-known-tags"])
def unknown_podcast_tag(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag is none of the namespace's.

    Nobody reads it. Most often a letter or a capital is wrong.

    Bad:  <podcast:Person>Ada Lovelace</podcast:Person>
    Good: <podcast:person>Ada Lovelace</podcast:person>
    """
    reported: set[str] = set()
    for _around, element in within(feed):
        name = element.name.removeprefix(PREFIX)
        if facts(element.name) or name in PROPOSED or name in reported:
            continue
        reported.add(name)
        known = names_with(PREFIX)
        guess = next((tag for tag in known if tag.lower() == name.lower()), None) or nearest(name, known)
        hint = f"did you mean `podcast:{guess}`?" if guess else "delete it"
        yield fault(element, f"the namespace has no `podcast:{name[:60]}`", hint)


@rule("FP502", "elements", WARNING, NAMESPACE, holds=["p20-known-tags"])
def misplaced_podcast_tag(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag stands where nobody looks for it.

    Each belongs to the show, to an episode, or into another tag.

    Bad:  <podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/>
          <item/>
    Good: <item><podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/></item>
    """
    for around, element in within(feed):
        tag = facts(element.name)
        if tag and around.name not in tag.inside and facts(around.name):
            places = " or ".join(f"`<{place}>`" for place in tag.inside)
            yield fault(element, f"`{element.name}` does not belong into `<{around.name}>`", f"put it into {places}")


@rule("FP503", "channel", WARNING, NAMESPACE, holds=["p20-known-tags"])
def repeated_podcast_tag(channel: Element, feed: FeedView) -> Iterator[Fault]:
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
        tag = facts(name)
        for second in around.all(name)[1:2] if tag and tag.once else ():
            yield fault(second, f"a second `{name}`; there is one", "delete one of the two")


@rule("FP504", "elements", ERROR, NAMESPACE, holds=["p20-attributes"])
def missing_podcast_attribute(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag lacks an attribute that it needs.

    Apps leave out what they cannot read.

    Bad:  <channel><podcast:funding>Support the show</podcast:funding></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(feed):
        tag = facts(element.name)
        missing = [one.name for one in tag.attributes if one.required and not element.get(one.name)] if tag else []
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            yield fault(element, f"`{element.name}` has no {names}", f"add {names}")


@rule("FP505", "elements", WARNING, NAMESPACE, holds=["p20-attributes"])
def unknown_podcast_attribute(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag has an attribute that the namespace does not know.

    Most often a capital: XML tells `startTime` from `starttime`.

    Bad:  <item><podcast:soundbite startTime="60" duration="30" title="x"/></item>
    Good: <item><podcast:soundbite startTime="60" duration="30">x</podcast:soundbite></item>
    """
    for _around, element in within(feed):
        tag = facts(element.name)
        if tag is None or element.name == "podcast:podping":
            continue
        names = [one.name for one in tag.attributes]
        for name in element.attributes:
            if name not in names and ":" not in name and not name.startswith("{"):
                guess = next((one for one in names if one.lower() == name.lower()), None) or nearest(name, names)
                hint = f"did you mean `{guess}`?" if guess else "delete it"
                yield fault(element.at(name), f"`{element.name}` has no attribute {quoted(name)}", hint)


@rule("FP506", "elements", WARNING, NAMESPACE, holds=["p20-funding"])
def wordless_podcast_tag(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag says nothing where its words are what matters.

    Apps show nothing, or an empty button.

    Bad:  <channel><podcast:funding url="https://tidewater.example/give"/></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(feed):
        tag = facts(element.name)
        if tag and tag.needs_text and not element.value_here and element.name not in {"podcast:guid", "podcast:locked"}:
            yield fault(element, f"`{element.name}` is empty", "write what it should say, or delete it")


@rule("FP507", "elements", WARNING, NAMESPACE, holds=["p20-funding", "p20-txt", "p20-trailer"])
def overlong_podcast_words(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The words of a `podcast:` tag are longer than the namespace allows.

    Apps cut them.

    Bad:  <channel><podcast:funding url="https://tidewater.example/give">…129 letters…</podcast:funding></channel>
    Good: <channel><podcast:funding url="https://tidewater.example/give">Support the show</podcast:funding></channel>
    """
    for _around, element in within(feed):
        tag = facts(element.name)
        if tag and tag.limit and len(element.value_here) > tag.limit:
            message = f"`{element.name}` has {len(element.value_here)} characters; {tag.limit} is the limit"
            yield fault(element, message, "shorten it")
        for one in tag.attributes if tag else ():
            if one.limit and (length := len(element.get(one.name))) > one.limit:
                message = f"`{one.name}` has {length} characters; {one.limit} is the limit"
                yield fault(element.at(one.name), message, "shorten it")


@rule("FP508", "elements", WARNING, NAMESPACE, holds=["p20-proposed"])
def proposed_podcast_tag(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag was never adopted, or is replaced by another.

    Proposals mean something else in every app, if anything.

    Bad:  <channel><podcast:images srcset="https://tidewater.example/a.jpg 1500w"/></channel>
    Good: <channel><podcast:image href="https://tidewater.example/a.jpg" alt="A boat" aspect-ratio="1/1"/></channel>
    """
    for _around, element in within(feed):
        name = element.name.removeprefix(PREFIX)
        if name in PROPOSED:
            yield fault(element, f"`podcast:{name}` is a proposal that was never adopted", "delete it")
        elif name == "images":
            yield fault(element, "`podcast:images` is replaced by `podcast:image`", "write a `podcast:image` for each")


@rule("FP066", "feed", WARNING, NAMESPACE, holds=["p20-attributes"])
def empty_podcast_attribute(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A `podcast:` tag has an attribute with nothing in it.

    A program wrote it although its author said nothing: apps ask for a picture at no address, or show a role without a
    name. Left out, it means what the namespace says that it means.

    Bad:  <item><podcast:person role="host" img="">Ada Lovelace</podcast:person></item>
    Good: <item><podcast:person role="host">Ada Lovelace</podcast:person></item>
    """
    found: dict[tuple[str, str], list[Element]] = {}
    for _around, element in within(feed):
        tag = facts(element.name)
        for one in tag.attributes if tag else ():
            if one.name in element.attributes and not element.get(one.name) and not one.required:
                found.setdefault((element.name, one.name), []).append(element)
    for (name, attribute), elements in found.items():
        more = f" (and {len(elements) - 1} times more)" if len(elements) > 1 else ""
        yield fault(
            elements[0].at(attribute), f"`{attribute}` of `{name}` is empty{more}", "fill it in, or leave it out"
        )
