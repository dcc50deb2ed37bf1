"""FP048 and FP049: the texts of an author's files, before they are a feed."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import place_of
from feedpub.lint.rule import EVERY, WARNING, Fault, rule
from feedpub.standards import quoted


def _excerpts(feed: FeedView, kind: str) -> Iterator[tuple[Element, Element]]:
    """Show or episode, and an excerpt of its file."""
    for about in (feed.channel, *feed.items):
        for one in about.all(f"seen:{kind}"):
            yield about, one


@rule("FP048", "feed", WARNING, *EVERY, holds=["yaml-comments"])
def comment_in_text(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A comment follows a text in YAML, or stands in front of it.

    A blank and a `#` end a text without quotes: of `title: Ask us anything #3 - with Ben` the feed has "Ask us
    anything". Write `title: "Ask us anything #3 - with Ben"`. Behind numbers, dates and quoted texts a comment is a
    comment, and so are those of yamllint and of feedpub itself.

    Bad:  <seen:comment field="title" text="#3 - with Ben" kept="Ask us anything"/>
    Bad:  <seen:comment field="notes" text="# The boats"/>
    Good: <title>Ask us anything #3 - with Ben</title>
    """
    own_line = "put a comment that is meant on a line of its own, above the key"
    for about, one in _excerpts(feed, "comment"):
        if kept := one.get("kept"):
            message = f"{one.get('field')}: `#` begins a comment here; what is published ends in {_end(kept)}"
            yield Fault(about.path, message, f"put double quotes around the whole value; {own_line}", place_of(one))
        else:
            message = f"{one.get('field')}: {quoted(one.get('text'), 40)} is a comment, and no part of the text below"
            yield Fault(about.path, message, f"begin the text with `|` behind the key; {own_line}", place_of(one))


def _end(text: str) -> str:
    return quoted(text if len(text) <= 40 else "…" + text[-40:])


@rule("FP049", "feed", WARNING, *EVERY, holds=["no-template-code"])
def template_code(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A text holds code of another program's templates.

    Hugo, Jekyll, Eleventy, WordPress and others replace it; feedpub runs no templates, so listeners read the code. In
    notes, what is marked as code is meant to be read.

    Bad:  <seen:template-code field="notes" text="{{&lt; youtube abc123 &gt;}}"/>
    Good: <description>Watch it: https://youtu.be/abc123</description>
    """
    for about, one in _excerpts(feed, "template-code"):
        message = f"{one.get('field')}: {quoted(one.get('text'))} is code of a template, and published as it stands"
        hint = "write what it stands for: the text, or a link; in notes, put code that is meant between backticks"
        yield Fault(about.path, message, hint, place_of(one))
