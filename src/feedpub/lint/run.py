"""Choose rules, and check a feed against them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from feedpub.errors import FeedpubError
from feedpub.feed_view import Element, FeedView, item_at
from feedpub.lint.known import KnownFaults, digest_of
from feedpub.lint.requirement import Period, Platform
from feedpub.lint.rule import IDLE_SUPPRESSION, NO_FEED, UNPUBLISHABLE, Check, Fault, Rule, Severity
from feedpub.standards import nearest, quoted


@dataclass(frozen=True, slots=True)
class Found:
    """A rule and what it found."""

    rule: Rule
    fault: Fault

    @property
    def severity(self) -> Severity:
        """That of the rule, or less."""
        return self.fault.severity or self.rule.severity


def all_rules() -> Mapping[str, Rule]:
    """Code → rule, in the order of the codes."""
    from feedpub.lint.rules import RULES  # noqa: PLC0415 - only commands that look for findings wait for them

    return RULES


def check(feed: FeedView, rules: Iterable[Rule] | None = None, known: KnownFaults | None = None) -> Iterator[Found]:
    """What the rules find in a feed, rule by rule and in reading order within each.

    Of items that are `known`, rules that read one item alone are not asked. Nothing of the feed is kept.
    """
    from feedpub.lint.facts import forget  # noqa: PLC0415 - as the rules

    chosen = in_order(all_rules().values() if rules is None else rules)
    check_rule = rule_checker(feed) if known is None else known_checker(feed, chosen, known)
    try:
        for rule in chosen:
            for one in check_rule(rule):
                yield Found(rule, one)
    finally:
        forget()


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in the order in which they are checked."""
    return sorted(rules, key=lambda rule: rule.code)


def rule_checker(feed: FeedView) -> Callable[[Rule], Iterator[Fault]]:
    """A function that checks a rule against a feed and gives its faults in reading order."""
    subjects = _subjects(feed)

    def check_rule(rule: Rule) -> Iterator[Fault]:
        yield from _faults(rule, subjects, feed)

    return check_rule


def known_checker(feed: FeedView, rules: Sequence[Rule], known: KnownFaults) -> Callable[[Rule], Iterator[Fault]]:
    """As `rule_checker`, but of an item that is known, rules that judge it alone are not asked."""
    whole = _subjects(feed)
    found = _found_apart(feed, [rule for rule in rules if _judges_alone(rule)], known)

    def check_rule(rule: Rule) -> Iterator[Fault]:
        if not _judges_alone(rule):
            yield from _faults(rule, whole, feed)
            return
        for by_code in found:
            yield from by_code.get(rule.code, ())

    return check_rule


def _judges_alone(rule: Rule) -> bool:
    """Whether it finds the same in an item whatever else is in the feed."""
    return rule.reads_one and rule.on not in {"feed", "channel"}


def _found_apart(feed: FeedView, rules: Sequence[Rule], known: KnownFaults) -> list[Mapping[str, Sequence[Fault]]]:
    """By code, what rules that judge alone find in the show, then in each item: what is known of it, or else anew."""
    found: dict[str, Mapping[str, Sequence[Fault]]] = {}
    new: dict[str, str] = {}
    for item in feed.items:
        digest = digest_of(item, feed.rehearsal, feed.measured)
        if (faults := known.recall(digest, item.path)) is None:
            new[item.path] = digest
        else:
            found[item.path] = faults
    anew = _anew(_with_items(feed, [item for item in feed.items if item.path in new]), rules)
    for path, digest in new.items():
        known.note(digest, path, anew[path])
    found |= anew
    return [found[path] for path in ("", *(item.path for item in feed.items))]


def _anew(feed: FeedView, rules: Sequence[Rule]) -> Mapping[str, Mapping[str, Sequence[Fault]]]:
    """By the path of each item, empty for the show, and by code, what rules that judge alone find."""
    found: dict[str, dict[str, list[Fault]]] = {"": {}, **{item.path: {} for item in feed.items}}
    of_subjects: dict[str, list[Rule]] = {}
    for rule in rules:
        of_subjects.setdefault(rule.on, []).append(rule)
    for rule in of_subjects.pop("elements", ()):
        for fault in _faults(rule, {"elements": [feed]}, feed):
            number = item_at(fault.path)
            found["" if number is None else f"items[{number}]"].setdefault(rule.code, []).append(fault)
    for path, subjects in _apart(feed):
        for rule in (rule for on in subjects for rule in of_subjects.get(on, ())):
            if faults := list(_faults(rule, subjects, feed)):
                found[path][rule.code] = faults
    return found


def _apart(feed: FeedView) -> Iterator[tuple[str, Mapping[str, Sequence[FeedView | Element]]]]:
    """The path of the show and of each item, with what a rule may be about in it."""
    yield "", _subjects(_with_items(feed, ()))
    for item in feed.items:
        yield item.path, {**_subjects_of([("item", [item])]), "item": [item]}


def _with_items(feed: FeedView, items: Sequence[Element]) -> FeedView:
    """The feed with some of its items alone, each at its path."""
    others = {id(item) for item in feed.items} - {id(item) for item in items}
    children = tuple([one for one in feed.channel.children if id(one) not in others])
    return replace(feed, channel=replace(feed.channel, children=children), items=tuple(items))


def _faults(rule: Rule, subjects: Mapping[str, Sequence[FeedView | Element]], feed: FeedView) -> Iterator[Fault]:
    find: Check = rule.check
    around = NO_FEED if rule.reads_one else feed
    for subject in subjects.get(rule.on, ()):
        yield from find(subject, around)


def _subjects(feed: FeedView) -> Mapping[str, Sequence[FeedView | Element]]:
    """What a rule may be about → all of them."""
    subjects: dict[str, list[FeedView | Element]] = {"feed": [feed], "elements": [feed]}
    if not feed.channel.name:
        return subjects
    subjects["channel"] = [feed.channel]
    subjects["item"] = list(feed.items)
    return {**_subjects_of([("channel", [feed.channel]), ("item", feed.items)]), **subjects}


def _subjects_of(
    parents: Iterable[tuple[str, Sequence[Element]]],
) -> dict[str, list[FeedView | Element]]:
    """What is in channel and items → all of them, in reading order."""
    subjects: dict[str, list[FeedView | Element]] = {}
    for above, elements in parents:
        for element in elements:
            for child in element.children:
                if child.name != "item":
                    subjects.setdefault(f"{above}/{child.name}", []).append(child)
                    _deep(child, subjects)
    return subjects


def _deep(element: Element, subjects: dict[str, list[FeedView | Element]]) -> None:
    subjects.setdefault(element.name, []).append(element)
    for child in element.children:
        _deep(child, subjects)


def choose(
    *,
    platforms: Sequence[Platform] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    as_of: Period | None = None,
) -> tuple[Rule, ...]:
    """The rules for a run: those that the platforms need, of the selected codes, without the ignored.

    Codes may be cut (`FP2` is all that begin so). What breaks feeds is never ignored. A rule that is an error for one
    of `platforms` has that severity. With `as_of`, rules are those of that time.
    """
    return tuple(
        rule
        for rule in (_for(one, platforms) for one in _rules_of(as_of))
        if (not platforms or set(platforms) & set(rule.platforms))
        and (not select or rule.code.startswith(tuple(select)))
        and not (ignore and rule.may_be_suppressed and rule.code.startswith(tuple(ignore)))
    )


def _rules_of(as_of: Period | None) -> Iterable[Rule]:
    every = all_rules().values()
    return every if as_of is None else filter(None, (rule.as_of(as_of) for rule in every))


def _for(rule: Rule, platforms: Sequence[Platform]) -> Rule:
    return replace(rule, severity=Severity.ERROR) if set(platforms) & set(rule.error_for) else rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a platform takes the feed."""

    platform: Platform
    errors: int
    warnings: int


def verdicts(found: Iterable[tuple[Rule, Severity]], platforms: Sequence[Platform] = tuple(Platform)) -> list[Verdict]:
    """What was found, counted for each platform that requires the opposite."""
    listed = list(found)
    return [
        Verdict(
            platform=platform,
            errors=sum(platform in rule.platforms and severity is Severity.ERROR for rule, severity in listed),
            warnings=sum(platform in rule.platforms and severity is Severity.WARNING for rule, severity in listed),
        )
        for platform in platforms
    ]


def rules_called(names: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of these codes (`FP2` is all that begin so) or names, sorted. Raises `FeedpubError` for others."""
    known = {**all_rules(), UNPUBLISHABLE.code: UNPUBLISHABLE, IDLE_SUPPRESSION.code: IDLE_SUPPRESSION}
    chosen: dict[str, Rule] = {}
    for name in names:
        found = [rule for rule in known.values() if rule.code.startswith(name.upper()) or rule.name == name.lower()]
        if not found:
            guess = nearest(name.lower(), [rule.name for rule in known.values()]) or nearest(name.upper(), known)
            raise FeedpubError(
                f"there is no rule {quoted(name)}",
                hint=f"did you mean {guess}?" if guess else "see: feedpub rule --all",
            )
        chosen.update((rule.code, rule) for rule in found)
    return tuple(chosen[code] for code in sorted(chosen))
