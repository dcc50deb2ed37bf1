"""`rule`: the rules that somebody names, or those that are about something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedpub.errors import FeedpubError
from feedpub.lint import Period, Rule, rules_called
from feedpub.standards import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFound:
    """What was asked for."""

    rules: tuple[Rule, ...]
    are_matches: bool = False
    """They are about the words, which name none of them."""


def rule(words: Sequence[str], *, since: Period | None = None) -> RulesFound:
    """The rules of these codes or names; if `words` are something else, the rules with all of them in their text.

    Those that have them in their names come first, then those that have them in their summaries. With `since`, only
    rules of which somebody has required something since then. Raises `FeedpubError` if there are none.
    """
    found = _called(words)
    if since is None:
        return found
    chosen = tuple(one for one in found.rules if any(since.is_new(each.since) for each in one.requirements))
    if not chosen:
        raise FeedpubError(f"no rule of these is new since {since.text}", hint="name an earlier year, such as 2023")
    return replace(found, rules=chosen)


def _called(words: Sequence[str]) -> RulesFound:
    try:
        return RulesFound(rules=rules_called(words))
    except FeedpubError as error:
        if any(_CODE.fullmatch(word) for word in words):
            raise
        if found := _about(words):
            return RulesFound(rules=found, are_matches=True)
        text = " ".join(words)
        raise FeedpubError(f"no rule is called {quoted(text)}, and none mentions it", hint=error.hint) from None


def _about(words: Sequence[str]) -> tuple[Rule, ...]:
    patterns = [_pattern(word) for word in words]
    ranks = {rule: _rank(rule, patterns) for rule in rules_called(["FP"])}
    found = [rule for rule, rank in ranks.items() if rank is not None]
    return tuple(sorted(found, key=lambda rule: (ranks[rule], rule.code)))


_CODE = re.compile(r"FP[0-9]+", re.IGNORECASE)

_SAME = (
    ("cover", "artwork", "picture", "itunes:image"),
    ("recording", "audio", "enclosure"),
    ("captions", "subtitles", "transcript"),
    ("notes", "description"),
    ("date", "pubDate"),
    ("person", "people", "host", "guest"),
)
"""What authors call it and what rules call it."""


def _pattern(word: str) -> re.Pattern[str]:
    """The word at the beginning of a word of the text, or another word for the same."""
    same = next(
        (group for group in _SAME if word.lower().removesuffix("s") in {one.removesuffix("s") for one in group}), ()
    )
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, (word, *same)))})", re.IGNORECASE)


def _rank(rule: Rule, patterns: Sequence[re.Pattern[str]]) -> int | None:
    """Where the words are: 0 in the name, 1 in the summary, 2 in the reason or the source; None if nowhere."""
    text = ""
    for rank, more in enumerate((rule.name, rule.summary, f"{rule.why} {rule.source}")):
        text = f"{text} {more}"
        if all(pattern.search(text) for pattern in patterns):
            return rank
    return None
