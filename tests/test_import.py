"""What an import makes of a feed: guids, dates, notes, what stays, what is repaired, and what is left out and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from tests.importing import CHANNEL, GUID, NOW, Move, feed, item

from feedpub.audio import probe
from feedpub.commands.imports.episode import ImportedEpisode
from feedpub.commands.imports.notes import read_notes
from feedpub.commands.imports.old_host import without_prefixes
from feedpub.commands.imports.plan import ImportPlan
from feedpub.commands.imports.proof import prove
from feedpub.commands.imports.source import refuse_listing
from feedpub.errors import FeedpubError
from feedpub.notes import render
from feedpub.output.imported import import_document, import_lines
from feedpub.source import read_episode, read_show
from feedpub.standards import podcast_guid

pytestmark = pytest.mark.slow


def plan(tmp_path: Path, source: bytes) -> ImportPlan:
    """What would be written of a feed."""
    return Move(tmp_path).prepare(source).plan


def only(tmp_path: Path, more: str = "", **options: Any) -> ImportedEpisode:
    """The episode of a feed with one item."""
    (episode,) = plan(tmp_path, feed(item(1, more, **options))).episodes
    return episode


def said(plan: ImportPlan, kind: str) -> list[tuple[str, str]]:
    """Remarks of a kind: about what, and the message."""
    return [(one.about, one.message) for one in plan.remarks if one.kind == kind]


# --- guids


@pytest.mark.parametrize(
    "guid",
    [
        "Buzzsprout-123",
        "tag:soundcloud,2010:tracks/1",
        "https://site.example/?p=1",
        "0123456789abcdef0123456789abcdef",
        "Episode 12 - The tide",
        "https://cdn.example/" + "a" * 300 + ".mp3?token=1&amp;x=2",
        "no",
        "1e3",
    ],
)
def test_a_guid_is_kept_whatever_it_looks_like(guid: str, tmp_path: Path) -> None:
    """Character for character, from the feed through the YAML to what is read of it."""
    move = Move(tmp_path)
    prepared, _ = move.imported(feed(item(guid=f"<guid>\n {guid} </guid>")))
    (episode,) = prepared.plan.episodes

    written = read_episode(move.studio.folder / f"{episode.slug}.yaml").episode
    assert guid.replace("&amp;", "&") == episode.guid == written.guid


@pytest.mark.parametrize(
    ("guid", "stays", "reported"),
    [
        ("<guid>https://site.example/?p=1</guid>", True, False),
        ('<guid isPermaLink="true">https://site.example/?p=1</guid>', True, False),
        ('<guid isPermaLink="false">https://site.example/?p=1</guid>', False, False),
        ('<guid isPermaLink="false">Buzzsprout-1</guid>', False, False),
        ("<guid>Episode 12</guid>", False, True),
        ("", False, False),
    ],
)
def test_a_permalink_stays_one(guid: str, stays: bool, reported: bool, tmp_path: Path) -> None:
    """Also without the attribute, which means true; a guid that is no address cannot be one."""
    move = Move(tmp_path)
    prepared, _ = move.imported(feed(item(guid=guid)))
    (episode,) = prepared.plan.episodes

    assert stays == read_episode(move.studio.folder / f"{episode.slug}.yaml").episode.permalink
    assert reported == ("guid@isPermaLink" in dict(said(prepared.plan, "repaired")))


def test_a_missing_guid_is_the_enclosures_address_as_it_is_written(tmp_path: Path) -> None:
    """With prefix and query: that is what apps take."""
    url = "https://op3.dev/e/cdn.host.example/a%20b.mp3?x=1&amp;y=Ü"

    episode = only(tmp_path, guid="", enclosure=f'<enclosure url="{url}" length="1" type="audio/mpeg"/>')

    assert "https://op3.dev/e/cdn.host.example/a%20b.mp3?x=1&y=Ü" == episode.guid


def test_of_two_items_with_one_guid_the_first_keeps_it(tmp_path: Path) -> None:
    """The other gets its enclosure's address, and that is said at its place."""
    twice = "<guid>same</guid>"
    made = plan(tmp_path, feed(item(2, guid=twice), item(1, guid=twice)))

    assert ["same", "https://cdn.host.example/1.mp3"] == [one.guid for one in made.episodes]
    assert ("guid", "'same' is that of another item, too, so this one gets its enclosure's address") in said(
        made, "repaired"
    )


def test_an_item_that_is_there_twice_is_imported_once(tmp_path: Path) -> None:
    """Pages of a feed may overlap."""
    made = plan(tmp_path, feed(item(1), item(1)))

    assert ["episode-1"] == [one.guid for one in made.episodes]
    assert [("item", "is there twice, with the guid 'episode-1'")] == said(made, "skipped")


@pytest.mark.parametrize(
    ("channel", "guid"),
    [
        (
            CHANNEL + "<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>",
            "9b024349-ccf0-5f69-a609-6b82873eab3c",
        ),
        (CHANNEL, podcast_guid("https://feeds.host.example/tidewater.xml")),
        (CHANNEL.partition("<atom:link")[0], GUID),
    ],
)
def test_the_show_keeps_its_guid_or_gets_that_of_its_old_address(channel: str, guid: str, tmp_path: Path) -> None:
    """Only a feed that says neither guid nor address gets a new one."""
    assert guid == plan(tmp_path, feed(item(), channel=channel)).show.fields["guid"]


# --- dates, names, numbers


def test_a_missing_date_keeps_the_episode_at_its_place(tmp_path: Path) -> None:
    """A second before the one above it; the YAML says why."""
    without = item(2).partition("<pubDate>")[0] + "</item>"
    made = plan(tmp_path, feed(item(3), without, item(1)))

    assert ["2026-06-03T05:05:03+00:00", "2026-06-03T05:05:02+00:00", "2026-06-01T05:05:01+00:00"] == [
        one.fields["published"] for one in made.episodes
    ]
    assert (
        "The feed has no date, so the episode stands a second before the one above it."
        == made.episodes[1].comments["published"]
    )


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (("The tide", "The tide", "The tide"), ["the-tide-3", "the-tide-2", "the-tide"]),
        (("潮", "海"), ["episode-2", "episode-1"]),
        (("Media", "Index"), ["media-episode", "index-episode"]),
        (("a" * 100, "a" * 100), ["a" * 78 + "-2", "a" * 80]),
    ],
)
def test_every_episode_gets_a_name_of_its_own(titles: tuple[str, ...], slugs: list[str], tmp_path: Path) -> None:
    """The oldest gets the title alone, so that no name changes when later ones come."""
    items = [item(9 - at).replace(f"Story {9 - at}", title) for at, title in enumerate(titles)]

    assert slugs == [one.slug for one in plan(tmp_path, feed(*items)).episodes]


@pytest.mark.parametrize(
    ("xml", "fields"),
    [
        ("<itunes:season>02</itunes:season><itunes:episode>7</itunes:episode>", {"season": 2, "number": 7}),
        ("<itunes:episode>0</itunes:episode>", {}),
        ('<podcast:episode display="Ch. 3">3</podcast:episode>', {"number": 3, "number_display": "Ch. 3"}),
        ("<itunes:episodeType>Bonus</itunes:episodeType>", {"type": "bonus"}),
        ("<itunes:explicit>clean</itunes:explicit>", {"explicit": False}),
        ("<itunes:explicit>Yes</itunes:explicit>", {"explicit": True}),
        ("<itunes:block>Yes</itunes:block>", {"block": True}),
        ("<itunes:keywords>sea, tide,,sea</itunes:keywords>", {"keywords": ["sea", "tide"]}),
        ("<link>https://tidewater.example/1</link>", {"link": "https://tidewater.example/1"}),
        ("<link>https://cdn.host.example/1.html</link>", {}),
        ("<link>https://www.buzzsprout.com/1/2</link>", {}),
        (
            '<podcast:person role="Guest" img="http://a.example/x.jpg">Grace</podcast:person>',
            {"people": [{"name": "Grace", "role": "guest"}]},
        ),
        (
            '<podcast:person img="x.jpg" href="https://a.example/">Grace</podcast:person>',
            {"people": [{"name": "Grace", "link": "https://a.example/"}]},
        ),
        (
            '<podcast:soundbite startTime="73.5" duration="60">Bite</podcast:soundbite>',
            {"soundbites": [{"start": "1:13.500", "duration": "1:00", "title": "Bite"}]},
        ),
        (
            '<psc:chapters><psc:chapter start="0:01" title="B"/><psc:chapter start="0:00" title="A"/></psc:chapters>',
            {"chapters": [{"start": "0:00", "title": "A"}, {"start": "0:01", "title": "B"}]},
        ),
        ("<acme:mood>calm</acme:mood>", {"custom": [{"element": "acme:mood", "text": "calm"}]}),
        ("<acme:page>https://cdn.host.example/1</acme:page>", {}),
        ('<acast:id x="1">1</acast:id>', {}),
        ('<media:content url="https://cdn.host.example/1.mp3"/>', {}),
    ],
)
def test_what_an_item_says_becomes_a_field(xml: str, fields: dict[str, object], tmp_path: Path) -> None:
    """And nothing else."""
    usual = {"title", "audio", "tags", "published", "guid"}
    episode = only(tmp_path, xml)

    assert fields == {name: value for name, value in episode.fields.items() if name not in usual}


def test_the_same_recording_again_is_a_rerun_of_the_oldest(tmp_path: Path) -> None:
    """Both name one file, which is downloaded once."""
    sound = '<enclosure url="{}https://cdn.host.example/1.mp3" length="1" type="audio/mpeg"/>'
    again = item(2, enclosure=sound.format("https://pdst.fm/e/").replace("e/https://", "e/"))
    newest, oldest = plan(tmp_path, feed(again, item(1))).episodes

    assert ("story-1", oldest.fields["audio"]) == (newest.fields["rerun_of"], newest.fields["audio"])


# --- the show


@pytest.mark.parametrize(
    ("before", "after", "field", "value"),
    [
        ("<language>en</language>", "<language>en_us</language>", "language", "en-us"),
        ("<language>en</language>", "", "language", "en"),
        ('text="Arts"', 'text="Society &amp; culture"', "categories", ["Society & Culture"]),
        ('<itunes:category text="Arts"/>', "", "categories", ["Society & Culture"]),
        ("<itunes:explicit>false</itunes:explicit>", "", "explicit", False),
        ("<itunes:author>Ada</itunes:author>", "", "author", "Tidewater"),
    ],
)
def test_a_show_that_lacks_something_comes_in(
    before: str, after: str, field: str, value: object, tmp_path: Path
) -> None:
    """What is guessed stands below a comment; what is nearly right is repaired; both are reported."""
    made = plan(tmp_path, feed(item(), channel=CHANNEL.replace(before, after)))

    assert value == made.show.fields[field]
    assert (field in made.show.comments) == (not after)
    assert said(made, "guessed") or said(made, "repaired")


def test_the_owners_address_comes_in_and_stays_out_of_the_feed(tmp_path: Path) -> None:
    """`in_feed: false`: it was public, and need not be again."""
    owner = "<itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@a.example</itunes:email></itunes:owner>"

    fields = plan(tmp_path, feed(item(), more=owner)).show.fields

    assert {"name": "Ada", "email": "ada@a.example", "in_feed": False} == fields["owner"]


@pytest.mark.parametrize(
    ("xml", "about"),
    [
        ("<itunes:new-feed-url>https://new.example/</itunes:new-feed-url>", "itunes:new-feed-url"),
        ('<atom:link rel="hub" href="https://hub.example/"/>', "atom:link"),
        ("<lastBuildDate>Mon, 01 Jun 2026 07:05:01 +0200</lastBuildDate>", "lastBuildDate"),
        ("<generator>Host 1.0</generator>", "generator"),
        ("<ttl>60</ttl>", "ttl"),
        ('<cloud domain="a"/>', "cloud"),
        ('<podcast:podping usesPodping="true"/>', "podcast:podping"),
        ('<podcast:txt purpose="verify">abc</podcast:txt>', "podcast:txt"),
        ("<itunes:applepodcastsverify>abc</itunes:applepodcastsverify>", "itunes:applepodcastsverify"),
        ("<managingEditor>ada@a.example</managingEditor>", "managingEditor"),
    ],
)
def test_what_never_moves_is_listed_with_its_reason(xml: str, about: str, tmp_path: Path) -> None:
    """The old feed's own addresses, codes and rules."""
    made = plan(tmp_path, feed(item(), more=xml))

    assert about in {name for name, why in said(made, "left out") if why}
    assert plan(tmp_path, feed(item())).show.fields == made.show.fields


def test_what_hides_a_show_is_kept_and_asked_about(tmp_path: Path) -> None:
    """To drop it would publish what was hidden; to keep it in silence would hide what should be seen."""
    more = "<itunes:block>Yes</itunes:block><itunes:complete>yes</itunes:complete><podcast:block>yes</podcast:block>"
    access = '<spotify:access xmlns:spotify="http://www.spotify.com/ns/rss"><partner id="1"/></spotify:access>'
    made = plan(tmp_path, feed(item(), more=more + access))

    assert ["itunes:block", "itunes:complete", "podcast:block", "spotify:access"] == [
        name for name, _ in said(made, "asked")
    ]
    assert (True, True) == (made.show.fields["block"], made.show.fields["complete"])


def test_all_of_it_is_valid_yaml_that_says_the_same(tmp_path: Path) -> None:
    """Texts that look like YAML, and fields of every kind, are read back as they were."""
    more = """<itunes:author>no: # yes</itunes:author><podcast:season name="- Low: water">1</podcast:season>
<podcast:alternateEnclosure type="video/mp4" length="7"><podcast:source uri="https://v.example/1.mp4"/>
</podcast:alternateEnclosure><acme:mood scale="5">calm<acme:why>tide</acme:why></acme:mood>"""
    move = Move(tmp_path)
    move.imported(feed(item(1, more)))

    show, episode = (
        read_show(move.studio.folder / "show.yaml").show,
        read_episode(move.studio.folder / "story-1.yaml").episode,
    )
    assert ({"1": "- Low: water"}, {"acme": "https://acme.example/ns"}) == (show.seasons, show.namespaces)
    assert ("no: # yes", "video/mp4", 7) == (episode.author, episode.alternates[0].type, episode.alternates[0].length)
    assert "tide" == episode.custom[0].children[0].text


# --- notes


@pytest.mark.parametrize(
    ("source", "text", "suffix"),
    [
        ("Words", "Words", ""),
        ("<p>Words &amp; <b>more</b></p>", "Words & **more**", ""),
        ("<p>One</p><p>Two</p>", "One\n\nTwo", ".md"),
        ("One\nTwo", "One\\\nTwo", ".md"),
        ("# no heading, *no* stress_at_all", "# no heading, *no* stress_at_all", ""),
        ('<p>A <a href="/page">link</a></p>', "A [link](https://a.example/page)", ""),
        ("readme.md", "readme.md", ".md"),
        ("", "", ""),
    ],
)
def test_notes_become_markdown(source: str, text: str, suffix: str) -> None:
    """One short line stands in the YAML, more in a file of its own."""
    made = read_notes(source, base="https://a.example/")

    assert (text, suffix) == (made.text.replace("\\_", "_").replace("\\*", "*").replace("\\#", "#"), made.suffix)


@pytest.mark.parametrize(
    "source",
    [
        "<p>1. no list</p><p>- no list</p><p>+ no list</p>",
        "<p>a * b * c _d_ __e__ `f` ~g~ [h](i) ![j](k) &lt;l&gt; &amp;amp; \\m</p>",
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two<br>lines</li></ul><ol><li>A</li><li>B</li></ol>",
        "<p>---</p><p>title: x</p><p>---</p>",
        "<p>Line<br>break<br><br>two</p><p>(3:15) The tide<br>(4:00) The moon<br>(5:00) The end</p>",
        "<p><a href='https://a.example/(x)_y_?a=1&amp;b=[2]'>li[n]k</a> <i><b>both</b></i>x<b> blank </b>y</p>",
        "<div>שלום <b>עולם</b></div><div>潮の<em>話</em>です</div>",
        "https://bare.example/x_y_z and www.bare.example",
        "<blockquote><p>Said</p></blockquote><h2>Head</h2><table><tr><td>a</td><td>b</td></tr></table>",
    ],
)
def test_notes_are_published_word_for_word(source: str) -> None:
    """Whatever file they get: the HTML that goes out is that of the source."""
    made = read_notes(source, base="")

    again = render(made.text, format="html" if made.suffix == ".html" else "markdown").html
    assert _plain(made.html) == _plain(again)
    assert _plain(render(source, format="html").html) == _plain(made.html)


def _plain(html: str) -> list[str]:
    """HTML without its line ends; `b` is `strong`, `i` is `em`."""
    for one, other in (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>")):
        html = html.replace(one, other)
    return html.split()


def test_what_notes_cannot_hold_is_counted(tmp_path: Path) -> None:
    """With its place in the feed."""
    more = "<description><![CDATA[Words <img src='a.gif'><img src='b.gif'><iframe src='c'></iframe>]]></description>"
    made = plan(tmp_path, feed(item(1, more)))

    assert [("pictures (as links if they have words)", 2), ("players and scripts", 1)] == [
        (one.about, int(one.message[0])) for one in made.remarks if one.kind == "lost in notes"
    ]
    assert {4} == {one.place.line for one in made.remarks if one.kind == "lost in notes"}


def test_another_text_beside_the_notes_is_the_summary(tmp_path: Path) -> None:
    """One that only repeats the notes is none."""
    long = "<content:encoded>&lt;p&gt;All of the words.&lt;/p&gt;</content:encoded>"

    assert "In short." == only(tmp_path, f"{long}<description>In short.</description>").fields["summary"]
    assert "summary" not in only(tmp_path, f"{long}<description>All of the words.</description>").fields


# --- what is no feed, and feeds that are not whole


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        (
            "https://podcasts.apple.com/de/podcast/tidewater/id123456789?i=1",
            "https://itunes.apple.com/lookup?id=123456789",
        ),
        ("https://podcasts.apple.com/us/charts", "id123456789"),
        ("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk", "RSS distribution"),
        ("https://www.youtube.com/playlist?list=PL1", "feedpub init"),
        ("https://youtu.be/abc", "feedpub init"),
    ],
)
def test_a_page_of_an_app_says_how_to_get_the_feed(url: str, hint: str) -> None:
    """Never that it is no XML."""
    with pytest.raises(FeedpubError) as raised:
        refuse_listing(url)

    assert hint in raised.value.hint


def test_a_feed_that_looks_cut_is_reported(tmp_path: Path) -> None:
    """Ten episodes, the lowest number is 11."""
    items = [item(at, f"<itunes:episode>{at + 10}</itunes:episode>") for at in range(10, 0, -1)]

    libsyn = CHANNEL.replace("feeds.host.example/tidewater.xml", "tidewater.libsyn.com/rss")

    ((name, message),) = said(plan(tmp_path, feed(*items, channel=libsyn)), "warning")

    assert ("feed", True) == (name, "raise the limit at Libsyn: Destinations, Libsyn Classic Feed" in message)
    assert [] == said(plan(tmp_path, feed(*items[1:])), "warning")


def test_an_import_of_a_feed_that_looks_cut_never_says_that_it_is_the_whole_show(tmp_path: Path) -> None:
    """All that is in it is the same; more nobody knows."""
    for first, ending in ((11, "the same as in the feed, which may not be the whole show"), (1, "the same show")):
        items = [item(at, f"<itunes:episode>{at + first - 1}</itunes:episode>") for at in range(10, 0, -1)]
        _, done = Move(tmp_path, name=f"show-{first}").imported(feed(*items))
        lines = [line.text for line in import_lines(import_document(done))]

        assert f"10 episodes compared: {ending}" in lines


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://op3.dev/e/cdn.a.example/1.mp3?x=1", "https://cdn.a.example/1.mp3?x=1"),
        ("https://op3.dev/e,pg=1/https://cdn.a.example/1.mp3", "https://cdn.a.example/1.mp3"),
        (
            "https://dts.podtrac.com/redirect.mp3/chrt.fm/track/AB12/pdst.fm/e/traffic.megaphone.fm/A1.mp3",
            "https://traffic.megaphone.fm/A1.mp3",
        ),
        ("https://media.blubrry.com/tidewater/a.example/1.mp3", "https://a.example/1.mp3"),
        ("https://cdn.a.example/op3.dev/e/1.mp3", "https://cdn.a.example/op3.dev/e/1.mp3"),
    ],
)
def test_prefixes_that_count_downloads_are_left_out_of_requests(url: str, bare: str) -> None:
    """Several, one in front of the other."""
    assert bare == without_prefixes(url)


# --- whatever a feed holds

_ITEM = (
    *("title", "itunes:title", "description", "itunes:subtitle", "link", "pubDate", "itunes:season", "itunes:episode"),
    *("itunes:episodeType", "itunes:explicit", "itunes:author", "itunes:keywords", "podcast:license", "podcast:person"),
    *("podcast:location", "podcast:soundbite", "podcast:funding", "podcast:chat", "podcast:image", "podcast:txt"),
    *("podcast:transcript", "podcast:chapters", "podcast:alternateEnclosure", "podcast:value", "itunes:image"),
    *("podcast:socialInteract", "podcast:contentLink", "acme:mood", "podcast:season", "podcast:episode"),
)
_SHOW = (
    *("title", "description", "link", "language", "copyright", "itunes:author", "itunes:image", "itunes:type"),
    *("itunes:explicit", "itunes:keywords", "podcast:guid", "podcast:medium", "podcast:trailer", "podcast:block"),
    *("podcast:updateFrequency", "podcast:license", "podcast:person", "spotify:limit", "spotify:countryOfOrigin"),
)
_ATTRIBUTES = (
    *("url", "href", "type", "role", "group", "img", "rel", "geo", "startTime", "duration", "length", "pubdate", "id"),
    *("rrule", "dtstart", "recentCount", "name", "display", "method", "protocol", "uri", "purpose", "language", "x"),
)


@pytest.mark.parametrize(
    "value",
    [
        *("", "no", "1e3", "a: b", "- x", "# y", '"', "'", "{a}", "|", "%d", "@x", "0", "-3", "9" * 20, "1.5", "x.md"),
        *(
            "a\tb",
            "a\nb",
            "\u202eabc",
            "\u2067x",
            "\u200b",
            "\x85",
            "\ufffd",
            "e\u0301",
            "x" * 300,
            "<b>x</b>",
            "&amp;amp;",
            "---",
        ),
        *("//a.example/x", "https://a..b/", "https://u:p@a.example/", "javascript:alert(1)", "ftp://x/y", "/rel/x.png"),
        *("FREQ=WEEKLY", "weekly", "guest", "DE", "audio/mpeg", "73.5", "true", "2026-01-01", "{x}}", "שלום", "🎙️"),
        "---\ntitle: x\n---\n# H\n\n* a\n* b",
    ],
)
def test_whatever_a_feed_holds_comes_in_as_valid_files(value: str, tmp_path: Path) -> None:
    """The same text in every element and attribute: the show is the same; a second run finds all of it."""
    attributes = " ".join(f"{name}={quoteattr(value)}" for name in _ATTRIBUTES)
    show, inside = (
        "".join(f"<{name} {attributes}>{escape(value)}</{name}>" for name in names) for names in (_SHOW, _ITEM)
    )
    source = feed(item(guid=f"<guid>{escape(value)}</guid>", more=inside), channel=show)
    move = Move(tmp_path)

    prepared, _ = move.imported(source)

    (episode,) = prepared.plan.episodes
    read_show(move.studio.folder / "show.yaml")
    files = [move.studio.folder / f"{episode.slug}.yaml"]
    compared = prove(files, prepared.pages, {episode.guid: episode.there}, now=NOW, measure=probe.measure)
    assert () == compared.unexplained
    assert episode.guid == read_episode(move.studio.folder / f"{episode.slug}.yaml").episode.guid
    assert () == move.prepare(source).plan.episodes


def test_the_template_of_a_feed_is_refused_by_name(tmp_path: Path) -> None:
    """A site generator was to fill it in: nothing in it is a show's."""
    source = feed(item(), channel="<title>{{ site.title }}</title>")

    with pytest.raises(FeedpubError) as caught:
        Move(tmp_path).imported(source)

    assert "is the template of a feed, with the code of a site generator in it" == caught.value.message
