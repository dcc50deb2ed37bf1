"""FP344 to FP350, FP355 to FP357, FP361 to FP364, FP371, FP372: what only web pages say, and the show's own ones."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import place_of, whole_number
from feedpub.lint.rule import INFO, WARNING, Fault, rule
from feedpub.standards import quoted
from feedpub.standards.podcasting import is_post_address

PORTRAIT_EDGE = 320
"""Pixels a side of a portrait on the page about somebody, twice as many as it is shown with."""

LINK_WIDTH, LINK_HEIGHT = 648, 432
"""Pixels of the picture of a link, likewise."""

BADGE_HEIGHT = 80
"""Pixels of a platform's badge, likewise."""

HEAVIEST_FONTS = 150_000
"""Bytes of the fonts of one use: two cuts for a Latin script have less than half of it."""

LONGEST_TITLE = 60
"""Characters of a page's title that search engines show, more or less."""


def _facts(feed: FeedView, kind: str) -> Iterator[tuple[Element, Element]]:
    """Show or episode, and a fact about it."""
    for about in (feed.channel, *feed.items):
        for one in about.all(f"seen:{kind}"):
            yield about, one


@rule("FP344", "feed", WARNING, holds=["page-picture-size"])
def small_page_picture(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A portrait, the picture of a link, or a platform's badge has fewer pixels than the web pages show.

    Screens of phones and laptops have twice as many pixels as pages count. A portrait needs 320 a side, the picture of
    a link 648 × 432, a badge 80 of height; smaller ones are blurred.

    Bad:  <seen:page-picture what="portrait" picture="grace.jpg" width="200" height="240"/>
    Good: <seen:page-picture what="portrait" picture="grace.jpg" width="800" height="1000"/>
    YAML: {people: [{name: Grace Hopper, image: {file: grace.jpg}}]}
    """
    for about, one in _facts(feed, "page-picture"):
        width, height = whole_number(one.get("width")), whole_number(one.get("height"))
        if one.get("what") not in _LEAST or not width or not height:
            continue
        least = _LEAST[one.get("what")]
        if width < least[0] or height < least[1]:
            message = f"{quoted(one.get('picture'))} has {width} × {height} pixels; pages show {least[0]} × {least[1]}"
            yield Fault(about.path, message, "export it again from the original", place_of(one))


_LEAST = {
    "portrait": (PORTRAIT_EDGE, PORTRAIT_EDGE),
    "link": (LINK_WIDTH, LINK_HEIGHT),
    "badge": (BADGE_HEIGHT, BADGE_HEIGHT),
}


@rule("FP345", "feed", WARNING, holds=["page-picture-alt"])
def picture_without_alt(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A picture on the web pages has a credit, or stands with a link, and nothing says what can be seen on it.

    Who cannot see it hears nothing of it. A cover or a portrait without `alt` is passed over, since title and name
    stand beside it; one that is credited is a picture that is looked at.

    Bad:  <seen:page-picture what="link" picture="harbour.jpg"/>
    Bad:  <seen:page-picture what="cover" picture="cover.jpg" credit="Lena Vos"/>
    Good: <seen:page-picture what="link" picture="harbour.jpg" alt="The harbour in 1911"/>
    YAML: {links: [{url: "https://x.example/", image: {file: harbour.jpg, alt: The harbour in 1911}}]}
    """
    for about, one in _facts(feed, "page-picture"):
        if not one.get("alt") and (one.get("what") == "link" or one.get("credit")):
            name = one.get("picture")
            message = f"nothing says what can be seen on {quoted(name)}"
            yield Fault(about.path, message, f"write `image: {{file: {name}, alt: …}}`", place_of(one))


@rule("FP346", "feed", WARNING, holds=["img-no-place"])
def place_in_page_picture(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A portrait, or the picture of a link, says where on earth it was taken.

    Telephones write the coordinates into every photo, to the metre: of a portrait that is often somebody's home. The
    file is published as it is.

    Bad:  <seen:page-picture what="portrait" picture="grace.jpg" width="800" height="800" gps="true"/>
    Good: <seen:page-picture what="portrait" picture="grace.jpg" width="800" height="800"/>
    """
    for about, one in _facts(feed, "page-picture"):
        if one.get("gps") == "true":
            name = one.get("picture")
            message = f"{quoted(name)} holds the coordinates of a place"
            yield Fault(about.path, message, f"delete them: exiftool -all= {name}", place_of(one))


@rule("FP347", "feed", WARNING, holds=["page-correction-date"])
def correction_before_publication(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A correction is older than the episode.

    Its page says that it was updated before it was published, and search engines read `dateModified` before
    `datePublished`. Most often the year is wrong.

    Bad:  <seen:correction date="2025-10-26" published="2026-10-20"/>
    Good: <seen:correction date="2026-10-26" published="2026-10-20"/>
    YAML: {published: 2026-10-20, corrections: [{date: 2026-10-26, text: The lighthouse was built in 1911.}]}
    """
    for about, one in _facts(feed, "correction"):
        if one.get("date") < one.get("published"):
            message = f"this correction is of {one.get('date')}, and the episode of {one.get('published')}"
            yield Fault(about.path, message, "check the year", place_of(one))


@rule("FP348", "feed", INFO, holds=["page-title"])
def long_seo_title(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """`seo_title` is longer than search engines show.

    They cut titles at about 60 characters; the rest is seen by nobody.

    Bad:  <seen:seo-title text="How to read a tide table in a harbour that has none, by those who have done it"/>
    Good: <seen:seo-title text="How to read a tide table"/>
    """
    for about, one in _facts(feed, "seo-title"):
        text = one.get("text")
        if len(text) > LONGEST_TITLE:
            message = f"the title for search engines has {len(text)} characters; about {LONGEST_TITLE} are shown"
            yield Fault(about.path, message, "shorten it, or put what matters first", place_of(one))


@rule("FP349", "channel", WARNING, holds=["page-font-size"])
def heavy_fonts(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The fonts of `theme.fonts` are large.

    Every reader loads them, and reads in another font until they are there. A subset of the letters that the show
    needs, as WOFF2, has some 30,000 bytes.

    Bad:  <seen:page-font role="text" size="260000"/>
    Good: <seen:page-font role="text" size="60000"/>
    """
    for one in channel.all("seen:page-font"):
        size = whole_number(one.get("size"))
        if size and size > HEAVIEST_FONTS:
            message = f"the fonts for `{one.get('role')}` have {size:,} bytes together"
            hint = "cut them down to the letters of your language: pyftsubset --flavor=woff2 --unicodes=…"
            yield Fault(channel.path, message, hint, place_of(one))


@rule("FP350", "channel", WARNING, holds=["page-font-letters"])
def font_without_letters(channel: Element, _: FeedView) -> Iterator[Fault]:
    """A font of `theme.fonts` lacks letters that stand in the titles of the show or of its episodes.

    Browsers take these letters from another font, in the middle of a word. Most often a subset was made without the
    letters with accents.

    Bad:  <seen:page-font role="display" size="30000" lacking="ßü"/>
    Good: <seen:page-font role="display" size="30000"/>
    """
    for one in channel.all("seen:page-font"):
        if lacking := one.get("lacking"):
            shown = f"{' '.join(lacking[:10])}{' …' if len(lacking) > 10 else ''}"
            message = f"the fonts for `{one.get('role')}` lack letters of the titles: {shown}"
            hint = "name a file that has them, too, or leave the field out: feedpub's own has Latin, Greek and Cyrillic"
            yield Fault(channel.path, message, hint, place_of(one))


@rule("FP355", "feed", WARNING, holds=["page-recommendation"])
def nameless_recommendation(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A recommended show has no title, or nothing to lead readers to.

    Apps find a show by its guid; a web page prints what is written. Without `title` it prints the name of a server, and
    with a guid alone nothing at all.

    Bad:  <seen:recommendation guid="917393e3-1b1e-5cef-ace4-edaa54e1f810"/>
    Bad:  <seen:recommendation guid="917393e3-1b1e-5cef-ace4-edaa54e1f810" url="https://feeds.example/show.xml"/>
    Good: <seen:recommendation guid="917393e3-1b1e-5cef-ace4-edaa54e1f810" url="https://x.example/" title="Otherwater"/>
    YAML: {podroll: [{guid: …, url: "https://feeds.example/show.xml", title: Otherwater, link: "https://otherwater.example/"}]}
    """
    for about, one in _facts(feed, "recommendation"):
        if not one.get("url"):
            message, hint = "web pages leave out this recommendation", "add `title:` and `link:`, a web page about it"
        elif not one.get("title"):
            message, hint = "web pages have no name for this recommendation", "add `title:`"
        else:
            continue
        yield Fault(about.path, message, hint, place_of(one))


@rule("FP356", "feed", WARNING, holds=["page-comments"])
def unreadable_comments(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Comments shall be loaded from an origin, and their address names no post there.

    Pages ask the server for the answers to a post, by the number at the end of its address. Of an address without one
    they show a link and nothing more.

    Bad:  <seen:comments uri="https://social.example/@ada"/>
    Good: <seen:comments uri="https://social.example/@ada/112233445566"/>
    YAML: {social: [{protocol: activitypub, uri: "https://social.example/@ada/112233445566"}]}
    """
    for about, one in _facts(feed, "comments"):
        if not is_post_address(one.get("uri")):
            message = f"{quoted(one.get('uri'))} names no post, so its comments are not loaded"
            yield Fault(about.path, message, "write the address of the post: https://…/@name/112233", place_of(one))


@rule("FP357", "feed", WARNING, holds=["page-comments"])
def unused_comments_origin(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Comments are allowed from an origin at which no comments are.

    Often it is misspelt, or lacks a `www.`; nothing is loaded from there.

    Bad:  <seen:comments-origin origin="https://socail.example"/>
    Good: <seen:comments-origin origin="https://social.example"/>
          <podcast:socialInteract protocol="activitypub" uri="https://social.example/@ada/112233"/>
    YAML: {comments_from: ["https://social.example"], social: [{protocol: activitypub, uri: "https://social.example/@ada/1"}]}
    """
    used = [one.get("uri") for about in (feed.channel, *feed.items) for one in about.all("podcast:socialInteract")]
    for about, one in _facts(feed, "comments-origin"):
        origin = one.get("origin")
        if not any(f"{uri}/".startswith(f"{origin}/") for uri in used):
            message = f"no comments are at {origin}"
            yield Fault(about.path, message, "correct it, or delete it", place_of(one))


@rule("FP361", "feed", WARNING, holds=["page-links"])
def broken_page_link(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A link of one of the show's own pages leads to no page of it.

    Links among pages are written as files: `legal.md`, `legal.md#privacy`, `../first-light.yaml`; or as pages:
    `legal.html`, `first-light.html`. A draft is no page, and other files beside the pages are not published. Links to
    episodes are looked at where the whole show is checked.

    Bad:  <seen:page-link link="legl.md"/>
    Bad:  <seen:page-link link="legal.md#privcy" fragment="privcy"/>
    Good: <link>https://tidewater.example/</link>
    """
    for about, one in _facts(feed, "page-link"):
        link, fragment = quoted(one.get("link")), one.get("fragment")
        message = f"the link {link} leads to no page of the show"
        if fragment:
            message = f"the link {link} leads to a page that has no heading {quoted(fragment)}"
        hint = "write the name of a file in pages/, such as about.md, or the whole address of another site"
        yield Fault(about.path, message, hint, place_of(one))


@rule("FP362", "feed", WARNING, holds=["network-listed"])
def unlisted_network_show(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """A show of the network is not in `network.xml`, since nobody knows the address of its feed.

    Each show with `network: true` lists all the others of its workspace, by the `publish.url` in their show.yaml.

    Bad:  <seen:unlisted-show show="second" why="has no `publish.url`, so nobody knows where its feed is"/>
    Good: <link>https://tidewater.example/</link>
    YAML: {network: true, publish: {url: "https://cdn.tidewater.example/"}}
    """
    for about, one in _facts(feed, "unlisted-show"):
        message = f"the show {quoted(one.get('show'))} {one.get('why')}"
        hint = f"write `publish: {{url: …}}` into the show.yaml of {one.get('show')}"
        yield Fault(about.path, message, hint, place_of(one))


@rule("FP363", "feed", WARNING, holds=["season-feeds"])
def season_feeds_without_season(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """`season_feeds` is on, and none of the episodes is in a season.

    A feed is made for each season that an episode names (`season: 1`); so there is none.

    Bad:  <seen:season-feeds seasons="0" episodes="4"/>
    Good: <seen:season-feeds seasons="2" episodes="4"/>
    """
    for about, one in _facts(feed, "season-feeds"):
        if one.get("seasons") == "0" and one.get("episodes") != "0":
            message = "no episode is in a season, so no season has a feed"
            yield Fault(about.path, message, "write `season: 1` into the episodes, or delete the line", place_of(one))


@rule("FP364", "feed", INFO, holds=["map-named"])
def unnamed_map(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """Search engines are not told where the map of the show's pages is.

    They read `robots.txt` at the root of a host alone (RFC 9309), and the show lies below it, so feedpub cannot publish
    one there. They find the pages by links as well, only later.

    Bad:  <seen:map host="https://cdn.example" address="https://cdn.example/tidewater/sitemap.xml"/>
    Good: <link>https://tidewater.example/</link>
    """
    for about, one in _facts(feed, "map"):
        message = f"the robots.txt of {one.get('host')} is not feedpub's, and may not name the map of the pages"
        yield Fault(about.path, message, f"add this line to it: Sitemap: {one.get('address')}", place_of(one))


@rule("FP371", "feed", WARNING, holds=["page-language"])
def untranslated_language(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The web pages have no words in the show's language.

    Buttons and headings are English then, beside titles and notes that are not. `theme.words` in show.yaml has words of
    your own; with all of them, this is not said. Dates, numbers and plural forms are those of the language in any case.

    Bad:  <seen:page-language language="cy" missing="98"/>
    Good: <seen:page-language language="cy" missing="0"/>
    YAML: {theme: {words: {play: Chwarae, subscribe: Tanysgrifio}}}
    """
    for about, one in _facts(feed, "page-language"):
        if missing := whole_number(one.get("missing")):
            texts = "1 text" if missing == 1 else f"{missing} texts"
            message = f"{texts} of the web pages are English: feedpub has no words in {quoted(one.get('language'))}"
            yield Fault(about.path, message, "write them in `theme.words` (docs/words.md)", place_of(one))


@rule("FP372", "feed", WARNING, holds=["page-share-text"])
def share_picture_without_text(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The picture that is shown where an episode is shared has no text.

    It has the title, the show, guests and length in letters of Latin, Greek and Cyrillic, which feedpub brings along,
    and in those of the fonts that `theme.fonts` names. Arabic, Hebrew and scripts of India also need a Pillow with
    Raqm, for which the library FriBiDi has to be on the machine (Debian: `libfribidi0`). Otherwise the picture is the
    artwork alone. What is out without text gets one with its next edit, or with `feedpub publish --rerender`.

    Bad:  <seen:share-text missing="京東"/>
    Bad:  <seen:share-text shaping="true"/>
    Good: <seen:share-text/>
    YAML: {theme: {fonts: {text: NotoSansJP.woff2}}}
    """
    found = [(about, one) for about, one in _facts(feed, "share-text") if one.get("missing") or one.get("shaping")]
    for about, one in found[:1]:
        more = len(found) - 1
        others = f"s for sharing this episode and {more} more have" if more else " for sharing this episode has"
        message = f"the picture{others} no text"
        if letters := one.get("missing"):
            message, hint = f"{message}: no font has {quoted(letters, 20)}", "name one that has them: `theme.fonts`"
        else:
            message, hint = (
                f"{message}: Pillow cannot join or turn its letters",
                "install FriBiDi: apt install libfribidi0",
            )
        yield Fault(about.path, message, hint, place_of(one))
