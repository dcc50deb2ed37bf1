"""Pictures and links of the chapters inside a recording: published with `chapters: audio`, otherwise reported."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import eyed3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring
from mutagen.id3 import ID3
from PIL import Image
from tests import newsroom, version_1
from tests.movies import Movie, Track, box
from tests.movies import sound as bare
from tests.pictures import jpeg, picture, png
from tests.recordings import contents, mark
from tests.recordings import id3 as frames
from tests.studio import NOW, Studio

from feedpub.artwork import embedded_picture
from feedpub.catalog import CATALOG, dumps
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.commands.status import status
from feedpub.errors import Unusable
from feedpub.lint import Finding
from feedpub.source import read_episode

NAVY, TEAL = jpeg(1400, colour=(0, 0, 128)), png(300, colour=(0, 128, 128))
MARKS = (
    mark(0, 30_000, "Intro", name="chp0", url="https://example.com/0", image=NAVY),
    mark(30_000, 60_000, "Chart", name="chp1", url="https://example.com/1", image=TEAL),
    mark(60_000, 90_000, "Tides", name="chp2", image=NAVY),
)
"""As Forecast and Hindenburg write them; two chapters have the same picture."""

TINY = "it is 1 × 1 pixels, and must have at least 64 a side"
LISTED = ["0:00 Intro", "0:30 Chart", "1:00 Tides"]


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show."""
    return newsroom.desk(tmp_path)


def recorded(desk: Studio, *marks: Any, **fields: Any) -> Path:
    """An episode whose recording of 90 seconds has these chapters."""
    path = newsroom.episode(desk, seconds=90, **fields)
    tag = frames.ID3()
    for frame in marks or MARKS:
        tag.add(frame)
    tag.add(contents(*(frame.element_id for frame in marks or MARKS if str(frame.sub_frames.get("TIT2", "")))))
    tag.save(desk.folder / "newsroom.mp3", v1=0, v2_version=3)
    return path


def findings(desk: Studio, *codes: str) -> list[Finding]:
    """What `check` finds by these rules."""
    found = check_files([desk.folder], options=CheckOptions(), now=NOW).findings
    return [one for one in found if one.rule.code in codes]


def chapter_frames(desk: Studio) -> list[tuple[str, str, tuple[int, int] | None]]:
    """Title, link and size of the picture of each CHAP frame in the copy that listeners get, as mutagen reads it."""
    tag: Any = ID3(newsroom.audio(desk))  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    found = []
    for frame in sorted(tag.getall("CHAP"), key=lambda frame: frame.start_time):
        links, pictures = frame.sub_frames.getall("WXXX"), frame.sub_frames.getall("APIC")
        size = Image.open(BytesIO(pictures[0].data)).size if pictures else None
        found.append((str(frame.sub_frames.get("TIT2", "")), links[0].url if links else "", size))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("fields", [{"chapters": "audio"}, {}])
def test_pictures_and_links_inside_an_mp3_are_published(desk: Studio, fields: dict[str, Any]) -> None:
    """JSON, page, and the copy's own frames, as mutagen and eyeD3 read them; each picture once, under its own key."""
    recorded(desk, **fields)

    desk.publish()

    (one,) = desk.catalog().items
    art = {made.key: made for made in one.pictures}
    listed = newsroom.json_chapters(desk)
    images = [entry["img"].rpartition("/art/")[2] for entry in listed]
    assert [("Intro", "https://example.com/0"), ("Chart", "https://example.com/1"), ("Tides", None)] == [
        (entry["title"], entry.get("url")) for entry in listed
    ]
    assert images[0] == images[2] != images[1]
    assert {f"art/{name}" for name in images} == {*art}
    assert ["newsroom-chapter-1", "newsroom-chapter-2"] == [name.rpartition("-")[0] for name in images[:2]]
    assert {key: (made.width, made.height) for key, made in art.items()} == {
        key: Image.open(BytesIO((desk.site / key).read_bytes())).size for key in art
    }
    assert [
        ("Intro", "https://example.com/0", (600, 600)),
        ("Chart", "https://example.com/1", (300, 300)),
        ("Tides", "", (600, 600)),
    ] == chapter_frames(desk)
    eyes = eyed3.load(str(newsroom.audio(desk)))
    assert eyes is not None
    assert ["https://example.com/0", "https://example.com/1", None] == [
        next((frame.url for frame in chapter.sub_frames.get(b"WXXX") or ()), None) for chapter in eyes.tag.chapters
    ]
    assert [True] * 3 == [b"APIC" in chapter.sub_frames for chapter in eyes.tag.chapters]
    page = fromstring(newsroom.page(desk))
    small = {made.source: made.key for made in one.derived if made.name == "chapter"}
    listed_pictures = [art[f"art/{name}"].digest for name in images]
    assert [small[digest] for digest in listed_pictures] == page.xpath("//img[@class='chapter-image']/@src")
    assert [f"art/{name}" for name in images] == page.xpath("//li/@data-image")
    assert ["https://example.com/0", "https://example.com/1"] == page.xpath("//a[@class='chapter-more']/@href")
    assert () == desk.plan().plan.puts


def movie(*pictures: bytes) -> bytes:
    """An M4A of 90 seconds with three titles in one track and pictures in another."""
    half = 30 * 44100
    titles = [len(text).to_bytes(2, "big") + text for text in (b"Intro", b"Chart", b"Tides")]
    return Movie(
        tracks=[
            bare(90, extra=box(b"free"), chapters=(2, 3)),
            Track(id=2, kind=b"text", codec=b"text", samples=titles, lengths=[half] * 3, per_chunk=1),
            Track(id=3, kind=b"vide", codec=b"jpeg", samples=pictures, lengths=[half] * len(pictures), per_chunk=1),
        ]
    ).build()


@pytest.mark.slow
def test_pictures_inside_an_m4a_are_published(desk: Studio) -> None:
    """As the track of pictures has them that the sound names beside that of its titles."""
    newsroom.episode(desk, audio="newsroom.m4a", chapters="audio")
    (desk.folder / "newsroom.mp3").unlink()
    (desk.folder / "newsroom.m4a").write_bytes(movie(NAVY, jpeg(200), NAVY))

    desk.publish()

    listed = newsroom.json_chapters(desk)
    assert [(0, "Intro"), (30_000, "Chart"), (60_000, "Tides")] == newsroom.in_json(desk)
    art = {made.key: (made.width, made.height) for made in desk.catalog().items[0].pictures}
    assert [(1400, 1400), (200, 200), (1400, 1400)] == [art["art/" + one["img"].rpartition("/")[2]] for one in listed]
    assert 3 == newsroom.page(desk).count('class="chapter-image"')


RELATIVES = [
    # relative, thread, fields of the episode, what is reported at `audio:`
    ("a list by hand, in place of Forecast's", "getID3#170", {"chapters": LISTED},
     ("FP632", "the chapters inside the recording have 3 pictures and 2 links that are not published")),
    ("a picture for one of them", "podlove-publisher#1585", {"chapters": [
        {"start": "0:00", "title": "Intro", "image": "cover.jpg", "url": "https://example.com/"}, *LISTED[1:]]},
     ("FP632", "the chapters inside the recording have 2 pictures and 1 link that are not published")),
    ("lines of the notes", "atldotnet#145", {"notes": "Words.\n\n(0:00) Intro\n(0:30) Chart\n(1:00) Tides"},
     ("FP632", "the chapters inside the recording have 3 pictures and 2 links that are not published")),
    ("other times", "AntennaPod#7688", {"chapters": ["0:00 Intro", "0:40 Chart", "1:10 Tides"]},
     ("FP338", "`chapters:` lists 3 chapters and wins; the audio file has 3 (0:00 Intro, 0:30 Chart, 1:00 Tides)")),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("fields", "expected"), [row[2:] for row in RELATIVES], ids=[row[0] for row in RELATIVES])
def test_what_takes_the_place_of_the_recordings_chapters_is_reported(
    desk: Studio, fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    """Once, at `audio:`, with the way to keep them; the same when it is published."""
    path = recorded(desk, **fields)

    (found,) = findings(desk, "FP338", "FP632", "FP633")

    assert expected == (found.rule.code, found.message)
    assert "`chapters: audio` publishes" in found.hint
    assert str(read_episode(path).place("audio")) == str(found.place)
    assert expected[0] in [one.rule.code for one in desk.plan().gate.findings]


@pytest.mark.slow
@pytest.mark.parametrize("fields", [{"chapters": LISTED, "tags": "keep"}, {"chapters": "off"}, {"chapters": "audio"}])
def test_nothing_is_reported_where_nothing_is_lost(desk: Studio, fields: dict[str, Any]) -> None:
    """Where the file stays as it is, and where its author wants no chapters."""
    recorded(desk, **fields)

    assert [] == findings(desk, "FP338", "FP632", "FP633")


@pytest.mark.slow
def test_a_picture_that_cannot_be_published_is_reported_and_the_rest_is(desk: Studio) -> None:
    """A pixel that some programs write, and a damaged picture; a mark without title changes only the picture."""
    recorded(
        desk,
        mark(0, 30_000, "Intro", name="a", image=jpeg(1)),
        mark(30_000, 40_000, "Chart", name="b", image=NAVY[:2000]),
        mark(40_000, 60_000, name="c", image=TEAL),
        mark(60_000, 90_000, "Tides", name="d"),
        mark(80_000, 90_000, name="e"),
        chapters="audio",
    )

    found = findings(desk, "FP633")
    desk.publish()

    assert [
        "a picture inside the recording is left out: chapter 'Chart' at 0:30: the picture is damaged or cut short",
        f"a picture inside the recording is left out: chapter 'Intro' at 0:00: {TINY}",
    ] == [one.message for one in found]
    assert [("Intro", True, False), ("Chart", True, False), ("", False, True), ("Tides", True, False)] == [
        (one.get("title", ""), one.get("toc", True), "img" in one) for one in newsroom.json_chapters(desk)
    ]


@pytest.mark.slow
def test_another_picture_in_the_same_recording_is_an_edit(desk: Studio) -> None:
    """Its sound is the same, the YAML, too: the new picture is published beside the old one."""
    recorded(desk, chapters="audio")
    desk.publish()
    before = desk.catalog().items[0]

    recorded(desk, mark(0, 30_000, "Intro", name="chp0", image=jpeg(640)), *MARKS[1:], chapters="audio")
    (row,) = status(desk.folder, now=NOW).rows
    desk.publish()

    after = desk.catalog().items[0]
    assert (True, False, ("newsroom.mp3/chapter-1.jpg",)) == (row.edited, row.replaced, row.changed_files)
    assert before.enclosure == after.enclosure
    assert before.chapters[0].image != after.chapters[0].image
    assert [True] * 3 == [(desk.site / one.image).is_file() for one in (*before.chapters[:2], after.chapters[0])]


@pytest.mark.slow
def test_an_upgrade_alone_publishes_no_pictures(desk: Studio) -> None:
    """An episode that was published without them, as nobody read them then, stays as it is."""
    recorded(desk)
    desk.publish()
    published = desk.catalog()
    (one,) = published.items
    old = replace(one, chapters=tuple(replace(each, image="") for each in one.chapters), pictures=(), files=())
    (desk.state / CATALOG).write_bytes(dumps(replace(published, items=(old,))))
    version_1.downgrade(desk)

    assert [] == [put.key for put in desk.plan().plan.puts if put.key.startswith(("art/", "media/", "chapters/"))]


@pytest.mark.slow
def test_a_picture_that_is_made_smaller_stays_as_it_was_made(desk: Studio) -> None:
    """Though another version of the library would make other bytes of the same source."""
    recorded(desk, mark(0, 30_000, "Intro", name="chp0", image=picture(3200, 3200)), *MARKS[1:], chapters="audio")
    desk.publish()
    published = desk.catalog()
    (one,) = published.items
    other = replace(one.pictures[0], digest="0" * 64)
    (desk.state / CATALOG).write_bytes(
        dumps(replace(published, items=(replace(one, pictures=(other, *one.pictures[1:])),)))
    )
    version_1.downgrade(desk)

    recorded(desk, mark(0, 30_000, "Intro", name="chp0", image=picture(3200, 3200)), *MARKS[1:],
             chapters="audio", title="Edited")  # fmt: skip

    assert other in desk.plan().after.items[0].pictures


# --- a picture as it is published


def exif(*, orientation: int = 1) -> bytes:
    """A JPEG of 200 × 100 pixels with a place, a program and a comment in it."""
    out = BytesIO()
    data = Image.Exif()
    data[0x0112], data[0x0131] = orientation, "Camera of Ada"
    data.get_ifd(0x8825)[2] = (54.0, 7.0, 0.0)
    image = Image.radial_gradient("L").resize((200, 100)).convert("RGB")
    image.save(out, "JPEG", exif=data, comment=b"by Ada", quality=90)
    return out.getvalue()


def with_text(data: bytes = b"") -> bytes:
    """A PNG whose chunks name its author."""
    from PIL.PngImagePlugin import PngInfo

    out, info = BytesIO(), PngInfo()
    info.add_text("Author", "Ada")
    exif_data = Image.Exif()
    exif_data[0x0131] = "Camera of Ada"
    Image.radial_gradient("L").convert("RGB").save(out, "PNG", pnginfo=info, exif=exif_data)
    return out.getvalue() + data


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (200, 100), **options: Any) -> bytes:
    """A gradient in some format."""
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    """What it shows."""
    return Image.open(BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize(
    "data",
    [
        exif(),
        exif() + b"and what was appended by Ada",
        exif() + exif(),
        with_text(),
        with_text(b"by Ada"),
        encoded("JPEG", progressive=True, comment=b"by Ada"),
        encoded("JPEG", "L", comment=b"by Ada"),
        encoded("PNG", "RGBA"),
        encoded("PNG", "P"),
        NAVY,
        TEAL,
    ],
)
def test_what_a_picture_says_beside_its_pixels_is_not_published(data: bytes) -> None:
    """No place, program, author, comment or appended data; its pixels are the very same."""
    published = embedded_picture(data)

    assert pixels(data) == pixels(published)
    assert published == embedded_picture(published)
    assert [] == [word for word in (b"Ada", b"Exif", b"eXIf", b"Author") if word in published]
    assert {} == {**Image.open(BytesIO(published)).getexif()}


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (exif(orientation=6), (100, 200)),
        (encoded("JPEG", "CMYK"), (200, 100)),
        (encoded("WEBP"), (200, 100)),
        (encoded("GIF"), (200, 100)),
        (encoded("BMP"), (200, 100)),
        (encoded("TIFF"), (200, 100)),
        (encoded("JPEG", size=(3200, 1600)), (1400, 700)),
    ],
)
def test_what_no_app_shows_becomes_a_jpeg(data: bytes, size: tuple[int, int]) -> None:
    """Upright, within bounds."""
    made = Image.open(BytesIO(embedded_picture(data)))

    assert ("JPEG", "RGB", size) == (made.format, made.mode, made.size)
    assert b"Ada" not in embedded_picture(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (jpeg(63), "it is 63 × 63 pixels, and must have at least 64 a side"),
        (b"", "this is not a picture"),
        (b"<svg/>" + bytes(64), "it is SVG, which feedpub cannot read"),
        (b"\0\0\0\x18ftypheic" + bytes(64), "it is HEIC, which feedpub cannot read"),
        (NAVY[:-600], "the picture is damaged or cut short"),
        (TEAL[:-20], "the picture is damaged or cut short"),
        (bytes((16 << 20) + 1), "it has 16,777,217 bytes, and must have at most 16,777,216"),
    ],
)
def test_what_cannot_be_published_says_why(data: bytes, message: str) -> None:
    """Of the picture, without a name: the finding says which it is."""
    with pytest.raises(Unusable, match=re.escape(message)):
        embedded_picture(data)


@given(
    source=st.sampled_from([exif(), with_text(), encoded("GIF")]), at=st.integers(0, 4000), bits=st.binary(max_size=8)
)
def test_a_damaged_picture_is_refused_or_has_no_metadata(source: bytes, at: int, bits: bytes) -> None:
    """Whatever bytes are others: no other error, and no place in what is published."""
    at %= len(source)
    data = source[:at] + bits + source[at + len(bits) + at % 3 :]

    try:
        published = embedded_picture(data)
    except Unusable:
        return
    assert {} == {**Image.open(BytesIO(published)).getexif()}
