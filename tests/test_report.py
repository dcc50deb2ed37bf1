"""What people and programs read, from values made by hand."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import programs

from feedpub.catalog import Altered, Change, Transition
from feedpub.commands.publish import Published
from feedpub.commands.status import Row, State, Status
from feedpub.commands.unpublish import Unpublished
from feedpub.deploy.actions import Delete, Phase, Plan, Put, Verify
from feedpub.deploy.destination import Destination
from feedpub.deploy.events import ActionDone, FeedVerified, PhaseStarted, Planned, Restarted
from feedpub.deploy.run import RunResult, VerifyMode
from feedpub.deploy.target import Area
from feedpub.deploy.transaction import Outcome
from feedpub.errors import (
    Conflict,
    ErrorGroup,
    FeedpubError,
    Invalid,
    Place,
    Problem,
    Refused,
    Rejected,
    StorageError,
    VerificationFailed,
)
from feedpub.model import Artwork, Catalog, Category, Channel, Enclosure, Item, Owner
from feedpub.output import text
from feedpub.output.errors import error_document, error_lines
from feedpub.output.plan import (
    ALL_OBJECTS,
    NO_OBJECTS,
    SOME_OBJECTS,
    phase_line,
    plain_phase,
    plan_document,
    plan_lines,
)
from feedpub.output.report import Report
from feedpub.output.result import (
    dry_run_document,
    publish_document,
    publish_lines,
    unpublish_document,
    unpublish_lines,
)
from feedpub.output.status import status_document, status_lines
from feedpub.output.terminal import Terminal, TextStream, log_shown
from feedpub.output.text import Line
from feedpub.storage import Body

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FEED = "https://tidewater.example/feed.xml"
NOTHING = (
    f"nothing to do: the catalog and the stored feed are as they were published ({FEED}); "
    "feedpub verify looks at everything else"
)

COVER = Artwork(key="art/cover-1.jpg", type="image/jpeg", size=9, width=1400, height=1400, digest="", file="cover.jpg")
CHANNEL = Channel(
    title="Tidewater",
    description="<p>Life at the coast.</p>",
    link="https://tidewater.example/",
    language="en",
    author="Tidewater Radio",
    image=COVER,
    categories=(Category(name="Arts"),),
    explicit=False,
    guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
    base="https://tidewater.example/",
    timezone="Europe/Berlin",
)


def item(slug: str = "first-light", **fields: Any) -> Item:
    """An episode that is out."""
    audio = Enclosure(
        key=f"media/{slug}-0123456789ab.mp3",
        type="audio/mpeg",
        size=12_345_678,
        duration_ms=3_753_000,
        digest="",
        identity="",
        bitrate=128_000,
        sample_rate=44_100,
        channels=2,
        file=f"{slug}.mp3",
    )
    known: dict[str, Any] = {"title": "First light", "published": NOW, "first": NOW, "dated": True, "enclosure": audio}
    return Item(slug=slug, guid=f"guid-of-{slug}", **(known | fields))


def catalog(*items: Item, **fields: Any) -> Catalog:
    """A catalog with these episodes."""
    return Catalog(schema=1, renderer=1, revision=3, channel=replace(CHANNEL, **fields), items=items)


WHERE = Destination(
    to="s3://bucket/tidewater", state="s3://bucket/.feedpub/tidewater", base=CHANNEL.base, feed="feed.xml"
)
DISK = replace(WHERE, to="/srv/public/tidewater", base="http://127.0.0.1:8000/")
LOCAL = replace(CHANNEL, base=DISK.base)
AUDIO = Body(size=12_345_678, digest="0" * 64)
FULL = Plan(
    phases=(
        Phase(
            name="media",
            actions=(Put(key="media/a.mp3", body=AUDIO, type="audio/mpeg", cache="", reason="audio of a"),),
        ),
        Phase(
            name="verify",
            actions=(
                Verify(
                    key="media/a.mp3",
                    url="https://tidewater.example/media/a.mp3",
                    type="audio/mpeg",
                    size=12_345_678,
                    body=AUDIO,
                    reason="listeners will ask for it",
                ),
            ),
        ),
        Phase(
            name="catalog",
            actions=(
                Put(
                    key="catalog.json.gz",
                    body=Body.of_bytes(b"0123456789"),
                    type="application/gzip",
                    cache="",
                    reason="revision 3",
                    area=Area.STATE,
                ),
            ),
        ),
        Phase(name="tidy", actions=(Delete(key="old.html", reason="superseded"),)),
    )
)
ADDED = Change(transition=Transition.ADD, slug="first-light", title="First light")


def planned(
    *changes: Change, plan: Plan = FULL, warnings: tuple[str, ...] = (), after: Catalog | None = None
) -> Planned:
    """A plan as it is shown."""
    return Planned(
        plan=plan, changes=changes, before=None, after=after or catalog(item()), attempt=1, warnings=warnings
    )


def run_result(
    *changes: Change,
    after: Catalog | None = None,
    plan: Plan = FULL,
    where: Destination = WHERE,
    verify: VerifyMode = "public",
    before: Catalog | None = None,
    feed: FeedVerified | None = None,
) -> RunResult:
    """The end of a run."""
    outcome = Outcome(before=before, after=after or catalog(item()), plan=plan, changes=changes)
    return RunResult(outcome=outcome, where=where, verify=verify, feed=feed)


def texts(lines: Iterable[Line]) -> list[str]:
    """Lines as they are read where there is no colour."""
    return [" " * line.indent + (f"{line.label}: " if line.label else "") + line.text for line in lines]


def published(
    end: RunResult, *, slugs: tuple[str, ...] = (), drafts: tuple[str, ...] = (), details: bool = False
) -> list[str]:
    """The end of a publish, as text."""
    outcome = end.outcome
    plan = plan_document(planned(*outcome.changes, plan=outcome.plan, after=outcome.after))
    document = publish_document(Published(run=end, slugs=slugs, drafts=drafts), plan)
    serve = "feeds/tidewater" if end.where.is_directory else ""
    return texts(publish_lines(document, end.outcome.after.channel, serve=serve, details=details))


# --- numbers and texts


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (9_996, "10.0 kB"),
        (99_960, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (12_345_678, "12.3 MB"),
        (2_000_000_000, "2.00 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_sizes_have_three_digits(count: int, expected: str) -> None:
    """Decimal units, as stores and file managers count."""
    assert expected == text.size(count)


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [(0, "0:00"), (499, "0:00"), (500, "0:01"), (59_499, "0:59"), (123_000, "2:03"), (3_753_000, "1:02:33")],
)
def test_lengths_are_what_players_show(milliseconds: int, expected: str) -> None:
    """Rounded to whole seconds, hours only where there are any."""
    assert expected == text.playing_time(milliseconds)


def test_moments_are_said_in_the_shows_zone() -> None:
    """With the zone's name, because the reader may be elsewhere."""
    assert ["2026-11-23 08:00 (Europe/Berlin)", "2026-11-23 07:00 UTC"] == [
        text.moment("2026-11-23T07:00:00Z", "Europe/Berlin"),
        text.moment("2026-11-23T07:00:00Z"),
    ]


@pytest.mark.parametrize(("number", "expected"), [(2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st"), (30, "30th")])
def test_attempts_are_counted_in_english(number: int, expected: str) -> None:
    """Teens are irregular."""
    assert expected == text.ordinal(number)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x9b31m", r"\x9b31m"),
        ("abc\u202edef", r"abc\u202edef"),
        ("a\u2028b", r"a\u2028b"),
        ("\udc80", r"\udc80"),
        ("Gezeiten, 潮汐 👩‍🚀", "Gezeiten, 潮汐 👩‍🚀"),
    ],
)
def test_what_would_steer_a_terminal_is_spelt_out(raw: str, expected: str) -> None:
    """Every script stays as it is, emoji with joiners too."""
    assert expected == text.visible(raw)


def test_columns_align_wide_characters() -> None:
    """A Chinese character is two cells wide."""
    assert ["潮汐  1 kB", "tide     2"] == list(text.columns([("潮汐", "1 kB"), ("tide", "2")], right=frozenset({1})))


# --- errors


def test_problems_stand_at_their_place_with_help_below() -> None:
    """All of them, then how many there are."""
    error = Invalid(
        [
            Problem(Place("feeds/a.yaml", 7, 9), "number", "'1.5' is not a whole number", "write 2"),
            Problem(Place("feeds/b.yaml"), "", "is empty"),
        ]
    )

    assert [
        "feeds/a.yaml:7:9: number: '1.5' is not a whole number",
        "  help: write 2",
        "feeds/b.yaml: is empty",
        "error: 2 problems in 2 files",
    ] == texts(error_lines(error_document(error)))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FeedpubError("no"), ["error: no"]),
        (StorageError("403", where="s3://b", hint="ask"), ["error: s3://b: 403", "  help: ask"]),
        (
            Refused("moved", flag="--redate", hint="change it back"),
            ["error: moved", "  help: change it back", "  help: use --redate to do it anyway"],
        ),
        (Refused("moved", flag="--redate", hint="--redate allows it"), ["error: moved", "  help: --redate allows it"]),
        (ErrorGroup([FeedpubError("a"), FeedpubError("b", hint="c")]), ["error: a", "error: b", "  help: c"]),
    ],
)
def test_errors_say_where_what_and_what_to_do(error: FeedpubError, expected: list[str]) -> None:
    """A flag that allows it is always named."""
    assert expected == texts(error_lines(error_document(error)))


def test_what_is_added_to_an_error_on_its_way_is_said_too() -> None:
    """How far things are, for example."""
    error = VerificationFailed("gone")
    error.add_note("recorded")

    assert ["error: gone", "note: recorded"] == texts(error_lines(error_document(error)))


def test_a_caret_points_at_the_place_in_the_authors_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also behind wide characters and tabs, and in a very long line."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(f"title: 潮汐\t! x\n{'y' * 500}!\n\n", encoding="utf-8")
    problems = [Problem(Place("a.yaml", 1, 11), "", "bad"), Problem(Place("a.yaml", 2, 501), "", "bad")]

    first, second = (texts(error_lines(error_document(Invalid([problem])), excerpts=True))[1:] for problem in problems)

    assert ["  1 | title: 潮汐 ! x", "                  ^"] == first
    assert ["  2 | " + "y" * 59 + "!", "      " + " " * 59 + "^"] == second


@pytest.mark.parametrize("place", [Place("gone.yaml", 1, 1), Place("a.yaml", 3, 1), Place("a.yaml")])
def test_no_line_is_shown_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    """The file is gone, shorter, or meant as a whole."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("title: x\n", encoding="utf-8")

    assert 1 == len(texts(error_lines(error_document(Invalid([Problem(place, "", "bad")])), excerpts=True)))


def test_an_error_is_a_document() -> None:
    """With everything a program needs to act on."""
    refused = Refused("moved", where="a.yaml:1:1", hint="back", flag="--redate")
    invalid = Invalid([Problem(Place("a.yaml", 7, 9), "number", "bad", "write 2")])

    document = error_document(ErrorGroup([refused, invalid]))

    assert (2, "ErrorGroup") == (document["schema"], document["error"]["kind"])
    first, second = document["error"]["errors"]
    assert {
        "kind": "Refused",
        "message": "moved",
        "where": "a.yaml:1:1",
        "hint": "back",
        "flag": "--redate",
    }.items() <= (first.items())
    assert [
        {
            "file": "a.yaml",
            "line": 7,
            "column": 9,
            "field": "number",
            "code": None,
            "severity": None,
            "message": "bad",
            "hint": "write 2",
        }
    ] == second["problems"]


def test_a_problem_of_a_rule_names_its_code_and_severity() -> None:
    """A publish that the rules stop is read like the findings of a check."""
    error = Rejected([Problem(Place("a.yaml", 7, 9), "FP203 error", "the title repeats the episode number")])

    (problem,) = error_document(error)["error"]["problems"]

    assert ("FP203", "error", None) == (problem["code"], problem["severity"], problem["field"])
    assert ["a.yaml:7:9: FP203 error: the title repeats the episode number"] == texts(
        error_lines(error_document(error))
    )


def test_what_there_is_not_is_null_in_a_document() -> None:
    """Never an empty text, and never line 0."""
    problem = Problem(Place("a.yaml"), "", "is empty")

    error = error_document(FeedpubError("no"))["error"]
    (found,) = error_document(Invalid([problem]))["error"]["problems"]

    assert [None] * 3 == [error[key] for key in ("where", "hint", "flag")]
    assert [None] * 4 == [found[key] for key in ("line", "column", "field", "hint")]


# --- the plan


def test_a_plan_says_changes_then_each_object_with_size_and_reason() -> None:
    """Grouped by phase; columns line up over all of them."""
    assert [
        'add first-light "First light"',
        "upload:",
        "  media/a.mp3      12.3 MB  audio of a",
        "verify the uploads:",
        "  media/a.mp3      12.3 MB  listeners will ask for it",
        "record in the catalog:",
        "  catalog.json.gz     10 B  revision 3",
        "tidy:",
        "  old.html                  delete: superseded",
    ] == texts(plan_lines(plan_document(planned(ADDED))))


def test_an_empty_plan_says_nothing_of_itself() -> None:
    """The end says that there is nothing to do."""
    assert [] == texts(plan_lines(plan_document(planned(plan=Plan()))))


ALTERED = (Altered(field="title", before="A", after="B"), Altered(field="block", before="no", after="yes"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(transition=Transition.BEGIN, slug="", title="Tidewater"), ['new show "Tidewater"']),
        (
            Change(slug="", title="Tidewater", altered=ALTERED),
            ['show: title: "A" → "B"', "show: block: no → yes"],
        ),
        (
            Change(slug="a", title="B", altered=(Altered(field="notes", before=None, after="x"),)),
            ['a: notes: nothing → "x"'],
        ),
        (
            Change(transition=Transition.SCHEDULE, slug="first-light", title="First light"),
            ['schedule first-light "First light" for 2026-11-23 08:00 (Europe/Berlin)'],
        ),
        (Change(slug="b", title="B", renamed_from="a"), ['rename a to b "B"']),
        (Change(transition=Transition.RELEASE, slug="b", title="B"), ['release b "B"']),
        (Change(transition=Transition.REMOVE, slug="b", title="B"), ['unpublish b "B"']),
        (
            Change(transition=Transition.RELEASE, slug="b", title="B", renamed_from="a", altered=ALTERED[1:]),
            ['rename a to b "B"', 'release b "B"', "b: block: no → yes"],
        ),
        (Change(transition=Transition.UNSCHEDULE, slug="b", title="B"), ['take b "B" off the schedule']),
        (
            Change(transition=Transition.RESTORE, slug="first-light", title="First light"),
            ['restore first-light "First light", scheduled for 2026-11-23 08:00 (Europe/Berlin)'],
        ),
        (Change(transition=Transition.RESTORE, slug="b", title="B"), ['restore b "B"']),
    ],
)
def test_every_kind_of_change_has_a_line_of_its_own(change: Change, expected: list[str]) -> None:
    """What listeners will notice, in the words of the files."""
    lines = texts(plan_lines(plan_document(planned(change, after=catalog(item(scheduled=True))))))

    assert expected == lines[: lines.index("upload:")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(slug="", title="Tidewater", transition=Transition.BEGIN), "begin"),
        (Change(slug="b", title="B", altered=ALTERED), "edit"),
        (Change(slug="b", title="B", renamed_from="a", altered=ALTERED), "rename"),
        (Change(slug="b", title="B", renamed_from="a", transition=Transition.RELEASE), "release"),
        (Change(slug="b", title="B", transition=Transition.UNSCHEDULE), "unschedule"),
    ],
)
def test_a_change_in_a_document_has_one_kind_and_all_the_rest(change: Change, expected: str) -> None:
    """The kind is one word; whether it is also renamed or edited stands beside it."""
    document = plan_document(planned(change))["changes"][0]

    assert (expected, change.renamed_from or None, len(change.altered)) == (
        document["kind"],
        document["renamed_from"],
        len(document["fields"]),
    )


def test_a_plan_is_a_document() -> None:
    """Every action with what it does, to what, and why."""
    document = plan_document(planned(replace(ADDED, altered=ALTERED), warnings=("block",)))

    assert ["media", "verify", "catalog", "tidy"] == [phase["phase"] for phase in document["plan"]]
    actions = [action for phase in document["plan"] for action in phase["actions"]]
    assert ["put", "verify", "put", "delete"] == [action["action"] for action in actions]
    assert {"key": "catalog.json.gz", "area": "state", "size": 10}.items() <= actions[2].items()
    assert ("add", "first-light", ["block"]) == (
        document["changes"][0]["kind"],
        document["changes"][0]["slug"],
        document["warnings"],
    )


def test_every_action_in_a_document_has_the_same_keys() -> None:
    """A program reads them as the rows of a table."""
    actions = [action for phase in plan_document(planned())["plan"] for action in phase["actions"]]

    assert 1 == len({frozenset(action) for action in actions})


def test_a_field_that_reads_nothing_is_not_a_field_without_a_value() -> None:
    """Null in the document, without quotes in the text."""
    change = Change(slug="a", title="B", altered=(Altered(field="title", before=None, after="nothing"),))

    document = plan_document(planned(change))

    assert [{"field": "title", "before": None, "after": "nothing", "words": None}] == document["changes"][0]["fields"]
    assert 'a: title: nothing → "nothing"' in texts(plan_lines(document))


def test_a_long_plan_is_told_in_few_lines() -> None:
    """Nobody reads 1,700 rows: the first of a phase, then how many more; proofs of those not again. JSON has all."""
    media, proof = FULL.phases[:2]
    put, prove = media.actions[0], proof.actions[0]
    puts = tuple(replace(put, key=f"media/{at:02}.mp3") for at in range(20))
    proofs = tuple(replace(prove, key=one.key) for one in puts)
    plan = Plan(phases=(replace(media, actions=puts), replace(proof, actions=proofs)))

    lines = texts(plan_lines(plan_document(planned(plan=plan))))

    assert ["upload:", "  media/00.mp3  12.3 MB  audio of a"] == lines[:2]
    assert [
        "  … and 9 more objects, 111 MB",
        "verify the uploads:",
        "  all 20 objects above, 247 MB",
    ] == lines[12:]
    assert [20, 20] == [len(phase["actions"]) for phase in plan_document(planned(plan=plan))["plan"]]


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (FULL.phases, "upload 1 file: 12.3 MB; delete 1 file"),
        ((FULL.phases[0], replace(FULL.phases[0], name="pages")), "upload 2 files: 24.7 MB"),
        ((replace(FULL.phases[0], name="feed"),), "upload the feed: 12.3 MB"),
        ((FULL.phases[0], replace(FULL.phases[0], name="feed")), "upload 1 file and the feed: 24.7 MB"),
        (FULL.phases[2:3], "record it in the catalog"),
    ],
)
def test_a_run_sums_up_what_it_uploads(phases: tuple[Phase, ...], expected: str) -> None:
    """In one line; names, phases and reasons are there in a dry run and with -v."""
    assert [expected] == texts(plan_lines(plan_document(planned(plan=Plan(phases=phases))), objects=NO_OBJECTS))


@pytest.mark.parametrize(("objects", "expected"), [(NO_OBJECTS, 13), (SOME_OBJECTS, 38), (ALL_OBJECTS, 38)])
def test_a_run_names_some_changes_and_a_dry_run_all(objects: int, expected: int) -> None:
    """A show of 30 episodes that moves here fills no screen."""
    changes = [Change(transition=Transition.ADD, slug=f"part-{at}", title="Part") for at in range(30)]

    lines = texts(plan_lines(plan_document(planned(*changes)), objects=objects))

    assert expected == len(lines)
    assert ("… and 19 more changes (-v shows all)" in lines) == (objects == NO_OBJECTS)


def test_a_phase_that_begins_is_one_line() -> None:
    """For those who watch with -v."""
    assert ["upload: 1 object, 12.3 MB", "verify the uploads: 1 object"] == texts(
        [phase_line(plain_phase(phase)) for phase in FULL.phases[:2]]
    )


# --- the end


def test_the_end_says_where_what_and_how_it_was_proved() -> None:
    """The feed's URL, and what listeners will see."""
    assert [
        f"feed: {FEED}",
        'first-light "First light", 1:02:33, 2026-11-23 08:00 (Europe/Berlin)',
        "verified from outside: 1 object",
        "apps get the new feed now",
    ] == published(run_result(ADDED, before=catalog(), feed=FeedVerified(url=FEED, cached_until=None)))


def test_the_details_of_an_episode_are_there_with_verbose() -> None:
    """The guid, too, which nobody needs every day."""
    assert [
        f"feed: {FEED}",
        'first-light "First light"',
        "  guid    guid-of-first-light",
        "  date    2026-11-23 08:00 (Europe/Berlin)",
        "  length  1:02:33",
        "verified from outside: 1 object",
    ] == published(run_result(ADDED, before=catalog()), details=True)


def test_many_changed_episodes_are_not_named_again_at_the_end() -> None:
    """The plan in front has named them."""
    items = [item(f"part-{at}") for at in range(6)]
    changes = [Change(slug=one.slug, title=one.title, altered=ALTERED) for one in items]

    assert [f"feed: {FEED}", "verified from outside: 1 object"] == published(
        run_result(*changes, after=catalog(*items), before=catalog(*items))
    )


AT_ONCE = "to publish it now, delete `published` from its file and publish again"
OLDER = item("older", title="Older", published=NOW - timedelta(days=7))
LATER = item("later", scheduled=True, published=NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((item(),), ['listeners see 1 episode: "First light" of 2026-11-23 08:00 (Europe/Berlin)']),
        (
            (item(), OLDER),
            ['listeners see 2 episodes: the newest is "First light" of 2026-11-23 08:00 (Europe/Berlin)'],
        ),
        (
            (LATER,),
            [
                "listeners see no episode yet",
                f"later is scheduled for 2026-11-25 08:00 (Europe/Berlin); {AT_ONCE}",
            ],
        ),
        ((), ["listeners see no episode yet"]),
    ],
)
def test_the_first_time_it_says_what_listeners_see(items: tuple[Item, ...], expected: list[str]) -> None:
    """Between the addresses and how it was verified."""
    changes = [Change(transition=Transition.ADD, slug=one.slug, title=one.title) for one in items]

    lines = published(run_result(*changes, after=catalog(*items)))

    assert [f"feed: {FEED}", *expected, "verified from outside: 1 object"] == lines[: len(expected) + 2]


def test_the_end_says_where_the_pages_are() -> None:
    """The home of the show and the episode's own page, which are what people share."""
    after = replace(catalog(item()), channel=replace(catalog().channel, pages=True))

    lines = published(run_result(ADDED, after=after, before=after))

    assert "home: https://tidewater.example/index.html" == lines[1]
    assert "  https://tidewater.example/first-light.html" == lines[3]
    assert "  page    https://tidewater.example/first-light.html" in published(
        run_result(ADDED, after=after, before=after), details=True
    )


def test_nothing_to_do_is_said() -> None:
    """With the feed's URL, and without what did not change."""
    lines = published(run_result(plan=Plan(), before=catalog(item())), slugs=("first-light",))

    assert [NOTHING] == lines


def test_caches_are_named_until_they_forget() -> None:
    """In the show's zone."""
    end = run_result(ADDED, before=catalog(), feed=FeedVerified(url=FEED, cached_until=NOW + timedelta(minutes=35)))

    assert "caches may still hold the older feed; apps get the new one by 08:35 (Europe/Berlin)" in published(end)


@pytest.mark.parametrize(
    ("verify", "where", "expected"),
    [
        ("public", WHERE, "verified from outside: 1 object"),
        ("store", WHERE, "verified by the store alone, not from outside (--verify store): 1 object"),
        ("store", DISK, "verified on disk: 1 object"),
    ],
)
def test_how_it_was_proved_is_said(verify: VerifyMode, where: Destination, expected: str) -> None:
    """The store's word is not what listeners get, and never passes for it."""
    assert expected in published(run_result(ADDED, before=catalog(), verify=verify, where=where))


def test_scheduled_episodes_are_named_on_every_run() -> None:
    """Also when nothing changes, for an author who wonders where it is."""
    later = catalog(item(scheduled=True, published=NOW + timedelta(days=2)))

    lines = published(run_result(plan=Plan(), after=later, before=later), slugs=("first-light",))

    when = "scheduled for 2026-11-25 08:00 (Europe/Berlin)"
    assert f"first-light is {when}; to publish it now, delete `published` from its file and publish again" in lines


def test_a_rehearsal_says_who_can_subscribe() -> None:
    """And how to listen; it says nothing of directories that could not fetch it."""
    lines = published(run_result(ADDED, where=DISK, after=replace(catalog(item()), channel=LOCAL)))

    assert "only this machine, or its network, can subscribe; to listen: feedpub serve feeds/tidewater" in lines
    assert not any("podcastsconnect" in line for line in lines)


def test_a_rehearsal_in_a_bucket_is_not_served_by_feedpub() -> None:
    """A store on this machine answers itself."""
    local = replace(WHERE, base="http://127.0.0.1:8333/bucket/")

    assert "only this machine, or its network, can subscribe" in published(
        run_result(ADDED, where=local, after=replace(catalog(item()), channel=replace(CHANNEL, base=local.base)))
    )


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        (None, "the feed has no e-mail address; add `owner: {name: …, email: …}` and `claim_until:` with a date"),
        (
            Owner(name="Ada", email="ada@x.example"),
            "ada@x.example is not in the feed; add `claim_until:` with a date in two weeks or so to show.yaml",
        ),
        (
            Owner(name="Ada", email="ada@x.example", in_feed=True),
            "ada@x.example is in the feed for good (`in_feed: true`)",
        ),
    ],
)
def test_the_first_time_it_says_where_to_submit_and_how_to_claim(owner: Owner | None, expected: str) -> None:
    """The e-mail in the feed is a switch with a date."""
    lines = published(run_result(ADDED, after=catalog(item(), owner=owner)))

    places = ("podcastsconnect.apple.com", "creators.spotify.com", "studio.youtube.com", "podcasters.amazon.com")
    assert all(any(place in line for line in lines) for place in (*places, "podcastindex.org/add"))
    assert any(expected in line for line in lines)


def test_the_second_time_it_does_not() -> None:
    """Directories poll the feed themselves."""
    assert not any("podcastsconnect" in line for line in published(run_result(ADDED, before=catalog())))


def test_unpublishing_says_what_stays_reachable() -> None:
    """Nothing is deleted, and the slug stays taken."""
    gone = Change(transition=Transition.REMOVE, slug="first-light", title="First light")
    done = Unpublished(
        run=run_result(gone, after=catalog()), slug="first-light", still_reachable=("https://x.example/a.mp3",)
    )

    lines = texts(unpublish_lines(unpublish_document(done, plan_document(planned(gone)))))

    assert any("--restore" in line for line in lines)
    assert "its audio stays available to apps that know the address: https://x.example/a.mp3" == lines[-1]


def test_an_end_is_a_document() -> None:
    """Stable names, times in UTC, addresses whole."""
    until = NOW + timedelta(minutes=5)
    done = Published(
        run=run_result(ADDED, feed=FeedVerified(url=FEED, cached_until=until)),
        slugs=("first-light",),
        drafts=("b.yaml",),
    )

    document = json.loads(json.dumps(publish_document(done, plan_document(planned(ADDED)))))

    assert {
        "schema": 2,
        "command": "publish",
        "dry_run": False,
        "feed_url": FEED,
        "home_url": None,
        "to": "s3://bucket/tidewater",
        "local_only": False,
        "timezone": "Europe/Berlin",
        "revision": 3,
        "verified": {"how": "public", "objects": 1, "feed": "cached", "cached_until": "2026-11-23T07:05:00Z"},
        "first_publication": True,
        "drafts": ["b.yaml"],
    }.items() <= document.items()
    assert [
        {
            "slug": "first-light",
            "state": "published",
            "guid": "guid-of-first-light",
            "title": "First light",
            "published": "2026-11-23T07:00:00Z",
            "link": None,
            "duration_ms": 3_753_000,
            "audio": {
                "url": "https://tidewater.example/media/first-light-0123456789ab.mp3",
                "size": 12_345_678,
                "type": "audio/mpeg",
            },
        }
    ] == document["episodes"]


def test_a_dry_run_is_a_document_too() -> None:
    """It says that it is one."""
    document = dry_run_document("release", plan_document(planned(ADDED)))

    assert (True, "release", FEED, 4) == (
        document["dry_run"],
        document["command"],
        document["feed_url"],
        len(document["plan"]),
    )


def test_a_dry_run_has_the_keys_of_a_run() -> None:
    """What only a run knows is null."""
    plan = plan_document(planned(ADDED))
    done = publish_document(Published(run=run_result(ADDED), slugs=(), drafts=()), plan)

    dry = dry_run_document("publish", plan)

    assert set(done) == set(dry)
    assert {"verified"} == {key for key, value in dry.items() if value is None and done[key] is not None}


# --- status


def standing(**fields: Any) -> Status:
    """A show with an episode of every kind."""
    rows = (
        Row(slug="fresh", state=State.NEW, title="Fresh", file="fresh.yaml"),
        Row(slug="due", state=State.SCHEDULED, due=True, title="Due", published=NOW, duration_ms=60_000),
        Row(slug="out", state=State.PUBLISHED, title="Out", published=NOW, duration_ms=3_753_000, edited=True),
        Row(slug="bad", state=State.INVALID, title="", file="bad.yaml", invalid=True),
    )
    problem = Problem(Place("bad.yaml", 1, 1), "", "bad")
    known: dict[str, Any] = {"revision": 3, "behind": False, "edited": False}
    return Status(where=WHERE, title="Tidewater", rows=rows, problems=(problem,), **(known | fields))


def test_status_is_a_table() -> None:
    """One episode a line."""
    assert [
        f'"Tidewater" at {FEED}',
        "1 episode due: feedpub release publishes what is due",
        '  new                fresh                                 "Fresh"',
        '  scheduled, due     due    2026-11-23 07:00 UTC     1:00  "Due"',
        '  published, edited  out    2026-11-23 07:00 UTC  1:02:33  "Out"',
        "  invalid            bad                                   bad.yaml",
    ] == texts(status_lines(status_document(standing())))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"revision": 0}, "nothing is published at s3://bucket/tidewater yet"),
        ({"edited": True}, "show.yaml has changed since the last publication"),
        (
            {"behind": True},
            "warning: pages and feed do not match the catalog; feedpub publish or release sends them again",
        ),
    ],
)
def test_status_says_how_the_show_stands(fields: dict[str, Any], expected: str) -> None:
    """Before any episode."""
    assert expected in texts(status_lines(status_document(standing(**fields))))


def test_status_is_a_document() -> None:
    """With the problems of files that cannot be read."""
    document = json.loads(json.dumps(status_document(standing())))

    assert [("new", False), ("scheduled", True), ("published", False), ("invalid", False)] == [
        (row["state"], row["due"]) for row in document["episodes"]
    ]
    assert {"slug": "due", "published": "2026-11-23T07:00:00Z", "duration_ms": 60_000}.items() <= (
        document["episodes"][1].items()
    )
    assert ["bad.yaml"] == [problem["file"] for problem in document["problems"]]


# --- the streams


def test_no_line_is_cut_and_none_is_coloured_in_a_pipe() -> None:
    """A path can be copied from a log."""
    out = io.StringIO()
    Terminal(out=TextStream(out), err=TextStream(io.StringIO())).result([Line("x" * 500, label="error", style="bold")])

    assert f"error: {'x' * 500}\n" == out.getvalue()


def test_markup_and_emoji_codes_of_authors_are_text() -> None:
    """`[red]` and `:smile:` are what somebody wrote."""
    out = io.StringIO()
    Terminal(out=TextStream(out), err=TextStream(io.StringIO())).result([Line("[red]x[/] :smile: \x1b[31m")])

    assert "[red]x[/] :smile: \\x1b[31m\n" == out.getvalue()


def test_a_stream_that_knows_no_umlauts_gets_escapes() -> None:
    """Instead of a traceback."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    Terminal(out=TextStream(file), err=TextStream(io.StringIO())).result([Line("Flüsse → Meer")])
    file.flush()

    assert b"Fl\\xfcsse \\u2192 Meer\n" == raw.getvalue()


def test_a_document_is_ascii_on_stdout() -> None:
    """Nothing in it steers a terminal, and it reads back the same."""
    out = io.StringIO()
    Terminal(out=TextStream(out), err=TextStream(io.StringIO())).document({"a": "潮\x7f\u2028\x85" * 99})

    assert out.getvalue().isascii()
    assert {"a": "潮\x7f\u2028\x85" * 99} == json.loads(out.getvalue())


def test_only_our_own_log_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK's prints signed headers; and a log line steers no terminal."""
    with log_shown(verbose=True):
        logging.getLogger("feedpub.fetch").info("asked \x1b[31m")
        logging.getLogger("botocore").debug("Authorization: secret")
    logging.getLogger("feedpub.fetch").info("later")

    assert "feedpub.fetch: asked \\x1b[31m\n" == capsys.readouterr().err


# --- a run as it happens


def run(*events: Any, **options: bool) -> Report:
    """A report that has heard these events."""
    report = Report(**options)
    for event in events:
        report.event(event)
    return report


def test_results_go_to_stdout_and_talk_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a pipe carries the result alone."""
    run(planned(ADDED, warnings=("block: hidden",)), Restarted(attempt=1, wait=0.1), planned(ADDED, plan=Plan()))

    out, err = capsys.readouterr()
    assert 'add first-light "First light"\nupload 1 file: 12.3 MB; delete 1 file\n' == out
    assert "warning: block: hidden\nsomeone else published at the same time; starting over (2nd attempt)\n" == err


def test_a_warning_is_said_once_whatever_restarts(capsys: pytest.CaptureFixture[str]) -> None:
    """A new one still is said."""
    run(planned(warnings=("a",)), Restarted(attempt=1, wait=0.1), planned(warnings=("a", "b")))

    err = capsys.readouterr().err
    assert (1, 1) == (err.count("warning: a"), err.count("warning: b"))


def test_quiet_leaves_warnings_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """For scheduled jobs."""
    report = run(planned(ADDED, warnings=("a",)), quiet=True)
    report.result([Line("feed")], {})

    assert ("", "warning: a\n") == capsys.readouterr()


@pytest.mark.parametrize("options", [{"dry_run": True}, {"verbose": True}, {"verbose": True, "dry_run": True}])
def test_a_dry_run_and_verbose_name_each_object(capsys: pytest.CaptureFixture[str], options: dict[str, bool]) -> None:
    """With its size and the reason."""
    run(planned(ADDED), **options)

    assert "  media/a.mp3      12.3 MB  audio of a\n" in capsys.readouterr().out


def test_verbose_says_each_phase(capsys: pytest.CaptureFixture[str]) -> None:
    """A line per phase, on stderr."""
    run(PhaseStarted(phase=FULL.phases[0]), ActionDone(action=FULL.verifications[0]), verbose=True)

    assert "upload: 1 object, 12.3 MB\n" == capsys.readouterr().err


def test_json_is_the_document_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Plan and warnings are in it."""
    report = run(planned(ADDED, warnings=("a",)), json=True)
    report.result([Line("feed")], {"schema": 2})

    out, err = capsys.readouterr()
    assert ({"schema": 2}, "") == (json.loads(out), err)


@pytest.mark.parametrize(("plan", "expected"), [(FULL, "dry run: nothing was changed\n"), (Plan(), f"{NOTHING}\n")])
def test_a_dry_run_ends_after_the_plan(capsys: pytest.CaptureFixture[str], plan: Plan, expected: str) -> None:
    """It says that nothing was changed."""
    run(planned(plan=plan)).stopped("publish")

    assert capsys.readouterr().out.endswith(expected)


WATCHED = """
import sys
from tests.test_report import ADDED, FULL, planned
from feedpub.errors import Conflict
from feedpub.output.report import Report
from feedpub.deploy.events import ActionDone, PhaseStarted
from feedpub.deploy.events import Sending

report = Report()
report.reading("first\\x1b.mp3", 0, 10_000_000)
report.reading("first\\x1b.mp3", 10_000_000, 10_000_000)
report.event(planned(ADDED))
report.event(PhaseStarted(phase=FULL.phases[0]))
report.event(Sending(put=FULL.puts[0], count=6_000_000))
report.event(Sending(put=FULL.puts[0], count=-1_000_000))
report.event(PhaseStarted(phase=FULL.phases[1]))
report.event(Sending(put=FULL.puts[0], count=6_000_000))
report.event(ActionDone(action=FULL.verifications[0]))
report.close()
"""


def watched(environment: dict[str, str]) -> str:
    """What a person at a terminal sees of a run."""
    shown = {**os.environ, "TERM": "xterm", **environment}
    return programs.at_terminal([sys.executable, "-c", WATCHED], env=shown)[1].decode()


@pytest.mark.slow
def test_a_terminal_shows_progress_in_bytes_and_colour() -> None:
    """What is measured, what is sent, what is verified; what is sent again meanwhile is no verification."""
    seen = watched({})

    assert all(
        text in seen for text in ("measuring first\\x1b.mp3", "10.0/10.0 MB", "uploading (media)", "5.0/12.3 MB")
    )
    assert "verifying" in seen
    assert "6000001" not in seen
    assert "\x1b[1m" in seen


DRAWS = "from feedpub.output.terminal import Terminal; print(bool(Terminal().drawing_columns))"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"PYTHONIOENCODING": "ascii"}, False),
    ],
)
def test_symbols_are_drawn_where_phones_can_read_them(environment: dict[str, str], expected: bool) -> None:
    """Dark on light, whatever the terminal's own colours; and never into a pipe."""
    shown = {**os.environ, "TERM": "xterm", **environment}

    assert f"{expected}\r\n" == programs.at_terminal([sys.executable, "-c", DRAWS], env=shown)[1].decode()
    assert "False\n" == programs.python("-c", DRAWS, env=shown, text=True).stdout


@pytest.mark.slow
def test_no_color_is_respected() -> None:
    """No colour code, on a terminal either."""
    seen = watched({"NO_COLOR": "1"})

    assert not any(f"\x1b[{code}m" in seen for code in (31, 32, 33, 36, "1;31", "1;32", "38;5;237"))


def test_conflicts_keep_their_exit_code() -> None:
    """A program sees that running again is safe."""
    assert (3, "Conflict") == (Conflict.exit_code, error_document(Conflict("x"))["error"]["kind"])
