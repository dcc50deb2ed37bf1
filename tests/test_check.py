"""`feedpub check`: the author's files, any feed file; what is said, where, and the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests import programs
from tests.good_feed import good_feed
from tests.studio import NOW, Studio
from typer.testing import CliRunner, Result

from feedpub.cli import app, environment
from feedpub.lint.rules import RULES


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with a show and one good episode; its workspace is the current folder, the clock stands at NOW."""
    desk = Studio(tmp_path)
    desk.show(owner=None)
    desk.episode(notes="What the tide brings.")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "now", lambda: NOW)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return desk


def run(*words: str, stdin: str | None = None) -> Result:
    """One command; whatever it raises is a bug."""
    done = CliRunner().invoke(app, list(words), input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def checked(*words: str) -> list[tuple[str, str, int | None, int | None]]:
    """File, code, line and column of each finding."""
    document = json.loads(run("check", *words, "--format", "json").stdout)
    return [
        (Path(one["file"]).name, one["code"], one["line"], one["column"])
        for subject in document["subjects"]
        for one in subject["findings"]
        if one["severity"] != "note"
    ]


# --- the author's files


def test_a_good_show_is_ready_everywhere(studio: Studio) -> None:
    """Exit 0, and a verdict for each platform."""
    done = run("check", "feeds/desk")

    assert 0 == done.exit_code, done.output
    assert "Apple Podcasts: ready · Spotify: ready · YouTube: ready · PSP-1: ready" in done.stdout
    assert "Tidewater (feeds/desk): 1 episode, " in done.stdout
    assert "warning" not in done.stdout


def test_a_finding_names_file_line_and_column(studio: Studio) -> None:
    """Of the field that says it, with what to write instead; a warning is no failure."""
    studio.episode("first-light", title="Ep. 12: First light", notes="Words.")

    done = run("check", "feeds/desk/first-light.yaml")

    assert 0 == done.exit_code
    assert "feeds/desk/first-light.yaml:1:8: FP203 warning: the title repeats the episode number" in done.stdout
    assert "help: write 'First light'" in done.stdout
    assert "Apple Podcasts: 1 warning" in done.stdout
    assert "FP203 number-in-title: Apple, A Podcaster's Guide to RSS, since 2017" in done.stdout


def test_warnings_are_errors_if_asked(studio: Studio) -> None:
    """By --strict, or by the show."""
    studio.episode("first-light", title="Ep. 12: First light", notes="Words.")

    assert 1 == run("check", "feeds/desk", "--strict").exit_code
    studio.show(check={"strict": "true"})
    assert 1 == run("check", "feeds/desk").exit_code


def test_what_cannot_be_published_is_an_error_and_the_rest_is_checked_nevertheless(studio: Studio) -> None:
    """Every problem of every file, and the findings of the files that can be read."""
    studio.episode("first-light", title="Ep. 12: First light", notes="Words.")
    (studio.folder / "broken.yaml").write_text("title: Broken\nauido: x.mp3\n")

    assert [
        ("broken.yaml", "FP000", 1, 1),
        ("broken.yaml", "FP000", 2, 1),
        ("first-light.yaml", "FP203", 1, 8),
    ] == sorted(checked("feeds/desk"))
    assert 1 == run("check", "feeds/desk").exit_code


@pytest.mark.parametrize(
    ("published", "zone"),
    [
        ("2026-03-29T02:30", "Europe/Berlin"),
        ("2026-10-25T02:30", "Europe/Berlin"),
        ("2026-03-08T02:00", "America/New_York"),
        ("2011-12-30", "Pacific/Apia"),
        ("2026-09-01T08:00", None),
    ],
)
def test_a_time_that_there_is_not_is_found_once(studio: Studio, published: str, zone: str | None) -> None:
    """Although it stands in the way of the measuring and of the feed: skipped, doubled, a skipped day, no zone."""
    studio.show(owner=None, timezone=zone)
    studio.episode("good", notes="What the tide brings.")
    studio.episode(published=published)

    assert [("first-light.yaml", "FP000", 3, 12)] == checked("feeds/desk")


def test_notes_in_a_file_of_their_own_are_found_there(studio: Studio) -> None:
    """The place is the Markdown file."""
    studio.episode("first-light", notes=None)
    (studio.folder / "first-light.md").write_text("[shop](http://tidewater.example/shop)\n")

    assert [("first-light.md", "FP245", None, None)] == checked("feeds/desk")
    assert [("first-light.md", "FP245", None, None)] == checked("feeds/desk/first-light.md")


def test_absent_media_are_not_guessed_at(studio: Studio) -> None:
    """Once they are published, the result names the files that are not here, and has no finding about them."""
    studio.publish()
    (studio.folder / "first-light.mp3").unlink()
    (studio.folder / "cover.jpg").unlink()

    done = run("check", "feeds/desk")

    assert 0 == done.exit_code, done.output
    assert "the audio of first-light is not here" in done.stdout
    assert "the artwork cover.jpg is not here" in done.stdout


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ({"fonts": {"pictures": "cover.jpg"}}, []),
        ({"logo": "logo.png"}, []),
        ({"logo": "logo.png", "fonts": {"pictures": "font.ttf"}}, ["note: the font font.ttf is not here"]),
    ],
)
def test_what_an_error_says_is_no_note_as_well(studio: Studio, theme: dict[str, object], expected: list[str]) -> None:
    """A font that is no font is here; of a logo that nobody has the error says so."""
    studio.show(owner=None, theme=theme)

    done = run("check", "feeds/desk")

    assert 1 == done.exit_code, done.output
    assert expected == [line for line in done.stdout.splitlines() if line.startswith("note: ")]


def test_a_show_that_cannot_be_read_is_not_counted_as_empty(studio: Studio) -> None:
    """It has episodes, at which nobody looked."""
    studio.show(titel="Tidewater")

    done = run("check", "feeds/desk")

    assert 1 == done.exit_code, done.output
    assert "note: no audio, no picture and no rule was looked at: the show has to be readable first" in done.stdout
    assert "0 episodes" not in done.stdout


def test_two_episodes_with_one_recording_are_a_mistake(studio: Studio) -> None:
    """Somebody copied the YAML and forgot the audio."""
    studio.episode("night-tide", audio="first-light.mp3", notes="Words.", published="2026-11-20T06:00+00:00")

    found = checked("feeds/desk")

    assert [("night-tide.yaml", "FP000")] == [(file, code) for file, code, _line, _column in found]


def test_a_scheduled_episode_is_checked_without_its_date(studio: Studio) -> None:
    """It is not in the feed before it is due."""
    studio.episode("later", title="#7 Later", notes="Words.", published="2026-12-24T06:00+00:00")

    assert ["FP203"] == [code for _file, code, _line, _column in checked("feeds/desk")]


def test_checking_writes_nothing(studio: Studio) -> None:
    """But facts of audio files into the user's cache."""
    before = {path: path.stat().st_mtime_ns for path in studio.root.rglob("*") if "cache" not in path.parts}

    run("check", "feeds/desk")

    after = {path: path.stat().st_mtime_ns for path in studio.root.rglob("*") if "cache" not in path.parts}
    assert before == after


def test_all_shows_of_a_workspace_are_checked(studio: Studio) -> None:
    """`feedpub check feeds`, and files of several shows at once, as pre-commit names them."""
    other = Studio(studio.root, name="other")
    other.show()
    other.episode("second", title="S1E2 Second", notes="Words.")

    assert [("second.yaml", "FP203", 1, 8)] == checked("feeds")
    assert [("second.yaml", "FP203", 1, 8)] == checked("feeds/desk/first-light.yaml", "feeds/other/second.yaml")


# --- silence


@pytest.mark.parametrize(
    "text",
    [
        'title: "Ep. 12: First light"  # feedpub: ignore FP203 because it is part of the name\n',
        '# feedpub: ignore FP203 because it is part of the name\ntitle: "Ep. 12: First light"\n',
        '# feedpub: ignore FP2\n\ntitle: "Ep. 12: First light"\n',
        'number: 12\n# feedpub: ignore FP203\n# really\ntitle: "Ep. 12: First light"\n',
    ],
    ids=["behind", "above", "family", "inside"],
)
def test_a_comment_silences_a_rule(studio: Studio, text: str) -> None:
    """On the line, above it, or above everything; what is silenced is counted."""
    (studio.folder / "first-light.yaml").write_text(f"{text}audio: first-light.mp3\nnotes: Words.\n")

    done = run("check", "feeds/desk", "--strict")

    assert 0 == done.exit_code, done.output
    assert "1 ignored" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        'title: "Ep. 12: First light # feedpub: ignore FP203"\n',
        'title: "Ep. 12: First light"\nsummary: >\n  # feedpub: ignore FP203\n  Words.\n',
        'title: "Ep. 12: First light"\n# feedpub: ignore FP203\nnumber: 12\n',
    ],
    ids=["in the text", "in a block", "on another line"],
)
def test_what_is_no_comment_silences_nothing(studio: Studio, text: str) -> None:
    """Inside of texts, and on other lines."""
    (studio.folder / "first-light.yaml").write_text(f"{text}audio: first-light.mp3\nnotes: Words.\n")

    assert ["FP203"] == [code for _file, code, _line, _column in checked("feeds/desk") if code != "FP009"]


def test_a_show_silences_rules_for_all_its_episodes(studio: Studio) -> None:
    """In show.yaml."""
    studio.show(check={"ignore": ["fp203"]})
    studio.episode("first-light", title="Ep. 12: First light", notes="Words.")

    assert [] == checked("feeds/desk")


def test_a_run_chooses_its_rules(studio: Studio) -> None:
    """--select, --ignore, --for."""
    studio.episode(
        "first-light", title="Ep. 12: First light", notes="[shop](http://tidewater.example/shop)", block="true"
    )

    assert ["FP203", "FP230", "FP245"] == sorted(code for _f, code, _l, _c in checked("feeds/desk"))
    assert ["FP245"] == [code for _f, code, _l, _c in checked("feeds/desk", "--for", "spotify")]
    assert ["FP203"] == [code for _f, code, _l, _c in checked("feeds/desk", "--select", "FP203,FP1")]
    assert ["FP245"] == [code for _f, code, _l, _c in checked("feeds/desk", "--ignore", "FP203,FP230")]


def test_a_comment_that_silences_nothing_is_found(studio: Studio) -> None:
    """A code that no rule has, and one that is never silent."""
    (studio.folder / "first-light.yaml").write_text(
        "title: First light\naudio: first-light.mp3\nnotes: Words.\n"
        "number: 1  # feedpub: ignore FP888\nseason: 1  # feedpub: ignore FP201\n"
    )

    assert [("first-light.yaml", "FP009", 4, 1), ("first-light.yaml", "FP009", 5, 1)] == checked("feeds/desk")


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("FP203", [], [("first-light.yaml", "FP009", 4, 1)]),
        ("FP2", [], [("first-light.yaml", "FP009", 4, 1)]),
        ("FP641", [], []),
        ("FP203", ["--for", "apple"], []),
        ("FP203", ["--select", "FP203"], []),
        ("FP203, FP641", [], [("first-light.yaml", "FP009", 4, 1)]),
    ],
)
def test_a_comment_that_is_not_needed_any_more_is_found(
    studio: Studio, code: str, words: list[str], expected: list[tuple[str, str, int, int]]
) -> None:
    """Unless only some rules were run. A note counts as a finding."""
    (studio.folder / "first-light.yaml").write_text(
        f"title: First light\naudio: first-light.mp3\nnotes: Words.\n# feedpub: ignore {code} because it was so\n"
    )

    assert expected == checked("feeds/desk", *words)


def test_a_comment_about_a_recording_that_is_not_here_may_be_needed(studio: Studio) -> None:
    """Nobody can tell, so nothing is said of it."""
    path = studio.episode(notes="Words.")
    path.write_text(path.read_text() + "# feedpub: ignore FP320\n")
    studio.publish()
    (studio.folder / "first-light.mp3").unlink()

    assert [] == checked("feeds/desk")


@pytest.mark.parametrize(
    ("ignored", "paths", "expected"),
    [
        (["FP203"], ["feeds/desk"], [("show.yaml", "FP009")]),
        (["FP203", "FP641"], ["feeds/desk"], [("show.yaml", "FP009")]),
        (["FP6"], ["feeds/desk"], []),
        (["FP888"], ["feeds/desk"], [("show.yaml", "FP009")]),
        (["FP203"], ["feeds/desk/first-light.yaml"], []),
    ],
)
def test_a_setting_that_is_not_needed_any_more_is_found(
    studio: Studio, ignored: list[str], paths: list[str], expected: list[tuple[str, str]]
) -> None:
    """Where all episodes are checked; another one may need it."""
    studio.show(owner=None, check={"ignore": ignored})
    studio.episode("night-tide", notes="Words.", published="2026-11-20T06:00+00:00")

    assert expected == [(file, code) for file, code, _line, _column in checked(*paths)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--ignore", "FP201"], "FP201 (missing-title) cannot be ignored"),
        (["--select", "FP888"], "no rule has a code that begins with 'FP888'"),
        (["--for", "appel"], "did you mean apple?"),
        (["--for", ","], "write for example apple,spotify"),
        (["--media", "some"], "newest:20, all or none"),
        (["--format", "xml"], "not text, json, github, markdown or sarif"),
        (["nowhere"], "there is no such file or folder"),
        (["nowhere.xml"], "there is no such file or folder"),
    ],
)
def test_what_cannot_be_checked_is_exit_code_2(studio: Studio, words: list[str], message: str) -> None:
    """With what to do."""
    done = run("check", *([] if "nowhere" in words[0] else ["feeds/desk"]), *words)

    assert 2 == done.exit_code, done.output
    assert message in done.stderr


# --- feed files


def test_a_feed_file_is_checked_at_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours or not; --strict and the exit code as everywhere."""
    monkeypatch.chdir(tmp_path)
    text = good_feed().replace("<title>First light</title>", "<title>Ep. 1: First light</title>")
    Path("feed.xml").write_text(text, encoding="utf-8")
    line = text[: text.index("<title>Ep. 1")].count("\n") + 1

    assert [("feed.xml", "FP203", line)] == [(file, code, at) for file, code, at, _ in checked("feed.xml")]
    assert 1 == run("check", "feed.xml", "--strict").exit_code


def test_a_feed_for_this_machine_alone_is_a_rehearsal(studio: Studio) -> None:
    """Its addresses are no mistakes; but that nobody else can subscribe is said. One foreign address makes it one."""
    run("publish", "feeds/desk")
    feed = studio.site / "feed.xml"

    done = run("check", "public/desk/feed.xml")
    mixed = feed.read_text(encoding="utf-8").replace("http://127.0.0.1:8910/media", "https://tidewater.example/media")
    feed.write_text(mixed, encoding="utf-8")

    assert 0 == done.exit_code, done.output
    assert "nobody else can subscribe" in done.stdout
    assert "FP044" in {code for _file, code, _line, _column in checked("public/desk/feed.xml")}


@pytest.mark.slow
def test_nothing_of_aws_is_imported_for_a_check(studio: Studio) -> None:
    """Half a second that nobody has to wait."""
    script = (
        "import sys; from feedpub.cli import app\n"
        "try: app(['check', 'feeds/desk'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'boto3', 'botocore', 's3transfer'}))"
    )
    done = programs.python("-c", script, text=True, cwd=studio.root)

    assert "[]" == done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_a_status_loads_no_rules(studio: Studio) -> None:
    """Only commands that look for findings wait for the rules."""
    script = (
        "import sys; from feedpub.cli import app\n"
        "try: app(['status', 'feeds/desk'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print('feedpub.lint.rules' in sys.modules)"
    )
    done = programs.python("-c", script, text=True, cwd=studio.root)

    assert "False" == done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_nothing_is_imported_for_media_that_are_not_there(studio: Studio) -> None:
    """Decoders, HTTP and templates take as long to load as hundreds of files to check."""
    studio.episode("first-light", notes="Words.")
    for media in (*studio.root.rglob("*.mp3"), *studio.root.rglob("*.jpg")):
        media.unlink()
    script = (
        "import sys; from feedpub.cli import app\n"
        "try: app(['check', 'feeds/desk'])\n"
        "except SystemExit as end: assert end.code == 1, end.code\n"
        "heavy = {'PIL', 'mutagen', 'urllib3', 'jinja2', 'babel'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & heavy))"
    )
    done = programs.python("-c", script, text=True, cwd=studio.root)

    assert "[]" == done.stdout.splitlines()[-1]


def test_standard_input_is_a_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Curl … | feedpub check -."""
    done = run("check", "-", stdin=good_feed())

    assert 0 == done.exit_code, done.output
    assert "Tidewater (<stdin>): 1 episode" in done.stdout


@pytest.mark.parametrize("what", ["feeds/desk/first-light.yaml", "feeds/desk"])
def test_a_draft_is_checked_as_the_episode_that_it_would_be(studio: Studio, what: str) -> None:
    """Its own faults are reported at their lines, not that the show has no episode; and that it is not published."""
    studio.episode(title="Ep. 1: First light", notes="Words.", draft="true")

    done = run("check", what)

    assert 0 == done.exit_code, done.output
    assert [("first-light.yaml", "FP203", 1, 8)] == checked(what)
    assert "Tidewater (" in done.stdout
    assert ": 1 episode, 1 warning" in done.stdout
    assert (
        "note: feeds/desk/first-light.yaml is a draft; it is checked like any episode, "
        "but not published until you delete its `draft:` line"
    ) in done.stdout.splitlines()
    document = json.loads(run("check", what, "--format", "json").stdout)
    assert [["feeds/desk/first-light.yaml"]] == [one["drafts"] for one in document["subjects"]]


def test_a_draft_beside_an_episode_is_checked_with_it(studio: Studio) -> None:
    """Files that are not there, comments that silence a rule, the same recording twice: as in any episode."""
    studio.episode("rough", sound=sum(b"first-light"), notes="Words.", transcripts=["rough.vtt"], draft="true")
    with (studio.folder / "rough.yaml").open("a", encoding="utf-8") as file:
        file.write("# feedpub: ignore FP999\n")

    found = checked("feeds/desk")

    assert [("rough.yaml", "FP000", 2, 8), ("rough.yaml", "FP000", 5, 3), ("rough.yaml", "FP009", 7, 1)] == found


def test_the_first_check_after_init_says_only_what_is_left_to_do(studio: Studio) -> None:
    """A cover, a recording, and the line that keeps the episode back; nothing of that is an error."""
    answers = {"--title": "Tide", "--description": "Life.", "--author": "Ada", "--category": "Science"}
    run("init", "feeds/tide", *(word for pair in answers.items() for word in pair))

    done = run("check", "feeds/tide")

    drawn, saved, *rest = done.stdout.splitlines()
    how = "it is checked like any episode, but not published until you delete its `draft:` line"
    assert 0 == done.exit_code
    assert "FP137 warning: the cover is the placeholder" in drawn
    assert "save your own over it" in saved
    assert [
        "note: feeds/tide/first-episode.yaml has no recording yet: save it as media/tide/first-episode.mp3",
        f"note: feeds/tide/first-episode.yaml is a draft; {how}",
        "Tide (feeds/tide): 1 episode, 1 warning, 1 note (--notes shows them)",
        "Apple Podcasts: 1 warning · Spotify: ready · YouTube: ready · PSP-1: ready · Podcasting 2.0: ready",
    ] == rest[:4]


def test_episodes_without_a_date_are_not_said_to_have_the_same(studio: Studio) -> None:
    """Publishing gives each a date of its own."""
    studio.episode("second", notes="More of it.")

    assert [] == [code for _, code, _, _ in checked("feeds/desk") if code == "FP232"]


def test_formats_for_programs(studio: Studio) -> None:
    """GitHub's annotations and a Markdown comment, with everything escaped that would mean something there."""
    studio.episode("first-light", title="Ep. 12: 100% | <b>light</b>, `x`", notes="Words.")

    github = run("check", "feeds/desk", "--format", "github").stdout
    markdown = run("check", "feeds/desk", "--format", "markdown").stdout

    start = "::warning file=feeds/desk/first-light.yaml,line=1,col=8,title=FP203 number-in-title::"
    assert any(line.startswith(start) for line in github.splitlines())
    assert "100%25" in github
    assert "| `feeds/desk/first-light.yaml:1:8` | FP203 warning |" in markdown
    assert "&lt;b&gt;" in markdown
    assert "**Apple Podcasts**: " in markdown


# --- rules


def test_a_rule_explains_itself() -> None:
    """By code, by name, by the beginning of a code."""
    by_code, by_name = run("rule", "FP203"), run("rule", "number-in-title")

    assert by_code.stdout == by_name.stdout
    assert "<title>Ep. 12: Moths</title>" in by_code.stdout
    assert "Apple Podcasts, PSP-1" in by_code.stdout
    assert len(RULES) + 2 == len(run("rule", "--all").stdout.splitlines())
    assert len(RULES) + 2 == len(json.loads(run("rule", "FP", "--format", "json").stdout)["rules"])


@pytest.mark.parametrize(
    ("words", "message"),
    [([], "no rule"), (["FP9999"], "there is no rule"), (["number-in-titel"], "did you mean number-in-title?")],
)
def test_no_such_rule(words: list[str], message: str) -> None:
    """Exit 2, with a guess."""
    done = run("rule", *words)

    assert 2 == done.exit_code
    assert message in done.stderr


# --- publishing


def test_an_error_stops_a_publish_before_anything_is_written(studio: Studio) -> None:
    """Exit 1, at the author's line; the feed stays as it was."""
    run("publish", "feeds/desk")
    before = {path: path.read_bytes() for path in studio.root.joinpath("public").rglob("*") if path.is_file()}
    studio.show(type="serial")
    studio.episode("second", notes="Words.", published="2026-11-22T06:00+00:00")

    done = run("publish", "feeds/desk/second.yaml")

    assert 1 == done.exit_code, done.output
    assert "feeds/desk/second.yaml: FP226 error: a full episode of a serial show has no number" in done.stderr
    after = {path: path.read_bytes() for path in studio.root.joinpath("public").rglob("*") if path.is_file()}
    assert before == after


def test_what_a_publish_does_not_touch_is_counted(studio: Studio) -> None:
    """A rule that is new, or a show that changed its type, never locks what is out."""
    studio.episode("first-light", title="Ep. 1: First light", notes="Words.")
    run("publish", "feeds/desk")
    studio.show(type="serial")
    studio.episode("second", notes="Words.", number=2, published="2026-11-22T06:00+00:00")

    done = run("publish", "feeds/desk/second.yaml")

    assert 0 == done.exit_code, done.output
    assert "2 warnings about episodes that this run does not touch; feedpub check shows them" in done.stderr
    assert "FP203" not in done.stderr


def transcribed(studio: Studio) -> list[str]:
    """Another title, and a transcript that no app can read."""
    (studio.folder / "first-light.vtt").write_text(
        "WEBVTT\n\n00:00:00.100 --> soon\nWords.\n\n00:00.500 --> 00:00.900\nTide.\n", encoding="utf-8"
    )
    studio.episode(title="Other light", notes="Words.", transcripts=["first-light.vtt"])
    return []


def renamed(studio: Studio) -> list[str]:
    """The same edit under another name."""
    transcribed(studio)
    (studio.folder / "first-light.yaml").rename(studio.folder / "first-glow.yaml")
    return ["--renamed-from", "first-light"]


SCHEDULED = "2026-11-23T08:00+00:00"


def scheduled_before(studio: Studio) -> None:
    """The episode waits, and its time comes before the next run."""
    studio.episode(notes="What the tide brings.", published=SCHEDULED)
    run("publish", "feeds/desk")


def out_before(_studio: Studio) -> None:
    """The episode is out."""
    run("publish", "feeds/desk")


def taken_out_before(_studio: Studio) -> None:
    """The episode was out, and is not any more."""
    run("publish", "feeds/desk")
    run("unpublish", "feeds/desk/first-light.yaml")


@pytest.mark.parametrize(
    ("prepare", "edit", "flags"),
    [
        pytest.param(scheduled_before, transcribed, [], id="edited and released"),
        pytest.param(scheduled_before, renamed, [], id="renamed, edited and released"),
        pytest.param(out_before, transcribed, [], id="edited"),
        pytest.param(out_before, renamed, [], id="renamed and edited"),
        pytest.param(taken_out_before, transcribed, ["--restore"], id="edited and restored"),
    ],
)
def test_an_error_in_an_edit_stops_a_publish_whatever_else_happens_to_the_episode(
    studio: Studio,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Studio], None],
    edit: Callable[[Studio], list[str]],
    flags: list[str],
) -> None:
    """That an episode is released, renamed or restored in the same run does not hide what its author wrote."""
    prepare(studio)
    flags = [*flags, *edit(studio)]
    monkeypatch.setattr(environment, "now", lambda: NOW + timedelta(days=2))
    before = studio.tree()

    done = run("publish", "feeds/desk", *flags)

    assert (1, before) == (done.exit_code, studio.tree()), done.output
    assert "is not a timing line" in done.stderr


def test_an_error_in_the_show_stops_a_publish_that_also_releases(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the show says is new to listeners, whatever becomes of its episodes."""
    scheduled_before(studio)
    monkeypatch.setattr(environment, "now", lambda: NOW + timedelta(days=2))
    studio.show(owner=None, description="word " * 900)

    done = run("publish", "feeds/desk")

    assert 1 == done.exit_code, done.output
    assert "<item>" not in (studio.site / "feed.xml").read_text("utf-8")


def test_what_is_released_as_it_was_recorded_is_not_stopped(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passed the rules when it was scheduled; a show that became strict since then does not lock it."""
    studio.episode(title="Ep. 1: First light", notes="Words.", published=SCHEDULED)
    run("publish", "feeds/desk")
    studio.show(owner=None, check={"strict": "true"})
    monkeypatch.setattr(environment, "now", lambda: NOW + timedelta(days=2))

    done = run("release", "feeds/desk")

    assert 0 == done.exit_code, done.output
    assert "<item>" in (studio.site / "feed.xml").read_text("utf-8")


def test_warnings_are_said_and_a_strict_show_stops(studio: Studio) -> None:
    """At the author's line."""
    studio.episode("first-light", title="Ep. 1: First light", notes="Words.")

    done = run("publish", "feeds/desk", "--dry-run")
    studio.show(check={"strict": "true"})
    strict = run("publish", "feeds/desk")

    assert (0, 1) == (done.exit_code, strict.exit_code)
    assert "feeds/desk/first-light.yaml:1:8: FP203 warning: the title repeats" in done.stderr
    assert not (studio.root / "public").exists()


def test_how_a_show_is_checked_is_no_edit_of_it(studio: Studio) -> None:
    """`check:` is no part of what is published."""
    run("publish", "feeds/desk")
    studio.show(check={"ignore": ["FP203"]})

    assert "nothing to do" in run("publish", "feeds/desk").stdout


def test_every_verb_leaves_unsaid_what_the_show_silences(studio: Studio) -> None:
    """`release` and `unpublish` read show.yaml, too."""
    studio.show(block="true", check={"ignore": ["FP122"]})
    done = [run(*words) for words in (["publish", "feeds/desk"], ["release", "feeds/desk"])]
    done.append(run("unpublish", "feeds/desk/first-light.yaml", "--dry-run"))

    assert [0, 0, 0] == [one.exit_code for one in done]
    assert [] == [one.stderr for one in done if "FP122" in one.stderr]


# --- transcripts

MACHINE = "1\n00:00:00,000 --> 00:00:00,500\nSPEAKER_00: Tide.\n\n2\n00:00:00,500 --> 00:00:01,000\nSPEAKER_01: Ebb.\n"


def of_transcript(code: str) -> list[tuple[int, str, str]]:
    """Line, message and hint of the findings of a rule."""
    document = json.loads(run("check", "feeds/desk", "--format", "json").stdout)
    found = [one for subject in document["subjects"] for one in subject["findings"]]
    return [(one["line"], one["message"], one["hint"]) for one in found if code == one["code"]]


def test_labels_of_machines_are_reported_with_what_to_write(studio: Studio) -> None:
    """Until `speakers` gives each a name, in any case; a key of it that nobody is called is reported at its line."""
    (studio.folder / "first-light.srt").write_text(MACHINE)
    studio.episode(notes="Words.", transcripts=["first-light.srt"])
    hint = "write `speakers: {SPEAKER_00: …, SPEAKER_01: …}` into the episode's file"
    assert [(5, "the labels SPEAKER_00, SPEAKER_01 are no name of a speaker", hint)] == of_transcript("FP658")

    names = {"speaker_00": "Ada Lovelace", "SPEAKER_01": "Grace Hopper", "SPEAKER_O2": "Bo"}
    studio.episode(notes="Words.", transcripts=["first-light.srt"], speakers=names)

    message = "no transcript of the episode has a speaker 'SPEAKER_O2'"
    assert [] == of_transcript("FP658")
    assert [(9, message, "write it as the transcript does, or delete the line")] == of_transcript("FP659")


def test_a_finding_about_a_transcript_is_at_its_file(studio: Studio) -> None:
    """Also of the second one, though each is published in three forms."""
    (studio.folder / "first-light.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nTide.\n")
    (studio.folder / "de.srt").write_text(MACHINE)
    two = ["first-light.vtt", {"file": "de.srt", "language": "de"}]
    studio.episode(notes="Words.", transcripts=two)

    assert [6] == [line for line, _, _ in of_transcript("FP658")]


def test_a_transcript_that_is_mended_stops_no_publish(studio: Studio) -> None:
    """Dots in SubRip are a note; text outside of cues is a warning, as is what becomes of the file."""
    (studio.folder / "first-light.srt").write_text(MACHINE.replace(",", ".").replace("SPEAKER_0", "Ada: "))
    (studio.folder / "first-light.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nTide.\n\nEbb.\n")

    studio.episode(notes="Words.", transcripts=["first-light.srt"])
    assert [] == [code for _, code, _, _ in checked("feeds/desk")]
    assert ["line 2: '00:00:00.000 --> 00:00:00.500' has dots, as in WebVTT; the published files are correct"] == [
        message for _, message, _ in of_transcript("FP656")[:1]
    ]

    studio.episode(notes="Words.", transcripts=["first-light.vtt"])
    assert ["FP650", "FP654"] == [code for _, code, _, _ in checked("feeds/desk")]
