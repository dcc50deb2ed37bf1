"""FP101 to FP118, FP122 to FP124, FP126 to FP137, FP147, FP148, FP152, FP153: the show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import LONGEST, explicit_fault, names_a_feed, place_of, whole_number
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    PSP,
    SPOTIFY,
    WARNING,
    YOUTUBE,
    Fault,
    fault,
    rule,
)
from feedpub.standards import (
    CATEGORIES,
    LIST_MEDIUMS,
    RETIRED,
    ParsedDate,
    extension,
    is_category,
    is_email,
    is_language,
    nearest_category,
    nearest_language,
    plain_text,
    quoted,
    read_date,
)

# --- title, description, link


@rule("FP101", "channel", ERROR, *EVERY, holds=["ch-title"])
def missing_show_title(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no title.

    Directories refuse a feed without one, and apps have nothing to print.

    Bad:  <title/>
    Good: <title>Tidewater</title>
    """
    if not channel.value("title"):
        yield fault(channel.first("title") or channel, "the show has no title", "add `<title>` with the show's name")


@rule("FP102", "channel/title", ERROR, APPLE, PSP, holds=["value-255"])
def overlong_show_title(title: Element, _: FeedView) -> Iterator[Fault]:
    """The show's title has more than 255 characters.

    Apple and PSP-1 limit it to that, and every app cuts it long before.

    Bad:  <title>…256 letters…</title>
    Good: <title>Tidewater</title>
    """
    if (length := len(title.value_here)) > LONGEST:
        yield fault(title, f"the title has {length} characters; {LONGEST} is the limit", "the show's name is enough")


_SEPARATORS = re.compile(r"[|,;•·/]|\s[-–—]\s")


@rule("FP103", "channel/title", WARNING, APPLE, PSP, holds=["ch-title-stuffing"])
def keywords_in_show_title(title: Element, _: FeedView) -> Iterator[Fault]:
    """The show's title is a list of keywords.

    Apple takes shows down whose titles are stuffed with words to be found by; listeners see a cut-off list.

    Bad:  <title>Tidewater | Sea Stories, Fishing, Boats, Coast, Travel, Storms, Birds</title>
    Good: <title>Tidewater, Stories from the Shore</title>
    """
    value = title.value_here
    if len(value) <= LONGEST and (len(value) > 100 or len(_SEPARATORS.findall(value)) > 4):
        yield fault(title, "the title looks like a list of keywords", "leave the name; the rest is for the description")


@rule("FP104", "channel", ERROR, *EVERY, holds=["ch-description"])
def missing_show_description(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no description.

    RSS, Apple, Spotify and PSP-1 require one: it is what somebody reads before following the show.

    Bad:  <description/>
    Good: <description>Stories from the shore.</description>
    """
    if not channel.value("description"):
        yield fault(channel.first("description") or channel, "the show has no description", "add `<description>`")


@rule("FP105", "channel/description", ERROR, APPLE, PSP, holds=["ch-description-bytes"])
def overlong_show_description(description: Element, _: FeedView) -> Iterator[Fault]:
    """The show's description has more than 4,000 bytes.

    Bytes, not characters: an umlaut has two, a Chinese character three. Apple refuses longer ones.

    Bad:  <description>…4001 letters…</description>
    Good: <description>Stories from the shore, told slowly.</description>
    """
    if (size := len(description.value_here.encode("utf-8", "replace"))) > 4000:
        yield fault(description, f"the description has {size} bytes; 4000 is the limit", "shorten it")


@rule("FP106", "channel", ERROR, SPOTIFY, PSP, holds=["ch-link"])
def missing_show_link(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no link to its web site.

    RSS, Spotify and PSP-1 require `<link>`; apps show it as the show's home.

    Bad:  <link/>
    Good: <link>https://tidewater.example/</link>
    """
    if not channel.value("link"):
        yield fault(channel.first("link") or channel, "the show has no `<link>`", "add the address of its web site")


@rule("FP107", "channel/link", WARNING, *EVERY, holds=["ch-link"])
def show_link_to_the_feed(link: Element, feed: FeedView) -> Iterator[Fault]:
    """The show's link is the feed itself, or a hub.

    People who follow it get XML instead of a page. Libraries do this when the last link that they are told wins.

    Bad:  <link>https://tidewater.example/feed.xml</link>
    Good: <link>https://tidewater.example/</link>
    """
    value = link.value_here
    others = {one.get("rel"): one.get("href") for one in feed.channel.all("atom:link")}
    is_feed = value == feed.address if feed.address else value == others.get("self") and names_a_feed(value)
    if value and (is_feed or value == others.get("hub")):
        yield fault(link, "the show's link leads to XML, not to a page", "write the address of the show's web site")


# --- language, categories, explicit


@rule("FP108", "channel", ERROR, APPLE, PSP, holds=["ch-language"])
def missing_language(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show says no language.

    Apple and PSP-1 require it: it decides in which countries' charts and searches a show turns up.

    Bad:  <language/>
    Good: <language>pt-BR</language>
    """
    if not channel.value("language"):
        yield fault(channel.first("language") or channel, "the show says no language", "add `<language>en</language>`")


@rule("FP109", "channel/language", ERROR, APPLE, PSP, holds=["ch-language"])
def unknown_language(language: Element, _: FeedView) -> Iterator[Fault]:
    """The show's language is no language code.

    Apple refuses feeds whose code is not of ISO 639; a hyphen separates a region, never an underscore.

    Bad:  <language>en_US</language>
    Good: <language>en-US</language>
    Bad:  <language>English</language>
    Good: <language>en</language>
    """
    value = language.value_here
    if value and not is_language(value):
        guess = nearest_language(value)
        yield fault(
            language, f"{quoted(value)} is no language code", f"write `{guess}`" if guess else "write `en`, `pt-BR`"
        )


@rule("FP110", "channel", ERROR, APPLE, SPOTIFY, PSP, holds=["ch-category"])
def missing_category(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no category.

    Apple requires one of its own list; Spotify and PSP-1 take the same.

    Bad:  <!-- no itunes:category -->
    Good: <itunes:category text="History"/>
    """
    if not any(one.get("text") for one in channel.all("itunes:category")):
        hint = 'add one, for example `<itunes:category text="History"/>`'
        yield fault(channel.first("itunes:category") or channel, "the show has no `itunes:category`", hint)


@rule("FP111", "channel/itunes:category", ERROR, APPLE, holds=["ch-category-valid"])
def unknown_category(category: Element, _: FeedView) -> Iterator[Fault]:
    """A category is not in Apple's list.

    The list is compared letter by letter, `&` and capitals included; many names went away in 2019.

    Bad:  <itunes:category text="Kids &amp; family"/>
    Good: <itunes:category text="Kids &amp; Family"/>
    Bad:  <itunes:category text="News &amp; Politics"/>
    Good: <itunes:category text="News"><itunes:category text="Politics"/></itunes:category>
    """
    value = category.get("text")
    if value and value not in CATEGORIES and unescape(value) not in CATEGORIES:  # escaped twice: another rule says so
        guess = RETIRED.get(value) or nearest_category(value)
        hint = f"write {quoted(guess)}" if guess else f"one of {', '.join(CATEGORIES)}"
        yield fault(category.at("text"), f"{quoted(value)} is no category of Apple's", hint)


@rule("FP112", "channel/itunes:category", ERROR, APPLE, holds=["ch-category-valid"])
def unknown_subcategory(category: Element, _: FeedView) -> Iterator[Fault]:
    """A subcategory does not belong to its category.

    Apple's subcategories have one place each; elsewhere they are ignored, or the feed is refused.

    Bad:  <itunes:category text="Technology"><itunes:category text="Podcasting"/></itunes:category>
    Good: <itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>
    """
    above = category.get("text")
    if above not in CATEGORIES:
        return
    for inner in category.all("itunes:category"):
        value = inner.get("text")
        if value and not is_category(above, value):
            known = ", ".join(CATEGORIES[above]) or "none"
            yield fault(
                inner.at("text"), f"{quoted(value)} is no subcategory of {quoted(above)}", f"there are: {known}"
            )


@rule("FP113", "channel", INFO, APPLE, holds=["ch-category-count"])
def third_category(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has more than two categories.

    Apple shows the first, at most two; the others are read by few.

    Bad:  <itunes:category text="Arts"/><itunes:category text="History"/><itunes:category text="Science"/>
    Good: <itunes:category text="Arts"/><itunes:category text="History"/>
    """
    for third in channel.all("itunes:category")[2:3]:
        yield fault(third, "Apple reads the first two categories at most", "put the most important first")


@rule("FP114", "channel", ERROR, APPLE, PSP, holds=["ch-explicit"])
def missing_show_explicit(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show does not say whether it is explicit.

    Apple and PSP-1 require `itunes:explicit` of every show.

    Bad:  <!-- no itunes:explicit -->
    Good: <itunes:explicit>false</itunes:explicit>
    """
    if not channel.value("itunes:explicit"):
        hint = "add `<itunes:explicit>false</itunes:explicit>`, or true"
        yield fault(channel.first("itunes:explicit") or channel, "the show has no `itunes:explicit`", hint)


@rule("FP115", "channel/itunes:explicit", ERROR, APPLE, PSP, holds=["ch-explicit"])
def outdated_show_explicit(explicit: Element, _: FeedView) -> Iterator[Fault]:
    """The show's `itunes:explicit` is neither true nor false.

    `yes`, `no` and `clean` are of another age; Apple documents `true` and `false`, and validators refuse the others.

    Bad:  <itunes:explicit>no</itunes:explicit>
    Good: <itunes:explicit>false</itunes:explicit>
    """
    yield from explicit_fault(explicit)


@rule("FP116", "channel", ERROR, APPLE, SPOTIFY, PSP, holds=["ch-image"])
def missing_show_artwork(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no artwork.

    Apple, Spotify and PSP-1 require `itunes:image`; RSS' own `<image>` is 144 pixels wide and no substitute.

    Bad:  <!-- no itunes:image -->
    Good: <itunes:image href="https://tidewater.example/art/cover-3f2a9c1b77de.jpg"/>
    """
    image = channel.first("itunes:image")
    if image is None or not image.get("href"):
        hint = 'add `<itunes:image href="https://…/cover.jpg"/>`: a square JPEG or PNG of 3000 pixels'
        yield fault(image or channel, "the show has no `itunes:image`", hint)


@rule("FP117", "channel", ERROR, SPOTIFY, holds=["ch-author"])
def missing_show_author(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The show has no author.

    Spotify requires `itunes:author`; Apple and PSP-1 recommend it, and print it below the title.

    Bad:  <!-- no itunes:author -->
    Good: <itunes:author>Tidewater Radio</itunes:author>
    """
    if not channel.value("itunes:author"):
        hint = "add `<itunes:author>`: who makes the show"
        yield fault(channel.first("itunes:author") or channel, "the show has no `itunes:author`", hint)


@rule("FP118", "channel/itunes:type", ERROR, APPLE, PSP, holds=["ch-type"])
def unknown_show_type(type: Element, _: FeedView) -> Iterator[Fault]:
    """The show's type is neither episodic nor serial.

    Apple sorts by it: newest first, or from the beginning.

    Bad:  <itunes:type>weekly</itunes:type>
    Good: <itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item>
    """
    value = type.value_here
    if value and value not in {"episodic", "serial"}:
        yield fault(type, f"{quoted(value)} is no type of show", "write `episodic` or `serial`")


# --- switches that hide or end a show


@rule("FP122", "channel/itunes:block", WARNING, APPLE, PSP, holds=["ch-complete-block"])
def hidden_show(block: Element, _: FeedView) -> Iterator[Fault]:
    """The whole show is hidden from directories.

    `itunes:block` takes it out of Apple Podcasts and the directories that follow. Meant for private feeds.

    Bad:  <itunes:block>Yes</itunes:block>
    Good: <!-- no itunes:block -->
    """
    if block.value_here.lower() == "yes":
        yield fault(block, "the whole show is hidden from directories", "if that is not meant, delete it")


@rule("FP123", "channel/itunes:complete", WARNING, APPLE, PSP, holds=["ch-complete"])
def ended_show(complete: Element, _: FeedView) -> Iterator[Fault]:
    """The show says that there will never be another episode.

    Apps may stop looking for new ones for good.

    Bad:  <itunes:complete>Yes</itunes:complete>
    Good: <!-- no itunes:complete -->
    """
    if complete.value_here.lower() == "yes":
        message = "the show says that it has ended; apps may stop looking for new episodes for good"
        yield fault(complete, message, "if that is not meant, delete it")


@rule("FP124", "channel", WARNING, APPLE, PSP, holds=["ch-complete-block", "ch-complete"])
def switch_without_effect(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """A switch says something that switches nothing.

    `itunes:block` and `itunes:complete` know the value `Yes`; anything else does nothing, whatever was meant.

    Bad:  <itunes:block>true</itunes:block>
    Good: <!-- no itunes:block -->
    """
    for parent in (channel, *feed.items):
        for name in ("itunes:block", "itunes:complete"):
            for switch in parent.all(name):
                if switch.value_here.lower() not in {"yes", ""}:
                    message = f"{quoted(switch.value_here)} does nothing here; only `Yes` has an effect"
                    yield fault(switch, message, "write `Yes`, or delete it")


# --- what else a show says


@rule("FP126", "channel/lastBuildDate", WARNING, holds=["ch-lastbuilddate"])
def doubtful_build_date(built: Element, feed: FeedView) -> Iterator[Fault]:
    """The date of the last change cannot be right.

    Not readable, in the future, or older than the newest episode: readers that trust it think that nothing is new.

    Bad:  <lastBuildDate>2026-11-23T07:05:09+00:00</lastBuildDate>
    Bad:  <lastBuildDate>Mon, 23 Nov 2099 07:05:09 +0000</lastBuildDate>
    Bad:  <lastBuildDate>Sat, 01 Nov 2025 07:05:09 +0000</lastBuildDate>
    Good: <lastBuildDate>Mon, 23 Nov 2026 07:05:09 +0000</lastBuildDate>
    """
    value = built.value_here
    if not value:
        return
    dated = read_date(value)
    if dated.moment is None:
        yield fault(built, dated.fault, dated.hint)
    elif (dated.moment - feed.now).total_seconds() > 86400:
        yield fault(built, f"{quoted(value)} is in the future", "look at the clock of whatever writes the feed")
    elif any(one.moment and one.moment > dated.moment and one.moment <= feed.now for one in _dates(feed)):
        yield fault(built, "it is older than the newest episode", "set it whenever the feed changes, or leave it out")


def _dates(feed: FeedView) -> Iterator[ParsedDate]:
    return (read_date(item.value("pubDate")) for item in feed.items[:50] if item.value("pubDate"))


@rule("FP127", "channel/image", INFO, holds=["ch-image-rss"])
def odd_rss_image(image: Element, feed: FeedView) -> Iterator[Fault]:
    """RSS' own `<image>` differs from what RSS says.

    It needs url (of a GIF, JPEG or PNG), title and link (those of the show), and may say a width of 144 and a height of
    400 at most. Apps take `itunes:image` instead.

    Bad:  <image><url>https://tidewater.example/logo.png</url><title>Logo</title>
          <link>https://tidewater.example/</link></image>
    Bad:  <image><url>https://tidewater.example/logo.png</url><title>Tidewater</title>
          <link>https://tidewater.example/</link><width>1400</width><height>1400</height></image>
    Good: <image><url>https://tidewater.example/logo.png</url><title>Tidewater</title>
          <link>https://tidewater.example/</link></image>
    """
    missing = [name for name in ("url", "title", "link") if not image.value(name)]
    if missing:
        yield fault(image, f"`<image>` has no {', '.join(missing)}", "add them, or delete `<image>`")
        return
    ending = extension(image.value("url").partition("?")[0])
    if ending in {"tif", "tiff", "bmp", "webp", "svg", "heic", "avif"}:
        message = f"browsers and readers of RSS show no `.{ending}` in `<image>`"
        yield fault(image.first("url") or image, message, "use GIF, JPEG or PNG, or delete `<image>`")
    for name in ("title", "link"):
        if image.value(name) != feed.channel.value(name):
            at = image.first(name) or image
            yield fault(at, f"the {name} of `<image>` is not that of the show", "write the show's, or delete `<image>`")
    for name, most in (("width", 144), ("height", 400)):
        size, number = image.first(name), whole_number(image.value(name))
        if size is not None and (number is None or not 0 < number <= most):
            message = f"{quoted(size.value_here)} is no {name} that RSS allows: 1 to {most} pixels"
            yield fault(size, message, f"delete `<{name}>`; the picture itself may stay as it is")


_DEPRECATED = ("itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:order", "itunes:isClosedCaptioned")


@rule("FP128", "channel", INFO, APPLE, holds=["ch-deprecated-tags"])
def unread_tag(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """A tag is there that nobody reads any more.

    Apple dropped `itunes:summary`, `itunes:subtitle` and `itunes:keywords`; Google Podcasts is gone with all its tags.

    Bad:  <itunes:keywords>sea, tide, boats</itunes:keywords>
    Good: <!-- no itunes:keywords -->
    """
    seen: set[str] = set()
    for parent in (channel, *feed.items):
        for child in parent.children:
            if (child.name in _DEPRECATED or child.name.startswith("googleplay:")) and child.name not in seen:
                seen.add(child.name)
                yield fault(child, f"nobody reads `{child.name}` any more", "delete it, here and elsewhere in the feed")


@rule("FP129", "channel", ERROR, APPLE, holds=["ch-items"])
def empty_feed(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """There is no episode.

    Apple and Spotify refuse a feed before its first episode is published; a trailer is enough.

    Bad:  <!-- no item -->
    Good: <podcast:medium>podcast</podcast:medium>
    """
    was_read = all(trouble.kind != "boundless" for trouble in feed.document.troubles)
    if not feed.items and was_read and channel.value("podcast:medium") not in LIST_MEDIUMS:
        yield fault(channel, "there is no episode in the feed", _instead(channel.first("seen:no-episode")))


def _instead(own: Element | None) -> str:
    """What to do about a feed without an episode, by what the author's folder has (the fact `no-episode`)."""
    if own is None:
        return "publish an episode first, a trailer for example"
    if own.get("draft"):
        others = f", or of another of the {own.get('drafts')} drafts" if own.get("drafts") != "1" else ""
        return f"{own.get('draft')} is a draft; to publish it, delete its line `draft: true`{others}"
    if own.get("beside"):
        return f"publish the episodes with it: feedpub publish {own.get('show')}"
    return "create an episode from a recording first: feedpub new recording.mp3"


@rule("FP130", "channel", INFO, APPLE, holds=["ch-verify-code"])
def leftover_verification(channel: Element, _: FeedView) -> Iterator[Fault]:
    """A code of Apple's to prove who owns the show is still there.

    It is needed while a show changes hands, and useless afterwards.

    Bad:  <itunes:applepodcastsverify>3b2f7a10</itunes:applepodcastsverify>
    Good: <!-- no itunes:applepodcastsverify -->
    """
    codes = [*channel.all("itunes:applepodcastsverify")]
    codes += [txt for txt in channel.all("podcast:txt") if txt.get("purpose").lower() == "applepodcastsverify"]
    for code in codes:
        yield fault(code, "a code for proving to Apple who owns the show", "delete it when the show is verified")


@rule("FP131", "channel/itunes:owner", INFO, SPOTIFY, YOUTUBE, holds=["ch-owner-email"])
def public_owner_address(owner: Element, feed: FeedView) -> Iterator[Fault]:
    """The owner's e-mail address is public.

    Spotify, YouTube and Amazon mail their claim code there, and Apple has not read it since 2023. Once the show is
    claimed it serves those who send spam. `claim_until: 2026-12-10` in show.yaml takes it out by itself.

    Bad:  <itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@tidewater.example</itunes:email></itunes:owner>
    Good: <!-- no itunes:owner -->
    YAML: owner: {name: Ada Lovelace, email: ada@tidewater.example, in_feed: false}
    """
    value = owner.value("itunes:email")
    if is_email(value):
        claim = next(iter(feed.channel.all("seen:claim")), None)
        until = f", until {claim.get('until')} to claim the show" if claim else ""
        hint = "the first publish or release after that day takes it out" if claim else "take it out once it is claimed"
        yaml = "once the show is claimed, write `in_feed: false`"
        yield fault(
            owner, f"{quoted(value)} is in the feed for everybody to read{until}", hint, yaml="" if claim else yaml
        )


@rule("FP147", "channel", INFO, SPOTIFY, YOUTUBE, holds=["ch-claim-ends"])
def ended_claim(channel: Element, _: FeedView) -> Iterator[Fault]:
    """The day until which the show could be claimed is over.

    The owner's address is not in the feed any more, so that no directory mails a code to it. A date of last year may
    also be a slip of the pen.

    Bad:  <seen:claim until="2025-12-10" over="true"/>
    Good: <seen:claim until="2026-12-10"/>
    YAML: {claim_until: 2026-12-10}
    """
    for claim in channel.all("seen:claim"):
        if claim.get("over"):
            yield fault(
                channel,
                f"claim_until: {claim.get('until')} is over, and the owner's address is not in the feed",
                "delete the line; to claim the show again, write a day to come",
            )


@rule("FP152", "channel/itunes:owner", WARNING, SPOTIFY, YOUTUBE, holds=["ch-owner-email"])
def owner_without_address(owner: Element, _: FeedView) -> Iterator[Fault]:
    """The owner has no e-mail address.

    `itunes:owner` is there for one thing: the address to which Spotify, YouTube and Amazon mail their claim code. A
    name alone is of no use; who makes the show stands in `itunes:author`.

    Bad:  <itunes:owner><itunes:name>Ada</itunes:name></itunes:owner>
    Good: <!-- no itunes:owner -->
    """
    if not owner.value("itunes:email"):
        hint = "add `<itunes:email>` until the show is claimed, or delete `<itunes:owner>`"
        yield fault(owner, "the owner has no `<itunes:email>`", hint)


@rule("FP153", "channel/itunes:owner", WARNING, SPOTIFY, YOUTUBE, holds=["ch-owner-email"])
def unusable_email(owner: Element, _: FeedView) -> Iterator[Fault]:
    """The owner's e-mail address is none.

    Nobody can mail a claim code to `ada at tidewater.example`: programs read it, not people.

    Bad:  <itunes:owner><itunes:email>ada at tidewater.example</itunes:email></itunes:owner>
    Bad:  <itunes:owner><itunes:email>Ada (ada@tidewater.example)</itunes:email></itunes:owner>
    Good: <!-- no itunes:owner -->
    """
    for email in owner.all("itunes:email"):
        if email.value_here and not is_email(email.value_here):
            hint = "write the address alone, like `ada@tidewater.example`, or delete it"
            yield fault(email, f"{quoted(email.value_here)} is no e-mail address", hint)


_COPYRIGHT = re.compile(r"(?i)copyright|©|\(c\)|\b(?:19|20)[0-9]{2}\b")


@rule("FP132", "channel/copyright", INFO, PSP, holds=["ch-copyright"])
def wordy_copyright(copyright: Element, _: FeedView) -> Iterator[Fault]:
    """The copyright repeats the word, the sign or a year.

    PSP-1 wants the holder's name alone, since apps put the sign in front; Apple's example has all of it.

    Bad:  <copyright>Copyright © 2026 Tidewater Radio</copyright>
    Good: <copyright>Tidewater Radio</copyright>
    """
    if found := _COPYRIGHT.search(copyright.value_here):
        yield fault(copyright, f"the copyright says {quoted(found[0])}; PSP-1 wants the holder alone", "leave the name")


_COUNTRIES = re.compile(r"[A-Za-z]{2}(?: [A-Za-z]{2})*")


@rule("FP133", "channel/spotify:countryOfOrigin", WARNING, SPOTIFY, holds=["ch-country"])
def unknown_country_of_origin(countries: Element, _: FeedView) -> Iterator[Fault]:
    """The show's country of origin is no list of country codes.

    Spotify reads two-letter codes (ISO 3166-1) with blanks between; anything else is taken for the whole world.

    Bad:  <spotify:countryOfOrigin>Germany, Austria</spotify:countryOfOrigin>
    Good: <spotify:countryOfOrigin>de at</spotify:countryOfOrigin>
    """
    value = countries.value_here
    if value and not _COUNTRIES.fullmatch(value):
        yield fault(countries, f"{quoted(value)} is no list of country codes", "write `de at ch`")


@rule("FP134", "channel/spotify:limit", WARNING, SPOTIFY, holds=["ch-spotify-limit"])
def unreadable_episode_limit(limit: Element, _: FeedView) -> Iterator[Fault]:
    """The number of episodes that Spotify shows is no number.

    It stands in the attribute `recentCount`; as text it is ignored.

    Bad:  <spotify:limit>10</spotify:limit>
    Good: <spotify:limit recentCount="10"/>
    """
    value = limit.get("recentCount")
    if not (value.isascii() and value.isdigit() and int(value[:9]) > 0):
        yield fault(
            limit, "`spotify:limit` has no `recentCount` from 1 up", 'write `<spotify:limit recentCount="10"/>`'
        )


@rule("FP135", "channel", WARNING, APPLE, holds=["it-explicit"])
def explicit_episode_in_clean_show(channel: Element, feed: FeedView) -> Iterator[Fault]:
    """An episode is explicit, but the show says that it is not.

    Apple wants the show marked if any episode is; countries that hide explicit shows find the contradiction.

    Bad:  <itunes:explicit>false</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>
    Good: <itunes:explicit>true</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>
    """
    if channel.value("itunes:explicit") != "false":
        return
    count = sum(item.value("itunes:explicit") == "true" for item in feed.items)
    at = channel.first("itunes:explicit")
    if count and at:
        episodes = "an episode is" if count == 1 else f"{count} episodes are"
        yield fault(at, f"the show says `false`, but {episodes} explicit", "say `true` for the show")


@rule("FP136", "channel/description", INFO, YOUTUBE, holds=["it-youtube-text"])
def markup_for_youtube(description: Element, _: FeedView) -> Iterator[Fault]:
    """The show's description has signs that YouTube refuses.

    YouTube shows no HTML, and takes no `<` or `>` in the words themselves.

    Bad:  <description><![CDATA[<p>Sea levels &lt; 2 m and &gt; 5 m.</p>]]></description>
    Good: <description><![CDATA[<p>Sea levels below 2 m.</p>]]></description>
    """
    if found := re.search("[<>]", plain_text(description.value_here)):
        yield fault(description, f"the words hold {quoted(found[0])}, which YouTube refuses", "write it in words")


@rule("FP137", "channel/itunes:image", WARNING, APPLE, holds=["img-no-placeholder"], error_for=[APPLE])
def placeholder_cover(image: Element, _: FeedView) -> Iterator[Fault]:
    """The cover is the placeholder that `feedpub init` draws.

    It is there so that a show can be tried before it has a cover. Listeners choose by the cover, and Apple takes no
    placeholder images. The first publication to a public address asks for `--placeholder`.

    Bad:  <itunes:image href="https://tidewater.example/art/cover.jpg"><seen:picture placeholder="true"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/cover.jpg"><seen:picture kind="JPEG"/></itunes:image>
    """
    picture = image.first("seen:picture")
    if picture and picture.get("placeholder") == "true":
        hint = "save your own over it, or name it in `image:`: a square JPEG or PNG, 3000 × 3000 pixels"
        yield fault(image, "the cover is the placeholder that feedpub init has drawn", hint)


@rule("FP148", "channel", WARNING, *EVERY, holds=["page-contrast"])
def unreadable_theme_colour(channel: Element, _: FeedView) -> Iterator[Fault]:
    """A colour of `theme.css` makes text on the web pages hard to read, by day or by night.

    What a style sheet says of `:root` holds by day and by night, whatever feedpub's own colours are: a light `--paper`
    alone has light text on it by night. Give both, the second within `@media (prefers-color-scheme: dark)`.

    Bad:  <seen:theme-colour property="--paper" value="#fffdf8" text="--ink" on="--paper" ratio="1.2" scheme="night"
          both="true"/>
    Good: <title>Tidewater</title>
    """
    for one in channel.all("seen:theme-colour"):
        name, scheme, at_night = one.get("property"), one.get("scheme"), one.get("scheme") == "night"
        message = (
            f"{name}: {one.get('value')} makes text hard to read by {scheme}: the contrast of {one.get('text')} on "
            f"{one.get('on')} is {one.get('ratio')} : 1, of at least 4.5 : 1"
        )
        night = f"add one for the night: `@media (prefers-color-scheme: dark) {{ :root {{ {name}: …; }} }}`"
        hint = night if at_night and one.get("both") == "true" else "choose a lighter or a darker one"
        yield Fault(channel.path, message, hint, place_of(one))
