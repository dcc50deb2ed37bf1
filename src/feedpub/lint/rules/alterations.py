"""FP248 to FP263: what an author wrote in notes, footer, description or summary, and is published otherwise or not.

Whoever renders the notes knows what became of them; it stands in the view as `seen:altered`.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import place_of
from feedpub.lint.rule import APPLE, ERROR, INFO, PSP, SPOTIFY, WARNING, Fault, rule
from feedpub.standards import quoted, url_fault

_ELEMENTS = {"notes": "description", "description": "description"}
"""Field → the element of show or episode that it becomes."""

_MOST = 100
"""Characters of an author's words that a message shows."""


def _about(one: Element, kind: str, message: str, hint: str) -> Iterator[Fault]:
    if one.get("kind") == kind:
        field, words = one.get("field") or "notes", quoted(one.get("words"), _MOST)
        around = one.path.partition("seen:altered")[0].removesuffix(".")
        path = ".".join(filter(None, (around, _ELEMENTS.get(field, ""))))
        yield Fault(path, message.format(field=f"the {field}", words=words), hint, place_of(one))


@rule("FP248", "seen:altered", ERROR, APPLE, SPOTIFY, PSP, holds=["notes-links"])
def relative_link(one: Element, _: FeedView) -> Iterator[Fault]:
    """A link in the notes has no whole address.

    Apps show notes far away from the site, where `/boats` leads nowhere. Files beside the notes are not published.

    Bad:  <seen:altered kind="relative-link" words="/boats" whole="https://tidewater.example/boats"/>
    Bad:  <seen:altered kind="relative-link" words="boats.pdf" is-file="true"/>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/boats">The boats</a></p>]]></description>
    """
    whole = one.get("whole")
    hint = f"write {whole}" if whole else "write the whole address, with https:// in front"
    message = "the link {words} in {field} has no whole address, and leads nowhere in an app"
    if one.get("is-file"):
        message = "the link {words} in {field} is a file, and files beside the notes are not published"
        hint = f"put it on a web site and write its whole address{f', such as {whole}' if whole else ''}"
    yield from _about(one, "relative-link", message, hint)


@rule("FP249", "seen:altered", WARNING, holds=["notes-links"])
def unopened_link(one: Element, _: FeedView) -> Iterator[Fault]:
    """A link in the notes is of a kind that podcast apps do not open; its words are published without it.

    Apps open http, https and mailto.

    Bad:  <seen:altered kind="unopened-link" words="tel:+49123"/>
    Good: <description><![CDATA[<p>Call us: +49 123 456.</p>]]></description>
    """
    if not one.get("words"):
        message = "a link in {field} has no address; its words are published without it"
        yield from _about(one, "unopened-link", message, "write the address, with https:// in front")
        return
    message = "the link {words} in {field} is left out: apps open only https, http and mailto"
    hint = "write the number or address as text, or link a web page"
    if one.get("words").lower().startswith("http") and (why := url_fault(one.get("words"))):
        message, hint = f"the link {{words}} in {{field}} is left out: it {why}", "correct the address"
    yield from _about(one, "unopened-link", message, hint)


@rule("FP250", "seen:altered", WARNING, APPLE, SPOTIFY, PSP, holds=["it-html-subset"])
def active_content(one: Element, _: FeedView) -> Iterator[Fault]:
    """The notes hold something that runs, embeds or asks; it is left out.

    Scripts, frames, players, forms, handlers and links to code do harm in careless apps; careful ones delete them.

    Bad:  <seen:altered kind="active-content" words="&lt;iframe&gt; https://player.example/1"/>
    Good: <description><![CDATA[<p><a href="https://player.example/1">Watch it</a></p>]]></description>
    """
    hint = "delete it; write a link to the page that shows it"
    yield from _about(one, "active-content", "{words} in {field} is left out: nothing may run in notes", hint)


@rule("FP251", "seen:altered", WARNING, APPLE, SPOTIFY, holds=["it-html-subset"])
def picture_in_notes(one: Element, _: FeedView) -> Iterator[Fault]:
    """The notes hold a picture; its words, as a link to it, are published instead.

    Most apps show no pictures in notes. A file beside the notes is not published at all.

    Bad:  <seen:altered kind="picture" words="a boat https://tidewater.example/boat.jpg"/>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/boat.jpg">a boat</a></p>]]></description>
    """
    hint = "write a link; `image:` of the episode and of chapters are shown by apps"
    message = "the picture {words} in {field} is published as its words, with a link if its address is whole"
    yield from _about(one, "picture", message, hint)


@rule("FP252", "seen:altered", WARNING, APPLE, SPOTIFY, PSP, holds=["it-html-subset"])
def struck_out_text(one: Element, _: FeedView) -> Iterator[Fault]:
    """Words that are struck out are left out of the feed; the page shows them struck out.

    Apps do not know `<del>` and would show the words as if they were meant.

    Bad:  <seen:altered kind="struck-out" words="Monday"/>
    Good: <description><![CDATA[<p>On Tuesday, not on Monday.</p>]]></description>
    """
    message = "{words} in {field} is struck out: the page shows it so, and the feed leaves it out"
    hint = "say in words what has changed, if listeners should know; where nothing is struck out, write `\\~`"
    yield from _about(one, "struck-out", message, hint)


@rule("FP253", "seen:altered", WARNING, holds=["notes-html"])
def lost_fragment(one: Element, _: FeedView) -> Iterator[Fault]:
    """A link within the notes leads to a heading or id that is not there; its words are published without it.

    The page gives every heading that such a link names an id, as GitHub does.

    Bad:  <seen:altered kind="lost-fragment" words="#boats"/>
    Good: <description><![CDATA[<p>See the boats, below.</p>]]></description>
    """
    hint = "write `#` and the words of a heading, in small letters with hyphens"
    yield from _about(one, "lost-fragment", "the link {words} in {field} leads to no heading of them", hint)


@rule("FP254", "seen:altered", WARNING, holds=["notes-markdown"])
def unused_definition(one: Element, _: FeedView) -> Iterator[Fault]:
    """Nothing refers to a footnote or an address that the notes define, so it is not published.

    Whoever wrote it meant it to be read; most often the mark was deleted, or is spelled otherwise.

    Bad:  <seen:altered kind="unused-definition" words="[^1]: The logbook of 1902."/>
    Good: <description><![CDATA[<p>A claim.[1]</p><ol><li>The logbook of 1902.</li></ol>]]></description>
    """
    message = "{words} in {field} is not published: nothing refers to it"
    yield from _about(
        one, "unused-definition", message, "refer to it where it belongs, as in `a claim.[^1]`, or delete it"
    )


@rule("FP255", "seen:altered", WARNING, holds=["notes-markdown"])
def missing_footnote(one: Element, _: FeedView) -> Iterator[Fault]:
    """The mark of a footnote has no footnote, so that it is published as it was typed.

    Listeners see brackets. Most often the line with the footnote is missing, or is spelled otherwise.

    Bad:  <seen:altered kind="missing-footnote" words="[^1]"/>
    Good: <description><![CDATA[<p>A claim.[1]</p><ol><li>The logbook of 1902.</li></ol>]]></description>
    """
    message = "{words} in {field} is published as it is: there is no such footnote"
    yield from _about(one, "missing-footnote", message, "add a line such as `[^1]: The logbook of 1902.`")


@rule("FP256", "seen:altered", WARNING, holds=["notes-html"])
def removed_element(one: Element, _: FeedView) -> Iterator[Fault]:
    """The notes hold an element of HTML that no app shows; it is left out with what is in it.

    Films, players, drawings and fields of forms are nothing to read, and elements of Word are nothing at all.

    Bad:  <seen:altered kind="removed-element" words="&lt;video&gt; boat.mp4 Your browser shows no videos."/>
    Bad:  <seen:altered kind="foreign-element" words="&lt;o:p&gt;"/>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/film">The film</a></p>]]></description>
    """
    hint = "write what it says as text, or a link to what it shows"
    yield from _about(one, "removed-element", "{words} in {field} is left out, and so is what is in it", hint)
    message = "{words} in {field} is no element of HTML: it is left out, its words are published"
    yield from _about(one, "foreign-element", message, "delete it; it comes from another program")


@rule("FP257", "seen:altered", INFO, holds=["notes-html"])
def comment_in_notes(one: Element, _: FeedView) -> Iterator[Fault]:
    """A comment in the notes is not published.

    That is what comments are for; a note to oneself is not in the feed, and neither is `<!--more-->` of a blog.

    Bad:  <seen:altered kind="comment" words="ask Ann about the boat"/>
    Good: <description><![CDATA[<p>What the tide brings.</p>]]></description>
    """
    yield from _about(one, "comment", "the comment {words} in {field} is not published", "nothing, if that is meant")


@rule("FP258", "seen:altered", ERROR, holds=["notes-html"])
def unclosed_comment(one: Element, _: FeedView) -> Iterator[Fault]:
    """A comment in the notes never ends, so that nothing behind it is published.

    For a browser everything behind `<!--` is a comment until `-->`.

    Bad:  <seen:altered kind="unclosed-comment" words="&lt;!-- ask Ann"/>
    Good: <description><![CDATA[<p>What the tide brings.</p>]]></description>
    """
    message = "the comment {words} in {field} does not end, and nothing behind it is published"
    yield from _about(one, "unclosed-comment", message, "end it with `-->`")


@rule("FP259", "seen:altered", WARNING, APPLE, SPOTIFY, holds=["it-html-subset"])
def list_from_another_number(one: Element, _: FeedView) -> Iterator[Fault]:
    """A numbered list begins with another number than 1: the page shows it, and apps count from 1.

    A line such as `1986. What a year!` is a list for Markdown.

    Bad:  <seen:altered kind="numbering" words="1986"/>
    Good: <description><![CDATA[<p>1986. What a year!</p>]]></description>
    """
    message = "a list in {field} begins with {words}, and apps count from 1"
    yield from _about(one, "numbering", message, "where it is no list, write a backslash: `1986\\.`")


@rule("FP260", "seen:altered", WARNING, holds=["notes-html"])
def tooltip(one: Element, _: FeedView) -> Iterator[Fault]:
    """Words that show only where a mouse rests on them are left out.

    `[boat](https://tidewater.example/boat "A boat")` has such words, as has `title="…"` in HTML. Nobody with a phone
    can read them.

    Bad:  <seen:altered kind="tooltip" words="A boat"/>
    Good: <description><![CDATA[<p>The boat, an old one</p>]]></description>
    """
    message = "{words} in {field} is left out: it would show only where a mouse rests on it"
    yield from _about(one, "tooltip", message, "write it into the text, or delete it")


@rule("FP261", "seen:altered", WARNING, holds=["summary-plain"])
def markup_in_summary(one: Element, _: FeedView) -> Iterator[Fault]:
    """The summary has Markdown or HTML in it, which is shown as it was typed: a summary is plain text.

    The front page, search results and the tags of the audio file show it as it was typed.

    Bad:  <seen:altered kind="markup" field="summary" words="**boats**"/>
    Good: <description><![CDATA[<p>The <b>boats</b> are back.</p>]]></description>
    """
    yield from _about(
        one, "markup", "{words} in {field} is shown as it was typed", "write plain words; notes take markup"
    )


@rule("FP262", "seen:altered", WARNING, holds=["notes-markdown"])
def unread_markup(one: Element, _: FeedView) -> Iterator[Fault]:
    """Something in the notes looks like markup and is none, so that listeners see it as it was typed.

    HTML has no `**`, and a link with a blank in its address is no link for Markdown. GitHub's alerts and emoji,
    formulas, highlights and comments of other editors are not Markdown, either. In code, all of it is meant to be read.

    Bad:  <seen:altered kind="unread-markup" words="[boats](https://tidewater.example/the boats)"/>
    Bad:  <seen:altered kind="unread-markup" words=":wave:"/>
    Good: <description><![CDATA[<p><a href="https://tidewater.example/the%20boats">boats</a></p>]]></description>
    """
    message = "{words} in {field} is published as it was typed: it is no markup here"
    hint = "write plain words, Markdown as GitHub reads it, or put backticks around it"
    yield from _about(one, "unread-markup", message, hint)


@rule("FP263", "seen:altered", WARNING, holds=["notes-markdown"])
def cells_beyond_the_headers(one: Element, _: FeedView) -> Iterator[Fault]:
    """A row of a table has more cells than the table has headers, and the cells beyond are not published.

    That is how Markdown reads tables. Most often a `|` in a text, even in code, begins a cell that is not meant.

    Bad:  <seen:altered kind="extra-cells" words="1902"/>
    Good: <description><![CDATA[<p>Boat: Ann · Year: 1902</p>]]></description>
    """
    message = "{words} in {field} is not published: its row has more cells than the table has headers"
    yield from _about(one, "extra-cells", message, "add a header; in a text, write `\\|` for `|`")
