"""Asking rules about a feed: all of them here, or some of them in another process."""

from __future__ import annotations

from collections.abc import Sequence

from feedpub.feed_view import FeedView
from feedpub.lint import Fault, Found, Rule, asking, in_order
from feedpub.process_pool import in_processes


def ask(feed: FeedView, rules: Sequence[Rule]) -> list[Found]:
    """What the rules find, as `lint.check` gives it; a long show occupies two processors."""
    chosen, find = in_order(rules), asking(feed)

    def found(some: Sequence[Rule]) -> list[list[Fault]]:
        return [list(find(rule)) for rule in some]

    faults = in_processes(found, chosen, size=len(feed.items))
    return [Found(rule, fault) for rule, some in zip(chosen, faults, strict=True) for fault in some]
