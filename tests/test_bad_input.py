"""Bad input of every kind, through the command line: one message, exit code 2, and nothing written anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.pictures import jpeg, picture, png
from tests.sounds import frame, mp3, xing
from tests.studio import Studio
from typer.testing import CliRunner

from feedpub.cli import app

Spoil = Callable[[Studio], Any]
"""Makes one thing wrong; gives further arguments of `publish`, or nothing."""


def yaml(text: str) -> Spoil:
    """An episode file of this very text."""
    return lambda desk: file(desk, "bad.yaml", text)


def raw(data: bytes) -> Spoil:
    """An episode file of these very bytes."""
    return lambda desk: file(desk, "bad.yaml", data)


def episode(**fields: Any) -> Spoil:
    """An episode with these fields."""
    return lambda desk: ignore(desk.episode("bad", **fields))


def show(**fields: Any) -> Spoil:
    """A show with these fields."""
    return lambda desk: ignore(desk.show(**fields))


def audio(data: bytes, name: str = "bad.mp3") -> Spoil:
    """An episode whose audio is these bytes under this name."""

    def spoil(desk: Studio) -> None:
        desk.episode("bad", audio=name)
        file(desk, name, data)

    return spoil


def cover(data: bytes, name: str = "cover.jpg") -> Spoil:
    """A show whose artwork is these bytes under this name."""

    def spoil(desk: Studio) -> None:
        desk.show(image=name)
        file(desk, name, data)

    return spoil


def arguments(*more: str) -> Spoil:
    """Further arguments."""
    return lambda _desk: list(more)


def file(desk: Studio, name: str, content: str | bytes) -> None:
    """A file in the show's folder."""
    (desk.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def ignore(_result: object) -> None:
    """Nothing more to say on the command line."""


def link_out(desk: Studio) -> None:
    """Audio that is a symbolic link to a file outside of the workspace."""
    outside = desk.root.parent / f"{desk.root.name}-outside.mp3"
    outside.write_bytes(mp3())
    desk.episode("bad", audio="link.mp3")
    (desk.folder / "link.mp3").symlink_to(outside)


def pipe(desk: Studio) -> None:
    """Audio that is a named pipe: opening it would wait for ever."""
    desk.episode("bad", audio="pipe.mp3")
    os.mkfifo(desk.folder / "pipe.mp3")


def folder(desk: Studio) -> None:
    """Audio that is a folder."""
    desk.episode("bad", audio="folder.mp3")
    (desk.folder / "folder.mp3").mkdir()


def without_audio(desk: Studio) -> None:
    """Audio that is not there."""
    desk.episode("bad", audio="nowhere.mp3")


def stem(desk: Studio) -> None:
    """A file name that cannot be part of an address."""
    desk.episode("bad")
    (desk.folder / "bad.yaml").rename(desk.folder / "Über uns.yaml")


def reserved(desk: Studio) -> None:
    """A file name that one of our own pages has."""
    desk.episode("bad")
    (desk.folder / "bad.yaml").rename(desk.folder / "index.yaml")


def twice(desk: Studio) -> None:
    """Two files with one slug."""
    for name in ("one", "two"):
        desk.episode(name)
        file(desk, f"{name}.yaml", f"title: a\nslug: same\naudio: {name}.mp3\n")


def same_sound(desk: Studio) -> None:
    """Two episodes with one recording."""
    desk.episode("one", sound=5)
    desk.episode("two", sound=5)


def two_shows(desk: Studio) -> list[str]:
    """Files of two shows, and one place for both."""
    other = Studio(desk.root, name="other")
    return [str(other.show()), "--to", "elsewhere", "--url", "https://example.com/"]


def circle(name: str, *more: str, **fields: Any) -> Spoil:
    """Links that lead to each other, under a name in the show's folder, and an episode with these fields."""

    def spoil(desk: Studio) -> list[str]:
        (desk.folder / name).symlink_to(f"{name}.other")
        (desk.folder / f"{name}.other").symlink_to(name)
        if fields:
            desk.episode("bad", **fields)
        return [str(desk.folder / one) if one.startswith(name) else one for one in more]

    return spoil


def labels(text: str) -> Spoil:
    """An episode whose chapters are Audacity's labels."""

    def spoil(desk: Studio) -> None:
        desk.episode("bad", chapters="labels.txt")
        file(desk, "labels.txt", text)

    return spoil


def css(text: str) -> Spoil:
    """A show whose pages have this style sheet."""

    def spoil(desk: Studio) -> None:
        desk.show(theme={"css": "theme.css"})
        file(desk, "theme.css", text)

    return spoil


def transcript(name: str, data: bytes) -> Spoil:
    """An episode with this transcript."""

    def spoil(desk: Studio) -> None:
        desk.episode("bad", transcripts=[name])
        file(desk, name, data)

    return spoil


KINDS: list[tuple[str, Spoil, str]] = [
    # YAML
    ("tab", yaml("title: a\n\taudio: b.mp3\n"), "bad.yaml:2:1"),
    ("unclosed quote", yaml('title: "a\naudio: b.mp3\n'), "bad.yaml:1:8"),
    ("duplicate key", yaml("title: a\ntitle: b\naudio: c.mp3\n"), "bad.yaml:2:1"),
    ("second document", yaml("title: a\naudio: b.mp3\n---\ntitle: c\n"), "bad.yaml:3:1"),
    ("tag", yaml("title: !!str a\naudio: b.mp3\n"), "bad.yaml:1:8"),
    ("merge key", yaml("title: a\n<<: {audio: b.mp3}\n"), "bad.yaml:2:1"),
    ("cyclic alias", yaml("title: a\naudio: b.mp3\npeople: &p [*p]\n"), "bad.yaml:3:"),
    ("empty value", yaml("title:\naudio: b.mp3\n"), "write a value, quote it, or delete the line"),
    ("null", yaml("title: null\naudio: b.mp3\n"), "write a value, quote it, or delete the line"),
    ("list on top", yaml("- title: a\n"), "bad.yaml:1:1"),
    ("empty file", yaml(""), "bad.yaml"),
    ("not UTF-8", raw(b"title: \xff\n"), "UTF-8"),
    ("NUL", raw(b"title: a\x00b\n"), "U+0000"),
    ("too deep", yaml("title: " + "[" * 60 + "]" * 60 + "\n"), "bad.yaml:1:"),
    ("too large", yaml("title: " + "a" * (2 << 20)), "bad.yaml"),
    # fields of an episode
    ("unknown key", episode(titel="a"), "did you mean"),
    ("missing title", episode(title=None), "title"),
    ("missing audio", yaml("title: a\n"), "audio"),
    ("half number", episode(number="1.5"), "number: '1.5' is not a whole number"),
    ("number nought", episode(number="0"), "number: "),
    ("season in words", episode(season="one"), "'one' is not a whole number"),
    ("explicit maybe", episode(explicit="maybe"), "explicit: 'maybe'"),
    ("unknown type", episode(type="teaser"), "type: 'teaser'"),
    ("no such day", episode(published="2026-02-30T10:00:00Z"), "published: "),
    ("American date", episode(published="11/23/2026"), "published: "),
    ("naive without a zone", episode(published="2026-01-01T06:00"), "the show declares no timezone"),
    ("control character", episode(title="a\x07b"), "U+0007"),
    ("direction override", episode(title="a\u202eb"), "U+202E"),
    ("invisible title", episode(title="\u200b"), "title: "),
    ("title too long", episode(title="a" * 256), "255"),
    ("title of two lines", episode(title="a\nb"), "title: "),
    ("guid too long", episode(guid="a" * 2001), "guid: "),
    ("link without scheme", episode(link="example.com"), "https://"),
    ("unknown role", episode(people=[{"name": "Ada", "role": "hoster"}]), "people[0].role"),
    ("notes that turn round", episode(notes="a\u202eb"), "U+202E"),
    # fields of a show
    ("language by name", show(language="english"), "language: 'english'"),
    ("unknown category", show(categories=["Podcasts"]), "categories[0]"),
    ("category in wrong case", show(categories=["Kids & family"]), "Kids & Family"),
    ("owner without address", show(owner={"name": "Ada", "email": "ada"}), "owner.email"),
    ("unknown timezone", show(timezone="Europe/Berlinn"), "Europe/Berlin"),
    ("hour that is none", show(publish_hour="25:00"), "publish_hour: "),
    ("unsafe funding", show(funding="http://example.com/give"), "https"),
    ("list medium", show(medium="musicL"), "musicL"),
    ("guid that is none", show(guid="abc"), "guid: "),
    ("feed's name", show(publish={"feed": "feed.html"}), "publish.feed"),
    # paths
    ("outside of the workspace", episode(audio="../../../outside.mp3"), "audio: "),
    ("absolute path", episode(audio="/etc/passwd.mp3"), "audio: "),
    ("address as file", episode(audio="https://example.com/a.mp3"), "audio: "),
    ("link to the outside", link_out, "audio: "),
    ("named pipe", pipe, "audio: "),
    ("folder as audio", folder, "audio: "),
    ("audio that is not there", without_audio, "nowhere.mp3"),
    ("cover that is not there", show(image="nowhere.jpg"), "nowhere.jpg"),
    ("picture that is not there", episode(image="nowhere.jpg"), "nowhere.jpg"),
    ("transcript that is not there", episode(transcripts=["nowhere.vtt"]), "nowhere.vtt"),
    ("notes that are not there", episode(notes="nowhere.md"), "nowhere.md"),
    ("audio that links to itself", circle("loop.mp3", audio="loop.mp3"), "'loop.mp3' cannot be resolved"),
    ("picture that links to itself", circle("bad.jpg", image="bad.jpg"), "'bad.jpg' cannot be resolved"),
    ("notes that link to themselves", circle("bad.md", notes="bad.md"), "'bad.md' cannot be resolved"),
    ("transcript that links to itself", circle("bad.vtt", transcripts=["bad.vtt"]), "'bad.vtt' cannot be resolved"),
    ("episode that links to itself", circle("loop.yaml"), "cannot be resolved"),
    ("a path through links in a circle", circle("loop", audio="loop/bad.mp3"), "'loop/bad.mp3' cannot be resolved"),
    ("target that links to itself", circle("public", "--to", "public"), "symbolic links lead in a circle"),
    ("target in links in a circle", circle("public", "--to", "public/desk"), "symbolic links lead in a circle"),
    ("file name", stem, "slug: "),
    ("reserved name", reserved, "slug: "),
    ("slug twice", twice, "is the slug of"),
    ("recording twice", same_sound, "this recording is that of one too"),
    # audio
    ("empty audio", audio(b""), "the file is empty"),
    ("picture as audio", audio(png()), "PNG"),
    ("page as audio", audio(b"<!DOCTYPE html><title>404</title>"), "audio: "),
    ("WAV", audio(b"RIFF\0\0\0\0WAVEfmt " + bytes(99), "bad.wav"), "ffmpeg"),
    ("FLAC called MP3", audio(b"fLaC" + bytes(99)), "FLAC"),
    ("Ogg", audio(b"OggS" + bytes(99), "bad.ogg"), "ffmpeg"),
    ("MP3 called M4A", audio(mp3(), "bad.m4a"), "MP3"),
    ("cut short", audio(xing(frames=60) + mp3()), "cut short"),
    ("no frames", audio(bytes(5000)), "audio: "),
    ("layer II", audio((b"\xff\xfd" + frame()[2:]) * 9), "audio: "),
    # artwork
    ("small cover", cover(jpeg(1399)), "1399"),
    ("large cover", cover(jpeg(3001)), "3001"),
    ("cover not square", cover(picture(1500, 1400)), "square"),
    ("cover with alpha", cover(png(mode="RGBA", colour=(1, 2, 3, 4)), "cover.png"), "image: "),
    ("cover for print", cover(picture(mode="CMYK", colour=(1, 2, 3, 4))), "CMYK"),
    ("grey cover", cover(picture(mode="L", colour=9)), "image: "),
    ("animated cover", cover(picture(kind="GIF", mode="L", colour=9), "cover.gif"), "GIF"),
    ("cover cut short", cover(jpeg()[:-500]), "image: "),
    ("PNG called JPEG", cover(png()), "PNG"),
    ("empty cover", cover(b""), "image: "),
    ("text as cover", cover(b"hello"), "image: "),
    # transcripts
    ("no WebVTT", transcript("a.vtt", b"<html>"), "WEBVTT"),
    ("empty transcript", transcript("a.srt", b" \n"), "empty"),
    ("transcript not UTF-8", transcript("a.txt", b"\xff\xfe"), "UTF-8"),
    ("no transcript", transcript("a.doc", b"hello"), "transcripts[0]"),
    # chapters
    ("label of hundreds of digits", labels("9" * 400 + "\t1.0\tIntro\n5.0\t6.0\tTwo\n"), "labels.txt: "),
    ("label that ends at no time", labels("1.0\t" + "9" * 5000 + ".5\tIntro\n"), "labels.txt: "),
    # style sheets: documenso/documenso#2952, asciimoo/morty#58, spiculedata/saiku#1944
    ("address in an escape", css('a{background:\\75rl("https://a.example/x.png")}'), "theme.css:1:14: 'url('"),
    ("address in escapes and blanks", css("p{}\na{background:\\75 \\72\\6C(b.png)}"), "theme.css:2:14: 'url('"),
    ("address in a needless escape", css("a{background:u\\rl(b.png)}"), "theme.css:1:14: 'url('"),
    ("import in an escape", css("@\\69 mport 'b.css';"), "theme.css:1:1: '@import'"),
    ("address behind no comment", css('a{content:"/*";background:url(b);content:"*/"}'), "theme.css:1:27: 'url('"),
    # configuration
    ("bucket without an address", arguments("--to", "s3://bucket/desk"), "has no public address"),
    ("whole bucket", arguments("--to", "s3://bucket", "--url", "https://example.com/"), "state"),
    ("unknown kind of target", arguments("--to", "gs://bucket/desk", "--url", "https://example.com/"), "gs://"),
    ("target around the show", arguments("--to", "feeds"), "holds the show's own files"),
    ("renamed, but two episodes", arguments("--renamed-from", "first"), "exactly one episode"),
    ("renamed from nothing", lambda desk: [str(desk.folder / "good.yaml"), "--renamed-from", "x"], "exactly one"),
    ("two shows to one place", two_shows, "--to goes with one show"),
    ("no such file", arguments("nowhere.yaml"), "nowhere.yaml"),
    ("no show", lambda desk: [str(desk.root)], "show.yaml"),
    ("unknown option", arguments("--forse"), "--forse"),
    ("unknown proof", arguments("--verify", "maybe"), "maybe"),
    ("no credentials", arguments("--to", "s3://bucket/desk", "--url", "http://127.0.0.1:9/"), "credentials"),
]


def everything(root: Path) -> dict[str, str]:
    """Every file below a folder, with its digest; pipes and links by name alone."""
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(root.rglob("*"))
    }


def test_there_are_sixty_kinds_and_more() -> None:
    """Each has a name of its own."""
    assert len(KINDS) == len({name for name, _, _ in KINDS}) > 60


@pytest.mark.parametrize(
    ("spoil", "message"), [pytest.param(spoil, message, id=name) for name, spoil, message in KINDS]
)
def test_bad_input_is_refused_in_one_message(
    spoil: Spoil, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, what is wrong and what to do, no traceback, nothing on stdout, no file touched."""
    desk = Studio(tmp_path / "desk")
    desk.show()
    desk.episode("good")
    desk.episode("fine")
    more = spoil(desk) or []
    monkeypatch.chdir(desk.root)
    before = everything(tmp_path)

    result = CliRunner().invoke(app, ["publish", "feeds/desk", *more])

    assert (2, "") == (result.exit_code, result.stdout), result.output
    assert message in result.stderr
    assert "help: " in result.stderr
    assert "Traceback" not in result.stderr
    assert before == everything(tmp_path)


def test_all_problems_of_all_files_are_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Show, episode, audio, artwork and transcript: seven problems in one message, in reading order of each file."""
    desk = Studio(tmp_path)
    desk.show(language="english", image="cover.gif")
    desk.episode("bad", number="1.5", season="x", transcripts=["a.doc"])
    monkeypatch.chdir(desk.root)

    result = CliRunner().invoke(app, ["publish", "feeds/desk"])

    places = [line.split(": ")[1] for line in result.stderr.splitlines() if line.startswith("feeds/")]
    assert ["number", "season", "transcripts[0].file", "language"] == [place for place in places if place != "image"]
