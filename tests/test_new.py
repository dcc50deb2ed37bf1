"""`new`: what a recording says becomes a valid episode, with its chapters and pictures."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests import programs
from tests.measuring import write
from tests.movies import Movie, box
from tests.movies import sound as bare
from tests.parts import need
from tests.pictures import jpeg, picture, png
from tests.recordings import (
    contents,
    cover,
    id3,
    listed,
    made,
    mark,
    origins,
    recording,
    studio,
    text,
)
from tests.sounds import mp3
from tests.studio import Studio
from tests.tagging import CHAPTERS, TEXT, copied

from feedpub.artwork import cover_for_tags
from feedpub.model.episode import ChapterEntry, Episode
from feedpub.source import json_schema, read_episode

__all__ = ["studio"]


# --- what tags say


def test_what_the_tags_say_is_in_the_yaml(studio: Studio) -> None:
    """Title, season, number, date, description and chapters; each with who said it."""
    file = recording(
        "final-mix",
        text(id3.TIT2, "Night tide"),
        text(id3.TRCK, "12/20"),
        text(id3.TPOS, "2"),
        text(id3.TDRC, "2026-11-23 07:05:00"),
        text(id3.COMM, "We walk out along the wall.", lang="eng", desc=""),
        mark(0, 500, "Intro"),
        mark(500, 2000, "The tide: tables"),
        contents("chp0", "chp500"),
    )

    episode, one = made(file)

    assert ("night-tide", "feeds/desk/night-tide.yaml", "feeds/desk") == (one.slug, one.file, one.show)
    assert ("Night tide", "../../media/final-mix.mp3") == (episode.title, episode.audio)
    assert (2, 12, "2026-11-23T07:05:00+00:00") == (episode.season, episode.number, episode.published)
    assert ("We walk out along the wall.", None) == (episode.summary, episode.notes)
    assert [(0, "Intro"), (500, "The tide: tables")] == listed(episode)
    assert {
        "title": "title tag",
        "season": "disc number tag",
        "number": "track number tag",
        "published": "date tag",
        "summary": "description tag",
        "chapters": "chapters in the file",
    } == origins(one)


def test_a_file_without_tags_gives_a_good_episode_too(studio: Studio) -> None:
    """Its name becomes the title, the show's count goes on, and what is missing stands there as an example."""
    studio.episode("first-light", number=3)

    episode, one = made(recording("night_tide"))

    assert ("Night tide", 4, None, None) == (episode.title, episode.number, episode.published, episode.summary)
    assert ("file name", "next after 3") == (origins(one)["title"], origins(one)["number"])
    assert "# published: " in Path(one.file).read_text(encoding="utf-8")


def test_the_file_points_editors_at_the_schema(studio: Studio) -> None:
    """As the files of `init` do; and the schema is there."""
    _, one = made(recording())

    hint = Path(one.file).read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
    assert json_schema("episode") == json.loads((Path(one.file).parent / hint).read_text(encoding="utf-8"))


def test_every_example_in_a_comment_is_valid_once_it_is_one_no_more(studio: Studio) -> None:
    """An author who takes the `#` away has a file that is read."""
    _, one = made(recording())
    path = Path(one.file)
    keys = ("draft", "number", "published", "summary", "notes", "chapters", "people")
    lines = [
        line[2:] if line.startswith(("#   ", *(f"# {key}:" for key in keys))) else line
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    episode = read_episode(path).episode

    assert (True, 1, "2026-11-23T07:05:00+01:00") == (episode.draft, episode.number, episode.published)
    assert [(0, "Intro"), (195_000, "The tide tables")] == listed(episode)
    assert ["Ada Lovelace", "Grace Hopper"] == [one.name for one in episode.people]


NASTY = [
    "no",
    "1984",
    "~",
    "null",
    "a: b",
    "- a",
    "# no comment",
    "a #b",
    "ends with:",
    "\"quoted\" and 'quoted'",
    "{x}",
    "[y",
    "%",
    "@me",
    "*all",
    "&all",
    "!x",
    "|",
    ">",
    "`",
    "\\n",
    "夜の潮 🌊",
    "👩‍🔬 and 👨‍👩‍👧",
    "ع الموج",
    "notes.txt",
    "README.json",
    "3:15 again",
    "? why",
    ", and",
]


@pytest.mark.parametrize("title", NASTY)
def test_titles_that_yaml_takes_for_something_else_are_titles(studio: Studio, title: str) -> None:
    """Of the episode and of its chapters, whatever they look like."""
    episode, _ = made(recording("a", text(id3.TIT2, title), mark(0, 500, title), mark(500, 2000, "Other")), slug="a")

    assert title == episode.title
    assert [(0, title), (500, "Other")] == listed(episode)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    title=st.text(max_size=300),
    description=st.text(max_size=700),
    chapter=st.text(max_size=300),
    url=st.sampled_from(["", "https://tides.example/?a=b#c", "no address", "https://[", "javascript:alert(1)"]),
)
def test_whatever_the_tags_say_the_episode_is_valid(
    studio: Studio, title: str, description: str, chapter: str, url: str
) -> None:
    """Line breaks, control characters and endless texts included."""
    name = os.urandom(8).hex()
    frames = [text(id3.TIT2, title), text(id3.TDES, description), mark(0, 500, chapter, url=url)]
    try:
        file = recording(name, *frames)
    except UnicodeEncodeError:  # surrogates, which no tag can hold
        return

    episode, _ = made(file, slug=name)

    assert episode.title
    assert len(episode.chapters) <= 1


# --- chapters


def test_chapters_are_written_as_people_write_them(studio: Studio) -> None:
    """Short where that says everything, long where there is more to say."""
    file = recording(
        "night-tide",
        mark(0, 500, "Intro"),
        mark(500, 1000, "Tables", url="https://tides.example/"),
        mark(1000, 1250, "Only a link", url="https://x.example/", name="hidden"),
        mark(1250, 2000, "notes.txt"),
        contents("chp0", "chp500", "chp1250"),
    )

    episode, one = made(file)

    lines = Path(one.file).read_text(encoding="utf-8").partition("\nchapters:\n")[2].partition("\n\n")[0].splitlines()
    assert [
        "  - 0:00 Intro",
        '  - start: "0:00.500"',
        '    title: "Tables"',
        '    url: "https://tides.example/"',
        '  - start: "0:01"',
        '    title: "Only a link"',
        '    url: "https://x.example/"',
        "    toc: false",
        '  - start: "0:01.250"',
        '    title: "notes.txt"',
    ] == lines
    assert [True, True, False, True] == [chapter.toc for chapter in episode.chapters]


def test_an_end_is_written_only_where_there_is_a_gap(studio: Studio) -> None:
    """Else each ends where the next begins, as everybody thinks."""
    file = recording("a", mark(0, 2000, "One"), mark(6000, 8990, "Two"), mark(9000, 9500, "Three"), seconds=12.0)

    episode, _ = made(file)

    assert [2000, None, 9500] == [chapter.end for chapter in episode.chapters]


def test_chapters_that_no_list_can_have_are_left_out_and_said(studio: Studio) -> None:
    """Without a title, at the same time as another, or after the end of the recording."""
    file = recording(
        "a",
        mark(0, 500, "Intro"),
        mark(100, 500),
        mark(200, 500),
        mark(0, 600, "Intro again", name="twice"),
        mark(50_000, 60_000, "Of another cut"),
    )

    episode, one = made(file)

    assert [(0, "Intro")] == listed(episode)
    assert {
        "2 chapters without a title",
        "1 chapter at the same time as another",
        "1 chapter after the end of the recording",
    } == set(one.left_out)


def test_more_chapters_than_tables_of_contents_count_are_left_out(studio: Studio) -> None:
    """The model would refuse the list."""
    file = recording("a", *(mark(at, at + 1, f"Part {at}") for at in range(300)))

    episode, one = made(file)

    assert 255 == len(episode.chapters)
    assert ("45 chapters after the first 255, more than a table of contents can have",) == one.left_out


def test_an_address_that_is_none_is_not_written(studio: Studio) -> None:
    """The chapter stays."""
    episode, _ = made(recording("a", mark(0, 500, "Intro", url="see the notes")))

    assert [("Intro", None)] == [(chapter.title, chapter.url) for chapter in episode.chapters]


# --- there and back


def same(written: tuple[ChapterEntry, ...]) -> list[tuple[int | None, str | None, str | None, bool]]:
    """What must come back of each chapter."""
    return [(one.start, one.title, one.url, one.toc) for one in written]


def test_a_published_mp3_gives_back_title_and_chapters(studio: Studio) -> None:
    """Of a copy as listeners get it; its date and number, too."""
    _, file = copied(write(Path("media"), "a.mp3", mp3(2.0)))

    episode, _ = made(file)

    assert (TEXT.title, TEXT.number, TEXT.season) == (episode.title, episode.number, episode.season)
    assert "2026-11-23T07:05:00+00:00" == episode.published
    assert [(one.start_ms, one.title, one.url or None, one.toc) for one in CHAPTERS] == same(episode.chapters)
    assert TEXT.description == read_episode(studio.folder / "flut.yaml").notes


def test_a_published_m4a_gives_back_title_and_chapters(studio: Studio) -> None:
    """But for chapters that lists do not show: MP4 cannot hold them."""
    movie = Movie(tracks=[bare(2.0, extra=box(b"free"))]).build()
    _, file = copied(write(Path("media"), "a.m4a", movie))

    episode, _ = made(file)

    assert (TEXT.title, TEXT.number, TEXT.season) == (episode.title, episode.number, episode.season)
    assert [(one.start_ms, one.title, one.url or None, one.toc) for one in CHAPTERS if one.toc] == same(
        episode.chapters
    )


@pytest.mark.audio
@pytest.mark.parametrize("ending", ["mp3", "m4a"])
def test_a_file_that_ffmpeg_made_gives_its_tags(studio: Studio, ending: str) -> None:
    """As most programs write them."""
    need("ffmpeg")
    lines = [";FFMETADATA1", "title=Night tide", "track=12", "date=2026-11-23", "description=Out along the wall."]
    for start, name in ((0, "Intro"), (1000, "Ébb & flow")):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={start + 1000}", f"title={name}"]
    meta, file = Path("meta.txt"), Path("media") / f"night-tide.{ending}"
    meta.write_text("\n".join(lines), encoding="utf-8")
    source = ["-f", "lavfi", "-i", "sine=d=2", "-i", str(meta), "-map_metadata", "1", "-map_chapters", "1"]
    programs.run(["ffmpeg", "-loglevel", "error", *source, "-b:a", "64k", str(file)])

    episode, _ = made(file)

    assert ("Night tide", 12, "Out along the wall.") == (episode.title, episode.number, episode.summary)
    assert [(0, "Intro"), (1000, "Ébb & flow")] == listed(episode)


def test_what_was_written_can_be_published(studio: Studio) -> None:
    """Cover, chapters and all; the feed has what the file said."""
    file = recording("a", text(id3.TIT2, "Night tide"), mark(0, 500, "Intro"), cover(jpeg(colour=(200, 30, 30))))
    _, one = made(file)

    studio.publish(Path(one.file))

    (item,) = studio.catalog().items
    assert ("Night tide", 1, ["Intro"]) == (item.title, item.number, [chapter.title for chapter in item.chapters])
    assert item.image is not None
    assert one.file.endswith("night-tide.yaml")


# --- pictures


def pictured(episode: Episode) -> str | None:
    """The file of its picture."""
    return episode.image.file if episode.image else None


def test_a_cover_of_its_own_is_taken_out_of_the_file(studio: Studio) -> None:
    """It lies beside the recording, byte for byte, under the recording's name."""
    own = jpeg(colour=(200, 30, 30))

    episode, one = made(recording("night-tide", cover(own)))

    assert "../../media/night-tide.jpg" == pictured(episode)
    assert own == Path("media/night-tide.jpg").read_bytes()
    assert ("feeds/desk/night-tide.yaml", "media/night-tide.jpg") == one.files
    assert "cover in the file" == origins(one)["image"]


def test_a_png_is_called_a_png(studio: Studio) -> None:
    """Directories compare name and content."""
    episode, _ = made(recording("night-tide", cover(png(colour=(200, 30, 30)))))

    assert "../../media/night-tide.png" == pictured(episode)


@pytest.mark.parametrize("how", ["the same file", "scaled for tags", "another kind"])
def test_the_shows_own_cover_is_not_taken_out(studio: Studio, how: str) -> None:
    """Most files carry it; the episode shows it anyway."""
    shows = studio.folder / "cover.jpg"
    image = Image.linear_gradient("L").resize((1400, 1400)).convert("RGB")
    image.save(shows, quality=95)
    out = BytesIO()
    image.save(out, "PNG")
    scaled = cover_for_tags(shows)
    data = {"the same file": shows.read_bytes(), "scaled for tags": scaled, "another kind": out.getvalue()}

    episode, one = made(recording("night-tide", cover(data[how])))

    assert (None, ("the cover in the file, because it is the show's cover",)) == (episode.image, one.left_out)
    assert [Path("media/night-tide.mp3")] == list(Path("media").iterdir())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (jpeg(600, colour=(200, 30, 30)), "1400 to 3000 a side"),
        (picture(1400, 1500, colour=(200, 30, 30)), "must be square"),
        (b"GIF89a no picture", "damaged"),
        (b"\xff\xd8\xff cut", "damaged"),
    ],
)
def test_a_cover_that_directories_refuse_is_left_out_and_said(studio: Studio, data: bytes, message: str) -> None:
    """With the reason."""
    episode, one = made(recording("night-tide", cover(data)))

    (warning,) = one.left_out
    assert episode.image is None
    assert warning.startswith("the cover in the file")
    assert message in warning or "not a picture" in warning


def test_a_file_of_that_name_is_not_overwritten(studio: Studio) -> None:
    """The picture gets another one."""
    Path("media/night-tide.jpg").write_bytes(b"mine")

    episode, _ = made(recording("night-tide", cover(jpeg(colour=(200, 30, 30)))))

    assert "../../media/night-tide-2.jpg" == pictured(episode)
    assert b"mine" == Path("media/night-tide.jpg").read_bytes()


def test_a_picture_that_is_there_already_is_used(studio: Studio) -> None:
    """Nothing is written twice."""
    own = jpeg(colour=(200, 30, 30))
    Path("media/night-tide.jpg").write_bytes(own)

    episode, one = made(recording("night-tide", cover(own)))

    assert ("../../media/night-tide.jpg", ("feeds/desk/night-tide.yaml",)) == (pictured(episode), one.files)


def test_a_picture_beside_the_recording_is_its_cover(studio: Studio) -> None:
    """If it has the recording's name, and directories take it."""
    Path("media/a.jpg").write_bytes(jpeg(colour=(200, 30, 30)))
    Path("media/b.jpg").write_bytes(jpeg(300))

    first, one = made(recording("a"))
    second, _ = made(recording("b"))

    assert ("../../media/a.jpg", None) == (pictured(first), pictured(second))
    assert "beside the recording" == origins(one)["image"]


def test_pictures_of_chapters_are_taken_out(studio: Studio) -> None:
    """Each once; the cover again, and what no player shows, are none of a chapter's own."""
    own, chart = jpeg(colour=(200, 30, 30)), jpeg(300, colour=(1, 200, 1))
    file = recording(
        "a",
        cover(own),
        mark(0, 500, "Intro", image=own),
        mark(500, 1000, "Chart", image=chart),
        mark(1000, 1500, "Chart again", image=chart),
        mark(1500, 1700, "Broken", image=b"\xff\xd8\xff cut"),
    )

    episode, one = made(file)

    chapter = "../../media/a-chapter-2.jpg"
    assert [None, chapter, chapter, None] == [one.image for one in episode.chapters]
    assert chart == Path("media/a-chapter-2.jpg").read_bytes()
    assert ("the picture of chapter 4: the picture is damaged or cut short",) == one.left_out
