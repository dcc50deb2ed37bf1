"""The seven steps of a move: what was looked at → the state of each, the evidence, and what to do next. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from shlex import quote

from feedpub.commands.imports.by_hand import DIRECTORIES, EPISODES, LINKS
from feedpub.commands.imports.hosts import UNCONFIRMED, where_to_redirect
from feedpub.commands.imports.items import SourcePage
from feedpub.commands.imports.left_behind import KINDS, LeftBehind
from feedpub.commands.imports.look import ObservedMove, Step
from feedpub.commands.imports.redirect import State
from feedpub.commands.old_feed import OldFeed, written_moment

WEEKS = timedelta(weeks=4)
"""How long redirect and `itunes:new-feed-url` have to be there, at least (Apple, "Change the RSS feed URL")."""


def steps(look: ObservedMove) -> tuple[OldFeed, tuple[Step, ...]]:
    """What is known of the old feed after a look, and the seven steps."""
    now = written_moment(look.now)
    episodes = _episodes(look)
    old = look.old
    if not isinstance(look.source, str) and episodes.state == "done":
        old = replace(old, compared=now)
    if look.redirect.state != "unknown":
        old = replace(old, redirected=(old.redirected or now) if look.redirect.state == "done" else "")
    if not isinstance(look.ours, str):
        old = replace(old, announced=_since(old, look.now, is_announced=_announced(look.ours) == look.where.feed_url))
    look = replace(look, old=old)
    before = (_new_feed(look), episodes, _locked(look))
    first = (*before, _redirect(look, _undone(before[:2])), _new_feed_url(look), _by_hand(look))
    return old, (*first, _account(look, _undone(first)))


def _since(old: OldFeed, now: datetime, *, is_announced: bool) -> str:
    """Since when the new feed names its address; taken out before the weeks are over, it begins anew."""
    until = _until(old)
    if is_announced:
        return old.announced or written_moment(now)
    return old.announced if until and now >= until else ""


def _undone(some: Sequence[Step]) -> str:
    """Which of some steps are not done, in words; empty if all are."""
    numbers = [str(one.number) for one in some if one.state != "done"]
    if len(numbers) < 2:
        return "".join(f"step {one} is" for one in numbers)
    return f"steps {', '.join(numbers[:-1])} and {numbers[-1]} are"


# --- 1: the new feed


def _new_feed(look: ObservedMove) -> Step:
    faults = tuple(_faults_of_new_feed(look))
    if faults:
        state, message, action = faults[0]
        return _step(1, state, [message], look.where.feed_url, [action])
    compared = look.comparison
    evidence = [f"has all {len(_published(look))} episodes of the catalog under their guids; recordings answer"]
    if compared:
        evidence.append(f"{compared.items} episodes are in the old feed, too, with the same dates")
        if others := len([one for one in compared.unexplained if one.about != "item"]):
            compare = f"feedpub compare {quote(look.old.feed)} {quote(look.where.feed_url)}"
            evidence.append(f"{others} other differences, such as edits of yours: {compare}")
    return _step(1, "done", evidence, look.where.feed_url)


def _faults_of_new_feed(look: ObservedMove) -> Iterator[tuple[State, str, str]]:
    publish, verify = f"feedpub publish {look.published}", f"feedpub verify {look.published}"
    if look.catalog is None:
        yield "open", f"nothing is published at {look.where.to} yet", publish
        return
    if not look.where.has_address:
        yield "open", "has no public address: apps cannot reach it", "write `publish: url:` into show.yaml; " + publish
        return
    if isinstance(look.ours, str):
        yield "open" if look.ours.startswith("answers ") else "unknown", look.ours, verify
        return
    feed = look.ours.read.feed
    if feed.channel.value("podcast:guid") != look.catalog.channel.guid:
        yield "open", "is the feed of another show: its podcast:guid is not that of the catalog", verify
    there = {item.value("guid") for item in feed.items}
    if missing := _published(look) - there:
        yield "open", f"lacks {len(missing)} of {_count(len(_published(look)), 'episode')}", verify
    if waiting := _not_published(look):
        yield "open", f"lacks {_count(len(waiting), 'imported episode')}: {_names(waiting)}", publish
    if look.samples:
        yield "open", look.samples, verify
    for one in look.comparison.unexplained if look.comparison else ():
        if one.about in {"pubDate", "podcast:guid"}:
            compare = f"feedpub compare {quote(look.old.feed)} {quote(look.where.feed_url)}"
            yield "open", f"has another {one.about} than the old feed: apps show episodes as new", compare


def _published(look: ObservedMove) -> set[str]:
    return {item.guid for item in look.catalog.published_items} if look.catalog else set()


def _not_published(look: ObservedMove) -> list[str]:
    """Names of the imported episodes whose files are here, and which were never published; no drafts."""
    known, imported = _known(look), look.before.snapshot.entries
    files = [one for one in look.before.episodes if one.episode.guid in imported and not one.episode.draft]
    return [one.slug for one in files if one.episode.guid not in known]


def _known(look: ObservedMove) -> set[str]:
    """Guids of what was ever published here, scheduled and unpublished ones among them."""
    if look.catalog is None:
        return set()
    return {item.guid for item in look.catalog.items} | {stone.item.guid for stone in look.catalog.gone}


# --- 2, 3: the old feed


def _episodes(look: ObservedMove) -> Step:
    since = f"it was compared last on {_day(look.old.compared)}" if look.old.compared else "it was never compared"
    if isinstance(look.source, str):
        if EPISODES in look.old.confirmed:
            return _step(2, "done", [f"confirmed on {_day(look.old.confirmed[EPISODES])}; {since}"], "")
        if look.leads_here:
            message = f"redirects already, so what came out there cannot be seen; {since}"
            list_ = "look at the list of episodes at the old host; if all are here:"
            missing = f"if one is missing, switch the redirect off for a moment: {look.bring[0]}"
            return _step(2, "unknown", [message], look.old.feed, [f"{list_} {look.confirm(EPISODES)}", missing])
        return _step(2, "unknown", [f"cannot be read: {look.source}; {since}"], look.old.feed, [_again(look)])
    plan = look.source.plan
    new = [one for one in plan.episodes if one.guid not in _known(look)]
    changed = sum(one.kind == "changed" for one in plan.remarks)
    also = [f"{_count(changed, 'change')} at the old host since the import: {look.bring[0]}"] if changed else []
    if new:
        message = f"has {_count(len(new), 'episode')} not here: {_names([one.title for one in new])}"
        return _step(2, "open", [message, *also], look.old.feed, look.bring)
    replaced = (
        [one.episode for one in look.comparison.unexplained if one.about == "recording"] if look.comparison else []
    )
    if replaced and EPISODES not in look.old.confirmed:
        message = f"has {_count(len(replaced), 'other recording')} than ours: {_names(replaced)}"
        actions = [f"{look.bring[0]} # says how to take it", f"or, if ours is right: {look.confirm(EPISODES)}"]
        return _step(2, "open", [message, *also], look.old.feed, actions)
    return _step(2, "done", [f"all its {_count(plan.items, 'item')} were taken", *also], look.old.feed)


def _locked(look: ObservedMove) -> Step:
    if look.leads_here:
        return _step(3, "done", ["redirects, so nobody reads a lock there"], look.old.feed)
    if isinstance(look.source, str):
        return _step(3, "unknown", [f"cannot be read: {look.source}"], look.old.feed, [_again(look)])
    locked = look.source.pages[0].read.feed.channel.value("podcast:locked") or "no"
    if locked.casefold() != "yes":
        return _step(3, "done", ["is not locked"], look.old.feed)
    action = f"switch the lock off {_at(look)}; or go on: once the old feed redirects, nobody reads it"
    return _step(3, "open", ["says podcast:locked yes: others must not take the show over"], look.old.feed, [action])


# --- 4, 5: apps are sent on


def _redirect(look: ObservedMove, undone: str) -> Step:
    found = look.redirect
    if found.state == "done":
        return _step(4, "done", [f"{found.message}, first seen on {_day(look.old.redirected)}"], look.old.feed)
    actions = [f"wait until {undone} done"] if undone and found.state == "open" else []
    actions += [found.hint] if found.hint else []
    if found.state == "open":
        if look.host:
            actions.append(f"{_at(look)}: {where_to_redirect(look.host)}")
        actions.append(f"the new address, exactly: {look.where.feed_url}")
    return _step(4, found.state, [found.message], look.old.feed, actions)


def _new_feed_url(look: ObservedMove) -> Step:
    wanted, old = look.where.feed_url, look.old
    if isinstance(look.ours, str):
        state: State = "open" if look.catalog is None or not look.where.has_address else "unknown"
        return _step(5, state, ["cannot be read by apps yet"], wanted, ["finish step 1"])
    there, until = _announced(look.ours), _until(old)
    if not there and old.feed == wanted:
        return _step(5, "done", ["keeps its address"], wanted)
    if not there and until and look.now >= until:
        return _step(5, "done", [f"said itunes:new-feed-url from {_day(old.announced)} on, and does no more"], wanted)
    evidence, actions = _open_new_feed_url(look, there, until)
    return _step(5, "open", [evidence], wanted, actions)


def _open_new_feed_url(look: ObservedMove, there: str, until: datetime | None) -> tuple[str, list[str]]:
    wanted, publish = look.where.feed_url, f"feedpub publish {look.published}"
    weeks = f"until {until:%Y-%m-%d}" if until else "for four weeks from the day the redirect is first seen"
    write = [f"write `new_feed_url: {wanted}` into show.yaml {weeks}", publish]
    if not there:
        missing = "does not say itunes:new-feed-url, by which apps learn its address"
        return missing, [publish] if look.new_feed_url == wanted else write
    if there != wanted:
        return f"says itunes:new-feed-url {there}: it sends apps away", write
    if until is None or look.now < until:
        return f"says itunes:new-feed-url; it stays {weeks}", [_later(look, until)]
    file = quote(f"{look.show}/show.yaml")
    revert = f"feedpub publish {file} --revert{look.options} # as it was published before the move"
    evidence = f"says itunes:new-feed-url since {_day(look.old.announced)}; the weeks are over"
    return evidence, ["delete the line `new_feed_url` from show.yaml", revert]


def _announced(ours: SourcePage) -> str:
    return ours.read.feed.channel.value("itunes:new-feed-url")


def _until(old: OldFeed) -> datetime | None:
    """Until when redirect and announcement have to stay; None while one of them is missing."""
    if not (old.redirected and old.announced):
        return None
    return max(map(datetime.fromisoformat, (old.redirected, old.announced))) + WEEKS


# --- 6, 7: directories, and the end


def _by_hand(look: ObservedMove) -> Step:
    confirmed = look.old.confirmed
    open_ = [one for one in DIRECTORIES if one.key not in confirmed]
    evidence = [f"{one.name}: confirmed on {_day(confirmed[one.key])}" for one in DIRECTORIES if one.key in confirmed]
    if open_:
        names = ", ".join(one.name for one in open_)
        evidence.append(f"nobody can see from outside which feed these have: {names}")
    actions = [f"{one.name}: {one.what}{_mark(one.source)}: {one.link}" for one in open_]
    if open_:
        actions.append(f"what is done, or is not there at all: {look.confirm(*(one.key for one in open_))}")
    return _step(6, "unknown" if open_ else "done", evidence, "", actions)


def _mark(source: str) -> str:
    return " (unconfirmed)" if source == UNCONFIRMED else ""


def _account(look: ObservedMove, undone: str) -> Step:
    if look.catalog is None:
        return _step(7, "open", ["nothing is published yet"], look.where.to, ["finish step 1"])
    counts: Counter[str] = Counter(one.kind for one in look.left)
    are_links_known = LINKS in look.old.confirmed
    blocking = [one for one in look.left if one.kind != "link" or not are_links_known]
    evidence = [_counted(counts), _owners(look.left)] if look.left else ["names nothing at the old host"]
    actions = list(_clearing(look, counts, are_links_known=are_links_known))
    if not blocking and not undone:
        evidence.append("the account may be closed; keep the redirect as long as the old host lets you")
        return _step(7, "done", evidence, look.where.feed_url)
    if undone:
        actions.append(f"keep the account at least until {undone} done")
    return _step(7, "open", evidence, look.where.feed_url, actions)


def _counted(counts: Counter[str]) -> str:
    return "still names at the old host: " + ", ".join(
        _count(counts[kind], _PLURALS.get(kind, kind)) for kind in KINDS if counts[kind]
    )


def _owners(left: Sequence[LeftBehind]) -> str:
    """Which episodes these addresses are in."""
    slugs = list(dict.fromkeys(one.slug for one in left))
    named = [slug or "the show" for slug in slugs[:_NAMED]]
    more = len(slugs) - len(named)
    return f"in {', '.join(named)}{f' and {more} more' if more else ''}"


_NAMED = 10
"""Episodes that are named; below they are listed address by address."""

_PLURALS = {"chapters": "list of chapters"}


def _clearing(look: ObservedMove, counts: Counter[str], *, are_links_known: bool) -> Iterator[str]:
    publish = f"feedpub publish {look.published}"
    if counts["enclosure"]:
        yield f"{look.bring[0]} # downloads the recordings"
        yield f"{publish} --move-enclosures"
    if counts["picture"] or counts["chapters"] or counts["transcript"]:
        yield f"put these pictures, chapters and transcripts into files that the YAML names; {publish}"
    if counts["link"] and not are_links_known:
        yield f"change the links in notes and fields; {publish}"
        yield f"or, if they may end, stay on your own site, or belong to others: {look.confirm(LINKS)}"


# --- words

NAMES = {
    1: "the new feed",
    2: "episodes of the old feed",
    3: "the lock of the old feed",
    4: "the redirect",
    5: "new_feed_url",
    6: "directories",
    7: "the old account",
}
"""What each step is about."""


def _step(number: int, state: State, evidence: Sequence[str], looked_at: str, actions: Sequence[str] = ()) -> Step:
    return Step(
        number=number,
        name=NAMES[number],
        state=state,
        evidence=tuple(evidence),
        looked_at=looked_at,
        actions=tuple(actions),
    )


def _again(look: ObservedMove) -> str:
    return f"feedpub import --status {look.published}"


def _later(look: ObservedMove, until: datetime | None) -> str:
    return f"{_again(look)} # on {until:%Y-%m-%d} or later" if until else "finish step 4"


def _at(look: ObservedMove) -> str:
    return f"at {look.host.name}" if look.host else "in the settings of the old host"


def _day(moment: str) -> str:
    return moment[:10]


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number} lists of chapters" if noun.startswith("list ") else f"{number} {noun}s"


def _names(names: list[str]) -> str:
    return ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")


_FEW = 3
