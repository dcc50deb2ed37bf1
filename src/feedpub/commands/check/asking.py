"""Asking rules about a feed: all of them here, or half of them in a second process."""

from __future__ import annotations

from collections.abc import Sequence

from feedpub.halves import MANY, in_halves
from feedpub.lint import Fault, Found, Rule, asking, in_order
from feedpub.view import Feed


def ask(feed: Feed, rules: Sequence[Rule]) -> list[Found]:
    """What the rules find, as `lint.check` gives it; a long show occupies two processors."""
    chosen, find = in_order(rules), asking(feed)

    def found(some: Sequence[Rule]) -> list[list[Fault]]:
        return [list(find(rule)) for rule in some]

    faults = in_halves(found, chosen) if len(feed.items) >= MANY else found(chosen)
    return [Found(rule, fault) for rule, some in zip(chosen, faults, strict=True) for fault in some]
