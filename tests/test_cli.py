"""The command line: what is printed where, exit codes, and that a mistake is answered in a sentence."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3
from tests import programs
from tests.sounds import mp3
from tests.studio import NOW, Studio
from typer.main import get_command
from typer.testing import CliRunner, Result

from feedpub.cli import app, cache, completion
from feedpub.cli.misuse import _MEANT
from feedpub.cli.run import Interrupted, drive, exit_code, running
from feedpub.deploy.actions import Phase
from feedpub.deploy.events import OnEvent, PhaseStarted, Restarted
from feedpub.errors import Conflict, FeedpubError, Refused
from feedpub.lint.rules import RULES
from feedpub.pages import static
from feedpub.source import read_show
from feedpub.standards import SERVE_PORT, is_uuid

PHASES = ["media", "verify", "history", "catalog", "pages", "linking", "lists", "links", "feed", "applied"]
NEW = 10 + len(static.scripts()) + len(static.fonts())
"""Audio and cover, six pictures made of the cover and that of the episode, a style sheet, the scripts and the fonts."""

PROVED = NEW + 2
"""And the pages that are linked to: the episode's and the home."""

COMMANDS = (
    *("init", "new", "import", "compare", "check", "preview", "diff", "publish", "status", "verify", "release"),
    *("unpublish", "history", "undo", "recover", "move", "prune", "serve", "rule", "schema"),
)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A desk with a show and one episode; its workspace is the current folder, the clock stands at NOW."""
    desk = Studio(tmp_path)
    desk.show()
    desk.episode()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feedpub.cli.environment.now", lambda: desk.now)
    return desk


def run(*words: str) -> Result:
    """`feedpub` with these words, in this process."""
    return CliRunner().invoke(app, list(words), prog_name="feedpub", catch_exceptions=False)


def program(*words: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """`feedpub` with these words, as a real program."""
    return programs.python("-m", "feedpub", *words, cwd=cwd, text=True, check=False, **more)


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below, with its bytes and its time of writing."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# --- help


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_help_ends_with_examples(command: str, option: str) -> None:
    """A newcomer copies one; the last line names the documentation."""
    done = run(*command.split(), option)

    *body, last = filter(None, done.stdout.partition("Examples:\n")[2].splitlines())
    documentation = tomllib.loads((programs.ROOT / "pyproject.toml").read_text())["project"]["urls"]["Documentation"]
    assert 0 == done.exit_code
    assert body
    assert all(line.startswith("    ") for line in body)
    assert f"  Documentation: {documentation}" == last


def test_the_examples_are_commands_and_options_that_exist() -> None:
    """Words behind `feedpub` are a command of ours, options are its own."""
    commands: Any = get_command(app)
    for name, command in commands.commands.items():
        known = {option for parameter in command.params for option in parameter.opts}
        text = command.epilog.partition("Examples:\n")[2].partition("\n\n")[0].replace("\\\n", "")
        for line in text.splitlines():
            words = line.partition("#")[0].split()
            assert ["feedpub", name] == words[:2]
            assert {word for word in words if word.startswith("--")} <= known


def test_all_commands_are_listed_in_the_order_of_their_use() -> None:
    """None has a summary that is cut off."""
    listed = run("--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()

    assert list(COMMANDS) == [line.split()[0] for line in listed if line.strip()]
    assert not any("..." in line for line in listed)


def test_without_a_command_there_is_help_and_exit_code_2() -> None:
    """A script with an empty variable does not believe that it has published."""
    done = run()

    assert (2, "") == (done.exit_code, done.stdout)
    assert "Commands:" in done.stderr


def test_every_option_says_in_a_sentence_what_it_does() -> None:
    """A capital letter, a full stop, and nothing that is cut off."""
    commands: Any = get_command(app)
    options = [option for command in commands.commands.values() for option in command.params]

    texts = [option.help for option in options]

    assert [] == [text for text in texts if not (text[0].isupper() or text.startswith("show.yaml"))]
    assert [] == [text for text in texts if not text.endswith(".")]


def test_the_help_of_serve_names_the_usual_port() -> None:
    """The number stands in the help, which loads no other module of ours."""
    assert f"Default: {SERVE_PORT}." in run("serve", "--help").stdout


def test_version() -> None:
    """Name and number, on stdout."""
    done = run("--version")

    assert (0, ["feedpub", "0.1.0"]) == (done.exit_code, done.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    """The modules that cost time stay out, so that help and completion answer at once."""
    code = (
        "import sys, feedpub.cli\n"
        "try: feedpub.cli.app(['--help'], prog_name='feedpub')\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'rich', 'boto3', 'PIL', 'feedgen', 'lxml', 'yaml', 'urllib3', 'starlette', 'mutagen',\n"
        "  'prompt_toolkit'}\n"
        "ours = {m for m in sys.modules if m.startswith('feedpub.') and not m.startswith('feedpub.cli')}\n"
        "print('found', sorted(heavy & set(sys.modules)), sorted(ours))\n"
    )
    done = programs.python("-c", code, text=True)

    assert "found [] ['feedpub.errors']" == done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("shell", "typed", "expected"),
    [
        ("bash", "feedpub pub", "publish"),
        ("bash", "feedpub publish --verify ", "public\nstore"),
        ("bash", "feedpub publish f", ""),  # bash completes file names itself then (`complete -o default`)
        ("zsh", "feedpub publish f", "_files"),
        ("bash", "feedpub init x --category Arts\\ \\>\\ B", "Arts\\ \\>\\ Books"),
        ("bash", "feedpub check --for apple,s", "apple,spotify"),
    ],
)
def test_completion_knows_commands_and_values_and_leaves_paths_to_the_shell(
    tmp_path: Path, shell: str, typed: str, expected: str
) -> None:
    """Typer's own completion, as the script of `--show-completion` asks for it."""
    words = typed.replace("\\ ", "").count(" ")
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(words), "_TYPER_COMPLETE_ARGS": typed}

    done = program(cwd=tmp_path, env={**os.environ, **asked, "_FEEDPUB_COMPLETE": f"complete_{shell}"})

    assert (0, expected) == (done.returncode, done.stdout.strip())


def completed(propose: Callable[[str], list[completion.Proposal]], typed: str) -> list[str]:
    """The words among which a shell chooses; typer leaves out those that do not begin with what is typed."""
    words = [one if isinstance(one, str) else one[0] for one in propose(typed)]
    return [word for word in words if word.startswith(typed)]


@pytest.mark.parametrize(
    ("propose", "typed", "expected"),
    [
        (completion.categories, "Arts > B", ["Arts > Books"]),
        (completion.categories, "Gov", ["Government"]),
        (completion.platforms, "ps", ["psp-1"]),
        (completion.platforms, "apple,s", ["apple,spotify"]),
        (completion.platforms, "apple,a", []),
        (completion.rule_codes, "FP203", ["FP203"]),
        (completion.rule_codes, "FP203,FP204", ["FP203,FP204"]),
        (completion.rules, "FP203", ["FP203"]),
        (completion.rules, "number-i", ["number-in-title"]),
        (completion.rules, "", sorted(RULES | {"FP000": None, "FP009": None})),
    ],
)
def test_a_shell_completes_categories_platforms_and_rules(
    propose: Callable[[str], list[completion.Proposal]], typed: str, expected: list[str]
) -> None:
    """In lists with commas, the word that is being typed; what the list has already is not proposed again."""
    assert expected == completed(propose, typed)


def test_a_shell_completes_the_slugs_of_the_workspace(
    studio: Studio, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From each show, `slug:` before the file's name; where there is no show, nothing."""
    (studio.folder / "renamed.yaml").write_text("title: A\nslug: 'another'\n", encoding="utf-8")
    other = studio.root / "feeds" / "tide"
    other.mkdir()
    (other / "show.yaml").touch()
    (other / "ebb.yaml").write_bytes(b"\xff")

    found = completion.slugs()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert ["another", "ebb", "first-light"] == found
    assert [] == completion.slugs()


# --- a command line that cannot be understood


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["publish", "--frob", "x"], "error: no such option: --frob"),
        (["unpublish"], "error: missing argument 'PATH'"),
        (
            ["init", "--ci", "gitlab"],
            "error: invalid value for '--ci': 'gitlab' is not github; for GitLab, cron and systemd",
        ),
        (["publish", ""], "error: invalid value for 'PATH': it is empty"),
        (["publish", "x", "--to", ""], "error: invalid value for '--to': it is empty"),
        (["publish", "x", "--url", " "], "error: invalid value for '--url': it is empty"),
        (["publish", "x", "--verify", "me"], "error: invalid value for '--verify': 'me' is not public or store"),
        (["publish", "x", "--to"], "error: option '--to' requires an argument"),
        (
            ["schema", "feed"],
            "error: invalid value for 'show|episode|shared|check': 'feed' is not show, episode, shared or check",
        ),
        (
            ["serve", "--port", "99999"],
            "error: invalid value for '--port': '99999' is not a port number from 0 to 65535",
        ),
        (["serve", "a", "b"], "error: got unexpected extra argument"),
    ],
)
def test_a_mistyped_command_line_is_exit_code_2(words: list[str], expected: str) -> None:
    """In the form of our other errors, with where to look."""
    done = run(*words)

    first, second = done.stderr.splitlines()
    assert (2, "") == (done.exit_code, done.stdout)
    assert first.startswith(expected)
    assert second.startswith("  help: see: feedpub")
    assert second.endswith("--help")


SEE = "see: feedpub --help"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("delete", "to take an episode out of the feed: feedpub unpublish"),
        ("rm x.yaml", "to take an episode out of the feed: feedpub unpublish"),
        ("REMOVE", "to take an episode out of the feed: feedpub unpublish"),
        ("validate", "to check a show or a feed: feedpub check"),
        ("lint", "to check a show or a feed: feedpub check"),
        ("drafts", "to see pages before they are published: feedpub preview"),
        ("plan feeds/x", "to see what would change: feedpub diff"),
        ("add", "to create an episode: feedpub new; to create a show: feedpub init"),
        ("create", "to create an episode: feedpub new; to create a show: feedpub init"),
        ("deploy", "to publish: feedpub publish"),
        ("ls", "to see each episode's state: feedpub status"),
        ("rename a b", "to rename an episode: feedpub publish --renamed-from"),
        ("restore", "to bring an unpublished episode back: feedpub publish --restore"),
        ("clean", "to delete what is not needed any more: feedpub prune"),
        ("purge first-light", "to delete an episode for good: feedpub unpublish --purge"),
        ("help", SEE),
        ("help publish", "see: feedpub publish --help"),
        ("help me", SEE),
        ("version", "see: feedpub --version"),
        ("publsh", "did you mean feedpub publish?"),
        ("stauts", "did you mean feedpub status?"),
        ("unpublsh", "did you mean feedpub unpublish?"),
        ("inti", "did you mean feedpub init?"),
        ("frobnicate", SEE),
        ("publish x --replace", "did you mean --replace-audio? See: feedpub publish --help"),
        ("publish x --retga", "did you mean --retag? See: feedpub publish --help"),
        ("publish x --bogus", "see: feedpub publish --help"),
    ],
)
def test_a_wrong_verb_or_option_gets_the_right_one(words: str, expected: str) -> None:
    """Verbs of other programs are known; only what is one letter off is guessed, so `delete` is never `release`."""
    done = run(*words.split())

    first, second = done.stderr.splitlines()
    assert (2, "", f"  help: {expected}") == (done.exit_code, done.stdout, second)
    assert first.startswith("error: no such ")
    assert "mean" not in first


def test_every_hint_about_a_verb_names_a_command_and_options_that_exist() -> None:
    """The table follows the commands."""
    program_: Any = get_command(app)

    for hint in _MEANT:
        for words in re.findall(r"feedpub ((?:--)?[a-z]+(?: --[a-z-]+)?)(?:;|$)", hint):
            verb, *options = words.split()
            command = program_ if verb.startswith("--") else program_.commands[verb]
            known = {name for parameter in command.params for name in parameter.opts}
            assert {word for word in (verb, *options) if word.startswith("--")} <= known
    assert not {verb for verbs in _MEANT.values() for verb in verbs} & set(COMMANDS)


def test_an_argument_that_is_missing_is_named_on_one_line() -> None:
    """Also where typer would list the choices, with escaped line breaks."""
    done = run("schema")

    assert [
        "error: missing argument 'show|episode|shared|check'",
        "  help: see: feedpub schema --help",
    ] == done.stderr.splitlines()


def test_a_mistyped_command_line_is_a_document_too() -> None:
    """With `--json` somewhere in it."""
    done = run("publish", "x", "--json", "--frob")

    assert (2, "") == (done.exit_code, done.stderr)
    assert "Misused" == json.loads(done.stdout)["error"]["kind"]


# --- publishing


def test_publish_shows_its_plan_and_ends_with_what_listeners_get(studio: Studio) -> None:
    """The result is on stdout, and nothing at all on stderr."""
    done = run("publish", "feeds/desk/first-light.yaml")

    assert (0, "") == (done.exit_code, done.stderr)
    lines = done.stdout.splitlines()
    uploaded = lines.pop(3)
    assert re.fullmatch(r"upload [0-9]+ files and the feed: [0-9.]+ kB", uploaded)
    assert [
        'new show "Tidewater"',
        'add first-light "First-Light"',
        "first-light: its date will be that of the publication",
        f"feed: http://127.0.0.1:{SERVE_PORT}/feed.xml",
        f"home: http://127.0.0.1:{SERVE_PORT}/index.html",
        'listeners see 1 episode: "First-Light" of 2026-11-23 07:00 UTC',
        f"verified on disk: {PROVED} objects",
        "only this machine, or its network, can subscribe; to listen: feedpub serve feeds/desk",
    ] == lines


def test_publish_names_every_object_and_the_guid_with_verbose(studio: Studio) -> None:
    """More than the few of each phase that a dry run names."""
    shown, done = run("publish", "feeds/desk", "--dry-run"), run("publish", "feeds/desk", "-v")

    item = studio.catalog().items[0]
    keys = {key for key, entry in studio.catalog().manifest.items() if entry.superseded is None}
    assert keys == {word for line in done.stdout.splitlines() for word in line.split()[:1]} & keys
    assert "… and" in shown.stdout
    assert f"  guid    {item.guid}" in done.stdout.splitlines()


def test_publishing_twice_is_publishing_once(studio: Studio) -> None:
    """The second run says so and touches no file."""
    run("publish", "feeds/desk")
    before = files(studio.root)
    studio.now = NOW + timedelta(hours=1)

    done = run("publish", "feeds/desk")

    assert (0, "nothing to do: ") == (done.exit_code, done.stdout[:15])
    assert 1 == len(done.stdout.splitlines())
    assert before == files(studio.root)


@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_a_dry_run_writes_nothing(studio: Studio, json_: list[str]) -> None:
    """It shows the plan, and that it is only that."""
    before = files(studio.root)

    done = run("publish", "feeds/desk", "--dry-run", *json_)

    assert 0 == done.exit_code
    assert before == files(studio.root)
    if json_:
        document = json.loads(done.stdout)
        assert (True, "publish") == (document["dry_run"], document["command"])
        assert str(studio.root / "public" / "desk") == document["to"]
        assert PHASES == [phase["phase"] for phase in document["plan"]]
    else:
        assert "dry run: nothing was changed" == done.stdout.splitlines()[-1]


def planned_objects(document: Any) -> list[tuple[str, int]]:
    """Key and size of what is stored for ever: its name is its content."""
    phases = {phase["phase"]: phase["actions"] for phase in document["plan"]}
    return [(action["key"], action["size"]) for action in phases["media"]]


def test_a_dry_run_shows_the_keys_that_publish_then_writes(studio: Studio) -> None:
    """A show without `guid:` and without a public address gets its guid once, and the guid is in every file's tags."""
    first, second = (json.loads(run("publish", "feeds/desk", "--dry-run", "--json").stdout) for _ in range(2))
    done = json.loads(run("publish", "feeds/desk", "--json").stdout)

    assert planned_objects(first) == planned_objects(second)
    assert planned_objects(first) == planned_objects(done)
    assert first["episodes"][0]["guid"] == done["episodes"][0]["guid"]


def test_a_cache_that_cannot_be_written_stops_no_publish(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in CI, where the home folder may be read-only: the guid is then drawn for this run alone."""
    (studio.root / "cache").write_text("a file, no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(studio.root / "cache"))

    done = run("publish", "feeds/desk")

    assert (0, "") == (done.exit_code, done.stderr)
    assert is_uuid(studio.catalog().channel.guid)


@pytest.mark.parametrize("damage", [b"", b"no guid", b"\xff", b"00000000-0000-0000-0000-000000000000"])
def test_a_damaged_note_of_a_guid_is_replaced(studio: Studio, damage: bytes) -> None:
    """It counts as absent: what is kept in a cache never stops anything."""
    run("publish", "feeds/desk", "--dry-run")
    (note,) = (cache.folder() / "guids").iterdir()
    note.write_bytes(damage)

    first, second = (json.loads(run("publish", "feeds/desk", "--dry-run", "--json").stdout) for _ in range(2))

    assert planned_objects(first) == planned_objects(second)
    assert is_uuid(note.read_text())


def test_a_copy_of_a_workspace_is_another_show(studio: Studio) -> None:
    """Two shows with one guid would be one show to every app."""
    run("publish", "feeds/desk", "--dry-run")
    other = Studio(shutil.copytree(studio.root, studio.root / "copy"))
    run("publish", "feeds/desk")

    run("publish", "copy/feeds/desk")

    assert studio.catalog().channel.guid != other.catalog().channel.guid


def test_a_dry_run_says_that_publication_gives_the_date(studio: Studio) -> None:
    """An episode without `published:` is dated by the publication, which is later than the plan."""
    studio.episode("dated", published="2026-11-22T08:00+00:00")

    shown = run("publish", "feeds/desk", "--dry-run").stdout.splitlines()
    document = json.loads(run("publish", "feeds/desk", "--dry-run", "--json").stdout)

    assert [
        'add dated "Dated"',
        'add first-light "First-Light"',
        "first-light: its date will be that of the publication",
    ] == shown[1:4]
    assert {"dated": "2026-11-22T08:00:00Z", "first-light": None} == {
        one["slug"]: one["published"] for one in document["episodes"]
    }


def test_a_later_plan_differs_in_nothing_else(studio: Studio) -> None:
    """Also for what was scheduled, and is published now since its date was deleted."""
    studio.episode("withheld", published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk/withheld.yaml")
    studio.episode("withheld")
    plans = []
    for now in (NOW, NOW + timedelta(minutes=1)):
        studio.now = now
        plans.append(json.loads(run("publish", "feeds/desk", "--dry-run", "--json").stdout))

    first, second = plans
    assert first["changes"] == second["changes"]
    assert first["episodes"] == second["episodes"]
    assert planned_objects(first) == planned_objects(second)
    altered = {one["field"]: one["after"] for change in first["changes"] for one in change["fields"]}
    assert ("published", None) in altered.items()


@pytest.mark.parametrize("json_", [[], ["--json"]])
@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_draft_is_skipped_and_named(studio: Studio, json_: list[str], dry: list[str]) -> None:
    """Also in a dry run, and in the document."""
    studio.episode("rough", draft="true")

    done = run("publish", "feeds/desk", *dry, *json_)

    if json_:
        assert ["feeds/desk/rough.yaml"] == json.loads(done.stdout)["drafts"]
    else:
        assert (
            "skipped feeds/desk/rough.yaml: it is a draft; to publish it, delete its line `draft: true`"
            in done.stdout.splitlines()
        )


def test_one_document_says_all_of_a_publish(studio: Studio) -> None:
    """And nothing else is on stdout."""
    done = run("publish", "feeds/desk", "--json")

    document = json.loads(done.stdout)
    assert (0, "") == (done.exit_code, done.stderr)
    assert (2, "publish", False, True) == tuple(
        document[name] for name in ("schema", "command", "dry_run", "first_publication")
    )
    assert ["begin", "add"] == [change["kind"] for change in document["changes"]]
    assert [("first-light", "published")] == [(one["slug"], one["state"]) for one in document["episodes"]]
    assert {"how": "disk", "objects": PROVED, "feed": None, "cached_until": None} == document["verified"]


def test_to_and_url_override_where_it_goes(studio: Studio) -> None:
    """From the current folder; the address is in the feed."""
    done = run("publish", "feeds/desk", "--to", "elsewhere", "--url", "https://cdn.tidewater.example/x", "--json")

    document = json.loads(done.stdout)
    assert "https://cdn.tidewater.example/x/feed.xml" == document["feed_url"]
    assert (studio.root / "elsewhere" / "feed.xml").is_file()


def test_the_first_time_in_public_it_says_where_to_submit(studio: Studio) -> None:
    """A directory with a public address is one that the author brings there."""
    words = ("publish", "feeds/desk", "--to", "elsewhere", "--url", "https://cdn.tidewater.example/x")

    first, second = run(*words), run(*words)

    assert "https://podcastsconnect.apple.com" in first.stdout
    assert "https://podcastsconnect.apple.com" not in second.stdout


def test_a_future_date_schedules_and_release_publishes(studio: Studio) -> None:
    """Each is said in its own words."""
    studio.episode(published="2026-11-25T08:00+00:00")

    scheduled = run("publish", "feeds/desk")
    early = run("release")
    studio.now = NOW + timedelta(days=3)
    late = run("release", "--json")

    lines = scheduled.stdout.splitlines()
    assert 'schedule first-light "First-Light" for 2026-11-25 08:00 UTC' in lines
    at_once = "to publish it now, delete `published` from its file and publish again"
    assert f"first-light is scheduled for 2026-11-25 08:00 UTC; {at_once}" in lines
    assert early.stdout.startswith("nothing to do")
    assert ["release"] == [change["kind"] for change in json.loads(late.stdout)["changes"]]


@pytest.mark.parametrize("more", [["--quiet"], ["-q", "--dry-run"]])
def test_a_quiet_release_prints_nothing_unless_an_episode_is_due(studio: Studio, more: list[str]) -> None:
    """So that cron sends no mail, even where the show has a warning; once an episode is due, the warning is shown."""
    studio.show(block="true")
    studio.episode(published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk")

    early = run("release", *more)
    studio.now = NOW + timedelta(days=3)
    late = run("release", *more)

    assert (0, "", "") == (early.exit_code, early.stdout, early.stderr)
    assert (0, "") == (late.exit_code, late.stdout)
    assert "FP122 warning" in late.stderr


def test_release_can_be_tried(studio: Studio) -> None:
    """A dry run of it ends after the plan, too."""
    studio.episode(published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk")
    studio.now = NOW + timedelta(days=3)
    before = files(studio.root)

    done = run("release", "feeds/desk", "--dry-run")

    assert ['release first-light "First-Light"'] == done.stdout.splitlines()[:1]
    assert before == files(studio.root)


def test_unpublish_says_what_stays_reachable(studio: Studio) -> None:
    """And where."""
    run("publish", "feeds/desk")
    key = studio.catalog().items[0].enclosure.key

    tried = run("unpublish", "feeds/desk/first-light.yaml", "--dry-run")
    done = run("unpublish", "feeds/desk/first-light.yaml")

    assert "dry run: nothing was changed" == tried.stdout.splitlines()[-1]
    assert (0, True) == (done.exit_code, done.stdout.splitlines()[-1].endswith(key))


def test_unpublish_is_a_document(studio: Studio) -> None:
    """With the addresses that stay."""
    run("publish", "feeds/desk")

    document = json.loads(run("unpublish", "feeds/desk/first-light.yaml", "--json").stdout)

    assert ("first-light", 1) == (document["slug"], len(document["still_reachable"]))


FLAGS = ("--replace-audio", "--move-enclosures", "--redate", "--lose-items", "--restore", "--revert", "--rerender")


def test_every_permission_is_an_option(studio: Studio) -> None:
    """All at once, on a run that needs none of them."""
    assert 0 == run("publish", "feeds/desk", *FLAGS).exit_code


def test_a_refusal_names_its_flag_and_the_flag_does_it(studio: Studio) -> None:
    """Refused with exit code 2 and nothing written; done with it."""
    run("publish", "feeds/desk")
    studio.episode(sound=99)
    before = files(studio.root / "public")

    refused = run("publish", "feeds/desk")
    document = json.loads(run("publish", "feeds/desk", "--json").stdout)
    untouched = files(studio.root / "public")
    done = run("publish", "feeds/desk", "--replace-audio")

    assert (2, "") == (refused.exit_code, refused.stdout)
    assert "--replace-audio" in refused.stderr
    assert ("Refused", "--replace-audio") == (document["error"]["kind"], document["error"]["flag"])
    assert (before, 0) == (untouched, done.exit_code)


def test_a_renamed_episode_keeps_its_guid(studio: Studio) -> None:
    """With the name that it had."""
    run("publish", "feeds/desk")
    guid = studio.catalog().items[0].guid
    (studio.folder / "first-light.yaml").rename(studio.folder / "dawn.yaml")

    done = run("publish", "feeds/desk/dawn.yaml", "--renamed-from", "first-light")

    assert 0 == done.exit_code
    assert 'rename first-light to dawn "First-Light"' in done.stdout
    assert [("dawn", guid)] == [(item.slug, item.guid) for item in studio.catalog().items]


def test_all_problems_of_all_files_in_one_message(studio: Studio) -> None:
    """Each at its place, with what to write instead; nothing is written."""
    studio.episode(number="1.5", season="x")
    studio.episode("second", titel="Second")

    done = run("publish", "feeds/desk")

    assert (2, "") == (done.exit_code, done.stdout)
    assert "feeds/desk/first-light.yaml:3:9: number: '1.5' is not a whole number" in done.stderr.splitlines()
    assert "feeds/desk/second.yaml:3:1: 'titel' is not a field here\n  help: did you mean `title`?\n" in done.stderr
    assert "error: 3 problems in 2 files" == done.stderr.splitlines()[-1]
    assert not (studio.root / "public").exists()


def test_problems_are_a_document(studio: Studio) -> None:
    """With file, line and column."""
    studio.episode(number="1.5")

    done = run("publish", "feeds/desk", "--json")

    error = json.loads(done.stdout)["error"]
    assert (2, "", "Invalid") == (done.exit_code, done.stderr, error["kind"])
    assert [("feeds/desk/first-light.yaml", 3, 9, "number")] == [
        (one["file"], one["line"], one["column"], one["field"]) for one in error["problems"]
    ]


def test_warnings_are_said_on_every_run(studio: Studio) -> None:
    """On stderr, also when there is nothing to do, also when asked to be quiet; and in the document."""
    studio.show(block="true")

    runs = [run("publish", "feeds/desk", *more) for more in ([], [], ["--quiet"], ["--json"])]

    assert [True] * 3 == ["FP122 warning: the whole show is hidden" in done.stderr for done in runs[:3]]
    assert "" == runs[2].stdout
    assert ["FP122"] == [one["code"] for one in json.loads(runs[3].stdout)["findings"]]


# --- looking


@pytest.mark.parametrize(
    ("words", "first", "absent"),
    [
        (["cover"], "FP116", "FP203"),
        (["covers"], "FP116", "FP203"),
        (["Artwork", "square"], "FP409", "FP410"),
        (["psp-1"], "FP", "FP203"),
    ],
)
def test_rule_searches_for_words_that_name_no_rule(words: list[str], first: str, absent: str) -> None:
    """Rules with the word in their names come first; one line a rule, and how to read more."""
    done = run("rule", *words)

    *rows, last = done.stdout.splitlines()
    code = rows[0].split()[0]
    assert (0, "") == (done.exit_code, done.stderr)
    assert code.startswith(first)
    assert not any(row.startswith(absent) for row in rows)
    assert f"for the reason and examples: feedpub rule {code}" == last


def test_a_search_for_rules_is_a_document_too() -> None:
    """The same document as for rules that are named."""
    document = json.loads(run("rule", "square", "--json").stdout)

    assert "rule" == document["command"]
    assert "FP409" in [one["code"] for one in document["rules"]]


@pytest.mark.parametrize(
    ("word", "hint"),
    [("xyzzy", "see: feedpub rule --all"), ("number-in-titel", "did you mean number-in-title?")],
)
def test_a_word_that_no_rule_mentions_is_an_error(word: str, hint: str) -> None:
    """A mistyped name gets the right one."""
    done = run("rule", word)

    assert (2, "") == (done.exit_code, done.stdout)
    assert [
        f"error: no rule is called '{word}', and none mentions it",
        f"  help: {hint}",
    ] == done.stderr.splitlines()


def test_status_shows_every_kind_of_episode(studio: Studio) -> None:
    """Published, scheduled, a draft, new."""
    studio.episode("later", published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk")
    studio.episode("rough", draft="true")
    studio.episode("fresh")

    done = run("status")

    states = {line.split()[1]: line.split()[0] for line in done.stdout.splitlines()[1:]}
    assert 0 == done.exit_code
    assert {"later": "scheduled", "first-light": "published", "rough": "draft", "fresh": "new"} == states


def test_status_says_that_a_scheduled_episode_is_a_draft_now(studio: Studio) -> None:
    """Until the next publish takes it off the schedule: a release would still put it out."""
    studio.episode("later", published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk")
    studio.episode("later", published="2026-11-25T08:00+00:00", draft="true")

    before, document = run("status").stdout, json.loads(run("status", "--json").stdout)
    plan = run("publish", "feeds/desk")
    after = run("status").stdout

    hint = "later is scheduled, but its file is a draft: feedpub publish takes it off the schedule"
    assert hint in before.splitlines()
    assert "scheduled, draft" in before
    assert [("later", "scheduled", True), ("first-light", "published", False)] == [
        (one["slug"], one["state"], one["draft"]) for one in document["episodes"]
    ]
    assert 'take later "Later" off the schedule' in plan.stdout.splitlines()
    assert ("draft" in after, "scheduled" in after, hint in after) == (True, False, False)


def test_a_draft_of_what_is_scheduled_is_a_change_in_the_document(studio: Studio) -> None:
    """Its kind is a word of its own."""
    studio.episode("later", published="2026-11-25T08:00+00:00")
    run("publish", "feeds/desk")
    studio.episode("later", published="2026-11-25T08:00+00:00", draft="true")

    document = json.loads(run("publish", "feeds/desk", "--json", "--dry-run").stdout)

    assert [("unschedule", "later")] == [(one["kind"], one["slug"]) for one in document["changes"]]
    assert ["feeds/desk/later.yaml"] == document["drafts"]


def test_a_broken_file_is_a_finding_of_status(studio: Studio) -> None:
    """Exit code 1; the table is complete all the same."""
    studio.episode("bad", number="x")

    done = run("status")
    document = json.loads(run("status", "--json").stdout)

    assert 1 == done.exit_code
    assert "invalid" in done.stdout
    assert "feeds/desk/bad.yaml:3:9: number: " in done.stderr
    assert ["number"] == [problem["field"] for problem in document["problems"]]


def test_a_published_episode_whose_file_cannot_be_read_has_one_row(studio: Studio) -> None:
    """With its state and with the mark that its file is invalid."""
    run("publish", "feeds/desk")
    studio.episode(number="x")

    (episode,) = json.loads(run("status", "--json").stdout)["episodes"]

    assert ("published", True, "feeds/desk/first-light.yaml") == (
        episode["state"],
        episode["invalid"],
        episode["file"],
    )
    assert "published, invalid" in run("status").stdout


@pytest.mark.parametrize("where", [".", "feeds", "feeds/desk"])
def test_the_show_that_is_meant_is_the_nearest_one(studio: Studio, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """From inside of it, or from a workspace with one show."""
    monkeypatch.chdir(studio.root / where)

    assert '"Tidewater" at ' in run("status").stdout


def test_among_several_shows_one_has_to_be_named(studio: Studio) -> None:
    """The message names them."""
    (studio.root / "feeds" / "second").mkdir()
    (studio.folder / "show.yaml").rename(studio.root / "feeds" / "second" / "show.yaml")
    studio.show()

    done = run("release")

    assert 2 == done.exit_code
    assert ["error: there are 2 shows: feeds/desk, feeds/second", "  help: name one of them, such as feeds/desk"] == (
        done.stderr.splitlines()
    )


def test_a_lone_show_is_found_from_the_folder_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a show in `feeds/` is: check, status and new need no path, if it is the only one."""
    monkeypatch.chdir(tmp_path)
    run("init", "my-show", "--yes")
    Path("second.mp3").write_bytes(mp3())

    checked, status, refused = run("check"), run("status"), run("new", "second.mp3")

    assert "My show (my-show): 1 episode" in checked.stdout
    assert "draft  first-episode" in status.stdout
    assert "copy it first: cp second.mp3 my-show/second.mp3; then: feedpub new my-show/second.mp3" in refused.stderr


def test_without_a_show_it_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder."""
    monkeypatch.chdir(tmp_path)

    done = run("status")

    assert 2 == done.exit_code
    assert "feedpub init feeds/my-show" in done.stderr


@pytest.mark.parametrize("kind", ["show", "episode"])
def test_schema_prints_json_schema(kind: str) -> None:
    """For editors."""
    document = json.loads(run("schema", kind).stdout)

    assert "https://json-schema.org/draft/2020-12/schema" == document["$schema"]
    assert "title" in document["properties"]


@pytest.mark.slow
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_to_subscribe_until_a_signal_ends_it(studio: Studio, ended_by: signal.Signals) -> None:
    """The feed is there, made for that address; ending it is no failure."""
    run("publish", "feeds/desk")
    command = [sys.executable, "-m", "feedpub", "serve", "--port", "0"]

    with programs.started(command, cwd=studio.root, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().removeprefix("feed: ").strip()
        with urllib3.PoolManager() as http:
            feed = http.request("GET", address).data.decode()
        home, apps = server.stdout.readline(), server.stdout.readline()
        server.send_signal(ended_by)
        _, talk = server.communicate()

    assert f'<atom:link href="{address}"' in feed
    assert f"home: {address.removesuffix('feed.xml')}index.html\n" == home
    assert ("gPodder" in apps, "", 0) == (True, talk, server.returncode)


def test_serve_needs_something_published(studio: Studio) -> None:
    """It says how."""
    done = run("serve")

    assert 2 == done.exit_code
    assert "nothing is published yet" in done.stderr
    assert "feedpub publish" in done.stderr


# --- beginning

ANSWERS = {
    "--title": "Tide: 1984",
    "--description": "Life at the coast.",
    "--author": "Tidewater Radio",
    "--category": "Arts",
}


def test_init_without_a_terminal_needs_the_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names every missing one, and with all of them says what comes next."""
    monkeypatch.chdir(tmp_path)

    missing = run("init", "feeds/tide", "--title", "Tide")
    done = run("init", "feeds/tide", *(word for pair in ANSWERS.items() for word in pair))
    again = run("init", "feeds/tide")

    assert (2, "error: these options are missing: --author, --description, --category") == (
        missing.exit_code,
        missing.stderr.splitlines()[0],
    )
    assert (0, "") == (done.exit_code, done.stderr)
    assert ["wrote feeds/tide/show.yaml", "wrote feeds/tide/first-episode.yaml"] == done.stdout.splitlines()[:2]
    assert "feedpub publish feeds/tide" in done.stdout
    assert (2, True) == (again.exit_code, "nothing is overwritten" in again.stderr)


def test_each_show_begins_with_a_guid_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two shows with one guid would be one show to every app."""
    monkeypatch.chdir(tmp_path)
    for name in ("tide", "ebb"):
        run("init", f"feeds/{name}", *(word for pair in ANSWERS.items() for word in pair))

    tide, ebb = (read_show(Path("feeds") / name / "show.yaml").show.guid for name in ("tide", "ebb"))

    assert tide
    assert ebb
    assert tide != ebb


def test_what_init_wrote_can_be_published_once_the_recording_is_there(studio: Studio) -> None:
    """The way from nothing to a feed, as its own last lines say."""
    run("init", "feeds/tide", *(word for pair in ANSWERS.items() for word in pair))
    media = studio.root / "media" / "tide"
    (studio.folder / "first-light.mp3").rename(media / "first-episode.mp3")
    episode = studio.root / "feeds" / "tide" / "first-episode.yaml"
    episode.write_text(episode.read_text(encoding="utf-8").replace("draft: true", ""), encoding="utf-8")

    done = run("publish", "feeds/tide")

    assert 0 == done.exit_code, done.stderr
    assert 'add first-episode "First episode"' in done.stdout


def printed_commands(text: str) -> list[list[str]]:
    """The commands of feedpub that a text shows, as a shell reads them; without `serve`, which would go on."""
    found = re.findall(r"(?:^ *\d+\. |: |; )feedpub (\w.*)$", text, re.MULTILINE)
    return [words for words in (shlex.split(line, comments=True) for line in found) if words[0] != "serve"]


@pytest.mark.parametrize("name", ["feeds/Küste & Meer", "Küste & Meer", "feeds/it's $HOME", "(old) show"])
def test_what_is_printed_can_be_pasted_whatever_the_folder_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """From init over new, check and publish to unpublish, by the commands that each prints."""
    monkeypatch.chdir(tmp_path)
    Path("Märchen 1.mp3").write_bytes(mp3())
    run("init", name, "--yes", "--audio", "Märchen 1.mp3")
    media = Path("media") / Path(name).name if name.startswith("feeds/") else Path(name)
    (media / "Sturm & Drang.mp3").write_bytes(mp3(seed=5))

    refused = run("publish", str(media / "Sturm & Drang.mp3"))
    created = [run(*words) for words in printed_commands(refused.stderr)]
    done = [run(*words) for words in printed_commands(created[0].stdout)]
    unknown = run("unpublish", str(Path(name) / "märchen-1.yaml"))
    asked = [run(*words) for words in printed_commands(unknown.stderr)]

    assert [0, 0, 0] == [one.exit_code for one in (*created, *done)], (created[0].output, done)
    assert 'add sturm-drang "Sturm & Drang"' in done[1].stdout
    assert [0] == [one.exit_code for one in asked]


# --- exit codes, and how far things are


@pytest.mark.parametrize(
    ("error", "expected"),
    [(FeedpubError("x"), 2), (Refused("x"), 2), (Conflict("x", hint="run it again"), 3), (Interrupted("x"), 130)],
)
def test_every_error_has_its_exit_code(error: FeedpubError, expected: int, capsys: pytest.CaptureFixture[str]) -> None:
    """In one place, with its message on stderr."""

    def fail() -> None:
        raise error

    assert expected == exit_code(fail, json=False)
    assert capsys.readouterr().err.startswith("error: x\n")


def test_a_bug_shows_its_traceback() -> None:
    """Only what is an error of ours is turned into a sentence."""

    def bug() -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        exit_code(bug, json=False)


def began(name: str) -> PhaseStarted:
    """A phase begins."""
    return PhaseStarted(phase=Phase(name=name, actions=()))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "interrupted; the feed has not changed"),
        ([began("media")], "interrupted; the feed has not changed"),
        ([began("catalog")], "interrupted; the changes may be recorded, but are not published yet"),
        ([began("catalog"), Restarted(attempt=1, wait=0.0)], "interrupted; the feed has not changed"),
        ([began("catalog"), began("feed")], "interrupted; the changes are recorded, but may not be published yet"),
    ],
)
def test_ctrl_c_says_how_far_things_are(events: list[Any], expected: str) -> None:
    """So that nobody has to guess whether listeners saw anything."""

    def verb(on_event: OnEvent) -> None:
        for event in events:
            on_event(event)
        raise KeyboardInterrupt

    with running(json=False, quiet=False, verbose=False) as report, pytest.raises(Interrupted) as caught:
        drive(verb, report)

    assert expected == caught.value.message
    assert "run the same command again" in caught.value.hint


RECORDED = "the changes are recorded in the catalog, but may not be published yet; run the same command again to finish"


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("media", []),
        (
            "feed",
            [RECORDED],
        ),
    ],
)
def test_an_error_after_the_commit_says_so(phase: str, expected: list[str]) -> None:
    """Before it, the feed is as it was, and there is nothing to say."""

    def verb(on_event: OnEvent) -> None:
        on_event(began(phase))
        raise FeedpubError("no answer")

    with running(json=False, quiet=False, verbose=False) as report, pytest.raises(FeedpubError) as caught:
        drive(verb, report)

    assert expected == getattr(caught.value, "__notes__", [])


def test_the_clock_is_utc_in_whole_seconds() -> None:
    """What is written into a feed has no fractions."""
    from feedpub.cli import environment

    now = environment.now()

    assert (UTC, 0) == (now.tzinfo, now.microsecond)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_verbose_logs_ours_alone(studio: Studio) -> None:
    """Each phase on stderr; the result stays on stdout."""
    done = run("publish", "feeds/desk", "-v")

    assert f"upload: {NEW} objects" in done.stderr
    assert "feed: " in done.stdout


# --- as a real program


@pytest.mark.slow
def test_the_program_publishes_and_says_nothing_twice(studio: Studio) -> None:
    """As installed: exit code, stdout, stderr, no colour in a pipe."""
    first = program("publish", "feeds/desk", cwd=studio.root)
    second = program("publish", "feeds/desk", cwd=studio.root, env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"})

    assert (0, "") == (first.returncode, first.stderr)
    assert "\x1b" not in first.stdout
    assert (0, "nothing to do") == (second.returncode, second.stdout[:13])


@pytest.mark.slow
def test_the_program_refuses_without_a_traceback(studio: Studio) -> None:
    """Exit code 2 and a sentence with help."""
    done = program("publish", "feeds/nowhere", cwd=studio.root)

    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert "help: " in done.stderr


@pytest.mark.slow
def test_when_nobody_reads_any_more_the_work_goes_on(studio: Studio) -> None:
    """`feedpub publish … | head -1` publishes, and quietly."""
    read, write = os.pipe()
    os.close(read)

    done = programs.python("-m", "feedpub", "publish", "feeds/desk", cwd=studio.root, stdout=write, check=False)
    os.close(write)

    assert (0, b"") == (done.returncode, done.stderr)
    assert ["first-light"] == [item.slug for item in studio.catalog().items]


@pytest.mark.slow
def test_an_answer_that_cannot_be_written_is_said(studio: Studio) -> None:
    """A full disk: exit code 2, and no traceback."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = programs.python("-m", "feedpub", "status", cwd=studio.root, stdout=full, text=True, check=False)

    assert 2 == done.returncode
    assert "error: <stdout>: the output cannot be written (ENOSPC)" == done.stderr.splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("words", [["status"], ["publish", "feeds/desk"]])
def test_a_folder_that_is_gone_is_said(studio: Studio, words: list[str]) -> None:
    """Somebody has removed it in another window."""
    here = studio.root / "gone"
    here.mkdir()
    code = "import os; os.rmdir(os.getcwd()); from feedpub.cli import main; main()"

    done = programs.python("-P", "-c", code, *words, cwd=here, text=True, check=False)

    assert (2, "error: the current folder does not exist any more") == (done.returncode, done.stderr.splitlines()[0])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "exit_code_"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_ctrl_c_and_sigterm_in_the_program_say_how_far_things_are(studio: Studio, name: str, exit_code_: int) -> None:
    """Wherever they arrive; here, when the clock is read."""
    code = (
        "import os, signal\n"
        "import feedpub.cli.environment as environment\n"
        f"environment.now = lambda: os.kill(os.getpid(), signal.{name})\n"
        "from feedpub.cli import main\n"
        "main()\n"
    )
    done = programs.python("-c", code, "publish", "feeds/desk", cwd=studio.root, text=True, check=False)

    assert (exit_code_, "") == (done.returncode, done.stdout)
    assert done.stderr.splitlines() == [
        "error: interrupted; the feed has not changed",
        "  help: run the same command again",
    ]
